//! What the windows hold in memory at the end of a working day.

use super::Bench;
use crate::counter::{self, SAVED, press_and_see, watch};
use crate::data::say;
use crate::pairs::{Figure, Outcome, Pair, Unit, compare};
use crate::window::{ENTER, Programs, Window};
use crate::{empty_window, window::Family};
use std::time::Duration;

/// What was let go is given back to the system by then.
const REST: Duration = Duration::from_secs(3);
/// Moments of a working day, at a counter that has no quiet hour.
const DAY: usize = 300;

fn after_a_day(window: &Window, said: &str, keys: &[char], moments: usize) -> Outcome<Family> {
    watch(window, said)?;
    for done in 1..=moments {
        press_and_see(window, keys, done)?;
    }
    std::thread::sleep(REST);
    window.process.memory()
}

pub fn measure(bench: &Bench, programs: &Programs) -> Outcome<Figure> {
    let (office, folder) = bench.copy_of(&bench.data.large()?)?;
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
        *us = after_a_day(&window, SAVED, &[' ', '1', ENTER], moments)?;
        window.close()?;
        Ok(us.values().sum())
    };
    let reference = |_: &mut ()| {
        let window = empty_window::open(programs, &database)?;
        *them = after_a_day(&window, empty_window::SAID, &[ENTER], moments)?;
        window.close()?;
        Ok(them.values().sum())
    };
    let figure = compare(pair, bench.rounds_in_the_window(), &mut (), ours, reference)?;
    say(&format!("memory, the last time: {us:.1?}; empty {them:.1?}"));
    Ok(figure)
}
