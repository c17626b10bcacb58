//! What the screens say in one language, read from the interface's own messages: a test that waits for a sentence
//! waits for the one that people read.

use serde_json::{Map, Value};
use std::path::{Path, PathBuf};

pub struct Words {
    pub language: &'static str,
    messages: Map<String, Value>,
}

pub fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().expect("the project's folder")
}

impl Words {
    pub fn of(language: &'static str) -> Self {
        let folder = project().join("ui/messages").join(language);
        let mut messages = Map::new();
        for file in std::fs::read_dir(&folder).expect("the messages").flatten() {
            let text = std::fs::read_to_string(file.path()).expect("a file of messages");
            let Ok(Value::Object(found)) = serde_json::from_str(&text) else { panic!("{:?}", file.path()) };
            messages.extend(found);
        }
        Self { language, messages }
    }

    /// A message without placeholders.
    #[track_caller]
    pub fn say(&self, key: &str) -> String {
        self.fill(key, &[])
    }

    /// A message with its placeholders filled, in its form for many. No-break spaces are plain ones here, as in what [`Browser::text`] gives.
    ///
    /// [`Browser::text`]: crate::browser::Browser::text
    #[track_caller]
    pub fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        let message = match self.messages.get(key) {
            Some(Value::Array(forms)) => {
                forms.first().and_then(|form| form["match"].as_object()?.values().next_back())
            }
            other => other,
        };
        let mut text =
            message.and_then(Value::as_str).unwrap_or_else(|| panic!("no message `{key}`")).to_owned();
        for (name, value) in values {
            text = text.replace(&format!("{{{name}}}"), value);
        }
        text.replace(['\u{a0}', '\u{202f}'], " ")
    }
}
