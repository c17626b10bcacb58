//! The totals of an office day. Only counts leave here; what may be shown of them is the desk's to decide.

use crate::error::Result;
use crate::tables::moments::MomentQuery;
use crate::tables::referrals::End;
use crate::transaction::Reader;
use moments_core::ids::MomentId;
use rusqlite::{Row, named_params};

/// What a set of moments adds up to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Totals {
    pub moments: u32,
    pub eligible: u32,
    pub invited: u32,
    pub answered: u32,
    /// Answers by the client's own hand at 1 … 5.
    pub distribution: [u32; 5],
    /// Rated, but told to staff or answered with staff's help.
    pub told_staff: u32,
    pub times_not_live: u32,
    pub to_classify: u32,
    /// Staff members and workstations in scope.
    pub staff: u32,
    pub up_to_ms: Option<i64>,
}

/// Totals of the moments of one group: `voluntary`, `involuntary`, `mixed`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupTotals {
    pub client: String,
    pub totals: Totals,
}

/// Lines of one service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceTotals {
    pub service: String,
    pub name_en: String,
    pub name_fr: String,
    pub lines: u32,
    pub volume: u32,
    pub served: u32,
}

/// How many lines have a word, and how many of them staff confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordTotals {
    pub word: String,
    pub n: u32,
    pub confirmed: u32,
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
    pub rule: String,
    pub moment: MomentId,
    pub started_ms: i64,
    /// Names of the moment's principal line.
    pub name_en: String,
    pub name_fr: String,
}

/// What is not among the figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct NotCounted {
    pub quick_enquiries: u32,
    pub voided: u32,
    pub answers_voided: u32,
    /// Of the whole store: what lacks its record lacks its day.
    pub incomplete: u32,
    pub newer: u32,
}

/// The filters of a [`MomentQuery`], in every statement alike, so that both parts of a ratio move.
macro_rules! of_the_day {
    () => {
        "m.office_day = :day AND m.complete AND m.voided IS NULL
    AND (:workstation IS NULL OR m.workstation = :workstation)
    AND (:channel IS NULL OR m.channel = :channel)
    AND (:client IS NULL OR m.client = :client)
    AND (:outcome IS NULL OR m.outcome = :outcome)
    AND (:service IS NULL OR EXISTS (SELECT 1 FROM moment_lines f WHERE f.moment = m.row AND f.service = :service))"
    };
}

const FILTER: &str = concat!("m.kind = 'moment' AND ", of_the_day!());
/// Quick enquiries too.
const OF_ANY_KIND: &str = of_the_day!();

const TOTALS: &str = "count(*) AS moments, total(m.eligible) AS eligible, total(m.invited) AS invited,
    total(m.answered) AS answered,
    total(m.answered AND m.headline AND m.overall = 1) AS n1, total(m.answered AND m.headline AND m.overall = 2) AS n2,
    total(m.answered AND m.headline AND m.overall = 3) AS n3, total(m.answered AND m.headline AND m.overall = 4) AS n4,
    total(m.answered AND m.headline AND m.overall = 5) AS n5,
    total(m.overall IS NOT NULL AND NOT m.headline) AS told_staff,
    total(m.time_source <> 'live') AS times_not_live, total(m.unclassified) AS to_classify,
    count(DISTINCT m.staff) AS staff, max(m.started_ms) AS up_to_ms";

fn totals(row: &Row<'_>) -> rusqlite::Result<Totals> {
    // `total` gives a float; counts of a day are far below 2^32.
    let n = |name: &str| -> rusqlite::Result<u32> { row.get::<_, f64>(name).map(|n| n as u32) };
    Ok(Totals {
        moments: row.get("moments")?,
        eligible: n("eligible")?,
        invited: n("invited")?,
        answered: n("answered")?,
        distribution: [n("n1")?, n("n2")?, n("n3")?, n("n4")?, n("n5")?],
        told_staff: n("told_staff")?,
        times_not_live: n("times_not_live")?,
        to_classify: n("to_classify")?,
        staff: row.get("staff")?,
        up_to_ms: row.get("up_to_ms")?,
    })
}

macro_rules! filter_params {
    ($query:expr) => {
        named_params! {
            ":day": $query.office_day, ":workstation": $query.workstation.map(|w| w.0), ":channel": $query.channel,
            ":client": $query.client, ":outcome": $query.outcome, ":service": $query.service,
        }
    };
}

impl Reader<'_> {
    /// All moments of a day that match the query (its `staff`, `before` and `limit` are not used).
    pub fn day_totals(&self, query: &MomentQuery) -> Result<Totals> {
        let sql = format!("SELECT {TOTALS} FROM moments m WHERE {FILTER}");
        Ok(self.conn.prepare_cached(&sql)?.query_row(filter_params!(query), totals)?)
    }

    pub fn day_by_client(&self, query: &MomentQuery) -> Result<Vec<GroupTotals>> {
        let sql = format!(
            "SELECT m.client, {TOTALS} FROM moments m WHERE {FILTER} AND m.client IS NOT NULL GROUP BY m.client"
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let rows = statement.query_map(filter_params!(query), |row| {
            Ok(GroupTotals { client: row.get("client")?, totals: totals(row)? })
        })?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Eligible and invited moments by the outcome of the whole moment.
    pub fn day_asked_by_outcome(&self, query: &MomentQuery) -> Result<Vec<(u32, u32)>> {
        let sql = format!(
            "SELECT CAST(total(m.eligible) AS INTEGER) AS eligible, CAST(total(m.invited) AS INTEGER) AS invited
             FROM moments m WHERE {FILTER} GROUP BY m.outcome"
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let rows = statement
            .query_map(filter_params!(query), |row| Ok((row.get("eligible")?, row.get("invited")?)))?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Lines by service, the most frequent first, with the names of the newest line.
    pub fn day_by_service(&self, query: &MomentQuery) -> Result<Vec<ServiceTotals>> {
        let sql = format!(
            "SELECT l.service, max(m.started_ms) AS newest, l.name_en, l.name_fr, count(*) AS lines,
                sum(l.quantity) AS volume, sum(l.outcome = 'served') AS served
             FROM moments m JOIN moment_lines l ON l.moment = m.row WHERE {FILTER}
             GROUP BY l.service ORDER BY lines DESC, l.service"
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let rows = statement.query_map(filter_params!(query), |row| {
            Ok(ServiceTotals {
                service: row.get("service")?,
                name_en: row.get("name_en")?,
                name_fr: row.get("name_fr")?,
                lines: row.get("lines")?,
                volume: row.get("volume")?,
                served: row.get("served")?,
            })
        })?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    pub fn day_by_outcome(&self, query: &MomentQuery) -> Result<Vec<WordTotals>> {
        self.words_of_lines(query, "outcome")
    }

    pub fn day_by_relationship(&self, query: &MomentQuery) -> Result<Vec<WordTotals>> {
        self.words_of_lines(query, "relationship")
    }

    fn words_of_lines(&self, query: &MomentQuery, column: &'static str) -> Result<Vec<WordTotals>> {
        let sql = format!(
            "SELECT l.{column} AS word, count(*) AS n, sum(l.{column}_by = 'staff') AS confirmed
             FROM moments m JOIN moment_lines l ON l.moment = m.row WHERE {FILTER} GROUP BY l.{column}"
        );
        self.words(query, &sql)
    }

    pub fn day_by_channel(&self, query: &MomentQuery) -> Result<Vec<WordTotals>> {
        let sql = format!(
            "SELECT m.channel AS word, count(*) AS n, 0 AS confirmed FROM moments m WHERE {FILTER} GROUP BY m.channel"
        );
        self.words(query, &sql)
    }

    /// Moments by what stood in the client's way; one may have several.
    pub fn day_by_barrier(&self, query: &MomentQuery) -> Result<Vec<WordTotals>> {
        let sql = format!(
            "SELECT b.value AS word, count(*) AS n, count(*) AS confirmed
             FROM moments m, json_each(m.record, '$.barriers') b WHERE {FILTER} GROUP BY b.value"
        );
        self.words(query, &sql)
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

    fn words(&self, query: &MomentQuery, sql: &str) -> Result<Vec<WordTotals>> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let rows = statement.query_map(filter_params!(query), |row| {
            Ok(WordTotals { word: row.get("word")?, n: row.get("n")?, confirmed: row.get("confirmed")? })
        })?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Follow-ups that the moments of a day opened, the newest moment first.
    pub fn day_follow_ups(&self, query: &MomentQuery) -> Result<Vec<FollowUpOfDay>> {
        let sql = format!(
            "SELECT u.rule, m.id, m.started_ms, coalesce(l.name_en, '') AS name_en, coalesce(l.name_fr, '') AS name_fr,
                min(l.position)
             FROM moments m JOIN follow_ups u ON u.moment = m.row LEFT JOIN moment_lines l ON l.moment = m.row
             WHERE {OF_ANY_KIND} GROUP BY u.id ORDER BY m.started_ms DESC, m.id, u.rule"
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let rows = statement.query_map(filter_params!(query), |row| {
            Ok(FollowUpOfDay {
                rule: row.get("rule")?,
                moment: MomentId(row.get("id")?),
                started_ms: row.get("started_ms")?,
                name_en: row.get("name_en")?,
                name_fr: row.get("name_fr")?,
            })
        })?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// What the figures of a day leave out (for the whole office, whatever the filter).
    pub fn day_not_counted(&self, office_day: &str) -> Result<NotCounted> {
        Ok(self
            .conn
            .prepare_cached(
                "SELECT total(m.kind = 'quick_enquiry' AND m.voided IS NULL AND m.complete) AS quick_enquiries,
                    total(m.voided IS NOT NULL) AS voided,
                    total(m.voided IS NOT NULL AND m.overall IS NOT NULL) AS answers_voided,
                    (SELECT count(*) FROM moments w WHERE NOT w.complete) AS incomplete,
                    total(EXISTS (SELECT 1 FROM flags f WHERE f.entity = 'moment:' || lower(
                        substr(hex(m.id), 1, 8) || '-' || substr(hex(m.id), 9, 4) || '-' || substr(hex(m.id), 13, 4) || '-'
                        || substr(hex(m.id), 17, 4) || '-' || substr(hex(m.id), 21)) AND f.flag = 'newer')) AS newer
                 FROM moments m WHERE m.office_day = :day",
            )?
            .query_row(named_params! { ":day": office_day }, |row| {
                let n = |name: &str| -> rusqlite::Result<u32> { row.get::<_, f64>(name).map(|n| n as u32) };
                Ok(NotCounted {
                    quick_enquiries: n("quick_enquiries")?,
                    voided: n("voided")?,
                    answers_voided: n("answers_voided")?,
                    incomplete: row.get("incomplete")?,
                    newer: n("newer")?,
                })
            })?)
    }
}
