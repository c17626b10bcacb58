//! Every table folded anew from the journal, and the same rows put in.

use super::Bench;
use crate::data::now;
use crate::pairs::{Figure, Outcome, Pair, Rounds, Unit, interleave, timed};
use crate::raw;
use moments_store::Store;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use std::time::Duration;

/// Folded tables that grow with the moments; the rest are a few hundred rows.
const TABLES: [&str; 6] = ["moments", "moment_lines", "ratings", "referrals", "draws", "cases"];
/// Rows that are held at a time.
const AT_ONCE: usize = 20_000;

struct Side {
    store: Store,
    conn: Connection,
}

impl Side {
    fn folds(&mut self) -> Outcome<Duration> {
        Ok(timed(|| Ok(self.store.rebuild(now())?))?.0)
    }

    /// Empties the tables, and puts their rows back; reading them is not counted.
    fn inserts(&mut self) -> Outcome<Duration> {
        let Self { conn, .. } = self;
        conn.execute_batch("PRAGMA foreign_keys = OFF")?;
        let tables = TABLES.map(|table| (table, format!("SELECT * FROM {table}")));
        let notes = ("notes (rowid, note)", "SELECT rowid, note FROM notes".to_owned());
        let mut took = Duration::ZERO;
        for (table, select) in tables.into_iter().chain([notes]) {
            let name = table.split(' ').next().unwrap_or(table);
            let rows = all(conn, &select)?;
            let (time, ()) = timed(|| {
                let tx = conn.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
                tx.execute(&format!("DELETE FROM {name}"), [])?;
                for some in rows.chunks(AT_ONCE) {
                    for row in some {
                        let places = vec!["?"; row.len()].join(", ");
                        tx.prepare_cached(&format!("INSERT INTO {table} VALUES ({places})"))?
                            .execute(params_from_iter(row))?;
                    }
                }
                Ok(tx.commit()?)
            })?;
            took += time;
        }
        Ok(took)
    }
}

fn all(conn: &Connection, sql: &str) -> Outcome<Vec<Vec<Value>>> {
    let mut statement = conn.prepare(sql)?;
    let columns = statement.column_count();
    let rows = statement.query_map([], |row| (0..columns).map(|column| row.get(column)).collect())?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub fn measure(bench: &Bench) -> Outcome<Vec<Figure>> {
    let office = bench.data.large()?;
    let ((ours, _one), (other, _two)) = (bench.copy_of(&office)?, bench.copy_of(&office)?);
    let mut side = Side { store: ours.store()?, conn: raw::open(&other.database()?, &other.key()?)? };
    // Each takes minutes, and comes to the whole store: there is nothing to warm up.
    let rounds = Rounds { n: bench.rounds.n.min(5), warm_up: 0 };
    let pair = Pair {
        name: "rebuild",
        goal: Some(2.5),
        unit: Unit::Seconds,
        note: "every table of the large store from its journal; the rows of the same tables by prepared statements".into(),
    };
    Ok(vec![interleave(pair, rounds, &mut side, Side::folds, Side::inserts)?])
}
