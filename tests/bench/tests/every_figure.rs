//! The program itself, on small stores: what it takes is no matter here.
#![allow(clippy::unwrap_used, reason = "a test")]

use moments_test_servers::postgres;
use serde_json::Value;
use std::path::Path;
use std::process::Command;

#[test]
fn every_figure_and_what_it_is_held_against_can_be_measured() {
    let (folder, program) = (tempfile::tempdir().unwrap(), Path::new(env!("CARGO_BIN_EXE_moments-bench")));
    let mut command = Command::new(program);
    command.arg("--target").arg(folder.path()).arg("--admin").arg(program.with_file_name("moments-admin"));
    let ended = command.arg("--quick").output().unwrap();
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    let report: Value =
        serde_json::from_slice(&std::fs::read(folder.path().join("report.json")).unwrap()).unwrap();
    let figures = report["figures"].as_array().unwrap();
    let told = String::from_utf8_lossy(&ended.stdout).into_owned();
    for figure in figures {
        let name = figure["name"].as_str().unwrap();
        assert!(told.contains(name), "{told}");
        for side in ["ours", "reference"] {
            assert!(figure[side].as_f64().is_some_and(|took| took > 0.0), "{name}: {figure}");
        }
        assert!(figure["n"].as_u64().is_some_and(|n| n >= 5), "{name}");
    }
    for name in [
        "record",
        "record_growth",
        "review_day",
        "review_growth",
        "search_notes",
        "import_inventory",
        "seal",
        "open",
        "rebuild",
        "backup",
    ] {
        assert!(figures.iter().any(|figure| figure["name"] == name), "{name}");
    }
    for name in ["ingest", "ingest_workers"] {
        let is_there = figures.iter().any(|figure| figure["name"] == name);
        assert_eq!(is_there, postgres::is_installed(), "{name}");
    }
}
