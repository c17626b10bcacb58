//! A disk that is full, a folder that may not be written.

use crate::scene::{Scene, content, files, name, temporary};
use moments_courier::shape::Kind;
use std::fs;
use std::process::{Command, Output};

/// The program in a shell that prepares a full disk for it: `"$@"` is the program.
fn within(scene: &Scene, outer: &[&str], script: &str) -> Output {
    let program = scene.program("", "once");
    let mut shell = Command::new(outer[0]);
    shell
        .args(&outer[1..])
        .args(["sh", "-c", script, "sh"])
        .arg(program.get_program())
        .args(program.get_args());
    shell.env("SHARE", scene.path("share")).output().expect("a shell")
}

#[test]
fn a_full_share_loses_nothing_and_says_so() {
    let scene = Scene::new();
    let outbox = scene.path("outbox");
    scene.put(&outbox, &name(1, 1, Kind::Office), &content(1, 20_000));
    scene.put(&outbox, &name(1, 11, Kind::Office), &content(2, 300_000));
    let before = files(&outbox);

    // A file system of 128 KiB, seen by this program alone; where that can't be had, files may not grow beyond it.
    let mounted = "mount -t tmpfs -o size=128k none \"$SHARE\" && \"$@\"; ended=$?; find \"$SHARE\" -type f -size +0; exit $ended";
    let limited = "trap '' XFSZ; prlimit --fsize=131072 \"$@\"; ended=$?; find \"$SHARE\" -type f -size +0; exit $ended";
    let may = Command::new("unshare").args(["-m", "mount", "-t", "tmpfs", "none", "/mnt"]).output();
    let outer: &[&[&str]] = if may.is_ok_and(|output| output.status.success()) {
        &[&["unshare", "-m"], &["env"]]
    } else {
        &[&["env"]]
    };
    for outer in outer {
        let output = within(&scene, outer, if outer[0] == "env" { limited } else { mounted });
        let (said, left) = (String::from_utf8_lossy(&output.stderr), String::from_utf8_lossy(&output.stdout));
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains("is full. What was not carried is kept where it was"), "{said}");
        assert!(left.contains(&name(1, 1, Kind::Office)), "what had room is there: {left}");
        assert!(!left.contains(&name(1, 11, Kind::Office)) && !left.contains(".part"), "{left}");
        assert_eq!(files(&outbox), before);
    }
    scene.all_is_well("");
    assert_eq!(files(&scene.shelf("share", Kind::Office)), before);
}

#[test]
fn a_full_inbox_gets_the_rest_when_there_is_room() {
    let scene = Scene::new();
    let office = scene.shelf("share", Kind::Office);
    scene.put(&office, &name(2, 1, Kind::Office), &content(1, 20_000));
    scene.put(&office, &name(2, 11, Kind::Office), &content(2, 300_000));
    let output = within(&scene, &["env"], "trap '' XFSZ; prlimit --fsize=131072 \"$@\"");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("inbox is full"), "{said}");
    assert_eq!((output.status.code(), files(&scene.path("inbox")).len()), (Some(1), 1));
    assert_eq!(temporary(scene.folder.path()).len(), 0);
    scene.all_is_well("");
    assert_eq!(files(&scene.path("inbox")), files(&office));
}

/// Bundles are still brought from a share that may only be read.
#[test]
fn a_place_that_may_not_be_written_says_so_and_the_others_are_served() {
    let scene = Scene::new();
    let places = "[[place]]\nname = \"share\"\nfolder = \"share\"\n[[place]]\nname = \"locked\"\nfolder = \"locked\"\n";
    let folder = scene.shelf("locked", Kind::Office);
    scene.put(&folder, &name(2, 1, Kind::Office), b"theirs");
    scene.put(&scene.path("outbox"), &name(1, 1, Kind::Office), b"mine");
    let lock = |mode: &str| {
        let status = Command::new("chmod").args(["-R", mode]).arg(scene.path("locked")).status();
        assert!(status.expect("chmod").success());
    };
    // As somebody who is not root, to whom rights mean something.
    let root = fs::metadata("/proc/self").is_ok_and(|of| std::os::unix::fs::MetadataExt::uid(&of) == 0);
    let mut program = scene.program(places, "once");
    if root {
        let all = Command::new("chmod").args(["-R", "a+rwX"]).arg(scene.folder.path()).status();
        assert!(all.expect("chmod").success());
        // Where the program is built, somebody else may not even look.
        let copy = scene.path("moments-courier");
        fs::copy(program.get_program(), &copy).expect("a copy");
        let mut copied = Command::new(copy);
        copied.args(program.get_args());
        std::os::unix::process::CommandExt::uid(&mut copied, 65534);
        program = copied;
    }
    lock("a-w");
    let output = program.output().expect("it starts");
    lock("u+w");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("may not be read or written by the courier"), "{said}");
    assert_eq!(files(&scene.shelf("share", Kind::Office)).len(), 1, "{said}");
    assert_eq!(
        files(&scene.path("inbox")).into_keys().collect::<Vec<_>>(),
        [name(2, 1, Kind::Office)],
        "{said}"
    );
}
