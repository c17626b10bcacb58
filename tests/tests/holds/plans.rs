//! No query may scan a table that grows with the years: the plan of every statement that the program runs.

use super::{backups, commands, exchange, follow_ups, journal, retention, safe, sign_off};
use moments_core::entities::follow_up_ref;
use moments_core::entry::Author;
use moments_core::fields::Fields;
use moments_core::fold::kind;
use moments_core::ids::FollowUpId;
use moments_core::words::{Audience, VoidReason};
use moments_desk::acts::ActsFilter;
use moments_store::{EntityChange, NewEntry, StoreError, statements};
use moments_tests::TestOffice;
use rusqlite::Connection;
use rusqlite::config::DbConfig;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use uuid::Uuid;

/// Tables that an office of many years has no more of than a young one. Any other grows, also one that is made tomorrow.
const STAYS: [&str; 24] = [
    // What an office is and has. Its catalogue and directory grow with governments, not with clients.
    "offices",
    "workstations",
    "staff",
    "services",
    "standards",
    "quick_lists",
    "organizations",
    // One row: whose store it is, what invitations are drawn from, how the full text is set up.
    "identity",
    "drawing",
    "retention",
    "notes_config",
    // What is at work now: it goes when the moment is saved, the client has answered, the sheet is put away.
    "drafts",
    "invitations",
    "tally_sheets",
    // A row for each journal, and for each who has it: journals begin with a workstation's life, not with a client.
    "exchange",
    "prefixes",
    "known",
    "sealed_to",
    "centre_said",
    // Bundles that somebody lacks, and files that nobody could take.
    "sealed",
    "refused",
    // Of today, and a row for each person.
    "sign_ins",
    "lockouts",
    // SQLite's own list of tables.
    "sqlite_schema",
];

/// Indexes of what waits: a row leaves them when it is done.
const WAITS: [(&str, &str); 4] = [
    ("moments_incomplete", "what was said of moments whose record has not arrived"),
    ("follow_ups_open", "follow-ups that nobody has closed"),
    ("erasures_waiting", "erasures that nobody has carried out"),
    ("flags_newer", "what a newer version wrote, until this program is updated"),
];

/// Statements that read a growing table whole, by why they may. Each is still run. `…`: whatever follows.
const WHOLE: &[(&str, &[&str])] = &[
    (
        "verifying reads every entry, folds it anew in memory, and compares the tables",
        &[
            "SELECT row, workstation, epoch, seq, id, lamport, …",
            "SELECT workstation, epoch, seq, part FROM tombstones",
            "SELECT workstation, epoch, max(seq) AS seq FROM entries GROUP BY workstation, epoch …",
            "SELECT id, complete, kind, origin, … FROM moments ORDER BY id",
            "SELECT m.id, l.line, … FROM moment_lines l JOIN moments m ON m.row = l.moment ORDER BY m.id, l.line",
            "SELECT m.id, r.id, … FROM ratings r JOIN moments m ON m.row = r.moment ORDER BY m.id, r.id",
            "SELECT m.id, r.direction, … FROM referrals r JOIN moments m ON m.row = r.moment ORDER BY …",
            "SELECT * FROM audit ORDER BY id",
            "SELECT * FROM cases ORDER BY id",
            "SELECT * FROM day_contexts ORDER BY office_day",
            "SELECT * FROM day_sums ORDER BY id",
            "SELECT * FROM draws ORDER BY id",
            "SELECT * FROM erasures ORDER BY id",
            "SELECT * FROM flags ORDER BY entity, flag, detail",
            "SELECT * FROM follow_up_openings ORDER BY follow_up, id",
            "SELECT * FROM follow_ups ORDER BY id",
            "SELECT * FROM keepings ORDER BY id",
            "SELECT * FROM sign_offs ORDER BY id",
            "SELECT * FROM summed_moments ORDER BY moment, sums",
        ],
    ),
    (
        "SQLite's own check of the file, which verifying asks for, counts and reads the full text",
        &[
            "SELECT T.'rowid', T.c0 FROM 'main'.'notes_content' AS T",
            "SELECT count(*) FROM 'main'.'notes_content'",
            "SELECT count(*) FROM 'main'.'notes_docsize'",
        ],
    ),
    (
        "folding the tables anew, after an update and when a store is made, empties them and reads every entry",
        &[
            "SELECT entity FROM entry_entities GROUP BY entity ORDER BY min(row)",
            "DELETE FROM audit",
            "DELETE FROM blocks",
            "DELETE FROM cases",
            "DELETE FROM day_contexts",
            "DELETE FROM days",
            "DELETE FROM day_sums",
            "DELETE FROM draws",
            "DELETE FROM erasures",
            "DELETE FROM flags",
            "DELETE FROM keepings",
            "DELETE FROM follow_up_openings",
            "DELETE FROM follow_ups",
            "DELETE FROM moments",
            "DELETE FROM notes",
            "DELETE FROM sign_offs",
        ],
    ),
    (
        "retention, and putting a store back: a row for each day that was warned of, and for each word to keep longer",
        &[
            "DELETE FROM retention_warnings",
            "SELECT * FROM retention_warnings",
            "SELECT part, last_used, warned_on FROM retention_warnings",
            "SELECT record FROM keepings ORDER BY until, id",
        ],
    ),
];

/// Statements that are run where nobody looks, by why.
const UNSEEN: [(&str, &str); 2] = [
    ("SELECT count(*) FROM sqlite_schema…", "proves the key before a connection is handed on"),
    ("INSERT INTO tombstones (workstation, epoch, seq, part) VALUES (?1, …", "into the fold in memory"),
];

/// Every statement that is run while all commands are used, and by the verbs of the command line that no window has.
static SEEN: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let seen = statements::during(|| {
        commands::each_with(8);
        no_command();
    });
    seen.iter().map(|sql| on_one_line(sql)).filter(|sql| has_plan(sql)).collect()
});

fn no_command() {
    let office = TestOffice::new().unwrap();
    office.serve("Ben", office.usual()).unwrap();
    let low = follow_ups::rated(&office, "Ben", follow_ups::of(2));
    office.desk.void(&office.actor("Ada"), low, VoidReason::Mistake, None).unwrap();
    office.desk.epochs().unwrap();
    office.desk.prove().unwrap();
    let acts = |after| office.desk.acts(&office.actor("Ada"), &ActsFilter { after, ..ActsFilter::default() });
    let first = acts(None).unwrap().acts[0].id.clone();
    acts(Some(first)).unwrap();
    office
        .with_store(|store, now| {
            store.rebuild(now).unwrap();
            store.read::<_, StoreError>(|r| r.audit(10)).unwrap();
            // An act about a follow-up that is none.
            let about = follow_up_ref(&FollowUpId(Uuid::from_u128(1)));
            let act = NewEntry {
                kind: kind::FOLLOW_UP_CHANGED,
                audience: Audience::Office,
                author: Author::App,
                changes: vec![EntityChange::new(about, Fields::new())],
            };
            store.write::<_, StoreError>(now, |tx| tx.append(act)).unwrap();
        })
        .unwrap();
    exchange::losses::a_stick_that_was_pulled_out_half_way_loses_nothing();
    exchange::refused::what_the_centre_acknowledged_is_sealed_no_more_and_sealed_again_when_the_centre_lost_it();
    backups::putting_back::an_administrator_puts_an_older_copy_back_and_nothing_is_lost_by_it();
    journal::an_erasure_by_somebody_who_was_no_supervisor_waits_for_one_who_is();
    journal::an_erasure_that_arrives_first_holds_for_moments_and_takes_no_persons_roles();
    journal::a_copy_without_some_bytes_is_filled_by_one_that_has_them();
    sign_off::what_arrives_from_another_workstation_later_is_listed_whatever_order_it_comes_in();
    follow_ups::each_rule_opens_its_own_and_the_other_low_ratings_of_a_day_open_one();
    follow_ups::an_untouched_one_goes_with_what_opened_it_and_one_that_somebody_acted_on_stays();
    follow_ups::what_changed_how_the_office_serves_is_told_to_clients_by_the_month_and_nobody_is_named();
    retention::after_two_years_the_moments_go_and_the_figures_of_their_day_stay();
    safe::a_store_that_fell_behind_its_mark_begins_a_new_life_and_says_what_it_knew();
}

fn on_one_line(sql: &str) -> String {
    let code = sql.lines().map(|line| line.split("--").next().unwrap_or_default());
    code.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
}

/// What reads and changes rows; the rest makes tables, begins and ends transactions, or asks for a setting.
fn has_plan(sql: &str) -> bool {
    const NONE: [&str; 8] = ["ALTER", "BEGIN", "COMMIT", "CREATE", "DROP", "PRAGMA", "RELEASE", "ROLLBACK"];
    !NONE.iter().any(|word| sql.starts_with(word))
}

struct Plans {
    conn: Connection,
    tables: BTreeSet<String>,
    _office: TestOffice,
}

impl Plans {
    /// Of an office's own store, planned as the store itself plans; what a change sets off is in the plan too.
    fn new() -> Self {
        let office = TestOffice::new().unwrap();
        let conn = safe::keyed(&office);
        for config in [DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, DbConfig::SQLITE_DBCONFIG_TRIGGER_EQP] {
            assert!(conn.set_db_config(config, true).unwrap());
        }
        let tables = strings(&conn, "SELECT name FROM sqlite_schema WHERE type = 'table'");
        assert!(!tables.contains("sqlite_stat1"), "plans follow from the schema alone");
        Self { conn, tables, _office: office }
    }

    /// The steps of a statement's plan that read a growing table, or an index of one, from end to end.
    fn whole(&self, sql: &str) -> Vec<String> {
        let words: Vec<&str> = sql.split_whitespace().collect();
        if let ["DELETE", "FROM", table] = words.as_slice() {
            // SQLite drops the pages at once and plans nothing.
            return self.grows(table).then(|| sql.to_owned()).into_iter().collect();
        }
        let mut plan = self.conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let steps = plan.raw_query().mapped(|row| row.get::<_, Option<String>>("detail"));
        let steps: Vec<String> = steps.filter_map(|step| step.unwrap()).collect();
        let made: BTreeSet<&str> = steps
            .iter()
            .filter_map(|step| step.strip_prefix("CO-ROUTINE ").or(step.strip_prefix("MATERIALIZE ")))
            .collect();
        let whole = |step: &&String| {
            let words: Vec<&str> = step.split_whitespace().collect();
            match words.as_slice() {
                ["SCAN", "CONSTANT", "ROW"] | ["SCAN", "json_each", ..] => false,
                ["SCAN", name, ..] if made.contains(name) => false,
                // Full text: `M` looks words up, `=` is one row.
                ["SCAN", name, "VIRTUAL", "TABLE", "INDEX", how] => {
                    !how.contains(['M', '=']) && self.grows_as(sql, name)
                }
                ["SCAN", name, rest @ ..] => {
                    !WAITS.iter().any(|(index, _)| rest.last() == Some(index)) && self.grows_as(sql, name)
                }
                // Each time the statement is run, the index is made from the whole table.
                ["SEARCH", name, ..] => {
                    step.contains("AUTOMATIC") && !made.contains(name) && self.grows_as(sql, name)
                }
                _ => false,
            }
        };
        steps.iter().filter(whole).cloned().collect()
    }

    /// Whether what goes by this name in a statement is a table that grows; what is not known does.
    fn grows_as(&self, sql: &str, name: &str) -> bool {
        let words: Vec<&str> =
            sql.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|w| !w.is_empty()).collect();
        let called =
            |window: &&[&str]| window.last() == Some(&name) && (window.len() == 2 || window[1] == "AS");
        let mut tables = words
            .windows(2)
            .filter(called)
            .chain(words.windows(3).filter(called))
            .map(|window| window[0])
            .filter(|table| self.tables.contains(*table))
            .peekable();
        if tables.peek().is_some() { tables.any(|table| self.grows(table)) } else { self.grows(name) }
    }

    fn grows(&self, table: &str) -> bool {
        !STAYS.contains(&table.trim_start_matches("main."))
    }
}

fn strings(conn: &Connection, sql: &str) -> BTreeSet<String> {
    let mut rows = conn.prepare(sql).unwrap();
    rows.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

#[test]
fn no_query_scans_a_table_that_grows_with_the_years() {
    let plans = Plans::new();
    let (mut left, mut wrong) = (BTreeSet::new(), Vec::new());
    left.extend(WHOLE.iter().flat_map(|(_, some)| some.iter().copied()));
    for sql in SEEN.iter() {
        let whole = plans.whole(sql);
        let may: Vec<&str> =
            WHOLE.iter().flat_map(|(_, some)| *some).filter(|one| is(sql, one)).copied().collect();
        match (whole.is_empty(), may.is_empty()) {
            (false, true) => wrong.push(format!("{sql}: {whole:?}")),
            (false, false) => may.iter().for_each(|one| _ = left.remove(one)),
            (true, _) => {}
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(left.is_empty(), "no longer run, or no longer whole: {left:#?}");
}

#[test]
fn every_statement_that_the_store_can_run_was_run_for_its_plan() {
    let written = written();
    assert!(written.len() > 100, "{written:?}");
    let seen = |one: &String| SEEN.iter().any(|sql| is(sql, one));
    let unseen: Vec<&String> = written.iter().filter(|one| !seen(one)).collect();
    let (known, new): (Vec<_>, Vec<_>) =
        unseen.into_iter().partition(|one| UNSEEN.iter().any(|(sql, _)| is(one, sql)));
    assert!(new.is_empty(), "nothing here runs {new:#?}");
    assert_eq!(known.len(), UNSEEN.len(), "{known:?}");
}

#[test]
fn a_scan_is_found_under_any_name_and_a_new_table_grows() {
    let plans = Plans::new();
    plans.conn.execute_batch("CREATE TABLE letters (id INTEGER PRIMARY KEY, moment BLOB)").unwrap();
    for sql in [
        "SELECT id FROM moments WHERE channel = 'phone'",
        "SELECT m.id FROM moments AS m WHERE m.channel = 'phone'",
        "SELECT s.id FROM staff s JOIN moments m ON m.channel = s.name",
        "SELECT count(*) FROM audit",
        "SELECT n.rowid FROM notes n",
        "SELECT id FROM letters",
        "SELECT m.id FROM moments m LEFT JOIN letters l ON l.moment = m.id WHERE m.office_day = ?1",
        "SELECT id FROM (SELECT id, count(*) AS n FROM audit GROUP BY id) a WHERE n > 1",
        "UPDATE moments SET amended = 1",
        "DELETE FROM audit",
        "DELETE FROM audit WHERE action = 'exported'",
    ] {
        assert!(!plans.whole(sql).is_empty(), "{sql}");
    }
    for sql in [
        "SELECT id FROM moments WHERE office_day = ?1",
        "SELECT l.service FROM moments m JOIN moment_lines l ON l.moment = m.row WHERE m.office_day = ?1",
        "SELECT rowid FROM notes WHERE notes MATCH ?1",
        "SELECT record FROM services",
        "DELETE FROM drafts",
    ] {
        assert!(plans.whole(sql).is_empty(), "{sql}: {:?}", plans.whole(sql));
    }
}

/// The statements in the store's source, tests apart. What is put in when it is run stands in braces.
fn written() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../src-tauri/crates/store/src");
    let (mut folders, mut files): (Vec<PathBuf>, Vec<PathBuf>) = (vec![root], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    let source = files.iter().filter(|path| {
        path.extension().is_some_and(|e| e == "rs") && !path.to_string_lossy().ends_with("_tests.rs")
    });
    let mut found = BTreeSet::new();
    for path in source {
        let text = std::fs::read_to_string(path).unwrap();
        let text = text.split("#[cfg(test)]\nmod ").next().unwrap();
        found.extend(literals(text).iter().filter_map(|literal| statement(literal)));
    }
    found
}

/// A literal that is a statement, or the beginning of one; what is put in when it is run as `…`.
fn statement(literal: &str) -> Option<String> {
    const VERBS: [&str; 6] = ["SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE", "WITH"];
    let sql = on_one_line(literal);
    let verb = sql.trim_start_matches('{').split(|c: char| !c.is_ascii_uppercase()).next()?;
    if !VERBS.contains(&verb) {
        return None;
    }
    let pieces = sql.split('{').map(|piece| piece.split_once('}').map_or(piece, |(_, piece)| piece));
    Some(format!("{}…", pieces.collect::<Vec<_>>().join("…")))
}

/// Whether a statement is this one, whose pieces stand around `…`.
fn is(sql: &str, pattern: &str) -> bool {
    let pieces: Vec<&str> = pattern.split('…').map(str::trim).collect();
    let (Some(first), Some(last)) = (pieces.first(), pieces.last()) else { return false };
    let mut rest = sql;
    for piece in &pieces {
        let Some(at) = rest.find(piece) else { return false };
        rest = &rest[at + piece.len()..];
    }
    sql.starts_with(first) && (last.is_empty() || sql.ends_with(last))
}

/// The texts in quotes of a Rust file.
fn literals(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut chars = source.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '/' if chars.peek() == Some(&'/') => while chars.next().is_some_and(|c| c != '\n') {},
            '\'' if chars.peek() == Some(&'"') => {
                chars.next();
            }
            '"' => {
                let mut text = String::new();
                while let Some(c) = chars.next().filter(|c| *c != '"') {
                    text.push(c);
                    if c == '\\' {
                        text.extend(chars.next());
                    }
                }
                found.push(text);
            }
            _ => {}
        }
    }
    found
}
