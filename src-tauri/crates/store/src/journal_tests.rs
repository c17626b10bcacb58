#![allow(clippy::unwrap_used)]
use super::*;
use rusqlite::StatementStatus;

/// A plan says which index is used, and not how much of it.
#[test]
fn the_next_journal_is_found_without_passing_over_the_entries_of_this_one() {
    let conn = crate::migrate::empty().unwrap();
    let put = "INSERT INTO entries SELECT NULL, :workstation, :workstation, value, randomblob(16), 1, '', x'', '', 1, '', '', 1, 0, 0,
        NULL, NULL, zeroblob(32), NULL, NULL, zeroblob(32), zeroblob(32), zeroblob(32) FROM generated";
    let numbers = "WITH RECURSIVE generated (value) AS (VALUES (1) UNION ALL SELECT value + 1 FROM generated LIMIT 2000) ";
    let writers = [[3_u8; 16], [5; 16]];
    for writer in writers {
        let insert = numbers.to_owned() + put;
        conn.execute(&insert, named_params! { ":workstation": writer }).unwrap();
    }
    let found: Vec<[u8; 16]> = journals(&conn).unwrap().iter().map(|(id, _)| *id.0.as_bytes()).collect();
    assert_eq!(found, writers);
    let mut next = conn.prepare(NEXT_JOURNAL).unwrap();
    let first = named_params! { ":workstation": writers[0], ":epoch": writers[0] };
    next.query_row(first, |_| Ok(())).unwrap();
    let steps = next.get_status(StatementStatus::VmStep);
    assert!(steps < 60, "{steps}");
}
