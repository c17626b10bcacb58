//! An Azure Blob store: Azurite, which nobody here wrote, on loopback.

use crate::scene::{Scene, content, files, name, until};
use moments_courier::run::Ended;
use moments_courier::shape::Kind;
use moments_test_servers::azurite::{ACCOUNT, Azurite, CONTAINER, KEY};
use std::fs;
use std::process::Stdio;
use std::time::Duration;

fn at(server: &Azurite) -> String {
    format!(
        "[[place]]\nname = \"centre\"\nurl = \"az://{CONTAINER}/in\"\noptions = {{ account_name = \"{ACCOUNT}\", \
         account_key = \"{KEY}\", endpoint = \"http://127.0.0.1:{}/{ACCOUNT}\", allow_http = \"true\" }}\n",
        server.port
    )
}

/// What another workstation gets of the store.
fn there(places: &str) -> std::collections::BTreeMap<String, Vec<u8>> {
    let reader = Scene::new();
    reader.all_is_well(places);
    files(&reader.path("inbox"))
}

#[test]
fn two_workstations_exchange_what_they_wrote_and_what_changed_takes_the_place_of_what_was_there() {
    let server = Azurite::start();
    let (places, scene, other) = (at(&server), Scene::new(), Scene::new());
    let (ours, theirs) = (name(1, 1, Kind::Office), name(2, 1, Kind::Office));
    let outbox = scene.path("outbox");
    scene.put(&outbox, &ours, &content(1, 8_716_288));
    scene.put(&outbox, &name(1, 1, Kind::Centre), b"for the centre");
    scene.put(&outbox, &name(1, 11, Kind::Centre), b"");
    other.put(&other.path("outbox"), &theirs, b"from the other");
    for scene in [&scene, &other, &scene] {
        scene.all_is_well(&places);
    }
    assert!(files(&other.path("inbox"))[&ours] == content(1, 8_716_288));
    assert_eq!(files(&scene.path("inbox"))[&theirs], b"from the other");
    let status = scene.status(&places, "centre");
    assert_eq!((status.carried_up, status.waiting_files, status.other_names), (3, 0, 0));
    // Known to be there under another content; forgotten, and the same; forgotten, and another.
    for (text, forgotten) in
        [("to three", false), ("to three", true), ("to seven", true), ("to all of us", true)]
    {
        if forgotten {
            fs::remove_dir_all(scene.path("state")).expect("forgotten");
        }
        scene.put(&outbox, &ours, text.as_bytes());
        scene.all_is_well(&places);
        assert_eq!(there(&places)[&ours], text.as_bytes());
    }
    // Another's hand was in it since: the condition fails, and the outbox's content is put in its place.
    let stranger = Scene::new();
    stranger.put(&stranger.path("outbox"), &ours, b"another's");
    stranger.all_is_well(&places);
    scene.put(&outbox, &ours, b"to us again");
    scene.all_is_well(&places);
    assert_eq!(there(&places)[&ours], b"to us again");
}

#[test]
fn a_courier_that_is_killed_brings_everything_once_and_a_wrong_key_is_said() {
    const FILES: u64 = 20;
    let server = Azurite::start();
    let (places, scene) = (at(&server), Scene::new());
    for n in 1..=FILES {
        scene.put(&scene.path("outbox"), &name(1, n * 10, Kind::Office), &content(n, 200_000));
    }
    let slow = places.clone() + "kib_per_second = 3000\n";
    for kill in 1..5 {
        let mut courier = scene.program(&slow, "run").stderr(Stdio::null()).spawn().expect("it starts");
        std::thread::sleep(Duration::from_millis(100 + kill * 97));
        courier.kill().and_then(|()| courier.wait().map(drop)).expect("it is killed");
    }
    until("everything", || scene.once(&places).0 == Ended::Well);
    assert!(there(&places) == files(&scene.path("outbox")), "everything is there, whole");
    let (ended, said) = scene.once(&places.replace(KEY, &KEY.to_lowercase()));
    assert_eq!(ended, Ended::Failed);
    assert!(
        said.contains("The store did not answer as it should") && !said.contains(&KEY.to_lowercase()),
        "{said}"
    );
}
