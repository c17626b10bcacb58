//! What breaks in: the telephone, a client who is gone, one who shouts, the end of the shift.

use super::Counter;
use crate::browser::key::{CTRL, ENTER, F2, F4, F9, SPACE, TAB};
use crate::keystrokes::Counted;
use crate::steps;

pub async fn the_phone_rings(counter: &Counter<'_>) {
    let keys = Counted::begin(counter.browser, "a");
    counter.browser.press(&[SPACE, '1']).await;
    counter.lines(1).await;
    counter.browser.press(&[F2, '2']).await;
    counter.steps.sees("counter_waiting").await;
    counter.lines(1).await;
    counter.picture("a-phone").await;
    counter.save().await;
    // Whoever waited is in front again.
    counter.browser.press(&[F2]).await;
    counter.lines(1).await;
    counter.save().await;
    keys.end();
}

pub async fn the_client_walks_off(counter: &Counter<'_>) {
    let keys = Counted::begin(counter.browser, "b");
    counter.browser.press(&[SPACE, '1', 'l']).await;
    counter.steps.sees("moment_stage_guessed").await;
    counter.picture("b-walks-off").await;
    counter.save().await;
    keys.end();
    // The moment says that the client left.
    counter.says_just_now("word_outcome_left").await;
}

/// Both screens are covered while somebody shouts; the client is not asked to rate, for a reason that is said; and the
/// complaint will reach the supervisor.
pub async fn an_angry_client(counter: &Counter<'_>) {
    counter.clients_answer_elsewhere("app_client_automatic").await;
    let keys = Counted::begin(counter.browser, "i");
    counter.browser.press(&[SPACE, '1']).await;
    counter.lines(1).await;
    counter.browser.press(&[F4]).await;
    counter.steps.sees("app_curtain_lift").await;
    counter.picture("i-curtain").await;
    let under = "return document.querySelector('main').closest('[inert]') !== null";
    counter.browser.until(under).await;
    counter.browser.client_window().await;
    counter.browser.until("return document.querySelector('.client.curtain') !== null").await;
    counter.picture("i-curtain-client").await;
    counter.browser.staff_window().await;
    counter.browser.press(&[F4, 'm']).await;
    counter.steps.sees("counter_withdraw_title").await;
    counter.browser.press(&['2']).await;
    counter.no_dialog().await;
    counter.browser.press(&['b', '1']).await;
    counter.steps.sees("word_feedback_complaint").await;
    counter.picture("i-angry").await;
    counter.save().await;
    keys.end();
    counter.steps.sees("word_follow_up_complaint").await;
    // The moment says that nobody was asked, and staff did it.
    counter.says_just_now("word_rating_state_withdrawn").await;
    counter.clients_answer_elsewhere("app_client_second").await;
}

/// Three are open when the shift ends: one is finished, one has left, one never was. Nothing holds anybody back.
pub async fn closing_time(counter: &Counter<'_>) {
    for (quick, waiting) in [('1', 0), ('2', 1), ('3', 2)] {
        counter.browser.press(&[SPACE, quick]).await;
        counter.lines(1).await;
        let wait = format!("return document.querySelectorAll('.side .waiting li').length === {waiting}");
        counter.browser.until(&wait).await;
    }
    let keys = Counted::begin(counter.browser, "h");
    counter.browser.chord(CTRL, F9).await;
    counter.steps.sees("counter_still_open_why").await;
    counter.picture("h-closing-time").await;
    // The first is finished, and saved as usual.
    counter.browser.press(&[ENTER]).await;
    counter.no_dialog().await;
    counter.lines(1).await;
    counter.save().await;
    counter.browser.chord(CTRL, F9).await;
    counter.steps.sees("counter_still_open_why").await;
    counter.browser.press(&['l']).await;
    counter.steps.sees("counter_recorded_left").await;
    counter.browser.press(&[TAB, TAB, ENTER]).await;
    counter.steps.sees("counter_discard_title").await;
    counter.browser.press(&[TAB, ENTER]).await;
    counter.steps.sees("counter_discarded").await;
    counter.picture("h-settled").await;
    counter.browser.press(&[ENTER]).await;
    counter.steps.sees("sign_in_who").await;
    keys.end();
    counter.steps.sign_in(steps::ADMINISTRATOR, steps::PIN).await;
    assert!(
        !counter.browser.says(&counter.steps.words.say("counter_recovered")).await,
        "nothing is left open"
    );
}
