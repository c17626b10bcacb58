//! The open store: one writer, a small pool of readers, and the transaction in which an entry is written and folded.
//!
//! Writing goes one way: a verb opens [`Store::write`], appends entries, and every entity that an entry touches is
//! folded anew from its entries into its table before the commit. What was committed is durable (`synchronous=FULL`).
//! Permission and validation are the caller's, inside the same transaction.

use crate::connection::{self, Use};
use crate::error::{Result, StoreError};
use crate::home::Home;
use crate::journal;
use crate::keys::DataKey;
use crate::mark::{Mark, MarkKey, MarkState};
use crate::migrate;
use crate::recover::{self, Had};
use crate::transaction::{Reader, WriteTx};
use crate::{backup, check, erased, files};
use moments_core::entry::{EntityRef, EntryKey, Hash};
use moments_core::ids::{Epoch, OfficeId, WorkstationId};
use rusqlite::{Connection, Transaction, TransactionBehavior, named_params};
use std::collections::BTreeSet;
use std::fs::File;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use uuid::Uuid;

/// The caller's clock, read once for a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// Milliseconds since 1970-01-01 UTC.
    pub utc_ms: i64,
    /// The office's offset from UTC, in minutes.
    pub offset_minutes: i16,
}

/// Whose store this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identity {
    pub office: OfficeId,
    pub workstation: WorkstationId,
    pub epoch: Epoch,
}

/// Readers that are kept open.
const READERS: usize = 4;

/// An open store.
pub struct Store {
    home: Home,
    key: DataKey,
    mark_key: MarkKey,
    identity: Mutex<Identity>,
    behind: Option<(Had, (Epoch, u64))>,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
    /// What was erased may still lie in the log: a reader kept it from being emptied.
    to_scrub: AtomicBool,
    /// The database itself. The last to be dropped: where a process closes any handle of a file, POSIX takes the locks away that
    /// SQLite has on it.
    file: Mutex<File>,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("identity", &self.identity()).finish_non_exhaustive()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic in a transaction rolled it back; the connection behind the lock is sound.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Store {
    /// Makes a new store in a home that has none, begins its first epoch and runs `first` in the same transaction.
    ///
    /// It is made under another name and renamed when it is whole: a home has a complete store or none.
    pub fn create<E: From<StoreError>>(
        home: &Home,
        key: DataKey,
        (office, workstation): (OfficeId, WorkstationId),
        machine: Option<[u8; 32]>,
        now: Now,
        first: impl FnOnce(&mut WriteTx<'_>) -> std::result::Result<(), E>,
    ) -> std::result::Result<Self, E> {
        if home.database().exists() {
            return Err(StoreError::Foreign.into());
        }
        let unfinished = home.database().with_extension("db.new");
        for leftover in ["db.new", "db.new-wal", "db.new-shm"] {
            files::remove(&home.database().with_extension(leftover)).map_err(StoreError::from)?;
        }
        let identity = Identity { office, workstation, epoch: new_epoch()? };
        // SQLite would let everybody read it; its log and shared memory follow the file.
        crate::home::create_private(&unfinished).map_err(StoreError::from)?;
        let mut conn = connection::open(&unfinished, &key, Use::Create)?;
        migrate::migrate(&mut conn)?;
        put_identity(&conn, &identity, machine.as_ref())?;
        let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate).map_err(StoreError::from)?;
        let mut write = WriteTx::new(&tx, identity, now);
        write.begin_epoch(None, None)?;
        first(&mut write)?;
        write.finish()?;
        tx.commit().map_err(StoreError::from)?;
        checkpoint(&conn)?;
        drop(conn);
        File::open(&unfinished).and_then(|f| f.sync_all()).map_err(StoreError::from)?;
        std::fs::rename(&unfinished, home.database()).map_err(StoreError::from)?;
        files::sync_folder(home.folder()).map_err(StoreError::from)?;
        let conn = connection::open(&home.database(), &key, Use::Write)?;
        let store = Self::assemble(home, key, conn, identity)?;
        store.write_mark();
        Ok(store)
    }

    /// Opens the store of a home. A copied, restored or overtaken one begins a new epoch before it writes anything.
    pub fn open(home: &Home, key: DataKey, machine: Option<[u8; 32]>, now: Now) -> Result<Self> {
        let file = home.database();
        // Looked at through a reader first: a newer or foreign store stays as it is, byte for byte.
        migrate::check_not_newer(&connection::open(&file, &key, Use::Read)?)?;
        let mut conn = connection::open(&file, &key, Use::Write)?;
        if migrate::is_older(&conn)? {
            let older = conn.transaction()?;
            backup::make(home, &key, now, |to| backup::copy_store(&older, to, &key, &mut |_, _| true))?;
            drop(older);
            migrate::migrate(&mut conn)?;
        }
        let (identity, known_machine) = read_identity(&conn)?;
        if let Err(error) = check::at_start(&conn, &identity) {
            connection::leave_as_it_is(&conn)?;
            return Err(error);
        }
        // A power cut within a checkpoint leaves pages torn in the file that are whole in the log. Nobody reads those, but
        // the check of the pages, which looks at the file alone, would call them damage. Where it fails, the next one does it.
        let _ = conn.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()));
        let mut store = Self::assemble(home, key, conn, identity)?;
        let moved = known_machine.is_some() && machine.is_some() && known_machine != machine;
        let ahead = store.mark_ahead()?;
        if let Some(mark) = &ahead {
            let had = store.with_writer(|conn| {
                let head = journal::head(conn, &identity.workstation, &identity.epoch)?;
                let seq = head.map_or(0, |(key, _)| key.seq);
                Ok(Had { epoch: identity.epoch, seq, entries: journal::count(conn)? })
            })?;
            recover::note_behind(home, &had, (Epoch(mark.epoch), mark.seq))?;
        }
        store.behind = recover::behind(home);
        if moved || ahead.is_some() {
            store.start_new_epoch(machine, now, ahead)?;
        } else {
            store.write_mark();
        }
        Ok(store)
    }

    /// Opens the store beside a program that may have it open for writing, to read only.
    pub fn open_beside(home: &Home, key: DataKey) -> Result<Self> {
        let conn = connection::open(&home.database(), &key, Use::Read)?;
        migrate::check_not_newer(&conn)?;
        let (identity, _) = read_identity(&conn)?;
        Self::assemble(home, key, conn, identity)
    }

    fn assemble(home: &Home, key: DataKey, conn: Connection, identity: Identity) -> Result<Self> {
        Ok(Self {
            file: Mutex::new(File::open(home.database())?),
            home: home.clone(),
            mark_key: MarkKey::new(&key).map_err(|_| StoreError::Derivation)?,
            key,
            identity: Mutex::new(identity),
            behind: None,
            writer: Mutex::new(conn),
            readers: Mutex::new(Vec::new()),
            // The last run may have ended right after it erased.
            to_scrub: AtomicBool::new(true),
        })
    }

    pub fn identity(&self) -> Identity {
        *lock(&self.identity)
    }

    /// How far the store went when it was opened, and how far its mark, where that is ahead: entries were lost.
    pub fn behind(&self) -> Option<(Had, (Epoch, u64))> {
        self.behind
    }

    /// Whether this is the key that the store is encrypted with: key slots are a file that anybody may put another for.
    pub fn is_key(&self, key: &DataKey) -> bool {
        let pairs = self.key.bytes().iter().zip(key.bytes());
        // Every byte is looked at, whichever differs.
        pairs.fold(0, |differs, (own, other)| differs | (own ^ other)) == 0
    }

    pub fn home(&self) -> &Home {
        &self.home
    }

    /// For opening the same store again.
    pub fn key_again(&self) -> DataKey {
        self.key.again()
    }

    /// What the outside mark says, if that is an entry of this workstation that the store does not have.
    fn mark_ahead(&self) -> Result<Option<Mark>> {
        let identity = self.identity();
        // A torn or unreadable mark says nothing.
        let Ok(MarkState::Valid(mark)) = Mark::read(&self.home.mark(), &self.mark_key) else {
            return Ok(None);
        };
        // The epoch too is the mark's: a copy from before the present epoch began knows nothing of it.
        let key = EntryKey { workstation: identity.workstation, epoch: Epoch(mark.epoch), seq: mark.seq };
        let known = journal::at(&lock(&self.writer), &key)?;
        Ok(known.is_none_or(|(_, entry)| entry.hash != mark.head).then_some(mark))
    }

    /// `ahead` is what the mark knows of a head that the store has lost.
    pub(crate) fn start_new_epoch(
        &self,
        machine: Option<[u8; 32]>,
        now: Now,
        ahead: Option<Mark>,
    ) -> Result<()> {
        let before = self.identity();
        let head = journal::head(&lock(&self.writer), &before.workstation, &before.epoch)?;
        let identity = Identity { epoch: new_epoch()?, ..before };
        *lock(&self.identity) = identity;
        let begun = self.write(now, |tx| {
            tx.conn
                .prepare("UPDATE identity SET epoch = :epoch, machine = :machine WHERE one = 1")?
                .execute(named_params! { ":epoch": identity.epoch.0, ":machine": machine })?;
            tx.begin_epoch(head, ahead)
        });
        if begun.is_err() {
            *lock(&self.identity) = before;
        }
        begun.map(|_| ())
    }

    /// Runs a writing transaction (`BEGIN IMMEDIATE`). Returns what `f` returned, and the entities that changed.
    ///
    /// Nothing is written unless `f` and the commit succeed.
    pub fn write<T, E: From<StoreError>>(
        &self,
        now: Now,
        f: impl FnOnce(&mut WriteTx<'_>) -> std::result::Result<T, E>,
    ) -> std::result::Result<(T, BTreeSet<EntityRef>), E> {
        let mut conn = lock(&self.writer);
        #[cfg(feature = "planted")]
        crate::planted::commit_late(&conn)?;
        let identity = self.identity();
        let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate).map_err(StoreError::from)?;
        let mut write = WriteTx::new(&tx, identity, now);
        let value = f(&mut write)?;
        let (refold, head) = write.finish()?;
        erased::remember(&self.home, &refold.erased)?;
        #[cfg(feature = "planted")]
        crate::planted::mark_first(|| self.put_mark(head));
        #[cfg(feature = "planted")]
        let tx = crate::planted::Commit(tx);
        tx.commit().map_err(StoreError::from)?;
        self.to_scrub.fetch_or(refold.has_erased(), Ordering::Relaxed);
        self.scrub(&conn);
        self.put_mark(head);
        Ok((value, refold.into_changed()))
    }

    /// Runs a read on one snapshot.
    pub fn read<T, E: From<StoreError>>(
        &self,
        f: impl FnOnce(&Reader<'_>) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        let pooled = lock(&self.readers).pop();
        let mut conn = match pooled {
            Some(conn) => conn,
            None => connection::open(&self.home.database(), &self.key, Use::Read)?,
        };
        let value = {
            let tx: Transaction<'_> = conn.transaction().map_err(StoreError::from)?;
            f(&Reader { conn: &tx })
        };
        let mut readers = lock(&self.readers);
        if readers.len() < READERS {
            readers.push(conn);
        }
        value
    }

    /// Nobody writes meanwhile.
    pub(crate) fn with_writer<T>(&self, f: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        f(&lock(&self.writer))
    }

    /// The bytes of the database, as they lie there.
    pub(crate) fn with_file<T>(&self, f: impl FnOnce(&mut File) -> Result<T>) -> Result<T> {
        f(&mut lock(&self.file))
    }

    /// Lets go of a damaged store without moving anything from the log into the file.
    pub fn abandon(self) {
        lock(&self.readers).clear();
        let _ = connection::leave_as_it_is(&self.writer.into_inner().unwrap_or_else(PoisonError::into_inner));
    }

    /// Empties the log after an erasure: it still holds the pages as they were. It waits for nobody: while somebody reads
    /// them, the next write tries again.
    fn scrub(&self, conn: &Connection) {
        if self.to_scrub.load(Ordering::Relaxed) && empty_log(conn).unwrap_or(false) {
            self.to_scrub.store(false, Ordering::Relaxed);
        }
    }

    /// Whether nothing that was erased lies in the log any more.
    pub fn is_scrubbed(&self) -> bool {
        self.scrub(&lock(&self.writer));
        !self.to_scrub.load(Ordering::Relaxed)
    }

    fn write_mark(&self) {
        let identity = self.identity();
        let head = journal::head(&lock(&self.writer), &identity.workstation, &identity.epoch);
        self.put_mark(head.unwrap_or_default());
    }

    /// The mark is a help, not a promise: it is written without sync, and a failure to write it loses nothing.
    fn put_mark(&self, head: Option<(EntryKey, Hash)>) {
        if let Some((key, head)) = head {
            let mark = Mark { epoch: key.epoch.0, seq: key.seq, head };
            let _ = mark.write(&self.home.mark(), &self.mark_key);
        }
    }

    /// Folds every table anew from the journal.
    pub fn rebuild(&self, now: Now) -> Result<()> {
        self.write::<_, StoreError>(now, crate::refold::rebuild).map(|_| ())
    }

    /// The key, for a new slot.
    pub fn key(&self) -> &DataKey {
        &self.key
    }

    /// Ends the store's writing: what is in the WAL goes into the database file.
    pub fn close(self) {
        self.close_with_key();
    }

    /// As [`Store::close`]; the key is left for whoever opens it again.
    pub fn close_with_key(self) -> DataKey {
        lock(&self.readers).clear();
        let conn = self.writer.into_inner().unwrap_or_else(PoisonError::into_inner);
        let _ = checkpoint(&conn);
        self.key
    }
}

/// Random bytes from the operating system.
pub fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| StoreError::Random)?;
    Ok(bytes)
}

/// A UUIDv7 of the caller's time.
pub fn new_uuid(now: Now) -> Result<Uuid> {
    let millis = u64::try_from(now.utc_ms).unwrap_or(0);
    Ok(uuid::Builder::from_unix_timestamp_millis(millis, &random()?).into_uuid())
}

fn new_epoch() -> Result<Epoch> {
    Ok(Epoch(random()?))
}

/// As [`checkpoint`], and tells whether it could; readers are not waited for.
pub(crate) fn empty_log(conn: &Connection) -> Result<bool> {
    conn.busy_timeout(Duration::ZERO)?;
    let busy = conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, bool>(0));
    conn.busy_timeout(connection::BUSY)?;
    Ok(!busy?)
}

/// Moves what is in the WAL into the database file.
pub(crate) fn checkpoint(conn: &Connection) -> Result<()> {
    Ok(conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?)
}

pub(crate) fn put_identity(conn: &Connection, identity: &Identity, machine: Option<&[u8; 32]>) -> Result<()> {
    conn.prepare(
        "INSERT INTO identity (one, office, workstation, epoch, machine, lamport, last_at_ms)
         VALUES (1, :office, :workstation, :epoch, :machine, 0, 0)",
    )?
    .execute(named_params! {
        ":office": identity.office.0, ":workstation": identity.workstation.0, ":epoch": identity.epoch.0,
        ":machine": machine,
    })?;
    Ok(())
}

pub(crate) fn read_identity(conn: &Connection) -> Result<(Identity, Option<[u8; 32]>)> {
    Ok(conn.query_row(
        "SELECT office, workstation, epoch, machine FROM identity WHERE one = 1",
        [],
        |row| {
            let identity = Identity {
                office: OfficeId(row.get("office")?),
                workstation: WorkstationId(row.get("workstation")?),
                epoch: Epoch(row.get("epoch")?),
            };
            Ok((identity, row.get("machine")?))
        },
    )?)
}
