//! What a page notes of itself while others type in it.

use crate::pairs::Outcome;
use crate::window::Window;
use serde::{Deserialize, Serialize};

/// Counts the keys that come as from a hand, and the frames; keeps what it knows of each that came late.
const WATCH: &str = "
    const day = (window.__day = { keys: 0, frames: 0, longest_ms: 0, long: [] });
    let last = '', at = performance.now(), saved = at, before = at;
    addEventListener('keydown', (event) => {
        if (!event.isTrusted) return;
        day.keys += 1;
        [last, at] = [event.key, performance.now()];
    }, true);
    const frame = () => {
        const now = performance.now();
        const gap = now - before;
        before = now;
        day.frames += 1;
        day.longest_ms = Math.max(day.longest_ms, gap);
        if (gap > 100) day.long.push({ at: Math.round(performance.timeOrigin + now), gap_ms: Math.round(gap), keys: day.keys, last, since_key_ms: Math.round(now - at) });
        requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);";

/// A frame that came over 100 ms after the one before.
#[derive(Serialize, Deserialize)]
pub struct Long {
    /// Milliseconds since 1970.
    at: u64,
    gap_ms: u64,
    /// Keys until then, the last of them, and how long ago that was.
    keys: u64,
    last: String,
    since_key_ms: u64,
}

#[derive(Default, Serialize, Deserialize)]
pub struct Page {
    pub keys: u64,
    pub frames: u64,
    pub longest_ms: f64,
    pub long: Vec<Long>,
}

pub fn watch(window: &Window) -> Outcome {
    window.run(WATCH, &[]).map(drop)
}

pub fn page(window: &Window) -> Outcome<Page> {
    Ok(serde_json::from_value(window.run("return window.__day", &[])?)?)
}
