//! Putting the store back from a copy: after damage, or because somebody asks.
//!
//! Nothing is deleted. What was there goes into quarantine, database and log together; what can still be read of it behind
//! the copy is taken over, entry by entry, as each proves itself. The store then begins a new epoch, erases again what had
//! been erased, and says what is missing. Each step can be done again: a start that finds one that was cut off goes on.

use crate::backup::{About, Backup, check_copy};
use crate::connection::{self, Use};
use crate::error::{Result, StoreError};
use crate::files::sync_folder;
use crate::home::{Home, create_folder, shared_bits};
use crate::keys::DataKey;
use crate::mark::{Mark, MarkKey, MarkState};
use crate::store::{Now, Store};
use crate::{erased, files, journal};
use chrono::DateTime;
use moments_core::entry::{Entry, EntryKey};
use moments_core::ids::{Epoch, WorkstationId};
use rusqlite::types::Value;
use rusqlite::{Connection, named_params, params_from_iter};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// The copy that is about to take the store's place.
const READY: &str = "moments.db.restored";
/// Says that a copy is taking the store's place.
const UNDER_WAY: &str = "restoring.json";
/// Says that the store was found behind its mark, until that has been told.
const BEHIND: &str = "behind.json";
/// Entries that are taken over in one transaction.
const BATCH: usize = 200;
/// How often something is read that can't be.
const TRIES: u32 = 3;
/// Rows that are looked for where nothing says how many there were.
const BLIND: u64 = 300;
/// What is only here and never in the journal: open moments, lit invitations, sheets that are being entered.
const LOCAL: [&str; 8] = [
    "drafts",
    "invitations",
    "sign_ins",
    "lockouts",
    "drawing",
    "tally_sheets",
    "retention",
    "retention_warnings",
];

#[derive(Debug, Clone, Serialize, Deserialize)]
struct UnderWay {
    quarantine: String,
    backup: About,
    /// What the mark knew: its epoch and the last entry.
    mark: Option<(Epoch, u64)>,
}

/// Entries of one epoch of this workstation that are not there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    pub epoch: Epoch,
    pub from: u64,
    pub to: u64,
}

/// What putting the store back did, or filling it from a copy where its last entries were gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recovery {
    pub at_ms: i64,
    /// `None`: no copy had more.
    pub backup: Option<About>,
    /// The folder in quarantine where what was there lies now; `None`: it is what is used.
    pub quarantine: Option<String>,
    /// Entries that were read from what was there; where the store was filled, from the copy.
    pub taken_over: u64,
    pub missing: Vec<Gap>,
    /// Nothing but `missing` is missing. Else more may be: nothing says how far the journal had come.
    pub exact: bool,
    /// The journal is whole up to this entry of the epoch that was the last one known.
    pub whole_to: u64,
    /// That epoch; `None`: an older version told it.
    #[serde(default)]
    pub epoch: Option<Epoch>,
}

impl Recovery {
    /// As it is told once some of it came back by a bundle: `prefix` is how far the journal of an epoch is here without a gap.
    pub fn since(&self, prefix: impl Fn(&Epoch) -> u64) -> Self {
        let still = |gap: &Gap| Gap { from: gap.from.max(prefix(&gap.epoch) + 1), ..*gap };
        let missing = self.missing.iter().map(still).filter(|gap| gap.from <= gap.to).collect();
        let whole_to = self.epoch.map_or(0, |epoch| prefix(&epoch)).max(self.whole_to);
        Self { missing, whole_to, ..self.clone() }
    }

    pub fn lost(&self) -> u64 {
        self.missing.iter().map(|gap| gap.to - gap.from + 1).sum()
    }
}

/// Whether a copy was taking the store's place when the program ended.
pub fn is_under_way(home: &Home) -> bool {
    under_way(home).exists()
}

/// Brings a copy into the home and checks it there. Nothing else is touched, and the store may be open.
///
/// # Errors
/// `Damaged` or `Foreign`: it is none, or none of this store.
pub fn prepare(home: &Home, key: &DataKey, backup: &Backup) -> Result<()> {
    let ready = home.folder().join(READY);
    files::copy(&backup.database(), &ready, |_| true)?;
    // A disk that fails for an instant is no damage.
    if let Err(error) = check_copy(&ready, key).or_else(|_| check_copy(&ready, key)) {
        files::remove(&ready)?;
        return Err(error);
    }
    Ok(())
}

/// Puts the copy that was prepared in the store's place. The store must not be open.
pub fn restore(
    home: &Home,
    key: &DataKey,
    machine: Option<[u8; 32]>,
    now: Now,
    backup: &Backup,
) -> Result<(Store, Recovery)> {
    let mark_key = MarkKey::new(key).map_err(|_| StoreError::Derivation)?;
    let mark = match Mark::read(&home.mark(), &mark_key) {
        Ok(MarkState::Valid(mark)) => Some((Epoch(mark.epoch), mark.seq)),
        Ok(MarkState::Absent | MarkState::Torn) | Err(_) => None,
    };
    let at = DateTime::from_timestamp_millis(now.utc_ms).unwrap_or_default().format("%Y%m%dT%H%M%SZ");
    let quarantine = (1_u32..)
        .map(|number| format!("{at}-{number}"))
        .find(|name| !home.quarantine().join(name).exists())
        .unwrap_or_default();
    let step = UnderWay { quarantine, backup: backup.about.clone(), mark };
    files::replace(&under_way(home), &serde_json::to_vec(&step)?)?;
    resume(home, key, machine, now)
}

/// Goes on where [`restore`] was cut off. [`done`] ends it, once what it did has been told.
pub fn resume(home: &Home, key: &DataKey, machine: Option<[u8; 32]>, now: Now) -> Result<(Store, Recovery)> {
    let text = std::fs::read(under_way(home))?;
    let step: UnderWay = serde_json::from_slice(&text).map_err(|_| StoreError::Damaged)?;
    let aside = home.quarantine().join(&step.quarantine);
    swap(home, &aside)?;
    let store = Store::open(home, key.again(), machine, now)?;
    if store.identity().epoch == step.backup.epoch {
        store.start_new_epoch(machine, now, None)?;
    }
    let old = aside.join(crate::backup::DATABASE);
    let known = step.mark.map_or(0, |(_, seq)| seq.saturating_sub(step.backup.seq));
    let taken_over = match Old::at(&old, &store) {
        Some(mut old) => {
            let taken = take_over(&store, &mut old, step.backup.entries, known + BLIND, now)?;
            take_over_local(&store, &mut old, now)?;
            taken
        }
        None => 0,
    };
    let again = erased::all(home)?;
    store.write::<_, StoreError>(now, |tx| tx.erase_again(&again))?;
    let had = Had { epoch: step.backup.epoch, seq: step.backup.seq, entries: step.backup.entries };
    let found = store.read(|r| missing(r.conn, &store.identity().workstation, &had, step.mark))?;
    let recovery = found.recovery(now, Some(step.backup), Some(step.quarantine), taken_over);
    Ok((store, recovery))
}

/// How far the journal of a store or of a copy goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Had {
    pub epoch: Epoch,
    /// The last own entry of the epoch.
    pub seq: u64,
    /// Of all workstations.
    pub entries: u64,
}

/// Where the store was found behind its mark, as when its log is gone: takes over what a copy has beyond it, and tells what
/// is missing.
pub fn fill(store: &Store, copies: &[Backup], now: Now) -> Result<Option<Recovery>> {
    let Some((had, mark)) = store.behind() else { return Ok(None) };
    let mut taken_over = 0;
    let mut used = None;
    for copy in copies.iter().filter(|copy| copy.about.entries > had.entries) {
        let database = copy.database();
        let Some(mut old) = Old::at(&database, store) else { continue };
        taken_over = take_over(store, &mut old, had.entries, 0, now)?;
        if taken_over > 0 {
            used = Some(copy.about.clone());
            break;
        }
    }
    let again = erased::all(store.home())?;
    store.write::<_, StoreError>(now, |tx| tx.erase_again(&again))?;
    let found = store.read(|r| missing(r.conn, &store.identity().workstation, &had, Some(mark)))?;
    Ok(Some(found.recovery(now, used, None, taken_over)))
}

/// The store is behind its mark, and is about to begin an epoch after which the mark no longer says so.
pub(crate) fn note_behind(home: &Home, had: &Had, mark: (Epoch, u64)) -> Result<()> {
    Ok(files::replace(&home.folder().join(BEHIND), &serde_json::to_vec(&(had, mark))?)?)
}

/// What was noted, by this start or by one that did not come to tell it.
pub(crate) fn behind(home: &Home) -> Option<(Had, (Epoch, u64))> {
    serde_json::from_slice(&std::fs::read(home.folder().join(BEHIND)).ok()?).ok()
}

/// What was done has been told: the next start is an ordinary one.
pub fn done(home: &Home) -> Result<()> {
    files::remove(&under_way(home))?;
    files::remove(&home.folder().join(BEHIND))?;
    Ok(sync_folder(home.folder())?)
}

fn under_way(home: &Home) -> PathBuf {
    home.folder().join(UNDER_WAY)
}

/// Database and log go into quarantine together, and the copy takes their place.
fn swap(home: &Home, aside: &Path) -> Result<()> {
    let ready = home.folder().join(READY);
    if !ready.exists() {
        // It has its place already.
        return Ok(());
    }
    let parent = aside.parent().unwrap_or(aside);
    create_folder(aside, 0o700 | shared_bits(parent))?;
    for suffix in ["-wal", "-shm", ""] {
        let name = format!("{}{suffix}", crate::backup::DATABASE);
        match std::fs::rename(home.folder().join(&name), aside.join(&name)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    sync_folder(aside)?;
    sync_folder(home.folder())?;
    std::fs::rename(&ready, home.database())?;
    Ok(sync_folder(home.folder())?)
}

/// Another file of this store, of which some pages may be damaged.
struct Old<'a> {
    file: &'a Path,
    key: &'a DataKey,
    conn: Option<Connection>,
}

impl<'a> Old<'a> {
    fn at(file: &'a Path, store: &'a Store) -> Option<Self> {
        file.exists().then(|| Self { file, key: store.key(), conn: None })
    }

    /// What can't be read is tried again: a disk that fails for an instant is no damage. And on a fresh connection, as after a
    /// damaged page one may read nothing more.
    fn read<T>(&mut self, read: impl Fn(&Connection) -> Result<T>) -> Result<T> {
        let mut tries = 1;
        loop {
            let conn = match self.conn.take() {
                Some(conn) => Ok(conn),
                None => connection::open(self.file, self.key, Use::Read),
            };
            match conn.and_then(|conn| Ok((read(&conn)?, conn))) {
                Ok((value, conn)) => {
                    self.conn = Some(conn);
                    return Ok(value);
                }
                Err(error) if tries == TRIES => return Err(error),
                Err(_) => tries += 1,
            }
        }
    }

    /// `None`: there is none.
    fn entry(&mut self, row: u64) -> Result<Option<Entry>> {
        let row = i64::try_from(row).unwrap_or(i64::MAX);
        self.read(|conn| match journal::by_row(conn, row) {
            Err(StoreError::Sqlite(rusqlite::Error::QueryReturnedNoRows)) => Ok(None),
            entry => entry.map(Some),
        })
    }
}

/// Takes over what can be read of another file of this store behind a row. A page that is damaged costs what stands on it,
/// and no more. `blind`: rows that are looked for where the file does not tell how many it has.
fn take_over(store: &Store, old: &mut Old<'_>, behind: u64, blind: u64, now: Now) -> Result<u64> {
    let from = if same_line(store, old, behind)? { behind } else { 0 };
    let last = old.read(journal::count).unwrap_or(from + blind);
    let (mut batch, mut taken) = (Vec::new(), 0);
    for row in from + 1..=last {
        match old.entry(row) {
            Ok(entry) => batch.extend(entry),
            // Not even its first page.
            Err(_) if old.read(|_| Ok(())).is_err() => break,
            Err(_) => {}
        }
        if batch.len() == BATCH {
            taken += absorb(store, now, &mut batch)?;
        }
    }
    Ok(taken + absorb(store, now, &mut batch)?)
}

fn absorb(store: &Store, now: Now, batch: &mut Vec<Entry>) -> Result<u64> {
    let absorbed = store.absorb(now, batch)?;
    batch.clear();
    Ok(absorbed.new as u64)
}

/// Whether the copy's last row is the old file's row of that number: then all before are the same, too.
fn same_line(store: &Store, old: &mut Old<'_>, row: u64) -> Result<bool> {
    let ours = store.read(|r| journal::by_row(r.conn, i64::try_from(row).unwrap_or(i64::MAX)))?;
    Ok(old.entry(row).is_ok_and(|theirs| theirs.is_some_and(|theirs| theirs.hash == ours.hash)))
}

fn take_over_local(store: &Store, old: &mut Old<'_>, now: Now) -> Result<()> {
    store.write::<_, StoreError>(now, |tx| {
        for table in LOCAL {
            let Ok(rows) = old.read(|conn| rows_of(conn, table)) else { continue };
            tx.conn.execute(&format!("DELETE FROM {table}"), [])?;
            for row in rows {
                let marks = vec!["?"; row.len()].join(", ");
                tx.conn.execute(&format!("INSERT INTO {table} VALUES ({marks})"), params_from_iter(row))?;
            }
        }
        // A moment that was saved since is not open.
        tx.conn.execute(
            "DELETE FROM drafts WHERE EXISTS (SELECT 1 FROM moments WHERE moments.id = drafts.id)",
            [],
        )?;
        Ok(())
    })?;
    Ok(())
}

fn rows_of(conn: &Connection, table: &str) -> Result<Vec<Vec<Value>>> {
    let mut statement = conn.prepare(&format!("SELECT * FROM {table}"))?;
    let columns = statement.column_count();
    let rows = statement.query_map([], |row| (0..columns).map(|place| row.get(place)).collect())?;
    Ok(rows.collect::<std::result::Result<_, _>>()?)
}

/// What is missing of a workstation's journal.
struct Found {
    missing: Vec<Gap>,
    exact: bool,
    whole_to: u64,
    epoch: Epoch,
}

impl Found {
    fn recovery(
        self,
        now: Now,
        backup: Option<About>,
        quarantine: Option<String>,
        taken_over: u64,
    ) -> Recovery {
        let Self { missing, exact, whole_to, epoch } = self;
        let epoch = Some(epoch);
        Recovery { at_ms: now.utc_ms, backup, quarantine, taken_over, missing, exact, whole_to, epoch }
    }
}

/// `had`: what was there for certain. `mark`: how far the journal had come, where that is known.
fn missing(
    conn: &Connection,
    workstation: &WorkstationId,
    had: &Had,
    mark: Option<(Epoch, u64)>,
) -> Result<Found> {
    let known = match mark {
        Some((epoch, seq)) if epoch == had.epoch => Some(vec![(epoch, had.seq, seq)]),
        // It had begun another epoch since: whose first entry names the last one of the epoch before.
        Some((epoch, seq)) => {
            let first = EntryKey { workstation: *workstation, epoch, seq: 1 };
            let before = journal::at(conn, &first)?.and_then(|(_, entry)| previous_seq(&entry));
            before.map(|before| vec![(had.epoch, had.seq, before), (epoch, 0, seq)])
        }
        None => None,
    };
    let exact = known.is_some();
    let here = seqs(conn, workstation, had.epoch, had.seq)?;
    let in_a_row = here.iter().zip(had.seq + 1..).take_while(|(seq, next)| *seq == next).count();
    let as_far_as_here = || {
        let mut all = vec![(had.epoch, had.seq, here.last().copied().unwrap_or(had.seq))];
        all.extend(mark.map(|(epoch, seq)| (epoch, 0, seq)));
        all
    };
    let mut missing = Vec::new();
    for (epoch, from, to) in known.unwrap_or_else(as_far_as_here) {
        let mut next = from + 1;
        for seq in seqs(conn, workstation, epoch, from)?.into_iter().chain([to + 1]) {
            if seq > next {
                missing.push(Gap { epoch, from: next, to: seq - 1 });
            }
            next = next.max(seq + 1);
        }
    }
    Ok(Found { missing, exact, whole_to: had.seq + in_a_row as u64, epoch: had.epoch })
}

/// The entries of an epoch of a workstation that are here, behind one.
fn seqs(conn: &Connection, workstation: &WorkstationId, epoch: Epoch, behind: u64) -> Result<Vec<u64>> {
    let mut statement = conn.prepare_cached(
        "SELECT seq FROM entries WHERE workstation = :workstation AND epoch = :epoch AND seq > :behind ORDER BY seq",
    )?;
    let behind = i64::try_from(behind).unwrap_or(i64::MAX);
    let rows = statement.query_map(
        named_params! { ":workstation": workstation.0, ":epoch": epoch.0, ":behind": behind },
        |row| row.get::<_, i64>(0),
    )?;
    rows.map(|seq| Ok(u64::try_from(seq?).unwrap_or(0))).collect()
}

fn previous_seq(entry: &Entry) -> Option<u64> {
    let payload: serde_json::Value = serde_json::from_slice(&entry.payload.content.as_ref()?.bytes).ok()?;
    payload.pointer("/changes/0/set/previous_seq")?.as_u64()
}
