//! Opening connections: the key, the pragmas (each read back, because a pragma fails silently), the versions.
//!
//! One connection writes; a small pool of query-only ones reads. WAL lets readers go on while the writer commits, and
//! one writer means that "busy" can only come from another process, which the home's lock keeps out (the command
//! line's reading verbs apart).

use crate::error::{Result, StoreError};
use crate::keys::DataKey;
use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, OpenFlags};
use std::path::Path;
use std::time::Duration;
use zeroize::Zeroizing;

/// `MOMT` in ASCII; tells a store of Moments from any other SQLite file.
pub const APPLICATION_ID: i64 = 0x4D4F_4D54;
/// SQLite before 3.51.3 can lose commits in WAL mode with two connections.
const OLDEST_SQLITE: i32 = 3_051_003;
/// The largest value a row may hold, in bytes: four parts of an entry.
const VALUE_MAX_BYTES: i32 = 4 * 1024 * 1024;

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    Create,
    Write,
    Read,
}

/// Opens the file with its key and sets it up. The key is proven by reading the schema.
pub fn open(file: &Path, key: &DataKey, purpose: Use) -> Result<Connection> {
    if rusqlite::version_number() < OLDEST_SQLITE {
        return Err(StoreError::Library);
    }
    let flags = match purpose {
        Use::Create => OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
        Use::Write | Use::Read => OpenFlags::SQLITE_OPEN_READ_WRITE,
    };
    let conn = Connection::open_with_flags(file, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    unlock(&conn, key)?;
    if purpose == Use::Create {
        conn.pragma_update(None, "page_size", 4096)?;
        conn.pragma_update(None, "application_id", APPLICATION_ID)?;
    } else if number(&conn, "application_id")? != APPLICATION_ID {
        return Err(StoreError::Foreign);
    }
    set_up(&conn, purpose)?;
    Ok(conn)
}

fn unlock(conn: &Connection, key: &DataKey) -> Result<()> {
    // Set first: a wrong key would otherwise print thousands of lines.
    conn.execute_batch("PRAGMA cipher_log_level = NONE")?;
    let pragma = Zeroizing::new(format!("PRAGMA key = \"{}\"", key.sqlcipher_key().as_str()));
    conn.execute_batch(&pragma)?;
    let cipher: Option<String> = conn.query_row("PRAGMA cipher_version", [], |row| row.get(0)).ok();
    if cipher.is_none_or(|version| version.is_empty()) {
        return Err(StoreError::Library);
    }
    conn.execute_batch("PRAGMA cipher_memory_security = ON")?;
    conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0))?;
    Ok(())
}

fn set_up(conn: &Connection, purpose: Use) -> Result<()> {
    conn.busy_timeout(Duration::from_secs(5))?;
    conn.set_limit(Limit::SQLITE_LIMIT_LENGTH, VALUE_MAX_BYTES)?;
    conn.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    if purpose != Use::Read {
        let mode: String = conn.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
        if mode != "wal" {
            return Err(StoreError::Pragma("journal_mode"));
        }
    }
    // Name, value to set, value to read back.
    let pragmas: [(&'static str, &str, i64); 9] = [
        ("synchronous", "FULL", 2),
        ("foreign_keys", "ON", 1),
        ("trusted_schema", "OFF", 0),
        ("cell_size_check", "ON", 1),
        ("secure_delete", "ON", 1),
        ("temp_store", "MEMORY", 2),
        ("recursive_triggers", "ON", 1),
        ("wal_autocheckpoint", "1000", 1000),
        ("journal_size_limit", "16777216", 16_777_216),
    ];
    for (name, value, expected) in pragmas {
        conn.execute_batch(&format!("PRAGMA {name} = {value}"))?;
        if number(conn, name)? != expected {
            return Err(StoreError::Pragma(name));
        }
    }
    if purpose == Use::Read {
        // A reader leaves the files as they are, also when it is the last to close a store that it may not touch.
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
        conn.execute_batch("PRAGMA query_only = ON")?;
    }
    conn.set_prepared_statement_cache_capacity(128);
    Ok(())
}

/// A pragma's value.
pub fn number(conn: &Connection, pragma: &str) -> Result<i64> {
    Ok(conn.query_row(&format!("PRAGMA {pragma}"), [], |row| row.get(0))?)
}
