//! A past log: each of its rows is in, was there already, or is refused with its reason; once.

mod log;
mod sheet;

use log::{Content, Fate, LogRow, Named, csv, expected, rows};
use moments_core::past_log::{DateOrder, LogField, Mapping, TextEncoding};
use moments_desk::moments::MomentItem;
use moments_desk::past_log::{LogReport, OpenedLog};
use moments_desk::review::ReviewFilter;
use moments_desk::words::*;
use moments_desk::{ErrorCode, Result};
use moments_tests::{TestOffice, copy_folder};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use tempfile::TempDir;

/// The name of two services of this office.
const AMBIGUOUS: &str = "Notary";

fn office() -> TestOffice {
    let office = TestOffice::new().unwrap();
    for _ in 0..2 {
        let form = serde_json::json!({ "key": null, "name_en": AMBIGUOUS, "name_fr": "Notariat", "description_en": null,
            "description_fr": null, "relationship": "voluntary", "next": null });
        office.desk.save_service(&office.actor("Ada"), &serde_json::from_value(form).unwrap()).unwrap();
    }
    office
}

fn named(office: &TestOffice) -> Vec<Named> {
    let services = office.desk.services().unwrap().into_iter().filter(|s| s.quick.is_some());
    let named = services.enumerate().map(|(at, s)| Named {
        relationship: s.relationship.as_str(),
        name: if at % 2 == 0 { s.name_en } else { s.name_fr.to_uppercase() },
        key: s.key,
    });
    named.collect()
}

fn file(office: &TestOffice, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
    let path = office.folder().join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

fn open(office: &TestOffice, path: &Path) -> Result<OpenedLog> {
    office.desk.open_past_log(&office.actor("Ada"), path.to_str().unwrap(), TextEncoding::Unicode)
}

/// As it is guessed; dates that do not begin with their year are not read.
fn mapping(opened: &OpenedLog) -> Mapping {
    Mapping { date_order: DateOrder::YearMonthDay, ..opened.mapping.clone() }
}

fn import(office: &TestOffice, path: &Path) -> LogReport {
    let opened = open(office, path).unwrap();
    office.desk.import_past_log(&office.actor("Ada"), &opened.token, &mapping(&opened)).unwrap()
}

/// Every moment of the days on which the log has rows.
fn recorded(office: &TestOffice, rows: &[LogRow]) -> Vec<MomentItem> {
    let days: BTreeSet<&str> = rows
        .iter()
        .filter_map(|row| if let Fate::In(content) = &row.fate { content.at.get(..10) } else { None })
        .collect();
    let mut all = Vec::new();
    for day in days {
        let mut after = None;
        loop {
            let ada = office.actor("Ada");
            let filter = ReviewFilter::default();
            let page = office.desk.review_moments(&ada, Some(day), &filter, after.as_deref()).unwrap();
            all.extend(page.items);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
    }
    all
}

fn content(item: &MomentItem) -> Content {
    let line = &item.lines[0];
    assert_eq!((item.origin, item.rating_state), (Origin::Imported, RatingState::NotInvited));
    assert!(item.short_no.is_empty() && !item.own && item.finished_at.is_none());
    let at = if item.time_source == TimeSource::Inaccurate {
        item.office_day.clone()
    } else {
        item.started_at[..16].to_owned()
    };
    Content {
        at,
        service: line.service.clone(),
        quantity: line.quantity,
        relationship: line.relationship.as_str(),
        outcome: line.outcome.as_str(),
        channel: item.channel.as_str(),
        language: match item.language_provided.as_str() {
            "fr" => "fr",
            "iu" => "iu",
            _ => "en",
        },
        note: item.note.clone(),
    }
}

#[track_caller]
fn check_report(report: &LogReport, rows: &[LogRow]) {
    let (fates, reasons) = expected(rows);
    let counts = report.counts;
    let told = BTreeMap::from([
        ("in", counts.recorded),
        ("already_there", counts.already_there),
        ("refused", counts.refused),
        ("empty", counts.empty),
    ]);
    let counted = told;
    let told: BTreeMap<_, _> =
        report.reasons.iter().map(|r| ((r.field.map(LogField::as_str), r.reason.as_str()), r.rows)).collect();
    assert_eq!(told, reasons);
    assert_eq!(counted, fates);
    assert_eq!(counts.rows as usize, rows.len(), "every row is accounted for");
}

#[track_caller]
fn check_recorded(office: &TestOffice, rows: &[LogRow]) {
    let mut found: Vec<Content> = recorded(office, rows).iter().map(content).collect();
    let mut wanted: Vec<Content> = rows
        .iter()
        .filter_map(|row| if let Fate::In(c) = &row.fate { Some(c.clone()) } else { None })
        .collect();
    found.sort();
    wanted.sort();
    assert_eq!(found.len(), wanted.len());
    for (found, wanted) in found.iter().zip(&wanted) {
        assert_eq!(found, wanted);
    }
}

#[test]
fn ten_thousand_rows_with_every_kind_of_fault_are_in_or_refused_with_the_reason_once() {
    let office = office();
    let rows = rows(1, 10_000, &named(&office), AMBIGUOUS);
    let path = file(&office, "log.csv", csv(&rows));

    let opened = open(&office, &path).unwrap();
    let ada = office.actor("Ada");
    let preview = office.desk.preview_past_log(&ada, &opened.token, &mapping(&opened)).unwrap();
    let report = office.desk.import_past_log(&ada, &opened.token, &mapping(&opened)).unwrap();
    check_report(&report, &rows);
    assert_eq!(
        (preview.counts, preview.reasons),
        (report.counts, report.reasons),
        "the preview told the truth"
    );
    check_recorded(&office, &rows);

    let entries = office.desk.entries().unwrap();
    let again = import(&office, &path);
    assert_eq!(again.counts.already_there, report.counts.recorded + report.counts.already_there);
    assert_eq!((again.counts.recorded, again.counts.refused), (0, report.counts.refused));
    assert_eq!(office.desk.entries().unwrap(), entries, "a second import changes nothing");
}

#[test]
fn a_power_cut_after_any_batch_and_the_same_import_again_is_one_import() {
    let office = office();
    let rows = rows(2, 1_500, &named(&office), AMBIGUOUS);
    let path = file(&office, "log.csv", csv(&rows));
    // The folder as it lies after the second and the fifth batch of seven.
    let cuts: Arc<Mutex<Vec<TempDir>>> = Arc::default();
    let (seen, kept, from) = (AtomicU32::new(0), Arc::clone(&cuts), office.folder().to_owned());
    office.desk.on_change(Box::new(move |_| {
        if matches!(seen.fetch_add(1, Ordering::SeqCst) + 1, 2 | 5) {
            let left = tempfile::tempdir().unwrap();
            copy_folder(&from, left.path()).unwrap();
            kept.lock().unwrap().push(left);
        }
    }));
    let whole = import(&office, &path);
    check_report(&whole, &rows);
    let all = ids(&office, &rows);

    let cuts: Vec<TempDir> = std::mem::take(&mut cuts.lock().unwrap());
    assert_eq!(cuts.len(), 2);
    for left in cuts {
        let after_cut = office.on_copy(left).unwrap();
        let before = ids(&after_cut, &rows);
        assert!(!before.is_empty() && before.len() < all.len(), "whole batches are kept: {}", before.len());
        assert!(before.iter().all(|id| all.contains(id)));
        let rest = import(&after_cut, &path).counts;
        assert_eq!(rest.recorded as usize + before.len(), whole.counts.recorded as usize);
        assert_eq!((rest.refused, rest.empty), (whole.counts.refused, whole.counts.empty));
        assert_eq!(ids(&after_cut, &rows), all);
        check_recorded(&after_cut, &rows);
    }
}

#[test]
fn an_import_can_be_stopped_and_goes_on_later() {
    let office = office();
    let rows = rows(3, 4_000, &named(&office), AMBIGUOUS);
    let path = file(&office, "log.csv", csv(&rows));
    let (ada, opened) = (office.actor("Ada"), open(&office, &path).unwrap());
    let stopped = std::thread::scope(|threads| {
        let import =
            threads.spawn(|| office.desk.import_past_log(&ada, &opened.token, &mapping(&opened)).unwrap());
        while office.desk.past_log_progress(&ada).unwrap().counts.rows == 0 {
            std::thread::yield_now();
        }
        let twice = office.desk.import_past_log(&ada, &opened.token, &mapping(&opened)).unwrap_err();
        assert_eq!(twice.code, ErrorCode::Busy, "one import at a time");
        office.desk.stop_past_log(&ada).unwrap();
        import.join().unwrap()
    });
    assert!(stopped.stopped && stopped.counts.rows < 4_000 && stopped.counts.recorded > 0);
    assert!(!office.desk.past_log_progress(&ada).unwrap().running);
    let rest = import(&office, &path).counts;
    assert_eq!(rest.already_there, stopped.counts.recorded + expected(&rows).0["already_there"]);
    check_recorded(&office, &rows);
}

fn ids(office: &TestOffice, rows: &[LogRow]) -> BTreeSet<MomentId> {
    recorded(office, rows).iter().map(|item| item.id).collect()
}

#[test]
fn the_overlap_of_two_exports_is_in_once() {
    let office = office();
    let all = rows(4, 600, &named(&office), AMBIGUOUS);
    let until_noon = import(&office, &file(&office, "first.csv", csv(&all[..400])));
    // Another export: other columns beside, in another order, separated as a French spreadsheet does.
    let turned: Vec<LogRow> = all
        .iter()
        .map(|row| LogRow { cells: row.cells.iter().rev().cloned().collect(), ..row.clone() })
        .filter(|row| row.cells.len() == log::HEADER.len())
        .collect();
    let header: Vec<&str> = log::HEADER.iter().rev().copied().collect();
    let text = csv(&turned).replacen(&log::HEADER.join(","), &header.join(","), 1);
    let whole = import(&office, &file(&office, "second.csv", text)).counts;
    let (first, second) = (expected(&all[..400]).0, expected(&turned).0);
    assert_eq!(until_noon.counts.recorded, first["in"]);
    assert_eq!(whole.recorded, second["in"] - first["in"], "only what was not there");
    check_recorded(&office, &turned);
}

#[test]
fn the_refused_rows_can_be_put_right_in_a_file_and_come_in() {
    let office = office();
    let text = "Date,Service,Outcome,Notes\n2026-11-03,Gardening,served,=1+1\n2026-11-03,SRV99999,served,\n2026-11-04,,,\n";
    let text = text.replace("SRV99999", &office.quick(1));
    let path = file(&office, "log.csv", text);
    let (ada, opened) = (office.actor("Ada"), open(&office, &path).unwrap());
    let report = office.desk.import_past_log(&ada, &opened.token, &opened.mapping).unwrap();
    assert_eq!((report.counts.recorded, report.counts.refused), (1, 2));
    let first = &report.refused[0];
    assert_eq!((first.line, first.cell.as_str()), (2, "Gardening"));

    let words = serde_json::json!({ "line": "Ligne", "column": "Colonne", "reason": "Motif",
        "reasons": { "unknown_service": "Aucun service de ce nom", "missing": "Il manque" } });
    let words = serde_json::from_value(words).unwrap();
    let to = office.folder().join("refused.csv");
    office.desk.save_refused_rows(&ada, &opened.token, to.to_str().unwrap(), &words).unwrap();
    let saved = std::fs::read_to_string(&to).unwrap();
    let named = saved.clone();
    // The name of each row is 32 symbols, and not the row's own words.
    let saved: String = saved.lines().enumerate().fold(String::new(), |text, (at, line)| {
        let (row, name) = line.rsplit_once(',').unwrap();
        assert!(at == 0 || name.len() == 32, "{name}");
        text + row + "," + if at == 0 { name } else { line.split(',').next().unwrap() } + "\n"
    });
    assert_eq!(
        saved,
        "\u{FEFF}Ligne,Colonne,Motif,Date,Service,Outcome,Notes,moments_row\n\
         2,service,Aucun service de ce nom,2026-11-03,Gardening,served,'=1+1,2\n\
         4,service,Il manque,2026-11-04,,,,4\n"
    );
    let home = office.folder().join("home/refused.csv");
    let refused = office.desk.save_refused_rows(&ada, &opened.token, home.to_str().unwrap(), &words);
    assert_eq!(refused.unwrap_err().code, ErrorCode::FileUnwritable, "not where the store stands");

    // Put right, one of them says what another row of the log said: it is a client of its own.
    let right =
        named.replace("Gardening", &office.quick(1)).replace("2026-11-04,,", "2026-11-04,unclassified,");
    let path = file(&office, "right.csv", right);
    assert_eq!(import(&office, &path).counts.recorded, 2);
    assert_eq!(import(&office, &path).counts.already_there, 2);
}

#[test]
fn only_an_administrator_imports_and_the_journal_says_so() {
    let office = office();
    let path = file(&office, "log.csv", format!("Date,Service\n2026-11-03,{}\n", office.quick(1)));
    let ben = office.actor("Ben");
    let path_text = path.to_str().unwrap();
    let refused = office.desk.open_past_log(&ben, path_text, TextEncoding::Unicode).unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotPermitted);
    let opened = open(&office, &path).unwrap();
    let refused = office.desk.import_past_log(&ben, &opened.token, &opened.mapping).unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotPermitted);
    let refused = office.desk.import_past_log(&office.actor("Ada"), "other", &opened.mapping).unwrap_err();
    assert_eq!(refused.code, ErrorCode::PreviewOutdated);

    let before = office.desk.entries().unwrap();
    import(&office, &path);
    assert_eq!(
        office.desk.entries().unwrap(),
        before + 3,
        "the moment, that an import began, and what it did"
    );
    let moment = &office
        .desk
        .review_moments(&office.actor("Ada"), Some("2026-11-03"), &Default::default(), None)
        .unwrap();
    assert_eq!(
        (moment.items[0].origin, moment.items[0].time_source),
        (Origin::Imported, TimeSource::Inaccurate)
    );
    let day = office.desk.review_day(&office.actor("Ada"), Some("2026-11-03"), &Default::default()).unwrap();
    assert_eq!((day.eligible, day.invited), (1, 0), "nobody was asked");
}

#[test]
fn a_file_that_is_no_log_is_refused_whole() {
    let office = office();
    let reason = |name: &str, bytes: &[u8]| {
        let error = open(&office, &file(&office, name, bytes)).unwrap_err();
        assert_eq!(error.data["file"], name);
        (error.code, error.data.get("reason").cloned().unwrap_or_default(), error.data.get("line").cloned())
    };
    let not =
        |reason: &str, line: Option<&str>| (ErrorCode::NotALog, reason.to_owned(), line.map(str::to_owned));
    let older = b"Date,Service\n2026-11-03,Permis de p\xEAche\n";
    assert_eq!(reason("older.csv", older), not("windows_1252", Some("2")));
    assert_eq!(reason("empty.csv", b""), not("empty", None));
    assert_eq!(reason("header.csv", b"Date,Service\n"), not("empty", None));
    assert_eq!(reason("cut.csv", b"Date,Service\n2026-11-03,\"Permis"), not("cut_short", Some("2")));
    assert_eq!(reason("picture.csv", b"\x89PNG\r\n\x1a\n\0\0"), not("not_text", None));
    assert_eq!(reason("bytes.csv", b"Date,Service\0\n2026-11-03,x\n"), not("not_text", None));
    assert_eq!(reason("old.xls", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), not("protected_or_old", None));
    assert_eq!(reason("zip.xlsx", b"PK\x03\x04 nothing"), not("not_a_workbook", None));
    let missing = office.desk.open_past_log(&office.actor("Ada"), "/nowhere/log.csv", TextEncoding::Unicode);
    assert_eq!(missing.unwrap_err().code, ErrorCode::FileUnreadable);

    let path = office.folder().join("older.csv");
    let ada = office.actor("Ada");
    let opened = office.desk.open_past_log(&ada, path.to_str().unwrap(), TextEncoding::Windows1252).unwrap();
    assert_eq!(opened.columns[1].samples, ["Permis de pêche"]);
}

#[test]
fn a_sign_means_what_was_said_of_it_and_an_empty_cell_nothing() {
    let office = office();
    let service = office.quick(1);
    let rows = ["✓", "✗", "", "✓"].map(|sign| format!("2026-11-03,{service},{sign}\n"));
    let path = file(&office, "log.csv", format!("Date,Service,Outcome\n{}", rows.concat()));
    let (ada, mut opened) = (office.actor("Ada"), open(&office, &path).unwrap());
    let preview = office.desk.preview_past_log(&ada, &opened.token, &opened.mapping).unwrap();
    let mut asked: Vec<_> = preview.unknown_words.iter().map(|w| (w.word.as_str(), w.rows)).collect();
    asked.sort_unstable();
    assert_eq!(asked, [("✓", 2), ("✗", 1)]);
    let words = [("✓", "served"), ("✗", "turned_away")].map(|(word, value)| (word.into(), value.into()));
    opened.mapping.words.insert(LogField::Outcome, words.into());
    assert_eq!(office.desk.import_past_log(&ada, &opened.token, &opened.mapping).unwrap().counts.recorded, 4);
    let filter = ReviewFilter::default();
    let items = office.desk.review_moments(&ada, Some("2026-11-03"), &filter, None).unwrap().items;
    let mut outcomes: Vec<_> = items.iter().map(|m| (m.outcome.unwrap(), m.lines[0].outcome_by)).collect();
    outcomes.sort_unstable();
    let expected = [
        (Outcome::Served, By::Default),
        (Outcome::Served, By::Staff),
        (Outcome::Served, By::Staff),
        (Outcome::TurnedAway, By::Staff),
    ];
    assert_eq!(outcomes, expected);
}
