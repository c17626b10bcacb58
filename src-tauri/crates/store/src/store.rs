//! The open store: one writer, a small pool of readers, and the transaction in which an entry is written and folded.
//!
//! Writing goes one way: a verb opens [`Store::write`], appends entries, and every entity that an entry touches is
//! folded anew from its entries into its table before the commit. What was committed is durable (`synchronous=FULL`).
//! Permission and validation are the caller's, inside the same transaction.

use crate::connection::{self, Use};
use crate::error::{Result, StoreError};
use crate::home::Home;
use crate::journal::{self, Put};
use crate::keys::DataKey;
use crate::mark::{Mark, MarkKey, MarkState};
use crate::migrate;
use crate::refold::Refold;
use moments_core::entities::entity;
use moments_core::entry::{Author, EntityRef, Entry, EntryKey, Hash, Part, WrittenAt};
use moments_core::fields::Fields;
use moments_core::fold::{Change, Payload, Texts, is_known, kind, next_lamport, stamp_is_believable};
use moments_core::ids::{EntryId, Epoch, OfficeId, WorkstationId};
use moments_core::limits::PART_MAX_BYTES;
use moments_core::words::Audience;
use rusqlite::{Connection, Transaction, TransactionBehavior, named_params};
use std::collections::BTreeSet;
use std::ops::Deref;
use std::sync::{Mutex, MutexGuard, PoisonError};
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

/// Clocks that leap further than this between two entries are suspect.
const LEAP_MS: i64 = 24 * 60 * 60 * 1000;
/// Readers that are kept open.
const READERS: usize = 4;

/// An open store.
pub struct Store {
    home: Home,
    key: DataKey,
    mark_key: MarkKey,
    identity: Mutex<Identity>,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
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
        office: OfficeId,
        machine: Option<[u8; 32]>,
        now: Now,
        first: impl FnOnce(&mut WriteTx<'_>) -> std::result::Result<(), E>,
    ) -> std::result::Result<Self, E> {
        if home.database().exists() {
            return Err(StoreError::Foreign.into());
        }
        let unfinished = home.database().with_extension("db.new");
        for leftover in ["db.new", "db.new-wal", "db.new-shm"] {
            remove_if_there(&home.database().with_extension(leftover))?;
        }
        let identity = Identity { office, workstation: WorkstationId(new_uuid(now)?), epoch: new_epoch()? };
        let mut conn = connection::open(&unfinished, &key, Use::Create)?;
        migrate::migrate(&mut conn)?;
        put_identity(&conn, &identity, machine.as_ref())?;
        let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate).map_err(StoreError::from)?;
        let mut write = WriteTx {
            reader: Reader { conn: &tx },
            identity,
            now,
            refold: Refold::default(),
            appended: false,
        };
        write.begin_epoch(None, None)?;
        first(&mut write)?;
        drop(write);
        tx.commit().map_err(StoreError::from)?;
        checkpoint(&conn)?;
        drop(conn);
        std::fs::File::open(&unfinished).and_then(|f| f.sync_all()).map_err(StoreError::from)?;
        std::fs::rename(&unfinished, home.database()).map_err(StoreError::from)?;
        crate::home::sync_folder(home.folder()).map_err(StoreError::from)?;
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
        migrate::migrate(&mut conn)?;
        let (identity, known_machine) = read_identity(&conn)?;
        let store = Self::assemble(home, key, conn, identity)?;
        let moved = known_machine.is_some() && machine.is_some() && known_machine != machine;
        let ahead = store.mark_ahead()?;
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
            home: home.clone(),
            mark_key: MarkKey::new(&key).map_err(|_| StoreError::WrongKey)?,
            key,
            identity: Mutex::new(identity),
            writer: Mutex::new(conn),
            readers: Mutex::new(Vec::new()),
        })
    }

    pub fn identity(&self) -> Identity {
        *lock(&self.identity)
    }

    pub fn home(&self) -> &Home {
        &self.home
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
    fn start_new_epoch(&self, machine: Option<[u8; 32]>, now: Now, ahead: Option<Mark>) -> Result<()> {
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
        let identity = self.identity();
        let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate).map_err(StoreError::from)?;
        let mut write = WriteTx {
            reader: Reader { conn: &tx },
            identity,
            now,
            refold: Refold::default(),
            appended: false,
        };
        let value = f(&mut write)?;
        let WriteTx { refold, appended, .. } = write;
        tx.commit().map_err(StoreError::from)?;
        if appended {
            self.put_mark(&conn, &identity);
        }
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

    fn write_mark(&self) {
        self.put_mark(&lock(&self.writer), &self.identity());
    }

    /// The mark is a help, not a promise: it is written without sync, and a failure to write it loses nothing.
    fn put_mark(&self, conn: &Connection, identity: &Identity) {
        if let Ok(Some((key, hash))) = journal::head(conn, &identity.workstation, &identity.epoch) {
            let mark = Mark { epoch: identity.epoch.0, seq: key.seq, head: hash };
            let _ = mark.write(&self.home.mark(), &self.mark_key);
        }
    }

    /// Takes entries that other workstations wrote, in any order, once or many times. Each is verified by itself;
    /// what is refused is named, and blocks nothing.
    ///
    /// Entries of this workstation's own epoch that it does not have mean that it was put back from an older copy: it
    /// begins a new epoch first, so that what it writes next cannot be taken for them.
    pub fn absorb(&self, now: Now, entries: &[Entry]) -> Result<Absorbed> {
        if self.is_overtaken_by(entries)? {
            let machine = read_identity(&lock(&self.writer))?.1;
            self.start_new_epoch(machine, now, None)?;
        }
        let (absorbed, _) = self.write::<_, StoreError>(now, |tx| {
            let mut absorbed = Absorbed::default();
            for entry in entries {
                match tx.absorb(entry) {
                    Ok(Put::Same) => absorbed.same += 1,
                    Ok(Put::New(_) | Put::Filled(_)) => absorbed.new += 1,
                    Err(StoreError::Entry(_) | StoreError::Fork) => absorbed.refused.push(entry.key),
                    Err(other) => return Err(other),
                }
            }
            Ok(absorbed)
        })?;
        Ok(absorbed)
    }

    fn is_overtaken_by(&self, entries: &[Entry]) -> Result<bool> {
        let identity = self.identity();
        let own = |key: &EntryKey| (key.workstation, key.epoch) == (identity.workstation, identity.epoch);
        let conn = lock(&self.writer);
        for entry in entries.iter().filter(|entry| own(&entry.key) && entry.verify().is_ok()) {
            if journal::at(&conn, &entry.key)?.is_none_or(|(_, known)| known.hash != entry.hash) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Folds every table anew from the journal.
    pub fn rebuild(&self, now: Now) -> Result<()> {
        self.write::<_, StoreError>(now, crate::refold::rebuild).map(|_| ())
    }

    /// Ends the store's writing: what is in the WAL goes into the database file.
    pub fn close(self) {
        lock(&self.readers).clear();
        let conn = self.writer.into_inner().unwrap_or_else(PoisonError::into_inner);
        let _ = checkpoint(&conn);
    }
}

/// What [`Store::absorb`] did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Absorbed {
    pub new: usize,
    pub same: usize,
    pub refused: Vec<EntryKey>,
}

/// Reads on one snapshot. The tables' modules add what can be asked.
pub struct Reader<'a> {
    pub(crate) conn: &'a Connection,
}

impl Reader<'_> {
    /// The entries of an entity, in the order in which they are folded.
    pub fn entries_of(&self, subject: &EntityRef) -> Result<Vec<Entry>> {
        let mut entries: Vec<Entry> =
            journal::of_entity(self.conn, subject)?.into_iter().map(|(_, e)| e).collect();
        entries.sort_by_key(|e| (e.stamp(), e.id));
        Ok(entries)
    }

    pub fn entry(&self, id: &EntryId) -> Result<Option<Entry>> {
        journal::by_id(self.conn, id)
    }

    /// How many entries the journal holds, of all workstations.
    pub fn entries(&self) -> Result<u64> {
        journal::count(self.conn)
    }

    /// Every entry, journal by journal.
    pub fn for_each_entry(&self, mut visit: impl FnMut(Entry) -> Result<()>) -> Result<()> {
        journal::for_each(self.conn, |_, entry| visit(entry))
    }
}

/// What an entry sets on one entity: structured fields, and free-text fields for the erasable text part.
#[derive(Debug, Clone, PartialEq)]
pub struct EntityChange {
    pub entity: EntityRef,
    pub set: Fields,
    pub text: Fields,
}

impl EntityChange {
    pub fn new(entity: EntityRef, set: Fields) -> Self {
        Self { entity, set, text: Fields::new() }
    }
}

/// An entry about to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct NewEntry {
    pub kind: &'static str,
    pub audience: Audience,
    pub author: Author,
    pub changes: Vec<EntityChange>,
}

/// A writing transaction. It reads like a [`Reader`] and sees its own writes.
pub struct WriteTx<'a> {
    reader: Reader<'a>,
    identity: Identity,
    now: Now,
    refold: Refold,
    appended: bool,
}

impl<'a> Deref for WriteTx<'a> {
    type Target = Reader<'a>;
    fn deref(&self) -> &Self::Target {
        &self.reader
    }
}

impl WriteTx<'_> {
    pub fn now(&self) -> Now {
        self.now
    }

    pub fn identity(&self) -> Identity {
        self.identity
    }

    pub(crate) fn refold(&mut self) -> (&Connection, &mut Refold) {
        (self.reader.conn, &mut self.refold)
    }

    /// Appends an entry to this workstation's journal and folds what it touches.
    pub fn append(&mut self, new: NewEntry) -> Result<EntryId> {
        let conn = self.reader.conn;
        let (last_lamport, last_at_ms) = conn
            .prepare_cached("SELECT lamport, last_at_ms FROM identity WHERE one = 1")?
            .query_row([], |row| {
                Ok((row.get::<_, i64>("lamport")?.unsigned_abs(), row.get::<_, i64>("last_at_ms")?))
            })?;
        let head = journal::head(conn, &self.identity.workstation, &self.identity.epoch)?;
        let lamport = next_lamport(last_lamport);
        let leapt = last_at_ms != 0 && !(0..=LEAP_MS).contains(&(self.now.utc_ms - last_at_ms));
        let mut after = BTreeSet::new();
        for change in &new.changes {
            after.extend(self.refold.heads(conn, &change.entity)?);
        }
        let (payload, text) = parts(&new.changes)?;
        let id = EntryId(new_uuid(self.now)?);
        let entry = Entry {
            key: EntryKey {
                workstation: self.identity.workstation,
                epoch: self.identity.epoch,
                seq: head.map_or(1, |(key, _)| key.seq + 1),
            },
            id,
            lamport,
            entities: new.changes.into_iter().map(|c| c.entity).collect(),
            after: after.into_iter().collect(),
            kind: new.kind.to_owned(),
            version: 1,
            audience: new.audience,
            author: new.author,
            at: WrittenAt {
                utc_ms: self.now.utc_ms,
                offset_minutes: self.now.offset_minutes,
                clock_suspect: leapt,
            },
            payload,
            text,
            previous: head.map_or([0; 32], |(_, hash)| hash),
            hash: [0; 32],
        }
        .seal_hash();
        // What others would refuse is not written either.
        entry.verify()?;
        let row = journal::insert(conn, &entry)?;
        conn.prepare_cached("UPDATE identity SET lamport = :lamport, last_at_ms = :at_ms WHERE one = 1")?.execute(
            named_params! { ":lamport": i64::try_from(lamport).unwrap_or(i64::MAX), ":at_ms": self.now.utc_ms },
        )?;
        self.refold.entry(conn, row, &entry)?;
        self.appended = true;
        Ok(id)
    }

    /// Names the epoch before with the head that the store has of it, and the head that was lost where one is known.
    fn begin_epoch(&mut self, previous: Option<(EntryKey, Hash)>, lost: Option<Mark>) -> Result<()> {
        let hex = |hash: Hash| hash.iter().map(|b| format!("{b:02x}")).collect::<String>();
        let mut set = Fields::new();
        if let Some((key, hash)) = previous {
            set.insert("previous_epoch".into(), key.epoch.to_string().into());
            set.insert("previous_seq".into(), key.seq.into());
            set.insert("previous_head".into(), hex(hash).into());
        }
        if let Some(mark) = lost {
            set.insert("lost_epoch".into(), Epoch(mark.epoch).to_string().into());
            set.insert("lost_seq".into(), mark.seq.into());
            set.insert("lost_head".into(), hex(mark.head).into());
        }
        let subject = EntityRef::new(entity::EPOCH, self.identity.epoch);
        self.append(NewEntry {
            kind: kind::EPOCH_STARTED,
            audience: Audience::OfficeAndCentre,
            author: Author::App,
            changes: vec![EntityChange::new(subject, set)],
        })?;
        Ok(())
    }

    fn absorb(&mut self, entry: &Entry) -> Result<Put> {
        entry.verify()?;
        let conn = self.reader.conn;
        let known: i64 =
            conn.prepare_cached("SELECT lamport FROM identity WHERE one = 1")?.query_row([], |r| r.get(0))?;
        if !stamp_is_believable(&entry.stamp(), known.unsigned_abs()) {
            return Err(moments_core::entry::EntryError::Stamp.into());
        }
        let put = journal::put(conn, entry)?;
        if let Put::New(row) | Put::Filled(row) = put {
            conn.prepare_cached("UPDATE identity SET lamport = max(lamport, :lamport) WHERE one = 1")?
                .execute(named_params! { ":lamport": i64::try_from(entry.lamport).unwrap_or(i64::MAX) })?;
            let stored = journal::by_row(conn, row)?;
            self.refold.forget(row);
            self.refold.entry(conn, row, &stored)?;
        }
        Ok(put)
    }
}

fn parts(changes: &[EntityChange]) -> Result<(Part, Part)> {
    let payload = Payload {
        changes: changes
            .iter()
            .map(|c| Change { set: c.set.clone(), text: c.text.keys().cloned().collect() })
            .collect(),
    };
    let has_text = changes.iter().any(|c| !c.text.is_empty());
    let text = if has_text {
        serde_json::to_vec(&Texts { changes: changes.iter().map(|c| c.text.clone()).collect() })?
    } else {
        Vec::new()
    };
    let payload = serde_json::to_vec(&payload)?;
    if payload.len() > PART_MAX_BYTES || text.len() > PART_MAX_BYTES {
        return Err(moments_core::entry::EntryError::Limit("part").into());
    }
    Ok((Part::new(random()?, payload), Part::new(random()?, text)))
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

fn remove_if_there(file: &std::path::Path) -> Result<()> {
    match std::fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

/// Moves what is in the WAL into the database file.
fn checkpoint(conn: &Connection) -> Result<()> {
    Ok(conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?)
}

fn put_identity(conn: &Connection, identity: &Identity, machine: Option<&[u8; 32]>) -> Result<()> {
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

/// Whether this version understands an entry's kind; the rest is kept as it came.
pub fn understands(entry: &Entry) -> bool {
    is_known(&entry.kind, entry.version)
}
