//! Slips, cards and sheets: what they say, who may have them made, and that a file is whole or not there.

use moments_core::case::Case;
use moments_core::entities::entity;
use moments_core::entry::{Author, EntityRef};
use moments_core::fields::flatten;
use moments_core::fold::kind;
use moments_core::ids::{CaseId, OrganizationId};
use moments_core::organization::Organization;
use moments_desk::documents::DocumentRequest;
use moments_desk::moments::{LanguageForm, MomentForm};
use moments_desk::words::*;
use moments_desk::{Actor, ErrorCode};
use moments_report::{Document, Lang};
use moments_store::{EntityChange, NewEntry};
use moments_tests::TestOffice;
use serde::Serialize;
use std::fs;
use uuid::Uuid;

const CITY: OrganizationId = OrganizationId(Uuid::from_u128(7));
const CASE: CaseId = CaseId(Uuid::from_u128(8));

/// The office, with an organization in its directory and an open case.
fn office() -> TestOffice {
    let office = TestOffice::new().unwrap();
    let ada = Author::Staff(office.id("Ada"));
    let city = Organization {
        name_en: "City Hall".into(),
        name_fr: "Hôtel de ville".into(),
        level: Level::Municipal,
        place_en: "1085 Mivvik Street".into(),
        telephone: "867-555-0134".into(),
        verified_on: "2026-09-01".parse().ok(),
        ..Organization::default()
    };
    let case = Case {
        code: "K7MX3Q9R5".into(),
        opened_at: office.clock.now().fixed_offset().into(),
        opened_by: Some(office.id("Ben")),
        next_action: Some("Come back with the form".into()),
        due: "2026-12-10".parse().ok(),
        language: "fr".into(),
        ..Case::default()
    };
    office
        .with_store(|store, now| {
            let put = |kind, entity, id: String, record: &dyn Fn() -> moments_core::fields::Fields| {
                let changes = vec![EntityChange::new(EntityRef::new(entity, id), record())];
                let entry = NewEntry { kind, audience: Audience::Office, author: ada, changes };
                store.write::<_, moments_store::StoreError>(now, |tx| tx.append(entry)).unwrap();
            };
            put(kind::ORGANIZATION_SET, entity::ORGANIZATION, CITY.to_string(), &|| flat(&city));
            put(kind::CASE_OPENED, entity::CASE, CASE.to_string(), &|| flat(&case));
        })
        .unwrap()
}

fn flat(record: &impl Serialize) -> moments_core::fields::Fields {
    flatten(record).unwrap()
}

fn slip(organization: Option<OrganizationId>, name: &str) -> DocumentRequest {
    DocumentRequest::ReferralSlip {
        organization,
        name: name.into(),
        level: Some(Level::Other),
        referral: Some(ReferralKind::WarmHandover),
        language: "fr".into(),
        case: Some(CASE),
    }
}

#[test]
fn a_referral_slip_says_what_the_directory_says_and_whose_case_nobody_can_tell() {
    let office = office();
    let Document::ReferralSlip(said) =
        office.desk.what_it_says(&office.actor("Ben"), &slip(Some(CITY), "")).unwrap()
    else {
        panic!("a referral slip")
    };
    assert_eq!((said.lang, said.office.fr.as_str()), (Lang::Fr, "Centre de services d’Iqaluit"));
    assert_eq!(
        (said.organization.en.as_str(), said.organization.fr.as_str()),
        ("City Hall", "Hôtel de ville")
    );
    assert_eq!((said.level, said.kind), (Some(Level::Municipal), Some(ReferralKind::WarmHandover)));
    assert_eq!((said.place.en.as_str(), said.telephone.as_str()), ("1085 Mivvik Street", "867-555-0134"));
    assert_eq!(said.case_code.as_deref(), Some("K7MX3Q9R5"));
    // 14:03 in Iqaluit; ten hours later it is tomorrow in UTC only.
    assert_eq!(
        (said.date.to_string(), said.verified_on.map(|d| d.to_string())),
        ("2026-11-24".into(), Some("2026-09-01".into()))
    );
    office.clock.forward(chrono::TimeDelta::hours(9));
    let Document::ReferralSlip(later) =
        office.desk.what_it_says(&office.actor("Ben"), &slip(Some(CITY), "")).unwrap()
    else {
        panic!("a referral slip")
    };
    assert_eq!(later.date.to_string(), "2026-11-24", "the office's day, not Greenwich's");
}

#[test]
fn an_organization_that_is_not_in_the_directory_is_a_name_and_nothing_personal() {
    let office = office();
    let ben = office.actor("Ben");
    let Document::ReferralSlip(said) = office.desk.what_it_says(&ben, &slip(None, " Food\tbank ")).unwrap()
    else {
        panic!("a referral slip")
    };
    assert_eq!((said.organization.en.as_str(), said.organization.fr.as_str()), ("Food bank", "Food bank"));
    assert_eq!((said.level, said.telephone.as_str(), said.verified_on), (Some(Level::Other), "", None));
    for (name, problem) in
        [("  ", "missing"), ("NAS 046 454 286", "must_be_masked"), (&"x".repeat(201), "too_long")]
    {
        let refused = office.desk.document(&ben, &slip(None, name)).unwrap_err();
        assert_eq!((refused.code, refused.field.as_deref()), (ErrorCode::Invalid, Some("name")), "{name}");
        assert_eq!(refused.data.get("problem").map(String::as_str), Some(problem));
    }
}

#[test]
fn a_card_is_of_its_moment_and_in_its_clients_language_first() {
    let office = office();
    let form = MomentForm {
        language: Some(LanguageForm { provided: Some("fr".into()), ..LanguageForm::default() }),
        ..office.usual()
    };
    let moment = office.serve("Ben", form).unwrap().item;
    let request = DocumentRequest::RatingCard { moment: moment.id };
    let Document::RatingCard(said) = office.desk.what_it_says(&office.actor("Ben"), &request).unwrap() else {
        panic!("a rating card")
    };
    assert_eq!((said.lang, said.number.as_str(), said.date.to_string()), (Lang::Fr, "A1", moment.office_day));
    assert!(said.question.is_some(), "the question that was drawn with the invitation");
    assert_eq!(
        office.desk.document(&office.actor("Noor"), &request).unwrap_err().code,
        ErrorCode::NotPermitted
    );
    assert_eq!(
        office.desk.document(&office.actor("Ada"), &request).unwrap().pages.len(),
        2,
        "a supervisor may"
    );
    office.desk.void(&office.actor("Ben"), moment.id, VoidReason::Mistake, None).unwrap();
    assert_eq!(
        office.desk.document(&office.actor("Ben"), &request).unwrap_err().code,
        ErrorCode::AlreadyVoided
    );
}

#[test]
fn what_is_not_known_is_not_found_and_what_is_no_language_is_named() {
    let office = office();
    let ben = office.actor("Ben");
    let other = Uuid::from_u128(99);
    let case_slip = |case, language: &str| DocumentRequest::CaseSlip { case, language: language.into() };
    for unknown in [
        slip(Some(OrganizationId(other)), ""),
        case_slip(CaseId(other), "en"),
        DocumentRequest::RatingCard { moment: MomentId(other) },
    ] {
        assert_eq!(
            office.desk.document(&ben, &unknown).unwrap_err().code,
            ErrorCode::NotFound,
            "{unknown:?}"
        );
    }
    let refused = office.desk.document(&ben, &case_slip(CASE, "iu")).unwrap_err();
    assert_eq!((refused.code, refused.field.as_deref()), (ErrorCode::Invalid, Some("language")));
    let only_administrator = Actor { roles: [Role::Administrator].into(), ..office.actor("Ada") };
    for request in
        [slip(Some(CITY), ""), case_slip(CASE, "en"), DocumentRequest::TallySheet { language: "en".into() }]
    {
        let refused = office.desk.document(&only_administrator, &request).unwrap_err();
        assert_eq!(refused.code, ErrorCode::NotPermitted);
    }
}

#[test]
fn every_tally_sheet_that_is_shown_has_its_own_number_and_is_saved_under_it() {
    let office = office();
    let ben = office.actor("Ben");
    let request = DocumentRequest::TallySheet { language: "fr".into() };
    let first = office.desk.document(&ben, &request).unwrap();
    let Document::TallySheet(said) = office.desk.what_it_says(&ben, &request).unwrap() else {
        panic!("a tally sheet")
    };
    assert_eq!(first.file_name, moments_report::file_name(&Document::TallySheet(said.clone())));
    assert_eq!(
        said.services.len(),
        office.desk.quick_list().unwrap().quick.len().min(9),
        "the keys of the counter"
    );
    assert_eq!((said.date, said.workstation), (None, None), "nobody knows when and where it will be needed");
    assert_ne!(office.desk.document(&ben, &request).unwrap().file_name, first.file_name);
}

#[test]
fn a_document_is_saved_whole_or_what_was_there_stays() {
    let office = office();
    let ben = office.actor("Ben");
    let request = DocumentRequest::CaseSlip { case: CASE, language: "fr".into() };
    let folder = tempfile::tempdir().unwrap();
    let names = || {
        let mut names: Vec<String> = fs::read_dir(folder.path())
            .unwrap()
            .map(|f| f.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    };

    assert_eq!(office.desk.save_document(&ben, &request, &folder.path().join("slip")).unwrap(), "slip.pdf");
    let saved = fs::read(folder.path().join("slip.pdf")).unwrap();
    assert!(saved.starts_with(b"%PDF-1.7") && saved.trim_ascii_end().ends_with(b"%%EOF"));
    assert_eq!(
        office.desk.save_document(&ben, &request, &folder.path().join("slip.pdf")).unwrap(),
        "slip.pdf"
    );
    assert_eq!(fs::read(folder.path().join("slip.pdf")).unwrap(), saved, "replaced by the same");
    let chosen = |name: &str| office.desk.save_document(&ben, &request, &folder.path().join(name));
    fs::create_dir(folder.path().join("taken.pdf")).unwrap();
    for name in ["slip", "taken.pdf", "no-such-folder/slip.pdf"] {
        assert_eq!(chosen(name).unwrap_err().code, ErrorCode::FileUnwritable, "{name}");
    }
    let home = office.folder().join("home/keyslots.pdf");
    assert_eq!(office.desk.save_document(&ben, &request, &home).unwrap_err().code, ErrorCode::FileUnwritable);
    assert_eq!(fs::read(folder.path().join("slip.pdf")).unwrap(), saved, "what was there stays");
    assert_eq!(names(), ["slip.pdf", "taken.pdf"], "nothing half-written is left over");
}
