//! How long a campaign runs, what it tells, and how it goes on after it was stopped.
//!
//! Without `MOMENTS_FAULTS` it runs its quick count. With it, `cargo xtask faults` named a folder: each figure then runs its
//! long count in chunks that follow from their numbers alone, and keeps in that folder what it has so far.

use std::fmt::Debug;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// The folder of a long run.
const FOLDER: &str = "MOMENTS_FAULTS";
/// Of what went wrong, so much is told.
const TOLD: usize = 12;

pub struct Figure<'a> {
    pub name: &'a str,
    pub quick: u64,
    pub long: u64,
}

impl Figure<'_> {
    fn wanted(&self) -> u64 {
        if is_long() { self.long } else { self.quick }
    }
}

/// What was found in many cases.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    pub cases: u64,
    /// Something that was acknowledged is not there.
    pub lost: u64,
    /// It does not open, is not sound, or holds half of a verb.
    pub damaged: u64,
    /// An error that nobody was told of, or told by a code that says nothing; a warning of a loss that was none.
    pub unclear: u64,
    /// The first few that were wrong.
    pub wrong: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    Lost(String),
    Damaged(String),
    Unclear(String),
}

impl Tally {
    /// So many cases, and nothing wrong in them.
    pub fn clean(cases: u64) -> Self {
        Self { cases, ..Self::default() }
    }

    pub fn add(&mut self, other: Self) {
        self.cases += other.cases;
        self.lost += other.lost;
        self.damaged += other.damaged;
        self.unclear += other.unclear;
        self.wrong.extend(other.wrong);
        self.wrong.truncate(TOLD);
    }

    pub fn and(mut self, other: Self) -> Self {
        self.add(other);
        self
    }

    pub fn is_clean(&self) -> bool {
        self.lost + self.damaged + self.unclear == 0
    }

    /// Counts one case.
    pub fn count(&mut self, verdict: Result<(), Wrong>, name: impl FnOnce() -> String) {
        self.cases += 1;
        let Err(wrong) = verdict else { return };
        match &wrong {
            Wrong::Lost(_) => self.lost += 1,
            Wrong::Damaged(_) => self.damaged += 1,
            Wrong::Unclear(_) => self.unclear += 1,
        }
        if self.wrong.len() < TOLD {
            self.wrong.push(format!("{}: {wrong:?}", name()));
        }
    }
}

/// What a figure has come to, and the next chunk. One line: numbers and a name, apart by tabs.
#[derive(Default)]
struct Progress {
    chunk: u64,
    took: Duration,
    tally: Tally,
}

/// Whether this is the long run.
pub fn is_long() -> bool {
    folder().is_some()
}

fn folder() -> Option<PathBuf> {
    std::env::var_os(FOLDER).filter(|folder| !folder.is_empty()).map(PathBuf::from)
}

fn file(name: &str) -> Option<PathBuf> {
    Some(folder()?.join(name.replace(' ', "-")))
}

/// Runs chunks until there are as many cases as the figure wants. A chunk gets its number and how many cases it is to have:
/// `each`, or what is left.
pub fn run(figure: &Figure<'_>, each: u64, mut chunk: impl FnMut(u64, u64) -> Tally) {
    let wanted = figure.wanted();
    let mut progress = Progress::read(figure.name);
    while progress.tally.cases < wanted {
        let begin = Instant::now();
        let done = chunk(progress.chunk, each.min(wanted - progress.tally.cases));
        assert!(done.cases > 0, "{}: chunk {} did nothing", figure.name, progress.chunk);
        progress.tally.add(done);
        progress.took += begin.elapsed();
        progress.chunk += 1;
        if is_long() {
            progress.keep(figure.name, wanted, None);
        }
        assert!(progress.tally.is_clean(), "{}: {:#?}", figure.name, progress.tally);
    }
    progress.keep(figure.name, wanted, None);
}

/// Does the next chunk and no more: where what stands around it is made anew each time. A long run is complete when it was
/// begun `long / each` times.
pub fn run_next(figure: &Figure<'_>, each: u64, chunk: impl FnOnce(u64, u64) -> Tally) {
    let wanted = figure.wanted();
    let mut progress = Progress::read(figure.name);
    let left = wanted.saturating_sub(progress.tally.cases);
    if left > 0 {
        let begin = Instant::now();
        progress.tally.add(chunk(progress.chunk, left.min(each)));
        progress.took += begin.elapsed();
        progress.chunk += 1;
        progress.keep(figure.name, wanted, None);
    }
    assert!(progress.tally.is_clean(), "{}: {:#?}", figure.name, progress.tally);
}

/// As [`run`], a chunk on every core at a time.
pub fn run_together(figure: &Figure<'_>, each: u64, chunk: impl Fn(u64, u64) -> Tally + Sync) {
    let wanted = figure.wanted();
    let mut progress = Progress::read(figure.name);
    while progress.tally.cases < wanted {
        let (begin, first) = (Instant::now(), progress.chunk);
        let cases = (0..threads()).map_while(|ahead| {
            let left = (wanted - progress.tally.cases).saturating_sub(ahead * each);
            (left > 0).then_some((first + ahead, left.min(each)))
        });
        let done = together(cases.collect(), &|(number, cases)| chunk(number, cases));
        for (ahead, done) in (0..).zip(done) {
            assert!(done.cases > 0, "{}: chunk {} did nothing", figure.name, first + ahead);
            progress.tally.add(done);
            progress.chunk += 1;
        }
        progress.took += begin.elapsed();
        if is_long() {
            progress.keep(figure.name, wanted, None);
        }
        assert!(progress.tally.is_clean(), "{}: {:#?}", figure.name, progress.tally);
    }
    progress.keep(figure.name, wanted, None);
}

/// Threads that work at the same time.
pub fn threads() -> u64 {
    std::thread::available_parallelism().map_or(1, |n| n.get() as u64)
}

/// Does each in a thread of its own. What one cries, all cry.
pub fn together<T: Send>(each: Vec<T>, work: &(impl Fn(T) -> Tally + Sync)) -> Vec<Tally> {
    std::thread::scope(|scope| {
        let begun: Vec<_> = each.into_iter().map(|one| scope.spawn(move || work(one))).collect();
        let ended = begun.into_iter().map(|one| one.join());
        ended.map(|tally| tally.unwrap_or_else(|cry| std::panic::resume_unwind(cry))).collect()
    })
}

/// Runs each chunk once, however many cases it has.
pub fn run_each(name: &str, chunks: u64, mut chunk: impl FnMut(u64) -> Tally) {
    let mut progress = Progress::read(name);
    while progress.chunk < chunks {
        let begin = Instant::now();
        progress.tally.add(chunk(progress.chunk));
        progress.took += begin.elapsed();
        progress.chunk += 1;
        if is_long() {
            // How many there are shows at the end.
            progress.keep(name, if progress.chunk == chunks { progress.tally.cases } else { 0 }, None);
        }
    }
    if !is_long() {
        progress.keep(name, progress.tally.cases, None);
    }
    assert!(progress.tally.is_clean(), "{name}: {:#?}", progress.tally);
    assert!(progress.tally.cases > 0);
}

/// Plants each fault; every one must be caught.
pub fn mutants<T: Debug>(name: &str, faults: &[T], caught: impl Fn(&T) -> bool) {
    let begin = Instant::now();
    let missed: Vec<&T> = faults.iter().filter(|fault| !caught(fault)).collect();
    let progress = Progress { chunk: 0, took: begin.elapsed(), tally: Tally::clean(faults.len() as u64) };
    let noticed = faults.len() - missed.len();
    progress.keep(&format!("{name}, planted faults"), faults.len() as u64, Some(noticed));
    assert!(missed.is_empty(), "{name}: not noticed: {missed:?}");
}

impl Progress {
    fn read(name: &str) -> Self {
        let kept = file(name).and_then(|file| std::fs::read_to_string(file).ok()).unwrap_or_default();
        let numbers: Vec<u64> = kept.split('\t').filter_map(|field| field.trim().parse().ok()).collect();
        let [cases, _, lost, damaged, unclear, took, chunk] = numbers[..] else { return Self::default() };
        let tally = Tally { cases, lost, damaged, unclear, wrong: Vec::new() };
        Self { chunk, took: Duration::from_millis(took), tally }
    }

    /// Tells it, and keeps it where this is a long run.
    #[expect(clippy::print_stdout, reason = "a campaign prints its figure")]
    fn keep(&self, name: &str, wanted: u64, noticed: Option<usize>) {
        let Tally { cases, lost, damaged, unclear, .. } = self.tally;
        let Some(file) = file(name) else {
            let noticed = noticed.map(|n| format!(", {n} noticed")).unwrap_or_default();
            println!(
                "{name}: {cases} of {wanted}{noticed}, {lost} lost, {damaged} damaged, {unclear} unclear, {:.1} s",
                self.took.as_secs_f64()
            );
            return;
        };
        let last = noticed.map_or_else(|| self.chunk.to_string(), |noticed| format!("{noticed} noticed"));
        let line = format!(
            "{name}\t{cases}\t{wanted}\t{lost}\t{damaged}\t{unclear}\t{}\t{last}\n",
            self.took.as_millis()
        );
        let next = file.with_extension("next");
        let kept = std::fs::write(&next, line).and_then(|()| std::fs::rename(next, &file));
        assert!(kept.is_ok(), "what a long run has come to can't be kept: {kept:?}");
    }
}
