//! The draw of invitations: nobody picks the clients who are asked, and somebody else can make sure of it.

use chrono::TimeDelta;
use moments_core::entities::{draw_ref, moment_ref};
use moments_core::entry::Author;
use moments_core::fields::{Fields, flatten};
use moments_core::fold::kind;
use moments_desk::ErrorCode;
use moments_desk::moments::{MomentForm, OpenMoment};
use moments_desk::review::{DrawCheck, DrawDifference};
use moments_desk::words::*;
use moments_store::{EntityChange, NewEntry, StoreError};
use moments_tests::TestOffice;

/// An office that invites one client in so many.
fn office(one_in: u32) -> TestOffice {
    let office = TestOffice::new().unwrap();
    policy(&office, one_in);
    office
}

fn policy(office: &TestOffice, one_in: u32) {
    let ada = office.actor("Ada");
    let form = office.desk.office(&ada).unwrap().office;
    let changed = moments_desk::office::OfficeForm { invite_one_in: one_in, ..form };
    office.desk.save_office(&ada, &changed).unwrap();
}

fn check(office: &TestOffice) -> DrawCheck {
    office.desk.verify_draws(&office.actor("Ada"), None).unwrap()
}

fn open(office: &TestOffice, form: MomentForm) -> OpenMoment {
    office.desk.open_moment(&office.actor("Ben"), form).unwrap()
}

fn save(office: &TestOffice, open: &OpenMoment) {
    let form = MomentForm { id: Some(open.id), ..office.usual() };
    office.desk.record(&office.actor("Ben"), &form, Origin::Live).unwrap();
}

/// Sets fields of a moment, as a changed program would.
fn amended_behind_our_back(office: TestOffice, id: MomentId, set: Fields) -> TestOffice {
    office
        .with_store(|store, now| {
            let change = EntityChange::new(moment_ref(&id), set);
            let entry = NewEntry {
                kind: kind::MOMENT_AMENDED,
                audience: Audience::Office,
                author: Author::App,
                changes: vec![change],
            };
            store.write::<_, StoreError>(now, |tx| tx.append(entry)).unwrap();
        })
        .unwrap()
}

#[test]
fn every_moment_of_a_day_is_drawn_again_and_none_differs() {
    let office = office(3);
    for _ in 0..30 {
        office.serve("Ben", office.usual()).unwrap();
        office.serve("Noor", office.usual()).unwrap();
    }
    let found = check(&office);
    assert_eq!((found.checked, found.discarded, found.not_checkable, found.out_of_turn), (60, 0, 0, 0));
    assert_eq!(found.differ, []);
    assert_eq!((found.invited > 0, found.expected.round()), (true, 20.0));
    let day = office.desk.review_day(&office.actor("Ada"), None, &Default::default()).unwrap();
    assert_eq!((day.invited, &day.draws), (found.invited, &found), "the supervisor's day says the same");
    assert_eq!(found.workstations.iter().map(|w| w.label.as_str()).collect::<Vec<_>>(), ["Counter 1"]);
    assert!(office.desk.verify_draws(&office.actor("Ben"), None).is_err(), "it is a supervisor's matter");
}

#[test]
fn an_invitation_that_was_added_taken_away_or_given_another_question_is_found() {
    let mut office = office(2);
    let saved: Vec<_> = (0..40).map(|_| office.serve("Ben", office.usual()).unwrap()).collect();
    let of = |invited: bool| saved.iter().find(|s| s.invited == invited).unwrap().item.clone();
    let (invited, not_invited) = (of(true), of(false));
    let set = |value: bool| Fields::from([("invitation/drawn".into(), value.into())]);
    assert_eq!(check(&office).differ, []);

    office = amended_behind_our_back(office, invited.id, set(false));
    office = amended_behind_our_back(office, not_invited.id, set(true));
    let third = saved.iter().filter(|s| s.invited).nth(1).unwrap().item.clone();
    let asked = office.desk.find_cards(&office.actor("Noor"), &third.short_no, None).unwrap()[0].question;
    let other = RotatedQuestion::ALL.iter().find(|q| Some(**q) != asked).unwrap();
    let question = Fields::from([("invitation/question".into(), other.as_str().into())]);
    office = amended_behind_our_back(office, third.id, question);

    let mut found: Vec<_> = check(&office).differ.into_iter().map(|d| (d.moment, d.why)).collect();
    let mut planted = vec![
        (invited.id, DrawDifference::Invited),
        (not_invited.id, DrawDifference::Invited),
        (third.id, DrawDifference::Question),
    ];
    found.sort_by_key(|(id, _)| *id);
    planted.sort_by_key(|(id, _)| *id);
    assert_eq!(found, planted);
}

#[test]
fn a_number_that_is_used_for_two_clients_is_found() {
    let office = office(2);
    let first = office.serve("Ben", office.usual()).unwrap();
    let second = office.serve("Ben", office.usual()).unwrap();
    let number = |no: u64| Fields::from([("invitation/draw_no".into(), no.into())]);
    let office = amended_behind_our_back(office, second.item.id, number(1));
    let found = check(&office);
    assert_eq!(
        found.differ.iter().map(|d| (d.moment, d.why)).collect::<Vec<_>>(),
        [(second.item.id, DrawDifference::UsedTwice)]
    );
    assert_eq!(found.discarded, 1, "and its own is missing");
    assert_ne!(first.item.id, second.item.id);
}

#[test]
fn a_program_that_draws_by_a_policy_of_its_own_is_found() {
    let office = office(2);
    let saved = office.serve("Ben", office.usual()).unwrap();
    let mut draw = None;
    let office = office
        .with_store(|store, now| {
            let found = store.read::<_, StoreError>(|r| r.draws_of_day("2026-11-24")).unwrap();
            let (id, before) = found.into_iter().next_back().unwrap();
            draw = Some(id);
            let set = flatten(&moments_core::draw::Draw { one_in: 50, ..before }).unwrap();
            let entry = NewEntry {
                kind: kind::DRAW_STARTED,
                audience: Audience::Office,
                author: Author::App,
                changes: vec![EntityChange::new(draw_ref(&id), set)],
            };
            store.write::<_, StoreError>(now, |tx| tx.append(entry)).unwrap();
        })
        .unwrap();
    let why: Vec<_> = check(&office).differ.into_iter().map(|d| (d.moment, d.why)).collect();
    assert_eq!(why, [(saved.item.id, DrawDifference::NotThisDraw)]);
}

#[test]
fn what_is_drawn_from_is_in_the_journal_before_the_first_number_and_begins_anew_with_day_and_policy() {
    let office = office(2);
    office.serve("Ben", office.usual()).unwrap();
    policy(&office, 5);
    office.serve("Ben", office.usual()).unwrap();
    office.serve("Ben", office.usual()).unwrap();
    office.clock.forward(TimeDelta::days(1));
    office.serve("Ben", office.usual()).unwrap();
    let mut kinds = Vec::new();
    let office = office
        .with_store(|store, _| {
            store
                .read::<_, StoreError>(|r| {
                    r.for_each_entry(|e| {
                        if e.kind == kind::DRAW_STARTED || e.kind == kind::MOMENT_RECORDED {
                            kinds.push(e.kind);
                        }
                        Ok(())
                    })?;
                    let days = ["2026-11-24", "2026-11-25"].map(|day| r.draws_of_day(day).unwrap());
                    let [first, next] = days;
                    assert_eq!(first.iter().map(|(_, d)| d.one_in).collect::<Vec<_>>(), [2, 5]);
                    assert_ne!(first[0].1.seed, first[1].1.seed);
                    assert_eq!((next[0].1.previous, next[0].1.previous_numbers), (Some(first[1].0), 2));
                    Ok(())
                })
                .unwrap();
        })
        .unwrap();
    let (draw, moment) = (kind::DRAW_STARTED, kind::MOMENT_RECORDED);
    assert_eq!(kinds, [draw, moment, draw, moment, moment, draw, moment]);
    let of = |day| office.desk.verify_draws(&office.actor("Ada"), Some(day)).unwrap();
    assert_eq!(
        (of("2026-11-24").checked, of("2026-11-24").differ.len()),
        (3, 0),
        "each by the policy of its time"
    );
    assert_eq!((of("2026-11-25").checked, of("2026-11-25").expected), (1, 0.2));
}

#[test]
fn whoever_discards_and_opens_again_gets_the_same_draw() {
    let office = office(2);
    let ben = office.actor("Ben");
    let first = open(&office, MomentForm::default());
    for _ in 0..20 {
        office.clock.forward(TimeDelta::seconds(5));
        let again = open(&office, MomentForm::default());
        office.desk.discard_moment(&ben, again.id).unwrap();
    }
    office.desk.discard_moment(&ben, first.id).unwrap();
    for _ in 0..20 {
        office.clock.forward(TimeDelta::seconds(100));
        let again = open(&office, MomentForm::default());
        assert_eq!(again.invited, first.invited, "the draw does not change by trying");
        office.desk.discard_moment(&ben, again.id).unwrap();
    }
    let last = open(&office, MomentForm::default());
    save(&office, &last);
    let found = check(&office);
    assert_eq!((found.checked, found.differ.len()), (1, 0));
    assert_eq!(found.discarded, 1, "the number of the second opening stayed away for too long");
}

#[test]
fn a_number_that_nobody_took_is_counted_with_what_it_would_have_been() {
    let office = office(1);
    let ben = office.actor("Ben");
    let given_up = open(&office, MomentForm::default());
    office.desk.discard_moment(&ben, given_up.id).unwrap();
    assert_eq!(check(&office).discarded, 0, "it waits for the next client");
    office.clock.forward(TimeDelta::minutes(3));
    let still_open = open(&office, MomentForm::default());
    office.serve("Noor", office.usual()).unwrap();
    let found = check(&office);
    assert_eq!((found.checked, found.discarded, found.discarded_invited), (1, 1, 1));
    save(&office, &still_open);
    office.clock.forward(TimeDelta::days(1));
    office.serve("Ben", office.usual()).unwrap();
    let yesterday = office.desk.verify_draws(&office.actor("Ada"), Some("2026-11-24")).unwrap();
    assert_eq!(
        (yesterday.checked, yesterday.discarded),
        (2, 1),
        "the next day's journal says how many there were"
    );
}

#[test]
fn a_draw_that_was_put_off_to_a_later_client_shows_as_out_of_turn() {
    let office = office(2);
    let ben = office.actor("Ben");
    let difficult = open(&office, MomentForm::default());
    office.clock.forward(TimeDelta::seconds(10));
    let instead = open(&office, MomentForm::default());
    save(&office, &instead);
    office.desk.discard_moment(&ben, difficult.id).unwrap();
    office.clock.forward(TimeDelta::seconds(30));
    let next = open(&office, MomentForm::default());
    assert_eq!(next.invited, difficult.invited, "the draw goes on to the next client");
    save(&office, &next);
    let found = check(&office);
    assert_eq!((found.checked, found.differ.len(), found.discarded, found.out_of_turn), (2, 0, 0, 1));
}

#[test]
fn a_phone_call_takes_no_number_and_a_channel_that_is_corrected_does() {
    let office = office(1);
    let ben = office.actor("Ben");
    let phone = MomentForm { channel: Some(Channel::Phone), ..MomentForm::default() };
    let call = open(&office, phone.clone());
    assert!(!call.invited);
    let corrected = office.desk.change_open_moment(&ben, call.id, MomentForm::default()).unwrap();
    assert!(corrected.invited, "it is drawn once the client may be asked");
    save(&office, &corrected);
    let second = open(&office, MomentForm::default());
    let form = MomentForm { id: Some(second.id), ..phone };
    office
        .desk
        .record(&ben, &MomentForm { services: office.usual().services, ..form }, Origin::Live)
        .unwrap();
    office
        .desk
        .record(&ben, &MomentForm { channel: Some(Channel::Phone), ..office.usual() }, Origin::Live)
        .unwrap();
    let found = check(&office);
    assert_eq!((found.checked, found.differ.len(), found.discarded, found.not_checkable), (2, 0, 0, 0));
}

#[test]
fn undo_keeps_the_draw_and_what_has_none_is_not_an_error() {
    let office = office(2);
    let ben = office.actor("Ben");
    let saved = office.serve("Ben", office.usual()).unwrap();
    let again = office.desk.undo(&ben, saved.item.id).unwrap().unwrap();
    assert_eq!(again.invited, saved.invited);
    save(&office, &again);
    let imported = MomentForm { started_at: Some("2026-11-24T09:00:00-05:00".into()), ..office.usual() };
    office.desk.record(&moments_desk::Actor::cli(), &imported, Origin::Imported).unwrap();
    let found = check(&office);
    assert_eq!((found.checked, found.differ.len(), found.not_checkable), (2, 0, 1));
    let wrong = office.desk.verify_draws(&office.actor("Ada"), Some("24 Nov")).unwrap_err();
    assert_eq!(wrong.code, ErrorCode::Invalid);
}

#[test]
fn a_store_that_was_brought_back_draws_from_another_seed() {
    let office = office(2);
    office.serve("Ben", office.usual()).unwrap();
    let kept = tempfile::tempdir().unwrap();
    let office = office
        .while_closed(|folder| moments_tests::copy_folder(&folder.join("home"), kept.path()).unwrap())
        .unwrap();
    office.serve("Ben", office.usual()).unwrap();
    // The mark knows of an entry that the copy lacks, and no other copy has it.
    let office = office
        .while_closed(|folder| {
            std::fs::remove_dir_all(folder.join("home/backups")).unwrap();
            for file in ["moments.db", "moments.db-wal", "moments.db-shm"] {
                let _ = std::fs::remove_file(folder.join("home").join(file));
                let _ = std::fs::copy(kept.path().join(file), folder.join("home").join(file));
            }
        })
        .unwrap();
    office.serve("Ben", office.usual()).unwrap();
    let found = check(&office);
    assert_eq!((found.checked, found.differ.len()), (2, 0));
    let lives = office.desk.epochs().unwrap();
    assert_eq!(lives, 2);
}
