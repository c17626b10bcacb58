//! Catching up on a tally sheet after an outage.

use super::on_desk;
use moments_desk::Result;
use moments_desk::moments::{EnteredRow, OpenSheetItem, RowForm, SheetForm, SheetView};
use tauri::AppHandle;

#[tauri::command]
#[specta::specta]
pub async fn tally_sheets(app: AppHandle) -> Result<Vec<OpenSheetItem>> {
    on_desk(&app, |desk| desk.sheets(&desk.actor()?)).await
}

#[tauri::command]
#[specta::specta]
pub async fn open_tally_sheet(app: AppHandle, form: SheetForm) -> Result<SheetView> {
    on_desk(&app, move |desk| desk.open_sheet(&desk.actor()?, &form)).await
}

#[tauri::command]
#[specta::specta]
pub async fn tally_sheet(app: AppHandle, no: String) -> Result<SheetView> {
    on_desk(&app, move |desk| desk.sheet(&desk.actor()?, &no)).await
}

#[tauri::command]
#[specta::specta]
pub async fn enter_row(app: AppHandle, no: String, form: RowForm) -> Result<EnteredRow> {
    on_desk(&app, move |desk| desk.enter_row(&desk.actor()?, &no, &form)).await
}

#[tauri::command]
#[specta::specta]
pub async fn take_row_back(app: AppHandle, no: String, row: u32) -> Result<SheetView> {
    on_desk(&app, move |desk| desk.take_row_back(&desk.actor()?, &no, row)).await
}

#[tauri::command]
#[specta::specta]
pub async fn put_sheet_away(app: AppHandle, no: String) -> Result<()> {
    on_desk(&app, move |desk| desk.put_sheet_away(&desk.actor()?, &no)).await
}
