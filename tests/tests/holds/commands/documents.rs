//! Commands about documents and exports. One in a hundred is laid out, the others are made as far as what they say.

use super::window::*;
use moments_desk::documents::DocumentRequest;
use moments_desk::exports::{ExportRequest, TableFormat};
use moments_desk::words::MomentId;
use serde_json::{Value, json};
use std::cell::Cell;

/// All of them.
pub const ALL: &[fn()] =
    &[any_document_that_is_asked_for_is_made_or_refused, any_export_that_is_asked_for_is_made_or_refused];

fn requests(moment: MomentId) -> [Value; 5] {
    [
        json!({ "kind": "referral_slip", "organization": null, "name": "Food bank", "referral": "warm_handover", "language": "fr", "case": null }),
        json!({ "kind": "rating_card", "moment": moment }),
        json!({ "kind": "tally_sheet", "language": "en" }),
        json!({ "kind": "you_said_we_did", "from": "2026-10", "to": "2026-11", "language": "both" }),
        json!({ "kind": "day_report", "date": "2026-11-24", "copy": "public", "language": "both" }),
    ]
}

/// True for the first and then for one in a hundred.
fn now_and_then() -> impl Fn() -> bool {
    let calls = Cell::new(0u32);
    move || calls.replace(calls.get() + 1).is_multiple_of(100)
}

#[test]
fn any_document_that_is_asked_for_is_made_or_refused() {
    let window = Window::new();
    let moment = window.office.serve("Ada", window.office.usual()).unwrap().item.id;
    let folder = tempfile::tempdir().unwrap();
    for request in requests(moment) {
        let laid_out = now_and_then();
        window.hammer(
            "document",
            |_| json!({ "request": request }),
            |desk, sent| {
                let asked: DocumentRequest = sent.get("request")?;
                desk.what_it_says(&desk.actor()?, &asked)?;
                if laid_out() {
                    assert!(!desk.document(&desk.actor()?, &asked)?.pages.is_empty());
                }
                Ok(())
            },
        );
        let written = now_and_then();
        window.hammer(
            "save_document",
            |_| json!({ "request": request }),
            |desk, sent| {
                let asked: DocumentRequest = sent.get("request")?;
                let name = desk.document_file_name(&desk.actor()?, &asked)?;
                let safe = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
                assert!(name.strip_suffix(".pdf").is_some_and(|stem| stem.chars().all(safe)), "{name}");
                if written() {
                    desk.save_document(&with_fresh_pin(desk)?, &asked, &folder.path().join(name))?;
                }
                Ok(())
            },
        );
    }
}

#[test]
fn any_export_that_is_asked_for_is_made_or_refused() {
    let window = Window::new();
    window.office.serve("Ada", window.office.usual()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    for request in [
        json!({ "what": "day", "date": "2026-11-24", "copy": "internal", "language": "fr" }),
        json!({ "what": "standards", "year": 2026, "language": "en" }),
        json!({ "what": "moments", "from": "2026-11-01", "to": "2026-11-30", "language": "en" }),
    ] {
        let written = now_and_then();
        window.hammer(
            "save_export",
            |_| json!({ "request": request, "format": "xlsx" }),
            |desk, sent| {
                let (asked, format): (ExportRequest, TableFormat) =
                    (sent.get("request")?, sent.get("format")?);
                let name = desk.export_file_name(&desk.actor()?, &asked, format)?;
                let safe = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '.';
                assert!(name.chars().all(safe), "{name}");
                if written() {
                    desk.save_export(&with_fresh_pin(desk)?, &asked, format, &folder.path().join(name))?;
                }
                Ok(())
            },
        );
    }
}
