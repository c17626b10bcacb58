//! Weeks to years: the same figures as the days', by whole periods; comparisons only where there are answers enough.

use moments_desk::ErrorCode;
use moments_desk::moments::{MomentForm, ReferralForm};
use moments_desk::review::{ReviewFilter, Withheld};
use moments_desk::trends::{RatedTotal, Trend, TrendForm};
use moments_desk::words::*;
use moments_tests::TestOffice;

fn days(n: i64) -> chrono::TimeDelta {
    chrono::TimeDelta::days(n)
}

fn form(from: &str, to: &str, by: TrendBy) -> TrendForm {
    TrendForm { from: from.into(), to: to.into(), by, workstation: None, service: None, channel: None }
}

fn trend(office: &TestOffice, form: &TrendForm) -> Trend {
    office.desk.trend(&office.actor("Ada"), form).unwrap()
}

/// Two weeks from Tuesday 2026-11-24: in the first everybody is satisfied, in the second nobody, but for one day of each on
/// which only Ben served.
fn two_weeks() -> TestOffice {
    let office = TestOffice::new().unwrap();
    for overall in [5, 1] {
        for name in ["Ben", "Noor", "Ada", "Ben", "Noor", "Ada"] {
            office.answered(name, office.usual(), overall).unwrap();
        }
        office.clock.forward(days(1));
        office.answered("Ben", office.usual(), 3).unwrap();
        office.clock.forward(days(6));
    }
    office
}

#[test]
fn weeks_are_told_apart_and_their_difference_has_a_range() {
    let office = two_weeks();
    let trend = trend(&office, &form("2026-11-24", "2026-12-02", TrendBy::Week));
    assert_eq!((trend.from.as_str(), trend.to.as_str()), ("2026-11-23", "2026-12-06"), "whole weeks");
    let [first, second] = trend.periods.as_slice() else { panic!("two weeks: {:?}", trend.periods.len()) };
    assert_eq!((first.days, first.moments, first.answered), (2, 7, 7));
    assert_eq!((first.ratings.n, first.ratings.satisfied, first.index), (6, Some(6), Some(100.0)));
    assert_eq!((second.ratings.n, second.ratings.satisfied, second.index), (6, Some(0), Some(0.0)));
    assert_eq!(
        (first.days_not_rated, second.days_not_rated),
        (1, 1),
        "of that day Ben's answers would be left"
    );
    let change = second.change;
    assert_eq!((change.n, change.before, change.points), (6, 6, Some(-100.0)));
    assert!(change.low.unwrap() < -60.0 && change.high.unwrap() < 0.0, "{change:?}");
    assert_eq!(first.change.points, None, "there is nothing before it");
    assert_eq!((trend.whole.moments, trend.whole.ratings.n), (14, 12));
}

#[test]
fn what_is_narrowed_is_told_by_months() {
    let office = two_weeks();
    let service = Some(office.quick(1));
    let by =
        |by| trend(&office, &TrendForm { service: service.clone(), ..form("2026-11-24", "2026-12-02", by) });
    let week = &by(TrendBy::Week).periods[0];
    assert_eq!((week.moments, week.answered), (7, 7));
    assert_eq!((week.ratings.withheld, week.ratings.satisfied), (Some(Withheld::Narrow), None));
    let months = by(TrendBy::Month);
    assert_eq!(months.periods.iter().map(|p| p.ratings.n).collect::<Vec<_>>(), [6, 6]);
    assert_eq!(months.gap, None);
}

#[test]
fn a_fiscal_year_begins_in_april_and_few_answers_are_no_comparison() {
    let office = TestOffice::new().unwrap();
    for name in ["Ben", "Noor", "Ada"] {
        office.answered(name, office.usual(), 4).unwrap();
    }
    let trend = trend(&office, &form("2026-03-31", "2026-11-24", TrendBy::FiscalYear));
    let [before, now] = trend.periods.as_slice() else { panic!("two years") };
    assert_eq!((before.from.as_str(), before.to.as_str(), before.moments), ("2025-04-01", "2026-03-31", 0));
    assert_eq!((now.from.as_str(), now.moments, now.ratings.n), ("2026-04-01", 3, 3));
    assert_eq!((now.ratings.mean, now.index, now.change.points), (None, None, None), "under five answers");
}

#[test]
fn those_who_were_sent_from_door_to_door_stand_beside_those_who_were_not() {
    let office = TestOffice::new().unwrap();
    let elsewhere = || Some(ReferralForm { level: Some(Level::Municipal), ..ReferralForm::default() });
    for (name, overall) in ["Ben", "Noor", "Ada", "Ben", "Noor"].into_iter().zip([5, 5, 4, 5, 4]) {
        office.answered(name, office.usual(), overall).unwrap();
    }
    for (name, overall) in ["Ada", "Ben", "Noor", "Ada", "Ben"].into_iter().zip([2, 1, 3, 4, 2]) {
        let sent = MomentForm { came_from: elsewhere(), contact: Some(ContactNo::Second), ..office.usual() };
        office.answered(name, sent, overall).unwrap();
    }
    let ways = |by| {
        let told = trend(&office, &form("2026-11-24", "2026-11-24", by)).whole;
        let said = |total: &RatedTotal| (total.word.clone(), total.moments, total.ratings.satisfied);
        (
            told.by_way.iter().map(said).collect::<Vec<_>>(),
            told.by_contact.iter().map(said).collect::<Vec<_>>(),
        )
    };
    let group = |word: &str, satisfied| (word.to_owned(), 5, satisfied);
    let (way, contact) = ways(TrendBy::Month);
    assert_eq!(way, [group("straight", Some(5)), group("sent_here", Some(1))]);
    assert_eq!(contact, [group("2", Some(1)), group("unknown", Some(5))]);
    assert_eq!(
        ways(TrendBy::Week).0,
        [group("straight", None), group("sent_here", None)],
        "weeks and months would tell of each other"
    );
}

#[test]
fn involuntary_clients_stand_beside_voluntary_ones_for_all_and_for_those_served() {
    let office = TestOffice::new().unwrap();
    let with = |relationship, outcome| MomentForm {
        relationship: Some(relationship),
        outcome: Some(outcome),
        ..office.usual()
    };
    for (overall, name) in [5, 5, 4, 5, 4, 5].into_iter().zip(["Ben", "Noor", "Ada"].into_iter().cycle()) {
        office.answered(name, with(Relationship::Voluntary, Outcome::Served), overall).unwrap();
    }
    for (overall, name) in [4, 3, 4, 3, 3].into_iter().zip(["Ben", "Noor", "Ada"].into_iter().cycle()) {
        office.answered(name, with(Relationship::InvoluntaryObligation, Outcome::Served), overall).unwrap();
    }
    for name in ["Ben", "Noor", "Ada"] {
        office.answered(name, with(Relationship::InvoluntaryObligation, Outcome::TurnedAway), 1).unwrap();
    }
    let gap = trend(&office, &form("2026-11-24", "2026-11-24", TrendBy::Week)).gap.unwrap();
    assert_eq!((gap.all.voluntary, gap.all.involuntary), (6, 8));
    assert_eq!((gap.served.voluntary, gap.served.involuntary), (6, 5));
    let (all, served) = (gap.all.difference.unwrap(), gap.served.difference.unwrap());
    assert!(
        (all - (20.0 / 8.0 - 28.0 / 6.0)).abs() < 1e-12 && (served - (17.0 / 5.0 - 28.0 / 6.0)).abs() < 1e-12
    );
    assert!(gap.served.low.unwrap() < served && served < gap.served.high.unwrap());
}

#[test]
fn what_changes_later_changes_its_day_in_every_period() {
    let office = two_weeks();
    let asked = form("2026-11-24", "2026-12-02", TrendBy::Month);
    let moments =
        |office: &TestOffice| trend(office, &asked).periods.iter().map(|p| p.moments).collect::<Vec<_>>();
    assert_eq!(moments(&office), [7, 7]);
    let ada = office.actor("Ada");
    let page = office.desk.review_moments(&ada, Some("2026-11-24"), &ReviewFilter::default(), None).unwrap();
    office.desk.void(&ada, page.items[0].id, VoidReason::Mistake, None).unwrap();
    assert_eq!(moments(&office), [6, 7]);
    office.desk.restore(&ada, page.items[0].id).unwrap();
    assert_eq!(moments(&office), [7, 7]);
}

#[test]
fn a_day_stands_beside_what_is_usual_for_its_weekday() {
    let office = TestOffice::new().unwrap();
    let usual = |office: &TestOffice| {
        office.desk.review_day(&office.actor("Ada"), None, &ReviewFilter::default()).unwrap().usual
    };
    assert_eq!(usual(&office), None, "no such weekday before");
    for week in 1..=9 {
        for _ in 0..week {
            office.serve("Ben", office.usual()).unwrap();
        }
        // Another weekday counts for itself.
        office.clock.forward(days(1));
        office.serve("Ben", office.usual()).unwrap();
        office.clock.forward(days(6));
    }
    let usual = usual(&office).unwrap();
    assert_eq!((usual.days, usual.lowest, usual.median, usual.highest), (8, 2, 5.5, 9), "the last eight");
}

#[test]
fn only_supervisors_ask_and_a_range_that_is_none_is_refused() {
    let office = TestOffice::new().unwrap();
    let asked = form("2026-11-24", "2026-11-23", TrendBy::Week);
    let refused = office.desk.trend(&office.actor("Ben"), &asked).unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotPermitted);
    let refused = office.desk.trend(&office.actor("Ada"), &asked).unwrap_err();
    assert_eq!((refused.code, refused.field.as_deref()), (ErrorCode::Invalid, Some("to")));
}
