//! Office days: what of their moments can be counted, and each day summed up. A day is summed up when somebody asks, not
//! while a client waits; a moment that comes or changes takes the sum away. What moments added up to before they were erased
//! is folded from the journal, and is a part of their day's sum for good.

use crate::error::Result;
use crate::transaction::{Reader, WriteTx};
use moments_core::entry::EntityRef;
use moments_core::fields::unflatten;
use moments_core::figures::{Day, Facts, ServedOn, Side, SummedBlock, SummedSide};
use moments_core::fold::Folded;
use moments_core::ids::MomentId;
use moments_core::moment::Moment;
use moments_core::retention::DaySums;
use rusqlite::{Connection, OptionalExtension, named_params};
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;

/// How the sums of a day are laid out, and by which definitions; the first of their bytes. Others are worked out anew.
const LAYOUT: u8 = 6;

/// Takes away the sums of the day of a moment, and of the day on which it stood before.
pub(super) fn changed(
    conn: &Connection,
    before: Option<&str>,
    complete: bool,
    moment: &Moment,
) -> Result<()> {
    let now = complete.then(|| moment.office_day.to_string());
    BTreeSet::from_iter(before.into_iter().chain(now.as_deref()))
        .into_iter()
        .try_for_each(|day| take_away(conn, day))
}

/// Takes away the sums of a day, and those of its week and month. Where the day has none, these have none either: they are made
/// of the sums of their days.
fn take_away(conn: &Connection, day: &str) -> Result<()> {
    let taken = conn
        .prepare_cached(
            "INSERT INTO days (office_day) VALUES (:day)
             ON CONFLICT (office_day) DO UPDATE SET served = NULL, tallies = NULL WHERE tallies IS NOT NULL",
        )?
        .execute(named_params! { ":day": day })?;
    if taken > 0 {
        conn.prepare_cached(
            "DELETE FROM blocks WHERE first_day IN (date(:day, 'weekday 0', '-6 days'), date(:day, 'start of month'))",
        )?
        .execute(named_params! { ":day": day })?;
    }
    Ok(())
}

/// What moments of a day added up to; once all its pieces are here, they count by it and not by themselves.
pub(super) fn put_sums(conn: &Connection, subject: &EntityRef, folded: &Folded) -> Result<()> {
    let (sums, _) = unflatten::<DaySums>(&folded.fields);
    let (day, whole) = (sums.day.to_string(), sums.whole().is_some());
    conn.prepare_cached(
        "INSERT INTO day_sums (id, office_day, whole, record) VALUES (:id, :day, :whole, :record)
         ON CONFLICT (id) DO UPDATE SET office_day = excluded.office_day, whole = excluded.whole,
            record = excluded.record",
    )?
    .execute(named_params! {
        ":id": subject.id(), ":day": day, ":whole": whole, ":record": serde_json::to_string(&sums)?,
    })?;
    conn.prepare_cached("DELETE FROM summed_moments WHERE sums = :sums")?
        .execute(named_params! { ":sums": subject.id() })?;
    if whole {
        let mut insert = conn
            .prepare_cached("INSERT OR IGNORE INTO summed_moments (moment, sums) VALUES (:moment, :sums)")?;
        for moment in &sums.moments {
            insert.execute(named_params! { ":moment": moment.0, ":sums": subject.id() })?;
        }
        take_away(conn, &day)?;
    }
    Ok(())
}

impl Reader<'_> {
    /// What the moments of a day say that can be counted, voided ones too, by the time of their greeting. Not those of
    /// which only sums are left: see [`Self::sums_of_day`].
    pub fn facts_of_day(&self, office_day: &str) -> Result<Vec<Facts>> {
        Ok(self.moments_and_facts_of_day(office_day)?.into_iter().map(|(_, facts)| facts).collect())
    }

    /// As [`Self::facts_of_day`], with whose they are.
    pub fn moments_and_facts_of_day(&self, office_day: &str) -> Result<Vec<(MomentId, Facts)>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT id, facts FROM moments m WHERE office_day = :day AND facts IS NOT NULL
             AND NOT EXISTS (SELECT 1 FROM summed_moments s WHERE s.moment = m.id) ORDER BY started_ms, id",
        )?;
        let mut rows = statement.query(named_params! { ":day": office_day })?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let facts = postcard::from_bytes(row.get_ref("facts")?.as_blob().unwrap_or_default())?;
            found.push((MomentId(row.get("id")?), facts));
        }
        Ok(found)
    }

    /// What the moments of a day added up to that were erased since, and how many they were; `None` without any.
    pub fn sums_of_day(&self, office_day: &str) -> Result<Option<(Day, u32)>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT record FROM day_sums WHERE office_day = :day AND whole = 1 ORDER BY id",
        )?;
        let rows =
            statement.query_map(named_params! { ":day": office_day }, |row| row.get::<_, String>(0))?;
        let mut all: Option<(Day, u32)> = None;
        for record in rows {
            let sums: DaySums = serde_json::from_str(&record?)?;
            let Some(day) = sums.whole() else { continue };
            let (whole, n) = all.get_or_insert_default();
            whole.merge(&day);
            *n = n.saturating_add(u32::try_from(sums.moments.len()).unwrap_or(u32::MAX));
        }
        Ok(all)
    }

    /// The day summed up, with what is left only in sums.
    pub fn day_summed_up(&self, office_day: &str) -> Result<Day> {
        let mut day = Day::of(&self.facts_of_day(office_day)?);
        if let Some((sums, _)) = self.sums_of_day(office_day)? {
            day.merge(&sums);
        }
        Ok(day)
    }

    /// The days `from` … `to` (both `YYYY-MM-DD`) with moments, the oldest first; `None`: to be summed up.
    pub fn days(&self, from: &str, to: &str) -> Result<Vec<(String, Option<Day>)>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT office_day, tallies FROM days WHERE office_day BETWEEN :from AND :to ORDER BY office_day",
        )?;
        let rows = statement.query_map(named_params! { ":from": from, ":to": to }, |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, Option<Vec<u8>>>(1)?))
        })?;
        rows.map(|row| {
            let (day, tallies) = row?;
            Ok((day, known(tallies.as_deref())?))
        })
        .collect()
    }

    /// What was served on a day; `None` without a moment, `Some(None)` where the day is to be summed up.
    pub fn served_on(&self, office_day: &str) -> Result<Option<Option<ServedOn>>> {
        let mut statement = self.conn.prepare_cached("SELECT served FROM days WHERE office_day = :day")?;
        let row = statement.query_row(named_params! { ":day": office_day }, |row| row.get(0)).optional()?;
        row.map(|served: Option<Vec<u8>>| known(served.as_deref())).transpose()
    }

    /// These sides of the week or month from `first` to `last`, where it was summed up for figures behind which `least` people
    /// stand.
    pub fn block(
        &self,
        first: &str,
        last: &str,
        least: usize,
        sides: &BTreeSet<Side>,
    ) -> Result<Option<SummedBlock>> {
        if self.side(first, last, least, &Side::Whole)?.is_none() {
            return Ok(None);
        }
        let mut found = Vec::new();
        for side in sides {
            found.extend(self.side(first, last, least, side)?.map(|sums| (side.clone(), sums)));
        }
        Ok(Some(found.into_iter().collect()))
    }

    fn side(&self, first: &str, last: &str, least: usize, side: &Side) -> Result<Option<SummedSide>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT sums FROM blocks WHERE first_day = :first AND last_day = :last AND side = :side AND least = :least",
        )?;
        let params = named_params! {
            ":first": first, ":last": last, ":side": postcard::to_allocvec(side)?, ":least": saved(least),
        };
        let sums = statement.query_row(params, |row| row.get::<_, Vec<u8>>("sums")).optional()?;
        known(sums.as_deref())
    }

    /// The week or month from `first` to `last` summed up.
    pub fn block_summed_up(&self, first: &str, last: &str, least: usize) -> Result<SummedBlock> {
        let days = self.days(first, last)?.into_iter();
        let days: Vec<Day> = days
            .map(|(date, day)| day.map_or_else(|| self.day_summed_up(&date), Ok))
            .collect::<Result<_>>()?;
        Ok(SummedBlock::of(&days.iter().collect::<Vec<_>>(), least))
    }
}

impl WriteTx<'_> {
    /// Sums up the week or month from `first` to `last`, with each of its days, and keeps the sums.
    pub fn sum_up_block(&self, first: &str, last: &str, least: usize) -> Result<SummedBlock> {
        for (date, _) in self.days(first, last)?.iter().filter(|(_, day)| day.is_none()) {
            self.sum_up(date)?;
        }
        let sums = self.block_summed_up(first, last, least)?;
        let mut insert = self.conn.prepare_cached(
            "INSERT OR REPLACE INTO blocks (first_day, last_day, side, least, sums)
             VALUES (:first, :last, :side, :least, :sums)",
        )?;
        for (side, summed) in sums.sides() {
            insert.execute(named_params! {
                ":first": first, ":last": last, ":side": postcard::to_allocvec(side)?, ":least": saved(least),
                ":sums": postcard::to_extend(summed, vec![LAYOUT])?,
            })?;
        }
        Ok(sums)
    }

    /// Sums up the day and keeps the sums.
    pub fn sum_up(&self, office_day: &str) -> Result<Day> {
        let day = self.day_summed_up(office_day)?;
        self.conn
            .prepare_cached("UPDATE days SET served = :served, tallies = :tallies WHERE office_day = :day")?
            .execute(named_params! {
                ":day": office_day, ":served": postcard::to_extend(&day.served_on(), vec![LAYOUT])?,
                ":tallies": postcard::to_extend(&day, vec![LAYOUT])?,
            })?;
        Ok(day)
    }
}

fn saved(least: usize) -> i64 {
    i64::try_from(least).unwrap_or(i64::MAX)
}

/// What is laid out as it is now.
fn known<T: DeserializeOwned>(bytes: Option<&[u8]>) -> Result<Option<T>> {
    let laid_out = bytes.and_then(<[u8]>::split_first).filter(|(layout, _)| **layout == LAYOUT);
    Ok(laid_out.map(|(_, bytes)| postcard::from_bytes(bytes)).transpose()?)
}
