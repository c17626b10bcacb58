//! What the windows are told unasked: each through a channel of its own, which it opened itself.
//!
//! Not by Tauri's events: whoever may listen to one may listen to all, also to those for another window, and the client's
//! window must not learn which moment, case or person staff are busy with. So no window is permitted to listen.

use moments_desk::ratings::ClientState;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use tauri::ipc::Channel;
use tauri::{AppHandle, Manager};

/// One piece of news. Staff's window hears of changes and of closing, the client's of what it shows.
#[derive(Debug, Clone, Serialize, specta::Type)]
#[serde(tag = "event", content = "payload", rename_all = "snake_case")]
pub enum News {
    /// The names of entities that changed; a view that shows one of them reads again.
    Changed(Vec<String>),
    /// The window was asked to close while moments are still open.
    Closing(()),
    ClientState(ClientState),
}

/// The last channel of each window, by its label.
#[derive(Default)]
pub struct Channels(Mutex<BTreeMap<String, Channel<News>>>);

impl Channels {
    /// From now on this window is told here; a page that was loaded anew takes the place of the last one.
    pub fn open(&self, window: &str, channel: Channel<News>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(window.to_owned(), channel);
    }
}

/// Tells one window. Whether it listens.
pub fn tell(app: &AppHandle, window: &str, news: News) -> bool {
    let channels = app.state::<Channels>();
    let channel = channels.0.lock().unwrap_or_else(PoisonError::into_inner).get(window).cloned();
    channel.is_some_and(|channel| channel.send(news).is_ok())
}

/// Names in one piece of news: so that it is handed over at once. A longer one would lie in a queue that any window
/// may fetch from.
pub const NAMES_MAX: usize = 100;

#[cfg(test)]
mod tests {
    use super::*;

    /// Tauri's own limit for what is handed over at once.
    const AT_ONCE_MAX: usize = 8192;

    #[test]
    fn no_news_is_so_long_that_another_window_could_fetch_it() {
        let name = format!("{}:{}", "k".repeat(16), uuid_like());
        let changed = News::Changed(vec![name; NAMES_MAX]);
        assert!(serde_json::to_vec(&changed).unwrap().len() < AT_ONCE_MAX);
    }

    fn uuid_like() -> String {
        "0192f0c4-7c1e-7a51-9f5b-3f1f0a2b4c5d".to_owned()
    }
}
