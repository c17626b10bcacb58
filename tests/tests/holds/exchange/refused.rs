//! What is bad is put aside with its reason, and blocks nothing. What the centre says is believed where it signed it.

use super::*;
use moments_bundle::acknowledgement::Acknowledgement;
use moments_bundle::certificate::{CentreCard, OfficeCard};
use moments_bundle::keys::Keys;
use moments_bundle::{Destination, Head, Reader, open};
use moments_core::entry::{Entry, EntryKey};
use uuid::Uuid;

#[test]
fn what_is_forged_foreign_or_no_bundle_is_put_aside_with_its_reason_and_blocks_nothing() {
    let (office, other) = (Office::new(), Office::new());
    let one = &office.one;
    other.two.serve("Noor", other.two.usual()).unwrap();
    other.two.desk.seal_now(&other.two.actor("Noor")).unwrap();
    office.two.serve("Noor", office.two.usual()).unwrap();
    office.two.desk.seal_now(&office.two.actor("Noor")).unwrap();
    let good = outbox(&office.two).pop().unwrap();
    let mut changed = fs::read(&good).unwrap();
    let last = changed.len() - 20;
    changed[last] ^= 1;
    for (name, bytes) in [
        ("a.office.bundle", fs::read(outbox(&other.two).pop().unwrap()).unwrap()),
        ("b.office.bundle", changed),
        ("c.office.bundle", b"no bundle".to_vec()),
        ("d.txt", b"a letter".to_vec()),
        ("z.office.bundle", fs::read(good).unwrap()),
    ] {
        fs::write(inbox(one).join(name), bytes).unwrap();
    }
    one.desk.take_in().unwrap();
    let mut refused: Vec<_> = stands(one).refused.into_iter().map(|file| (file.name, file.reason)).collect();
    refused.sort();
    let expected = [
        ("a.office.bundle", "not_for_us"),
        ("b.office.bundle", "damaged"),
        ("c.office.bundle", "not_a_bundle"),
        ("d.txt", "not_a_bundle"),
    ];
    assert_eq!(refused, expected.map(|(name, reason)| (name.to_owned(), reason.to_owned())));
    assert_eq!(served(one), 1, "the good one, whatever it is called");
    assert_eq!(bundles(&inbox(one)), Vec::<PathBuf>::new());
    assert_eq!(bundles(&inbox(one).join("refused")).len(), 4, "none is lost");
}

#[test]
fn a_file_that_nobody_may_read_keeps_no_other_from_being_taken_and_a_second_bad_one_none_from_being_kept() {
    let office = Office::new();
    let one = &office.one;
    office.two.serve("Noor", office.two.usual()).unwrap();
    office.two.desk.seal_now(&office.two.actor("Noor")).unwrap();
    let good = fs::read(outbox(&office.two).pop().unwrap()).unwrap();
    // A link to nowhere is no file; a folder is none either.
    std::os::unix::fs::symlink("/nowhere", inbox(one).join("a.office.bundle")).unwrap();
    fs::create_dir(inbox(one).join("b.office.bundle")).unwrap();
    for bad in ["one", "another"] {
        fs::write(inbox(one).join("c.office.bundle"), bad).unwrap();
        one.desk.take_in().unwrap();
    }
    assert_eq!(bundles(&inbox(one).join("refused")).len(), 2);
    fs::write(inbox(one).join("c.office.bundle"), good).unwrap();
    one.desk.take_in().unwrap();
    assert_eq!(
        (served(one), stands(one).refused, bundles(&inbox(one).join("refused")).len()),
        (1, vec![], 0)
    );
}

#[test]
fn the_centre_that_one_workstation_was_told_of_is_everybodys() {
    let office = Office::new();
    let centre = Keys::generate().unwrap();
    let card = CentreCard { name: "Ottawa".into(), keys: centre.public() };
    let card = serde_json::to_string(&card).unwrap();
    let refused = office.two.desk.set_centre(&office.two.actor("Noor"), &card).unwrap_err();
    assert_eq!(refused.code, moments_desk::ErrorCode::NotPermitted);
    office.one.desk.set_centre(&office.one.actor("Ada"), &card).unwrap();
    office.round();
    office.three.serve("Ben", office.three.usual()).unwrap();
    office.three.desk.seal_now(&office.three.actor("Ben")).unwrap();
    let view = stands(&office.three);
    assert_eq!(view.centre.unwrap().name, "Ottawa");
    assert_eq!(
        (view.outbox.sealed_for_centre, view.outbox.written),
        (view.outbox.written, view.outbox.written)
    );
}

#[test]
fn of_a_retired_workstation_no_more_is_taken_than_was_there_until_an_administrator_raises_it() {
    let office = Office::new();
    office.three.serve("Ben", office.three.usual()).unwrap();
    office.round();
    let id = of(&stands(&office.one), "Counter 3").id.to_string();
    office.one.desk.retire_workstation(&office.one.actor("Ada"), &id).unwrap();
    visit(&office.one, office.stick.path());
    visit(&office.two, office.stick.path());
    // Somebody goes on with it, and nobody has told it.
    office.three.serve("Ben", office.three.usual()).unwrap();
    visit(&office.three, office.stick.path());
    visit(&office.one, office.stick.path());
    let view = stands(&office.one);
    assert_eq!((served(&office.one), view.refused[0].reason.as_str()), (1, "retired"));
    // Its colleagues no longer wait for it, and what they seal from now on is not for it.
    office.one.serve("Ben", office.one.usual()).unwrap();
    visit(&office.one, office.stick.path());
    visit(&office.two, office.stick.path());
    visit(&office.three, office.stick.path());
    assert_eq!((served(&office.two), served(&office.three)), (2, 2));
    assert!(stands(&office.three).refused.iter().any(|file| file.reason == "not_for_us"));
}

#[test]
fn two_workstations_that_live_on_from_one_copy_are_told_apart() {
    let office = Office::new();
    office.two.serve("Noor", office.two.usual()).unwrap();
    office.round();
    let copy = tempfile::tempdir().unwrap();
    moments_tests::copy_folder(office.two.folder(), copy.path()).unwrap();
    let clone = office.two.on_copy(copy).unwrap();
    // On the same computer nothing tells the copy what it is.
    office.two.serve("Noor", office.two.usual()).unwrap();
    clone.serve("Ben", clone.usual()).unwrap();
    visit(&office.two, office.stick.path());
    visit(&office.one, office.stick.path());
    assert_eq!(served(&office.one), 2);
    clone.desk.seal_now(&clone.actor("Ben")).unwrap();
    for bundle in outbox(&clone) {
        fs::copy(&bundle, inbox(&office.one).join(bundle.file_name().unwrap())).unwrap();
    }
    office.one.desk.take_in().unwrap();
    assert_eq!((served(&office.one), stands(&office.one).refused[0].reason.as_str()), (2, "fork"));
    // It learns of it from a colleague, and goes on as another.
    office.one.serve("Ben", office.one.usual()).unwrap();
    visit(&office.one, office.stick.path());
    visit(&clone, office.stick.path());
    clone.serve("Ben", clone.usual()).unwrap();
    visit(&clone, office.stick.path());
    visit(&office.one, office.stick.path());
    assert_eq!((clone.desk.epochs().unwrap(), served(&office.one)), (2, 4));
}

#[test]
fn what_follows_a_fork_is_refused_with_it_and_keeps_out_nothing_that_belongs_there() {
    let office = Office::new();
    let copy = tempfile::tempdir().unwrap();
    moments_tests::copy_folder(office.two.folder(), copy.path()).unwrap();
    let clone = office.two.on_copy(copy).unwrap();
    let sealed = |counter: &TestOffice, moments: u32| {
        let before = outbox(counter);
        for _ in 0..moments {
            counter.serve("Noor", counter.usual()).unwrap();
        }
        counter.desk.seal_now(&counter.actor("Noor")).unwrap();
        outbox(counter).into_iter().find(|bundle| !before.contains(bundle)).unwrap()
    };
    let bring = |bundle: &Path| {
        fs::copy(bundle, inbox(&office.one).join(bundle.file_name().unwrap())).unwrap();
        office.one.desk.take_in().unwrap();
    };
    bring(&sealed(&office.two, 1));
    assert_eq!(served(&office.one), 1);
    // The copy wrote another first one, which nobody brought; and then two that stand on it.
    sealed(&clone, 1);
    bring(&sealed(&clone, 2));
    assert_eq!((served(&office.one), stands(&office.one).refused[0].reason.as_str()), (1, "fork"));
    bring(&sealed(&office.two, 2));
    assert_eq!(served(&office.one), 3);
}

/// The lives of the centre's database that are over, in the order of their numbers, are those before this one.
fn lives_before(incarnation: u128) -> Vec<Uuid> {
    (1..incarnation).map(Uuid::from_u128).collect()
}

/// What the centre says of a journal that goes so far.
fn said(centre: &Keys, card: &OfficeCard, incarnation: u128, counter: u64, last: &Entry) -> Vec<u8> {
    let EntryKey { workstation, epoch, seq } = last.key;
    Acknowledgement {
        office: card.office,
        incarnation: Uuid::from_u128(incarnation),
        counter,
        over: lives_before(incarnation),
        heads: vec![Head { workstation, epoch, seq, hash: last.hash }],
        at_ms: 0,
    }
    .sign(centre)
    .unwrap()
}

#[test]
pub fn what_the_centre_acknowledged_is_sealed_no_more_and_sealed_again_when_the_centre_lost_it() {
    let one = TestOffice::new().unwrap();
    let (centre, stranger) = (Keys::generate().unwrap(), Keys::generate().unwrap());
    let card = CentreCard { name: "Ottawa".into(), keys: centre.public() };
    one.desk.set_centre(&one.actor("Ada"), &serde_json::to_string(&card).unwrap()).unwrap();
    one.serve("Ben", one.usual()).unwrap();
    one.desk.seal_now(&one.actor("Ben")).unwrap();
    let for_centre = |one: &TestOffice| {
        let is_for = |path: &PathBuf| path.to_string_lossy().ends_with(".centre.bundle");
        outbox(one).into_iter().filter(is_for).count()
    };
    let heard = |bytes: Vec<u8>| {
        fs::write(inbox(&one).join("centre.ack"), bytes).unwrap();
        one.desk.exchange();
    };
    assert_eq!((for_centre(&one), stands(&one).centre.unwrap().has), (1, None));
    let card: OfficeCard = serde_json::from_str(&one.desk.office_card(&one.actor("Ada")).unwrap()).unwrap();
    let bundle =
        outbox(&one).into_iter().find(|path| path.to_string_lossy().ends_with(".centre.bundle")).unwrap();
    let reader = Reader { keys: &centre, card: &card, destination: Destination::Centre };
    let entries = open(&fs::read(bundle).unwrap(), &reader).unwrap().entries;
    let (last, earlier) = (entries.last().unwrap(), &entries[entries.len() - 3]);
    let all = u32::try_from(last.key.seq).unwrap();
    heard(said(&stranger, &card, 1, 1, last));
    assert_eq!((for_centre(&one), stands(&one).refused[0].reason.as_str()), (1, "signature"));
    heard(said(&centre, &card, 1, 1, last));
    assert_eq!((for_centre(&one), stands(&one).centre.unwrap().has), (0, Some(all)));
    assert_eq!(stands(&one).refused, [], "a good word puts a bad one right");
    // An older word comes late.
    heard(said(&centre, &card, 1, 0, earlier));
    assert_eq!(for_centre(&one), 0);
    // The centre was put back from a copy that has less.
    heard(said(&centre, &card, 2, 7, earlier));
    assert_eq!((for_centre(&one), stands(&one).centre.unwrap().has), (1, Some(all - 2)));
    // A word from the life before that is replayed.
    heard(said(&centre, &card, 1, 9, last));
    assert_eq!(for_centre(&one), 1);
    // And one from a life of which nothing had come until it was over.
    heard(said(&centre, &card, 4, 8, earlier));
    heard(said(&centre, &card, 3, 9, last));
    assert_eq!((for_centre(&one), stands(&one).centre.unwrap().has), (1, Some(all - 2)));
    heard(said(&centre, &card, 4, 9, last));
    assert_eq!(
        (for_centre(&one), stands(&one).centre.unwrap().has),
        (0, Some(all)),
        "the present one is still heard"
    );
}

#[test]
pub fn what_the_centre_says_before_its_card_has_come_is_heard_once_it_has() {
    let (one, stick) = (TestOffice::new().unwrap(), tempfile::tempdir().unwrap());
    let centre = Keys::generate().unwrap();
    let card = CentreCard { name: "Ottawa".into(), keys: centre.public() };
    one.desk.set_centre(&one.actor("Ada"), &serde_json::to_string(&card).unwrap()).unwrap();
    let office: OfficeCard = serde_json::from_str(&one.desk.office_card(&one.actor("Ada")).unwrap()).unwrap();
    let two = one.colleague("Counter 2", stick.path()).unwrap();
    // A courier brings the centre's word first, and the office's settings a moment later.
    let word = Acknowledgement {
        office: office.office,
        incarnation: Uuid::from_u128(1),
        counter: 1,
        heads: vec![],
        over: vec![],
        at_ms: 0,
    };
    fs::write(inbox(&two).join("centre.ack"), word.sign(&centre).unwrap()).unwrap();
    two.desk.exchange();
    assert_eq!((stands(&two).refused, stands(&two).waiting), (vec![], 0), "nothing is wrong with it");
    visit(&one, stick.path());
    visit(&two, stick.path());
    two.desk.exchange();
    assert_eq!(stands(&two).centre.unwrap().has, None, "it told of nothing");
    assert!(stands(&two).refused.is_empty() && !inbox(&two).join("centre.ack").exists(), "it was heard");
}
