//! What stays on this workstation: drafts, lit invitations, who signed in today, lockouts, how far invitations
//! were drawn.

use crate::error::Result;
use crate::transaction::{Reader, WriteTx};
use moments_core::ids::{DrawId, MomentId, StaffId};
use rusqlite::{OptionalExtension, Row, named_params};
use uuid::Uuid;

/// A moment that is open and not yet saved.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    pub id: MomentId,
    pub staff: StaffId,
    pub parked: bool,
    /// Which start of the app opened it.
    pub opened_run: Uuid,
    pub updated_ms: i64,
    /// The caller's JSON.
    pub record: String,
}

/// An invitation that is lit or was not yet answered, with what the client said so far.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenInvitation {
    pub moment: MomentId,
    pub token: String,
    pub lit_ms: i64,
    /// The caller's JSON.
    pub record: String,
}

/// What invitations are drawn from now.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    pub draw: DrawId,
    /// How many numbers were given out.
    pub numbers: u64,
    /// The caller's JSON.
    pub record: String,
}

/// Which of a person's two PINs. Wrong ones are counted apart: whoever has seen the short one must not be able to forget
/// wrong full ones with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gate {
    Full,
    Short,
}

impl Gate {
    /// Under which a person's wrong PINs are kept.
    fn key(self, staff: &StaffId) -> String {
        match self {
            Self::Full => staff.to_string(),
            Self::Short => format!("{staff} short"),
        }
    }
}

/// Wrong PINs so far, and how long the next try has to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Lockout {
    pub failures: u32,
    pub remaining_ms: i64,
}

fn draft(row: &Row<'_>) -> rusqlite::Result<Draft> {
    Ok(Draft {
        id: MomentId(row.get("id")?),
        staff: StaffId(row.get("staff")?),
        parked: row.get("parked")?,
        opened_run: row.get("opened_run")?,
        updated_ms: row.get("updated_ms")?,
        record: row.get("record")?,
    })
}

fn invitation(row: &Row<'_>) -> rusqlite::Result<OpenInvitation> {
    Ok(OpenInvitation {
        moment: MomentId(row.get("moment")?),
        token: row.get("token")?,
        lit_ms: row.get("lit_ms")?,
        record: row.get("record")?,
    })
}

impl Reader<'_> {
    pub fn draft(&self, id: &MomentId) -> Result<Option<Draft>> {
        Ok(self
            .conn
            .prepare_cached(
                "SELECT id, staff, parked, opened_run, updated_ms, record FROM drafts WHERE id = :id",
            )?
            .query_row(named_params! { ":id": id.0 }, draft)
            .optional()?)
    }

    /// Every open moment, the oldest first.
    pub fn drafts(&self) -> Result<Vec<Draft>> {
        let mut statement = self.conn.prepare_cached(
            // In the order of opening; ids follow a clock, and clocks run backwards.
            "SELECT id, staff, parked, opened_run, updated_ms, record FROM drafts ORDER BY rowid",
        )?;
        let rows = statement.query_map([], draft)?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    pub fn invitation_by_token(&self, token: &str) -> Result<Option<OpenInvitation>> {
        Ok(self
            .conn
            .prepare_cached("SELECT moment, token, lit_ms, record FROM invitations WHERE token = :token")?
            .query_row(named_params! { ":token": token }, invitation)
            .optional()?)
    }

    pub fn invitation_of(&self, moment: &MomentId) -> Result<Option<OpenInvitation>> {
        Ok(self
            .conn
            .prepare_cached("SELECT moment, token, lit_ms, record FROM invitations WHERE moment = :moment")?
            .query_row(named_params! { ":moment": moment.0 }, invitation)
            .optional()?)
    }

    pub fn invitations(&self) -> Result<Vec<OpenInvitation>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT moment, token, lit_ms, record FROM invitations ORDER BY lit_ms, moment",
        )?;
        let rows = statement.query_map([], invitation)?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Who signed in with the full PIN on a day.
    pub fn signed_in_on(&self, office_day: &str) -> Result<Vec<StaffId>> {
        let mut statement =
            self.conn.prepare_cached("SELECT staff FROM sign_ins WHERE office_day = :day ORDER BY staff")?;
        let rows =
            statement.query_map(named_params! { ":day": office_day }, |row| row.get::<_, String>("staff"))?;
        let mut found = Vec::new();
        for id in rows {
            found.extend(id?.parse::<StaffId>());
        }
        Ok(found)
    }

    pub fn lockout(&self, staff: &StaffId, gate: Gate) -> Result<Lockout> {
        let found = self
            .conn
            .prepare_cached("SELECT failures, remaining_ms FROM lockouts WHERE staff = :staff")?
            .query_row(named_params! { ":staff": gate.key(staff) }, |row| {
                Ok(Lockout { failures: row.get("failures")?, remaining_ms: row.get("remaining_ms")? })
            })
            .optional()?;
        Ok(found.unwrap_or_default())
    }

    /// What invitations are drawn from now; `None` before the first.
    pub fn drawing(&self) -> Result<Option<Drawing>> {
        let found = self
            .conn
            .prepare_cached("SELECT draw, numbers, record FROM drawing WHERE one = 1")?
            .query_row([], |row| {
                Ok(Drawing {
                    draw: DrawId(row.get("draw")?),
                    numbers: row.get::<_, i64>("numbers")?.unsigned_abs(),
                    record: row.get("record")?,
                })
            });
        Ok(found.optional()?)
    }
}

impl WriteTx<'_> {
    pub fn put_draft(&mut self, draft: &Draft) -> Result<()> {
        self.conn
            .prepare_cached(
                "INSERT INTO drafts (id, staff, parked, opened_run, updated_ms, record)
                 VALUES (:id, :staff, :parked, :opened_run, :updated_ms, :record)
                 ON CONFLICT (id) DO UPDATE SET staff = excluded.staff, parked = excluded.parked,
                    opened_run = excluded.opened_run, updated_ms = excluded.updated_ms, record = excluded.record",
            )?
            .execute(named_params! {
                ":id": draft.id.0, ":staff": draft.staff.0, ":parked": draft.parked, ":opened_run": draft.opened_run,
                ":updated_ms": draft.updated_ms, ":record": draft.record,
            })?;
        Ok(())
    }

    pub fn remove_draft(&mut self, id: &MomentId) -> Result<()> {
        self.conn
            .prepare_cached("DELETE FROM drafts WHERE id = :id")?
            .execute(named_params! { ":id": id.0 })?;
        Ok(())
    }

    pub fn put_invitation(&mut self, invitation: &OpenInvitation) -> Result<()> {
        self.conn
            .prepare_cached(
                "INSERT INTO invitations (moment, token, lit_ms, record) VALUES (:moment, :token, :lit_ms, :record)
                 ON CONFLICT (moment) DO UPDATE SET token = excluded.token, lit_ms = excluded.lit_ms,
                    record = excluded.record",
            )?
            .execute(named_params! {
                ":moment": invitation.moment.0, ":token": invitation.token, ":lit_ms": invitation.lit_ms,
                ":record": invitation.record,
            })?;
        Ok(())
    }

    pub fn remove_invitation(&mut self, moment: &MomentId) -> Result<()> {
        self.conn
            .prepare_cached("DELETE FROM invitations WHERE moment = :moment")?
            .execute(named_params! { ":moment": moment.0 })?;
        Ok(())
    }

    pub fn put_sign_in(&mut self, staff: &StaffId, office_day: &str) -> Result<()> {
        self.conn
            .prepare_cached("INSERT OR IGNORE INTO sign_ins (staff, office_day) VALUES (:staff, :day)")?
            .execute(named_params! { ":staff": staff.to_string(), ":day": office_day })?;
        // Only today's matter.
        self.conn
            .prepare_cached("DELETE FROM sign_ins WHERE office_day < :day")?
            .execute(named_params! { ":day": office_day })?;
        Ok(())
    }

    pub fn put_lockout(&mut self, staff: &StaffId, gate: Gate, lockout: Lockout) -> Result<()> {
        self.conn
            .prepare_cached(
                "INSERT INTO lockouts (staff, failures, remaining_ms) VALUES (:staff, :failures, :remaining_ms)
                 ON CONFLICT (staff) DO UPDATE SET failures = excluded.failures, remaining_ms = excluded.remaining_ms",
            )?
            .execute(named_params! {
                ":staff": gate.key(staff), ":failures": lockout.failures, ":remaining_ms": lockout.remaining_ms,
            })?;
        Ok(())
    }

    pub fn put_drawing(&mut self, drawing: &Drawing) -> Result<()> {
        self.conn
            .prepare_cached(
                "INSERT INTO drawing (one, draw, numbers, record) VALUES (1, :draw, :numbers, :record)
                 ON CONFLICT (one) DO UPDATE SET draw = excluded.draw, numbers = excluded.numbers,
                    record = excluded.record",
            )?
            .execute(named_params! {
                ":draw": drawing.draw.0, ":numbers": i64::try_from(drawing.numbers).unwrap_or(i64::MAX),
                ":record": drawing.record,
            })?;
        Ok(())
    }
}
