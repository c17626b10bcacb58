//! The power goes: what was typed is there again, and what was kept on paper is entered afterwards.

use super::Counter;
use crate::app::{Place, Running};
use crate::browser::key::{ALT, ENTER, SPACE};
use crate::keystrokes::Counted;
use crate::steps;
use chrono::NaiveDate;
use serde_json::Value;
use std::time::Duration;

/// Rows of one printed sheet.
const ROWS: usize = 30;
/// A draft is kept within a third of a second.
const KEPT: Duration = Duration::from_secs(1);

/// In the middle of a moment nothing is left of the app but its files.
pub async fn the_power_goes(app: Running, place: &Place, language: &'static str) -> Running {
    let counter = Counter::of(&app.browser, language);
    counter.browser.press(&[SPACE, '2', 'p']).await;
    counter.lines(1).await;
    tokio::time::sleep(KEPT).await;
    app.kill().await;
    let app = place.start().await;
    // The language is remembered.
    let counter = Counter::of(&app.browser, language);
    counter.steps.sign_in(steps::ADMINISTRATOR, steps::PIN).await;
    counter.steps.sees("counter_recovered").await;
    counter.browser.chord(ALT, '1').await;
    counter.lines(1).await;
    counter.save().await;
    // What was said before the cut is said still.
    counter.says_just_now("word_outcome_partly_served").await;
    app
}

/// Yesterday afternoon was kept on paper: thirty rows, every third of them unusual, in a key or two each.
pub async fn the_tally_sheet(counter: &Counter<'_>, place: &Place) {
    let (steps, browser) = (&counter.steps, counter.browser);
    let before = yesterday(place);
    steps.go("today").await;
    browser.press(&['r']).await;
    steps.sees("catch_up_new").await;
    steps.push("today_previous_day").await;
    steps.fill("catch_up_from", "13:00").await;
    steps.fill("catch_up_to", "16:00").await;
    browser.press(&[ENTER]).await;
    steps.sees("catch_up_how_letter").await;
    let keys = Counted::begin(browser, "g");
    for row in 0..ROWS {
        // A digit is a row; a letter after it says what was unusual.
        let quick = ['1', '2', '3'][row % 3];
        if row % 3 == 2 {
            browser.press(&[quick, ['p', 'r', 'v'][row / 3 % 3]]).await;
        } else {
            browser.press(&[quick]).await;
        }
    }
    browser.press(&[ENTER]).await;
    browser.until(&format!("return document.querySelectorAll('.saved ol .state').length === {ROWS}")).await;
    keys.end();
    counter.picture("g-thirty-rows").await;
    steps.push("catch_up_finish").await;
    steps.sees("catch_up_none_open").await;
    let after = yesterday(place);
    let grew = |figure: &str| {
        let number = |day: &Value| day[figure].as_u64().expect("a figure");
        number(&after) - number(&before)
    };
    assert_eq!(grew("moments"), ROWS as u64, "every row is a moment of that day");
    assert_eq!(
        (grew("invited"), grew("answered")),
        (0, 0),
        "nobody was asked on paper, and no rating is guessed"
    );
}

/// The figures of the day before, by the office's own tool.
fn yesterday(place: &Place) -> Value {
    let day = |words: &[&str]| -> Value { serde_json::from_str(&place.admin(words)).expect("figures") };
    let today: NaiveDate =
        day(&["review", "--json"])["date"].as_str().and_then(|d| d.parse().ok()).expect("a day");
    day(&["review", &today.pred_opt().expect("a day before").to_string(), "--json"])
}
