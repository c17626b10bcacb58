//! Commands about what is erased and kept.

use super::window::*;
use serde_json::json;
use std::cell::Cell;

/// All of them.
pub const ALL: &[fn()] = &[any_erasure_is_made_or_refused, any_word_on_what_is_kept_is_taken_or_refused];

#[test]
fn any_erasure_is_made_or_refused() {
    let window = Window::new();
    let some = anew(served);
    window.hammer(
        "redaction_preview",
        |desk| json!({ "about": { "of": "moment", "id": some(desk) }, "scope": "everything" }),
        |desk, sent| {
            desk.redaction_preview(&with_fresh_pin(desk)?, sent.get("about")?, sent.get("scope")?)?;
            Ok(())
        },
    );
    let some = anew(served);
    let example = |desk: &moments_desk::Desk| {
        let id = some(desk);
        let number = desk.moment(&desk.actor().unwrap(), id.parse().unwrap()).unwrap().item.short_no;
        json!({ "form": { "about": { "of": "moment", "id": id }, "scope": "everything", "why": "other",
            "reason": "asked for", "confirmation": number } })
    };
    window.hammer("redact", example, |desk, sent| {
        desk.redact(&with_fresh_pin(desk)?, &sent.get("form")?)?;
        Ok(())
    });
}

#[test]
fn any_word_on_what_is_kept_is_taken_or_refused() {
    let window = Window::new();
    window.hammer(
        "retention_preview",
        |_| json!({ "keep": { "texts": 30, "records": 730, "audit": 2557 } }),
        |desk, sent| {
            desk.retention_preview(&with_fresh_pin(desk)?, &sent.get("keep")?)?;
            Ok(())
        },
    );
    window.hammer(
        "keep_longer",
        |_| json!({ "form": { "part": "texts", "until": "2027-03-31", "reason": "an audit" } }),
        |desk, sent| {
            desk.keep_longer(&with_fresh_pin(desk)?, &sent.get("form")?)?;
            Ok(())
        },
    );
    // Another office, where nothing is kept longer thousands of times.
    let window = Window::new();
    let goes = Cell::new(0u32);
    window.hammer(
        "confirm_date",
        |desk| json!({ "date": desk.retention(&desk.actor().unwrap()).unwrap().today }),
        |desk, sent| {
            let actor = with_fresh_pin(desk)?;
            desk.confirm_date(&actor, &sent.get::<String>("date")?)?;
            if goes.replace(goes.get() + 1).is_multiple_of(10) {
                desk.run_retention()?;
            }
            desk.retention(&actor)?;
            Ok(())
        },
    );
}
