//! What the program takes of a disk.

use super::Bench;
use crate::pairs::{Figure, Outcome, Pair, Rounds, Unit, compare};
use crate::window::Programs;
use std::fs;
use std::path::Path;

fn size(program: &Path) -> Outcome<f64> {
    Ok(fs::metadata(program)?.len() as f64 / 1_048_576.0)
}

/// The package holds the program, with its pages within it, and four icons beside it; the empty one has SQLCipher linked in too.
pub fn measure(_: &Bench, programs: &Programs) -> Outcome<Figure> {
    let pair = Pair {
        name: "binary",
        goal: None,
        unit: Unit::Mebibytes,
        note: "the app's file, its pages within; that of an empty Tauri app with SQLCipher".into(),
    };
    let once = Rounds { n: 1, warm_up: 0 };
    compare(pair, once, &mut (), |_| size(&programs.app), |_| size(&programs.empty))
}
