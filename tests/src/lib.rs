//! The office in which the tests play: a real store in a temporary home, named people, a clock that the test moves.

pub mod figures;
pub mod generated;
pub mod inventory;
pub mod keystrokes;
pub mod targets;

use chrono::{DateTime, TimeDelta, Utc};
use moments_core::ids::{OfficeId, WorkstationId};
use moments_desk::exchange::{JoinForm, NewWorkstation};
use moments_desk::moments::{LineForm, MomentForm, Saved};
use moments_desk::ratings::{ClientAnswer, ClientState, ClientStep};
use moments_desk::setup::{KeyStorage, NewOffice, StartState};
use moments_desk::sign_in::StaffForm;
use moments_desk::words::{Origin, Role, StaffId};
use moments_desk::{Actor, Desk, Home, Keys, Proven, Result, Secret};
use moments_store::home::machine_fingerprint;
use moments_store::keys::{DataKey, Holder, KeyError, KeyFile, KeySlots};
use moments_store::{Now, Store};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tempfile::TempDir;

/// The full PIN of everybody here.
pub const PIN: &str = "tundra-lichen";
/// The name of the key file beside the home.
pub const KEY: &str = "key";
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

    pub fn set(&self, now: DateTime<Utc>) {
        *self.0.lock().unwrap_or_else(|e| e.into_inner()) = now;
    }

    pub fn forward(&self, by: TimeDelta) {
        *self.0.lock().unwrap_or_else(|e| e.into_inner()) += by;
    }
}

/// The monotonic clock of a computer that only the test lets run.
#[derive(Clone, Default)]
pub struct TestSteady(Arc<Mutex<Duration>>);

impl TestSteady {
    pub fn now(&self) -> Duration {
        *self.0.lock().unwrap_or_else(|e| e.into_inner())
    }

    /// Time passes. What the other clock shows is another matter.
    pub fn pass(&self, time: Duration) {
        *self.0.lock().unwrap_or_else(|e| e.into_inner()) += time;
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
    pub steady: TestSteady,
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

fn desk(folder: &Path, key: &str, clock: &TestClock, steady: &TestSteady) -> Result<Desk> {
    let home = Home::locate(Some(&folder.join("home")))?;
    let keys = Keys { key_file: Some(folder.join(key)), no_keystore: true };
    let (clock, steady) = (clock.clone(), steady.clone());
    let desk = Desk::new(home, keys, Arc::new(move || clock.now()));
    Ok(desk.timed_by(Arc::new(move || steady.now())))
}

/// Whatever a scenario did: the pages, the chain, and the tables as a fresh fold gives them.
impl Drop for TestOffice {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        if let Ok(proof) = self.desk.prove() {
            assert!(proof.is_sound(), "after the scenario: {proof:?}");
        }
    }
}

impl TestOffice {
    pub fn new() -> Result<Self> {
        let folder = tempfile::tempdir().map_err(moments_store::StoreError::from)?;
        let (clock, steady) = (TestClock::new(), TestSteady::default());
        let desk = desk(folder.path(), KEY, &clock, &steady)?;
        let recovery_code = desk.set_up(PROGRAM, &new_office())?.recovery_code.to_string();
        let mut people = BTreeMap::new();
        for person in desk.staff_to_sign_in()? {
            people.insert("Ada", person.id);
        }
        let mut office = Self { desk, clock, steady, recovery_code, people, folder };
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
            let saved = office.desk.save_staff(&office.actor("Ada"), &form)?;
            office.people.insert(name, saved.staff.id);
        }
        Ok(office)
    }

    pub fn id(&self, name: &str) -> StaffId {
        self.people.get(name).copied().unwrap_or_default()
    }

    /// Acts as a person who has just given their PIN, with the rights of their roles.
    pub fn actor(&self, name: &str) -> Actor {
        let roles = if name == "Ada" { Role::ALL.to_vec() } else { vec![Role::Counter] };
        Actor {
            author: moments_core::entry::Author::Staff(self.id(name)),
            roles: roles.into_iter().collect(),
            resting: Default::default(),
            proven: Proven::Now,
        }
    }

    /// Makes somebody an administrator too.
    pub fn administrator(&self, name: &str) -> StaffId {
        let form = StaffForm {
            id: Some(self.id(name)),
            name: name.into(),
            roles: vec![Role::Counter, Role::Administrator],
            active: true,
            pin: None,
            issue_pin: false,
            language: None,
        };
        self.desk.save_staff(&self.actor("Ada"), &form).map(|saved| saved.staff.id).unwrap_or_default()
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

    /// Serves, and the client answers on their screen.
    pub fn answered(&self, name: &str, form: MomentForm, overall: u8) -> Result<Saved> {
        let saved = self.serve(name, form)?;
        let token =
            if let ClientState::Invited(lit) = self.desk.client_state()? { Some(lit.token) } else { None };
        self.clock.forward(TimeDelta::seconds(5));
        let answer = ClientAnswer { overall: Some(overall), ..ClientAnswer::default() };
        self.desk.client_answer(token.as_deref(), ClientStep::Done { answer, language: "en".into() })?;
        Ok(saved)
    }

    /// Ends the program without a word, as a kill does, and starts it again on what that leaves in the folder.
    pub fn crash_and_restart(self) -> Result<Self> {
        self.crash_with(|_| {})
    }

    /// As [`TestOffice::crash_and_restart`], and something happens to the folder in between.
    pub fn crash_with(mut self, act: impl FnOnce(&Path)) -> Result<Self> {
        // Copied while everything is open: no handle was closed, and nothing moved from the log into the database.
        let left = tempfile::tempdir().map_err(moments_store::StoreError::from)?;
        copy_folder(self.folder.path(), left.path()).map_err(moments_store::StoreError::from)?;
        act(left.path());
        // Another start of the computer has another beginning of time.
        self.steady = TestSteady::default();
        self.desk = desk(left.path(), KEY, &self.clock, &self.steady)?;
        self.folder = left;
        self.started()
    }

    /// The program as it starts on a copy of its folder that was made while it ran, as after a power cut at that moment.
    pub fn on_copy(&self, left: TempDir) -> Result<Self> {
        let steady = TestSteady::default();
        let desk = desk(left.path(), KEY, &self.clock, &steady)?;
        let (recovery_code, people) = (self.recovery_code.clone(), self.people.clone());
        Self { desk, clock: self.clock.clone(), steady, recovery_code, people, folder: left }.started()
    }

    /// Closes the program, does something to its folder, and starts it again.
    pub fn while_closed(mut self, act: impl FnOnce(&Path)) -> Result<Self> {
        self.desk.close();
        act(self.folder.path());
        self.desk = desk(self.folder.path(), KEY, &self.clock, &self.steady)?;
        self.started()
    }

    /// Another workstation of the office: invited here, and joined with the file, which lies in this folder.
    pub fn colleague(&self, label: &str, stick: &Path) -> Result<Self> {
        let file = stick.join(format!("{label}.moments-join"));
        let new = NewWorkstation { label: label.into(), file: file.clone() };
        let invited = self.desk.invite_workstation(&self.actor("Ada"), &new)?;
        self.joined(file, invited.passphrase)
    }

    /// A computer that becomes a workstation of this office by a join file or the recovery kit.
    pub fn joined(&self, file: PathBuf, passphrase: Secret) -> Result<Self> {
        let folder = tempfile::tempdir().map_err(moments_store::StoreError::from)?;
        let (clock, steady) = (self.clock.clone(), TestSteady::default());
        let desk = desk(folder.path(), KEY, &clock, &steady)?;
        let form = JoinForm { file, passphrase, key_storage: KeyStorage::KeyFile };
        let recovery_code = desk.join(PROGRAM, &form)?.recovery_code.to_string();
        Ok(Self { desk, clock, steady, recovery_code, people: self.people.clone(), folder })
    }

    fn started(self) -> Result<Self> {
        match self.desk.start(PROGRAM) {
            StartState::Ready { .. } => Ok(self),
            StartState::Failed { error } => Err(error),
            StartState::SetUp { .. } | StartState::KeyNeeded { .. } => {
                Err(moments_desk::ErrorCode::KeyNeeded.into())
            }
        }
    }

    /// The program on a folder that is a copy of this one's, with the same clock; nothing is opened yet.
    pub fn desk_in(&self, folder: &Path, key: &str) -> Result<Desk> {
        desk(folder, key, &self.clock, &self.steady)
    }

    /// Another program on the same home, with the same clock; with a key file of this name.
    pub fn second_desk(&self, key: &str) -> Result<Desk> {
        desk(self.folder.path(), key, &self.clock, &self.steady)
    }

    /// What another program, or another version of this one, does with the store itself while Moments is closed.
    pub fn with_store(self, act: impl FnOnce(&Store, Now)) -> Result<Self> {
        let now = Now { utc_ms: self.clock.now().timestamp_millis(), offset_minutes: -300 };
        let mut failed = None;
        let office = self.while_closed(|folder| match open_store(folder, now) {
            Ok(store) => {
                act(&store, now);
                store.close();
            }
            Err(error) => failed = Some(error),
        })?;
        failed.map_or(Ok(office), |error| Err(error.into()))
    }

    /// The home's folder, and the key file beside it.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

/// The data key of the home in this folder, by the key file beside it.
pub fn data_key(folder: &Path) -> std::result::Result<DataKey, KeyError> {
    let file = KeyFile::read(&folder.join(KEY))?;
    KeySlots::open(&folder.join("home"))?.unlock(&Holder::KeyFile(&file))
}

fn open_store(folder: &Path, now: Now) -> moments_store::Result<Store> {
    let home = Home::locate(Some(&folder.join("home"))).map_err(|_| moments_store::StoreError::Foreign)?;
    let key = data_key(folder).map_err(|_| moments_store::StoreError::Derivation)?;
    Store::open(&home, key, machine_fingerprint(), now)
}

/// A new workstation of an office.
pub fn new_workstation(office: OfficeId, now: Now) -> (OfficeId, WorkstationId) {
    (office, WorkstationId(moments_store::new_uuid(now).unwrap_or_default()))
}

/// Copies a folder as it lies there at this moment.
pub fn copy_folder(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// The files below a folder in which a text is readable, in one byte a character or in two, either way round.
pub fn readable_in(folder: &Path, text: &str) -> Vec<PathBuf> {
    let wide: Vec<u16> = text.encode_utf16().collect();
    let spellings: [Vec<u8>; 3] = [
        text.as_bytes().to_vec(),
        wide.iter().flat_map(|unit| unit.to_le_bytes()).collect(),
        wide.iter().flat_map(|unit| unit.to_be_bytes()).collect(),
    ];
    let holds = |bytes: &[u8]| {
        spellings.iter().any(|spelling| bytes.windows(spelling.len()).any(|window| window == spelling))
    };
    all_bytes(folder).into_iter().filter(|(_, bytes)| holds(bytes)).map(|(path, _)| path).collect()
}

/// Every byte of every file below a folder.
pub fn all_bytes(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
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
