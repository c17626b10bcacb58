//! The office: settings and staff.

use super::on_desk;
use moments_desk::Result;
use moments_desk::office::{OfficeForm, OfficeView};
use moments_desk::sign_in::{StaffForm, StaffItem, StaffSaved};
use tauri::AppHandle;

#[tauri::command]
#[specta::specta]
pub async fn office(app: AppHandle) -> Result<OfficeView> {
    on_desk(&app, |desk| desk.office(&desk.actor()?)).await
}

#[tauri::command]
#[specta::specta]
pub async fn save_office(app: AppHandle, form: OfficeForm) -> Result<OfficeForm> {
    on_desk(&app, move |desk| desk.save_office(&desk.actor()?, &form)).await
}

#[tauri::command]
#[specta::specta]
pub async fn staff(app: AppHandle) -> Result<Vec<StaffItem>> {
    on_desk(&app, |desk| desk.staff(&desk.actor()?)).await
}

#[tauri::command]
#[specta::specta]
pub async fn save_staff(app: AppHandle, form: StaffForm) -> Result<StaffSaved> {
    on_desk(&app, move |desk| desk.save_staff(&desk.actor()?, &form)).await
}
