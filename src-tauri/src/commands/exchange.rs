//! Handing over: colleagues, sticks and the centre.

use super::on_desk;
use crate::PROGRAM;
use moments_desk::exchange::{
    Carried, HandOverView, InvitedWorkstation, JoinForm, KitForm, NewWorkstation, SavedKit, StickProgress,
    StickView, TakenIn,
};
use moments_desk::setup::{KeyStorage, SetUpDone};
use moments_desk::sign_in::PinFor;
use moments_desk::{Desk, Result, Secret};
use std::path::PathBuf;
use tauri::{AppHandle, Wry};
use tauri_plugin_dialog::{Dialog, DialogExt};

#[tauri::command]
#[specta::specta]
pub async fn handing_over(app: AppHandle) -> Result<HandOverView> {
    on_desk(&app, |desk| desk.handing_over(&desk.actor()?)).await
}

#[tauri::command]
#[specta::specta]
pub async fn sticks(app: AppHandle) -> Result<Vec<StickView>> {
    on_desk(&app, |desk| desk.sticks(&desk.actor()?)).await
}

/// Onto a stick that `sticks` names, or into a folder that is chosen in the system's own window. `null` where none was.
#[tauri::command]
#[specta::specta]
pub async fn write_stick(app: AppHandle, folder: Option<String>) -> Result<Option<Carried>> {
    let dialogs = app.dialog().clone();
    on_desk(&app, move |desk| {
        let folder = chosen(desk, folder, &dialogs)?;
        folder.map(|folder| desk.write_stick(&desk.actor()?, &folder, |_, _| true)).transpose()
    })
    .await
}

/// As `write_stick`.
#[tauri::command]
#[specta::specta]
pub async fn read_stick(app: AppHandle, folder: Option<String>) -> Result<Option<TakenIn>> {
    let dialogs = app.dialog().clone();
    on_desk(&app, move |desk| {
        let folder = chosen(desk, folder, &dialogs)?;
        folder.map(|folder| desk.read_stick(&desk.actor()?, &folder, |_, _| true)).transpose()
    })
    .await
}

/// On a workstation that joined and on which nobody can sign in yet. `null` where no folder was chosen.
#[tauri::command]
#[specta::specta]
pub async fn read_first_stick(app: AppHandle) -> Result<Option<TakenIn>> {
    let dialogs = app.dialog().clone();
    on_desk(&app, move |desk| pick_folder(&dialogs).map(|folder| desk.read_first_stick(&folder)).transpose())
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn stick_progress(app: AppHandle) -> Result<StickProgress> {
    on_desk(&app, |desk| Ok(desk.stick_progress())).await
}

#[tauri::command]
#[specta::specta]
pub async fn stop_stick(app: AppHandle) -> Result<()> {
    on_desk(&app, |desk| {
        desk.stop_stick();
        Ok(())
    })
    .await
}

/// Asks where the file goes in the system's own window. `null` where nothing was chosen.
#[tauri::command]
#[specta::specta]
pub async fn invite_workstation(app: AppHandle, label: String) -> Result<Option<InvitedWorkstation>> {
    let dialogs = app.dialog().clone();
    on_desk(&app, move |desk| {
        let actor = desk.actor()?;
        let name = desk.join_file_name(&actor, &label)?;
        // Asked before the place is: whoever chose one has no more to give.
        let actor = desk.fresh(actor, PinFor::Keys)?;
        let file = save_file(&dialogs, name);
        file.map(|file| desk.invite_workstation(&actor, &NewWorkstation { label, file })).transpose()
    })
    .await
}

#[tauri::command]
#[specta::specta]
pub async fn rename_workstation(app: AppHandle, id: String, label: String) -> Result<HandOverView> {
    on_desk(&app, move |desk| {
        desk.rename_workstation(&desk.actor()?, &id, &label)?;
        desk.handing_over(&desk.actor()?)
    })
    .await
}

#[tauri::command]
#[specta::specta]
pub async fn retire_workstation(app: AppHandle, id: String) -> Result<HandOverView> {
    on_desk(&app, move |desk| {
        desk.retire_workstation(&desk.actor()?, &id)?;
        desk.handing_over(&desk.actor()?)
    })
    .await
}

/// On a computer without an office: the file is chosen in the system's own window. `null` where none was.
#[tauri::command]
#[specta::specta]
pub async fn join_office(
    app: AppHandle,
    passphrase: Secret,
    key_storage: KeyStorage,
) -> Result<Option<SetUpDone>> {
    let dialogs = app.dialog().clone();
    on_desk(&app, move |desk| {
        let file = pick_file(&dialogs, "Moments", &["moments-join", "moments-kit"]);
        file.map(|file| desk.join(PROGRAM, &JoinForm { file, passphrase, key_storage })).transpose()
    })
    .await
}

/// The office's keys, for the day on which this computer is lost. `null` where no place was chosen.
#[tauri::command]
#[specta::specta]
pub async fn save_recovery_kit(app: AppHandle) -> Result<Option<SavedKit>> {
    let dialogs = app.dialog().clone();
    on_desk(&app, move |desk| {
        let actor = desk.fresh(desk.actor()?, PinFor::Keys)?;
        save_file(&dialogs, "office.moments-kit".into())
            .map(|file| desk.save_recovery_kit(&actor, &file))
            .transpose()
    })
    .await
}

/// `null` where no file was chosen.
#[tauri::command]
#[specta::specta]
pub async fn take_recovery_kit(app: AppHandle, passphrase: Secret) -> Result<Option<HandOverView>> {
    let dialogs = app.dialog().clone();
    on_desk(&app, move |desk| {
        let actor = desk.fresh(desk.actor()?, PinFor::Keys)?;
        let Some(file) = pick_file(&dialogs, "Moments", &["moments-kit"]) else { return Ok(None) };
        desk.take_recovery_kit(&actor, &KitForm { file, passphrase })?;
        desk.handing_over(&desk.actor()?).map(Some)
    })
    .await
}

/// The file's name; `null` where nothing was chosen.
#[tauri::command]
#[specta::specta]
pub async fn save_office_card(app: AppHandle) -> Result<Option<String>> {
    let dialogs = app.dialog().clone();
    on_desk(&app, move |desk| {
        let actor = desk.fresh(desk.actor()?, PinFor::Keys)?;
        save_file(&dialogs, "office-card.json".into())
            .map(|file| desk.save_office_card(&actor, &file))
            .transpose()
    })
    .await
}

/// The centre's card is chosen in the system's own window. `null` where none was.
#[tauri::command]
#[specta::specta]
pub async fn choose_centre(app: AppHandle) -> Result<Option<HandOverView>> {
    let dialogs = app.dialog().clone();
    on_desk(&app, move |desk| {
        let actor = desk.fresh(desk.actor()?, PinFor::Keys)?;
        let Some(file) = pick_file(&dialogs, "JSON", &["json"]) else { return Ok(None) };
        desk.choose_centre(&actor, &file)?;
        desk.handing_over(&desk.actor()?).map(Some)
    })
    .await
}

fn chosen(desk: &Desk, folder: Option<String>, dialogs: &Dialog<Wry>) -> Result<Option<PathBuf>> {
    let actor = desk.actor()?;
    match folder {
        Some(folder) => desk.stick(&actor, &folder).map(Some),
        None => Ok(pick_folder(dialogs)),
    }
}

fn pick_folder(dialogs: &Dialog<Wry>) -> Option<PathBuf> {
    dialogs.file().blocking_pick_folder().and_then(|folder| folder.into_path().ok())
}

fn pick_file(dialogs: &Dialog<Wry>, what: &str, endings: &[&str]) -> Option<PathBuf> {
    dialogs.file().add_filter(what, endings).blocking_pick_file().and_then(|file| file.into_path().ok())
}

fn save_file(dialogs: &Dialog<Wry>, name: String) -> Option<PathBuf> {
    dialogs.file().set_file_name(name).blocking_save_file().and_then(|file| file.into_path().ok())
}
