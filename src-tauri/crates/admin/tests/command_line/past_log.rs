//! `import-log`.

use crate::office::Office;
use serde_json::json;

const LOG: &str = "Date;Heure;Service;Résultat;Remarques;No\n\
    2026-03-04;10 h 05;Permis de pêche;Servi;;1\n\
    2026-03-04;10 h 20;Fishing licence;à moitié;NAS 046 454 286;2\n\
    2026-03-05;;Jardinage;Servi;;3\n\
    2026-13-05;;SRV01235;Servi;;4\n\
    ;;;;;\n";

const MAPPING: &str = r#"{
    "columns": { "date": "Date", "time": "Heure", "service": 3, "outcome": "Résultat", "note": "Remarques", "external_id": "No" },
    "date_order": "year_month_day", "unmatched_services": "refuse", "notes": "mask",
    "words": { "outcome": { "à moitié": "partly_served" } }
}"#;

fn office() -> (Office, [String; 2]) {
    let office = Office::with_catalogue();
    let files = [office.write("log.csv", LOG), office.write("map.json", MAPPING)];
    (office, files.map(|path| path.to_string_lossy().into_owned()))
}

#[test]
fn a_log_comes_in_once_and_what_does_not_is_named_with_its_line() {
    let (office, [log, map]) = office();
    let refused = office.path("refused.csv");
    let words = ["import-log", &log, "--map", &map, "--refused", refused.to_str().unwrap(), "--json"];
    let done = office.run(&words, "");
    assert_eq!(done.status, 1, "{}", done.err);
    let told = done.json();
    let expected = json!({ "rows": 5, "recorded": 2, "already_there": 0, "refused": 2, "empty": 1 });
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(&told[name], value, "{name}");
    }
    assert!(done.err.contains("line 4: service is no service of the catalogue"), "{}", done.err);
    assert!(done.err.contains("line 5: date is no day or time"), "{}", done.err);
    let day = office.day("2026-03-04");
    assert_eq!((&day["moments"], &day["invited"], &day["eligible"]), (&json!(2), &json!(0), &json!(2)));
    let partly = day["by_outcome"].as_array().unwrap().iter().find(|o| o["word"] == "partly_served").unwrap();
    assert_eq!(partly["n"], 1, "a word of the mapping");
    let found = office.run(&["search", "NAS", "--json"], "").well();
    assert!(found.out.contains("•••") && !found.out.contains("454"), "{}", found.out);

    let table = std::fs::read_to_string(&refused).unwrap();
    assert!(table.contains("4,service,is no service"), "{table}");
    assert!(table.ends_with("2026-13-05,,SRV01235,Servi,,4\n"), "{table}");

    let entries = office.entries();
    let again = office.run(&["import-log", &log, "--map", &map, "--json"], "").json();
    assert_eq!((&again["recorded"], &again["already_there"]), (&json!(0), &json!(2)));
    assert_eq!(office.entries(), entries + 1, "only the act itself is journaled");
}

#[test]
fn a_dry_run_changes_nothing_and_shows_the_mapping_to_begin_with() {
    let (office, [log, _]) = office();
    let entries = office.entries();
    let told = office.run(&["import-log", &log, "--dry-run", "--json"], "").json();
    assert_eq!((&told["dry_run"], &told["recorded"], &told["refused"]), (&json!(true), &json!(1), &json!(3)));
    assert_eq!(told["mapping"]["columns"]["outcome"], json!(4));
    assert_eq!(told["unknown_words"][0], json!({ "field": "service", "word": "Jardinage", "rows": 1 }));
    assert_eq!(office.entries(), entries);
    let own = office.write("own.json", told["mapping"].to_string());
    let done = office.run(&["import-log", &log, "--map", own.to_str().unwrap(), "--json"], "").json();
    assert_eq!(done["recorded"], 1, "what it shows is what --map takes");
}

#[test]
fn what_cannot_be_read_changes_nothing() {
    let (office, [log, map]) = office();
    assert_eq!(office.run(&["import-log", &log], "").status, 2, "a mapping is to be named");
    let bad = office.write("bad.json", r#"{ "columns": { "date": "Date" }, "colour": 1 }"#);
    let ended = office.run(&["import-log", &log, "--map", bad.to_str().unwrap()], "");
    assert_eq!(ended.status, 2);
    assert!(ended.err.contains("colour"), "{}", ended.err);
    let short = office.write("short.json", r#"{ "columns": { "date": "Date" } }"#);
    let ended = office.run(&["import-log", &log, "--map", short.to_str().unwrap()], "");
    assert_eq!(ended.status, 1);
    assert!(ended.err.contains("columns/service is missing"), "{}", ended.err);
    let older = office.write("older.csv", b"Date,Service\n2026-03-04,Permis de p\xEAche\n");
    let older = older.to_string_lossy().into_owned();
    let ended = office.run(&["import-log", &older, "--map", &map], "");
    assert_eq!(ended.status, 1);
    assert!(ended.err.contains("windows 1252 at line 2"), "{}", ended.err);
    let told = office.run(&["import-log", &older, "--dry-run", "--windows-1252", "--json"], "").json();
    assert_eq!(told["recorded"], 1);
}
