//! From the key that saves to the word that says so.

use crate::app::Place;
use crate::browser::key;
use crate::steps::{self, Steps};
use serde_json::json;
use std::io::Write as _;

const MOMENTS: usize = 200;

/// Notes when Enter goes down, and when the screen shows a new "Saved": painted, not only in the document.
const WATCH: &str = "
    const said = () => document.querySelector('main [role=group] [role=status]');
    window.__waits = [];
    let pressed, before;
    addEventListener('keydown', (event) => {
        if (event.key === 'Enter') [pressed, before] = [performance.now(), said()];
    }, true);
    new MutationObserver(() => {
        const now = said();
        if (pressed === undefined || !now || now === before || !now.textContent.startsWith(arguments[0])) return;
        const from = pressed;
        pressed = undefined;
        requestAnimationFrame(() => setTimeout(() => window.__waits.push(performance.now() - from)));
    }).observe(document.body, { childList: true, subtree: true });";

/// The figures are printed, not asserted: what a machine can do is no property of the code. That each of them is there is.
#[tokio::test]
async fn saved_is_on_the_screen_soon_after_enter() {
    let place = Place::with_work(3, 40);
    let app = place.start().await;
    let steps = Steps::in_english(&app.browser);
    steps.sign_in(steps::CLERK, steps::PIN).await;
    let saved = steps.words.fill("counter_saved", &[("what", "")]);
    app.browser.run_with(WATCH, json!(saved.trim())).await;
    for done in 1..=MOMENTS {
        app.browser.press(&[key::SPACE, '1']).await;
        app.browser.until("return document.querySelector('article') !== null").await;
        app.browser.press(&[key::ENTER]).await;
        app.browser.until(&format!("return window.__waits.length >= {done}")).await;
    }
    let waits = app.browser.run("return window.__waits").await;
    let mut waits: Vec<f64> =
        waits.as_array().into_iter().flatten().filter_map(|wait| wait.as_f64()).collect();
    assert_eq!(waits.len(), MOMENTS, "every moment was said to be saved, once");
    waits.sort_by(f64::total_cmp);
    let at = |share: f64| waits[((waits.len() as f64 * share).ceil() as usize).clamp(1, waits.len()) - 1];
    // Not through `println!`, which is shown only where a test fails.
    let _ = writeln!(
        std::io::stderr(),
        "\nfrom Enter to “{}” on the screen, {MOMENTS} moments: p50 {:.0} ms, p95 {:.0} ms, most {:.0} ms",
        saved.trim(),
        at(0.5),
        at(0.95),
        at(1.0)
    );
    app.close().await;
    let day: serde_json::Value = serde_json::from_str(&place.admin(&["review", "--json"])).expect("JSON");
    assert!(day["moments"].as_u64() >= Some(MOMENTS as u64), "all of them are in the store: {day}");
}
