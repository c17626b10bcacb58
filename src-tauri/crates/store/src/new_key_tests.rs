use moments_core::entities::office_ref;
use moments_core::entry::Author;
use moments_core::fields::Fields;
use moments_core::fold::kind;
use moments_core::ids::OfficeId;
use moments_core::words::Audience;

use super::*;
use crate::check::Proof;
use crate::keys::{MemoryKeystore, OsUser, Passphrase, RecoveryCode};
use crate::store::{Now, Store};
use crate::{EntityChange, NewEntry};

const NOW: Now = Now { utc_ms: 1_795_546_990_000, offset_minutes: -300 };
const PASSPHRASE: &str = "caribou stapler harbour nine";

/// A home with 61 entries, which the old code opens, and the code that is to open it afterwards.
struct Scene {
    folder: tempfile::TempDir,
    home: Home,
    old: RecoveryCode,
    new: RecoveryCode,
}

impl Scene {
    fn new() -> Scene {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::locate(Some(&folder.path().join("home"))).unwrap();
        home.create().unwrap();
        let (old, new) = (RecoveryCode::generate().unwrap(), RecoveryCode::generate().unwrap());
        let (key, _) = KeySlots::create(home.folder(), &[Holder::RecoveryCode(&old)]).unwrap();
        let store =
            Store::create::<StoreError>(&home, key, Default::default(), None, NOW, |_| Ok(())).unwrap();
        for number in 0..60 {
            write(&store, number);
        }
        store.close();
        Scene { folder, home, old, new }
    }

    fn change(&self, watch: &mut dyn FnMut(Step) -> bool) -> Result<DataKey, NewKeyError> {
        let slots = KeySlots::open(self.home.folder()).unwrap();
        let old = slots.unlock(&Holder::RecoveryCode(&self.old)).unwrap();
        give_new_key(&self.home, &old, &slots, &[Holder::RecoveryCode(&self.new)], "20261124", watch)
    }
}

fn write(store: &Store, number: u32) {
    let changes = || {
        let mut fields = Fields::new();
        fields.insert("name_en".into(), format!("Office {number} with a name of some length").into());
        EntityChange::new(office_ref(&OfficeId::default()), fields)
    };
    store
        .write::<_, StoreError>(NOW, |tx| {
            tx.append(NewEntry {
                kind: kind::OFFICE_SET,
                audience: Audience::Office,
                author: Author::App,
                changes: vec![changes()],
            })
            .map(|_| ())
        })
        .unwrap();
}

/// As a start does it: completes what was cut off, then opens with whichever of the two codes the slots take.
fn start(home: &Home, codes: [&RecoveryCode; 2]) -> (usize, Store) {
    settle(home).unwrap();
    let slots = KeySlots::open(home.folder()).unwrap();
    let opened = codes.map(|code| slots.unlock(&Holder::RecoveryCode(code)));
    let taken: Vec<bool> = opened.iter().map(Result::is_ok).collect();
    assert_eq!(taken.iter().filter(|taken| **taken).count(), 1, "one of the two codes: {taken:?}");
    let which = taken.iter().position(|taken| *taken).unwrap();
    let key = opened.into_iter().find_map(Result::ok).unwrap();
    (which, Store::open(home, key, None, NOW).unwrap())
}

fn copy_of(home: &Home) -> (tempfile::TempDir, Home) {
    let copy = tempfile::tempdir().unwrap();
    copy_folder(home.folder(), copy.path());
    let home = Home::locate(Some(copy.path())).unwrap();
    (copy, home)
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().flatten() {
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).unwrap();
        }
    }
}

fn entries(store: &Store) -> u64 {
    store.read::<_, StoreError>(|reader| reader.entries()).unwrap()
}

fn prove(store: &Store) -> Proof {
    store.read::<_, StoreError>(|reader| reader.prove()).unwrap()
}

#[test]
fn the_new_pair_holds_the_same_records_and_the_old_key_and_code_open_nothing_of_it() {
    let scene = Scene::new();
    let (_kept, before) = copy_of(&scene.home);
    let old_salt = salt(&before.database());
    scene.change(&mut |_| true).unwrap();
    assert_ne!(salt(&scene.home.database()), old_salt);
    let slots = KeySlots::open(scene.home.folder()).unwrap();
    assert_eq!(slots.unlock(&Holder::RecoveryCode(&scene.old)).unwrap_err(), KeyError::WrongSecret);
    let old = KeySlots::open(before.folder()).unwrap().unlock(&Holder::RecoveryCode(&scene.old)).unwrap();
    assert!(
        connection::open(&scene.home.database(), &old, Use::Read).is_err(),
        "the old key opens the new file"
    );
    let (which, store) = start(&scene.home, [&scene.old, &scene.new]);
    assert_eq!((which, entries(&store)), (1, 61));
    assert!(prove(&store).is_sound());
    let epochs = store.read::<_, StoreError>(check::heads).unwrap().len();
    assert_eq!(epochs, 1, "no new life of the store");
    write(&store, 7);
    assert_eq!(entries(&store), 62);
    // The old pair is kept, and opens, until somebody removes it.
    let [aside] = &kept_old(&scene.home)[..] else { panic!("{:?}", kept_old(&scene.home)) };
    let kept = Home::locate(Some(&scene.home.quarantine().join(aside))).unwrap();
    let (_copy, kept) = copy_of(&kept);
    assert_eq!(entries(&start(&kept, [&scene.old, &scene.new]).1), 61);
    remove_old(&scene.home).unwrap();
    assert!(kept_old(&scene.home).is_empty());
    assert_eq!(entries(&store), 62, "the store does not hang on it");
}

#[test]
fn killed_after_any_step_the_old_pair_opens_or_the_new_one_and_never_a_mix() {
    let scene = Scene::new();
    let mut left = Vec::new();
    scene
        .change(&mut |step| {
            left.push((step, copy_of(&scene.home)));
            true
        })
        .unwrap();
    let steps: Vec<Step> = left.iter().map(|(step, _)| *step).collect();
    assert!(steps.len() >= 10 && steps.contains(&Step::OldLogGone), "{steps:?}");
    let mut new_before = false;
    for (step, (_folder, home)) in &left {
        let (which, store) = start(home, [&scene.old, &scene.new]);
        let is_new = which == 1;
        assert_eq!(entries(&store), 61, "after {step:?}");
        assert!(prove(&store).is_sound(), "after {step:?}");
        write(&store, 8);
        store.close();
        assert_eq!(entries(&start(home, [&scene.old, &scene.new]).1), 62, "after {step:?}, started twice");
        assert!(is_new || !new_before, "back to the old key after {step:?}");
        new_before = is_new;
        assert_eq!(
            is_new,
            matches!(step, Step::DatabaseInForce | Step::SlotsInForce | Step::Done),
            "after {step:?}"
        );
        let rest: Vec<_> =
            std::fs::read_dir(home.folder()).unwrap().flatten().map(|e| e.file_name()).collect();
        assert!(
            !rest.iter().any(|name| name.to_string_lossy().contains("new-key")),
            "after {step:?}: {rest:?}"
        );
        assert_eq!(kept_old(home).len(), usize::from(is_new), "after {step:?}");
    }
    assert!(new_before);
}

#[test]
fn a_start_that_is_itself_cut_off_is_completed_by_the_next() {
    let scene = Scene::new();
    let mut left = Vec::new();
    scene
        .change(&mut |step| {
            if matches!(step, Step::Noted | Step::OldKept | Step::DatabaseInForce) {
                left.push(copy_of(&scene.home));
            }
            true
        })
        .unwrap();
    for (_folder, home) in &left {
        // What `settle` does, each of its removals and renames alone, and then again from the beginning.
        let names = Names::of(home);
        for done in 0..3 {
            let (_copy, home) = copy_of(home);
            let names_here = Names::of(&home);
            if done >= 1
                && salt(&names_here.database) == salt(&names.database)
                && !names.next_database.exists()
            {
                std::fs::rename(&names_here.next_slots, &names_here.slots).unwrap();
            }
            if done >= 2 {
                files::remove(&names_here.next_database).unwrap();
            }
            assert_eq!(entries(&start(&home, [&scene.old, &scene.new]).1), 61);
        }
    }
}

#[test]
fn stopped_or_without_room_everything_is_as_it_was() {
    let scene = Scene::new();
    for stop_at in [Step::SlotsMade, Step::Copied, Step::Checked] {
        let stopped = scene.change(&mut |step| step != stop_at).unwrap_err();
        assert!(matches!(stopped, NewKeyError::Stopped), "{stopped:?}");
        let (which, store) = start(&scene.home, [&scene.old, &scene.new]);
        assert_eq!((which, entries(&store)), (0, 61));
        store.close();
    }
    let in_the_copy = scene.change(&mut |step| !matches!(step, Step::Copying { .. })).unwrap_err();
    assert!(matches!(in_the_copy, NewKeyError::Stopped));
    // Where the old pair can't be kept, it stays in force.
    std::fs::remove_dir_all(scene.home.quarantine()).unwrap();
    std::fs::write(scene.home.quarantine(), "a file").unwrap();
    assert!(scene.change(&mut |_| true).is_err());
    assert_eq!(start(&scene.home, [&scene.old, &scene.new]).0, 0);
}

#[test]
fn a_store_that_is_not_whole_gets_no_new_key_and_stays_as_it_is() {
    let scene = Scene::new();
    let mut bytes = std::fs::read(scene.home.database()).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(scene.home.database(), &bytes).unwrap();
    let refused = scene.change(&mut |_| true).unwrap_err();
    assert!(matches!(refused, NewKeyError::Store(_) | NewKeyError::NotTheSame), "{refused:?}");
    assert!(std::fs::read(scene.home.database()).unwrap() == bytes, "not one byte was changed");
}

/// Planted: a copy that lost an entry on the way must not take the store's place.
#[test]
fn a_copy_that_is_not_the_store_does_not_take_its_place() {
    let scene = Scene::new();
    let slots = KeySlots::open(scene.home.folder()).unwrap();
    let key = slots.unlock(&Holder::RecoveryCode(&scene.old)).unwrap();
    let differs = scene.change(&mut |step| {
        if step == Step::Copied {
            // After the copy was made and before it is looked at, the store gets one more entry.
            let key = slots.unlock(&Holder::RecoveryCode(&scene.old)).unwrap();
            let store = Store::open(&scene.home, key, None, NOW).unwrap();
            write(&store, 9);
            store.close();
        }
        true
    });
    assert!(matches!(differs, Err(NewKeyError::NotTheSame)), "{differs:?}");
    assert_eq!(entries(&Store::open(&scene.home, key, None, NOW).unwrap()), 62);
}

#[test]
fn holders_who_are_there_get_a_slot_of_the_new_key_and_others_are_locked_out() {
    let scene = Scene::new();
    let (mine, hers) = (MemoryKeystore::new(), MemoryKeystore::new());
    let (me, her) = (OsUser::named("me"), OsUser::named("her"));
    let (my, other) =
        (Holder::Keystore { keystore: &mine, user: &me }, Holder::Keystore { keystore: &hers, user: &her });
    let passphrase = Passphrase::choose(PASSPHRASE).unwrap();
    let mut slots = KeySlots::open(scene.home.folder()).unwrap();
    let old = slots.unlock(&Holder::RecoveryCode(&scene.old)).unwrap();
    for holder in [&my, &other, &Holder::Passphrase(&passphrase)] {
        slots.add(&old, holder).unwrap();
    }
    let holders = [my, Holder::RecoveryCode(&scene.new), Holder::Passphrase(&passphrase)];
    give_new_key(&scene.home, &old, &slots, &holders, "1", &mut |_| true).unwrap();
    let slots = KeySlots::open(scene.home.folder()).unwrap();
    for holder in &holders {
        assert!(slots.unlock(holder).is_ok());
    }
    assert_eq!(slots.unlock(&other).unwrap_err(), KeyError::NoSlot);
}

#[test]
fn a_note_that_says_nothing_or_of_another_database_deletes_nothing() {
    for text in ["", "{", r#"{"format":"moments-new-key","old_salt":[1],"new_salt":[2],"aside":"x"}"#] {
        let scene = Scene::new();
        let names = Names::of(&scene.home);
        for (file, text) in
            [(&names.note, text), (&names.next_database, "a database"), (&names.next_slots, "slots")]
        {
            std::fs::write(file, text).unwrap();
        }
        assert!(is_unsettled(&scene.home));
        assert_eq!(start(&scene.home, [&scene.old, &scene.new]).0, 0);
        let kept = scene.home.quarantine().join("new-key-unfinished-1");
        assert_eq!(std::fs::read_to_string(kept.join("moments.db.new-key")).unwrap(), "a database");
    }
    // A note can't name a folder elsewhere.
    let scene = Scene::new();
    let names = Names::of(&scene.home);
    let precious = scene.folder.path().join("precious");
    std::fs::create_dir(&precious).unwrap();
    let salt = salt(&names.database).unwrap();
    let aside = format!("{ASIDE}../../../precious");
    let note = Note { format: NOTE_FORMAT.into(), old_salt: salt, new_salt: [0; 16], aside };
    files::replace(&names.note, &serde_json::to_vec(&note).unwrap()).unwrap();
    assert_eq!(start(&scene.home, [&scene.old, &scene.new]).0, 0);
    assert!(precious.exists());
}

/// The control: what the kill above would find if a start did not look at the salt.
#[test]
fn without_its_note_the_instant_between_the_two_files_is_a_mix() {
    let scene = Scene::new();
    let mut left = None;
    scene
        .change(&mut |step| {
            if step == Step::DatabaseInForce {
                left = Some(copy_of(&scene.home));
            }
            true
        })
        .unwrap();
    let (_folder, home) = left.unwrap();
    std::fs::remove_file(Names::of(&home).note).unwrap();
    settle(&home).unwrap();
    let key = KeySlots::open(home.folder()).unwrap().unlock(&Holder::RecoveryCode(&scene.old)).unwrap();
    assert!(matches!(Store::open(&home, key, None, NOW).unwrap_err(), StoreError::Damaged));
}
