//! How the shell is configured: each setting that keeps a page from what is not its own, and what each window may call.
//! A wrong value, one that is gone, and one too many are each shown to be caught.

use crate::files::root;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;

/// Where a setting stands, what it must be (`null`: not there), and what it is for.
fn settings() -> [(&'static str, Value, &'static str); 15] {
    [
        ("/app/withGlobalTauri", json!(false), "no Tauri in the reach of whatever runs in a page"),
        ("/app/security/freezePrototype", json!(true), "no page changes what all objects have"),
        (
            "/app/security/dangerousDisableAssetCspModification",
            json!(false),
            "scripts are bound to their hashes",
        ),
        (
            "/app/security/assetProtocol",
            json!({ "enable": false, "scope": [] }),
            "no file of the disk is served to a page",
        ),
        ("/app/security/capabilities", json!(["staff", "client"]), "no capability that is only lying about"),
        ("/app/security/devCsp", Value::Null, "developed under the policy that ships"),
        (
            "/app/security/headers/Cross-Origin-Opener-Policy",
            json!("same-origin"),
            "no other page holds a handle on ours",
        ),
        (
            "/app/security/headers/Cross-Origin-Embedder-Policy",
            json!("require-corp"),
            "nothing foreign is embedded",
        ),
        (
            "/app/security/headers/Cross-Origin-Resource-Policy",
            json!("same-origin"),
            "nobody embeds what is ours",
        ),
        (
            "/app/security/headers/X-Content-Type-Options",
            json!("nosniff"),
            "a text is never taken for a script",
        ),
        ("/app/security/headers/Access-Control-Allow-Methods", Value::Null, "no other origin is let in"),
        ("/app/windows/0/label", json!("staff"), "the window that capabilities name"),
        ("/app/windows/1/label", json!("client"), "the window that capabilities name"),
        ("/app/windows/2", Value::Null, "there are two windows"),
        ("/plugins", Value::Null, "no plugin is configured for a page"),
    ]
}

/// The same for each window.
const OF_EACH_WINDOW: [(&str, Value, &str); 9] = [
    ("create", Value::Bool(false), "made by the shell, which denies navigation, new windows and downloads"),
    ("devtools", Value::Bool(false), "no inspector, in no build"),
    ("dragDropEnabled", Value::Bool(false), "a dropped file is not handed to the page"),
    ("generalAutofillEnabled", Value::Bool(false), "the browser keeps no names and PINs"),
    ("browserExtensionsEnabled", Value::Null, "no extension runs in a page"),
    ("zoomHotkeysEnabled", Value::Null, "needs a permission that no window has"),
    ("additionalBrowserArgs", Value::Null, "no switch of the browser's is turned off"),
    ("proxyUrl", Value::Null, "the pages speak to nobody"),
    ("useHttpsScheme", Value::Null, "the origin that the border knows"),
];

/// The content security policy, whole: what is not named is refused.
const POLICY: [(&str, &str); 10] = [
    ("default-src", "'none'"),
    ("script-src", "'self'"),
    ("style-src", "'self'"),
    ("img-src", "'self' blob:"),
    ("font-src", "'self'"),
    ("connect-src", "ipc: http://ipc.localhost"),
    ("object-src", "'none'"),
    ("base-uri", "'none'"),
    ("form-action", "'none'"),
    ("frame-ancestors", "'none'"),
];

/// What the client's window may call.
const FOR_CLIENTS: [&str; 2] = ["allow-client-answer", "allow-news"];

/// Features of Tauri and its window library that stay off in what ships.
const OFF: [&str; 6] = ["devtools", "protocol-asset", "unstable", "test", "macos-private-api", "http-range"];

fn read(path: &str) -> Value {
    let text = fs::read_to_string(root().join("src-tauri").join(path)).expect("a file of the shell");
    serde_json::from_str(&text).expect("it is JSON")
}

fn at<'a>(config: &'a Value, path: &str) -> &'a Value {
    config.pointer(path).unwrap_or(&Value::Null)
}

fn wrong_settings(config: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    for (path, wanted, why) in settings() {
        if *at(config, path) != wanted {
            wrong.push(format!("{path} must be {wanted}: {why}"));
        }
    }
    for window in 0..2 {
        for (name, wanted, why) in OF_EACH_WINDOW {
            let path = format!("/app/windows/{window}/{name}");
            if *at(config, &path) != wanted {
                wrong.push(format!("{path} must be {wanted}: {why}"));
            }
        }
        let url = at(config, &format!("/app/windows/{window}/url")).as_str().unwrap_or_default();
        if !["index.html", "client.html"].contains(&url) {
            wrong.push(format!("window {window} shows {url}, which the program does not carry"));
        }
    }
    if policy(config) != POLICY.iter().map(|(name, what)| ((*name).into(), (*what).into())).collect() {
        wrong.push("/app/security/csp is another policy".to_owned());
    }
    wrong
}

fn policy(config: &Value) -> BTreeMap<String, String> {
    let text = at(config, "/app/security/csp").as_str().unwrap_or_default();
    let parts = text.split(';').map(str::trim).filter(|part| !part.is_empty());
    parts.map(|part| part.split_once(' ').unwrap_or((part, ""))).map(|(a, b)| (a.into(), b.into())).collect()
}

/// What is wrong with what these capabilities grant, by the list of commands.
fn wrong_grants(client: &Value, staff: &Value, commands: &[String]) -> Vec<String> {
    let mut wrong = Vec::new();
    let granted = |capability: &Value| -> BTreeSet<String> {
        let all = capability["permissions"].as_array().cloned().unwrap_or_default();
        all.iter()
            .map(|permission| permission.as_str().unwrap_or("an object with a scope").to_owned())
            .collect()
    };
    let of_the_app: BTreeSet<String> =
        commands.iter().map(|command| format!("allow-{}", command.replace('_', "-"))).collect();
    for (capability, window) in [(client, "client"), (staff, "staff")] {
        if capability["windows"] != json!([window]) || capability["identifier"] != json!(window) {
            wrong.push(format!("the capability {window} is for another window"));
        }
        for more in ["remote", "webviews", "local", "platforms"] {
            if !capability[more].is_null() {
                wrong.push(format!("the capability {window} says {more}"));
            }
        }
        for other in granted(capability).difference(&of_the_app) {
            wrong.push(format!("{window} is granted {other}, which is no command of the app"));
        }
    }
    if granted(client) != FOR_CLIENTS.iter().map(|name| (*name).to_owned()).collect() {
        wrong.push("client is granted something else than to answer and to hear".to_owned());
    }
    if granted(staff) != of_the_app {
        wrong.push("staff is not granted every command, or one twice".to_owned());
    }
    wrong
}

fn commands() -> Vec<String> {
    let text = fs::read_to_string(root().join("src-tauri/commands.txt")).expect("the list of commands");
    text.split_whitespace().map(str::to_owned).collect()
}

/// Features that are on, of a crate, in what ships for any system.
fn features(metadata: &Value, name: &str) -> BTreeSet<String> {
    let nodes = metadata["resolve"]["nodes"].as_array().cloned().unwrap_or_default();
    let of_it = nodes.iter().filter(|node| {
        let id = node["id"].as_str().unwrap_or_default();
        id.contains(&format!("#{name}@")) || id.contains(&format!("/{name}#"))
    });
    let on = of_it.flat_map(|node| node["features"].as_array().cloned().unwrap_or_default());
    on.filter_map(|feature| feature.as_str().map(str::to_owned)).collect()
}

fn wrong_features(metadata: &Value) -> Vec<String> {
    let all = ["tauri", "wry", "tauri-runtime-wry"].map(|name| (name, features(metadata, name)));
    let mut wrong = Vec::new();
    for (name, on) in all {
        wrong.extend(OFF.iter().filter(|off| on.contains(**off)).map(|off| format!("{name} has {off}")));
    }
    wrong
}

const NOTHING: [String; 0] = [];

#[test]
fn every_setting_that_keeps_a_page_in_its_place_is_set() {
    assert_eq!(wrong_settings(&read("tauri.conf.json")), NOTHING);
}

#[test]
fn each_window_may_call_its_own_commands_and_nothing_of_tauris() {
    let files = fs::read_dir(root().join("src-tauri/capabilities")).expect("capabilities").count();
    assert_eq!(files, 2, "a file of this folder grants something");
    let (client, staff) = (read("capabilities/client.json"), read("capabilities/staff.json"));
    assert_eq!(wrong_grants(&client, &staff, &commands()), NOTHING);
}

#[test]
fn what_ships_is_built_without_an_inspector_and_without_a_way_to_files() {
    let output = Command::new(std::env::var_os("CARGO").expect("cargo tells its tests where it is"))
        .args(["metadata", "--format-version", "1", "--locked"])
        .current_dir(root())
        .output()
        .expect("cargo starts");
    let metadata = serde_json::from_slice(&output.stdout).expect("cargo metadata is JSON");
    assert!(features(&metadata, "tauri").contains("wry"), "features are read");
    assert_eq!(wrong_features(&metadata), NOTHING);
    let planted = json!({ "resolve": { "nodes": [
        { "id": "registry+https://a#tauri@2.12.5", "features": ["wry", "devtools"] },
        { "id": "registry+https://a#tauri-build@2.12.5", "features": ["test"] },
    ] } });
    assert_eq!(wrong_features(&planted), ["tauri has devtools"]);
}

#[test]
fn each_planted_setting_is_caught() {
    let good = read("tauri.conf.json");
    let planted = |path: &str, value: Value| {
        let (parent, name) = path.rsplit_once('/').expect("a path");
        let mut config = good.clone();
        let place = config.pointer_mut(parent).expect("it stands in something");
        match (place, value) {
            (Value::Array(items), value) => items.push(value),
            (place, Value::Null) => drop(place.as_object_mut().and_then(|members| members.remove(name))),
            (place, value) => place[name] = value,
        }
        wrong_settings(&config).len()
    };
    let other = |right: &Value| {
        if right.is_null() { json!("planted") } else { json!(!right.as_bool().unwrap_or(true)) }
    };
    let of_windows = (0..2).flat_map(|window| {
        OF_EACH_WINDOW.map(|(name, right, _)| (format!("/app/windows/{window}/{name}"), right))
    });
    let all = settings().into_iter().map(|(path, right, _)| (path.to_owned(), right)).chain(of_windows);
    for (path, right) in all.filter(|(path, _)| path != "/app/windows/2") {
        assert!(planted(&path, other(&right)) > 0, "{path} set to something else");
        assert!(right.is_null() || planted(&path, Value::Null) > 0, "{path} gone");
    }
    assert!(planted("/app/windows/2", json!({ "label": "third" })) > 0, "a third window");
    let text = good["app"]["security"]["csp"].as_str().expect("a policy");
    for (name, what) in POLICY {
        let without = text.replace(&format!("{name} {what}"), "");
        assert!(planted("/app/security/csp", json!(without)) > 0, "the policy without {name}");
        let wider = text.replace(&format!("{name} {what}"), &format!("{name} {what} 'unsafe-inline'"));
        assert!(planted("/app/security/csp", json!(wider)) > 0, "a wider {name}");
    }
    assert!(
        planted("/app/security/csp", json!(format!("{text}; worker-src blob:"))) > 0,
        "one more directive"
    );
}

#[test]
fn each_planted_grant_is_caught() {
    let (client, staff, commands) =
        (read("capabilities/client.json"), read("capabilities/staff.json"), commands());
    let with = |capability: &Value, name: &str, value: Value| {
        let mut changed = capability.clone();
        changed[name] = value;
        changed
    };
    let and = |capability: &Value, permission: &str| {
        let mut changed = capability.clone();
        changed["permissions"].as_array_mut().expect("a list").push(json!(permission));
        changed
    };
    let caught = |client: &Value, staff: &Value| !wrong_grants(client, staff, &commands).is_empty();
    assert!(!caught(&client, &staff));
    for more in ["core:event:allow-listen", "core:default", "allow-save-moment", "store:default"] {
        assert!(caught(&and(&client, more), &staff), "client with {more}");
    }
    for more in ["core:default", "fs:default", "shell:allow-execute", "allow-everything"] {
        assert!(caught(&client, &and(&staff, more)), "staff with {more}");
    }
    assert!(caught(&with(&client, "windows", json!(["*"])), &staff), "a capability of every window");
    assert!(
        caught(&with(&client, "remote", json!({ "urls": ["https://*"] })), &staff),
        "a page from elsewhere"
    );
    assert!(
        caught(&client, &with(&staff, "permissions", json!(["allow-counter"]))),
        "a command that nobody may call"
    );
}
