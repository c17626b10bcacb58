//! What a person likes: kept by the store plugin, from Rust only. The file is not crash-safe, so it holds only what may
//! be lost; the app starts when it is empty, torn or gone.

use crate::SharedDesk;
use crate::windows;
use moments_desk::Desk;
use moments_desk::moments::ClientScreenMode;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use tauri::{AppHandle, Manager};
use tauri_plugin_store::StoreExt;

const KEY: &str = "preferences";

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct Preferences {
    pub language: Language,
    pub theme: Theme,
    pub text_size: TextSize,
    /// Single-key shortcuts are on.
    pub single_keys: bool,
    /// Shortcuts that were remapped: action to key, or none.
    pub key_map: BTreeMap<String, Option<String>>,
    /// Whether a client answers on a second screen; automatic looks for one.
    pub client_screen: ClientScreen,
}

macro_rules! choices {
    ($($(#[$doc:meta])* $name:ident { $($variant:ident),+ })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($variant),+ }
    )+};
}

choices! {
    Language { En, Fr }
    Theme { System, Light, Dark }
    TextSize { Normal, Large, Larger, Largest }
    /// How a client answers here.
    ClientScreen { Automatic, SecondScreen, HandOver, Paper }
}

impl Default for Preferences {
    fn default() -> Self {
        let french = ["LC_ALL", "LC_MESSAGES", "LANG"]
            .iter()
            .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
            .is_some_and(|value| value.starts_with("fr"));
        Self {
            language: if french { Language::Fr } else { Language::En },
            theme: Theme::System,
            text_size: TextSize::Normal,
            single_keys: true,
            key_map: BTreeMap::new(),
            client_screen: ClientScreen::Automatic,
        }
    }
}

/// Actions that may be remapped, and characters of a key: more than there can be.
const KEY_MAP_MAX: usize = 100;
const KEY_MAX_CHARS: usize = 40;

/// The preferences as they were kept; the defaults where that cannot be read.
pub fn read(app: &AppHandle) -> Preferences {
    let kept = app.store(settings(app)).ok().and_then(|store| store.get(KEY));
    kept.and_then(|value| serde_json::from_value(value).ok()).unwrap_or_default()
}

/// Whether they may be kept.
fn fit(preferences: &Preferences) -> bool {
    let fits = |(action, key): (&String, &Option<String>)| {
        action.chars().count() <= KEY_MAX_CHARS
            && key.as_ref().is_none_or(|k| k.chars().count() <= KEY_MAX_CHARS)
    };
    preferences.key_map.len() <= KEY_MAP_MAX && preferences.key_map.iter().all(fits)
}

/// Keeps them and puts them in force.
pub fn save(app: &AppHandle, preferences: &Preferences) {
    if !fit(preferences) {
        return;
    }
    if let (Ok(store), Ok(value)) = (app.store(settings(app)), serde_json::to_value(preferences)) {
        store.set(KEY, value);
        // What is lost here is only a preference.
        let _ = store.save();
    }
    apply(app, app.state::<SharedDesk>().inner());
}

fn settings(app: &AppHandle) -> std::path::PathBuf {
    app.state::<SharedDesk>().settings_file()
}

/// Tells desk and windows how a client answers here.
pub fn apply(app: &AppHandle, desk: &Desk) {
    let mode = match read(app).client_screen {
        ClientScreen::SecondScreen => ClientScreenMode::SecondScreen,
        ClientScreen::HandOver => ClientScreenMode::HandOver,
        ClientScreen::Paper => ClientScreenMode::Paper,
        ClientScreen::Automatic if windows::has_second_monitor(app) => ClientScreenMode::SecondScreen,
        ClientScreen::Automatic => ClientScreenMode::HandOver,
    };
    desk.set_client_screen(mode);
    windows::arrange_client(app, mode);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn any_value() -> impl Strategy<Value = Value> {
        let word =
            prop::sample::select(vec!["en", "fr", "dark", "largest", "paper", "\u{0}", "\u{202E}", ""]);
        let key = prop_oneof![9 => "\\PC{0,50}", 1 => Just("x".repeat(1 << 20))];
        prop_oneof![
            4 => word.prop_map(Value::from),
            2 => any::<bool>().prop_map(Value::from),
            1 => any::<f64>().prop_map(Value::from),
            2 => prop::collection::btree_map(key.clone(), prop::option::of(key), 0..3).prop_map(|map| json!(map)),
            1 => Just(Value::Null),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(5_000))]

        /// What the window sends, and what is left of the file.
        #[test]
        fn any_preferences_are_kept_or_not(changes in prop::collection::btree_map(0..7_usize, any_value(), 0..3)) {
            let names = ["language", "theme", "text_size", "single_keys", "key_map", "client_screen", "other"];
            let mut sent = serde_json::to_value(Preferences::default()).unwrap();
            for (place, value) in changes {
                sent[names[place]] = value;
            }
            if let Ok(preferences) = serde_json::from_value::<Preferences>(sent) {
                let size = serde_json::to_vec(&preferences).unwrap().len();
                prop_assert!(!fit(&preferences) || size < 64 * 1024, "{} bytes", size);
            }
        }
    }
}
