//! The client's screen. Its window may call `client_answer`, hear its own news, and nothing else.

use super::on_desk;
use crate::news::{Channels, News};
use crate::windows::show_client;
use moments_desk::Result;
use moments_desk::ratings::{ClientState, ClientStep};
use moments_desk::words::MomentId;
use tauri::ipc::Channel;
use tauri::{AppHandle, Manager, WebviewWindow};

/// Lights the staff window for a saved moment, to hand it over.
#[tauri::command]
#[specta::specta]
pub async fn hand_over(app: AppHandle, id: MomentId) -> Result<ClientState> {
    on_desk(&app, move |desk| desk.hand_over(&desk.actor()?, id)).await
}

/// Covers or uncovers the client's screen; the staff window covers itself.
#[tauri::command]
#[specta::specta]
pub async fn curtain(app: AppHandle, drawn: bool) -> Result<()> {
    let done = on_desk(&app, move |desk| desk.curtain(drawn)).await;
    show_client(&app);
    done
}

/// What the client does. Without a token it only asks what to show.
#[tauri::command]
#[specta::specta]
pub async fn client_answer(app: AppHandle, token: Option<String>, step: ClientStep) -> Result<ClientState> {
    on_desk(&app, move |desk| desk.client_answer(token.as_deref(), step)).await
}

/// Opens this window's channel: the host tells it there what it should know unasked.
#[tauri::command]
#[specta::specta]
pub async fn news(app: AppHandle, window: WebviewWindow, channel: Channel<News>) -> Result<()> {
    app.state::<Channels>().open(window.label(), channel);
    Ok(())
}
