//! Folder to folder: both ways, again, with a share that comes and goes.

use crate::scene::{OFFICE, Scene, Told, content, files, name, temporary};
use chrono::{DateTime, FixedOffset};
use moments_courier::clock::Clock;
use moments_courier::run::Ended;
use moments_courier::shape::{BUNDLE_BYTES, Kind};
use moments_courier::state::Keeper;
use moments_courier::trouble::Trouble;
use std::fs;
use std::sync::Arc;
use std::time::Duration;

const SLOW: &str = "[[place]]\nname = \"share\"\nfolder = \"share\"\nkib_per_second = 64\n";

/// A clock at which somebody acts whenever it is waited for.
struct Meddling(Arc<Told>, Box<dyn Fn() + Send + Sync>);

impl Clock for Meddling {
    fn now(&self) -> DateTime<FixedOffset> {
        self.0.now()
    }

    fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }

    fn sleep(&self, time: Duration) {
        self.0.sleep(time);
        (self.1)();
    }

    fn stopping(&self) -> bool {
        false
    }
}

#[test]
fn two_workstations_get_each_others_bundles_over_a_share_and_the_centre_answers() {
    let (one, other) = (Scene::new(), Scene::new());
    let share = format!("[[place]]\nname = \"share\"\nfolder = '{}'\n", one.path("share").display());
    let own = [name(1, 1, Kind::Office), name(1, 11, Kind::Office), name(1, 1, Kind::Centre)];
    for (seed, name) in (1..).zip(&own) {
        one.put(&one.path("outbox"), name, &content(seed, 100_000));
    }
    one.put(&one.path("outbox"), "letter.txt", b"no bundle");
    other.put(&other.path("outbox"), &name(2, 1, Kind::Office), b"from the other");
    other.put(&one.path("share").join(OFFICE), "centre.ack", b"as far as 10");

    for scene in [&one, &other, &one] {
        scene.all_is_well(&share);
    }
    assert_eq!(
        files(&one.shelf("share", Kind::Centre)).into_keys().collect::<Vec<_>>(),
        [own[2].clone()],
        "what is for the centre lies apart"
    );
    let mut brought = files(&other.path("inbox"));
    assert_eq!(brought.remove("centre.ack").expect("it is brought"), b"as far as 10");
    let outbox = files(&one.path("outbox"));
    assert_eq!(brought.len(), 2);
    assert!(brought.iter().all(|(name, bytes)| outbox.get(name) == Some(bytes)), "as they were sent");
    assert_eq!(
        files(&one.path("inbox")).into_keys().collect::<Vec<_>>(),
        [name(2, 1, Kind::Office), "centre.ack".to_owned()],
        "the other's, and not our own that lie in the outbox"
    );

    // The desk takes everything; nothing comes twice, and a newer acknowledgement comes.
    fs::remove_dir_all(other.path("inbox"))
        .and_then(|()| fs::create_dir(other.path("inbox")))
        .expect("taken");
    other.put(&one.path("share").join(OFFICE), "centre.ack", b"as far as 20");
    other.all_is_well(&share);
    assert_eq!(
        files(&other.path("inbox")).into_iter().collect::<Vec<_>>(),
        [("centre.ack".to_owned(), b"as far as 20".to_vec())]
    );
    let status = one.status(&share, "share");
    assert_eq!((status.carried_up, status.carried_down, status.waiting_files), (3, 2, 0));
    assert_eq!(temporary(one.folder.path()), [""; 0].map(Into::<std::path::PathBuf>::into));
}

#[test]
fn a_restored_workstation_gets_its_own_bundles_back() {
    let scene = Scene::new();
    scene.put(&scene.path("outbox"), &name(1, 1, Kind::Office), b"mine");
    scene.all_is_well("");
    assert!(files(&scene.path("inbox")).is_empty());
    fs::remove_file(scene.path("outbox").join(name(1, 1, Kind::Office))).expect("it was there");
    fs::remove_dir_all(scene.path("state")).expect("it was there");
    scene.all_is_well("");
    assert_eq!(files(&scene.path("inbox")).into_values().collect::<Vec<_>>(), [b"mine".to_vec()]);
}

#[test]
fn a_bundle_that_was_sealed_again_is_carried_again_and_an_old_one_is_not() {
    let scene = Scene::new();
    let (outbox, name) = (scene.path("outbox"), name(1, 1, Kind::Office));
    scene.put(&outbox, &name, b"to two of us");
    scene.all_is_well("");
    let there = scene.shelf("share", Kind::Office).join(&name);
    let written = || fs::metadata(&there).and_then(|of| of.modified()).expect("it is there");
    let first = written();
    // The same content in another file is no reason to carry.
    scene.put(&outbox, &name, b"to two of us");
    scene.all_is_well("");
    assert_eq!((written(), scene.status("", "share").carried_up), (first, 1));
    scene.put(&outbox, &name, b"to all of us");
    assert_eq!(scene.status("", "share").waiting_files, 1);
    scene.all_is_well("");
    assert_eq!(fs::read(&there).expect("it is there"), b"to all of us");
    assert_eq!(scene.status("", "share").carried_up, 2);
}

#[test]
fn what_lies_unread_is_not_replaced_by_what_another_place_has_under_its_name() {
    let scene = Scene::new();
    let places = "[[place]]\nname = \"a\"\nfolder = \"a\"\n[[place]]\nname = \"b\"\nfolder = \"b\"\n";
    fs::create_dir(scene.path("b")).expect("a folder");
    scene.put(&scene.path("a").join(OFFICE), "centre.ack", b"newer");
    scene.all_is_well(places);
    scene.put(&scene.path("b").join(OFFICE), "centre.ack", b"older");
    scene.all_is_well(places);
    let inbox = || fs::read(scene.path("inbox/centre.ack")).expect("it is there");
    assert_eq!(inbox(), b"newer");
    scene.put(&scene.path("a").join(OFFICE), "centre.ack", b"newest of all");
    scene.all_is_well(places);
    assert_eq!(inbox(), b"newest of all", "the same place may say it better");
    fs::remove_file(scene.path("inbox/centre.ack")).expect("the desk takes it");
    scene.all_is_well(places);
    assert_eq!(inbox(), b"older", "then the other's comes, and the desk knows which is the newer");
}

#[test]
fn a_wrong_name_a_link_and_a_huge_file_in_a_place_are_passed_over_and_counted() {
    let scene = Scene::new();
    let office = scene.shelf("share", Kind::Office);
    let good = name(2, 1, Kind::Office);
    scene.put(&office, &good, b"good");
    for wrong in ["centre.ack", "..\\..\\x.office.bundle", "x.office.bundle", &good.to_uppercase()] {
        scene.put(&office, wrong, b"wrong");
    }
    scene.put(&office, &name(2, 1, Kind::Centre), b"not for an office");
    scene.put(&office, ".half-written", b"no");
    let huge = fs::File::create(office.join(name(2, 21, Kind::Office))).expect("a file");
    huge.set_len(BUNDLE_BYTES + 1).expect("a hole");
    #[cfg(unix)]
    std::os::unix::fs::symlink("/etc/passwd", office.join(name(2, 31, Kind::Office))).expect("a link");
    fs::create_dir(office.join(name(2, 41, Kind::Office))).expect("a folder");
    scene.all_is_well("");
    assert_eq!(files(&scene.path("inbox")).into_iter().collect::<Vec<_>>(), [(good, b"good".to_vec())]);
    assert!(!scene.path("x.office.bundle").exists());
    let status = scene.status("", "share");
    assert_eq!((status.other_names, status.too_large, status.carried_down), (6, 1, 1));
}

#[cfg(unix)]
#[test]
fn a_place_whose_folders_are_links_is_not_written_through() {
    let scene = Scene::new();
    fs::create_dir_all(scene.path("elsewhere")).expect("a folder");
    fs::create_dir(scene.path("share").join(OFFICE)).expect("a folder");
    std::os::unix::fs::symlink(scene.path("elsewhere"), scene.shelf("share", Kind::Centre)).expect("a link");
    scene.put(&scene.path("outbox"), &name(1, 1, Kind::Centre), b"mine");
    let (ended, said) = scene.once("");
    assert_eq!(ended, Ended::Failed);
    assert!(said.contains("is a link or a file where a folder has to be"), "{said}");
    assert_eq!(fs::read_dir(scene.path("elsewhere")).expect("a folder").count(), 0);
}

#[test]
fn a_share_that_vanishes_holds_up_nothing_and_gets_everything_when_it_is_back() {
    let scene = Scene::new();
    let places =
        "[[place]]\nname = \"share\"\nfolder = \"share\"\n[[place]]\nname = \"stick\"\nfolder = \"stick\"\n";
    fs::create_dir(scene.path("stick")).expect("a folder");
    scene.put(&scene.path("outbox"), &name(1, 1, Kind::Office), b"first");
    scene.all_is_well(places);
    fs::rename(scene.path("share"), scene.path("away")).expect("unmounted");
    scene.put(&scene.path("outbox"), &name(1, 11, Kind::Office), b"second");
    let (ended, said) = scene.once(places);
    assert_eq!(ended, Ended::Failed);
    assert!(said.contains("Is the share mounted, or the stick in?"), "{said}");
    assert_eq!(files(&scene.shelf("stick", Kind::Office)).len(), 2, "the other place is served");
    let status = scene.status(places, "share");
    assert_eq!((status.failures, status.waiting_files, status.waiting_bytes), (1, 1, 6));
    assert!(status.last_error.is_some() && status.last_try.is_some() && status.next_try > status.last_try);

    // The mount point alone, empty: what is written there is on another medium, and the share gets it as well.
    fs::create_dir(scene.path("share")).expect("a mount point");
    scene.all_is_well(places);
    fs::remove_dir_all(scene.path("share"))
        .and_then(|()| fs::rename(scene.path("away"), scene.path("share")))
        .expect("back");
    scene.put(&scene.path("outbox"), &name(1, 21, Kind::Office), b"third");
    scene.all_is_well(places);
    assert_eq!(files(&scene.shelf("share", Kind::Office)), files(&scene.path("outbox")));
    let status = scene.status(places, "share");
    assert_eq!((status.failures, status.last_error, status.waiting_files), (0, None, 0));
}

#[test]
fn what_the_courier_remembers_may_be_lost_torn_or_rubbish() {
    let scene = Scene::new();
    let name = name(1, 1, Kind::Office);
    scene.put(&scene.path("outbox"), &name, &content(1, 200_000));
    scene.all_is_well("");
    let state = scene.path("state/state.json");
    let whole = fs::read(&state).expect("it is written");
    for torn in [&whole[..whole.len() / 2], b"", b"{]", &[0; 4096]] {
        fs::write(&state, torn).expect("torn");
        assert_eq!(scene.status("", "share").waiting_files, 1, "who only looks is not stopped by it either");
        let (ended, said) = scene.once("");
        assert_eq!(ended, Ended::Well, "{said}");
        assert!(said.contains("It is set aside as"), "{said}");
        assert_eq!(fs::read(scene.path("state/state.json.unreadable")).expect("set aside"), torn);
        assert_eq!(scene.status("", "share").waiting_files, 0);
    }
    assert_eq!(files(&scene.shelf("share", Kind::Office)), files(&scene.path("outbox")));
}

#[test]
fn a_second_courier_on_the_same_state_folder_does_nothing() {
    let scene = Scene::new();
    scene.put(&scene.path("outbox"), &name(1, 1, Kind::Office), b"mine");
    let clock: Arc<dyn Clock> = Told::at("12:00");
    let first = Keeper::open(&scene.path("state"), clock).expect("the first");
    assert!(matches!(scene.once_at(&Told::at("12:00"), ""), Err(Trouble::AnotherCourier(_))));
    let output = scene.program("", "once").output().expect("it starts");
    assert_eq!(output.status.code(), Some(75));
    assert!(String::from_utf8_lossy(&output.stderr).contains("Another courier is at work"));
    assert!(files(&scene.shelf("share", Kind::Office)).is_empty());
    drop(first);
    scene.all_is_well("");
}

#[test]
fn nothing_is_carried_outside_a_places_hours_and_no_faster_than_allowed_within() {
    let scene = Scene::new();
    let places =
        "[[place]]\nname = \"share\"\nfolder = \"share\"\nhours = [\"20:00-06:00\"]\nkib_per_second = 64\n";
    let outbox = scene.path("outbox");
    for from in [1, 11, 21] {
        scene.put(&outbox, &name(1, from, Kind::Office), &content(from, 640 * 1024));
    }
    let noon = Told::at("12:00");
    assert_eq!(scene.once_at(&noon, places).expect("a courier").0, Ended::Resting);
    assert!(files(&scene.shelf("share", Kind::Office)).is_empty() && noon.elapsed().is_zero());
    let status = scene.status(places, "share");
    assert!(status.paused_by_hours && status.waiting_files == 3 && status.last_try.is_none());

    let night = Told::at("20:00");
    assert_eq!(scene.once_at(&night, places).expect("a courier").0, Ended::Well);
    assert_eq!(night.elapsed().as_secs(), 30, "three times 640 KiB at 64 KiB a second");
    assert_eq!(files(&scene.shelf("share", Kind::Office)), files(&outbox));

    // Down, too; and what is not begun when the hours end waits for the next night.
    for from in 1..=9 {
        scene.put(
            &scene.shelf("share", Kind::Office),
            &name(2, from, Kind::Office),
            &content(from, 64 * 15 * 1024),
        );
    }
    let morning = Told::at("05:59");
    assert_eq!(scene.once_at(&morning, places).expect("a courier").0, Ended::Well);
    assert_eq!((files(&scene.path("inbox")).len(), morning.elapsed().as_secs()), (4, 60));
}

/// A courier with one slow share, and somebody who does something between any two pieces that it moves.
fn once_meddled(scene: &Scene, meddle: impl Fn() + Send + Sync + 'static) -> Ended {
    let config = scene.config(SLOW);
    let clock: Arc<dyn Clock> = Arc::new(Meddling(Told::at("12:00"), Box::new(meddle)));
    let (keeper, _) = Keeper::open(&config.state, Arc::clone(&clock)).expect("a courier");
    moments_courier::run::once(&config, &keeper, &clock, &|_| ())
}

#[test]
fn the_desk_may_empty_the_outbox_while_it_is_carried() {
    let scene = Scene::new();
    for from in [1, 11, 21] {
        scene.put(&scene.path("outbox"), &name(1, from, Kind::Office), &content(from, 100_000));
    }
    let outbox = scene.path("outbox");
    let ended = once_meddled(&scene, move || {
        for name in files(&outbox).into_keys() {
            fs::remove_file(outbox.join(name)).expect("it was there");
        }
    });
    assert_eq!(ended, Ended::Well, "{:?}", scene.status(SLOW, "share").last_error);
    let there: Vec<_> = files(&scene.shelf("share", Kind::Office)).into_values().collect();
    assert_eq!(there, [content(1, 100_000)], "what was being read is carried whole");
}

#[cfg(unix)]
#[test]
fn a_file_that_changes_while_it_is_read_is_carried_whole_or_not_at_all() {
    use std::os::unix::fs::FileExt;
    let scene = Scene::new();
    let (mine, theirs) = (name(1, 1, Kind::Office), name(2, 1, Kind::Office));
    let (outbox, share) = (scene.path("outbox"), scene.shelf("share", Kind::Office));
    let write_into = |path: std::path::PathBuf| {
        move || {
            let file = fs::File::options().write(true).open(&path);
            file.and_then(|file| file.write_all_at(b"!", 300_000)).expect("it is written");
        }
    };
    scene.put(&outbox, &mine, &content(1, 400_000));
    assert_eq!(once_meddled(&scene, write_into(outbox.join(&mine))), Ended::Failed);
    assert!(files(&share).is_empty());
    let said = scene.status(SLOW, "share").last_error.expect("it is said");
    assert!(said.contains("changed while it was read"), "{said}");
    scene.all_is_well(SLOW);
    scene.put(&share, &theirs, &content(2, 400_000));
    assert_eq!(once_meddled(&scene, write_into(share.join(&theirs))), Ended::Failed);
    assert!(files(&scene.path("inbox")).is_empty() && temporary(scene.folder.path()).is_empty());
    scene.all_is_well(SLOW);
    assert_eq!(files(&scene.path("inbox")).len(), 1);
    assert_eq!(files(&outbox).get(&mine), files(&share).get(&mine));
}
