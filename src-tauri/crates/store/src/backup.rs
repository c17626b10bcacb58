//! Copies of the store that were checked: made, listed, checked again, rotated.
//!
//! A copy is a folder of its own: `moments.db` without a log beside it, the key slots of that time, and what it is. It is made
//! under another name while the counter goes on, and gets its name when it was read back page by page: what has the name of a
//! copy is whole. Copies are numbered, as time is no order.
//!
//! The bytes of the database are copied as they are. A snapshot that was taken while the log was empty reads the database alone,
//! and as long as it is held nobody moves anything from the log into it. Where the log can't be emptied, as somebody else reads
//! from it, SQLite's online backup copies page by page, which decrypts each and encrypts it again.

use crate::connection::{self, Use};
use crate::error::{Result, StoreError};
use crate::files;
use crate::files::sync_folder;
use crate::home::{Home, create_folder, create_private, shared_bits};
use crate::keys::{DataKey, FILE_NAME};
use crate::store::{Identity, Now, Store, empty_log, read_identity};
use crate::{check, journal};
use chrono::{DateTime, Datelike};
use moments_core::ids::{Epoch, WorkstationId};
use rusqlite::Connection;
use rusqlite::backup::{Backup as Online, StepResult};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The database of a copy.
pub const DATABASE: &str = "moments.db";
const ABOUT: &str = "about.json";
const UNFINISHED: &str = "unfinished";
const REMOVED: &str = "removed";
const DAMAGED: &str = "damaged";
/// One mebibyte.
const PAGES_A_STEP: u16 = 256;
const WAIT: Duration = Duration::from_millis(50);
/// So often the log is tried to be emptied.
const TRIES: u32 = 20;
/// The newest of so many days, and of so many weeks, stay.
const DAYS: usize = 7;
const WEEKS: usize = 4;

/// What a copy holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// From 1, in the order in which they were made.
    pub number: u64,
    /// By the clock of the computer, in milliseconds since 1970-01-01 UTC.
    pub made_ms: i64,
    pub workstation: WorkstationId,
    pub epoch: Epoch,
    /// The last entry of this workstation's epoch in it.
    pub seq: u64,
    /// Of all workstations.
    pub entries: u64,
    /// Of the database.
    pub bytes: u64,
}

/// A copy that was checked when it was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    pub folder: PathBuf,
    pub about: About,
}

impl Backup {
    pub fn database(&self) -> PathBuf {
        self.folder.join(DATABASE)
    }

    /// Tells the copies of a folder apart, and is no path.
    pub fn name(&self) -> String {
        self.folder.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// A copy that is half taken away is none.
    pub fn remove(&self) -> Result<()> {
        let going = self.folder.with_file_name(REMOVED);
        std::fs::rename(&self.folder, &going)?;
        Ok(std::fs::remove_dir_all(&going)?)
    }

    /// It is no copy any more: it keeps its bytes, and another name.
    pub fn set_aside(&self) -> Result<()> {
        Ok(std::fs::rename(&self.folder, self.folder.with_extension(DAMAGED))?)
    }
}

/// The copies in a folder, the newest first. A folder that is not there has none.
pub fn list(folder: &Path) -> Result<Vec<Backup>> {
    let entries = match std::fs::read_dir(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut found: Vec<Backup> = entries.flatten().filter_map(|entry| read(&entry.path())).collect();
    newest_first(&mut found);
    Ok(found)
}

/// The copies that a folder is, or holds, or that its folders hold, the newest first: of one workstation, or of several.
pub fn find(folder: &Path) -> Result<Vec<Backup>> {
    let mut found: Vec<Backup> = read(folder).into_iter().chain(list(folder)?).collect();
    for entry in std::fs::read_dir(folder)?.flatten() {
        found.extend(list(&entry.path()).unwrap_or_default());
    }
    newest_first(&mut found);
    Ok(found)
}

fn newest_first(copies: &mut [Backup]) {
    copies.sort_by_key(|backup| std::cmp::Reverse(backup.about.number));
}

/// `None`: no copy, or one that is not whole.
fn read(folder: &Path) -> Option<Backup> {
    let about: About = serde_json::from_slice(&std::fs::read(folder.join(ABOUT)).ok()?).ok()?;
    let backup = Backup { folder: folder.to_owned(), about };
    (backup.name() == name_of(&backup.about) && backup.database().is_file()).then_some(backup)
}

fn name_of(about: &About) -> String {
    let at = DateTime::from_timestamp_millis(about.made_ms).unwrap_or_default();
    format!("{:06}-{}", about.number, at.format("%Y%m%dT%H%M%SZ"))
}

impl Store {
    /// Makes a copy in the home. `go_on` is asked after each mebibyte and after the last page, with the pages copied and all
    /// pages; where it says no, there is no copy and [`StoreError::Stopped`].
    pub fn back_up(&self, now: Now, go_on: impl FnMut(u64, u64) -> bool) -> Result<Backup> {
        make(self.home(), self.key(), now, |to| self.copy_to(to, &mut { go_on }))
    }

    fn copy_to(&self, to: &Path, go_on: &mut dyn FnMut(u64, u64) -> bool) -> Result<()> {
        let mut source = connection::open(&self.home().database(), self.key(), Use::Read)?;
        let snapshot = source.transaction()?;
        for _ in 0..TRIES {
            let log_is_empty = self.with_writer(|writer| {
                let emptied = empty_log(writer)?;
                if emptied { hold(&snapshot).map(|()| true) } else { Ok(false) }
            })?;
            if log_is_empty {
                self.copy_bytes(to, &snapshot, go_on)?;
                return finish_database(to, connection::open(to, self.key(), Use::Copy)?);
            }
            std::thread::sleep(WAIT);
        }
        copy_store(&snapshot, to, self.key(), go_on)
    }

    /// The database as it lies there. `snapshot` reads nothing else.
    fn copy_bytes(
        &self,
        to: &Path,
        snapshot: &Connection,
        go_on: &mut dyn FnMut(u64, u64) -> bool,
    ) -> Result<()> {
        let page = usize::try_from(connection::number(snapshot, "page_size")?).unwrap_or(0);
        let pages = u64::try_from(connection::number(snapshot, "page_count")?).unwrap_or(0);
        let (mut target, mut step) = (create_private(to)?, vec![0; page * usize::from(PAGES_A_STEP)]);
        let mut done = 0;
        self.with_file(|file| {
            file.rewind()?;
            while done < pages {
                let these = (pages - done).min(PAGES_A_STEP.into());
                let bytes = step.get_mut(..page * usize::try_from(these).unwrap_or(0)).unwrap_or_default();
                file.read_exact(bytes)?;
                target.write_all(bytes)?;
                done += these;
                if !go_on(done, pages) {
                    return Err(StoreError::Stopped);
                }
            }
            Ok(())
        })
    }

    /// Whether the store's key opens a copy: not one from before a new key.
    pub fn opens(&self, copy: &Backup) -> bool {
        !matches!(open_copy(&copy.database(), self.key()), Err(StoreError::Foreign))
    }
}

/// Makes a copy in the home; `copy` puts the database into the file.
pub(crate) fn make(
    home: &Home,
    key: &DataKey,
    now: Now,
    copy: impl FnOnce(&Path) -> Result<()>,
) -> Result<Backup> {
    let folder = home.backups();
    make_folder(&folder)?;
    tidy(&folder)?;
    let unfinished = folder.join(UNFINISHED);
    make_folder(&unfinished)?;
    let made = (|| {
        let database = unfinished.join(DATABASE);
        copy(&database)?;
        let number = next_number(&folder)?;
        let about = about(&database, key, number, now.utc_ms)?;
        let slots = home.key_slots();
        if slots.exists() {
            files::copy(&slots, &unfinished.join(FILE_NAME), |_| true)?;
        }
        finish(&folder, &unfinished, about)
    })();
    if made.is_err() {
        let _ = std::fs::remove_dir_all(&unfinished);
    }
    made
}

/// Also those that were put aside count: a number is given once.
fn next_number(folder: &Path) -> Result<u64> {
    let mut last = 0;
    for entry in std::fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        let number = name.split_once('-').and_then(|(number, _)| number.parse().ok());
        last = last.max(number.unwrap_or(0));
    }
    Ok(last + 1)
}

/// Takes the snapshot that a transaction reads.
fn hold(snapshot: &Connection) -> Result<()> {
    connection::number(snapshot, "user_version").map(drop)
}

/// One state of a store, page by page.
pub(crate) fn copy_store(
    snapshot: &Connection,
    to: &Path,
    key: &DataKey,
    go_on: &mut dyn FnMut(u64, u64) -> bool,
) -> Result<()> {
    // With a snapshot held, a save in the middle does not begin the copy again.
    hold(snapshot)?;
    create_private(to)?;
    let mut copy = connection::open(to, key, Use::Copy)?;
    copy_pages(snapshot, &mut copy, go_on)?;
    finish_database(to, copy)
}

fn finish_database(file: &Path, copy: Connection) -> Result<()> {
    connection::without_log(&copy)?;
    drop(copy);
    Ok(std::fs::File::open(file)?.sync_all()?)
}

/// Copies a store page by page into an empty file, which may have another key.
///
/// # Errors
/// `Stopped` where `go_on` says no; `Busy` where somebody keeps it for longer than a connection waits.
pub(crate) fn copy_pages(
    from: &Connection,
    to: &mut Connection,
    go_on: &mut dyn FnMut(u64, u64) -> bool,
) -> Result<()> {
    let online = Online::new(from, to)?;
    let mut waited = Duration::ZERO;
    loop {
        let copied = match online.step(PAGES_A_STEP.into())? {
            StepResult::Done => true,
            StepResult::More => false,
            // What the library may say one day is no success.
            StepResult::Busy | StepResult::Locked | _ if waited >= connection::BUSY => {
                return Err(StoreError::Busy);
            }
            StepResult::Busy | StepResult::Locked | _ => {
                std::thread::sleep(WAIT);
                waited += WAIT;
                false
            }
        };
        let progress = online.progress();
        let pages = |n: i32| u64::try_from(n).unwrap_or(0);
        if !go_on(pages(progress.pagecount - progress.remaining), pages(progress.pagecount)) {
            return Err(StoreError::Stopped);
        }
        if copied {
            return Ok(());
        }
    }
}

/// Reads a copy back, every page of it, and says what it is.
fn about(file: &Path, key: &DataKey, number: u64, made_ms: i64) -> Result<About> {
    // It was made with this key: one that the key does not open is damaged.
    let checked = check_copy(file, key);
    let (identity, entries, seq) = checked
        .map_err(|error| if matches!(error, StoreError::Foreign) { StoreError::Damaged } else { error })?;
    Ok(About {
        number,
        made_ms,
        workstation: identity.workstation,
        epoch: identity.epoch,
        seq,
        entries,
        bytes: file.metadata()?.len(),
    })
}

/// Every page, SQLite's own check, and the last entries. Returns whose it is, how many entries it has, and its own last one.
///
/// # Errors
/// `Damaged`; `Foreign` where the key does not open it, as a copy from before a new key.
pub fn check_copy(file: &Path, key: &DataKey) -> Result<(Identity, u64, u64)> {
    let conn = open_copy(file, key)?;
    if !check::damaged_pages(&conn, check::Depth::Whole)?.is_empty() {
        return Err(StoreError::Damaged);
    }
    let (identity, _) = read_identity(&conn)?;
    let seq = journal::head(&conn, &identity.workstation, &identity.epoch)?.map_or(0, |(key, _)| key.seq);
    Ok((identity, journal::count(&conn)?, seq))
}

/// # Errors
/// `Foreign` where the key does not open it.
pub(crate) fn open_copy(file: &Path, key: &DataKey) -> Result<Connection> {
    connection::open(file, key, Use::Read)
        .map_err(|error| if matches!(error, StoreError::Damaged) { StoreError::Foreign } else { error })
}

/// Copies the newest copy into a second folder, which may be another disk or a share, under this workstation's own name.
/// Each byte is read back.
pub fn carry(backup: &Backup, second: &Path, mut go_on: impl FnMut() -> bool) -> Result<Backup> {
    let folder = second_folder(second, &backup.about.workstation);
    make_folder(&folder)?;
    tidy(&folder)?;
    if let Some(there) = list(&folder)?.into_iter().find(|there| there.about == backup.about) {
        return Ok(there);
    }
    let unfinished = folder.join(UNFINISHED);
    make_folder(&unfinished)?;
    let carried = (|| {
        for name in [DATABASE, FILE_NAME] {
            let from = backup.folder.join(name);
            if from.exists() {
                files::copy(&from, &unfinished.join(name), |_| go_on()).map_err(stopped)?;
                if !files::are_equal(&from, &unfinished.join(name))? {
                    return Err(StoreError::Damaged);
                }
            }
        }
        finish(&folder, &unfinished, backup.about.clone())
    })();
    if carried.is_err() {
        let _ = std::fs::remove_dir_all(&unfinished);
    }
    carried
}

/// Where the copies of a workstation lie in a folder that several may share.
pub fn second_folder(second: &Path, workstation: &WorkstationId) -> PathBuf {
    second.join(format!("moments-{workstation}"))
}

fn stopped(error: std::io::Error) -> StoreError {
    if error.kind() == std::io::ErrorKind::Interrupted { StoreError::Stopped } else { error.into() }
}

fn finish(folder: &Path, unfinished: &Path, about: About) -> Result<Backup> {
    files::replace(&unfinished.join(ABOUT), &serde_json::to_vec_pretty(&about)?)?;
    sync_folder(unfinished)?;
    let done = folder.join(name_of(&about));
    std::fs::rename(unfinished, &done)?;
    sync_folder(folder)?;
    Ok(Backup { folder: done, about })
}

/// Takes away the copies that are not kept: the newest one stays, the newest of each of the last seven days that have one,
/// and of each of the last four weeks. Days and weeks are those of the clock at the time, and counted, not compared with
/// today: a clock that leapt takes nothing away. Returns how many went.
pub fn rotate(folder: &Path) -> Result<usize> {
    let all = list(folder)?;
    let (mut days, mut weeks) = (BTreeSet::new(), BTreeSet::new());
    let mut removed = 0;
    for backup in &all {
        let day = DateTime::from_timestamp_millis(backup.about.made_ms).unwrap_or_default().date_naive();
        let first_of_day = days.insert(day) && days.len() <= DAYS;
        let first_of_week =
            weeks.insert((day.iso_week().year(), day.iso_week().week())) && weeks.len() <= WEEKS;
        if !first_of_day && !first_of_week {
            backup.remove()?;
            removed += 1;
        }
    }
    Ok(removed)
}

/// What a copy or a rotation left behind that was cut off.
fn tidy(folder: &Path) -> Result<()> {
    for left in [UNFINISHED, REMOVED] {
        match std::fs::remove_dir_all(folder.join(left)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    Ok(())
}

fn make_folder(folder: &Path) -> Result<()> {
    let parent = folder.parent().unwrap_or(folder);
    Ok(create_folder(folder, 0o700 | shared_bits(parent))?)
}

/// Every copy that there is of a home's store, the newest first.
pub fn all(home: &Home, second: Option<&Path>) -> Result<Vec<Backup>> {
    let mut all = list(&home.backups())?;
    // Of whichever workstation this home was: its own database may not tell. A share that is away has none.
    all.extend(second.map(|second| find(second).unwrap_or_default()).unwrap_or_default());
    newest_first(&mut all);
    Ok(all)
}

#[cfg(test)]
#[path = "backup_tests.rs"]
mod tests;
