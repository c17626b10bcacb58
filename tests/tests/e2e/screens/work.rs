//! The screens of a need that takes several visits and offices, of paper, and of what interrupts.

use super::Tour;
use crate::app::Place;
use crate::browser::key::{CTRL, DOWN, ENTER, ESCAPE, F2, F4, F9, RIGHT, SPACE};

/// A log as an office kept it before: one row comes in, one is refused.
const PAST_LOG: &str =
    "date,time,service,outcome\n2026-01-08,09:30,Passport,served\n2026-01-08,,Passport,served\n";
const ORGANIZATIONS: &str = "name_en;name_fr;level;telephone\nCity hall;Hôtel de ville;municipal;867-555-0100\nTax office;;regional;\n";

pub async fn cases(tour: &Tour<'_>) {
    let (steps, browser) = (&tour.steps, tour.steps.browser);
    steps.open_a_case('1').await;
    steps.go("cases").await;
    steps.sees("cases_choose").await;
    browser.until("return document.querySelector('[data-row]') !== null").await;
    tour.look_and_walk("cases").await;
    steps.go("cases").await;
    browser.until("return document.querySelector('[data-row]') !== null").await;
    browser.press(&[DOWN]).await;
    browser.tab_until("document.activeElement.dataset.row !== undefined").await;
    browser.press(&[ENTER]).await;
    browser.until("return document.querySelector('.beside .code') !== null").await;
    tour.look_and_walk("case").await;
    for (tab, screen) in [("due", "cases-due"), ("lost", "cases-lost-slip"), ("ageing", "cases-ageing")] {
        steps.go("cases").await;
        steps.open_tab(&format!("cases_{tab}")).await;
        tokio::time::sleep(super::SETTLED).await;
        tour.look_and_walk(screen).await;
    }
}

/// What kind of day it was, and the supervisor's word that it was reviewed.
pub async fn day_of_work(tour: &Tour<'_>) {
    let (steps, browser) = (&tour.steps, tour.steps.browser);
    steps.go("review").await;
    browser.press(&['c']).await;
    steps.sees("day_context_why").await;
    tour.look_and_walk("day-context").await;
    browser.press(&[ESCAPE]).await;
    steps.go("review").await;
    browser.press(&['s']).await;
    steps.push("day_sign_do").await;
    steps.sees("day_sign_nothing").await;
    tour.look_and_walk("review-signed").await;
    steps.go("today").await;
    browser.until("return document.querySelectorAll('main li button').length >= 1").await;
    browser.press(&[DOWN]).await;
    steps.sees("today_amend").await;
    browser.press(&['a']).await;
    steps.sees("today_amend_save").await;
    browser.press(&['p']).await;
    steps.push("today_reason_outcome").await;
    steps.push("today_amend_save").await;
    steps.sees("moment_kind_amended").await;
    steps.go("review").await;
    browser.press(&['s']).await;
    steps.sees("day_sign_change_amended").await;
    tour.look("review-amended").await;
    steps.go("review").await;
    browser.press(&['o']).await;
    steps.sees("review_hour_column").await;
    tour.look("review-parts").await;
    steps.go("review").await;
    browser.press(&['o', 'e']).await;
    steps.sees("documents_export_internal_why").await;
    tour.look("review-export").await;
    steps.push("documents_export_report").await;
    steps.sees("documents_ready").await;
    tour.look("day-report").await;
    browser.press(&[ESCAPE]).await;
}

/// Below the periods: for whom, wrong doors, standards, and what can be made of them.
pub async fn what_to_improve(tour: &Tour<'_>) {
    let (steps, browser) = (&tour.steps, tour.steps.browser);
    steps.go("trends").await;
    browser.run("document.getElementById('trends-period').scrollIntoView()").await;
    tour.look("trends-period").await;
    browser
        .run("[...document.querySelectorAll('[aria-labelledby=trends-period] h3')].at(-2).scrollIntoView()")
        .await;
    tour.look("trends-ways").await;
    steps.push("documents_export_of_trends").await;
    steps.sees("documents_export_standards_why").await;
    tour.look("trends-export").await;
}

/// What a complaint opened, and the sheet for clients.
pub async fn follow_ups(tour: &Tour<'_>) {
    let (steps, browser) = (&tour.steps, tour.steps.browser);
    steps.go("counter").await;
    browser.press(&[SPACE, '1', 'b', '1']).await;
    steps.sees("word_feedback_complaint").await;
    browser.press(&[ENTER]).await;
    browser.until("return document.querySelector('article') === null").await;
    steps.go("follow_ups").await;
    steps.sees("follow_ups_choose").await;
    browser.until("return document.querySelector('[data-row]') !== null").await;
    tour.look_and_walk("follow-ups").await;
    steps.go("follow_ups").await;
    browser.until("return document.querySelector('[data-row]') !== null").await;
    browser.press(&[DOWN]).await;
    browser.tab_until("document.activeElement.dataset.row !== undefined").await;
    browser.press(&[ENTER]).await;
    steps.sees("follow_ups_moment").await;
    tour.look_and_walk("follow-up").await;
    steps.go("counter").await;
    steps.go("follow_ups").await;
    browser.press(&['y']).await;
    steps.sees("follow_ups_sheet_why").await;
    tour.look("follow-ups-sheet").await;
    browser.press(&[ESCAPE]).await;
}

pub async fn directory(tour: &Tour<'_>, place: &Place) {
    let (steps, browser) = (&tour.steps, tour.steps.browser);
    steps.go("directory").await;
    steps.sees("directory_choose").await;
    browser.tab_until("document.activeElement.dataset.organization !== undefined").await;
    browser.press(&[ENTER]).await;
    steps.sees("directory_edit").await;
    tour.look_and_walk("directory").await;
    steps.push("directory_edit").await;
    browser.until("return document.querySelector('.page form') !== null").await;
    tour.look_and_walk("directory-edit").await;
    steps.go("counter").await;
    steps.go("directory").await;
    steps.push("directory_import").await;
    steps.fill("directory_import_path", &written(place, "organizations.csv", ORGANIZATIONS)).await;
    steps.push("directory_import_look").await;
    steps.sees("directory_import_nothing_yet").await;
    tour.look_and_walk("directory-import").await;
}

/// What is printed, and what comes back on paper.
pub async fn paper(tour: &Tour<'_>, place: &Place) {
    let (steps, browser) = (&tour.steps, tour.steps.browser);
    steps.go("today").await;
    browser.press(&['e']).await;
    steps.sees("card_number_hint").await;
    tour.look_and_walk("cards").await;
    steps.go("counter").await;
    steps.go("today").await;
    browser.press(&['r']).await;
    steps.sees("catch_up_new").await;
    tour.look_and_walk("catch-up").await;
    steps.push("catch_up_print").await;
    steps.sees("documents_ready").await;
    tour.look_and_walk("document").await;
    browser.press(&[ESCAPE]).await;
    steps.push("today_previous_day").await;
    steps.fill("catch_up_from", "13:00").await;
    steps.fill("catch_up_to", "16:00").await;
    browser.press(&[ENTER]).await;
    steps.sees("catch_up_how_letter").await;
    browser.press(&['1', '2', 'p', '3', 't']).await;
    browser.until("return document.activeElement.tagName === 'INPUT'").await;
    tour.look_and_walk("catch-up-sheet").await;
    steps.go("office").await;
    steps.open_tab("past_log_tab").await;
    steps.sees("past_log_safe").await;
    tour.look_and_walk("past-log").await;
    steps.fill("past_log_file", &written(place, "log.csv", PAST_LOG)).await;
    browser.press(&[ENTER]).await;
    steps.sees("past_log_look").await;
    tour.look_and_walk("past-log-columns").await;
    steps.push("past_log_look").await;
    browser.until("return document.querySelector('.steps li:nth-child(n+3)[aria-current]') !== null").await;
    tour.look_and_walk("past-log-words").await;
}

/// A supervisor erases a moment whole, and what the screen says of it then.
pub async fn erasure(tour: &Tour<'_>) {
    let (steps, browser) = (&tour.steps, tour.steps.browser);
    steps.go("counter").await;
    browser.press(&[SPACE, '1', ENTER]).await;
    browser.until("return document.querySelector('article') === null").await;
    steps.go("today").await;
    browser.until("return document.querySelectorAll('main li button').length >= 1").await;
    browser.press(&[DOWN]).await;
    steps.push("privacy_erase_begin").await;
    steps.sees("privacy_cannot_be_undone").await;
    browser.tab_until("document.activeElement.type === 'radio'").await;
    browser.press(&[RIGHT]).await;
    steps.sees("privacy_leaves_figures").await;
    tour.look_and_walk("erase").await;
    let choose = "const why = document.querySelector('dialog select'); why.value = 'law'; \
        why.dispatchEvent(new Event('change', { bubbles: true }));";
    browser.run(choose).await;
    let asked = "return [...document.querySelectorAll('dialog label')].at(-1).textContent.trim().split(/\\s+/).at(-1)";
    let number = browser.run(asked).await;
    browser
        .tab_until("document.activeElement === [...document.querySelectorAll('dialog input')].at(-1)")
        .await;
    browser.type_text(number.as_str().unwrap_or_default()).await;
    browser.press(&[ENTER]).await;
    steps.give_pin(crate::steps::PIN).await;
    browser.until("return document.querySelector('dialog[open]') === null").await;
    steps.sees("privacy_whole_erased").await;
    tour.look("erased").await;
}

/// Several are open; and the case, the maze, the end of the shift, the curtain.
pub async fn interrupted(tour: &Tour<'_>) {
    let (steps, browser) = (&tour.steps, tour.steps.browser);
    steps.go("counter").await;
    browser.press(&[SPACE, '1', 'k']).await;
    steps.sees("cases_part_new").await;
    tour.look_and_walk("counter-case").await;
    steps.go("counter").await;
    browser.press(&[ESCAPE, 'r', '.', '1', '1', 'o']).await;
    steps.sees("moment_only_level").await;
    tour.look_and_walk("counter-referred").await;
    steps.go("counter").await;
    browser.press(&[ESCAPE, F2, '2']).await;
    steps.sees("counter_waiting").await;
    tour.look_and_walk("counter-on-hold").await;
    steps.go("counter").await;
    browser.chord(CTRL, F9).await;
    steps.sees("counter_still_open_why").await;
    tour.look_and_walk("still-open").await;
    browser.press(&[ESCAPE, F4]).await;
    steps.sees("app_curtain_lift").await;
    tour.look_and_walk("curtain").await;
    browser.press(&[F4]).await;
}

fn written(place: &Place, name: &str, text: &str) -> String {
    let file = place.folder().join(name);
    std::fs::write(&file, text).expect("a file for the test");
    file.to_str().expect("a readable path").to_owned()
}
