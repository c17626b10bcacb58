//! The home: the one folder per machine in which everything lies, who holds it, and whether it can be worked in.
//!
//! What is wrong with the folder is said at the start and not at the first save: a folder that can't be written, a full disk,
//! a network file system (SQLite's write-ahead log needs shared memory, and would lose data there), another program that
//! holds the home.
//!
//! Deliberately absent:
//! - Choosing another folder by itself when the right one fails. Two stores on one machine are two truths.
//! - Windows access rights. What a folder under `%ProgramData%` lets other users do is for the installer to set; Rust's
//!   standard library can't. On Unix the folder is made `0700`; an administrator who wants several OS users in one home
//!   opens it to a group, and files made here follow the folder.
//! - Proof that a network drive is none. What the system doesn't tell is allowed.

use std::ffi::OsString;
use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::keys;

/// Says where the home is, unless the command line does.
pub const HOME_VARIABLE: &str = "MOMENTS_HOME";

/// What the probe writes: one page, so that a full disk shows.
const PROBE: [u8; 4096] = [0; 4096];
const PROBE_NAME: &str = "write-probe";

/// Longest note about the lock's holder that is read, in bytes, and longest program name, in characters.
const MAX_NOTE: u64 = 4096;
const MAX_PROGRAM: usize = 64;

/// What can be wrong with the home. No message holds a path or a name; the caller words it for people.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HomeError {
    /// The environment names no folder to put it in.
    #[error("there is no place for the home")]
    NoPlace,
    #[error("there is no home")]
    Missing,
    #[error("something that is no folder is in the home's place")]
    NotAFolder,
    /// No permission, or a read-only medium.
    #[error("the home can't be written")]
    NotWritable,
    #[error("the home's disk is full")]
    DiskFull,
    /// The kind as the system names it, e.g. `nfs4`.
    #[error("the home is on a network file system")]
    NetworkFileSystem { kind: String },
    /// Another program has it. `holder` is what that program said of itself, if it could.
    #[error("the home is in use by another program")]
    InUse { holder: Option<LockHolder> },
    #[error("the home could not be read or written ({0})")]
    Io(io::ErrorKind),
}

impl From<io::Error> for HomeError {
    fn from(error: io::Error) -> HomeError {
        use io::ErrorKind;
        let kind = error.kind();
        if matches!(kind, ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem) {
            HomeError::NotWritable
        } else if matches!(kind, ErrorKind::StorageFull | ErrorKind::QuotaExceeded) {
            HomeError::DiskFull
        } else if kind == ErrorKind::NotADirectory {
            HomeError::NotAFolder
        } else if kind == ErrorKind::NotFound {
            HomeError::Missing
        } else {
            HomeError::Io(kind)
        }
    }
}

/// The home's folder, by its absolute path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    folder: PathBuf,
}

impl Home {
    /// Where the home is: `explicit` (`--home`), else `MOMENTS_HOME`, else the machine's place, else the user's.
    ///
    /// Linux: `/var/lib/moments` where it exists, else `$XDG_DATA_HOME/moments`, else `~/.local/share/moments`. A folder
    /// `/var/lib/moments` is taken also if this user can't write it: falling back would make a second store, so
    /// [`Home::check`] says it instead. Windows: `%ProgramData%\Moments`. Creates nothing.
    pub fn locate(explicit: Option<&Path>) -> Result<Home, HomeError> {
        let folder = choose(explicit, &Surroundings::of_this_process()).ok_or(HomeError::NoPlace)?;
        Ok(Home { folder: std::path::absolute(folder)? })
    }

    /// Makes the folder and those in it, unless they are there, and checks it.
    pub fn create(&self) -> Result<(), HomeError> {
        refuse_network(&self.folder)?;
        create_folder(&self.folder, 0o700)?;
        let mode = 0o700 | shared_bits(&self.folder);
        for folder in [self.logs(), self.backups(), self.quarantine(), self.outbox(), self.inbox()] {
            create_folder(&folder, mode)?;
        }
        self.check()
    }

    /// That the home is there, is on a local disk, and takes a file.
    pub fn check(&self) -> Result<(), HomeError> {
        if !self.folder.metadata()?.is_dir() {
            return Err(HomeError::NotAFolder);
        }
        refuse_network(&self.folder)?;
        let probe = self.folder.join(PROBE_NAME);
        let written = create_private(&probe).and_then(|mut file| {
            file.write_all(&PROBE)?;
            // A full disk may show only now.
            file.sync_all()
        });
        let removed = std::fs::remove_file(&probe);
        written?;
        match removed {
            // Another program that checks in the same moment took it away.
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            other => Ok(other?),
        }
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    pub fn database(&self) -> PathBuf {
        self.folder.join("moments.db")
    }

    pub fn key_slots(&self) -> PathBuf {
        self.folder.join(keys::FILE_NAME)
    }

    pub fn mark(&self) -> PathBuf {
        self.folder.join("mark")
    }

    pub fn settings(&self) -> PathBuf {
        self.folder.join("settings.json")
    }

    pub fn logs(&self) -> PathBuf {
        self.folder.join("logs")
    }

    pub fn backups(&self) -> PathBuf {
        self.folder.join("backups")
    }

    /// Where damaged files are put aside; nothing is deleted.
    pub fn quarantine(&self) -> PathBuf {
        self.folder.join("quarantine")
    }

    /// Bundles that were sealed here, for whoever carries them.
    pub fn outbox(&self) -> PathBuf {
        self.folder.join("outbox")
    }

    /// Bundles that were brought from elsewhere, and what the centre says of ours.
    pub fn inbox(&self) -> PathBuf {
        self.folder.join("inbox")
    }

    fn lock_file(&self) -> PathBuf {
        self.folder.join("home.lock")
    }

    fn holder_note(&self) -> PathBuf {
        self.folder.join("home.holder")
    }
}

/// What the choice of a home depends on.
#[derive(Debug, Default, Clone)]
struct Surroundings {
    moments_home: Option<OsString>,
    /// The machine's place, if it is there or can be made by whoever starts the app.
    machine: Option<PathBuf>,
    xdg_data_home: Option<OsString>,
    user: Option<OsString>,
}

impl Surroundings {
    #[cfg(windows)]
    fn of_this_process() -> Surroundings {
        Surroundings {
            moments_home: std::env::var_os(HOME_VARIABLE),
            machine: std::env::var_os("ProgramData")
                .map(|folder| Path::new(&folder).join("Moments"))
                .filter(|folder| folder.is_absolute()),
            xdg_data_home: None,
            user: None,
        }
    }

    #[cfg(not(windows))]
    fn of_this_process() -> Surroundings {
        let machine = PathBuf::from("/var/lib/moments");
        Surroundings {
            moments_home: std::env::var_os(HOME_VARIABLE),
            machine: machine.is_dir().then_some(machine),
            xdg_data_home: std::env::var_os("XDG_DATA_HOME"),
            user: std::env::var_os("HOME"),
        }
    }
}

/// An empty variable is as good as none; one that must be absolute and isn't is passed over (XDG base directories).
fn choose(explicit: Option<&Path>, around: &Surroundings) -> Option<PathBuf> {
    let absolute =
        |folder: &Option<OsString>| folder.as_ref().map(PathBuf::from).filter(|folder| folder.is_absolute());
    let named = around.moments_home.as_ref().filter(|folder| !folder.is_empty()).map(PathBuf::from);
    explicit
        .filter(|folder| !folder.as_os_str().is_empty())
        .map(Path::to_owned)
        .or(named)
        .or_else(|| around.machine.clone())
        .or_else(|| absolute(&around.xdg_data_home).map(|data| data.join("moments")))
        .or_else(|| absolute(&around.user).map(|user| user.join(".local/share/moments")))
}

/// What the program that holds the home says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LockHolder {
    pub pid: u32,
    pub program: String,
    pub started: DateTime<Utc>,
}

impl LockHolder {
    pub fn this_process(program: &str, started: DateTime<Utc>) -> LockHolder {
        LockHolder { pid: std::process::id(), program: program.to_owned(), started }.trimmed()
    }

    /// The note is written by another program: only so much of it is shown.
    fn trimmed(mut self) -> LockHolder {
        self.program = self.program.chars().filter(|sign| !sign.is_control()).take(MAX_PROGRAM).collect();
        self
    }
}

/// The home, held by this process until dropped. An operating-system lock: it goes with the process however that ends.
///
/// Who holds it stands in a file of its own, `home.holder`, since on Windows nobody else can read a locked file. The
/// lock's file stays when it is released: removing it would let two programs lock two files of the same name.
#[derive(Debug)]
pub struct HomeLock {
    lock: File,
    note: PathBuf,
}

impl HomeLock {
    pub fn take(home: &Home, holder: &LockHolder) -> Result<HomeLock, HomeError> {
        let lock = create_private(&home.lock_file())?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(HomeError::InUse { holder: read_note(home) }),
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
        // As far as it goes: the lock counts, the note only explains it.
        let note = home.holder_note();
        if let Ok(text) = serde_json::to_vec(holder) {
            let _ = create_private(&note).and_then(|mut file| file.write_all(&text));
        }
        Ok(HomeLock { lock, note })
    }
}

impl Drop for HomeLock {
    fn drop(&mut self) {
        // In this order: the next holder's note must not be the one that goes.
        let _ = std::fs::remove_file(&self.note);
        let _ = self.lock.unlock();
    }
}

fn read_note(home: &Home) -> Option<LockHolder> {
    let mut text = Vec::new();
    File::open(home.holder_note()).ok()?.take(MAX_NOTE).read_to_end(&mut text).ok()?;
    serde_json::from_slice::<LockHolder>(&text).ok().map(LockHolder::trimmed)
}

/// This machine's fingerprint, so that a home that was cloned to another machine is noticed. `None` where the system has
/// no id, as on an image that was prepared for cloning.
///
/// A hash under a name of ours: the id itself is confidential to the machine (`machine-id(5)`). Two machines that were
/// cloned with their machine id have the same fingerprint; forks of the journal show those.
pub fn machine_fingerprint() -> Option<[u8; 32]> {
    machine_uid::get().ok().and_then(|id| fingerprint_of(&id))
}

fn fingerprint_of(machine_id: &str) -> Option<[u8; 32]> {
    let id = machine_id.trim().to_ascii_lowercase();
    let means_none = id == "uninitialized" || id.chars().all(|sign| matches!(sign, '0' | '-'));
    (!means_none)
        .then(|| Sha256::new().chain_update("moments/machine/1\0").chain_update(id).finalize().into())
}

fn refuse_network(folder: &Path) -> Result<(), HomeError> {
    // The folder may not exist yet: then the nearest that does.
    let Some(real) = folder.ancestors().find_map(|ancestor| ancestor.canonicalize().ok()) else {
        return Ok(());
    };
    match network_file_system(&real) {
        Some(kind) => Err(HomeError::NetworkFileSystem { kind }),
        None => Ok(()),
    }
}

/// A drive letter that stands for a share is resolved to the share by `canonicalize`.
#[cfg(windows)]
fn network_file_system(real: &Path) -> Option<String> {
    use std::path::{Component, Prefix};
    match real.components().next() {
        Some(Component::Prefix(prefix)) => match prefix.kind() {
            Prefix::UNC(..) | Prefix::VerbatimUNC(..) => Some("unc".to_owned()),
            Prefix::Verbatim(_) | Prefix::VerbatimDisk(_) | Prefix::DeviceNS(_) | Prefix::Disk(_) => None,
        },
        Some(Component::RootDir | Component::CurDir | Component::ParentDir | Component::Normal(_)) | None => {
            None
        }
    }
}

/// `statfs` would need unsafe code; the system's list of mounts says the same.
#[cfg(not(windows))]
fn network_file_system(real: &Path) -> Option<String> {
    let mounts = std::fs::read("/proc/mounts").ok()?;
    network_mount(&String::from_utf8_lossy(&mounts), real)
}

/// The kind of the mount that `path` is on, if it is one over a network. The longest mount point counts, and of several
/// on the same one the last: that lies on top.
#[cfg(not(windows))]
fn network_mount(mounts: &str, path: &Path) -> Option<String> {
    let (_, kind) = mounts
        .lines()
        .filter_map(|line| {
            let mut fields = line.split(' ').skip(1);
            let point = PathBuf::from(unescaped(fields.next()?));
            let kind = fields.next()?;
            path.starts_with(&point).then(|| (point.components().count(), kind))
        })
        .max_by_key(|(depth, _)| *depth)?;
    is_network(kind).then(|| kind.to_owned())
}

/// Not in the list: `9p` and `virtiofs`, which are how a virtual machine or a sandbox shows its host's local disk.
#[cfg(not(windows))]
fn is_network(kind: &str) -> bool {
    const KINDS: [&str; 20] = [
        "afs",
        "beegfs",
        "ceph",
        "cifs",
        "coda",
        "davfs",
        "fuse.davfs",
        "fuse.glusterfs",
        "fuse.gvfsd-fuse",
        "fuse.rclone",
        "fuse.s3fs",
        "fuse.sshfs",
        "glusterfs",
        "gpfs",
        "lustre",
        "ncpfs",
        "nfs",
        "orangefs",
        "smb3",
        "smbfs",
    ];
    KINDS.contains(&kind) || kind.starts_with("nfs")
}

/// Space, tab, line feed and backslash stand in the list as `\040`, `\011`, `\012`, `\134`.
#[cfg(not(windows))]
fn unescaped(field: &str) -> String {
    field.replace("\\040", " ").replace("\\011", "\t").replace("\\012", "\n").replace("\\134", "\\")
}

pub(crate) fn create_folder(folder: &Path, mode: u32) -> Result<(), HomeError> {
    if folder.is_dir() {
        return Ok(());
    }
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, mode);
    #[cfg(not(unix))]
    let _ = mode;
    builder.create(folder).map_err(|error| {
        // A file stands where the folder should be.
        if error.kind() == io::ErrorKind::AlreadyExists { HomeError::NotAFolder } else { error.into() }
    })
}

/// Creates or empties a file for this user alone; for the group too where the folder is the group's.
pub(crate) fn create_private(path: &Path) -> io::Result<File> {
    open_private(path, File::options().write(true).truncate(true))
}

/// Opens a file, or creates it as [`create_private`] does.
pub fn open_private(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    options.create(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
        let mode = 0o600 | path.parent().map_or(0, shared_bits) & 0o060;
        let file = options.mode(mode).open(path)?;
        if file.metadata()?.mode() & 0o777 != mode {
            // The user's mask took the group's part, or the file was there. Only its owner may set it.
            let _ = file.set_permissions(std::fs::Permissions::from_mode(mode));
        }
        Ok(file)
    }
    #[cfg(not(unix))]
    options.open(path)
}

/// The group's mode bits of a folder that its group may write in, else none.
#[cfg(unix)]
pub(crate) fn shared_bits(folder: &Path) -> u32 {
    let mode =
        std::fs::metadata(folder).map_or(0, |found| std::os::unix::fs::MetadataExt::mode(&found) & 0o070);
    if mode & 0o020 == 0 { 0 } else { mode }
}

#[cfg(not(unix))]
pub(crate) fn shared_bits(_folder: &Path) -> u32 {
    0
}

#[cfg(test)]
#[path = "home_tests.rs"]
mod tests;
