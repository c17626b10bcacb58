//! PINs that are given again, changed or replaced, and what was done here.

use super::on_desk;
use moments_desk::Result;
use moments_desk::acts::{ActPage, ActsFilter};
use moments_desk::sign_in::{IssuedPin, PinChange, PinFor, PinReset, SessionView};
use moments_desk::words::StaffId;
use tauri::AppHandle;

/// The full PIN, given again for one act or to take up rights that rested.
#[tauri::command]
#[specta::specta]
pub async fn give_pin(app: AppHandle, pin: String, purpose: PinFor) -> Result<SessionView> {
    on_desk(&app, move |desk| desk.give_pin(&pin, purpose)).await
}

/// Seconds until rights beyond the counter's rest. `touched`: their person is at work in a screen that takes them.
#[tauri::command]
#[specta::specta]
pub async fn rights_left(app: AppHandle, touched: bool) -> Result<u32> {
    on_desk(&app, move |desk| Ok(desk.rights_left(touched))).await
}

#[tauri::command]
#[specta::specta]
pub async fn change_pin(app: AppHandle, change: PinChange) -> Result<()> {
    on_desk(&app, move |desk| desk.change_pin(&desk.actor()?, &change)).await
}

#[tauri::command]
#[specta::specta]
pub async fn reset_pin(app: AppHandle, reset: PinReset) -> Result<IssuedPin> {
    on_desk(&app, move |desk| desk.reset_pin(&desk.actor()?, &reset)).await
}

/// Before there is a session: whoever has the recovery code gives a person a new PIN.
#[tauri::command]
#[specta::specta]
pub async fn reset_pin_with_code(app: AppHandle, staff: StaffId, code: String) -> Result<IssuedPin> {
    on_desk(&app, move |desk| desk.reset_pin_with_code(&staff, &code)).await
}

#[tauri::command]
#[specta::specta]
pub async fn acts(app: AppHandle, filter: ActsFilter) -> Result<ActPage> {
    on_desk(&app, move |desk| desk.acts(&desk.actor()?, &filter)).await
}
