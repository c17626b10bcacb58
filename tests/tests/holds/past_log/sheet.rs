//! Workbooks: the same log in one is the same log, and one that was made to do harm does none.

use super::log::{Fate, LogRow, csv, expected, rows};
use super::{AMBIGUOUS, check_recorded, file, import, mapping, named, office};
use moments_core::past_log::TextEncoding;
use moments_desk::ErrorCode;
use moments_desk::past_log::OpenedLog;
use moments_tests::TestOffice;
use moments_tests::generated::Dice;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};
use std::io::{Cursor, Read, Write};
use std::time::{Duration, Instant};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// For a workbook that was made to do harm, on a slow machine and unoptimized.
const PATIENCE: Duration = Duration::from_secs(30);

fn open(office: &TestOffice, name: &str, bytes: &[u8]) -> moments_desk::Result<OpenedLog> {
    let path = file(office, name, bytes);
    office.desk.open_past_log(&office.actor("Ada"), path.to_str().unwrap(), TextEncoding::Unicode)
}

/// As a person who keeps a log in a spreadsheet: real dates, times and numbers, and services looked up by a formula.
fn workbook(rows: &[LogRow]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, name) in (0..).zip(super::log::HEADER) {
        sheet.write_string(0, column, name).unwrap();
    }
    for (number, row) in (1..).zip(rows) {
        for (column, cell) in (0..).zip(&row.cells) {
            write(sheet, number, column, cell);
        }
    }
    book.save_to_buffer().unwrap()
}

fn write(sheet: &mut Worksheet, row: u32, column: u16, cell: &str) {
    let numbers: Vec<u16> = cell.split(['-', ':']).filter_map(|n| n.parse().ok()).collect();
    let is = |pattern: &str| {
        cell.len() == pattern.len()
            && cell
                .bytes()
                .zip(pattern.bytes())
                .all(|(c, p)| if p == b'0' { c.is_ascii_digit() } else { c == p })
    };
    let date = || ExcelDateTime::from_ymd(numbers[0], numbers[1] as u8, numbers[2] as u8).ok();
    if cell.is_empty() {
    } else if let Some(date) = is("0000-00-00").then(date).flatten() {
        let format = Format::new().set_num_format("yyyy\\-mm\\-dd;@");
        sheet.write_datetime_with_format(row, column, &date, &format).unwrap();
    } else if is("00:00") && numbers[0] < 24 {
        let time = ExcelDateTime::from_hms(numbers[0], numbers[1] as u8, 0.0).unwrap();
        let format = Format::new().set_num_format("h:mm");
        sheet.write_datetime_with_format(row, column, &time, &format).unwrap();
    } else if column == 3 && cell.parse::<f64>().is_ok() {
        sheet.write_number(row, column, cell.parse::<f64>().unwrap()).unwrap();
    } else if column == 2 && row.is_multiple_of(3) {
        sheet.write_formula(row, column, Formula::new("=VLOOKUP(A1,X:Y,2)").set_result(cell)).unwrap();
    } else {
        sheet.write_string(row, column, cell).unwrap();
    }
}

#[test]
fn the_same_log_as_a_workbook_is_the_same_log() {
    let office = office();
    let rows = rows(5, 1_000, &named(&office), AMBIGUOUS);
    let book = import(&office, &file(&office, "log.xlsx", workbook(&rows)));
    // What is empty in a sheet is not there at all.
    let there: Vec<LogRow> = rows.iter().filter(|row| row.fate != Fate::Empty).cloned().collect();
    super::check_report(&book, &there);
    check_recorded(&office, &rows);
    let text = import(&office, &file(&office, "log.csv", csv(&rows))).counts;
    assert_eq!(
        (text.recorded, text.refused),
        (0, expected(&rows).0["refused"]),
        "its rows are the same moments"
    );
}

#[test]
fn a_sheet_is_chosen_titles_stand_above_and_merged_cells_hold_for_each_of_their_rows() {
    let office = office();
    let mut book = Workbook::new();
    book.add_worksheet().set_name("Lisez-moi").unwrap();
    let sheet = book.add_worksheet().set_name("Journal 2026").unwrap();
    let bold = Format::new().set_bold();
    sheet.merge_range(0, 0, 0, 3, "Registre du comptoir", &bold).unwrap();
    for (column, name) in ["Date", "Heure", "Service", "Servi"].into_iter().enumerate() {
        sheet.write_string(2, column as u16, name).unwrap();
    }
    sheet.merge_range(3, 0, 5, 0, "2026-11-03", &bold).unwrap();
    for row in 3..6 {
        sheet.write_string(row, 2, office.quick(1)).unwrap();
        sheet.write_boolean(row, 3, row != 4).unwrap();
    }
    let moment = ExcelDateTime::from_ymd(2026, 11, 4).unwrap().and_hms(9, 5, 0).unwrap();
    sheet.write_datetime_with_format(6, 0, &moment, &Format::new().set_num_format("yyyy-mm-dd")).unwrap();
    sheet.write_string(6, 2, office.quick(2)).unwrap();
    let bytes = book.save_to_buffer().unwrap();

    let opened = open(&office, "book.xlsx", &bytes).unwrap();
    assert_eq!(opened.sheets, ["Lisez-moi", "Journal 2026"]);
    assert_eq!(
        (opened.rows, opened.sheet.as_deref()),
        (0, Some("Lisez-moi")),
        "an empty sheet hides no other"
    );
    let ada = office.actor("Ada");
    let none = office.desk.choose_log_sheet(&ada, &opened.token, "Journal 2025").unwrap_err();
    assert_eq!(none.data["reason"], "no_such_sheet");
    let opened = office.desk.choose_log_sheet(&ada, &opened.token, "Journal 2026").unwrap();
    let names: Vec<&str> = opened.columns.iter().map(|c| c.name.as_str()).collect();
    assert_eq!((names, opened.rows), (vec!["Date", "Heure", "Service", "Servi"], 4));

    let report = office.desk.import_past_log(&ada, &opened.token, &mapping(&opened)).unwrap();
    assert_eq!((report.counts.recorded, report.counts.refused), (3, 1), "{:?}", report.refused);
    let last = &report.refused[0];
    assert_eq!((last.line, last.reason.as_str()), (7, "unreadable"), "a date with a time is no date alone");
    let day = office.desk.review_day(&ada, Some("2026-11-03"), &Default::default()).unwrap();
    assert_eq!(day.moments, 3);
}

/// The parts of a small workbook.
fn parts() -> Vec<(String, Vec<u8>)> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in [["Date", "Service"], ["2026-11-03", "unclassified"]].into_iter().enumerate() {
        for (column, cell) in cells.into_iter().enumerate() {
            sheet.write_string(row as u32, column as u16, cell).unwrap();
        }
    }
    let mut archive = ZipArchive::new(Cursor::new(book.save_to_buffer().unwrap())).unwrap();
    let count = archive.len();
    let part = |at| {
        let mut part = archive.by_index(at).unwrap();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        (part.name().unwrap().into_owned(), bytes)
    };
    (0..count).map(part).collect()
}

fn packed(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The workbook with one part replaced.
fn with_part(name: &str, change: impl Fn(&str) -> String) -> Vec<u8> {
    let mut all = parts();
    let part = all.iter_mut().find(|(of, _)| of == name).unwrap();
    part.1 = change(std::str::from_utf8(&part.1).unwrap()).into_bytes();
    packed(&all)
}

#[test]
fn a_workbook_that_was_made_to_do_harm_does_none() {
    let office = office();
    let begun = Instant::now();
    let refused = |name: &str, bytes: &[u8]| open(&office, name, bytes).unwrap_err();
    assert!(open(&office, "well.xlsx", &packed(&parts())).is_ok());

    // Four hundred files of a megabyte of nothing each, in half a megabyte.
    let mut one = ZipWriter::new(Cursor::new(Vec::new()));
    let small = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    one.start_file("a", small).unwrap();
    one.write_all(&vec![0; 4 << 20]).unwrap();
    let mut one = ZipArchive::new(one.finish().unwrap()).unwrap();
    let mut many = ZipWriter::new(Cursor::new(Vec::new()));
    for number in 0..101 {
        many.raw_copy_file_rename(one.by_index_raw(0).unwrap(), format!("xl/{number}")).unwrap();
    }
    let many = many.finish().unwrap().into_inner();
    assert!(many.len() < 2 << 20, "{}", many.len());
    assert_eq!(refused("bomb.xlsx", &many).code, ErrorCode::FileTooLarge);

    let strings = "xl/sharedStrings.xml";
    for count in ["18446744073709551615", "99999999999", "1000000"] {
        let bytes = with_part(strings, |text| {
            text.replacen("uniqueCount=\"4\"", &format!("uniqueCount = '{count}'"), 1)
        });
        assert_eq!(refused("count.xlsx", &bytes).data["reason"], "not_a_workbook", "{count}");
    }
    let sheet = "xl/worksheets/sheet1.xml";
    let far = with_part(sheet, |text| text.replace("r=\"B2\"", "r=\"XFD1048576\""));
    assert_eq!(refused("far.xlsx", &far).data["reason"], "too_many_columns");
    let down = with_part(sheet, |text| {
        text.replace("r=\"A2\"", "r=\"A1048576\"").replace("r=\"B2\"", "r=\"B1048576\"")
    });
    assert_eq!(open(&office, "down.xlsx", &down).unwrap().rows, 1, "a row far down is one row");
    let backwards = with_part(sheet, |text| text.replace("ref=\"A1:B2\"", "ref=\"B2:A1\""));
    let _ = open(&office, "backwards.xlsx", &backwards);

    // One long text that is named a hundred thousand times.
    let mut all = parts();
    for (name, bytes) in &mut all {
        let text = String::from_utf8(bytes.clone()).unwrap();
        if name == strings {
            *bytes = text.replace("unclassified", &"x".repeat(32_000)).into_bytes();
        } else if name == sheet {
            let rows: String = (3..100_000)
                .map(|r| format!("<row r=\"{r}\"><c r=\"A{r}\" t=\"s\"><v>3</v></c></row>"))
                .collect();
            *bytes = text.replace("</sheetData>", &format!("{rows}</sheetData>")).into_bytes();
        }
    }
    assert_eq!(refused("long.xlsx", &packed(&all)).code, ErrorCode::FileTooLarge);
    assert!(begun.elapsed() < PATIENCE, "{:?}", begun.elapsed());
}

#[test]
fn whatever_a_workbook_holds_it_is_read_or_refused() {
    let office = office();
    let whole = parts();
    let (mut read, mut refused) = (0, 0);
    for seed in 0..1_500 {
        let mut dice = Dice::of(seed);
        let mut all = whole.clone();
        let changed = dice.below(all.len());
        all[changed].1 = dice.bytes_about_like(&whole[changed].1);
        let bytes = if dice.one_in(10) { dice.bytes_about_like(&packed(&all)) } else { packed(&all) };
        match open(&office, "any.xlsx", &bytes) {
            Ok(_) => read += 1,
            Err(error) => {
                assert_ne!(error.code, ErrorCode::Internal, "seed {seed}");
                refused += 1;
            }
        }
    }
    assert!(read > 100 && refused > 100, "{read} read, {refused} refused");
}
