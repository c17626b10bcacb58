//! The newest fifty moments whose note holds a word.

use super::Bench;
use crate::data::{Office, told};
use crate::pairs::{Figure, Outcome, Pair, Unit, interleave, timed};
use crate::raw;
use moments_desk::{Actor, Desk};
use rusqlite::Connection;
use std::time::Duration;

/// As they are typed: a word, a beginning, and one without its accents.
const TYPED: [&str; 3] = ["receipt", "formul", "depliant"];
const SAME: &str = "
    SELECT m.id, m.complete, m.erased, m.amended, m.record, m.started_ms FROM notes n JOIN moments m ON m.row = n.rowid
    WHERE notes MATCH ?1 AND m.complete ORDER BY m.started_ms DESC, m.id DESC LIMIT 50";

struct Side {
    desk: Desk,
    actor: Actor,
    conn: Connection,
}

impl Side {
    fn finds(&mut self) -> Outcome<Duration> {
        let (took, found) = timed(|| {
            let mut found = 0;
            for text in TYPED {
                found += self.desk.search(&self.actor, text).map_err(told)?.len();
            }
            Ok(found)
        })?;
        if found == 0 { Err("nothing was found".into()) } else { Ok(took) }
    }

    fn matches(&mut self) -> Outcome<Duration> {
        let (took, _) = timed(|| {
            let mut found = 0;
            for text in TYPED {
                let mut statement = self.conn.prepare_cached(SAME)?;
                let rows = statement.query_map([format!("\"{text}\"*")], |row| row.get::<_, String>(4))?;
                found += rows.count();
            }
            Ok(found)
        })?;
        Ok(took)
    }
}

pub fn measure(bench: &Bench) -> Outcome<Vec<Figure>> {
    Ok(vec![at(bench, &bench.data.large()?)?])
}

/// In a copy of this store.
pub fn at(bench: &Bench, office: &Office) -> Outcome<Figure> {
    let (office, _folder) = bench.copy_of(office)?;
    let (desk, actor) = office.desk()?;
    let mut side = Side { desk, actor, conn: raw::open(&office.database()?, &office.key()?)? };
    let pair = Pair {
        name: "search_notes",
        goal: Some(1.5),
        unit: Unit::Milliseconds,
        note: format!("{TYPED:?}, newest 50 of each; the same match, join and order in raw SQLCipher"),
    };
    interleave(pair, bench.rounds, &mut side, Side::finds, Side::matches)
}
