//! Files that somebody damaged, and entries of a workstation that writes what none of ours would.

use crate::scene::{Office, Scene, moment};
use moments_bundle::{Destination, Reader, open};
use moments_core::entry::EntityRef;
use moments_core::words::{Audience, Outcome};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn thousands_of_damaged_bundles_are_refused_and_the_sound_one_is_taken() {
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    let scene = Scene::new().await;
    let office = Office::new(100);
    scene.enrol(&office).await;
    let mut workstation = office.workstation(1);
    for n in 1..=3 {
        workstation.record(n, Outcome::Served);
    }
    let (name, sound) = workstation.seal(&scene.centre, 1, 3);
    let reader = Reader { keys: &scene.centre.keys, card: &office.card, destination: Destination::Centre };
    let mut damage = || {
        let mut bytes = sound.clone();
        match rng.random_range(0..3) {
            0 => bytes.truncate(rng.random_range(0..bytes.len())),
            1 => {
                let at = rng.random_range(0..bytes.len());
                bytes[at] ^= 1 << rng.random_range(0..8);
            }
            _ => {
                let (at, to) = (rng.random_range(0..bytes.len()), rng.random_range(0..bytes.len()));
                bytes.swap(at, to);
                bytes.push(0);
            }
        }
        bytes
    };
    for _ in 0..3_000 {
        assert!(open(&damage(), &reader).is_err());
    }
    for n in 0..40 {
        let name = name.replace("000000000003.", &format!("{:012}.", 10 + n));
        scene.land(&office, &(name, damage()));
    }
    scene.land(&office, &(name, sound.clone()));
    let pass = scene.pass().await;
    assert_eq!((pass.refused, pass.taken), (40, 1));
    scene.verify().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_a_workstation_signs_is_kept_and_folded_or_refused_with_a_reason() {
    let mut rng = ChaCha8Rng::seed_from_u64(5);
    let scene = Scene::new().await;
    let office = Office::new(100);
    scene.enrol(&office).await;
    let mut workstation = office.workstation(1);
    let odd = [
        json!(null),
        json!(-1),
        json!(1e308),
        json!(u64::MAX),
        json!("\u{0}"),
        json!("+262142-12-31"),
        json!("-262143-01-01"),
        json!("2026-02-30"),
        json!("9999-12-31T23:59:59.999999999+23:59"),
        json!([["a", "staff"], { "x": {} }]),
        json!({ "a": [1, { "b": "\u{0}" }] }),
        json!("x".repeat(70_000)),
    ];
    let fields = [
        "office_day",
        "started_at",
        "finished_at",
        "lines/1/quantity",
        "lines/1/position",
        "lines/\u{0}/service",
        "channel",
        "overall",
        "ratings/00000000-0000-0000-0000-000000000001/overall",
        "target",
        "due",
        "opened_at",
        "marks/storm",
        "counters_open",
        "moments",
        "counts/moments",
        "targets",
        "held_seconds",
        "a/b/c",
        "\u{0}",
        "threshold_minutes",
        "proposed_threshold_minutes",
        "sums/0000",
    ];
    let kinds = [
        "moment",
        "case",
        "service",
        "standard",
        "sign_off",
        "day_context",
        "day_sums",
        "erasure",
        "office",
        "comet",
    ];
    let written =
        ["moment_recorded", "case_opened", "service_set", "part_erased", "office_set", "day_summed"];
    let day = ["00000000-0000-0000-0000-000000000001", "2026-11-24", "+262142-01-01", "ABC", "0"];
    for _ in 0..600 {
        let mut set = serde_json::Map::new();
        for _ in 0..rng.random_range(0..5) {
            set.insert(
                fields[rng.random_range(0..fields.len())].into(),
                odd[rng.random_range(0..odd.len())].clone(),
            );
        }
        if rng.random_range(0..2) == 0 {
            set.insert("started_at".into(), json!("2026-11-24T14:03:00-05:00"));
        }
        let about =
            EntityRef::new(kinds[rng.random_range(0..kinds.len())], day[rng.random_range(0..day.len())]);
        let payload = serde_json::to_vec(&json!({ "changes": [{ "set": set }] })).unwrap();
        let text = if rng.random_range(0..4) == 0 { b"\xFF".to_vec() } else { vec![] };
        let kind = written[rng.random_range(0..written.len())];
        workstation.write_bytes(kind, about, Audience::OfficeAndCentre, payload, text);
    }
    for from in (1..=600).step_by(100) {
        scene.land(&office, &workstation.seal(&scene.centre, from, from + 99));
    }
    let pass = scene.pass().await;
    assert_eq!((pass.entries, pass.refused, pass.troubles), (600, 0, vec![]), "the fold is total");
    scene.verify().await;

    workstation.write_bytes("\u{0}", moment(1), Audience::OfficeAndCentre, vec![], vec![]);
    let zero = workstation.seal(&scene.centre, 601, 601);
    scene.land(&office, &zero);
    let pass = scene.pass().await;
    assert_eq!(pass.entries, 0);
    assert_eq!(scene.reason(&zero.0).await.0, "refused", "the database can't hold it, and says so once");
    assert_eq!(scene.pass().await.troubles, [""; 0]);
}
