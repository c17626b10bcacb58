//! Every screen, in English and in French: axe finds nothing serious in light or dark colours; at 200 % zoom Tab comes to
//! every control, each has a name, shows its focus and is in sight. Where a folder is given, it gets a picture of each.
//!
//! `cargo xtask screens` runs this for the pictures in docs/screens.

mod copies;
mod hand_over;
mod keys;
mod people;
mod work;

use crate::accessible::{out_of_reach, serious};
use crate::app::Place;
use crate::browser::Browser;
use crate::browser::key::{DOWN, ENTER, ESCAPE, F8, F9, RIGHT, SPACE};
use crate::steps::{self, Steps};
use std::cell::RefCell;
use std::path::PathBuf;
use std::time::Duration;

/// The usual window, and what is left of it at 200 % zoom: half as many of the page's pixels each way. The window has a
/// least height, which is what it gets then.
const USUAL: (u32, u32) = (1280, 720);
const ZOOMED: (u32, u32) = (640, 480);

/// A screen that was opened has drawn what it read.
const SETTLED: Duration = Duration::from_millis(300);

struct Tour<'a> {
    steps: Steps<'a>,
    pictures: Option<PathBuf>,
    faults: RefCell<Vec<String>>,
}

impl<'a> Tour<'a> {
    fn of(browser: &'a Browser, language: &'static str) -> Self {
        let pictures = std::env::var_os("MOMENTS_SCREENS").map(PathBuf::from);
        Self { steps: Steps::in_language(browser, language), pictures, faults: RefCell::default() }
    }

    /// Looks at what is on the screen now.
    async fn look(&self, screen: &str) {
        let browser = self.steps.browser;
        browser.size(USUAL).await;
        self.note(screen, serious(browser).await);
        if let Some(folder) = &self.pictures {
            // The colours come back calmly.
            tokio::time::sleep(Duration::from_millis(700)).await;
            browser.picture(&folder.join(format!("{screen}-{}.png", self.steps.words.language))).await;
        }
    }

    /// Looks at it, then walks it by Tab at 200 % zoom.
    async fn look_and_walk(&self, screen: &str) {
        self.look(screen).await;
        self.walk(screen).await;
    }

    async fn walk(&self, screen: &str) {
        let browser = self.steps.browser;
        browser.size(ZOOMED).await;
        self.note(screen, out_of_reach(browser).await);
        browser.size(USUAL).await;
    }

    fn note(&self, screen: &str, faults: Vec<String>) {
        self.faults.borrow_mut().extend(faults.iter().map(|fault| format!("{screen}: {fault}")));
    }
}

#[tokio::test]
async fn screens_in_english() {
    every_screen("en").await;
}

#[tokio::test]
async fn screens_in_french() {
    every_screen("fr").await;
}

#[tokio::test]
async fn screens_beyond_the_usual_in_english() {
    beyond_the_usual("en").await;
}

#[tokio::test]
async fn screens_beyond_the_usual_in_french() {
    beyond_the_usual("fr").await;
}

#[tokio::test]
async fn screens_of_people_and_pins_in_english() {
    let faults = people::people_and_pins("en").await;
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[tokio::test]
async fn screens_of_people_and_pins_in_french() {
    let faults = people::people_and_pins("fr").await;
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// All that is wrong, on all of them, at once.
async fn every_screen(language: &'static str) {
    let mut faults = set_up(language).await;
    faults.extend(before_a_session(language).await);
    faults.extend(at_work(language).await);
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

async fn set_up(language: &'static str) -> Vec<String> {
    let place = Place::fresh();
    let app = place.start().await;
    let tour = Tour::of(&app.browser, language);
    let (steps, browser) = (&tour.steps, &app.browser);
    steps.choose_language().await;
    steps.sees("setup_office").await;
    tour.look_and_walk("setup").await;
    for field in ["setup_name_en", "setup_name_fr", "setup_organization_en", "setup_organization_fr"] {
        steps.fill(field, "Iqaluit").await;
    }
    browser.press(&[ENTER]).await;
    steps.sees("setup_workstation_lead").await;
    browser.press(&[ENTER]).await;
    steps.sees("setup_administrator_lead").await;
    steps.fill("setup_administrator_name", "Aputi").await;
    steps.fill("setup_pin", steps::PIN).await;
    steps.fill("setup_pin_again", steps::PIN).await;
    tour.look_and_walk("setup-administrator").await;
    steps.push("setup_next").await;
    steps.sees("setup_key_lead").await;
    tour.look_and_walk("setup-key").await;
    steps.push("setup_next").await;
    steps.sees("setup_catalogue_lead").await;
    tour.look_and_walk("setup-catalogue").await;
    steps.push("setup_next").await;
    steps.sees("setup_review_lead").await;
    tour.look_and_walk("setup-review").await;
    steps.push("setup_create").await;
    steps.sees("setup_code_title").await;
    tour.look_and_walk("setup-recovery-code").await;
    let faults = tour.faults.take();
    app.kill().await;
    faults
}

async fn before_a_session(language: &'static str) -> Vec<String> {
    let place = Place::with_work(2, 12);
    let app = place.start().await;
    let tour = Tour::of(&app.browser, language);
    tour.steps.choose_language().await;
    tour.steps.sees("sign_in_who").await;
    tour.look_and_walk("sign-in").await;
    // Whoever touches their name goes on with the PIN.
    app.browser.tap(steps::CLERK).await;
    app.browser.until("return document.activeElement.type === 'password'").await;
    tour.steps.sign_in(steps::CLERK, steps::PIN).await;
    app.browser.press(&[F8]).await;
    app.browser.until("return document.querySelector('dialog:modal') !== null").await;
    tour.look_and_walk("switch-person").await;
    app.browser.press(&[ESCAPE, F9]).await;
    tour.steps.sees("sign_in_locked").await;
    tour.look_and_walk("locked").await;
    let faults = tour.faults.take();
    app.close().await;
    faults
}

#[derive(Clone, Copy)]
enum Window {
    Own,
    HandedOver,
}

/// What a client sees from the question to the thanks: looked at in their own window, walked where staff hand theirs over.
async fn client(tour: &Tour<'_>, window: Window) {
    let (steps, browser) = (&tour.steps, tour.steps.browser);
    let see = async |page: &str| {
        tokio::time::sleep(steps::READ).await;
        match window {
            Window::Own => tour.look(&format!("client{page}")).await,
            Window::HandedOver => tour.walk(&format!("client{page}, handed over")).await,
        }
    };
    steps.sees("client_question_overall").await;
    see("").await;
    steps.push("client_notice_more").await;
    steps.sees("client_notice_choice").await;
    see("-notice").await;
    steps.push("client_notice_back").await;
    steps.sees("client_question_overall").await;
    tokio::time::sleep(steps::READ).await;
    browser.press(&['2']).await;
    steps.sees("client_question_better").await;
    see("-why").await;
    steps.push("client_next").await;
    steps.sees("client_finish").await;
    see("-question").await;
    steps.push("client_finish").await;
    steps.sees("client_thanks").await;
    match window {
        Window::Own => tour.look("client-thanks").await,
        Window::HandedOver => {
            steps.sees("client_staff_return").await;
            tour.look_and_walk("client-back").await;
            steps.push("client_staff_return").await;
        }
    }
}

async fn at_work(language: &'static str) -> Vec<String> {
    let place = Place::with_work(9, 40);
    let app = place.start().await;
    let tour = Tour::of(&app.browser, language);
    let (steps, browser) = (&tour.steps, &app.browser);
    steps.choose_language().await;
    steps.sign_in(steps::ADMINISTRATOR, steps::PIN).await;
    tour.look_and_walk("counter-waiting").await;

    steps.go("counter").await;
    browser.press(&[SPACE, '1', 'h']).await;
    browser.until("return document.querySelector('article') !== null").await;
    tour.look("counter").await;
    browser.press(&['2', 'x', 'n']).await;
    browser.until("return document.activeElement.tagName === 'TEXTAREA'").await;
    browser.type_text("613-555-0187").await;
    steps.sees("moment_mask").await;
    tour.look_and_walk("counter-turned-away").await;
    steps.push("counter_save").await;
    browser.until("return document.querySelector('main [role=group] [role=status]') !== null").await;
    tour.look("counter-saved").await;
    steps.go("counter").await;
    browser.press(&['?']).await;
    steps.sees("app_keys_everywhere").await;
    tour.look_and_walk("keys").await;
    browser.press(&[ESCAPE]).await;
    browser.push(steps::ADMINISTRATOR).await;
    steps.sees("app_client_screen").await;
    tour.look_and_walk("person").await;
    steps.tab_to("app_client_automatic").await;
    browser.press(&[RIGHT, ESCAPE]).await;

    // The client is asked in the language that they were served in.
    let served = [SPACE, '1', if language == "fr" { 'f' } else { 'e' }, ENTER];
    steps.go("counter").await;
    browser.press(&served).await;
    browser.client_window().await;
    client(&tour, Window::Own).await;
    browser.staff_window().await;

    // The same pages where there is one monitor, walked by keyboard.
    browser.push(steps::ADMINISTRATOR).await;
    steps.tab_to("app_client_second").await;
    browser.press(&[RIGHT, ESCAPE]).await;
    steps.go("counter").await;
    browser.press(&served).await;
    steps.sees("counter_hand_over").await;
    browser.press(&['d']).await;
    client(&tour, Window::HandedOver).await;

    steps.go("today").await;
    browser.until("return document.querySelectorAll('main li button').length >= 1").await;
    browser.press(&[DOWN]).await;
    steps.sees("today_history").await;
    tour.look_and_walk("today").await;
    steps.go("today").await;
    browser.press(&[DOWN]).await;
    steps.sees("today_amend").await;
    browser.press(&['a']).await;
    steps.sees("today_amend_save").await;
    tour.look_and_walk("today-amend").await;
    steps.push("today_amend_leave").await;
    steps.go("today").await;
    browser.press(&[DOWN]).await;
    steps.sees("today_void").await;
    // The words stood there for the moment before, too.
    tokio::time::sleep(SETTLED).await;
    browser.press(&['v']).await;
    steps.sees("today_void_do").await;
    tour.look("today-void").await;
    browser.press(&[ESCAPE]).await;

    steps.go("review").await;
    steps.sees("review_ratings").await;
    tour.look_and_walk("review").await;
    work::day_of_work(&tour).await;
    steps.go("trends").await;
    steps.sees("trends_periods").await;
    tour.look_and_walk("trends").await;
    work::what_to_improve(&tour).await;

    steps.go("catalogue").await;
    for (tab, screen) in [
        ("services", "catalogue"),
        ("confirm", "catalogue-confirm"),
        ("list", "catalogue-list"),
        ("import", "catalogue-import"),
    ] {
        steps.open_tab(&format!("catalogue_tab_{tab}")).await;
        tokio::time::sleep(SETTLED).await;
        tour.look_and_walk(screen).await;
        steps.go("catalogue").await;
    }

    steps.go("office").await;
    steps.sees("office_about_title").await;
    for tab in ["office", "invitations", "recorded", "privacy", "staff", "workstation"] {
        steps.open_tab(&format!("office_tab_{tab}")).await;
        tokio::time::sleep(SETTLED).await;
        tour.look_and_walk(&format!("office-{tab}")).await;
        steps.go("office").await;
    }
    let faults = tour.faults.take();
    app.close().await;
    faults
}

/// What is not the usual moment: cases, the directory, paper, and what interrupts.
async fn beyond_the_usual(language: &'static str) {
    let place = Place::with_work(12, 30);
    let app = place.start().await;
    let tour = Tour::of(&app.browser, language);
    tour.steps.choose_language().await;
    tour.steps.sign_in(steps::ADMINISTRATOR, steps::PIN).await;
    work::cases(&tour).await;
    work::follow_ups(&tour).await;
    work::directory(&tour, &place).await;
    work::paper(&tour, &place).await;
    work::erasure(&tour).await;
    work::interrupted(&tour).await;
    let faults = tour.faults.take();
    app.close().await;
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}
