//! Who is in front: the usual client, a family, one with an interpreter, one whom nothing usual fits, one who is handed the
//! screen.

use super::Counter;
use crate::browser::key::{ENTER, SPACE};
use crate::keystrokes::Counted;
use crate::steps;

/// What a day is made of.
pub async fn the_usual_moment(counter: &Counter<'_>) {
    let keys = Counted::begin(counter.browser, "usual");
    counter.browser.press(&[SPACE, '1', ENTER]).await;
    counter.saved().await;
    let took = keys.end();
    assert!(took.keys <= 3 && took.hundredths <= 360, "{took:?}");
}

/// The client of the moment that was just saved says what they think of the service.
pub async fn a_rating_told(counter: &Counter<'_>) {
    counter.browser.until("return document.querySelector('.side .answer') !== null").await;
    let keys = Counted::begin(counter.browser, "told");
    counter.browser.press(&['t']).await;
    counter.browser.until("return document.querySelector('dialog:modal .faces') !== null").await;
    counter.browser.press(&['4']).await;
    counter.no_dialog().await;
    let took = keys.end();
    assert!(took.keys <= 2, "{took:?}");
    counter.says_just_now("word_rating_state_rated").await;
}

pub async fn a_family_of_four(counter: &Counter<'_>) {
    let keys = Counted::begin(counter.browser, "c");
    counter.browser.press(&[SPACE, '1', '+', '2', 'p', '3', 'x']).await;
    counter.lines(3).await;
    counter.steps.sees("counter_mixed").await;
    counter.picture("c-family").await;
    counter.save().await;
    keys.end();
    // The moment ended as its least favourable line.
    counter.says_just_now("word_outcome_turned_away").await;
    counter.says_just_now("word_relationship_mixed").await;
}

pub async fn an_interpreter(counter: &Counter<'_>) {
    let keys = Counted::begin(counter.browser, "d");
    counter.browser.press(&[SPACE, '1', 'i', '3']).await;
    counter.steps.sees("word_interpreter_professional").await;
    counter.picture("d-interpreter").await;
    counter.save().await;
    keys.end();
}

/// Service, relationship, outcome, language and channel, each changed by hand.
pub async fn all_five_fields_by_hand(counter: &Counter<'_>) {
    let keys = Counted::begin(counter.browser, "five");
    counter.browser.press(&[SPACE, '4', 'v', 'p', 'f', 'q', '3']).await;
    counter.lines(1).await;
    let by_video = "return [...document.querySelectorAll('select')].some((each) => each.value === 'video')";
    counter.browser.until(by_video).await;
    counter.picture("five").await;
    counter.save().await;
    let took = keys.end();
    assert!(took.hundredths <= 1_000, "{took:?}");
}

/// There is one monitor: the client is handed it, and staff get theirs back with one press.
pub async fn one_monitor(counter: &Counter<'_>) {
    let keys = Counted::begin(counter.browser, "j");
    let spoken = if counter.steps.words.language == "fr" { 'f' } else { 'e' };
    counter.browser.press(&[SPACE, '1', spoken, ENTER]).await;
    counter.steps.sees("counter_hand_over").await;
    counter.browser.press(&['d']).await;
    counter.steps.sees("client_question_overall").await;
    keys.end();
    tokio::time::sleep(steps::READ).await;
    counter.picture("j-hand-over").await;
    counter.browser.press(&['5']).await;
    for (page, on) in [("client_question_well", "client_next"), ("client_finish", "client_finish")] {
        counter.steps.sees(page).await;
        tokio::time::sleep(steps::READ).await;
        counter.steps.push(on).await;
    }
    counter.steps.sees("client_staff_return").await;
    counter.steps.push("client_staff_return").await;
    counter.steps.sees("counter_begin").await;
    // The counter sees that an answer came, not which.
    counter.says_just_now("word_rating_state_rated").await;
}
