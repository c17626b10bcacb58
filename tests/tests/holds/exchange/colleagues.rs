//! Three counters and one stick.

use super::*;
use moments_desk::ErrorCode;
use moments_desk::moments::MomentForm;
use moments_desk::review::ReviewFilter;

#[test]
fn a_supervisor_at_one_counter_sees_what_all_three_wrote() {
    let office = Office::new();
    for (counter, name, moments) in
        [(&office.one, "Ben", 2), (&office.two, "Noor", 3), (&office.three, "Ben", 4)]
    {
        for _ in 0..moments {
            counter.serve(name, counter.usual()).unwrap();
        }
    }
    assert_eq!((served(&office.one), served(&office.two), served(&office.three)), (2, 3, 4));
    office.round();
    for counter in [&office.one, &office.two, &office.three] {
        assert_eq!(served(counter), 9);
        agree(&office.one, counter);
    }
    let day = office.one.desk.review_day(&office.one.actor("Ada"), None, &ReviewFilter::default()).unwrap();
    let labels: Vec<&str> = day.scope.workstations.iter().map(|w| w.label.as_str()).collect();
    assert_eq!(labels, ["Counter 1", "Counter 2", "Counter 3"]);
    assert!(day.scope.not_included.is_empty());
    // Up to when the figures hold the others; what is written here is in them at once.
    let is_told: Vec<bool> = day.scope.workstations.iter().map(|w| w.until.is_some()).collect();
    assert_eq!(is_told, [false, true, true]);
    // Each has letters of its own, so that a number on paper is one moment.
    let letters: Vec<String> = stands(&office.one).workstations.into_iter().map(|w| w.letter).collect();
    assert_eq!(letters, ["A", "B", "C"]);
}

#[test]
fn a_new_counter_knows_who_works_here_and_what_was_recorded_before_it_came() {
    let (one, stick) = (TestOffice::new().unwrap(), tempfile::tempdir().unwrap());
    for _ in 0..3 {
        one.serve("Ben", one.usual()).unwrap();
    }
    let two = one.colleague("Counter 2", stick.path()).unwrap();
    assert!(two.desk.staff_to_sign_in().unwrap().is_empty(), "nothing has come yet");
    visit(&one, stick.path());
    visit(&two, stick.path());
    let names: Vec<String> =
        two.desk.staff_to_sign_in().unwrap().into_iter().map(|person| person.name).collect();
    assert_eq!(names, ["Ada", "Ben", "Noor"]);
    assert_eq!((served(&two), two.quick(1)), (3, one.quick(1)));
    two.serve("Noor", two.usual()).unwrap();
    visit(&two, stick.path());
    visit(&one, stick.path());
    assert_eq!(served(&one), 4);
}

#[test]
fn a_moment_that_two_people_changed_at_once_shows_both() {
    let office = Office::new();
    let id = office.one.serve("Ben", office.one.usual()).unwrap().item.id;
    office.round();
    let amended = |counter: &TestOffice, note: &str| {
        let form = MomentForm { id: Some(id), note: Some(note.into()), ..counter.usual() };
        counter.desk.amend(&counter.actor("Ada"), id, &form, "note").unwrap();
    };
    amended(&office.one, "the lease was missing");
    amended(&office.two, "came back at noon");
    office.round();
    for counter in [&office.one, &office.two, &office.three] {
        let view = counter.desk.moment(&counter.actor("Ada"), id).unwrap();
        assert!(view.item.conflict, "two people changed this");
        let notes: Vec<String> = view.history.iter().map(|entry| format!("{entry:?}")).collect();
        for note in ["the lease was missing", "came back at noon"] {
            assert!(notes.iter().any(|entry| entry.contains(note)), "{note} in {notes:#?}");
        }
        agree(&office.one, counter);
    }
}

#[test]
fn what_everybody_has_lies_in_no_outbox_and_nothing_is_called_arrived_before_that() {
    let office = Office::new();
    office.two.serve("Noor", office.two.usual()).unwrap();
    visit(&office.two, office.stick.path());
    let written = stands(&office.two).outbox.written;
    assert!(
        of(&stands(&office.two), "Counter 1").has.unwrap() < written,
        "it lies on a stick, and nobody has it"
    );
    assert!(!outbox(&office.two).is_empty());
    // Both others read it; only what they write afterwards tells so.
    for counter in [&office.one, &office.three] {
        visit(counter, office.stick.path());
        counter.serve("Ben", counter.usual()).unwrap();
        visit(counter, office.stick.path());
    }
    visit(&office.two, office.stick.path());
    let view = stands(&office.two);
    for label in ["Counter 1", "Counter 3"] {
        assert!(of(&view, label).has.unwrap() >= written, "{label}");
    }
    let left: u32 = view.outbox.written - written;
    assert!(u32::try_from(outbox(&office.two).len()).unwrap() <= left, "{:?}", outbox(&office.two));
}

#[test]
fn only_an_administrator_with_a_fresh_pin_makes_or_retires_a_workstation() {
    let (one, stick) = (TestOffice::new().unwrap(), tempfile::tempdir().unwrap());
    let file = stick.path().join("new.moments-join");
    let new = moments_desk::exchange::NewWorkstation { label: "Counter 2".into(), file: file.clone() };
    let ada = one.actor("Ada");
    let hours_ago = moments_desk::Actor { proven: moments_desk::Proven::AtSignIn, ..ada.clone() };
    let refused = |actor| one.desk.invite_workstation(actor, &new).unwrap_err().code;
    assert_eq!(
        (refused(&one.actor("Ben")), refused(&hours_ago)),
        (ErrorCode::NotPermitted, ErrorCode::PinNeeded)
    );
    assert!(!file.exists() && !stands(&one).takes_part);
    let invited = one.desk.invite_workstation(&ada, &new).unwrap();
    assert!(
        !fs::read(&file).unwrap().windows(8).any(|bytes| invited.passphrase.as_bytes().starts_with(bytes))
    );
    let id = of(&stands(&one), "Counter 2").id.to_string();
    let refused = |actor| one.desk.retire_workstation(actor, &id).unwrap_err().code;
    assert_eq!(
        (refused(&one.actor("Ben")), refused(&hours_ago)),
        (ErrorCode::NotPermitted, ErrorCode::PinNeeded)
    );
    one.desk.retire_workstation(&ada, &id).unwrap();
    assert!(of(&stands(&one), "Counter 2").retired);
}

#[test]
fn a_workstation_is_called_the_same_everywhere_once_it_was_renamed() {
    let office = Office::new();
    let id = of(&stands(&office.one), "Counter 2").id.to_string();
    let rename = |name: &str, to: &str| office.one.desk.rename_workstation(&office.one.actor(name), &id, to);
    assert_eq!(rename("Ben", "Welcome desk").unwrap_err().code, ErrorCode::NotPermitted);
    assert_eq!(rename("Ada", " ").unwrap_err().field.as_deref(), Some("label"));
    rename("Ada", "Welcome desk").unwrap();
    office.round();
    for counter in [&office.one, &office.two, &office.three] {
        of(&stands(counter), "Welcome desk");
    }
}
