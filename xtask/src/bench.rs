//! `cargo xtask bench`: what Moments costs, beside what the machine can do, as a table and as `target/bench/report.json`.

use crate::debian::{self, Install};
use crate::house::{House, Outcome, do_it};
use std::process::Command;

/// Both at once, so that what they share is built once.
const BUILD: [&str; 7] =
    ["build", "--release", "--package", "moments-admin", "--package", "moments-bench", "--bins"];

/// `words` are the program's own: `--quick`, `--only FIGURE`; and `--curves`, whose picture is one of the documents.
pub fn bench(house: &House, words: &[&str]) -> Outcome {
    debian::ensure(&[debian::BUILD], Install::Here)?;
    do_it(house.cargo().args(BUILD))?;
    let built = house.target.join("release");
    let mut program = Command::new(built.join("moments-bench"));
    program.arg("--target").arg(house.target.join("bench"));
    program.arg("--admin").arg(built.join("moments-admin"));
    let inventory = house.root.join("../shared/data/gc-service-inventory");
    if inventory.is_dir() {
        program.arg("--inventory").arg(inventory);
    }
    for word in words {
        program.arg(word);
        if *word == "--curves" {
            program.arg(house.root.join("docs/performance-growth.svg"));
        }
    }
    do_it(&mut program)
}
