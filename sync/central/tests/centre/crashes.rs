//! Programs and the database that are killed at any time.

use crate::once::{busy, runs};
use crate::scene::{Office, Scene, hashes};
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

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

/// Waits until so many entries are here, then a little more, which may be the middle of anything.
async fn until(scene: &Scene, entries: i64, then_us: u64) {
    let client = scene.postgres.client("centre").await;
    for _ in 0..6_000 {
        let row = client.query_one("SELECT count(*) FROM centre.entries", &[]).await.unwrap();
        if row.get::<_, i64>(0) >= entries {
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
    let mut scene = Scene::new().await;
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
    let all: Vec<_> = in_first.iter().chain(&in_second).collect();
    let total = i64::try_from(all.iter().map(|workstation| workstation.len()).sum::<usize>()).unwrap();
    let rounds = PROGRAM_KILLS + DATABASE_KILLS;
    let mut kinds = [vec![true; PROGRAM_KILLS], vec![false; DATABASE_KILLS]].concat();
    kinds.shuffle(&mut rng);
    for (round, kills_program) in kinds.into_iter().enumerate() {
        // A part of the bundles each round, from the beginning, and some that came before.
        let share = |round: usize| bundles.len() * round / rounds;
        for (office, bundle) in &bundles[share(round.saturating_sub(1))..share(round + 1)] {
            scene.land(office, bundle);
        }
        let before = scene.count("SELECT count(*) FROM centre.entries").await;
        let mut child = program(&scene);
        let goal = (before + rng.random_range(0..4)).min(total);
        until(&scene, goal, rng.random_range(0..30_000)).await;
        if kills_program {
            child.kill().unwrap();
        } else {
            scene.postgres.kill();
            scene.postgres.start_again().await;
            // The program that was there goes on by itself with the database that is back.
            scene.land(&offices[0], &bundles[0].1);
            until(&scene, before, 0).await;
            child.kill().unwrap();
        }
        child.wait().unwrap();
        acknowledged_is_there(&scene, &offices).await;
    }
    for (office, bundle) in &bundles {
        scene.land(office, bundle);
    }
    scene.pass().await;
    assert_eq!(scene.hashes(&offices[0]).await, hashes(&in_first));
    assert_eq!(scene.hashes(&offices[1]).await, hashes(&in_second));
    assert_eq!(offices.iter().map(|office| scene.lying(office).len()).sum::<usize>(), 0);
    scene.verify().await;
}

async fn acknowledged_is_there(scene: &Scene, offices: &[Office]) {
    for office in offices {
        let Some(told) = scene.acknowledgement(office) else { continue };
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
}
