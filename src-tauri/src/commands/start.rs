//! Before a session, and the session itself.

use super::on_desk;
use crate::app_state::{self, AppState};
use crate::preferences::{self, Preferences};
use crate::{PROGRAM, SharedDesk};
use moments_desk::keys::{Unlocked, WayIn};
use moments_desk::setup::{NewOffice, SetUpDone};
use moments_desk::sign_in::{SessionView, SignIn, StaffItem};
use moments_desk::{Result, Secret};
use tauri::{AppHandle, Manager};

#[tauri::command]
#[specta::specta]
pub async fn app_state(app: AppHandle) -> Result<AppState> {
    let preferences = preferences::read(&app);
    let desk = app.state::<SharedDesk>().inner().clone();
    on_desk(&app, move |_| Ok(app_state::read(&desk, preferences))).await
}

#[tauri::command]
#[specta::specta]
pub async fn save_preferences(app: AppHandle, preferences: Preferences) -> Result<()> {
    preferences::save(&app, &preferences);
    Ok(())
}

#[tauri::command]
#[specta::specta]
pub async fn time_zones(app: AppHandle) -> Result<Vec<String>> {
    on_desk(&app, |desk| Ok(desk.time_zones())).await
}

#[tauri::command]
#[specta::specta]
pub async fn set_up(app: AppHandle, office: NewOffice) -> Result<SetUpDone> {
    on_desk(&app, move |desk| desk.set_up(PROGRAM, &office)).await
}

/// Opens the store with its recovery code or its passphrase; the app's state is read again afterwards.
#[tauri::command]
#[specta::specta]
pub async fn unlock(app: AppHandle, way: WayIn) -> Result<Unlocked> {
    on_desk(&app, move |desk| desk.unlock(PROGRAM, &way)).await
}

#[tauri::command]
#[specta::specta]
pub async fn staff_to_sign_in(app: AppHandle) -> Result<Vec<StaffItem>> {
    on_desk(&app, |desk| desk.staff_to_sign_in()).await
}

#[tauri::command]
#[specta::specta]
pub async fn sign_in(app: AppHandle, request: SignIn) -> Result<SessionView> {
    on_desk(&app, move |desk| desk.sign_in(&request)).await
}

#[tauri::command]
#[specta::specta]
pub async fn lock_counter(app: AppHandle) -> Result<()> {
    on_desk(&app, |desk| {
        desk.lock_counter();
        Ok(())
    })
    .await
}

/// Nobody was at the counter for a while. Whether it is locked now: not while a client is answering.
#[tauri::command]
#[specta::specta]
pub async fn lock_when_idle(app: AppHandle) -> Result<bool> {
    on_desk(&app, |desk| desk.lock_when_idle()).await
}

/// Ends the app: what is to become of open moments was asked.
#[tauri::command]
#[specta::specta]
pub async fn close_app(app: AppHandle) -> Result<()> {
    app.exit(0);
    Ok(())
}

#[tauri::command]
#[specta::specta]
pub async fn sign_out(app: AppHandle) -> Result<()> {
    on_desk(&app, |desk| desk.sign_out()).await
}

#[tauri::command]
#[specta::specta]
pub async fn set_short_pin(app: AppHandle, pin: Secret) -> Result<()> {
    on_desk(&app, move |desk| desk.set_short_pin(&desk.actor()?, &pin)).await
}
