//! What must hold of a table in a file: it is read here with readers that know nothing of how it was written.

use super::*;
use crate::Lang;
use calamine::{Data, Reader, Xlsx};
use moments_core::text::unguarded;
use proptest::prelude::*;
use std::io::{Cursor, Read};

const WOULD_CALCULATE: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a day")
}

fn properties() -> Properties {
    Properties { lang: Lang::Fr, made_on: day(2026, 11, 26) }
}

fn about() -> About {
    About {
        name: "À propos".to_owned(),
        title: "Services, semaine 47".to_owned(),
        lines: vec![("Portée".to_owned(), "Comptoirs 1 à 4, jusqu’au 22 novembre".to_owned())],
    }
}

/// A row of each kind of cell, and one of what may be mistaken for another kind.
fn figures() -> Table {
    let inventory = TruthWords { yes: "Y".to_owned(), no: "N".to_owned() };
    let mut columns: Vec<Column> =
        ["service", "moments", "gap", "performance", "median", "until", "live", "target_met", "note"]
            .map(Column::new)
            .into();
    columns[7].truth = Some(inventory);
    let rows = vec![
        vec![
            Cell::Text("Permis, pêche".to_owned()),
            Cell::Count(31_689),
            Cell::Number { value: -0.125_1, decimals: 2 },
            Cell::Share(2.0 / 3.0),
            Cell::Minutes(12.5),
            Cell::Date(day(2026, 11, 22)),
            Cell::Truth(true),
            Cell::Truth(false),
            Cell::Nothing,
        ],
        vec![
            Cell::Text("=1+1".to_owned()),
            Cell::Count(0),
            Cell::Number { value: -0.001, decimals: 2 },
            Cell::Share(1.0),
            Cell::Absent("not measured".to_owned()),
            Cell::Date(day(10_000, 1, 1)),
            Cell::Truth(false),
            Cell::Truth(true),
            Cell::Text("0123".to_owned()),
        ],
    ];
    Table::new("Figures", "Services by week", columns, rows).expect("a table")
}

fn texts(rows: &[Vec<String>]) -> Table {
    let (header, rows) = rows.split_first().expect("a header");
    let columns = header.iter().map(Column::new).collect();
    let rows = rows.iter().map(|row| row.iter().cloned().map(Cell::Text).collect()).collect();
    Table::new("Texts", "", columns, rows).expect("a table")
}

/// A CSV file as any program reads it, header included.
fn read_csv(bytes: &[u8]) -> Vec<Vec<String>> {
    let bytes = bytes.strip_prefix("\u{FEFF}".as_bytes()).expect("a mark");
    let mut reader = ::csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
    reader.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect()).collect()
}

fn book(bytes: &[u8]) -> Xlsx<Cursor<&[u8]>> {
    calamine::open_workbook_from_rs(Cursor::new(bytes)).expect("a workbook")
}

/// The cells of a sheet, where `rows` and `columns` of them are expected.
fn cells(bytes: &[u8], sheet: &str, rows: u32, columns: u32) -> Vec<Vec<Data>> {
    let range = book(bytes).worksheet_range(sheet).expect("a sheet");
    let at = |row| (0..columns).map(move |column| (row, column));
    let cell = |at| range.get_value(at).cloned().unwrap_or(Data::Empty);
    assert!(range.end().is_none_or(|(row, column)| row < rows && column < columns), "nothing beside it");
    (0..rows).map(|row| at(row).map(cell).collect()).collect()
}

/// A part of the packed workbook.
fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a packed file");
    let mut text = String::new();
    archive.by_name(name).expect("a part").read_to_string(&mut text).expect("XML");
    text
}

/// Any text without NUL, and often what a file or a spreadsheet could take for its own.
fn any_text() -> impl Strategy<Value = String> {
    let telling = prop::sample::select(
        "=+-@\t\r\n'\",; \u{FEFF}\u{202E}\u{1}\u{FFFF}&<>_x0éᐃᖃᓗ🙂👩🏽‍🦱e\u{301}".chars().collect::<Vec<_>>(),
    );
    let whole = prop::sample::select(vec![
        "=HYPERLINK(\"http://example.invalid\",\"x\")",
        "<r>x</r>",
        "<r><t>_x0041_ & ]]></t></r>",
        "<r></t></si></r>",
        "_x000D_",
        "''=1",
        "+1 613 555-0134",
        "ᐃᖃᓗᐃᑦ",
        "0123",
        "1e5",
        "TRUE",
    ]);
    let any = any::<char>().prop_filter("a file of text has no NUL", |c| *c != '\0');
    prop_oneof![
        1 => whole.prop_map(str::to_owned),
        4 => prop::collection::vec(prop_oneof![3 => telling, 1 => any], 0..12)
            .prop_map(|letters| letters.into_iter().collect()),
    ]
}

/// A header and rows under it.
fn any_texts() -> impl Strategy<Value = Vec<Vec<String>>> {
    (1_usize..5)
        .prop_flat_map(|width| prop::collection::vec(prop::collection::vec(any_text(), width..=width), 1..8))
}

proptest! {
    #[test]
    fn any_text_comes_back_from_a_csv_and_none_of_them_would_be_calculated(rows in any_texts()) {
        let read = read_csv(&csv(&texts(&rows)));
        for cell in read.iter().flatten() {
            prop_assert!(!cell.starts_with(WOULD_CALCULATE), "{cell:?}");
        }
        let back: Vec<Vec<&str>> =
            read.iter().map(|row| row.iter().map(|cell| unguarded(cell)).collect()).collect();
        prop_assert_eq!(back, rows);
    }

    #[test]
    fn any_text_is_in_the_workbook_as_it_was_and_is_no_formula(rows in any_texts()) {
        let bytes = xlsx(&[texts(&rows)], &about(), &properties()).expect("a workbook");
        let (height, width) = (rows.len() as u32, rows[0].len() as u32);
        let read = cells(&bytes, "Texts", height, width);
        for (cell, text) in read.iter().flatten().zip(rows.iter().flatten()) {
            let expected = if text.is_empty() { Data::Empty } else { Data::String(text.clone()) };
            prop_assert_eq!(cell, &expected);
        }
        prop_assert!(!part(&bytes, "xl/worksheets/sheet2.xml").contains("<f"), "no formula");
    }

    #[test]
    fn sheets_have_names_that_every_spreadsheet_takes(
        wished in prop::collection::vec(
            prop_oneof![
                any_text(),
                "[aA'\\[\\]:*?/ ]{0,40}",
                Just("History".to_owned()),
                Just("🙂".repeat(20)),
                Just("a\u{FFFF}b".to_owned()),
            ], 1..12),
    ) {
        let tables: Vec<Table> = wished
            .iter()
            .map(|name| Table::new(name, "", vec![Column::new("a")], vec![]).expect("a table"))
            .collect();
        let bytes = xlsx(&tables, &about(), &properties()).expect("a workbook");
        let names = book(&bytes).sheet_names();
        prop_assert_eq!(names.len(), wished.len() + 1);
        let mut seen = std::collections::BTreeSet::new();
        for name in names {
            prop_assert!((1..=31).contains(&name.encode_utf16().count()), "{name:?}");
            prop_assert!(!name.contains(['[', ']', ':', '*', '?', '/', '\\', '\u{FFFF}']), "{name:?}");
            prop_assert!(!name.contains(char::is_control), "{name:?}");
            prop_assert!(!name.starts_with('\'') && !name.ends_with('\''), "{name:?}");
            prop_assert!(name.to_lowercase() != "history" && seen.insert(name.to_lowercase()), "{name:?}");
        }
    }
}

#[test]
fn a_csv_is_rfc_4180_to_the_byte() {
    let expected = "\u{FEFF}\
        \"service\",\"moments\",\"gap\",\"performance\",\"median\",\"until\",\"live\",\"target_met\",\"note\"\r\n\
        \"Permis, pêche\",\"31689\",\"-0.13\",\"0.6667\",\"12.5\",\"2026-11-22\",\"true\",\"N\",\"\"\r\n\
        \"'=1+1\",\"0\",\"0.00\",\"1.0000\",\"not measured\",\"'+10000-01-01\",\"false\",\"Y\",\"0123\"\r\n";
    assert_eq!(String::from_utf8(csv(&figures())).expect("UTF-8"), expected);
}

#[test]
fn a_workbook_has_the_same_figures_each_as_what_it_is() {
    let bytes = xlsx(&[figures()], &about(), &properties()).expect("a workbook");
    let read = cells(&bytes, "Figures", 3, 9);
    let text = |text: &str| Data::String(text.to_owned());
    let serial = (day(2026, 11, 22) - day(1899, 12, 30)).num_days() as f64;
    let Data::DateTime(until) = &read[1][5] else { panic!("{:?} is no day", read[1][5]) };
    assert_eq!((until.as_f64(), until.is_datetime()), (serial, true));
    assert_eq!(
        read[1][..5],
        [
            text("Permis, pêche"),
            Data::Float(31_689.0),
            Data::Float(-0.13),
            Data::Float(0.6667),
            Data::Float(12.5)
        ]
    );
    assert_eq!(read[1][6..], [Data::Bool(true), text("N"), Data::Empty]);
    assert_eq!(
        read[2],
        [
            text("=1+1"),
            Data::Float(0.0),
            Data::Float(0.0),
            Data::Float(1.0),
            text("not measured"),
            text("+10000-01-01"),
            Data::Bool(false),
            text("Y"),
            text("0123"),
        ]
    );
    let shown = part(&bytes, "xl/styles.xml");
    for format in ["0.0%", "#,##0.00", "yyyy-mm-dd"] {
        assert!(shown.contains(&format!("formatCode=\"{format}\"")), "{format} in {shown}");
    }
    assert!(shown.contains("quotePrefix=\"1\""), "=1+1 stays a text when somebody goes into its cell");
}

#[test]
fn the_header_of_a_sheet_stays_in_sight_is_printed_on_each_page_and_filters_all_rows() {
    let bytes = xlsx(&[figures()], &about(), &properties()).expect("a workbook");
    let sheet = part(&bytes, "xl/worksheets/sheet2.xml");
    assert!(sheet.contains("<pane ySplit=\"1\" topLeftCell=\"A2\""), "{sheet}");
    assert!(sheet.contains("state=\"frozen\""), "{sheet}");
    assert!(sheet.contains("<autoFilter ref=\"A1:I3\"/>"), "{sheet}");
    assert!(part(&bytes, "xl/workbook.xml").contains("Figures!$1:$1</definedName>"));
}

#[test]
fn what_the_figures_are_about_is_met_first() {
    let bytes = xlsx(&[figures()], &about(), &properties()).expect("a workbook");
    assert_eq!(book(&bytes).sheet_names(), ["À propos", "Figures"]);
    let text = |text: &str| Data::String(text.to_owned());
    assert_eq!(
        cells(&bytes, "À propos", 4, 2),
        [
            [text("Services, semaine 47"), Data::Empty],
            [Data::Empty, Data::Empty],
            [text("Portée"), text("Comptoirs 1 à 4, jusqu’au 22 novembre")],
            [text("Figures"), text("Services by week")],
        ]
    );
    assert_eq!(
        read_csv(&about_csv(&about())),
        [["À propos", "Services, semaine 47"], ["Portée", "Comptoirs 1 à 4, jusqu’au 22 novembre"]]
    );
}

#[test]
fn the_same_tables_make_the_same_bytes_and_the_clock_is_nowhere_in_them() {
    let made = || xlsx(&[figures(), figures()], &about(), &properties()).expect("a workbook");
    let first = made();
    for _ in 0..8 {
        assert_eq!(made(), first, "whatever order a hash has");
    }
    let core = part(&first, "docProps/core.xml");
    let given = "xsi:type=\"dcterms:W3CDTF\">2026-11-26T00:00:00Z<";
    assert_eq!(core.matches("W3CDTF").count(), core.matches(given).count(), "{core}");
    assert_eq!(core.matches(given).count(), 2, "made and last saved: {core}");
    assert!(core.contains("<dc:title>Services, semaine 47</dc:title>"), "{core}");
    assert!(part(&first, "docProps/custom.xml").contains("name=\"Language\"><vt:lpwstr>fr-CA<"));
}

#[test]
fn a_table_that_would_say_something_false_is_refused_with_the_place() {
    let table = |rows| Table::new("T", "", ["a", "b"].map(Column::new).into(), rows).map(|_| ());
    let row = |cell| vec![Cell::Count(1), cell];
    assert_eq!(
        table(vec![row(Cell::Nothing), vec![Cell::Count(1)]]),
        Err(TableError::RowWidth { row: 2, cells: 1, columns: 2 })
    );
    assert_eq!(
        table(vec![vec![Cell::Nothing, Cell::Nothing, Cell::Nothing]]),
        Err(TableError::RowWidth { row: 1, cells: 3, columns: 2 })
    );
    let no_figure = Err(TableError::NotAFigure { row: 1, column: 2 });
    for cell in [
        Cell::Share(1.01),
        Cell::Share(-0.01),
        Cell::Share(f64::NAN),
        Cell::Minutes(f64::INFINITY),
        Cell::Number { value: f64::NAN, decimals: 1 },
    ] {
        assert_eq!(table(vec![row(cell.clone())]), no_figure, "{cell:?}");
    }
    assert_eq!(
        table(vec![row(Cell::Absent(" ".to_owned()))]),
        Err(TableError::NoReason { row: 1, column: 2 }),
        "no figure, and no word why"
    );
    assert_eq!(Table::new("T", "", vec![], vec![]).map(|_| ()), Err(TableError::NoColumns));
}

#[test]
fn what_no_sheet_can_hold_is_said_and_not_cut() {
    let long = texts(&["a".to_owned(), "x".repeat(32_768)].map(|text| vec![text]));
    assert_eq!(xlsx(&[long], &about(), &properties()), Err(TableError::TextTooLong));
    let wide = Table::new("T", "", vec![Column::new("a"); 16_385], vec![]).expect("a table");
    assert_eq!(xlsx(&[wide], &about(), &properties()), Err(TableError::TooLarge));
}
