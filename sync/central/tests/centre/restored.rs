//! A database that was restored from a copy forgets; the offices send again.

use crate::scene::{Office, Scene, hashes};
use moments_central::{Centre, Config, acknowledge};
use moments_core::words::Outcome;

#[tokio::test(flavor = "multi_thread")]
async fn a_restored_database_is_noticed_and_what_it_forgot_is_taken_again() {
    let scene = Scene::new().await;
    let (office, untouched) = (Office::new(100), Office::new(200));
    scene.enrol(&office).await;
    scene.enrol(&untouched).await;
    let (mut workstation, mut elsewhere) = (office.workstation(1), untouched.workstation(2));
    for n in 1..=9 {
        workstation.record(n, Outcome::Served);
        elsewhere.record(n, Outcome::Served);
    }
    scene.land(&untouched, &elsewhere.seal(&scene.centre, 1, 9));
    scene.land(&office, &workstation.seal(&scene.centre, 1, 3));
    scene.pass().await;
    let backup = format!("{}_backup", scene.name);
    scene.postgres.create(&backup, &scene.name).await;
    for (from, to) in [(4, 5), (6, 7)] {
        scene.land(&office, &workstation.seal(&scene.centre, from, to));
        scene.pass().await;
    }
    let before = scene.acknowledgement(&office).unwrap();
    assert_eq!(before.heads[0].seq, 7);

    let restored = Config { database: scene.postgres.url(&backup), ..scene.settings.clone() };
    let scene = Scene { centre: Centre::open(&restored).unwrap(), settings: restored, ..scene };
    scene.land(&office, &workstation.seal(&scene.centre, 8, 9));
    let pass = scene.pass().await;
    assert_eq!((pass.waiting, pass.entries), (1, 0), "what comes next waits for what was forgotten");
    let told = scene.acknowledgement(&office).unwrap();
    assert_ne!(told.incarnation, before.incarnation, "the office is told that the centre is another");
    assert!(told.over.contains(&before.incarnation), "and that the one before is over");
    assert_eq!(told.heads[0].seq, 3, "and how far it has everything");
    assert_eq!(scene.pass().await.entries, 0);
    assert_eq!(scene.acknowledgement(&office).unwrap().incarnation, told.incarnation, "noticed once");
    let other = scene.acknowledgement(&untouched).unwrap();
    assert_eq!(other.heads[0].seq, 9, "an office of which nothing was lost goes on");

    scene.land(&office, &workstation.seal(&scene.centre, 4, 7));
    assert_eq!(scene.pass().await.entries, 6);
    assert_eq!(scene.hashes(&office).await, hashes([&workstation]));
    assert_eq!(scene.acknowledgement(&office).unwrap().heads[0].seq, 9);
    scene.verify().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_can_say_that_the_database_was_restored() {
    let scene = Scene::new().await;
    let office = Office::new(100);
    scene.enrol(&office).await;
    let mut workstation = office.workstation(1);
    workstation.record(1, Outcome::Served);
    scene.land(&office, &workstation.seal(&scene.centre, 1, 1));
    scene.pass().await;
    let before = scene.acknowledgement(&office).unwrap();
    assert_eq!(acknowledge::restored(&scene.centre, &mut scene.client().await).await.unwrap(), 1);
    let after = scene.acknowledgement(&office).unwrap();
    assert_ne!(after.incarnation, before.incarnation);
    assert_eq!(after.heads, before.heads);
    scene.pass().await;
    assert_eq!(scene.acknowledgement(&office).unwrap().incarnation, after.incarnation);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_acknowledgement_that_was_lost_or_torn_is_written_again_when_the_program_starts() {
    let scene = Scene::new().await;
    let office = Office::new(100);
    scene.enrol(&office).await;
    let mut workstation = office.workstation(1);
    workstation.record(1, Outcome::Served);
    scene.land(&office, &workstation.seal(&scene.centre, 1, 1));
    scene.pass().await;
    let before = scene.acknowledgement(&office).unwrap();
    let file = scene.folder.path().join("landing").join(office.id().to_string()).join("centre.ack");
    for damage in [None, Some("")] {
        match damage {
            None => std::fs::remove_file(&file).unwrap(),
            Some(text) => std::fs::write(&file, text).unwrap(),
        }
        scene.pass().await;
        let after = scene.acknowledgement(&office).unwrap();
        assert_eq!((after.heads, after.incarnation), (before.heads.clone(), before.incarnation));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_from_before_another_restore_is_noticed_whatever_its_counter_says() {
    let scene = Scene::new().await;
    let office = Office::new(100);
    scene.enrol(&office).await;
    let mut workstation = office.workstation(1);
    for n in 1..=4 {
        workstation.record(n, Outcome::Served);
    }
    scene.land(&office, &workstation.seal(&scene.centre, 1, 2));
    scene.pass().await;
    let backup = format!("{}_backup", scene.name);
    scene.postgres.create(&backup, &scene.name).await;
    acknowledge::restored(&scene.centre, &mut scene.client().await).await.unwrap();
    let between = scene.acknowledgement(&office).unwrap();

    let restored = Config { database: scene.postgres.url(&backup), ..scene.settings.clone() };
    let scene = Scene { centre: Centre::open(&restored).unwrap(), settings: restored, ..scene };
    scene.land(&office, &workstation.seal(&scene.centre, 3, 4));
    assert_eq!(scene.pass().await.entries, 2);
    let after = scene.acknowledgement(&office).unwrap();
    assert_ne!(after.incarnation, between.incarnation);
    let known = "SELECT count(*) FROM centre.incarnations";
    assert_eq!(scene.count(known).await, 3, "the first, the one that was lost, and a new one");
    assert_eq!(after.heads[0].seq, 4);
}
