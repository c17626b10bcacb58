//! The counter in real life, by keyboard, in both languages: the phone rings, a client walks off, a family comes, an
//! interpreter helps. Each scenario's keys are counted and held against docs/keystrokes.md; where a folder is given, it
//! gets a picture of each at its telling moment.

use crate::app::Place;
use crate::browser::Browser;
use crate::browser::key::{ENTER, F2, SPACE};
use crate::keystrokes::Counted;
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

    /// What the last moment of the day says of itself.
    async fn just_now(&self) -> String {
        self.browser.texts(".just-now li").await.into_iter().next().unwrap_or_default()
    }
}

async fn a_hard_day(language: &'static str) {
    let place = Place::with_work(12, 30);
    let app = place.start().await;
    let counter = Counter::of(&app.browser, language);
    counter.steps.choose_language().await;
    counter.steps.sign_in(steps::ADMINISTRATOR, steps::PIN).await;
    the_phone_rings(&counter).await;
    the_client_walks_off(&counter).await;
    a_family_of_four(&counter).await;
    an_interpreter(&counter).await;
    all_five_fields_by_hand(&counter).await;
    app.close().await;
}

async fn the_phone_rings(counter: &Counter<'_>) {
    let keys = Counted::begin(counter.browser, "a");
    counter.browser.press(&[SPACE, '1']).await;
    counter.lines(1).await;
    counter.browser.press(&[F2, '2']).await;
    counter.steps.sees("counter_waiting").await;
    counter.lines(1).await;
    counter.picture("a-phone").await;
    counter.browser.press(&[ENTER]).await;
    counter.saved().await;
    // Whoever waited is in front again.
    counter.browser.press(&[F2]).await;
    counter.lines(1).await;
    counter.browser.press(&[ENTER]).await;
    counter.saved().await;
    keys.end();
}

async fn the_client_walks_off(counter: &Counter<'_>) {
    let keys = Counted::begin(counter.browser, "b");
    counter.browser.press(&[SPACE, '1', 'l']).await;
    counter.steps.sees("moment_stage_guessed").await;
    counter.picture("b-walks-off").await;
    counter.browser.press(&[ENTER]).await;
    counter.saved().await;
    keys.end();
    let left = counter.steps.words.say("word_outcome_left");
    assert!(counter.just_now().await.contains(&left), "the moment says that the client left");
}

async fn a_family_of_four(counter: &Counter<'_>) {
    let keys = Counted::begin(counter.browser, "c");
    counter.browser.press(&[SPACE, '1', '+', '2', 'p', '3', 'x']).await;
    counter.lines(3).await;
    counter.picture("c-family").await;
    counter.browser.press(&[ENTER]).await;
    counter.saved().await;
    keys.end();
    let worst = counter.steps.words.say("word_outcome_turned_away");
    assert!(counter.just_now().await.contains(&worst), "the moment ended as its least favourable line");
}

async fn an_interpreter(counter: &Counter<'_>) {
    let keys = Counted::begin(counter.browser, "d");
    counter.browser.press(&[SPACE, '1', 'i', '3']).await;
    counter.steps.sees("word_interpreter_professional").await;
    counter.picture("d-interpreter").await;
    counter.browser.press(&[ENTER]).await;
    counter.saved().await;
    keys.end();
}

/// Service, relationship, outcome, language and channel, each changed by hand.
async fn all_five_fields_by_hand(counter: &Counter<'_>) {
    let keys = Counted::begin(counter.browser, "five");
    counter.browser.press(&[SPACE, '4', 'v', 'p', 'f', 'q', '3']).await;
    counter.lines(1).await;
    let by_video = "return [...document.querySelectorAll('select')].some((each) => each.value === 'video')";
    counter.browser.until(by_video).await;
    counter.picture("five").await;
    counter.browser.press(&[ENTER]).await;
    counter.saved().await;
    keys.end();
}
