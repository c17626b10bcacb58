//! Who can open the records, at the command line.

use crate::office::{Office, end};
use serde_json::Value;
use std::time::{Duration, Instant};

const PASSPHRASE: &str = "caribou stapler harbour nine";

fn kinds(keys: &Value) -> Vec<&str> {
    keys["holders"].as_array().unwrap().iter().map(|holder| holder["kind"].as_str().unwrap()).collect()
}

#[test]
fn codes_and_passphrases_are_replaced_and_open_and_a_new_key_shuts_the_old_ones_out() {
    let (office, code) = Office::new();
    let file = |name: &str| office.path(name).to_string_lossy().into_owned();
    office.write("old code", &code);
    office.write("passphrase", PASSPHRASE);
    office.write("weak", "tundra-lichen");
    let set = |name: &str| {
        office.run(&["keys", "set-passphrase", "--new-passphrase-file", &file(name), "--json"], "")
    };
    assert_eq!(set("weak").status, 1);
    assert_eq!(kinds(&set("passphrase").well().json()), ["key_file", "recovery_code", "passphrase"]);
    let opened =
        |option: &str, name: &str| end(&mut office.bare(&["verify", option, &file(name)]), "").status;
    assert_eq!((opened("--passphrase-file", "passphrase"), opened("--passphrase-file", "weak")), (0, 77));

    office.run(&["keys", "new-code", "--code-file", &file("new code")], "").well();
    assert_eq!(
        (opened("--recovery-code-file", "new code"), opened("--recovery-code-file", "old code")),
        (0, 77)
    );
    let again = office.run(&["keys", "new-code", "--code-file", &file("new code")], "");
    assert_eq!((again.status, opened("--recovery-code-file", "new code")), (1, 0), "no code is written over");
    assert_eq!(office.run(&["keys", "new-code"], "").status, 2, "nobody is there to read it back");

    let entries = office.entries();
    let words = ["keys", "new-key", "--code-file", &file("newest code"), "--json"];
    let done = office.run(&words, "").well().json();
    assert_eq!(done["holders"].to_string(), r#"["recovery_code"]"#);
    assert_eq!(done["left_out"].to_string(), r#"["key_file","passphrase"]"#);
    for (option, name) in [
        ("--recovery-code-file", "old code"),
        ("--recovery-code-file", "new code"),
        ("--passphrase-file", "passphrase"),
        ("--key-file", "key"),
    ] {
        assert_eq!(opened(option, name), 77, "{name}");
    }
    let by_code = |words: &[&str]| {
        let mut command = office.bare(words);
        end(command.arg("--recovery-code-file").arg(office.path("newest code")), "")
    };
    // `command_line`, `new_key_begun`, `new_key_in_force`.
    assert_eq!(by_code(&["verify", "--json"]).well().json()["entries"], entries + 3);
    let listed = by_code(&["keys", "list"]).well().out;
    assert!(
        listed.contains("recovery code") && listed.contains("copies that an old key opens: 1"),
        "{listed}"
    );
    assert_eq!(by_code(&["keys", "remove-old", "--json"]).well().json()["old_copies"], 0);
}

#[test]
fn a_new_key_that_is_killed_leaves_records_that_open() {
    let (office, _) = Office::new();
    let file = |name: &str| office.path(name).to_string_lossy().into_owned();
    let new_key = |name: &str| {
        let mut command = office.bare(&["keys", "new-key", "--keep-key-file", "--code-file", &file(name)]);
        command.arg("--key-file").arg(office.path("key"));
        command
    };
    let began = Instant::now();
    end(&mut new_key("whole"), "").well();
    let whole = began.elapsed();
    let mut entries = office.entries();
    let (mut kept, mut given) = (0, 0);
    for kill in 0..16 {
        let mut child = new_key(&format!("code {kill}")).spawn().unwrap();
        std::thread::sleep(whole.mul_f64(f64::from(kill + 4) / 18.0).min(Duration::from_secs(30)));
        child.kill().unwrap();
        let ended = child.wait_with_output().unwrap();
        let now = office.entries();
        assert!((entries..=entries + 3).contains(&now), "kill {kill}: {entries} entries, then {now}");
        entries = now;
        office.write("by code", std::fs::read(office.path(&format!("code {kill}"))).unwrap_or_default());
        let opens =
            end(&mut office.bare(&["verify", "--recovery-code-file", &file("by code")]), "").status == 0;
        if opens {
            given += 1
        } else {
            kept += 1
        }
        assert!(opens || !ended.status.success(), "kill {kill}: it said that the new key is given");
    }
    assert!(kept > 0, "no kill came in time: {kept} old keys, {given} new ones");
}
