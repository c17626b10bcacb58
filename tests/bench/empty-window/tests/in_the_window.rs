//! The benchmark in the real window, on a small store: what it takes is no matter here. It stands in this crate so that cargo builds
//! the empty window for it.
//!
//! `cargo xtask test --only end-to-end` brings the display, the bus, the programs and their paths.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]

use serde_json::Value;
use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

const FIGURES: [&str; 5] = ["start", "memory", "key_to_saved", "type_ahead", "binary"];
/// Each way in which a moment of the day is unusual comes once.
const MOMENTS: &str = "20";

fn given(variable: &str) -> OsString {
    std::env::var_os(variable).unwrap_or_else(|| {
        panic!("{variable} is not set: run this with `cargo xtask test --only end-to-end`")
    })
}

/// Runs it with these words, and gives the file that it wrote.
fn measured(words: &[&str], report: &str) -> Value {
    let (folder, empty) =
        (tempfile::tempdir().unwrap(), Path::new(env!("CARGO_BIN_EXE_moments-empty-window")));
    let mut command = Command::new(empty.with_file_name("moments-bench"));
    command.arg("--target").arg(folder.path()).arg("--admin").arg(given("MOMENTS_ADMIN"));
    command.arg("--app").arg(given("MOMENTS_APP")).arg("--empty-window").arg(empty);
    command.arg("--driver").arg(given("MOMENTS_TAURI_DRIVER"));
    let ended = command.arg("--quick").args(words).output().unwrap();
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    serde_json::from_slice(&std::fs::read(folder.path().join(report)).unwrap()).unwrap()
}

#[test]
fn every_figure_of_the_window_and_what_it_is_held_against_can_be_measured() {
    let report = measured(&FIGURES.map(|name| ["--only", name]).concat(), "report.json");
    let figures = report["figures"].as_array().unwrap();
    for name in FIGURES {
        let figure = figures.iter().find(|figure| figure["name"] == name).unwrap_or_else(|| panic!("{name}"));
        for side in ["ours", "reference"] {
            assert!(figure[side].as_f64().is_some_and(|took| took > 0.0), "{name}: {figure}");
        }
    }
}

#[test]
fn what_is_typed_two_moments_a_second_is_in_the_store_as_it_was_typed() {
    let day = measured(&["--day", MOMENTS], "day.json");
    assert_eq!(day["dropped_keys"], 0, "{day}");
    assert_eq!(day["saved"].to_string(), MOMENTS, "{day}");
    assert_eq!(day["wrong"], 0, "{day}");
    assert!(day["ours"]["frames"].as_u64() > Some(0), "the page draws: {day}");
}
