//! Nothing is kept longer than the office keeps it, nothing goes without its warning, and no figure changes by it.

use chrono::TimeDelta;
use moments_desk::ErrorCode;
use moments_desk::follow_ups::CloseFollowUp;
use moments_desk::moments::MomentForm;
use moments_desk::office::OfficeForm;
use moments_desk::privacy::{KeepDays, KeepLongerForm, RetentionRun};
use moments_desk::review::{DayReview, ReviewFilter};
use moments_desk::trends::TrendForm;
use moments_desk::words::*;
use moments_store::plain::{self, Deletion};
use moments_tests::figures::{self, Tally, Wrong};
use moments_tests::{TestOffice, readable_in};

/// Lets so many days go by as an office lives them: Moments is open, and runs retention, at least every week.
fn live(office: &TestOffice, days: i64) -> u32 {
    let mut erased = 0;
    for gone in 0..days {
        office.clock.forward(TimeDelta::days(1));
        if gone % 5 == 4 || gone == days - 1 {
            // Somebody signs in.
            office.desk.quick_enquiry(&office.actor("Ben"), None).unwrap();
            if let RetentionRun::Ran { erased: n } = office.desk.run_retention().unwrap() {
                erased += n;
            }
        }
    }
    erased
}

fn noted(office: &TestOffice, note: &str) -> MomentId {
    office.serve("Ben", MomentForm { note: Some(note.into()), ..office.usual() }).unwrap().item.id
}

fn going(office: &TestOffice, part: KeptPart) -> Vec<(String, u32)> {
    let view = office.desk.retention(&office.actor("Ada")).unwrap();
    view.going.into_iter().filter(|going| going.part == part).map(|going| (going.on, going.n)).collect()
}

fn keep(office: &TestOffice, keep: KeepDays) {
    let ada = office.actor("Ada");
    let form = office.desk.office(&ada).unwrap().office;
    office.desk.save_office(&ada, &OfficeForm { keep, ..form }).unwrap();
}

#[test]
fn a_note_goes_after_thirty_days_of_warning_and_its_moment_stays() {
    let office = TestOffice::new().unwrap();
    let ada = office.actor("Ada");
    let moment = noted(&office, "the lease was missing");
    assert_eq!(office.desk.run_retention().unwrap(), RetentionRun::Ran { erased: 0 });
    assert_eq!(office.desk.run_retention().unwrap(), RetentionRun::Done, "once a day");
    assert_eq!(going(&office, KeptPart::Texts), [("2026-12-24".to_owned(), 1)], "a supervisor reads when");

    live(&office, 29);
    assert!(office.desk.moment(&ada, moment).unwrap().item.note.is_some(), "29 days: still there");
    assert_eq!(live(&office, 1), 1);
    let view = office.desk.moment(&ada, moment).unwrap();
    assert!(view.item.note.is_none() && view.item.note_erased && !view.item.erased);
    assert_eq!(going(&office, KeptPart::Texts), []);
    assert_eq!(office.desk.search(&ada, "lease").unwrap().len(), 0);
}

#[test]
fn whoever_is_not_done_with_a_note_still_has_it() {
    let office = TestOffice::new().unwrap();
    let ada = office.actor("Ada");
    let flagged = MomentForm { note: Some("read this".into()), note_flagged: Some(true), ..office.usual() };
    let moment = office.serve("Ben", flagged).unwrap().item.id;
    live(&office, 90);
    assert!(office.desk.moment(&ada, moment).unwrap().item.note.is_some(), "its follow-up is open");
    let follow_up = moments_core::follow_up::id(&moment, FollowUpRule::FlaggedNote);
    let end = CloseFollowUp {
        done: Some("seen to".into()),
        changes_how_we_serve: Some(false),
        ..CloseFollowUp::default()
    };
    office.desk.close_follow_up(&ada, follow_up, &end).unwrap();
    live(&office, 40);
    assert!(office.desk.moment(&ada, moment).unwrap().item.note_erased);
}

#[test]
fn a_shorter_time_takes_nothing_before_thirty_days_of_warning_and_an_administrator_keeps_it_longer() {
    let office = TestOffice::new().unwrap();
    let ada = office.actor("Ada");
    keep(&office, KeepDays { texts: 365, records: 730, audit: 2_557 });
    let moment = noted(&office, "a long story");
    live(&office, 200);
    let shorter = KeepDays { texts: 30, records: 730, audit: 2_557 };
    let preview = office.desk.retention_preview(&ada, &shorter).unwrap();
    assert_eq!(preview.iter().map(|going| going.n).sum::<u32>(), 1, "{preview:?}");
    keep(&office, shorter);
    assert_eq!(live(&office, 1), 0);
    assert_eq!(live(&office, 28), 0, "it is being warned of");
    let today = office.desk.retention(&ada).unwrap().today;
    let form = KeepLongerForm {
        part: KeptPart::Texts,
        until: "2027-09-30".into(),
        reason: "an audit is under way".into(),
    };
    assert_eq!(
        office.desk.keep_longer(&office.actor("Ben"), &form).unwrap_err().code,
        ErrorCode::NotPermitted
    );
    let past = KeepLongerForm { until: today, ..form.clone() };
    assert_eq!(office.desk.keep_longer(&ada, &past).unwrap_err().field.as_deref(), Some("until"));
    let view = office.desk.keep_longer(&ada, &form).unwrap();
    assert_eq!(view.kept_longer.len(), 1);
    live(&office, 40);
    assert!(office.desk.moment(&ada, moment).unwrap().item.note.is_some());
    live(&office, 60);
    assert!(office.desk.moment(&ada, moment).unwrap().item.note_erased);
}

#[test]
fn a_clock_in_doubt_erases_nothing_until_an_administrator_confirms_the_date() {
    let office = TestOffice::new().unwrap();
    let (ada, ben) = (office.actor("Ada"), office.actor("Ben"));
    let moment = noted(&office, "kept");
    live(&office, 10);
    office.clock.forward(TimeDelta::days(3_652));
    office.serve("Ben", office.usual()).unwrap();
    assert_eq!(office.desk.run_retention().unwrap(), RetentionRun::ClockInDoubt, "ten years ahead");
    assert!(office.desk.retention(&ada).unwrap().clock_in_doubt);
    office.clock.forward(TimeDelta::days(-7_000));
    assert_eq!(office.desk.run_retention().unwrap(), RetentionRun::ClockInDoubt, "and years back");
    office.clock.forward(TimeDelta::days(7_000 - 3_652 + 60));
    assert_eq!(
        office.desk.run_retention().unwrap(),
        RetentionRun::ClockInDoubt,
        "nobody was here for two months"
    );
    let today = office.desk.retention(&ada).unwrap().today;
    assert_eq!(office.desk.confirm_date(&ben, &today).unwrap_err().code, ErrorCode::NotPermitted);
    assert_eq!(office.desk.confirm_date(&ada, "2026-11-24").unwrap_err().code, ErrorCode::Invalid);
    office.desk.confirm_date(&ada, &today).unwrap();
    assert!(matches!(office.desk.run_retention().unwrap(), RetentionRun::Ran { .. }));
    assert!(office.desk.moment(&ada, moment).unwrap().item.note_erased, "it was warned of in time");
}

fn shown(office: &TestOffice) -> (DayReview, String) {
    let ada = office.actor("Ada");
    let day = office.desk.review_day(&ada, Some("2026-11-24"), &ReviewFilter::default()).unwrap();
    let form = TrendForm {
        from: "2026-11-01".into(),
        to: "2026-12-31".into(),
        by: TrendBy::Month,
        workstation: None,
        service: None,
        channel: None,
    };
    (day, format!("{:?}", office.desk.trend(&ada, &form).unwrap()))
}

/// A day with every kind of thing in it.
fn busy_day(office: &TestOffice) {
    for overall in [5, 4, 2, 5, 1, 3, 4] {
        for name in ["Ada", "Ben", "Noor"] {
            let form = MomentForm { note: Some("qzxlongago".into()), ..office.usual() };
            office.answered(name, form, overall).unwrap();
        }
    }
    let turned = MomentForm { outcome: Some(Outcome::TurnedAway), ..office.usual() };
    let voided = office.serve("Ben", turned).unwrap().item.id;
    office.desk.void(&office.actor("Ada"), voided, VoidReason::Test, None).unwrap();
    for rule in office.desk.follow_ups(&office.actor("Ada"), &Default::default()).unwrap().items {
        let end = CloseFollowUp {
            done: Some("seen to".into()),
            changes_how_we_serve: Some(false),
            ..CloseFollowUp::default()
        };
        office.desk.close_follow_up(&office.actor("Ada"), rule.id, &end).unwrap();
    }
}

#[test]
pub fn after_two_years_the_moments_go_and_the_figures_of_their_day_stay() {
    let office = TestOffice::new().unwrap();
    keep(&office, KeepDays { texts: 30, records: 730, audit: 730 });
    busy_day(&office);
    live(&office, 720);
    let (day, trend) = shown(&office);
    let moment_of = |office: &TestOffice| {
        office
            .desk
            .review_moments(&office.actor("Ada"), Some("2026-11-24"), &ReviewFilter::default(), None)
            .unwrap()
    };
    assert!(moment_of(&office).items.len() > 20);
    live(&office, 60);
    assert_eq!(moment_of(&office).items.len(), 0, "gone");
    let check = |office: &TestOffice, when: &str| {
        let (after, trend_after) = shown(office);
        assert_eq!(after.left_out.only_sums, 22, "{when}: and it says so");
        assert_eq!((after.left_out.incomplete, after.left_out.erased), (0, 0), "{when}");
        assert_eq!(
            (after.moments, after.answered, after.ratings.clone()),
            (day.moments, day.answered, day.ratings.clone()),
            "{when}"
        );
        assert_eq!(after.by_service.len(), day.by_service.len(), "{when}");
        assert_eq!(
            (&after.ended, &after.by_hour, &after.by_client),
            (&day.ended, &day.by_hour, &day.by_client),
            "{when}"
        );
        assert_eq!(after.left_out.voided, 1, "{when}");
        // The days since are others.
        assert_eq!(trend_after, trend, "{when}");
    };
    check(&office, "after they went");
    let office = office.with_store(|store, now| store.rebuild(now).unwrap()).unwrap();
    check(&office, "after a fresh fold of the journal");
}

#[test]
fn what_was_kept_for_its_time_is_in_no_byte_of_any_file() {
    let left = |deletion: Deletion| {
        plain::during(deletion, || {
            let office = TestOffice::new().unwrap();
            busy_day(&office);
            live(&office, 35);
            let open = readable_in(office.folder(), "qzxlongago").len();
            office.desk.close();
            (open, readable_in(office.folder(), "qzxlongago").len())
        })
    };
    figures::run_each("raw bytes after a purge", 1, |_| {
        let (open, closed) = left(Deletion::Secure);
        let mut tally = Tally::default();
        for (files, when) in [(open, "while Moments is open"), (closed, "after it was closed")] {
            let readable = (files > 0).then(|| Wrong::Unclear(format!("readable in {files} files")));
            tally.count(readable.map_or(Ok(()), Err), || when.to_owned());
        }
        tally
    });
    // The control: where SQLite only lets go of what is deleted, it is still there.
    figures::mutants("raw bytes after a purge", &[Deletion::Left], |deletion| left(*deletion).1 > 0);
}
