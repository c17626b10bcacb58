//! What is erased, and what is kept for how long.

use super::on_desk;
use moments_desk::Result;
use moments_desk::privacy::{
    GoingOn, KeepDays, KeepLongerForm, Redacted, RedactionForm, RedactionOf, RedactionPreview, RetentionView,
};
use moments_desk::words::ErasureScope;
use tauri::AppHandle;

#[tauri::command]
#[specta::specta]
pub async fn redaction_preview(
    app: AppHandle,
    about: RedactionOf,
    scope: ErasureScope,
) -> Result<RedactionPreview> {
    on_desk(&app, move |desk| desk.redaction_preview(&desk.actor()?, about, scope)).await
}

#[tauri::command]
#[specta::specta]
pub async fn redact(app: AppHandle, form: RedactionForm) -> Result<Redacted> {
    on_desk(&app, move |desk| desk.redact(&desk.actor()?, &form)).await
}

#[tauri::command]
#[specta::specta]
pub async fn retention(app: AppHandle) -> Result<RetentionView> {
    on_desk(&app, |desk| desk.retention(&desk.actor()?)).await
}

#[tauri::command]
#[specta::specta]
pub async fn retention_preview(app: AppHandle, keep: KeepDays) -> Result<Vec<GoingOn>> {
    on_desk(&app, move |desk| desk.retention_preview(&desk.actor()?, &keep)).await
}

#[tauri::command]
#[specta::specta]
pub async fn keep_longer(app: AppHandle, form: KeepLongerForm) -> Result<RetentionView> {
    on_desk(&app, move |desk| desk.keep_longer(&desk.actor()?, &form)).await
}

/// The date is right; what waited for that begins now.
#[tauri::command]
#[specta::specta]
pub async fn confirm_date(app: AppHandle, date: String) -> Result<RetentionView> {
    on_desk(&app, move |desk| {
        let actor = desk.actor()?;
        desk.confirm_date(&actor, &date)?;
        desk.run_retention()?;
        desk.retention(&actor)
    })
    .await
}
