//! A log as an office kept it, with every kind of fault, and what must become of each row. The expectation is made with the
//! row, from how it was made, and not by reading it.

use moments_tests::generated::Dice;
use std::collections::BTreeMap;

/// The names over the columns.
pub const HEADER: [&str; 13] = [
    "Date",
    "Time",
    "Service",
    "Qty",
    "Relationship",
    "Outcome",
    "Channel",
    "Language",
    "Wait",
    "Barrier",
    "Notes",
    "Id",
    "Rating",
];

/// The day and the latest row: yesterday of the tests' clock.
const DAYS: usize = 120;

/// What must become of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Fate {
    In(Content),
    AlreadyThere,
    Refused(Option<&'static str>, &'static str),
    Empty,
}

/// What must be recorded.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Content {
    /// `2026-11-03T10:05`, or only the day where the row has no time.
    pub at: String,
    pub service: String,
    pub quantity: u32,
    pub relationship: &'static str,
    pub outcome: &'static str,
    pub channel: &'static str,
    pub language: &'static str,
    pub note: Option<String>,
}

/// A service that the log names, and how.
#[derive(Debug, Clone)]
pub struct Named {
    pub key: String,
    pub name: String,
    /// What stands where the log says nothing.
    pub relationship: &'static str,
}

#[derive(Debug, Clone)]
pub struct LogRow {
    pub cells: Vec<String>,
    pub fate: Fate,
}

/// Rows with every kind of fault. `ambiguous` is the name of two services.
pub fn rows(seed: u64, n: usize, services: &[Named], ambiguous: &str) -> Vec<LogRow> {
    let mut dice = Dice::of(seed);
    let mut rows: Vec<LogRow> = Vec::with_capacity(n);
    // Rows that name themselves, by number, to come again.
    let mut named: Vec<usize> = Vec::new();
    for number in 0..n {
        let row = match dice.below(100) {
            0..2 if !named.is_empty() => again(&mut dice, &rows, &named),
            2..4 if !named.is_empty() => other_content(&mut dice, &rows, &named),
            4..6 if !rows.is_empty() => alike(&mut dice, &rows),
            _ => {
                let good = good(&mut dice, number, services);
                if dice.one_in(2) { good } else { spoiled(&mut dice, good, ambiguous) }
            }
        };
        if matches!(row.fate, Fate::In(_)) && row.cells.len() > 11 && !row.cells[11].is_empty() {
            named.push(rows.len());
        }
        rows.push(row);
    }
    rows
}

/// Of 2026, counted back from the day before the tests' clock; no day on which the clock is set.
fn day(back: usize) -> (u32, u32) {
    let months = [(11, 23), (10, 31), (9, 30), (8, 31), (7, 31)];
    let mut left = back;
    for (month, days) in months {
        if left < days {
            return (month, (days - left) as u32);
        }
        left -= days;
    }
    (6, 30)
}

fn good(dice: &mut Dice, number: usize, services: &[Named]) -> LogRow {
    let (month, day) = day(dice.below(DAYS));
    let (hour, minute) = (8 + dice.below(9), dice.below(60));
    let service = dice.one_of(services).cloned().unwrap();
    let date = match dice.below(3) {
        0 => format!("2026/{month}/{day}"),
        1 => format!("2026-{month:02}-{day:02}"),
        _ => format!(
            "{day} {} 2026",
            ["juin", "juillet", "août", "sept.", "octobre", "novembre"][month as usize - 6]
        ),
    };
    let (time, at) = match dice.below(5) {
        0 => (String::new(), format!("2026-{month:02}-{day:02}")),
        1 => (format!("{hour} h {minute:02}"), format!("2026-{month:02}-{day:02}T{hour:02}:{minute:02}")),
        _ => (format!("{hour:02}:{minute:02}"), format!("2026-{month:02}-{day:02}T{hour:02}:{minute:02}")),
    };
    let mut pick = |all: &[(&'static str, &'static str)], usual: (&'static str, &'static str)| {
        if dice.one_in(3) { *dice.one_of(all).unwrap() } else { usual }
    };
    let (relationship_cell, relationship) = pick(
        &[
            ("voluntary", "voluntary"),
            ("Par obligation", "involuntary_obligation"),
            ("RIGHTS OF OTHERS", "involuntary_rights_of_others"),
        ],
        ("", service.relationship),
    );
    let (outcome_cell, outcome) = pick(
        &[
            ("Servi", "served"),
            ("dirigé ailleurs", "referred"),
            ("turned_away", "turned_away"),
            ("Left", "left"),
        ],
        ("", "served"),
    );
    let (channel_cell, channel) =
        pick(&[("Téléphone", "phone"), ("In person", "in_person")], ("", "in_person"));
    let (language_cell, language) = pick(&[("Français", "fr"), ("EN", "en"), ("iu", "iu")], ("", "en"));
    let (wait, _) = pick(&[("12", ""), ("5–15", ""), ("plus de 25", "")], ("", ""));
    let (barrier, _) = pick(&[("coût; distance", ""), ("missing_document", "")], ("", ""));
    let (note, kept) = pick(
        &[
            ("came back with the form", "came back with the form"),
            ("=HYPERLINK(\"x\")", "=HYPERLINK(\"x\")"),
            ("NAS 046 454 286", "NAS ••• ••• •••"),
        ],
        ("", ""),
    );
    let quantity = if dice.one_in(4) { 1 + dice.below(9) as u32 } else { 1 };
    let quantity_cell = if quantity == 1 && dice.one_in(2) { String::new() } else { quantity.to_string() };
    let service_cell = if dice.one_in(3) { service.key.clone() } else { service.name.clone() };
    let id = if dice.one_in(2) { format!("R{number}") } else { String::new() };
    LogRow {
        cells: vec![
            date,
            time,
            service_cell,
            quantity_cell,
            relationship_cell.into(),
            outcome_cell.into(),
            channel_cell.into(),
            language_cell.into(),
            wait.into(),
            barrier.into(),
            note.into(),
            id,
            (1 + dice.below(5)).to_string(),
        ],
        fate: Fate::In(Content {
            at,
            service: service.key,
            quantity,
            relationship,
            outcome,
            channel,
            language,
            note: (!kept.is_empty()).then(|| kept.to_owned()),
        }),
    }
}

/// The row with one fault.
fn spoiled(dice: &mut Dice, good: LogRow, ambiguous: &str) -> LogRow {
    let long = "x".repeat(2_001);
    let faults: [(usize, &str, &'static str, &'static str); 24] = [
        (0, "", "date", "missing"),
        (0, "2026-02-30", "date", "impossible"),
        (0, "31 juin 2026", "date", "impossible"),
        (0, "soon", "date", "unreadable"),
        (0, "03/04/2026", "date", "unreadable"),
        (0, "2026-12-25", "date", "future"),
        (0, "1925-01-05", "date", "out_of_range"),
        (0, "#N/A", "date", "formula_error"),
        (1, "25:00", "time", "impossible"),
        (1, "late", "time", "unreadable"),
        (2, "", "service", "missing"),
        (2, "Gardening", "service", "unknown_service"),
        (2, ambiguous, "service", "ambiguous_service"),
        (2, "#REF!", "service", "formula_error"),
        (3, "-1", "quantity", "out_of_range"),
        (3, "1000", "quantity", "out_of_range"),
        (3, "two", "quantity", "unreadable"),
        (4, "perhaps", "relationship", "unknown_word"),
        (5, "so-so", "outcome", "unknown_word"),
        (6, "pigeon", "channel", "unknown_word"),
        (7, "klingonese", "language", "unknown_word"),
        (8, "-5", "wait", "out_of_range"),
        (9, "coût, weather", "barrier", "unknown_word"),
        (10, &long, "note", "too_long"),
    ];
    let LogRow { mut cells, .. } = good;
    // A fault that comes first hides the ones behind it, so each row has one.
    match dice.below(faults.len() + 4) {
        0 => LogRow { cells: vec![String::new(); HEADER.len()], fate: Fate::Empty },
        1 => {
            // One cell too many at the front: the rest stands one column on.
            cells.insert(0, "x".into());
            LogRow { cells, fate: Fate::Refused(None, "too_many_cells") }
        }
        2 => {
            // One cell too few: the time stands where the date should.
            cells.remove(0);
            cells[0] = "10:05".into();
            LogRow { cells, fate: Fate::Refused(Some("date"), "unreadable") }
        }
        3 => {
            // The hour that the clock leaps over.
            cells[0] = "2026-03-08".into();
            cells[1] = "02:30".into();
            LogRow { cells, fate: Fate::Refused(Some("time"), "impossible") }
        }
        fault => {
            let (column, cell, field, reason) = faults[fault - 4];
            cells[column] = cell.to_owned();
            LogRow { cells, fate: Fate::Refused(Some(field), reason) }
        }
    }
}

/// A row that names itself, again.
fn again(dice: &mut Dice, rows: &[LogRow], named: &[usize]) -> LogRow {
    let earlier = &rows[*dice.one_of(named).unwrap()];
    LogRow { cells: earlier.cells.clone(), fate: Fate::AlreadyThere }
}

/// The same name with other content.
fn other_content(dice: &mut Dice, rows: &[LogRow], named: &[usize]) -> LogRow {
    let mut cells = rows[*dice.one_of(named).unwrap()].cells.clone();
    cells[10] = "another note".into();
    LogRow { cells, fate: Fate::Refused(None, "conflict") }
}

/// Another client who came for the same thing in the same minute; a row that names itself is that one.
fn alike(dice: &mut Dice, rows: &[LogRow]) -> LogRow {
    let earlier = dice.one_of(rows).cloned().unwrap();
    if matches!(earlier.fate, Fate::In(_)) && !earlier.cells[11].is_empty() {
        LogRow { fate: Fate::AlreadyThere, ..earlier }
    } else {
        earlier
    }
}

/// Rows by what became of them.
type Fates = BTreeMap<&'static str, u32>;
/// Refused rows by field and reason.
type Reasons = BTreeMap<(Option<&'static str>, &'static str), u32>;

/// How many rows must become what, and why.
pub fn expected(rows: &[LogRow]) -> (Fates, Reasons) {
    let mut fates = BTreeMap::from(["in", "already_there", "refused", "empty"].map(|fate| (fate, 0)));
    let mut reasons = BTreeMap::new();
    for row in rows {
        let fate = match &row.fate {
            Fate::In(_) => "in",
            Fate::AlreadyThere => "already_there",
            Fate::Refused(field, reason) => {
                *reasons.entry((*field, *reason)).or_default() += 1;
                "refused"
            }
            Fate::Empty => "empty",
        };
        *fates.entry(fate).or_default() += 1;
    }
    (fates, reasons)
}

/// As a file of text.
pub fn csv(rows: &[LogRow]) -> String {
    let quoted = |cell: &str| match cell.contains([',', '"', '\n', ';']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell.to_owned(),
    };
    let line = |cells: &[String]| cells.iter().map(|c| quoted(c)).collect::<Vec<_>>().join(",");
    let mut text = format!("{}\n", HEADER.join(","));
    for row in rows {
        text.push_str(&line(&row.cells));
        text.push('\n');
    }
    text
}
