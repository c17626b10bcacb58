//! What the counter screen shows besides the open moment: quick keys, what was just saved, the own tally.

use super::show::item;
use super::view::{CounterView, Tally};
use crate::desk::{Actor, Desk, locked};
use crate::error::Result;
use moments_core::words::*;
use moments_store::MomentQuery;

/// Moments under "just now".
const JUST_NOW: usize = 8;
/// More than a person can serve in a day.
const OWN_DAY_MAX: u32 = 5_000;

impl Desk {
    /// Everything that the counter's screen shows besides the moment that is being written. For counter staff.
    pub fn counter(&self, actor: &Actor) -> Result<CounterView> {
        actor.require(Role::Counter)?;
        let place = self.place()?;
        let today = self.today();
        let quick = self.quick_services()?;
        self.read(|r| {
            let query = MomentQuery {
                office_day: today.clone(),
                staff: actor.staff(),
                limit: OWN_DAY_MAX,
                ..MomentQuery::default()
            };
            let own = r.moments_of_day(&query)?;
            let mut tally = Tally::default();
            for stored in own.iter().filter(|s| s.moment.voided.is_none()) {
                count(&mut tally, stored.moment.kind, stored.moment.outcome(), stored.moment.rating_state());
            }
            let shown = own.iter().filter(|s| s.moment.voided != Some(VoidReason::Undo)).take(JUST_NOW);
            Ok(CounterView {
                office_day: today,
                quick,
                open: self.open_moments(r, actor)?,
                just_now: shown.map(|s| item(r, &place, actor, s)).collect::<Result<_>>()?,
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

fn count(tally: &mut Tally, kind: MomentKind, outcome: Option<Outcome>, rating: RatingState) {
    if kind == MomentKind::QuickEnquiry {
        tally.quick_enquiries += 1;
        return;
    }
    tally.moments += 1;
    tally.answers_received += u32::from(rating == RatingState::Rated);
    match outcome {
        Some(Outcome::Served | Outcome::PartlyServed) => tally.served += 1,
        Some(Outcome::Referred) => tally.referred += 1,
        Some(Outcome::TurnedAway | Outcome::Left) => tally.turned_away_or_left += 1,
        None => {}
    }
}
