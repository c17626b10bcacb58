//! Arrows between crates, read from cargo's own resolution for each system that the app is built for.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

const SYSTEMS: [&str; 2] = ["x86_64-unknown-linux-gnu", "x86_64-pc-windows-msvc"];

/// Every arrow between crates of ours that may be. The tests are not here: they may use whatever they test.
const ARROWS: [(&str, &[&str]); 10] = [
    ("moments", &["moments-desk"]),
    ("moments-admin", &["moments-desk"]),
    ("moments-desk", &["moments-store", "moments-report", "moments-bundle", "moments-core"]),
    ("moments-store", &["moments-core"]),
    ("moments-report", &["moments-core"]),
    ("moments-bundle", &["moments-core"]),
    ("moments-courier", &[]),
    ("moments-central", &["moments-bundle", "moments-core"]),
    ("moments-core", &[]),
    ("xtask", &[]),
];
const TESTS: [&str; 6] = [
    "moments-tests",
    "moments-bench",
    EMPTY_WINDOW,
    "moments-test-disk",
    "moments-test-model",
    "moments-test-servers",
];
const SHELL: &str = "moments";
/// What the shell is measured against.
const EMPTY_WINDOW: &str = "moments-empty-window";
const STORE: &str = "moments-store";

/// What ends up on a workstation.
const SHIPPED: [&str; 2] = ["moments", "moments-admin"];

/// Crates that speak HTTP or TLS, by name or by the name before a dash. `http` itself is types without a socket:
/// Tauri serves the app's own pages with it.
const NETWORK: [&str; 31] = [
    "actix",
    "attohttpc",
    "axum",
    "boring",
    "curl",
    "h2",
    "h3",
    "hyper",
    "isahc",
    "lettre",
    "minreq",
    "native-tls",
    "openssl",
    "quinn",
    "reqwest",
    "rouille",
    "rustls",
    "s2n",
    "schannel",
    "security-framework",
    "surf",
    "tiny_http",
    "tokio-native-tls",
    "tokio-rustls",
    "tokio-tungstenite",
    "tonic",
    "tungstenite",
    "ureq",
    "warp",
    "webpki",
    "websocket",
];

/// What of it may be there, and why.
const NETWORK_WITH_A_REASON: [(&str, &str); 2] = [
    ("openssl-sys", "libcrypto for SQLCipher, on Windows; no TLS is called"),
    ("openssl-src", "the source that openssl-sys is built from, on Windows"),
];

struct Crate {
    name: String,
    /// What it is built and linked with.
    normal: BTreeSet<String>,
    /// Also what its build script and its tests use.
    any: BTreeSet<String>,
}

/// The resolved crates by package id, and which of them are ours.
struct Graph {
    crates: BTreeMap<String, Crate>,
    ours: BTreeSet<String>,
}

fn metadata(system: &str) -> Value {
    let cargo = std::env::var_os("CARGO").expect("cargo tells its tests where it is");
    let output = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--locked", "--filter-platform", system])
        .current_dir(crate::files::root())
        .output()
        .expect("cargo starts");
    assert!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("cargo metadata is JSON")
}

impl Graph {
    fn read(system: &str) -> Self {
        Self::parse(&metadata(system))
    }

    fn parse(metadata: &Value) -> Self {
        let text = |value: &Value| value.as_str().expect("text").to_owned();
        let list = |value: &Value| value.as_array().expect("a list").clone();
        let names: BTreeMap<String, String> = list(&metadata["packages"])
            .iter()
            .map(|package| (text(&package["id"]), text(&package["name"])))
            .collect();
        let mut crates = BTreeMap::new();
        for node in list(&metadata["resolve"]["nodes"]) {
            let id = text(&node["id"]);
            let mut found = Crate { name: names[&id].clone(), normal: BTreeSet::new(), any: BTreeSet::new() };
            for dependency in list(&node["deps"]) {
                let to = text(&dependency["pkg"]);
                if list(&dependency["dep_kinds"]).iter().any(|kind| kind["kind"].is_null()) {
                    found.normal.insert(to.clone());
                }
                found.any.insert(to);
            }
            crates.insert(id, found);
        }
        Self { crates, ours: list(&metadata["workspace_members"]).iter().map(text).collect() }
    }

    fn ours(&self) -> impl Iterator<Item = &Crate> {
        self.ours.iter().map(|id| &self.crates[id])
    }

    /// Everything that is built into a crate, itself included, with one path to each.
    fn reached(&self, start: &str) -> BTreeMap<String, String> {
        let first = self.ours.iter().find(|id| self.crates[*id].name == start);
        let mut waiting: Vec<(&String, String)> =
            first.map(|id| (id, start.to_owned())).into_iter().collect();
        let mut reached = BTreeMap::new();
        let mut seen = BTreeSet::new();
        while let Some((id, path)) = waiting.pop() {
            if seen.insert(id) {
                let from = &self.crates[id];
                waiting
                    .extend(from.normal.iter().map(|to| (to, format!("{path} → {}", self.crates[to].name))));
                reached.insert(from.name.clone(), path);
            }
        }
        reached
    }
}

fn wrong_arrows(graph: &Graph) -> Vec<String> {
    let mut wrong = Vec::new();
    for from in graph.ours().filter(|from| !TESTS.contains(&from.name.as_str())) {
        let Some((_, may)) = ARROWS.iter().find(|(name, _)| *name == from.name) else {
            wrong.push(format!("{} has no place in the list of arrows", from.name));
            continue;
        };
        for to in from.normal.intersection(&graph.ours).map(|id| graph.crates[id].name.as_str()) {
            if !may.contains(&to) {
                wrong.push(format!("{} → {to} is no arrow of the design's", from.name));
            }
        }
    }
    wrong
}

fn network_in_what_ships(graph: &Graph) -> Vec<String> {
    let mut found = BTreeMap::new();
    for program in SHIPPED {
        for (name, path) in graph.reached(program) {
            let listed = NETWORK.iter().any(|known| {
                name.strip_prefix(known).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
            });
            if listed && NETWORK_WITH_A_REASON.iter().all(|(known, _)| *known != name) {
                found.insert(name, path);
            }
        }
    }
    found.into_values().collect()
}

fn tauri_outside_the_shell(graph: &Graph) -> Vec<String> {
    let is_tauri = |name: &str| name == "tauri" || name.starts_with("tauri-");
    let mut found = BTreeSet::new();
    for from in graph.ours().filter(|from| ![SHELL, EMPTY_WINDOW].contains(&from.name.as_str())) {
        let direct = from.any.iter().map(|id| graph.crates[id].name.clone());
        for name in direct.chain(graph.reached(&from.name).into_keys()).filter(|name| is_tauri(name)) {
            found.insert(format!("{} → {name}", from.name));
        }
    }
    found.into_iter().collect()
}

fn sql_outside_the_store(graph: &Graph) -> Vec<String> {
    let sql = ["rusqlite", "libsqlite3-sys"];
    graph
        .ours()
        .filter(|from| from.name != STORE && !TESTS.contains(&from.name.as_str()))
        .filter(|from| from.any.iter().any(|id| sql.contains(&graph.crates[id].name.as_str())))
        .map(|from| from.name.clone())
        .collect()
}

const NOTHING: [String; 0] = [];

/// Features of the store that are the tests’ own: with one a store could be made without a key, with another it loses entries.
const OF_TESTS: [&str; 3] = ["plain", "planted", "statements"];

/// Crates beside the tests that ask for one, and one that the store has without being asked.
fn test_features_in_what_ships(metadata: &Value) -> Vec<String> {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let is_of_tests = |feature: &Value| OF_TESTS.iter().any(|of_tests| feature == of_tests);
    let mut found = Vec::new();
    for package in list(&metadata["packages"]) {
        let name = package["name"].as_str().unwrap_or_default();
        let asks = list(&package["dependencies"]).into_iter().any(|dependency| {
            dependency["name"] == STORE && list(&dependency["features"]).iter().any(is_of_tests)
        });
        let by_default = name == STORE && list(&package["features"]["default"]).iter().any(is_of_tests);
        if asks && !TESTS.contains(&name) || by_default {
            found.push(name.to_owned());
        }
    }
    found
}

#[test]
fn what_ships_is_built_without_the_features_of_the_tests() {
    let metadata = metadata(SYSTEMS[0]);
    assert_eq!(test_features_in_what_ships(&metadata), [""; 0]);
    let package = |name: &str, features: Value| {
        serde_json::json!({ "name": name, "features": {},
            "dependencies": [{ "name": STORE, "features": features }] })
    };
    let planted = serde_json::json!({ "packages": [
        package("moments-desk", serde_json::json!(["plain"])),
        package(TESTS[0], serde_json::json!(["plain"])),
        { "name": STORE, "features": { "default": ["statements"] }, "dependencies": [] },
    ] });
    assert_eq!(test_features_in_what_ships(&planted), ["moments-desk", STORE]);
}

#[test]
fn arrows_between_crates_point_down_only() {
    for system in SYSTEMS {
        assert_eq!(wrong_arrows(&Graph::read(system)), NOTHING, "on {system}");
    }
}

#[test]
fn nothing_in_the_desktop_app_speaks_http_or_tls() {
    for system in SYSTEMS {
        assert_eq!(network_in_what_ships(&Graph::read(system)), NOTHING, "on {system}");
    }
}

#[test]
fn each_listed_network_crate_is_still_there_on_some_system() {
    let graphs = SYSTEMS.map(Graph::read);
    for (name, reason) in NETWORK_WITH_A_REASON {
        let there = graphs.iter().any(|graph| graph.crates.values().any(|known| known.name == name));
        assert!(there, "{name} ({reason}) is gone: take it off the list");
    }
}

#[test]
fn tauri_is_in_the_shell_alone() {
    for system in SYSTEMS {
        assert_eq!(tauri_outside_the_shell(&Graph::read(system)), NOTHING, "on {system}");
    }
}

#[test]
fn the_store_is_the_only_user_of_sqlite() {
    for system in SYSTEMS {
        assert_eq!(sql_outside_the_store(&Graph::read(system)), NOTHING, "on {system}");
    }
}

/// A small workspace whose arrows are the design's, with one more arrow planted in it.
fn planted(from: &str, to: &str, kind: Value) -> Graph {
    let mut arrows: BTreeMap<&str, Vec<(&str, Value)>> = BTreeMap::new();
    for (name, all) in ARROWS {
        arrows.insert(name, all.iter().map(|to| (*to, Value::Null)).collect());
    }
    arrows.insert("rusqlite", Vec::new());
    arrows.entry("moments-store").or_default().push(("rusqlite", Value::Null));
    arrows.entry(to).or_default();
    arrows.entry(from).or_default().push((to, kind));
    let packages: Vec<Value> =
        arrows.keys().map(|name| serde_json::json!({ "id": format!("{name} 1"), "name": name })).collect();
    let nodes: Vec<Value> = arrows
        .iter()
        .map(|(name, all)| {
            let deps: Vec<Value> = all
                .iter()
                .map(|(to, kind)| serde_json::json!({ "pkg": format!("{to} 1"), "dep_kinds": [{ "kind": kind }] }))
                .collect();
            serde_json::json!({ "id": format!("{name} 1"), "deps": deps })
        })
        .collect();
    let ours: Vec<String> = arrows
        .keys()
        .filter(|name| ARROWS.iter().any(|(known, _)| known == *name))
        .map(|name| format!("{name} 1"))
        .collect();
    Graph::parse(&serde_json::json!({
        "packages": packages, "resolve": { "nodes": nodes }, "workspace_members": ours
    }))
}

#[test]
fn an_arrow_that_points_up_is_caught() {
    let graph = planted("moments-store", "moments-desk", Value::Null);
    assert_eq!(wrong_arrows(&graph), ["moments-store → moments-desk is no arrow of the design's"]);
    let sideways = planted("moments", "moments-store", Value::Null);
    assert_eq!(wrong_arrows(&sideways), ["moments → moments-store is no arrow of the design's"]);
}

#[test]
fn a_network_crate_is_caught_however_deep_but_not_in_a_test() {
    let graph = planted("rusqlite", "hyper-util", Value::Null);
    let path = "moments → moments-desk → moments-store → rusqlite → hyper-util";
    assert!(network_in_what_ships(&graph)[0].ends_with("rusqlite → hyper-util"), "{path}");
    assert_eq!(network_in_what_ships(&planted("rusqlite", "reqwest", Value::from("dev"))), NOTHING);
    assert_eq!(
        network_in_what_ships(&planted("rusqlite", "h2o", Value::Null)),
        NOTHING,
        "a name that only begins alike"
    );
    assert_eq!(
        network_in_what_ships(&planted("rusqlite", "openssl-sys", Value::Null)),
        NOTHING,
        "listed, with a reason"
    );
}

#[test]
fn tauri_is_caught_in_a_desk_and_in_its_tests() {
    assert_eq!(tauri_outside_the_shell(&planted("moments", "tauri", Value::Null)), NOTHING);
    let desk = planted("moments-desk", "tauri", Value::Null);
    assert_eq!(tauri_outside_the_shell(&desk), ["moments-admin → tauri", "moments-desk → tauri"]);
    let test = planted("moments-core", "tauri-plugin-store", Value::from("dev"));
    assert_eq!(tauri_outside_the_shell(&test), ["moments-core → tauri-plugin-store"]);
}

#[test]
fn sqlite_is_caught_outside_the_store() {
    assert_eq!(sql_outside_the_store(&planted("moments-desk", "rusqlite", Value::Null)), ["moments-desk"]);
}
