//! The directory of organizations.

use super::on_desk;
use moments_desk::Result;
use moments_desk::directory::{
    Directory, DirectoryExported, DirectoryImported, DirectoryPreview, OrganizationForm, OrganizationItem,
};
use moments_desk::words::OrganizationId;
use tauri::AppHandle;
use tauri_plugin_dialog::DialogExt;

#[tauri::command]
#[specta::specta]
pub async fn directory(app: AppHandle) -> Result<Directory> {
    on_desk(&app, |desk| desk.directory(&desk.actor()?)).await
}

#[tauri::command]
#[specta::specta]
pub async fn save_organization(app: AppHandle, form: OrganizationForm) -> Result<OrganizationItem> {
    on_desk(&app, move |desk| desk.save_organization(&desk.actor()?, &form)).await
}

#[tauri::command]
#[specta::specta]
pub async fn retire_organization(
    app: AppHandle,
    id: OrganizationId,
    retired: bool,
) -> Result<OrganizationItem> {
    on_desk(&app, move |desk| desk.retire_organization(&desk.actor()?, id, retired)).await
}

/// Begins with the kinds of places that are built in.
#[tauri::command]
#[specta::specta]
pub async fn start_directory(app: AppHandle) -> Result<Directory> {
    on_desk(&app, |desk| desk.start_directory(&desk.actor()?)).await
}

#[tauri::command]
#[specta::specta]
pub async fn preview_directory(app: AppHandle, path: String) -> Result<DirectoryPreview> {
    on_desk(&app, move |desk| desk.preview_directory(&desk.actor()?, &path)).await
}

#[tauri::command]
#[specta::specta]
pub async fn import_directory(app: AppHandle, token: String) -> Result<DirectoryImported> {
    on_desk(&app, move |desk| {
        let done = desk.import_directory(&desk.actor()?, &token)?;
        let DirectoryImported { new, changed, refused, .. } = done;
        desk.log(format_args!("directory: {new} new, {changed} changed, {refused} rows refused"));
        Ok(done)
    })
    .await
}

/// The system's own window for choosing where a table is to be saved. `null` when nothing was chosen.
#[tauri::command]
#[specta::specta]
pub async fn choose_place(app: AppHandle, name: String) -> Result<Option<String>> {
    let dialogs = app.dialog().clone();
    on_desk(&app, move |desk| {
        desk.actor()?;
        let chosen = dialogs.file().add_filter("CSV", &["csv"]).set_file_name(name).blocking_save_file();
        Ok(chosen.and_then(|file| file.into_path().ok()).map(|path| path.to_string_lossy().into_owned()))
    })
    .await
}

#[tauri::command]
#[specta::specta]
pub async fn export_directory(app: AppHandle, path: String) -> Result<DirectoryExported> {
    on_desk(&app, move |desk| desk.export_directory(&desk.actor()?, &path)).await
}
