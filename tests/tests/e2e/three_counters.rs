//! Three counters of one office, no network, and one stick that goes round: by keyboard, in their real windows.

use crate::app::{Place, Running};
use crate::browser::Browser;
use crate::browser::key::{DOWN, ENTER, SPACE};
use crate::steps::{self, Steps};
use std::path::Path;

/// A file system of its own in the stick's place, seen by what follows alone, and full: a bundle may be small enough for whatever
/// is left.
const SMALL: &str =
    "mount -t tmpfs -o size=4k none \"$0\" && head -c 4096 /dev/zero > \"$0/pictures\" && exec \"$@\"";

#[tokio::test]
async fn a_supervisor_sees_the_whole_office_though_three_counters_wrote_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let stick = folder.path().join("stick");
    std::fs::create_dir(&stick).expect("a stick");
    let one = Place::with_work(2, 8);
    let two = one.colleague("Counter 2", &stick, true);
    let three = one.colleague("Counter 3", &stick, true);
    let before = moments_today(&one);

    // All three are on at once, as in the office: each computer has a desktop of its own.
    let apart = ["dbus-run-session", "--"];
    let (at_two, at_one) = (two.start_under(&apart).await, one.start_under(&apart).await);
    // What the third sees in the stick's place has no room.
    let full = stick.display().to_string();
    let small = ["unshare", "-m", "sh", "-c", SMALL, &full, "dbus-run-session", "--"];
    let at_three = three.start_under(&small).await;
    let (two, three, one) = (counter(&at_two), counter(&at_three), counter(&at_one));
    for (counter, who) in [(&two, steps::SUPERVISOR), (&three, steps::CLERK), (&one, steps::SUPERVISOR)] {
        counter.choose_language().await;
        counter.sign_in(who, steps::PIN).await;
        counter.choose_language().await;
    }
    serve(two.browser).await;
    prepare(&two, &stick).await;
    serve(three.browser).await;
    three.go("hand_over").await;
    press(&three, "hand_over_write_of", &stick).await;
    three.sees("hand_over_full_todo").await;
    at_three.unmount(&stick);
    prepare(&three, &stick).await;

    // Pulled out, then a stick of somebody else: each is told, and loses nothing.
    one.go("hand_over").await;
    std::fs::rename(&stick, folder.path().join("away")).expect("pulled out");
    press(&one, "hand_over_read_of", &stick).await;
    one.sees("hand_over_pulled_todo").await;
    std::fs::create_dir(&stick).expect("another stick");
    one.go("counter").await;
    one.go("hand_over").await;
    press(&one, "hand_over_read_of", &stick).await;
    one.sees("hand_over_nothing_there").await;
    std::fs::remove_dir(&stick).expect("taken away");
    std::fs::rename(folder.path().join("away"), &stick).expect("the office's own again");

    read(&one, &stick).await;
    one.go("review").await;
    let moments = before + 2;
    let all = format!("return document.querySelector('dl .first dd')?.textContent.trim() === '{moments}'");
    one.browser.until(&all).await;
    for label in ["Counter 2", "Counter 3"] {
        // Each with when the last that is here of it was written.
        one.browser
            .sees(
                one.words.fill("review_scope_until", &[("name", label), ("when", "")]).trim_end_matches(')'),
            )
            .await;
    }

    // The same moment is put right on two sides before either hears of the other.
    amend(&one, 'p').await;
    prepare(&one, &stick).await;
    amend(&two, 'l').await;
    read(&two, &stick).await;
    today(&two).await;
    two.browser.press(&[DOWN]).await;
    two.sees("moment_conflict").await;
    prepare(&two, &stick).await;
    read(&one, &stick).await;
    today(&one).await;
    one.browser.press(&[DOWN]).await;
    one.sees("moment_conflict").await;

    for app in [at_one, at_two, at_three] {
        app.close().await;
    }
}

fn counter(app: &Running) -> Steps<'_> {
    Steps::in_english(&app.browser)
}

/// Of today, at this counter, by the office's own tool.
fn moments_today(place: &Place) -> u64 {
    let day = place.admin(&["--json", "review"]);
    let day: serde_json::Value = serde_json::from_str(&day).expect("a day");
    day["moments"].as_u64().expect("a count")
}

async fn serve(browser: &Browser) {
    browser.press(&[SPACE, '1']).await;
    browser.until("return document.querySelector('article') !== null").await;
    browser.press(&[ENTER]).await;
    browser.until("return document.querySelector('article') === null").await;
}

/// The newest moment of one's own day gets another outcome.
async fn amend(counter: &Steps<'_>, outcome: char) {
    today(counter).await;
    counter.browser.until("return document.querySelectorAll('main li button').length >= 1").await;
    counter.browser.press(&[DOWN]).await;
    counter.sees("today_amend").await;
    counter.browser.press(&['a']).await;
    counter.sees("today_amend_save").await;
    counter.browser.press(&[outcome]).await;
    counter.push("today_reason_outcome").await;
    counter.push("today_amend_save").await;
    counter.sees("moment_kind_amended").await;
}

/// Review has a button of the same name.
async fn today(counter: &Steps<'_>) {
    counter.go("counter").await;
    counter.go("today").await;
}

async fn press(counter: &Steps<'_>, what: &str, stick: &Path) {
    let name = counter.words.fill(what, &[("place", &stick.display().to_string())]);
    counter.browser.push(name).await;
}

async fn prepare(counter: &Steps<'_>, stick: &Path) {
    counter.go("hand_over").await;
    press(counter, "hand_over_write_of", stick).await;
    counter.sees("hand_over_write_not_arrived").await;
}

async fn read(counter: &Steps<'_>, stick: &Path) {
    counter.go("counter").await;
    counter.go("hand_over").await;
    press(counter, "hand_over_read_of", stick).await;
    let said = "return document.querySelector('progress') === null && \
                [...document.querySelectorAll('main section [role=status]')].some((e) => e.textContent.trim() !== '')";
    counter.browser.until(said).await;
}
