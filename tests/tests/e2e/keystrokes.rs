//! How many keys a scenario takes, counted while it runs, and held against docs/keystrokes.md.

use crate::browser::Browser;
use crate::words::project;
use std::io::Write as _;

/// A stretch of work whose keys are counted. A letter of a text is a key as well.
pub struct Counted<'a> {
    browser: &'a Browser,
    scenario: &'static str,
    before: u32,
}

impl<'a> Counted<'a> {
    pub fn begin(browser: &'a Browser, scenario: &'static str) -> Self {
        Self { browser, scenario, before: browser.pressed() }
    }

    /// The end of the stretch: the document must say what was counted.
    pub fn end(self) {
        let keys = self.browser.pressed() - self.before;
        // Not through `println!`, which is shown only where a test fails.
        let _ = writeln!(std::io::stderr(), "\nkeys of scenario {}: {keys}", self.scenario);
        let said = said_in_docs(self.scenario);
        assert_eq!(said, Some(keys), "docs/keystrokes.md, scenario {}", self.scenario);
    }
}

/// The number in the last column of the scenario's row, which begins with its name.
fn said_in_docs(scenario: &str) -> Option<u32> {
    let page = std::fs::read_to_string(project().join("docs/keystrokes.md")).expect("docs/keystrokes.md");
    let row = page.lines().find(|line| line.starts_with(&format!("| {scenario} |")))?;
    row.trim_end_matches('|').rsplit('|').next()?.trim().parse().ok()
}
