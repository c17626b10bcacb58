//! Many counters, one office: what each writes reaches the others as files, whoever carries them and however badly.

mod colleagues;
mod kit;
pub mod losses;
pub mod refused;
mod retired;

use moments_desk::exchange::{HandOverView, TakenIn, WorkstationView};
use moments_tests::TestOffice;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// An office of three counters, and the stick that goes round.
struct Office {
    one: TestOffice,
    two: TestOffice,
    three: TestOffice,
    stick: TempDir,
}

impl Office {
    fn new() -> Self {
        let (one, stick) = (TestOffice::new().unwrap(), tempfile::tempdir().unwrap());
        let two = one.colleague("Counter 2", stick.path()).unwrap();
        let three = one.colleague("Counter 3", stick.path()).unwrap();
        let office = Self { one, two, three, stick };
        office.round();
        office
    }

    /// The stick goes to every counter, which reads it and leaves its own.
    fn round(&self) {
        for counter in [&self.one, &self.two, &self.three, &self.one, &self.two, &self.three] {
            visit(counter, self.stick.path());
        }
    }
}

/// The stick is put in: read, then written.
fn visit(counter: &TestOffice, stick: &Path) -> TakenIn {
    let ada = counter.actor("Ada");
    let taken = match counter.desk.read_stick(&ada, stick, |_, _| true) {
        Ok(taken) => taken,
        Err(error) if error.code == moments_desk::ErrorCode::NotFound => TakenIn::default(),
        Err(error) => panic!("{error:?}"),
    };
    counter.desk.write_stick(&ada, stick, |_, _| true).unwrap();
    taken
}

/// Moments of the day, as a supervisor's review counts them there.
fn served(counter: &TestOffice) -> u32 {
    counter.desk.review_day(&counter.actor("Ada"), None, &Default::default()).unwrap().moments
}

fn stands(counter: &TestOffice) -> HandOverView {
    counter.desk.handing_over(&counter.actor("Ada")).unwrap()
}

fn of<'a>(view: &'a HandOverView, label: &str) -> &'a WorkstationView {
    view.workstations.iter().find(|workstation| workstation.label == label).unwrap()
}

fn outbox(counter: &TestOffice) -> Vec<PathBuf> {
    bundles(&counter.folder().join("home/outbox"))
}

fn inbox(counter: &TestOffice) -> PathBuf {
    counter.folder().join("home/inbox")
}

fn bundles(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<PathBuf> =
        entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect();
    found.sort();
    found
}

/// The tables of two counters hold the same.
fn agree(one: &TestOffice, other: &TestOffice) {
    let tables = |office: &TestOffice| office.desk.table_digests().unwrap();
    assert_eq!(tables(one), tables(other));
}
