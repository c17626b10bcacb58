//! Commands about moments, and the client's.

use super::window::*;
use moments_desk::ratings::ClientState;
use moments_desk::words::{Origin, VoidReason};
use moments_desk::{Actor, Desk};
use serde_json::json;
use std::cell::Cell;

/// All of them.
pub const ALL: &[fn()] = &[
    any_moment_is_recorded_or_refused,
    any_moment_of_the_command_line_is_recorded_or_refused,
    any_open_moment_is_kept_or_refused,
    any_change_of_a_moment_is_made_or_refused,
    any_void_and_restoration_is_made_or_refused,
    any_answer_for_a_client_is_taken_or_refused,
    any_card_is_found_and_entered_or_refused,
    any_answer_of_a_clients_page_is_taken_or_refused,
];

#[test]
fn any_moment_is_recorded_or_refused() {
    let window = Window::new();
    let service = window.office.quick(1);
    let calls = Cell::new(0);
    window.hammer(
        "save_moment",
        |_| json!({ "form": moment_of(&service, 1 + calls.replace(calls.get() + 1) % 24) }),
        |desk, sent| {
            desk.record(&desk.actor()?, &sent.get("form")?, Origin::Live)?;
            Ok(())
        },
    );
    window.hammer(
        "quick_enquiry",
        |_| json!({ "channel": "phone" }),
        |desk, sent| {
            desk.quick_enquiry(&desk.actor()?, sent.get("channel")?)?;
            Ok(())
        },
    );
}

/// Not a window's: a line of the command line may say more, such as who served and a rating given on paper.
#[test]
fn any_moment_of_the_command_line_is_recorded_or_refused() {
    let window = Window::new();
    let service = window.office.quick(1);
    let calls = Cell::new(0);
    let line = || {
        let mut line = moment_of(&service, 1 + calls.replace(calls.get() + 1) % 24);
        line["staff"] = json!("Ben");
        line["rating"] = json!({ "state": "rated", "source": "paper", "overall": 4, "drivers": ["courtesy"], "fairness": 5 });
        line
    };
    window.hammer(
        "record at the command line",
        |_| json!({ "form": line() }),
        |desk, sent| {
            desk.record(&Actor::cli(), &sent.get("form")?, Origin::Cli)?;
            Ok(())
        },
    );
}

#[test]
fn any_open_moment_is_kept_or_refused() {
    let window = Window::new();
    let service = window.office.quick(1);
    window.hammer(
        "open_moment",
        |_| json!({ "form": moment(&service) }),
        |desk, sent| {
            let open = desk.open_moment(&desk.actor()?, sent.get("form")?)?;
            Ok(desk.discard_moment(&desk.actor()?, open.id)?)
        },
    );
    let open = opened(window.desk());
    window.hammer(
        "change_open_moment",
        |_| json!({ "id": open, "form": moment(&service) }),
        |desk, sent| {
            desk.change_open_moment(&desk.actor()?, sent.get("id")?, sent.get("form")?)?;
            Ok(())
        },
    );
    window.hammer(
        "park_moment",
        |_| json!({ "id": open, "parked": true }),
        |desk, sent| {
            desk.park_moment(&desk.actor()?, sent.get("id")?, sent.get("parked")?)?;
            Ok(())
        },
    );
    let some = anew(opened);
    window.hammer(
        "discard_moment",
        |desk| json!({ "id": some(desk) }),
        |desk, sent| {
            let discarded = desk.discard_moment(&desk.actor()?, sent.get("id")?);
            for left in desk.counter(&desk.actor()?)?.open.iter().skip(4) {
                desk.discard_moment(&desk.actor()?, left.id)?;
            }
            Ok(discarded?)
        },
    );
}

#[test]
fn any_change_of_a_moment_is_made_or_refused() {
    let window = Window::new();
    let service = window.office.quick(1);
    let some = anew(served);
    let example = |desk: &Desk| json!({ "id": some(desk), "form": moment(&service), "reason": "wrong key" });
    window.hammer("amend", example, |desk, sent| {
        desk.amend(&desk.actor()?, sent.get("id")?, &sent.get("form")?, &sent.get::<String>("reason")?)?;
        Ok(())
    });
    window.hammer(
        "undo",
        |desk| json!({ "id": some(desk) }),
        |desk, sent| {
            if let Some(open) = desk.undo(&desk.actor()?, sent.get("id")?)? {
                desk.discard_moment(&desk.actor()?, open.id)?;
            }
            Ok(())
        },
    );
    window.hammer(
        "moment",
        |desk| json!({ "id": some(desk) }),
        |desk, sent| {
            desk.moment(&desk.actor()?, sent.get("id")?)?;
            Ok(())
        },
    );
}

#[test]
fn any_void_and_restoration_is_made_or_refused() {
    let window = Window::new();
    let some = anew(served);
    let void = |desk: &Desk| json!({ "id": some(desk), "why": "other", "reason": "the wrong counter" });
    window.hammer("void_moment", void, |desk, sent| {
        let reason: Option<String> = sent.get("reason")?;
        desk.void(&desk.actor()?, sent.get("id")?, sent.get("why")?, reason.as_deref())?;
        Ok(())
    });
    let some = anew(served_and_voided);
    window.hammer(
        "restore_moment",
        |desk| json!({ "id": some(desk) }),
        |desk, sent| {
            desk.restore(&desk.actor()?, sent.get("id")?)?;
            Ok(())
        },
    );
}

fn served_and_voided(desk: &Desk) -> String {
    let id = served(desk);
    desk.void(&desk.actor().unwrap(), id.parse().unwrap(), VoidReason::Test, None).unwrap();
    id
}

#[test]
fn any_answer_for_a_client_is_taken_or_refused() {
    let window = Window::new();
    let rating = json!({ "state": "rated", "source": "paper", "assisted": "no", "language": "fr", "overall": 4, "drivers": ["courtesy"],
        "fairness": 5, "comment": "fine" });
    let some = anew(served);
    window.hammer(
        "rate_for_client",
        |desk| json!({ "id": some(desk), "rating": rating }),
        |desk, sent| {
            desk.rate_for_client(&desk.actor()?, sent.get("id")?, &sent.get("rating")?)?;
            Ok(())
        },
    );
    window.hammer(
        "withdraw_invitation",
        |desk| json!({ "id": some(desk), "reason": "client_gone" }),
        |desk, sent| {
            desk.withdraw_invitation(&desk.actor()?, sent.get("id")?, sent.get("reason")?)?;
            Ok(())
        },
    );
    window.hammer(
        "hand_over",
        |desk| json!({ "id": some(desk) }),
        |desk, sent| {
            desk.hand_over(&desk.actor()?, sent.get("id")?)?;
            Ok(())
        },
    );
}

#[test]
fn any_card_is_found_and_entered_or_refused() {
    let window = Window::new();
    let some = every(100, |desk| {
        let served = served(desk);
        format!("{} {served}", desk.counter(&desk.actor().unwrap()).unwrap().office_day)
    });
    window.hammer(
        "find_cards",
        |desk| {
            let today = some(desk).split_once(' ').map(|(day, _)| day.to_owned());
            json!({ "number": "1", "date": today })
        },
        |desk, sent| {
            let date: Option<String> = sent.get("date")?;
            desk.find_cards(&desk.actor()?, &sent.get::<String>("number")?, date.as_deref())?;
            Ok(())
        },
    );
    let card = json!({ "state": "rated", "assisted": "no", "language": "fr", "overall": 4, "drivers": ["courtesy"], "fairness": 5,
        "comment": "fine" });
    let by_ben = anew(|_| window.office.serve("Ben", window.office.usual()).unwrap().item.id.to_string());
    window.hammer(
        "enter_card",
        |desk| json!({ "id": by_ben(desk), "card": card }),
        |desk, sent| {
            desk.enter_card(&desk.actor()?, sent.get("id")?, &sent.get("card")?)?;
            Ok(())
        },
    );
}

#[test]
fn any_answer_of_a_clients_page_is_taken_or_refused() {
    let window = Window::new();
    let clock = window.office.clock.clone();
    let answer = json!({ "overall": 4, "drivers": ["courtesy"], "fairness": 5, "confidence": 3, "priority": "nothing", "need_met": "yes" });
    let steps = Cell::new(0usize);
    let lit_anew = |desk: &Desk| {
        if !matches!(desk.client_state().unwrap(), ClientState::Invited(_)) {
            served(desk);
        }
        clock.forward(chrono::TimeDelta::seconds(2));
        let kind = ["draft", "draft", "done", "touched", "ready", "declined", "timed_out"]
            [steps.replace(steps.get() + 1) % 7];
        let step = match kind {
            "touched" | "ready" | "declined" => json!({ "kind": kind }),
            "timed_out" => json!({ "kind": kind, "answer": answer }),
            _ => json!({ "kind": kind, "language": "fr", "answer": answer }),
        };
        json!({ "token": lit(desk), "step": step })
    };
    window.hammer("client_answer", lit_anew, |desk, sent| {
        desk.client_answer(sent.get::<Option<String>>("token")?.as_deref(), sent.get("step")?)?;
        Ok(())
    });
    window.hammer(
        "curtain",
        |_| json!({ "drawn": true }),
        |desk, sent| {
            desk.curtain(sent.get("drawn")?)?;
            desk.client_state()?;
            Ok(())
        },
    );
}
