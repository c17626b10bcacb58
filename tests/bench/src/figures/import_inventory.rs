//! The national service inventory, previewed and imported; and both of its files read as they are, and put in.

use super::Bench;
use crate::data::{Office, told};
use crate::pairs::{Figure, Outcome, Pair, Unit, interleave, timed};
use crate::raw;
use rusqlite::{Connection, TransactionBehavior, params_from_iter};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Rows of the real files, and of those that are only to be read.
const ROWS: [u32; 2] = [1_721, 2_341];
const FEW: [u32; 2] = [60, 80];
/// Of a text in a row, so that the files are about as large as the real ones.
const CHARACTERS: [usize; 2] = [800, 380];
const SERVICES: &str = "fiscal_yr,service_id,service_name_en,service_name_fr,service_description_en,service_description_fr,service_type,service_recipient_type,owner_org,owner_org_title\n";
const STANDARDS: &str = "fiscal_yr,service_id,service_standard_id,service_standard_en,service_standard_fr,type,channel,target,volume_meeting_target,total_volume,performance,target_met,comments_en,comments_fr,owner_org\n";

struct Side<'a> {
    bench: &'a Bench,
    office: Office,
    files: [PathBuf; 2],
    twin: Connection,
}

impl Side<'_> {
    fn imports(&mut self) -> Outcome<Duration> {
        let (office, _folder) = self.bench.copy_of(&self.office)?;
        let (desk, actor) = office.desk()?;
        let paths = self.files.each_ref().map(|file| file.display().to_string());
        let (took, done) = timed(|| {
            let preview = desk.preview_import(&actor, &paths).map_err(told)?;
            Ok(desk.import(&actor, &preview.token).map_err(told)?)
        })?;
        if done.services_new.min(done.standards_new) == 0 {
            Err(format!("{done:?}").into())
        } else {
            Ok(took)
        }
    }

    /// The reference: a table a file with all of its columns, in one transaction.
    fn reads(&mut self) -> Outcome<Duration> {
        self.twin
            .execute_batch("DROP TABLE IF EXISTS plain_services; DROP TABLE IF EXISTS plain_standards")?;
        let (took, ()) = timed(|| {
            let tx = self.twin.transaction_with_behavior(TransactionBehavior::Immediate)?;
            for (table, file) in ["plain_services", "plain_standards"].into_iter().zip(&self.files) {
                put_in(&tx, table, file)?;
            }
            Ok(tx.commit()?)
        })?;
        Ok(took)
    }
}

fn put_in(conn: &Connection, table: &str, file: &Path) -> Outcome {
    let mut rows = csv::Reader::from_path(file)?;
    let header = rows.headers()?;
    let columns: Vec<String> = header.iter().map(|name| format!("\"{name}\" TEXT")).collect();
    conn.execute_batch(&format!("CREATE TABLE {table} ({}) STRICT", columns.join(", ")))?;
    let places = vec!["?"; columns.len()].join(", ");
    let mut insert = conn.prepare(&format!("INSERT INTO {table} VALUES ({places})"))?;
    let mut row = csv::StringRecord::new();
    while rows.read_record(&mut row)? {
        insert.execute(params_from_iter(&row))?;
    }
    Ok(())
}

/// The real files; else some of the same size with the columns that are read.
fn files(bench: &Bench, folder: &Path) -> Outcome<[PathBuf; 2]> {
    if let Some(real) = &bench.inventory {
        return Ok(["si_2024.csv", "ss_2024.csv"].map(|name| real.join(name)));
    }
    let [services, standards] = if bench.quick { FEW } else { ROWS };
    let [description, comment] = CHARACTERS.map(|characters| "Open to all. ".repeat(characters / 13));
    let (mut one, mut two) = (SERVICES.to_owned(), STANDARDS.to_owned());
    for id in 0..services {
        writeln!(
            one,
            "2023-2024,SRV{id:05},Service {id},Service {id},{description},{description},APIR,CLIENT,org{0},Org {0} | Organisation {0}",
            id % 40
        )?;
    }
    for id in 0..standards {
        writeln!(
            two,
            "2023-2024,SRV{:05},{id},Served within 25 minutes,Servi en 25 minutes,TML,PERSON,0.8,812,1000,0.812,Y,{comment},{comment},org{}",
            id % services,
            id % 40
        )?;
    }
    let files = ["si.csv", "ss.csv"].map(|name| folder.join(name));
    for (file, text) in files.iter().zip([one, two]) {
        fs::write(file, text)?;
    }
    Ok(files)
}

pub fn measure(bench: &Bench) -> Outcome<Vec<Figure>> {
    let folder = tempfile::tempdir()?;
    let (office, files) = (bench.data.small()?, files(bench, folder.path())?);
    let (other, _folder) = bench.copy_of(&office)?;
    let mut side = Side { bench, twin: raw::open(&other.database()?, &other.key()?)?, office, files };
    let which = if bench.inventory.is_some() { "the real files" } else { "made-up files" };
    let pair = Pair {
        name: "import_inventory",
        goal: Some(2.0),
        unit: Unit::Milliseconds,
        note: format!(
            "both files previewed and imported ({which}); both read with csv, and every column put into a table of raw SQLCipher"
        ),
    };
    Ok(vec![interleave(pair, bench.rounds, &mut side, Side::imports, Side::reads)?])
}
