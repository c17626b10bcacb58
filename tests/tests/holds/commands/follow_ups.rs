//! Commands about follow-ups.

use super::window::*;
use moments_core::follow_up;
use moments_desk::Desk;
use moments_desk::follow_ups::CloseFollowUp;
use moments_desk::words::{FollowUpId, FollowUpRule, MomentId, Origin};
use serde_json::{Value, json};

/// All of them.
pub const ALL: &[fn()] = &[
    any_look_for_follow_ups_finds_them_or_is_refused,
    any_step_of_a_follow_up_is_made_or_refused,
    any_end_of_a_follow_up_and_any_return_is_made_or_refused,
    any_opening_of_who_served_and_any_reply_is_made_or_refused,
];

/// Of a moment with a complaint.
fn complained(desk: &Desk) -> String {
    let id = opened(desk);
    let form = json!({ "id": id, "channel": "phone", "services": [{ "service": "unclassified" }], "feedback": ["complaint"] });
    desk.record(&desk.actor().unwrap(), &serde_json::from_value(form).unwrap(), Origin::Live).unwrap();
    let moment: MomentId = id.parse().unwrap();
    follow_up::id(&moment, FollowUpRule::Complaint).to_string()
}

fn closed(desk: &Desk) -> String {
    let id = complained(desk);
    let end =
        CloseFollowUp { done: Some("called back".into()), changes_how_we_serve: Some(true), words: None };
    desk.close_follow_up(&desk.actor().unwrap(), id.parse().unwrap(), &end).unwrap();
    id
}

fn author_opened(desk: &Desk) -> String {
    let id = complained(desk);
    desk.open_author(&with_fresh_pin(desk).unwrap(), id.parse().unwrap(), "to hear both sides").unwrap();
    id
}

fn words() -> Value {
    json!({ "you_said_en": "The wait was long.", "you_said_fr": "L’attente était longue.", "we_did_en": "We opened a counter.",
        "we_did_fr": "Nous avons ouvert un comptoir." })
}

#[test]
fn any_look_for_follow_ups_finds_them_or_is_refused() {
    let window = Window::new();
    let id = complained(window.desk());
    window.hammer(
        "follow_ups",
        |_| json!({ "filter": { "mine": false, "unowned": true, "rule": "complaint" } }),
        |desk, sent| {
            desk.follow_ups(&desk.actor()?, &sent.get("filter")?)?;
            Ok(())
        },
    );
    window.hammer(
        "follow_ups_of_day",
        |_| json!({ "date": "2026-11-24" }),
        |desk, sent| {
            desk.follow_ups_of_day(&desk.actor()?, sent.get::<Option<String>>("date")?.as_deref())?;
            Ok(())
        },
    );
    window.hammer(
        "follow_up",
        |_| json!({ "id": id }),
        |desk, sent| {
            desk.follow_up(&desk.actor()?, sent.get("id")?)?;
            Ok(())
        },
    );
}

#[test]
fn any_step_of_a_follow_up_is_made_or_refused() {
    let window = Window::new();
    let ada = window.office.id("Ada");
    let some = every(20, complained);
    window.hammer(
        "acknowledge_follow_up",
        |desk| json!({ "id": some(desk) }),
        |desk, sent| {
            desk.acknowledge_follow_up(&desk.actor()?, sent.get("id")?)?;
            Ok(())
        },
    );
    let some = every(20, complained);
    window.hammer(
        "take_follow_up",
        |desk| json!({ "id": some(desk) }),
        |desk, sent| {
            desk.take_follow_up(&desk.actor()?, sent.get("id")?)?;
            Ok(())
        },
    );
    let some = every(20, complained);
    window.hammer(
        "assign_follow_up",
        |desk| json!({ "id": some(desk), "to": ada }),
        |desk, sent| {
            desk.assign_follow_up(&desk.actor()?, sent.get("id")?, sent.get("to")?)?;
            Ok(())
        },
    );
    let some = every(20, complained);
    window.hammer(
        "set_follow_up_due",
        |desk| json!({ "id": some(desk), "day": "2026-12-01" }),
        |desk, sent| {
            desk.set_follow_up_due(&desk.actor()?, sent.get("id")?, &sent.get::<String>("day")?)?;
            Ok(())
        },
    );
    let some = every(20, complained);
    window.hammer(
        "act_on_follow_up",
        |desk| json!({ "id": some(desk), "done": "called back" }),
        |desk, sent| {
            desk.act_on_follow_up(&desk.actor()?, sent.get("id")?, &sent.get::<String>("done")?)?;
            Ok(())
        },
    );
}

#[test]
fn any_end_of_a_follow_up_and_any_return_is_made_or_refused() {
    let window = Window::new();
    let some = every(20, complained);
    window.hammer(
        "close_follow_up",
        |desk| {
            json!({ "id": some(desk), "end": { "done": "called back", "changes_how_we_serve": true, "words": words() } })
        },
        |desk, sent| {
            desk.close_follow_up(&desk.actor()?, sent.get("id")?, &sent.get("end")?)?;
            Ok(())
        },
    );
    let some = every(20, closed);
    window.hammer(
        "reopen_follow_up",
        |desk| json!({ "id": some(desk) }),
        |desk, sent| {
            desk.reopen_follow_up(&desk.actor()?, sent.get("id")?)?;
            Ok(())
        },
    );
    let some = every(20, closed);
    window.hammer(
        "word_follow_up",
        |desk| json!({ "id": some(desk), "words": words() }),
        |desk, sent| {
            desk.word_follow_up(&desk.actor()?, sent.get("id")?, &sent.get("words")?)?;
            Ok(())
        },
    );
}

#[test]
fn any_opening_of_who_served_and_any_reply_is_made_or_refused() {
    let window = Window::new();
    let some = every(20, complained);
    window.hammer(
        "open_author",
        |desk| json!({ "id": some(desk), "reason": "to hear both sides" }),
        |desk, sent| {
            desk.open_author(&with_fresh_pin(desk)?, sent.get("id")?, &sent.get::<String>("reason")?)?;
            Ok(())
        },
    );
    let some = every(20, author_opened);
    window.hammer(
        "reply_to_follow_up",
        |desk| json!({ "id": some(desk), "reply": "the line was long" }),
        |desk, sent| {
            let id: FollowUpId = sent.get("id")?;
            desk.reply_to_follow_up(&desk.actor()?, id, &sent.get::<String>("reply")?)?;
            Ok(())
        },
    );
}
