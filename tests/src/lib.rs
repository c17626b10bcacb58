//! The office in which the tests play: a real store in a temporary home, named people, a clock that the test moves.

use chrono::{DateTime, TimeDelta, Utc};
use moments_desk::moments::{LineForm, MomentForm, Saved};
use moments_desk::setup::{KeyStorage, NewOffice, StartState};
use moments_desk::sign_in::StaffForm;
use moments_desk::words::{Origin, Role, StaffId};
use moments_desk::{Actor, Desk, Home, Keys, Result};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use tempfile::TempDir;

/// The full PIN of everybody here.
pub const PIN: &str = "tundra-lichen";
/// What the tests call the program.
pub const PROGRAM: &str = "test";

/// A clock that only the test moves.
#[derive(Clone)]
pub struct TestClock(Arc<Mutex<DateTime<Utc>>>);

impl TestClock {
    /// Tuesday, 2026-11-24, 14:03:10 in Iqaluit.
    pub fn new() -> Self {
        Self(Arc::new(Mutex::new(DateTime::from_timestamp(1795546990, 0).unwrap_or_default())))
    }

    pub fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap_or_else(|e| e.into_inner())
    }

    pub fn forward(&self, by: TimeDelta) {
        *self.0.lock().unwrap_or_else(|e| e.into_inner()) += by;
    }
}

impl Default for TestClock {
    fn default() -> Self {
        Self::new()
    }
}

/// An office in Iqaluit with Ada (administrator and supervisor), Ben and Noor (counter).
pub struct TestOffice {
    pub desk: Desk,
    pub clock: TestClock,
    pub recovery_code: String,
    pub people: BTreeMap<&'static str, StaffId>,
    folder: TempDir,
}

pub fn new_office() -> NewOffice {
    NewOffice {
        name_en: "Iqaluit Service Centre".into(),
        name_fr: "Centre de services d’Iqaluit".into(),
        organization_en: "Department of Examples".into(),
        organization_fr: "Ministère des Exemples".into(),
        time_zone: "America/Iqaluit".into(),
        languages: vec!["en".into(), "fr".into(), "iu".into()],
        workstation: "Counter 1".into(),
        administrator: "Ada".into(),
        pin: PIN.into(),
        key_storage: KeyStorage::KeyFile,
        starter_catalogue: true,
    }
}

fn desk(folder: &TempDir, clock: &TestClock) -> Result<Desk> {
    let home = Home::locate(Some(&folder.path().join("home")))?;
    let keys = Keys { key_file: Some(folder.path().join("key")), no_keystore: true };
    let clock = clock.clone();
    Ok(Desk::new(home, keys, Arc::new(move || clock.now())))
}

impl TestOffice {
    pub fn new() -> Result<Self> {
        let folder = tempfile::tempdir().map_err(moments_store::StoreError::from)?;
        let clock = TestClock::new();
        let desk = desk(&folder, &clock)?;
        let recovery_code = desk.set_up(PROGRAM, &new_office())?.recovery_code;
        let mut people = BTreeMap::new();
        for person in desk.staff_to_sign_in()? {
            people.insert("Ada", person.id);
        }
        let mut office = Self { desk, clock, recovery_code, people, folder };
        for name in ["Ben", "Noor"] {
            let form = StaffForm {
                id: None,
                name: name.into(),
                roles: vec![Role::Counter],
                active: true,
                pin: Some(PIN.into()),
                language: None,
            };
            let saved = office.desk.save_staff(&office.actor("Ada"), &form)?;
            office.people.insert(name, saved.staff.id);
        }
        Ok(office)
    }

    pub fn id(&self, name: &str) -> StaffId {
        self.people.get(name).copied().unwrap_or_default()
    }

    /// Acts as a person, with the rights of their roles.
    pub fn actor(&self, name: &str) -> Actor {
        let roles = if name == "Ada" { Role::ALL.to_vec() } else { vec![Role::Counter] };
        Actor {
            author: moments_core::entry::Author::Staff(self.id(name)),
            roles: roles.into_iter().collect(),
        }
    }

    /// A service of the starter catalogue, by its place on the quick keys.
    pub fn quick(&self, key: usize) -> String {
        let list = self.desk.quick_list().map(|l| l.quick).unwrap_or_default();
        list.get(key - 1).cloned().unwrap_or_default()
    }

    /// The usual moment: one service, everything else at its default.
    pub fn usual(&self) -> MomentForm {
        MomentForm {
            services: Some(vec![LineForm { service: self.quick(1), ..LineForm::default() }]),
            ..MomentForm::default()
        }
    }

    /// Opens and saves a moment as the counter does, three minutes apart.
    pub fn serve(&self, name: &str, form: MomentForm) -> Result<Saved> {
        let actor = self.actor(name);
        let open = self.desk.open_moment(&actor, MomentForm::default())?;
        self.clock.forward(TimeDelta::minutes(3));
        self.desk.record(&actor, &MomentForm { id: Some(open.id), ..form }, Origin::Live)
    }

    /// Ends the program without a word, and starts it again on the same home.
    pub fn crash_and_restart(self) -> Result<Self> {
        let Self { desk: old, clock, recovery_code, people, folder } = self;
        // Nothing is closed or flushed: the store's handles go with the process. Here the lock has to go by hand.
        drop(old);
        let desk = desk(&folder, &clock)?;
        match desk.start(PROGRAM) {
            StartState::Ready { .. } => Ok(Self { desk, clock, recovery_code, people, folder }),
            StartState::Failed { error } => Err(error),
            StartState::SetUp { .. } | StartState::KeyNeeded { .. } => {
                Err(moments_desk::ErrorCode::KeyNeeded.into())
            }
        }
    }

    /// The home's folder, and the key file beside it.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }
}

/// Every byte of every file below a folder.
pub fn all_bytes(folder: &std::path::Path) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    let Ok(entries) = std::fs::read_dir(folder) else { return found };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(all_bytes(&path));
        } else {
            let bytes = std::fs::read(&path).unwrap_or_default();
            found.push((path, bytes));
        }
    }
    found
}
