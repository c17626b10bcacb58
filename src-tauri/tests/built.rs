//! The built program itself: what it was configured with, and what it was built of.

use std::collections::BTreeMap;

/// What must not be in it, whoever brought it: the program has no way to a network, a shell, a file or its own renewal
/// that a page could ask for.
const NEVER: [&str; 14] = [
    "tauri-plugin-http",
    "tauri-plugin-shell",
    "tauri-plugin-updater",
    "tauri-plugin-opener",
    "tauri-plugin-upload",
    "tauri-plugin-websocket",
    "tauri-plugin-process",
    "tauri-plugin-sql",
    "tauri-plugin-localhost",
    "reqwest",
    "hyper",
    "rustls",
    "native-tls",
    "ureq",
];

/// What it is known to be built of: the search finds crates at all, and none older than what is known to be mended.
/// CVE-2026-42184 is mended in 2.11.1, CVE-2026-95624 and -95625 in 2.12.0.
const KNOWN: [(&str, (u32, u32, u32)); 3] =
    [("tauri", (2, 12, 0)), ("wry", (0, 50, 0)), ("tauri-plugin-store", (2, 0, 0))];

/// Its bytes as a text, in which what is no text is lost: the standard library searches that fast, also in a test.
/// One that could not be read holds nothing that is looked for.
fn program() -> String {
    String::from_utf8_lossy(&std::fs::read(env!("CARGO_BIN_EXE_moments")).unwrap_or_default()).into_owned()
}

/// The crates that left the path of a source file in the program (each place that can panic does), with their versions.
fn crates(program: &str) -> BTreeMap<String, (u32, u32, u32)> {
    let folders = program.split("registry/src/").skip(1).filter_map(|rest| rest.split('/').nth(1));
    folders.filter_map(name_and_version).collect()
}

fn name_and_version(folder: &str) -> Option<(String, (u32, u32, u32))> {
    let at = folder
        .match_indices('-')
        .find(|(at, _)| folder[at + 1..].starts_with(|c: char| c.is_ascii_digit()))?
        .0;
    let (name, version) = (&folder[..at], &folder[at + 1..]);
    let mut numbers = version.split(['.', '-', '+']).map(|part| part.parse().unwrap_or(0));
    Some((name.to_owned(), (numbers.next()?, numbers.next()?, numbers.next()?)))
}

fn wrong_crates(found: &BTreeMap<String, (u32, u32, u32)>) -> Vec<String> {
    let never = NEVER.iter().filter(|name| found.contains_key(**name)).map(|name| format!("{name} is in it"));
    let older = KNOWN.iter().filter(|(name, least)| found.get(*name).is_none_or(|version| version < least));
    never.chain(older.map(|(name, least)| format!("{name} is not there, or older than {least:?}"))).collect()
}

#[test]
fn it_carries_the_policy_of_the_configuration() {
    let config: serde_json::Value = serde_json::from_str(include_str!("../tauri.conf.json")).unwrap();
    let policy = config["app"]["security"]["csp"].as_str().unwrap();
    let program = program();
    assert!(program.contains(policy));
    assert!(
        !program.contains("unsafe-inline") && !program.contains("'unsafe-eval'"),
        "no wider one beside it"
    );
}

#[test]
fn it_is_built_of_nothing_that_a_page_could_reach_out_with() {
    let found = crates(&program());
    assert!(found.len() > 50, "crates are found: {}", found.len());
    assert_eq!(wrong_crates(&found), [""; 0]);
}

#[test]
fn a_planted_crate_and_an_old_one_are_caught() {
    let mut found: BTreeMap<_, _> = KNOWN.iter().map(|(name, least)| ((*name).to_owned(), *least)).collect();
    assert_eq!(wrong_crates(&found), [""; 0]);
    let planted =
        "\0/x/registry/src/index.crates.io-1/hyper-1.6.0/src/lib.rs\0registry/src/i/tauri-2.11.0/src/a.rs";
    found.extend(crates(planted));
    assert_eq!(wrong_crates(&found), ["hyper is in it", "tauri is not there, or older than (2, 12, 0)"]);
}

/// In what is built to be shipped nothing of the inspector is left; while it is developed it is there and both windows turn it off.
#[test]
fn no_inspector_is_in_what_is_built_to_be_shipped() {
    let program = program();
    let opens_it = "webkit_settings_set_enable_developer_extras";
    if cfg!(debug_assertions) {
        let config: serde_json::Value = serde_json::from_str(include_str!("../tauri.conf.json")).unwrap();
        assert!(
            config["app"]["windows"].as_array().unwrap().iter().all(|window| window["devtools"] == false)
        );
        assert!(cfg!(not(target_os = "linux")) || program.contains(opens_it), "the search finds it");
    } else {
        assert!(!program.contains(opens_it));
    }
}
