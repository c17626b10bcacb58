//! A Tauri app with nothing in it: a page, and one command that makes one durable commit. What Moments' windows cost is held against
//! it (`tests/bench/src/figures/`).
//!
//! ```text
//! moments-empty-window DATABASE [two]
//! ```
//!
//! `two`: a second window of the same page.

use rusqlite::Connection;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};
use tauri::{State, WebviewUrl, WebviewWindowBuilder};

type Shared = Arc<Mutex<Connection>>;

/// Durable before it returns, as what Moments saves is.
const DATABASE: &str = "
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    CREATE TABLE IF NOT EXISTS commits (n INTEGER PRIMARY KEY, what TEXT NOT NULL) STRICT;
";

#[tauri::command]
async fn commit(shared: State<'_, Shared>) -> Result<(), String> {
    let conn = Arc::clone(&shared);
    let done = tauri::async_runtime::spawn_blocking(move || {
        let conn = conn.lock().unwrap_or_else(PoisonError::into_inner);
        conn.prepare_cached("INSERT INTO commits (what) VALUES ('a row')")?.execute([])
    });
    match done.await {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(error)) => Err(error.to_string()),
        Err(error) => Err(error.to_string()),
    }
}

fn open(database: &str) -> rusqlite::Result<Shared> {
    let conn = Connection::open(database)?;
    conn.execute_batch(DATABASE)?;
    Ok(Arc::new(Mutex::new(conn)))
}

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let Some(Ok(shared)) = words.next().map(|database| open(&database)) else { return ExitCode::FAILURE };
    let labels: &[&str] = if words.next().is_some() { &["one", "two"] } else { &["one"] };
    let built = tauri::Builder::default()
        .manage(shared)
        .invoke_handler(tauri::generate_handler![commit])
        .setup(move |app| {
            for label in labels {
                WebviewWindowBuilder::new(app, *label, WebviewUrl::default())
                    .title("Empty window")
                    .inner_size(1280.0, 720.0)
                    .build()?;
            }
            Ok(())
        })
        .run(tauri::generate_context!());
    if built.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
