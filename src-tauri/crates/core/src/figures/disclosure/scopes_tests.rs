use super::*;
use crate::figures::{Facts, Narrow};
use crate::ids::RatingId;
use crate::ids::{StaffId, WorkstationId};
use crate::moment::{Line, Marked, Moment, Rating};
use crate::words::*;
use proptest::prelude::*;
use std::collections::BTreeSet;
use uuid::Uuid;

/// A rated moment: who served, at which workstation, which service, client, channel and outcome.
fn rated((staff, workstation, service, client, channel, outcome): (u8, u8, u8, u8, u8, u8)) -> Facts {
    let relationship = [Relationship::Voluntary, Relationship::InvoluntaryObligation];
    let line = Line {
        service: format!("service {service}"),
        relationship: Marked::recorded(relationship[usize::from(client)]),
        outcome: Marked::recorded(Outcome::ALL[usize::from(outcome)]),
        ..Line::default()
    };
    let rating = Rating { state: RatingState::Rated, overall: Some(4), ..Rating::default() };
    let moment = Moment {
        staff: Some(StaffId(Uuid::from_u128(staff.into()))),
        workstation: WorkstationId(Uuid::from_u128(workstation.into())),
        channel: Marked::recorded([Channel::InPerson, Channel::Video][usize::from(channel)]),
        lines: [("a".to_owned(), line)].into(),
        ratings: [(RatingId(Uuid::nil()), rating)].into(),
        ..Moment::default()
    };
    Facts::of(&moment, &BTreeSet::new())
}

fn day() -> impl Strategy<Value = Vec<Facts>> {
    let one = (0_u8..6, 0_u8..4, 0_u8..4, 0_u8..2, 0_u8..2, 0_u8..3);
    proptest::collection::vec(one.prop_map(rated), 0..40)
}

fn people<'a>(facts: impl IntoIterator<Item = &'a Facts>) -> usize {
    facts.into_iter().filter_map(|facts| facts.staff).collect::<BTreeSet<_>>().len()
}

/// Everything that a reader can narrow a day to.
fn every_filter(facts: &[Facts]) -> Vec<Narrow> {
    let mut all = vec![Narrow::default()];
    for facts in facts {
        let sides = [
            Narrow { workstation: Some(facts.workstation), ..Narrow::default() },
            Narrow { service: facts.service().map(str::to_owned), ..Narrow::default() },
            Narrow { channel: Some(facts.channel.value), ..Narrow::default() },
            Narrow { outcome: facts.outcome, ..Narrow::default() },
            Narrow { hour: Some(facts.hour), ..Narrow::default() },
            Narrow {
                workstation: Some(facts.workstation),
                service: facts.service().map(str::to_owned),
                ..Narrow::default()
            },
        ];
        all.extend(sides.iter().cloned());
        all.extend(sides.into_iter().map(|side| Narrow { client: facts.client, ..side }));
        all.push(Narrow { client: facts.client, ..Narrow::default() });
    }
    let mut once = Vec::new();
    for filter in all {
        if !once.contains(&filter) {
            once.push(filter);
        }
    }
    once
}

#[test]
fn a_busy_office_sees_its_services_and_a_lone_clerk_is_in_none() {
    let mut facts: Vec<Facts> = Vec::new();
    for staff in 0..4 {
        for service in 0..2 {
            facts.push(rated((staff, staff, service, 0, 0, 0)));
            facts.push(rated((staff, staff, service, 1, 0, 0)));
        }
    }
    facts.push(rated((0, 0, 2, 0, 0, 0)));
    let scopes = Scopes::of(&facts, 3, Guarded::Own);
    let of = |service: &str| Narrow { service: Some(service.to_owned()), ..Narrow::default() };
    assert_eq!(scopes.withheld(&Narrow::default()), None);
    assert_eq!(scopes.withheld(&of("service 2")), Some(Withheld::FewStaff), "one person served it");
    let shown = [of("service 0"), of("service 1")].iter().filter(|s| scopes.withheld(s).is_none()).count();
    assert_eq!(shown, 1, "the other one is hidden with it, or the whole less both would be one person's");
    let of_one = Narrow { workstation: Some(facts[0].workstation), ..Narrow::default() };
    assert_eq!(scopes.withheld(&of_one), Some(Withheld::FewStaff));
    assert_eq!(scopes.withheld(&of("service 9")), None, "nobody was served: nothing to tell");
    let narrow = Narrow { channel: Some(Channel::InPerson), ..of("service 0") };
    assert_eq!(scopes.withheld(&narrow), Some(Withheld::Narrow));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// The attack of somebody with the supervisor's role and patience: every filter, and every two of them that can be
    /// taken from each other, and a whole less all that is shown of its parts.
    #[test]
    fn no_filter_and_no_difference_of_filters_is_about_too_few_people(facts in day(), least in 2_usize..5) {
        let scopes = Scopes::of(&facts, least, Guarded::Own);
        let shown: Vec<Narrow> =
            every_filter(&facts).into_iter().filter(|filter| scopes.withheld(filter).is_none()).collect();
        for wide in &shown {
            let held: Vec<usize> = (0..facts.len()).filter(|i| wide.holds(&facts[*i])).collect();
            prop_assert!(held.is_empty() || people(held.iter().map(|i| &facts[*i])) >= least, "{wide:?}");
            for narrow in &shown {
                let inside: BTreeSet<usize> = (0..facts.len()).filter(|i| narrow.holds(&facts[*i])).collect();
                if inside.iter().all(|i| held.contains(i)) {
                    let left: Vec<&Facts> = held.iter().filter(|i| !inside.contains(i)).map(|i| &facts[*i]).collect();
                    prop_assert!(left.is_empty() || people(left.iter().copied()) >= least, "{wide:?} less {narrow:?}");
                }
            }
            let parts: [fn(&Narrow) -> bool; 6] = [
                |n| n.workstation.is_some(), |n| n.service.is_some(), |n| n.channel.is_some(),
                |n| n.outcome.is_some(), |n| n.hour.is_some(), |n| n.client.is_some(),
            ];
            for part in parts {
                let cells: Vec<&Narrow> = shown.iter().filter(|n| part(n) && is_part_of(n, wide)).collect();
                let left: Vec<&Facts> = held
                    .iter()
                    .map(|i| &facts[*i])
                    .filter(|facts| !cells.iter().any(|cell| cell.holds(facts)))
                    .collect();
                prop_assert!(left.is_empty() || people(left.iter().copied()) >= least, "{wide:?} less {cells:?}");
            }
        }
    }
}

/// Narrowed like `wide`, and on one more side.
fn is_part_of(narrow: &Narrow, wide: &Narrow) -> bool {
    let mut left = narrow.clone();
    let more = narrow.sides() + usize::from(narrow.client.is_some());
    let less = wide.sides() + usize::from(wide.client.is_some());
    for (own, theirs) in [(&mut left.service, &wide.service)] {
        if theirs.is_none() {
            *own = None
        }
    }
    if wide.workstation.is_none() {
        left.workstation = None
    }
    if wide.channel.is_none() {
        left.channel = None
    }
    if wide.outcome.is_none() {
        left.outcome = None
    }
    if wide.hour.is_none() {
        left.hour = None
    }
    if wide.client.is_none() {
        left.client = None
    }
    more == less + 1 && left == *wide
}
