//! What came from outside: each exception has a reason and a day, and the list of what the program is made of is whole.

use crate::files::root;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::process::{Command, Stdio};

/// An exception stands for half a year at most before somebody looks at it again.
const DAYS_MAX: i64 = 190;

/// What is wrong with the exceptions in these rules.
fn wrong_exceptions(rules: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    for line in rules.lines().filter(|line| line.contains("id = \"RUSTSEC-")) {
        let reason = line.split("reason = \"").nth(1).unwrap_or_default();
        let (why, days) = reason.split_once(". 20").unwrap_or((reason, ""));
        let from = format!("20{days}").get(..10).and_then(day);
        let until = days.split("again by ").nth(1).and_then(|rest| rest.get(..10)).and_then(day);
        let soon =
            matches!((from, until), (Some(from), Some(until)) if (1..=DAYS_MAX).contains(&(until - from)));
        if why.len() < 10 || !soon {
            wrong.push(line.trim().to_owned());
        }
    }
    wrong
}

/// Days since a day long ago, of `2026-11-24`.
fn day(text: &str) -> Option<i64> {
    let mut parts = text.split('-').map(|part| part.parse::<i64>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    Some(year * 365 + (month - 1) * 30 + day)
}

#[test]
fn each_advisory_that_stands_has_a_reason_and_the_day_by_which_it_is_looked_at_again() {
    let rules = fs::read_to_string(root().join("deny.toml")).expect("deny.toml");
    assert!(rules.matches("RUSTSEC-20").count() > 15, "exceptions are read");
    assert!(wrong_exceptions(&rules).is_empty(), "{:#?}", wrong_exceptions(&rules));
}

#[test]
fn an_exception_without_a_reason_a_day_or_an_end_is_caught() {
    let caught = |reason: &str| {
        wrong_exceptions(&format!("{{ id = \"RUSTSEC-2024-0370\", reason = \"{reason}\" }},")).len()
    };
    assert_eq!(caught("runs at build time. 2026-11-24, again by 2027-05-24"), 0);
    for wrong in [
        "",
        "runs at build time",
        "runs at build time. 2026-11-24",
        "runs at build time. 2026-11-24, again by 2036-05-24",
        "runs at build time. 2026-11-24, again by 2026-11-23",
        ". 2026-11-24, again by 2027-05-24",
    ] {
        assert_eq!(caught(wrong), 1, "{wrong:?}");
    }
}

/// The list as `cargo xtask sbom` makes it.
fn list() -> Value {
    let metadata = Command::new(std::env::var_os("CARGO").expect("cargo tells its tests where it is"))
        .args(["metadata", "--format-version", "1", "--locked"])
        .current_dir(root())
        .stderr(Stdio::null())
        .output()
        .expect("cargo starts");
    let folder = tempfile::tempdir().expect("a folder");
    let input = folder.path().join("metadata.json");
    fs::write(&input, metadata.stdout).expect("it is written");
    let made = Command::new("node")
        .args(["xtask/sbom.mjs", "ui/package-lock.json", "Cargo.lock"])
        .current_dir(root())
        .stdin(fs::File::open(&input).expect("it is there"))
        .output()
        .expect("node starts");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    serde_json::from_slice(&made.stdout).expect("it is JSON")
}

/// What CycloneDX 1.5 asks of what the list holds.
fn wrong_in(list: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    if list["bomFormat"] != "CycloneDX" || list["specVersion"] != "1.5" || list["version"] != 1 {
        wrong.push("it is no list of this kind".to_owned());
    }
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let serial = text(&list["serialNumber"]);
    let id = serial.strip_prefix("urn:uuid:").and_then(|id| uuid::Uuid::parse_str(id).ok());
    if id.is_none() {
        wrong.push(format!("{serial} is no serial number"));
    }
    let empty = Vec::new();
    let components = list["components"].as_array().unwrap_or(&empty);
    let mut refs = BTreeSet::new();
    for one in components {
        let known = ["application", "library"].contains(&&*text(&one["type"]));
        let hashes = one["hashes"].as_array().unwrap_or(&empty).iter().all(|hash| {
            let digits = match text(&hash["alg"]).as_str() {
                "SHA-256" => 64,
                "SHA-512" => 128,
                _ => 0,
            };
            let content = text(&hash["content"]);
            content.len() == digits && content.chars().all(|c| c.is_ascii_hexdigit())
        });
        let named = !text(&one["name"]).is_empty() && text(&one["purl"]).starts_with("pkg:");
        if !known || !hashes || !named || !refs.insert(text(&one["bom-ref"])) {
            wrong.push(format!("{} is not told right, or twice", one["name"]));
        }
    }
    for of in list["dependencies"].as_array().unwrap_or(&empty) {
        let to = of["dependsOn"].as_array().unwrap_or(&empty).iter().map(text).collect::<Vec<_>>();
        if !refs.contains(&text(&of["ref"])) || to.iter().any(|to| !refs.contains(to)) {
            wrong.push(format!("{} leads to what is not listed", of["ref"]));
        }
    }
    wrong
}

#[test]
fn the_list_of_what_the_program_is_made_of_is_whole_and_can_be_read_by_others() {
    let list = list();
    assert!(wrong_in(&list).is_empty(), "{:#?}", wrong_in(&list));
    let names: BTreeSet<&str> = list["components"]
        .as_array()
        .expect("components")
        .iter()
        .filter_map(|one| one["name"].as_str())
        .collect();
    for name in [
        "moments",
        "moments-admin",
        "moments-courier",
        "moments-central",
        "object_store",
        "tokio-postgres",
        "age",
        "tauri",
        "wry",
        "rusqlite",
        "libsqlite3-sys",
        "sqlcipher-src",
        "webview2-com",
        "typst",
        "svelte",
        "@tauri-apps/api",
    ] {
        assert!(names.contains(name), "{name} is in it");
    }
    for name in ["fantoccini", "proptest", "xtask", "moments-tests", "moments-test-servers", "s3s-fs"] {
        assert!(!names.contains(name), "{name} is not shipped");
    }
    // A list that was cut short is caught.
    let mut planted = list.clone();
    planted["components"].as_array_mut().expect("components").pop();
    planted["components"][0]["type"] = "thing".into();
    planted["serialNumber"] = "none".into();
    assert!(wrong_in(&planted).len() >= 3);
}
