//! Whatever is killed, and whenever: each record is in the centre's tables once, in its place, and as the workstation has it.

use crate::compared::{Had, differences};
use crate::scene::{DATABASE, Own, Scene};
use moments_tests::figures::{self, Figure, Tally};
use moments_tests::generated::Dice;
use std::time::{Duration, Instant};
use tokio_postgres::Client;

const SEED: u64 = 20_261_128;
/// Of each kind: the three couriers, the two centres, PostgreSQL.
const KILLS: [usize; 3] = [20, 18, 12];
/// Whoever does nothing for so long is killed in its sleep.
const STILL: Duration = Duration::from_millis(1_200);
/// Nothing takes longer than this to become quiet.
const PATIENCE: Duration = Duration::from_secs(60);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Victim {
    Courier(usize),
    Centre(usize),
    Postgres,
}

/// Who is killed, in which order.
fn victims(dice: &mut Dice) -> Vec<Victim> {
    let [couriers, centres, databases] = KILLS;
    let mut all: Vec<Victim> = (0..couriers).map(|n| Victim::Courier(n % 3)).collect();
    all.extend((0..centres).map(|n| Victim::Centre(n % 2)));
    all.extend((0..databases).map(|_| Victim::Postgres));
    for end in (1..all.len()).rev() {
        all.swap(end, dice.below(end + 1));
    }
    all
}

/// No desk was ever told more than the centre's tables hold.
async fn nothing_is_acknowledged_that_is_not_there(scene: &Scene, client: &Client) {
    for counter in &scene.counters {
        let view = counter.stands();
        let Some(has) = view.centre.as_ref().and_then(|centre| centre.has) else { continue };
        let sql = "SELECT count(*) FROM centre.entries WHERE workstation = $1";
        let there: i64 = client.query_one(sql, &[&view.own().id.0]).await.unwrap().get(0);
        assert!(i64::from(has) <= there, "{has} were acknowledged, and {there} are there");
    }
}

async fn quiet(scene: &Scene) {
    let begin = Instant::now();
    loop {
        scene.exchange();
        let unfinished = scene.unfinished();
        if unfinished.is_empty() {
            return;
        }
        assert!(begin.elapsed() < PATIENCE, "{unfinished:#?}\n{}", scene.said());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Whether a centre is in the middle of a transaction.
async fn is_taking(client: &Client) -> bool {
    let sql = "SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND xact_start IS NOT NULL AND pid <> pg_backend_pid()";
    client.query_one(sql, &[]).await.unwrap().get::<_, i64>(0) > 0
}

/// Offices at work, and kills. What the centre's tables then have to say, when all is quiet.
async fn killed(seed: u64, kills: usize) -> Tally {
    let (begin, mut dice) = (Instant::now(), Dice::of(seed));
    let mut scene = Scene::new().await;
    scene.be_an_analyst().await;
    scene.start();
    let (mut killed, mut within) = (0, 0);
    for victim in victims(&mut dice).into_iter().take(kills) {
        let client = scene.postgres.client(DATABASE).await;
        for at in 0..scene.counters.len() {
            scene.work(at, &mut dice);
        }
        scene.exchange();
        // Until somebody carried, took or answered something, and a little longer: the middle of anything.
        let (before, still) = (scene.lying(), Instant::now());
        while scene.lying() == before && still.elapsed() < STILL {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        tokio::time::sleep(Duration::from_micros(dice.below(40_000) as u64)).await;
        within += usize::from(!matches!(victim, Victim::Courier(_)) && is_taking(&client).await);
        killed += usize::from(match victim {
            Victim::Courier(n) => scene.counters[n].courier.kill(),
            Victim::Centre(n) => scene.centres[n].kill(),
            Victim::Postgres => {
                scene.postgres.kill();
                true
            }
        });
        tokio::time::sleep(Duration::from_micros(dice.below(60_000) as u64)).await;
        match victim {
            Victim::Courier(n) => scene.counters[n].courier.start(),
            Victim::Centre(n) => scene.centres[n].start(),
            Victim::Postgres => scene.postgres.start_again().await,
        }
        scene.exchange();
        let client = scene.postgres.client(DATABASE).await;
        nothing_is_acknowledged_that_is_not_there(&scene, &client).await;
    }
    assert_eq!(killed, kills, "none had ended by itself before it was killed:\n{}", scene.said());

    quiet(&scene).await;
    let desks = scene.at_desks();
    for centre in &mut scene.centres {
        centre.kill();
    }
    let centre = Had::at_centre(&scene.postgres.client(DATABASE).await).await;
    let (entries, moments): (_, usize) = (desks.count(), desks.moments.values().map(Vec::len).sum());
    let took = begin.elapsed().as_secs();
    println!("{killed} kills, {within} within a transaction: {entries} entries, {moments} moments, {took} s");
    let wrong = differences(&desks, &centre);
    if wrong.is_empty() {
        assert_eq!(desks.entries.len(), 3, "three journals, none of which began anew");
        assert!(entries > 5 * kills && moments > 2 * kills, "there was something to carry");
        assert!(scene.centre(&["verify"]).contains("Findings: 0."));
        what_is_planted_in_a_copy_is_found(&scene, &desks).await;
    }
    let lost = wrong.iter().filter(|difference| difference.contains("missing")).count() as u64;
    Tally { cases: kills as u64, lost, damaged: wrong.len() as u64 - lost, wrong, ..Tally::default() }
}

#[test]
fn what_carries_and_takes_can_be_killed_at_any_time_and_each_record_arrives_once() {
    let figure = Figure { name: "kills on the way to the centre", quick: 50, long: 2_000 };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    figures::run(&figure, 50, |chunk, kills| {
        runtime.block_on(killed(SEED + chunk, usize::try_from(kills).unwrap()))
    });
}

/// What somebody's mistake could leave in the centre's tables, and what the comparison has to say of it.
const PLANTED: [(&str, &str); 6] = [
    ("DELETE FROM centre.entries WHERE seq = 7", "entry 7 is missing"),
    (
        "ALTER TABLE centre.entries DROP CONSTRAINT entries_pkey CASCADE;
         ALTER TABLE centre.entries DROP CONSTRAINT IF EXISTS entries_office_id_key;
         INSERT INTO centre.entries SELECT * FROM centre.entries WHERE seq = 9",
        "entry 9 is there 2 times",
    ),
    ("UPDATE centre.entries SET hash = sha256(hash) WHERE seq = 11", "entry 11 is another one"),
    ("UPDATE centre.entries SET seq = seq + 1000000 WHERE seq = 5", "entry 1000005 was never written"),
    (
        "UPDATE centre.moments SET outcome = CASE outcome WHEN 'served' THEN 'left' ELSE 'served' END
         WHERE moment = (SELECT moment FROM centre.moments WHERE kind = 'moment' LIMIT 1)",
        "0 here, 1 at the centre",
    ),
    (
        "DELETE FROM centre.moments WHERE moment = (SELECT moment FROM centre.moments LIMIT 1)",
        "1 here, 0 at the centre",
    ),
];

async fn what_is_planted_in_a_copy_is_found(scene: &Scene, desks: &Had) {
    for (n, (sql, says)) in PLANTED.iter().enumerate() {
        let copy = format!("copy{n}");
        scene.postgres.create(&copy, DATABASE).await;
        let client = scene.postgres.client(&copy).await;
        client.batch_execute(sql).await.unwrap();
        let found = differences(desks, &Had::at_centre(&client).await);
        assert!(found.iter().any(|difference| difference.contains(says)), "{sql}: {found:#?}");
    }
}
