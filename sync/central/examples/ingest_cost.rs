//! What a bundle and an entry cost to ingest, with 1, 2 and 4 workers, on a PostgreSQL of its own. For `docs/scale.md`:
//!
//!     cargo run --release -p moments-central --example ingest_cost

// It is measured with what the tests are made of, which may stop where something is wrong, and has more than is used here.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout
)]

#[path = "../tests/centre/postgres.rs"]
mod postgres;
#[path = "../tests/centre/scene.rs"]
mod scene;

use moments_central::ingest::pass;
use moments_core::words::Outcome;
use postgres::Postgres;
use scene::{Office, Scene, Workstation};
use std::sync::Arc;
use std::time::Instant;

const OFFICES: u128 = 8;
const WORKSTATIONS: u128 = 2;
/// Moments of a workstation, with every second rated and an act of the office's alone for each: 2.5 entries.
const MOMENTS: u128 = 400;

fn journal(office: &Office, n: u128) -> Workstation {
    let mut workstation = office.workstation(n);
    for moment in 1..=MOMENTS {
        let moment = n * 10_000 + moment;
        workstation.record(moment, Outcome::Served);
        if moment.is_multiple_of(2) {
            workstation.rate(moment, 4);
        }
        workstation.keep(moment);
    }
    workstation
}

#[tokio::main(flavor = "multi_thread")]
async fn main() {
    println!(
        "entries a bundle | workers | bundles | entries | seconds | ms a bundle | µs an entry | entries a second | bytes an entry"
    );
    let server = moments_test_servers::postgres::Postgres::start_in(&std::env::temp_dir()).await;
    let postgres = Arc::new(Postgres::with_schema(server).await);
    for entries in [5_usize, 50, 1_000] {
        for workers in [1_usize, 2, 4] {
            let scene = Scene::on(Arc::clone(&postgres)).await;
            let mut bundles = 0_u32;
            for n in 0..OFFICES {
                let office = Office::new(100 + n);
                scene.enrol(&office).await;
                for w in 1..=WORKSTATIONS {
                    let workstation = journal(&office, w);
                    for from in (1..=workstation.len()).step_by(entries) {
                        let to = (from + entries - 1).min(workstation.len());
                        scene.land(&office, &workstation.seal(&scene.centre, from, to));
                        bundles += 1;
                    }
                }
            }
            let begin = Instant::now();
            let done = pass(&scene.centre, workers, true).await.unwrap();
            let seconds = begin.elapsed().as_secs_f64();
            assert_eq!(done.taken, usize::try_from(bundles).unwrap());
            let all = f64::from(u32::try_from(done.entries).unwrap());
            let bytes = scene
                .count(
                    "SELECT (sum(pg_total_relation_size(c.oid)))::bigint FROM pg_class c JOIN pg_namespace n
                ON n.oid = c.relnamespace WHERE n.nspname = 'centre' AND c.relkind = 'r'",
                )
                .await;
            let bytes = f64::from(u32::try_from(bytes).unwrap()) / all;
            println!(
                "{entries} | {workers} | {bundles} | {all} | {seconds:.1} | {:.1} | {:.0} | {:.0} | {bytes:.0}",
                seconds * 1e3 / f64::from(bundles),
                seconds * 1e6 / all,
                all / seconds
            );
        }
    }
}
