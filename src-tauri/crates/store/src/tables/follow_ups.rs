//! Follow-ups: what moments opened, and what supervisors did about it.
//!
//! A row has two sides that know nothing of each other: [`put_of_moment`] writes what a moment tells, [`put`] what the acts
//! tell. A row that neither tells any more goes.

use super::moments::Before;
use crate::error::Result;
use crate::transaction::Reader;
use moments_core::entry::EntityRef;
use moments_core::fields::unflatten;
use moments_core::fold::Folded;
use moments_core::follow_up::{self, FollowUp};
use moments_core::ids::{FollowUpId, MomentId, OfficeId, StaffId};
use moments_core::moment::Moment;
use moments_core::words::{FollowUpRule, FollowUpStatus};
use rusqlite::{Connection, OptionalExtension, Row, named_params};
use std::collections::BTreeSet;

pub fn put(conn: &Connection, subject: &EntityRef, folded: &Folded) -> Result<()> {
    // One spelling: two entities that name one row would make the order of arrival matter.
    let Some(id) = subject.id().parse::<FollowUpId>().ok().filter(|id| id.to_string() == subject.id()) else {
        return Ok(());
    };
    put_openings(conn, &id, folded)?;
    let (item, _) = unflatten::<FollowUp>(&folded.fields);
    // What says of itself that it is about something else waits: nobody can tell what it is about.
    let about = item.about.zip(office(conn)?).filter(|(about, office)| about.id(office) == Some(id));
    let Some((about, rule)) = about.and_then(|(about, _)| Some((about, about.rule?))) else {
        conn.prepare_cached(
            "UPDATE follow_ups SET acted = 0, about_day = NULL, about_due = NULL, status = 'new', is_open = 1,
                owner = NULL, due = NULL, closed_day = NULL, record = NULL WHERE id = :id",
        )?
        .execute(named_params! { ":id": id.0 })?;
        return drop_untold(conn, &id);
    };
    let changed = item.status == FollowUpStatus::Closed && item.changes_how_we_serve == Some(true);
    let closed_day = item.closed_at.filter(|_| changed).map(|at| at.date_naive().to_string());
    conn.prepare_cached(
        "INSERT INTO follow_ups (id, rule, moment, acted, about_day, about_due, status, is_open, owner, due, closed_day,
            record)
         VALUES (:id, :rule, :moment, 1, :about_day, :about_due, :status, :is_open, :owner, :due, :closed_day, :record)
         ON CONFLICT (id) DO UPDATE SET acted = 1, about_day = excluded.about_day, about_due = excluded.about_due,
            status = excluded.status, is_open = excluded.is_open, owner = excluded.owner, due = excluded.due,
            closed_day = excluded.closed_day, record = excluded.record",
    )?
    .execute(named_params! {
        ":id": id.0, ":rule": rule.as_str(), ":moment": about.moment.map(|m| m.0),
        ":about_day": about.day.to_string(), ":about_due": follow_up::due_by_default(about.day).to_string(),
        ":status": item.status.as_str(), ":is_open": item.status != FollowUpStatus::Closed,
        ":owner": item.owner.map(|s| s.0), ":due": item.due.map(|d| d.to_string()), ":closed_day": closed_day,
        ":record": serde_json::to_string(&item)?,
    })?;
    Ok(())
}

/// Whatever the follow-up is about: who was named reads it.
fn put_openings(conn: &Connection, id: &FollowUpId, folded: &Folded) -> Result<()> {
    conn.prepare_cached("DELETE FROM follow_up_openings WHERE follow_up = :id")?
        .execute(named_params! { ":id": id.0 })?;
    let (item, _) = unflatten::<FollowUp>(&folded.fields);
    let mut insert = conn.prepare_cached(
        "INSERT INTO follow_up_openings (follow_up, id, staff, at_ms) VALUES (:follow_up, :id, :staff, :at_ms)",
    )?;
    for (opening, told) in &item.opened {
        insert.execute(named_params! {
            ":follow_up": id.0, ":id": opening.0, ":staff": told.of.map(|s| s.0),
            ":at_ms": told.at.map_or(0, |at| at.timestamp_millis()),
        })?;
    }
    Ok(())
}

/// Ids of a day's follow-up follow from the office; a store without one, which no program makes, has none.
fn office(conn: &Connection) -> Result<Option<OfficeId>> {
    let mut statement = conn.prepare_cached("SELECT office FROM identity WHERE one = 1")?;
    Ok(statement.query_row([], |row| row.get("office")).optional()?.map(OfficeId))
}

fn drop_untold(conn: &Connection, id: &FollowUpId) -> Result<()> {
    conn.prepare_cached("DELETE FROM follow_ups WHERE id = :id AND NOT stands AND NOT acted")?
        .execute(named_params! { ":id": id.0 })?;
    Ok(())
}

/// What a moment, which has been written, tells; `before`: as it was until then.
pub(super) fn put_of_moment(
    conn: &Connection,
    id: &MomentId,
    complete: bool,
    moment: &Moment,
    erased: &BTreeSet<String>,
    before: Option<Before>,
) -> Result<()> {
    let (day, due) =
        (moment.office_day.to_string(), follow_up::due_by_default(moment.office_day).to_string());
    let rules = if complete { follow_up::opened_by(moment, erased) } else { Vec::new() };
    if before.is_some() {
        of_moment(conn, id)?.iter().try_for_each(|id| fall(conn, id))?;
    }
    for rule in rules {
        stand(conn, &follow_up::id(id, rule), rule, Some(id), &day, &due)?;
    }
    if before.is_some() {
        conn.prepare_cached("DELETE FROM follow_ups WHERE moment = :moment AND NOT stands AND NOT acted")?
            .execute(named_params! { ":moment": id.0 })?;
    }
    let low_before = before.filter(|before| before.low_rating).map(|before| before.office_day);
    let low_now = (complete && follow_up::counts_in_the_day(moment, erased)).then_some(day);
    let days: BTreeSet<String> = low_before.into_iter().chain(low_now).collect();
    days.iter().try_for_each(|day| put_of_day(conn, day))
}

fn stand(
    conn: &Connection,
    id: &FollowUpId,
    rule: FollowUpRule,
    moment: Option<&MomentId>,
    day: &str,
    due: &str,
) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO follow_ups (id, rule, moment, stands, day, day_due) VALUES (:id, :rule, :moment, 1, :day, :due)
         ON CONFLICT (id) DO UPDATE SET stands = 1, day = excluded.day, day_due = excluded.day_due",
    )?
    .execute(named_params! {
        ":id": id.0, ":rule": rule.as_str(), ":moment": moment.map(|m| m.0), ":day": day, ":due": due,
    })?;
    Ok(())
}

fn of_moment(conn: &Connection, moment: &MomentId) -> Result<Vec<FollowUpId>> {
    let mut statement = conn.prepare_cached("SELECT id FROM follow_ups WHERE moment = :moment")?;
    let ids =
        statement.query_map(named_params! { ":moment": moment.0 }, |row| Ok(FollowUpId(row.get("id")?)))?;
    Ok(ids.collect::<rusqlite::Result<_>>()?)
}

/// The moment's side, or the day's, tells nothing of it any more.
fn fall(conn: &Connection, id: &FollowUpId) -> Result<()> {
    conn.prepare_cached("UPDATE follow_ups SET stands = 0, day = NULL, day_due = NULL WHERE id = :id")?
        .execute(named_params! { ":id": id.0 })?;
    Ok(())
}

/// What the low ratings of a day tell together.
fn put_of_day(conn: &Connection, day: &str) -> Result<()> {
    let Some((office, date)) = office(conn)?.zip(day.parse().ok()) else { return Ok(()) };
    let id = follow_up::id_of_day(&office, date);
    let any: bool = conn
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM moments WHERE office_day = :day AND low_rating = 1)")?
        .query_row(named_params! { ":day": day }, |row| row.get(0))?;
    if any {
        let due = follow_up::due_by_default(date).to_string();
        return stand(conn, &id, FollowUpRule::LowRatings, None, day, &due);
    }
    fall(conn, &id)?;
    drop_untold(conn, &id)
}

/// A follow-up as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredFollowUp {
    pub id: FollowUpId,
    pub rule: FollowUpRule,
    /// `None`: of a whole day.
    pub moment: Option<MomentId>,
    /// `YYYY-MM-DD`.
    pub office_day: String,
    /// `YYYY-MM-DD`: as somebody set it, or a week after the office day.
    pub due_on: String,
    /// What opened it is here, and still opens it.
    pub stands: bool,
    /// Somebody has acted.
    pub acted: bool,
    /// All at its default while nobody has.
    pub item: FollowUp,
}

/// What a list of open follow-ups is narrowed to; `None` leaves a side open.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FollowUpQuery {
    pub owner: Option<StaffId>,
    pub rule: Option<FollowUpRule>,
    /// Nobody of these has it.
    pub unowned_by: Option<Vec<StaffId>>,
    /// Those that are shown; the counts are of all.
    pub limit: u32,
}

/// How many open follow-ups match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FollowUpCounts {
    pub n: u32,
    pub overdue: u32,
}

const COLUMNS: &str = "f.id, f.rule, f.moment, f.office_day, f.due_on, f.stands, f.acted, f.record";
/// Lists leave out what only a newer version has a rule for.
const MATCHES: &str =
    "f.is_open = 1 AND (:owner IS NULL OR f.owner = :owner) AND (:rule IS NULL OR f.rule = :rule)
    AND (:here IS NULL OR f.owner IS NULL OR hex(f.owner) NOT IN (SELECT value FROM json_each(:here)))";

type Found = (StoredFollowUp, Option<String>);

fn from_row(row: &Row<'_>) -> rusqlite::Result<Option<Found>> {
    let rule: String = row.get("rule")?;
    let Some(rule) = FollowUpRule::parse(&rule) else { return Ok(None) };
    let stored = StoredFollowUp {
        id: FollowUpId(row.get("id")?),
        rule,
        moment: row.get::<_, Option<uuid::Uuid>>("moment")?.map(MomentId),
        office_day: row.get("office_day")?,
        due_on: row.get("due_on")?,
        stands: row.get("stands")?,
        acted: row.get("acted")?,
        item: FollowUp::default(),
    };
    Ok(Some((stored, row.get("record")?)))
}

fn stored((found, record): Found) -> Result<StoredFollowUp> {
    let item = record.map(|record| serde_json::from_str(&record)).transpose()?;
    Ok(StoredFollowUp { item: item.unwrap_or_default(), ..found })
}

macro_rules! query_params {
    ($query:expr, $($more:tt)*) => {
        named_params! {
            ":owner": $query.owner.map(|s| s.0), ":rule": $query.rule.map(|r| r.as_str()),
            ":here": $query.here()?, $($more)*
        }
    };
}

impl FollowUpQuery {
    fn here(&self) -> Result<Option<String>> {
        let hex = |staff: &StaffId| staff.0.simple().to_string().to_uppercase();
        let here = self.unowned_by.as_ref().map(|all| all.iter().map(hex).collect::<Vec<_>>());
        Ok(here.map(|all| serde_json::to_string(&all)).transpose()?)
    }
}

impl Reader<'_> {
    pub fn follow_up(&self, id: &FollowUpId) -> Result<Option<StoredFollowUp>> {
        let sql = format!("SELECT {COLUMNS} FROM follow_ups f WHERE f.id = :id");
        let row =
            self.conn.prepare_cached(&sql)?.query_row(named_params! { ":id": id.0 }, from_row).optional()?;
        row.flatten().map(stored).transpose()
    }

    /// Open follow-ups, what is due first at the top: what is overdue stands before all else.
    pub fn open_follow_ups(&self, query: &FollowUpQuery) -> Result<Vec<StoredFollowUp>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM follow_ups f WHERE {MATCHES} ORDER BY f.due_on, f.office_day, f.id LIMIT :limit"
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let rows = statement.query_map(query_params!(query, ":limit": query.limit), from_row)?;
        rows.filter_map(|row| row.transpose()).map(|row| stored(row?)).collect()
    }

    /// All that match, and those of them that were due before `today` (`YYYY-MM-DD`).
    pub fn count_open_follow_ups(&self, query: &FollowUpQuery, today: &str) -> Result<FollowUpCounts> {
        let sql = format!(
            "SELECT count(*) AS n, count(*) FILTER (WHERE f.due_on < :today) AS overdue FROM follow_ups f WHERE {MATCHES}"
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        Ok(statement.query_row(query_params!(query, ":today": today), |row| {
            Ok(FollowUpCounts { n: row.get("n")?, overdue: row.get("overdue")? })
        })?)
    }

    /// What the moments of a day opened and what was done about it, closed ones too.
    pub fn follow_ups_of_day(&self, office_day: &str) -> Result<Vec<StoredFollowUp>> {
        let sql = format!("SELECT {COLUMNS} FROM follow_ups f WHERE f.office_day = :day ORDER BY f.id");
        let mut statement = self.conn.prepare_cached(&sql)?;
        let rows = statement.query_map(named_params! { ":day": office_day }, from_row)?;
        rows.filter_map(|row| row.transpose()).map(|row| stored(row?)).collect()
    }

    /// Closed from one day to another, both among them, and changed how the office serves; the first one first.
    pub fn follow_ups_that_changed(&self, from: &str, to: &str) -> Result<Vec<StoredFollowUp>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM follow_ups f WHERE f.closed_day BETWEEN :from AND :to ORDER BY f.closed_day, f.id"
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let rows = statement.query_map(named_params! { ":from": from, ":to": to }, from_row)?;
        rows.filter_map(|row| row.transpose()).map(|row| stored(row?)).collect()
    }

    /// The follow-ups in which this person was opened to a supervisor, the last one first.
    pub fn follow_ups_that_named(&self, staff: &StaffId, limit: usize) -> Result<Vec<StoredFollowUp>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT follow_up FROM follow_up_openings WHERE staff = :staff ORDER BY at_ms DESC, follow_up DESC",
        )?;
        let mut rows = statement.query(named_params! { ":staff": staff.0 })?;
        let (mut seen, mut found) = (BTreeSet::new(), Vec::new());
        // Read until there are enough: one may have been opened any number of times, over years.
        while found.len() < limit
            && let Some(row) = rows.next()?
        {
            let id = FollowUpId(row.get("follow_up")?);
            if seen.insert(id) {
                found.extend(self.follow_up(&id)?);
            }
        }
        Ok(found)
    }

    /// The moments of a day whose low rating counts in the day's follow-up.
    pub fn low_ratings_of_day(&self, office_day: &str) -> Result<Vec<Moment>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT record FROM moments WHERE office_day = :day AND low_rating = 1 ORDER BY id",
        )?;
        let rows = statement
            .query_map(named_params! { ":day": office_day }, |row| row.get::<_, String>("record"))?;
        rows.map(|row| Ok(serde_json::from_str(&row?)?)).collect()
    }
}

#[cfg(test)]
#[path = "follow_ups_tests.rs"]
mod tests;
