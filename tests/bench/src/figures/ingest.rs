//! The centre takes in an office's journal; the same journal and the rows that are folded from it, put into the same PostgreSQL.

use super::Bench;
use crate::data::{Office, say};
use crate::pairs::{Figure, Outcome, Pair, Unit, interleave, timed};
use bytes::BytesMut;
use moments_bundle::certificate::{Certificate, OfficeCard};
use moments_bundle::keys::Keys;
use moments_bundle::{Destination, Name, Run, seal};
use moments_central::address::Address;
use moments_central::ingest::pass;
use moments_central::tables::TABLES;
use moments_central::{Centre, Config, config, database, enrol, upgrade};
use moments_core::entry::Entry;
use moments_core::ids::{OfficeId, WorkstationId};
use moments_test_servers::postgres::{Postgres, is_installed};
use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use tokio_postgres::{Client, Statement};
use uuid::Uuid;

/// Rows of one statement, and of one commit.
const BATCH: usize = 500;
/// A database with the centre's schema, in which both offices are enrolled.
const TEMPLATE: &str = "enrolled";
const OFFICES: u128 = 2;

/// Bundles of one office, as they lie in the landing zone.
struct Sealed {
    office: OfficeId,
    bundles: Vec<(String, Vec<u8>)>,
}

/// A value as it goes over the wire, whatever its type.
#[derive(Debug)]
struct Raw(Option<Vec<u8>>);

impl<'a> FromSql<'a> for Raw {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(Some(raw.to_vec())))
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(None))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

impl ToSql for Raw {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        Ok(self.0.as_ref().map_or(IsNull::Yes, |raw| {
            out.extend_from_slice(raw);
            IsNull::No
        }))
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// A table's rows, one behind the other.
struct Table {
    name: String,
    columns: usize,
    values: Vec<Raw>,
}

struct Side {
    runtime: Runtime,
    server: Postgres,
    folder: TempDir,
    offices: Vec<Sealed>,
    /// What one of them comes to.
    tables: Vec<Table>,
    entries: usize,
}

impl Side {
    fn on(office: &Office) -> Outcome<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let folder = tempfile::tempdir()?;
        config::new_keys(&folder.path().join("keys"))?;
        let journals = journals(office)?;
        let server = runtime.block_on(Postgres::start_in(&std::env::temp_dir()));
        let mut side = Self { runtime, server, folder, offices: Vec::new(), tables: Vec::new(), entries: 0 };
        side.entries = journals.iter().map(Vec::len).sum();
        let template = Address { database: side.server.url(TEMPLATE), ca: None };
        let recipient = side.settings(TEMPLATE)?.read_keys()?.public().recipient;
        let mut cards = Vec::new();
        for n in 1..=OFFICES {
            let keys = Keys::generate()?;
            let office = OfficeId(Uuid::from_u128(n));
            let bundles = journals
                .iter()
                .map(|journal| sealed(journal, office, &keys, &recipient))
                .collect::<Outcome<Vec<_>>>()?;
            side.offices.push(Sealed { office, bundles: bundles.into_iter().flatten().collect() });
            let (name_en, name_fr) = (format!("Office {n}"), format!("Bureau {n}"));
            cards.push(OfficeCard { office, name_en, name_fr, keys: keys.public() });
        }
        side.runtime.block_on(async {
            side.server.create(TEMPLATE, "template0").await;
            let mut client = database::connect(&template).await?;
            upgrade::migrate(&mut client).await?;
            for card in &cards {
                enrol::enrol(&mut client, card, false).await?;
            }
            Outcome::Ok(())
        })?;
        side.taken("first", 1, 1)?;
        side.tables = side.runtime.block_on(async { tables(&side.server.client("first").await).await })?;
        side.drop_database("first")?;
        Ok(side)
    }

    fn settings(&self, database: &str) -> Outcome<Config> {
        Ok(Config {
            name: "Ottawa".into(),
            database: self.server.url(database),
            database_ca: None,
            landing: self.landing().display().to_string(),
            landing_options: BTreeMap::new(),
            keys: self.folder.path().join("keys"),
        })
    }

    fn landing(&self) -> PathBuf {
        self.folder.path().join("landing")
    }

    /// A new database, and nothing that is left to be written from before.
    fn create(&self, database: &str) -> Outcome {
        self.runtime.block_on(async {
            self.server.create(database, TEMPLATE).await;
            Ok(self.server.client("postgres").await.batch_execute("CHECKPOINT").await?)
        })
    }

    fn drop_database(&self, database: &str) -> Outcome {
        self.runtime.block_on(async {
            let client = self.server.client("postgres").await;
            Ok(client.batch_execute(&format!("DROP DATABASE {database} WITH (FORCE)")).await?)
        })
    }

    /// Takes the bundles of so many offices into a new database.
    fn taken(&self, database: &str, offices: usize, workers: usize) -> Outcome<Duration> {
        if self.landing().exists() {
            fs::remove_dir_all(self.landing())?;
        }
        for Sealed { office, bundles } in self.offices.iter().take(offices) {
            let folder = self.landing().join(office.to_string()).join("centre");
            fs::create_dir_all(&folder)?;
            for (name, bytes) in bundles {
                fs::write(folder.join(name), bytes)?;
            }
        }
        self.create(database)?;
        let centre = Centre::open(&self.settings(database)?)?;
        let (took, done) = timed(|| Ok(self.runtime.block_on(pass(&centre, workers, true))?))?;
        if done.entries != self.entries * offices || !done.troubles.is_empty() {
            return Err(format!("the centre did not take all of it: {done:?}").into());
        }
        Ok(took)
    }

    /// Ours: one office, one worker.
    fn ingests(&mut self) -> Outcome<Duration> {
        let took = self.taken("ours", 1, 1)?;
        self.drop_database("ours")?;
        Ok(took)
    }

    /// Two offices and a worker for each: what one of the two takes of that time.
    fn ingests_two(&mut self) -> Outcome<Duration> {
        let took = self.taken("two", 2, 2)?;
        self.drop_database("two")?;
        Ok(took / 2)
    }

    /// The reference: statements that are prepared once, of so many rows each.
    fn inserts(&mut self) -> Outcome<Duration> {
        self.create("reference")?;
        let (took, ()) = timed(|| {
            self.runtime.block_on(async {
                let client = self.server.client("reference").await;
                for table in &self.tables {
                    insert(&client, table).await?;
                }
                Ok(())
            })
        })?;
        self.drop_database("reference")?;
        Ok(took)
    }
}

/// The entries of each journal, in order.
fn journals(office: &Office) -> Outcome<Vec<Vec<Entry>>> {
    let (store, mut journals) = (office.store()?, BTreeMap::<_, Vec<Entry>>::new());
    store.read(|reader| {
        reader.for_each_entry(|entry| {
            journals.entry((entry.key.workstation, entry.key.epoch)).or_default().push(entry);
            Ok(())
        })
    })?;
    store.close();
    Ok(journals.into_values().collect())
}

/// A journal as its workstation would have sealed it for the centre.
fn sealed(
    journal: &[Entry],
    office: OfficeId,
    office_keys: &Keys,
    recipient: &moments_bundle::keys::Recipient,
) -> Outcome<Vec<(String, Vec<u8>)>> {
    let workstation = journal.first().map_or(WorkstationId(Uuid::nil()), |first| first.key.workstation);
    let keys = Keys::generate()?;
    let certificate = Certificate { office, workstation, keys: keys.public(), issued_ms: 0 };
    let certificate = certificate.sign(office_keys)?;
    let (mut bundles, mut left) = (Vec::new(), journal);
    while !left.is_empty() {
        let run = Run { entries: left, known: Vec::new(), sealed_ms: 0 };
        let recipients = std::slice::from_ref(recipient);
        let sealed = seal(run, Destination::Centre, &keys, &certificate, recipients)?;
        bundles.push((Name::of(&sealed.header).to_string(), sealed.bytes));
        left = left.split_at(usize::try_from(sealed.header.to - sealed.header.from + 1)?).1;
    }
    Ok(bundles)
}

/// What the centre made of the journal: every row of it, and of what is folded from it.
async fn tables(client: &Client) -> Outcome<Vec<Table>> {
    let mut all = Vec::new();
    for name in ["entries", "entry_entities"].iter().chain(&TABLES) {
        let rows = client.query(&format!("SELECT * FROM centre.{name}"), &[]).await?;
        let mut values = Vec::new();
        for row in &rows {
            for column in 0..row.len() {
                values.push(row.try_get::<_, Raw>(column)?);
            }
        }
        let columns = rows.first().map_or(0, tokio_postgres::Row::len);
        all.push(Table { name: format!("centre.{name}"), columns, values });
    }
    Ok(all)
}

async fn insert(client: &Client, table: &Table) -> Outcome {
    let mut prepared: Option<(usize, Statement)> = None;
    for values in table.values.chunks((BATCH * table.columns).max(1)) {
        let statement = match &prepared {
            Some((n, statement)) if *n == values.len() => statement.clone(),
            _ => client.prepare(&statement(table, values.len())).await?,
        };
        let parameters: Vec<&(dyn ToSql + Sync)> =
            values.iter().map(|value| value as &(dyn ToSql + Sync)).collect();
        client.execute(&statement, &parameters).await?;
        prepared = Some((values.len(), statement));
    }
    Ok(())
}

fn statement(table: &Table, values: usize) -> String {
    let places: Vec<String> = (1..=values).map(|n| format!("${n}")).collect();
    let rows: Vec<String> = places.chunks(table.columns).map(|row| format!("({})", row.join(", "))).collect();
    format!("INSERT INTO {} VALUES {}", table.name, rows.join(", "))
}

pub fn measure(bench: &Bench) -> Outcome<Vec<Figure>> {
    if !is_installed() {
        say("ingest and ingest_workers are left out: no PostgreSQL is installed");
        return Ok(Vec::new());
    }
    let (medium, _folder) = bench.copy_of(&bench.data.medium()?)?;
    let mut side = Side::on(&medium)?;
    let rate = Unit::PerSecond(u32::try_from(side.entries)?);
    let ingest = Pair {
        name: "ingest",
        goal: Some(0.5),
        unit: rate,
        note: format!(
            "entries a second of {} in the medium store's bundles, one worker; the same rows by prepared statements of {BATCH} rows",
            side.entries
        ),
    };
    let ingest = interleave(ingest, bench.rounds, &mut side, Side::ingests, Side::inserts)?;
    let workers = Pair {
        name: "ingest_workers",
        goal: Some(1.2),
        unit: rate,
        note: "entries a second of two offices and two workers; of one office and one worker".into(),
    };
    let workers = interleave(workers, bench.rounds, &mut side, Side::ingests_two, Side::ingests)?;
    Ok(vec![ingest, workers])
}
