//! The tables that the screens read, one file each: the SQL beside its row mapping. All are folded from the journal,
//! but the local ones (`local.rs`, `sheets.rs`, `exchange.rs`, a part of `retention.rs`), which are never shared.

pub mod audit;
pub mod cases;
pub mod catalogue;
pub mod day_contexts;
pub mod days;
pub mod directory;
pub mod draws;
pub mod erasures;
pub mod exchange;
pub mod flags;
pub mod follow_ups;
pub mod local;
pub mod moments;
pub mod people;
pub mod referrals;
pub mod retention;
pub mod sheets;
pub mod sign_offs;

use crate::error::Result;
use moments_core::entities::entity;
use moments_core::entry::EntityRef;
use moments_core::fold::Folded;
use moments_core::ids::StaffId;
use rusqlite::Connection;
use std::collections::BTreeSet;

/// Writes an entity's folded state into its table.
pub fn put(
    conn: &Connection,
    subject: &EntityRef,
    folded: &Folded,
    without_role: &BTreeSet<StaffId>,
) -> Result<()> {
    flags::put(conn, subject, folded, without_role)?;
    match subject.kind() {
        entity::MOMENT => moments::put(conn, subject, folded),
        entity::OFFICE => people::put_office(conn, subject, folded),
        entity::WORKSTATION => people::put_workstation(conn, subject, folded),
        entity::STAFF => people::put_staff(conn, subject, folded),
        entity::SERVICE => catalogue::put_service(conn, subject, folded),
        entity::STANDARD => catalogue::put_standard(conn, subject, folded),
        entity::QUICK_LIST => catalogue::put_quick_list(conn, subject, folded),
        entity::CASE => cases::put(conn, subject, folded),
        entity::FOLLOW_UP => follow_ups::put(conn, subject, folded),
        entity::DRAW => draws::put(conn, subject, folded),
        entity::SIGN_OFF => sign_offs::put(conn, subject, folded),
        entity::DAY_CONTEXT => day_contexts::put(conn, subject, folded),
        entity::ORGANIZATION => directory::put(conn, subject, folded),
        entity::AUDIT => audit::put(conn, subject, folded),
        entity::ERASURE => erasures::put(conn, subject, folded),
        entity::DAY_SUMS => days::put_sums(conn, subject, folded),
        entity::KEEPING => retention::put_keeping(conn, subject, folded),
        // An epoch has no table; an entity of a newer version waits in the journal, named by its flag.
        _ => Ok(()),
    }
}

/// The folded tables, with the columns and order in which their rows can be compared between two stores.
pub const FOLDED: &[(&str, &str)] = &[
    ("offices", "SELECT * FROM offices ORDER BY id"),
    ("workstations", "SELECT * FROM workstations ORDER BY id"),
    ("staff", "SELECT * FROM staff ORDER BY id"),
    ("services", "SELECT * FROM services ORDER BY key"),
    ("standards", "SELECT * FROM standards ORDER BY key"),
    ("quick_lists", "SELECT * FROM quick_lists ORDER BY office"),
    (
        "moments",
        "SELECT id, complete, kind, origin, office_day, started_ms, workstation, staff, short_no, time_source, channel,
            client, outcome, voided, eligible, invited, answered, rating_state, rating_source, overall, headline,
            unclassified, amended, case_id, draw, draw_no, drawn, question, low_rating, erased, facts, record,
            (SELECT note FROM notes WHERE notes.rowid = moments.row) AS note
         FROM moments ORDER BY id",
    ),
    (
        "moment_lines",
        "SELECT m.id, l.line, l.position, l.service, l.name_en, l.name_fr, l.quantity, l.relationship,
            l.relationship_by, l.outcome, l.outcome_by
         FROM moment_lines l JOIN moments m ON m.row = l.moment ORDER BY m.id, l.line",
    ),
    (
        "ratings",
        "SELECT m.id, r.id, r.state, r.source, r.overall, r.record
         FROM ratings r JOIN moments m ON m.row = r.moment ORDER BY m.id, r.id",
    ),
    ("organizations", "SELECT * FROM organizations ORDER BY id"),
    ("cases", "SELECT * FROM cases ORDER BY id"),
    ("draws", "SELECT * FROM draws ORDER BY id"),
    ("sign_offs", "SELECT * FROM sign_offs ORDER BY id"),
    ("day_contexts", "SELECT * FROM day_contexts ORDER BY office_day"),
    ("follow_ups", "SELECT * FROM follow_ups ORDER BY id"),
    ("follow_up_openings", "SELECT * FROM follow_up_openings ORDER BY follow_up, id"),
    (
        "referrals",
        "SELECT m.id, r.direction, r.office_day, r.organization, r.name_en, r.name_fr, r.level, r.kind
         FROM referrals r JOIN moments m ON m.row = r.moment ORDER BY m.id, r.direction",
    ),
    ("audit", "SELECT * FROM audit ORDER BY id"),
    ("erasures", "SELECT * FROM erasures ORDER BY id"),
    ("day_sums", "SELECT * FROM day_sums ORDER BY id"),
    ("summed_moments", "SELECT * FROM summed_moments ORDER BY moment, sums"),
    ("keepings", "SELECT * FROM keepings ORDER BY id"),
    ("flags", "SELECT * FROM flags ORDER BY entity, flag, detail"),
];
