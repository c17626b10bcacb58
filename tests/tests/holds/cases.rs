//! Cases: a need that takes several visits, followed until it is met, whoever serves and wherever it is handed.

use moments_core::case::CaseCode;
use moments_core::entities::{case_ref, staff_ref};
use moments_core::entry::{Author, Entry};
use moments_core::fields::{Fields, flatten};
use moments_core::fold::kind;
use moments_core::words::{AgeBand, Audience, Level, ReferralKind};
use moments_desk::cases::*;
use moments_desk::moments::{LineForm, MomentForm, ReferralForm};
use moments_desk::sign_in::StaffForm;
use moments_desk::words::*;
use moments_desk::{ApiError, ErrorCode};
use moments_store::home::Home;
use moments_store::keys::{Holder, KeyFile, KeySlots};
use moments_store::{EntityChange, NewEntry, Store, StoreError};
use moments_tests::TestOffice;
use serde_json::json;
use std::cell::RefCell;

fn of_service(office: &TestOffice, key: usize) -> CaseForm {
    CaseForm { service: Some(office.quick(key)), ..CaseForm::default() }
}

/// A visit for the first quick service, with this outcome.
fn visit(office: &TestOffice, case: Option<CaseId>, outcome: Outcome) -> MomentForm {
    let line = LineForm { service: office.quick(1), outcome: Some(outcome), ..LineForm::default() };
    MomentForm { services: Some(vec![line]), case, ..MomentForm::default() }
}

fn days(office: &TestOffice, n: i64) {
    office.clock.forward(chrono::TimeDelta::days(n));
}

/// The timeline in short words.
fn told(view: &CaseView) -> Vec<String> {
    let word = |act: &CaseAct| {
        let mut words = Vec::new();
        words.extend(act.opened.then(|| "opened".to_owned()));
        words.extend(act.reopened.then(|| "reopened".to_owned()));
        words.extend(act.status.filter(|_| !act.reopened).map(|s| s.to_string()));
        words.extend(act.owner.as_ref().map(|o| format!("owner {}", o.name.as_deref().unwrap_or("nobody"))));
        words.extend(act.handed_to.as_ref().map(|o| format!("to {}", o.name)));
        words.extend(act.next_action.as_ref().map(|n| format!("next {:?}", n.value)));
        words.extend(act.due.as_ref().map(|d| format!("due {:?}", d.value)));
        words.join(", ")
    };
    let item = |item: &TimelineItem| match item {
        TimelineItem::Visit(visit) if visit.voided => "voided visit".to_owned(),
        TimelineItem::Visit(visit) => format!("visit {}", visit.outcome.map_or("", |o| o.as_str())),
        TimelineItem::Change(act) => word(act),
    };
    view.timeline.iter().map(item).collect()
}

#[test]
fn a_need_that_takes_three_visits_is_told_once_and_followed_until_it_is_met() {
    let office = TestOffice::new().unwrap();
    let (ben, noor) = (office.actor("Ben"), office.actor("Noor"));

    // The first visit: a paper is missing. The case is opened while the client is here, and belongs to the moment when it is saved.
    let open = office.desk.open_moment(&ben, visit(&office, None, Outcome::PartlyServed)).unwrap();
    let form = CaseForm {
        moment: Some(open.id),
        next_action: Some("bring the birth certificate".into()),
        ..CaseForm::default()
    };
    let case = office.desk.open_case(&ben, &form).unwrap().item;
    assert_eq!((case.service.as_str(), case.owner_name.as_deref()), (office.quick(1).as_str(), Some("Ben")));
    let draft = office.desk.counter(&ben).unwrap().open.remove(0);
    assert_eq!(draft.form.case, Some(case.id), "the draft keeps it, also over a crash");
    office.clock.forward(chrono::TimeDelta::minutes(3));
    office.desk.record(&ben, &draft.form, Origin::Live).unwrap();

    // The second, at Noor's: read aloud with an O for a zero and an l for a one. She needs not ask what it is about.
    days(&office, 9);
    let spoken = case.code.to_lowercase().replace('0', "o").replace('1', "l");
    let found = office.desk.find_case(&noor, &format!(" {}-{} ", &spoken[..4], &spoken[4..])).unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].id, found[0].visits, found[0].step), (case.id, 1, CaseStep::PartlyServed));
    assert_eq!(found[0].next_action.as_deref(), Some("bring the birth certificate"));
    office.serve("Noor", visit(&office, Some(case.id), Outcome::Referred)).unwrap();

    // The third.
    days(&office, 20);
    office.serve("Ben", visit(&office, Some(case.id), Outcome::Served)).unwrap();
    let view = office.desk.close_case(&ben, case.id, CaseStatus::Met).unwrap();
    assert_eq!(
        told(&view),
        [
            "visit partly_served",
            "opened, owner Ben, next Some(\"bring the birth certificate\")",
            "visit referred",
            "visit served",
            "met"
        ]
    );
    assert_eq!((view.item.visits, view.item.age_days), (3, 29));
    assert_eq!(office.desk.my_cases(&ben).unwrap().n, 0);
    assert_eq!(office.desk.find_case(&ben, &case.code).unwrap()[0].status, CaseStatus::Met, "still found");
}

#[test]
fn a_mistyped_code_says_which_mistake_it_is_and_one_that_nobody_has_finds_nothing() {
    let office = TestOffice::new().unwrap();
    let ben = office.actor("Ben");
    let code = office.desk.open_case(&ben, &of_service(&office, 1)).unwrap().item.code;
    let refused = |text: &str| {
        let error = office.desk.find_case(&ben, text).unwrap_err();
        assert_eq!(error.code, ErrorCode::CaseCode);
        (error.data.get("problem").cloned().unwrap_or_default(), error.data.get("at").cloned())
    };
    assert_eq!(refused("").0, "too_short");
    assert_eq!(refused(&code[..8]).0, "too_short");
    assert_eq!(refused(&format!("{code}7")).0, "too_long");
    assert_eq!(refused(&code.replacen(&code[2..3], "U", 1).replace('I', "1")).0, "symbol");
    assert_eq!(refused(&format!("{}U", &code[..8])), ("symbol".into(), Some("9".into())));
    let last = if code.ends_with('2') { "3" } else { "2" };
    assert_eq!(refused(&format!("{}{last}", &code[..8])).0, "check");
    let other = CaseCode::of([1, 2, 3, 4, 6]).unwrap();
    assert_eq!(office.desk.find_case(&ben, other.as_str()).unwrap(), []);
}

#[test]
fn a_case_is_handed_to_a_colleague_to_an_organization_and_back() {
    let office = TestOffice::new().unwrap();
    let (ada, ben, noor) = (office.actor("Ada"), office.actor("Ben"), office.actor("Noor"));
    let id = office.desk.open_case(&ben, &of_service(&office, 1)).unwrap().item.id;

    let to_noor = HandOver::Colleague { staff: office.id("Noor") };
    let view = office.desk.hand_over_case(&ben, id, &to_noor).unwrap();
    assert_eq!(view.item.owner_name.as_deref(), Some("Noor"));
    assert_eq!(view.colleagues.iter().map(|c| c.name.as_str()).collect::<Vec<_>>(), ["Ada", "Ben"]);
    assert_eq!((office.desk.my_cases(&ben).unwrap().n, office.desk.my_cases(&noor).unwrap().n), (0, 1));

    let town = ReferralForm {
        organization: None,
        name: Some("Town office".into()),
        level: Some(Level::Municipal),
        kind: Some(ReferralKind::WarmHandover),
    };
    let view = office.desk.hand_over_case(&noor, id, &HandOver::Organization { organization: town }).unwrap();
    assert_eq!(view.item.status, CaseStatus::WaitingForOther);
    assert_eq!(view.item.owner_name.as_deref(), Some("Noor"), "whoever had it still follows it");
    assert_eq!(view.item.handed_to.as_ref().map(|o| o.name.as_str()), Some("Town office"));

    let back = CaseChange { status: Some(CaseStatus::Open), ..CaseChange::default() };
    let view = office.desk.change_case(&noor, id, &back).unwrap();
    assert_eq!(view.item.handed_to, None);
    let view = office.desk.hand_over_case(&noor, id, &HandOver::Nobody).unwrap();
    assert_eq!(view.item.owner, None);
    assert_eq!(office.desk.due_cases(&ben).unwrap().unowned.n, 1, "nobody's case is shown to all");
    let view = office.desk.take_case(&ada, id).unwrap();
    assert_eq!(
        told(&view),
        [
            "opened, owner Ben",
            "owner Noor",
            "waiting_for_other, to Town office",
            "open",
            "owner nobody",
            "owner Ada"
        ]
    );

    // Not to somebody who has left; and what they had is nobody's.
    let leave = StaffForm {
        id: Some(office.id("Noor")),
        name: "Noor".into(),
        roles: vec![Role::Counter],
        active: false,
        pin: None,
        issue_pin: false,
        language: None,
    };
    office.desk.hand_over_case(&ada, id, &to_noor).unwrap();
    office.desk.save_staff(&ada, &leave).unwrap();
    let unowned = office.desk.due_cases(&ben).unwrap().unowned;
    assert_eq!((unowned.n, unowned.items[0].owner_gone), (1, true));
    let refused = office.desk.hand_over_case(&ben, id, &to_noor).unwrap_err();
    assert_eq!((refused.code, refused.field.as_deref()), (ErrorCode::Invalid, Some("staff")));
}

#[test]
fn what_is_closed_is_opened_again_before_it_is_changed() {
    let office = TestOffice::new().unwrap();
    let ben = office.actor("Ben");
    let id = office.desk.open_case(&ben, &of_service(&office, 1)).unwrap().item.id;
    office.desk.close_case(&ben, id, CaseStatus::NotMet).unwrap();
    let entries = entries_of(&office, id);
    office.desk.close_case(&ben, id, CaseStatus::NotMet).unwrap();
    assert_eq!(entries_of(&office, id), entries, "closing twice is closing once");

    let closed =
        |result: Result<CaseView, ApiError>| assert_eq!(result.unwrap_err().code, ErrorCode::CaseClosed);
    closed(office.desk.take_case(&ben, id));
    closed(office.desk.hand_over_case(&ben, id, &HandOver::Nobody));
    closed(office.desk.change_case(
        &ben,
        id,
        &CaseChange { due: Some(String::new()), ..CaseChange::default() },
    ));
    closed(office.desk.close_case(&ben, id, CaseStatus::Met));

    let view = office.desk.reopen_case(&office.actor("Noor"), id).unwrap();
    assert_eq!((view.item.status, view.item.owner_name.as_deref()), (CaseStatus::Open, Some("Ben")));
    assert_eq!(told(&view), ["opened, owner Ben", "not_met", "reopened"]);
    let opening = CaseChange { status: Some(CaseStatus::Met), ..CaseChange::default() };
    let refused = office.desk.change_case(&ben, id, &opening).unwrap_err();
    assert_eq!(refused.field.as_deref(), Some("status"), "closing has its own verb");
}

fn entries_of(office: &TestOffice, id: CaseId) -> usize {
    office.desk.case(&office.actor("Ben"), id).unwrap().timeline.len()
}

#[test]
fn opening_twice_is_opening_once_and_other_content_is_a_conflict() {
    let office = TestOffice::new().unwrap();
    let ben = office.actor("Ben");
    let id = Some("0192f0c4-7c1e-7a51-9f5b-3f1f0a2b4c5d".parse().unwrap());
    let form = CaseForm { id, next_action: Some("call the town office".into()), ..of_service(&office, 1) };
    let first = office.desk.open_case(&ben, &form).unwrap();
    let change = CaseChange { next_action: Some("done".into()), ..CaseChange::default() };
    let changed = office.desk.change_case(&ben, first.item.id, &change).unwrap();
    let again = office.desk.open_case(&ben, &form).unwrap();
    assert_eq!(again, changed, "whatever was changed since");
    let other = CaseForm { next_action: Some("call".into()), ..form };
    assert_eq!(office.desk.open_case(&ben, &other).unwrap_err().code, ErrorCode::Conflict);
}

#[test]
fn a_saved_moment_is_added_and_taken_out_and_a_voided_one_stays_visible() {
    let office = TestOffice::new().unwrap();
    let (ada, ben) = (office.actor("Ada"), office.actor("Ben"));
    let saved = office.serve("Ben", visit(&office, None, Outcome::TurnedAway)).unwrap().item.id;
    let form = CaseForm { moment: Some(saved), ..CaseForm::default() };
    let case = office.desk.open_case(&ben, &form).unwrap().item;
    assert_eq!((case.visits, case.step), (1, CaseStep::TurnedAway));
    let view = office.desk.moment(&ben, saved).unwrap();
    assert_eq!(view.form.case, Some(case.id));
    assert_eq!(view.history.last().unwrap().changes[0].field, "case");
    let twice = office.desk.open_case(&ben, &form).unwrap_err();
    assert_eq!(twice.field.as_deref(), Some("moment"), "it is in a case already");

    assert_eq!(office.desk.link_moment(&ben, saved, None).unwrap().form.case, None);
    assert_eq!(office.desk.case(&ben, case.id).unwrap().item.visits, 0);
    office.desk.link_moment(&ben, saved, Some(case.id)).unwrap();
    office.desk.void(&ada, saved, VoidReason::Duplicate, None).unwrap();
    let view = office.desk.case(&ben, case.id).unwrap();
    assert_eq!((view.item.visits, view.item.step), (0, CaseStep::Opened));
    assert_eq!(told(&view), ["voided visit", "opened, owner Ben"]);

    let nobodys = Some("0192f0c4-7c1e-7a51-9f5b-3f1f0a2b4c5d".parse().unwrap());
    let refused = office.serve("Ben", visit(&office, nobodys, Outcome::Served)).unwrap_err();
    assert_eq!((refused.code, refused.field.as_deref()), (ErrorCode::Invalid, Some("case")));
}

#[test]
fn what_is_due_today_or_overdue_by_the_offices_day_wants_somebody() {
    let office = TestOffice::new().unwrap();
    let ben = office.actor("Ben");
    let due = |day: &str| CaseForm { due: Some(day.into()), ..of_service(&office, 1) };
    // 14:03 in Iqaluit on the 24th.
    for day in ["2026-11-25", "2026-11-23", "2026-11-24"] {
        office.desk.open_case(&ben, &due(day)).unwrap();
    }
    office.desk.open_case(&ben, &of_service(&office, 1)).unwrap();
    let list = office.desk.due_cases(&office.actor("Noor")).unwrap();
    let shown: Vec<_> = list.due.items.iter().map(|c| (c.due.clone().unwrap(), c.due_in)).collect();
    assert_eq!(shown, [("2026-11-23".into(), Some(-1)), ("2026-11-24".into(), Some(0))]);
    assert_eq!((list.today.as_str(), list.due.n, list.unowned.n), ("2026-11-24", 2, 0));
    // Eight hours later it is the 25th in Greenwich and still the 24th here.
    office.clock.forward(chrono::TimeDelta::hours(8));
    assert_eq!(office.desk.due_cases(&ben).unwrap().due.n, 2);
    assert_eq!(
        office.desk.my_cases(&ben).unwrap().items[0].due.as_deref(),
        Some("2026-11-23"),
        "the most urgent first"
    );
    for wrong in ["2026-13-01", "tomorrow", "9999-01-01"] {
        assert_eq!(
            office.desk.open_case(&ben, &due(wrong)).unwrap_err().field.as_deref(),
            Some("due"),
            "{wrong}"
        );
    }
}

#[test]
fn without_the_slip_a_case_is_found_by_service_month_and_last_step_and_nothing_is_given_away() {
    let office = TestOffice::new().unwrap();
    let ben = office.actor("Ben");
    let form = |key| CaseForm { next_action: Some("bring the lease".into()), ..of_service(&office, key) };
    let old = office.desk.open_case(&ben, &form(1)).unwrap().item;
    office.serve("Ben", visit(&office, Some(old.id), Outcome::PartlyServed)).unwrap();
    days(&office, 20);
    let waits = office.desk.open_case(&ben, &form(1)).unwrap().item;
    let change = CaseChange { status: Some(CaseStatus::WaitingForClient), ..CaseChange::default() };
    office.desk.change_case(&ben, waits.id, &change).unwrap();
    office.desk.open_case(&ben, &form(2)).unwrap();
    let closed = office.desk.open_case(&ben, &form(1)).unwrap().item;
    office.desk.close_case(&ben, closed.id, CaseStatus::Met).unwrap();

    let all = office.desk.lost_slip(&ben, &LostSlipFilter::default()).unwrap();
    assert_eq!(all.n, 3);
    let text = serde_json::to_string(&all).unwrap();
    for secret in [old.code.as_str(), "lease", "Ben", &office.id("Ben").to_string()] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    let filter = LostSlipFilter { service: Some(office.quick(1)), ..LostSlipFilter::default() };
    let of_service = office.desk.lost_slip(&ben, &filter).unwrap();
    let months: Vec<_> = of_service.months.iter().map(|m| (m.key.as_str(), m.n)).collect();
    assert_eq!((of_service.n, months), (2, vec![("2026-12", 1), ("2026-11", 1)]));
    let services: Vec<_> = of_service.services.iter().map(|s| s.n).collect();
    assert_eq!(services.iter().sum::<u32>(), 3, "the other choices of the same kind stay open");
    let filter =
        LostSlipFilter { step: Some(CaseStep::PartlyServed), month: Some("2026-11".into()), ..filter };
    let one = office.desk.lost_slip(&ben, &filter).unwrap();
    assert_eq!(one.items.iter().map(|i| i.id).collect::<Vec<_>>(), [old.id]);
}

#[test]
fn supervisors_see_the_ages_and_every_count_opens_as_many_cases() {
    let office = TestOffice::new().unwrap();
    let (ada, ben) = (office.actor("Ada"), office.actor("Ben"));
    for (key, wait) in [(1, 60), (1, 25), (2, 6), (2, 1), (1, 0)] {
        office.desk.open_case(&ben, &of_service(&office, key)).unwrap();
        days(&office, wait);
    }
    let all = office.desk.open_cases(&ada, &CaseFilter::default()).unwrap().items;
    let town = ReferralForm { name: Some("Town office".into()), ..ReferralForm::default() };
    office.desk.hand_over_case(&ben, all[1].id, &HandOver::Organization { organization: town }).unwrap();
    let late = CaseChange { due: Some("2026-12-01".into()), ..CaseChange::default() };
    office.desk.change_case(&ben, all[0].id, &late).unwrap();
    office.desk.hand_over_case(&ben, all[2].id, &HandOver::Nobody).unwrap();

    let ageing = office.desk.case_ageing(&ada).unwrap();
    assert_eq!((ageing.n, ageing.overdue, ageing.unowned, ageing.oldest_days), (5, 1, 1, Some(92)));
    assert_eq!(ageing.bands, [3, 0, 1, 1]);
    let shown = |filter: CaseFilter| office.desk.open_cases(&ada, &filter).unwrap().n;
    let bands = AgeBand::ALL.iter().zip(&ageing.bands);
    assert!(
        bands.clone().all(|(band, n)| shown(CaseFilter { band: Some(*band), ..CaseFilter::default() }) == *n)
    );
    for row in &ageing.by_service {
        let of = |band| CaseFilter { band, service: Some(row.key.clone()), ..CaseFilter::default() };
        assert_eq!(shown(of(None)), row.n);
        assert!(AgeBand::ALL.iter().zip(&row.bands).all(|(band, n)| shown(of(Some(*band))) == *n));
    }
    for row in &ageing.by_status {
        let status = CaseStatus::parse(&row.key);
        assert_eq!(shown(CaseFilter { status, ..CaseFilter::default() }), row.n);
    }
    let [organization] = ageing.by_organization.as_slice() else { panic!("{:?}", ageing.by_organization) };
    let waits = CaseFilter { organization: Some(organization.key.clone()), ..CaseFilter::default() };
    assert_eq!((organization.name_en.as_str(), organization.n, shown(waits)), ("Town office", 1, 1));
    assert_eq!(shown(CaseFilter { overdue: Some(true), ..CaseFilter::default() }), 1);
    assert_eq!(shown(CaseFilter { unowned: Some(true), ..CaseFilter::default() }), 1);

    let text = serde_json::to_string(&ageing).unwrap();
    assert!(
        !text.contains("Ben") && !text.contains(&office.id("Ben").to_string()),
        "about cases, not about staff"
    );
    assert_eq!(office.desk.case_ageing(&ben).unwrap_err().code, ErrorCode::NotPermitted);
    assert_eq!(
        office.desk.open_cases(&ben, &CaseFilter::default()).unwrap_err().code,
        ErrorCode::NotPermitted
    );
}

#[test]
fn a_timeline_says_nothing_of_ratings_notes_and_who_served() {
    let office = TestOffice::new().unwrap();
    let ben = office.actor("Ben");
    let id = office.desk.open_case(&office.actor("Noor"), &of_service(&office, 1)).unwrap().item.id;
    let note = Some("a note of the first counter".to_owned());
    office.serve("Ben", MomentForm { note, ..visit(&office, Some(id), Outcome::Served) }).unwrap();
    let view = office.desk.case(&office.actor("Noor"), id).unwrap();
    let text = serde_json::to_string(&view.timeline).unwrap();
    for secret in ["note", "rating", "overall", "Ben", &office.id("Ben").to_string()] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    let mine = |view: &CaseView| {
        view.timeline.iter().any(|item| matches!(item, TimelineItem::Visit(visit) if visit.own))
    };
    assert!(!mine(&view) && mine(&office.desk.case(&ben, id).unwrap()));
}

#[test]
fn a_number_that_names_a_person_cannot_stand_in_a_next_action_and_the_text_can_be_erased() {
    let office = TestOffice::new().unwrap();
    let ben = office.actor("Ben");
    let form = |text: &str| CaseForm { next_action: Some(text.into()), ..of_service(&office, 1) };
    let refused = office.desk.open_case(&ben, &form("call 046 454 286")).unwrap_err();
    assert_eq!(
        (refused.field.as_deref(), refused.data["problem"].as_str()),
        (Some("next_action"), "must_be_masked")
    );
    let id = office.desk.open_case(&ben, &form("send the lease")).unwrap().item.id;

    let office = office
        .with_store(|store, now| {
            let opened = store.read::<_, StoreError>(|r| r.entries_of(&case_ref(&id))).unwrap().remove(0);
            let target = moments_store::target(&opened.key, moments_core::entry::PartName::Text);
            let set = Fields::from([("targets".to_owned(), json!([target]))]);
            let erasure = moments_core::entry::EntityRef::new("erasure", uuid::Uuid::from_u128(1));
            write(store, now, kind::PART_ERASED, Author::Cli, EntityChange::new(erasure, set));
        })
        .unwrap();
    let view = office.desk.case(&office.actor("Ben"), id).unwrap();
    assert_eq!(
        (view.item.next_action.as_deref(), view.item.next_action_erased),
        (None, true),
        "erased, not empty"
    );
}

fn write(store: &Store, now: moments_store::Now, kind: &'static str, author: Author, change: EntityChange) {
    let new = NewEntry { kind, audience: Audience::OfficeAndCentre, author, changes: vec![change] };
    store.write::<_, StoreError>(now, |tx| tx.append(new)).unwrap();
}

fn all_entries(store: &Store) -> Vec<Entry> {
    let mut all = Vec::new();
    store
        .read::<_, StoreError>(|r| {
            r.for_each_entry(|entry| {
                all.push(entry);
                Ok(())
            })
        })
        .unwrap();
    all
}

/// The counter beside: another workstation of the office, which reads all of the first, acts, and is read by it.
fn at_the_other_counter(
    office: TestOffice,
    here: impl FnOnce(&Store, moments_store::Now),
    there: impl FnOnce(&Store, moments_store::Now),
) -> TestOffice {
    let (here, there) = (RefCell::new(Some(here)), RefCell::new(Some(there)));
    office
        .with_store(|store, now| {
            let folder = tempfile::tempdir().unwrap();
            let home = Home::locate(Some(&folder.path().join("home"))).unwrap();
            home.create().unwrap();
            let file = KeyFile::create(&folder.path().join("key")).unwrap();
            let (key, _) = KeySlots::create(home.folder(), &[Holder::KeyFile(&file)]).unwrap();
            let office = store.identity().office;
            let other = Store::create::<StoreError>(&home, key, office, None, now, |_| Ok(())).unwrap();
            other.absorb(now, &all_entries(store)).unwrap();
            // Neither sees what the other does.
            here.take().unwrap()(store, now);
            there.take().unwrap()(&other, now);
            assert_eq!(store.absorb(now, &all_entries(&other)).unwrap().refused, []);
            other.absorb(now, &all_entries(store)).unwrap();
            let tables = |store: &Store| store.read::<_, StoreError>(|r| r.table_digests()).unwrap();
            assert_eq!(tables(store)["cases"], tables(&other)["cases"], "both counters show the same cases");
        })
        .unwrap()
}

#[test]
fn two_workstations_that_change_one_case_at_once_keep_both_and_the_supervisor_reads_it() {
    let office = TestOffice::new().unwrap();
    let (ben, noor) = (office.id("Ben"), office.id("Noor"));
    let id = office.desk.open_case(&office.actor("Ben"), &of_service(&office, 1)).unwrap().item.id;
    let set = |fields: &[(&str, serde_json::Value)]| {
        let fields = fields.iter().map(|(field, value)| ((*field).to_owned(), value.clone())).collect();
        EntityChange::new(case_ref(&id), fields)
    };
    let (due, owner) = (set(&[("due", json!("2026-12-01"))]), set(&[("owner", json!(noor))]));
    let office = at_the_other_counter(
        office,
        |store, now| write(store, now, kind::CASE_CHANGED, Author::Staff(ben), due),
        |store, now| write(store, now, kind::CASE_CHANGED, Author::Staff(noor), owner),
    );
    let item = office.desk.case(&office.actor("Ada"), id).unwrap().item;
    assert_eq!((item.due.as_deref(), item.owner_name.as_deref()), (Some("2026-12-01"), Some("Noor")));
    assert!(!item.conflict, "different fields are no conflict");

    let (mine, yours) = (set(&[("status", json!("met"))]), set(&[("status", json!("waiting_for_client"))]));
    let office = at_the_other_counter(
        office,
        |store, now| write(store, now, kind::CASE_CHANGED, Author::Staff(ben), mine),
        |store, now| write(store, now, kind::CASE_CHANGED, Author::Staff(noor), yours),
    );
    assert!(office.desk.case(&office.actor("Ada"), id).unwrap().item.conflict, "two people changed this");
    office
        .desk
        .close_case(&office.actor("Ada"), id, CaseStatus::Met)
        .or_else(|_| office.desk.reopen_case(&office.actor("Ada"), id))
        .unwrap();
}

#[test]
fn two_cases_with_one_code_are_both_shown() {
    let office = TestOffice::new().unwrap();
    let first = office.desk.open_case(&office.actor("Ben"), &of_service(&office, 1)).unwrap().item;
    let noor = office.id("Noor");
    // What another workstation drew, far from here.
    let twin = moments_core::case::Case {
        code: first.code.clone(),
        opened_at: chrono::DateTime::parse_from_rfc3339("2026-11-20T10:00:00-05:00").ok(),
        opened_by: Some(noor),
        service: "unclassified".into(),
        language: "fr".into(),
        ..Default::default()
    };
    let id: CaseId = "0192f0c4-7c1e-7a51-9f5b-3f1f0a2b4c5d".parse().unwrap();
    let change = EntityChange::new(case_ref(&id), flatten(&twin).unwrap());
    let office = at_the_other_counter(
        office,
        |_, _| {},
        |store, now| write(store, now, kind::CASE_OPENED, Author::Staff(noor), change),
    );
    let found = office.desk.find_case(&office.actor("Ben"), &first.code).unwrap();
    assert_eq!(found.iter().map(|c| c.id).collect::<Vec<_>>(), [id, first.id], "the older first");
}

#[test]
fn what_a_newer_version_wrote_about_a_case_makes_it_read_only_and_what_came_first_waits() {
    let office = TestOffice::new().unwrap();
    let ben = office.id("Ben");
    let id = office.desk.open_case(&office.actor("Ben"), &of_service(&office, 1)).unwrap().item.id;
    let only_changed: CaseId = "0192f0c4-7c1e-7a51-9f5b-3f1f0a2b4c5d".parse().unwrap();
    let stranger = moments_core::ids::StaffId(uuid::Uuid::from_u128(9));
    let office = at_the_other_counter(
        office,
        |_, _| {},
        |store, now| {
            let shared = EntityChange::new(case_ref(&id), Fields::from([("shared".into(), json!(true))]));
            write(store, now, "case_shared", Author::Staff(ben), shared);
            let due = EntityChange::new(
                case_ref(&only_changed),
                Fields::from([("due".into(), json!("2026-12-01"))]),
            );
            write(store, now, kind::CASE_CHANGED, Author::Staff(stranger), due);
        },
    );
    let actor = office.actor("Ben");
    let view = office.desk.case(&actor, id).unwrap();
    assert!(view.item.read_only);
    assert_eq!(office.desk.take_case(&actor, id).unwrap_err().code, ErrorCode::NewerVersion);
    assert_eq!(
        office.desk.close_case(&actor, id, CaseStatus::Met).unwrap_err().code,
        ErrorCode::NewerVersion
    );
    assert_eq!(office.desk.case(&actor, only_changed).unwrap_err().code, ErrorCode::NotFound, "incomplete");
    assert_eq!(office.desk.my_cases(&actor).unwrap().n, 1);
    let _ = staff_ref(&stranger);
}

#[test]
fn cases_are_for_those_who_serve_or_supervise() {
    let office = TestOffice::new().unwrap();
    let mut administrator = office.actor("Ada");
    administrator.roles = [Role::Administrator].into();
    let id = office.desk.open_case(&office.actor("Ben"), &of_service(&office, 1)).unwrap().item.id;
    let code = |result: Result<(), ApiError>| result.unwrap_err().code;
    let denied = [
        code(office.desk.open_case(&administrator, &CaseForm::default()).map(drop)),
        code(office.desk.find_case(&administrator, "K7MX3Q9R5").map(drop)),
        code(office.desk.case(&administrator, id).map(drop)),
        code(office.desk.my_cases(&administrator).map(drop)),
        code(office.desk.due_cases(&administrator).map(drop)),
        code(office.desk.lost_slip(&administrator, &LostSlipFilter::default()).map(drop)),
        code(office.desk.take_case(&administrator, id).map(drop)),
        code(office.desk.close_case(&administrator, id, CaseStatus::Met).map(drop)),
    ];
    assert!(denied.iter().all(|code| *code == ErrorCode::NotPermitted), "{denied:?}");
    let mut supervisor = office.actor("Ada");
    supervisor.roles = [Role::Supervisor].into();
    assert_eq!(office.desk.open_case(&supervisor, &CaseForm::default()).unwrap().item.service, UNCLASSIFIED);
}
