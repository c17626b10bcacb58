//! The counter, the own day, single moments.

use super::on_desk;
use crate::windows::show_client;
use moments_desk::Result;
use moments_desk::moments::{CounterView, MomentForm, MomentItem, MomentView, OpenMoment, RatingForm, Saved};
use moments_desk::ratings::Card;
use moments_desk::review::MomentPage;
use moments_desk::words::{Channel, Finding, MomentId, Origin, VoidReason, WithdrawReason};
use tauri::AppHandle;

#[tauri::command]
#[specta::specta]
pub async fn counter(app: AppHandle) -> Result<CounterView> {
    on_desk(&app, |desk| desk.counter(&desk.actor()?)).await
}

#[tauri::command]
#[specta::specta]
pub async fn open_moment(app: AppHandle, form: MomentForm) -> Result<OpenMoment> {
    on_desk(&app, move |desk| desk.open_moment(&desk.actor()?, form)).await
}

#[tauri::command]
#[specta::specta]
pub async fn change_open_moment(app: AppHandle, id: MomentId, form: MomentForm) -> Result<OpenMoment> {
    on_desk(&app, move |desk| desk.change_open_moment(&desk.actor()?, id, form)).await
}

#[tauri::command]
#[specta::specta]
pub async fn park_moment(app: AppHandle, id: MomentId, parked: bool) -> Result<OpenMoment> {
    on_desk(&app, move |desk| desk.park_moment(&desk.actor()?, id, parked)).await
}

#[tauri::command]
#[specta::specta]
pub async fn discard_moment(app: AppHandle, id: MomentId) -> Result<()> {
    on_desk(&app, move |desk| desk.discard_moment(&desk.actor()?, id)).await
}

#[tauri::command]
#[specta::specta]
pub async fn save_moment(app: AppHandle, form: MomentForm) -> Result<Saved> {
    let saved = on_desk(&app, move |desk| desk.record(&desk.actor()?, &form, Origin::Live)).await;
    show_client(&app);
    saved
}

#[tauri::command]
#[specta::specta]
pub async fn quick_enquiry(app: AppHandle, channel: Option<Channel>) -> Result<Saved> {
    on_desk(&app, move |desk| desk.quick_enquiry(&desk.actor()?, channel)).await
}

#[tauri::command]
#[specta::specta]
pub async fn undo(app: AppHandle, id: MomentId) -> Result<Option<OpenMoment>> {
    let undone = on_desk(&app, move |desk| desk.undo(&desk.actor()?, id)).await;
    show_client(&app);
    undone
}

#[tauri::command]
#[specta::specta]
pub async fn check_text(app: AppHandle, text: String) -> Result<Vec<Finding>> {
    on_desk(&app, move |desk| Ok(desk.check_text(&text))).await
}

#[tauri::command]
#[specta::specta]
pub async fn mask_text(app: AppHandle, text: String) -> Result<String> {
    on_desk(&app, move |desk| Ok(desk.mask_text(&text))).await
}

#[tauri::command]
#[specta::specta]
pub async fn moment(app: AppHandle, id: MomentId) -> Result<MomentView> {
    on_desk(&app, move |desk| desk.moment(&desk.actor()?, id)).await
}

#[tauri::command]
#[specta::specta]
pub async fn amend(app: AppHandle, id: MomentId, form: MomentForm, reason: String) -> Result<MomentView> {
    on_desk(&app, move |desk| desk.amend(&desk.actor()?, id, &form, &reason)).await
}

#[tauri::command]
#[specta::specta]
pub async fn void_moment(
    app: AppHandle,
    id: MomentId,
    why: VoidReason,
    reason: Option<String>,
) -> Result<MomentView> {
    let voided = on_desk(&app, move |desk| desk.void(&desk.actor()?, id, why, reason.as_deref())).await;
    show_client(&app);
    voided
}

#[tauri::command]
#[specta::specta]
pub async fn restore_moment(app: AppHandle, id: MomentId) -> Result<MomentView> {
    on_desk(&app, move |desk| desk.restore(&desk.actor()?, id)).await
}

#[tauri::command]
#[specta::specta]
pub async fn my_day(app: AppHandle, date: Option<String>) -> Result<MomentPage> {
    on_desk(&app, move |desk| desk.my_day(&desk.actor()?, date.as_deref())).await
}

#[tauri::command]
#[specta::specta]
pub async fn search(app: AppHandle, text: String) -> Result<Vec<MomentItem>> {
    on_desk(&app, move |desk| desk.search(&desk.actor()?, &text)).await
}

#[tauri::command]
#[specta::specta]
pub async fn rate_for_client(app: AppHandle, id: MomentId, rating: RatingForm) -> Result<MomentItem> {
    on_desk(&app, move |desk| desk.rate_for_client(&desk.actor()?, id, &rating)).await
}

#[tauri::command]
#[specta::specta]
pub async fn moment_by_card(app: AppHandle, short_no: String, date: Option<String>) -> Result<MomentItem> {
    on_desk(&app, move |desk| desk.moment_by_card(&desk.actor()?, &short_no, date.as_deref())).await
}

#[tauri::command]
#[specta::specta]
pub async fn find_cards(app: AppHandle, number: String, date: Option<String>) -> Result<Vec<Card>> {
    on_desk(&app, move |desk| desk.find_cards(&desk.actor()?, &number, date.as_deref())).await
}

#[tauri::command]
#[specta::specta]
pub async fn enter_card(app: AppHandle, id: MomentId, card: RatingForm) -> Result<Card> {
    on_desk(&app, move |desk| desk.enter_card(&desk.actor()?, id, &card)).await
}

#[tauri::command]
#[specta::specta]
pub async fn withdraw_invitation(app: AppHandle, id: MomentId, reason: WithdrawReason) -> Result<MomentItem> {
    let withdrawn = on_desk(&app, move |desk| desk.withdraw_invitation(&desk.actor()?, id, reason)).await;
    show_client(&app);
    withdrawn
}
