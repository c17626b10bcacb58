//! The lists of cases: what is due, the lost slip, and the ages.

use super::{days, of_service, visit};
use moments_core::words::AgeBand;
use moments_desk::ErrorCode;
use moments_desk::cases::*;
use moments_desk::moments::ReferralForm;
use moments_desk::words::*;
use moments_tests::TestOffice;

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
