//! What the counter screen shows besides the open moment: quick keys, what was just saved, the own tally.

use super::show::item;
use super::view::{CounterView, Tally};
use crate::desk::{Actor, Desk, locked};
use crate::error::Result;
use moments_core::words::*;
use moments_store::Done;

/// Moments under "just now".
const JUST_NOW: u32 = 8;

impl Desk {
    /// Everything that the counter's screen shows besides the moment that is being written. For counter staff.
    pub fn counter(&self, actor: &Actor) -> Result<CounterView> {
        actor.require(Role::Counter)?;
        let place = self.place()?;
        let today = self.today();
        let quick = self.quick_services()?;
        self.read(|r| {
            let (mut tally, mut just_now) = (Tally::default(), Vec::new());
            if let Some(staff) = actor.staff() {
                r.done_on(&staff, &today)?.iter().for_each(|done| count(&mut tally, done));
                just_now = r.newest_of(&staff, &today, JUST_NOW)?;
            }
            Ok(CounterView {
                office_day: today,
                quick,
                open: self.open_moments(r, actor)?,
                just_now: just_now.iter().map(|s| item(r, &place, actor, s)).collect::<Result<_>>()?,
                tally,
                languages: place.office.languages.clone(),
                client_screen: *locked(&self.client_screen),
                standing_recorded: place.office.standing_recorded,
                party_recorded: place.office.party_recorded,
                idle_lock_minutes: place.office.idle_lock_minutes,
            })
        })
    }
}

fn count(tally: &mut Tally, done: &Done) {
    if done.kind == MomentKind::QuickEnquiry {
        tally.quick_enquiries += 1;
        return;
    }
    tally.moments += 1;
    tally.answers_received += u32::from(done.rating_state == RatingState::Rated);
    match done.outcome {
        Some(Outcome::Served | Outcome::PartlyServed) => tally.served += 1,
        Some(Outcome::Referred) => tally.referred += 1,
        Some(Outcome::TurnedAway | Outcome::Left) => tally.turned_away_or_left += 1,
        None => {}
    }
}
