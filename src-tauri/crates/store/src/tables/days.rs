//! Office days: what of their moments can be counted, and each day summed up. A day is summed up when somebody asks, not
//! while a client waits; a moment that comes or changes takes the sum away.

use crate::error::Result;
use crate::transaction::{Reader, WriteTx};
use moments_core::figures::{Day, Facts};
use moments_core::ids::MomentId;
use moments_core::moment::Moment;
use rusqlite::{Connection, named_params};

/// How the sums of a day are laid out, and by which definitions; the first of their bytes. Others are worked out anew.
const LAYOUT: u8 = 5;

/// Takes away the sums of the day of a moment, and of the day on which it stood before.
pub(super) fn changed(conn: &Connection, id: &MomentId, moment: &Moment) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO days (office_day) SELECT office_day FROM moments WHERE id = :id UNION SELECT :day WHERE true
         ON CONFLICT (office_day) DO UPDATE SET tallies = NULL WHERE tallies IS NOT NULL",
    )?
    .execute(named_params! { ":id": id.0, ":day": moment.office_day.to_string() })?;
    Ok(())
}

impl Reader<'_> {
    /// What the moments of a day say that can be counted, voided ones too, by the time of their greeting.
    pub fn facts_of_day(&self, office_day: &str) -> Result<Vec<Facts>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT facts FROM moments WHERE office_day = :day AND facts IS NOT NULL ORDER BY started_ms, id",
        )?;
        let rows =
            statement.query_map(named_params! { ":day": office_day }, |row| row.get::<_, Vec<u8>>(0))?;
        rows.map(|facts| Ok(postcard::from_bytes(&facts?)?)).collect()
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
            let known =
                tallies.as_deref().and_then(<[u8]>::split_first).filter(|(layout, _)| **layout == LAYOUT);
            Ok((day, known.map(|(_, tallies)| postcard::from_bytes(tallies)).transpose()?))
        })
        .collect()
    }
}

impl WriteTx<'_> {
    /// Sums up the day and keeps the sums.
    pub fn sum_up(&self, office_day: &str) -> Result<Day> {
        let day = Day::of(&self.facts_of_day(office_day)?);
        self.conn.prepare_cached("UPDATE days SET tallies = :tallies WHERE office_day = :day")?.execute(
            named_params! { ":day": office_day, ":tallies": postcard::to_extend(&day, vec![LAYOUT])? },
        )?;
        Ok(day)
    }
}
