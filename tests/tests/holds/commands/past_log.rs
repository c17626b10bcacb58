//! Commands about a past log.

use super::window::*;
use serde_json::{Value, json};

/// All of them.
pub const ALL: &[fn()] =
    &[any_file_of_a_past_log_is_opened_or_refused, any_mapping_of_a_past_log_is_read_or_refused];

/// A log with a good row, one that is refused, and an empty one.
fn log(window: &Window) -> String {
    let path = window.office.folder().join("log.csv");
    let text = format!(
        "Date,Service,Outcome,Id\n2026-11-03,{},served,1\nsoon,x,so-so,2\n,,,\n",
        window.office.quick(1)
    );
    std::fs::write(&path, text).unwrap();
    path.to_string_lossy().into_owned()
}

fn mapping() -> Value {
    json!({
        "columns": { "date": 1, "service": "Service", "outcome": 3, "external_id": 4 },
        "date_order": "day_month_year", "unmatched_services": "classify_later", "notes": "mask",
        "words": { "outcome": { "so-so": "partly_served" } },
    })
}

fn opened(window: &Window, path: &str) -> String {
    let desk = window.desk();
    desk.open_past_log(&desk.actor().unwrap(), path, Default::default()).unwrap().token
}

#[test]
fn any_file_of_a_past_log_is_opened_or_refused() {
    let window = Window::new();
    let path = log(&window);
    window.hammer(
        "open_past_log",
        |_| json!({ "path": path, "encoding": "unicode" }),
        |desk, sent| {
            desk.open_past_log(&desk.actor()?, &sent.get::<String>("path")?, sent.get("encoding")?)?;
            Ok(())
        },
    );
    let book = window.office.folder().join("book.xlsx");
    let mut workbook = rust_xlsxwriter::Workbook::new();
    for (row, cell) in ["Date", "2026-11-03"].into_iter().enumerate() {
        if row == 0 {
            workbook.add_worksheet();
        }
        workbook.worksheet_from_index(0).unwrap().write_string(row as u32, 0, cell).unwrap();
    }
    workbook.save(&book).unwrap();
    let token = std::cell::RefCell::new(opened(&window, &book.to_string_lossy()));
    window.hammer(
        "choose_log_sheet",
        |_| json!({ "token": *token.borrow(), "sheet": "Sheet1" }),
        |desk, sent| {
            let sheet = sent.get::<String>("sheet")?;
            let opened = desk.choose_log_sheet(&desk.actor()?, &sent.get::<String>("token")?, &sheet)?;
            token.replace(opened.token);
            Ok(())
        },
    );
}

#[test]
fn any_mapping_of_a_past_log_is_read_or_refused() {
    let window = Window::new();
    let token = opened(&window, &log(&window));
    window.hammer(
        "preview_past_log",
        |_| json!({ "token": token, "mapping": mapping() }),
        |desk, sent| {
            desk.preview_past_log(&desk.actor()?, &sent.get::<String>("token")?, &sent.get("mapping")?)?;
            Ok(())
        },
    );
    window.hammer(
        "import_past_log",
        |_| json!({ "token": token, "mapping": mapping() }),
        |desk, sent| {
            desk.import_past_log(&desk.actor()?, &sent.get::<String>("token")?, &sent.get("mapping")?)?;
            Ok(())
        },
    );
    let to = window.office.folder().join("refused.csv").to_string_lossy().into_owned();
    window.hammer(
        "save_refused_rows",
        |_| {
            json!({ "token": token, "path": to, "words": { "line": "Line", "column": "Column", "reason": "Reason",
            "reasons": { "missing": "It is missing" } } })
        },
        |desk, sent| {
            let path = sent.get::<String>("path")?;
            // Only where the test may write.
            let path = if path == to { path } else { format!("{to}{}", path.len() % 7) };
            let token = sent.get::<String>("token")?;
            desk.save_refused_rows(&desk.actor()?, &token, &path, &sent.get("words")?)?;
            Ok(())
        },
    );
}
