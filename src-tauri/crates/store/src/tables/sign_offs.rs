//! Sign-offs of office days; how far each journal reaches; and the entries about a day's moments.
//!
//! Reading a day takes the entries of that day and a row for each journal, however many years there are. Signing one also
//! counts the entries of each journal, to know that none is missing.

use crate::error::Result;
use crate::journal;
use crate::transaction::Reader;
use moments_core::entry::{EntityRef, EntryKey, Hash};
use moments_core::fields::unflatten;
use moments_core::fold::{Folded, kind};
use moments_core::ids::{EntryId, Epoch, MomentId, SignOffId, WorkstationId};
use moments_core::sign_off::{Head, SignOff};
use rusqlite::{Connection, named_params};

pub fn put(conn: &Connection, subject: &EntityRef, folded: &Folded) -> Result<()> {
    // One spelling: two entities that name one row would make the order of arrival matter.
    let Some(id) = subject.id().parse::<SignOffId>().ok().filter(|id| id.to_string() == subject.id()) else {
        return Ok(());
    };
    let (sign_off, _) = unflatten::<SignOff>(&folded.fields);
    conn.prepare_cached(
        "INSERT INTO sign_offs (id, complete, office_day, signed_ms, record)
         VALUES (:id, :complete, :office_day, :signed_ms, :record)
         ON CONFLICT (id) DO UPDATE SET complete = excluded.complete, office_day = excluded.office_day,
            signed_ms = excluded.signed_ms, record = excluded.record",
    )?
    .execute(named_params! {
        ":id": id.0, ":complete": folded.has(kind::DAY_SIGNED_OFF) && sign_off.signed_at.is_some(),
        ":office_day": sign_off.office_day.to_string(),
        ":signed_ms": sign_off.signed_at.map_or(0, |t| t.timestamp_millis()),
        ":record": serde_json::to_string(&sign_off)?,
    })?;
    Ok(())
}

/// An entry about a moment, without its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryOfDay {
    pub moment: MomentId,
    pub key: EntryKey,
    pub id: EntryId,
    pub kind: String,
    /// When it was written, in milliseconds since 1970-01-01 UTC.
    pub at_ms: i64,
}

/// Where a journal stands here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    pub key: EntryKey,
    pub hash: Hash,
    pub at_ms: i64,
}

const ENTRIES_OF_DAY: &str = "SELECT m.id AS moment, e.workstation, e.epoch, e.seq, e.id, e.kind, e.at_ms
     FROM moments m
     CROSS JOIN entry_entities s ON s.entity = 'moment:' || lower(
        substr(hex(m.id), 1, 8) || '-' || substr(hex(m.id), 9, 4) || '-' || substr(hex(m.id), 13, 4) || '-'
        || substr(hex(m.id), 17, 4) || '-' || substr(hex(m.id), 21))
     CROSS JOIN entries e ON e.row = s.row
     WHERE m.office_day = :day AND m.complete
     ORDER BY e.at_ms, e.lamport, e.id";

impl Reader<'_> {
    /// The sign-offs of an office day, the newest first.
    pub fn sign_offs(&self, office_day: &str) -> Result<Vec<(SignOffId, SignOff)>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT id, record FROM sign_offs WHERE office_day = :day AND complete ORDER BY signed_ms DESC, id DESC",
        )?;
        let rows = statement.query_map(named_params! { ":day": office_day }, |row| {
            Ok((SignOffId(row.get("id")?), row.get::<_, String>("record")?))
        })?;
        rows.map(|row| {
            let (id, record) = row?;
            Ok((id, serde_json::from_str(&record)?))
        })
        .collect()
    }

    /// Every entry about the moments and enquiries of an office day, voided ones too, in the order of the clocks.
    pub fn entries_of_day(&self, office_day: &str) -> Result<Vec<EntryOfDay>> {
        let mut statement = self.conn.prepare_cached(ENTRIES_OF_DAY)?;
        let rows = statement.query_map(named_params! { ":day": office_day }, |row| {
            Ok(EntryOfDay {
                moment: MomentId(row.get("moment")?),
                key: EntryKey {
                    workstation: WorkstationId(row.get("workstation")?),
                    epoch: Epoch(row.get("epoch")?),
                    seq: row.get::<_, i64>("seq")?.unsigned_abs(),
                },
                id: EntryId(row.get("id")?),
                kind: row.get("kind")?,
                at_ms: row.get("at_ms")?,
            })
        })?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// The last entry of every journal that is known here, by workstation and epoch.
    pub fn journals(&self) -> Result<Vec<Standing>> {
        let mut found = Vec::new();
        for (workstation, epoch) in journal::journals(self.conn)? {
            let last = journal::head(self.conn, &workstation, &epoch)?;
            found.extend(last.map(|(key, _)| self.standing(&key)).transpose()?.flatten());
        }
        Ok(found)
    }

    /// What stands at a place of a journal here; `None` where it has not arrived.
    pub fn standing(&self, key: &EntryKey) -> Result<Option<Standing>> {
        let found = journal::at(self.conn, key)?;
        Ok(found.map(|(_, entry)| Standing { key: *key, hash: entry.hash, at_ms: entry.at.utc_ms }))
    }

    /// How far each journal reaches without a gap: what a sign-off can answer for. What lies behind a gap is not counted,
    /// since what fills the gap later could not be told from it.
    pub fn heads_without_gap(&self) -> Result<Vec<Head>> {
        let mut heads = Vec::new();
        for last in self.journals()? {
            let run = self.run_without_gap(&last)?;
            heads.extend(run.map(|Standing { key, hash, .. }| Head {
                workstation: key.workstation,
                epoch: key.epoch,
                seq: key.seq,
                hash: hash.iter().map(|b| format!("{b:02x}")).collect(),
            }));
        }
        Ok(heads)
    }

    /// The end of the run that begins with the first entry; `None` where that one is missing.
    fn run_without_gap(&self, last: &Standing) -> Result<Option<Standing>> {
        let journal = named_params! { ":workstation": last.key.workstation.0, ":epoch": last.key.epoch.0 };
        let count: i64 = self
            .conn
            .prepare_cached(
                "SELECT count(*) FROM entries WHERE workstation = :workstation AND epoch = :epoch",
            )?
            .query_row(journal, |row| row.get(0))?;
        if count.unsigned_abs() == last.key.seq {
            return Ok(Some(*last));
        }
        let end: i64 = self
            .conn
            .prepare_cached(
                "SELECT a.seq FROM entries a WHERE a.workstation = :workstation AND a.epoch = :epoch AND NOT EXISTS (
                    SELECT 1 FROM entries b
                    WHERE b.workstation = a.workstation AND b.epoch = a.epoch AND b.seq = a.seq + 1)
                 ORDER BY a.seq LIMIT 1",
            )?
            .query_row(journal, |row| row.get(0))?;
        let begins = self.standing(&EntryKey { seq: 1, ..last.key })?.is_some();
        if begins { self.standing(&EntryKey { seq: end.unsigned_abs(), ..last.key }) } else { Ok(None) }
    }
}
