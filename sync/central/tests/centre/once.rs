//! Everything once, in order, whatever comes how often and when.

use crate::scene::{Office, STAFF, Scene, Workstation, hashes, moment};
use moments_central::ingest::pass;
use moments_core::entry::EntityRef;
use moments_core::fields::unflatten;
use moments_core::fold::{fold, slices};
use moments_core::moment::Moment;
use moments_core::words::Outcome;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

const MOMENTS: u128 = 25;

/// Moments that one workstation records and another one amends and rates, with what is the office's alone between.
pub fn busy(workstations: &mut [Workstation], rng: &mut ChaCha8Rng) {
    let n = workstations.len();
    for moment in 1..=MOMENTS {
        let [records, amends, rates] = std::array::from_fn(|_| rng.random_range(0..n));
        workstations[records].record(moment, Outcome::Served);
        if moment % 2 == 0 {
            workstations[amends].amend(moment, Outcome::ALL[rng.random_range(0..Outcome::ALL.len())]);
        }
        if moment % 3 == 0 {
            workstations[rates].rate(moment, rng.random_range(1..=5));
        }
        workstations[records].keep(moment);
    }
}

/// Runs that overlap, and hold all of it.
pub fn runs(length: usize, rng: &mut ChaCha8Rng) -> Vec<(usize, usize)> {
    let mut runs = Vec::new();
    let mut from = 1;
    while from <= length {
        let to = (from + rng.random_range(0..9)).min(length);
        runs.push((from.saturating_sub(rng.random_range(0..4)).max(1), to));
        from = to + 1;
    }
    runs
}

#[tokio::test(flavor = "multi_thread")]
async fn every_record_is_here_once_whatever_comes_twice_late_or_in_any_order() {
    for seed in 0..3 {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let scene = Scene::new().await;
        let offices = [Office::new(100), Office::new(200)];
        let mut in_first = [offices[0].workstation(1), offices[0].workstation(2)];
        let mut in_second = [offices[1].workstation(3)];
        busy(&mut in_first, &mut rng);
        busy(&mut in_second, &mut rng);
        let mut bundles = Vec::new();
        for (office, workstations) in [(&offices[0], &in_first[..]), (&offices[1], &in_second[..])] {
            scene.enrol(office).await;
            for workstation in workstations {
                for (from, to) in runs(workstation.len(), &mut rng) {
                    bundles.push((office, workstation.seal(&scene.centre, from, to)));
                }
            }
        }
        // Everything twice, at a time that has nothing to do with its place.
        let mut all: Vec<_> = bundles.iter().chain(&bundles).collect();
        all.shuffle(&mut rng);
        for some in all.chunks(all.len() / 5) {
            for (office, bundle) in some {
                scene.land(office, bundle);
            }
            let workers = rng.random_range(2..=4);
            let (one, other) =
                tokio::join!(pass(&scene.centre, workers, true), pass(&scene.centre, 2, false));
            let troubles = [one.unwrap().troubles, other.unwrap().troubles].concat();
            assert_eq!(troubles, [""; 0], "two programs at once disturb nobody");
        }
        scene.pass().await;
        for (office, workstations) in [(&offices[0], &in_first[..]), (&offices[1], &in_second[..])] {
            assert_eq!(scene.hashes(office).await, hashes(workstations), "each entry once, in order");
            assert_eq!(scene.lying(office), [""; 0], "what is acknowledged lies nowhere any more");
            let heads = scene.acknowledgement(office).unwrap().heads;
            let ends: Vec<_> = heads.iter().map(|head| (head.workstation, head.hash)).collect();
            let want: Vec<_> =
                workstations.iter().map(|w| (w.key.workstation, w.journal[w.len() - 1].hash)).collect();
            assert_eq!(ends, want, "the office is told of all of it");
            states_are_what_the_core_makes_of_all(&scene, office, workstations).await;
        }
        scene.verify().await;
    }
}

async fn states_are_what_the_core_makes_of_all(scene: &Scene, office: &Office, workstations: &[Workstation]) {
    let client = scene.client().await;
    let mut seen_a_rating = false;
    for n in 1..=MOMENTS {
        let subject: EntityRef = moment(n);
        let about = workstations.iter().flat_map(|w| &w.journal).filter(|e| e.entities.contains(&subject));
        let slices: Vec<_> = about.flat_map(slices).collect();
        let (want, _) = unflatten::<Moment>(&fold(&slices).fields);
        let row = client
            .query_one(
                "SELECT outcome, overall::integer, answered FROM centre.moments WHERE office = $1 AND entity = $2",
                &[&office.id().0, &subject.as_str()],
            )
            .await
            .unwrap();
        assert_eq!(row.get::<_, &str>(0), want.outcome().unwrap().as_str(), "{subject}");
        assert_eq!(row.get::<_, Option<i32>>(1), want.rating().and_then(|r| r.rating.overall).map(i32::from));
        assert_eq!(row.get::<_, bool>(2), want.counted().answered);
        assert_eq!(want.staff, Some(STAFF));
        seen_a_rating |= want.rating().is_some();
    }
    assert!(seen_a_rating, "the scene has something to fold");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_the_offices_alone_is_here_as_commits_and_holds_the_chain() {
    let scene = Scene::new().await;
    let office = Office::new(100);
    scene.enrol(&office).await;
    let mut workstation = office.workstation(1);
    workstation.keep(1);
    workstation.record(2, Outcome::Served);
    workstation.keep(3);
    scene.land(&office, &workstation.seal(&scene.centre, 1, 3));
    assert_eq!(scene.pass().await.entries, 3);
    let kept =
        "SELECT count(*) FROM centre.entries WHERE audience = 'office' AND payload IS NULL AND text IS NULL";
    assert_eq!(scene.count(kept).await, 2, "their content never left the office");
    scene.verify().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gap_waits_and_says_what_is_missing_and_a_new_life_of_a_store_begins_at_one() {
    let scene = Scene::new().await;
    let office = Office::new(100);
    scene.enrol(&office).await;
    let mut workstation = office.workstation(1);
    for n in 1..=9 {
        workstation.record(n, Outcome::Served);
    }
    let ahead = workstation.seal(&scene.centre, 7, 9);
    scene.land(&office, &ahead);
    assert_eq!(scene.pass().await.waiting, 1);
    assert_eq!(scene.reason(&ahead.0).await, ("waiting".into(), "entries 1 to 6 are missing".into()));
    assert_eq!(
        scene.acknowledgement(&office).map(|a| a.heads),
        None,
        "nothing is acknowledged that is not here"
    );
    scene.land(&office, &workstation.seal(&scene.centre, 1, 6));
    assert_eq!(scene.pass().await.entries, 9, "the gap is closed, and what waited follows");

    let mut reborn = office.workstation(1);
    reborn.key.epoch.0 = [9; 16];
    reborn.record(20, Outcome::Served);
    reborn.certificate = workstation.certificate.clone();
    reborn.keys = workstation.keys.clone();
    scene.land(&office, &reborn.seal(&scene.centre, 1, 1));
    assert_eq!(scene.pass().await.entries, 1);
    assert_eq!(scene.acknowledgement(&office).unwrap().heads.len(), 2);
    scene.verify().await;
}
