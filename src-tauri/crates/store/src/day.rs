//! What is read of an office day by name: services, ways from office to office, follow-ups. Figures are worked out from the
//! facts of its moments (`tables/days.rs`).

use crate::error::Result;
use crate::tables::moments::MomentQuery;
use crate::tables::referrals::End;
use crate::transaction::Reader;
use moments_core::ids::{FollowUpId, MomentId};
use rusqlite::{OptionalExtension, named_params};

/// Moments whose client came from one place and was sent to another; where one end is not told, it is absent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoorTotals {
    pub came_from: Option<End>,
    pub sent_to: Option<End>,
    pub n: u32,
}

/// A follow-up that a moment of the day opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowUpOfDay {
    pub id: FollowUpId,
    pub rule: String,
    pub status: String,
    pub moment: MomentId,
    pub started_ms: i64,
    /// Names of the moment's principal line.
    pub name_en: String,
    pub name_fr: String,
}

/// What is not among the figures, as it can't be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct NotRead {
    /// Of the whole store: what lacks its record lacks its day.
    pub incomplete: u32,
    pub newer: u32,
    /// Erased by a supervisor, and in no sum.
    pub erased: u32,
}

/// The filters of a [`MomentQuery`] but for its day, in every statement alike: each finds the moments of its day in its own
/// way, and none reads all of them.
macro_rules! narrowed {
    () => {
        "m.complete AND m.voided IS NULL
    AND (:workstation IS NULL OR m.workstation = :workstation)
    AND (:channel IS NULL OR m.channel = :channel)
    AND (:client IS NULL OR m.client = :client)
    AND (:outcome IS NULL OR m.outcome = :outcome)
    AND (:hour IS NULL OR CAST(substr(json_extract(m.record, '$.started_at'), 12, 2) AS INTEGER) = :hour)
    AND (:service IS NULL OR :service = (
        SELECT f.service FROM moment_lines f WHERE f.moment = m.row ORDER BY f.position, f.line LIMIT 1))"
    };
}

const NARROWED: &str = concat!("m.kind = 'moment' AND ", narrowed!());
/// Quick enquiries too.
const OF_ANY_KIND: &str = narrowed!();

macro_rules! filter_params {
    ($query:expr) => {
        named_params! {
            ":day": $query.office_day, ":workstation": $query.workstation.map(|w| w.0), ":channel": $query.channel,
            ":client": $query.client, ":outcome": $query.outcome, ":hour": $query.hour, ":service": $query.service,
        }
    };
}

impl Reader<'_> {
    /// The names of a service, in English and in French, as a moment has them.
    pub fn names_in(&self, moment: &MomentId, service: &str) -> Result<Option<(String, String)>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT l.name_en, l.name_fr FROM moments m JOIN moment_lines l ON l.moment = m.row
             WHERE m.id = :id AND l.service = :service ORDER BY l.position, l.line LIMIT 1",
        )?;
        let names = statement
            .query_row(named_params! { ":id": moment.0, ":service": service }, |row| {
                Ok((row.get("name_en")?, row.get("name_fr")?))
            })
            .optional()?;
        Ok(names)
    }

    /// Moments by where their client came from and was sent to, as each says it; the newest last.
    pub fn day_by_door(&self, query: &MomentQuery) -> Result<Vec<DoorTotals>> {
        let end = |at: &str, name: &str| {
            format!(
                "{at}.organization AS {name}_organization, {at}.name_en AS {name}_name_en,
                 {at}.name_fr AS {name}_name_fr, {at}.level AS {name}_level"
            )
        };
        let (came_from, sent_to) = (end("f", "came_from"), end("t", "sent_to"));
        let sql = format!(
            "SELECT {came_from}, {sent_to}, count(*) AS n, max(m.started_ms) AS newest FROM moments m
             LEFT JOIN referrals f ON f.moment = m.row AND f.direction = 'came_from'
             LEFT JOIN referrals t ON t.moment = m.row AND t.direction = 'sent_to'
             WHERE m.row IN (SELECT moment FROM referrals WHERE office_day = :day) AND {NARROWED}
             GROUP BY f.organization, f.name_en, f.name_fr, f.level, t.organization, t.name_en, t.name_fr, t.level
             ORDER BY newest, 1, 2, 3, 4, 5, 6, 7, 8"
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let rows = statement.query_map(filter_params!(query), |row| {
            let (came_from, sent_to) = (End::of_row(row, "came_from")?, End::of_row(row, "sent_to")?);
            Ok(DoorTotals { came_from, sent_to, n: row.get("n")? })
        })?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Follow-ups that the moments of a day opened, the newest moment first.
    pub fn day_follow_ups(&self, query: &MomentQuery) -> Result<Vec<FollowUpOfDay>> {
        let sql = format!(
            "SELECT u.id AS follow_up, u.rule, u.status, m.id, m.started_ms, coalesce(l.name_en, '') AS name_en,
                coalesce(l.name_fr, '') AS name_fr, min(l.position)
             FROM follow_ups u JOIN moments m ON m.id = u.moment LEFT JOIN moment_lines l ON l.moment = m.row
             WHERE u.office_day = :day AND {OF_ANY_KIND} GROUP BY u.id ORDER BY m.started_ms DESC, m.id, u.rule"
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let rows = statement.query_map(filter_params!(query), |row| {
            Ok(FollowUpOfDay {
                id: FollowUpId(row.get("follow_up")?),
                rule: row.get("rule")?,
                status: row.get("status")?,
                moment: MomentId(row.get("id")?),
                started_ms: row.get("started_ms")?,
                name_en: row.get("name_en")?,
                name_fr: row.get("name_fr")?,
            })
        })?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// What of a day can't be read (of the whole office, whatever the filter).
    pub fn not_read(&self, office_day: &str) -> Result<NotRead> {
        Ok(self
            .conn
            .prepare_cached(
                "SELECT (SELECT count(*) FROM moments w WHERE NOT w.complete AND NOT w.erased) AS incomplete,
                    (SELECT count(*) FROM flags f JOIN moments m ON m.id = unhex(substr(f.entity, 8), '-')
                     WHERE f.flag = 'newer' AND f.entity LIKE 'moment:%' AND m.office_day = :day) AS newer,
                    (SELECT count(DISTINCT x.about) FROM erasures x
                     WHERE x.office_day = :day AND x.whole = 1 AND x.applied = 1 AND x.about LIKE 'moment:%') AS erased",
            )?
            .query_row(named_params! { ":day": office_day }, |row| {
                Ok(NotRead { incomplete: row.get("incomplete")?, newer: row.get("newer")?, erased: row.get("erased")? })
            })?)
    }
}
