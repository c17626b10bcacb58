//! PINs that are asked for again, replaced and changed, and what was done here.

use super::{SETTLED, Tour};
use crate::app::Place;
use crate::browser::key::{ENTER, ESCAPE, SPACE};
use crate::steps;

const ASKED: &str = "return document.querySelector('dialog:modal input[type=password]') !== null";

pub async fn people_and_pins(language: &'static str) -> Vec<String> {
    let place = Place::with_work(2, 12);
    let app = place.start().await;
    let tour = Tour::of(&app.browser, language);
    let (steps, browser) = (&tour.steps, &app.browser);
    steps.choose_language().await;
    steps.sees("sign_in_who").await;
    browser.tap(steps::ADMINISTRATOR).await;
    browser.until("return document.activeElement.type === 'password'").await;
    steps.push("sign_in_forgotten").await;
    steps.sees("sign_in_code_hint").await;
    steps.fill("sign_in_code", "0000-0000").await;
    browser.press(&[ENTER]).await;
    steps.sees("sign_in_code_wrong").await;
    tour.look_and_walk("pin-forgotten").await;
    browser.press(&[ESCAPE]).await;
    steps.sign_in(steps::ADMINISTRATOR, steps::PIN).await;

    browser.push(steps::ADMINISTRATOR).await;
    steps.sees("sign_in_change_what").await;
    steps.push("sign_in_change").await;
    steps.sees("sign_in_change_rule").await;
    tour.look_and_walk("pin-change").await;
    browser.press(&[ESCAPE]).await;

    // A role is given with a fresh PIN: a wrong one first, then the right one, and the form goes on by itself.
    steps.go("office").await;
    steps.open_tab("office_tab_staff").await;
    tokio::time::sleep(SETTLED).await;
    steps.push("office_staff_edit").await;
    steps.sees("office_staff_supervisor_hint").await;
    steps.tab_to("word_role_supervisor").await;
    browser.press(&[SPACE]).await;
    steps.push("office_save").await;
    browser.until(ASKED).await;
    browser.until("return document.activeElement.type === 'password'").await;
    browser.type_text("not-the-pin").await;
    browser.press(&[ENTER]).await;
    steps.sees("sign_in_wrong_pin").await;
    tour.look_and_walk("pin-needed").await;
    browser.tab_until("document.activeElement.type === 'password'").await;
    steps.give_pin(steps::PIN).await;
    browser.until("return document.querySelector('main form') === null").await;

    // Who can do more than serve gets a new PIN from two.
    browser.run(&format!("[...document.querySelectorAll('main li')].find((row) => row.textContent.includes({:?})).querySelectorAll('button')[1].click()", steps::SUPERVISOR)).await;
    browser.until("return document.querySelector('dialog:modal') !== null").await;
    tour.look_and_walk("pin-by-two").await;
    browser.press(&[ESCAPE]).await;

    steps.go("office").await;
    steps.open_tab("office_tab_acts").await;
    steps.sees("acts_about").await;
    browser.until("return document.querySelector('main li time') !== null").await;
    tour.look_and_walk("office-acts").await;
    let faults = tour.faults.take();
    app.close().await;
    faults
}
