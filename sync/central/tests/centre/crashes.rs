//! Programs and the database that are killed at any time.

use crate::once::{busy, runs};
use crate::postgres::Postgres;
use crate::scene::{Office, Scene, hashes};
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;
use tokio_postgres::Client;

const PROGRAM_KILLS: usize = 18;
const DATABASE_KILLS: usize = 4;

fn program(scene: &Scene) -> Child {
    Command::new(env!("CARGO_BIN_EXE_moments-central"))
        .arg("--config")
        .arg(scene.folder.path().join("settings.toml"))
        .args(["ingest", "--watch", "--every", "0", "--workers", "2"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// What the centre has told these offices until now.
fn told(scene: &Scene, offices: &[Office]) -> u64 {
    offices.iter().filter_map(|office| scene.acknowledgement(office)).map(|told| told.counter).sum()
}

async fn entries(client: &Client) -> i64 {
    client.query_one("SELECT count(*) FROM centre.entries", &[]).await.unwrap().get(0)
}

/// Waits until something of this is new, then a little more, which may be the middle of anything.
async fn until(is_so: impl AsyncFn() -> bool, then_us: u64) {
    for _ in 0..6_000 {
        if is_so().await {
            tokio::time::sleep(Duration::from_micros(then_us)).await;
            return;
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    panic!("the program takes nothing more");
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_and_database_killed_at_any_time_lose_nothing_and_take_nothing_twice() {
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    let scene = Scene::on(Arc::new(Postgres::start().await)).await;
    let offices = [Office::new(100), Office::new(200)];
    let mut in_first = [offices[0].workstation(1), offices[0].workstation(2)];
    let mut in_second = [offices[1].workstation(3)];
    for _ in 0..4 {
        busy(&mut in_first, &mut rng);
        busy(&mut in_second, &mut rng);
    }
    let mut bundles = Vec::new();
    for (office, workstations) in [(&offices[0], &in_first[..]), (&offices[1], &in_second[..])] {
        scene.enrol(office).await;
        for workstation in workstations {
            for (from, to) in runs(workstation.len(), &mut rng) {
                bundles.push((office, workstation.seal(&scene.centre, from, to)));
            }
        }
    }
    let mut checked = 0;
    let rounds = PROGRAM_KILLS + DATABASE_KILLS;
    let mut kinds = [vec![true; PROGRAM_KILLS], vec![false; DATABASE_KILLS]].concat();
    kinds.shuffle(&mut rng);
    for (round, kills_program) in kinds.into_iter().enumerate() {
        // A part of the bundles each round, from the beginning, and some that came before.
        let share = |round: usize| bundles.len() * round / rounds;
        for (office, bundle) in &bundles[share(round.saturating_sub(1))..share(round + 1)] {
            scene.land(office, bundle);
        }
        let client = scene.postgres.client(&scene.name).await;
        let (before, told_before) = (entries(&client).await, told(&scene, &offices));
        let mut child = program(&scene);
        let then_us = rng.random_range(0..30_000);
        if round % 2 == 0 {
            until(async || entries(&client).await > before, then_us).await;
        } else {
            until(async || told(&scene, &offices) > told_before, then_us / 10).await;
        }
        if kills_program {
            child.kill().unwrap();
        } else {
            scene.postgres.kill();
            scene.postgres.start_again().await;
            // The program that was there goes on by itself with the database that is back.
            until(async || scene.lying(&offices[0]).is_empty() && scene.lying(&offices[1]).is_empty(), 0)
                .await;
            child.kill().unwrap();
        }
        child.wait().unwrap();
        checked += acknowledged_is_there(&scene, &offices).await;
    }
    assert!(checked > rounds, "acknowledgements were there to be looked at");
    for (office, bundle) in &bundles {
        scene.land(office, bundle);
    }
    scene.pass().await;
    assert_eq!(scene.hashes(&offices[0]).await, hashes(&in_first));
    assert_eq!(scene.hashes(&offices[1]).await, hashes(&in_second));
    assert_eq!(offices.iter().map(|office| scene.lying(office).len()).sum::<usize>(), 0);
    scene.verify().await;
}

/// Says how many acknowledgements were there.
async fn acknowledged_is_there(scene: &Scene, offices: &[Office]) -> usize {
    let mut n = 0;
    for office in offices {
        let Some(told) = scene.acknowledgement(office) else { continue };
        n += 1;
        let here = scene.hashes(office).await;
        for head in told.heads {
            let entry = (head.workstation, i64::try_from(head.seq).unwrap(), head.hash);
            assert!(here.contains(&entry), "{entry:?} was acknowledged");
        }
        let row = scene.client().await;
        let row = row
            .query_one("SELECT counter FROM centre.offices WHERE office = $1", &[&office.id().0])
            .await
            .unwrap();
        assert!(i64::try_from(told.counter).unwrap() <= row.get::<_, i64>(0), "its counter was committed");
    }
    n
}
