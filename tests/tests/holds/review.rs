//! The supervisor's day: every figure with its n; about clients, not about staff.

use moments_desk::moments::{LineForm, MomentForm, WaitForm};
use moments_desk::office::OfficeForm;
use moments_desk::review::{ReviewFilter, Withheld};
use moments_desk::words::*;
use moments_tests::TestOffice;

#[test]
fn no_mean_is_shown_under_five_answers() {
    let office = TestOffice::new().unwrap();
    for (name, overall) in [("Ben", 5), ("Noor", 4), ("Ada", 2), ("Ben", 1)] {
        office.answered(name, office.usual(), overall).unwrap();
    }
    let day = || office.desk.review_day(&office.actor("Ada"), None, &ReviewFilter::default()).unwrap();
    let few = day().ratings;
    assert_eq!(
        (few.n, few.mean, few.satisfied, few.likely_low, few.distribution.len()),
        (4, None, None, None, 0)
    );
    office.answered("Ben", office.usual(), 3).unwrap();
    let enough = day().ratings;
    assert_eq!((enough.n, enough.mean, enough.satisfied), (5, Some(3.0), Some(2)));
    assert_eq!(enough.distribution, [1, 1, 1, 1, 1]);
}

#[test]
fn totals_are_of_moments_and_by_service_and_outcome_of_lines() {
    let office = TestOffice::new().unwrap();
    let line = |key, quantity, outcome| LineForm {
        service: office.quick(key),
        quantity: Some(quantity),
        outcome,
        ..LineForm::default()
    };
    let form = MomentForm {
        services: Some(vec![line(1, 2, None), line(2, 1, Some(Outcome::Referred))]),
        ..Default::default()
    };
    office.serve("Ben", form).unwrap();
    office.serve("Noor", office.usual()).unwrap();
    let day =
        office.desk.review_day(&office.actor("Ada"), Some("2026-11-24"), &ReviewFilter::default()).unwrap();
    assert_eq!(day.moments, 2);
    let first = day.by_service.iter().find(|s| s.service == office.quick(1)).unwrap();
    assert_eq!((first.lines, first.volume, first.served), (2, 3, 2));
    let referred = day.by_outcome.iter().find(|t| t.word == "referred").unwrap();
    assert_eq!(referred.n, 1);
    assert_eq!(
        (day.quality.outcome_confirmed.n, day.quality.outcome_confirmed.of),
        (1, 3),
        "a default is not an observation"
    );
}

#[test]
fn a_day_can_be_narrowed_to_a_workstation_of_its_scope() {
    let office = TestOffice::new().unwrap();
    office.serve("Ben", office.usual()).unwrap();
    let at = |workstation| ReviewFilter { workstation, ..ReviewFilter::default() };
    let day = |filter| office.desk.review_day(&office.actor("Ada"), None, &filter).unwrap();
    let whole = day(at(None));
    let [here] = whole.scope.workstations.as_slice() else { panic!("one workstation: {:?}", whole.scope) };
    assert_eq!(here.label, "Counter 1");
    let narrowed = day(at(Some(here.id.to_string())));
    assert_eq!((narrowed.moments, &narrowed.scope.workstations), (1, &whole.scope.workstations));
    let elsewhere = day(at(Some(office.id("Ben").to_string())));
    assert_eq!((elsewhere.moments, elsewhere.scope.workstations.len()), (0, 0));
}

#[test]
fn a_filter_moves_both_parts_of_a_ratio() {
    let office = TestOffice::new().unwrap();
    let with = |relationship| MomentForm { relationship: Some(relationship), ..office.usual() };
    for name in ["Ben", "Noor", "Ada", "Ben", "Noor", "Ada"] {
        office.answered(name, with(Relationship::Voluntary), 5).unwrap();
    }
    for name in ["Noor", "Ada", "Ben", "Noor", "Ada"] {
        office.answered(name, with(Relationship::InvoluntaryObligation), 1).unwrap();
    }
    let filter = ReviewFilter { client: Some(ClientRelationship::Involuntary), ..ReviewFilter::default() };
    let day = office.desk.review_day(&office.actor("Ada"), None, &filter).unwrap();
    assert_eq!((day.moments, day.eligible, day.invited, day.answered), (5, 5, 5, 5));
    assert_eq!((day.ratings.n, day.ratings.satisfied), (5, Some(0)));
    assert_eq!((day.voluntary, day.involuntary), (0, 5));
}

#[test]
fn ratings_need_three_staff_behind_them() {
    let office = TestOffice::new().unwrap();
    for _ in 0..6 {
        office.answered("Ben", office.usual(), 5).unwrap();
        office.answered("Noor", office.usual(), 5).unwrap();
    }
    let ada = office.actor("Ada");
    let filter = ReviewFilter { service: Some(office.quick(1)), ..ReviewFilter::default() };
    let day = office.desk.review_day(&ada, None, &filter).unwrap();
    assert_eq!(
        (day.answered, day.ratings.mean, day.ratings.distribution.len()),
        (12, None, 0),
        "two people could be told apart"
    );
    assert_eq!(day.ratings.withheld, Some(Withheld::FewStaff));
    let whole = office.desk.review_day(&ada, None, &ReviewFilter::default()).unwrap();
    assert_eq!(whole.ratings.withheld, Some(Withheld::FewStaff), "nor of a day on which two people served");
    office.answered("Ada", office.usual(), 5).unwrap();
    assert_eq!(office.desk.review_day(&ada, None, &filter).unwrap().ratings.mean, Some(5.0));
    let page = office.desk.review_moments(&ada, None, &filter, None).unwrap();
    assert!(
        page.items.iter().all(|i| i.own || i.finished_at.is_none()),
        "how long it took, beside a workstation and an hour, would be about who served"
    );
}

#[test]
fn staff_do_not_see_the_offices_day_and_nobody_sees_who_served() {
    let office = TestOffice::new().unwrap();
    office.serve("Ben", office.usual()).unwrap();
    let filter = ReviewFilter::default();
    assert!(office.desk.review_day(&office.actor("Ben"), None, &filter).is_err());
    let page = office.desk.review_moments(&office.actor("Ada"), None, &filter, None).unwrap();
    let json = serde_json::to_string(&page.items).unwrap();
    assert!(
        !json.contains("Ben") && !json.contains(&office.id("Ben").to_string()),
        "about clients, not about staff"
    );
    let view = office.desk.moment(&office.actor("Ada"), page.items[0].id).unwrap();
    let json = serde_json::to_string(&view).unwrap();
    assert!(!json.contains("Ben") && !json.contains(&office.id("Ben").to_string()));
}

#[test]
fn an_answer_stays_countable_when_its_moment_is_voided() {
    let office = TestOffice::new().unwrap();
    office.answered("Ben", office.usual(), 1).unwrap();
    let ada = office.actor("Ada");
    let id = office.desk.review_moments(&ada, None, &ReviewFilter::default(), None).unwrap().items[0].id;
    office.desk.void(&ada, id, VoidReason::Mistake, None).unwrap();
    let day = office.desk.review_day(&ada, None, &ReviewFilter::default()).unwrap();
    assert_eq!((day.moments, day.answered, day.left_out.voided, day.left_out.answers_voided), (0, 0, 1, 1));
}

#[test]
fn an_office_of_two_sees_ratings_once_it_has_agreed_to() {
    let office = TestOffice::new().unwrap();
    for (name, overall) in [("Ben", 5), ("Noor", 4), ("Ben", 2), ("Noor", 1), ("Ben", 4)] {
        office.answered(name, office.usual(), overall).unwrap();
    }
    let ada = office.actor("Ada");
    let day = || office.desk.review_day(&ada, None, &ReviewFilter::default()).unwrap();
    assert_eq!((day().ratings.withheld, day().ratings.mean), (Some(Withheld::FewStaff), None));
    let settings = office.desk.office(&ada).unwrap().office;
    for staff_threshold in [0, 21] {
        let refused = office.desk.save_office(&ada, &OfficeForm { staff_threshold, ..settings.clone() });
        assert_eq!(refused.unwrap_err().field.as_deref(), Some("staff_threshold"));
    }
    office.desk.save_office(&ada, &OfficeForm { staff_threshold: 2, ..settings }).unwrap();
    assert_eq!((day().ratings.withheld, day().ratings.mean), (None, Some(3.2)));
}

#[test]
fn the_waits_of_one_persons_clients_are_not_shown_because_others_have_other_times() {
    let office = TestOffice::new().unwrap();
    for name in ["Ben", "Noor", "Ada", "Ben", "Noor"] {
        let arrived = (office.clock.now() - chrono::TimeDelta::minutes(7)).to_rfc3339();
        let ticket = (name == "Ben").then_some(WaitForm { arrived_at: Some(arrived), band: None });
        office.serve(name, MomentForm { wait: ticket, ..office.usual() }).unwrap();
    }
    let day = office.desk.review_day(&office.actor("Ada"), None, &ReviewFilter::default()).unwrap();
    assert_eq!((day.waits.n, day.waits.withheld, day.waits.median), (2, Some(Withheld::FewStaff), None));
    assert_eq!((day.handling.n, day.handling.withheld), (5, None));
    assert!(day.handling.median.is_some());
    assert_eq!(day.handling.longest, None, "the longest is one client's, and one person's");
}
