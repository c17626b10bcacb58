//! An office day: totals and the day's list, for supervisors.
//!
//! Ratings are shown only where they do not name who served: narrowed to a workstation or a service they need at
//! least three staff in scope, and under the threshold no mean is shown.

use super::doors::doors;
use super::draws::check_day;
use super::*;
use crate::desk::{Actor, Desk, Place};
use crate::error::{ApiError, Result};
use crate::moments::{Seen, item};
use chrono::DateTime;
use moments_core::moment::Problem;
use moments_core::statistics::wilson;
use moments_store::{MomentQuery, NotCounted, Totals, WordTotals};

/// Moments of a page of the day's list.
const PAGE: u32 = 200;
/// Points by which invited shares may differ before the figure says that not everyone was asked.
const ASKED_ALIKE: f64 = 0.20;

impl Desk {
    /// The totals of an office day. The command line and supervisors may ask.
    pub fn review_day(&self, actor: &Actor, date: Option<&str>, filter: &ReviewFilter) -> Result<DayReview> {
        actor.require(Role::Supervisor)?;
        let place = self.place()?;
        let date = crate::moments::day(date)?.unwrap_or_else(|| self.today());
        let now_ms = self.now().timestamp_millis();
        self.read(|r| {
            let query = query(&date, filter)?;
            let totals = r.day_totals(&query)?;
            let left_out = r.day_not_counted(&date)?;
            let by_outcome = r.day_by_outcome(&query)?;
            let by_relationship = r.day_by_relationship(&query)?;
            let groups = r.day_by_client(&query)?;
            let narrowed = filter.workstation.is_some() || filter.service.is_some();
            let shown = !narrowed || totals.staff >= place.office.staff_threshold;
            let threshold = place.office.screen_threshold;
            let group = |client: ClientRelationship| {
                let totals = groups.iter().find(|g| g.client == client.as_str()).map(|g| g.totals.clone());
                group_total(client, &totals.unwrap_or_default(), threshold, shown)
            };
            let by_client: Vec<GroupTotal> = ClientRelationship::ALL.iter().map(|c| group(*c)).collect();
            let count =
                |c: ClientRelationship| by_client.iter().find(|g| g.client == c).map_or(0, |g| g.moments);
            let rated = Rated::of(&totals, threshold, shown);
            let (doors, doors_n) = doors(r.day_by_door(&query)?);
            Ok(DayReview {
                scope: scope(r, &place, filter, &totals)?,
                moments: totals.moments,
                quick_enquiries: left_out.quick_enquiries,
                voluntary: count(ClientRelationship::Voluntary),
                involuntary: count(ClientRelationship::Involuntary),
                mixed: count(ClientRelationship::Mixed),
                eligible: totals.eligible,
                invited: totals.invited,
                answered: totals.answered,
                satisfied: if shown { satisfied(&totals) } else { 0 },
                mean: rated.mean,
                distribution: rated.distribution,
                likely_low: rated.low,
                likely_high: rated.high,
                threshold,
                told_staff: totals.told_staff,
                by_service: r.day_by_service(&query)?.into_iter().map(service_total).collect(),
                by_outcome: words(Outcome::ALL.iter().map(|o| o.as_str()), &by_outcome),
                by_relationship: words(Relationship::ALL.iter().map(|r| r.as_str()), &by_relationship),
                by_channel: words(Channel::ALL.iter().map(|c| c.as_str()), &r.day_by_channel(&query)?),
                by_barrier: words(Barrier::ALL.iter().map(|b| b.as_str()), &r.day_by_barrier(&query)?),
                doors,
                doors_n,
                not_everyone_was_asked: asked_unlike(by_client.iter().map(|g| (g.eligible, g.invited)))
                    || asked_unlike(r.day_asked_by_outcome(&query)?.into_iter()),
                by_client,
                draws: check_day(r, &place, &date, now_ms)?,
                left_out: left(&left_out, &totals),
                follow_ups: r.day_follow_ups(&query)?.into_iter().filter_map(|f| opened(&place, f)).collect(),
                relationship_confirmed: confirmed(&by_relationship),
                outcome_confirmed: confirmed(&by_outcome),
                date: date.clone(),
            })
        })
    }

    /// A page of a day's moments, newest first; `after` is the `next` of the page before.
    pub fn review_moments(
        &self,
        actor: &Actor,
        date: Option<&str>,
        filter: &ReviewFilter,
        after: Option<&str>,
    ) -> Result<MomentPage> {
        actor.require(Role::Supervisor)?;
        let place = self.place()?;
        let date = crate::moments::day(date)?.unwrap_or_else(|| self.today());
        self.read(|r| {
            let all = query(&date, filter)?;
            let totals = r.day_totals(&all)?;
            let page = MomentQuery { before: after.map(place_in_list).transpose()?, limit: PAGE, ..all };
            let found = r.moments_of_day(&page)?;
            // A single rating is shown where it does not name who served.
            let seen = Seen { staff: actor.staff(), ratings: totals.staff >= place.office.staff_threshold };
            let full = found.len() >= PAGE as usize;
            let next = found
                .last()
                .filter(|_| full)
                .and_then(|last| Some(format!("{} {}", last.moment.started_at?.timestamp_millis(), last.id)));
            Ok(MomentPage {
                n: totals.moments,
                items: found.iter().map(|s| item(r, &place, &seen, s)).collect::<Result<_>>()?,
                next,
            })
        })
    }
}

fn place_in_list(text: &str) -> Result<(i64, MomentId)> {
    let unknown = || ApiError::invalid("after", Problem::Unknown);
    let (ms, id) = text.split_once(' ').ok_or_else(unknown)?;
    Ok((ms.parse().map_err(|_| unknown())?, id.parse().map_err(|_| unknown())?))
}

fn query(date: &str, filter: &ReviewFilter) -> Result<MomentQuery> {
    let workstation = filter.workstation.as_deref().map(str::parse).transpose();
    Ok(MomentQuery {
        office_day: date.to_owned(),
        workstation: workstation.map_err(|_| ApiError::invalid("workstation", Problem::Unknown))?,
        service: filter.service.clone(),
        channel: filter.channel.map(|c| c.as_str().to_owned()),
        client: filter.client.map(|c| c.as_str().to_owned()),
        outcome: filter.outcome.map(|o| o.as_str().to_owned()),
        ..MomentQuery::default()
    })
}

fn scope(
    r: &moments_store::Reader<'_>,
    place: &Place,
    filter: &ReviewFilter,
    totals: &Totals,
) -> Result<Scope> {
    let all = r.workstations()?;
    let named = all
        .into_iter()
        .filter(|(id, w)| !w.retired && filter.workstation.as_ref().is_none_or(|f| *f == id.to_string()));
    let up_to =
        totals.up_to_ms.and_then(DateTime::from_timestamp_millis).map(|t| place.local(t).to_rfc3339());
    let workstations = named.map(|(id, w)| WorkstationItem { id, label: w.label }).collect();
    Ok(Scope { workstations, up_to, filter: filter.clone() })
}

/// The figures of ratings, as far as they may be shown.
struct Rated {
    satisfied: Option<u32>,
    mean: Option<f64>,
    distribution: Vec<u32>,
    low: Option<f64>,
    high: Option<f64>,
}

impl Rated {
    fn of(totals: &Totals, threshold: u32, shown: bool) -> Self {
        let n: u32 = totals.distribution.iter().sum();
        if !shown || n < threshold || n == 0 {
            return Self { satisfied: None, mean: None, distribution: Vec::new(), low: None, high: None };
        }
        let satisfied = satisfied(totals);
        let sum: u32 = (1..).zip(totals.distribution).map(|(score, n)| score * n).sum();
        let range = wilson(satisfied, n);
        Self {
            satisfied: Some(satisfied),
            mean: Some(f64::from(sum) / f64::from(n)),
            distribution: totals.distribution.to_vec(),
            low: range.map(|r| r.low),
            high: range.map(|r| r.high),
        }
    }
}

/// Answers of 4 or 5. A count of the whole day, also where there are too few for a mean.
fn satisfied(totals: &Totals) -> u32 {
    let [_, _, _, four, five] = totals.distribution;
    four + five
}

fn group_total(client: ClientRelationship, totals: &Totals, threshold: u32, shown: bool) -> GroupTotal {
    let rated = Rated::of(totals, threshold, shown);
    GroupTotal {
        client,
        moments: totals.moments,
        eligible: totals.eligible,
        invited: totals.invited,
        answered: totals.answered,
        satisfied: rated.satisfied,
        likely_low: rated.low,
        likely_high: rated.high,
        distribution: rated.distribution,
    }
}

fn service_total(s: moments_store::ServiceTotals) -> ServiceTotal {
    ServiceTotal {
        service: s.service,
        name_en: s.name_en,
        name_fr: s.name_fr,
        lines: s.lines,
        volume: s.volume,
        served: s.served,
    }
}

fn opened(place: &Place, f: moments_store::FollowUpOfDay) -> Option<FollowUpOpened> {
    let started = DateTime::from_timestamp_millis(f.started_ms).map(|at| place.local(at).to_rfc3339());
    Some(FollowUpOpened {
        // A rule of a newer version is not shown by one that has no words for it.
        rule: FollowUpRule::parse(&f.rule)?,
        moment: f.moment,
        started_at: started.unwrap_or_default(),
        name_en: f.name_en,
        name_fr: f.name_fr,
    })
}

/// Every word of the set, in its order, also those that did not occur.
fn words(all: impl Iterator<Item = &'static str>, found: &[WordTotals]) -> Vec<Total> {
    all.map(|word| Total {
        word: word.to_owned(),
        n: found.iter().find(|f| f.word == word).map_or(0, |f| f.n),
    })
    .collect()
}

fn confirmed(found: &[WordTotals]) -> Share {
    Share { n: found.iter().map(|f| f.confirmed).sum(), of: found.iter().map(|f| f.n).sum() }
}

/// Whether the invited shares of groups, each given as eligible and invited, are far apart.
fn asked_unlike(groups: impl Iterator<Item = (u32, u32)>) -> bool {
    let shares: Vec<f64> = groups
        .filter(|(eligible, _)| *eligible > 0)
        .map(|(eligible, invited)| f64::from(invited) / f64::from(eligible))
        .collect();
    let highest = shares.iter().copied().fold(f64::MIN, f64::max);
    let lowest = shares.iter().copied().fold(f64::MAX, f64::min);
    shares.len() > 1 && highest - lowest > ASKED_ALIKE
}

fn left(not: &NotCounted, totals: &Totals) -> LeftOut {
    LeftOut {
        voided: not.voided,
        answers_voided: not.answers_voided,
        times_not_live: totals.times_not_live,
        to_classify: totals.to_classify,
        incomplete: not.incomplete,
        written_by_newer: not.newer,
    }
}
