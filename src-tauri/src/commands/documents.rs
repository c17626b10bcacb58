//! Slips, cards, sheets and reports: shown in the window, printed through the system's dialog, saved where the person
//! chooses; and figures as tables.

use super::on_desk;
use moments_desk::documents::{DocumentRequest, DocumentView};
use moments_desk::exports::{ExportRequest, TableFormat};
use moments_desk::sign_in::PinFor;
use moments_desk::{ErrorCode, Result};
use tauri::{AppHandle, WebviewWindow};
use tauri_plugin_dialog::DialogExt;

#[tauri::command]
#[specta::specta]
pub async fn document(app: AppHandle, request: DocumentRequest) -> Result<DocumentView> {
    on_desk(&app, move |desk| desk.document(&desk.actor()?, &request)).await
}

/// Asks where in the system's own window; gives the file's name, or none when nothing was chosen.
#[tauri::command]
#[specta::specta]
pub async fn save_document(app: AppHandle, request: DocumentRequest) -> Result<Option<String>> {
    let dialogs = app.dialog().clone();
    on_desk(&app, move |desk| {
        let actor = desk.actor()?;
        let name = desk.document_file_name(&actor, &request)?;
        // Asked before the place is: whoever chose one has no more to give.
        let actor = if request.exported().is_some() { desk.fresh(actor, PinFor::Export)? } else { actor };
        let chosen = dialogs.file().add_filter("PDF", &["pdf"]).set_file_name(name).blocking_save_file();
        let path = chosen.and_then(|file| file.into_path().ok());
        path.map(|path| desk.save_document(&actor, &request, &path)).transpose()
    })
    .await
}

/// Asks where in the system's own window; gives the file's name, or none when nothing was chosen.
#[tauri::command]
#[specta::specta]
pub async fn save_export(
    app: AppHandle,
    request: ExportRequest,
    format: TableFormat,
) -> Result<Option<String>> {
    let dialogs = app.dialog().clone();
    on_desk(&app, move |desk| {
        let actor = desk.actor()?;
        let name = desk.export_file_name(&actor, &request, format)?;
        let actor = desk.fresh(actor, PinFor::Export)?;
        let kind = format.ending();
        let chosen =
            dialogs.file().add_filter(kind.to_uppercase(), &[kind]).set_file_name(name).blocking_save_file();
        let path = chosen.and_then(|file| file.into_path().ok());
        path.map(|path| desk.save_export(&actor, &request, format, &path)).transpose()
    })
    .await
}

/// Opens the system's window for printing on what the page has to print.
#[tauri::command]
#[specta::specta]
pub async fn print_document(window: WebviewWindow) -> Result<()> {
    window.print().map_err(|_| ErrorCode::Internal.into())
}
