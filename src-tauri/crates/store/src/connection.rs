//! Opening connections: the key, the pragmas (each read back, because a pragma fails silently), the versions.
//!
//! One connection writes; a small pool of query-only ones reads. WAL lets readers go on while the writer commits, and
//! one writer means that "busy" can only come from another process, which the home's lock keeps out (the command
//! line's reading verbs apart).

use crate::error::{Result, StoreError};
use crate::keys::DataKey;
use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags};
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::time::Duration;
use zeroize::Zeroizing;

/// `MOMT` in ASCII; tells a store of Moments from any other SQLite file.
pub const APPLICATION_ID: i64 = 0x4D4F_4D54;
/// SQLite before 3.51.3 can lose commits in WAL mode with two connections.
const OLDEST_SQLITE: i32 = 3_051_003;
/// The largest value a row may hold, in bytes: four parts of an entry.
const VALUE_MAX_BYTES: i32 = 4 * 1024 * 1024;
/// How long a connection waits for another that writes.
pub const BUSY: Duration = Duration::from_secs(5);
const PAGE_BYTES: i64 = 4096;
/// More than there are. With a few less than are run in turn, each would have just been dropped for another: two thirds
/// of a fold are then spent on preparing them again.
const STATEMENTS: usize = 512;
const SQLITE_HEADER: &[u8; 16] = b"SQLite format 3\0";

/// What holds on every connection. `synchronous` 2 is FULL: a commit is on the disk before it returns.
const PRAGMAS: [(&str, i64); 9] = [
    ("synchronous", 2),
    ("foreign_keys", 1),
    ("trusted_schema", 0),
    ("cell_size_check", 1),
    ("secure_delete", 1),
    // In memory.
    ("temp_store", 2),
    ("recursive_triggers", 1),
    ("wal_autocheckpoint", 1_000),
    ("journal_size_limit", 16 * 1024 * 1024),
];

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    Create,
    /// A file of its own, with no log beside it.
    Copy,
    Write,
    Read,
}

/// Opens the file with its key and sets it up. The key is proven by reading the schema.
pub fn open(file: &Path, key: &DataKey, purpose: Use) -> Result<Connection> {
    check_library(rusqlite::version_number())?;
    let flags = match purpose {
        Use::Create | Use::Copy => OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
        Use::Write | Use::Read => OpenFlags::SQLITE_OPEN_READ_WRITE,
    };
    let conn = Connection::open_with_flags(file, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    if purpose == Use::Read {
        leave_as_it_is(&conn)?;
    }
    unlock(&conn, key).map_err(|error| {
        let foreign = matches!(error, StoreError::Damaged) && is_unencrypted(file);
        if foreign { StoreError::Foreign } else { error }
    })?;
    if matches!(purpose, Use::Create | Use::Copy) {
        set(&conn, "page_size", PAGE_BYTES)?;
        // A copy gets it with its first page.
        if purpose == Use::Create {
            set(&conn, "application_id", APPLICATION_ID)?;
        }
    } else if number(&conn, "application_id")? != APPLICATION_ID {
        return Err(StoreError::Foreign);
    }
    set_up(&conn, purpose)?;
    // After the key was set, which nobody is to see.
    #[cfg(feature = "statements")]
    let conn = crate::statements::watched(conn)?;
    Ok(conn)
}

/// Whoever is the last to close the store leaves its files as they are.
pub fn leave_as_it_is(conn: &Connection) -> Result<()> {
    configure(conn, "no_ckpt_on_close", DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE)
}

/// Makes a copy one file: what is copied says that it has a log.
pub fn without_log(conn: &Connection) -> Result<()> {
    let mode: String = conn.query_row("PRAGMA journal_mode = DELETE", [], |row| row.get(0))?;
    if mode == "delete" { Ok(()) } else { Err(StoreError::Pragma("journal_mode")) }
}

/// An empty one that lasts as long as it is held. Not encrypted: it is nowhere but in memory.
pub fn in_memory() -> Result<Connection> {
    let conn = Connection::open_in_memory()?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(conn)
}

fn check_library(version: i32) -> Result<()> {
    if version < OLDEST_SQLITE { Err(StoreError::Library) } else { Ok(()) }
}

fn unlock(conn: &Connection, key: &DataKey) -> Result<()> {
    #[cfg(feature = "plain")]
    if crate::plain::is_wanted() {
        return Ok(());
    }
    // Set first: a wrong key would otherwise print thousands of lines.
    conn.execute_batch("PRAGMA cipher_log_level = NONE")?;
    let value = key.sqlcipher_key();
    // Reserved once: a buffer that grows leaves copies behind.
    let mut pragma = Zeroizing::new(String::with_capacity(value.len() + 16));
    for part in ["PRAGMA key = \"", &value, "\""] {
        pragma.push_str(part);
    }
    conn.execute_batch(&pragma)?;
    let cipher: Option<String> = conn.query_row("PRAGMA cipher_version", [], |row| row.get(0)).ok();
    if cipher.is_none_or(|version| version.is_empty()) {
        return Err(StoreError::Library);
    }
    conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0))?;
    Ok(())
}

/// Whether this is another program's SQLite file: ours begins with a random salt.
fn is_unencrypted(file: &Path) -> bool {
    let mut begin = [0; SQLITE_HEADER.len()];
    File::open(file).and_then(|mut file| file.read_exact(&mut begin)).is_ok() && begin == *SQLITE_HEADER
}

fn set_up(conn: &Connection, purpose: Use) -> Result<()> {
    conn.busy_timeout(BUSY)?;
    conn.set_limit(Limit::SQLITE_LIMIT_LENGTH, VALUE_MAX_BYTES)?;
    conn.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    configure(conn, "defensive", DbConfig::SQLITE_DBCONFIG_DEFENSIVE)?;
    // A plan follows from the statement alone; else each new value of a parameter would have it planned anew.
    configure(conn, "enable_qpsg", DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG)?;
    if matches!(purpose, Use::Create | Use::Write) {
        let mode: String = conn.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
        if mode != "wal" {
            return Err(StoreError::Pragma("journal_mode"));
        }
    }
    for (name, value) in PRAGMAS {
        #[cfg(feature = "planted")]
        let value = crate::planted::setting(name, value);
        set(conn, name, value)?;
    }
    #[cfg(feature = "plain")]
    crate::plain::weaken(conn)?;
    if purpose == Use::Read {
        set(conn, "query_only", 1)?;
    }
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(())
}

/// Sets a pragma and reads it back.
fn set(conn: &Connection, name: &'static str, value: i64) -> Result<()> {
    conn.execute_batch(&format!("PRAGMA {name} = {value}"))?;
    if number(conn, name)? == value { Ok(()) } else { Err(StoreError::Pragma(name)) }
}

fn configure(conn: &Connection, name: &'static str, config: DbConfig) -> Result<()> {
    conn.set_db_config(config, true)?;
    if conn.db_config(config)? { Ok(()) } else { Err(StoreError::Pragma(name)) }
}

/// A pragma's value. SQLCipher answers those that it takes for its own as text.
pub fn number(conn: &Connection, pragma: &'static str) -> Result<i64> {
    let value = conn.query_row(&format!("PRAGMA {pragma}"), [], |row| row.get::<_, Value>(0))?;
    match value {
        Value::Integer(number) => Ok(number),
        Value::Text(digits) => digits.parse().map_err(|_| StoreError::Pragma(pragma)),
        Value::Null | Value::Real(_) | Value::Blob(_) => Err(StoreError::Pragma(pragma)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::{Holder, KeyFile, KeySlots};

    #[test]
    fn every_kind_of_connection_is_set_up_and_a_reader_cannot_write() {
        let folder = tempfile::tempdir().unwrap();
        let secret = KeyFile::create(&folder.path().join("key")).unwrap();
        let (key, _) = KeySlots::create(folder.path(), &[Holder::KeyFile(&secret)]).unwrap();
        let file = folder.path().join("moments.db");
        for purpose in [Use::Create, Use::Write, Use::Read] {
            let conn = open(&file, &key, purpose).unwrap();
            for (name, value) in PRAGMAS {
                assert_eq!(number(&conn, name).unwrap(), value, "{name} for {purpose:?}");
            }
            let mode: String = conn.query_row("PRAGMA journal_mode", [], |row| row.get(0)).unwrap();
            assert_eq!((mode.as_str(), number(&conn, "page_size").unwrap()), ("wal", PAGE_BYTES));
            assert_eq!(conn.limit(Limit::SQLITE_LIMIT_LENGTH).unwrap(), VALUE_MAX_BYTES);
            let written = conn
                .execute_batch("CREATE TABLE IF NOT EXISTS a (b INTEGER) STRICT; INSERT INTO a VALUES (1)");
            assert_eq!(written.is_ok(), purpose != Use::Read);
            assert!(
                conn.execute_batch("PRAGMA writable_schema = ON; DELETE FROM sqlite_schema").is_err(),
                "defensive"
            );
            assert!(conn.execute_batch("ATTACH ':memory:' AS other").is_err());
        }
    }

    #[test]
    fn a_setting_that_does_not_take_is_noticed() {
        let conn = Connection::open_in_memory().unwrap();
        assert!(matches!(set(&conn, "application_id", i64::MAX), Err(StoreError::Pragma("application_id"))));
    }

    #[test]
    fn a_library_that_can_lose_commits_is_not_used() {
        assert!(check_library(rusqlite::version_number()).is_ok());
        assert!(matches!(check_library(3_051_002), Err(StoreError::Library)));
    }
}
