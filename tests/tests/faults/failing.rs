//! The n-th thing that the program asks of the disk fails, for every n in every verb that writes.
//!
//! Whatever fails: "saved" is never said of what is not there, what is said has a code that the person can act on, the
//! store opens again, and the verb is there whole or not at all.

use crate::check::{Expected, check};
use crate::counter::{Counter, Prepared};
use crate::verbs::{VERBS, Verb};
use moments_desk::{ApiError, ErrorCode};
use moments_store::planted::{self, Fault as Plant};
use moments_test_disk::{Disk, Fault, Flavour, Op};
use moments_tests::figures::{self, Figure, Tally, Wrong};
use moments_tests::generated::Dice;
use std::path::Path;

/// How a verb is made to fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Way {
    flavour: Flavour,
    lasting: bool,
}

/// Once, as a disk that hiccups; and from then on, as one that is gone. A lock that stays held is waited for 5 seconds, each
/// time: that one is tried by itself, below.
const WAYS: [Way; 7] = [
    Way { flavour: Flavour::Full, lasting: false },
    Way { flavour: Flavour::Full, lasting: true },
    Way { flavour: Flavour::Io, lasting: false },
    Way { flavour: Flavour::Io, lasting: true },
    Way { flavour: Flavour::Busy, lasting: false },
    Way { flavour: Flavour::ReadOnly, lasting: false },
    Way { flavour: Flavour::ReadOnly, lasting: true },
];

/// What a person can act on, or knows at least that the disk is what failed.
const CLEAR: [ErrorCode; 7] = [
    ErrorCode::DiskFull,
    ErrorCode::StorageFailed,
    ErrorCode::HomeReadOnly,
    ErrorCode::Busy,
    // A page that can't be read is told from one that is wrong only where SQLite can.
    ErrorCode::Damaged,
    ErrorCode::CopyUnusable,
    ErrorCode::HomeMissing,
];

/// The verb is begun on a fresh copy, and then done with these faults.
struct Attempt {
    asked: Vec<Op>,
    given: usize,
    before: u64,
    said: Result<(), ApiError>,
}

fn attempt(verb: &Verb, folder: &Path, seed: u64, faults: &[Fault]) -> Attempt {
    Prepared::office().copy_to(folder);
    let disk = Disk::over(&folder.join("home"));
    let mut counter = Counter::open(folder).unwrap();
    let act = (verb.begin)(&mut counter, &mut Dice::of(seed)).unwrap();
    let before = counter.entries();
    disk.fail(faults);
    let said = act(&mut counter);
    let (asked, given) = disk.mend();
    // It ends without a word more.
    drop(counter);
    Attempt { asked, given, before, said }
}

/// What a verb asks of the disk where nothing fails, and how many entries there are then.
fn dry(verb: &Verb, seed: u64) -> (Vec<Op>, u64) {
    let folder = tempfile::tempdir().unwrap();
    let done = attempt(verb, folder.path(), seed, &[]);
    done.said.unwrap();
    let counter = Counter::open(folder.path()).unwrap();
    let after = counter.entries();
    counter.desk.close();
    (done.asked, after)
}

/// Does the verb with these faults and judges what it said and left. None: no fault was given.
fn judge(verb: &Verb, seed: u64, after: u64, faults: &[Fault]) -> Option<Result<(), Wrong>> {
    let folder = tempfile::tempdir().unwrap();
    let Attempt { given, before, said, .. } = attempt(verb, folder.path(), seed, faults);
    if given == 0 {
        return None;
    }
    // A home that was left says nothing of how many there are.
    let before = if before == 0 { Prepared::entries() } else { before };
    if let Err(error) = &said
        && !CLEAR.contains(&error.code)
    {
        return Some(Err(Wrong::Unclear(format!("{error}"))));
    }
    let acknowledged = if said.is_ok() { after.max(before) } else { before };
    // A copy that is put back at the next start is told of once more.
    let at_most = after.max(before) + verb.lives as u64 - 1;
    let expected = Expected { acknowledged, at_most, whole: verb.whole, lives: verb.lives };
    Some(check(folder.path(), expected).map(|_| ()).map_err(|wrong| match wrong {
        Wrong::Lost(what) => Wrong::Lost(format!("{what}; it said {said:?}")),
        Wrong::Damaged(what) => Wrong::Damaged(format!("{what}; it said {said:?}")),
        Wrong::Unclear(what) => Wrong::Unclear(what),
    }))
}

/// What an operation can fail with.
fn ways(op: Op) -> impl Iterator<Item = Way> {
    WAYS.into_iter().filter(move |way| way.flavour.code(op).is_some())
}

/// Of one verb, in the quick run.
const READS_QUICK: usize = 100;

/// What of a verb's operations fails, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sweep {
    /// Every n in each way that it can fail.
    EachWay,
    /// Every n in one of them, another for each n; of many reads, some.
    OneWay,
    /// So until something is wrong.
    UntilWrong,
}

/// Every n of one verb; of the ns, those of one thread.
fn every(verb: &Verb, sweep: Sweep, (thread, threads): (usize, usize)) -> Tally {
    let (asked, after) = dry(verb, 1);
    let (mut tally, each_way) = (Tally::default(), sweep == Sweep::EachWay);
    // A migration copies the store first, and reads all of it: of so many reads the quick run takes some.
    let some = asked.len() / READS_QUICK + 1;
    for (at, op) in (1..).zip(&asked) {
        if at % threads != thread || !each_way && *op == Op::Read && at % some != 0 {
            continue;
        }
        let all = ways(*op).count();
        let chosen = ways(*op).enumerate().filter(|(n, _)| each_way || *n == at % all);
        for (_, way) in chosen {
            let fault = Fault { at, flavour: way.flavour, lasting: way.lasting };
            if let Some(verdict) = judge(verb, 1, after, &[fault]) {
                tally.count(verdict, || format!("{}, {op:?} {at} of {}, {way:?}", verb.name, asked.len()));
            }
            if sweep == Sweep::UntilWrong && !tally.is_clean() {
                return tally;
            }
        }
    }
    tally
}

#[test]
fn whatever_fails_while_writing_is_said_and_leaves_all_or_nothing() {
    figures::run_each("the n-th failing", VERBS.len() as u64, |chunk| {
        let verb = &VERBS[chunk as usize];
        let threads = figures::threads() as usize;
        let sweep = if figures::is_long() { Sweep::EachWay } else { Sweep::OneWay };
        let some = |thread| every(verb, sweep, (thread, threads));
        figures::together((0..threads).collect(), &some).into_iter().fold(Tally::default(), Tally::and)
    });
}

/// Two that fail in one verb, drawn from all pairs.
const PAIRS: u64 = 20_000;
const PAIRS_QUICK: u64 = 100;

#[test]
fn two_failures_in_one_verb_leave_all_or_nothing_too() {
    let dry: Vec<(Vec<Op>, u64)> = VERBS.iter().map(|verb| dry(verb, 1)).collect();
    let figure = Figure { name: "pairs failing", quick: PAIRS_QUICK, long: PAIRS };
    figures::run_together(&figure, 50, |chunk, cases| {
        let mut dice = Dice::of(chunk);
        let mut tally = Tally::default();
        while tally.cases < cases {
            let which = dice.below(VERBS.len());
            let ((asked, after), verb) = (&dry[which], &VERBS[which]);
            let one = |dice: &mut Dice| Fault {
                at: 1 + dice.below(asked.len()),
                // A second lock in a row is waited for no longer than the first.
                flavour: *dice.one_of(&Flavour::ALL).unwrap(),
                lasting: false,
            };
            let faults = [one(&mut dice), one(&mut dice)];
            if let Some(verdict) = judge(verb, 1, *after, &faults) {
                tally.count(verdict, || format!("{}, {faults:?}", verb.name));
            }
        }
        tally
    });
}

#[test]
fn a_lock_that_another_program_keeps_is_said_after_five_seconds() {
    let verb = &VERBS[0];
    let (asked, after) = dry(verb, 1);
    let at = 1 + asked.iter().position(|op| *op == Op::ShmLock).unwrap();
    let fault = Fault { at, flavour: Flavour::Busy, lasting: true };
    assert_eq!(judge(verb, 1, after, &[fault]), Some(Ok(())));
}

#[test]
fn failing_disks_show_each_planted_fault() {
    let faults =
        [Plant::ErrorSwallowed, Plant::TwoTransactions, Plant::ErrorUnnamed, Plant::StepWithoutNumber];
    figures::mutants("the n-th failing", &faults, |fault| {
        let verb = |name| VERBS.iter().find(|verb| verb.name == name).unwrap();
        let verb = verb(if *fault == Plant::StepWithoutNumber { "migrate" } else { "record" });
        planted::plant(Some(*fault));
        let caught = !every(verb, Sweep::UntilWrong, (0, 1)).is_clean();
        planted::plant(None);
        caught
    });
}
