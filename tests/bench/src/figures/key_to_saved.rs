//! From the key that saves to the frame that says so.

use super::Bench;
use crate::pairs::{Figure, Outcome, Pair, Unit, compare, median};
use crate::window::{Programs, Window};
use crate::{counter, empty_window, said};

/// Moments of one round.
const MOMENTS: usize = 40;

/// Both windows, open at the same time; how often each was asked to save.
struct Sides {
    counter: Window,
    empty: Window,
    saved: usize,
    committed: usize,
}

/// The median of those that were added.
fn next(
    window: &Window,
    act: fn(&Window, usize) -> Outcome,
    moments: usize,
    done: &mut usize,
) -> Outcome<f64> {
    let before = *done;
    for _ in 0..moments {
        *done += 1;
        act(window, *done)?;
    }
    Ok(median(&mut said::waits(window)?.split_off(before)))
}

pub fn measure(bench: &Bench, programs: &Programs) -> Outcome<Figure> {
    let (office, folder) = bench.settled_copy_of(&bench.data.large()?)?;
    let empty = empty_window::open(programs, &folder.path().join("empty.db"))?;
    let counter = counter::open(programs, &office)?;
    counter::sign_in(&counter)?;
    said::watch(&counter, counter::SAVED)?;
    said::watch(&empty, empty_window::SAID)?;
    let moments = if bench.quick { 5 } else { MOMENTS };
    let pair = Pair {
        name: "key_to_saved",
        goal: Some(1.5),
        unit: Unit::Milliseconds,
        note: format!(
            "from Enter to the frame after \"Saved\" on the large store, median of {moments}; from a key to the frame after one row was committed by a command of an empty Tauri app"
        ),
    };
    let mut sides = Sides { counter, empty, saved: 0, committed: 0 };
    let figure = compare(
        pair,
        bench.rounds_in_the_window(),
        &mut sides,
        |sides| next(&sides.counter, counter::serve, moments, &mut sides.saved),
        |sides| next(&sides.empty, empty_window::commit, moments, &mut sides.committed),
    )?;
    sides.counter.close()?;
    sides.empty.close()?;
    Ok(figure)
}
