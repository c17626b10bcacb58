//! What is read of an office day by name: services, ways from office to office, follow-ups. Figures are worked out from the
//! facts of its moments (`tables/days.rs`).

use crate::error::Result;
use crate::tables::moments::MomentQuery;
use crate::tables::referrals::End;
use crate::transaction::Reader;
use moments_core::ids::{FollowUpId, MomentId};
use rusqlite::named_params;

/// The names of a service as of the newest moment of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceNames {
    pub service: String,
    pub name_en: String,
    pub name_fr: String,
}

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

/// The filters of a [`MomentQuery`], in every statement alike.
macro_rules! of_the_day {
    () => {
        "m.office_day = :day AND m.complete AND m.voided IS NULL
    AND (:workstation IS NULL OR m.workstation = :workstation)
    AND (:channel IS NULL OR m.channel = :channel)
    AND (:client IS NULL OR m.client = :client)
    AND (:outcome IS NULL OR m.outcome = :outcome)
    AND (:hour IS NULL OR CAST(substr(json_extract(m.record, '$.started_at'), 12, 2) AS INTEGER) = :hour)
    AND (:service IS NULL OR :service = (
        SELECT f.service FROM moment_lines f WHERE f.moment = m.row ORDER BY f.position, f.line LIMIT 1))"
    };
}

const FILTER: &str = concat!("m.kind = 'moment' AND ", of_the_day!());
/// Quick enquiries too.
const OF_ANY_KIND: &str = of_the_day!();

macro_rules! filter_params {
    ($query:expr) => {
        named_params! {
            ":day": $query.office_day, ":workstation": $query.workstation.map(|w| w.0), ":channel": $query.channel,
            ":client": $query.client, ":outcome": $query.outcome, ":hour": $query.hour, ":service": $query.service,
        }
    };
}

impl Reader<'_> {
    /// The services of a day's lines, with the names that they had in the newest moment.
    pub fn names_of_day(&self, office_day: &str) -> Result<Vec<ServiceNames>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT l.service, max(m.started_ms), l.name_en, l.name_fr
             FROM moments m JOIN moment_lines l ON l.moment = m.row
             WHERE m.office_day = :day AND m.complete AND m.voided IS NULL GROUP BY l.service",
        )?;
        let rows = statement.query_map(named_params! { ":day": office_day }, |row| {
            Ok(ServiceNames {
                service: row.get("service")?,
                name_en: row.get("name_en")?,
                name_fr: row.get("name_fr")?,
            })
        })?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
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
             WHERE {FILTER} AND (f.moment NOT NULL OR t.moment NOT NULL)
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
             FROM moments m JOIN follow_ups u ON u.moment = m.id LEFT JOIN moment_lines l ON l.moment = m.row
             WHERE {OF_ANY_KIND} GROUP BY u.id ORDER BY m.started_ms DESC, m.id, u.rule"
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
                    (SELECT count(*) FROM moments m WHERE m.office_day = :day
                     AND EXISTS (SELECT 1 FROM flags f WHERE f.entity = 'moment:' || lower(
                        substr(hex(m.id), 1, 8) || '-' || substr(hex(m.id), 9, 4) || '-' || substr(hex(m.id), 13, 4) || '-'
                        || substr(hex(m.id), 17, 4) || '-' || substr(hex(m.id), 21)) AND f.flag = 'newer')) AS newer,
                    (SELECT count(DISTINCT x.about) FROM erasures x
                     WHERE x.office_day = :day AND x.whole = 1 AND x.applied = 1 AND x.about LIKE 'moment:%') AS erased",
            )?
            .query_row(named_params! { ":day": office_day }, |row| {
                Ok(NotRead { incomplete: row.get("incomplete")?, newer: row.get("newer")?, erased: row.get("erased")? })
            })?)
    }
}
