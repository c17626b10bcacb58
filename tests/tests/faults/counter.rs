//! The office in Iqaluit as it lies on the disk when nobody works, and a counter that opens a copy of it.

use moments_core::entry::Author;
use moments_desk::moments::{LineForm, MomentForm, Saved};
use moments_desk::setup::{NewOffice, StartState};
use moments_desk::sign_in::StaffForm;
use moments_desk::words::{Origin, Role, StaffId};
use moments_desk::{Actor, Desk, Home, Keys, Proven, Result};
use moments_store::{Now, Store};
use moments_tests::{KEY, PIN, PROGRAM, TestClock, copy_folder, data_key, new_office};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use tempfile::TempDir;

/// An office that was closed in order, to be copied.
pub struct Prepared {
    folder: TempDir,
}

impl Prepared {
    /// One for the tests of this process: small, as it is opened a hundred thousand times.
    pub fn office() -> &'static Self {
        static OFFICE: OnceLock<Prepared> = OnceLock::new();
        OFFICE.get_or_init(|| Self::make().unwrap())
    }

    fn make() -> Result<Self> {
        let folder = tempfile::tempdir().unwrap();
        let desk = desk(folder.path(), &TestClock::new());
        desk.set_up(PROGRAM, &NewOffice { starter_catalogue: false, ..new_office() })?;
        let ada = Actor::cli();
        let service = serde_json::json!({ "key": null, "name_en": "Passport", "name_fr": "Passeport",
            "description_en": null, "description_fr": null, "relationship": "voluntary", "next": null });
        desk.save_service(&ada, &serde_json::from_value(service).unwrap())?;
        for name in ["Ben", "Noor"] {
            let form = StaffForm {
                id: None,
                name: name.into(),
                roles: vec![Role::Counter],
                active: true,
                pin: Some(PIN.into()),
                issue_pin: false,
                language: None,
            };
            desk.save_staff(&ada, &form)?;
        }
        desk.close();
        Ok(Self { folder })
    }

    /// How many entries it holds.
    pub fn entries() -> u64 {
        static ENTRIES: OnceLock<u64> = OnceLock::new();
        *ENTRIES.get_or_init(|| {
            let copy = Self::office().copy();
            let counter = Counter::open(copy.path()).unwrap();
            let entries = counter.entries();
            counter.desk.close();
            entries
        })
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn copy(&self) -> TempDir {
        let copy = tempfile::tempdir().unwrap();
        self.copy_to(copy.path());
        copy
    }

    pub fn copy_to(&self, folder: &Path) {
        copy_folder(self.folder.path(), folder).unwrap();
    }
}

/// A counter at work on a folder; what it is asked goes through the real desk.
pub struct Counter {
    pub desk: Desk,
    pub clock: TestClock,
    pub folder: PathBuf,
    people: Vec<(String, StaffId)>,
}

impl Counter {
    /// Opens the office that lies in this folder.
    pub fn open(folder: &Path) -> Result<Self> {
        let clock = TestClock::new();
        let desk = desk(folder, &clock);
        let mut counter = Self { desk, clock, folder: folder.to_owned(), people: Vec::new() };
        counter.start()?;
        let people = counter.desk.staff_to_sign_in()?;
        counter.people = people.into_iter().map(|person| (person.name, person.id)).collect();
        Ok(counter)
    }

    pub fn start(&self) -> Result<()> {
        match self.desk.start(PROGRAM) {
            StartState::Ready { .. } => Ok(()),
            StartState::Failed { error } => Err(error),
            state @ (StartState::SetUp { .. } | StartState::KeyNeeded { .. }) => {
                panic!("the office is there, and so is its key: {state:?}")
            }
        }
    }

    /// Lets go of the home, as the program does when it ends.
    pub fn leave(&mut self) {
        self.desk.close();
        self.desk = desk(&self.folder, &self.clock);
    }

    /// Opens again, if it was left.
    pub fn come_back(&mut self) -> Result<()> {
        self.start()
    }

    /// What a reader finds in the journal, without the first entry of each further life; nothing while the home is left.
    pub fn entries(&self) -> u64 {
        let lives = self.desk.epochs().unwrap_or(1) as u64;
        self.desk.entries().unwrap_or(0).saturating_sub(lives - 1)
    }

    /// The store itself, as a tool of a coming version may use it. The desk must have been left.
    pub fn store(&self) -> Result<(Store, Now)> {
        let now = Now { utc_ms: self.clock.now().timestamp_millis(), offset_minutes: -300 };
        let key = data_key(&self.folder)?;
        Ok((Store::open(&home(&self.folder), key, moments_store::home::machine_fingerprint(), now)?, now))
    }

    /// By how the name begins: Noor's is changed now and then.
    pub fn staff(&self, name: &str) -> StaffId {
        let known = self.people.iter().find(|(known, _)| known.starts_with(name));
        known.map(|(_, id)| *id).unwrap_or_default()
    }

    pub fn actor(&self, name: &str) -> Actor {
        let roles = if name == "Ada" { Role::ALL.to_vec() } else { vec![Role::Counter] };
        Actor {
            author: Author::Staff(self.staff(name)),
            roles: roles.into_iter().collect(),
            resting: Default::default(),
            proven: Proven::Now,
        }
    }

    pub fn form(&self) -> Result<MomentForm> {
        let service = self.desk.services()?.first().map(|service| service.key.clone()).unwrap_or_default();
        let lines = vec![LineForm { service, ..LineForm::default() }];
        Ok(MomentForm {
            services: Some(lines),
            note: Some("snow on the runway".into()),
            ..MomentForm::default()
        })
    }

    /// Opens a moment, and gives the form to save it with.
    pub fn greet(&self) -> Result<MomentForm> {
        let open = self.desk.open_moment(&self.actor("Ben"), MomentForm::default())?;
        self.clock.forward(chrono::TimeDelta::minutes(3));
        Ok(MomentForm { id: Some(open.id), ..self.form()? })
    }

    pub fn save(&self, form: &MomentForm) -> Result<Saved> {
        self.desk.record(&self.actor("Ben"), form, Origin::Live)
    }

    /// Opens and saves a moment, in two transactions.
    pub fn serve(&self) -> Result<Saved> {
        self.save(&self.greet()?)
    }
}

pub fn home(folder: &Path) -> Home {
    Home::locate(Some(&folder.join("home"))).unwrap()
}

pub fn desk(folder: &Path, clock: &TestClock) -> Desk {
    let keys = Keys { key_file: Some(folder.join(KEY)), no_keystore: true };
    let clock = clock.clone();
    Desk::new(home(folder), keys, Arc::new(move || clock.now()))
}

/// The tables as the first version of Moments made them.
const FIRST_VERSION: &str =
    include_str!("../../../src-tauri/crates/store/src/migrations/0001_journal_and_tables.sql");

/// Puts a store of the first version, with the same journal, in the place of this closed one.
pub fn make_old(folder: &Path) {
    let key = data_key(folder).unwrap();
    let (new, old) = (home(folder).database(), folder.join("home/old.db"));
    let conn = rusqlite::Connection::open(&old).unwrap();
    let key = key.sqlcipher_key();
    conn.execute_batch(&format!(
        "PRAGMA key = \"{}\"; PRAGMA application_id = {}; PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;",
        key.as_str(),
        0x4D4F_4D54
    ))
    .unwrap();
    conn.execute_batch(FIRST_VERSION).unwrap();
    conn.execute("ATTACH ?1 AS new KEY ?2", (new.to_str().unwrap(), key.as_str())).unwrap();
    for table in ["entries", "entry_entities", "tombstones", "identity"] {
        conn.execute_batch(&format!("INSERT INTO main.{table} SELECT * FROM new.{table}")).unwrap();
    }
    conn.execute_batch("DETACH new; PRAGMA user_version = 1; PRAGMA wal_checkpoint(TRUNCATE);").unwrap();
    drop(conn);
    for leftover in ["moments.db-wal", "moments.db-shm", "old.db-wal", "old.db-shm"] {
        let _ = std::fs::remove_file(folder.join("home").join(leftover));
    }
    std::fs::rename(old, new).unwrap();
}
