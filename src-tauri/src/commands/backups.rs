//! Copies of the records.

use super::on_desk;
use crate::PROGRAM;
use moments_desk::backups::BackupsView;
use moments_desk::{Result, Secret};
use tauri::AppHandle;
use tauri_plugin_dialog::DialogExt;

#[tauri::command]
#[specta::specta]
pub async fn backups(app: AppHandle) -> Result<BackupsView> {
    on_desk(&app, |desk| desk.backups(&desk.actor()?)).await
}

#[tauri::command]
#[specta::specta]
pub async fn back_up_now(app: AppHandle) -> Result<BackupsView> {
    on_desk(&app, |desk| {
        desk.back_up_now(&desk.actor()?)?;
        desk.backups(&desk.actor()?)
    })
    .await
}

/// The system's own window for choosing a folder. Nothing changes where none was chosen.
#[tauri::command]
#[specta::specta]
pub async fn choose_second_folder(app: AppHandle) -> Result<BackupsView> {
    let dialogs = app.dialog().clone();
    on_desk(&app, move |desk| {
        desk.backups(&desk.actor()?)?;
        if let Some(folder) = dialogs.file().blocking_pick_folder().and_then(|file| file.into_path().ok()) {
            desk.set_second_folder(&desk.actor()?, Some(folder))?;
        }
        desk.backups(&desk.actor()?)
    })
    .await
}

#[tauri::command]
#[specta::specta]
pub async fn no_second_folder(app: AppHandle) -> Result<BackupsView> {
    on_desk(&app, |desk| {
        desk.set_second_folder(&desk.actor()?, None)?;
        desk.backups(&desk.actor()?)
    })
    .await
}

#[tauri::command]
#[specta::specta]
pub async fn restore_copy(app: AppHandle, name: String) -> Result<BackupsView> {
    on_desk(&app, move |desk| {
        desk.restore_copy(&desk.actor()?, &name)?;
        desk.backups(&desk.actor()?)
    })
    .await
}

/// A supervisor has read what was put back.
#[tauri::command]
#[specta::specta]
pub async fn recovery_read(app: AppHandle) -> Result<BackupsView> {
    on_desk(&app, |desk| {
        desk.recovery_read(&desk.actor()?)?;
        desk.backups(&desk.actor()?)
    })
    .await
}

/// On a computer without an office: the folder with the copy is chosen in the system's own window. Whether one was.
#[tauri::command]
#[specta::specta]
pub async fn set_up_from_copy(app: AppHandle, code: Secret) -> Result<bool> {
    let dialogs = app.dialog().clone();
    on_desk(&app, move |desk| {
        let folder = dialogs.file().blocking_pick_folder().and_then(|file| file.into_path().ok());
        match folder {
            Some(folder) => desk.set_up_from_copy(PROGRAM, &folder, &code).map(|_| true),
            None => Ok(false),
        }
    })
    .await
}
