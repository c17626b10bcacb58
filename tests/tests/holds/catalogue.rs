//! The catalogue: every row accounted for, a second import changes nothing, a bad file changes nothing.

use moments_desk::ErrorCode;
use moments_desk::catalogue::{ImportPreview, QuickListForm, ServiceForm};
use moments_desk::words::*;
use moments_tests::TestOffice;
use moments_tests::inventory::{self, DISTINCT_SERVICES, SERVICES, STANDARDS};
use std::path::PathBuf;

fn paths(files: [PathBuf; 2]) -> [String; 2] {
    files.map(|path| path.to_string_lossy().into_owned())
}

fn accounted(preview: &ImportPreview) -> [(u32, u32); 2] {
    [0, 1].map(|i| {
        let f = &preview.files[i];
        (f.rows, f.new + f.changed + f.unchanged + f.superseded + f.refused.len() as u32)
    })
}

#[test]
fn every_row_of_both_tables_is_accounted_for_and_a_second_import_changes_nothing() {
    let office = TestOffice::new().unwrap();
    check_whole_import(&office, inventory::made_up(office.folder()).unwrap());
    if let Some(files) = inventory::real() {
        check_whole_import(&TestOffice::new().unwrap(), files);
    }
}

fn check_whole_import(office: &TestOffice, files: [PathBuf; 2]) {
    let files = paths(files);
    let ada = office.actor("Ada");
    let preview = office.desk.preview_import(&ada, &files).unwrap();
    assert_eq!(accounted(&preview), [(SERVICES, SERVICES), (STANDARDS, STANDARDS)]);
    let before = office.desk.services().unwrap().len();
    let done = office.desk.import(&ada, &preview.token).unwrap();
    assert_eq!(done.services_new, DISTINCT_SERVICES);
    assert!(
        done.to_confirm >= DISTINCT_SERVICES,
        "relationships are proposed until an administrator confirms them"
    );
    let services = office.desk.services().unwrap();
    assert_eq!(services.len(), before + DISTINCT_SERVICES as usize);
    for service in services {
        let rule = service.relationship_rule.as_deref();
        assert_eq!(rule == Some("starter"), service.source == "starter", "{service:?}");
        assert!(rule.is_some(), "the list says which rule proposed what is to confirm: {service:?}");
        let reasons =
            !service.relationship_reason_en.is_empty() && !service.relationship_reason_fr.is_empty();
        assert_eq!(reasons, service.source == "starter", "{service:?}");
    }

    let entries = office.desk.office(&ada).unwrap().entries;
    let again = office.desk.preview_import(&ada, &files).unwrap();
    assert_eq!(
        (again.files[0].new, again.files[0].changed, again.files[1].new, again.files[1].changed),
        (0, 0, 0, 0)
    );
    office.desk.import(&ada, &again.token).unwrap();
    assert_eq!(office.desk.office(&ada).unwrap().entries, entries + 1, "only the act itself is recorded");
    assert!(office.desk.prove().unwrap().is_sound());
    let late = office.desk.import(&ada, &again.token).unwrap_err();
    assert_eq!(late.code, ErrorCode::PreviewOutdated);
}

#[test]
fn a_bad_file_gets_a_clear_error_and_changes_nothing() {
    let office = TestOffice::new().unwrap();
    let ada = office.actor("Ada");
    let [services, _] = inventory::inventory(office.folder()).unwrap();
    let good = std::fs::read(&services).unwrap();
    let entries = office.desk.office(&ada).unwrap().entries;
    let latin1: Vec<u8> = String::from_utf8_lossy(&good)
        .replace("Service", "Prénom")
        .chars()
        .map(|c| if (c as u32) < 256 { c as u8 } else { b'?' })
        .collect();
    let cut = |part: usize| good[..good.len() * part / 8].to_vec();
    let in_the_last_quote = good.iter().rposition(|b| *b == b'"').unwrap();
    let cases: [(&str, Vec<u8>, ErrorCode, Option<&str>); 9] = [
        ("wrong header", b"a,b,c\r\n1,2,3\r\n".to_vec(), ErrorCode::NotAnInventory, Some("unknown_table")),
        ("cut in half", cut(4), ErrorCode::NotAnInventory, Some("cut_short")),
        ("an eighth", cut(1), ErrorCode::NotAnInventory, Some("cut_short")),
        ("seven eighths", cut(7), ErrorCode::NotAnInventory, Some("cut_short")),
        ("in a quote", good[..in_the_last_quote].to_vec(), ErrorCode::NotAnInventory, Some("cut_short")),
        ("latin-1", latin1, ErrorCode::NotAnInventory, Some("not_utf8")),
        ("200 MB", vec![b'x'; 200 << 20], ErrorCode::FileTooLarge, None),
        ("empty", Vec::new(), ErrorCode::NotAnInventory, Some("empty")),
        (
            "semicolons",
            String::from_utf8_lossy(&good).replacen(',', ";", 60).into_bytes(),
            ErrorCode::NotAnInventory,
            None,
        ),
    ];
    for (name, bytes, code, reason) in cases {
        let path = office.folder().join("bad.csv");
        std::fs::write(&path, bytes).unwrap();
        let error = office.desk.preview_import(&ada, &[path.to_string_lossy().into_owned()]).unwrap_err();
        assert_eq!(error.code, code, "{name}: {error:?}");
        assert!(
            reason.is_none() || error.data.get("reason").map(String::as_str) == reason,
            "{name}: {error:?}"
        );
        assert_eq!(error.data.get("file").map(String::as_str), Some("bad.csv"), "{name} says which file");
    }
    let missing = office.desk.preview_import(&ada, &["/no/such/file.csv".into()]).unwrap_err();
    assert_eq!(missing.code, ErrorCode::FileUnreadable);
    assert_eq!(office.desk.office(&ada).unwrap().entries, entries);
}

#[test]
fn a_retired_service_leaves_the_pick_list_and_stays_in_history() {
    let office = TestOffice::new().unwrap();
    let ada = office.actor("Ada");
    let key = office.quick(1);
    let saved = office.serve("Ben", office.usual()).unwrap();
    office.desk.retire_service(&ada, &key, true).unwrap();
    let quick = office.desk.counter(&office.actor("Ben")).unwrap().quick;
    assert!(quick.iter().all(|s| s.key != key) && quick.len() == 8);
    let item = office.desk.moment(&office.actor("Ben"), saved.item.id).unwrap().item;
    assert_eq!(item.lines[0].name_en, saved.item.lines[0].name_en);
}

#[test]
fn own_services_are_added_confirmed_and_put_on_a_quick_key() {
    let office = TestOffice::new().unwrap();
    let ada = office.actor("Ada");
    let form = ServiceForm {
        key: None,
        name_en: "Dog tag".into(),
        name_fr: "Médaille pour chien".into(),
        description_en: None,
        description_fr: None,
        relationship: Relationship::InvoluntaryObligation,
        next: Some(vec![office.quick(2)]),
        implied_standing: None,
    };
    let own = office.desk.save_service(&ada, &form).unwrap();
    assert_eq!((own.item.source.as_str(), own.item.relationship_state.as_str()), ("own", "confirmed"));
    let list = QuickListForm { quick: vec![own.item.key.clone()], offered: vec![office.quick(2)] };
    office.desk.save_quick_list(&ada, &list).unwrap();
    let item = office.serve("Ben", office.usual()).unwrap().item;
    assert_eq!(item.lines[0].name_fr, "Médaille pour chien");
    assert_eq!(item.client, Some(ClientRelationship::Involuntary), "the relationship comes from the service");
    let twice = QuickListForm { quick: vec![own.item.key.clone(), own.item.key], offered: vec![] };
    assert!(office.desk.save_quick_list(&ada, &twice).is_err());
}

#[test]
fn other_classify_later_always_saves_and_is_counted() {
    let office = TestOffice::new().unwrap();
    let mut form = office.usual();
    form.services.as_mut().unwrap()[0].service = "unclassified".into();
    office.serve("Ben", form).unwrap();
    let day = office.desk.review_day(&office.actor("Ada"), None, &Default::default()).unwrap();
    assert_eq!(day.left_out.to_classify, 1);
}
