//! Sticks that are pulled out, filled up or swapped, workstations that are put back or copied: nothing is lost, nothing is twice.

use super::*;
use moments_core::entry::EntryKey;
use moments_core::ids::WorkstationId;
use moments_desk::ErrorCode;
use moments_desk::moments::MomentForm;
use moments_desk::privacy::{RedactionForm, RedactionOf};
use moments_desk::words::{ErasureReason, ErasureScope};
use moments_tests::{copy_folder, readable_in};

#[test]
pub fn a_stick_that_was_pulled_out_half_way_loses_nothing() {
    let office = Office::new();
    for _ in 0..3 {
        office.two.serve("Noor", office.two.usual()).unwrap();
    }
    visit(&office.two, office.stick.path());
    let bundle = on_stick(&office, &office.two).pop().unwrap();
    let whole = fs::read(&bundle).unwrap();
    // As it may lie there afterwards: cut off under its own name, or under the name it had while it was written.
    fs::write(&bundle, &whole[..whole.len() / 2]).unwrap();
    fs::write(bundle.with_file_name(".half.part"), &whole[..10]).unwrap();
    visit(&office.one, office.stick.path());
    assert_eq!(served(&office.one), 0);
    assert_eq!(stands(&office.one).refused[0].reason, "damaged");
    // The next visit of its writer puts it right.
    visit(&office.two, office.stick.path());
    visit(&office.one, office.stick.path());
    assert_eq!((served(&office.one), stands(&office.one).refused), (3, vec![]));
}

#[test]
fn a_stick_of_another_office_is_refused_and_its_own_stay_on_it() {
    let (office, other) = (Office::new(), Office::new());
    other.two.serve("Noor", other.two.usual()).unwrap();
    visit(&other.two, other.stick.path());
    let before = stands(&office.one);
    let refused =
        office.one.desk.read_stick(&office.one.actor("Ada"), other.stick.path(), |_, _| true).unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotFound);
    // It can still be used: each office has a folder of its own.
    office.one.serve("Ben", office.one.usual()).unwrap();
    visit(&office.one, other.stick.path());
    visit(&office.two, other.stick.path());
    visit(&other.one, other.stick.path());
    assert_eq!((served(&office.two), served(&other.one)), (1, 1));
    assert_eq!(before.refused, stands(&office.one).refused);
}

#[test]
fn bundles_that_come_in_any_order_twice_and_late_are_each_taken_once() {
    let office = Office::new();
    let (one, two) = (&office.one, &office.two);
    let mut all = Vec::new();
    for _ in 0..4 {
        two.serve("Noor", two.usual()).unwrap();
        two.desk.seal_now(&two.actor("Noor")).unwrap();
        for bundle in outbox(two) {
            all.push((bundle.file_name().unwrap().to_owned(), fs::read(bundle).unwrap()));
        }
    }
    let waits: Vec<u32> = all
        .iter()
        .rev()
        .map(|(name, bytes)| {
            fs::write(inbox(one).join(name), bytes).unwrap();
            one.desk.take_in().unwrap().waiting
        })
        .collect();
    assert!(waits[0] > 0, "the last came first, and waits");
    assert_eq!((served(one), stands(one).waiting), (4, 0), "{waits:?}");
    for (name, bytes) in &all {
        fs::write(inbox(one).join(name), bytes).unwrap();
    }
    let again = one.desk.take_in().unwrap();
    assert_eq!((again.entries, again.refused, served(one)), (0, 0, 4));
}

#[test]
fn a_workstation_that_was_put_back_from_an_older_copy_gets_its_own_entries_back_and_goes_on() {
    let mut office = Office::new();
    office.two.serve("Noor", office.two.usual()).unwrap();
    office.round();
    let old = tempfile::tempdir().unwrap();
    copy_folder(office.two.folder(), old.path()).unwrap();
    office.two.serve("Noor", office.two.usual()).unwrap();
    office.round();
    assert_eq!(served(&office.one), 2);
    // The disk broke, and somebody copied the home back that they had kept.
    fs::remove_file(old.path().join("home/mark")).unwrap();
    fs::remove_dir_all(old.path().join("home/outbox")).unwrap();
    office.two = office.two.on_copy(old).unwrap();
    assert_eq!(served(&office.two), 1);
    visit(&office.two, office.stick.path());
    assert_eq!(served(&office.two), 2);
    office.two.serve("Noor", office.two.usual()).unwrap();
    office.round();
    assert_eq!(
        office.two.desk.epochs().unwrap(),
        2,
        "what it wrote since can't be taken for what it wrote before"
    );
    for counter in [&office.one, &office.two, &office.three] {
        assert_eq!((served(counter), stands(counter).refused), (3, vec![]));
    }
}

#[test]
fn a_bundle_whose_file_is_gone_is_sealed_again() {
    let office = Office::new();
    office.two.serve("Noor", office.two.usual()).unwrap();
    office.two.desk.seal_now(&office.two.actor("Noor")).unwrap();
    assert!(!outbox(&office.two).is_empty());
    // The store was put back, and the folder wasn't.
    outbox(&office.two).into_iter().for_each(|bundle| fs::remove_file(bundle).unwrap());
    visit(&office.two, office.stick.path());
    visit(&office.one, office.stick.path());
    assert_eq!(served(&office.one), 1);
}

#[test]
fn whoever_was_put_back_behind_a_gap_hears_of_it_all_the_same() {
    let mut office = Office::new();
    let old = tempfile::tempdir().unwrap();
    copy_folder(office.two.folder(), old.path()).unwrap();
    let all_serve = |office: &Office| {
        for counter in [&office.one, &office.two, &office.three] {
            counter.serve("Ben", counter.usual()).unwrap();
        }
        office.round();
    };
    all_serve(&office);
    all_serve(&office);
    // Nobody keeps for it any more what it is known to have; the stick was lost, and so was what it had written since.
    office.stick = tempfile::tempdir().unwrap();
    fs::remove_file(old.path().join("home/mark")).unwrap();
    fs::remove_dir_all(old.path().join("home/outbox")).unwrap();
    office.two = office.two.on_copy(old).unwrap();
    assert_eq!(served(&office.two), 0);
    for _ in 0..2 {
        for counter in [&office.one, &office.three] {
            counter.serve("Ben", counter.usual()).unwrap();
        }
        office.round();
    }
    assert_eq!(office.two.desk.epochs().unwrap(), 2, "it knows that it was put back");
    office.two.serve("Noor", office.two.usual()).unwrap();
    office.round();
    office.one.serve("Ben", office.one.usual()).unwrap();
    office.three.serve("Ben", office.three.usual()).unwrap();
    office.round();
    // What it had written itself lay with its colleagues alone: the one with the office's keys sealed it in its place.
    assert_eq!((served(&office.one), served(&office.two), served(&office.three)), (13, 13, 13));
    office.round();
    for counter in [&office.one, &office.two, &office.three] {
        assert_eq!(of_writer(counter, &of(&stands(counter), "Counter 2").id), 0, "nobody keeps any of it");
    }
}

#[test]
fn nothing_is_sent_to_a_workstation_that_cannot_follow_what_it_wrote_in_the_meantime() {
    let mut office = Office::new();
    let old = tempfile::tempdir().unwrap();
    copy_folder(office.two.folder(), old.path()).unwrap();
    for _ in 0..3 {
        office.two.serve("Noor", office.two.usual()).unwrap();
    }
    office.round();
    office.stick = tempfile::tempdir().unwrap();
    fs::remove_file(old.path().join("home/mark")).unwrap();
    fs::remove_dir_all(old.path().join("home/outbox")).unwrap();
    office.two = office.two.on_copy(old).unwrap();
    // It writes before it hears that it was put back.
    office.two.serve("Noor", office.two.usual()).unwrap();
    for _ in 0..3 {
        office.one.serve("Ben", office.one.usual()).unwrap();
        office.two.serve("Noor", office.two.usual()).unwrap();
        office.round();
    }
    for counter in [&office.one, &office.two, &office.three] {
        assert_eq!(stands(counter).refused, vec![]);
    }
    assert_eq!(of_writer(&office.one, &of(&stands(&office.one), "Counter 2").id), 0);
    assert_eq!(office.two.desk.epochs().unwrap(), 2, "it began anew, and goes on");
    assert!(served(&office.one) > 6 && served(&office.three) == served(&office.one));
}

#[test]
fn an_own_bundle_that_is_ahead_of_the_store_brings_back_what_the_store_lost() {
    let one = TestOffice::new().unwrap();
    one.desk.office_card(&one.actor("Ada")).unwrap();
    one.serve("Ben", one.usual()).unwrap();
    let old = tempfile::tempdir().unwrap();
    copy_folder(one.folder(), old.path()).unwrap();
    one.serve("Ben", one.usual()).unwrap();
    one.desk.seal_now(&one.actor("Ben")).unwrap();
    for bundle in outbox(&one) {
        fs::copy(&bundle, old.path().join("home/outbox").join(bundle.file_name().unwrap())).unwrap();
    }
    let back = one.on_copy(old).unwrap();
    assert_eq!(served(&back), 1);
    back.desk.take_in().unwrap();
    assert_eq!((served(&back), back.desk.epochs().unwrap()), (2, 2));
}

#[test]
fn what_was_erased_is_in_no_bundle_that_is_still_to_be_read_and_goes_where_it_was_read() {
    let office = Office::new();
    let note = MomentForm { note: Some("qzxlease".into()), ..office.two.usual() };
    let saved = office.two.serve("Noor", note).unwrap().item;
    visit(&office.two, office.stick.path());
    visit(&office.one, office.stick.path());
    let found = |counter: &TestOffice| counter.desk.search(&counter.actor("Ada"), "qzxlease").unwrap().len();
    assert_eq!((found(&office.one), found(&office.three)), (1, 0));
    let before = fs::read(on_stick(&office, &office.two).pop().unwrap()).unwrap();
    let form = RedactionForm {
        about: RedactionOf::Moment(saved.id),
        scope: ErasureScope::Texts,
        why: ErasureReason::Identifies,
        reason: None,
        confirmation: saved.short_no,
    };
    office.two.desk.redact(&office.two.actor("Ada"), &form).unwrap();
    office.round();
    assert_eq!((found(&office.one), found(&office.two), found(&office.three)), (0, 0, 0));
    // Whoever kept the old bundle can't bring it back.
    fs::write(inbox(&office.three).join(on_stick(&office, &office.two)[0].file_name().unwrap()), before)
        .unwrap();
    office.three.desk.take_in().unwrap();
    assert_eq!(found(&office.three), 0);
    for counter in [&office.one, &office.two, &office.three] {
        assert_eq!(readable_in(&counter.folder().join("home"), "qzxlease"), Vec::<PathBuf>::new());
    }
}

#[test]
fn a_place_that_takes_no_more_loses_nothing_and_says_so() {
    let office = Office::new();
    office.two.serve("Noor", office.two.usual()).unwrap();
    let file = office.stick.path().join("no folder");
    fs::write(&file, "").unwrap();
    let refused = office.two.desk.write_stick(&office.two.actor("Noor"), &file, |_, _| true).unwrap_err();
    assert_eq!(refused.code, ErrorCode::FileUnwritable);
    visit(&office.two, office.stick.path());
    visit(&office.one, office.stick.path());
    assert_eq!(served(&office.one), 1);
}

#[test]
fn writing_a_stick_that_somebody_stops_loses_nothing() {
    let office = Office::new();
    for _ in 0..3 {
        office.two.serve("Noor", office.two.usual()).unwrap();
        office.two.desk.seal_now(&office.two.actor("Noor")).unwrap();
    }
    let noor = office.two.actor("Noor");
    let stopped = office.two.desk.write_stick(&noor, office.stick.path(), |done, of| done < 2 || of < 3);
    assert_eq!(stopped.unwrap_err().code, ErrorCode::Stopped);
    // As the window does it: it is told how far it is, and asks to stop.
    let stopped = office.two.desk.write_stick(&noor, office.stick.path(), |done, of| {
        let progress = office.two.desk.stick_progress();
        assert_eq!((progress.done as usize, progress.of as usize, progress.taking_in), (done, of, false));
        office.two.desk.stop_stick();
        true
    });
    assert_eq!(stopped.unwrap_err().code, ErrorCode::Stopped);
    visit(&office.one, office.stick.path());
    visit(&office.two, office.stick.path());
    visit(&office.one, office.stick.path());
    assert_eq!((served(&office.one), stands(&office.one).refused), (3, vec![]));
}

#[test]
fn months_without_a_colleague_leave_no_thousands_of_bundles() {
    let one = TestOffice::new().unwrap();
    one.desk.office_card(&one.actor("Ada")).unwrap();
    for _ in 0..100 {
        one.serve("Ben", one.usual()).unwrap();
        one.desk.seal_now(&one.actor("Ben")).unwrap();
    }
    assert!(outbox(&one).len() < 20, "{}", outbox(&one).len());
    assert_eq!(stands(&one).outbox.sealed_for_office, stands(&one).outbox.written);
}

#[test]
fn sealing_large_entries_reads_no_more_of_them_than_a_bundle_holds() {
    let one = TestOffice::new().unwrap();
    one.with_store(|store, _| {
        let identity = store.identity();
        let first = EntryKey { workstation: identity.workstation, epoch: identity.epoch, seq: 1 };
        let read = |most, bytes| {
            let entries = store.read(|reader| reader.entries_from(&first, most, bytes)).unwrap();
            let parts = entries.iter().flat_map(|entry| [&entry.payload, &entry.text]);
            let bytes = parts.filter_map(|part| part.content.as_ref()).map(|content| content.bytes.len());
            (entries.len(), bytes.sum::<usize>())
        };
        let (all, bytes) = read(usize::MAX, usize::MAX);
        assert!(all > 8 && read(8, usize::MAX).0 == 8);
        let (some, half) = read(usize::MAX, bytes / 2);
        assert!(some < all && half > bytes / 2, "up to the one that is too much");
        assert_eq!(read(usize::MAX, 0).0, 1, "one that is too large by itself is still read");
    })
    .unwrap();
}

/// A counter's bundles on the stick, as they are named.
/// Bundles of a workstation's journal that lie in somebody's outbox.
fn of_writer(counter: &TestOffice, writer: &WorkstationId) -> usize {
    let id = writer.0.simple().to_string();
    let name = |path: &PathBuf| path.file_name().unwrap().to_string_lossy().into_owned();
    outbox(counter).iter().filter(|path| name(path).starts_with(&id)).count()
}

fn on_stick(office: &Office, counter: &TestOffice) -> Vec<PathBuf> {
    let view = stands(counter);
    let own = view.workstations.iter().find(|workstation| workstation.here).unwrap();
    let (id, place) = (own.id.0.simple().to_string(), office.stick.path().join("Moments"));
    let folder = fs::read_dir(place).unwrap().next().unwrap().unwrap().path().join("office");
    let its = |path: &PathBuf| path.file_name().unwrap().to_string_lossy().starts_with(&id);
    bundles(&folder).into_iter().filter(its).collect()
}
