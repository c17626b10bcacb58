//! A million days in the model, and the mistakes that it must notice.

use moments_test_model::{Broken, Mutant, live};
use moments_tests::figures::{self, Figure, Tally, Wrong};

/// Device-days of a chunk, and seeds that it has for them: an office lives for about 150.
const CHUNK: u64 = 20_000;
const SEEDS: u64 = 1_000;
/// Offices in which each mistake must show, at most.
const OFFICES: u64 = 300;

/// As a campaign counts it: what is twice, or doesn't hold, is damage.
fn wrong(broken: Broken) -> Wrong {
    match broken {
        Broken::Lost(what) => Wrong::Lost(what),
        Broken::Doubled(what) | Broken::Unsound(what) => Wrong::Damaged(what),
    }
}

fn campaign(chunk: u64, wanted: u64) -> Tally {
    let mut tally = Tally::default();
    for seed in (chunk * SEEDS..).take(SEEDS as usize) {
        match live(seed, None) {
            Ok(lived) => tally.cases += lived.device_days,
            Err(broken) => tally.count(Err(wrong(broken)), || format!("seed {seed}")),
        }
        if tally.cases >= wanted {
            break;
        }
    }
    tally
}

#[test]
fn nothing_is_lost_or_doubled_in_a_million_days_of_the_model() {
    let figure = Figure { name: "device-days in the model", quick: 1_000_000, long: 50_000_000 };
    figures::run_together(&figure, CHUNK, campaign);
}

#[test]
fn the_model_shows_each_planted_mistake() {
    figures::mutants("device-days in the model", &Mutant::ALL, |mutant| {
        let found = (0..OFFICES).filter(|seed| live(*seed, Some(*mutant)).is_err()).count();
        println!("{mutant:?}: in {found} of {OFFICES} offices");
        found > 0
    });
}

#[test]
fn an_office_in_the_model_lives_the_same_life_again() {
    assert_eq!(live(7, None), live(7, None));
    let lived = (0..50).map(|seed| live(seed, None).unwrap());
    let (forked, gone) = lived.fold((0, 0), |sum, one| (sum.0 + one.forked, sum.1 + one.gone));
    assert!(forked > 0 && gone > 0, "it does what is hard: {forked} beside others, {gone} with their disk");
}
