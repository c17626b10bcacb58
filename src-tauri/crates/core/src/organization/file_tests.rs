//! The directory's file: what goes out comes in again, and whatever comes in is taken or refused with its line.

use super::file::{DirectoryError, Refusal, RefusalReason, read, write};
use super::plan::{DirectoryPlan, plan};
use super::{Organization, validate};
use crate::fields::{flatten, unflatten};
use crate::ids::OrganizationId;
use crate::words::Level;
use chrono::NaiveDate;
use proptest::prelude::*;
use std::collections::BTreeMap;
use uuid::Uuid;

type Directory = BTreeMap<OrganizationId, Organization>;

/// The directory after a plan was journaled and folded.
fn after(known: &Directory, plan: &DirectoryPlan) -> Directory {
    let mut after = known.clone();
    for item in plan.items() {
        let mut fields = known.get(&item.key).map(|o| flatten(o).unwrap()).unwrap_or_default();
        fields.extend(item.set.clone());
        after.insert(item.key, unflatten(&fields).0);
    }
    after
}

fn import(known: &Directory, text: &str) -> DirectoryPlan {
    plan(known, &read(text.as_bytes()).unwrap()).unwrap()
}

fn counts(plan: &DirectoryPlan) -> (usize, usize, usize, usize) {
    assert_eq!(
        plan.read as usize,
        plan.new.len() + plan.changed.len() + plan.unchanged.len() + plan.refused.len(),
        "every row is accounted for"
    );
    (plan.new.len(), plan.changed.len(), plan.unchanged.len(), plan.refused.len())
}

const CITY: &str = "name_en,name_fr,level,telephone,hours_en\n\
    City hall,Hôtel de ville,municipal,867 555-0100,\"9 to 12\n1 to 4\"\n\
    211,,other,211,\n";

#[test]
fn a_file_without_ids_is_taken_once_and_leaves_alone_what_it_does_not_say() {
    let first = import(&Directory::new(), CITY);
    assert_eq!(counts(&first), (2, 0, 0, 0));
    let mut known = after(&Directory::new(), &first);
    assert_eq!(counts(&import(&known, CITY)), (0, 0, 2, 0));
    let city = known.values().find(|o| o.name_fr == "Hôtel de ville").unwrap();
    assert_eq!(city.hours_en, "9 to 12\n1 to 4");

    // Only telephones, and one more; the hours are not a column of this file.
    let telephones = "Level;Name_EN;Telephone\r\nmunicipal;CITY HALL;867 555-0199\r\nfederal;Tax office;\r\n";
    let second = import(&known, telephones);
    assert_eq!(counts(&second), (1, 1, 0, 0));
    known = after(&known, &second);
    let city = known.values().find(|o| o.name_fr == "Hôtel de ville").unwrap();
    assert_eq!((city.telephone.as_str(), city.hours_en.as_str()), ("867 555-0199", "9 to 12\n1 to 4"));
    assert_eq!(known.len(), 3);
}

#[test]
fn a_row_without_an_id_finds_the_organization_that_somebody_typed() {
    let id = OrganizationId(Uuid::from_u128(9));
    let typed =
        Organization { name_en: "City hall".into(), level: Level::Municipal, ..Organization::default() };
    let plan = import(&Directory::from([(id, typed)]), CITY);
    assert_eq!(counts(&plan), (1, 1, 0, 0));
    assert_eq!(plan.changed[0].key, id);
}

#[test]
fn each_bad_row_is_refused_with_its_line_and_reason_and_the_good_ones_go_on() {
    let text = "organization_id,name_en,level,telephone,verified_on,status,place_en\n\
        ,Library,municipal,,,,\n\
        ,LIBRARY,municipal,,,,\n\
        x,A,municipal,,,,\n\
        ,,municipal,,,,\n\
        ,B,regional,,,,\n\
        ,C,,,,,\n\
        ,D,other,ask Jo,,,\n\
        ,E,other,,24/11/2026,,\n\
        ,F,other,,,closed,\n\
        ,G,other,,,,\"see\n046 454 286\"\n\
        ,H,other\n\
        ,I,Fédéral,'+1 867 555-0100,2026-11-24,RETIRED,'=x\n";
    let plan = import(&Directory::new(), text);
    assert_eq!(counts(&plan), (2, 0, 0, 10));
    let found: Vec<_> =
        plan.refused.iter().map(|r| (r.line, r.column.unwrap_or_default(), r.reason.as_str())).collect();
    let expected = [
        (3, "", "repeated"),
        (4, "organization_id", "bad_id"),
        (5, "name_en", "missing"),
        (6, "level", "bad_level"),
        (7, "level", "missing"),
        (8, "telephone", "bad_telephone"),
        (9, "verified_on", "bad_date"),
        (10, "status", "bad_status"),
        (11, "place_en", "must_be_masked"),
        (13, "", "wrong_cell_count"),
    ];
    assert_eq!(found, expected);
    let last = after(&Directory::new(), &plan).into_values().find(|o| o.name_en == "I").unwrap();
    assert_eq!(
        (last.telephone.as_str(), last.place_en.as_str(), last.retired),
        ("+1 867 555-0100", "=x", true)
    );
    assert_eq!((last.level, last.verified_on), (Level::Federal, NaiveDate::from_ymd_opt(2026, 11, 24)));
}

#[test]
fn a_row_with_an_id_stands_before_one_that_only_has_the_name() {
    let id = Organization { name_en: "A".into(), ..Organization::default() }.id_by_name();
    let text = format!("organization_id,name_en,level\n,A,other\n{id},A,other\n");
    let plan = import(&Directory::new(), &text);
    assert_eq!((counts(&plan), plan.new[0].key, plan.refused[0].line), ((1, 0, 0, 1), id, 2));
}

#[track_caller]
fn refused_whole(bytes: &[u8], expected: &str) {
    let error = read(bytes).unwrap_err();
    assert!(format!("{error:?}").starts_with(expected), "{error:?}");
}

#[test]
fn a_file_that_cannot_be_trusted_is_refused_whole() {
    refused_whole(b"", "Empty");
    refused_whole(b"\xEF\xBB\xBFname_en,level\n", "Empty");
    refused_whole(b"name,level\nA,other\n", "MissingColumns([\"name_en\", \"name_fr\"])");
    refused_whole(b"name_fr\nA\n", "MissingColumns([\"level\"])");
    refused_whole(b"level,name_en,LEVEL \nother,A,other\n", "RepeatedColumn(\"level\")");
    refused_whole(b"name_fr,level\nH\xF4tel,municipal\n", "NotUtf8 { line: 2, looks_like: Latin1 }");
    refused_whole(b"name_en,level\nA,other\nB,\"oth", "CutShort { line: 3 }");
    refused_whole(&[b",".repeat(600), b"\n".to_vec()].concat(), "TooManyColumns { line: 1 }");
    refused_whole(&[b"name_en,level\n".to_vec(), b"A,other\n".repeat(5_001)].concat(), "TooManyRows");
    assert_eq!(read(&vec![b'a'; super::file::DIRECTORY_FILE_MAX_BYTES + 1]), Err(DirectoryError::TooLarge));
}

#[test]
fn columns_of_somebody_elses_are_named_and_not_read() {
    let file = read(b"name_en,level,remarks,Tel,\nA,other,x,1,\n").unwrap();
    assert_eq!((file.unread, file.rows.len()), (vec!["remarks".to_owned(), "Tel".to_owned()], 1));
    let short = read(b"name_en,level\nA").unwrap();
    assert_eq!(short.refused, [Refusal { line: 2, column: None, reason: RefusalReason::WrongCellCount }]);
}

/// Texts as they must never be, and some that look like a formula, a quote, a number, another language.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "'{0,3}[=+@-][a-z0-9(]{0,6}",
        "[a-zé \n\r\t\",;']{0,20}",
        "\\PC{0,20}",
        "[ᐃᖃᓗᐃᑦ𐊀\u{202E}\u{FEFF}]{0,5}",
    ]
}

fn organizations() -> impl Strategy<Value = Directory> {
    let telephone = prop_oneof![Just(String::new()), "[+(]{0,1}[0-9]{3} [0-9]{3}-[0-9]{4}"];
    let texts = (text(), text(), text(), text(), text(), text());
    let one = (0..Level::ALL.len(), text(), text(), telephone, texts, any::<Option<u16>>(), any::<bool>())
        .prop_filter_map(
            "not an organization",
            |(level, name_en, name_fr, telephone, texts, days, retired)| {
                let (place_en, place_fr, hours_en, hours_fr, bring_en, bring_fr) = texts;
                let verified_on =
                    days.and_then(|days| NaiveDate::from_num_days_from_ce_opt(730_000 + i32::from(days)));
                validate(Organization {
                    level: Level::ALL[level],
                    name_en: if retired { name_en } else { format!("{name_en}x") },
                    name_fr,
                    telephone,
                    place_en,
                    place_fr,
                    hours_en,
                    hours_fr,
                    bring_en,
                    bring_fr,
                    verified_on,
                    retired,
                })
                .ok()
            },
        );
    prop::collection::btree_map(any::<u128>().prop_map(|n| OrganizationId(Uuid::from_u128(n))), one, 1..6)
}

/// Bytes that are nearly a directory.
fn nearly() -> impl Strategy<Value = Vec<u8>> {
    let cell = prop_oneof![
        text(),
        Just("046 454 286".to_owned()),
        Just("municipal".to_owned()),
        Just("other".to_owned()),
        Just("2026-11-24".to_owned()),
        Just("active".to_owned()),
        "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}",
    ];
    let row = prop::collection::vec(cell, 0..7).prop_map(|cells| cells.join(","));
    let header = prop_oneof![
        4 => Just("name_en,level,place_en,status".to_owned()),
        2 => Just("organization_id;name_fr;level;verified_on".to_owned()),
        1 => "[a-z_,;\t]{0,60}",
    ];
    prop_oneof![
        6 => (header, prop::collection::vec(row, 0..6)).prop_map(|(header, rows)| format!("{header}\n{}", rows.join("\n")).into_bytes()),
        1 => prop::collection::vec(any::<u8>(), 0..200),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn whatever_bytes_come_each_row_is_taken_or_refused_and_a_second_time_changes_nothing(bytes in nearly()) {
        if let Ok(file) = read(&bytes) {
            let first = plan(&Directory::new(), &file).unwrap();
            counts(&first);
            let known = after(&Directory::new(), &first);
            let second = plan(&known, &file).unwrap();
            prop_assert_eq!(second.items().count(), 0);
            prop_assert_eq!(&first.refused, &second.refused);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn what_goes_out_comes_in_again_and_changes_nothing(directory in organizations()) {
        let written = write(&directory);
        let file = read(&written).unwrap();
        prop_assert_eq!(&file.refused, &[]);
        prop_assert_eq!(counts(&plan(&directory, &file).unwrap()), (0, 0, directory.len(), 0));
        let elsewhere = after(&Directory::new(), &plan(&Directory::new(), &file).unwrap());
        prop_assert_eq!(elsewhere, directory);
    }

    #[test]
    fn no_cell_of_the_file_is_a_formula_to_a_spreadsheet(directory in organizations()) {
        let written = write(&directory);
        let mut reader = csv::ReaderBuilder::new().from_reader(written.as_slice());
        for record in reader.records() {
            for cell in &record.unwrap() {
                prop_assert!(!cell.starts_with(['=', '+', '-', '@']), "{}", cell);
            }
        }
    }
}
