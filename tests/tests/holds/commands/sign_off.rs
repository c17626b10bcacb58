//! Commands about the sign-off of a day and what kind of day it was.

use super::window::*;
use chrono::NaiveDate;
use moments_desk::Desk;
use serde_json::json;

/// All of them.
pub const ALL: &[fn()] = &[
    any_sign_off_of_a_day_is_written_or_refused,
    any_day_s_sign_offs_are_shown_or_refused,
    any_context_of_a_day_is_said_and_shown_or_refused,
];

#[test]
fn any_sign_off_of_a_day_is_written_or_refused() {
    let window = Window::new();
    // No day is signed for ever.
    let day = std::cell::Cell::new(NaiveDate::default());
    let next = |_: &Desk| {
        day.set(day.get() + chrono::Days::new(1));
        json!({ "date": day.get().to_string(), "note": "the line was long at noon" })
    };
    window.hammer("sign_off_day", next, |desk, sent| {
        let (date, note) = (sent.get::<Option<String>>("date")?, sent.get::<Option<String>>("note")?);
        desk.sign_off_day(&desk.actor()?, date.as_deref(), note.as_deref())?;
        Ok(())
    });
}

#[test]
fn any_day_s_sign_offs_are_shown_or_refused() {
    let window = Window::new();
    let ada = window.desk().actor().unwrap();
    window.desk().sign_off_day(&ada, None, Some("reviewed")).unwrap();
    window.hammer(
        "sign_offs",
        |_| json!({ "date": "2026-11-24" }),
        |desk, sent| {
            desk.sign_offs(&desk.actor()?, sent.get::<Option<String>>("date")?.as_deref())?;
            Ok(())
        },
    );
}

#[test]
fn any_context_of_a_day_is_said_and_shown_or_refused() {
    let window = Window::new();
    window.hammer(
        "set_day_context",
        |_| {
            json!({ "date": "2026-11-24", "change": { "counters_open": { "n": 3 }, "marks": { "storm": true, "crowd": false },
                "note": "the ferry was late" } })
        },
        |desk, sent| {
            let date = sent.get::<Option<String>>("date")?;
            desk.set_day_context(&desk.actor()?, date.as_deref(), &sent.get("change")?)?;
            Ok(())
        },
    );
    window.hammer(
        "day_context",
        |_| json!({ "date": "2026-11-24" }),
        |desk, sent| {
            desk.day_context(&desk.actor()?, sent.get::<Option<String>>("date")?.as_deref())?;
            Ok(())
        },
    );
}
