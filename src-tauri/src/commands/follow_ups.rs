//! Follow-ups: what supervisors see to, and where a person was named.

use super::on_desk;
use moments_desk::Result;
use moments_desk::follow_ups::*;
use moments_desk::words::{FollowUpId, StaffId};
use tauri::AppHandle;

#[tauri::command]
#[specta::specta]
pub async fn follow_ups(app: AppHandle, filter: FollowUpFilter) -> Result<FollowUpPage> {
    on_desk(&app, move |desk| desk.follow_ups(&desk.actor()?, &filter)).await
}

#[tauri::command]
#[specta::specta]
pub async fn follow_ups_of_day(app: AppHandle, date: Option<String>) -> Result<FollowUpsOfDay> {
    on_desk(&app, move |desk| desk.follow_ups_of_day(&desk.actor()?, date.as_deref())).await
}

#[tauri::command]
#[specta::specta]
pub async fn follow_up(app: AppHandle, id: FollowUpId) -> Result<FollowUpView> {
    on_desk(&app, move |desk| desk.follow_up(&desk.actor()?, id)).await
}

#[tauri::command]
#[specta::specta]
pub async fn acknowledge_follow_up(app: AppHandle, id: FollowUpId) -> Result<FollowUpView> {
    on_desk(&app, move |desk| desk.acknowledge_follow_up(&desk.actor()?, id)).await
}

#[tauri::command]
#[specta::specta]
pub async fn take_follow_up(app: AppHandle, id: FollowUpId) -> Result<FollowUpView> {
    on_desk(&app, move |desk| desk.take_follow_up(&desk.actor()?, id)).await
}

#[tauri::command]
#[specta::specta]
pub async fn assign_follow_up(app: AppHandle, id: FollowUpId, to: Option<StaffId>) -> Result<FollowUpView> {
    on_desk(&app, move |desk| desk.assign_follow_up(&desk.actor()?, id, to)).await
}

#[tauri::command]
#[specta::specta]
pub async fn set_follow_up_due(app: AppHandle, id: FollowUpId, day: String) -> Result<FollowUpView> {
    on_desk(&app, move |desk| desk.set_follow_up_due(&desk.actor()?, id, &day)).await
}

#[tauri::command]
#[specta::specta]
pub async fn act_on_follow_up(app: AppHandle, id: FollowUpId, done: String) -> Result<FollowUpView> {
    on_desk(&app, move |desk| desk.act_on_follow_up(&desk.actor()?, id, &done)).await
}

#[tauri::command]
#[specta::specta]
pub async fn close_follow_up(app: AppHandle, id: FollowUpId, end: CloseFollowUp) -> Result<FollowUpView> {
    on_desk(&app, move |desk| desk.close_follow_up(&desk.actor()?, id, &end)).await
}

#[tauri::command]
#[specta::specta]
pub async fn reopen_follow_up(app: AppHandle, id: FollowUpId) -> Result<FollowUpView> {
    on_desk(&app, move |desk| desk.reopen_follow_up(&desk.actor()?, id)).await
}

#[tauri::command]
#[specta::specta]
pub async fn word_follow_up(app: AppHandle, id: FollowUpId, words: SheetWords) -> Result<FollowUpView> {
    on_desk(&app, move |desk| desk.word_follow_up(&desk.actor()?, id, &words)).await
}

#[tauri::command]
#[specta::specta]
pub async fn open_author(app: AppHandle, id: FollowUpId, reason: String) -> Result<OpenedAuthor> {
    on_desk(&app, move |desk| desk.open_author(&desk.actor()?, id, &reason)).await
}

#[tauri::command]
#[specta::specta]
pub async fn my_openings(app: AppHandle) -> Result<Vec<MyOpening>> {
    on_desk(&app, |desk| desk.my_openings(&desk.actor()?)).await
}

#[tauri::command]
#[specta::specta]
pub async fn reply_to_follow_up(app: AppHandle, id: FollowUpId, reply: String) -> Result<Vec<MyOpening>> {
    on_desk(&app, move |desk| desk.reply_to_follow_up(&desk.actor()?, id, &reply)).await
}
