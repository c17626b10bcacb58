//! Signing an office day off, and what was said about it since. For supervisors and the command line.
//!
//! A sign-off closes nothing: corrections, cards and other workstations' entries go on to arrive, and stand beside it.
//! What changed is told by moment and time, never by who changed it.

use super::WorkstationItem;
use crate::desk::{Actor, Desk, Place};
use crate::error::{ApiError, Result};
use crate::moments::fields_of;
use chrono::{DateTime, Datelike, NaiveDate};
use moments_core::entities::{Staff, sign_off_ref};
use moments_core::entry::EntryKey;
use moments_core::fields::flatten;
use moments_core::figures::{Count, Side};
use moments_core::fold::kind;
use moments_core::ids::{MomentId, SignOffId, StaffId, WorkstationId};
use moments_core::limits::YEARS;
use moments_core::moment::Problem;
use moments_core::sign_off::{DayCounts, Head, SignOff, validate};
use moments_core::words::{Audience, MomentKind, RatingState, Role};
use moments_store::{EntityChange, EntryOfDay, MomentQuery, NewEntry, Reader, Standing, StoredMoment, flags};
use serde::Serialize;
use std::collections::BTreeMap;

/// The sign-offs of an office day. Instants are RFC 3339 with the office's offset.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct DaySignOffs {
    /// `YYYY-MM-DD`.
    pub date: String,
    /// A day that is not over can be signed too; what comes then is listed as later.
    pub over: bool,
    /// What the day adds up to now.
    pub now: DayCounts,
    /// How far the journals reach here now, by workstation.
    pub journals: Vec<JournalReach>,
    /// The newest first.
    pub sign_offs: Vec<SignOffView>,
}

/// One sign-off, and what came after it.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct SignOffView {
    pub id: SignOffId,
    pub signed_at: String,
    /// The supervisor's name; `null`: the command line, with the key.
    pub by: Option<String>,
    /// Whoever signed never had the role for it, as far as is known here.
    pub without_role: bool,
    pub note: Option<String>,
    /// There was a note, and its text was erased.
    pub note_erased: bool,
    /// What the day added up to when it was signed.
    pub counts: DayCounts,
    /// How far the journals reached when it was signed.
    pub journals: Vec<JournalReach>,
    /// Every entry about a moment of the day that was not there when it was signed, the oldest first.
    pub changes: Vec<LaterChange>,
}

/// How far the journal of one life of a workstation's store reached.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct JournalReach {
    pub workstation: WorkstationItem,
    pub epoch: String,
    /// The number of its last entry.
    pub seq: u32,
    /// 64 hexadecimal digits.
    pub hash: String,
    /// When that entry was written; `null` where it has not arrived here.
    pub up_to: Option<String>,
    pub here: HeadHere,
}

/// What this workstation has at the place of a signed head.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum HeadHere {
    Same,
    /// It was signed elsewhere, from entries that are not here yet.
    NotHere,
    /// Another entry than the one that was signed.
    Differs,
}

/// One entry about a moment of the day, that came after the sign-off. It names no staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct LaterChange {
    pub what: ChangeKind,
    /// `null` where a moment or its answer came: beside the greeting it would tell how long the moment took.
    pub at: Option<String>,
    pub moment: MomentId,
    pub moment_kind: MomentKind,
    pub started_at: String,
    /// Names of the moment's principal service; empty for an enquiry.
    pub name_en: String,
    pub name_fr: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    Recorded,
    Amended,
    Voided,
    Restored,
    /// A client's answer came.
    Rated,
    /// An invitation ended without an answer.
    NotRated,
    /// Written by a newer version.
    Other,
}

impl Desk {
    /// The sign-offs of an office day (today when absent), and what came after each.
    pub fn sign_offs(&self, actor: &Actor, date: Option<&str>) -> Result<DaySignOffs> {
        actor.require(Role::Supervisor)?;
        let (place, day, today) = (self.place()?, self.office_day(date)?, self.now().date_naive());
        self.read(|r| show(r, &place, day, today))
    }

    /// Signs an office day (today when absent) off, with a note. Each sign-off is its own: two supervisors who sign at once
    /// both stand, and a day can be signed again. A day that lies ahead can't be signed.
    pub fn sign_off_day(&self, actor: &Actor, date: Option<&str>, note: Option<&str>) -> Result<DaySignOffs> {
        let (place, day, now) = (self.place()?, self.office_day(date)?, self.now());
        let signed = self.write(|tx| {
            actor.require(Role::Supervisor)?;
            if day > now.date_naive() {
                return Err(ApiError::invalid("date", Problem::OutOfRange));
            }
            let sign_off = validate(SignOff {
                office_day: day,
                signed_at: Some(now),
                by: actor.staff(),
                note: note.map(str::to_owned),
                counts: counts(tx, day)?,
                heads: tx.heads_without_gap()?,
            })?;
            let id = SignOffId(moments_store::new_uuid(tx.now())?);
            let (text, set) = flatten(&sign_off)?.into_iter().partition(|(field, _)| field == NOTE);
            tx.append(NewEntry {
                kind: kind::DAY_SIGNED_OFF,
                audience: Audience::OfficeAndCentre,
                author: actor.author,
                changes: vec![EntityChange { entity: sign_off_ref(&id), set, text }],
            })?;
            show(tx, &place, day, now.date_naive())
        })?;
        self.want_copy();
        self.want_sealed();
        Ok(signed)
    }

    /// An office day as it is asked for; today when absent.
    pub(super) fn office_day(&self, date: Option<&str>) -> Result<NaiveDate> {
        let Some(date) = date else { return Ok(self.now().date_naive()) };
        let day = NaiveDate::parse_from_str(date, "%Y-%m-%d")
            .map_err(|_| ApiError::invalid("date", Problem::Unknown))?;
        if YEARS.contains(&day.year()) {
            Ok(day)
        } else {
            Err(ApiError::invalid("date", Problem::OutOfRange))
        }
    }
}

/// The field that is free text.
const NOTE: &str = "note";

fn counts(r: &Reader<'_>, day: NaiveDate) -> Result<DayCounts> {
    let query = MomentQuery { office_day: day.to_string(), ..MomentQuery::default() };
    let tally = r.day_summed_up(&query.office_day)?.tally(&Side::Whole, None);
    Ok(DayCounts {
        moments: tally.n(Count::Moments),
        quick_enquiries: tally.n(Count::QuickEnquiries),
        voided: tally.n(Count::Voided),
        eligible: tally.n(Count::Eligible),
        invited: tally.n(Count::Invited),
        answered: tally.n(Count::Answered),
        follow_ups: u32::try_from(r.day_follow_ups(&query)?.len()).unwrap_or(u32::MAX),
    })
}

fn show(r: &Reader<'_>, place: &Place, day: NaiveDate, today: NaiveDate) -> Result<DaySignOffs> {
    let staff: BTreeMap<StaffId, Staff> = r.all_staff()?.into_iter().collect();
    let labels: BTreeMap<WorkstationId, String> =
        r.workstations()?.into_iter().map(|(id, w)| (id, w.label)).collect();
    let date = day.to_string();
    let signed = r.sign_offs(&date)?;
    let entries = if signed.is_empty() { Vec::new() } else { r.entries_of_day(&date)? };
    let mut sign_offs = Vec::with_capacity(signed.len());
    for (id, sign_off) in signed {
        let flagged = r.flags(&sign_off_ref(&id))?;
        let has = |flag: &str| flagged.iter().any(|f| f.flag == flag);
        let later = entries.iter().filter(|entry| !sign_off.covers(&entry.key));
        let heads = sign_off.heads.iter().map(|head| signed_reach(r, place, &labels, head));
        sign_offs.push(SignOffView {
            id,
            signed_at: sign_off.signed_at.map(|at| place.local(at.to_utc()).to_rfc3339()).unwrap_or_default(),
            by: sign_off.by.and_then(|by| staff.get(&by)).map(|s| s.name.clone()),
            without_role: has(flags::AUTHOR_WITHOUT_ROLE),
            note_erased: has(flags::ERASED),
            counts: sign_off.counts,
            journals: by_workstation(heads.collect::<Result<_>>()?),
            changes: later.map(|entry| change(r, place, entry)).collect::<Result<_>>()?,
            note: sign_off.note,
        });
    }
    let journals = r.journals()?.iter().map(|standing| reach(place, &labels, standing)).collect();
    Ok(DaySignOffs {
        date,
        over: day < today,
        now: counts(r, day)?,
        journals: by_workstation(journals),
        sign_offs,
    })
}

fn by_workstation(mut journals: Vec<JournalReach>) -> Vec<JournalReach> {
    let order = |j: &JournalReach| (j.workstation.label.clone(), j.workstation.id, j.up_to.clone());
    journals.sort_by_key(order);
    journals
}

fn reach(place: &Place, labels: &BTreeMap<WorkstationId, String>, standing: &Standing) -> JournalReach {
    let id = standing.key.workstation;
    JournalReach {
        workstation: WorkstationItem { id, label: labels.get(&id).cloned().unwrap_or_default() },
        epoch: standing.key.epoch.to_string(),
        seq: u32::try_from(standing.key.seq).unwrap_or(u32::MAX),
        hash: standing.hash.iter().map(|b| format!("{b:02x}")).collect(),
        up_to: local(place, standing.at_ms),
        here: HeadHere::Same,
    }
}

fn signed_reach(
    r: &Reader<'_>,
    place: &Place,
    labels: &BTreeMap<WorkstationId, String>,
    head: &Head,
) -> Result<JournalReach> {
    let key = EntryKey { workstation: head.workstation, epoch: head.epoch, seq: head.seq };
    let here = r.standing(&key)?;
    let absent = Standing { key, hash: [0; 32], at_ms: 0 };
    let found = reach(place, labels, here.as_ref().unwrap_or(&absent));
    let state = match here {
        None => HeadHere::NotHere,
        Some(_) if found.hash == head.hash => HeadHere::Same,
        Some(_) => HeadHere::Differs,
    };
    let up_to = found.up_to.filter(|_| state != HeadHere::NotHere);
    Ok(JournalReach { hash: head.hash.clone(), up_to, here: state, ..found })
}

fn change(r: &Reader<'_>, place: &Place, entry: &EntryOfDay) -> Result<LaterChange> {
    let stored = r.moment(&entry.moment)?;
    let moment = stored.as_ref().map(|StoredMoment { moment, .. }| moment);
    let first = moment.and_then(|m| m.lines_in_order().into_iter().next());
    let (name_en, name_fr) =
        first.map(|(_, line)| (line.name_en.clone(), line.name_fr.clone())).unwrap_or_default();
    let started = moment.and_then(|m| m.started_at);
    let what = what(r, entry)?;
    // Beside the greeting it would tell how long the moment took, and when its answer came.
    let tells = matches!(what, ChangeKind::Recorded | ChangeKind::Rated | ChangeKind::NotRated);
    Ok(LaterChange {
        what,
        at: local(place, entry.at_ms).filter(|_| !tells),
        moment: entry.moment,
        moment_kind: moment.map(|m| m.kind).unwrap_or_default(),
        started_at: started.map(|at| place.local(at.to_utc()).to_rfc3339()).unwrap_or_default(),
        name_en,
        name_fr,
    })
}

fn what(r: &Reader<'_>, entry: &EntryOfDay) -> Result<ChangeKind> {
    Ok(match entry.kind.as_str() {
        kind::MOMENT_RECORDED => ChangeKind::Recorded,
        kind::MOMENT_AMENDED => ChangeKind::Amended,
        kind::MOMENT_VOIDED => ChangeKind::Voided,
        kind::MOMENT_RESTORED => ChangeKind::Restored,
        kind::RATING_GIVEN => {
            let (fields, _) = r.entry(&entry.id)?.as_ref().map(fields_of).unwrap_or_default();
            let is_state = |field: &str| field.starts_with("ratings/") && field.ends_with("/state");
            let rated = |value: &serde_json::Value| value.as_str() == Some(RatingState::Rated.as_str());
            let answered = fields.iter().any(|(field, value)| is_state(field) && rated(value));
            if answered { ChangeKind::Rated } else { ChangeKind::NotRated }
        }
        _ => ChangeKind::Other,
    })
}

fn local(place: &Place, at_ms: i64) -> Option<String> {
    DateTime::from_timestamp_millis(at_ms).map(|at| place.local(at).to_rfc3339())
}
