//! The first day of an office, by keyboard alone, in English and again in French: from a fresh machine to a kill in the
//! middle of a draft, and after.

use crate::app::{Place, Running};
use crate::browser::key::{DOWN, ENTER, ESCAPE, RIGHT, SPACE, TAB};
use crate::steps::{self, Steps};
use moments_tests::inventory::{DISTINCT_SERVICES, inventory};
use std::time::Duration;

const ADMINISTRATOR: &str = "Aputi Ipeelie";
const PIN: &str = "tundra lichen";
const NOTE: &str = "came with the wrong form";

#[tokio::test]
async fn a_first_day_in_english() {
    first_day("en").await;
}

#[tokio::test]
async fn a_first_day_in_french() {
    first_day("fr").await;
}

#[tokio::test]
async fn a_moment_by_touch_alone() {
    let place = Place::with_work(1, 10);
    let app = place.start().await;
    let steps = Steps::in_english(&app.browser);
    steps.sign_in(steps::CLERK, steps::PIN).await;
    steps.tap("counter_begin").await;
    app.browser.tap("Passport").await;
    steps.sees("counter_save").await;
    app.browser.tap("Employment Insurance").await;
    app.browser.until("return document.querySelectorAll('article').length === 2").await;
    steps.tap("counter_save").await;
    app.browser.sees("Saved. Passport: new or renewal and Employment Insurance").await;
    app.close().await;
}

async fn first_day(language: &'static str) {
    let place = Place::fresh();
    let app = place.start().await;
    let steps = Steps::in_language(&app.browser, language);
    steps.choose_language().await;
    set_up(&steps).await;
    sign_in(&steps).await;
    import_the_national_catalogue(&steps, &place).await;
    clients_answer_on_a_second_screen(&steps).await;
    three_keys_and_an_answer(&steps).await;
    put_right_in_today(&steps).await;
    kill_in_the_middle_of_a_draft(app, &place, language).await;
}

async fn set_up(steps: &Steps<'_>) {
    let browser = steps.browser;
    steps.sees("setup_office").await;
    steps.fill("setup_name_en", "Iqaluit Service Centre").await;
    steps.fill("setup_name_fr", "Centre de services d’Iqaluit").await;
    steps.fill("setup_organization_en", "Department of Examples").await;
    steps.fill("setup_organization_fr", "Ministère des Exemples").await;
    steps.fill("setup_time_zone", "iqaluit").await;
    browser.press(&[ENTER]).await;
    browser.press(&[ENTER]).await;

    steps.sees("setup_workstation_lead").await;
    browser.press(&[ENTER]).await;

    steps.sees("setup_administrator_lead").await;
    steps.fill("setup_administrator_name", ADMINISTRATOR).await;
    steps.fill("setup_pin", PIN).await;
    steps.fill("setup_pin_again", PIN).await;
    browser.press(&[ENTER]).await;

    steps.sees("setup_key_lead").await;
    steps.sees("setup_keystore").await;
    browser.press(&[ENTER]).await;
    steps.sees("setup_catalogue_lead").await;
    browser.press(&[ENTER]).await;
    steps.sees("setup_review_lead").await;
    browser.press(&[ENTER]).await;

    steps.sees("setup_code_title").await;
    let code = browser.texts("ol li span[aria-hidden]").await;
    assert_eq!(code.len(), 7, "the recovery code in its groups");
    steps.tab_to("setup_code_stored").await;
    browser.press(&[SPACE]).await;
    steps.push("setup_next").await;
    steps.sees("setup_code_check").await;
    let asked = browser.focused().await;
    let number = asked.chars().find_map(|sign| sign.to_digit(10)).expect("which group is asked for");
    browser.type_text(&code[number as usize - 1]).await;
    browser.press(&[ENTER]).await;
}

async fn sign_in(steps: &Steps<'_>) {
    // There is one person: whose PIN it is needs no choosing.
    steps.sees("sign_in_pin").await;
    steps.fill("sign_in_pin", PIN).await;
    steps.browser.press(&[ENTER]).await;
    steps.sees("counter_begin").await;
}

async fn import_the_national_catalogue(steps: &Steps<'_>, place: &Place) {
    let files = inventory(place.folder()).expect("the inventory");
    let paths = files.map(|file| file.to_string_lossy().into_owned()).join(&ENTER.to_string());
    steps.go("catalogue").await;
    steps.open_tab("catalogue_tab_import").await;
    steps.fill("catalogue_import_paths", &paths).await;
    steps.push("catalogue_import_look").await;
    steps.sees("catalogue_import_would").await;
    steps.browser.press(&[TAB, ENTER]).await;
    steps.sees("catalogue_done_title").await;

    steps.fill("catalogue_import_paths", &paths).await;
    steps.push("catalogue_import_look").await;
    steps.sees("catalogue_import_nothing").await;
    let services = steps.browser.run_async(COUNT_OFFICIAL).await;
    assert_eq!(services, DISTINCT_SERVICES, "each service once");
}

async fn clients_answer_on_a_second_screen(steps: &Steps<'_>) {
    steps.browser.push(ADMINISTRATOR).await;
    steps.sees("app_client_screen").await;
    steps.tab_to("app_client_automatic").await;
    steps.browser.press(&[RIGHT]).await;
    steps.browser.press(&[ESCAPE]).await;
    steps.go("counter").await;
}

async fn three_keys_and_an_answer(steps: &Steps<'_>) {
    let browser = steps.browser;
    browser.press(&[SPACE, '1', ENTER]).await;
    browser.sees(steps.words.fill("counter_saved", &[("what", "")]).trim()).await;

    browser.client_window().await;
    steps.sees("client_question_overall").await;
    tokio::time::sleep(steps::READ).await;
    browser.press(&['4']).await;
    steps.sees("client_question_well").await;
    tokio::time::sleep(steps::READ).await;
    steps.push("client_next").await;
    tokio::time::sleep(steps::READ).await;
    // Whichever question turns up, the client may leave it.
    steps.push("client_finish").await;
    steps.sees("client_thanks").await;

    browser.staff_window().await;
    browser.until("return [...document.querySelectorAll('.tally dd')].at(-1)?.textContent === '1'").await;
    assert!(
        !browser.says(&steps.words.say("word_satisfaction_4")).await,
        "staff see that an answer came, not which"
    );
}

async fn put_right_in_today(steps: &Steps<'_>) {
    let browser = steps.browser;
    browser.press(&[SPACE, '2', ENTER]).await;
    browser.until("return document.querySelectorAll('.just-now li').length === 2").await;
    steps.go("today").await;
    browser.until("return document.querySelectorAll('main li button').length >= 2").await;

    browser.press(&[DOWN]).await;
    steps.sees("today_amend").await;
    browser.press(&['a']).await;
    steps.sees("today_amend_save").await;
    browser.press(&['p']).await;
    steps.push("today_reason_outcome").await;
    steps.push("today_amend_save").await;
    steps.sees("today_history").await;
    steps.sees("moment_kind_amended").await;
    browser
        .sees(steps.words.fill("moment_reason", &[("reason", &steps.words.say("today_reason_outcome"))]))
        .await;

    browser.press(&['v']).await;
    steps.sees("today_void_do").await;
    browser.press(&[ENTER]).await;
    steps.sees("moment_kind_voided").await;
    browser.press(&['u']).await;
    steps.sees("moment_kind_restored").await;

    // Undo, at the counter, brings a moment back as it was.
    steps.go("counter").await;
    browser.press(&[SPACE, '3', ENTER]).await;
    browser.until("return document.querySelectorAll('.just-now li').length === 3").await;
    browser.press(&['u']).await;
    steps.sees("counter_save").await;
    browser.press(&[ENTER]).await;
    browser.until("return document.querySelectorAll('.just-now li').length >= 3").await;
}

async fn kill_in_the_middle_of_a_draft(app: Running, place: &Place, language: &'static str) {
    Steps::in_language(&app.browser, language).write_a_note('4', NOTE).await;
    // A draft is kept within a third of a second.
    tokio::time::sleep(Duration::from_millis(900)).await;
    app.kill().await;

    let app = place.start().await;
    let steps = Steps::in_language(&app.browser, language);
    sign_in(&steps).await;
    steps.sees("counter_recovered").await;
    app.browser.until("return document.querySelectorAll('.just-now li').length >= 3").await;
    steps.push("counter_take_up").await;
    steps.sees("counter_save").await;
    app.browser.press(&['n']).await;
    app.browser.until(&format!("return document.activeElement.value === {NOTE:?}")).await;
    steps.push("counter_save").await;
    app.browser.sees(steps.words.fill("counter_saved", &[("what", "")]).trim()).await;
    app.close().await;
}

/// How many services of the national inventory the desk knows.
const COUNT_OFFICIAL: &str = "
    const done = arguments[arguments.length - 1];
    window.__TAURI_INTERNALS__.invoke('services').then((all) => done(all.filter((each) => each.source === 'official').length));";
