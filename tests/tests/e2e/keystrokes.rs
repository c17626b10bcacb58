//! How many keys a scenario takes and how long by the keystroke-level model, counted while it runs, and held against
//! docs/keystrokes.md.

use crate::browser::Browser;
use crate::words::project;
use moments_tests::keystrokes::{Effort, effort};
use std::io::Write as _;

/// A stretch of work whose keys are counted. A letter of a text is a key as well.
pub struct Counted<'a> {
    browser: &'a Browser,
    scenario: &'static str,
    before: usize,
}

impl<'a> Counted<'a> {
    pub fn begin(browser: &'a Browser, scenario: &'static str) -> Self {
        Self { browser, scenario, before: browser.acts() }
    }

    /// The end of the stretch: the document must say what was counted.
    pub fn end(self) -> Effort {
        let took = effort(&self.browser.acts_from(self.before));
        let (scenario, seconds) = (self.scenario, took.seconds());
        // Not through `println!`, which is shown only where a test fails.
        let _ = writeln!(std::io::stderr(), "\nscenario {scenario}: {} keys, {seconds} s", took.keys);
        assert_eq!(
            said_in_docs(scenario),
            Some((took.keys, seconds)),
            "docs/keystrokes.md, scenario {scenario}"
        );
        took
    }
}

/// The last two columns of the scenario's row, which begins with its name.
fn said_in_docs(scenario: &str) -> Option<(u32, String)> {
    let page = std::fs::read_to_string(project().join("docs/keystrokes.md")).expect("docs/keystrokes.md");
    let row = page.lines().find(|line| line.starts_with(&format!("| {scenario} |")))?;
    let mut cells = row.trim_end_matches('|').rsplit('|').map(str::trim);
    let seconds = cells.next()?.to_owned();
    Some((cells.next()?.parse().ok()?, seconds))
}
