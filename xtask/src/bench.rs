//! `cargo xtask bench`: what Moments costs, beside what the machine can do, as a table and as `target/bench/report.json`.

use crate::app::FEATURES;
use crate::debian::{self, Install};
use crate::display::Display;
use crate::house::{House, Outcome, do_it};
use crate::parts::Homes;
use crate::session::Session;
use crate::{interface, tools};
use std::process::Command;

/// All at once, so that what they share is built once.
const BUILD: [&str; 11] = [
    "build",
    "--release",
    "--package",
    "moments",
    "--package",
    "moments-admin",
    "--package",
    "moments-bench",
    "--package",
    "moments-empty-window",
    "--bins",
];

/// `words` are the program's own: `--quick`, `--only FIGURE`, `--day MOMENTS`.
pub fn bench(house: &House, words: &[&str]) -> Outcome {
    interface::check_node()?;
    debian::ensure(&[debian::BUILD, debian::SESSION, debian::SCREEN, debian::WINDOWS], Install::Here)?;
    tools::TAURI_DRIVER.ensure(house)?;
    interface::build_if_changed(house)?;
    do_it(house.cargo().args(BUILD).args(FEATURES))?;
    let homes = Homes::make(house)?;
    let display = Display::start(homes.folder().join("display"), "1920x1080")?;
    let session = Session::start(homes.folder())?;
    let built = house.target.join("release");
    let mut program = Command::new(built.join("moments-bench"));
    program.arg("--target").arg(house.target.join("bench"));
    program.arg("--admin").arg(built.join("moments-admin"));
    program.arg("--app").arg(built.join("moments"));
    program.arg("--empty-window").arg(built.join("moments-empty-window"));
    program.arg("--driver").arg(tools::TAURI_DRIVER.path(house)).args(words);
    display
        .show(session.join(&mut program, homes.folder()))
        // What is measured lies on the disk.
        .env_remove("TMPDIR")
        // For both sides: it spares each window a wait for an accessibility bus, which a screen reader needs.
        .env("NO_AT_BRIDGE", "1");
    do_it(&mut program)
}
