//! Amending: what nobody touched stays as it was recorded, whatever the office and its catalogue say by now.

use moments_desk::catalogue::ServiceForm;
use moments_desk::moments::{LanguageForm, LineForm, MomentForm};
use moments_desk::words::*;
use moments_tests::TestOffice;

/// From now on the service is another obligation, and the office speaks French first.
fn change_what_is_assumed(office: &TestOffice) {
    let ada = office.actor("Ada");
    let service = office.desk.service(&office.quick(1)).unwrap();
    assert_eq!(service.item.relationship, Relationship::Voluntary);
    let form = ServiceForm {
        key: Some(service.item.key),
        name_en: "Another name".into(),
        name_fr: "Un autre nom".into(),
        description_en: None,
        description_fr: None,
        relationship: Relationship::InvoluntaryObligation,
        next: None,
        implied_standing: Some(Standing::Organization),
    };
    office.desk.save_service(&ada, &form).unwrap();
    let mut settings = office.desk.office(&ada).unwrap().office;
    settings.languages = vec!["fr".into(), "en".into()];
    settings.standing_recorded = true;
    office.desk.save_office(&ada, &settings).unwrap();
}

#[test]
fn an_amendment_of_something_else_keeps_what_was_assumed_when_the_moment_was_recorded() {
    let office = TestOffice::new().unwrap();
    let ben = office.actor("Ben");
    let saved = office.serve("Ben", office.usual()).unwrap();
    change_what_is_assumed(&office);

    let form = office.desk.moment(&ben, saved.item.id).unwrap().form;
    let with_note = MomentForm { note: Some("form given out".into()), ..form };
    let view = office.desk.amend(&ben, saved.item.id, &with_note, "note").unwrap();
    let changed: Vec<&str> =
        view.history.last().unwrap().changes.iter().map(|change| change.field.as_str()).collect();
    assert_eq!(changed, ["note"]);
    assert_eq!(view.item.lines, saved.item.lines);
    assert_eq!(view.item.client, Some(ClientRelationship::Voluntary));
    assert_eq!(view.item.language_provided, "en");
}

#[test]
fn what_is_new_in_an_amendment_takes_todays_defaults() {
    let office = TestOffice::new().unwrap();
    let ben = office.actor("Ben");
    let saved = office.serve("Ben", office.usual()).unwrap();
    change_what_is_assumed(&office);

    let mut form = office.desk.moment(&ben, saved.item.id).unwrap().form;
    let another = LineForm { service: office.quick(1), ..LineForm::default() };
    form.services.as_mut().unwrap().push(another);
    form.language = Some(LanguageForm { requested: Some("iu".into()), ..LanguageForm::default() });
    let item = office.desk.amend(&ben, saved.item.id, &form, "another line").unwrap().item;
    let relationships: Vec<_> =
        item.lines.iter().map(|line| (line.relationship, line.relationship_by)).collect();
    assert_eq!(
        relationships,
        [(Relationship::Voluntary, By::Default), (Relationship::InvoluntaryObligation, By::Default)]
    );
    assert_eq!(item.language_provided, "iu", "provided is as requested until staff say otherwise");
}
