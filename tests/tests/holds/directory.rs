//! The directory: a referral keeps what it was called when it was given; a file changes what it says and no more.

use chrono::TimeDelta;
use moments_desk::ErrorCode;
use moments_desk::directory::{OrganizationForm, OrganizationItem};
use moments_desk::moments::{MomentForm, ReferralForm};
use moments_desk::review::ReviewFilter;
use moments_desk::words::*;
use moments_tests::{TestOffice, readable_in};

fn city_hall() -> OrganizationForm {
    OrganizationForm {
        name_en: "City hall".into(),
        name_fr: "Hôtel de ville".into(),
        level: Level::Municipal,
        telephone: "867 555-0100".into(),
        ..OrganizationForm::default()
    }
}

fn save(office: &TestOffice, form: OrganizationForm) -> OrganizationItem {
    office.desk.save_organization(&office.actor("Ada"), &form).unwrap()
}

fn to(id: OrganizationId) -> Option<ReferralForm> {
    Some(ReferralForm {
        organization: Some(id),
        kind: Some(ReferralKind::AppointmentMade),
        ..ReferralForm::default()
    })
}

#[test]
fn a_referral_has_the_names_of_its_day_also_after_it_was_amended() {
    let office = TestOffice::new().unwrap();
    let (ada, ben) = (office.actor("Ada"), office.actor("Ben"));
    let id = save(&office, city_hall()).id;
    let form = MomentForm { outcome: Some(Outcome::Referred), sent_to: to(id), ..office.usual() };
    let moment = office.serve("Ben", form.clone()).unwrap().item.id;
    let told = || {
        let to = office.desk.moment(&ben, moment).unwrap().form.sent_to.unwrap();
        (to.name.unwrap(), to.name_fr.unwrap(), to.level.unwrap(), to.kind)
    };
    let as_given =
        ("City hall".into(), "Hôtel de ville".into(), Level::Municipal, Some(ReferralKind::AppointmentMade));
    assert_eq!(told(), as_given);

    let renamed =
        OrganizationForm { id: Some(id), name_en: "Town office".into(), level: Level::Other, ..city_hall() };
    save(&office, renamed);
    office.desk.retire_organization(&ada, id, true).unwrap();
    let view = office.desk.moment(&ben, moment).unwrap();
    let amended = MomentForm { note: Some("asked again".into()), ..view.form };
    office.desk.amend(&ben, moment, &amended, "note").unwrap();
    assert_eq!(told(), as_given, "what was recorded keeps its names");
    assert!(
        office
            .desk
            .record(&ben, &MomentForm { id: Some(moment), ..form }, Origin::Live)
            .unwrap()
            .already_there
    );

    let unknown = MomentForm { came_from: to(OrganizationId::default()), ..office.usual() };
    let refused = office.serve("Ben", unknown).unwrap_err();
    assert_eq!((refused.code, refused.field.as_deref()), (ErrorCode::Invalid, Some("came_from")));
}

#[test]
fn only_who_may_keeps_the_directory_and_everybody_reads_it() {
    let office = TestOffice::new().unwrap();
    let (ada, ben) = (office.actor("Ada"), office.actor("Ben"));
    let path = office.folder().join("out.csv").to_string_lossy().into_owned();
    let id = save(&office, city_hall()).id;
    let refused = [
        office.desk.save_organization(&ben, &city_hall()).map(drop),
        office.desk.retire_organization(&ben, id, true).map(drop),
        office.desk.start_directory(&ben).map(drop),
        office.desk.preview_directory(&ben, &path).map(drop),
        office.desk.import_directory(&ben, "").map(drop),
        office.desk.export_directory(&ben, &path).map(drop),
    ];
    assert!(
        refused.iter().all(|r| r.as_ref().is_err_and(|e| e.code == ErrorCode::NotPermitted)),
        "{refused:?}"
    );
    let read = office.desk.directory(&ben).unwrap();
    assert_eq!((read.organizations.len(), read.can_edit), (1, false));
    assert!(office.desk.directory(&ada).unwrap().can_edit);
}

#[test]
fn what_was_verified_long_ago_says_so() {
    let office = TestOffice::new().unwrap();
    let seen = || office.desk.directory(&office.actor("Ben")).unwrap().organizations.remove(0);
    let id = save(&office, city_hall()).id;
    assert_eq!((seen().verified_on, seen().needs_verifying), (None, true));
    save(&office, OrganizationForm { id: Some(id), verified_today: true, ..city_hall() });
    assert_eq!((seen().verified_on.as_deref(), seen().needs_verifying), (Some("2026-11-24"), false));
    office.clock.forward(TimeDelta::days(180));
    assert!(!seen().needs_verifying);
    office.clock.forward(TimeDelta::days(1));
    save(&office, OrganizationForm { id: Some(id), telephone: "211".into(), ..city_hall() });
    assert!(seen().needs_verifying, "a correction is not a verification");
}

#[test]
fn the_starter_comes_once_and_leaves_alone_what_the_office_changed() {
    let office = TestOffice::new().unwrap();
    let ada = office.actor("Ada");
    let began = office.desk.start_directory(&ada).unwrap();
    assert!(began.organizations.len() >= 25 && began.usual_sent_to.len() == 9);
    let library = began.organizations.iter().find(|o| o.name_en == "Public library").unwrap();
    save(&office, OrganizationForm { id: Some(library.id), name_en: "Odette Library".into(), ..city_hall() });
    let entries = office.desk.office(&ada).unwrap().entries;
    let again = office.desk.start_directory(&ada).unwrap();
    assert_eq!(again.organizations.len(), began.organizations.len());
    assert!(again.organizations.iter().any(|o| o.name_en == "Odette Library"));
    assert_eq!(office.desk.office(&ada).unwrap().entries, entries);
}

#[test]
fn the_nine_usual_ones_are_those_of_the_last_sixty_days_and_stay_in_place_all_day() {
    let office = TestOffice::new().unwrap();
    let ada = office.actor("Ada");
    let began = office.desk.start_directory(&ada).unwrap();
    let [.., often, seldom] = began.organizations.as_slice() else { panic!("the starter has more") };
    let from = |o: &OrganizationItem| MomentForm { came_from: to(o.id), ..office.usual() };
    let usual = || office.desk.directory(&ada).unwrap().usual_came_from;
    let first = usual();
    office.serve("Ben", from(seldom)).unwrap();
    office.serve("Ben", from(often)).unwrap();
    let voided = office.serve("Noor", from(seldom)).unwrap().item.id;
    office.serve("Noor", from(often)).unwrap();
    office.desk.void(&ada, voided, VoidReason::Mistake, None).unwrap();
    assert_eq!(usual(), first, "a number doesn't go to another organization in the middle of a day");

    office.clock.forward(TimeDelta::days(1));
    assert_eq!(usual()[..3], [often.id, seldom.id, first[0]]);
    assert_eq!(office.desk.directory(&ada).unwrap().usual_sent_to, first, "came from is not sent to");
    office.desk.retire_organization(&ada, often.id, true).unwrap();
    assert_eq!(usual()[..2], [seldom.id, first[0]]);
    office.clock.forward(TimeDelta::days(60));
    assert_eq!(usual()[0], first[0], "what was long ago is not usual");
}

#[test]
fn an_import_changes_what_the_file_says_in_one_step_or_nothing() {
    let office = TestOffice::new().unwrap();
    let ada = office.actor("Ada");
    let path = |name: &str| office.folder().join(name).to_string_lossy().into_owned();
    save(&office, city_hall());
    let many: String = (0..450).map(|n| format!("Place {n},other,Door {n}\n")).collect();
    std::fs::write(
        path("many.csv"),
        format!("name_en,level,place_en\n{many}CITY HALL,municipal,2nd floor\n,other,\n"),
    )
    .unwrap();
    let preview = office.desk.preview_directory(&ada, &path("many.csv")).unwrap();
    let seen = (preview.rows, preview.new, preview.changed, preview.unchanged, preview.refused.len());
    assert_eq!(seen, (452, 450, 1, 0, 1));
    assert_eq!(office.desk.directory(&ada).unwrap().organizations.len(), 1, "a preview changes nothing");
    let done = office.desk.import_directory(&ada, &preview.token).unwrap();
    assert_eq!((done.new, done.changed, done.refused), (450, 1, 1));
    let city = |office: &TestOffice| {
        let known = office.desk.directory(&office.actor("Ada")).unwrap().organizations;
        known.into_iter().find(|o| o.level == Level::Municipal).unwrap()
    };
    let after = city(&office);
    assert_eq!((after.name_en.as_str(), after.name_fr.as_str()), ("CITY HALL", "Hôtel de ville"));
    assert_eq!((after.telephone.as_str(), after.place_en.as_str()), ("867 555-0100", "2nd floor"));
    let late = office.desk.import_directory(&ada, &preview.token).unwrap_err();
    assert_eq!(late.code, ErrorCode::PreviewOutdated);

    office.desk.export_directory(&ada, &path("out.csv")).unwrap();
    let again = office.desk.preview_directory(&ada, &path("out.csv")).unwrap();
    assert_eq!((again.new, again.changed, again.unchanged), (0, 0, 451));
    assert!(readable_in(&office.folder().join("home"), "2nd floor").is_empty());
}

#[test]
fn the_review_counts_ways_and_barriers_with_their_n_and_a_filter_moves_both() {
    let office = TestOffice::new().unwrap();
    let ada = office.actor("Ada");
    let id = save(&office, city_hall()).id;
    let library = |name: &str| {
        Some(ReferralForm {
            name: Some(name.into()),
            level: Some(Level::Municipal),
            ..ReferralForm::default()
        })
    };
    let wrong_office = Some(vec![Barrier::WrongOffice, Barrier::Distance]);
    for name in ["Library", "LIBRARY "] {
        let form = MomentForm {
            came_from: library(name),
            sent_to: to(id),
            barriers: wrong_office.clone(),
            ..office.usual()
        };
        office.serve("Ben", form).unwrap();
    }
    let by_phone = MomentForm { sent_to: to(id), channel: Some(Channel::Phone), ..office.usual() };
    office.serve("Noor", by_phone).unwrap();
    let federal = ReferralForm { level: Some(Level::Federal), ..ReferralForm::default() };
    let voided = MomentForm { came_from: Some(federal), ..office.usual() };
    let voided = office.serve("Noor", voided).unwrap().item.id;
    office.serve("Noor", office.usual()).unwrap();
    let review = |filter| office.desk.review_day(&ada, None, &filter).unwrap();
    assert_eq!(review(ReviewFilter::default()).doors_n, 4, "a level alone is an end too");
    office.desk.void(&ada, voided, VoidReason::Test, None).unwrap();

    let day = review(ReviewFilter::default());
    let ways: Vec<_> = day
        .doors
        .iter()
        .map(|d| {
            (
                d.came_from.as_ref().map(|f| f.name_en.as_str()),
                d.sent_to.as_ref().and_then(|t| t.organization),
                d.n,
            )
        })
        .collect();
    assert_eq!(ways, [(Some("LIBRARY"), Some(id), 2), (None, Some(id), 1)]);
    assert_eq!((day.doors_n, day.moments), (3, 4));
    let barrier = |word: &str| day.by_barrier.iter().find(|b| b.word == word).unwrap().n;
    assert_eq!((barrier("wrong_office"), barrier("distance"), barrier("hours")), (2, 2, 0));
    let in_person = review(ReviewFilter { channel: Some(Channel::InPerson), ..ReviewFilter::default() });
    assert_eq!((in_person.doors_n, in_person.doors.len(), in_person.moments), (2, 1, 3));
}
