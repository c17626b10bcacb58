//! Real desks with real bundles: four counters of one office and what stands for the centre, files that are carried badly,
//! workstations that are put back, copied and killed, clocks that leap, disks that fill up.

mod centre;
mod life;

use centre::Centre;
use life::Life;
use moments_bundle::certificate::OfficeCard;
use moments_bundle::keys::Keys;
use moments_tests::figures::{self, Figure, Tally};
use moments_tests::{TestOffice, copy_folder};
use std::path::Path;

/// Counters, and the days of one life.
const COUNTERS: u64 = 4;
const DAYS: u64 = 25;

/// An office before its first day: everybody knows everybody, and the centre.
struct Prepared {
    counters: Vec<TestOffice>,
    centre: String,
    office: OfficeCard,
}

/// The stick is put in: read, then written.
fn visit(counter: &TestOffice, stick: &Path) {
    let ada = counter.actor("Ada");
    let read = counter.desk.read_stick(&ada, stick, |_, _| true);
    assert!(read.is_ok_and(|taken| taken.refused == 0), "nothing went wrong yet");
    counter.desk.write_stick(&ada, stick, |_, _| true).unwrap();
}

impl Prepared {
    fn new() -> Self {
        let (one, stick) = (TestOffice::new().unwrap(), tempfile::tempdir().unwrap());
        let centre = Keys::generate().unwrap();
        one.desk.set_centre(&one.actor("Ada"), &Centre::card(&centre)).unwrap();
        let card = one.desk.office_card(&one.actor("Ada")).unwrap();
        let mut counters = vec![one];
        for n in 2..=COUNTERS {
            let colleague = counters[0].colleague(&format!("Counter {n}"), stick.path()).unwrap();
            counters.push(colleague);
        }
        counters[0].desk.write_stick(&counters[0].actor("Ada"), stick.path(), |_, _| true).unwrap();
        for counter in counters.iter().chain(&counters) {
            visit(counter, stick.path());
        }
        let office = serde_json::from_str(&card).unwrap();
        Self { counters, centre: centre.to_secret().to_string(), office }
    }

    fn life(&self, seed: u64) -> Life {
        let copies = self.counters.iter().map(|counter| {
            let copy = tempfile::tempdir().unwrap();
            copy_folder(counter.folder(), copy.path()).unwrap();
            life::open(counter, copy)
        });
        let centre = Centre::new(Keys::from_secret(&self.centre).unwrap(), self.office.clone());
        Life::new(copies.collect(), centre, seed)
    }
}

#[test]
fn nothing_is_lost_or_doubled_in_five_hundred_days_of_real_counters() {
    let prepared = Prepared::new();
    let figure = Figure { name: "device-days of real counters", quick: 500, long: 2_000 };
    figures::run(&figure, COUNTERS * DAYS, |chunk, days| {
        let mut tally = Tally::default();
        let mut life = prepared.life(chunk);
        let lived = life.live(days.div_ceil(COUNTERS));
        println!("life {chunk}: {}", life.told());
        match lived {
            Ok(()) => tally.cases += days,
            Err(wrong) => tally.count(Err(wrong), || format!("life {chunk}")),
        }
        tally
    });
}
