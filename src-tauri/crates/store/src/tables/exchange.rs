//! What this workstation knows of handing over, none of it journaled: its keys, how far each journal is here, how far others
//! said that they have it, which bundles lie in the outbox, and what was refused.

use crate::error::Result;
use crate::journal;
use crate::transaction::{Reader, WriteTx};
use moments_core::entry::{Entry, EntryKey, Hash};
use moments_core::ids::{Epoch, WorkstationId};
use rusqlite::{Connection, OptionalExtension, Row, named_params};
use uuid::Uuid;

/// How far a journal is here without a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prefix {
    /// Of its last entry.
    pub key: EntryKey,
    pub hash: Hash,
    /// When that came, in milliseconds since 1970-01-01 UTC by this workstation's clock.
    pub arrived_ms: i64,
}

/// How far somebody else said that they have a journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// A workstation's id, or [`CENTRE`].
    pub peer: String,
    pub key: EntryKey,
    /// When they said so, by their clock.
    pub said_ms: i64,
}

/// The centre among those who say how far they have a journal.
pub const CENTRE: &str = "centre";

/// Which life of the centre's database spoke, and how often it had spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CentreSaid {
    pub incarnation: Uuid,
    pub counter: u64,
    pub at_ms: i64,
}

/// A bundle in the outbox, of this workstation's own entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedBundle {
    /// The caller's word.
    pub destination: String,
    pub epoch: Epoch,
    pub from: u64,
    pub to: u64,
    /// Whom it is encrypted to, apart by spaces.
    pub recipients: String,
    pub sealed_ms: i64,
    pub bytes: u64,
}

/// A file that was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    pub name: String,
    /// The caller's word.
    pub reason: String,
    pub at_ms: i64,
    pub bytes: u64,
}

impl Reader<'_> {
    /// The caller's JSON on keys and cards; `None` before this workstation takes part.
    pub fn exchange(&self) -> Result<Option<String>> {
        let found = self
            .conn
            .prepare_cached("SELECT record FROM exchange WHERE one = 1")?
            .query_row([], |row| row.get("record"));
        Ok(found.optional()?)
    }

    /// How far each journal is here, as of the last [`WriteTx::follow_journals`].
    pub fn prefixes(&self) -> Result<Vec<Prefix>> {
        all(
            self.conn,
            "SELECT workstation, epoch, seq, hash, arrived_ms FROM prefixes ORDER BY workstation, epoch",
            |row| Ok(Prefix { key: key(row)?, hash: row.get("hash")?, arrived_ms: row.get("arrived_ms")? }),
        )
    }

    pub fn entry_at(&self, key: &EntryKey) -> Result<Option<Entry>> {
        Ok(journal::at(self.conn, key)?.map(|(_, entry)| entry))
    }

    /// The entries of a journal from a place on: no more than so many, and none behind the one with which they come to more than
    /// so many bytes.
    pub fn entries_from(&self, from: &EntryKey, most: usize, bytes: usize) -> Result<Vec<Entry>> {
        journal::from(self.conn, from, most, bytes)
    }

    pub fn known(&self) -> Result<Vec<Known>> {
        all(
            self.conn,
            "SELECT peer, workstation, epoch, seq, said_ms FROM known ORDER BY peer, workstation, epoch",
            |row| Ok(Known { peer: row.get("peer")?, key: key(row)?, said_ms: row.get("said_ms")? }),
        )
    }

    /// The lives of the centre's database that spoke, the present one first.
    pub fn centre_said(&self) -> Result<Vec<CentreSaid>> {
        all(self.conn, "SELECT incarnation, counter, at_ms FROM centre_said ORDER BY heard DESC", |row| {
            Ok(CentreSaid {
                incarnation: row.get("incarnation")?,
                counter: unsigned(row.get("counter")?),
                at_ms: row.get("at_ms")?,
            })
        })
    }

    /// What lies in the outbox, in the order of its entries.
    pub fn sealed_bundles(&self) -> Result<Vec<SealedBundle>> {
        all(
            self.conn,
            "SELECT destination, epoch, from_seq, to_seq, recipients, sealed_ms, bytes FROM sealed
             ORDER BY destination, epoch, from_seq",
            |row| {
                Ok(SealedBundle {
                    destination: row.get("destination")?,
                    epoch: Epoch(row.get("epoch")?),
                    from: unsigned(row.get("from_seq")?),
                    to: unsigned(row.get("to_seq")?),
                    recipients: row.get("recipients")?,
                    sealed_ms: row.get("sealed_ms")?,
                    bytes: unsigned(row.get("bytes")?),
                })
            },
        )
    }

    /// How far an epoch of the own journal was ever sealed; 0: not at all.
    pub fn sealed_to(&self, destination: &str, epoch: &Epoch) -> Result<u64> {
        let found = self
            .conn
            .prepare_cached("SELECT seq FROM sealed_to WHERE destination = :destination AND epoch = :epoch")?
            .query_row(named_params! { ":destination": destination, ":epoch": epoch.0 }, |row| {
                row.get("seq")
            });
        Ok(found.optional()?.map_or(0, unsigned))
    }

    /// The newest first.
    pub fn refused(&self) -> Result<Vec<Refused>> {
        all(self.conn, "SELECT name, reason, at_ms, bytes FROM refused ORDER BY at_ms DESC, name", |row| {
            Ok(Refused {
                name: row.get("name")?,
                reason: row.get("reason")?,
                at_ms: row.get("at_ms")?,
                bytes: unsigned(row.get("bytes")?),
            })
        })
    }
}

impl WriteTx<'_> {
    pub fn put_exchange(&mut self, record: &str) -> Result<()> {
        self.conn
            .prepare_cached(
                "INSERT INTO exchange (one, record) VALUES (1, :record)
                 ON CONFLICT (one) DO UPDATE SET record = excluded.record",
            )?
            .execute(named_params! { ":record": record })?;
        Ok(())
    }

    /// Goes on from where each journal was followed to, as far as there is no gap.
    pub fn follow_journals(&mut self) -> Result<()> {
        let at_ms = self.now().utc_ms;
        for (workstation, epoch) in journal::journals(self.conn)? {
            let followed = self
                .conn
                .prepare_cached(
                    "SELECT seq FROM prefixes WHERE workstation = :workstation AND epoch = :epoch",
                )?
                .query_row(named_params! { ":workstation": workstation.0, ":epoch": epoch.0 }, |row| {
                    row.get("seq")
                })
                .optional()?
                .map_or(0, unsigned);
            let Some((seq, hash)) =
                journal::unbroken(self.conn, &EntryKey { workstation, epoch, seq: followed })?
            else {
                continue;
            };
            self.conn
                .prepare_cached(
                    "INSERT INTO prefixes (workstation, epoch, seq, hash, arrived_ms)
                     VALUES (:workstation, :epoch, :seq, :hash, :at_ms)
                     ON CONFLICT (workstation, epoch) DO UPDATE SET seq = excluded.seq, hash = excluded.hash,
                        arrived_ms = excluded.arrived_ms",
                )?
                .execute(named_params! {
                    ":workstation": workstation.0, ":epoch": epoch.0, ":seq": signed(seq), ":hash": hash,
                    ":at_ms": at_ms,
                })?;
        }
        Ok(())
    }

    /// What somebody has, in place of what they had: after a loss that is less.
    pub fn put_known(&mut self, peer: &str, has: &[EntryKey], said_ms: i64) -> Result<()> {
        self.conn
            .prepare_cached("DELETE FROM known WHERE peer = :peer")?
            .execute(named_params! { ":peer": peer })?;
        let mut put = self.conn.prepare_cached(
            "INSERT OR REPLACE INTO known (peer, workstation, epoch, seq, said_ms)
             VALUES (:peer, :workstation, :epoch, :seq, :said_ms)",
        )?;
        for key in has {
            put.execute(named_params! {
                ":peer": peer, ":workstation": key.workstation.0, ":epoch": key.epoch.0, ":seq": signed(key.seq),
                ":said_ms": said_ms,
            })?;
        }
        Ok(())
    }

    pub fn put_centre_said(&mut self, said: &CentreSaid) -> Result<()> {
        self.conn
            .prepare_cached(
                "INSERT INTO centre_said (incarnation, counter, at_ms, heard)
                 VALUES (:incarnation, :counter, :at_ms, (SELECT coalesce(max(heard), -1) + 1 FROM centre_said))
                 ON CONFLICT (incarnation) DO UPDATE SET counter = excluded.counter, at_ms = excluded.at_ms",
            )?
            .execute(named_params! {
                ":incarnation": said.incarnation, ":counter": signed(said.counter), ":at_ms": said.at_ms,
            })?;
        Ok(())
    }

    /// A life of the centre's database that is over. One that was never heard of comes before all that were.
    pub fn put_centre_over(&mut self, incarnation: &Uuid) -> Result<()> {
        self.conn
            .prepare_cached(
                "INSERT INTO centre_said (incarnation, counter, at_ms, heard)
                 VALUES (:incarnation, 0, 0, (SELECT min(coalesce(min(heard), 0), 0) - 1 FROM centre_said))
                 ON CONFLICT (incarnation) DO NOTHING",
            )?
            .execute(named_params! { ":incarnation": incarnation })?;
        Ok(())
    }

    /// A bundle lies in the outbox; one from the same entry on is replaced.
    pub fn put_sealed(&mut self, bundle: &SealedBundle) -> Result<()> {
        self.conn
            .prepare_cached(
                "INSERT OR REPLACE INTO sealed (destination, epoch, from_seq, to_seq, recipients, sealed_ms, bytes)
                 VALUES (:destination, :epoch, :from, :to, :recipients, :sealed_ms, :bytes)",
            )?
            .execute(named_params! {
                ":destination": bundle.destination, ":epoch": bundle.epoch.0, ":from": signed(bundle.from),
                ":to": signed(bundle.to), ":recipients": bundle.recipients, ":sealed_ms": bundle.sealed_ms,
                ":bytes": signed(bundle.bytes),
            })?;
        self.conn
            .prepare_cached(
                "INSERT INTO sealed_to (destination, epoch, seq) VALUES (:destination, :epoch, :seq)
                 ON CONFLICT (destination, epoch) DO UPDATE SET seq = max(seq, excluded.seq)",
            )?
            .execute(named_params! {
                ":destination": bundle.destination, ":epoch": bundle.epoch.0, ":seq": signed(bundle.to),
            })?;
        Ok(())
    }

    /// It lies there no more.
    pub fn remove_sealed(&mut self, bundle: &SealedBundle) -> Result<()> {
        self.conn
            .prepare_cached(
                "DELETE FROM sealed WHERE destination = :destination AND epoch = :epoch AND from_seq = :from",
            )?
            .execute(named_params! {
                ":destination": bundle.destination, ":epoch": bundle.epoch.0, ":from": signed(bundle.from),
            })?;
        Ok(())
    }

    pub fn put_refused(&mut self, refused: &Refused) -> Result<()> {
        self.conn
            .prepare_cached(
                "INSERT OR REPLACE INTO refused (name, reason, at_ms, bytes) VALUES (:name, :reason, :at_ms, :bytes)",
            )?
            .execute(named_params! {
                ":name": refused.name, ":reason": refused.reason, ":at_ms": refused.at_ms,
                ":bytes": signed(refused.bytes),
            })?;
        Ok(())
    }

    /// It was taken after all, or taken away.
    pub fn remove_refused(&mut self, name: &str) -> Result<()> {
        self.conn
            .prepare_cached("DELETE FROM refused WHERE name = :name")?
            .execute(named_params! { ":name": name })?;
        Ok(())
    }
}

/// Something was erased of an entry: the bundle that holds it is as good as not made. Epochs are random, so that one of another
/// workstation's is in none.
pub fn unseal(conn: &Connection, key: &EntryKey) -> Result<()> {
    conn.prepare_cached("DELETE FROM sealed WHERE epoch = :epoch AND :seq BETWEEN from_seq AND to_seq")?
        .execute(named_params! { ":epoch": key.epoch.0, ":seq": signed(key.seq) })?;
    Ok(())
}

fn key(row: &Row<'_>) -> rusqlite::Result<EntryKey> {
    Ok(EntryKey {
        workstation: WorkstationId(row.get("workstation")?),
        epoch: Epoch(row.get("epoch")?),
        seq: unsigned(row.get("seq")?),
    })
}

fn all<T>(conn: &Connection, sql: &str, read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>) -> Result<Vec<T>> {
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map([], read)?;
    Ok(rows.collect::<std::result::Result<_, _>>()?)
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn unsigned(number: i64) -> u64 {
    number.unsigned_abs()
}
