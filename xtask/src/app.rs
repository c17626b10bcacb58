//! Builds the programs: the app, with the interface inside it, and the office's command line tool.

use crate::house::{House, Outcome, do_it};

/// The app serves its own pages only with this; without it, it would look for a development server. Every cargo
/// command here has it, so that none builds a second kind of app over the first.
pub const FEATURES: [&str; 2] = ["--features", "tauri/custom-protocol"];

pub fn build(house: &House) -> Outcome {
    println!("building the app and moments-admin (minutes the first time, seconds after)");
    do_it(house.cargo().args(["build", "--package", "moments", "--package", "moments-admin"]).args(FEATURES))
}
