//! Each verb but `demo`.

use crate::office::{INVENTORY, Office, end, ended};
use serde_json::{Value, json};
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

/// Time for a program that was just started to open the store, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// The line of the documentation; the two texts that it leaves open are filled in.
const LINE: &str = r#"{"id":"0192f0c4-7c1e-7a51-9f5b-3f1f0a2b4c5d","started_at":"2026-11-24T14:03:10-05:00","finished_at":"2026-11-24T14:07:55-05:00","channel":"in_person", "services":[{"service":"SRV01234","quantity":1,"relationship":"involuntary_obligation","outcome":"served"}], "language":{"active_offer":true,"requested":"fr","provided":"fr","interpreter":"none"},"barriers":["missing_document"], "rating":{"state":"rated","source":"client_screen","overall":4,"drivers":["courtesy"],"fairness":5},"note":"Carte d’identité expirée","staff":"Ada Ittuksarjuat"}"#;

fn files(folder: &Path) -> usize {
    std::fs::read_dir(folder).map_or(0, |entries| entries.flatten().count())
}

#[test]
fn an_office_is_made_once_and_shows_its_recovery_code() {
    let (office, code) = Office::new();
    assert!(office.path("key").exists() && code.len() > 26, "{code}");
    let before = files(&office.path("home"));
    let again = office.run(&office.words_of_init(), "");
    assert_eq!((again.status, again.out.as_str()), (1, ""));
    assert!(again.err.contains("There is an office in this home already"), "{}", again.err);
    assert_eq!(files(&office.path("home")), before);

    let weak = Office::empty();
    weak.write("pin", "12345678");
    assert_eq!(weak.run(&weak.words_of_init(), "").status, 1);
    assert!(!weak.path("home/moments.db").exists(), "no half an office");
}

#[test]
fn an_empty_key_file_variable_is_as_good_as_none() {
    let (office, _) = Office::new();
    std::fs::rename(office.path("key"), office.path("home/trial.key")).unwrap();
    end(office.bare(&["verify"]).env("MOMENTS_KEY_FILE", ""), "").well();
}

#[test]
fn the_line_of_the_documentation_is_recorded_and_the_day_counts_it() {
    let office = Office::with_catalogue();
    let recorded = office.run(&["record", "--json"], LINE).well().json();
    assert_eq!((&recorded["recorded"], &recorded["refused"]), (&json!(1), &json!(0)));

    let day = office.day("2026-11-24");
    let expected = json!({ "date": "2026-11-24", "moments": 1, "quick_enquiries": 0, "voluntary": 0, "involuntary": 1, "mixed": 0,
        "eligible": 1, "invited": 1, "answered": 1 });
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(&day[name], value, "{name}");
    }
    assert_eq!(day["scope"]["workstations"][0]["label"], "Counter 1");
    let service = &day["by_service"][0];
    assert_eq!((&service["service"], &service["lines"]), (&json!("SRV01234"), &json!(1)));
    let served = day["by_outcome"].as_array().unwrap().iter().find(|o| o["word"] == "served").unwrap();
    assert_eq!(served["n"], 1);
    assert!(!day.to_string().contains("Ada"), "about clients, not about staff");
}

#[test]
fn the_same_line_again_is_there_already_and_other_content_is_a_conflict() {
    let office = Office::with_catalogue();
    office.run(&["record"], LINE).well();
    let entries = office.entries();
    let again = office.run(&["record", "--json"], LINE).well().json();
    assert_eq!((&again["recorded"], &again["already_there"]), (&json!(0), &json!(1)));
    assert_eq!(office.entries(), entries + 1, "only the act itself is journaled");

    let other = office.run(&["record", "--json"], LINE.replace(r#""overall":4"#, r#""overall":1"#));
    assert_eq!(other.status, 1);
    let refusal = &other.json()["refusals"][0];
    assert_eq!((&refusal["field"], &refusal["problem"]), (&json!("id"), &json!("conflict")));
    let noted = office.run(&["search", "--json", "identite"], "").well().json();
    assert_eq!(noted.as_array().map(Vec::len), Some(1), "what was recorded stays: {noted}");
}

#[test]
fn a_bad_line_is_refused_with_number_field_and_reason_and_the_good_ones_are_kept() {
    let office = Office::with_catalogue();
    let lines = [
        r#"{"started_at":"2026-11-24T09:00:00-05:00","services":[{"service":"SRV01234"}],"relationship":"voluntary","outcome":"referred"}"#,
        r#"{"started_at":"2026-11-24T09:05:00-05:00","services":[{"service":"SRV99999"}]}"#,
        r#"{"started_at":"2026-11-24T09:10:00-05:00","services":[{"service":"SRV01234","outcome":"lost"}]}"#,
        r#"{"started_at":"9999-11-24T09:10:00-05:00","services":[{"service":"SRV01234"}]}"#,
        "",
        r#"{"started_at":"2026-11-24T09:20:00-05:00","services":[{"service":"SRV01234"}],"note":"NAS 046 454 286"}"#,
        r#"{"started_at":"2026-11-24T09:30:00-05:00","services":[{"service":"SRV01234"},{"service":"SRV01235"}],"relationship":"involuntary_obligation"}"#,
    ];
    let ended = office.run(&["record", "--json"], lines.join("\n"));
    assert_eq!(ended.status, 1);
    let told = ended.json();
    assert_eq!((&told["recorded"], &told["refused"]), (&json!(2), &json!(4)));
    let refusals: Vec<_> = told["refusals"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| (r["line"].clone(), r["field"].clone(), r["problem"].clone()))
        .collect();
    let expected = [
        (2, "services/1/service", "unknown"),
        (3, "services/1/outcome", "unknown"),
        (4, "started_at", "out_of_range"),
        (6, "note", "must_be_masked"),
    ];
    assert_eq!(refusals, expected.map(|(line, field, problem)| (json!(line), json!(field), json!(problem))));
    assert!(ended.err.contains("line 3: services/1/outcome is not a value of this field"), "{}", ended.err);
    assert!(!ended.err.contains("046"), "what a client may have said is not repeated");

    let day = office.day("2026-11-24");
    assert_eq!(
        (&day["moments"], &day["voluntary"], &day["involuntary"]),
        (&json!(2), &json!(1), &json!(1)),
        "the shorthand is for every line"
    );
    let n = |word: &str| {
        day["by_outcome"].as_array().unwrap().iter().find(|o| o["word"] == word).unwrap()["n"].clone()
    };
    assert_eq!((n("referred"), n("served")), (json!(1), json!(2)));
    let shares = (&day["quality"]["relationship_confirmed"], &day["quality"]["outcome_confirmed"]);
    assert_eq!(
        shares,
        (&json!({ "n": 3, "of": 3 }), &json!({ "n": 1, "of": 3 })),
        "a default is not an observation"
    );
}

#[test]
fn whatever_stands_on_standard_input_the_good_line_behind_it_is_kept() {
    let office = Office::with_catalogue();
    let mut input = b"\xFF\xFE\0\0\n{\"note\":\"".to_vec();
    input.extend(vec![b'x'; 1 << 20]);
    input.extend("\"}\n{\"\u{202E}\":1}\n[[[[[[\n".as_bytes());
    input.extend(LINE.as_bytes());
    let ended = office.run(&["record", "--json"], input);
    assert_eq!(
        (ended.status, &ended.json()["recorded"], &ended.json()["refused"]),
        (1, &json!(1), &json!(4))
    );
}

#[test]
fn the_ratings_of_one_person_are_counted_and_not_shown() {
    let office = Office::with_catalogue();
    let answered = |n: u32| {
        format!(
            r#"{{"started_at":"2026-11-24T10:0{n}:00-05:00","services":[{{"service":"SRV01234"}}],"staff":"Ada Ittuksarjuat","rating":{{"source":"paper","overall":{n}}}}}"#
        )
    };
    office.run(&["record"], (1..=5).map(answered).collect::<Vec<_>>().join("\n")).well();
    let day = office.day("2026-11-24");
    let ratings = &day["ratings"];
    assert_eq!((&day["answered"], &ratings["n"]), (&json!(5), &json!(5)));
    assert_eq!((&ratings["withheld"], &ratings["mean"]), (&json!("few_staff"), &Value::Null));
    let told = office.run(&["review", "2026-11-24"], "").well();
    assert!(told.out.contains("shown from 3 staff members on"), "{}", told.out);
    let trend = ["trend", "--from", "2026-11-24", "--to", "2026-11-24", "--by", "week", "--json"];
    let trend = office.run(&trend, "").well().json();
    let week = &trend["periods"][0];
    assert_eq!(
        (&week["moments"], &week["answered"], &week["ratings"]["n"]),
        (&json!(5), &json!(5), &json!(0))
    );
}

#[test]
fn notes_are_found_without_their_accents() {
    let office = Office::with_catalogue();
    office.run(&["record"], LINE).well();
    let found =
        |text: &str| office.run(&["search", text, "--json"], "").well().json().as_array().unwrap().len();
    assert_eq!((found("IDENTITE expire"), found("identité"), found("passeport")), (1, 1, 0));
}

#[test]
fn a_second_import_changes_nothing_and_a_bad_file_changes_nothing() {
    let office = Office::with_catalogue();
    let good = office.path("inventory.csv");
    let again = office.run(&["import-catalogue", good.to_str().unwrap(), "--json"], "").well().json();
    assert_eq!(
        (&again["services_new"], &again["services_changed"], &again["unchanged"]),
        (&json!(0), &json!(0), &json!(2))
    );
    let entries = office.entries();
    let half = office.write("half.csv", &INVENTORY.as_bytes()[..INVENTORY.len() - 20]);
    let latin1: Vec<u8> = INVENTORY.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let latin1 = office.write("latin1.csv", latin1);
    for (file, word) in
        [(half, "cut short"), (latin1, "not utf8"), (office.path("none.csv"), "can't be read")]
    {
        // The good file beside it is not imported either.
        let ended = office.run(&["import-catalogue", good.to_str().unwrap(), file.to_str().unwrap()], "");
        assert_eq!(ended.status, 1);
        assert!(ended.err.contains(word) && ended.err.contains("left as it is"), "{}", ended.err);
    }
    assert_eq!(
        office.entries(),
        entries + 3,
        "the command line left its three acts, and the catalogue nothing"
    );
}

#[test]
fn while_moments_is_open_writing_ends_with_75_and_reading_goes_on() {
    let office = Office::with_catalogue();
    let mut command = office.bare(&["record"]);
    let mut open = command.arg("--key-file").arg(office.path("key")).spawn().unwrap();
    let mut lines = open.stdin.take().unwrap();
    writeln!(lines, "{LINE}").unwrap();
    let begin = Instant::now();
    while office.day("2026-11-24")["moments"] != 1 {
        assert!(begin.elapsed() < PATIENCE, "the open program saved nothing that a reader beside it can see");
        std::thread::sleep(Duration::from_millis(20));
    }
    let file = office.path("inventory.csv");
    for words in
        [vec!["record"], vec!["import-catalogue", file.to_str().unwrap()], vec!["demo", "--days", "1"]]
    {
        let refused = office.run(&words, LINE);
        assert_eq!(refused.status, 75, "{words:?}: {}", refused.err);
        assert!(refused.err.contains("Moments is open"), "{}", refused.err);
    }
    assert!(office.run(&["verify", "--json"], "").well().json()["sound"].as_bool().unwrap());
    assert_eq!(office.run(&["search", "carte", "--json"], "").well().json().as_array().unwrap().len(), 1);
    drop(lines);
    ended(open).well();
    office.run(&["record"], LINE).well();
}

#[test]
fn a_person_acts_with_their_pin_and_nobody_without_a_key() {
    let (office, code) = Office::new();
    let pin = office.path("pin").to_string_lossy().into_owned();
    let ada = ["--as", "Ada Ittuksarjuat", "--pin-file", &pin];
    office.run(&[&["review", "--json"], &ada[..]].concat(), "").well();

    let wrong = office.write("wrong", "not-the-pin").to_string_lossy().into_owned();
    let refused = office.run(&["review", "--as", "Ada Ittuksarjuat", "--pin-file", &wrong], "");
    assert_eq!((refused.status, refused.err.trim()), (77, "The PIN is wrong. Nothing was changed."));
    let nobody = office.run(&["review", "--as", "Nobody", "--pin-file", &pin], "");
    assert_eq!(nobody.status, 77);

    let keyless = end(&mut office.bare(&["review"]), "");
    assert_eq!((keyless.status, keyless.out.as_str()), (77, ""), "{}", keyless.err);
    let file = office.write("code", &code);
    let by_code = ["review", "--json", "--recovery-code-file", file.to_str().unwrap()];
    end(&mut office.bare(&by_code), "").well();
    let other = office.write("other", Office::new().1);
    assert_eq!(
        end(&mut office.bare(&["review", "--recovery-code-file", other.to_str().unwrap()]), "").status,
        77
    );
}

#[test]
fn acting_without_a_person_is_journaled_and_reading_writes_nothing() {
    let office = Office::with_catalogue();
    let before = office.entries();
    office.day("2026-11-24");
    office.run(&["search", "x"], "").well();
    assert_eq!(office.entries(), before);
    office.run(&["record"], "").well();
    assert_eq!(office.entries(), before + 1, "`record` without a person leaves its act, also without a line");

    let pin = office.path("pin").to_string_lossy().into_owned();
    office.run(&["record", "--as", "Ada Ittuksarjuat", "--pin-file", &pin], LINE).well();
    assert_eq!(office.entries(), before + 2, "a person's line is their own entry");
}

#[test]
fn verify_finds_a_changed_page() {
    let office = Office::with_catalogue();
    let sound = office.run(&["verify", "--json"], "").well().json();
    let all = ["sound", "integrity", "chain", "tables"].map(|name| sound[name].as_bool());
    assert_eq!(all, [Some(true); 4]);
    let database = office.path("home/moments.db");
    let mut bytes = std::fs::read(&database).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&database, &bytes).unwrap();
    let ended = office.run(&["verify", "--json"], "");
    assert_eq!((ended.status, &ended.json()["sound"]), (1, &json!(false)), "{}", ended.err);
    assert!(ended.err.contains("a copy of the home"), "what can be done today: {}", ended.err);
    assert_eq!(std::fs::read(&database).unwrap(), bytes, "it mends nothing");
}
