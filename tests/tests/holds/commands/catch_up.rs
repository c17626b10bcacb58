//! Commands about what is entered after it happened.

use super::window::*;
use moments_desk::Desk;
use moments_desk::moments::SheetForm;
use serde_json::{Value, json};
use std::cell::{Cell, RefCell};

/// All of them.
pub const ALL: &[fn()] = &[
    any_tally_sheet_is_taken_or_refused,
    any_row_of_a_sheet_is_entered_or_refused,
    any_row_is_taken_back_or_not,
];

fn sheet(no: Option<&str>) -> Value {
    json!({ "no": no, "office_day": "2026-11-24", "from": "10:00", "to": "11:30", "staff": null })
}

fn begun(desk: &Desk) -> String {
    let form: SheetForm = serde_json::from_value(sheet(None)).unwrap();
    desk.open_sheet(&desk.actor().unwrap(), &form).unwrap().no
}

#[test]
fn any_tally_sheet_is_taken_or_refused() {
    let window = Window::new();
    let no = begun(window.desk());
    window.hammer(
        "open_tally_sheet",
        |_| json!({ "form": sheet(Some(&no)) }),
        |desk, sent| {
            let opened = desk.open_sheet(&desk.actor()?, &sent.get("form")?)?.no;
            // At most so many lie open.
            if opened != no { Ok(desk.put_sheet_away(&desk.actor()?, &opened)?) } else { Ok(()) }
        },
    );
    window.hammer(
        "tally_sheet",
        |_| json!({ "no": no }),
        |desk, sent| {
            desk.sheet(&desk.actor()?, &sent.get::<String>("no")?)?;
            Ok(())
        },
    );
    let again = every(4, begun);
    window.hammer(
        "put_sheet_away",
        |desk| json!({ "no": again(desk) }),
        |desk, sent| Ok(desk.put_sheet_away(&desk.actor()?, &sent.get::<String>("no")?)?),
    );
}

#[test]
fn any_row_of_a_sheet_is_entered_or_refused() {
    let window = Window::new();
    let service = window.office.quick(1);
    let (no, next) = (RefCell::new(begun(window.desk())), Cell::new(1));
    window.hammer(
        "enter_row",
        |desk| {
            // A full sheet takes no more.
            if next.get() > 20 {
                desk.put_sheet_away(&desk.actor().unwrap(), &no.borrow()).unwrap();
                no.replace(begun(desk));
                next.set(1);
            }
            json!({ "no": *no.borrow(), "form": { "row": next.get(), "service": service, "relationship": "voluntary",
                "outcome": "served", "language": "fr", "time": "10:40" } })
        },
        |desk, sent| {
            let entered = desk.enter_row(&desk.actor()?, &sent.get::<String>("no")?, &sent.get("form")?)?;
            next.set(entered.next_row);
            Ok(())
        },
    );
}

#[test]
fn any_row_is_taken_back_or_not() {
    let window = Window::new();
    let (no, row, entered) = (RefCell::new(String::new()), Cell::new(0), Cell::new(0));
    window.hammer(
        "take_row_back",
        |desk| {
            let actor = desk.actor().unwrap();
            // A row can be entered again only so many times.
            if entered.get() % 20 == 0 {
                desk.put_sheet_away(&actor, &no.borrow()).ok();
                no.replace(begun(desk));
                row.set(1);
            }
            entered.set(entered.get() + 1);
            let form = json!({ "row": row.get(), "service": "unclassified" });
            desk.enter_row(&actor, &no.borrow(), &serde_json::from_value(form).unwrap()).unwrap();
            row.set(row.get() + 1);
            json!({ "no": *no.borrow(), "row": row.get() - 1 })
        },
        |desk, sent| {
            let sheet = desk.take_row_back(&desk.actor()?, &sent.get::<String>("no")?, sent.get("row")?)?;
            row.set(sheet.next_row);
            Ok(())
        },
    );
}
