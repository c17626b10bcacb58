//! A person at the keyboard: presses keys, reads what the screen says, waits until it says something. Nothing here
//! knows a screen of the app; controls are found by the names that a screen reader would say.

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use moments_tests::keystrokes::Act;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// How long a screen may take to say what it should.
const PATIENCE: Duration = Duration::from_secs(15);
/// How long the driver may take to do one thing, such as typing a long text on a busy machine.
const ANSWER: Duration = Duration::from_secs(60);
/// Tabs after which a control is not reachable by keyboard.
const TABS_MAX: usize = 120;
/// What the screen showed when a test gave up.
const FAILED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/pictures/failed.png");

pub struct Browser {
    client: Client,
    /// What was done so far, in both windows.
    acts: Mutex<Vec<Act>>,
}

/// Keys that are not letters.
pub mod key {
    pub const ENTER: char = '\u{E007}';
    pub const TAB: char = '\u{E004}';
    pub const CTRL: char = '\u{E009}';
    pub const ALT: char = '\u{E00A}';
    pub const ESCAPE: char = '\u{E00C}';
    pub const SPACE: char = ' ';
    pub const DOWN: char = '\u{E015}';
    pub const RIGHT: char = '\u{E014}';
    pub const F2: char = '\u{E032}';
    pub const F4: char = '\u{E034}';
    pub const F8: char = '\u{E038}';
    pub const F9: char = '\u{E039}';
}

/// The pages of the two windows.
const STAFF: &str = "index.html";
const CLIENT: &str = "client.html";

/// The driver's answer. It gives none at all for some questions about a window that is hidden.
#[track_caller]
fn soon<T>(answer: impl Future<Output = T>) -> impl Future<Output = T> {
    let asked_at = std::panic::Location::caller();
    async move {
        match tokio::time::timeout(ANSWER, answer).await {
            Ok(answer) => answer,
            Err(_) => panic!("{asked_at}: the driver does not answer"),
        }
    }
}

impl Browser {
    /// The app's windows through the driver at this port; or why there are none, when patience is over.
    pub async fn open(port: u16, app: &Path, patience: Duration) -> Result<Self, String> {
        let mut wanted = Capabilities::new();
        wanted.insert("browserName".into(), json!("wry"));
        wanted.insert("tauri:options".into(), json!({ "application": app }));
        let begin = Instant::now();
        loop {
            let url = format!("http://127.0.0.1:{port}");
            let opened =
                ClientBuilder::new(HttpConnector::new()).capabilities(wanted.clone()).connect(&url).await;
            match opened {
                Ok(client) => {
                    let browser = Self { client, acts: Mutex::default() };
                    browser.staff_window().await;
                    return Ok(browser);
                }
                Err(error) if begin.elapsed() > patience => return Err(error.to_string()),
                Err(_) => tokio::time::sleep(Duration::from_millis(200)).await,
            }
        }
    }

    pub async fn close(&self) {
        soon(self.client.clone().close()).await.ok();
    }

    pub async fn staff_window(&self) {
        self.window(STAFF).await;
    }

    pub async fn client_window(&self) {
        self.window(CLIENT).await;
    }

    /// Looks at the window that shows this page.
    async fn window(&self, page: &str) {
        let begin = Instant::now();
        loop {
            for handle in soon(self.client.windows()).await.unwrap_or_default() {
                soon(self.client.switch_to_window(handle)).await.expect("the window is there");
                let address = self.run("return location.href").await;
                if address.as_str().is_some_and(|shown| shown.ends_with(CLIENT) == (page == CLIENT)) {
                    return;
                }
            }
            assert!(begin.elapsed() < PATIENCE, "no window shows {page}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    pub async fn size(&self, (width, height): (u32, u32)) {
        soon(self.client.set_window_size(width, height)).await.expect("the window takes its size");
    }

    pub async fn run(&self, script: &str) -> Value {
        soon(self.client.execute(script, vec![])).await.unwrap_or(Value::Null)
    }

    pub async fn run_with(&self, script: &str, argument: Value) -> Value {
        soon(self.client.execute(script, vec![argument])).await.unwrap_or(Value::Null)
    }

    /// For a script that calls back when it is done.
    pub async fn run_async(&self, script: &str) -> Value {
        soon(self.client.execute_async(script, vec![])).await.unwrap_or_else(|error| json!(error.to_string()))
    }

    /// What was done behind the first so many acts.
    pub fn acts_from(&self, first: usize) -> Vec<Act> {
        self.acts.lock().expect("nobody stopped in between").iter().skip(first).copied().collect()
    }

    pub fn acts(&self) -> usize {
        self.acts.lock().expect("nobody stopped in between").len()
    }

    fn note(&self, acts: impl IntoIterator<Item = Act>) {
        self.acts.lock().expect("nobody stopped in between").extend(acts);
    }

    /// Presses one key after the other, as fast as they go.
    pub async fn press(&self, keys: &[char]) {
        self.note(keys.iter().copied().map(Act::Key));
        self.send(keys).await;
    }

    async fn send(&self, keys: &[char]) {
        let mut actions = KeyActions::new("keyboard".into());
        for value in keys.iter().copied() {
            actions = actions.then(KeyAction::Down { value }).then(KeyAction::Up { value });
        }
        soon(self.client.perform_actions(actions)).await.expect("keys are pressed");
    }

    /// A key while another is held.
    pub async fn chord(&self, held: char, value: char) {
        self.note([Act::Chord]);
        let actions = KeyActions::new("keyboard".into())
            .then(KeyAction::Down { value: held })
            .then(KeyAction::Down { value })
            .then(KeyAction::Up { value })
            .then(KeyAction::Up { value: held });
        soon(self.client.perform_actions(actions)).await.expect("keys are pressed");
    }

    pub async fn type_text(&self, text: &str) {
        self.note(text.chars().map(Act::Letter));
        self.send(&text.chars().collect::<Vec<_>>()).await;
    }

    /// What the screen says, as a person reads it.
    pub async fn text(&self) -> String {
        let text = self.run("return document.body.innerText").await;
        text.as_str().unwrap_or_default().replace(['\u{a0}', '\u{202f}'], " ")
    }

    /// The texts of these elements, in order.
    pub async fn texts(&self, selector: &str) -> Vec<String> {
        let script =
            "return [...document.querySelectorAll(arguments[0])].map((each) => each.textContent.trim())";
        let found = self.run_with(script, json!(selector)).await;
        found.as_array().into_iter().flatten().filter_map(|text| Some(text.as_str()?.to_owned())).collect()
    }

    pub async fn says(&self, words: &str) -> bool {
        self.text().await.contains(words)
    }

    #[track_caller]
    pub fn sees(&self, words: impl Into<String>) -> impl Future<Output = ()> {
        let asked_at = std::panic::Location::caller();
        let words = words.into();
        async move {
            let begin = Instant::now();
            while !self.says(&words).await {
                if begin.elapsed() > PATIENCE {
                    self.picture(Path::new(FAILED)).await;
                    panic!("{asked_at}: the screen never says “{words}”; it says:\n{}", self.text().await);
                }
                tokio::time::sleep(Duration::from_millis(25)).await;
            }
        }
    }

    /// Waits until a script of the page gives `true`.
    #[track_caller]
    pub fn until(&self, script: &str) -> impl Future<Output = ()> {
        let asked_at = std::panic::Location::caller();
        let script = script.to_owned();
        async move {
            let begin = Instant::now();
            while self.run(&script).await != Value::Bool(true) {
                if begin.elapsed() > PATIENCE {
                    self.picture(Path::new(FAILED)).await;
                    panic!("{asked_at}: never true: {script}; the screen says:\n{}", self.text().await);
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
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
    pub fn tab_to(&self, name: impl Into<String>) -> impl Future<Output = ()> {
        let asked_at = std::panic::Location::caller();
        let name = name.into();
        async move {
            let mut seen = Vec::new();
            for _ in 0..TABS_MAX {
                let focused = self.focused().await;
                if focused.starts_with(&name) {
                    return;
                }
                seen.push(focused);
                self.press(&[key::TAB]).await;
            }
            self.picture(Path::new(FAILED)).await;
            panic!("{asked_at}: Tab never comes to “{name}”; it comes to {seen:?}");
        }
    }

    /// Tabs on until this is true of the page.
    pub async fn tab_until(&self, condition: &str) {
        for _ in 0..TABS_MAX {
            if self.run(&format!("return {condition}")).await == Value::Bool(true) {
                return;
            }
            self.press(&[key::TAB]).await;
        }
        panic!("Tab never comes to where {condition}");
    }

    /// Tabs to a field, and types over what is in it.
    #[track_caller]
    pub fn fill(&self, name: impl Into<String>, text: &str) -> impl Future<Output = ()> {
        let going = self.tab_to(name);
        let text = text.to_owned();
        async move {
            going.await;
            self.chord(key::CTRL, 'a').await;
            self.type_text(&text).await;
        }
    }

    /// Touches the button, or the choice, that says this.
    #[track_caller]
    pub fn tap(&self, name: impl Into<String>) -> impl Future<Output = ()> {
        let asked_at = std::panic::Location::caller();
        let name = name.into();
        async move {
            // Texts on the screen have no-break spaces where `name` has plain ones.
            let path = format!(
                "//*[self::button or self::label][contains(translate(normalize-space(.), '\u{a0}\u{202f}', '  '), \"{name}\")]"
            );
            let wait = self.client.wait().at_most(PATIENCE);
            let button = soon(wait.for_element(Locator::XPath(&path))).await;
            let button = button.unwrap_or_else(|_| panic!("{asked_at}: nothing to touch says “{name}”"));
            self.note([Act::Touch]);
            soon(button.click()).await.expect("it is touched");
        }
    }

    /// Tabs to a button and presses it.
    #[track_caller]
    pub fn push(&self, name: impl Into<String>) -> impl Future<Output = ()> {
        let going = self.tab_to(name);
        async move {
            going.await;
            self.press(&[key::ENTER]).await;
        }
    }

    /// A picture of the page. WebKit takes one with the next frame that it draws, and a page at rest draws none: so
    /// something moves meanwhile that nobody can see.
    pub async fn picture(&self, file: &Path) {
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder).expect("a folder for the picture");
        }
        self.run(
            "let turn = 0;
             window.__moving = setInterval(() => { document.body.style.opacity = (turn ^= 1) ? 0.99999 : 1; }, 15);",
        )
        .await;
        let png = soon(self.client.screenshot()).await.expect("a picture");
        self.run("clearInterval(window.__moving); document.body.style.opacity = ''").await;
        std::fs::write(file, png).expect("the picture is kept");
    }
}
