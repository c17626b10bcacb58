//! What a supervisor erases is gone from every byte of the home; that it was there, by which role it went and why stays.

use moments_core::follow_up;
use moments_desk::ErrorCode;
use moments_desk::cases::CaseForm;
use moments_desk::moments::{MomentForm, RatingForm, ReferralForm};
use moments_desk::privacy::{RedactionForm, RedactionOf};
use moments_desk::review::ReviewFilter;
use moments_desk::words::*;
use moments_store::plain::{self, Deletion};
use moments_tests::figures::{self, Tally, Wrong};
use moments_tests::{TestOffice, readable_in};

/// Moments around what is erased, so that it lies among others on its pages and was moved about there.
const OTHERS: usize = 120;

/// One in each place that takes words, in small letters as the full text has them.
const WORDS: [&str; 9] = [
    "qzxnote",
    "qzxamended",
    "qzxreason",
    "qzxvoided",
    "qzxcomment",
    "qzxnext",
    "qzxdone",
    "qzxplace",
    "qzxdraft",
];

fn form(about: RedactionOf, scope: ErasureScope, confirmation: &str) -> RedactionForm {
    let why = ErasureReason::Identifies;
    RedactionForm { about, scope, why, reason: None, confirmation: confirmation.into() }
}

fn erase(office: &TestOffice, about: RedactionOf, scope: ErasureScope) {
    let ada = office.actor("Ada");
    let preview = office.desk.redaction_preview(&ada, about, scope).unwrap();
    office.desk.redact(&ada, &form(about, scope, &preview.confirm)).unwrap();
}

fn others(office: &TestOffice, n: usize) {
    for no in 0..n {
        let note = format!("other words {no} {}", "of no concern ".repeat(no % 40));
        office.serve("Noor", MomentForm { note: Some(note), ..office.usual() }).unwrap();
    }
}

/// A moment with words in every place, what it opened, and a case.
fn moment_with_words(office: &TestOffice) -> (MomentId, CaseId, FollowUpId) {
    let (ada, ben) = (office.actor("Ada"), office.actor("Ben"));
    let place = ReferralForm {
        name: Some("qzxplace".into()),
        level: Some(Level::Municipal),
        kind: Some(ReferralKind::InformationOnly),
        ..ReferralForm::default()
    };
    let words = MomentForm {
        note: Some("qzxnote, as told".into()),
        feedback: Some(vec![Feedback::Complaint]),
        outcome: Some(Outcome::Referred),
        sent_to: Some(place),
        ..office.usual()
    };
    let id = office.serve("Ben", words.clone()).unwrap().item.id;
    let card = RatingForm { overall: Some(2), comment: Some("qzxcomment".into()), ..RatingForm::default() };
    office.desk.enter_card(&office.actor("Noor"), id, &card).unwrap();
    others(office, OTHERS / 2);
    let amended = MomentForm { note: Some("qzxamended".into()), ..words };
    office.desk.amend(&ben, id, &amended, "qzxreason").unwrap();
    office.desk.void(&ada, id, VoidReason::Other, Some("qzxvoided")).unwrap();
    office.desk.restore(&ada, id).unwrap();
    let case = CaseForm {
        moment: Some(id),
        service: Some(office.quick(1)),
        next_action: Some("qzxnext".into()),
        ..CaseForm::default()
    };
    let case = office.desk.open_case(&ben, &case).unwrap().item.id;
    let complaint = follow_up::id(&id, FollowUpRule::Complaint);
    office.desk.act_on_follow_up(&ada, complaint, "qzxdone").unwrap();
    (id, case, complaint)
}

/// The words that can be read in some file, while Moments is open and after it was closed.
fn left(office: TestOffice) -> (Vec<&'static str>, Vec<&'static str>) {
    let readable = |folder: &std::path::Path| -> Vec<&'static str> {
        WORDS.into_iter().filter(|word| !readable_in(folder, word).is_empty()).collect()
    };
    let open = readable(office.folder());
    office.desk.close();
    (open, readable(office.folder()))
}

fn after_a_redaction(deletion: Deletion) -> (Vec<&'static str>, Vec<&'static str>) {
    plain::during(deletion, || {
        let office = TestOffice::new().unwrap();
        let ben = office.actor("Ben");
        others(&office, OTHERS);
        let (moment, case, _) = moment_with_words(&office);
        let draft = office.desk.open_moment(&ben, MomentForm::default()).unwrap().id;
        let words = MomentForm { note: Some("qzxdraft".into()), ..MomentForm::default() };
        office.desk.change_open_moment(&ben, draft, words).unwrap();
        others(&office, OTHERS);
        let folder = office.folder().to_owned();
        let there = |word: &&str| !readable_in(&folder, word).is_empty();
        assert!(WORDS.iter().all(there), "a store without a key can be read: {WORDS:?}");

        office.desk.discard_moment(&ben, draft).unwrap();
        erase(&office, RedactionOf::Moment(moment), ErasureScope::Everything);
        erase(&office, RedactionOf::Case(case), ErasureScope::Everything);
        left(office)
    })
}

#[test]
fn what_was_erased_is_in_no_byte_of_any_file() {
    figures::run_each("raw bytes after a redaction", 1, |_| {
        let (open, closed) = after_a_redaction(Deletion::Secure);
        let mut tally = Tally::default();
        for (left, when) in [(open, "while Moments is open"), (closed, "after it was closed")] {
            for word in WORDS {
                let readable = left.contains(&word).then(|| Wrong::Unclear(format!("readable {when}")));
                tally.count(readable.map_or(Ok(()), Err), || word.to_owned());
            }
        }
        tally
    });
    // The control: where SQLite only lets go of what is deleted, it is still there.
    figures::mutants("raw bytes after a redaction", &[Deletion::Left], |deletion| {
        !after_a_redaction(*deletion).1.is_empty()
    });
}

#[test]
fn the_words_of_a_moment_go_and_its_figures_stay() {
    let office = TestOffice::new().unwrap();
    let (ada, ben) = (office.actor("Ada"), office.actor("Ben"));
    let (moment, _, complaint) = moment_with_words(&office);
    let of = RedactionOf::Moment(moment);
    let day = || office.desk.review_day(&ada, Some("2026-11-24"), &ReviewFilter::default()).unwrap();
    let before = day();
    assert_eq!(before.comments, 1);

    let asked = office.desk.redaction_preview(&ada, of, ErasureScope::Texts).unwrap();
    let parts: Vec<&str> = asked.parts.iter().map(|part| part.field.as_str()).collect();
    assert_eq!(parts, ["comment", "done", "note", "reason"], "and nothing of what they say");
    assert_eq!(
        office.desk.redaction_preview(&ben, of, ErasureScope::Texts).unwrap_err().code,
        ErrorCode::NotPermitted
    );
    let typed = form(of, ErasureScope::Texts, "A999");
    assert_eq!(office.desk.redact(&ada, &typed).unwrap_err().field.as_deref(), Some("confirmation"));
    let told = RedactionForm {
        reason: Some("call 867-555-0123".into()),
        ..form(of, ErasureScope::Texts, &asked.confirm)
    };
    assert_eq!(office.desk.redact(&ada, &told).unwrap_err().field.as_deref(), Some("reason"));
    assert_eq!(
        office.desk.redact(&ben, &form(of, ErasureScope::Texts, &asked.confirm)).unwrap_err().code,
        ErrorCode::NotPermitted
    );
    let other = RedactionForm { why: ErasureReason::Other, ..form(of, ErasureScope::Texts, &asked.confirm) };
    assert_eq!(office.desk.redact(&ada, &other).unwrap_err().field.as_deref(), Some("reason"));
    assert_eq!(office.desk.search(&ada, "qzxamended").unwrap().len(), 1);

    let form = RedactionForm {
        reason: Some("asked at the counter".into()),
        ..form(of, ErasureScope::Texts, &asked.confirm.to_lowercase())
    };
    office.desk.redact(&ada, &form).unwrap();

    assert_eq!(office.desk.search(&ada, "qzxamended").unwrap().len(), 0);
    let view = office.desk.moment(&ada, moment).unwrap();
    assert!(view.item.note_erased && view.item.note.is_none() && !view.item.erased);
    let last = view.history.last().unwrap();
    let erased = last.erasure.unwrap();
    assert_eq!(
        (erased.scope, erased.why, erased.role),
        (ErasureScope::Texts, ErasureReason::Identifies, Some(Role::Supervisor))
    );
    assert_eq!((last.kind.as_str(), last.reason.as_deref()), ("part_erased", Some("asked at the counter")));
    assert_eq!(view.history.iter().filter(|entry| entry.erased).count(), 4);
    assert!(
        !format!("{view:?}").contains("qzx") || format!("{view:?}").contains("qzxplace"),
        "a place is no free text"
    );
    assert_eq!(office.desk.follow_up(&ada, complaint).unwrap().erased, ["done"]);
    assert_eq!(day(), before, "the comment still counts");
    let again = office.desk.redact(&ada, &form).unwrap_err();
    assert_eq!((again.code, again.field.as_deref()), (ErrorCode::Invalid, Some("scope")), "nothing is left");
}

#[test]
fn a_moment_that_is_erased_whole_is_told_to_be_missing_and_is_not_waited_for() {
    let office = TestOffice::new().unwrap();
    let ada = office.actor("Ada");
    let (moment, case, _) = moment_with_words(&office);
    let day = || office.desk.review_day(&ada, Some("2026-11-24"), &ReviewFilter::default()).unwrap();
    let before = day();
    let preview =
        office.desk.redaction_preview(&ada, RedactionOf::Moment(moment), ErasureScope::Everything).unwrap();
    assert!(preview.leaves_the_figures);
    erase(&office, RedactionOf::Moment(moment), ErasureScope::Everything);
    let after = day();
    assert_eq!((after.moments, after.left_out.erased), (before.moments - 1, 1));
    assert_eq!((after.left_out.incomplete, after.draws.discarded), (0, 0));
    let view = office.desk.moment(&ada, moment).unwrap();
    assert!(view.item.erased && !view.can_amend && !view.can_void && !view.can_erase);
    assert_eq!(view.history.last().unwrap().erasure.unwrap().scope, ErasureScope::Everything);
    assert!(office.desk.case(&office.actor("Ben"), case).is_ok(), "the case is its own record");
    let office = office.with_store(|store, now| store.rebuild(now).unwrap()).unwrap();
    let rebuilt = office.desk.review_day(&ada, Some("2026-11-24"), &ReviewFilter::default()).unwrap();
    assert_eq!(rebuilt, after, "a fresh fold says the same");
}
