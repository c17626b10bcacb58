//! Commands about handing over.

use super::window::*;
use moments_desk::exchange::{JoinForm, KitForm, NewWorkstation};
use moments_desk::setup::KeyStorage;
use moments_desk::{Desk, ErrorCode, Home, Keys};
use moments_tests::generated::Dice;
use moments_tests::{PROGRAM, TestOffice};
use serde_json::json;
use std::cell::Cell;

/// All of them.
pub const ALL: &[fn()] = &[any_stick_is_carried_or_refused, any_workstation_is_changed_or_stays];

#[test]
fn any_stick_is_carried_or_refused() {
    let window = Window::new();
    let (desk, stick) = (window.desk(), tempfile::tempdir().unwrap());
    let ada = with_fresh_pin(desk).unwrap();
    desk.office_card(&ada).unwrap();
    // The one that was used last is named from then on.
    desk.write_stick(&ada, stick.path(), |_, _| true).unwrap();
    let folder = stick.path().to_string_lossy().into_owned();
    window.hammer(
        "write_stick",
        |_| json!({ "folder": folder }),
        |desk, sent| {
            let actor = desk.actor()?;
            // Without one, the system's own window asks.
            let Some(folder) = sent.get::<Option<String>>("folder")? else { return Ok(()) };
            desk.write_stick(&actor, &desk.stick(&actor, &folder)?, |_, _| true)?;
            Ok(())
        },
    );
    window.hammer(
        "read_stick",
        |_| json!({ "folder": folder }),
        |desk, sent| {
            let actor = desk.actor()?;
            let Some(folder) = sent.get::<Option<String>>("folder")? else { return Ok(()) };
            desk.read_stick(&actor, &desk.stick(&actor, &folder)?, |_, _| true)?;
            Ok(())
        },
    );
}

#[test]
fn any_workstation_is_changed_or_stays() {
    let mut window = Window::new();
    let folder = window.office.folder().to_owned();
    let ada = with_fresh_pin(window.desk()).unwrap();
    let invite = |desk: &Desk, label: &str, file: &str| {
        let new = NewWorkstation { label: label.into(), file: folder.join(file) };
        desk.invite_workstation(&ada, &new)
    };
    invite(window.desk(), "Counter 2", "two").unwrap();
    let view = window.desk().handing_over(&ada).unwrap();
    let id = view.workstations.iter().find(|one| !one.here).unwrap().id.to_string();
    window.known.extend(view.workstations.iter().map(|one| one.id.to_string()));
    // Its passphrase is slow on purpose: the file is made for one name in so many.
    let calls = Cell::new(0u32);
    window.hammer(
        "invite_workstation",
        |_| json!({ "label": "Counter 3" }),
        |desk, sent| {
            let (actor, label) = (with_fresh_pin(desk)?, sent.get::<String>("label")?);
            desk.join_file_name(&actor, &label)?;
            if calls.replace(calls.get() + 1).is_multiple_of(1_000) {
                invite(desk, &label, "three")?;
            }
            Ok(())
        },
    );
    window.hammer(
        "rename_workstation",
        |_| json!({ "id": id, "label": "Welcome desk" }),
        |desk, sent| {
            desk.rename_workstation(
                &desk.actor()?,
                &sent.get::<String>("id")?,
                &sent.get::<String>("label")?,
            )?;
            Ok(())
        },
    );
    window.hammer(
        "retire_workstation",
        |_| json!({ "id": id }),
        |desk, sent| {
            desk.retire_workstation(&with_fresh_pin(desk)?, &sent.get::<String>("id")?)?;
            Ok(())
        },
    );
}

/// A right passphrase is slow on purpose, so that fewer inputs are sent.
#[test]
fn no_passphrase_but_the_file_s_makes_a_workstation_or_opens_a_kit() {
    let office = TestOffice::new().unwrap();
    let (ada, folder) = (office.actor("Ada"), tempfile::tempdir().unwrap());
    let file = folder.path().join("two.moments-join");
    let new = NewWorkstation { label: "Counter 2".into(), file: file.clone() };
    let invited = office.desk.invite_workstation(&ada, &new).unwrap();
    let kit = folder.path().join("office.moments-kit");
    let saved = office.desk.save_recovery_kit(&ada, &kit).unwrap();
    let home = Home::locate(Some(&folder.path().join("home"))).unwrap();
    let fresh = Desk::new(home, Keys { key_file: None, no_keystore: true }, Desk::system_clock());
    let join = |passphrase: &str| {
        let form = JoinForm {
            file: file.clone(),
            passphrase: passphrase.to_owned().into(),
            key_storage: KeyStorage::KeyFile,
        };
        fresh.join(PROGRAM, &form)
    };
    let take = |passphrase: &str| {
        let form = KitForm { file: kit.clone(), passphrase: passphrase.to_owned().into() };
        office.desk.take_recovery_kit(&ada, &form)
    };
    for seed in 0..1_000 {
        let typed = Dice::of(seed).text();
        assert_eq!(join(&typed).unwrap_err().code, ErrorCode::WrongKey, "{typed:?}");
        assert_eq!(take(&typed).unwrap_err().code, ErrorCode::WrongKey, "{typed:?}");
    }
    assert_eq!(join(&saved.passphrase).unwrap_err().code, ErrorCode::WrongKey);
    assert_eq!(take(&invited.passphrase).unwrap_err().code, ErrorCode::WrongKey);
    take(&saved.passphrase).unwrap();
}
