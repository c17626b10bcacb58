//! Who can open the records: the screen under Office, a new key, and a keystore that has lost its own, in one screen.

use super::*;
use serde_json::Value;

const PASSPHRASE: &str = "caribou stapler harbour nine";

#[tokio::test]
async fn screens_of_keys_in_english() {
    keys("en").await;
}

#[tokio::test]
async fn screens_of_keys_in_french() {
    keys("fr").await;
}

/// The recovery code as a person copies it from the screen.
async fn copied(browser: &Browser) -> String {
    browser.until("return document.querySelectorAll('ol li').length === 7").await;
    let shown = browser
        .run("return [...document.querySelectorAll('ol li > span:first-of-type')].map((each) => each.textContent).join('-')")
        .await;
    shown.as_str().unwrap_or_default().to_owned()
}

/// Writes the code down and reads the group that is asked for back.
async fn read_back(tour: &Tour<'_>, screen: &str, last: &str) -> String {
    let (steps, browser) = (&tour.steps, tour.steps.browser);
    let code = copied(browser).await;
    tour.look_and_walk(screen).await;
    steps.tab_to("setup_code_stored").await;
    browser.press(&[SPACE]).await;
    steps.push("setup_next").await;
    steps.sees("setup_code_check").await;
    let asked = browser.run("return document.activeElement.labels[0].textContent").await;
    let number: usize =
        asked.as_str().and_then(|label| label.chars().find(char::is_ascii_digit)?.to_digit(10)).unwrap_or(0)
            as usize;
    browser.type_text(code.split('-').nth(number - 1).unwrap_or_default()).await;
    steps.push(last).await;
    code
}

/// The choice between code and passphrase has the field's name, too.
async fn enter_code(browser: &Browser, typed: &str) {
    browser.tab_until("document.activeElement.type === 'text'").await;
    browser.chord(crate::browser::key::CTRL, 'a').await;
    browser.type_text(typed).await;
    browser.press(&[ENTER]).await;
}

/// The slip that the check symbols always find.
fn two_swapped(code: &str) -> String {
    let mut signs: Vec<char> = code.chars().collect();
    let differ = |at: &usize| signs[*at] != signs[at + 1] && signs[*at] != '-' && signs[at + 1] != '-';
    let at = (0..signs.len() - 1).find(differ).expect("two that differ");
    signs.swap(at, at + 1);
    signs.into_iter().collect()
}

async fn keys(language: &'static str) {
    let mut place = Place::with_work(3, 20);
    let app = place.start().await;
    let tour = Tour::of(&app.browser, language);
    let (steps, browser) = (&tour.steps, &app.browser);
    let to_keys = async || {
        steps.go("office").await;
        steps.open_tab("keys_tab").await;
        steps.sees("keys_leak_title").await;
    };
    assert!(!app.leaves_core_dumps());
    steps.choose_language().await;
    steps.sign_in(steps::ADMINISTRATOR, steps::PIN).await;
    to_keys().await;
    steps.push("keys_add_keystore").await;
    steps.give_pin(steps::PIN).await;
    steps.sees("keys_own_keystore").await;
    tour.look_and_walk("office-keys").await;

    to_keys().await;
    steps.push("keys_set_passphrase").await;
    steps.fill("keys_passphrase_new", PASSPHRASE).await;
    steps.fill("keys_passphrase_again", PASSPHRASE).await;
    tour.look_and_walk("office-keys-passphrase").await;
    steps.push("keys_passphrase_set").await;
    steps.give_pin(steps::PIN).await;
    steps.sees("keys_passphrase").await;

    to_keys().await;
    steps.push("keys_new_code").await;
    let first = read_back(&tour, "office-keys-code", "keys_code_use").await;
    steps.give_pin(steps::PIN).await;
    browser.until("return document.querySelector('dialog[open]') === null").await;

    to_keys().await;
    steps.push("keys_new_key").await;
    steps.sees("keys_new_key_what").await;
    tour.look_and_walk("office-keys-new-key").await;
    steps.fill("keys_new_key_passphrase", PASSPHRASE).await;
    steps.push("keys_new_key_begin").await;
    let code = read_back(&tour, "office-keys-new-key-code", "keys_new_key_give").await;
    steps.give_pin(steps::PIN).await;
    steps.sees("keys_new_key_open").await;
    tour.look_and_walk("office-keys-new-key-done").await;
    let mut faults = tour.faults.take();
    app.close().await;

    // The next start needs neither code nor key file: the keystore of the session has its own of the new key.
    place.lose_key_file();
    let app = place.start().await;
    let tour = Tour::of(&app.browser, language);
    tour.steps.sees("sign_in_who").await;
    app.close().await;

    // An account that has none: as a new one, or one whose keystore was emptied.
    let slots = place.home().join("keyslots.json");
    let mut file: Value = serde_json::from_slice(&std::fs::read(&slots).expect("key slots")).expect("JSON");
    file["slots"].as_array_mut().expect("slots").retain(|slot| slot["kind"] != "keystore");
    std::fs::write(&slots, file.to_string()).expect("written");
    let app = place.start().await;
    let tour = Tour::of(&app.browser, language);
    let (steps, browser) = (&tour.steps, &app.browser);
    steps.sees("setup_unlock_no_key").await;
    tour.look_and_walk("key-needed-either").await;
    let swapped = two_swapped(&code);
    for (typed, says) in [(&first, "setup_unlock_wrong"), (&swapped, "setup_unlock_check")] {
        enter_code(browser, typed).await;
        steps.sees(says).await;
    }
    tour.look("key-needed-mistyped").await;
    enter_code(browser, &code.to_lowercase().replace('-', " ")).await;
    steps.sees("sign_in_who").await;
    faults.extend(tour.faults.take());
    app.close().await;

    let app = place.start().await;
    Steps::in_language(&app.browser, language).sees("sign_in_who").await;
    app.close().await;
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}
