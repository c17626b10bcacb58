//! Opening a case: by itself, from the moment that is open at the counter, or from a saved one.

use super::link::set_case;
use super::show::Looking;
use super::view::*;
use super::{append, may_follow};
use crate::desk::{Actor, Desk, Place};
use crate::error::{ApiError, ErrorCode, Result};
use crate::moments::{OpenRecord, fields_of, keep_open, may_change, open_of, service_names};
use chrono::NaiveDate;
use moments_core::case::{Case, CaseCode, validate};
use moments_core::entities::case_ref;
use moments_core::fields::{flatten, unflatten};
use moments_core::fold::kind;
use moments_core::ids::{CaseId, MomentId};
use moments_core::moment::{Problem, UNCLASSIFIED};
use moments_store::{Draft, Reader, StoredMoment, WriteTx};

/// Draws until a code's check symbol is a plain one and no case here has the code; one in seven is drawn again.
const DRAWS_MAX: usize = 200;

/// The moment that a case begins with.
enum Begins {
    Open(Box<(Draft, OpenRecord)>),
    Saved(Box<StoredMoment>),
}

impl Desk {
    /// Opens a case, which its opener owns. The same id with the same content is "already there"; with other content it is
    /// a conflict.
    pub fn open_case(&self, actor: &Actor, form: &CaseForm) -> Result<CaseView> {
        let now = self.now();
        self.write(|tx| {
            may_follow(actor)?;
            let owner = actor.staff().ok_or(ErrorCode::NotSignedIn)?;
            let looking = Looking::new(self, tx, actor)?;
            let id = match form.id {
                Some(id) => id,
                None => CaseId(moments_store::new_uuid(tx.now())?),
            };
            if tx.case(&id)?.is_some() {
                already_there(tx, form, &id)?;
                return looking.whole(tx, actor, &id);
            }
            let begins =
                form.moment.map(|moment| begins_with(tx, actor, &moment, &self.today())).transpose()?;
            let (service, language) = from_moment(begins.as_ref(), &looking.place);
            let service = form.service.clone().unwrap_or(service);
            let (name_en, name_fr) = service_names(tx, "service", &service)?;
            let case = validate(Case {
                code: draw_code(tx)?.as_str().to_owned(),
                opened_at: Some(now),
                opened_by: Some(owner),
                workstation: looking.place.workstation_id,
                service,
                name_en,
                name_fr,
                owner: Some(owner),
                next_action: form.next_action.clone(),
                due: due(form.due.as_deref())?,
                language: form.language.clone().unwrap_or(language),
                ..Case::default()
            })?;
            append(tx, actor, kind::CASE_OPENED, &id, flatten(&case)?)?;
            match begins {
                // The moment's own entry carries it when it is saved.
                Some(Begins::Open(open)) => keep_open(tx, *open, id)?,
                Some(Begins::Saved(stored)) => set_case(tx, actor, &stored, Some(id))?,
                None => {}
            }
            looking.whole(tx, actor, &id)
        })
    }
}

fn begins_with(tx: &WriteTx<'_>, actor: &Actor, moment: &MomentId, today: &str) -> Result<Begins> {
    let (begins, has) = match open_of(tx, actor, moment)? {
        Some(open) => {
            let has = open.1.form.case;
            (Begins::Open(Box::new(open)), has)
        }
        None => {
            let stored = tx.moment(moment)?.filter(|m| m.complete).ok_or(ErrorCode::NotFound)?;
            may_change(tx, actor, &stored, today)?;
            if stored.moment.voided.is_some() {
                return Err(ErrorCode::AlreadyVoided.into());
            }
            let has = stored.moment.case;
            (Begins::Saved(Box::new(stored)), has)
        }
    };
    // A moment belongs to one case; it is taken out of the other first.
    if has.is_some() { Err(ApiError::invalid("moment", Problem::NotTogether)) } else { Ok(begins) }
}

/// The principal service of the moment, and the language in which its client is served.
fn from_moment(begins: Option<&Begins>, place: &Place) -> (String, String) {
    let (service, language) = match begins {
        Some(Begins::Open(open)) => {
            let form = &open.1.form;
            let language = form.language.clone().unwrap_or_default();
            let first = form.services.as_ref().and_then(|lines| lines.first());
            (first.map(|line| line.service.clone()), language.provided.or(language.requested))
        }
        Some(Begins::Saved(stored)) => {
            let moment = &stored.moment;
            let first = moment.lines_in_order().into_iter().next();
            let language = moment.language.provided.value.clone();
            (first.map(|(_, line)| line.service.clone()), Some(language).filter(|l| !l.is_empty()))
        }
        None => (None, None),
    };
    (service.unwrap_or_else(|| UNCLASSIFIED.into()), language.unwrap_or_else(|| place.first_language()))
}

fn draw_code(reader: &Reader<'_>) -> Result<CaseCode> {
    for _ in 0..DRAWS_MAX {
        let Some(code) = CaseCode::of(moments_store::random()?) else { continue };
        if reader.cases_by_code(code.as_str())?.is_empty() {
            return Ok(code);
        }
    }
    Err(ErrorCode::Internal.into())
}

fn already_there(tx: &WriteTx<'_>, form: &CaseForm, id: &CaseId) -> Result<()> {
    let entries = tx.entries_of(&case_ref(id))?;
    let opened = entries.iter().find(|e| e.kind == kind::CASE_OPENED).ok_or(ErrorCode::Conflict)?;
    let (mut before, text_erased) = fields_of(opened);
    // As it was opened, whatever was changed since.
    let (original, _) = unflatten::<Case>(&before);
    let again = validate(Case {
        service: form.service.clone().unwrap_or_else(|| original.service.clone()),
        language: form.language.clone().unwrap_or_else(|| original.language.clone()),
        next_action: form.next_action.clone(),
        due: due(form.due.as_deref())?,
        ..original
    })?;
    let mut after = flatten(&again)?;
    if text_erased {
        for fields in [&mut before, &mut after] {
            fields.remove(super::NEXT_ACTION);
        }
    }
    if before == after { Ok(()) } else { Err(ApiError::new(ErrorCode::Conflict).with("id", id)) }
}

/// A due date as it is asked for; empty is none.
pub(crate) fn due(text: Option<&str>) -> Result<Option<NaiveDate>> {
    let text = text.map(str::trim).filter(|text| !text.is_empty());
    let parse = |text: &str| {
        NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| ApiError::invalid("due", Problem::Unknown))
    };
    text.map(parse).transpose()
}
