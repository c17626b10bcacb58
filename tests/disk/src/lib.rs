//! A disk under SQLite for the tests: it tells what is written to it and what is synced, and it fails when it is told to.
//!
//! SQLite reaches its files through a table of functions (`sqlite3_vfs`). [`vfs`] puts one before the system's own, for
//! the whole process; a folder that no [`Disk`] stands over is passed through untouched. What ships never contains this
//! crate.
//!
//! Deliberately absent: shared memory (`-shm`), which no power cut leaves anything of, and files that are not SQLite's. The
//! watched ones among those are looked at before each step, so that their place in the order is known.

mod vfs;

use rusqlite::ffi;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

/// What SQLite asks of the disk, as far as it can fail there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Op {
    Open,
    Read,
    Write,
    Truncate,
    Sync,
    Size,
    Delete,
    Lock,
    ShmMap,
    ShmLock,
}

/// In what way it fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flavour {
    /// The disk is full.
    Full,
    /// The disk or the system refuses.
    Io,
    /// Another program holds a lock.
    Busy,
    /// The file may not be written any more.
    ReadOnly,
}

impl Flavour {
    pub const ALL: [Self; 4] = [Self::Full, Self::Io, Self::Busy, Self::ReadOnly];

    /// SQLite's code where an operation can fail so.
    pub fn code(self, op: Op) -> Option<i32> {
        match (self, op) {
            (Self::Full, Op::Write) => Some(ffi::SQLITE_FULL),
            (Self::Full, Op::ShmMap) => Some(ffi::SQLITE_IOERR_SHMSIZE),
            // What was only promised is refused when it is to be on the disk.
            (Self::Full, Op::Sync) | (Self::Io, Op::Sync) => Some(ffi::SQLITE_IOERR_FSYNC),
            (Self::Io, Op::Open) => Some(ffi::SQLITE_CANTOPEN),
            (Self::Io, Op::Read) => Some(ffi::SQLITE_IOERR_READ),
            (Self::Io, Op::Write) => Some(ffi::SQLITE_IOERR_WRITE),
            (Self::Io, Op::Truncate) => Some(ffi::SQLITE_IOERR_TRUNCATE),
            (Self::Io, Op::Size) => Some(ffi::SQLITE_IOERR_FSTAT),
            (Self::Io, Op::Delete) => Some(ffi::SQLITE_IOERR_DELETE),
            (Self::Io, Op::Lock) => Some(ffi::SQLITE_IOERR_LOCK),
            (Self::Io, Op::ShmMap) => Some(ffi::SQLITE_IOERR_SHMMAP),
            (Self::Io, Op::ShmLock) => Some(ffi::SQLITE_IOERR_SHMLOCK),
            (Self::Busy, Op::Lock | Op::ShmLock) => Some(ffi::SQLITE_BUSY),
            // Not of shared memory: there the code means that it was mapped, to be read.
            (Self::ReadOnly, Op::Write) => Some(ffi::SQLITE_READONLY),
            (Self::Full | Self::Busy | Self::ReadOnly, _) => None,
        }
    }
}

/// The operation that fails, counted from 1 from when the fault is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    pub at: usize,
    pub flavour: Flavour,
    /// All after it that can fail so do too.
    pub lasting: bool,
}

/// One thing that happened to the files, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A file came into being, empty.
    Create {
        file: String,
    },
    Write {
        file: String,
        at: usize,
        data: Vec<u8>,
    },
    Truncate {
        file: String,
        size: usize,
    },
    /// What was done to this file so far is on the disk.
    Sync {
        file: String,
    },
    /// `synced`: so is the folder's list.
    Delete {
        file: String,
        synced: bool,
    },
    /// A watched file of the operating system's has this content now; none: it is not there.
    Outside {
        file: String,
        content: Option<Vec<u8>>,
    },
    /// The test says something.
    Note(u64),
}

impl Event {
    /// Its path within the folder.
    pub fn file(&self) -> Option<&str> {
        match self {
            Self::Create { file }
            | Self::Write { file, .. }
            | Self::Truncate { file, .. }
            | Self::Sync { file }
            | Self::Delete { file, .. }
            | Self::Outside { file, .. } => Some(file),
            Self::Note(_) => None,
        }
    }
}

#[derive(Default)]
struct Inner {
    /// What was asked since counting began.
    asked: Vec<Op>,
    counting: bool,
    faults: Vec<Fault>,
    /// How many times a fault was given.
    given: usize,
    log: Option<Vec<Event>>,
    watched: BTreeMap<String, Option<Vec<u8>>>,
    /// The most that the files may hold together, in bytes.
    room: Option<u64>,
    /// A planted fault of the disk: it says that it synced.
    lies: bool,
}

/// What stands over one folder.
pub(crate) struct State {
    folder: PathBuf,
    inner: Mutex<Inner>,
}

static DISKS: RwLock<Vec<Arc<State>>> = RwLock::new(Vec::new());

impl State {
    pub(crate) fn of(path: &Path) -> Option<Arc<Self>> {
        let disks = DISKS.read().unwrap_or_else(PoisonError::into_inner);
        disks.iter().find(|disk| path.starts_with(&disk.folder)).cloned()
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Before an operation: what it fails with, if it is to.
    pub(crate) fn ask(&self, op: Op) -> Option<i32> {
        let mut inner = self.inner();
        self.look_outside(&mut inner);
        if !inner.counting {
            return None;
        }
        inner.asked.push(op);
        let number = inner.asked.len();
        let due = |fault: &&Fault| if fault.lasting { number >= fault.at } else { number == fault.at };
        let code = inner.faults.iter().filter(due).find_map(|fault| fault.flavour.code(op));
        inner.given += usize::from(code.is_some());
        code
    }

    /// Whether a file may grow by so much.
    pub(crate) fn has_room_for(&self, growth: u64) -> bool {
        let Some(room) = self.inner().room else { return true };
        growth == 0 || held(&self.folder) + growth <= room
    }

    pub(crate) fn lies(&self) -> bool {
        self.inner().lies
    }

    /// Something was done; `event` is made only where somebody listens.
    pub(crate) fn tell(&self, event: impl FnOnce() -> Event) {
        if let Some(log) = &mut self.inner().log {
            log.push(event());
        }
    }

    fn look_outside(&self, inner: &mut Inner) {
        let Inner { log: Some(log), watched, .. } = inner else { return };
        for (file, known) in watched {
            let content = std::fs::read(self.folder.join(file.as_str())).ok();
            if content != *known {
                *known = content.clone();
                log.push(Event::Outside { file: file.clone(), content });
            }
        }
    }
}

/// The bytes of SQLite's files in a folder, shared memory apart.
fn held(folder: &Path) -> u64 {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    let counts = |name: &str| name.contains(".db") && !name.ends_with("-shm");
    entries
        .flatten()
        .filter(|entry| entry.file_name().to_str().is_some_and(counts))
        .filter_map(|entry| entry.metadata().ok())
        .map(|found| found.len())
        .sum()
}

/// A disk over a folder, until it is dropped.
pub struct Disk(Arc<State>);

impl Disk {
    /// Stands over every file that SQLite opens below `folder` from now on.
    pub fn over(folder: &Path) -> Self {
        vfs::install();
        let state = Arc::new(State { folder: folder.to_owned(), inner: Mutex::default() });
        DISKS.write().unwrap_or_else(PoisonError::into_inner).push(Arc::clone(&state));
        Self(state)
    }

    /// Keeps what is done from now on. `watched` are files of the folder that are not SQLite's.
    pub fn record(&self, watched: &[&str]) {
        let mut inner = self.0.inner();
        let content = |name: &&str| ((*name).to_owned(), std::fs::read(self.0.folder.join(name)).ok());
        inner.watched = watched.iter().map(content).collect();
        inner.log = Some(Vec::new());
    }

    /// Adds a word of the test's to what is kept, behind what was done before it.
    pub fn note(&self, note: u64) {
        let mut inner = self.0.inner();
        self.0.look_outside(&mut inner);
        if let Some(log) = &mut inner.log {
            log.push(Event::Note(note));
        }
    }

    /// What was done since [`Disk::record`].
    pub fn recorded(&self) -> Vec<Event> {
        let mut inner = self.0.inner();
        self.0.look_outside(&mut inner);
        inner.log.take().unwrap_or_default()
    }

    /// Counts from 1 again, and fails as the faults say.
    pub fn fail(&self, faults: &[Fault]) {
        let mut inner = self.0.inner();
        inner.asked.clear();
        inner.given = 0;
        inner.counting = true;
        inner.faults = faults.to_vec();
    }

    /// Works again. Returns what was asked since [`Disk::fail`], and how many times a fault was given.
    pub fn mend(&self) -> (Vec<Op>, usize) {
        let mut inner = self.0.inner();
        inner.counting = false;
        inner.faults.clear();
        (std::mem::take(&mut inner.asked), inner.given)
    }

    /// The most that the files may hold together, in bytes; none: as much as the real disk.
    pub fn set_room(&self, room: Option<u64>) {
        self.0.inner().room = room;
    }

    /// What they hold now, in bytes.
    pub fn held(&self) -> u64 {
        held(&self.0.folder)
    }

    /// Plants a disk that says that it synced, and didn't.
    pub fn lie_about_syncs(&self) {
        self.0.inner().lies = true;
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let mut disks = DISKS.write().unwrap_or_else(PoisonError::into_inner);
        disks.retain(|disk| !Arc::ptr_eq(disk, &self.0));
    }
}
