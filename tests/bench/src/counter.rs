//! The counter in its real window: signing in, recording, and what its page shows of it.

use crate::data::{Office, PIN};
use crate::pairs::Outcome;
use crate::said;
use crate::window::{ENTER, Programs, Start, Window};

/// Who works in the demonstration's office, as far as a name that is typed must go.
const CLERK: &str = "Mei";
/// The bar that says "Saved", until the next moment is saved.
pub const SAVED: &str = "main [role=group] [role=status]";
/// When the sign-in screen took keys, in milliseconds since 1970.
const TAKES_KEYS: &str = "const at = performance.getEntriesByName('takes-keys')[0]; return at ? performance.timeOrigin + at.startTime : null";

/// Moments' window on an office. The keys of the office lie beside it.
pub fn open(programs: &Programs, office: &Office) -> Outcome<Window> {
    let start = Start {
        program: &programs.app,
        words: Vec::new(),
        environment: vec![
            ("MOMENTS_HOME", office.folder.join("home")),
            ("MOMENTS_KEY_FILE", office.folder.join("key")),
        ],
    };
    Window::open(&programs.driver, &start, is_staffs)
}

/// The client's window has another.
fn is_staffs(address: &str) -> bool {
    address.starts_with("tauri:") && !address.ends_with("client.html")
}

/// When the sign-in screen took the first key.
pub fn takes_keys(window: &Window) -> Outcome<f64> {
    Ok(window.wait(TAKES_KEYS)?.as_f64().ok_or("no time")?)
}

pub fn sign_in(window: &Window) -> Outcome {
    takes_keys(window)?;
    // In the list of people, letters go to the name that begins with them.
    window.press(CLERK.chars())?;
    window.tab_until("at.type === 'password'")?;
    window.press(PIN.chars().chain([ENTER]))?;
    window.wait("return document.querySelector('section.picker ol li') !== null")?;
    Ok(())
}

/// The names of the services of the quick keys, in order.
pub fn quick_list(window: &Window) -> Outcome<Vec<String>> {
    let names = window.run(
        "return [...document.querySelectorAll('section.picker ol li button > span:last-child')].map((name) => name.firstChild.textContent.trim())",
        &[],
    )?;
    Ok(serde_json::from_value(names)?)
}

/// Saves a usual moment, the `done`th since the page is watched: it is open when Enter is pressed, and waits for nothing.
pub fn serve(window: &Window, done: usize) -> Outcome {
    window.press([' ', '1'])?;
    window.wait("return document.querySelector('article') !== null")?;
    window.press([ENTER])?;
    said::wait(window, done)
}
