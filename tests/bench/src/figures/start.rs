//! From the start of the program to the first key that it takes.

use super::Bench;
use crate::pairs::{Figure, Outcome, Pair, Unit, compare};
use crate::window::Programs;
use crate::{counter, empty_window};

pub fn measure(bench: &Bench, programs: &Programs) -> Outcome<Figure> {
    let (office, folder) = bench.settled_copy_of(&bench.data.large()?)?;
    let database = folder.path().join("empty.db");
    let pair = Pair {
        name: "start",
        goal: Some(1.25),
        unit: Unit::Milliseconds,
        note: "from the process to the first key that the sign-in screen of the large office takes; to the first frame of an empty Tauri window"
            .into(),
    };
    let ours = |_: &mut ()| {
        let window = counter::open(programs, &office)?;
        let took = counter::takes_keys(&window)? - window.process.began()?;
        window.close()?;
        Ok(took)
    };
    let reference = |_: &mut ()| {
        let window = empty_window::open(programs, &database)?;
        let took = empty_window::drawn(&window)? - window.process.began()?;
        window.close()?;
        Ok(took)
    };
    compare(pair, bench.rounds_in_the_window(), &mut (), ours, reference)
}
