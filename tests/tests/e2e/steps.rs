//! What people do in several tests.

use crate::browser::{Browser, key};
use crate::words::Words;
use std::time::Duration;

/// Who works in the demonstration's office.
pub const CLERK: &str = "Mei Chow";
pub const SUPERVISOR: &str = "Louise Bergeron";
pub const ADMINISTRATOR: &str = "Ruth Campbell";
pub const PIN: &str = "river-stone";

/// A client reads before they answer; what comes in the first second of a page is taken for a slip.
pub const READ: Duration = Duration::from_millis(1_200);

/// A person at the keyboard who reads one language.
pub struct Steps<'a> {
    pub browser: &'a Browser,
    pub words: Words,
}

impl<'a> Steps<'a> {
    pub fn in_english(browser: &'a Browser) -> Self {
        Self { browser, words: Words::of("en") }
    }

    pub fn in_language(browser: &'a Browser, language: &'static str) -> Self {
        Self { browser, words: Words::of(language) }
    }

    /// Waits until the screen says a message.
    #[track_caller]
    pub fn sees(&self, key: &str) -> impl Future<Output = ()> {
        self.browser.sees(self.words.say(key))
    }

    /// Tabs to the button with this name and presses it.
    #[track_caller]
    pub fn push(&self, key: &str) -> impl Future<Output = ()> {
        self.browser.push(self.words.say(key))
    }

    /// Touches the button with this name.
    #[track_caller]
    pub fn tap(&self, key: &str) -> impl Future<Output = ()> {
        self.browser.tap(self.words.say(key))
    }

    #[track_caller]
    pub fn tab_to(&self, key: &str) -> impl Future<Output = ()> {
        self.browser.tab_to(self.words.say(key))
    }

    /// Tabs to the field with this name, and types over what is in it.
    #[track_caller]
    pub fn fill(&self, key: &str, text: &str) -> impl Future<Output = ()> {
        self.browser.fill(self.words.say(key), text)
    }

    /// To a tab of a screen: Tab comes to the one that is open, arrows walk to the others.
    pub async fn open_tab(&self, wanted: &str) {
        self.browser.tab_until("document.activeElement.getAttribute('role') === 'tab'").await;
        let wanted = self.words.say(wanted);
        for _ in 0..9 {
            if self.browser.focused().await.starts_with(&wanted) {
                return;
            }
            self.browser.press(&[key::RIGHT]).await;
        }
        panic!("no arrow comes to the tab “{wanted}”");
    }

    /// The gate's language switch, if the window speaks the other language.
    pub async fn choose_language(&self) {
        let language = self.browser.run("return document.documentElement.lang").await;
        if !language.as_str().is_some_and(|tag| tag.starts_with(self.words.language)) {
            self.browser.push(if self.words.language == "fr" { "Français" } else { "English" }).await;
        }
    }

    pub async fn sign_in(&self, name: &str, pin: &str) {
        self.sees("sign_in_who").await;
        self.browser.tab_until("document.activeElement.type === 'radio'").await;
        // In the list of people, letters go to the name that begins with them.
        self.browser.type_text(name.split(' ').next().unwrap_or(name)).await;
        self.fill("sign_in_pin", pin).await;
        self.browser.press(&[key::ENTER]).await;
        self.sees("counter_begin").await;
    }

    /// To a screen, by the bar at the top. Where a supervisor's rights rest by now, the PIN is given again.
    pub async fn go(&self, screen: &str) {
        self.push(&format!("app_nav_{screen}")).await;
        let there = format!(
            "[document.querySelector('[aria-current=page]')].some((e) => (e?.ariaLabel ?? e?.textContent.trim())?.startsWith({:?}))",
            self.words.say(&format!("app_nav_{screen}"))
        );
        let asked = "document.querySelector('dialog:modal input[type=password]') !== null";
        self.browser.until(&format!("return ({there}) || ({asked})")).await;
        if self.browser.run(&format!("return {asked}")).await == true {
            self.give_pin(PIN).await;
        }
        self.browser.until(&format!("return {there}")).await;
    }

    /// The full PIN, where it is asked for again.
    pub async fn give_pin(&self, pin: &str) {
        self.browser.until("return document.activeElement.type === 'password'").await;
        self.browser.type_text(pin).await;
        self.browser.press(&[key::ENTER]).await;
        self.browser
            .until("return document.querySelector('dialog:modal input[type=password]') === null")
            .await;
    }

    /// A client of this quick key whose need will take several visits: their case is open and theirs to whom this is.
    pub async fn open_a_case(&self, quick: char) {
        self.browser.press(&[key::SPACE, quick, 'k']).await;
        self.sees("cases_part_new").await;
        self.browser.press(&[key::ENTER]).await;
        self.browser.until("return document.querySelector('#more-panel .gist .code') !== null").await;
        self.browser.press(&[key::ENTER]).await;
        self.browser.until("return document.querySelector('article') === null").await;
    }

    /// Opens a moment for this quick key, and its note; looks where the text goes before typing it.
    pub async fn write_a_note(&self, quick: char, note: &str) {
        self.browser.press(&[key::SPACE, quick]).await;
        self.browser.until("return document.querySelector('article') !== null").await;
        self.browser.press(&['n']).await;
        self.browser.until("return document.activeElement.tagName === 'TEXTAREA'").await;
        self.browser.type_text(note).await;
        self.browser.until(&format!("return document.activeElement.value === {note:?}")).await;
    }
}
