//! When places are visited: once, or again and again, each on a thread of its own, so that one that hangs holds up no other.

use crate::clock::Clock;
use crate::config::{Config, PlaceConfig};
use crate::disk;
use crate::hours;
use crate::pass::Visit;
use crate::state::{self, Keeper, Told};
use crate::trouble::Trouble;
use std::sync::Arc;
use std::sync::mpsc;
use std::time::{Duration, SystemTime};

/// The longest time between two tries of a place that fails, before it is spread.
const LONGEST: Duration = Duration::from_secs(60 * 60);
/// How often a place that rests looks at its hours.
const LOOK: Duration = Duration::from_secs(30);
/// How long places may take to end when the courier is told to stop. Then it ends anyway, which is safe at any time.
const ENDING: Duration = Duration::from_secs(5);

/// How a try ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ended {
    Well,
    /// It is not the place's hour.
    Resting,
    Failed,
}

/// How long until the next try: doubled after each failure up to an hour, and spread, so that the workstations of an office
/// whose line came back don't all begin at once. `random` is any number.
pub fn next_in(every: Duration, failures: u32, random: u32) -> Duration {
    if failures == 0 {
        return every;
    }
    let doubled = every.saturating_mul(1_u32.checked_shl(failures.min(31)).unwrap_or(u32::MAX));
    let most = doubled.min(LONGEST.max(every));
    // Between half and all of it.
    most / 2 + (most / 2).mul_f64(f64::from(random) / f64::from(u32::MAX))
}

/// One try of one place, written down.
fn one(visit: &mut Visit<'_>, say: &dyn Fn(String)) -> Ended {
    visit.recognise();
    let name = visit.place.name.clone();
    let now = visit.clock.now();
    let told = |keeper: &Keeper, how: &dyn Fn(&mut Told)| {
        keeper.change(|state| how(&mut state.places.entry(name.clone()).or_default().told));
    };
    if !hours::open(&visit.place.hours, now) {
        told(visit.keeper, &|told| told.paused_by_hours = true);
        if let Err(trouble) = visit.keeper.write_soon() {
            say(format!("{name}: {trouble}"));
        }
        return Ended::Resting;
    }
    told(visit.keeper, &|told| {
        told.paused_by_hours = false;
        told.last_try_ms = Some(now.timestamp_millis());
    });
    let counts = |keeper: &Keeper| {
        keeper.look(|state| {
            state.places.get(&name).map_or((0, 0), |of| (of.told.carried_up, of.told.carried_down))
        })
    };
    let before = counts(visit.keeper);
    let gone = visit.go();
    // What was given up because the courier stops is no failure of the place.
    let failed = match &gone {
        Ok(()) | Err(Trouble::Stopped) => None,
        Err(trouble) => Some(trouble.to_string()),
    };
    let every = Duration::from_secs(visit.config.every_seconds);
    let random = state::random();
    let now = visit.clock.now();
    told(visit.keeper, &|told| {
        told.failures = if failed.is_some() { told.failures.saturating_add(1) } else { 0 };
        let next = i64::try_from(next_in(every, told.failures, random).as_millis()).unwrap_or(i64::MAX);
        told.next_try_ms = Some(now.timestamp_millis().saturating_add(next));
        if failed.is_none() && gone.is_ok() {
            told.last_success_ms = Some(now.timestamp_millis());
        }
        told.last_error.clone_from(&failed);
    });
    let after = counts(visit.keeper);
    let (up, down) = (after.0.saturating_sub(before.0), after.1.saturating_sub(before.1));
    if up + down > 0 {
        say(format!("{name}: {up} up, {down} down"));
    }
    let written = visit.keeper.write().map_err(|trouble| trouble.to_string());
    for trouble in failed.iter().chain(written.as_ref().err()) {
        say(format!("{name}: {trouble}"));
    }
    if gone.is_ok() && written.is_ok() { Ended::Well } else { Ended::Failed }
}

/// Removes what an earlier courier left over in the inbox.
fn tidy(config: &Config, keeper: &Keeper) {
    let id = keeper.look(|state| state.id.clone());
    disk::tidy(&config.inbox, &id, SystemTime::now());
    disk::tidy(&config.state, &id, SystemTime::now());
}

/// Visits every place once, all at the same time. The worst end is answered.
pub fn once(
    config: &Config,
    keeper: &Keeper,
    clock: &Arc<dyn Clock>,
    say: &(dyn Fn(String) + Sync),
) -> Ended {
    tidy(config, keeper);
    std::thread::scope(|scope| {
        let visits: Vec<_> = config
            .places
            .iter()
            .map(|place| scope.spawn(move || one(&mut Visit::new(config, place, keeper, clock), say)))
            .collect();
        // A thread that panicked has not succeeded.
        visits.into_iter().map(|visit| visit.join().unwrap_or(Ended::Failed)).max().unwrap_or(Ended::Well)
    })
}

/// Visits every place again and again, until the clock says that the courier stops.
pub fn run(
    config: &Arc<Config>,
    keeper: &Arc<Keeper>,
    clock: &Arc<dyn Clock>,
    say: &Arc<dyn Fn(String) + Send + Sync>,
) {
    tidy(config, keeper);
    let (ended, ends) = mpsc::channel();
    for index in 0..config.places.len() {
        let (config, keeper, clock, say) =
            (Arc::clone(config), Arc::clone(keeper), Arc::clone(clock), Arc::clone(say));
        let ended = ended.clone();
        std::thread::spawn(move || {
            if let Some(place) = config.places.get(index) {
                again_and_again(&config, place, &keeper, &clock, say.as_ref());
            }
            // Nobody hears it where the program has ended already.
            let _ = ended.send(());
        });
    }
    drop(ended);
    while !clock.stopping() {
        clock.sleep(LONGEST);
    }
    for _ in 0..config.places.len() {
        if ends.recv_timeout(ENDING).is_err() {
            break;
        }
    }
}

fn again_and_again(
    config: &Config,
    place: &PlaceConfig,
    keeper: &Keeper,
    clock: &Arc<dyn Clock>,
    say: &dyn Fn(String),
) {
    let mut visit = Visit::new(config, place, keeper, clock);
    while !clock.stopping() {
        match one(&mut visit, say) {
            Ended::Resting => clock.sleep(LOOK),
            Ended::Well | Ended::Failed => {
                let next =
                    keeper.look(|state| state.places.get(&place.name).and_then(|of| of.told.next_try_ms));
                let millis = next.unwrap_or_default().saturating_sub(clock.now().timestamp_millis());
                let longest = LONGEST.max(Duration::from_secs(config.every_seconds));
                clock.sleep(Duration::from_millis(u64::try_from(millis).unwrap_or_default()).min(longest));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_of_a_place_that_fails_come_ever_more_seldom_and_never_together() {
        let minute = Duration::from_secs(60);
        assert_eq!(next_in(minute, 0, 7), minute);
        for failures in 1..200 {
            let (soonest, latest) = (next_in(minute, failures, 0), next_in(minute, failures, u32::MAX));
            assert_eq!(soonest, latest / 2, "spread over half of it");
            assert_eq!(latest, LONGEST.min(minute * 2_u32.pow(failures.min(12))), "{failures}");
        }
        let day = Duration::from_secs(24 * 60 * 60);
        assert_eq!(next_in(day, 3, u32::MAX), day, "never sooner than it would be without a failure");
    }
}
