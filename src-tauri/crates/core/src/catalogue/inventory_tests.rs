//! What a file of the inventory may look like, and what is said about one that can't be read.

use super::inventory::{Encoding, Inventory, InventoryError, RefusalReason, Rows, TableKind, read};
use super::inventory::{MAX_INVENTORY_BYTES, MAX_INVENTORY_COLUMNS, MAX_INVENTORY_ROWS};
use super::key::{ServiceKey, StandardKey};
use super::service::{Service, Source, Standard, Status};
use crate::words::Relationship;

const SERVICE_HEADER: &str = "fiscal_yr,service_id,service_name_en,service_name_fr,service_description_en,\
     service_type,service_recipient_type,service_fee,num_applications_in_person,num_applications_online,\
     num_applications_by_fax,owner_org,owner_org_title";
const STANDARD_HEADER: &str = "fiscal_yr,service_id,service_standard_id,service_standard_en,service_standard_fr,type,\
     channel,target,volume_meeting_target,total_volume,performance,target_met,owner_org";

#[track_caller]
fn services(csv: &[u8]) -> Rows<ServiceKey, Service> {
    match read(csv) {
        Ok(Inventory::Services(rows)) => check(rows),
        other => panic!("a table of services, not {other:?}"),
    }
}

#[track_caller]
fn standards(csv: &str) -> Rows<StandardKey, Standard> {
    match read(csv.as_bytes()) {
        Ok(Inventory::Standards(rows)) => check(rows),
        other => panic!("a table of standards, not {other:?}"),
    }
}

#[track_caller]
fn check<K, R>(rows: Rows<K, R>) -> Rows<K, R> {
    let accounted = rows.taken.len() + rows.superseded as usize + rows.refused.len();
    assert_eq!(rows.read as usize, accounted, "every row is accounted for");
    rows
}

fn row(id: &str) -> String {
    format!(
        "2023-2024,{id},Ferry ticket,Billet de traversier,,RES,CLIENT,Y,10,NA,ND,ferry,Ferries | Traversiers"
    )
}

fn refusals(csv: &str) -> Vec<(u32, u32, Option<&'static str>, RefusalReason)> {
    services(csv.as_bytes()).refused.iter().map(|r| (r.line, r.record, r.column, r.reason)).collect()
}

#[test]
fn a_real_looking_file_is_read_with_its_mark_its_line_ends_and_its_quotes() {
    let csv = format!(
        "\u{FEFF}{SERVICE_HEADER}\r\n\
         2023-2024,SRV00042,\"Ferry \r\nticket\",\"Billet, \"\"aller\"\"\",\"Two lines:\r\nthe second\",\
         \"APIR,REG_VOL\",CLIENT,Y,10,NA,ND,ferry,Ferries Canada | Traversiers Canada\r\n"
    );
    let rows = services(csv.as_bytes());
    let service = &rows.taken[&"SRV00042".parse().unwrap()];
    assert_eq!(service.name_en, "Ferry ticket", "a name is one line");
    assert_eq!(service.name_fr, "Billet, \"aller\"");
    assert_eq!(service.description_en, "Two lines:\nthe second");
    assert_eq!(service.types, ["APIR", "REG_VOL"]);
    assert_eq!(service.channels, ["PERSON", "FAX"], "NA: clients can't apply online");
    assert_eq!((service.applications_in_person, service.applications_total), (Some(10), None));
    assert_eq!(
        (&*service.owner_title_en, &*service.owner_title_fr),
        ("Ferries Canada", "Traversiers Canada")
    );
    assert_eq!((service.fee, service.source, service.status), (Some(true), Source::Official, Status::Active));
    assert_eq!(service.relationship, Relationship::InvoluntaryObligation);
}

#[test]
fn columns_may_stand_in_any_order_with_others_between_them() {
    let csv = "owner_org_title,Extra,SERVICE_ID, service_type,service_recipient_type,service_name_fr,service_name_en,\
               fiscal_yr,owner_org,\n\
               Ferries | Traversiers,?,7,INFO,SOCIETY,Horaire,Timetable,2023-2024,FERRY,\n";
    let rows = services(csv.as_bytes());
    let service = &rows.taken[&"7".parse().unwrap()];
    assert_eq!(
        (&*service.name_en, &*service.name_fr, &*service.owner_org),
        ("Timetable", "Horaire", "ferry")
    );
    assert_eq!(service.fee, None);
    assert!(service.channels.is_empty(), "a file without the columns says nothing about channels");
}

#[test]
fn a_standard_is_read_with_its_figures_and_its_proposed_threshold() {
    let csv = format!(
        "{STANDARD_HEADER}\n\
         2023-2024,SRV00042,STAN00000001,Boarding within 15 minutes of a wait,Attente de 15 minutes,TML,PERSON,0.8,70,\
         80,0.875,Y,ferry\n\
         2023-2024,SRV00043,STAN00000001,Boarding,Embarquement,OTH,OTH,,,,,NA,ferry\n\
         2023-2024,SRV00043,Not available,Boarding,Embarquement,OTH,OTH,,,,,NA,ferry\n"
    );
    let rows = standards(&csv);
    assert_eq!(rows.taken.len(), 2, "one standard id under two services");
    let boarding = &rows.taken[&"SRV00042.STAN00000001".parse().unwrap()];
    assert_eq!(
        (boarding.target, boarding.performance, boarding.target_met),
        (Some(0.8), Some(0.875), Some(true))
    );
    assert_eq!((boarding.volume_meeting_target, boarding.total_volume), (Some(70), Some(80)));
    assert_eq!(boarding.proposed_threshold_minutes, Some(15));
    assert_eq!((&*boarding.standard_id, boarding.service.as_str()), ("STAN00000001", "SRV00042"));
    let silent = &rows.taken[&"SRV00043.STAN00000001".parse().unwrap()];
    assert_eq!((silent.target, silent.target_met, silent.proposed_threshold_minutes), (None, None, None));
    let refused = &rows.refused[0];
    assert_eq!((refused.column, refused.reason), (Some("service_standard_id"), RefusalReason::Missing));
}

#[test]
fn the_newest_fiscal_year_of_an_id_wins_wherever_it_stands() {
    for order in [["2022-2023", "2024-2025", "2023-2024"], ["2024-2025", "2023-2024", "2022-2023"]] {
        let lines = order.map(|year| row("7").replace("2023-2024", year)).join("\n");
        let rows = services(format!("{SERVICE_HEADER}\n{lines}\n").as_bytes());
        assert_eq!((rows.read, rows.superseded, rows.refused.len()), (3, 2, 0));
        assert_eq!(rows.taken[&"7".parse().unwrap()].fiscal_year, "2024-2025");
    }
}

#[test]
fn an_id_twice_in_one_year_is_taken_once_and_said() {
    let csv = format!("{SERVICE_HEADER}\n{}\n{}\n", row("7"), row("7"));
    assert_eq!(refusals(&csv), [(3, 2, None, RefusalReason::Repeated)]);
}

#[test]
fn a_bad_row_is_refused_with_its_place_and_the_good_ones_go_on() {
    let good = row("7");
    let two_lines = row("8").replace("Ferry ticket", "\"Ferry\r\nticket\"");
    let bad = [
        (row("x9"), Some("service_id"), RefusalReason::BadId),
        (row(""), Some("service_id"), RefusalReason::Missing),
        (row("9").replace("2023-2024", "0000-0001"), Some("fiscal_yr"), RefusalReason::BadFiscalYear),
        (row("9").replace("Ferry ticket", "\u{202E}\u{0}"), Some("service_name_en"), RefusalReason::Missing),
        (row("9").replace("Ferry ticket", &"x".repeat(501)), Some("service_name_en"), RefusalReason::TooLong),
        (row("9").replace("RES", "res"), Some("service_type"), RefusalReason::BadCode),
        (row("9").replace(",10,", ",ten,"), Some("num_applications_in_person"), RefusalReason::BadNumber),
        (row("9").replace("ferry,", ","), Some("owner_org"), RefusalReason::Missing),
        (row("9") + ",more", None, RefusalReason::WrongCellCount),
        ("2023-2024,9".to_owned(), None, RefusalReason::WrongCellCount),
    ];
    for (line, column, reason) in bad {
        // Header, a row of one line, a row of two, an empty line: the bad row is the third, on line 6.
        let csv = [SERVICE_HEADER, &good, &two_lines, "", &line, &row("10"), ""].join("\r\n");
        assert_eq!(refusals(&csv), [(6, 3, column, reason)], "{line}");
        assert_eq!(services(csv.as_bytes()).taken.len(), 3);
    }
}

#[test]
fn what_cannot_be_seen_is_not_part_of_a_name() {
    let csv = format!("{SERVICE_HEADER}\n{}\n", row("7").replace("Ferry", "F\u{0}e\u{202E}r\u{200B}r\u{7}y"));
    assert_eq!(services(csv.as_bytes()).taken[&"7".parse().unwrap()].name_en, "Ferry ticket");
}

#[test]
fn a_file_that_was_cut_is_refused_whole() {
    let whole = format!("{SERVICE_HEADER}\n{}\n{}\n", row("7"), row("8"));
    let in_a_cell = format!("{SERVICE_HEADER}\n{}\n2023-2024,8,Ferry", row("7"));
    assert_eq!(read(in_a_cell.as_bytes()), Err(InventoryError::CutShort { line: 3 }));
    let in_a_quote = whole.replacen("Ferry", "\"Ferry", 1);
    assert_eq!(read(in_a_quote.as_bytes()), Err(InventoryError::CutShort { line: 2 }));
    let in_the_last_cell = whole.replacen("Ferries |", "\"Ferries |", 1);
    assert_eq!(
        read(in_the_last_cell.as_bytes()),
        Err(InventoryError::CutShort { line: 2 }),
        "the row is whole to the eye, and the quote swallowed the rows after it"
    );
    assert_eq!(
        read(whole.trim_end().as_bytes()),
        Err(InventoryError::CutShort { line: 3 }),
        "without its line end the last cell may be half a cell"
    );
    for end in 0..whole.len() {
        let cut = &whole.as_bytes()[..end];
        assert!(read(cut).is_err() || cut.ends_with(b"\n"), "cut at {end}");
    }
}

#[test]
fn a_file_in_another_encoding_is_named_with_its_line() {
    let latin1 = format!("{SERVICE_HEADER}\n{}\n", row("7"));
    let mut latin1 = latin1.into_bytes();
    let place = latin1.windows(6).position(|w| w == b"Billet").unwrap();
    latin1[place + 1] = 0xE9;
    let error = |looks_like, line| Err(InventoryError::NotUtf8 { line, looks_like });
    assert_eq!(read(&latin1), error(Encoding::Latin1, 2));
    let utf16: Vec<u8> = "\u{FEFF}fiscal_yr".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(read(&utf16), error(Encoding::Utf16, 1));
    assert_eq!(read(b"fiscal_yr\n\xF0\x9F"), error(Encoding::Unknown, 2));
}

#[test]
fn a_wrong_header_names_what_is_missing() {
    let services = SERVICE_HEADER.replace("owner_org_title", "title").replace("fiscal_yr", "year");
    assert_eq!(
        read(format!("{services}\n{}\n", row("7")).as_bytes()),
        Err(InventoryError::MissingColumns {
            table: TableKind::Services,
            columns: vec!["fiscal_yr", "owner_org_title"]
        })
    );
    let standards = STANDARD_HEADER.replace("service_standard_id", "id");
    assert_eq!(
        read(format!("{standards}\n").as_bytes()),
        Err(InventoryError::MissingColumns {
            table: TableKind::Standards,
            columns: vec!["service_standard_id"]
        })
    );
    assert_eq!(read(b"date,amount\n1,2\n"), Err(InventoryError::UnknownTable));
    assert_eq!(read(b"%PDF-1.7\n"), Err(InventoryError::UnknownTable));
    let twice = format!("{SERVICE_HEADER},service_id\n");
    assert_eq!(read(twice.as_bytes()), Err(InventoryError::RepeatedColumn { column: "service_id" }));
    let semicolons = SERVICE_HEADER.replace(',', ";");
    assert_eq!(read(semicolons.as_bytes()), Err(InventoryError::NotCommas));
}

#[test]
fn an_empty_file_and_one_without_rows_say_so() {
    for empty in ["", "\u{FEFF}", "\r\n\r\n", SERVICE_HEADER] {
        assert_eq!(read(empty.as_bytes()), Err(InventoryError::Empty), "{empty:?}");
    }
}

#[test]
fn a_file_beyond_the_limits_is_refused_before_it_is_read() {
    assert_eq!(read(&vec![b'a'; MAX_INVENTORY_BYTES + 1]), Err(InventoryError::TooLarge));
    let wide = format!("{SERVICE_HEADER}\n{}\n", ",".repeat(MAX_INVENTORY_COLUMNS));
    assert_eq!(read(wide.as_bytes()), Err(InventoryError::TooManyColumns { line: 2 }));
    let long = format!("{SERVICE_HEADER}\n{}", "1\n".repeat(MAX_INVENTORY_ROWS + 1));
    assert_eq!(read(long.as_bytes()), Err(InventoryError::TooManyRows));
}

#[test]
fn keys_of_the_starter_are_no_official_ids() {
    let csv = format!("{SERVICE_HEADER}\n{}\n", row("0194e7a2-0c1d-5b7e-9c55-0b8f3f8f1c2d"));
    assert_eq!(refusals(&csv), [(2, 1, Some("service_id"), RefusalReason::BadId)]);
}
