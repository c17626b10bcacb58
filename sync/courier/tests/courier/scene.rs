//! A workstation's folders, a share, and a courier that is asked to carry. Time passes when it is told to.

use chrono::{DateTime, FixedOffset};
use moments_courier::clock::Clock;
use moments_courier::config::Config;
use moments_courier::run::{self, Ended};
use moments_courier::shape::Kind;
use moments_courier::state::Keeper;
use moments_courier::status::{PlaceStatus, Status};
use moments_courier::trouble::Trouble;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tempfile::TempDir;

pub const OFFICE: &str = "0192f0c4-3a5b-7c00-8000-000000000001";

/// A clock that only waiting moves on.
pub struct Told {
    start: DateTime<FixedOffset>,
    passed: Mutex<Duration>,
}

impl Told {
    /// `20:00` of some day, in Iqaluit.
    pub fn at(time: &str) -> Arc<Self> {
        let start = format!("2026-11-27T{time}:00-05:00").parse().expect("a time");
        Arc::new(Self { start, passed: Mutex::default() })
    }
}

impl Clock for Told {
    fn now(&self) -> DateTime<FixedOffset> {
        self.start + self.elapsed()
    }

    fn elapsed(&self) -> Duration {
        *self.passed.lock().expect("a clock")
    }

    fn sleep(&self, time: Duration) {
        *self.passed.lock().expect("a clock") += time;
    }

    fn stopping(&self) -> bool {
        false
    }
}

/// A name of the workstation `n`.
pub fn name(n: u8, from: u64, kind: Kind) -> String {
    let to = from + 9;
    format!("{:032x}-{:032x}-{from:012}-{to:012}.{}.bundle", n, 9, kind.folder())
}

/// Bytes that are like no other's.
pub fn content(seed: u64, bytes: usize) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    std::iter::repeat_with(|| next().to_le_bytes()).flatten().take(bytes).collect()
}

pub struct Scene {
    pub folder: TempDir,
}

impl Scene {
    pub fn new() -> Self {
        let scene = Self { folder: tempfile::tempdir().expect("a folder") };
        for name in ["outbox", "inbox", "share"] {
            fs::create_dir(scene.path(name)).expect("a folder");
        }
        scene
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// `share/OFFICE/office` or `…/centre`.
    pub fn shelf(&self, place: &str, kind: Kind) -> PathBuf {
        self.path(place).join(OFFICE).join(kind.folder())
    }

    pub fn put(&self, folder: &Path, name: &str, bytes: &[u8]) {
        fs::create_dir_all(folder).expect("a folder");
        // As the desk does: another content is another file.
        let temporary = folder.join(".being-written");
        fs::write(&temporary, bytes).expect("it is written");
        fs::rename(temporary, folder.join(name)).expect("it is named");
    }

    /// Places as in a configuration; `""` is the share alone.
    pub fn configuration(&self, places: &str) -> String {
        let share = "[[place]]\nname = \"share\"\nfolder = \"share\"\n";
        let places = if places.is_empty() { share } else { places };
        format!("office = \"{OFFICE}\"\noutbox = \"outbox\"\ninbox = \"inbox\"\nstate = \"state\"\n{places}")
    }

    pub fn config(&self, places: &str) -> Config {
        Config::parse(&self.configuration(places), &self.path("courier.toml")).expect("a configuration")
    }

    /// A courier that starts, visits every place once and ends; and what it said.
    pub fn once_at(&self, clock: &Arc<Told>, places: &str) -> Result<(Ended, String), Trouble> {
        let config = self.config(places);
        let clock: Arc<dyn Clock> = Arc::<Told>::clone(clock);
        let (keeper, note) = Keeper::open(&config.state, Arc::clone(&clock))?;
        let said = Mutex::new(note.unwrap_or_default());
        let ended = run::once(&config, &keeper, &clock, &|line| {
            let mut said = said.lock().expect("said");
            *said = format!("{said}\n{line}");
        });
        Ok((ended, said.into_inner().expect("said")))
    }

    pub fn once(&self, places: &str) -> (Ended, String) {
        self.once_at(&Told::at("12:00"), places).expect("a courier")
    }

    pub fn all_is_well(&self, places: &str) {
        let (ended, said) = self.once(places);
        assert_eq!(ended, Ended::Well, "{said}");
    }

    /// What is said of a place.
    pub fn status(&self, places: &str, name: &str) -> PlaceStatus {
        let status = Status::read(&self.config(places), Told::at("12:00").now()).expect("a status");
        status.places.into_iter().find(|of| of.name == name).expect("the place")
    }

    /// The real program with this configuration.
    pub fn program(&self, places: &str, verb: &str) -> Command {
        let file = self.path("courier.toml");
        fs::write(&file, self.configuration(places)).expect("a configuration");
        let mut command = Command::new(env!("CARGO_BIN_EXE_moments-courier"));
        command.arg("--config").arg(file).arg(verb);
        command
    }
}

/// The files of a folder, without those whose names begin with a dot.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let named = entries.map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.path()));
    named
        .filter(|(name, path)| !name.starts_with('.') && path.is_file())
        .map(|(name, path)| (name, fs::read(path).expect("it can be read")))
        .collect()
}

/// Temporary files of couriers anywhere below a folder.
pub fn temporary(below: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(below).into_iter().flatten().flatten() {
        if entry.path().is_dir() {
            found.extend(temporary(&entry.path()));
        } else if entry.file_name().to_string_lossy().starts_with(".courier-") {
            found.push(entry.path());
        }
    }
    found
}

pub fn until(what: &str, mut is: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is() {
        assert!(start.elapsed() < Duration::from_secs(30), "{what}: waited for in vain");
        std::thread::sleep(Duration::from_millis(2));
    }
}
