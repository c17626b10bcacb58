//! Moments, their lines and ratings, and the full text of their notes.

use crate::error::Result;
use crate::transaction::Reader;
use moments_core::entry::EntityRef;
use moments_core::fields::unflatten;
use moments_core::figures::Facts;
use moments_core::fold::{Folded, kind};
use moments_core::follow_up;
use moments_core::ids::{MomentId, StaffId, WorkstationId};
use moments_core::moment::{Moment, UNCLASSIFIED};
use moments_core::words::{MomentKind, Outcome, RatingState};
use rusqlite::{Connection, OptionalExtension, Row, named_params};

// Not one statement that does either: what may break off halfway has the full text written out each time, in case it does.
const INSERT: &str =
    "INSERT INTO moments (row, id, complete, kind, origin, office_day, started_ms, workstation, staff, short_no,
        time_source, channel, client, outcome, voided, eligible, invited, answered, rating_state, rating_source, overall,
        headline, unclassified, amended, case_id, draw, draw_no, drawn, question, low_rating, erased, facts, record)
    VALUES (:row, :id, :complete, :kind, :origin, :office_day, :started_ms, :workstation, :staff, :short_no, :time_source,
        :channel, :client, :outcome, :voided, :eligible, :invited, :answered, :rating_state, :rating_source, :overall,
        :headline, :unclassified, :amended, :case_id, :draw, :draw_no, :drawn, :question, :low_rating, :erased, :facts,
        :record)";
const UPDATE: &str =
    "UPDATE moments SET complete = :complete, kind = :kind, origin = :origin, office_day = :office_day,
        started_ms = :started_ms, workstation = :workstation, staff = :staff, short_no = :short_no,
        time_source = :time_source, channel = :channel, client = :client, outcome = :outcome, voided = :voided,
        eligible = :eligible, invited = :invited, answered = :answered, rating_state = :rating_state,
        rating_source = :rating_source, overall = :overall, headline = :headline, unclassified = :unclassified,
        amended = :amended, case_id = :case_id, draw = :draw, draw_no = :draw_no, drawn = :drawn, question = :question,
        low_rating = :low_rating, erased = :erased, facts = :facts, record = :record
    WHERE row = :row AND id = :id";

pub fn put(conn: &Connection, subject: &EntityRef, folded: &Folded) -> Result<()> {
    // One spelling: two entities that name one row would make the order of arrival matter.
    let Some(id) = subject.id().parse::<MomentId>().ok().filter(|id| id.to_string() == subject.id()) else {
        return Ok(());
    };
    let (moment, _) = unflatten::<Moment>(&folded.fields);
    let complete = folded.has(kind::MOMENT_RECORDED) && moment.started_at.is_some();
    // Nothing of the record is left, which is another thing than that it has not arrived.
    let erased = folded.has(kind::MOMENT_RECORDED) && folded.payload_erased && moment.started_at.is_none();
    let counted = moment.counted();
    let rated = moment.rating();
    let amended =
        [kind::MOMENT_AMENDED, kind::MOMENT_VOIDED, kind::MOMENT_RESTORED].iter().any(|k| folded.has(k));
    let before = before(conn, &id)?;
    super::days::changed(conn, before.as_ref().map(|b| b.office_day.as_str()), complete, &moment)?;
    let facts = complete.then(|| postcard::to_allocvec(&Facts::of(&moment, &folded.erased))).transpose()?;
    let known = before.as_ref().map(|before| before.row);
    conn.prepare_cached(if known.is_none() { INSERT } else { UPDATE })?.execute(named_params! {
        ":row": known, ":id": id.0, ":complete": complete, ":kind": moment.kind.as_str(),
        ":origin": moment.origin.as_str(), ":office_day": moment.office_day.to_string(),
        ":started_ms": moment.started_at.map_or(0, |t| t.timestamp_millis()),
        ":workstation": moment.workstation.0, ":staff": moment.staff.map(|s| s.0),
        ":short_no": moment.short_no, ":time_source": moment.time_source.as_str(),
        ":channel": moment.channel.value.as_str(), ":client": moment.client().map(|c| c.as_str()),
        ":outcome": moment.outcome().map(|o| o.as_str()), ":voided": moment.voided.map(|v| v.as_str()),
        ":eligible": complete && counted.eligible, ":invited": complete && counted.invited,
        ":answered": complete && counted.answered, ":rating_state": moment.rating_state().as_str(),
        ":rating_source": rated.map(|r| r.rating.source.as_str()),
        ":overall": rated.and_then(|r| r.rating.overall),
        ":headline": rated.is_some_and(|r| Moment::is_headline(r.rating)),
        ":unclassified": moment.lines.values().any(|l| l.service == UNCLASSIFIED), ":amended": amended,
        ":case_id": moment.case.map(|c| c.0), ":draw": moment.invitation.draw.map(|d| d.0),
        ":draw_no": moment.invitation.draw_no.and_then(|n| i64::try_from(n).ok()),
        ":drawn": moment.invitation.drawn, ":question": moment.invitation.question.map(|q| q.as_str()),
        ":low_rating": complete && follow_up::counts_in_the_day(&moment, &folded.erased),
        ":erased": erased, ":facts": facts, ":record": serde_json::to_string(&moment)?,
    })?;
    let row = known.unwrap_or_else(|| conn.last_insert_rowid());
    if before.is_some() {
        clear(conn, row)?;
    }
    put_lines(conn, row, &moment)?;
    put_ratings(conn, row, &moment)?;
    super::follow_ups::put_of_moment(conn, &id, complete, &moment, &folded.erased, before)?;
    super::referrals::put(conn, row, complete, &moment)?;
    put_note(conn, row, known.is_some(), moment.note.as_deref())
}

/// A moment as its row had it until now.
pub(super) struct Before {
    row: i64,
    pub office_day: String,
    /// Whether its low rating counted in the day.
    pub low_rating: bool,
}

fn before(conn: &Connection, id: &MomentId) -> Result<Option<Before>> {
    let mut statement =
        conn.prepare_cached("SELECT row, office_day, low_rating FROM moments WHERE id = :id")?;
    let before = statement.query_row(named_params! { ":id": id.0 }, |row| {
        Ok(Before {
            row: row.get("row")?,
            office_day: row.get("office_day")?,
            low_rating: row.get("low_rating")?,
        })
    });
    Ok(before.optional()?)
}

/// Takes away what stands beside a moment's row; of a new one there is nothing.
fn clear(conn: &Connection, row: i64) -> Result<()> {
    for sql in [
        "DELETE FROM moment_lines WHERE moment = :row",
        "DELETE FROM ratings WHERE moment = :row",
        "DELETE FROM referrals WHERE moment = :row",
    ] {
        conn.prepare_cached(sql)?.execute(named_params! { ":row": row })?;
    }
    Ok(())
}

fn put_lines(conn: &Connection, row: i64, moment: &Moment) -> Result<()> {
    let mut insert = conn.prepare_cached(
        "INSERT INTO moment_lines (moment, line, position, service, name_en, name_fr, quantity, relationship,
            relationship_by, outcome, outcome_by)
         VALUES (:moment, :line, :position, :service, :name_en, :name_fr, :quantity, :relationship, :relationship_by,
            :outcome, :outcome_by)",
    )?;
    for (id, line) in &moment.lines {
        insert.execute(named_params! {
            ":moment": row, ":line": id, ":position": line.position, ":service": line.service,
            ":name_en": line.name_en, ":name_fr": line.name_fr, ":quantity": line.quantity,
            ":relationship": line.relationship.value.as_str(), ":relationship_by": line.relationship.by.as_str(),
            ":outcome": line.outcome.value.as_str(), ":outcome_by": line.outcome.by.as_str(),
        })?;
    }
    Ok(())
}

fn put_ratings(conn: &Connection, row: i64, moment: &Moment) -> Result<()> {
    let mut insert = conn.prepare_cached(
        "INSERT INTO ratings (moment, id, state, source, overall, record)
         VALUES (:moment, :id, :state, :source, :overall, :record)",
    )?;
    for (id, rating) in &moment.ratings {
        insert.execute(named_params! {
            ":moment": row, ":id": id.0, ":state": rating.state.as_str(), ":source": rating.source.as_str(),
            ":overall": rating.overall, ":record": serde_json::to_string(rating)?,
        })?;
    }
    Ok(())
}

/// The full text is changed where the note is: to take words out of it costs more than all the rest of a moment.
fn put_note(conn: &Connection, row: i64, is_known: bool, note: Option<&str>) -> Result<()> {
    let written: Option<String> = if is_known {
        conn.prepare_cached("SELECT note FROM notes WHERE rowid = :row")?
            .query_row(named_params! { ":row": row }, |row| row.get(0))
            .optional()?
    } else {
        None
    };
    if written.as_deref() == note {
        return Ok(());
    }
    if written.is_some() {
        conn.prepare_cached("DELETE FROM notes WHERE rowid = :row")?
            .execute(named_params! { ":row": row })?;
    }
    if let Some(note) = note {
        conn.prepare_cached("INSERT INTO notes (rowid, note) VALUES (:row, :note)")?
            .execute(named_params! { ":row": row, ":note": note })?;
    }
    Ok(())
}

/// A moment as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredMoment {
    pub id: MomentId,
    pub complete: bool,
    /// It was there, and nothing of it is left.
    pub erased: bool,
    pub amended: bool,
    pub moment: Moment,
}

/// What became of a moment, as far as a person's own tally tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Done {
    pub kind: MomentKind,
    pub outcome: Option<Outcome>,
    pub rating_state: RatingState,
}

/// What a list of moments is narrowed to; `None` leaves a side open.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MomentQuery {
    /// `YYYY-MM-DD`.
    pub office_day: String,
    pub staff: Option<StaffId>,
    pub workstation: Option<WorkstationId>,
    /// Of the principal line.
    pub service: Option<String>,
    pub channel: Option<String>,
    pub client: Option<String>,
    pub outcome: Option<String>,
    /// Of the greeting, by the office's clock.
    pub hour: Option<u8>,
    /// Only moments before this one in the list's order (newest first).
    pub before: Option<(i64, MomentId)>,
    pub limit: u32,
}

pub(super) const COLUMNS: &str = "m.id, m.complete, m.erased, m.amended, m.record, m.started_ms";

/// Id, complete, erased, amended, record.
type Found = (MomentId, bool, bool, bool, String);

pub(super) fn from_row(row: &Row<'_>) -> rusqlite::Result<Found> {
    Ok((
        MomentId(row.get("id")?),
        row.get("complete")?,
        row.get("erased")?,
        row.get("amended")?,
        row.get("record")?,
    ))
}

pub(super) fn stored((id, complete, erased, amended, record): Found) -> Result<StoredMoment> {
    Ok(StoredMoment { id, complete, erased, amended, moment: serde_json::from_str(&record)? })
}

impl Reader<'_> {
    pub fn moment(&self, id: &MomentId) -> Result<Option<StoredMoment>> {
        let sql = format!("SELECT {COLUMNS} FROM moments m WHERE m.id = :id");
        let row =
            self.conn.prepare_cached(&sql)?.query_row(named_params! { ":id": id.0 }, from_row).optional()?;
        row.map(stored).transpose()
    }

    /// What a person did on a day, as far as it stands, newest first: kind, outcome and rating state of each.
    pub fn done_on(&self, staff: &StaffId, office_day: &str) -> Result<Vec<Done>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT kind, outcome, rating_state FROM moments
             WHERE staff = :staff AND office_day = :day AND complete AND voided IS NULL
             ORDER BY started_ms DESC, id DESC",
        )?;
        let rows = statement.query_map(named_params! { ":staff": staff.0, ":day": office_day }, |row| {
            let word = |name: &str| row.get::<_, Option<String>>(name);
            Ok(Done {
                kind: word("kind")?.as_deref().and_then(MomentKind::parse).unwrap_or_default(),
                outcome: word("outcome")?.as_deref().and_then(Outcome::parse),
                rating_state: word("rating_state")?
                    .as_deref()
                    .and_then(RatingState::parse)
                    .unwrap_or_default(),
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The newest moments of a person on a day, voided ones too but for those that were undone.
    pub fn newest_of(&self, staff: &StaffId, office_day: &str, limit: u32) -> Result<Vec<StoredMoment>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM moments m
             WHERE m.staff = :staff AND m.office_day = :day AND m.complete AND m.voided IS NOT 'undo'
             ORDER BY m.started_ms DESC, m.id DESC LIMIT :limit"
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let rows = statement
            .query_map(named_params! { ":staff": staff.0, ":day": office_day, ":limit": limit }, from_row)?;
        rows.map(|row| stored(row?)).collect()
    }

    /// A day's moments, newest first.
    pub fn moments_of_day(&self, query: &MomentQuery) -> Result<Vec<StoredMoment>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM moments m
             WHERE m.office_day = :day AND m.complete
               AND (:staff IS NULL OR m.staff = :staff)
               AND (:workstation IS NULL OR m.workstation = :workstation)
               AND (:channel IS NULL OR m.channel = :channel)
               AND (:client IS NULL OR m.client = :client)
               AND (:outcome IS NULL OR m.outcome = :outcome)
               AND (:hour IS NULL OR CAST(substr(json_extract(m.record, '$.started_at'), 12, 2) AS INTEGER) = :hour)
               AND (:service IS NULL OR :service = (
                   SELECT l.service FROM moment_lines l WHERE l.moment = m.row ORDER BY l.position, l.line LIMIT 1))
               AND (:before_ms IS NULL OR (m.started_ms, m.id) < (:before_ms, :before_id))
             ORDER BY m.started_ms DESC, m.id DESC LIMIT :limit"
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let rows = statement.query_map(
            named_params! {
                ":day": query.office_day, ":staff": query.staff.map(|s| s.0),
                ":workstation": query.workstation.map(|w| w.0), ":channel": query.channel, ":client": query.client,
                ":outcome": query.outcome, ":hour": query.hour, ":service": query.service, ":before_ms": query.before.map(|b| b.0),
                ":before_id": query.before.map(|b| b.1.0), ":limit": query.limit,
            },
            from_row,
        )?;
        rows.map(|row| stored(row?)).collect()
    }

    /// The newest moments whose note holds every word of `text`; the last word may be the beginning of one.
    pub fn search_notes(&self, text: &str, staff: Option<&StaffId>, limit: u32) -> Result<Vec<StoredMoment>> {
        let words: Vec<String> = text
            // An accent that is written apart from its letter belongs to the word, as it does to the index.
            .split(|c: char| !c.is_alphanumeric() && !matches!(c, '\u{300}'..='\u{36F}'))
            .filter(|word| word.contains(char::is_alphanumeric))
            .take(16)
            .map(|word| format!("\"{word}\""))
            .collect();
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let pattern = format!("{}*", words.join(" "));
        let sql = format!(
            "SELECT {COLUMNS} FROM notes n JOIN moments m ON m.row = n.rowid
             WHERE notes MATCH :pattern AND m.complete AND (:staff IS NULL OR m.staff = :staff)
             ORDER BY m.started_ms DESC, m.id DESC LIMIT :limit"
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let rows = statement.query_map(
            named_params! { ":pattern": pattern, ":staff": staff.map(|s| s.0), ":limit": limit },
            from_row,
        )?;
        rows.map(|row| stored(row?)).collect()
    }

    /// The highest daily number that this workstation gave on a day, of moments and drafts alike.
    pub fn last_short_no(&self, workstation: &WorkstationId, office_day: &str, letter: &str) -> Result<u32> {
        let skip = i64::try_from(letter.chars().count()).unwrap_or(0) + 1;
        Ok(self
            .conn
            .prepare_cached(
                "SELECT max(
                    coalesce((SELECT CAST(substr(short_no, :skip) AS INTEGER) FROM moments
                        WHERE workstation = :workstation AND office_day = :day AND short_no GLOB :letter || '[0-9]*'
                        ORDER BY length(short_no) DESC, short_no DESC LIMIT 1), 0),
                    coalesce((SELECT max(CAST(substr(json_extract(record, '$.short_no'), :skip) AS INTEGER)) FROM drafts
                        WHERE json_extract(record, '$.office_day') = :day), 0)) AS last",
            )?
            .query_row(
                named_params! {
                    ":skip": skip, ":workstation": workstation.0, ":day": office_day, ":letter": letter,
                },
                |row| row.get::<_, u32>("last"),
            )?)
    }

    /// A moment of a day by the number on its card; one that was undone and saved again, as it was saved again.
    pub fn moment_by_short_no(&self, office_day: &str, short_no: &str) -> Result<Option<StoredMoment>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM moments m
             WHERE m.office_day = :day AND m.short_no = :short_no COLLATE NOCASE AND m.complete
             ORDER BY m.voided IS NOT NULL, m.id LIMIT 1"
        );
        let row = self
            .conn
            .prepare_cached(&sql)?
            .query_row(named_params! { ":day": office_day, ":short_no": short_no }, from_row)
            .optional()?;
        row.map(stored).transpose()
    }
}
