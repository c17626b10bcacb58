//! What a workstation wrote in weeks without a network, as bundles; and the same rows read, compressed and encrypted.

use super::Bench;
use crate::data::{Office, told};
use crate::pairs::{Figure, Outcome, Pair, Unit, interleave, timed};
use crate::raw;
use age::x25519::{Identity, Recipient};
use moments_bundle::limits;
use moments_desk::{Actor, Desk};
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The office, the writer and a colleague, as in the bundles.
const READERS: usize = 3;
const LEVEL: i32 = 3;
const ROWS: &str = "SELECT * FROM entries ORDER BY row";

struct Side {
    desk: Desk,
    actor: Actor,
    outbox: PathBuf,
    conn: Connection,
    readers: Vec<Recipient>,
    packed: PathBuf,
}

impl Side {
    fn on(office: &Office) -> Outcome<Self> {
        let (desk, actor) = office.desk()?;
        let packed = office.folder.join("packed");
        fs::create_dir_all(&packed)?;
        Ok(Self {
            desk,
            actor,
            outbox: office.home()?.outbox(),
            conn: raw::open(&office.database()?, &office.key()?)?,
            readers: (0..READERS).map(|_| Identity::generate().to_public()).collect(),
            packed,
        })
    }

    /// What lies in the outbox no more is sealed again.
    fn seals(&mut self) -> Outcome<Duration> {
        if self.outbox.is_dir() {
            empty(&self.outbox)?;
        }
        let (took, bundles) = timed(|| Ok(self.desk.seal_now(&self.actor).map_err(told)?))?;
        if bundles == 0 { Err("nothing was sealed".into()) } else { Ok(took) }
    }

    /// The reference: each column behind the other, in files of as many rows as a bundle has.
    fn packs(&mut self) -> Outcome<Duration> {
        empty(&self.packed)?;
        let Self { conn, readers, packed, .. } = self;
        let (took, ()) = timed(|| {
            let mut statement = conn.prepare_cached(ROWS)?;
            let (columns, mut rows) = (statement.column_count(), statement.query([])?);
            let (mut bytes, mut in_file, mut files) = (Vec::new(), 0, 0);
            while let Some(row) = rows.next()? {
                for column in 0..columns {
                    match row.get_ref(column)? {
                        ValueRef::Null => {}
                        ValueRef::Integer(number) => bytes.extend_from_slice(&number.to_le_bytes()),
                        ValueRef::Real(number) => bytes.extend_from_slice(&number.to_le_bytes()),
                        ValueRef::Text(some) | ValueRef::Blob(some) => bytes.extend_from_slice(some),
                    }
                }
                in_file += 1;
                if in_file == limits::ENTRIES || bytes.len() >= limits::LINES_BYTES {
                    pack(&bytes, &packed.join(files.to_string()), readers)?;
                    bytes.clear();
                    (in_file, files) = (0, files + 1);
                }
            }
            pack(&bytes, &packed.join(files.to_string()), readers)
        })?;
        Ok(took)
    }
}

fn pack(bytes: &[u8], to: &Path, readers: &[Recipient]) -> Outcome {
    let compressed = zstd::bulk::compress(bytes, LEVEL)?;
    let readers = readers.iter().map(|reader| reader as &dyn age::Recipient);
    let mut file = File::create_new(to)?;
    let mut writer = age::Encryptor::with_recipients(readers)?.wrap_output(&mut file)?;
    writer.write_all(&compressed)?;
    writer.finish()?;
    Ok(file.sync_all()?)
}

fn empty(folder: &Path) -> Outcome {
    for file in fs::read_dir(folder)? {
        fs::remove_file(file?.path())?;
    }
    Ok(())
}

pub fn measure(bench: &Bench) -> Outcome<Vec<Figure>> {
    let (office, _folder) = bench.copy_of(&bench.data.alone()?.0)?;
    let mut side = Side::on(&office)?;
    let entries: u32 = side.conn.query_row("SELECT count(*) FROM entries", [], |row| row.get(0))?;
    let pair = Pair {
        name: "seal",
        goal: Some(1.5),
        unit: Unit::Milliseconds,
        note: format!(
            "{entries} entries, sealed for the office; the same rows read by raw SQLCipher, zstd -3, age for {READERS} readers. Both are on \
             the disk"
        ),
    };
    Ok(vec![interleave(pair, bench.rounds, &mut side, Side::seals, Side::packs)?])
}
