//! The real program, killed at any moment.

use crate::scene::{Scene, content, files, name, temporary, until};
use moments_courier::shape::Kind;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::Duration;

const KILLS: u64 = 36;
const FILES: u64 = 48;
/// Temporary files that kills have left.
const ENOUGH: usize = 10;

/// Every file under a real name is one of these, whole.
fn whole(folder: &Path, sent: &BTreeMap<String, Vec<u8>>) -> usize {
    let found = files(folder);
    for (name, bytes) in &found {
        assert!(sent.get(name) == Some(bytes), "{name} in {} is not as it was sent", folder.display());
    }
    found.len()
}

fn started(scene: &Scene, places: &str) -> Child {
    let mut program = scene.program(places, "run");
    program.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts")
}

#[test]
fn killed_at_any_moment_nothing_is_half_there_and_in_the_end_everything_is() {
    let scene = Scene::new();
    let slow = "[[place]]\nname = \"share\"\nfolder = \"share\"\nkib_per_second = 500\n";
    let (up, down) = (scene.path("outbox"), scene.shelf("share", Kind::Office));
    for n in 1..=FILES {
        let bytes = usize::try_from(n).expect("small") * 1_777 + 40_000;
        scene.put(
            &up,
            &name(1, n * 10, if n % 2 == 0 { Kind::Office } else { Kind::Centre }),
            &content(n, bytes),
        );
        if n % 3 == 0 {
            scene.put(&down, &name(2, n * 10, Kind::Office), &content(n + 1000, bytes));
        }
    }
    let sent: BTreeMap<_, _> = files(&up).into_iter().chain(files(&down)).collect();
    let (mut halfway, mut kill) = (0, 0);
    // On a machine that is slow today it takes more kills until enough of them hit the middle of a file.
    while kill < KILLS || (halfway < ENOUGH && kill < 10 * KILLS) {
        let mut courier = started(&scene, slow);
        // Any moment: from before it has read its configuration to the middle of its fourth file.
        std::thread::sleep(Duration::from_millis((kill * 7919) % 400 + kill.saturating_sub(KILLS) * 10));
        kill += 1;
        courier.kill().expect("it runs");
        courier.wait().expect("it ended");
        for folder in [&down, &scene.shelf("share", Kind::Centre), &scene.path("inbox")] {
            whole(folder, &sent);
        }
        halfway += temporary(scene.folder.path()).len();
    }
    let waiting = scene.status(slow, "share").waiting_files;
    assert!(
        halfway >= ENOUGH && (1..FILES).contains(&waiting),
        "in the middle: {halfway} times, {waiting} wait"
    );

    let ended = scene.program("", "once").status().expect("it starts");
    assert_eq!(ended.code(), Some(0));
    assert_eq!(files(&up).len() as u64, FILES, "the outbox is the desk's to empty");
    assert_eq!(whole(&scene.shelf("share", Kind::Centre), &sent) as u64, FILES / 2);
    assert_eq!(whole(&down, &sent) as u64, FILES / 2 + FILES / 3);
    assert_eq!(whole(&scene.path("inbox"), &sent) as u64, FILES / 3);
    assert_eq!(temporary(scene.folder.path()).len(), 0, "what was left over is cleaned away");
}

#[cfg(unix)]
#[test]
fn told_to_stop_it_stops_and_has_written_down_what_it_did() {
    let scene = Scene::new();
    let slow = "[[place]]\nname = \"share\"\nfolder = \"share\"\nkib_per_second = 100\n";
    for n in 1..=20 {
        scene.put(&scene.path("outbox"), &name(1, n * 10, Kind::Office), &content(n, 100_000));
    }
    let mut courier = started(&scene, slow);
    until("the first file", || !files(&scene.shelf("share", Kind::Office)).is_empty());
    let told = std::process::Command::new("kill").arg(courier.id().to_string()).status().expect("kill");
    assert!(told.success() && courier.wait().expect("it ends").success());
    assert_eq!(temporary(scene.folder.path()).len(), 0);
    let there = files(&scene.shelf("share", Kind::Office)).len() as u64;
    let status = scene.program("", "status").arg("--json").output().expect("it starts");
    let status: serde_json::Value = serde_json::from_slice(&status.stdout).expect("JSON");
    assert_eq!(status["places"][0]["waiting_files"], 20 - there);
    assert_eq!(status["places"][0]["last_error"], serde_json::Value::Null);
    assert!(there < 20);
}

#[test]
fn what_another_courier_left_over_goes_after_a_day_and_not_before() {
    let scene = Scene::new();
    let centre = scene.shelf("share", Kind::Centre);
    for (name, hours) in [(".courier-deadbeef-share.part", 25), (".courier-deadbee0-share.part", 23)] {
        scene.put(&centre, name, b"half");
        let file = fs::File::options().write(true).open(centre.join(name)).expect("a file");
        let then = std::time::SystemTime::now() - Duration::from_secs(hours * 3600);
        file.set_modified(then).expect("its time");
    }
    scene.put(&centre, ".hidden", b"not ours");
    scene.all_is_well("");
    let left: Vec<_> = temporary(scene.folder.path());
    assert_eq!(left, [centre.join(".courier-deadbee0-share.part")]);
    assert!(centre.join(".hidden").exists());
}
