//! What is not taken, why, and that it stops nothing.

use crate::scene::{Office, Said, Scene, Workstation};
use moments_central::enrol::{Enrolled, Last, enrol, retire};
use moments_core::entities::{self, Accepted, workstation_ref};
use moments_core::fields::flatten;
use moments_core::fold::kind;
use moments_core::words::Outcome;

async fn an_office_with(n: u128) -> (Scene, Office, Workstation) {
    let scene = Scene::new().await;
    let office = Office::new(100);
    scene.enrol(&office).await;
    let mut workstation = office.workstation(1);
    for n in 1..=n {
        workstation.record(n, Outcome::Served);
    }
    (scene, office, workstation)
}

#[tokio::test(flavor = "multi_thread")]
async fn two_stores_that_write_one_journal_are_noticed_and_neither_is_overwritten() {
    let (scene, office, mut workstation) = an_office_with(4).await;
    scene.land(&office, &workstation.seal(&scene.centre, 1, 4));
    scene.pass().await;
    let before = scene.hashes(&office).await;

    let mut copy = office.workstation(1);
    (copy.keys, copy.certificate) = (workstation.keys.clone(), workstation.certificate.clone());
    for n in 1..=2 {
        copy.record(n, Outcome::Served);
    }
    for n in 3..=6 {
        copy.record(n, Outcome::TurnedAway);
    }
    let (overlaps, follows) = (copy.seal(&scene.centre, 2, 6), copy.seal(&scene.centre, 5, 6));
    scene.land(&office, &overlaps);
    scene.land(&office, &follows);
    let mut elsewhere = office.workstation(2);
    elsewhere.record(50, Outcome::Served);
    scene.land(&office, &elsewhere.seal(&scene.centre, 1, 1));
    let pass = scene.pass().await;
    assert_eq!((pass.refused, pass.taken), (2, 1), "the other workstation's is taken");
    for (name, seq) in [(&overlaps.0, 3), (&follows.0, 5)] {
        let (state, reason) = scene.reason(name).await;
        assert!(
            state == "refused" && reason.starts_with(&format!("entry {seq} is here with another content")),
            "{reason}"
        );
    }
    assert_eq!(scene.lying(&office).len(), 2, "what was refused is kept");
    assert_eq!(scene.count("SELECT count(*) FROM centre.quarantine WHERE reason = 'fork'").await, 2);

    workstation.record(7, Outcome::Served);
    scene.land(&office, &workstation.seal(&scene.centre, 5, 5));
    assert_eq!(scene.pass().await.entries, 1, "the true journal goes on");
    assert!(scene.hashes(&office).await.starts_with(&before));
    scene.verify().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_office_signed_or_nobody_or_half_of_it_is_refused_and_blocks_nothing() {
    let (scene, office, workstation) = an_office_with(6).await;
    let foreign = Office::new(200);
    let mut stranger = foreign.workstation(7);
    stranger.record(1, Outcome::Served);
    let (mut forger, other) = (office.workstation(2), office.workstation(3));
    forger.record(1, Outcome::Served);
    forger.keys = other.keys.clone();
    let foreign_bundle = stranger.seal(&scene.centre, 1, 1);
    let forged = forger.seal(&scene.centre, 1, 1);
    let (name, whole) = workstation.seal(&scene.centre, 1, 3);
    scene.land(&office, &foreign_bundle);
    scene.land(&office, &forged);
    scene.land(&office, &(name.clone(), whole[..whole.len() - 9].to_vec()));
    scene.land(&foreign, &foreign_bundle);
    std::fs::write(
        scene.folder.path().join("landing").join(office.id().to_string()).join("centre/.half"),
        b"x",
    )
    .unwrap();
    let pass = scene.pass().await;
    assert_eq!((pass.refused, pass.taken, pass.not_enrolled.len()), (3, 0, 1));
    assert_eq!(scene.reason(&foreign_bundle.0).await.1, "the bundle is another office's");
    assert_eq!(scene.reason(&forged.0).await.1, "the bundle's signature is not its workstation's");
    assert_eq!(scene.reason(&name).await.1, "the file is damaged");
    assert_eq!(scene.pass().await.refused, 0, "it is looked at once");

    scene.land(&office, &(name, whole));
    scene.land(&office, &workstation.seal(&scene.centre, 4, 6));
    assert_eq!(scene.pass().await.entries, 6, "the courier brought the whole file under the same name");
    scene.enrol(&foreign).await;
    assert_eq!(scene.pass().await.entries, 1, "an office is taken from once it is enrolled");
    scene.verify().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_offices_key_is_not_replaced_unless_somebody_says_so() {
    let (scene, office, _) = an_office_with(0).await;
    let mut client = scene.client().await;
    let mut other = Office::new(100);
    other.card.name_en = "Renamed".into();
    let refused = enrol(&mut client, &other.card, false).await.unwrap_err();
    assert!(refused.to_string().contains("enrolled with another key. Nothing was changed"), "{refused}");
    assert_eq!(scene.text("SELECT name_en FROM centre.offices").await.unwrap(), "Office 100");
    assert_eq!(enrol(&mut client, &office.card, false).await.unwrap(), Enrolled::Known);
    assert_eq!(enrol(&mut client, &other.card, true).await.unwrap(), Enrolled::KeyReplaced);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workstation_that_its_office_retired_is_taken_no_further_than_the_office_says() {
    let (scene, office, workstation) = an_office_with(6).await;
    let mut colleague = office.workstation(2);
    let mut retire = |seq: usize| {
        let end = Accepted::new(seq as u64, &workstation.journal[seq - 1].hash);
        let epoch = workstation.key.epoch.to_string();
        let record =
            entities::Workstation { retired: true, accepted: [(epoch, end)].into(), ..Default::default() };
        let about = workstation_ref(&workstation.key.workstation);
        colleague.write(Said::new(kind::WORKSTATION_RETIRED, about, flatten(&record).unwrap()));
        colleague.seal(&scene.centre, colleague.len(), colleague.len())
    };
    scene.land(&office, &retire(4));
    scene.pass().await;
    scene.land(&office, &workstation.seal(&scene.centre, 1, 6));
    let pass = scene.pass().await;
    assert_eq!((pass.entries, pass.refused), (4, 1));
    // The office takes more of it after all.
    scene.land(&office, &retire(6));
    while scene.pass().await.entries > 0 {}
    assert_eq!(scene.hashes(&office).await.len(), 8);
    scene.verify().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retired_workstation_is_taken_up_to_its_last_entry_and_further_when_that_is_raised() {
    let (scene, office, workstation) = an_office_with(9).await;
    let mut client = scene.client().await;
    let last = |seq: u64| {
        let head = Some(workstation.journal[usize::try_from(seq).unwrap() - 1].hash);
        Some(Last { epoch: workstation.key.epoch, seq, head })
    };
    retire(&mut client, office.id(), workstation.key.workstation, last(5)).await.unwrap();
    let (early, late) = (workstation.seal(&scene.centre, 1, 7), workstation.seal(&scene.centre, 8, 9));
    scene.land(&office, &early);
    scene.land(&office, &late);
    let mut reborn = office.workstation(1);
    (reborn.keys, reborn.certificate) = (workstation.keys.clone(), workstation.certificate.clone());
    reborn.key.epoch.0 = [8; 16];
    reborn.record(90, Outcome::Served);
    let elsewhere = reborn.seal(&scene.centre, 1, 1);
    scene.land(&office, &elsewhere);
    let pass = scene.pass().await;
    assert_eq!((pass.entries, pass.refused, pass.waiting), (5, 2, 1));
    assert!(scene.reason(&early.0).await.1.contains("its entries from 6 on are behind its last one"));
    assert!(scene.reason(&elsewhere.0).await.1.contains("its entries from 1 on"), "a life that nobody named");
    assert_eq!(scene.count("SELECT count(*) FROM centre.quarantine WHERE reason = 'retired'").await, 3);

    retire(&mut client, office.id(), workstation.key.workstation, last(9)).await.unwrap();
    assert_eq!(scene.pass().await.entries, 4);
    assert_eq!(scene.hashes(&office).await.len(), 9);
    scene.verify().await;
}
