//! `directory`: the organizations out to a file and in again.

use crate::office::Office;
use serde_json::json;

const FILE: &str = "name_en;name_fr;level;telephone;hours_en\r\n\
    City hall;Hôtel de ville;municipal;+1 867 555-0100;\"9 to 12\n1 to 4\"\r\n\
    Tax office;;regional;;\r\n\
    211;;other;211;\r\n";

#[test]
fn a_file_goes_in_once_comes_out_whole_and_going_in_again_changes_nothing() {
    let (office, _) = Office::new();
    let file = office.write("organizations.csv", FILE);
    let first = office.run(&["directory", "import", file.to_str().unwrap(), "--json"], "");
    let told = first.json();
    assert_eq!(
        (first.status, &told["new"], &told["refused"], &told["file"]["rows"]),
        (1, &json!(2), &json!(1), &json!(3)),
        "some were refused, and the others are kept"
    );
    assert!(first.err.contains("organizations.csv, line 4: level: bad level"), "{}", first.err);

    let out = office.path("out.csv");
    let out = out.to_str().unwrap();
    let entries = office.entries();
    assert_eq!(office.run(&["directory", "export", out, "--json"], "").well().json()["organizations"], 2);
    assert_eq!(office.entries(), entries, "reading writes nothing");
    let written = std::fs::read_to_string(out).unwrap();
    assert!(written.starts_with('\u{FEFF}') && written.contains("'+1 867 555-0100"), "{written}");
    assert!(!office.path("out.csv.part").exists());

    let again = office.run(&["directory", "import", out, "--json"], "").well().json();
    assert_eq!((&again["new"], &again["changed"], &again["unchanged"]), (&json!(0), &json!(0), &json!(2)));
    let first_again = office.run(&["directory", "import", file.to_str().unwrap(), "--json"], "").json();
    assert_eq!((&first_again["new"], &first_again["changed"]), (&json!(0), &json!(0)));
    office.run(&["directory", "export", out], "").well();
    assert_eq!(std::fs::read_to_string(out).unwrap(), written, "a file of that name is replaced");
    assert!(office.run(&["verify", "--json"], "").well().json()["sound"].as_bool().unwrap());
}

#[test]
fn a_bad_file_and_a_bad_place_change_nothing() {
    let (office, _) = Office::new();
    let cut = office.write("cut.csv", "name_en,level\nA,\"oth");
    let ended = office.run(&["directory", "import", cut.to_str().unwrap()], "");
    assert_eq!(ended.status, 1);
    assert!(
        ended.err.contains("cut short at line 2") && ended.err.contains("left as it is"),
        "{}",
        ended.err
    );
    let store = std::fs::read(office.path("home/moments.db")).unwrap();
    for place in ["home/moments.db", "nowhere/out.csv", "home"] {
        let place = office.path(place);
        let ended = office.run(&["directory", "export", place.to_str().unwrap()], "");
        assert_eq!(ended.status, 1, "{place:?}");
        assert!(ended.err.contains("can't be written there"), "{}", ended.err);
    }
    assert_eq!(std::fs::read(office.path("home/moments.db")).unwrap(), store);
    let left = std::fs::read_dir(office.path("home").parent().unwrap()).unwrap().flatten();
    assert!(left.into_iter().all(|f| f.path().extension().is_none_or(|ending| ending != "part")));
}
