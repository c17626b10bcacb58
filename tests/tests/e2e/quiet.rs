//! What the app does not do: speak to a network, leave a note readable, or need the file that may be lost.

use crate::app::Place;
use crate::browser::key;
use crate::steps::{self, Steps};
use moments_tests::readable_in;
use std::path::Path;

/// A note that stands nowhere else on this machine.
const NOTE: &str = "sealskin umbrella left on the third chair";

const STRACE: [&str; 5] = ["strace", "-f", "-qq", "-e", "trace=socket,connect,bind"];

#[test]
fn alone_it_opens_no_internet_socket() {
    let place = Place::with_work(1, 10);
    let trace = place.folder().join("sockets");
    place.run_alone(&[&STRACE[..], &["-o", trace.to_str().expect("a path")]].concat(), || {
        let trace = std::fs::read_to_string(&trace).unwrap_or_default();
        // The page is up when its process has connected to the display.
        trace.matches("X11-unix").count() >= 1 && place.home().join("logs").is_dir()
    });
    let trace = std::fs::read_to_string(&trace).expect("strace wrote");
    assert!(trace.contains("AF_UNIX"), "it was watched");
    assert_eq!(internet(&trace), [""; 0]);
}

#[tokio::test]
async fn at_work_it_speaks_to_nobody_but_the_driver_of_this_test() {
    let place = Place::with_work(1, 10);
    let trace = place.folder().join("sockets");
    let app = place.start_under(&[&STRACE[..], &["-o", trace.to_str().expect("a path")]].concat()).await;
    let steps = Steps::in_english(&app.browser);
    steps.sign_in(steps::SUPERVISOR, steps::PIN).await;
    app.browser.press(&[key::SPACE, '1', key::ENTER]).await;
    app.browser.sees("Saved.").await;
    for screen in ["today", "review", "catalogue", "office"] {
        steps.go(screen).await;
    }
    app.close().await;
    let trace = std::fs::read_to_string(&trace).expect("strace wrote");
    let addresses: Vec<&str> =
        internet(&trace).into_iter().filter(|line| line.contains("sa_family")).collect();
    assert!(!addresses.is_empty(), "the driver's own are seen");
    let away: Vec<&&str> =
        addresses.iter().filter(|line| !line.contains("127.0.0.1") && !line.contains("\"::1\"")).collect();
    assert!(away.is_empty(), "addresses beyond this machine: {away:?}");
    assert!(!addresses.iter().any(|line| line.contains("htons(53)")), "no name was looked up");
}

fn internet(trace: &str) -> Vec<&str> {
    trace.lines().filter(|line| line.contains("AF_INET")).collect()
}

#[tokio::test]
async fn a_note_can_be_read_in_no_file_neither_as_a_draft_nor_when_saved() {
    let place = Place::with_work(1, 10);
    let app = place.start().await;
    let steps = Steps::in_english(&app.browser);
    steps.sign_in(steps::CLERK, steps::PIN).await;
    steps.write_a_note('1', NOTE).await;
    // The draft is kept within a third of a second.
    tokio::time::sleep(std::time::Duration::from_millis(800)).await;
    assert_eq!(readable_in(place.folder(), NOTE), [] as [&Path; 0], "as a draft");
    app.kill().await;
    assert_eq!(readable_in(place.folder(), NOTE), [] as [&Path; 0], "after a kill");

    let app = place.start().await;
    let steps = Steps::in_english(&app.browser);
    steps.sign_in(steps::CLERK, steps::PIN).await;
    steps.push("counter_take_up").await;
    steps.sees("counter_save").await;
    app.browser.press(&[key::ENTER]).await;
    app.browser.sees("Saved.").await;
    assert_eq!(readable_in(place.folder(), NOTE), [] as [&Path; 0], "when saved");
    app.close().await;
    assert_eq!(readable_in(place.folder(), NOTE), [] as [&Path; 0], "after the app ended");
    let found = place.admin(&["search", "sealskin", "--json"]);
    assert!(found.contains(NOTE), "and yet it is there: {found}");
}

#[tokio::test]
async fn it_starts_when_the_file_of_preferences_is_empty_torn_or_gone() {
    let place = Place::with_work(1, 5);
    let app = place.start().await;
    let steps = Steps::in_english(&app.browser);
    steps.sign_in(steps::CLERK, steps::PIN).await;
    app.close().await;
    let settings = place.home().join("settings.json");
    let torn: [Option<&[u8]>; 4] = [Some(b""), Some(b"{\"preferences\":{\"lang"), Some(b"\0\0\0\0"), None];
    for left in torn {
        match left {
            Some(bytes) => std::fs::write(&settings, bytes).expect("settings"),
            None => drop(std::fs::remove_file(&settings)),
        }
        let app = place.start().await;
        let steps = Steps::in_english(&app.browser);
        steps.sign_in(steps::CLERK, steps::PIN).await;
        app.close().await;
    }
}
