//! Copies: the section under Office, a store that was damaged overnight, and an office on a computer that has none.

use super::*;

/// As SQLite has them.
const PAGE: usize = 4096;

#[tokio::test]
async fn screens_of_copies_in_english() {
    copies("en").await;
}

#[tokio::test]
async fn screens_of_copies_in_french() {
    copies("fr").await;
}

async fn copies(language: &'static str) {
    let place = Place::with_work(3, 20);
    let app = place.start().await;
    let tour = Tour::of(&app.browser, language);
    let (steps, browser) = (&tour.steps, &app.browser);
    steps.choose_language().await;
    steps.sign_in(steps::ADMINISTRATOR, steps::PIN).await;
    steps.go("office").await;
    steps.open_tab("copies_tab").await;
    steps.sees("copies_title").await;
    steps.push("copies_now").await;
    steps.sees("copies_done").await;
    tour.look_and_walk("office-copies").await;

    steps.push("copies_restore").await;
    steps.sees("copies_restore_safe").await;
    tour.look_and_walk("office-copies-restore").await;
    browser.press(&[ESCAPE]).await;
    browser.until("return document.querySelector('dialog:modal') === null").await;

    // A client is served after the copy; then the power goes, and the disk with its first page.
    steps.go("counter").await;
    browser.press(&[SPACE, '1']).await;
    browser.until("return document.querySelector('article') !== null").await;
    browser.press(&[ENTER]).await;
    browser.until("return document.querySelector('article') === null").await;
    let mut faults = tour.faults.take();
    app.kill().await;
    let database = place.home().join("moments.db");
    let mut bytes = std::fs::read(&database).expect("the records");
    bytes[..PAGE].fill(0);
    std::fs::write(&database, bytes).expect("written");
    std::fs::remove_file(place.home().join("moments.db-wal")).ok();

    // The counter opens as every morning, and a supervisor is told what is missing, until one has read it.
    let app = place.start().await;
    let tour = Tour::of(&app.browser, language);
    let (steps, browser) = (&tour.steps, &app.browser);
    steps.sign_in(steps::CLERK, steps::PIN).await;
    browser
        .until(&format!("return !document.body.textContent.includes({:?})", steps.words.say("copies_told")))
        .await;
    browser.push(steps::CLERK).await;
    steps.push("app_sign_out").await;
    steps.sign_in(steps::SUPERVISOR, steps::PIN).await;
    steps.sees("copies_told").await;
    tour.look_and_walk("put-back").await;
    steps.push("copies_read").await;
    browser.until("return document.querySelector('#copies-told') === null").await;
    steps.go("office").await;
    steps.open_tab("copies_tab").await;
    steps.sees("copies_recoveries").await;
    faults.extend(tour.faults.take());
    app.close().await;

    let fresh = Place::fresh();
    let app = fresh.start().await;
    let tour = Tour::of(&app.browser, language);
    tour.steps.choose_language().await;
    tour.steps.push("setup_copy").await;
    tour.steps.sees("setup_copy_about").await;
    tour.look_and_walk("setup-from-copy").await;
    tour.steps.push("setup_copy_choose").await;
    tour.steps.sees("setup_copy_code_missing").await;
    faults.extend(tour.faults.take());
    app.close().await;
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}
