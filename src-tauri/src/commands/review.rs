//! The supervisor's day: its figures, its sign-offs, and what kind of day it was.

use super::on_desk;
use moments_desk::Result;
use moments_desk::review::{
    DayContextChange, DayContextView, DayReview, DaySignOffs, MomentPage, ReviewFilter,
};
use moments_desk::trends::{Trend, TrendForm};
use tauri::AppHandle;

#[tauri::command]
#[specta::specta]
pub async fn review_day(app: AppHandle, date: Option<String>, filter: ReviewFilter) -> Result<DayReview> {
    on_desk(&app, move |desk| desk.review_day(&desk.actor()?, date.as_deref(), &filter)).await
}

#[tauri::command]
#[specta::specta]
pub async fn review_moments(
    app: AppHandle,
    date: Option<String>,
    filter: ReviewFilter,
    after: Option<String>,
) -> Result<MomentPage> {
    on_desk(&app, move |desk| desk.review_moments(&desk.actor()?, date.as_deref(), &filter, after.as_deref()))
        .await
}

#[tauri::command]
#[specta::specta]
pub async fn trend(app: AppHandle, form: TrendForm) -> Result<Trend> {
    on_desk(&app, move |desk| desk.trend(&desk.actor()?, &form)).await
}

#[tauri::command]
#[specta::specta]
pub async fn sign_offs(app: AppHandle, date: Option<String>) -> Result<DaySignOffs> {
    on_desk(&app, move |desk| desk.sign_offs(&desk.actor()?, date.as_deref())).await
}

#[tauri::command]
#[specta::specta]
pub async fn sign_off_day(app: AppHandle, date: Option<String>, note: Option<String>) -> Result<DaySignOffs> {
    on_desk(&app, move |desk| desk.sign_off_day(&desk.actor()?, date.as_deref(), note.as_deref())).await
}

#[tauri::command]
#[specta::specta]
pub async fn day_context(app: AppHandle, date: Option<String>) -> Result<DayContextView> {
    on_desk(&app, move |desk| desk.day_context(&desk.actor()?, date.as_deref())).await
}

#[tauri::command]
#[specta::specta]
pub async fn set_day_context(
    app: AppHandle,
    date: Option<String>,
    change: DayContextChange,
) -> Result<DayContextView> {
    on_desk(&app, move |desk| desk.set_day_context(&desk.actor()?, date.as_deref(), &change)).await
}
