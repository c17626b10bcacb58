//! An office day, for supervisors: every figure from the facts of its moments, as far as it may be shown.

use super::doors::doors;
use super::draws::check_day;
use super::summed::Summed;
use super::*;
use crate::desk::{Actor, Desk, Place};
use crate::error::Result;
use chrono::{DateTime, FixedOffset, NaiveDate};
use moments_core::catalogue::{Service, ServiceKey, Standard, StandardKey};
use moments_core::entities::Workstation;
use moments_core::figures::disclosure::Scopes;
use moments_core::figures::{Count, Facts, Guarded, StandardTally, Tally};
use moments_core::ids::{MomentId, StaffId, WorkstationId};
use moments_core::moment::UNCLASSIFIED;
use moments_core::words::*;
use moments_store::{NotRead, Reader};
use std::collections::{BTreeMap, BTreeSet};

/// Invited shares may differ by one in so many, 20 points, before the figure says that not everyone was asked.
const ASKED_ALIKE: u128 = 5;

impl Desk {
    /// The figures of an office day. The command line and supervisors may ask.
    pub fn review_day(&self, actor: &Actor, date: Option<&str>, filter: &ReviewFilter) -> Result<DayReview> {
        actor.require(Role::Supervisor)?;
        let place = self.place()?;
        let date = crate::moments::day(date)?.unwrap_or_else(|| self.today());
        let now_ms = self.now().timestamp_millis();
        let narrow = narrow(filter)?;
        let usual = match date.parse::<NaiveDate>() {
            Ok(date) => self.usual(date, &narrow)?,
            Err(_) => None,
        };
        self.read(|r| {
            let (moments, facts): (Vec<MomentId>, Vec<Facts>) =
                r.moments_and_facts_of_day(&date)?.into_iter().unzip();
            let sums = r.sums_of_day(&date)?;
            let only_sums = sums.as_ref().map_or(0, |(_, n)| *n);
            let summed = sums.map(|_| r.day_summed_up(&date)).transpose()?;
            let query = query(&date, &narrow);
            let read = Read {
                place: &place,
                narrow: &narrow,
                moments: &moments,
                facts: &facts,
                by_client: by_client(&facts, &narrow),
                summed: summed.as_ref().map(|day| Summed::of(day, least(&place))),
                scopes: Guarded::ALL
                    .map(|guarded| (guarded, Scopes::of(&facts, least(&place), guarded)))
                    .into(),
            };
            let tally = read.tally(&narrow);
            let whole = if narrow.is_everything() { tally.clone() } else { read.tally(&Narrow::default()) };
            let by_client: Vec<GroupTotal> =
                ClientRelationship::ALL.iter().map(|client| read.group(*client)).collect();
            let of =
                |c: ClientRelationship| by_client.iter().find(|g| g.client == c).map_or(0, |g| g.moments);
            let asked_by_outcome = asked_by_outcome(&tally);
            let threshold = place.office.screen_threshold;
            let waits = Times::of(&tally.waits, threshold, read.withheld(Guarded::Waits, &narrow));
            let own_withheld = read.withheld(Guarded::Own, &narrow);
            let told_withheld = read.withheld(Guarded::Told, &narrow);
            let may_tell = own_withheld.or(told_withheld).is_none();
            let standards: BTreeMap<String, Standard> = r
                .standards()?
                .into_iter()
                .map(|(key, standard): (StandardKey, Standard)| (key.to_string(), standard))
                .collect();
            let (doors, doors_n) = doors(r.day_by_door(&query)?);
            Ok(DayReview {
                scope: scope(r, &read, filter, &date)?,
                moments: tally.n(Count::Moments),
                quick_enquiries: whole.n(Count::QuickEnquiries),
                voluntary: of(ClientRelationship::Voluntary),
                involuntary: of(ClientRelationship::Involuntary),
                mixed: of(ClientRelationship::Mixed),
                ended: words(Outcome::ALL, |w| w.as_str(), |w| tally.n(Count::Outcome(w))),
                usual,
                eligible: tally.n(Count::Eligible),
                invited: tally.n(Count::Invited),
                answered: tally.n(Count::Answered),
                ratings: read.ratings(&tally, &narrow),
                told_staff: Ratings::of(tally.told(), place.office.screen_threshold, told_withheld),
                threshold: place.office.screen_threshold,
                staff_threshold: place.office.staff_threshold,
                by_rating_state: words(RatingState::ALL, |w| w.as_str(), |w| tally.n(Count::State(w))),
                withdrawn: words(WithdrawReason::ALL, |w| w.as_str(), |w| tally.n(Count::Withdrawn(w))),
                drivers: drivers(&tally, read.withheld(Guarded::Drivers, &narrow)),
                questions: Questions::of(&tally, threshold, |guarded| read.withheld(guarded, &narrow)),
                comments: tally.n(Count::Comments),
                waits: if narrow == Narrow::default() { waits.with_longest(&tally.waits) } else { waits },
                wait_bands: words(WaitBand::ALL, |w| w.as_str(), |w| tally.n(Count::WaitBand(w))),
                handling: Times::of(&tally.handling, threshold, read.withheld(Guarded::Handling, &narrow)),
                standards: standard_results(
                    &tally,
                    |key| standards.get(key),
                    |standard, key| read.told(standard, tally.standards.get(key)?),
                ),
                by_hour: (0..24)
                    .map(|hour| HourTotal { hour, n: tally.n(Count::Hour(hour)) })
                    .filter(|h| h.n > 0)
                    .collect(),
                by_service: by_service(r, &read, &tally)?,
                by_outcome: words(Outcome::ALL, |w| w.as_str(), |w| tally.n(Count::LineOutcome(w))),
                left_stages: words(Stage::ALL, |w| w.as_str(), |w| tally.n(Count::Left(Some(w)))),
                by_relationship: words(
                    Relationship::ALL,
                    |w| w.as_str(),
                    |w| tally.n(Count::LineRelationship(w)),
                ),
                by_channel: words(Channel::ALL, |w| w.as_str(), |w| tally.n(Count::Channel(w))),
                by_barrier: words(Barrier::ALL, |w| w.as_str(), |w| tally.n(Count::Barrier(w))),
                with_barrier: tally.n(Count::WithBarrier),
                by_contact: words(ContactNo::ALL, |w| w.as_str(), |w| tally.n(Count::Contact(w))),
                languages: Languages::of(&tally),
                offers: words(OfferAnswer::ALL, |w| w.as_str(), |w| tally.n(Count::Offered(w))),
                by_life_event: words(LifeEvent::ALL, |w| w.as_str(), |w| tally.n(Count::LifeEvent(w))),
                by_feedback: words(Feedback::ALL, |w| w.as_str(), |w| tally.n(Count::Feedback(w))),
                stakes: Stakes::of(&tally),
                doors,
                doors_n,
                not_everyone_was_asked: asked_unlike(by_client.iter().map(|g| (g.eligible, g.invited)))
                    || asked_unlike(asked_by_outcome.iter().map(|a| (a.eligible, a.invited))),
                asked_by_outcome,
                by_client,
                draws: check_day(r, &place, &date, now_ms)?,
                quality: quality(r, &tally)?,
                left_out: LeftOut { only_sums, ..left_out(&tally, &whole, &r.not_read(&date)?) },
                follow_ups: follow_ups(r, &place, &query, filter, may_tell && read.are_enough())?,
                date: date.clone(),
            })
        })
    }
}

/// The day's facts, with what may be shown of them.
struct Read<'a> {
    place: &'a Place,
    narrow: &'a Narrow,
    /// Whose each of the facts is.
    moments: &'a [MomentId],
    facts: &'a [Facts],
    /// The scope, whoever the client is, in parts.
    by_client: BTreeMap<Option<ClientRelationship>, Tally>,
    /// Of a day of which some moments are only sums.
    summed: Option<Summed<'a>>,
    scopes: BTreeMap<Guarded, Scopes>,
}

impl Read<'_> {
    fn tally(&self, narrow: &Narrow) -> Tally {
        if let Some(tally) = self.summed.as_ref().and_then(|summed| summed.tally(narrow)) {
            return tally;
        }
        let whoever = |narrow: &Narrow| Narrow { client: None, ..narrow.clone() };
        if whoever(narrow) != whoever(self.narrow) {
            return Tally::of(self.facts.iter().filter(|facts| narrow.holds(facts)));
        }
        let mut tally = Tally::default();
        let wanted =
            |client: &Option<ClientRelationship>| narrow.client.is_none() || *client == narrow.client;
        for (_, part) in self.by_client.iter().filter(|(client, _)| wanted(client)) {
            tally.merge(part);
        }
        tally
    }

    fn withheld(&self, guarded: Guarded, narrow: &Narrow) -> Option<Withheld> {
        if let Some(summed) = &self.summed {
            return summed.withheld(guarded, narrow);
        }
        self.scopes.get(&guarded)?.withheld(narrow).map(Withheld::from)
    }

    /// A standard tells of the times of one service within the scope.
    fn told(&self, standard: &Standard, tally: &StandardTally) -> Option<StandardTally> {
        let of_service = Narrow { service: Some(standard.service.to_string()), ..self.narrow.clone() };
        let shown = self.withheld(measured_by(standard)?, &of_service).is_none();
        (shown && tally.staff.len() >= least(self.place)).then(|| tally.clone())
    }

    /// Enough people stand behind the answers.
    fn are_enough(&self) -> bool {
        if let Some(summed) = &self.summed {
            return summed.are_enough(self.narrow, least(self.place));
        }
        let rated = |facts: &&Facts| facts.has(Guarded::Own) || facts.has(Guarded::Told);
        let answers = self.facts.iter().filter(|facts| self.narrow.holds(facts)).filter(rated);
        answers.filter_map(|facts| facts.staff).collect::<BTreeSet<StaffId>>().len() >= least(self.place)
    }

    fn ratings(&self, tally: &Tally, narrow: &Narrow) -> Ratings {
        Ratings::of(tally.own(), self.place.office.screen_threshold, self.withheld(Guarded::Own, narrow))
    }

    /// The part of the scope that is one client relationship's.
    fn group(&self, client: ClientRelationship) -> GroupTotal {
        let other = self.narrow.client.is_some_and(|wanted| wanted != client);
        let narrow = Narrow { client: Some(client), ..self.narrow.clone() };
        let tally = if other { Tally::default() } else { self.tally(&narrow) };
        let threshold = self.place.office.screen_threshold;
        GroupTotal {
            client,
            moments: tally.n(Count::Moments),
            served: tally.n(Count::Outcome(Outcome::Served)),
            eligible: tally.n(Count::Eligible),
            invited: tally.n(Count::Invited),
            answered: tally.n(Count::Answered),
            ratings: self.ratings(&tally, &narrow),
            waits: Times::of(&tally.waits, threshold, self.withheld(Guarded::Waits, &narrow)),
            handling: Times::of(&tally.handling, threshold, self.withheld(Guarded::Handling, &narrow)),
        }
    }
}

fn scope(r: &Reader<'_>, read: &Read<'_>, filter: &ReviewFilter, date: &str) -> Result<Scope> {
    let place = read.place;
    let mut last: BTreeMap<WorkstationId, DateTime<FixedOffset>> = BTreeMap::new();
    for journal in r.journals()? {
        if let Some(at) = DateTime::from_timestamp_millis(journal.at_ms).map(|at| place.local(at)) {
            let known = last.entry(journal.key.workstation).or_insert(at);
            *known = at.max(*known);
        }
    }
    // A journal comes in its order: what is newer than the day has the day before it.
    let heard =
        |id: &WorkstationId| last.get(id).is_some_and(|at| at.date_naive().to_string().as_str() >= date);
    let mut served: BTreeSet<WorkstationId> = read.facts.iter().map(|facts| facts.workstation).collect();
    served.extend(read.summed.iter().flat_map(Summed::workstations));
    let prefixes = r.prefixes()?;
    // Retired before this workstation was there: who retired it had entries of its that never came here.
    let lacks = |workstation: &Workstation| {
        let here = |epoch: &str| prefixes.iter().find(|p| p.key.epoch.to_string() == epoch);
        let mut accepted = workstation.accepted.iter();
        accepted.any(|(epoch, last)| here(epoch).is_none_or(|prefix| prefix.key.seq < last.seq))
    };
    let (mut workstations, mut not_included) = (Vec::new(), Vec::new());
    for (id, workstation) in r.workstations()? {
        let wanted = filter.workstation.as_ref().is_none_or(|wanted| *wanted == id.to_string());
        let here = id == place.workstation_id;
        let missing = workstation.retired && lacks(&workstation);
        if !wanted || (workstation.retired && !served.contains(&id) && !missing) {
            continue;
        }
        let label = workstation.label;
        if here || served.contains(&id) || (heard(&id) && !missing) {
            let until = last.get(&id).filter(|_| !here).map(DateTime::to_rfc3339);
            workstations.push(InScope { id, label, until });
        } else {
            not_included.push(WorkstationItem { id, label });
        }
    }
    // The newest of the list is the newest of the figures.
    let newest = r.moments_of_day(&MomentQuery { limit: 1, ..query(date, read.narrow) })?;
    let up_to =
        newest.first().and_then(|m| m.moment.started_at).map(|at| place.local(at.to_utc()).to_rfc3339());
    Ok(Scope { workstations, not_included, up_to, filter: filter.clone() })
}

/// Invited shares by how the moment ended.
pub(crate) fn asked_by_outcome(tally: &Tally) -> Vec<Asked> {
    let asked = |outcome: &Outcome| Asked {
        outcome: *outcome,
        eligible: tally.n(Count::EligibleOf(*outcome)),
        invited: tally.n(Count::InvitedOf(*outcome)),
    };
    Outcome::ALL.iter().map(asked).collect()
}

/// Whether the invited shares of groups, each given as eligible and invited, are far apart. In whole numbers: shares of 60
/// and 80 % are 20 points apart and not more.
pub(crate) fn asked_unlike(groups: impl Iterator<Item = (u32, u32)>) -> bool {
    let groups: Vec<(u128, u128)> = groups
        .filter(|(eligible, _)| *eligible > 0)
        .map(|(eligible, invited)| (eligible.into(), invited.into()))
        .collect();
    let over = |(of, invited): &(u128, u128), (of_less, less): &(u128, u128)| {
        (invited * of_less).saturating_sub(less * of) * ASKED_ALIKE > of * of_less
    };
    groups.iter().any(|more| groups.iter().any(|less| over(more, less)))
}

/// What the scope adds up to, whoever the client is, by who that is.
fn by_client(facts: &[Facts], narrow: &Narrow) -> BTreeMap<Option<ClientRelationship>, Tally> {
    let whoever = Narrow { client: None, ..narrow.clone() };
    let mut parts: BTreeMap<Option<ClientRelationship>, Tally> = BTreeMap::new();
    for one in facts.iter().filter(|one| whoever.holds(one)) {
        parts.entry(one.client).or_default().add(one);
    }
    parts
}

/// Each service has the names of its newest moment of the day; of one that is left only in sums, those of the catalogue.
fn by_service(r: &Reader<'_>, read: &Read<'_>, tally: &Tally) -> Result<Vec<ServiceTotal>> {
    let mut newest: BTreeMap<&str, &MomentId> = BTreeMap::new();
    for (moment, facts) in read.moments.iter().zip(read.facts).filter(|(_, facts)| !facts.voided) {
        newest.extend(facts.lines.iter().map(|line| (line.service.as_str(), moment)));
    }
    let mut names = BTreeMap::new();
    for service in tally.services.keys() {
        let found = match newest.get(service.as_str()) {
            Some(moment) => r.names_in(moment, service)?,
            None => in_catalogue(r, service)?.map(|known| (known.name_en, known.name_fr)),
        };
        names.extend(found.map(|names| (service.as_str(), names)));
    }
    Ok(service_totals(tally, |service| names.get(service).cloned()))
}

fn in_catalogue(r: &Reader<'_>, service: &str) -> Result<Option<Service>> {
    match service.parse::<ServiceKey>() {
        Ok(key) => Ok(r.service(&key)?),
        Err(_) => Ok(None),
    }
}

fn quality(r: &Reader<'_>, tally: &Tally) -> Result<Quality> {
    let mut overridden = 0;
    for (service, tally) in tally.services.iter().filter(|(service, _)| *service != UNCLASSIFIED) {
        // A service that is not known here has no relationship to choose another than.
        if let Some(known) = in_catalogue(r, service)? {
            let other =
                tally.recorded.iter().filter(|(relationship, _)| **relationship != known.relationship);
            overridden += other.map(|(_, n)| n).sum::<u32>();
        }
    }
    Ok(Quality {
        relationship_confirmed: confirmed(tally, Count::LineRelationshipRecorded),
        outcome_confirmed: confirmed(tally, Count::LineOutcomeRecorded),
        relationship_overridden: Share { n: overridden, of: tally.n(Count::Lines) },
        times_not_live: Share { n: tally.n(Count::TimesNotLive), of: tally.n(Count::Moments) },
        answers_to_check: tally.n(Count::AnswersToCheck),
    })
}

/// What is left out is said of the whole office, whatever the filter: what it was may be what was wrong with it.
fn left_out(tally: &Tally, whole: &Tally, not_read: &NotRead) -> LeftOut {
    LeftOut {
        voided: whole.n(Count::Voided),
        answers_voided: whole.n(Count::AnswersVoided),
        answers_not_eligible: whole.n(Count::OwnNotEligible),
        to_classify: tally.n(Count::Unclassified),
        incomplete: not_read.incomplete,
        written_by_newer: not_read.newer,
        erased: not_read.erased,
        only_sums: 0,
    }
}

/// What the moments in scope opened. What follows from ratings is told of the whole day, as the list of follow-ups tells it,
/// and of a part of the day only where ratings are; that of the day together only where nothing is left out.
fn follow_ups(
    r: &Reader<'_>,
    place: &Place,
    query: &MomentQuery,
    filter: &ReviewFilter,
    ratings: bool,
) -> Result<Vec<FollowUpOpened>> {
    let ratings = ratings || *filter == ReviewFilter::default();
    let singly = r.day_follow_ups(query)?.into_iter().filter_map(|f| opened(place, f));
    let mut all: Vec<FollowUpOpened> = singly.filter(|f| ratings || !f.rule.is_of_a_rating()).collect();
    if *filter == ReviewFilter::default() {
        let of_day = r.follow_ups_of_day(&query.office_day)?;
        all.extend(of_day.into_iter().filter(|f| f.moment.is_none()).map(|f| FollowUpOpened {
            id: f.id,
            rule: f.rule,
            status: f.item.status,
            moment: None,
            started_at: None,
            name_en: String::new(),
            name_fr: String::new(),
        }));
    }
    Ok(all)
}

fn opened(place: &Place, f: moments_store::FollowUpOfDay) -> Option<FollowUpOpened> {
    // A rule of a newer version is not shown by one that has no words for it.
    let rule = FollowUpRule::parse(&f.rule)?;
    let told = !rule.is_of_a_rating();
    let started = DateTime::from_timestamp_millis(f.started_ms).map(|at| place.local(at).to_rfc3339());
    Some(FollowUpOpened {
        id: f.id,
        rule,
        status: FollowUpStatus::parse(&f.status)?,
        moment: told.then_some(f.moment),
        started_at: started.filter(|_| told),
        name_en: f.name_en,
        name_fr: f.name_fr,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twenty_points_are_not_over_twenty_points() {
        let unlike = |groups: &[(u32, u32)]| asked_unlike(groups.iter().copied());
        assert!(!unlike(&[(5, 3), (5, 4), (0, 0)]), "0.8 - 0.6 is a little over 0.2 in binary fractions");
        assert!(unlike(&[(100, 60), (100, 81)]));
        assert!(!unlike(&[(5, 0)]) && !unlike(&[]));
        assert!(unlike(&[(u32::MAX, u32::MAX), (u32::MAX, 0)]));
    }
}
