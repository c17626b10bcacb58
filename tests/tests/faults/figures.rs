//! How long a harness runs, what it tells, and how it goes on after it was stopped.
//!
//! Without `MOMENTS_FAULTS` a harness runs its quick count. With it, `cargo xtask faults` named a folder: each figure then
//! runs its long count in chunks that follow from their numbers alone, and keeps in that folder what it has so far.

use crate::check::Tally;
use std::fmt::Debug;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// The folder of a long run.
const FOLDER: &str = "MOMENTS_FAULTS";

pub struct Figure {
    pub name: &'static str,
    pub quick: u64,
    pub long: u64,
}

/// What a figure has come to, and the next chunk. One line: numbers and a name, apart by tabs.
#[derive(Default)]
struct Progress {
    chunk: u64,
    took: Duration,
    tally: Tally,
}

/// A part of the quick count is enough where other tests are run too: `MOMENTS_FAULTS_SHARE`, one in so many.
fn share() -> u64 {
    std::env::var("MOMENTS_FAULTS_SHARE").ok().and_then(|n| n.parse().ok()).filter(|n| *n > 0).unwrap_or(1)
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

/// Runs chunks until there are as many cases as the figure wants. A chunk gets its number and the cases that are left.
pub fn run(figure: &Figure, mut chunk: impl FnMut(u64, u64) -> Tally) {
    let wanted = if is_long() { figure.long } else { figure.quick / share() };
    let mut progress = Progress::read(figure.name);
    while progress.tally.cases < wanted {
        let begin = Instant::now();
        let done = chunk(progress.chunk, wanted - progress.tally.cases);
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
    let tally = Tally { cases: faults.len() as u64, ..Tally::default() };
    let progress = Progress { chunk: 0, took: begin.elapsed(), tally };
    let planted = faults.len() - missed.len();
    progress.keep(&format!("{name}, planted faults"), faults.len() as u64, Some(planted));
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
    fn keep(&self, name: &str, wanted: u64, caught: Option<usize>) {
        let Tally { cases, lost, damaged, unclear, .. } = self.tally;
        let Some(file) = file(name) else {
            if cases >= wanted {
                let noticed = caught.map(|n| format!(", {n} noticed")).unwrap_or_default();
                println!(
                    "{name}: {cases} of {wanted}{noticed}, {lost} lost, {damaged} damaged, {unclear} unclear, {:.1} s",
                    self.took.as_secs_f64()
                );
            }
            return;
        };
        let last = caught.map_or_else(|| self.chunk.to_string(), |caught| format!("{} noticed", caught));
        let line = format!(
            "{name}\t{cases}\t{wanted}\t{lost}\t{damaged}\t{unclear}\t{}\t{last}\n",
            self.took.as_millis()
        );
        let next = file.with_extension("next");
        std::fs::write(&next, line).unwrap();
        std::fs::rename(next, file).unwrap();
    }
}
