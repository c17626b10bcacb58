//! Simulated power cuts: what the program writes is recorded, and the store is opened again from what a cut may leave.

mod model;

use crate::check::{Expected, Proven};
use crate::counter::{Counter, Prepared, make_old};
use crate::verbs::{VERBS, Verb};
use model::{Files, Leave, Model};
use moments_store::planted::{self, Fault};
use moments_test_disk::{Disk, Event};
use moments_tests::figures::{self, Figure, Tally};
use moments_tests::generated::Dice;
use std::collections::{BTreeSet, hash_map::DefaultHasher};
use std::hash::{Hash, Hasher};
use std::path::Path;

/// What is done with the files of one recording, and what was acknowledged when.
struct Recording {
    base: Files,
    events: Vec<Event>,
    /// After each note: entries acknowledged, and whether what comes next is one transaction.
    notes: Vec<(u64, bool)>,
}

/// What is planted, if anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Planted {
    Nothing,
    Store(Fault),
    /// A disk that says that it synced.
    LyingDisk,
}

/// Begins with the first version's store, or with this one's; then does verbs, as the seed says.
fn record(seed: u64, verbs: usize, plant: Planted) -> Recording {
    let mut dice = Dice::of(seed);
    let folder = Prepared::office().copy();
    let old = seed.is_multiple_of(4);
    if old {
        make_old(folder.path());
    }
    let base = files(&folder.path().join("home"));
    let disk = Disk::over(&folder.path().join("home"));
    match plant {
        Planted::Nothing => {}
        Planted::Store(fault) => planted::plant(Some(fault)),
        Planted::LyingDisk => disk.lie_about_syncs(),
    }
    disk.record(&["mark"]);
    // The office that lies there was acknowledged long ago.
    let mut notes = Vec::new();
    let mut note = |entries: u64, whole: bool| {
        disk.note(notes.len() as u64);
        notes.push((entries, whole));
    };
    let before = Prepared::entries();
    note(before, true);
    let mut counter = Counter::open(folder.path()).unwrap();
    let mut acknowledged = before;
    // A store of another version is put in the place of an open one by a test alone; and the renames by which a copy takes the
    // store's place are not SQLite's, and not recorded.
    let usable: Vec<&Verb> =
        VERBS.iter().filter(|verb| !["migrate", "restore"].contains(&verb.name)).collect();
    for at in 0..verbs {
        // Each in turn over the seeds, so that none is left to chance.
        let verb = usable[(seed as usize * verbs + at) % usable.len()];
        note(acknowledged, false);
        let act =
            (verb.begin)(&mut counter, &mut dice).unwrap_or_else(|error| panic!("{}: {error}", verb.name));
        acknowledged = acknowledged.max(counter.entries());
        note(acknowledged, verb.whole);
        act(&mut counter).unwrap_or_else(|error| panic!("{}: {error}", verb.name));
        counter.come_back().unwrap();
        acknowledged = (acknowledged + verb.claims).max(counter.entries());
    }
    note(acknowledged, true);
    counter.desk.close();
    note(acknowledged, true);
    planted::plant(None);
    let mut events = disk.recorded();
    // Copies lie in folders of their own.
    events.retain(|event| event.file().is_none_or(|file| !file.contains('/')));
    Recording { base, events, notes }
}

fn files(folder: &Path) -> Files {
    ["moments.db", "mark"]
        .into_iter()
        .filter_map(|name| Some((name.to_owned(), std::fs::read(folder.join(name)).ok()?)))
        .collect()
}

/// Opens `wanted` different states of one recording.
fn campaign(seed: u64, verbs: usize, wanted: u64, plant: Planted) -> Tally {
    let recording = record(seed, verbs, plant);
    let mut dice = Dice::of(seed ^ 0xC07);
    let folder = Prepared::office().copy();
    let mut model = Model::new(recording.base.clone(), "mark");
    let (mut seen, mut proven) = (BTreeSet::new(), Proven::default());
    let mut tally = Tally::default();
    let cuts = recording.events.len() as u64;
    let mut note = 0;
    for (at, event) in recording.events.iter().enumerate() {
        model.step(event);
        if let Event::Note(n) = event {
            note = *n as usize;
        }
        // Where few are left to be done, they are still chosen from many: most steps have the same state as another.
        for leave in choices(&mut dice, wanted.max(STATES_LEAST), cuts, model.pending()) {
            // A planted fault has done its work when it was seen once.
            if tally.cases >= wanted || plant != Planted::Nothing && !tally.is_clean() {
                return tally;
            }
            let files = model.cut(leave, &mut dice);
            let mut hasher = DefaultHasher::new();
            files.hash(&mut hasher);
            if !seen.insert((hasher.finish(), note)) {
                continue;
            }
            put(folder.path(), &files, &mut dice);
            let (acknowledged, whole) = recording.notes[note];
            let at_most = recording.notes.get(note + 1).map_or(acknowledged, |(next, _)| *next);
            let expected = Expected { acknowledged, at_most, whole, lives: 1 };
            let verdict = proven.check(folder.path(), expected).map(|_| ());
            tally.count(verdict, || format!("recording {seed}, after step {at} ({leave:?})"));
        }
    }
    tally
}

/// At every step: everything, nothing, the last change torn or missing; and as many more as make up the number.
fn choices(dice: &mut Dice, wanted: u64, cuts: u64, pending: usize) -> Vec<Leave> {
    let share = wanted as f64 / cuts.max(1) as f64;
    let more = share as usize + usize::from((dice.below(1000) as f64) < share.fract() * 1000.0);
    if pending == 0 {
        return vec![Leave::All; usize::from(more > 0)];
    }
    let fixed =
        [Leave::All, Leave::Nothing, Leave::TornAfter(1 + dice.below(7)), Leave::AllBut(dice.below(pending))];
    let first = dice.below(fixed.len());
    // Where there are fewer states than steps, each step has one of them or none.
    (0..more)
        .map(
            |n| {
                if n < fixed.len() && !dice.one_in(3) { fixed[(first + n) % fixed.len()] } else { Leave::Any }
            },
        )
        .collect()
}

/// Makes the folder what the cut left. Shared memory is gone, or rubbish.
fn put(folder: &Path, files: &Files, dice: &mut Dice) {
    let home = folder.join("home");
    for name in ["moments.db", "moments.db-wal", "moments.db-journal", "mark"] {
        match files.get(name) {
            Some(content) => std::fs::write(home.join(name), content).unwrap(),
            None => drop(std::fs::remove_file(home.join(name))),
        }
    }
    let shm = home.join("moments.db-shm");
    if dice.one_in(8) {
        std::fs::write(shm, vec![0xA5; 32 * 1024]).unwrap();
    } else {
        let _ = std::fs::remove_file(shm);
    }
}

/// Verbs of one recording.
const VERBS_EACH: usize = 6;
/// States of one recording.
const STATES_EACH: u64 = 500;
const STATES_LEAST: u64 = 100;

#[test]
fn no_power_cut_takes_what_was_saved() {
    let figure = Figure { name: "power cuts", quick: 5_000, long: 100_000 };
    figures::run_together(&figure, STATES_EACH, |chunk, cases| {
        campaign(chunk, VERBS_EACH, cases, Planted::Nothing)
    });
}

/// A store that is made to lose must be seen to lose.
fn caught(plant: Planted) -> bool {
    (0..8).any(|seed| !campaign(seed, VERBS_EACH, 200, plant).is_clean())
}

#[test]
fn power_cuts_show_each_planted_fault() {
    let faults = [
        // The control: what a kill can never show.
        Planted::Store(Fault::SyncNormal),
        Planted::Store(Fault::SyncOff),
        Planted::Store(Fault::CommitLate),
        Planted::Store(Fault::MarkFirst),
        Planted::Store(Fault::TwoTransactions),
        Planted::Store(Fault::StepWithoutNumber),
        Planted::LyingDisk,
    ];
    figures::mutants("power cuts", &faults, |plant| caught(*plant));
}
