//! Importing a past log.

use super::on_desk;
use moments_desk::Result;
use moments_desk::past_log::{LogPreview, LogProgress, LogReport, OpenedLog, RefusalWords};
use moments_desk::words::{Mapping, TextEncoding};
use tauri::AppHandle;
use tauri_plugin_dialog::DialogExt;

/// The system's own window for choosing a file. `null` when nothing was chosen.
#[tauri::command]
#[specta::specta]
pub async fn choose_log_file(app: AppHandle) -> Result<Option<String>> {
    let dialogs = app.dialog().clone();
    on_desk(&app, move |desk| {
        desk.actor()?;
        let kinds = ["csv", "tsv", "txt", "xlsx"];
        let chosen = dialogs.file().add_filter("CSV, XLSX", &kinds).blocking_pick_file();
        Ok(chosen.and_then(|file| file.into_path().ok()).map(|path| path.to_string_lossy().into_owned()))
    })
    .await
}

#[tauri::command]
#[specta::specta]
pub async fn open_past_log(app: AppHandle, path: String, encoding: TextEncoding) -> Result<OpenedLog> {
    on_desk(&app, move |desk| desk.open_past_log(&desk.actor()?, &path, encoding)).await
}

#[tauri::command]
#[specta::specta]
pub async fn choose_log_sheet(app: AppHandle, token: String, sheet: String) -> Result<OpenedLog> {
    on_desk(&app, move |desk| desk.choose_log_sheet(&desk.actor()?, &token, &sheet)).await
}

#[tauri::command]
#[specta::specta]
pub async fn preview_past_log(app: AppHandle, token: String, mapping: Mapping) -> Result<LogPreview> {
    on_desk(&app, move |desk| desk.preview_past_log(&desk.actor()?, &token, &mapping)).await
}

#[tauri::command]
#[specta::specta]
pub async fn import_past_log(app: AppHandle, token: String, mapping: Mapping) -> Result<LogReport> {
    on_desk(&app, move |desk| {
        let done = desk.import_past_log(&desk.actor()?, &token, &mapping)?;
        let counts = done.counts;
        let (recorded, there, refused) = (counts.recorded, counts.already_there, counts.refused);
        desk.log(format_args!("past log: {recorded} recorded, {there} already there, {refused} refused"));
        Ok(done)
    })
    .await
}

#[tauri::command]
#[specta::specta]
pub async fn past_log_progress(app: AppHandle) -> Result<LogProgress> {
    on_desk(&app, |desk| desk.past_log_progress(&desk.actor()?)).await
}

#[tauri::command]
#[specta::specta]
pub async fn stop_past_log(app: AppHandle) -> Result<()> {
    on_desk(&app, |desk| desk.stop_past_log(&desk.actor()?)).await
}

#[tauri::command]
#[specta::specta]
pub async fn save_refused_rows(
    app: AppHandle,
    token: String,
    path: String,
    words: RefusalWords,
) -> Result<String> {
    on_desk(&app, move |desk| desk.save_refused_rows(&desk.actor()?, &token, &path, &words)).await
}

#[tauri::command]
#[specta::specta]
pub async fn close_past_log(app: AppHandle) -> Result<()> {
    on_desk(&app, |desk| desk.close_past_log(&desk.actor()?)).await
}
