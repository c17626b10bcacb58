//! The office: its settings, how its store stands.

use moments_tests::TestOffice;

#[test]
fn the_office_says_since_when_its_store_is_there_and_which_other_workstations_it_knows() {
    let office = TestOffice::new().unwrap();
    let began = office.clock.now();
    office.clock.forward(chrono::TimeDelta::days(40));
    office.serve("Ben", office.usual()).unwrap();
    let view = office.desk.office(&office.actor("Ada")).unwrap();
    assert_eq!(view.started_at.as_deref(), Some("2026-11-24T14:03:10-05:00"));
    assert_eq!(chrono::DateTime::parse_from_rfc3339(&view.started_at.unwrap()).unwrap(), began);
    assert_eq!((view.workstation.as_str(), view.workstations.len()), ("Counter 1", 0));
}
