//! What is sealed is read again by those for whom it is, and by nobody else; whatever else lies in its place is refused, with the
//! reason.

#[cfg(test)]
mod scene;
#[cfg(test)]
mod vectors;

use moments_bundle::PassphraseError;
use moments_bundle::join::Invitation;
use moments_bundle::keys::Keys;
use moments_bundle::kit::{Kit, WayIn};
use moments_bundle::signed::Signed;
use moments_bundle::{Destination, Name, Reader, Refusal, SealError, limits, open, seal};
use moments_core::entry::Entry;
use moments_core::ids::WorkstationId;
use moments_core::words::Audience;
use proptest::prelude::*;
use scene::{HERE, Scene, card, certified, journal, run};
use uuid::Uuid;

#[test]
fn everybody_in_the_office_reads_what_was_sealed_and_what_was_erased_stays_a_commit() {
    let scene = Scene::new();
    let entries = journal(1, 40, "dépôt « à l’heure »\n\u{0}");
    let sealed = scene.seal(&entries).unwrap();
    for keys in [&scene.writer, &scene.colleague, &scene.office] {
        let opened = scene.open_as(keys, &sealed.bytes).unwrap();
        assert_eq!((&opened.entries, &opened.header), (&entries, &sealed.header));
        assert_eq!(opened.certificate.workstation, HERE);
    }
    let name = Name::of(&sealed.header).to_string();
    assert_eq!(name.parse(), Ok(Name::of(&sealed.header)));
    // Nobody else, and not a word of it in the file.
    assert_eq!(scene.open_as(&scene.centre, &sealed.bytes), Err(Refusal::NotForUs));
    for word in ["moment_recorded", "words", "Iqaluit"] {
        assert!(!sealed.bytes.windows(word.len()).any(|bytes| bytes == word.as_bytes()));
    }
    // In the middle of a journal, too.
    let later = journal(41, 3, "");
    assert_eq!(scene.open(&scene.seal(&later).unwrap().bytes).unwrap().entries, later);
}

#[test]
fn the_centre_gets_what_is_the_offices_alone_as_commits_and_the_chain_still_holds() {
    let scene = Scene::new();
    let entries = journal(1, 12, "");
    let recipients = [scene.centre.public().recipient];
    let sealed =
        seal(run(&entries), Destination::Centre, &scene.writer, &scene.certificate, &recipients).unwrap();
    let reader = Reader { keys: &scene.centre, card: &scene.card, destination: Destination::Centre };
    let opened = open(&sealed.bytes, &reader).unwrap();
    for (there, here) in opened.entries.iter().zip(&entries) {
        assert_eq!(there.hash, here.hash);
        let with_content = there.payload.content.is_some();
        assert_eq!(with_content, here.audience == Audience::OfficeAndCentre);
    }
    assert_eq!(scene.open(&sealed.bytes), Err(Refusal::NotForUs));
    // A file that somebody laid in the other's folder, though it can be read there.
    let both = [scene.centre.public().recipient, scene.colleague.public().recipient];
    let sealed = seal(run(&entries), Destination::Centre, &scene.writer, &scene.certificate, &both).unwrap();
    assert_eq!(scene.open(&sealed.bytes), Err(Refusal::Destination));
}

#[test]
fn what_is_not_this_offices_or_not_its_workstations_is_refused_with_the_reason() {
    let scene = Scene::new();
    let entries = journal(1, 5, "");
    let sealed_by = |keys: &Keys, certificate: &Signed, entries: &[Entry]| {
        seal(run(entries), Destination::Office, keys, certificate, &scene.for_office()).unwrap().bytes
    };
    // Another office, whose card says so; and one that only claims to be this one.
    let other = Keys::generate().unwrap();
    let foreign = certified(&other, &card(&other, 200), &scene.writer, HERE);
    assert_eq!(scene.open(&sealed_by(&scene.writer, &foreign, &entries)), Err(Refusal::ForeignOffice));
    let forged = certified(&other, &scene.card, &scene.writer, HERE);
    assert_eq!(scene.open(&sealed_by(&scene.writer, &forged, &entries)), Err(Refusal::Certificate));
    // A colleague who seals as the writer, and one who seals a writer's entries as their own.
    let signature = Err(Refusal::Signature);
    assert_eq!(scene.open(&sealed_by(&scene.colleague, &scene.certificate, &entries)), signature);
    let elsewhere =
        certified(&scene.office, &scene.card, &scene.colleague, WorkstationId(Uuid::from_u128(2)));
    assert_eq!(scene.open(&sealed_by(&scene.colleague, &elsewhere, &entries)), signature);
}

#[test]
fn what_a_reader_would_refuse_is_not_sealed() {
    let scene = Scene::new();
    let mut gap = journal(1, 5, "");
    gap.remove(2);
    assert!(matches!(scene.seal(&gap), Err(SealError::Entry(_))));
    assert!(matches!(scene.seal(&[]), Err(SealError::Nothing)));
    let nobody = seal(run(&gap[..2]), Destination::Office, &scene.writer, &scene.certificate, &[]);
    assert!(matches!(nobody, Err(SealError::Recipients)));
}

#[test]
fn a_bundle_holds_as_many_entries_as_its_limits_let_and_says_which_is_the_last() {
    let scene = Scene::new();
    let many = scene.seal(&journal(1, limits::ENTRIES as u64 + 1, "")).unwrap();
    assert_eq!(many.header.to, limits::ENTRIES as u64);
    let large = scene.seal(&journal(1, 60, &"x".repeat(200 * 1024))).unwrap();
    assert!((30..60).contains(&large.header.to), "{}", large.header.to);
    for sealed in [many, large] {
        assert!(sealed.bytes.len() < limits::FILE_BYTES);
        assert_eq!(scene.open(&sealed.bytes).unwrap().entries.len() as u64, sealed.header.to);
    }
}

#[test]
fn a_file_that_was_cut_off_or_is_something_else_is_refused() {
    let scene = Scene::new();
    let bytes = scene.seal(&journal(1, 20, "")).unwrap().bytes;
    for length in 0..bytes.len() {
        let refused = scene.open(&bytes[..length]).unwrap_err();
        assert!(matches!(refused, Refusal::NotABundle | Refusal::Damaged), "{length}: {refused}");
    }
    let more = [&bytes[..], b"x"].concat();
    assert!(scene.open(&more).is_err(), "nor with something behind it");
    for other in [&b""[..], b"PK\x03\x04", b"age-encryption.org/v1\n", &[0; 10_000]] {
        assert_eq!(scene.open(other), Err(Refusal::NotABundle));
    }
    assert_eq!(scene.open(&vec![0; limits::FILE_BYTES + 1]), Err(Refusal::TooLarge));
}

/// What stands before the encrypted part is read by a parser that begins anew with each line: hours, for a file made for that.
#[test]
fn a_file_whose_beginning_does_not_end_is_refused_at_once() {
    let scene = Scene::new();
    let magic = "age-encryption.org/v1\n";
    let long = format!("{magic}-> {}", "[".repeat(4 * 1024 * 1024));
    let many = format!("{magic}{}--- {}\n", "-> X\n\n".repeat(100_000), "A".repeat(43));
    let body = format!("{magic}-> X\n{}", format!("{}\n", "A".repeat(64)).repeat(50_000));
    for bytes in [long, many, body].map(String::into_bytes) {
        assert_eq!(scene.open(&bytes), Err(Refusal::NotABundle));
        let small = &bytes[..limits::SMALL_FILE_BYTES];
        assert!(matches!(WayIn::read(small, "four words and more"), Err(PassphraseError::NoSuchFile)));
    }
    // As many as an office may have are no such file.
    let to = vec![scene.colleague.public().recipient; limits::RECIPIENTS];
    let entries = journal(1, 1, "");
    let sealed = seal(run(&entries), Destination::Office, &scene.writer, &scene.certificate, &to).unwrap();
    assert_eq!(scene.open(&sealed.bytes).unwrap().entries, entries);
}

#[test]
fn a_workstation_joins_with_its_file_and_passphrase_and_nobody_else_does() {
    let scene = Scene::new();
    let keys = Keys::generate().unwrap();
    let certificate = certified(&scene.office, &scene.card, &keys, WorkstationId(Uuid::from_u128(3)));
    let invitation = Invitation { card: scene.card.clone(), certificate, keys: keys.clone() };
    let bytes = invitation.write("four words and more").unwrap();
    let joined = Invitation::read(&bytes, "four words and more").unwrap();
    assert_eq!((joined.keys.public(), joined.card), (keys.public(), invitation.card));
    assert!(matches!(Invitation::read(&bytes, "four words and none"), Err(PassphraseError::Passphrase)));
    assert!(matches!(
        Invitation::read(&bytes[..bytes.len() - 1], "four words and more"),
        Err(PassphraseError::NoSuchFile)
    ));
    assert!(matches!(Invitation::read(b"", "x"), Err(PassphraseError::NoSuchFile)));
}

#[test]
fn a_recovery_kit_opens_with_its_passphrase_and_is_told_from_a_join_file() {
    let scene = Scene::new();
    let kit = Kit { card: scene.card.clone(), keys: scene.office.clone() };
    let bytes = kit.write("four words and more").unwrap();
    let Ok(WayIn::Kit(again)) = WayIn::read(&bytes, "four words and more") else { panic!("it is a kit") };
    assert_eq!((again.keys.public(), again.card), (scene.office.public(), kit.card));
    assert!(matches!(Kit::read(&bytes, "four words and none"), Err(PassphraseError::Passphrase)));
    assert!(matches!(Invitation::read(&bytes, "four words and more"), Err(PassphraseError::NoSuchFile)));
    // Keys of another office under this one's card are none.
    let other = Kit { card: scene.card.clone(), keys: Keys::generate().unwrap() };
    let bytes = other.write("four words and more").unwrap();
    assert!(matches!(WayIn::read(&bytes, "four words and more"), Err(PassphraseError::NoSuchFile)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Whichever bytes are changed, nothing is read that was not sealed.
    #[test]
    fn a_file_with_other_bytes_is_refused(places in proptest::collection::vec((any::<prop::sample::Index>(), 1u8..), 1..4)) {
        let scene = Scene::new();
        let mut bytes = scene.seal(&journal(1, 3, "")).unwrap().bytes;
        let before = bytes.clone();
        for (place, change) in places {
            let place = place.index(bytes.len());
            bytes[place] ^= change;
        }
        prop_assert!(bytes == before || scene.open(&bytes).is_err());
    }
}
