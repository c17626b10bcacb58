//! Commands about cases.

use super::window::*;
use moments_desk::Desk;
use moments_desk::cases::CaseForm;
use serde_json::json;

/// All of them.
pub const ALL: &[fn()] = &[
    any_case_is_opened_or_refused,
    any_change_of_a_case_is_made_or_refused,
    any_hand_over_of_a_case_is_made_or_refused,
    any_end_of_a_case_and_any_return_is_made_or_refused,
    any_look_for_a_case_finds_it_or_is_refused,
];

/// Opened by itself, and due.
fn case_opened(desk: &Desk) -> String {
    let form = CaseForm { due: Some("2026-12-01".into()), ..CaseForm::default() };
    desk.open_case(&desk.actor().unwrap(), &form).unwrap().item.id.to_string()
}

fn case_closed(desk: &Desk) -> String {
    let id = case_opened(desk);
    desk.close_case(&desk.actor().unwrap(), id.parse().unwrap(), moments_desk::words::CaseStatus::Met)
        .unwrap();
    id
}

#[test]
fn any_case_is_opened_or_refused() {
    let window = Window::new();
    let service = window.office.quick(1);
    let some = anew(served);
    // A moment begins one case: of four inputs, the first that is taken.
    let example = |desk: &Desk| {
        json!({ "form": { "id": null, "moment": some(desk), "service": service, "next_action": "bring the lease",
            "due": "2026-12-01", "language": "fr" } })
    };
    window.hammer("open_case", example, |desk, sent| {
        desk.open_case(&desk.actor()?, &sent.get("form")?)?;
        Ok(())
    });
    let some = anew(served);
    let case = every(100, case_opened);
    window.hammer(
        "link_moment",
        |desk| json!({ "id": some(desk), "to": case(desk) }),
        |desk, sent| {
            desk.link_moment(&desk.actor()?, sent.get("id")?, sent.get("to")?)?;
            Ok(())
        },
    );
}

#[test]
fn any_change_of_a_case_is_made_or_refused() {
    let window = Window::new();
    let service = window.office.quick(1);
    let some = anew(case_opened);
    let example = |desk: &Desk| {
        json!({ "id": some(desk), "change": { "status": "waiting_for_client", "next_action": "send the form",
            "due": "2026-12-01", "service": service } })
    };
    window.hammer("change_case", example, |desk, sent| {
        desk.change_case(&desk.actor()?, sent.get("id")?, &sent.get("change")?)?;
        Ok(())
    });
    let some = anew(case_opened);
    window.hammer(
        "take_case",
        |desk| json!({ "id": some(desk) }),
        |desk, sent| {
            desk.take_case(&desk.actor()?, sent.get("id")?)?;
            Ok(())
        },
    );
}

#[test]
fn any_hand_over_of_a_case_is_made_or_refused() {
    let window = Window::new();
    let some = anew(case_opened);
    let turn = std::cell::Cell::new(0usize);
    let ben = window.office.id("Ben");
    let example = |desk: &Desk| {
        let to = [
            json!({ "to": "organization", "organization": { "organization": null, "name": "Town office", "level": "municipal",
                "kind": "warm_handover" } }),
            json!({ "to": "colleague", "staff": ben }),
            json!({ "to": "nobody" }),
        ];
        json!({ "id": some(desk), "to": to[turn.replace(turn.get() + 1) % 3] })
    };
    window.hammer("hand_over_case", example, |desk, sent| {
        desk.hand_over_case(&desk.actor()?, sent.get("id")?, &sent.get("to")?)?;
        Ok(())
    });
}

#[test]
fn any_end_of_a_case_and_any_return_is_made_or_refused() {
    let window = Window::new();
    let some = anew(case_opened);
    window.hammer(
        "close_case",
        |desk| json!({ "id": some(desk), "end": "not_met" }),
        |desk, sent| {
            desk.close_case(&desk.actor()?, sent.get("id")?, sent.get("end")?)?;
            Ok(())
        },
    );
    let some = anew(case_closed);
    window.hammer(
        "reopen_case",
        |desk| json!({ "id": some(desk) }),
        |desk, sent| {
            desk.reopen_case(&desk.actor()?, sent.get("id")?)?;
            Ok(())
        },
    );
}

#[test]
fn any_look_for_a_case_finds_it_or_is_refused() {
    let window = Window::new();
    let id = case_opened(window.desk());
    let service = window.office.quick(1);
    let code = window.desk().case(&window.desk().actor().unwrap(), id.parse().unwrap()).unwrap().item.code;
    window.hammer(
        "find_case",
        |_| json!({ "code": code }),
        |desk, sent| {
            desk.find_case(&desk.actor()?, &sent.get::<String>("code")?)?;
            Ok(())
        },
    );
    window.hammer(
        "case",
        |_| json!({ "id": id }),
        |desk, sent| {
            desk.case(&desk.actor()?, sent.get("id")?)?;
            Ok(())
        },
    );
    window.hammer(
        "open_cases",
        |_| {
            json!({ "filter": { "band": "0_to_7", "service": service, "status": "open", "organization": "Town office",
                "overdue": false, "unowned": true } })
        },
        |desk, sent| {
            desk.open_cases(&desk.actor()?, &sent.get("filter")?)?;
            Ok(())
        },
    );
    window.hammer(
        "lost_slip",
        |_| json!({ "filter": { "service": service, "month": "2026-11", "step": "partly_served" } }),
        |desk, sent| {
            desk.lost_slip(&desk.actor()?, &sent.get("filter")?)?;
            Ok(())
        },
    );
}
