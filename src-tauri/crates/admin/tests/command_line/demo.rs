//! `demo`: the same seed, the same work.

use crate::office::Office;
use serde_json::{Value, json};

fn demo(office: &Office) -> Value {
    office.run(&["demo", "--days", "3", "--per-day", "20", "--seed", "7", "--json"], "").well().json()
}

#[test]
fn the_same_seed_makes_the_same_work_and_the_store_is_sound() {
    let (first, second) = (Office::empty(), Office::empty());
    let (mut made, other) = (demo(&first), demo(&second));
    if made["last_day"] != other["last_day"] {
        // Midnight, or the office's opening, lay between.
        made = demo(&first);
    }
    assert_eq!((&made["days"], &made["last_day"]), (&json!(3), &other["last_day"]));
    // Today's work goes on with the clock; the days before are whole.
    let date = other["first_day"].as_str().unwrap();
    let day = first.day(date);
    // Only the workstations are two, and the offices, from which the day's follow-up has its id.
    let mut there = second.day(date);
    there["scope"]["workstations"][0]["id"] = day["scope"]["workstations"][0]["id"].clone();
    let of_day = |f: &&mut Value| f["rule"] == "low_ratings";
    if let Some(theirs) = there["follow_ups"].as_array_mut().unwrap().iter_mut().find(of_day) {
        let ours = day["follow_ups"].as_array().unwrap().iter().find(|f| f["rule"] == "low_ratings");
        theirs["id"] = ours.unwrap()["id"].clone();
    }
    assert_eq!(day, there);
    assert!((10..40).contains(&day["moments"].as_u64().unwrap()), "{}", day["moments"]);
    assert!(day["quick_enquiries"].as_u64().unwrap() > 0 && day["answered"].as_u64().unwrap() > 0);
    let found = |office: &Office| office.run(&["search", "form", "--json"], "").well().json();
    let notes =
        |found: Value| found.as_array().unwrap().iter().map(|m| m["note"].clone()).collect::<Vec<_>>();
    assert_eq!(notes(found(&first)).last(), notes(found(&second)).last());

    let again = demo(&first);
    assert!(again["already_there"].as_u64().unwrap() >= day["moments"].as_u64().unwrap());
    assert_eq!(first.day(date), day, "again adds nothing to a day that is over");
    for office in [first, second] {
        assert_eq!(office.run(&["verify", "--json"], "").well().json()["sound"], true);
    }
}

#[test]
fn a_demonstration_says_who_can_sign_in_and_they_can() {
    let office = Office::empty();
    let told = office.run(&["demo", "--days", "1", "--per-day", "5"], "").well().out;
    assert!(
        told.contains("PIN river-stone")
            && told.contains("short PIN is 2580")
            && told.contains("Louise Bergeron"),
        "{told}"
    );
    let pin = office.write("pin", "river-stone").to_string_lossy().into_owned();
    for name in ["Ruth Campbell", "Louise Bergeron"] {
        office.run(&["review", "--as", name, "--pin-file", &pin], "").well();
    }
    let clerk = office.run(&["review", "--as", "Mei Chow", "--pin-file", &pin], "");
    assert_eq!(clerk.status, 77, "a day of the office is a supervisor's");
}
