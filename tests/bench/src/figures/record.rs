//! Recording a moment: the use case, and the same rows by prepared statements. One commit each, on the disk when it returns.

use super::Bench;
use crate::data::{Office, told};
use crate::pairs::{Figure, Outcome, Pair, Unit, interleave, timed};
use crate::raw;
use moments_core::entities::moment_ref;
use moments_core::ids::MomentId;
use moments_core::words::Origin;
use moments_desk::moments::{ClientScreenMode, LineForm, MomentForm};
use moments_desk::{Actor, Desk};
use rusqlite::types::Value;
use rusqlite::{Connection, ToSql, params_from_iter};
use std::collections::VecDeque;
use std::time::Duration;
use tempfile::TempDir;

/// Moments of one round.
pub(super) const MOMENTS: usize = 60;
/// Two moments in five have one.
const NOTE: &str = "La cliente revient mardi avec l'original; photocopie au dossier, rien d'autre à faire.";
/// What a recorded moment is in, found by its entry's row (?1), its own (?2) and its entity (?3).
const TABLES: [(&str, &str); 6] = [
    ("entries", "SELECT * FROM entries WHERE row = ?1"),
    ("entry_entities", "SELECT * FROM entry_entities WHERE entity = ?3"),
    ("moments", "SELECT * FROM moments WHERE row = ?2"),
    ("moment_lines", "SELECT * FROM moment_lines WHERE moment = ?2"),
    ("referrals", "SELECT * FROM referrals WHERE moment = ?2"),
    ("notes", "SELECT rowid, note FROM notes WHERE rowid = ?2"),
];

/// A moment's rows, table by table, and what else its transaction set.
struct Rows {
    tables: Vec<(&'static str, Vec<Vec<Value>>)>,
    office_day: Value,
    lamport: Value,
    at_ms: Value,
}

/// A store, and its twin that gets the same rows without Moments.
pub(super) struct Side {
    desk: Desk,
    actor: Actor,
    services: Vec<String>,
    reader: Connection,
    twin: Connection,
    waiting: VecDeque<Vec<Rows>>,
    n: usize,
    _folders: [TempDir; 2],
}

impl Side {
    pub(super) fn on(bench: &Bench, office: &Office) -> Outcome<Self> {
        let ((ours, one), (other, two)) = (bench.copy_of(office)?, bench.copy_of(office)?);
        let (desk, actor) = ours.desk()?;
        desk.set_client_screen(ClientScreenMode::Paper);
        let services = desk.quick_list().map_err(told)?.quick;
        let key = ours.key()?;
        Ok(Self {
            reader: raw::open(&ours.database()?, &key)?,
            twin: raw::open(&other.database()?, &key)?,
            desk,
            actor,
            services,
            waiting: VecDeque::new(),
            n: 0,
            _folders: [one, two],
        })
    }

    fn form(&mut self) -> MomentForm {
        self.n += 1;
        let service = self.services.get(self.n % self.services.len().max(1)).cloned().unwrap_or_default();
        MomentForm {
            services: Some(vec![LineForm { service, ..LineForm::default() }]),
            note: (self.n % 5 < 2).then(|| NOTE.to_owned()),
            ..MomentForm::default()
        }
    }

    /// Ours. What it wrote is looked up afterwards, for the other side.
    pub(super) fn records(&mut self) -> Outcome<Duration> {
        let (mut took, mut saved) = (Duration::ZERO, Vec::new());
        for _ in 0..MOMENTS {
            let form = self.form();
            let (time, id) = timed(|| {
                let saved = self.desk.record(&self.actor, &form, Origin::Live).map_err(told)?;
                Ok(saved.item.id)
            })?;
            took += time;
            saved.push(id);
        }
        self.waiting.push_back(saved.iter().map(|id| self.rows(id)).collect::<Outcome<_>>()?);
        Ok(took / u32::try_from(MOMENTS)?)
    }

    fn rows(&self, id: &MomentId) -> Outcome<Rows> {
        let moment = "SELECT row, office_day FROM moments WHERE id = ?1";
        let (moment, office_day): (i64, Value) =
            self.reader.query_row(moment, [id.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let entity = moment_ref(id);
        let entry =
            "SELECT row, lamport, at_ms FROM entry_entities JOIN entries USING (row) WHERE entity = ?1";
        let (entry, lamport, at_ms): (i64, Value, Value) =
            self.reader
                .query_row(entry, [entity.as_str()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        let mut tables = Vec::new();
        for (table, sql) in TABLES {
            let mut statement = self.reader.prepare_cached(sql)?;
            let columns = statement.column_count();
            let by: [&dyn ToSql; 3] = [&entry, &moment, &entity.as_str()];
            let by = by.get(..statement.parameter_count()).unwrap_or_default();
            let found = statement.query_map(by, |row| {
                (0..columns).map(|column| row.get(column)).collect::<rusqlite::Result<Vec<Value>>>()
            })?;
            tables.push((table, found.collect::<rusqlite::Result<_>>()?));
        }
        Ok(Rows { tables, office_day, lamport, at_ms })
    }

    /// The reference: one transaction a moment, each statement prepared once.
    fn inserts(&mut self) -> Outcome<Duration> {
        let round = self.waiting.pop_front().ok_or("there is always a round ahead")?;
        let mut took = Duration::ZERO;
        for rows in &round {
            let (time, ()) = timed(|| insert(&mut self.twin, rows))?;
            took += time;
        }
        Ok(took / u32::try_from(MOMENTS)?)
    }
}

fn insert(conn: &mut Connection, rows: &Rows) -> Outcome {
    let tx = conn.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    for (table, rows) in &rows.tables {
        for row in rows {
            let places = vec!["?"; row.len()].join(", ");
            let columns = if *table == "notes" { " (rowid, note)" } else { "" };
            tx.prepare_cached(&format!("INSERT INTO {table}{columns} VALUES ({places})"))?
                .execute(params_from_iter(row))?;
        }
    }
    tx.prepare_cached("UPDATE identity SET lamport = ?1, last_at_ms = ?2 WHERE one = 1")?
        .execute((&rows.lamport, &rows.at_ms))?;
    tx.prepare_cached(
        "INSERT INTO days (office_day) VALUES (?1) ON CONFLICT (office_day) DO UPDATE SET tallies = NULL",
    )?
    .execute([&rows.office_day])?;
    Ok(tx.commit()?)
}

/// In a copy of this store.
pub fn at(bench: &Bench, office: &Office) -> Outcome<Figure> {
    beside_inserts(bench, &mut Side::on(bench, office)?)
}

fn beside_inserts(bench: &Bench, side: &mut Side) -> Outcome<Figure> {
    side.records()?;
    let pair = Pair {
        name: "record",
        goal: Some(1.3),
        unit: Unit::Milliseconds,
        note:
            "one moment in the large store; the same rows by prepared statements in raw SQLCipher, one commit"
                .into(),
    };
    interleave(pair, bench.rounds, side, Side::records, Side::inserts)
}

pub fn measure(bench: &Bench) -> Outcome<Vec<Figure>> {
    let (mut small, mut large) =
        (Side::on(bench, &bench.data.small()?)?, Side::on(bench, &bench.data.large()?)?);
    let record = beside_inserts(bench, &mut large)?;
    let growth = Pair {
        name: "record_growth",
        goal: Some(1.15),
        unit: Unit::Milliseconds,
        note: "one moment in the large store; in the small one".into(),
    };
    let mut both = (large, small);
    let growth =
        interleave(growth, bench.rounds, &mut both, |both| both.0.records(), |both| both.1.records())?;
    (_, small) = both;
    small.desk.close();
    Ok(vec![record, growth])
}
