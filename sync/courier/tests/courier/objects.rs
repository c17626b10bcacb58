//! An object store: `s3s-fs`, an S3 server that nobody here wrote, on loopback.

use crate::scene::{OFFICE, Scene, content, files, name, temporary, until};
use moments_courier::run::Ended;
use moments_courier::shape::Kind;
use moments_test_servers::objects::{ACCESS_KEY, SECRET, Server};
use std::fs;
use std::process::Stdio;
use std::time::Duration;

/// A place in the bucket `landing` of a server, with more lines of configuration.
pub fn at(endpoint: &str, more: &str) -> String {
    format!(
        "[[place]]\nname = \"centre\"\nurl = \"s3://landing/in\"\noptions = {{ endpoint = \"{endpoint}\", \
         region = \"here\", access_key_id = \"{ACCESS_KEY}\", secret_access_key = \"{SECRET}\", allow_http = \"{}\" }}\n{more}",
        endpoint.starts_with("http:")
    )
}

/// The server's folder, with the bucket in it.
pub fn bucket(scene: &Scene) -> std::path::PathBuf {
    fs::create_dir_all(scene.path("objects/landing")).expect("a bucket");
    scene.path("objects")
}

pub fn shelf(scene: &Scene, kind: Kind) -> std::path::PathBuf {
    scene.path("objects/landing/in").join(OFFICE).join(kind.folder())
}

#[test]
fn bundles_go_to_an_object_store_and_come_from_it() {
    let (scene, other) = (Scene::new(), Scene::new());
    let server = Server::start(&bucket(&scene), 0, None);
    let places = at(&format!("http://127.0.0.1:{}", server.port), "");
    let outbox = scene.path("outbox");
    scene.put(&outbox, &name(1, 1, Kind::Office), &content(1, 300_000));
    scene.put(&outbox, &name(1, 1, Kind::Centre), &content(2, 8_716_288));
    scene.put(&outbox, &name(1, 11, Kind::Centre), b"");
    other.put(&other.path("outbox"), &name(2, 1, Kind::Office), b"from the other");
    for scene in [&scene, &other, &scene] {
        scene.all_is_well(&places);
    }
    let sent = files(&outbox);
    for (name, bytes) in files(&shelf(&scene, Kind::Centre)) {
        assert!(sent[&name] == bytes, "{name}");
    }
    assert_eq!(files(&shelf(&scene, Kind::Centre)).len(), 2);
    assert_eq!(files(&other.path("inbox"))[&name(1, 1, Kind::Office)], content(1, 300_000));
    assert_eq!(files(&scene.path("inbox")).into_values().collect::<Vec<_>>(), [b"from the other".to_vec()]);

    // An acknowledgement, and a newer one.
    for text in ["as far as 10", "as far as 20"] {
        fs::write(shelf(&scene, Kind::Office).with_file_name("centre.ack"), text)
            .expect("an acknowledgement");
        scene.all_is_well(&places);
        assert_eq!(files(&scene.path("inbox"))["centre.ack"], text.as_bytes());
    }
    let status = scene.status(&places, "centre");
    assert_eq!(
        (status.carried_up, status.carried_down, status.waiting_files, status.other_names),
        (3, 3, 0, 0)
    );
    assert_eq!(status.target, format!("s3://landing/in at http://127.0.0.1:{}", server.port));
}

#[test]
fn a_store_holds_what_the_outbox_holds_whatever_was_forgotten() {
    let scene = Scene::new();
    let server = Server::start(&bucket(&scene), 0, None);
    let places = at(&format!("http://127.0.0.1:{}", server.port), "");
    let (outbox, name) = (scene.path("outbox"), name(1, 1, Kind::Centre));
    let there = || files(&shelf(&scene, Kind::Centre)).remove(&name).expect("it is there");
    scene.put(&outbox, &name, b"to two");
    scene.all_is_well(&places);
    // Known to be there under another content: replaced on condition that it is still that one.
    scene.put(&outbox, &name, b"to three");
    scene.all_is_well(&places);
    assert_eq!(there(), b"to three");
    // Forgotten, and the same: left as it is. Forgotten, and another, also one of the same length: replaced.
    for text in ["to three", "to seven", "to all of us"] {
        fs::remove_dir_all(scene.path("state")).expect("forgotten");
        scene.put(&outbox, &name, text.as_bytes());
        scene.all_is_well(&places);
        assert_eq!(there(), text.as_bytes());
    }
    // Another's hand was in it since: the condition fails, and the outbox's content is put in its place.
    let stranger = Scene::new();
    stranger.put(&stranger.path("outbox"), &name, b"another's");
    stranger.all_is_well(&places);
    assert_eq!(there(), b"another's");
    scene.put(&outbox, &name, b"to us again");
    scene.all_is_well(&places);
    assert_eq!(there(), b"to us again");
    // A store that knows no conditions is told so in its options.
    let plain = places.replace("region", "conditional_put = \"disabled\", region");
    for text in ["a", "b"] {
        scene.put(&outbox, &name, text.as_bytes());
        scene.all_is_well(&plain);
        assert_eq!(there(), text.as_bytes());
    }
}

#[test]
fn a_store_that_is_stopped_half_way_and_started_again_gets_everything_once() {
    const FILES: u64 = 30;
    let scene = Scene::new();
    let root = bucket(&scene);
    let mut server = Server::start(&root, 0, None);
    let places = at(&format!("http://127.0.0.1:{}", server.port), "kib_per_second = 3000\n");
    for n in 1..=FILES {
        scene.put(&scene.path("outbox"), &name(1, n * 10, Kind::Centre), &content(n, 200_000));
    }
    let mut program = scene.program(&places, "once");
    let courier = program.stderr(Stdio::piped()).spawn().expect("it starts");
    until("the first files", || files(&shelf(&scene, Kind::Centre)).len() >= 3);
    server.stop();
    let output = courier.wait_with_output().expect("it ends");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("The store did not answer as it should") && !said.contains("hunter2"), "{said}");
    let (ended, said) = scene.once(&places);
    assert_eq!(ended, Ended::Failed, "it is still stopped");
    assert!(scene.status(&places, "centre").failures == 2, "{said}");

    let _again = Server::start(&root, server.port, None);
    let fast = places.replace("kib_per_second = 3000\n", "");
    // The real program, killed now and then: what arrived and was not yet written down is found there.
    for kill in 0..5 {
        let mut courier = scene.program(&fast, "run").stderr(Stdio::null()).spawn().expect("it starts");
        std::thread::sleep(Duration::from_millis(60 + kill * 37));
        courier.kill().and_then(|()| courier.wait().map(drop)).expect("it is killed");
    }
    scene.all_is_well(&fast);
    let mut there = files(&shelf(&scene, Kind::Centre));
    there.retain(|name, _| name.ends_with(".bundle"));
    assert!(there == files(&scene.path("outbox")), "everything is there, whole");
    let status = scene.status(&fast, "centre");
    assert_eq!((status.waiting_files, status.failures, status.last_error), (0, 0, None));
    assert_eq!(temporary(scene.folder.path()).len(), 0);
}

/// With a key that is too long for its own notes, this server stores the file and answers that it failed.
#[test]
fn what_a_store_took_and_denies_is_found_there_and_not_sent_for_ever() {
    let scene = Scene::new();
    let server = Server::start(&bucket(&scene), 0, None);
    let long = "landing/in/a/prefix/that/is/long/enough";
    let places = at(&format!("http://127.0.0.1:{}", server.port), "").replace("landing/in", long);
    let shelf = scene.path("objects").join(long).join(OFFICE).join("centre");
    for text in [b"first", b"other"] {
        scene.put(&scene.path("outbox"), &name(1, 1, Kind::Centre), text);
        scene.all_is_well(&places);
        assert_eq!(files(&shelf).into_values().collect::<Vec<_>>(), [text.to_vec()]);
    }
    assert_eq!(scene.status(&places, "centre").waiting_files, 0);
}

#[test]
fn a_wrong_key_is_said_and_is_no_reason_to_stop_trying_elsewhere() {
    let scene = Scene::new();
    let server = Server::start(&bucket(&scene), 0, None);
    let places = at(&format!("http://127.0.0.1:{}", server.port), "").replace("hunter2", "wrong")
        + "[[place]]\nname = \"share\"\nfolder = \"share\"\n";
    scene.put(&scene.path("outbox"), &name(1, 1, Kind::Centre), b"mine");
    let (ended, said) = scene.once(&places);
    assert_eq!(ended, Ended::Failed);
    assert!(said.contains("centre: The store did not answer as it should"), "{said}");
    assert!(said.contains("SignatureDoesNotMatch") && !said.contains("wrong"), "{said}");
    assert_eq!(files(&scene.shelf("share", Kind::Centre)).len(), 1);
}
