//! The supervisor's day.

use super::on_desk;
use moments_desk::Result;
use moments_desk::review::{DayReview, MomentPage, ReviewFilter};
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
