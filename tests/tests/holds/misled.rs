//! Nine days on which somebody who reads only the screen could be misled. Here an office comes into each by its own verbs,
//! and the figures say so; what the desk gives is written beside the interface, whose tests read the words on the screen.

use super::sign_off::{OtherCounter, all, write};
use moments_core::entities::workstation_ref;
use moments_core::entry::Author;
use moments_core::fold::kind;
use moments_desk::moments::{LineForm, MomentForm, RatingForm, WaitForm};
use moments_desk::ratings::{ClientAnswer, ClientState, ClientStep};
use moments_desk::review::{DayReview, ReviewFilter, Share, Total};
use moments_desk::trends::{TrendForm, TrendPeriod};
use moments_desk::words::*;
use moments_tests::TestOffice;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;

const DAY: &str = "2026-11-24";
/// To write what is compared: `MOMENTS_WRITE_DAYS=1 cargo test … --test holds misled`.
const WRITE: &str = "MOMENTS_WRITE_DAYS";

/// Three people, so that ratings and times may be shown.
const STAFF: [&str; 3] = ["Ben", "Noor", "Ada"];

/// An office that asks everybody, and of the rotated questions only whether the need was met.
fn office() -> TestOffice {
    let office = TestOffice::new().unwrap();
    let ada = office.actor("Ada");
    let form = office.desk.office(&ada).unwrap().office;
    let questions = serde_json::from_value(json!(["need_met"])).unwrap();
    office.desk.save_office(&ada, &moments_desk::office::OfficeForm { questions, ..form }).unwrap();
    office
}

fn staff() -> impl Iterator<Item = &'static str> {
    STAFF.into_iter().cycle()
}

fn answer(office: &TestOffice, overall: u8) {
    let ClientState::Invited(lit) = office.desk.client_state().unwrap() else {
        panic!("the screen should be lit")
    };
    office.clock.forward(chrono::TimeDelta::seconds(5));
    let answer =
        ClientAnswer { overall: Some(overall), need_met: Some(NeedMet::Partly), ..ClientAnswer::default() };
    office.desk.client_answer(Some(&lit.token), ClientStep::Done { answer, language: "en".into() }).unwrap();
}

fn answered(office: &TestOffice, name: &str, form: &MomentForm, overall: u8) {
    office.serve(name, form.clone()).unwrap();
    answer(office, overall);
}

fn with(office: &TestOffice, relationship: Relationship, outcome: Outcome) -> MomentForm {
    MomentForm { relationship: Some(relationship), outcome: Some(outcome), ..office.usual() }
}

/// What the desk says of the day; compared with what is written beside the interface.
fn told(office: &TestOffice, name: &str, filter: &ReviewFilter) -> DayReview {
    let day = office.desk.review_day(&office.actor("Ada"), Some(DAY), filter).unwrap();
    compare(name, &json!(day));
    day
}

/// The same of the week.
fn told_of_week(office: &TestOffice, name: &str) -> TrendPeriod {
    let form = TrendForm {
        from: DAY.into(),
        to: DAY.into(),
        by: TrendBy::Week,
        workstation: None,
        service: None,
        channel: None,
    };
    let trend = office.desk.trend(&office.actor("Ada"), &form).unwrap();
    compare(&format!("{name}-week"), &json!(trend));
    trend.whole
}

fn compare(name: &str, given: &Value) {
    let given = without_ids(given, &mut BTreeMap::new());
    // A line for each figure.
    let line = |(name, figure): (&String, &Value)| format!("  \"{name}\": {figure}");
    let lines: Vec<String> = given.as_object().unwrap().iter().map(line).collect();
    let fresh = format!("{{\n{}\n}}\n", lines.join(",\n"));
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../ui/src/demo/misled/{name}.json"));
    if std::env::var_os(WRITE).is_some() {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, &fresh).unwrap();
    }
    let written = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        written == fresh,
        "{name} is out of date: run these tests with {WRITE}=1 and commit what they write"
    );
}

/// Ids are drawn at random: the first becomes `id-1`.
fn without_ids(value: &Value, ids: &mut BTreeMap<String, String>) -> Value {
    match value {
        Value::String(text) if text.parse::<uuid::Uuid>().is_ok() => {
            let next = format!("id-{}", ids.len() + 1);
            json!(ids.entry(text.clone()).or_insert(next))
        }
        Value::Array(all) => all.iter().map(|one| without_ids(one, ids)).collect(),
        Value::Object(all) => all
            .iter()
            .map(|(name, one)| (name.clone(), without_ids(one, ids)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

fn n(totals: &[Total], word: &str) -> u32 {
    totals.iter().find(|total| total.word == word).map_or(0, |total| total.n)
}

#[test]
fn under_a_filter_both_parts_of_each_ratio_are_of_what_it_leaves() {
    let office = office();
    let voluntary = with(&office, Relationship::Voluntary, Outcome::Served);
    let involuntary = with(&office, Relationship::InvoluntaryObligation, Outcome::PartlyServed);
    for name in staff().take(6) {
        answered(&office, name, &voluntary, 5);
    }
    for name in staff().take(5) {
        answered(&office, name, &involuntary, 1);
    }
    office.serve("Ben", involuntary).unwrap();
    for channel in [Channel::InPerson, Channel::Phone] {
        office.desk.quick_enquiry(&office.actor("Noor"), Some(channel)).unwrap();
    }
    let filter = ReviewFilter { client: Some(ClientRelationship::Involuntary), ..ReviewFilter::default() };
    let day = told(&office, "filtered", &filter);
    assert_eq!((day.moments, day.voluntary, day.involuntary), (6, 0, 6));
    assert_eq!((day.eligible, day.invited, day.answered), (6, 6, 5));
    assert_eq!((day.ratings.n, day.ratings.satisfied), (5, Some(0)));
    assert_eq!(day.quick_enquiries, 2, "they have no kind of client, and are told of the whole office");
}

#[test]
fn uneven_invitations_are_told() {
    let office = office();
    let served = with(&office, Relationship::Voluntary, Outcome::Served);
    let refused = with(&office, Relationship::InvoluntaryObligation, Outcome::TurnedAway);
    for name in staff().take(6) {
        answered(&office, name, &served, 5);
    }
    for name in staff().take(4) {
        let withdrawn = Some(WithdrawReason::ClientGone);
        office.serve(name, MomentForm { withdrawn, ..refused.clone() }).unwrap();
    }
    office.serve("Noor", refused).unwrap();
    let day = told(&office, "uneven", &ReviewFilter::default());
    assert!(day.not_everyone_was_asked);
    assert_eq!(
        (day.ratings.n, day.ratings.satisfied),
        (6, Some(6)),
        "of those who were asked all are satisfied"
    );
    let refused = day.asked_by_outcome.iter().find(|a| a.outcome == Outcome::TurnedAway).unwrap();
    assert_eq!((refused.eligible, refused.invited), (5, 1));
    assert!(told_of_week(&office, "uneven").not_everyone_was_asked);
}

#[test]
fn a_few_answers_have_a_number_and_no_share() {
    let office = office();
    for (name, overall) in staff().zip([5, 5, 4, 1]) {
        answered(&office, name, &office.usual(), overall);
    }
    let day = told(&office, "few", &ReviewFilter::default());
    assert_eq!((day.ratings.n, day.ratings.mean, day.ratings.satisfied), (4, None, None));
    assert_eq!(n(&day.questions.need_met, "partly"), 4);
    let week = told_of_week(&office, "few");
    assert_eq!((week.ratings.n, week.ratings.mean, week.index), (4, None, None));
}

#[test]
fn what_was_told_to_staff_and_what_was_estimated_stand_apart() {
    let office = office();
    for name in staff().take(5) {
        answered(&office, name, &office.usual(), 5);
    }
    for name in staff().take(3) {
        let wait = WaitForm { band: Some(WaitBand::Over25), ..WaitForm::default() };
        let id = office.serve(name, MomentForm { wait: Some(wait), ..office.usual() }).unwrap().item.id;
        let rating = RatingForm {
            state: Some(RatingState::Rated),
            source: Some(RatingSource::ToldStaff),
            overall: Some(1),
            ..RatingForm::default()
        };
        office.desk.rate_for_client(&office.actor(name), id, &rating).unwrap();
    }
    let day = told(&office, "told", &ReviewFilter::default());
    assert_eq!((day.ratings.n, day.ratings.satisfied, day.told_staff.n), (5, Some(5), 3));
    assert_eq!((day.waits.n, day.waits.longest), (0, None), "what was estimated was not measured");
    assert_eq!(n(&day.wait_bands, "over_25"), 3);
    let week = told_of_week(&office, "told");
    assert_eq!((week.ratings.n, week.ratings.satisfied, week.told_staff, week.waits.n), (5, Some(5), 3, 0));
}

#[test]
fn mixed_moments_are_a_group_of_their_own() {
    let office = office();
    let line = |key, relationship| LineForm {
        service: office.quick(key),
        relationship: Some(relationship),
        ..LineForm::default()
    };
    let mixed = MomentForm {
        services: Some(vec![line(1, Relationship::Voluntary), line(2, Relationship::InvoluntaryObligation)]),
        ..MomentForm::default()
    };
    for name in staff().take(5) {
        answered(&office, name, &mixed, 2);
    }
    answered(&office, "Ben", &with(&office, Relationship::Voluntary, Outcome::Served), 5);
    answered(&office, "Noor", &with(&office, Relationship::InvoluntaryObligation, Outcome::Served), 5);
    let day = told(&office, "mixed", &ReviewFilter::default());
    assert_eq!((day.voluntary, day.involuntary, day.mixed), (1, 1, 5));
    let of = |client| day.by_client.iter().find(|group| group.client == client).unwrap().ratings.n;
    assert_eq!(ClientRelationship::ALL.iter().map(|client| of(*client)).collect::<Vec<_>>(), [1, 1, 5]);
}

#[test]
fn times_that_nobody_measured_are_not_zero() {
    let office = office();
    for name in staff().take(3) {
        let times = MomentForm { time_source: Some(TimeSource::Inaccurate), ..office.usual() };
        office.serve(name, times).unwrap();
    }
    let day = told(&office, "unmeasured", &ReviewFilter::default());
    assert_eq!((day.waits.n, day.waits.median, day.waits.longest), (0, None, None));
    assert_eq!((day.handling.n, day.handling.median, day.handling.longest), (0, None, None));
    assert_eq!(day.quality.times_not_live, Share { n: 3, of: 3 });
    let week = told_of_week(&office, "unmeasured");
    assert_eq!((week.waits.n, week.waits.median, week.handling.median), (0, None, None));
}

#[test]
fn a_default_is_no_observation() {
    let office = office();
    for name in staff().take(3) {
        office.serve(name, office.usual()).unwrap();
    }
    office.serve("Ben", with(&office, Relationship::InvoluntaryObligation, Outcome::Served)).unwrap();
    let day = told(&office, "defaults", &ReviewFilter::default());
    assert_eq!(day.quality.relationship_confirmed, Share { n: 1, of: 4 });
    assert_eq!(day.quality.outcome_confirmed, Share { n: 1, of: 4 });
    assert_eq!((day.languages.recorded, n(&day.languages.active_offer, "not_recorded")), (0, 4));
}

#[test]
fn a_workstation_whose_entries_have_not_arrived_is_named_as_not_included() {
    let office = office();
    office.serve("Ben", office.usual()).unwrap();
    let office = office
        .with_store(|store, now| {
            // What it wrote the day before is here.
            let before = moments_store::Now { utc_ms: now.utc_ms - 24 * 60 * 60 * 1000, ..now };
            let other = OtherCounter::new(store.identity().office, before);
            let about = workstation_ref(&other.store.identity().workstation);
            write(
                &other.store,
                before,
                kind::WORKSTATION_SET,
                Author::App,
                about,
                &[("label", json!("Counter 2"))],
            );
            assert_eq!(store.absorb(now, &all(&other.store)).unwrap().refused, []);
        })
        .unwrap();
    let day = told(&office, "workstations", &ReviewFilter::default());
    let included: Vec<_> = day.scope.workstations.iter().map(|w| w.label.as_str()).collect();
    let missing: Vec<_> = day.scope.not_included.iter().map(|w| w.label.as_str()).collect();
    assert_eq!((included, missing), (vec!["Counter 1"], vec!["Counter 2"]));
}

#[test]
fn an_angry_answer_whose_moment_was_voided_is_told_as_left_out() {
    let office = office();
    for name in staff().take(5) {
        answered(&office, name, &office.usual(), 5);
    }
    let angry = office.serve("Ben", office.usual()).unwrap().item.id;
    answer(&office, 1);
    office.clock.forward(chrono::TimeDelta::seconds(30));
    office.desk.void(&office.actor("Ben"), angry, VoidReason::Mistake, None).unwrap_err();
    office.desk.void(&office.actor("Ada"), angry, VoidReason::Mistake, None).unwrap();
    let day = told(&office, "voided", &ReviewFilter::default());
    assert_eq!((day.moments, day.ratings.n, day.ratings.satisfied), (5, 5, Some(5)));
    assert_eq!((day.left_out.voided, day.left_out.answers_voided), (1, 1));
}
