//! What is wrong in the configuration is named with its line, and nothing is carried.

use crate::scene::{Scene, files, name};
use moments_courier::config::Config;
use moments_courier::shape::Kind;
use std::fs;

/// What is said of a configuration in which a line was put in another's place.
fn check(scene: &Scene, from: &str, to: &str, expected: &[&str]) {
    let whole = scene.configuration(
        "every_seconds = 60\n[[place]]\nname = \"share\"\nfolder = \"share\"\n[[place]]\nname = \"centre\"\n\
         url = \"s3://bucket/prefix\"\noptions = { region = \"ca\" }\ncarries = [\"centre\"]\nhours = [\"20:00-06:00\"]\n\
         kib_per_second = 64\nproxy = \"http://proxy.example:8080\"\n",
    );
    let text = whole.replacen(from, to, 1);
    assert_ne!(text, whole, "{from} is there");
    let said = Config::parse(&text, &scene.path("courier.toml")).expect_err(to).to_string();
    for part in expected.iter().chain(&["Nothing was carried."]) {
        assert!(said.contains(part), "{to}: {said}");
    }
}

#[test]
fn what_is_unknown_or_wrong_is_named_with_its_line_and_what_is_expected() {
    let scene = Scene::new();
    check(&scene, "outbox =", "outbux =", &["line 2", "outbux", "expected one of `office`, `outbox`"]);
    check(&scene, "office = \"0192", "office = \"0192F", &["line 1", "`office`", "in small letters"]);
    check(&scene, "every_seconds = 60", "every_seconds = 0", &["line 5", "`every_seconds`", "nonzero"]);
    check(&scene, "folder = \"share\"", "flder = \"share\"", &["line 8", "flder", "expected one of"]);
    check(&scene, "folder = \"share\"", "", &["line 6", "either a `folder` or a `url`"]);
    check(
        &scene,
        "folder = \"share\"",
        "folder = \"share\"\nca = \"x\"",
        &["line 9", "`ca` is for places with"],
    );
    check(&scene, "name = \"share\"", "name = \"../x\"", &["line 7", "`name`", "is no place's name"]);
    check(&scene, "name = \"share\"", "name = \"centre\"", &["line 9", "two places are called `centre`"]);
    check(&scene, "url = \"s3:", "url = \"ftp:", &["line 11", "expected s3://…, az://… or gs://…"]);
    check(&scene, "region", "reigon", &["line 12", "`reigon` is no option of s3 stores"]);
    check(&scene, "[\"centre\"]", "[\"center\"]", &["line 13", "`carries`", "expected `office` or `centre`"]);
    check(&scene, "20:00-06:00", "20:00-6", &["line 14", "`hours`", "expected something like"]);
    check(&scene, "_second = 64", "_second = \"fast\"", &["line 15", "`kib_per_second`", "expected"]);
    check(&scene, "\"http://proxy", "\"proxy", &["line 16", "`proxy`"]);
    check(
        &scene,
        "proxy = \"http:",
        "ca = \"missing.pem\"\nproxy = \"http:",
        &["line 16", "`ca`", "missing.pem"],
    );
    check(&scene, "[[place]]", "place = []\n[x]", &["line"]);
}

#[test]
fn a_secret_in_a_file_is_used_and_never_told() {
    let scene = Scene::new();
    let place = "[[place]]\nname = \"centre\"\nurl = \"s3://bucket\"\noptions_file = \"secret.toml\"\n";
    fs::write(scene.path("secret.toml"), "secret_access_key = hunter2\n").expect("a file");
    let said = Config::parse(&scene.configuration(place), &scene.path("courier.toml"))
        .expect_err("no TOML")
        .to_string();
    assert!(said.contains("line 8") && said.contains("secret.toml, line 1"), "{said}");
    assert!(!said.contains("hunter2"), "{said}");
    fs::write(scene.path("secret.toml"), "secret_access_key = \"hunter2\"\naccess_key_id = \"a\"\n")
        .expect("a file");
    let config = scene.config(place);
    assert!(!format!("{config:?}").contains("hunter2"));
}

#[test]
fn the_program_carries_nothing_where_the_configuration_is_wrong() {
    let scene = Scene::new();
    scene.put(&scene.path("outbox"), &name(1, 1, Kind::Office), b"mine");
    let places = "[[place]]\nname = \"share\"\nfolder = \"share\"\n[[place]]\nname = \"b\"\nfolder = \"b\"\nwhen = 1\n";
    for verb in ["once", "run", "status"] {
        let output = scene.program(places, verb).output().expect("it starts");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains("line 11") && said.contains("`when`"), "{said}");
    }
    assert!(files(&scene.shelf("share", Kind::Office)).is_empty());
}
