//! A person at the keyboard: presses keys, reads what the screen says, waits until it says something. Nothing here
//! knows a screen of the app; controls are found by the names that a screen reader would say.

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::wd::{Capabilities, WindowHandle};
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use std::path::Path;
use std::time::{Duration, Instant};

/// How long a screen may take to say what it should.
const PATIENCE: Duration = Duration::from_secs(15);
/// Tabs after which a control is not reachable by keyboard.
const TABS_MAX: usize = 120;

pub struct Browser {
    client: Client,
}

/// Keys that are not letters.
pub mod key {
    pub const ENTER: char = '\u{E007}';
    pub const TAB: char = '\u{E004}';
    pub const SHIFT: char = '\u{E008}';
    pub const CTRL: char = '\u{E009}';
    pub const ESCAPE: char = '\u{E00C}';
    pub const SPACE: char = ' ';
    pub const DOWN: char = '\u{E015}';
    pub const RIGHT: char = '\u{E014}';
    pub const HOME: char = '\u{E011}';
    pub const F2: char = '\u{E032}';
    pub const F8: char = '\u{E038}';
    pub const F9: char = '\u{E039}';
}

impl Browser {
    pub async fn open(port: u16, app: &Path, patience: Duration) -> Self {
        let mut wanted = Capabilities::new();
        wanted.insert("browserName".into(), json!("wry"));
        wanted.insert("tauri:options".into(), json!({ "application": app }));
        let begin = Instant::now();
        loop {
            let url = format!("http://127.0.0.1:{port}");
            let opened =
                ClientBuilder::new(HttpConnector::new()).capabilities(wanted.clone()).connect(&url).await;
            match opened {
                Ok(client) => return Self { client }.with_staff_window().await,
                Err(error) if begin.elapsed() > patience => panic!("no window: {error}"),
                Err(_) => tokio::time::sleep(Duration::from_millis(200)).await,
            }
        }
    }

    async fn with_staff_window(self) -> Self {
        self.window("index.html").await;
        self
    }

    pub async fn close(&self) {
        self.client.clone().close().await.ok();
    }

    /// Looks at the window that shows this page: `index.html` is the staff's, `client.html` the client's.
    pub async fn window(&self, page: &str) -> WindowHandle {
        let begin = Instant::now();
        loop {
            for handle in self.client.windows().await.unwrap_or_default() {
                self.client.switch_to_window(handle.clone()).await.expect("the window is there");
                let url = self.run("return location.pathname").await;
                let shown = url.as_str().unwrap_or_default();
                if shown.ends_with(page) || (page == "index.html" && shown == "/") {
                    return handle;
                }
            }
            assert!(begin.elapsed() < PATIENCE, "no window shows {page}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    pub async fn size(&self, width: u32, height: u32) {
        self.client.set_window_size(width, height).await.expect("the window takes its size");
    }

    pub async fn run(&self, script: &str) -> Value {
        self.client.execute(script, vec![]).await.unwrap_or(Value::Null)
    }

    pub async fn run_with(&self, script: &str, argument: Value) -> Value {
        self.client.execute(script, vec![argument]).await.unwrap_or(Value::Null)
    }

    /// Presses one key after the other, as fast as they go.
    pub async fn press(&self, keys: &[char]) {
        let mut actions = KeyActions::new("keyboard".into());
        for value in keys.iter().copied() {
            actions = actions.then(KeyAction::Down { value }).then(KeyAction::Up { value });
        }
        self.client.perform_actions(actions).await.expect("keys are pressed");
    }

    /// A key while another is held.
    pub async fn chord(&self, held: char, value: char) {
        let actions = KeyActions::new("keyboard".into())
            .then(KeyAction::Down { value: held })
            .then(KeyAction::Down { value })
            .then(KeyAction::Up { value })
            .then(KeyAction::Up { value: held });
        self.client.perform_actions(actions).await.expect("keys are pressed");
    }

    pub async fn type_text(&self, text: &str) {
        self.press(&text.chars().collect::<Vec<_>>()).await;
    }

    /// What the screen says, as a person reads it.
    pub async fn text(&self) -> String {
        let text = self.run("return document.body.innerText").await;
        text.as_str().unwrap_or_default().replace(['\u{a0}', '\u{202f}'], " ")
    }

    pub async fn says(&self, words: &str) -> bool {
        self.text().await.contains(words)
    }

    #[track_caller]
    pub fn sees<'a>(&'a self, words: &'a str) -> impl Future<Output = ()> + 'a {
        let asked_at = std::panic::Location::caller();
        async move {
            let begin = Instant::now();
            while !self.says(words).await {
                if begin.elapsed() > PATIENCE {
                    self.picture(Path::new("target/pictures/failed.png")).await;
                    panic!("{asked_at}: the screen never says “{words}”; it says:\n{}", self.text().await);
                }
                tokio::time::sleep(Duration::from_millis(25)).await;
            }
        }
    }

    /// The name of the control that has focus, as a screen reader would say it.
    pub async fn focused(&self) -> String {
        let name = self
            .run(
                "const e = document.activeElement; if (!e || e === document.body) return '';
                 const by = e.getAttribute('aria-labelledby');
                 const named = by ? by.split(' ').map((id) => document.getElementById(id)?.innerText ?? '').join(' ') : '';
                 return (named || e.getAttribute('aria-label') || e.labels?.[0]?.innerText || e.innerText || e.value || '').trim();",
            )
            .await;
        name.as_str().unwrap_or_default().replace(['\u{a0}', '\u{202f}', '\n'], " ")
    }

    /// Tabs on until the control with this name has focus.
    #[track_caller]
    pub fn tab_to<'a>(&'a self, name: &'a str) -> impl Future<Output = ()> + 'a {
        let asked_at = std::panic::Location::caller();
        async move {
            let mut seen = Vec::new();
            for _ in 0..TABS_MAX {
                let focused = self.focused().await;
                if focused.starts_with(name) {
                    return;
                }
                seen.push(focused);
                self.press(&[key::TAB]).await;
            }
            self.picture(Path::new("target/pictures/failed.png")).await;
            panic!("{asked_at}: Tab never comes to “{name}”; it comes to {seen:?}");
        }
    }

    /// Tabs to a field, and types over what is in it.
    #[track_caller]
    pub fn fill<'a>(&'a self, name: &'a str, text: &'a str) -> impl Future<Output = ()> + 'a {
        let going = self.tab_to(name);
        async move {
            going.await;
            self.chord(key::CTRL, 'a').await;
            self.type_text(text).await;
        }
    }

    /// Tabs to a button and presses it.
    #[track_caller]
    pub fn push<'a>(&'a self, name: &'a str) -> impl Future<Output = ()> + 'a {
        let going = self.tab_to(name);
        async move {
            going.await;
            self.press(&[key::ENTER]).await;
        }
    }

    pub async fn picture(&self, file: &Path) {
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder).ok();
        }
        if let Ok(png) = self.client.screenshot().await {
            std::fs::write(file, png).ok();
        }
    }
}
