//! `cargo xtask bench`: what Moments costs, beside what the machine can do, as a table and as `target/bench/report.json`.

use crate::debian::{self, Install};
use crate::house::{House, Outcome, do_it};
use std::process::Command;

/// Both at once, so that what they share is built once.
const BUILD: [&str; 7] =
    ["build", "--release", "--package", "moments-admin", "--package", "moments-bench", "--bins"];

/// What people use instead, as it was when the figures were taken.
const ANKI: &str = "anki==26.9.3";
const DUCKDB: &str = "duckdb==2.0.1";
const POUCHDB: &str = "pouchdb@9.0.0";
/// It is fetched from the network only where somebody says this.
const OTHERS: &str = "--others";

/// `words` are the program's own, `--quick`, `--only FIGURE`, `--inventory FOLDER`; `--curves`, whose picture is one of the documents;
/// and `--others`.
pub fn bench(house: &House, words: &[&str]) -> Outcome {
    debian::ensure(&[debian::BUILD], Install::Here)?;
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
    do_it(house.cargo().args(BUILD))?;
    let built = house.target.join("release");
    let mut program = Command::new(built.join("moments-bench"));
    program.arg("--target").arg(house.target.join("bench"));
    program.arg("--admin").arg(built.join("moments-admin"));
    for word in words.iter().filter(|word| **word != OTHERS) {
        program.arg(word);
        if *word == "--curves" {
            program.arg(house.root.join("docs/performance-growth.svg"));
        }
    }
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
