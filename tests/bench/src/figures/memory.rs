//! What the windows hold in memory at the end of a working day.

use super::Bench;
use crate::data::say;
use crate::pairs::{Figure, Outcome, Pair, Rounds, Unit, compare};
use crate::window::{Family, Programs, Window};
use crate::{counter, empty_window, said};
use std::time::Duration;

/// What was let go is given back to the system by then.
const REST: Duration = Duration::from_secs(3);
/// Moments of a working day, at a counter that has no quiet hour.
const DAY: usize = 300;

fn after_a_day(window: &Window, act: fn(&Window, usize) -> Outcome, moments: usize) -> Outcome<Family> {
    for done in 1..=moments {
        act(window, done)?;
    }
    std::thread::sleep(REST);
    window.process.memory()
}

pub fn measure(bench: &Bench, programs: &Programs) -> Outcome<Figure> {
    let (office, folder) = bench.settled_copy_of(&bench.data.large()?)?;
    let database = folder.path().join("empty.db");
    let moments = if bench.quick { 10 } else { DAY };
    let pair = Pair {
        name: "memory",
        goal: Some(1.25),
        unit: Unit::Mebibytes,
        note: format!(
            "PSS of the app and its web processes after {moments} moments on the large store; of an empty Tauri app with two windows after as many commits"
        ),
    };
    let mut last = [Family::new(), Family::new()];
    let [us, them] = &mut last;
    let ours = |_: &mut ()| {
        let window = counter::open(programs, &office)?;
        counter::sign_in(&window)?;
        said::watch(&window, counter::SAVED)?;
        *us = after_a_day(&window, counter::serve, moments)?;
        window.close()?;
        Ok(us.values().sum())
    };
    let reference = |_: &mut ()| {
        let window = empty_window::open(programs, &database)?;
        said::watch(&window, empty_window::SAID)?;
        *them = after_a_day(&window, empty_window::commit, moments)?;
        window.close()?;
        Ok(them.values().sum())
    };
    // Each begins with windows that are new: none of them is warmed up.
    let rounds = Rounds { n: bench.rounds_in_the_window().n.min(3), warm_up: 0 };
    let figure = compare(pair, rounds, &mut (), ours, reference)?;
    say(&format!("memory, the last time: {us:.1?}; empty {them:.1?}"));
    Ok(figure)
}
