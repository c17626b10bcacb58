//! The counter in its real window: signing in, recording, and what its page shows of it.

use crate::data::{Office, PIN};
use crate::pairs::Outcome;
use crate::window::{ENTER, Programs, Start, Window};
use serde_json::Value;

/// Who works in the demonstration's office, as far as a name that is typed must go.
const CLERK: &str = "Mei";
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

/// Notes how long it took from Enter to the first frame that shows what was said then: with each new element that `said` finds, or
/// each new text in it.
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
/// The bar that says "Saved", until the next moment is saved.
pub const SAVED: &str = "main [role=group] [role=status]";

/// From now on the page of any window notes what [`waits`] gives.
pub fn watch(window: &Window, said: &str) -> Outcome {
    window.run(&WATCH.replace("arguments[0]", &Value::from(said).to_string()), &[])?;
    Ok(())
}

/// Presses these keys, of which the last is Enter, and waits until the page has said that it was done.
pub fn press_and_see(window: &Window, keys: &[char], done: usize) -> Outcome {
    window.press(keys.iter().copied())?;
    window.wait(&format!("return window.__waits.length >= {done}"))?;
    Ok(())
}

/// Milliseconds from Enter to the frame that says so, each time.
pub fn waits(window: &Window) -> Outcome<Vec<f64>> {
    Ok(serde_json::from_value(window.run("return window.__waits", &[])?)?)
}
