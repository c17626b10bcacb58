//! What a colleague wrote in weeks without a network, taken in; and the same rows put in.

use super::Bench;
use crate::data::{Office, told};
use crate::pairs::{Figure, Outcome, Pair, Unit, interleave, timed};
use crate::raw;
use rusqlite::types::Value;
use rusqlite::{Connection, TransactionBehavior, params_from_iter};
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

/// Where rows are: the journal, what is folded from it, and what is local; each with the columns that are no expressions. The full text
/// is apart.
const TABLES: &str = "
    SELECT s.name, (SELECT group_concat(c.name, ', ') FROM pragma_table_info(s.name) c) FROM sqlite_schema s
    WHERE s.type = 'table' AND s.name NOT LIKE 'notes%' AND s.name NOT LIKE 'sqlite%' ORDER BY s.rowid";

struct Table {
    insert: String,
    rows: Vec<Vec<Value>>,
}

struct Side<'a> {
    bench: &'a Bench,
    /// Who has nothing yet.
    colleague: Office,
    bundles: Vec<PathBuf>,
    tables: Vec<Table>,
    /// What one take-in brought.
    entries: Option<u32>,
}

impl Side<'_> {
    fn takes_in(&mut self) -> Outcome<Duration> {
        let (office, _folder) = self.bench.copy_of(&self.colleague)?;
        self.taken_in(&office)
    }

    fn taken_in(&mut self, office: &Office) -> Outcome<Duration> {
        let (desk, inbox) = (office.opened()?, office.home()?.inbox());
        fs::create_dir_all(&inbox)?;
        for bundle in &self.bundles {
            fs::copy(bundle, inbox.join(bundle.file_name().unwrap_or_default()))?;
        }
        let (took, taken) = timed(|| Ok(desk.take_in().map_err(told)?))?;
        let expected = *self.entries.get_or_insert(taken.entries);
        if taken.refused > 0 || taken.entries != expected {
            return Err(format!("not all of it was taken in: {taken:?}").into());
        }
        Ok(took)
    }

    /// The reference: one transaction a table, each statement prepared once.
    fn inserts(&mut self) -> Outcome<Duration> {
        let (office, _folder) = self.bench.copy_of(&self.colleague)?;
        let mut conn = raw::open(&office.database()?, &office.key()?)?;
        let (took, ()) = timed(|| {
            for Table { insert, rows } in &self.tables {
                let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
                let mut statement = tx.prepare_cached(insert)?;
                for row in rows {
                    statement.execute(params_from_iter(row))?;
                }
                drop(statement);
                tx.commit()?;
            }
            Ok(())
        })?;
        Ok(took)
    }
}

/// Every row of a store; putting in those that are there already changes nothing.
fn tables(conn: &Connection) -> Outcome<Vec<Table>> {
    let mut names = conn.prepare(TABLES)?;
    let names = names.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut names = names.collect::<rusqlite::Result<Vec<(String, String)>>>()?;
    names.push(("notes".to_owned(), "rowid, note".to_owned()));
    let mut tables = Vec::new();
    for (name, columns) in names {
        let mut statement = conn.prepare(&format!("SELECT {columns} FROM {name}"))?;
        let into = format!("{name} ({columns})");
        let columns = statement.column_count();
        let rows = statement.query_map([], |row| (0..columns).map(|column| row.get(column)).collect())?;
        let places = vec!["?"; columns].join(", ");
        tables.push(Table {
            insert: format!("INSERT OR IGNORE INTO {into} VALUES ({places})"),
            rows: rows.collect::<rusqlite::Result<_>>()?,
        });
    }
    Ok(tables)
}

pub fn measure(bench: &Bench) -> Outcome<Vec<Figure>> {
    let (writer, colleague) = bench.data.alone()?;
    let (writer, _folder) = bench.copy_of(&writer)?;
    let (desk, actor) = writer.desk()?;
    desk.seal_now(&actor).map_err(told)?;
    desk.close();
    let bundles: Vec<PathBuf> =
        fs::read_dir(writer.home()?.outbox())?.flatten().map(|file| file.path()).collect();
    let (taken, _folder) = bench.copy_of(&colleague)?;
    let mut side = Side { bench, colleague, bundles, tables: Vec::new(), entries: None };
    side.taken_in(&taken)?;
    side.tables = tables(&raw::open(&taken.database()?, &taken.key()?)?)?;
    let rows: usize = side.tables.iter().map(|table| table.rows.len()).sum();
    let pair = Pair {
        name: "open",
        goal: Some(2.0),
        unit: Unit::Milliseconds,
        note: format!(
            "{} entries taken in from bundles, 250 a transaction; the {rows} rows of journal, tables and index that come of it put in by \
             prepared statements, one transaction a table",
            side.entries.unwrap_or(0)
        ),
    };
    Ok(vec![interleave(pair, bench.rounds, &mut side, Side::takes_in, Side::inserts)?])
}
