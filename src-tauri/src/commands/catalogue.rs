//! The office's catalogue.

use super::on_desk;
use moments_desk::Result;
use moments_desk::catalogue::{
    ImportPreview, Imported, QuickListForm, ServiceForm, ServiceItem, ServiceView,
};
use tauri::AppHandle;
use tauri_plugin_dialog::DialogExt;

#[tauri::command]
#[specta::specta]
pub async fn services(app: AppHandle) -> Result<Vec<ServiceItem>> {
    on_desk(&app, |desk| desk.actor().and_then(|_| desk.services())).await
}

#[tauri::command]
#[specta::specta]
pub async fn service(app: AppHandle, key: String) -> Result<ServiceView> {
    on_desk(&app, move |desk| desk.actor().and_then(|_| desk.service(&key))).await
}

#[tauri::command]
#[specta::specta]
pub async fn save_service(app: AppHandle, form: ServiceForm) -> Result<ServiceView> {
    on_desk(&app, move |desk| desk.save_service(&desk.actor()?, &form)).await
}

#[tauri::command]
#[specta::specta]
pub async fn retire_service(app: AppHandle, key: String, retired: bool) -> Result<ServiceView> {
    on_desk(&app, move |desk| desk.retire_service(&desk.actor()?, &key, retired)).await
}

#[tauri::command]
#[specta::specta]
pub async fn confirm_relationships(app: AppHandle, keys: Vec<String>) -> Result<u32> {
    on_desk(&app, move |desk| desk.confirm_relationships(&desk.actor()?, &keys)).await
}

#[tauri::command]
#[specta::specta]
pub async fn quick_list(app: AppHandle) -> Result<QuickListForm> {
    on_desk(&app, |desk| desk.actor().and_then(|_| desk.quick_list())).await
}

#[tauri::command]
#[specta::specta]
pub async fn save_quick_list(app: AppHandle, form: QuickListForm) -> Result<QuickListForm> {
    on_desk(&app, move |desk| desk.save_quick_list(&desk.actor()?, &form)).await
}

/// The system's own window for choosing files. Empty when nothing was chosen.
#[tauri::command]
#[specta::specta]
pub async fn choose_files(app: AppHandle) -> Result<Vec<String>> {
    let dialogs = app.dialog().clone();
    on_desk(&app, move |desk| {
        desk.actor()?;
        let chosen = dialogs.file().add_filter("CSV", &["csv"]).blocking_pick_files().unwrap_or_default();
        Ok(chosen
            .into_iter()
            .filter_map(|file| file.into_path().ok())
            .map(|p| p.to_string_lossy().into_owned())
            .collect())
    })
    .await
}

#[tauri::command]
#[specta::specta]
pub async fn preview_import(app: AppHandle, paths: Vec<String>) -> Result<ImportPreview> {
    on_desk(&app, move |desk| desk.preview_import(&desk.actor()?, &paths)).await
}

#[tauri::command]
#[specta::specta]
pub async fn import_catalogue(app: AppHandle, token: String) -> Result<Imported> {
    on_desk(&app, move |desk| {
        let done = desk.import(&desk.actor()?, &token)?;
        let (new, changed, refused) = (done.services_new, done.services_changed, done.refused);
        desk.log(format_args!("catalogue: {new} services new, {changed} changed, {refused} rows refused"));
        Ok(done)
    })
    .await
}
