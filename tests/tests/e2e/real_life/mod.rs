//! The counter in real life, by keyboard, in both languages: the phone rings, a client walks off, a family comes, somebody
//! is angry, the power goes. Each scenario's keys are counted and held against docs/keystrokes.md; where a folder is
//! given, it gets a picture of each at its telling moment.

mod interruptions;
mod maze;
mod outage;
mod people;

use crate::app::Place;
use crate::browser::Browser;
use crate::browser::key::{ENTER, ESCAPE, RIGHT};
use crate::steps::{self, Steps};
use std::path::PathBuf;
use std::time::Duration;

#[tokio::test]
async fn real_life_in_english() {
    a_hard_day("en").await;
}

#[tokio::test]
async fn real_life_in_french() {
    a_hard_day("fr").await;
}

/// A person at the counter of an office that has some weeks behind it.
struct Counter<'a> {
    steps: Steps<'a>,
    browser: &'a Browser,
    pictures: Option<PathBuf>,
}

impl<'a> Counter<'a> {
    fn of(browser: &'a Browser, language: &'static str) -> Self {
        let pictures = std::env::var_os("MOMENTS_SCREENS").map(PathBuf::from);
        Self { steps: Steps::in_language(browser, language), browser, pictures }
    }

    async fn picture(&self, scenario: &str) {
        if let Some(folder) = &self.pictures {
            // What comes calmly has come.
            tokio::time::sleep(Duration::from_millis(500)).await;
            let name = format!("real-life-{scenario}-{}.png", self.steps.words.language);
            self.browser.picture(&folder.join(name)).await;
        }
    }

    /// Until the moment in front has so many service lines.
    async fn lines(&self, count: usize) {
        self.browser.until(&format!("return document.querySelectorAll('article').length === {count}")).await;
    }

    /// Until what was in front is saved and nobody is.
    async fn saved(&self) {
        self.browser.until("return document.querySelector('main [role=group] [role=status]') !== null").await;
        self.lines(0).await;
    }

    /// Enter, and the moment in front is saved.
    async fn save(&self) {
        self.browser.press(&[ENTER]).await;
        self.saved().await;
    }

    /// Until no dialog is open.
    async fn no_dialog(&self) {
        self.browser.until("return document.querySelector('dialog:modal') === null").await;
    }

    /// Where clients answer: from what is set `now` to the next.
    async fn clients_answer_elsewhere(&self, now: &str) {
        self.browser.push(steps::ADMINISTRATOR).await;
        self.steps.tab_to(now).await;
        self.browser.press(&[RIGHT, ESCAPE]).await;
        self.no_dialog().await;
        self.steps.go("counter").await;
    }

    /// Until the last moment of the day says this of itself; the list follows what was saved.
    async fn says_just_now(&self, key: &str) {
        let words = self.steps.words.say(key);
        let script = format!(
            "return document.querySelector('.just-now li')?.textContent.replace(/[\\u00a0\\u202f]/g, ' ').includes({words:?})"
        );
        self.browser.until(&script).await;
    }
}

async fn a_hard_day(language: &'static str) {
    let place = Place::with_work(12, 30);
    let app = place.start().await;
    let counter = Counter::of(&app.browser, language);
    counter.steps.choose_language().await;
    counter.steps.sign_in(steps::ADMINISTRATOR, steps::PIN).await;
    people::the_usual_moment(&counter).await;
    people::a_rating_told(&counter).await;
    interruptions::the_phone_rings(&counter).await;
    interruptions::the_client_walks_off(&counter).await;
    people::a_family_of_four(&counter).await;
    people::an_interpreter(&counter).await;
    people::all_five_fields_by_hand(&counter).await;
    maze::the_wrong_office(&counter).await;
    maze::the_third_return(&counter).await;
    interruptions::an_angry_client(&counter).await;
    people::one_monitor(&counter).await;
    interruptions::closing_time(&counter).await;
    let app = outage::the_power_goes(app, &place, language).await;
    outage::the_tally_sheet(&Counter::of(&app.browser, language), &place).await;
    app.close().await;
}
