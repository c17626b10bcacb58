//! Who can open the records.

use super::on_desk;
use moments_desk::keys::{KeyHolders, NewCode, NewKeyDone, NewKeyForm, NewKeyProgress, ReadBack};
use moments_desk::{Result, Secret};
use tauri::AppHandle;

#[tauri::command]
#[specta::specta]
pub async fn key_holders(app: AppHandle) -> Result<KeyHolders> {
    on_desk(&app, |desk| desk.key_holders(&desk.actor()?)).await
}

#[tauri::command]
#[specta::specta]
pub async fn new_recovery_code(app: AppHandle) -> Result<NewCode> {
    on_desk(&app, |desk| desk.new_recovery_code(&desk.actor()?)).await
}

#[tauri::command]
#[specta::specta]
pub async fn keep_recovery_code(app: AppHandle, read_back: ReadBack) -> Result<KeyHolders> {
    on_desk(&app, move |desk| desk.keep_recovery_code(&desk.actor()?, &read_back)).await
}

#[tauri::command]
#[specta::specta]
pub async fn set_passphrase(app: AppHandle, passphrase: Secret) -> Result<KeyHolders> {
    on_desk(&app, move |desk| desk.set_passphrase(&desk.actor()?, &passphrase)).await
}

/// May wait for a prompt of the operating system.
#[tauri::command]
#[specta::specta]
pub async fn renew_keystore(app: AppHandle) -> Result<KeyHolders> {
    on_desk(&app, |desk| desk.renew_keystore(&desk.actor()?)).await
}

#[tauri::command]
#[specta::specta]
pub async fn remove_key_holder(app: AppHandle, id: String) -> Result<KeyHolders> {
    on_desk(&app, move |desk| desk.remove_key_holder(&desk.actor()?, &id)).await
}

#[tauri::command]
#[specta::specta]
pub async fn give_new_key(app: AppHandle, form: NewKeyForm) -> Result<NewKeyDone> {
    on_desk(&app, move |desk| desk.give_new_key(&desk.actor()?, &form)).await
}

/// The store is closed meanwhile, so that nobody can be asked for.
#[tauri::command]
#[specta::specta]
pub async fn new_key_progress(app: AppHandle) -> Result<NewKeyProgress> {
    on_desk(&app, |desk| Ok(desk.new_key_progress())).await
}

#[tauri::command]
#[specta::specta]
pub async fn stop_new_key(app: AppHandle) -> Result<()> {
    on_desk(&app, |desk| {
        desk.stop_new_key();
        Ok(())
    })
    .await
}

#[tauri::command]
#[specta::specta]
pub async fn remove_old_copies(app: AppHandle) -> Result<KeyHolders> {
    on_desk(&app, |desk| desk.remove_old_copies(&desk.actor()?)).await
}
