//! The app with nothing in it (`tests/bench/empty-window`).

use crate::pairs::Outcome;
use crate::said;
use crate::window::{ENTER, Programs, Start, Window};
use std::path::Path;

/// What its page says that it did.
pub const SAID: &str = "#said";
/// When it was drawn first, in milliseconds since 1970.
const DRAWN: &str = "const at = performance.getEntriesByType('paint')[0]; return at ? performance.timeOrigin + at.startTime : null";

/// With this database, and as many windows as Moments has.
pub fn open(programs: &Programs, database: &Path) -> Outcome<Window> {
    let words = vec![database.display().to_string(), "two".to_owned()];
    let start = Start { program: &programs.empty, words, environment: Vec::new() };
    Window::open(&programs.driver, &start, |address| address.starts_with("tauri:"))
}

/// When something was on the screen.
pub fn drawn(window: &Window) -> Outcome<f64> {
    Ok(window.wait(DRAWN)?.as_f64().ok_or("no time")?)
}

/// One durable commit, the `done`th since the page is watched.
pub fn commit(window: &Window, done: usize) -> Outcome {
    window.press([ENTER])?;
    said::wait(window, done)
}
