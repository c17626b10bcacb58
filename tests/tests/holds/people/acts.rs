//! What was done here and what was refused is written down, and supervisors read it.

use super::*;
use chrono::TimeDelta;
use moments_desk::sign_in::PinFor;
use moments_desk::words::Role;
use moments_desk::{Actor, Desk};

fn all(office: &TestOffice, filter: &ActsFilter) -> Vec<ActItem> {
    office.desk.acts(&office.actor("Ada"), filter).unwrap().acts
}

#[test]
fn a_flood_of_refusals_is_few_entries_and_none_is_lost() {
    let office = TestOffice::new().unwrap();
    for _ in 0..300 {
        let _ = sign_in(&office, "Ben", "not the pin");
    }
    office.steady.pass(2 * MINUTE);
    office.clock.forward(TimeDelta::minutes(2));
    let _ = sign_in(&office, "Ben", "not the pin");
    let refusals = acts(&office, ActKind::Refusals);
    let refused: Vec<u32> = refusals
        .iter()
        .filter(|act| act.action == Some(Action::SignInRefused))
        .map(|act| act.detail.parse().unwrap())
        .collect();
    assert_eq!(refused, [300, 1], "the first at once, the rest with the next");
    let waits: Vec<_> = refusals.iter().filter(|act| act.action == Some(Action::LockedOut)).collect();
    assert_eq!(waits.iter().map(|act| act.detail.as_str()).collect::<Vec<_>>(), ["60", "30"]);
    assert!(refusals.iter().all(|act| act.subject == "Ben"));
}

#[test]
fn refusals_that_were_only_counted_are_written_when_somebody_reads_and_when_moments_closes() {
    let office = TestOffice::new().unwrap();
    let refused = |office: &TestOffice| -> u32 {
        let all = acts(office, ActKind::Refusals);
        all.iter()
            .filter(|a| a.action == Some(Action::SignInRefused))
            .map(|a| a.detail.parse::<u32>().unwrap())
            .sum()
    };
    for _ in 0..3 {
        let _ = sign_in(&office, "Ben", "not the pin");
    }
    assert_eq!(refused(&office), 3);
    assert_eq!(refused(&office), 3, "reading again writes nothing again");
    let _ = sign_in(&office, "Ben", "not the pin");
    let office = office.while_closed(|_| ()).unwrap();
    assert_eq!(refused(&office), 4);
}

#[test]
fn what_is_not_for_a_role_is_refused_and_written_down() {
    let office = TestOffice::new().unwrap();
    sign_in(&office, "Ben", PIN).unwrap();
    let desk = &office.desk;
    for _ in 0..3 {
        assert_eq!(code(desk.asked(|d| d.staff(&d.actor()?))), Some(ErrorCode::NotPermitted));
    }
    office.clock.forward(TimeDelta::seconds(1));
    let refusals = acts(&office, ActKind::Refusals);
    office.clock.forward(TimeDelta::seconds(1));
    let not_permitted = Some(Action::NotPermitted);
    assert_eq!(
        told(&refusals),
        [(not_permitted, "administrator", "2"), (not_permitted, "administrator", "1")]
    );
    assert_eq!(serde_json::to_value(&refusals[0].by).unwrap()["name"], "Ben");
    // A supervisor whose rights rest is asked for the PIN, which is no refusal.
    sign_in(&office, "Ada", PIN).unwrap();
    office.steady.pass(5 * MINUTE);
    assert_eq!(code(desk.asked(|d| d.staff(&d.actor()?))), Some(ErrorCode::PinNeeded));
    assert_eq!(acts(&office, ActKind::Refusals).len(), 2);
    let _ = desk.give_pin("not the pin", PinFor::Rights);
    assert_eq!(told(&acts(&office, ActKind::Refusals))[0], (Some(Action::PinRefused), "Ada", "1"));
}

#[test]
fn acts_are_read_the_newest_first_by_day_by_kind_and_page_by_page() {
    let office = TestOffice::new().unwrap();
    let come_and_go = |office: &TestOffice, times: usize| {
        for _ in 0..times {
            sign_in(office, "Ben", PIN).unwrap();
            office.clock.forward(TimeDelta::seconds(1));
            office.desk.sign_out().unwrap();
            office.clock.forward(TimeDelta::seconds(1));
        }
    };
    come_and_go(&office, 30);
    office.clock.forward(TimeDelta::days(1));
    come_and_go(&office, 2);
    let wednesday = ActsFilter { date: Some("2026-11-25".into()), ..Default::default() };
    let of_the_day: Vec<_> = all(&office, &wednesday).iter().filter_map(|act| act.action).collect();
    assert_eq!(of_the_day, [Action::SignedOut, Action::SignedIn, Action::SignedOut, Action::SignedIn]);

    let mut pages = Vec::new();
    let mut filter = ActsFilter { kind: Some(ActKind::SignIns), ..Default::default() };
    loop {
        let page = office.desk.acts(&office.actor("Ada"), &filter).unwrap();
        pages.push(page.acts);
        match page.after {
            Some(after) => filter.after = Some(after),
            None => break,
        }
    }
    assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [50, 14]);
    let mut ids: Vec<_> = pages.concat().into_iter().map(|act| act.id).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 64, "none twice, none left out");
    assert!(all(&office, &ActsFilter { kind: Some(ActKind::Exports), ..Default::default() }).is_empty());
    assert_eq!(
        code(
            office
                .desk
                .acts(&office.actor("Ada"), &ActsFilter { date: Some("x".into()), ..Default::default() })
        ),
        Some(ErrorCode::Invalid)
    );
    assert_eq!(
        code(
            office
                .desk
                .acts(&office.actor("Ada"), &ActsFilter { after: Some("x".into()), ..Default::default() })
        ),
        Some(ErrorCode::NotFound)
    );
}

#[test]
fn supervisors_and_administrators_read_what_was_done_and_nobody_else() {
    let office = TestOffice::new().unwrap();
    let read = |actor: &Actor, desk: &Desk| code(desk.acts(actor, &Default::default()));
    assert_eq!(read(&office.actor("Ben"), &office.desk), Some(ErrorCode::NotPermitted));
    for role in [Role::Supervisor, Role::Administrator] {
        assert_eq!(read(&Actor { roles: [role].into(), ..office.actor("Ada") }, &office.desk), None);
    }
}

#[test]
fn an_act_of_a_newer_version_is_listed_and_none_tells_a_pin() {
    let office = TestOffice::new().unwrap();
    sign_in(&office, "Ben", PIN).unwrap();
    let _ = sign_in(&office, "Ben", "wrong-and-secret");
    let office = office
        .with_store(|store, now| {
            use moments_store::{Act, EntityChange, NewEntry, StoreError};
            let act = Act {
                at_ms: now.utc_ms,
                author: "system:app".into(),
                action: "teleported".into(),
                ..Act::default()
            };
            store
                .write::<_, StoreError>(now, |tx| {
                    let id = moments_core::entry::EntityRef::new("audit", moments_store::new_uuid(now)?);
                    tx.append(NewEntry {
                        kind: moments_core::fold::kind::AUDIT,
                        audience: moments_core::words::Audience::Office,
                        author: moments_core::entry::Author::App,
                        changes: vec![EntityChange::new(id, moments_core::fields::flatten(&act)?)],
                    })
                })
                .unwrap();
        })
        .unwrap();
    let listed = all(&office, &Default::default());
    assert!(listed.iter().any(|act| act.action.is_none()));
    let text = format!("{listed:?}");
    assert!(!text.contains(PIN) && !text.contains("secret"));
}
