//! What has been kept for its time: found here, decided and erased elsewhere. And when retention ran at this workstation.
//!
//! Each workstation erases what it wrote itself, and what a retired one did; the erasures travel. So moments of a day are
//! summed up once. What nobody has finished is not due: texts and moments with an open follow-up or an open case.

use crate::error::Result;
use crate::journal;
use crate::transaction::{Reader, WriteTx};
use moments_core::entities::entity;
use moments_core::entry::{EntityRef, PartName};
use moments_core::erasure::{has_payload, target};
use moments_core::fields::unflatten;
use moments_core::fold::Folded;
use moments_core::ids::MomentId;
use moments_core::retention::Keeping;
use moments_core::words::KeptPart;
use rusqlite::{Connection, OptionalExtension, named_params};
use std::collections::BTreeMap;

pub(super) fn put_keeping(conn: &Connection, subject: &EntityRef, folded: &Folded) -> Result<()> {
    let (keeping, _) = unflatten::<Keeping>(&folded.fields);
    conn.prepare_cached(
        "INSERT INTO keepings (id, part, through, until, record) VALUES (:id, :part, :through, :until, :record)
         ON CONFLICT (id) DO UPDATE SET part = excluded.part, through = excluded.through, until = excluded.until,
            record = excluded.record",
    )?
    .execute(named_params! {
        ":id": subject.id(), ":part": keeping.part.map_or("", |part| part.as_str()),
        ":through": keeping.through.to_string(), ":until": keeping.until.to_string(),
        ":record": serde_json::to_string(&keeping)?,
    })?;
    Ok(())
}

/// One record, or one text of it, that is kept since a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// `YYYY-MM-DD`.
    pub last_used: String,
    pub about: EntityRef,
    /// Of a moment that goes whole: its office day.
    pub of_day: Option<(String, MomentId)>,
    /// Row numbers of the entries.
    rows: Vec<i64>,
    /// Both parts of each entry go; else only the text.
    whole: bool,
}

/// When retention ran here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RetentionState {
    pub last_run_ms: Option<i64>,
    /// When an administrator last confirmed the date.
    pub confirmed_ms: Option<i64>,
}

/// Since when a supervisor has been warned, by the day of last use.
pub type Warned = BTreeMap<(KeptPart, String), String>;

/// What this workstation erases by itself: what it wrote, and what a retired one did.
macro_rules! ours {
    ($workstation:literal) => {
        concat!(
            "(",
            $workstation,
            " = (SELECT i.workstation FROM identity i WHERE i.one = 1) OR EXISTS (
                SELECT 1 FROM workstations w WHERE json_extract(w.record, '$.retired')
                AND unhex(replace(w.id, '-', '')) = ",
            $workstation,
            "))"
        )
    };
}

macro_rules! day_of {
    ($ms:literal) => {
        concat!("date((", $ms, " + e.offset_minutes * 60000) / 1000, 'unixepoch')")
    };
}

/// Texts of moments by the day on which they were written; of closed cases, by the day of their last change.
const TEXTS: &str = concat!(
    "SELECT e.row, s.entity, ",
    day_of!("e.at_ms"),
    " AS day FROM entries e JOIN entry_entities s ON s.row = e.row
     WHERE length(e.text) > 0 AND e.at_ms < :before_ms AND s.entity GLOB 'moment:*' AND ",
    ours!("e.workstation"),
    " AND NOT EXISTS (SELECT 1 FROM follow_ups f
        WHERE f.moment = unhex(replace(substr(s.entity, 8), '-', '')) AND f.is_open AND (f.stands OR f.acted))
     UNION ALL
     SELECT e.row, s.entity, ",
    day_of!("c.changed_ms"),
    " AS day FROM entries e JOIN entry_entities s ON s.row = e.row
     JOIN cases c ON c.id = unhex(replace(substr(s.entity, 6), '-', ''))
     WHERE length(e.text) > 0 AND e.at_ms < :before_ms AND s.entity GLOB 'case:*' AND ",
    ours!("e.workstation"),
    " AND NOT c.is_open AND c.changed_ms < :before_ms
     ORDER BY day, e.row"
);

/// Moments by the day of the last entry about them or about their case.
const MOMENTS: &str = concat!(
    "SELECT m.id, m.office_day, coalesce(c.changed_ms, 0) AS case_ms FROM moments m
     LEFT JOIN cases c ON c.id = m.case_id
     WHERE m.office_day <= :before AND m.complete AND ",
    ours!("m.workstation"),
    " AND NOT coalesce(c.is_open, 0)
     AND NOT EXISTS (SELECT 1 FROM follow_ups f WHERE f.moment = m.id AND f.is_open AND (f.stands OR f.acted))
     ORDER BY m.office_day, m.id"
);

const CASES: &str =
    "SELECT c.id FROM cases c WHERE c.is_open = 0 AND c.complete AND c.changed_ms < :before_ms
     ORDER BY c.changed_ms, c.id";

/// The words of closed follow-ups, by the day of the last of them.
const FOLLOW_UPS: &str = "SELECT DISTINCT s.entity FROM entries e JOIN entry_entities s ON s.row = e.row
     JOIN follow_ups f ON f.id = unhex(replace(substr(s.entity, 11), '-', ''))
     WHERE length(e.text) > 0 AND e.at_ms < :before_ms AND s.entity GLOB 'follow_up:*' AND NOT f.is_open
     ORDER BY s.entity";

const AUDIT: &str = "SELECT id FROM audit WHERE at_ms < :before_ms ORDER BY at_ms, id";

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

impl Reader<'_> {
    /// What of a part was last used on `before` (`YYYY-MM-DD`) or earlier and is still here, the oldest first.
    pub fn kept_since(&self, part: KeptPart, before: &str) -> Result<Vec<Due>> {
        // A generous border in time, since offices differ from UTC; the days decide.
        let before_ms = before
            .parse::<chrono::NaiveDate>()
            .ok()
            .and_then(|day| day.and_hms_opt(0, 0, 0))
            .map_or(i64::MIN, |at| at.and_utc().timestamp_millis().saturating_add(2 * DAY_MS));
        let mut due = match part {
            KeptPart::Texts => self.texts_since(before_ms)?,
            KeptPart::Records => {
                let mut records = self.moments_since(before, before_ms)?;
                records.extend(self.closed_since(CASES, entity::CASE, true, before_ms)?);
                records.extend(self.closed_since(FOLLOW_UPS, "", false, before_ms)?);
                records
            }
            KeptPart::Audit => self.closed_since(AUDIT, entity::AUDIT, true, before_ms)?,
        };
        due.retain(|due| due.last_used.as_str() <= before);
        due.sort_by(|a, b| (&a.last_used, &a.about).cmp(&(&b.last_used, &b.about)));
        Ok(due)
    }

    fn texts_since(&self, before_ms: i64) -> Result<Vec<Due>> {
        let mut statement = self.conn.prepare_cached(TEXTS)?;
        let rows = statement.query_map(named_params! { ":before_ms": before_ms }, |row| {
            Ok((row.get::<_, i64>("row")?, row.get::<_, String>("entity")?, row.get::<_, String>("day")?))
        })?;
        let mut found = Vec::new();
        for row in rows {
            let (row, about, last_used) = row?;
            found.extend(EntityRef::parse(&about).map(|about| Due {
                last_used,
                about,
                of_day: None,
                rows: vec![row],
                whole: false,
            }));
        }
        Ok(found)
    }

    fn moments_since(&self, before: &str, before_ms: i64) -> Result<Vec<Due>> {
        let mut statement = self.conn.prepare_cached(MOMENTS)?;
        let rows = statement.query_map(named_params! { ":before": before }, |row| {
            Ok((MomentId(row.get("id")?), row.get::<_, String>("office_day")?, row.get::<_, i64>("case_ms")?))
        })?;
        let mut found = Vec::new();
        for row in rows {
            let (id, office_day, case_ms) = row?;
            let about = moments_core::entities::moment_ref(&id);
            let Some((last_ms, last_used, rows)) = self.last_of(&about)? else { continue };
            if last_ms.max(case_ms) < before_ms {
                let of_case = self.day_of(case_ms)?;
                let last_used = last_used.max(office_day.clone()).max(of_case);
                found.push(Due { last_used, about, of_day: Some((office_day, id)), rows, whole: true });
            }
        }
        Ok(found)
    }

    /// Records whose id or name a statement gives.
    fn closed_since(&self, sql: &str, kind: &str, whole: bool, before_ms: i64) -> Result<Vec<Due>> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let rows = statement.query_map(named_params! { ":before_ms": before_ms }, |row| {
            let is_id = matches!(row.get_ref(0)?, rusqlite::types::ValueRef::Blob(_));
            if is_id { Ok(row.get::<_, uuid::Uuid>(0)?.to_string()) } else { row.get(0) }
        })?;
        let mut found = Vec::new();
        for row in rows {
            let name = row?;
            let about =
                if kind.is_empty() { EntityRef::parse(&name) } else { Some(EntityRef::new(kind, name)) };
            let Some(about) = about else { continue };
            let Some((last_ms, last_used, rows)) = self.last_of(&about)? else { continue };
            if last_ms < before_ms {
                found.push(Due { last_used, about, of_day: None, rows, whole });
            }
        }
        Ok(found)
    }

    /// When the last entry about a record was written, on which day, and the entries that still hold something; `None`
    /// where another workstation wrote the first: that one erases it.
    fn last_of(&self, about: &EntityRef) -> Result<Option<(i64, String, Vec<i64>)>> {
        let mut statement = self.conn.prepare_cached(concat!(
            "SELECT e.row, e.at_ms, ",
            day_of!("e.at_ms"),
            " AS day, ",
            ours!("e.workstation"),
            " AS ours, e.payload NOT NULL OR e.text NOT NULL AS holds
             FROM entry_entities s JOIN entries e ON e.row = s.row WHERE s.entity = :entity
             ORDER BY e.lamport, e.workstation, e.epoch, e.seq"
        ))?;
        let mut rows = statement.query(named_params! { ":entity": about.as_str() })?;
        let (mut last, mut holding, mut first_is_ours) = (None, Vec::new(), None);
        while let Some(row) = rows.next()? {
            first_is_ours.get_or_insert(row.get::<_, bool>("ours")?);
            let at: (i64, String) = (row.get("at_ms")?, row.get("day")?);
            last = last.max(Some(at));
            if row.get("holds")? {
                holding.push(row.get("row")?);
            }
        }
        let is_ours = first_is_ours.unwrap_or(false) && !holding.is_empty();
        Ok(last.filter(|_| is_ours).map(|(ms, day)| (ms, day, holding)))
    }

    fn day_of(&self, ms: i64) -> Result<String> {
        Ok(self
            .conn
            .prepare_cached("SELECT date(:ms / 1000, 'unixepoch')")?
            .query_row(named_params! { ":ms": ms }, |row| row.get(0))?)
    }

    /// The parts that still hold something of what is due, as an erasure names them.
    pub fn targets_of(&self, due: &Due) -> Result<Vec<String>> {
        let mut targets = Vec::new();
        for row in &due.rows {
            let entry = journal::by_row(self.conn, *row)?;
            if due.whole && has_payload(&entry) {
                targets.push(target(&entry.key, PartName::Payload));
            }
            if entry.text.content.as_ref().is_some_and(|content| !content.bytes.is_empty()) {
                targets.push(target(&entry.key, PartName::Text));
            }
        }
        Ok(targets)
    }

    /// Whether a moment counts by sums already.
    pub fn is_summed(&self, id: &MomentId) -> Result<bool> {
        Ok(self
            .conn
            .prepare_cached("SELECT 1 FROM summed_moments WHERE moment = :id")?
            .exists(named_params! { ":id": id.0 })?)
    }

    /// What of one moment can be counted.
    pub fn facts_of(&self, id: &MomentId) -> Result<Option<moments_core::figures::Facts>> {
        let facts: Option<Option<Vec<u8>>> = self
            .conn
            .prepare_cached("SELECT facts FROM moments WHERE id = :id")?
            .query_row(named_params! { ":id": id.0 }, |row| row.get(0))
            .optional()?;
        Ok(facts.flatten().map(|facts| postcard::from_bytes(&facts)).transpose()?)
    }

    /// What is kept longer.
    pub fn keepings(&self) -> Result<Vec<Keeping>> {
        let mut statement = self.conn.prepare_cached("SELECT record FROM keepings ORDER BY until, id")?;
        let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
        rows.map(|record| Ok(serde_json::from_str(&record?)?)).collect()
    }

    pub fn retention_state(&self) -> Result<RetentionState> {
        let found = self
            .conn
            .prepare_cached("SELECT last_run_ms, confirmed_ms FROM retention WHERE one = 1")?
            .query_row([], |row| {
                Ok(RetentionState {
                    last_run_ms: row.get("last_run_ms")?,
                    confirmed_ms: row.get("confirmed_ms")?,
                })
            })
            .optional()?;
        Ok(found.unwrap_or_default())
    }

    pub fn warned(&self) -> Result<Warned> {
        let mut statement =
            self.conn.prepare_cached("SELECT part, last_used, warned_on FROM retention_warnings")?;
        let rows = statement.query_map([], |row| {
            Ok((row.get::<_, String>("part")?, row.get("last_used")?, row.get("warned_on")?))
        })?;
        let mut warned = Warned::new();
        for row in rows {
            let (part, last_used, warned_on) = row?;
            if let Some(part) = KeptPart::parse(&part) {
                warned.insert((part, last_used), warned_on);
            }
        }
        Ok(warned)
    }

    /// When the newest entry here was written, of all workstations; in milliseconds since 1970-01-01 UTC.
    pub fn newest_entry_ms(&self) -> Result<Option<i64>> {
        let last = self
            .conn
            .prepare_cached("SELECT last_at_ms FROM identity WHERE one = 1")?
            .query_row([], |row| row.get::<_, i64>(0))?;
        Ok((last != 0).then_some(last))
    }
}

impl WriteTx<'_> {
    pub fn put_retention_state(&mut self, state: RetentionState) -> Result<()> {
        self.conn
            .prepare_cached(
                "INSERT INTO retention (one, last_run_ms, confirmed_ms) VALUES (1, :last_run_ms, :confirmed_ms)
                 ON CONFLICT (one) DO UPDATE SET last_run_ms = excluded.last_run_ms,
                    confirmed_ms = excluded.confirmed_ms",
            )?
            .execute(named_params! { ":last_run_ms": state.last_run_ms, ":confirmed_ms": state.confirmed_ms })?;
        Ok(())
    }

    /// A supervisor is warned from this day on, unless they are already.
    pub fn put_warning(&mut self, part: KeptPart, last_used: &str, warned_on: &str) -> Result<()> {
        self.conn
            .prepare_cached(
                "INSERT OR IGNORE INTO retention_warnings (part, last_used, warned_on)
                 VALUES (:part, :last_used, :warned_on)",
            )?
            .execute(named_params! {
                ":part": part.as_str(), ":last_used": last_used, ":warned_on": warned_on,
            })?;
        Ok(())
    }
}
