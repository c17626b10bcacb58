use super::*;
use crate::figures::{Facts, SummedBlock, SummedSide};
use crate::ids::{RatingId, WorkstationId};
use crate::moment::{Line, Marked, Moment, Rating, Referral};
use crate::words::*;
use proptest::prelude::*;
use uuid::Uuid;

/// Who, which service, client and channel, and whether the client was sent here.
type Told = (u8, u8, u8, u8, bool);

fn rated((staff, service, client, channel, sent_here): Told) -> Facts {
    let relationship = [Relationship::Voluntary, Relationship::InvoluntaryObligation];
    let line = Line {
        service: service.to_string(),
        relationship: Marked::recorded(relationship[usize::from(client)]),
        ..Line::default()
    };
    let rating = Rating { state: RatingState::Rated, overall: Some(4), ..Rating::default() };
    let moment = Moment {
        staff: Some(StaffId(Uuid::from_u128(staff.into()))),
        workstation: WorkstationId(Uuid::from_u128(1)),
        channel: Marked::recorded([Channel::InPerson, Channel::Video][usize::from(channel)]),
        came_from: sent_here.then(|| Referral { level: Level::Federal, ..Referral::default() }),
        lines: [("a".to_owned(), line)].into(),
        ratings: [(RatingId(Uuid::nil()), rating)].into(),
        ..Moment::default()
    };
    Facts::of(&moment, &BTreeSet::new())
}

fn some_days() -> impl Strategy<Value = Vec<Vec<Facts>>> {
    let one = (0_u8..6, 0_u8..3, 0_u8..2, 0_u8..2, any::<bool>()).prop_map(rated);
    proptest::collection::vec(proptest::collection::vec(one, 0..9), 1..6)
}

fn people<'a>(facts: impl IntoIterator<Item = &'a Facts>) -> usize {
    facts.into_iter().filter_map(|facts| facts.staff).collect::<BTreeSet<_>>().len()
}

/// A cell, and whether a moment stands in it.
type Known = (Cell, Box<dyn Fn(&Facts) -> bool>);

/// By client, by service, by channel, and by the way.
fn breakdowns() -> [Vec<Known>; 4] {
    let cell = |side: Side, holds: Box<dyn Fn(&Facts) -> bool>| ((side, None), holds);
    let client = |client: &ClientRelationship| -> Known {
        let client = *client;
        ((Side::Whole, Some(client)), Box::new(move |facts| facts.client == Some(client)))
    };
    [
        ClientRelationship::ALL.iter().map(client).collect(),
        ["0", "1", "2"]
            .map(|key| cell(Side::Service(key.into()), Box::new(move |facts| facts.service() == Some(key))))
            .into(),
        [Channel::InPerson, Channel::Video]
            .map(|channel| {
                cell(Side::Channel(channel), Box::new(move |facts| facts.channel.value == channel))
            })
            .into(),
        [Way::Straight, Way::SentHere]
            .map(|way| cell(Side::Way(way), Box::new(move |facts| facts.way() == way)))
            .into(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_whole_is_made_of_the_same_days_however_they_are_taken_together(
        days in some_days(), cut in 0_usize..6, least in 1_usize..4,
    ) {
        let summed: Vec<Day> = days.iter().map(Day::of).collect();
        let own = |days: &[Day]| {
            Block::of(days.iter().collect(), Guarded::Own, least).shown(&Side::Whole, None).tally.own()
        };
        let (weeks, later) = summed.split_at(cut.min(summed.len()));
        let together = own(&summed).0;
        let apart = own(weeks).0.into_iter().zip(own(later).0).map(|(one, other)| one + other);
        prop_assert!(apart.eq(together), "a month less its weeks is nothing");
        for (day, facts) in summed.iter().zip(&days) {
            let is_shown = !Block::of(vec![day], Guarded::Own, least).shown(&Side::Whole, None).tally.is_empty();
            prop_assert_eq!(is_shown, people(facts) >= least);
        }
    }

    #[test]
    fn a_cell_is_of_enough_people_also_less_its_days_and_beside_the_others(
        days in some_days(), least in 2_usize..4,
    ) {
        let summed: Vec<Day> = days.iter().map(Day::of).collect();
        let block = Block::of(summed.iter().collect(), Guarded::Own, least);
        let days: Vec<&Vec<Facts>> = days.iter().filter(|day| people(*day) >= least).collect();
        let all = || days.iter().copied().flatten();
        let breakdowns = breakdowns();
        let is_shown = |((side, client), _): &&Known| !block.shown(side, *client).tally.is_empty();
        for cells in &breakdowns {
            let occur = cells.iter().filter(|(_, holds)| all().any(holds));
            let (shown, hidden): (Vec<&Known>, Vec<_>) = occur.partition(is_shown);
            for (name, holds) in shown {
                prop_assert!(people(all().filter(|facts| holds(facts))) >= least);
                let of_day = |day: &Vec<Facts>| people(day.iter().filter(|facts| holds(facts)));
                let small = days.iter().filter(|day| (1..least).contains(&of_day(day)));
                let small = people(small.copied().flatten().filter(|facts| holds(facts)));
                prop_assert!(small == 0 || small >= least, "{name:?} less its days leaves {small}");
            }
            let left = people(all().filter(|facts| hidden.iter().any(|(_, holds)| holds(facts))));
            prop_assert!(left == 0 || left >= least, "the whole less its cells leaves {left}");
            prop_assert!(hidden.len() != 1, "a cell follows from the others");
        }
        let shown: Vec<&Known> = breakdowns.iter().flatten().filter(is_shown).collect();
        for ((wide, wider), (narrow, narrower)) in shown.iter().flat_map(|one| shown.iter().map(move |other| (one, other))) {
            if all().filter(|facts| narrower(facts)).all(wider) {
                let left: Vec<&Facts> = all().filter(|facts| wider(facts) && !narrower(facts)).collect();
                let people = people(left.iter().copied());
                prop_assert!(left.is_empty() || people >= least, "{wide:?} less {narrow:?} leaves {people}");
            }
        }
    }
}

proptest! {
    #[test]
    fn a_block_that_is_summed_up_tells_what_its_days_tell(days in some_days(), least in 1_usize..4) {
        let summed: Vec<Day> = days.iter().map(Day::of).collect();
        let days: Vec<&Day> = summed.iter().collect();
        let kept = |side: &SummedSide| serde_json::from_str(&serde_json::to_string(side).unwrap()).unwrap();
        let sums: SummedBlock =
            SummedBlock::of(&days, least).sides().map(|(side, sums)| (side.clone(), kept(sums))).collect();
        let all = days.iter().flat_map(|day| day.sides());
        let sides: BTreeSet<&Side> = all.chain([&Side::Contact(ContactNo::Second)]).collect();
        for side in sides {
            for client in ClientRelationship::ALL.iter().copied().map(Some).chain([None]) {
                let mut counted = Tally::default();
                days.iter().for_each(|day| counted.merge(&day.tally(side, client)));
                prop_assert_eq!(sums.tally(side, client), counted);
                // Nobody may ask for one client of a narrower side where figures may not be about one person.
                if least > 1 && client.is_some() && *side != Side::Whole {
                    continue;
                }
                for guarded in Guarded::ALL {
                    let (told, shown) =
                        (sums.shown(guarded, side, client), Block::of(days.clone(), guarded, least).shown(side, client));
                    prop_assert_eq!(told.days_left_out, shown.days_left_out);
                    prop_assert_eq!(told.tally.guarded(guarded), shown.tally.guarded(guarded));
                    let mut guards = Tally::default();
                    guards.merge_guarded(&shown.tally, guarded);
                    prop_assert_eq!(told.tally, guards);
                }
            }
        }
    }

    #[test]
    fn a_day_in_two_parts_is_the_day_and_comes_back_from_json(days in some_days(), cut in 0_usize..9) {
        for facts in days {
            let (some, others) = facts.split_at(cut.min(facts.len()));
            let mut merged = Day::of(some);
            merged.merge(&Day::of(others));
            prop_assert_eq!(&merged, &Day::of(&facts));
            let json = serde_json::to_string(&merged).unwrap();
            prop_assert_eq!(serde_json::from_str::<Day>(&json).unwrap(), merged);
        }
    }
}
