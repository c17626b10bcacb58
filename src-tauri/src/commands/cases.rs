//! Cases: a need that takes several visits.

use super::on_desk;
use moments_desk::Result;
use moments_desk::cases::*;
use moments_desk::moments::MomentView;
use moments_desk::words::{CaseId, CaseStatus, MomentId};
use tauri::AppHandle;

#[tauri::command]
#[specta::specta]
pub async fn open_case(app: AppHandle, form: CaseForm) -> Result<CaseView> {
    on_desk(&app, move |desk| desk.open_case(&desk.actor()?, &form)).await
}

#[tauri::command]
#[specta::specta]
pub async fn change_case(app: AppHandle, id: CaseId, change: CaseChange) -> Result<CaseView> {
    on_desk(&app, move |desk| desk.change_case(&desk.actor()?, id, &change)).await
}

#[tauri::command]
#[specta::specta]
pub async fn take_case(app: AppHandle, id: CaseId) -> Result<CaseView> {
    on_desk(&app, move |desk| desk.take_case(&desk.actor()?, id)).await
}

#[tauri::command]
#[specta::specta]
pub async fn hand_over_case(app: AppHandle, id: CaseId, to: HandOver) -> Result<CaseView> {
    on_desk(&app, move |desk| desk.hand_over_case(&desk.actor()?, id, &to)).await
}

#[tauri::command]
#[specta::specta]
pub async fn close_case(app: AppHandle, id: CaseId, end: CaseStatus) -> Result<CaseView> {
    on_desk(&app, move |desk| desk.close_case(&desk.actor()?, id, end)).await
}

#[tauri::command]
#[specta::specta]
pub async fn reopen_case(app: AppHandle, id: CaseId) -> Result<CaseView> {
    on_desk(&app, move |desk| desk.reopen_case(&desk.actor()?, id)).await
}

#[tauri::command]
#[specta::specta]
pub async fn link_moment(app: AppHandle, id: MomentId, to: Option<CaseId>) -> Result<MomentView> {
    on_desk(&app, move |desk| desk.link_moment(&desk.actor()?, id, to)).await
}

#[tauri::command]
#[specta::specta]
pub async fn find_case(app: AppHandle, code: String) -> Result<Vec<CaseItem>> {
    on_desk(&app, move |desk| desk.find_case(&desk.actor()?, &code)).await
}

#[tauri::command]
#[specta::specta]
pub async fn case(app: AppHandle, id: CaseId) -> Result<CaseView> {
    on_desk(&app, move |desk| desk.case(&desk.actor()?, id)).await
}

#[tauri::command]
#[specta::specta]
pub async fn my_cases(app: AppHandle) -> Result<CasePage> {
    on_desk(&app, |desk| desk.my_cases(&desk.actor()?)).await
}

#[tauri::command]
#[specta::specta]
pub async fn due_cases(app: AppHandle) -> Result<DueCases> {
    on_desk(&app, |desk| desk.due_cases(&desk.actor()?)).await
}

#[tauri::command]
#[specta::specta]
pub async fn open_cases(app: AppHandle, filter: CaseFilter) -> Result<CasePage> {
    on_desk(&app, move |desk| desk.open_cases(&desk.actor()?, &filter)).await
}

#[tauri::command]
#[specta::specta]
pub async fn lost_slip(app: AppHandle, filter: LostSlipFilter) -> Result<LostSlip> {
    on_desk(&app, move |desk| desk.lost_slip(&desk.actor()?, &filter)).await
}

#[tauri::command]
#[specta::specta]
pub async fn case_ageing(app: AppHandle) -> Result<CaseAgeing> {
    on_desk(&app, |desk| desk.case_ageing(&desk.actor()?)).await
}
