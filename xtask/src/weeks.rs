//! `cargo xtask weeks`: what it costs to hand over eight weeks, by the programs as they ship. Figures for `docs/scale.md`.

use crate::debian::{self, Install};
use crate::house::{House, Outcome, do_it};
use std::process::Command;

/// All at once, so that what they share is built once.
const BUILD: [&str; 13] = [
    "build",
    "--release",
    "--package",
    "moments-admin",
    "--package",
    "moments-courier",
    "--package",
    "moments-central",
    "--package",
    "moments-test-servers",
    "--bins",
    "--example",
    "eight_weeks",
];

pub fn weeks(house: &House) -> Outcome {
    debian::ensure(&[debian::BUILD, debian::SESSION], Install::Here)?;
    do_it(house.cargo().args(BUILD))?;
    do_it(&mut Command::new(house.target.join("release/examples/eight_weeks")))
}
