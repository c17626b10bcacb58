//! Two workstations at the command line, and a folder between them.

use crate::office::{INVENTORY, Office};

const LINE: &str = r#"{"started_at":"2026-01-13T09:00:00-05:00","services":[{"service":"SRV01234"}]}"#;
const LATER: &str = r#"{"started_at":"2026-01-13T11:00:00-05:00","services":[{"service":"SRV01235"}]}"#;

#[test]
fn two_workstations_hand_over_by_a_folder() {
    let ((one, code), two) = (Office::new(), Office::empty());
    let stick = one.path("stick");
    std::fs::create_dir(&stick).unwrap();
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let (at, file) = (stick.to_string_lossy().into_owned(), stick.join("two.moments-join"));
    let file = file.to_string_lossy().into_owned();
    let inventory = one.write("inventory.csv", INVENTORY).to_string_lossy().into_owned();
    one.run(&words(&["import-catalogue", &inventory]), "").well();
    one.run(&["record"], LINE).well();
    let invited = one.run(&words(&["--json", "hand-over", "invite", "Counter 2", &file]), "").well().json();
    one.run(&words(&["hand-over", "write", &at]), "").well();
    let passphrase = two.write("passphrase", invited["passphrase"].as_str().unwrap());
    let passphrase = passphrase.to_string_lossy().into_owned();
    let wrong = two.write("wrong", code).to_string_lossy().into_owned();
    let join = |passphrase: &str| {
        words(&["--json", "hand-over", "join", &file, "--join-passphrase-file", passphrase])
    };
    assert_eq!(two.run(&join(&wrong), "").status, 77);
    two.run(&join(&passphrase), "").well();
    let status = two.run(&["--json", "hand-over", "status"], "").well().json();
    assert_eq!(status["workstations"].as_array().unwrap().len(), 2);
    let day = |office: &Office| office.day("2026-01-13")["moments"].as_u64();
    assert_eq!(day(&two), Some(1));
    two.run(&["record"], LATER).well();
    two.run(&words(&["hand-over", "write", &at]), "").well();
    let told = one.run(&words(&["hand-over", "read", &at]), "").well().out;
    assert!(told.contains("0 refused") && told.contains("Counter 2"), "{told}");
    assert_eq!(day(&one), Some(2));
}
