//! Where the clients of counted moments came from and were sent to, as their moments say.

use crate::error::Result;
use crate::transaction::Reader;
use moments_core::ids::OrganizationId;
use moments_core::moment::{Moment, Referral};
use moments_core::words::Level;
use rusqlite::{Connection, named_params};

/// Which end of a client's way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    CameFrom,
    SentTo,
}

impl Direction {
    const fn as_str(self) -> &'static str {
        match self {
            Self::CameFrom => "came_from",
            Self::SentTo => "sent_to",
        }
    }
}

/// A moment that is voided or incomplete leaves no row. Those of before are gone.
pub fn put(conn: &Connection, row: i64, complete: bool, moment: &Moment) -> Result<()> {
    let mut insert = conn.prepare_cached(
        "INSERT INTO referrals (moment, direction, office_day, organization, name_en, name_fr, level, kind)
         VALUES (:moment, :direction, :office_day, :organization, :name_en, :name_fr, :level, :kind)",
    )?;
    let ends = [(Direction::CameFrom, &moment.came_from), (Direction::SentTo, &moment.sent_to)];
    let counted = complete && moment.voided.is_none();
    for (direction, end) in ends.into_iter().filter(|_| counted) {
        let Some(Referral { organization, name, name_fr, level, kind }) = end else { continue };
        insert.execute(named_params! {
            ":moment": row, ":direction": direction.as_str(), ":office_day": moment.office_day.to_string(),
            ":organization": organization.map(|o| o.to_string()), ":name_en": name, ":name_fr": name_fr,
            ":level": level.as_str(), ":kind": kind.map(|k| k.as_str()),
        })?;
    }
    Ok(())
}

/// An end of a client's way, with the names as of recording. Empty names: only the level is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct End {
    pub organization: Option<OrganizationId>,
    pub name_en: String,
    pub name_fr: String,
    pub level: Level,
}

impl End {
    /// Of a row that may have none; `begin` stands before the names of its columns.
    pub(crate) fn of_row(row: &rusqlite::Row<'_>, begin: &str) -> rusqlite::Result<Option<Self>> {
        let get = |name: &str| row.get::<_, Option<String>>(format!("{begin}_{name}").as_str());
        let Some(level) = get("level")? else { return Ok(None) };
        Ok(Some(Self {
            organization: get("organization")?.and_then(|id| id.parse().ok()),
            name_en: get("name_en")?.unwrap_or_default(),
            name_fr: get("name_fr")?.unwrap_or_default(),
            level: Level::parse(&level).unwrap_or_default(),
        }))
    }
}

impl Reader<'_> {
    /// The organizations of the directory that moments from one office day up to another (not itself) name, the most
    /// frequent first.
    pub fn most_named(
        &self,
        direction: Direction,
        from_day: &str,
        to_day: &str,
    ) -> Result<Vec<OrganizationId>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT organization, count(*) AS n FROM referrals
             WHERE direction = :direction AND office_day >= :from_day AND office_day < :to_day AND organization NOT NULL
             GROUP BY organization ORDER BY n DESC, organization",
        )?;
        let rows = statement.query_map(
            named_params! { ":direction": direction.as_str(), ":from_day": from_day, ":to_day": to_day },
            |row| row.get::<_, String>("organization"),
        )?;
        let ids: Vec<String> = rows.collect::<std::result::Result<_, _>>()?;
        Ok(ids.iter().filter_map(|id| id.parse().ok()).collect())
    }
}
