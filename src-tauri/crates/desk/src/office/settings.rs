//! The office's settings, for administrators.

use super::*;
use crate::acts::{Action, act};
use crate::desk::{Actor, Desk};
use crate::error::{ApiError, Result};
use crate::setup::{languages, name, time_zone};
use chrono::DateTime;
use moments_core::entities::{Office, office_ref, workstation_ref};
use moments_core::fields::{difference, flatten};
use moments_core::fold::kind;
use moments_core::limits::NAME_MAX_CHARS;
use moments_core::moment::Problem;
use moments_core::words::{Audience, Role};
use moments_store::keys::KeySlots;
use moments_store::{EntityChange, NewEntry};

impl Desk {
    /// The office's settings, and how its store stands. For administrators.
    pub fn office(&self, actor: &Actor) -> Result<OfficeView> {
        actor.require(Role::Administrator).or_else(|_| actor.require(Role::Supervisor))?;
        let place = self.place()?;
        let slots = KeySlots::open(self.home.folder())?;
        self.read(|r| {
            let others = r.workstations()?.into_iter().filter(|(id, _)| *id != place.workstation_id);
            let first = r.entries_of(&workstation_ref(&place.workstation_id))?.into_iter().next();
            let began = first.and_then(|entry| DateTime::from_timestamp_millis(entry.at.utc_ms));
            Ok(OfficeView {
                office: form(&place.office),
                workstation: place.workstation.label.clone(),
                workstations: others.map(|(_, w)| w.label).collect(),
                key_slots: slots.kinds().into_iter().map(|(_, kind)| kind.as_str().to_owned()).collect(),
                entries: u32::try_from(r.entries()?).unwrap_or(u32::MAX),
                started_at: began.map(|at| place.local(at).to_rfc3339()),
            })
        })
    }

    /// Changes the settings; what is wrong is named by its field. For administrators.
    pub fn save_office(&self, actor: &Actor, form: &OfficeForm) -> Result<OfficeForm> {
        actor.require(Role::Administrator)?;
        let place = self.place()?;
        let range = |ok: bool, field: &str| {
            if ok { Ok(()) } else { Err(ApiError::invalid(field, Problem::OutOfRange)) }
        };
        range(form.invite_one_in <= 1_000, "invite_one_in")?;
        range((5..=100).contains(&form.screen_threshold), "screen_threshold")?;
        range((1..=20).contains(&form.staff_threshold), "staff_threshold")?;
        range((60..=600).contains(&form.client_timeout_seconds), "client_timeout_seconds")?;
        range((1..=240).contains(&form.idle_lock_minutes), "idle_lock_minutes")?;
        let keep = crate::privacy::checked_days(form.keep)?;
        let after = Office {
            name_en: name("name_en", &form.name_en, NAME_MAX_CHARS)?,
            name_fr: name("name_fr", &form.name_fr, NAME_MAX_CHARS)?,
            organization_en: name("organization_en", &form.organization_en, NAME_MAX_CHARS)?,
            organization_fr: name("organization_fr", &form.organization_fr, NAME_MAX_CHARS)?,
            time_zone: time_zone(&form.time_zone)?,
            languages: languages(&form.languages)?,
            invite_one_in: form.invite_one_in,
            questions: form.questions.clone(),
            screen_threshold: form.screen_threshold,
            client_timeout_seconds: form.client_timeout_seconds,
            idle_lock_minutes: form.idle_lock_minutes,
            standing_recorded: form.standing_recorded,
            party_recorded: form.party_recorded,
            staff_threshold: form.staff_threshold,
            staff_estimates: place.office.staff_estimates,
            keep_texts_days: keep.texts,
            keep_records_days: keep.records,
            keep_audit_days: keep.audit,
            notice: crate::privacy::checked_notice(&form.notice)?,
            centre: place.office.centre.clone(),
        };
        let changes = difference(&flatten(&place.office)?, &flatten(&after)?);
        if !changes.is_empty() {
            let words: Vec<&str> = changes.keys().map(String::as_str).collect();
            let words = words.join(" ");
            self.write(|tx| {
                act(tx, actor.author, Action::OfficeChanged, "", &words)?;
                tx.append(NewEntry {
                    kind: kind::OFFICE_SET,
                    audience: Audience::OfficeAndCentre,
                    author: actor.author,
                    changes: vec![EntityChange::new(office_ref(&place.office_id), changes)],
                })?;
                Ok(())
            })?;
        }
        Ok(self::form(&self.place()?.office))
    }
}

fn form(office: &Office) -> OfficeForm {
    OfficeForm {
        name_en: office.name_en.clone(),
        name_fr: office.name_fr.clone(),
        organization_en: office.organization_en.clone(),
        organization_fr: office.organization_fr.clone(),
        time_zone: office.time_zone.clone(),
        languages: office.languages.clone(),
        invite_one_in: office.invite_one_in,
        questions: office.questions.clone(),
        screen_threshold: office.screen_threshold,
        staff_threshold: office.staff_threshold,
        client_timeout_seconds: office.client_timeout_seconds,
        idle_lock_minutes: office.idle_lock_minutes,
        standing_recorded: office.standing_recorded,
        party_recorded: office.party_recorded,
        keep: crate::privacy::keep_days(office),
        notice: office.notice.clone(),
    }
}
