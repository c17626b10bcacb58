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

/// What people use instead, as it was when the figures were taken.
const ANKI: &str = "anki==26.9.3";
const DUCKDB: &str = "duckdb==2.0.1";
const POUCHDB: &str = "pouchdb@9.0.0";
/// It is fetched from the network only where somebody says this.
const OTHERS: &str = "--others";

/// `words` are the program's own, `--quick`, `--only FIGURE`, `--inventory FOLDER`, `--day MOMENTS`; `--curves`, whose picture is one of
/// the documents; and `--others`.
pub fn bench(house: &House, words: &[&str]) -> Outcome {
    interface::check_node()?;
    debian::ensure(&[debian::BUILD, debian::SESSION, debian::SCREEN, debian::WINDOWS], Install::Here)?;
    tools::TAURI_DRIVER.ensure(house)?;
    if words.contains(&OTHERS) {
        let packages = debian::ensure(&[debian::OTHERS], Install::Here);
        for installed in
            [packages, python(house, "anki", ANKI), python(house, "duckdb", DUCKDB), pouchdb(house)]
        {
            // Its figure is left out, and says so.
            if let Err(trouble) = installed {
                println!("{trouble}");
            }
        }
    }
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
    program.arg("--driver").arg(tools::TAURI_DRIVER.path(house));
    for word in words.iter().filter(|word| **word != OTHERS) {
        program.arg(word);
        if *word == "--curves" {
            program.arg(house.root.join("docs/performance-growth.svg"));
        }
    }
    display
        .show(session.join(&mut program, homes.folder()))
        // What is measured lies on the disk.
        .env_remove("TMPDIR")
        // For both sides: it spares each window a wait for an accessibility bus, which a screen reader needs.
        .env("NO_AT_BRIDGE", "1");
    do_it(&mut program)
}

fn python(house: &House, name: &str, package: &str) -> Outcome {
    let folder = house.target.join("bench/others").join(name);
    do_it(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
    do_it(Command::new(folder.join("bin/pip")).args(["install", "--quiet", package]))
}

fn pouchdb(house: &House) -> Outcome {
    let folder = house.target.join("bench/others/pouchdb");
    do_it(
        Command::new("npm").args(["install", "--no-audit", "--no-fund", "--prefix"]).arg(folder).arg(POUCHDB),
    )
}
