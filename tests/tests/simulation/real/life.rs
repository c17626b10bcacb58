//! One life of an office, day by day, and what must be there at its end. What happens on a day follows from the seed; keys, ids and
//! with them the bytes and names of files are made by the desks, and differ each time.

use super::centre::Centre;
use chrono::{DateTime, TimeDelta, Utc};
use moments_core::ids::MomentId;
use moments_desk::review::ReviewFilter;
use moments_desk::{ApiError, ErrorCode};
use moments_test_disk::Disk;
use moments_tests::figures::Wrong;
use moments_tests::generated::Dice;
use moments_tests::{TestOffice, copy_folder};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Rounds at the end in which nothing goes wrong, those in which something is still written, and those with the copies.
const ROUNDS: u64 = 6;
const WRITTEN: u64 = 4;
const WITH_COPIES: u64 = 2;

/// The first, who invited the others.
const HAS_OFFICE_KEYS: usize = 0;

struct Counter {
    office: TestOffice,
    disk: Disk,
    /// Its clock is that much off.
    offset: TimeDelta,
    /// A copy of its folder, and how many moments had been saved by then.
    kept: Option<(TempDir, usize)>,
    /// Another lives on from the same store, and it can't know: until it has this many lives.
    twin_until: Option<usize>,
    /// Of which it is a copy: until somebody puts it away.
    copy_of: Option<usize>,
}

struct Moment {
    id: MomentId,
    day: String,
    by: usize,
    /// The workstation that the writer is, or is a copy of.
    workstation: usize,
    /// It must be everywhere: it didn't go with a disk, and is no continuation beside another.
    is_certain: bool,
}

pub struct Life {
    counters: Vec<Counter>,
    centre: Centre,
    stick: TempDir,
    moments: Vec<Moment>,
    late: Vec<(u64, usize, String, Vec<u8>)>,
    today: DateTime<Utc>,
    dice: Dice,
    seed: u64,
    broke: BTreeMap<&'static str, u64>,
}

/// A counter's program on a folder of its own, on a disk that can be full.
pub fn open(like: &TestOffice, folder: TempDir) -> (TestOffice, Disk) {
    let disk = Disk::over(&folder.path().join("home"));
    (like.on_copy(folder).unwrap(), disk)
}

fn copy_of(folder: &Path) -> TempDir {
    let copy = tempfile::tempdir().unwrap();
    copy_folder(folder, copy.path()).unwrap();
    copy
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> =
        fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    let below: Vec<PathBuf> =
        found.iter().filter(|path| path.is_dir()).flat_map(|path| files(path)).collect();
    found.retain(|path| path.extension().is_some_and(|end| end == "bundle"));
    found.extend(below);
    found.sort();
    found
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn is_for_centre(path: &Path) -> bool {
    name(path).ends_with(".centre.bundle")
}

/// What a full disk says is no trouble; anything else is.
fn unless_full<T>(done: Result<T, ApiError>) -> Result<Option<T>, Wrong> {
    match done {
        Ok(done) => Ok(Some(done)),
        Err(error) if error.code == ErrorCode::DiskFull || error.code == ErrorCode::Stopped => Ok(None),
        Err(error) => Err(Wrong::Unclear(format!("{error:?}"))),
    }
}

impl Life {
    pub fn new(counters: Vec<(TestOffice, Disk)>, centre: Centre, seed: u64) -> Self {
        let today = counters[0].0.clock.now();
        let counter = |(office, disk)| Counter {
            office,
            disk,
            offset: TimeDelta::zero(),
            kept: None,
            twin_until: None,
            copy_of: None,
        };
        Self {
            counters: counters.into_iter().map(counter).collect(),
            centre,
            stick: tempfile::tempdir().unwrap(),
            moments: Vec::new(),
            late: Vec::new(),
            today,
            dice: Dice::of(seed),
            seed,
            broke: BTreeMap::new(),
        }
    }

    /// What happened in it.
    pub fn told(&self) -> String {
        let uncertain = self.moments.iter().filter(|moment| !moment.is_certain).count();
        format!(
            "{} moments, {uncertain} of them with a store that was put back or copied; {:?}",
            self.moments.len(),
            self.broke
        )
    }

    fn count(&mut self, what: &'static str) {
        *self.broke.entry(what).or_default() += 1;
    }

    pub fn live(&mut self, days: u64) -> Result<(), Wrong> {
        for day in 0..days {
            self.today += TimeDelta::days(1);
            for at in 0..self.counters.len() {
                self.dice = Dice::of((self.seed << 32) ^ (day << 8) ^ at as u64);
                self.breaks(at);
                self.works(at)?;
                self.carries(at, day)?;
            }
            self.centre_works(day);
        }
        for round in 0..ROUNDS {
            self.today += TimeDelta::days(1);
            self.settles(round)?;
        }
        self.judged()
    }

    fn clock(&self, at: usize) {
        self.counters[at].office.clock.set(self.today + self.counters[at].offset);
    }

    fn serve(&mut self, at: usize) -> Result<(), Wrong> {
        let counter = &self.counters[at];
        let saved = counter.office.serve("Ben", counter.office.usual());
        if let Some(saved) = unless_full(saved)? {
            let is_certain = counter
                .twin_until
                .is_none_or(|lives| counter.office.desk.epochs().is_ok_and(|now| now >= lives));
            let (id, day) = (saved.item.id, saved.item.office_day);
            let workstation = counter.copy_of.unwrap_or(at);
            self.moments.push(Moment { id, day, by: at, workstation, is_certain });
        }
        Ok(())
    }

    fn works(&mut self, at: usize) -> Result<(), Wrong> {
        if self.dice.one_in(12) {
            self.count("clocks that leapt");
            self.counters[at].offset = TimeDelta::days(self.dice.below(7_300) as i64 - 3_650);
        }
        self.clock(at);
        let is_full = self.dice.one_in(12);
        if is_full {
            self.count("full disks");
            let room = self.counters[at].disk.held() + self.dice.below(60_000) as u64;
            self.counters[at].disk.set_room(Some(room));
        }
        for _ in 0..self.dice.below(3) {
            self.serve(at)?;
        }
        let counter = &self.counters[at];
        unless_full(counter.office.desk.take_in())?;
        counter.office.desk.exchange();
        counter.disk.set_room(None);
        Ok(())
    }

    /// A visit with the stick, and a courier who also keeps copies that come when nobody expects them.
    fn carries(&mut self, at: usize, day: u64) -> Result<(), Wrong> {
        self.late.retain(|(due, to, name, bytes)| {
            if *due <= day && *to == at {
                let inbox = self.counters[at].office.folder().join("home/inbox");
                fs::create_dir_all(&inbox).unwrap();
                fs::write(inbox.join(name), bytes).unwrap();
            }
            *due > day || *to != at
        });
        if !self.dice.one_in(3) {
            self.damage();
            let (counter, stick) = (&self.counters[at], self.stick.path());
            let ada = counter.office.actor("Ada");
            match counter.office.desk.read_stick(&ada, stick, |_, _| true) {
                Err(error) if error.code == ErrorCode::NotFound => {}
                read => drop(unless_full(read)?),
            }
            // It is pulled out, or the program killed, after so many files.
            let (pulled, killed) = (self.dice.below(30), self.dice.below(30));
            let mut left = None;
            let written = counter.office.desk.write_stick(&ada, stick, |done, _| {
                if done == killed {
                    left = Some(copy_of(counter.office.folder()));
                }
                done != pulled
            });
            unless_full(written)?;
            if let Some(left) = left {
                self.count("kills");
                self.begins_on(at, left);
            }
        }
        for file in files(&self.counters[at].office.folder().join("home/outbox")) {
            let bytes = fs::read(&file).unwrap();
            if !is_for_centre(&file) {
                if self.dice.one_in(8) {
                    let to = self.dice.below(self.counters.len());
                    self.late.push((day + self.dice.below(21) as u64, to, name(&file), bytes));
                }
            } else if !self.dice.one_in(4) {
                self.centre.land(&name(&file), bytes);
            }
        }
        Ok(())
    }

    /// Files on the stick are cut off, changed or gone.
    fn damage(&mut self) {
        for file in files(self.stick.path()) {
            let mut bytes = fs::read(&file).unwrap();
            match self.dice.below(40) {
                0 => fs::remove_file(file).unwrap(),
                1 => fs::write(file, &bytes[..self.dice.below(bytes.len())]).unwrap(),
                2 => {
                    let place = self.dice.below(bytes.len());
                    bytes[place] ^= 1 << self.dice.below(8);
                    fs::write(file, bytes).unwrap();
                }
                _ => continue,
            }
            self.count("files lost, cut off or changed");
        }
        if self.dice.one_in(60) {
            self.count("sticks lost");
            self.stick = tempfile::tempdir().unwrap();
        }
    }

    fn centre_works(&mut self, day: u64) {
        if day % 7 == 2 {
            self.centre.keep_a_copy();
        }
        if self.dice.one_in(15) {
            self.count("databases put back");
            self.centre.put_back();
        }
        self.centre.pass();
        for at in 0..self.counters.len() {
            match self.dice.below(6) {
                0..3 => self.hears(at, self.centre.says()),
                3 => {
                    let due = day + self.dice.below(14) as u64;
                    self.late.push((due, at, "centre.ack".into(), self.centre.says()));
                }
                _ => {}
            }
        }
    }

    fn hears(&self, at: usize, word: Vec<u8>) {
        let inbox = self.counters[at].office.folder().join("home/inbox");
        fs::create_dir_all(&inbox).unwrap();
        fs::write(inbox.join("centre.ack"), word).unwrap();
    }

    fn begins_on(&mut self, at: usize, folder: TempDir) {
        self.clock(at);
        let (office, disk) = open(&self.counters[at].office, folder);
        // The old one goes before its disk does.
        self.counters[at].office = office;
        self.counters[at].disk = disk;
    }

    fn breaks(&mut self, at: usize) {
        if self.dice.one_in(6) {
            self.counters[at].kept = Some((copy_of(self.counters[at].office.folder()), self.moments.len()));
        }
        match self.dice.below(60) {
            0..3 => {
                self.count("kills");
                let left = copy_of(self.counters[at].office.folder());
                self.begins_on(at, left);
            }
            3..6 => self.puts_back(at),
            6 if self.counters.iter().all(|counter| counter.copy_of.is_none()) => {
                self.count("copies");
                let lives = self.counters[at].office.desk.epochs().unwrap_or(1);
                let (office, disk) =
                    open(&self.counters[at].office, copy_of(self.counters[at].office.folder()));
                self.counters[at].twin_until = Some(lives + 1);
                let offset = self.counters[at].offset;
                self.counters.push(Counter {
                    office,
                    disk,
                    offset,
                    kept: None,
                    twin_until: Some(lives + 1),
                    copy_of: Some(at),
                });
            }
            _ => {}
        }
    }

    /// Somebody puts an old copy of the folder back: with the mark of today, which tells; with its own; or with nothing beside it.
    fn puts_back(&mut self, at: usize) {
        let Some((kept, moments)) = self.counters[at].kept.take() else { return };
        self.count("workstations put back");
        for moment in self.moments.iter_mut().skip(moments).filter(|moment| moment.by == at) {
            moment.is_certain = false;
        }
        let way = self.dice.below(3);
        match way {
            0 => {
                let mark = self.counters[at].office.folder().join("home/mark");
                fs::copy(mark, kept.path().join("home/mark")).unwrap();
            }
            1 => {
                let _ = fs::remove_file(kept.path().join("home/mark"));
                let _ = fs::remove_dir_all(kept.path().join("home/outbox"));
            }
            _ => {}
        }
        self.begins_on(at, kept);
        if way > 0 {
            let lives = self.counters[at].office.desk.epochs().unwrap_or(1);
            self.counters[at].twin_until = Some(lives + 1);
        }
    }

    /// A round in which everything arrives.
    fn settles(&mut self, round: u64) -> Result<(), Wrong> {
        if round == WITH_COPIES {
            self.counters.retain(|counter| counter.copy_of.is_none());
        }
        for at in 0..self.counters.len() {
            self.clock(at);
            if round < WRITTEN {
                self.serve(at)?;
                if let Some(last) = self.moments.last_mut().filter(|_| round + 1 == WRITTEN) {
                    last.is_certain = true;
                }
            }
            self.hears(at, self.centre.says());
            let counter = &self.counters[at].office;
            let ada = counter.actor("Ada");
            match counter.desk.read_stick(&ada, self.stick.path(), |_, _| true) {
                Err(error) if error.code == ErrorCode::NotFound => {}
                read => drop(unless_full(read)?),
            }
            unless_full(counter.desk.write_stick(&ada, self.stick.path(), |_, _| true))?;
            for file in files(&counter.folder().join("home/outbox")).iter().filter(|file| is_for_centre(file))
            {
                self.centre.land(&name(file), fs::read(file).unwrap());
            }
            self.centre.pass();
        }
        Ok(())
    }

    fn judged(&self) -> Result<(), Wrong> {
        let at_centre: BTreeSet<&str> = self
            .centre
            .journals
            .values()
            .flatten()
            .flat_map(|entry| &entry.entities)
            .map(|entity| entity.as_str())
            .collect();
        let days: BTreeSet<&str> = self.moments.iter().map(|moment| moment.day.as_str()).collect();
        for (at, counter) in self.counters.iter().enumerate() {
            let (desk, ada) = (&counter.office.desk, counter.office.actor("Ada"));
            let mut there = 0;
            for moment in &self.moments {
                let is_here = desk.moment(&ada, moment.id).is_ok();
                there += u32::from(is_here);
                // What a copy of it wrote, who has the office's keys seals in its place; for their own workstation nobody does.
                let is_of_a_copy = moment.workstation == at && moment.by != at;
                if moment.is_certain && !is_here && !(is_of_a_copy && at == HAS_OFFICE_KEYS) {
                    return Err(Wrong::Lost(format!("of {} on {}, at counter {at}", moment.by, moment.day)));
                }
            }
            let counts = days
                .iter()
                .map(|day| desk.review_day(&ada, Some(day), &ReviewFilter::default()).map(|day| day.moments));
            let counted: u32 =
                counts.sum::<Result<u32, _>>().map_err(|error| Wrong::Unclear(format!("{error:?}")))?;
            if counted != there {
                return Err(Wrong::Damaged(format!("counter {at} has {there} moments and counts {counted}")));
            }
            let proof = desk.prove().map_err(|error| Wrong::Damaged(format!("{error:?}")))?;
            if !proof.is_sound() || !proof.gaps.is_empty() {
                return Err(Wrong::Damaged(format!("counter {at}: {proof:?}")));
            }
        }
        for moment in self.moments.iter().filter(|moment| moment.is_certain) {
            if !at_centre.contains(format!("moment:{}", moment.id).as_str()) {
                return Err(Wrong::Lost(format!("of {} on {}, at the centre", moment.by, moment.day)));
            }
        }
        if self.moments.iter().all(|moment| moment.is_certain)
            && self.counters.iter().all(|c| c.twin_until.is_none())
        {
            let tables = |counter: &Counter| counter.office.desk.table_digests().unwrap();
            let first = tables(&self.counters[0]);
            if self.counters.iter().any(|counter| tables(counter) != first) {
                return Err(Wrong::Damaged("two counters show different tables".into()));
            }
        }
        Ok(())
    }
}
