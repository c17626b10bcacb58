//! kill -9 at random moments: another process does verbs and says what was acknowledged; it is killed, and the store is
//! opened again and held against what it said. What a kill leaves is what the next life begins with.

use crate::check::{Expected, check};
use crate::counter::{Counter, Prepared, make_old};
use crate::verbs::{VERBS, Verb};
use moments_store::planted::{self, Fault};
use moments_tests::figures::{self, Figure, Tally, Wrong};
use moments_tests::generated::Dice;
use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, OnceLock};
use std::time::{Duration, Instant};

/// Where the other process works; it is told by this alone that it is one. Then its seed and what is planted in it.
const CHILD: &str = "MOMENTS_TEST_CHILD_HOME";
const SEED: &str = "MOMENTS_TEST_CHILD_SEED";
const PLANTED: &str = "MOMENTS_TEST_CHILD_PLANTED";
/// Lives on one store, before a fresh one.
const LIVES: u64 = 10;
/// A process that is killed at work says so many lines before, at most: about two a verb.
const LINES: usize = 16;
/// And is killed so long after the last of them, at most: about as long as a verb takes.
const LONGEST: Duration = Duration::from_millis(8);

/// A process that says nothing for so long is stuck.
const PATIENCE: Duration = Duration::from_secs(60);
const OPENING: &str = "opening";

/// What the process says, a line each, in a file: a line that is written is there after a kill.
struct Said(File);

impl Said {
    fn path(folder: &Path) -> PathBuf {
        folder.join("said")
    }

    fn open(folder: &Path) -> Self {
        Self(OpenOptions::new().create(true).append(true).open(Self::path(folder)).unwrap())
    }

    /// Entries that were acknowledged, and the verb that begins now.
    fn say(&mut self, acknowledged: u64, begins: &str) {
        self.0.write_all(format!("{acknowledged}\t{begins}\n").as_bytes()).unwrap();
    }
}

/// The last whole line: what was acknowledged, and what was under way.
fn last_said(folder: &Path) -> Option<(u64, String)> {
    let text = std::fs::read_to_string(Said::path(folder)).ok()?;
    let whole = text.rsplit_once('\n')?.0;
    let (acknowledged, begun) = whole.lines().last()?.split_once('\t')?;
    Some((acknowledged.parse().ok()?, begun.to_owned()))
}

/// By itself it has nothing to do: it is the other process of the tests here, and works until it is killed.
#[test]
fn another_process_that_is_killed() {
    let Some(folder) = std::env::var_os(CHILD).map(PathBuf::from) else { return };
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<usize>().ok());
    planted::plant(number(PLANTED).map(|at| Fault::ALL[at]));
    let mut dice = Dice::of(number(SEED).unwrap_or(0) as u64);
    let mut said = Said::open(&folder);
    let mut acknowledged = last_said(&folder).map_or(0, |(n, _)| n);
    said.say(acknowledged, OPENING);
    let mut counter = Counter::open(&folder).unwrap();
    acknowledged = acknowledged.max(counter.entries());
    said.say(acknowledged, "open");
    loop {
        // A store of the first version takes the place of this one between two lives only.
        let verb = dice.one_of(VERBS).filter(|verb| verb.name != "migrate").unwrap_or(&VERBS[0]);
        life(&mut counter, verb, &mut dice, &mut acknowledged, &mut said);
    }
}

fn life(counter: &mut Counter, verb: &Verb, dice: &mut Dice, acknowledged: &mut u64, said: &mut Said) {
    said.say(*acknowledged, "what comes before");
    let act = (verb.begin)(counter, dice).unwrap();
    *acknowledged = (*acknowledged).max(counter.entries());
    said.say(*acknowledged, verb.name);
    act(counter).unwrap();
    *acknowledged += verb.claims;
    said.say(*acknowledged, "open");
    counter.come_back().unwrap();
    *acknowledged = (*acknowledged).max(counter.entries());
}

/// Each begins a new life; one that was killed goes on at the next start, with another.
fn restores(folder: &Path) -> usize {
    let said = std::fs::read_to_string(Said::path(folder)).unwrap_or_default();
    said.lines().filter(|line| line.ends_with("\trestore")).count()
}

fn another(folder: &Path, seed: u64, plant: Option<usize>) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "kills::another_process_that_is_killed", "--nocapture"]);
    command.env(CHILD, folder).env(SEED, seed.to_string());
    if let Some(plant) = plant {
        command.env(PLANTED, plant.to_string());
    }
    let cries = File::create(folder.join("cries")).unwrap();
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(cries).spawn().unwrap()
}

fn lines(folder: &Path) -> usize {
    std::fs::read(Said::path(folder)).map_or(0, |text| text.iter().filter(|byte| **byte == b'\n').count())
}

/// About as long as opening takes on this machine: measured once, on the store of this or of the first version.
fn opening(old_store: bool) -> Duration {
    static TAKES: [OnceLock<Duration>; 2] = [const { OnceLock::new() }; 2];
    *TAKES[usize::from(old_store)].get_or_init(|| {
        let folder = Prepared::office().copy();
        if old_store {
            make_old(folder.path());
        }
        let begin = Instant::now();
        Counter::open(folder.path()).unwrap().desk.close();
        begin.elapsed() * 2
    })
}

/// One life: begun, killed, and what it left. Returns what was under way, too.
fn kill_once(folder: &Path, seed: u64, plant: Option<usize>, old_store: bool) -> (Result<(), Wrong>, String) {
    let mut dice = Dice::of(seed ^ 0x9_1133);
    let opening = opening(old_store);
    let old = lines(folder);
    let mut child = another(folder, seed, plant);
    // Some are killed while they open, all of those that begin with an old store; most at work.
    let (before, longest) =
        if old_store || dice.one_in(6) { (1, opening) } else { (2 + dice.below(LINES), LONGEST) };
    let begin = Instant::now();
    while lines(folder) < old + before && child.try_wait().unwrap().is_none() && begin.elapsed() < PATIENCE {
        std::thread::sleep(Duration::from_micros(300));
    }
    std::thread::sleep(longest.mul_f64(dice.below(1000) as f64 / 1000.0));
    let ended = child.try_wait().unwrap();
    let _ = child.kill();
    child.wait().unwrap();
    let (acknowledged, begun) = last_said(folder).unwrap_or_default();
    // With a fault planted in it, it may stumble over its own records; what it left is looked at all the same.
    if let (Some(status), None) = (ended, plant) {
        let cried = std::fs::read_to_string(folder.join("cries")).unwrap_or_default();
        return (Err(Wrong::Damaged(format!("it ended by itself: {status}: {cried}"))), begun);
    }
    let expected =
        Expected { acknowledged, at_most: u64::MAX, whole: false, lives: 1 + 2 * restores(folder) };
    let found = check(folder, expected);
    // What is there now was found, and counts as acknowledged by that.
    if let Ok(found) = found {
        Said::open(folder).say(found, "found");
    }
    (found.map(|_| ()), begun)
}

/// Kills on one store after the other; every fourth life begins with one of the first version.
fn campaign(chunk: u64, wanted: u64, plant: Option<usize>, mut under_way: impl FnMut(String)) -> Tally {
    let mut tally = Tally::default();
    let folder = Prepared::office().copy();
    Said::open(folder.path()).say(Prepared::entries(), "prepared");
    for life in 0..wanted {
        let seed = chunk * LIVES + life;
        let old_store = seed.is_multiple_of(4);
        if old_store {
            make_old(folder.path());
        }
        let (verdict, begun) = kill_once(folder.path(), seed, plant, old_store);
        under_way(begun.clone());
        let wrong = verdict.is_err();
        tally.count(verdict, || format!("kill {seed}, in {begun}"));
        if wrong {
            // What went wrong once would be counted again.
            break;
        }
    }
    tally
}

#[test]
fn no_kill_takes_what_was_saved() {
    let under_way = Mutex::new(BTreeMap::<String, u64>::new());
    figures::run_together(&Figure { name: "kills", quick: 500, long: 20_000 }, LIVES, |chunk, cases| {
        campaign(chunk, cases, None, |verb| *under_way.lock().unwrap().entry(verb).or_default() += 1)
    });
    println!("killed in: {:?}", under_way.lock().unwrap());
}

#[test]
fn kills_show_each_planted_fault() {
    // What only a power cut or a failing disk shows is planted there: too little time passes for a kill to fall in between.
    let faults = [Fault::CommitLate, Fault::MarkFirst, Fault::TwoTransactions];
    figures::mutants("kills", &faults, |fault| {
        let at = Fault::ALL.iter().position(|known| known == fault);
        (0..40).any(|chunk| !campaign(chunk, LIVES, at, |_| {}).is_clean())
    });
}
