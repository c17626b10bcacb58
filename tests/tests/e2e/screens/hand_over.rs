//! Handing over: the screen for everybody, what an administrator changes on it, and a computer that joins.

use super::*;

#[tokio::test]
async fn screens_of_handing_over_in_english() {
    handing_over("en").await;
}

#[tokio::test]
async fn screens_of_handing_over_in_french() {
    handing_over("fr").await;
}

async fn handing_over(language: &'static str) {
    let stick = tempfile::tempdir().expect("a stick");
    let one = Place::with_work(2, 8);
    let two = one.colleague("Counter 2", stick.path(), true);
    let nobody = one.colleague("Counter 3", stick.path(), false);
    two.admin(&["hand-over", "write", &stick.path().display().to_string()]);
    one.admin(&["hand-over", "read", &stick.path().display().to_string()]);
    std::fs::write(one.home().join("inbox/holiday.jpg"), b"not ours").expect("written");

    let app = one.start().await;
    let tour = Tour::of(&app.browser, language);
    let (steps, browser) = (&tour.steps, &app.browser);
    steps.choose_language().await;
    steps.sign_in(steps::ADMINISTRATOR, steps::PIN).await;
    steps.go("hand_over").await;
    steps.sees("hand_over_workstations").await;
    // What lies in the inbox is looked at by itself.
    steps.sees("hand_over_refused_title").await;
    tour.look_and_walk("hand-over").await;
    browser.push(steps.words.fill("hand_over_retire_of", &[("name", "Counter 2")])).await;
    steps.sees("hand_over_retire_first").await;
    tour.look_and_walk("hand-over-retire").await;
    browser.press(&[ESCAPE]).await;
    steps.push("hand_over_invite").await;
    steps.sees("hand_over_invite_how").await;
    tour.look_and_walk("hand-over-invite").await;
    browser.press(&[ESCAPE]).await;
    let mut faults = tour.faults.take();
    app.close().await;

    // A workstation that joined, before the office's files have come.
    let app = nobody.start().await;
    let tour = Tour::of(&app.browser, language);
    tour.steps.choose_language().await;
    tour.steps.sees("sign_in_nobody_yet").await;
    tour.look_and_walk("sign-in-nobody").await;
    faults.extend(tour.faults.take());
    app.close().await;

    let fresh = Place::fresh();
    let app = fresh.start().await;
    let tour = Tour::of(&app.browser, language);
    tour.steps.choose_language().await;
    tour.steps.push("setup_join").await;
    tour.steps.sees("setup_join_about").await;
    tour.look_and_walk("setup-join").await;
    faults.extend(tour.faults.take());
    app.kill().await;
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}
