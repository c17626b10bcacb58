//! Free text is the only hole: it is watched, and it lies nowhere in plain.

use moments_core::entities::entity;
use moments_desk::ErrorCode;
use moments_desk::moments::MomentForm;
use moments_desk::sign_in::StaffForm;
use moments_desk::words::*;
use moments_store::StoreError;
use moments_tests::{PIN, TestOffice, all_bytes, readable_in};
use std::path::PathBuf;

#[test]
fn a_note_with_a_social_insurance_number_is_saved_only_masked() {
    let office = TestOffice::new().unwrap();
    let ben = office.actor("Ben");
    let note = "NAS 046 454 286, tél. 867-555-0123";
    let refused = office.serve("Ben", MomentForm { note: Some(note.into()), ..office.usual() }).unwrap_err();
    assert_eq!((refused.code, refused.field.as_deref()), (ErrorCode::Invalid, Some("note")));
    assert_eq!(refused.data.get("problem").map(String::as_str), Some("must_be_masked"));
    assert_eq!(office.desk.check_text(note).len(), 2);
    let masked = office.desk.mask_text(note);
    let open = office.desk.counter(&ben).unwrap().open.remove(0);
    let form = MomentForm { id: Some(open.id), note: Some(masked.clone()), ..office.usual() };
    assert_eq!(office.desk.record(&ben, &form, Origin::Live).unwrap().item.note, Some(masked));
}

#[test]
fn no_plaintext_of_a_note_or_pin_lies_in_any_file_of_the_home() {
    let office = TestOffice::new().unwrap();
    let ben = office.actor("Ben");
    let marker = "Zebrafinch quartermaster";
    // Long, as three letters stand somewhere in any megabyte of noise.
    let colleague = StaffForm {
        id: None,
        name: "Quillfeather".into(),
        roles: vec![Role::Counter],
        active: true,
        pin: Some(PIN.into()),
        issue_pin: false,
        language: None,
    };
    office.desk.save_staff(&office.actor("Ada"), &colleague).unwrap();
    office.serve("Ben", MomentForm { note: Some(marker.into()), ..office.usual() }).unwrap();
    let open = office.desk.open_moment(&ben, MomentForm::default()).unwrap();
    let draft = MomentForm { note: Some(format!("{marker} draft")), ..MomentForm::default() };
    office.desk.change_open_moment(&ben, open.id, draft).unwrap();
    assert_eq!(office.desk.search(&ben, "zebrafinch").unwrap().len(), 1, "it was really saved");

    let names: Vec<String> =
        all_bytes(office.folder()).iter().map(|(path, _)| path.to_string_lossy().into_owned()).collect();
    let written = |end: &str| names.iter().any(|name| name.ends_with(end));
    assert!(written("moments.db") && written("moments.db-wal"), "looked at while it is written: {names:?}");
    let check = |when: &str| {
        for secret in [marker, "Zebrafinch", PIN, "Quillfeather", "SQLite format"] {
            assert_eq!(readable_in(office.folder(), secret), [""; 0].map(PathBuf::from), "{secret} {when}");
        }
    };
    check("while Moments is open");
    office.desk.close();
    check("after it was closed");
}

#[test]
fn the_centre_is_never_sent_who_works_here_nor_a_verifier_of_their_pins() {
    let office = TestOffice::new().unwrap();
    for name in ["Ada", "Ben"] {
        office.desk.set_short_pin(&office.actor(name), "2580").unwrap();
    }
    let mut verifiers = 0;
    let look = |entry: &moments_core::entry::Entry| {
        let content = [&entry.payload, &entry.text].map(|part| part.content.as_ref().unwrap());
        let found = content.map(|c| c.bytes.windows(7).filter(|bytes| bytes == b"$argon2").count());
        let about_staff = entry.entities.iter().any(|e| e.kind() == entity::STAFF);
        if about_staff || found != [0, 0] {
            assert_eq!(entry.audience, Audience::Office, "{} of {}", entry.kind, entry.author);
        }
        assert_eq!(found[0], 0, "a verifier is in the part that can be erased alone");
        found[1]
    };
    let check = |store: &moments_store::Store, _| {
        let read = store.read::<_, StoreError>(|r| {
            r.for_each_entry(|entry| {
                verifiers += look(&entry);
                Ok(())
            })
        });
        read.unwrap();
    };
    office.with_store(check).unwrap();
    assert_eq!(verifiers, 5, "Ada, Ben and Noor have a full PIN, Ada and Ben a short one");
}

#[test]
fn notes_are_found_without_accents_and_by_the_beginning_of_a_word() {
    let office = TestOffice::new().unwrap();
    let ben = office.actor("Ben");
    for note in ["Élodie’s carte d’identité expirée", "formulaire remis", "Passport photo refused"] {
        office.serve("Ben", MomentForm { note: Some(note.into()), ..office.usual() }).unwrap();
    }
    let found = |text: &str| office.desk.search(&ben, text).unwrap().len();
    assert_eq!(found("identite"), 1);
    assert_eq!(found("IDENTITÉ expir"), 1);
    assert_eq!(found("formul"), 1);
    assert_eq!(found("photo carte"), 0, "every word must be there");
    assert_eq!(found("\" OR note:* --"), 0, "what is typed is words, not a query");
    assert_eq!(office.desk.search(&office.actor("Noor"), "formul").unwrap().len(), 0, "staff find their own");
    assert_eq!(office.desk.search(&office.actor("Ada"), "formul").unwrap().len(), 1);
}
