//! A new data key for a store, after the old one may have leaked: a checked copy under the new key takes the store's place.
//!
//! Database and key slots are two files, and no rename replaces both. So each is made whole under another name, then a note
//! says so, and then they take their places one after the other. Which of the two keys a database file has can be seen without
//! a key: SQLCipher begins each file with 16 random bytes of its own (its salt), and the note holds those of both. Whatever
//! cuts this off, [`settle`] finds the salt and does one of two things: the old pair is still in force and the new is taken
//! away, or the new database is in its place and its slots follow it. It needs no key, so it runs before any is asked for.
//!
//! | on the disk | means |
//! |---|---|
//! | no note | the try did not come far: what it left is removed |
//! | a note, and the old salt | both new files are whole, and neither is in force: they are removed |
//! | a note, and the new salt | the database is in force: its slots take their place |
//!
//! The old pair lies in the quarantine afterwards. It is no safer for that: whoever has the old key reads it, and every
//! backup from before. It is there in case the new one is not what it should be, until somebody removes it.
//!
//! Deliberately absent: SQLCipher's own `rekey`, which rewrites the only copy in place.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use crate::connection::{self, Use};
use crate::error::StoreError;
use crate::files::sync_folder;
use crate::home::{Home, create_private};
use crate::keys::{DataKey, FILE_NAME, Holder, KeyError, KeySlots};
use crate::store::checkpoint;
use crate::transaction::Reader;
use crate::{backup, check, files};

/// Folders in the quarantine with what a new key replaced.
const ASIDE: &str = "new-key-";
const NOTE_MAX: u64 = 4096;
const NOTE_FORMAT: &str = "moments-new-key";

#[derive(Debug, thiserror::Error)]
pub enum NewKeyError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The copy is not what the store is: pages, chain, tables or heads differ. The store is as it was.
    #[error("the copy is not what the store is")]
    NotTheSame,
    /// Somebody has the store open, also to read.
    #[error("the store is in use")]
    InUse,
    /// It was stopped in time. The store is as it was.
    #[error("stopped")]
    Stopped,
}

impl From<io::Error> for NewKeyError {
    fn from(error: io::Error) -> Self {
        NewKeyError::Store(error.into())
    }
}

/// What was just done. What follows `Checked` can't be stopped any more, and takes no time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    SlotsMade,
    /// Pages.
    Copying {
        done: u32,
        of: u32,
    },
    Copied,
    Checked,
    Noted,
    OldKept,
    OldLogGone,
    DatabaseInForce,
    SlotsInForce,
    Done,
}

/// The names that the files have until they take their places.
struct Names {
    database: PathBuf,
    next_database: PathBuf,
    slots: PathBuf,
    next_slots: PathBuf,
    note: PathBuf,
    quarantine: PathBuf,
    folder: PathBuf,
}

impl Names {
    fn of(home: &Home) -> Names {
        let folder = home.folder().to_owned();
        Names {
            database: home.database(),
            next_database: beside(&home.database(), ".new-key"),
            slots: home.key_slots(),
            next_slots: folder.join(format!("{FILE_NAME}.new-key")),
            note: folder.join("new-key.json"),
            quarantine: home.quarantine(),
            folder,
        }
    }
}

/// What stands in the note.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Note {
    format: String,
    old_salt: [u8; 16],
    new_salt: [u8; 16],
    /// The folder in the quarantine for the old pair.
    aside: String,
}

/// Gives the store a new key with a slot for each holder, and returns it. The home's lock is held and the store is closed.
///
/// `stamp` names the folder in which the old pair is kept. `watch` is told each step; as long as nothing is noted, it may stop
/// by returning false. On an error the store is as it was, unless it came after [`Step::DatabaseInForce`]: then the next
/// [`settle`] completes it.
pub fn give_new_key(
    home: &Home,
    old: &DataKey,
    slots: &KeySlots,
    holders: &[Holder<'_>],
    stamp: &str,
    watch: &mut dyn FnMut(Step) -> bool,
) -> Result<DataKey, NewKeyError> {
    settle(home)?;
    let names = Names::of(home);
    let (new, next) = slots.next(&names.next_slots, holders)?;
    let result = (|| {
        go_on(watch, Step::SlotsMade)?;
        checked_copy(&names, old, &new, watch)?;
        go_on(watch, Step::Checked)?;
        swap(&names, slots, stamp, watch)
    })();
    match result {
        Ok(()) => Ok(new),
        Err(error) => {
            let in_force = settle(home)?;
            if in_force {
                return Ok(new);
            }
            next.drop_them();
            Err(error)
        }
    }
}

fn go_on(watch: &mut dyn FnMut(Step) -> bool, step: Step) -> Result<(), NewKeyError> {
    if watch(step) { Ok(()) } else { Err(NewKeyError::Stopped) }
}

/// A copy under the new key, opened as a start opens it and proven equal.
fn checked_copy(
    names: &Names,
    old: &DataKey,
    new: &DataKey,
    watch: &mut dyn FnMut(Step) -> bool,
) -> Result<(), NewKeyError> {
    let source = connection::open(&names.database, old, Use::Write)?;
    // What stays in the log would be taken for the new database's.
    checkpoint(&source)?;
    if beside(&names.database, "-wal").metadata().is_ok_and(|log| log.len() > 0) {
        return Err(NewKeyError::InUse);
    }
    create_private(&names.next_database)?;
    copy(&source, &names.next_database, new, watch)?;
    File::open(&names.next_database)?.sync_all()?;
    sync_folder(&names.folder)?;
    go_on(watch, Step::Copied)?;
    let copied = connection::open(&names.next_database, new, Use::Write)?;
    let same = told(&source)? == told(&copied)?;
    let proof = reading(&copied, |reader| reader.prove())?;
    checkpoint(&copied)?;
    drop(copied);
    for leftover in ["-wal", "-shm"] {
        files::remove(&beside(&names.next_database, leftover))?;
    }
    File::open(&names.next_database)?.sync_all()?;
    sync_folder(&names.folder)?;
    if same && proof.is_sound() { Ok(()) } else { Err(NewKeyError::NotTheSame) }
}

fn copy(
    source: &Connection,
    to: &Path,
    key: &DataKey,
    watch: &mut dyn FnMut(Step) -> bool,
) -> Result<(), NewKeyError> {
    let mut target = connection::open(to, key, Use::Copy)?;
    let count = |pages: u64| u32::try_from(pages).unwrap_or(u32::MAX);
    let copied = backup::copy_pages(source, &mut target, &mut |done, of| {
        watch(Step::Copying { done: count(done), of: count(of) })
    });
    match copied {
        Err(StoreError::Stopped) => return Err(NewKeyError::Stopped),
        Err(StoreError::Busy) => return Err(NewKeyError::InUse),
        copied => copied?,
    }
    target.close().map_err(|(_, error)| StoreError::from(error))?;
    Ok(())
}

type Told = (u64, Vec<(moments_core::ids::WorkstationId, moments_core::ids::Epoch, u64)>, Vec<[u8; 32]>);

/// What tells two stores apart: entries, heads, and the content of every table.
fn told(conn: &Connection) -> Result<Told, NewKeyError> {
    reading(conn, |reader| {
        let digests = reader.table_digests()?.into_values().collect();
        Ok((reader.entries()?, check::heads(reader)?, digests))
    })
}

fn reading<T>(
    conn: &Connection,
    read: impl FnOnce(&Reader<'_>) -> crate::Result<T>,
) -> Result<T, NewKeyError> {
    let tx = conn.unchecked_transaction().map_err(StoreError::from)?;
    Ok(read(&Reader { conn: &tx })?)
}

fn swap(
    names: &Names,
    slots: &KeySlots,
    stamp: &str,
    watch: &mut dyn FnMut(Step) -> bool,
) -> Result<(), NewKeyError> {
    let aside = format!("{ASIDE}{stamp}");
    let salts = (salt(&names.database), salt(&names.next_database));
    let (Some(old_salt), Some(new_salt)) = salts else { return Err(NewKeyError::NotTheSame) };
    if old_salt == new_salt {
        return Err(NewKeyError::NotTheSame);
    }
    let note = Note { format: NOTE_FORMAT.into(), old_salt, new_salt, aside: aside.clone() };
    files::replace(&names.note, &serde_json::to_vec(&note).map_err(StoreError::from)?)?;
    watch(Step::Noted);
    keep_old(names, slots, &names.quarantine.join(aside))?;
    watch(Step::OldKept);
    for leftover in ["-wal", "-shm"] {
        files::remove(&beside(&names.database, leftover))?;
    }
    sync_folder(&names.folder)?;
    watch(Step::OldLogGone);
    std::fs::rename(&names.next_database, &names.database)?;
    sync_folder(&names.folder)?;
    watch(Step::DatabaseInForce);
    std::fs::rename(&names.next_slots, &names.slots)?;
    sync_folder(&names.folder)?;
    watch(Step::SlotsInForce);
    files::remove(&names.note)?;
    sync_folder(&names.folder)?;
    watch(Step::Done);
    Ok(())
}

/// By a second name for the same file, so that there is no instant without a database in its place.
fn keep_old(names: &Names, slots: &KeySlots, folder: &Path) -> Result<(), NewKeyError> {
    let mode = 0o700 | crate::home::shared_bits(&names.quarantine);
    crate::home::create_folder(folder, mode).map_err(|_| io::Error::from(io::ErrorKind::PermissionDenied))?;
    let kept = folder.join("moments.db");
    if std::fs::hard_link(&names.database, &kept).is_err() {
        // A file system without such names.
        std::fs::copy(&names.database, &kept)?;
        File::open(&kept)?.sync_all()?;
    }
    slots.copy_to(folder)?;
    sync_folder(folder)?;
    Ok(sync_folder(&names.quarantine)?)
}

/// Completes or takes back what was cut off; does nothing otherwise. Whether the new key is in force by this. Needs no key, and
/// the home's lock.
pub fn settle(home: &Home) -> Result<bool, StoreError> {
    let names = Names::of(home);
    let Some(note) = read_note(&names)? else {
        take_away(&names)?;
        return Ok(false);
    };
    let found = salt(&names.database);
    let in_force = note.as_ref().is_some_and(|note| found == Some(note.new_salt));
    if in_force {
        match std::fs::rename(&names.next_slots, &names.slots) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
            _ => sync_folder(&names.folder)?,
        }
    } else if let Some(note) = note.filter(|note| found == Some(note.old_salt)) {
        // It holds a second name of the store's own file.
        remove_folder(&names.quarantine.join(note.aside))?;
    } else {
        // Neither: somebody put another database in its place. Nothing of the try is deleted.
        set_aside(&names)?;
    }
    files::remove(&names.note)?;
    sync_folder(&names.folder)?;
    take_away(&names)?;
    Ok(in_force)
}

/// Whether [`settle`] has something to complete.
pub fn is_unsettled(home: &Home) -> bool {
    Names::of(home).note.symlink_metadata().is_ok()
}

fn take_away(names: &Names) -> Result<(), StoreError> {
    let database = &names.next_database;
    for file in [database, &beside(database, "-wal"), &beside(database, "-shm"), &names.next_slots] {
        files::remove(file)?;
    }
    Ok(())
}

fn set_aside(names: &Names) -> Result<(), StoreError> {
    let folder = (1_u32..).map(|n| names.quarantine.join(format!("{ASIDE}unfinished-{n}")));
    let free = folder.into_iter().find(|folder| folder.symlink_metadata().is_err());
    let folder = free.ok_or(StoreError::Foreign)?;
    std::fs::create_dir_all(&folder)?;
    for file in [&names.note, &names.next_database, &names.next_slots] {
        if let Some(name) = file.file_name()
            && file.exists()
        {
            std::fs::rename(file, folder.join(name))?;
        }
    }
    Ok(())
}

/// The names of the folders in the quarantine in which what a new key replaced is kept, the oldest first.
pub fn kept_old(home: &Home) -> Vec<String> {
    let Ok(found) = std::fs::read_dir(home.quarantine()) else { return Vec::new() };
    let names = found.flatten().filter_map(|entry| entry.file_name().into_string().ok());
    let mut names: Vec<_> = names.filter(|name| name.starts_with(ASIDE)).collect();
    names.sort();
    names
}

/// Removes what new keys replaced. The bytes may stay on the medium for a while, as on every disk: they are encrypted with the
/// old key.
pub fn remove_old(home: &Home) -> Result<(), StoreError> {
    if is_unsettled(home) {
        return Err(StoreError::Busy);
    }
    for name in kept_old(home) {
        remove_folder(&home.quarantine().join(name))?;
    }
    Ok(())
}

/// None: there is none. `Some(None)`: there is one that can't be read.
fn read_note(names: &Names) -> Result<Option<Option<Note>>, StoreError> {
    let file = match File::open(&names.note) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let mut text = Vec::new();
    file.take(NOTE_MAX).read_to_end(&mut text)?;
    let note = serde_json::from_slice::<Note>(&text).ok();
    // The folder is a name, never a way out of the quarantine.
    let plain = |aside: &str| {
        aside.starts_with(ASIDE) && aside.bytes().all(|sign| sign.is_ascii_alphanumeric() || sign == b'-')
    };
    Ok(Some(note.filter(|note| note.format == NOTE_FORMAT && plain(&note.aside))))
}

/// The 16 bytes with which SQLCipher begins a file: random, and not secret.
fn salt(database: &Path) -> Option<[u8; 16]> {
    let mut salt = [0; 16];
    File::open(database).ok()?.read_exact(&mut salt).ok()?;
    Some(salt)
}

fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// No error where there is none, also where a file stands in the place of the folder above.
fn remove_folder(folder: &Path) -> io::Result<()> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            Ok(())
        }
        other => other,
    }
}

#[cfg(test)]
#[path = "new_key_tests.rs"]
mod tests;
