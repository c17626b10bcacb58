//! From a form to a moment and back. The same form gives the same moment, so that recording is idempotent.

use super::form::*;
use crate::desk::Place;
use crate::error::{ApiError, Result};
use chrono::{DateTime, FixedOffset};
use moments_core::catalogue::{Service, ServiceKey};
use moments_core::entities::Office;
use moments_core::ids::{MomentId, RatingId, StaffId};
use moments_core::moment::*;
use moments_core::words::*;
use moments_store::Reader;
use std::collections::BTreeMap;
use uuid::Uuid;

/// What a moment has that no form may say.
#[derive(Debug, Clone)]
pub struct Given {
    pub id: MomentId,
    pub origin: Origin,
    pub staff: Option<StaffId>,
    pub short_no: String,
    /// For a form without times.
    pub started_at: DateTime<FixedOffset>,
    pub finished_at: Option<DateTime<FixedOffset>>,
    /// Its end is not known: the clock was set, or nobody was there when the client left.
    pub end_unknown: bool,
    /// Seconds on hold.
    pub held_seconds: u32,
    pub invitation: Invitation,
}

/// The moment that a form asks for.
pub fn from_form(reader: &Reader<'_>, place: &Place, form: &MomentForm, given: &Given) -> Result<Moment> {
    build(reader, place, form, given, &Moment::default())
}

/// The moment that a form asks for about one that was recorded.
pub fn from_form_again(
    reader: &Reader<'_>,
    place: &Place,
    form: &MomentForm,
    given: &Given,
    recorded: &Moment,
) -> Result<Moment> {
    let mut again = build(reader, place, form, given, recorded)?;
    assume_as_recorded(&mut again, recorded);
    Ok(again)
}

fn build(
    reader: &Reader<'_>,
    place: &Place,
    form: &MomentForm,
    given: &Given,
    recorded: &Moment,
) -> Result<Moment> {
    let started = time(place, "started_at", form.started_at.as_deref())?.unwrap_or(given.started_at);
    let finished = time(place, "finished_at", form.finished_at.as_deref())?.or(given.finished_at);
    let kind = if form.quick_enquiry == Some(true) { MomentKind::QuickEnquiry } else { MomentKind::Moment };
    let language = form.language.clone().unwrap_or_default();
    let requested = marked(language.requested, place.first_language());
    let provided = marked(language.provided, requested.value.clone());
    let channel = marked(form.channel, Channel::InPerson);
    let mut invitation = given.invitation.clone();
    invitation.withdrawn = form.withdrawn;
    if !matches!(channel.value, Channel::InPerson | Channel::Video) || kind == MomentKind::QuickEnquiry {
        // Not eligible, so nobody was asked; the number that was drawn stays, or it would seem to be missing.
        invitation = Invitation { drawn: false, withdrawn: None, question: None, ..invitation };
    }
    let mut moment = Moment {
        origin: given.origin,
        kind,
        workstation: place.workstation_id,
        staff: given.staff,
        office_day: place.office_day(&started),
        short_no: given.short_no.clone(),
        started_at: Some(started),
        finished_at: finished,
        held_seconds: held(given.held_seconds, started, finished),
        time_source: if given.end_unknown && form.finished_at.is_none() {
            TimeSource::Inaccurate
        } else {
            form.time_source.unwrap_or(time_source(given.origin))
        },
        channel,
        wait: wait(place, form.wait.as_ref())?,
        lines: BTreeMap::new(),
        language: Language {
            active_offer: match language.active_offer {
                None => ActiveOffer::NotRecorded,
                Some(true) => ActiveOffer::Yes,
                Some(false) => ActiveOffer::No,
            },
            requested,
            provided,
            interpreter: marked(language.interpreter, Interpreter::None),
        },
        contact: marked(form.contact, crate::cases::contact_of(reader, form.case, &given.id, started)?),
        barriers: form.barriers.iter().flatten().copied().collect(),
        came_from: referral(reader, "came_from", form.came_from.as_ref(), recorded.came_from.as_ref())?,
        sent_to: referral(reader, "sent_to", form.sent_to.as_ref(), recorded.sent_to.as_ref())?,
        offers: form.offers.clone().unwrap_or_default(),
        life_event: form.life_event,
        feedback: form.feedback.iter().flatten().copied().collect(),
        standing: standing(reader, form)?,
        party_size: form.party_size,
        acting_for_other: form.acting_for_other,
        case: form.case,
        invitation,
        ratings: BTreeMap::new(),
        voided: None,
        note: form.note.clone(),
        note_flagged: form.note_flagged == Some(true),
        reason: None,
    };
    for (place, line) in (1u32..).zip(form.services.iter().flatten()) {
        let id = line.line.clone().unwrap_or_else(|| new_line_id(&moment, place));
        moment.lines.insert(id, self::line(reader, form, line, place)?);
    }
    if let Some(rating) = &form.rating {
        let rating = self::rating(rating, &moment);
        let id = rating_id(&given.id, rating.source.as_str());
        moment.ratings.insert(id, rating);
    }
    Ok(moment)
}

/// What the form left open is what the office and its catalogue assumed when the moment was recorded, not now.
fn assume_as_recorded(again: &mut Moment, recorded: &Moment) {
    again.workstation = recorded.workstation;
    again.office_day = recorded.office_day;
    same_instant(&mut again.started_at, recorded.started_at);
    same_instant(&mut again.finished_at, recorded.finished_at);
    same_instant(&mut again.wait.arrived_at, recorded.wait.arrived_at);
    for (id, rating) in &mut again.ratings {
        same_instant(&mut rating.at, recorded.ratings.get(id).and_then(|then| then.at));
    }
    for (line, then) in &recorded.lines {
        let Some(line) = again.lines.get_mut(line).filter(|l| l.service == then.service) else { continue };
        line.name_en.clone_from(&then.name_en);
        line.name_fr.clone_from(&then.name_fr);
        line.standard.clone_from(&then.standard);
        assume(&mut line.relationship, &then.relationship);
    }
    if again.case == recorded.case {
        assume(&mut again.contact, &recorded.contact);
    }
    let said = |m: &Moment| m.standing.is_some_and(|s| s.source == StandingSource::SaidUnasked);
    let services = |m: &Moment| m.lines.values().map(|l| l.service.clone()).collect::<Vec<_>>();
    if !said(again) && !said(recorded) && services(again) == services(recorded) {
        again.standing = recorded.standing;
    }
    let (language, then) = (&mut again.language, &recorded.language);
    assume(&mut language.requested, &then.requested);
    if language.requested.value == then.requested.value {
        assume(&mut language.provided, &then.provided);
    }
}

/// Standing and party are recorded where the office turned that on. What was recorded while it was on stays.
pub fn only_what_the_office_records(moment: &mut Moment, office: &Office, before: Option<&Moment>) {
    if !office.standing_recorded && moment.standing.is_some() {
        moment.standing = before.and_then(|m| m.standing);
    }
    if !office.party_recorded {
        moment.party_size = moment.party_size.and(before.and_then(|m| m.party_size));
        moment.acting_for_other = moment.acting_for_other.and(before.and_then(|m| m.acting_for_other));
    }
}

/// The same instant is written as it was, by the office's clock of that time.
fn same_instant(again: &mut Option<DateTime<FixedOffset>>, then: Option<DateTime<FixedOffset>>) {
    if *again == then {
        *again = then;
    }
}

fn assume<T: Clone>(again: &mut Marked<T>, then: &Marked<T>) {
    if again.by == By::Default && then.by == By::Default {
        again.clone_from(then);
    }
}

/// Lines of the form itself are numbered; one added later takes the next free number.
fn new_line_id(moment: &Moment, place: u32) -> String {
    (place..).map(|n| n.to_string()).find(|id| !moment.lines.contains_key(id)).unwrap_or_default()
}

/// The id of an answer that is not a new one each time: the same moment and source is the same answer.
pub fn rating_id(moment: &MomentId, name: &str) -> RatingId {
    RatingId(Uuid::new_v5(&moment.0, name.as_bytes()))
}

fn time_source(origin: Origin) -> TimeSource {
    match origin {
        Origin::Live | Origin::Cli => TimeSource::Live,
        Origin::EnteredAfter | Origin::Imported => TimeSource::EnteredAfter,
    }
}

fn line(reader: &Reader<'_>, form: &MomentForm, line: &LineForm, position: u32) -> Result<Line> {
    let field = format!("services/{position}/service");
    let (name_en, name_fr, by_default, standard) = match known_service(reader, &field, &line.service)? {
        Some((key, known)) => {
            (known.name_en, known.name_fr, known.relationship, standard_held(reader, &key)?)
        }
        None => {
            let (en, fr) = unclassified();
            (en, fr, Relationship::default(), None)
        }
    };
    let relationship = marked(line.relationship.or(form.relationship), by_default);
    let outcome = marked(line.outcome.or(form.outcome), Outcome::Served);
    // Whose interests weigh, and what the client was told, is asked only where something was decided against somebody.
    let weighed =
        relationship.value == Relationship::InvoluntaryRightsOfOthers || outcome.value == Outcome::TurnedAway;
    Ok(Line {
        position,
        service: line.service.clone(),
        name_en,
        name_fr,
        quantity: line.quantity.unwrap_or(1),
        relationship,
        outcome,
        stage: line.stage.map(|value| Marked { value, by: line.stage_by.unwrap_or(By::Staff) }),
        interests: line.interests.iter().flatten().copied().filter(|_| weighed).collect(),
        decision_explained: line.decision_explained.filter(|_| weighed),
        recourse_told: line.recourse_told.filter(|_| weighed),
        standard,
    })
}

/// What the client said unasked; else what the first service that implies a standing implies.
fn standing(reader: &Reader<'_>, form: &MomentForm) -> Result<Option<StandingSaid>> {
    if let Some(said) = form.standing.as_ref().filter(|s| s.source == StandingSource::SaidUnasked) {
        return Ok(Some(StandingSaid { value: said.value, source: said.source }));
    }
    for key in form.services.iter().flatten().filter_map(|line| ServiceKey::parse(&line.service)) {
        if let Some(value) = reader.service(&key)?.and_then(|service| service.implied_standing) {
            return Ok(Some(StandingSaid { value, source: StandingSource::ImpliedByService }));
        }
    }
    Ok(None)
}

/// A service's names as of now, in English and in French.
///
/// # Errors
/// `Invalid` on this field for a service that is not known here.
pub fn service_names(reader: &Reader<'_>, field: &str, service: &str) -> Result<(String, String)> {
    let known = known_service(reader, field, service)?;
    Ok(known.map_or_else(unclassified, |(_, service)| (service.name_en, service.name_fr)))
}

fn unclassified() -> (String, String) {
    ("Other, classify later".into(), "Autre, à classer plus tard".into())
}

/// `None`: to be classified later.
fn known_service(reader: &Reader<'_>, field: &str, service: &str) -> Result<Option<(ServiceKey, Service)>> {
    if service == UNCLASSIFIED {
        return Ok(None);
    }
    let unknown = || ApiError::invalid(field, Problem::Unknown);
    let key = ServiceKey::parse(service).ok_or_else(unknown)?;
    let known = reader.service(&key)?.ok_or_else(unknown)?;
    Ok(Some((key, known)))
}

/// No more than the moment took; nothing where its end is not known.
fn held(
    seconds: u32,
    started: DateTime<FixedOffset>,
    finished: Option<DateTime<FixedOffset>>,
) -> Option<u32> {
    let took = u32::try_from((finished? - started).num_seconds()).unwrap_or(0);
    Some(seconds.min(took)).filter(|held| *held > 0)
}

/// The service's first standard that has minutes, as of now.
fn standard_held(reader: &Reader<'_>, key: &ServiceKey) -> Result<Option<StandardHeld>> {
    let standards = reader.standards_of(key)?;
    Ok(standards.into_iter().find_map(|(key, standard)| {
        let threshold = standard.proposed_threshold_minutes?;
        Some(StandardHeld {
            key: key.to_string(),
            text_en: standard.text_en,
            text_fr: standard.text_fr,
            threshold,
            measures: standard.threshold_applies_to.as_str().to_owned(),
        })
    }))
}

fn marked<T: Clone>(recorded: Option<T>, assumed: T) -> Marked<T> {
    recorded.map_or_else(|| Marked::assumed(assumed), Marked::recorded)
}

/// By the office's clock, whatever the offset in which it is written: the hour of the greeting is read from it.
fn time(place: &Place, field: &str, text: Option<&str>) -> Result<Option<DateTime<FixedOffset>>> {
    let parse =
        |t: &str| DateTime::parse_from_rfc3339(t).map_err(|_| ApiError::invalid(field, Problem::Unknown));
    Ok(text.map(parse).transpose()?.map(|at| place.local(at.to_utc())))
}

fn wait(place: &Place, form: Option<&WaitForm>) -> Result<Wait> {
    let Some(form) = form else { return Ok(Wait::default()) };
    let arrived_at = time(place, "wait", form.arrived_at.as_deref())?;
    Ok(Wait { arrived_at, band: form.band.unwrap_or_default() })
}

/// An organization of the directory has the names that it has now, or had when the moment was recorded.
pub fn referral(
    reader: &Reader<'_>,
    field: &str,
    form: Option<&ReferralForm>,
    recorded: Option<&Referral>,
) -> Result<Option<Referral>> {
    let Some(form) = form else { return Ok(None) };
    let Some(id) = form.organization else {
        return Ok(Some(Referral {
            organization: None,
            name: form.name.clone().unwrap_or_default(),
            name_fr: form.name_fr.clone().unwrap_or_default(),
            level: form.level.unwrap_or_default(),
            kind: form.kind,
        }));
    };
    if let Some(then) = recorded.filter(|then| then.organization == Some(id)) {
        return Ok(Some(Referral { kind: form.kind, ..then.clone() }));
    }
    let known = reader.organization(&id)?.ok_or_else(|| ApiError::invalid(field, Problem::Unknown))?;
    Ok(Some(known.referral(id, form.kind)))
}

fn rating(form: &RatingForm, moment: &Moment) -> Rating {
    let state = match (form.state, form.overall) {
        (Some(state), _) => state,
        (None, Some(_)) => RatingState::Rated,
        (None, None) => RatingState::NoAnswer,
    };
    let asked = [
        form.fairness.map(|_| RotatedQuestion::Fairness),
        form.confidence.map(|_| RotatedQuestion::Confidence),
        form.priority.map(|_| RotatedQuestion::Priority),
        form.need_met.map(|_| RotatedQuestion::NeedMet),
    ];
    Rating {
        state,
        source: form.source.unwrap_or(RatingSource::ToldStaff),
        assisted: form.assisted.unwrap_or_default(),
        at: moment.finished_at.or(moment.started_at),
        language: form.language.clone(),
        asked: asked.into_iter().flatten().next(),
        overall: form.overall,
        drivers: form.drivers.iter().flatten().copied().collect(),
        fairness: form.fairness,
        confidence: form.confidence,
        priority: form.priority,
        need_met: form.need_met,
        comment: form.comment.clone(),
    }
}

/// What staff recorded about a moment; what is at its default is absent.
pub fn to_form(id: MomentId, moment: &Moment) -> MomentForm {
    let lines = moment.lines_in_order().into_iter().map(|(id, line)| LineForm {
        line: Some(id.clone()),
        service: line.service.clone(),
        quantity: Some(line.quantity),
        relationship: recorded(&line.relationship),
        outcome: recorded(&line.outcome),
        stage: line.stage.map(|stage| stage.value),
        stage_by: line.stage.map(|stage| stage.by).filter(|by| *by == By::Default),
        interests: list(line.interests.iter()),
        decision_explained: line.decision_explained,
        recourse_told: line.recourse_told,
    });
    let language = &moment.language;
    MomentForm {
        id: Some(id),
        started_at: moment.started_at.map(|t| t.to_rfc3339()),
        finished_at: moment.finished_at.map(|t| t.to_rfc3339()),
        time_source: Some(moment.time_source),
        channel: recorded(&moment.channel),
        relationship: None,
        outcome: None,
        services: (moment.kind == MomentKind::Moment).then(|| lines.collect()),
        quick_enquiry: (moment.kind == MomentKind::QuickEnquiry).then_some(true),
        wait: (moment.wait != Wait::default()).then(|| WaitForm {
            arrived_at: moment.wait.arrived_at.map(|t| t.to_rfc3339()),
            band: Some(moment.wait.band),
        }),
        language: Some(LanguageForm {
            active_offer: match language.active_offer {
                ActiveOffer::Yes => Some(true),
                ActiveOffer::No => Some(false),
                ActiveOffer::NotRecorded => None,
            },
            requested: recorded(&language.requested),
            provided: recorded(&language.provided),
            interpreter: recorded(&language.interpreter),
        }),
        contact: recorded(&moment.contact),
        barriers: list(moment.barriers.iter()),
        came_from: moment.came_from.as_ref().map(referral_form),
        sent_to: moment.sent_to.as_ref().map(referral_form),
        offers: (!moment.offers.is_empty()).then(|| moment.offers.clone()),
        life_event: moment.life_event,
        feedback: list(moment.feedback.iter()),
        standing: moment.standing.map(|s| StandingForm { value: s.value, source: s.source }),
        party_size: moment.party_size,
        acting_for_other: moment.acting_for_other,
        case: moment.case,
        withdrawn: moment.invitation.withdrawn,
        rating: None,
        note: moment.note.clone(),
        note_flagged: moment.note_flagged.then_some(true),
        staff: None,
    }
}

fn recorded<T: Clone>(marked: &Marked<T>) -> Option<T> {
    (marked.by == By::Staff).then(|| marked.value.clone())
}

fn list<'a, T: Copy + 'a>(items: impl ExactSizeIterator<Item = &'a T>) -> Option<Vec<T>> {
    (items.len() > 0).then(|| items.copied().collect())
}

fn referral_form(referral: &Referral) -> ReferralForm {
    ReferralForm {
        organization: referral.organization,
        name: Some(referral.name.clone()),
        name_fr: (!referral.name_fr.is_empty()).then(|| referral.name_fr.clone()),
        level: Some(referral.level),
        kind: referral.kind,
    }
}
