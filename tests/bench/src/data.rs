//! The offices whose cost is measured: one store of a thousand moments, of ten thousand, and of a million, made once.

use crate::contents::Contents;
use crate::loader::Loader;
use crate::pairs::Outcome;
use chrono::Utc;
use moments_core::ids::WorkstationId;
use moments_desk::exchange::{JoinForm, NewWorkstation};
use moments_desk::setup::KeyStorage;
use moments_desk::{Actor, Desk, Home, Keys};
use moments_store::home::machine_fingerprint;
use moments_store::keys::{DataKey, Holder, KeyFile, KeySlots};
use moments_store::{Now, Store, schema_version};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What the program calls itself in the home's lock.
const PROGRAM: &str = "moments-bench";
/// Of everybody in an office that `moments-admin demo` made.
pub const PIN: &str = "river-stone";
const ADMINISTRATOR: &str = "Ruth Campbell";
/// Weeks that the demonstration is made for, so that the next copy of it begins behind it.
const COPY_DAYS: i64 = 21;

/// How large the stores are.
#[derive(Debug, Clone, Copy)]
pub struct Sizes {
    /// Moments of an average day, and office days of the small store and of the one that is copied.
    pub per_day: u32,
    pub small_days: u32,
    pub days: u32,
    /// How often the work of these days is in the large store.
    pub copies: u32,
    /// Office days that a workstation writes alone, before any of it is handed over.
    pub alone_days: u32,
    /// Of a spreadsheet.
    pub rows: usize,
}

/// Five workstations, 769 moments a day, five years and nine months of it.
pub const WHOLE: Sizes =
    Sizes { per_day: 769, small_days: 2, days: 13, copies: 100, alone_days: 39, rows: 100_000 };
/// Only to see that everything runs.
pub const QUICK: Sizes = Sizes { per_day: 40, small_days: 2, days: 6, copies: 4, alone_days: 6, rows: 1_000 };

/// A home with its key beside it.
#[derive(Debug, Clone)]
pub struct Office {
    pub folder: PathBuf,
}

impl Office {
    pub fn home(&self) -> Outcome<Home> {
        Ok(Home::locate(Some(&self.folder.join("home")))?)
    }

    pub fn database(&self) -> Outcome<PathBuf> {
        Ok(self.home()?.database())
    }

    pub fn key(&self) -> Outcome<DataKey> {
        let file = KeyFile::read(&self.folder.join("key"))?;
        Ok(KeySlots::open(&self.folder.join("home"))?.unlock(&Holder::KeyFile(&file))?)
    }

    pub fn store(&self) -> Outcome<Store> {
        Ok(Store::open(&self.home()?, self.key()?, machine_fingerprint(), now())?)
    }

    /// The use cases, open to write.
    pub fn opened(&self) -> Outcome<Desk> {
        let desk = self.closed()?;
        desk.hold_home(PROGRAM).map_err(told)?;
        let key = desk.known_key().map_err(told)?;
        desk.open_writing(PROGRAM, key).map_err(told)?;
        Ok(desk)
    }

    fn closed(&self) -> Outcome<Desk> {
        let keys = Keys { key_file: Some(self.folder.join("key")), no_keystore: true };
        Ok(Desk::new(self.home()?, keys, Desk::system_clock()))
    }

    /// The same, and an administrator who has just given their PIN.
    pub fn desk(&self) -> Outcome<(Desk, Actor)> {
        let desk = self.opened()?;
        let people = desk.staff_to_sign_in().map_err(told)?;
        let ruth = people.iter().find(|person| person.name == ADMINISTRATOR).ok_or("nobody administers")?;
        let actor = desk.prove_staff(ruth.id, PIN).map_err(told)?;
        Ok((desk, actor))
    }

    fn colleague_in(folder: &Path) -> Self {
        Self { folder: folder.join("two") }
    }

    /// Another that is the same, in a folder that goes with what is returned.
    pub fn copy(&self, target: &Path) -> Outcome<(Office, tempfile::TempDir)> {
        let folder = tempfile::Builder::new().prefix("copy").tempdir_in(target)?;
        copy_folder(&self.folder, folder.path())?;
        Ok((Self { folder: folder.path().to_owned() }, folder))
    }
}

/// What a use case refused, as an error of this program.
pub fn told(error: moments_desk::ApiError) -> String {
    format!("{error:?}")
}

pub fn now() -> Now {
    Now { utc_ms: Utc::now().timestamp_millis(), offset_minutes: -300 }
}

/// Where the stores lie, and the program that makes the first.
pub struct Data {
    pub target: PathBuf,
    pub admin: PathBuf,
    pub sizes: Sizes,
}

impl Data {
    /// A thousand moments.
    pub fn small(&self) -> Outcome<Office> {
        self.made("small", |folder| self.demonstration(folder, self.sizes.small_days))
    }

    /// Ten thousand.
    pub fn medium(&self) -> Outcome<Office> {
        self.made("medium", |folder| {
            self.demonstration(folder, self.sizes.days)?;
            colleagues(&Office { folder: folder.to_owned() }).map(drop)
        })
    }

    /// A hundred thousand.
    pub fn tenth(&self) -> Outcome<Office> {
        self.copied("tenth", self.sizes.copies.div_ceil(10).max(2))
    }

    /// A million.
    pub fn large(&self) -> Outcome<Office> {
        self.copied("large", self.sizes.copies)
    }

    fn copied(&self, name: &str, copies: u32) -> Outcome<Office> {
        let medium = self.medium()?;
        self.made(name, |folder| {
            copy_folder(&medium.folder, folder)?;
            let office = Office { folder: folder.to_owned() };
            let writers = colleagues(&office)?;
            let store = office.store()?;
            let mut loader = Loader::of(&store, &writers)?;
            for turn in 1..copies {
                loader.load(&store, now(), COPY_DAYS * i64::from(turn), turn)?;
                if turn % 10 == 0 {
                    say(&format!("{turn} of {copies} times the same weeks"));
                }
            }
            store.close();
            Ok(())
        })
    }

    /// Forty thousand entries of which nobody else has any, and a colleague's workstation that waits for them.
    pub fn alone(&self) -> Outcome<(Office, Office)> {
        let one = self.made("alone", |folder| {
            self.demonstration(folder, self.sizes.alone_days)?;
            let (one, two) = (Office { folder: folder.to_owned() }, Office::colleague_in(folder));
            let (desk, actor) = one.desk()?;
            let new = NewWorkstation { label: "Counter 2".into(), file: folder.join("counter-2") };
            let invited = desk.invite_workstation(&actor, &new).map_err(told)?;
            desk.close();
            fs::create_dir_all(&two.folder)?;
            let file = folder.join(invited.file);
            let form = JoinForm { file, passphrase: invited.passphrase, key_storage: KeyStorage::KeyFile };
            let desk = two.closed()?;
            desk.join(PROGRAM, &form).map_err(told)?;
            desk.close();
            Ok(())
        })?;
        let two = Office::colleague_in(&one.folder);
        Ok((one, two))
    }

    /// Made under another name, and called what it is when it is whole. One of an older schema, or left unfinished, goes.
    fn made(&self, name: &str, make: impl FnOnce(&Path) -> Outcome) -> Outcome<Office> {
        let Sizes { per_day, days, copies, .. } = self.sizes;
        let sizes = format!("{name}-{per_day}-{days}-{copies}-");
        let name = format!("{sizes}v{}", schema_version());
        let (folder, unfinished) = (self.target.join(&name), self.target.join(format!("{name}.new")));
        if !folder.is_dir() {
            say(&format!("making {name}"));
            for left in fs::read_dir(&self.target)? {
                let left = left?;
                if left.file_name().to_string_lossy().starts_with(&sizes) {
                    fs::remove_dir_all(left.path())?;
                }
            }
            fs::create_dir_all(&unfinished)?;
            make(&unfinished)?;
            fs::rename(&unfinished, &folder)?;
        }
        Ok(Office { folder })
    }

    /// So many days of the demonstration, in a folder of their own.
    pub fn demonstration(&self, folder: &Path, days: u32) -> Outcome {
        let (home, key) = (folder.join("home"), folder.join("key"));
        let ended = Command::new(&self.admin)
            .args(["--home".as_ref(), home.as_os_str(), "--key-file".as_ref(), key.as_os_str()])
            .args(["demo", "--bench", "--seed", "5", "--days", &days.to_string()])
            .args(["--per-day", &self.sizes.per_day.to_string()])
            .output()?;
        if ended.status.success() {
            say(&Contents::of(&Office { folder: folder.to_owned() })?.told());
            return Ok(());
        }
        Err(String::from_utf8_lossy(&ended.stderr).into_owned().into())
    }
}

/// Four more workstations, so that an office of five wrote it. Once; then those that are there.
fn colleagues(office: &Office) -> Outcome<Vec<WorkstationId>> {
    let (desk, actor) = office.desk()?;
    let of = |desk: &Desk| -> Outcome<Vec<WorkstationId>> {
        let there = desk.handing_over(&actor).map_err(told)?.workstations;
        Ok(there.into_iter().filter(|other| !other.here).map(|other| other.id).collect())
    };
    let folder = tempfile::tempdir()?;
    for n in 2..=5 {
        if of(&desk)?.len() < n - 1 {
            let new =
                NewWorkstation { label: format!("Counter {n}"), file: folder.path().join(n.to_string()) };
            desk.invite_workstation(&actor, &new).map_err(told)?;
        }
    }
    let writers = of(&desk)?;
    desk.close();
    Ok(writers)
}

fn copy_folder(from: &Path, to: &Path) -> Outcome {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), &target)?;
            // What is measured waits for no page of the copy.
            fs::File::open(target)?.sync_all()?;
        }
    }
    Ok(())
}

/// How far it is.
pub fn say(text: &str) {
    eprintln!("{text}");
}
