//! The machine's side: SQLCipher without Moments, by the same key and with the same settings, as somebody would write it who knows
//! what they want.

use crate::pairs::Outcome;
use moments_store::keys::DataKey;
use rusqlite::Connection;
use std::path::Path;

/// As the store's own connections are set (`store/src/connection.rs`).
const SETTINGS: &str = "
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA foreign_keys = ON;
    PRAGMA trusted_schema = OFF;
    PRAGMA cell_size_check = ON;
    PRAGMA secure_delete = ON;
    PRAGMA temp_store = MEMORY;
    PRAGMA recursive_triggers = ON;
    PRAGMA wal_autocheckpoint = 1000;
    PRAGMA journal_size_limit = 16777216;
";

pub fn open(database: &Path, key: &DataKey) -> Outcome<Connection> {
    let conn = Connection::open(database)?;
    conn.execute_batch("PRAGMA cipher_log_level = NONE;")?;
    conn.execute_batch(&format!("PRAGMA key = \"{}\";", key.sqlcipher_key().as_str()))?;
    conn.execute_batch(SETTINGS)?;
    conn.set_prepared_statement_cache_capacity(512);
    Ok(conn)
}
