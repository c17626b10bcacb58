//! Needs that take several visits: a case opens when a document is missing, its client comes again, and the need is met
//! or goes on. Which moments belong together follows from the seed and the days alone.

use super::people;
use super::work::Worked;
use super::{chance, rng};
use crate::trouble::Trouble;
use chrono::{Days, NaiveDate};
use moments_desk::cases::CaseForm;
use moments_desk::words::{Barrier, CaseId, CaseStatus, ContactNo, MomentId, Outcome};
use moments_desk::{Actor, Desk, ErrorCode};
use rand::RngExt;
use std::collections::BTreeMap;

/// Clients without a document whose need is followed.
const FOLLOWED: f64 = 0.3;
/// Of those who come back, how many still come in vain.
const AGAIN_IN_VAIN: f64 = 0.25;
/// Days until a client comes again, and until when somebody should have seen to it.
const AWAY: std::ops::Range<u64> = 2..15;
const DUE_DAYS: u64 = 14;

/// What a moment is to its case.
pub enum Part {
    Opens(CaseForm, String),
    Continues,
    Meets(CaseId, String),
}

struct Need {
    case: CaseId,
    service: String,
    owner: String,
    back_on: NaiveDate,
    visits: u32,
}

/// The needs that are followed, the oldest first.
#[derive(Default)]
pub struct Needs {
    open: Vec<Need>,
    owners: BTreeMap<String, Actor>,
}

impl Needs {
    /// Ties a moment to the case that it belongs to, if it belongs to one.
    pub fn tie(&mut self, worked: &mut Worked, date: NaiveDate) -> Option<Part> {
        let form = &mut worked.form;
        let moment = form.id?;
        let (service, outcome) = {
            let line = form.services.as_ref()?.first()?;
            (line.service.clone(), line.outcome.unwrap_or(Outcome::Served))
        };
        let mut rng = rng(moment.0.as_u64_pair().0, moment.0.as_u64_pair().1);
        if let Some(place) = self.open.iter().position(|n| n.service == service && n.back_on <= date) {
            let mut need = self.open.remove(place);
            need.visits += 1;
            form.case = Some(need.case);
            form.contact = Some(if need.visits > 2 { ContactNo::ThirdOrMore } else { ContactNo::Second });
            if outcome == Outcome::Served && !chance(&mut rng, AGAIN_IN_VAIN) {
                return Some(Part::Meets(need.case, need.owner));
            }
            need.back_on = date.checked_add_days(Days::new(rng.random_range(AWAY)))?;
            self.open.push(need);
            return Some(Part::Continues);
        }
        let missing = form.barriers.as_ref().is_some_and(|b| b.contains(&Barrier::MissingDocument));
        if !missing || !chance(&mut rng, FOLLOWED) {
            return None;
        }
        let case = case_of(&moment);
        let due = date.checked_add_days(Days::new(DUE_DAYS))?;
        let owner = form.staff.clone()?;
        form.case = Some(case);
        self.open.push(Need {
            case,
            service: service.clone(),
            owner: owner.clone(),
            back_on: date.checked_add_days(Days::new(rng.random_range(AWAY)))?,
            visits: 1,
        });
        let french = form.language.as_ref().and_then(|l| l.provided.as_deref()) == Some("fr");
        let opens = CaseForm {
            id: Some(case),
            moment: None,
            service: Some(service),
            next_action: Some(
                if french { "Attendre le document" } else { "Wait for the document" }.to_owned(),
            ),
            due: Some(due.to_string()),
            language: Some(if french { "fr" } else { "en" }.to_owned()),
        };
        Some(Part::Opens(opens, owner))
    }

    /// What comes before the moment is recorded.
    pub fn before(&mut self, desk: &Desk, part: &Part) -> Result<(), Trouble> {
        if let Part::Opens(form, owner) = part {
            let actor = self.owner(desk, owner)?;
            match desk.open_case(&actor, form) {
                Ok(_) => {}
                // It is there, and was changed since.
                Err(error) if error.code == ErrorCode::Conflict => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// What comes after a moment that was recorded just now.
    pub fn after(&mut self, desk: &Desk, part: &Part) -> Result<(), Trouble> {
        if let Part::Meets(case, owner) = part {
            let actor = self.owner(desk, owner)?;
            desk.close_case(&actor, *case, CaseStatus::Met)?;
        }
        Ok(())
    }

    fn owner(&mut self, desk: &Desk, name: &str) -> Result<Actor, Trouble> {
        if let Some(known) = self.owners.get(name) {
            return Ok(known.clone());
        }
        let person = desk.staff_to_sign_in()?.into_iter().find(|p| p.name == name);
        let person = person.ok_or_else(|| Trouble::Nobody(name.to_owned()))?;
        let actor = desk.prove_staff(person.id, people::PIN)?;
        self.owners.insert(name.to_owned(), actor.clone());
        Ok(actor)
    }
}

/// The same moment opens the same case.
fn case_of(moment: &MomentId) -> CaseId {
    CaseId(uuid::Uuid::new_v5(&moment.0, b"case"))
}
