//! The border: what is let through from a page before anything reads it, and where a page may go. Both are asked again
//! behind it: a capability says which window may call a command, and the desk says who may.
//!
//! It knows nothing of what a command means; its limits are of size, pace and window.

use crate::windows::CLIENT;
use moments_desk::words::Problem;
use moments_desk::{ApiError, ErrorCode};
use serde_json::Value;
use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use tauri::ipc::{Invoke, InvokeBody};
use tauri::{Url, Wry};

/// What the client's window may ever call, whatever a capability says.
const FOR_CLIENTS: [&str; 2] = ["client_answer", "news"];

/// The arguments of a command, in bytes of JSON.
const USUAL_MAX: usize = 64 * 1024;
/// An answer is a few words.
const CLIENT_MAX: usize = 4 * 1024;
/// These carry a list as long as a catalogue, or one of every word of a past log.
const LONG_MAX: usize = 2 * 1024 * 1024;
const LONG: [&str; 4] = ["confirm_relationships", "save_quick_list", "preview_past_log", "import_past_log"];

/// A client taps a few times in a second, a program that owns their page without end: what comes faster is refused
/// before it costs the disk anything.
const STEPS: u32 = 30;
const IN: Duration = Duration::from_secs(1);

/// How many steps came from the client's window since when.
#[derive(Default)]
struct Pace {
    since: Option<Instant>,
    steps: u32,
}

impl Pace {
    fn keeps(&mut self, now: Instant) -> bool {
        if self.since.is_none_or(|since| now.duration_since(since) >= IN) {
            *self = Self { since: Some(now), steps: 0 };
        }
        self.steps = self.steps.saturating_add(1);
        self.steps <= STEPS
    }
}

/// The commands behind the border.
pub fn guarded(
    commands: impl Fn(Invoke<Wry>) -> bool + Send + Sync + 'static,
) -> impl Fn(Invoke<Wry>) -> bool + Send + Sync + 'static {
    let pace = Mutex::new(Pace::default());
    move |invoke| {
        let message = &invoke.message;
        let from_client = message.webview_ref().label() == CLIENT;
        let too_fast =
            from_client && !pace.lock().unwrap_or_else(PoisonError::into_inner).keeps(Instant::now());
        let refused = if too_fast { Some(ErrorCode::Busy.into()) } else { None };
        match refused.or_else(|| refusal(from_client, message.command(), message.payload())) {
            None => commands(invoke),
            Some(error) => {
                invoke.resolver.reject(error);
                true
            }
        }
    }
}

fn refusal(from_client: bool, command: &str, arguments: &InvokeBody) -> Option<ApiError> {
    if from_client && !FOR_CLIENTS.contains(&command) {
        return Some(ErrorCode::NotPermitted.into());
    }
    match arguments {
        InvokeBody::Json(value) if fits(value, longest(command)) => None,
        InvokeBody::Json(_) => Some(ApiError::invalid(command, Problem::TooLong)),
        // No command takes bytes.
        InvokeBody::Raw(_) => Some(ApiError::invalid(command, Problem::Unknown)),
    }
}

fn longest(command: &str) -> usize {
    match command {
        "client_answer" => CLIENT_MAX,
        long if LONG.contains(&long) => LONG_MAX,
        _ => USUAL_MAX,
    }
}

/// Whether a value is no longer than this, as JSON: measured without writing it anywhere.
fn fits(value: &Value, most: usize) -> bool {
    serde_json::to_writer(Measure { left: most }, value).is_ok()
}

struct Measure {
    left: usize,
}

impl Write for Measure {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.left = self.left.checked_sub(bytes.len()).ok_or(io::ErrorKind::FileTooLarge)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Whether a page may go there: to the pages that the program carries, and while it is developed to those of its server.
pub fn is_own_page(to: &Url, developed_at: Option<&Url>) -> bool {
    let carried = if cfg!(any(windows, target_os = "android")) {
        matches!(to.scheme(), "http" | "https")
            && to.host_str() == Some("tauri.localhost")
            && to.port().is_none()
    } else {
        to.scheme() == "tauri" && to.host_str() == Some("localhost") && to.port().is_none()
    };
    carried || developed_at.is_some_and(|server| server.origin() == to.origin() && to.origin().is_tuple())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn code(from_client: bool, command: &str, arguments: Value) -> Option<ErrorCode> {
        refusal(from_client, command, &InvokeBody::Json(arguments)).map(|error| error.code)
    }

    #[test]
    fn the_clients_window_answers_and_does_nothing_else() {
        assert_eq!(code(true, "client_answer", json!({ "token": null })), None);
        assert_eq!(code(true, "news", json!({})), None);
        for command in include_str!("../commands.txt").split_whitespace() {
            let refused = code(true, command, json!({})) == Some(ErrorCode::NotPermitted);
            assert_eq!(refused, !FOR_CLIENTS.contains(&command), "{command}");
            assert_eq!(code(false, command, json!({})), None, "{command}");
        }
    }

    #[test]
    fn every_command_refuses_arguments_above_its_size_and_says_so() {
        for command in include_str!("../commands.txt").split_whitespace() {
            let of = |bytes: usize| json!({ "text": "é".repeat((bytes - r#"{"text":""}"#.len()) / 2) });
            let most = longest(command);
            assert_eq!(code(false, command, of(most - 1)), None, "{command}");
            let refused = refusal(false, command, &InvokeBody::Json(of(most + 2)));
            assert_eq!(refused, Some(ApiError::invalid(command, Problem::TooLong)), "{command}");
            let many = json!({ "keys": vec![json!({}); most / 2] });
            assert_eq!(code(false, command, many), Some(ErrorCode::Invalid), "{command}: many small ones");
            let raw = refusal(false, command, &InvokeBody::Raw(vec![0; 3]));
            assert_eq!(raw, Some(ApiError::invalid(command, Problem::Unknown)), "{command}: bytes");
        }
    }

    #[test]
    fn a_person_is_never_too_fast_and_a_flood_is_held_back() {
        let begin = Instant::now();
        let mut pace = Pace::default();
        // Ten taps a second for a minute.
        assert!((0..600).all(|tap| pace.keeps(begin + Duration::from_millis(100 * tap))));
        let flood = begin + Duration::from_secs(120);
        let let_through = (0..10_000).filter(|step| pace.keeps(flood + Duration::from_micros(*step))).count();
        assert_eq!(let_through, STEPS as usize);
        assert!(pace.keeps(flood + Duration::from_secs(2)), "and then a person is heard again");
    }

    #[test]
    fn a_page_goes_to_the_programs_own_pages_and_nowhere_else() {
        let own = |to: &str| is_own_page(&Url::parse(to).unwrap(), None);
        if cfg!(not(windows)) {
            assert!(own("tauri://localhost") && own("tauri://localhost/client.html?a#b"));
        }
        for away in [
            "http://example.org/",
            "https://tauri.localhost.example.org/",
            "http://tauri.localhost:8080/",
            "tauri://example.org/",
            "tauri://localhost:1/",
            "file:///etc/passwd",
            "data:text/html,hello",
            "javascript:alert(1)",
            "about:blank",
            "blob:tauri://localhost/0192f0c4",
            "http://127.0.0.1:5173/",
            "asset://localhost/etc/passwd",
            "ipc://localhost/app_state",
        ] {
            assert!(!own(away), "{away}");
        }
        let server = Url::parse("http://127.0.0.1:5173/").unwrap();
        let developed = |to: &str| is_own_page(&Url::parse(to).unwrap(), Some(&server));
        assert!(developed("http://127.0.0.1:5173/index.html"));
        assert!(!developed("http://127.0.0.1:5174/") && !developed("data:text/html,hello"));
    }
}
