//! Showing follow-ups: what an item of a list says, and one whole.

use super::view::*;
use crate::cases::Colleague;
use crate::desk::{Actor, Desk, Place};
use crate::error::{ErrorCode, Result};
use crate::review::least;
use chrono::{NaiveDate, Timelike};
use moments_core::entities::{Staff, follow_up_ref, moment_ref};
use moments_core::figures::{Facts, Guarded};
use moments_core::follow_up::{FollowUp, is_text};
use moments_core::ids::{FollowUpId, StaffId};
use moments_core::moment::Moment;
use moments_core::words::{Driver, Role};
use moments_store::{Flag, Reader, StoredFollowUp, StoredMoment, flags};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Who looks, on which day, and who works here.
pub(super) struct Looking {
    pub place: Arc<Place>,
    pub today: NaiveDate,
    pub me: Option<StaffId>,
    staff: BTreeMap<StaffId, Staff>,
}

/// What is said of the moment of a follow-up in one line.
#[derive(Default)]
pub(super) struct Gist {
    pub hour: Option<u32>,
    pub name_en: String,
    pub name_fr: String,
}

impl Gist {
    pub fn of(moment: Option<&Moment>) -> Self {
        let Some(moment) = moment else { return Self::default() };
        let line = moment.lines_in_order().into_iter().next().map(|(_, line)| line);
        Self {
            hour: moment.started_at.map(|at| at.hour()),
            name_en: line.map(|l| l.name_en.clone()).unwrap_or_default(),
            name_fr: line.map(|l| l.name_fr.clone()).unwrap_or_default(),
        }
    }
}

impl Looking {
    pub fn new(desk: &Desk, reader: &Reader<'_>, actor: &Actor) -> Result<Self> {
        Ok(Self {
            place: desk.place()?,
            today: desk.now().date_naive(),
            me: actor.staff(),
            staff: reader.all_staff()?.into_iter().collect(),
        })
    }

    pub fn name(&self, staff: &StaffId) -> Option<String> {
        self.staff.get(staff).map(|s| s.name.clone())
    }

    /// Whether this person can be given a follow-up.
    pub fn can_own(&self, staff: &StaffId) -> bool {
        self.staff.get(staff).is_some_and(supervises)
    }

    pub fn supervisors(&self) -> impl Iterator<Item = (&StaffId, &Staff)> {
        self.staff.iter().filter(|(_, staff)| supervises(staff))
    }

    fn colleagues(&self, owner: Option<StaffId>) -> Vec<Colleague> {
        let mut found: Vec<Colleague> = self
            .supervisors()
            .filter(|(id, _)| Some(**id) != owner)
            .map(|(id, staff)| Colleague { id: *id, name: staff.name.clone() })
            .collect();
        found.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        found
    }

    pub fn item(&self, reader: &Reader<'_>, stored: &StoredFollowUp) -> Result<FollowUpItem> {
        let moment = moment_of(reader, stored)?;
        let ratings = match stored.moment {
            Some(_) => None,
            None => self.low_ratings(reader, &stored.office_day)?.map(|moments| moments.len()),
        };
        self.item_of(reader, stored, moment.as_ref().map(|m| &m.moment), ratings)
    }

    fn item_of(
        &self,
        reader: &Reader<'_>,
        stored: &StoredFollowUp,
        moment: Option<&Moment>,
        ratings: Option<usize>,
    ) -> Result<FollowUpItem> {
        let (item, gist) = (&stored.item, Gist::of(moment));
        let flagged = reader.flags(&follow_up_ref(&stored.id))?;
        let has = |flag: &str| flagged.iter().any(|f| f.flag == flag);
        Ok(FollowUpItem {
            id: stored.id,
            rule: stored.rule,
            office_day: stored.office_day.clone(),
            hour: gist.hour,
            name_en: gist.name_en,
            name_fr: gist.name_fr,
            ratings: ratings.map(|n| u32::try_from(n).unwrap_or(u32::MAX)),
            status: item.status,
            owner: item.owner,
            owner_name: item.owner.and_then(|owner| self.name(&owner)),
            owner_gone: item.owner.is_some_and(|owner| !self.can_own(&owner)),
            mine: item.owner.is_some() && item.owner == self.me,
            due: stored.due_on.clone(),
            due_in: self.due_in(stored),
            stands: stored.stands,
            conflict: has(flags::CONFLICT),
            read_only: has(flags::NEWER),
        })
    }

    /// Those of a day that opened one follow-up together; not where too few people stand behind the day's answers, as they
    /// would be about one of them.
    fn low_ratings(&self, reader: &Reader<'_>, office_day: &str) -> Result<Option<Vec<Moment>>> {
        let rated = |facts: &Facts| facts.has(Guarded::Own) || facts.has(Guarded::Told);
        let facts = reader.facts_of_day(office_day)?;
        let people: BTreeSet<StaffId> =
            facts.iter().filter(|facts| rated(facts)).filter_map(|f| f.staff).collect();
        let enough = people.len() >= least(&self.place);
        enough.then(|| reader.low_ratings_of_day(office_day)).transpose().map_err(Into::into)
    }

    fn due_in(&self, stored: &StoredFollowUp) -> Option<i32> {
        let due: NaiveDate = stored.due_on.parse().ok().filter(|_| !super::is_closed(stored))?;
        i32::try_from((due - self.today).num_days()).ok()
    }

    /// A follow-up after a verb, or when it is looked at. What nobody acted on and what no longer stands is gone.
    pub fn whole(&self, reader: &Reader<'_>, actor: &Actor, id: &FollowUpId) -> Result<FollowUpView> {
        let stored = reader.follow_up(id)?.ok_or(ErrorCode::NotFound)?;
        let moment = moment_of(reader, &stored)?;
        let low_ratings = match stored.moment {
            Some(_) => None,
            None => self.low_ratings(reader, &stored.office_day)?,
        };
        let flagged = reader.flags(&follow_up_ref(id))?;
        let item = stored.item.clone();
        let openings = self.openings(&item, &flagged);
        let opened = openings.iter().any(|opening| opening.by_me);
        let author = moment.as_ref().and_then(|m| m.moment.staff);
        Ok(FollowUpView {
            item: self.item_of(
                reader,
                &stored,
                moment.as_ref().map(|m| &m.moment),
                low_ratings.as_ref().map(Vec::len),
            )?,
            moment: moment.as_ref().map(|stored| followed(reader, stored)).transpose()?,
            low_ratings: low_ratings.map(|ratings| counted(&ratings)),
            done: item.done,
            changes_how_we_serve: item.changes_how_we_serve,
            you_said_en: item.you_said_en,
            you_said_fr: item.you_said_fr,
            we_did_en: item.we_did_en,
            we_did_fr: item.we_did_fr,
            reply: item.reply,
            erased: erased(&flagged).filter(|f| is_text(f) && !f.contains('/')).map(str::to_owned).collect(),
            openings,
            author: author.filter(|_| opened).and_then(|staff| self.name(&staff)),
            has_author: author.is_some(),
            history: super::history::history(reader, self, actor, id)?,
            supervisors: self.colleagues(stored.item.owner),
        })
    }

    /// Each time that somebody opened who served, the first one first.
    pub fn openings(&self, item: &FollowUp, flagged: &[Flag]) -> Vec<OpeningItem> {
        let mut all: Vec<_> = item.opened.iter().collect();
        all.sort_by_key(|(id, opening)| (opening.at, **id));
        let shown = all.into_iter().map(|(id, opening)| OpeningItem {
            at: opening.at.map(|at| self.place.local(at.to_utc()).to_rfc3339()).unwrap_or_default(),
            by: opening.by.and_then(|by| self.name(&by)),
            by_me: opening.by.is_some() && opening.by == self.me,
            reason: opening.reason.clone(),
            reason_erased: erased(flagged).any(|field| field == format!("opened/{id}/reason")),
        });
        shown.collect()
    }
}

fn supervises(staff: &Staff) -> bool {
    staff.active && staff.roles.contains(&Role::Supervisor)
}

pub(super) fn erased(flagged: &[Flag]) -> impl Iterator<Item = &str> {
    flagged.iter().filter(|f| f.flag == flags::ERASED).map(|f| f.detail.as_str())
}

/// The moment, once its record is here.
pub(super) fn moment_of(reader: &Reader<'_>, stored: &StoredFollowUp) -> Result<Option<StoredMoment>> {
    let moment = stored.moment.map(|id| reader.moment(&id)).transpose()?.flatten();
    Ok(moment.filter(|m| m.complete))
}

fn followed(reader: &Reader<'_>, stored: &StoredMoment) -> Result<FollowedMoment> {
    let moment = &stored.moment;
    let flagged = reader.flags(&moment_ref(&stored.id))?;
    let was_erased = |name: &str| erased(&flagged).any(|field| field == name);
    let services = moment.lines_in_order().into_iter().map(|(_, line)| FollowedService {
        name_en: line.name_en.clone(),
        name_fr: line.name_fr.clone(),
        relationship: line.relationship.value,
        outcome: line.outcome.value,
        recourse_told: line.recourse_told,
    });
    let rating = moment.rating().map(|rated| FollowedRating {
        overall: rated.rating.overall,
        source: rated.rating.source,
        drivers: rated.rating.drivers.iter().copied().collect(),
        fairness: rated.rating.fairness,
        priority: rated.rating.priority,
        comment: rated.rating.comment.clone(),
        comment_erased: was_erased(&format!("ratings/{}/comment", rated.id)),
    });
    Ok(FollowedMoment {
        services: services.collect(),
        channel: moment.channel.value,
        client: moment.client(),
        contact: moment.contact.value,
        feedback: moment.feedback.iter().copied().collect(),
        note: moment.note.clone(),
        note_erased: was_erased("note"),
        note_flagged: moment.note_flagged,
        voided: moment.voided.is_some(),
        rating,
    })
}

fn counted(moments: &[Moment]) -> LowRatings {
    let mut by_driver: BTreeMap<Driver, u32> = BTreeMap::new();
    let mut none_named = 0;
    for rated in moments.iter().filter_map(Moment::rating) {
        none_named += u32::from(rated.rating.drivers.is_empty());
        for driver in &rated.rating.drivers {
            *by_driver.entry(*driver).or_default() += 1;
        }
    }
    let mut by_driver: Vec<_> = by_driver.into_iter().map(|(driver, n)| DriverCount { driver, n }).collect();
    by_driver.sort_by_key(|count| std::cmp::Reverse(count.n));
    LowRatings { n: u32::try_from(moments.len()).unwrap_or(u32::MAX), by_driver, none_named }
}
