//! `draws`: somebody else than staff draws a day's invitations again.

use crate::office::Office;
use moments_core::entities::moment_ref;
use moments_core::entry::Author;
use moments_core::fields::Fields;
use moments_core::fold::kind;
use moments_desk::moments::{LineForm, MomentForm, Saved};
use moments_desk::setup::StartState;
use moments_desk::words::{Audience, Origin};
use moments_desk::{Actor, Desk, Home, Keys};
use moments_store::home::machine_fingerprint;
use moments_store::{EntityChange, NewEntry, Now, Store, StoreError};

fn desk(office: &Office) -> Desk {
    let home = Home::locate(Some(&office.path("home"))).unwrap();
    let keys = Keys { key_file: Some(office.path("key")), no_keystore: true };
    Desk::new(home, keys, Desk::system_clock())
}

/// A moment as the counter saves it.
fn serve(desk: &Desk) -> Saved {
    let staff = desk.staff_to_sign_in().unwrap().remove(0).id;
    let actor = Actor { author: Author::Staff(staff), ..Actor::cli() };
    let open = desk.open_moment(&actor, MomentForm::default()).unwrap();
    let line = LineForm { service: "unclassified".into(), ..LineForm::default() };
    let form = MomentForm { id: Some(open.id), services: Some(vec![line]), ..MomentForm::default() };
    desk.record(&actor, &form, Origin::Live).unwrap()
}

#[test]
fn a_day_whose_draw_was_not_touched_ends_well_and_a_changed_one_with_1() {
    let (office, _) = Office::new();
    let at_work = desk(&office);
    assert!(matches!(at_work.start("test"), StartState::Ready { .. }));
    let saved = [serve(&at_work), serve(&at_work)];
    at_work.close();

    let day = saved[0].item.office_day.as_str();
    let found = office.run(&["draws", "--json", day], "").well().json();
    assert_eq!((&found["checked"], &found["differ"]), (&2.into(), &serde_json::json!([])));
    let told = office.run(&["draws", day], "").well();
    assert!(told.out.contains("moments drawn again"), "{}", told.out);

    let key = desk(&office).known_key().unwrap();
    let now = Now { utc_ms: 1_795_546_990_000, offset_minutes: -300 };
    let home = Home::locate(Some(&office.path("home"))).unwrap();
    let store = Store::open(&home, key, machine_fingerprint(), now).unwrap();
    let set = Fields::from([("invitation/drawn".into(), false.into())]);
    let entry = NewEntry {
        kind: kind::MOMENT_AMENDED,
        audience: Audience::Office,
        author: Author::App,
        changes: vec![EntityChange::new(moment_ref(&saved[1].item.id), set)],
    };
    store.write::<_, StoreError>(now, |tx| tx.append(entry)).unwrap();
    store.close();

    let ended = office.run(&["draws", day], "");
    assert_eq!(ended.status, 1, "{}", ended.err);
    let number = &saved[1].item.short_no;
    assert!(
        ended.out.contains(&format!("{number} at Counter 1: the invitation is not what was drawn")),
        "{}",
        ended.out
    );
}
