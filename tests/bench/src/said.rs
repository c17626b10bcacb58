//! From Enter to the first frame that shows what a page said then, in the page of any window.

use crate::pairs::Outcome;
use crate::window::Window;
use serde_json::Value;

/// What is said is said by each new element at that place, or by each new text in it.
const WATCH: &str = "
    const said = () => document.querySelector(arguments[0]);
    const waits = (window.__waits = []);
    let pressed, before, text;
    addEventListener('keydown', (event) => {
        if (event.key === 'Enter') [pressed, before, text] = [performance.now(), said(), said()?.textContent];
    }, true);
    new MutationObserver(() => {
        const now = said();
        if (pressed === undefined || !now || (now === before && now.textContent === text)) return;
        const from = pressed;
        pressed = undefined;
        requestAnimationFrame(() => setTimeout(() => waits.push(performance.now() - from)));
    }).observe(document.body, { childList: true, characterData: true, subtree: true });";

/// From now on the page notes how long it took, each time.
pub fn watch(window: &Window, place: &str) -> Outcome {
    window.run(&WATCH.replace("arguments[0]", &Value::from(place).to_string()), &[])?;
    Ok(())
}

/// Until so many were said.
pub fn wait(window: &Window, done: usize) -> Outcome {
    window.wait(&format!("return window.__waits.length >= {done}"))?;
    Ok(())
}

/// Milliseconds, each time.
pub fn waits(window: &Window) -> Outcome<Vec<f64>> {
    Ok(serde_json::from_value(window.run("return window.__waits", &[])?)?)
}
