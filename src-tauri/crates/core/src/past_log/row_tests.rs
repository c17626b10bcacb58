//! Rows as a mapping reads them: each is in as it says, or refused with the field and the reason.

use super::csv_file::{TextEncoding, open};
use super::*;
use crate::catalogue::{Service, ServiceKey, Status};
use crate::ids::OfficeId;
use crate::moment::UNCLASSIFIED;
use crate::words::*;
use chrono::{NaiveDate, NaiveTime};
use proptest::prelude::*;
use std::collections::BTreeMap;
use uuid::Uuid;

const HEADER: &str =
    "Date,Time,Service,Quantity,Relationship,Outcome,Channel,Language,Contact,Wait,Barrier,Note,Id,Ticket";

fn services() -> Services {
    let service = Service {
        name_en: "Fishing licence".into(),
        name_fr: "Permis de pêche".into(),
        status: Status::Active,
        ..Service::default()
    };
    let key = ServiceKey::parse("SRV00001").unwrap();
    Services::of([(&key, &service)], &Default::default())
}

fn table(rows: &str) -> Table {
    open(format!("{HEADER}\n{rows}\n").as_bytes(), TextEncoding::Unicode).unwrap()
}

fn read_as(rows: &str, change: impl FnOnce(&mut Mapping)) -> Vec<Read> {
    let (table, services) = (table(rows), services());
    let mut mapping = guess::mapping(&table);
    change(&mut mapping);
    let reading = Reading::new(&mapping, &services, &table).unwrap();
    table.rows.iter().map(|row| reading.row(row)).collect()
}

fn one(row: &str) -> PastRow {
    match read_as(row, |_| {}).pop() {
        Some(Read::Row(row)) => *row,
        other => panic!("{row}: {other:?}"),
    }
}

#[track_caller]
fn refused(row: &str, field: LogField, reason: Refused) {
    assert_eq!(read_as(row, |_| {}), [Read::Refused(Refusal::new(field, reason))], "{row}");
}

const USUAL: &str = "2026-03-04,10:05,Fishing licence,,,,,,,,,,,";

#[test]
fn a_row_says_what_it_says_and_leaves_the_rest_open() {
    let usual = one(USUAL);
    let time = NaiveTime::from_hms_opt(10, 5, 0);
    assert_eq!(usual.when, When::Local { day: NaiveDate::from_ymd_opt(2026, 3, 4).unwrap(), time });
    assert_eq!(usual.kind, Kind::Service("SRV00001".into()));
    assert_eq!((usual.quantity, usual.outcome, usual.relationship), (None, None, None));

    let whole = one(
        "2026-03-04,10 h 05,SRV00001,2,Par obligation,Dirigé ailleurs,téléphone,Français,3+,12 min,\"Coût; distance\",Rapporte le formulaire,77,A12",
    );
    assert_eq!(whole.quantity, Some(2));
    assert_eq!(whole.relationship, Some(Relationship::InvoluntaryObligation));
    assert_eq!(whole.outcome, Some(Outcome::Referred));
    assert_eq!(whole.channel, Some(Channel::Phone));
    assert_eq!(whole.language.as_deref(), Some("fr"));
    assert_eq!(whole.contact, Some(ContactNo::ThirdOrMore));
    assert_eq!(whole.wait, Some(WaitBand::From5To15));
    assert_eq!(whole.barriers, [Barrier::Cost, Barrier::Distance]);
    assert_eq!(whole.note.as_deref(), Some("Rapporte le formulaire"));
    assert_eq!(whole.named.as_deref(), Some("77"));
    assert_eq!(one("2026-03-04,,SRV00001,,,,,,,,,,,A12").named.as_deref(), Some("2026-03-04 A12"));
}

#[test]
fn each_fault_is_named_with_its_field() {
    use LogField::*;
    refused(",10:05,SRV00001,,,,,,,,,,,", Date, Refused::Missing);
    refused("soon,10:05,SRV00001,,,,,,,,,,,", Date, Refused::Unreadable);
    refused("2026-02-30,10:05,SRV00001,,,,,,,,,,,", Date, Refused::Impossible);
    refused("2026-03-04,25:00,SRV00001,,,,,,,,,,,", Time, Refused::Impossible);
    refused("2026-03-04,late,SRV00001,,,,,,,,,,,", Time, Refused::Unreadable);
    refused("2026-03-04,10:05,,,,,,,,,,,,", Service, Refused::Missing);
    refused("2026-03-04,10:05,Gardening,,,,,,,,,,,", Service, Refused::UnknownService);
    refused("2026-03-04,10:05,SRV00001,-1,,,,,,,,,,", Quantity, Refused::OutOfRange);
    refused("2026-03-04,10:05,SRV00001,1000,,,,,,,,,,", Quantity, Refused::OutOfRange);
    refused("2026-03-04,10:05,SRV00001,two,,,,,,,,,,", Quantity, Refused::Unreadable);
    refused("2026-03-04,10:05,SRV00001,,perhaps,,,,,,,,,", Relationship, Refused::UnknownWord);
    refused("2026-03-04,10:05,SRV00001,,,soso,,,,,,,,", Outcome, Refused::UnknownWord);
    refused("2026-03-04,10:05,SRV00001,,,,pigeon,,,,,,,", Channel, Refused::UnknownWord);
    refused("2026-03-04,10:05,SRV00001,,,,,klingonese,,,,,,", Language, Refused::UnknownWord);
    refused("2026-03-04,10:05,SRV00001,,,,,,many,,,,,", Contact, Refused::UnknownWord);
    refused("2026-03-04,10:05,SRV00001,,,,,,,long,,,,", Wait, Refused::UnknownWord);
    refused("2026-03-04,10:05,SRV00001,,,,,,,-5,,,,", Wait, Refused::OutOfRange);
    refused("2026-03-04,10:05,SRV00001,,,,,,,,weather,,,", Barrier, Refused::UnknownWord);
    refused(&format!("2026-03-04,10:05,SRV00001,,,,,,,,,{},,", "x".repeat(2_001)), Note, Refused::TooLong);
    refused("2026-03-04,10:05,#N/A,,,,,,,,,,,", Service, Refused::FormulaError);
    refused(
        &format!("2026-03-04,10:05,SRV00001,,,,,,,,,,{},", "x".repeat(201)),
        ExternalId,
        Refused::TooLong,
    );
    let shifted = read_as("2026-03-04,10:05,SRV00001,,,,,,,,,,,,A12", |_| {});
    assert_eq!(shifted, [Read::Refused(Refusal::whole(Refused::TooManyCells))]);
    assert_eq!(read_as(" , ,,,,,,,,,,,,", |_| {}), [Read::Empty]);
}

#[test]
fn a_word_is_mapped_once_for_all_rows() {
    let rows = "2026-03-04,,Gardening,,,soso,,,,,,,,\n2026-03-05,,gardening!,,,SOSO,,,,,\"weather, cost\",,,";
    let (table, services) = (table(rows), services());
    let mut mapping = guess::mapping(&table);
    let unknown = |mapping: &Mapping| {
        let words = Reading::new(mapping, &services, &table).unwrap().unknown_words(&table);
        words.into_iter().map(|w| (w.field.as_str(), w.word, w.rows)).collect::<Vec<_>>()
    };
    assert_eq!(
        unknown(&mapping),
        [("service", "Gardening".into(), 2), ("outcome", "soso".into(), 2), ("barrier", "weather".into(), 1)]
    );
    let say = |word: &str, meaning: &str| BTreeMap::from([(word.to_owned(), meaning.to_owned())]);
    mapping.words = BTreeMap::from([
        (LogField::Service, say("GARDENING", "SRV00001")),
        (LogField::Outcome, say("Soso", "partly_served")),
        (LogField::Barrier, say("weather", "")),
    ]);
    assert_eq!(unknown(&mapping), []);
    let read = read_as(rows, |m| *m = mapping);
    let Some(Read::Row(second)) = read.last() else { panic!("{read:?}") };
    assert_eq!((second.outcome, &second.barriers), (Some(Outcome::PartlyServed), &vec![Barrier::Cost]));
}

#[test]
fn a_service_that_is_not_known_can_be_kept_in_its_own_words_to_be_classified_later() {
    let later = |row: &str| {
        let read = read_as(row, |m| m.unmatched_services = UnmatchedServices::ClassifyLater);
        let [Read::Row(row)] = read.as_slice() else { panic!("{read:?}") };
        (row.kind.clone(), row.note.clone())
    };
    let unclassified = Kind::Service(UNCLASSIFIED.into());
    let gardening = later("2026-03-04,,Gardening,,,,,,,,,came twice,,");
    assert_eq!(gardening, (unclassified.clone(), Some("Gardening\ncame twice".into())));
    assert_eq!(later("2026-03-04,,,,,,,,,,,,,"), (unclassified, None));
    let enquiry = one("2026-03-04,,Quick enquiry,2,voluntary,served,,,,,,,,");
    assert_eq!((enquiry.kind, enquiry.outcome, enquiry.quantity), (Kind::QuickEnquiry, None, None));
}

#[test]
fn a_note_with_what_identifies_a_client_is_masked_or_refused_as_chosen() {
    let row = "2026-03-04,,SRV00001,,,,,,,,,\"NAS 046 454 286, tel 867-555-0123\",,";
    let masked = one(row);
    assert_eq!((masked.note.as_deref(), masked.masked), (Some("NAS ••• ••• •••, tel •••-•••-••••"), true));
    let refused = read_as(row, |m| m.notes = Notes::Refuse);
    assert_eq!(refused, [Read::Refused(Refusal::new(LogField::Note, Refused::MustBeMasked))]);
}

#[test]
fn a_mapping_that_does_not_fit_is_refused_before_any_row() {
    let (table, services) = (table(USUAL), services());
    let with = |columns: &[(LogField, Column)]| {
        let mapping = Mapping { columns: columns.iter().cloned().collect(), ..Mapping::default() };
        Reading::new(&mapping, &services, &table).map(|_| ()).map_err(|e| e.to_string())
    };
    let name = |name: &str| Column::Name(name.into());
    assert_eq!(with(&[(LogField::Date, name("DATE")), (LogField::Service, Column::Number(3))]), Ok(()));
    assert!(with(&[(LogField::Service, Column::Number(3))]).is_err(), "no date");
    assert!(with(&[(LogField::Date, Column::Number(1))]).is_err(), "no service");
    for wrong in [Column::Number(0), Column::Number(15), Column::Number(u32::MAX), name("Colour")] {
        assert!(with(&[(LogField::Date, wrong), (LogField::Service, Column::Number(3))]).is_err());
    }
}

#[test]
fn the_same_row_is_the_same_moment_and_rows_that_are_alike_are_counted() {
    let office = OfficeId(Uuid::from_u128(1));
    let ids = |rows: &str| {
        let mut identities = Identities::default();
        let read = read_as(rows, |_| {});
        let rows = read.into_iter().filter_map(|r| if let Read::Row(row) = r { Some(row) } else { None });
        rows.map(|row| identities.next(&office, &row)).collect::<Vec<_>>()
    };
    let other = "2026-03-05,10:05,Fishing licence,,,,,,,,,,,";
    let all = ids(&[USUAL, other, USUAL].join("\n"));
    assert!(all[0] != all[1] && all[0] != all[2] && all[1] != all[2]);
    assert_eq!(ids(&[other, USUAL].join("\n")), [all[1], all[0]], "another file that holds some of them");
    assert_eq!(ids("2026/3/4,10 h 05,Fishing licence,,,,,,,,,,,"), [all[0]], "however its date is written");
    let named = ids("2026-03-04,,SRV00001,,,,,,,,,a,77,\n2026-03-04,,SRV00001,,,,,,,,,b,77,");
    assert_eq!(named[0], named[1], "what names itself is that one");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_bytes_are_a_table_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400), older in any::<bool>()) {
        let encoding = if older { TextEncoding::Windows1252 } else { TextEncoding::Unicode };
        if let Ok(table) = open(&bytes, encoding) {
            prop_assert!(!table.rows.is_empty() && !table.columns.is_empty());
            guess::mapping(&table);
        }
    }

    #[test]
    fn any_cells_are_a_row_or_refused(cells in prop::collection::vec("(\\PC{0,12}|[0-9/:.,-]{0,12}|[a-z]{0,9}|#N/A|2026-0[0-9]-[0-3][0-9])", 1..17)) {
        let quoted: Vec<String> = cells.iter().map(|c| format!("\"{}\"", c.replace('"', "\"\""))).collect();
        let Ok(table) = open(format!("{HEADER}\n{}\n", quoted.join(",")).as_bytes(), TextEncoding::Unicode) else {
            return Ok(());
        };
        let services = services();
        let mapping = Mapping { unmatched_services: UnmatchedServices::ClassifyLater, ..guess::mapping(&table) };
        let columns = if mapping.columns.contains_key(&LogField::Date) || mapping.columns.contains_key(&LogField::DateTime) {
            mapping.columns.clone()
        } else {
            BTreeMap::from([(LogField::Date, Column::Number(1))])
        };
        let reading = Reading::new(&Mapping { columns, ..mapping }, &services, &table).unwrap();
        reading.unknown_words(&table);
        for row in &table.rows {
            if let Read::Row(row) = reading.row(row) {
                prop_assert!(row.note.is_none_or(|n| crate::privacy::findings(&n).is_empty()));
            }
        }
    }
}
