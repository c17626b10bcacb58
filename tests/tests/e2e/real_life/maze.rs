//! The maze of offices: a client at the wrong door, and one who is back for the third time without the slip.

use super::Counter;
use crate::browser::key::{CTRL, DOWN, ENTER, ESCAPE, SPACE};
use crate::keystrokes::Counted;

/// The client is told where to go, and takes it along on paper, in both languages.
pub async fn the_wrong_office(counter: &Counter<'_>) {
    let keys = Counted::begin(counter.browser, "e");
    counter.browser.press(&[SPACE, '1', 'r', 'z', '1', '.', '1', '1']).await;
    counter.steps.sees("word_barrier_wrong_office").await;
    counter
        .browser
        .until("return document.querySelector('[data-part=referral_kind] :checked') !== null")
        .await;
    counter.picture("e-wrong-office").await;
    counter.save().await;
    counter.browser.chord(CTRL, 'p').await;
    counter.steps.sees("documents_ready").await;
    keys.end();
    counter.picture("e-slip").await;
    counter.browser.press(&[ESCAPE]).await;
    counter.no_dialog().await;
    // The moment says that the client was sent elsewhere.
    counter.says_just_now("word_outcome_referred").await;
}

/// The client is here for the third time and the slip is at home: the case is found by what the client can tell, and the
/// supervisor will read of the third visit.
pub async fn the_third_return(counter: &Counter<'_>) {
    counter.steps.open_a_case('1').await;
    let keys = Counted::begin(counter.browser, "f");
    counter.browser.press(&[SPACE, '1', 'c', '3', 'k']).await;
    counter.steps.sees("cases_part_without").await;
    counter.browser.until("return document.querySelector('[data-row]') !== null").await;
    counter.browser.press(&[DOWN]).await;
    counter.browser.until("return document.activeElement.dataset.row !== undefined").await;
    counter.picture("f-without-slip").await;
    counter.browser.press(&[ENTER]).await;
    counter.browser.until("return document.querySelector('#more-panel .gist .code') !== null").await;
    counter.picture("f-case").await;
    counter.save().await;
    keys.end();
    counter.steps.sees("word_follow_up_third_contact").await;
}
