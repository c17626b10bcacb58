//! Figures as files: those of the screen, in the copy that was asked for, and nothing of who served.

use moments_desk::ErrorCode;
use moments_desk::documents::DocumentRequest;
use moments_desk::exports::{Copy, ExportRequest, TableFormat};
use moments_desk::moments::{LineForm, MomentForm};
use moments_desk::review::ReviewFilter;
use moments_desk::trends::TrendForm;
use moments_desk::words::*;
use moments_report::Document;
use moments_tests::TestOffice;
use std::collections::BTreeMap;
use std::fs;

const COPIES: [Copy; 2] = [Copy::Internal, Copy::Public];
/// What nobody may find in a file.
const NAMES: [&str; 3] = ["Ada", "Ben", "Noor"];

/// `n` moments of each person, each rated; with one that was turned away.
fn office(n: usize) -> TestOffice {
    let office = TestOffice::new().unwrap();
    for turn in 0..n {
        for (name, overall) in NAMES.into_iter().zip([5, 4, 2]) {
            office.answered(name, office.usual(), if turn % 2 == 0 { overall } else { 4 }).unwrap();
        }
    }
    let line =
        LineForm { service: office.quick(1), outcome: Some(Outcome::TurnedAway), ..LineForm::default() };
    let note = Some("words that stay here".to_owned());
    office.serve("Ben", MomentForm { services: Some(vec![line]), note, ..MomentForm::default() }).unwrap();
    office
}

fn saved(office: &TestOffice, request: &ExportRequest, format: TableFormat) -> Vec<(String, Vec<u8>)> {
    let folder = tempfile::tempdir().unwrap();
    let name = office.desk.export_file_name(&office.actor("Ada"), request, format).unwrap();
    let path = folder.path().join(&name);
    assert_eq!(office.desk.save_export(&office.actor("Ada"), request, format, &path).unwrap(), name);
    let files = fs::read_dir(folder.path()).unwrap().flatten();
    files.map(|file| (file.file_name().into_string().unwrap(), fs::read(file.path()).unwrap())).collect()
}

/// The main table of a CSV export, header first.
fn csv_of(office: &TestOffice, request: &ExportRequest) -> Vec<Vec<String>> {
    let files = saved(office, request, TableFormat::Csv);
    let (_, bytes) = files.iter().find(|(name, _)| !name.contains("-about")).unwrap();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(&bytes[3..]);
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn day(copy: Copy, language: &str) -> ExportRequest {
    ExportRequest::Day { date: "2026-11-24".into(), copy, language: language.into() }
}

/// Part, item, figure → number or reason.
fn figures(office: &TestOffice, copy: Copy) -> BTreeMap<[String; 3], (String, String)> {
    let rows = csv_of(office, &day(copy, "en"));
    assert_eq!(rows[0], ["Part", "Item", "Figure", "n", "Why there is none"]);
    let figure = |row: &Vec<String>| {
        ([row[0].clone(), row[1].clone(), row[2].clone()], (row[3].clone(), row[4].clone()))
    };
    rows[1..].iter().map(figure).collect()
}

fn figure<'a>(all: &'a BTreeMap<[String; 3], (String, String)>, at: [&str; 3]) -> &'a (String, String) {
    all.get(&at.map(str::to_owned)).unwrap_or_else(|| panic!("{at:?} is in {:?}", all.keys()))
}

#[test]
fn the_internal_copy_has_the_figures_of_the_screen() {
    let office = office(4);
    let review = office.desk.review_day(&office.actor("Ada"), None, &ReviewFilter::default()).unwrap();
    let all = figures(&office, Copy::Internal);
    let n = |at| figure(&all, at).0.clone();
    assert_eq!(n(["The day at a glance", "Moments", "n"]), review.moments.to_string());
    assert_eq!(n(["The day at a glance", "Left or turned away", "n"]), "1");
    assert_eq!(n(["Outcomes", "Served", "n"]), "12");
    assert_eq!(n(["Ratings", "By the client’s own hand", "Answers"]), review.ratings.n.to_string());
    let satisfied = f64::from(review.ratings.satisfied.unwrap()) / f64::from(review.ratings.n);
    assert_eq!(n(["Ratings", "By the client’s own hand", "Satisfied"]), format!("{satisfied:.4}"));
    assert_eq!(
        n(["Ratings", "By the client’s own hand", "Likely at least"]),
        format!("{:.4}", review.ratings.likely_low.unwrap())
    );
    for (score, n) in (1..).zip(&review.ratings.distribution) {
        let rows = all.iter().filter(|([part, item, figure], _)| {
            part == "Answers from 1 to 5" && item.starts_with(&format!("{score} ")) && figure == "n"
        });
        assert_eq!(rows.map(|(_, (figure, _))| figure.clone()).collect::<Vec<_>>(), [n.to_string()]);
    }
}

#[test]
fn the_public_copy_keeps_small_numbers_and_what_would_tell_them_to_itself() {
    let office = office(4);
    let all = figures(&office, Copy::Public);
    assert_eq!(figure(&all, ["The day at a glance", "Moments", "n"]).0, "13");
    assert!(
        all.keys().all(|[part, ..]| part != "Outcomes"),
        "of 13, the 12 who were served would tell of one"
    );
    for ([part, item, name], (n, _)) in &all {
        let small = n.parse::<u32>().is_ok_and(|n| (1..10).contains(&n));
        assert!(!small, "{part}, {item}, {name}: {n}");
    }
    for part in ["Answers from 1 to 5", "Drivers", "From eligible to answered"] {
        assert!(all.keys().all(|[of, ..]| of != part), "{part} is for the office");
    }
    assert!(all.values().all(|(n, _)| n != "1"), "nothing of the one who was turned away");
}

#[test]
fn a_day_with_too_few_is_no_figure_in_public() {
    let office = office(2);
    let all = figures(&office, Copy::Public);
    assert_eq!(figure(&all, ["The day at a glance", "Moments", "n"]).1, "not shown");
    assert_eq!(figure(&all, ["The day at a glance", "Quick enquiries", "n"]).0, "0");
    assert_eq!(all.len(), 2, "and nothing else: {all:?}");
}

#[test]
fn no_export_names_who_served_or_holds_a_comment() {
    let office = office(4);
    let requests = COPIES.iter().flat_map(|copy| ["en", "fr"].map(|language| day(*copy, language))).chain([
        ExportRequest::Standards { year: 2026, language: "fr".into() },
        ExportRequest::Moments { from: "2026-11-01".into(), to: "2026-11-30".into(), language: "en".into() },
    ]);
    for request in requests {
        let files = saved(&office, &request, TableFormat::Csv);
        assert_eq!(files.len(), 2, "the table and what it is about");
        for (name, bytes) in files {
            let text = String::from_utf8(bytes).unwrap();
            let ids = NAMES.map(|name| office.id(name).to_string());
            let never = NAMES.iter().map(|name| (*name).to_owned()).chain(ids);
            for word in never.chain([
                "words that stay".to_owned(),
                "word_".to_owned(),
                "review_".to_owned(),
                "export_".to_owned(),
            ]) {
                assert!(!text.contains(&word), "{name} of {request:?} holds {word}");
            }
        }
        let books = saved(&office, &request, TableFormat::Xlsx);
        assert!(books[0].1.starts_with(b"PK"));
    }
}

#[test]
fn a_report_on_paper_says_which_copy_it_is_and_has_the_same_figures() {
    let office = office(4);
    for (copy, public) in [(Copy::Internal, false), (Copy::Public, true)] {
        let request = DocumentRequest::DayReport { date: "2026-11-24".into(), copy, language: "both".into() };
        let Document::DayReport(report) = office.desk.what_it_says(&office.actor("Ada"), &request).unwrap()
        else {
            panic!("a day report")
        };
        assert_eq!((report.public, report.both), (public, true));
        assert_eq!(report.en.tables.len(), report.fr.tables.len());
        let served = report.en.tables.iter().flat_map(|table| &table.rows).find(|row| row[0] == "Served");
        assert_eq!(served.map(|row| row[1].as_str()), (!public).then_some("12"));
        let view = office.desk.document(&office.actor("Ada"), &request).unwrap();
        assert!(view.file_name.starts_with(if public { "day-public-" } else { "day-internal-" }));
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.pdf");
        office.desk.save_document(&office.actor("Ada"), &request, &path).unwrap();
        assert!(fs::read(path).unwrap().starts_with(b"%PDF"));
    }
}

#[test]
fn results_against_standards_are_those_of_trends_in_the_inventorys_columns() {
    let office = office(3);
    let rows = csv_of(&office, &ExportRequest::Standards { year: 2026, language: "en".into() });
    assert_eq!(
        rows[0].join(","),
        "fiscal_yr,service_id,service_standard_id,volume_meeting_target,total_volume,performance,target_met"
    );
    let form = TrendForm {
        from: "2026-11-24".into(),
        to: "2026-11-24".into(),
        by: TrendBy::FiscalYear,
        workstation: None,
        service: None,
        channel: None,
    };
    let trend = office.desk.trend(&office.actor("Ada"), &form).unwrap();
    assert_eq!(rows.len() - 1, trend.whole.standards.len());
    assert!(rows.len() > 1, "the usual service has a standard");
    for (row, standard) in rows[1..].iter().zip(&trend.whole.standards) {
        assert_eq!(row[0], "2026-2027");
        assert_eq!((row[1].clone(), row[2].clone()), (standard.service.clone(), standard.standard.clone()));
        assert_eq!(
            (row[3].clone(), row[4].clone()),
            (standard.met.unwrap_or(0).to_string(), standard.told.to_string())
        );
        let verdict = match standard.target.filter(|_| standard.told > 0) {
            None => "NA",
            Some(target) if row[5].parse::<f64>().unwrap() >= target => "Y",
            Some(_) => "N",
        };
        assert_eq!(row[6], verdict);
    }
}

#[test]
fn moments_are_rows_in_no_order_that_tells_when_they_were() {
    let office = office(2);
    let request = |from: &str, to: &str| ExportRequest::Moments {
        from: from.into(),
        to: to.into(),
        language: "en".into(),
    };
    let rows = csv_of(&office, &request("2026-11-24", "2026-11-24"));
    assert_eq!(rows.len() - 1, 7);
    assert!(rows[0].iter().all(|name| !["Hour", "Rating", "Workstation", "Staff"].contains(&name.as_str())));
    let outcome = rows[0].iter().position(|name| name == "Outcome").unwrap();
    let refused: Vec<&Vec<String>> = rows[1..].iter().filter(|row| row[outcome] == "Not served").collect();
    assert_eq!(refused.len(), 1);
    assert!(csv_of(&office, &request("2026-11-01", "2026-11-23")).len() == 1, "no moments, no rows");
    let refusal = |request| {
        let path = std::env::temp_dir().join("never.csv");
        office.desk.save_export(&office.actor("Ada"), &request, TableFormat::Csv, &path).unwrap_err().code
    };
    assert_eq!(refusal(request("2026-11-24", "2026-11-23")), ErrorCode::Invalid);
    assert_eq!(refusal(request("2020-01-01", "2026-11-23")), ErrorCode::Invalid);
    let path = std::env::temp_dir().join("never.csv");
    let by_counter = office.desk.save_export(
        &office.actor("Ben"),
        &request("2026-11-24", "2026-11-24"),
        TableFormat::Csv,
        &path,
    );
    assert_eq!(by_counter.unwrap_err().code, ErrorCode::NotPermitted);
}
