use super::*;
use crate::journal;
use crate::refold::Refold;
use crate::store::{Identity, put_identity};
use crate::tables::FOLDED;
use moments_core::entities::{follow_up_ref, moment_ref};
use moments_core::entry::{Author, Entry, EntryKey, Part, WrittenAt};
use moments_core::fold::kind;
use moments_core::ids::{EntryId, Epoch, WorkstationId};
use moments_core::words::Audience;
use serde_json::{Value, json};
use uuid::Uuid;

const OFFICE: OfficeId = OfficeId(Uuid::from_u128(9));
const MOMENT: MomentId = MomentId(Uuid::from_u128(7));

fn empty() -> Connection {
    let mut conn = Connection::open_in_memory().unwrap();
    crate::migrate::migrate(&mut conn).unwrap();
    let (workstation, epoch) = (WorkstationId::default(), Epoch::default());
    put_identity(&conn, &Identity { office: OFFICE, workstation, epoch }, None).unwrap();
    conn
}

fn written(seq: u64, kind: &str, about: EntityRef, set: Value) -> Entry {
    let payload = json!({ "changes": [{ "set": set }] });
    let mut entry = Entry {
        key: EntryKey { workstation: WorkstationId::default(), epoch: Epoch::default(), seq },
        id: EntryId(Uuid::from_u128(u128::from(seq))),
        lamport: seq,
        entities: vec![about],
        after: Vec::new(),
        kind: kind.to_owned(),
        version: 1,
        audience: Audience::Office,
        author: Author::Cli,
        at: WrittenAt { utc_ms: 0, offset_minutes: 0, clock_suspect: false },
        payload: Part::new([0; 32], payload.to_string().into_bytes()),
        text: Part::new([0; 32], Vec::new()),
        previous: [0; 32],
        hash: [0; 32],
    };
    entry = entry.seal_hash();
    entry
}

/// What was recorded, rated and done, with numbers in the order in which it was written.
fn complained() -> Entry {
    let set = json!({ "started_at": "2026-11-24T14:03:10-05:00", "office_day": "2026-11-24",
        "feedback": ["complaint"] });
    written(1, kind::MOMENT_RECORDED, moment_ref(&MOMENT), set)
}

fn rated(overall: u8) -> Entry {
    let id = Uuid::from_u128(3);
    let set = json!({ format!("ratings/{id}/state"): "rated", format!("ratings/{id}/overall"): overall });
    written(2, kind::RATING_GIVEN, moment_ref(&MOMENT), set)
}

fn voided() -> Entry {
    written(3, kind::MOMENT_VOIDED, moment_ref(&MOMENT), json!({ "voided": "mistake" }))
}

fn acted(seq: u64, moment: Option<MomentId>, rule: FollowUpRule) -> Entry {
    let id = match moment {
        Some(moment) => follow_up::id(&moment, rule),
        None => follow_up::id_of_day(&OFFICE, "2026-11-24".parse().unwrap()),
    };
    let mut set = json!({ "about/rule": rule.as_str(), "about/day": "2026-11-24", "status": "acknowledged" });
    if let Some(moment) = moment {
        set["about/moment"] = json!(moment);
    }
    written(seq, kind::FOLLOW_UP_CHANGED, follow_up_ref(&id), set)
}

fn arrives(conn: &Connection, entries: &[&Entry]) {
    for entry in entries {
        journal::insert(conn, entry).unwrap();
        let row = conn.query_row("SELECT max(row) FROM entries", [], |row| row.get(0)).unwrap();
        Refold::default().entry(conn, row, entry).unwrap();
    }
}

fn rows(conn: &Connection) -> Vec<String> {
    let sql = "SELECT rule || ' ' || office_day || ' ' || due_on || ' ' || status || ' ' || stands || acted
        FROM follow_ups ORDER BY rule";
    let mut statement = conn.prepare(sql).unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(|row| row.unwrap()).collect()
}

#[test]
fn whatever_arrives_first_the_same_rows_stand() {
    let (moment, low, void) = (complained(), rated(2), voided());
    let single = acted(4, Some(MOMENT), FollowUpRule::Complaint);
    let day = acted(5, None, FollowUpRule::LowRatings);
    let conn = empty();
    arrives(&conn, &[&moment, &low]);
    assert_eq!(
        rows(&conn),
        ["complaint 2026-11-24 2026-12-01 new 10", "low_ratings 2026-11-24 2026-12-01 new 10"]
    );
    arrives(&conn, &[&void]);
    assert_eq!(rows(&conn), [""; 0], "untouched, they vanish");
    arrives(&conn, &[&single, &day]);
    let expected = [
        "complaint 2026-11-24 2026-12-01 acknowledged 01",
        "low_ratings 2026-11-24 2026-12-01 acknowledged 01",
    ];
    assert_eq!(rows(&conn), expected, "what somebody acted on stays");

    let all = [&moment, &low, &void, &single, &day];
    for turn in 0..120 {
        let (mut left, mut order, mut n) = (all.to_vec(), Vec::new(), turn);
        while !left.is_empty() {
            let place = n % left.len();
            n /= left.len();
            order.push(left.remove(place));
        }
        let other = empty();
        arrives(&other, &order);
        for (table, sql) in FOLDED.iter().filter(|(table, _)| table.starts_with("follow_up")) {
            let dump = |conn: &Connection| {
                let mut statement = conn.prepare(sql).unwrap();
                let columns = statement.column_count();
                let rows = statement
                    .query_map([], |row| {
                        (0..columns)
                            .map(|at| row.get::<_, rusqlite::types::Value>(at))
                            .collect::<rusqlite::Result<Vec<_>>>()
                    })
                    .unwrap();
                rows.map(|row| row.unwrap()).collect::<Vec<_>>()
            };
            assert_eq!(dump(&other), dump(&conn), "{table} in the order {turn}");
        }
    }
}

#[test]
fn an_act_that_is_not_about_what_it_says_shows_nothing() {
    let conn = empty();
    let mut forged = acted(1, Some(MOMENT), FollowUpRule::Complaint);
    forged.entities = vec![follow_up_ref(&FollowUpId(Uuid::from_u128(1)))];
    let forged = forged.seal_hash();
    arrives(&conn, &[&forged, &acted(2, Some(MOMENT), FollowUpRule::LowRatings)]);
    assert_eq!(rows(&conn), [""; 0]);
}
