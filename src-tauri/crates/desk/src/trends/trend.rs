//! The periods of a trend.

use super::periods::{Period, periods};
use super::*;
use crate::desk::{Actor, Desk};
use crate::error::{ApiError, Result};
use crate::review::{Withheld, drivers, least, priorities, service_totals, standard_results, words};
use chrono::NaiveDate;
use moments_core::catalogue::{ServiceKey, Standard};
use moments_core::figures::{Count, Day, Side, Summed};
use moments_core::moment::Problem;
use moments_core::statistics::{Scores, newcombe};
use moments_core::words::*;
use std::collections::BTreeMap;

/// Names of services and what is known of standards.
struct Names {
    services: BTreeMap<String, (String, String)>,
    standards: BTreeMap<String, Standard>,
}

/// What every period is asked.
struct Asked<'a> {
    side: &'a Side,
    by_months: bool,
    /// Weeks are no whole months: ratings and times are not told apart by them.
    counts_only: bool,
    least: usize,
    threshold: u32,
    names: &'a Names,
}

impl Desk {
    /// Periods side by side, with all of them together. Supervisors and the command line may ask.
    ///
    /// # Errors
    /// Dates that are none, an end before the beginning, more than 600 periods, narrowed on more than one side.
    pub fn trend(&self, actor: &Actor, form: &TrendForm) -> Result<Trend> {
        actor.require(Role::Supervisor)?;
        let place = self.place()?;
        let side = side(form)?;
        let (from, to) = (date("from", &form.from)?, date("to", &form.to)?);
        // What is narrowed has fewer answers a week than anybody should read.
        let by_months = side != Side::Whole || !matches!(form.by, TrendBy::Week | TrendBy::Whole);
        let all = periods(from, to, form.by, by_months)?;
        let span = all.first().zip(all.last()).map(|(first, last)| Period { from: first.from, to: last.to });
        let span = span.ok_or_else(|| ApiError::invalid("from", Problem::Unknown))?;
        let days = self.summed_up(span.from, span.to)?;
        let (least, threshold) = (least(&place), place.office.screen_threshold);
        let (names, workstations) = self.read(|r| {
            let services = r.services()?.into_iter();
            let standards = r.standards()?.into_iter();
            let names = Names {
                services: services
                    .map(|(key, s): (ServiceKey, _)| (key.to_string(), (s.name_en, s.name_fr)))
                    .collect(),
                standards: standards.map(|(key, standard)| (key.to_string(), standard)).collect(),
            };
            let named = r.workstations()?.into_iter().filter(|(_, workstation)| !workstation.retired);
            Ok((names, named.map(|(id, w)| WorkstationItem { id, label: w.label }).collect()))
        })?;
        let asked = Asked {
            side: &side,
            by_months,
            counts_only: by_months && form.by == TrendBy::Week,
            least,
            threshold,
            names: &names,
        };
        let mut shown: Vec<TrendPeriod> = Vec::with_capacity(all.len());
        let mut before = None;
        for period in &all {
            let (period, own) = asked.period(*period, &days, before);
            before = Some(own);
            shown.push(period);
        }
        Ok(Trend {
            by: form.by,
            from: span.from.to_string(),
            to: span.to.to_string(),
            workstations,
            threshold,
            staff_threshold: place.office.staff_threshold,
            whole: asked.period(span, &days, None).0,
            periods: shown,
            gap: (side == Side::Whole).then(|| self.gap(to, least, threshold)).transpose()?,
        })
    }
}

fn side(form: &TrendForm) -> Result<Side> {
    let unknown = |field| ApiError::invalid(field, Problem::Unknown);
    match (&form.workstation, &form.service, form.channel) {
        (None, None, None) => Ok(Side::Whole),
        (Some(id), None, None) => Ok(Side::Workstation(id.parse().map_err(|_| unknown("workstation"))?)),
        (None, Some(service), None) => Ok(Side::Service(service.clone())),
        (None, None, Some(channel)) => Ok(Side::Channel(channel)),
        _ => Err(unknown("service")),
    }
}

fn date(field: &'static str, text: &str) -> Result<NaiveDate> {
    text.parse().map_err(|_| ApiError::invalid(field, Problem::Unknown))
}

impl Asked<'_> {
    /// A period, and its own answers for the one behind it.
    fn period(
        &self,
        period: Period,
        days: &[(NaiveDate, Day)],
        before: Option<Scores>,
    ) -> (TrendPeriod, Scores) {
        let inside: Vec<&(NaiveDate, Day)> =
            days.iter().filter(|(date, _)| (period.from..=period.to).contains(date)).collect();
        let sum = self.summed(period, &inside, None);
        let by_client: Vec<GroupTotal> =
            ClientRelationship::ALL.iter().map(|client| self.group(period, &inside, *client)).collect();
        let (counts, rated, timed) = (&sum.counts, &sum.rated, &sum.timed);
        let own = rated.own();
        let withheld = self.why(sum.days_not_rated, own.n());
        let ratings = Ratings { withheld, ..Ratings::of(own, self.threshold, withheld) };
        let times_withheld = self.why(sum.days_not_timed, timed.waits.n() + timed.handling.n());
        let confidence = rated.scores(Count::Confidence);
        let shown = TrendPeriod {
            from: period.from.to_string(),
            to: period.to.to_string(),
            days: u32::try_from(inside.len()).unwrap_or(u32::MAX),
            moments: counts.n(Count::Moments),
            quick_enquiries: counts.n(Count::QuickEnquiries),
            ended: words(Outcome::ALL, |w| w.as_str(), |w| counts.n(Count::Outcome(w))),
            eligible: counts.n(Count::Eligible),
            invited: counts.n(Count::Invited),
            answered: counts.n(Count::Answered),
            index: ratings.mean.and(own.index()),
            change: change(own, before, self.threshold),
            told_staff: rated.told().n(),
            priorities: priorities(rated),
            drivers: drivers(rated, None),
            confidence: Confidence::of(confidence, self.threshold),
            need_met: words(NeedMet::ALL, |w| w.as_str(), |w| rated.n(Count::NeedMet(w))),
            need_met_by_outcome: NeedMetOf::all(rated),
            waits: Times::of(&timed.waits, times_withheld),
            handling: Times::of(&timed.handling, times_withheld),
            standards: standard_results(timed, |key| self.names.standards.get(key), None),
            by_service: service_totals(counts, |key| self.names.services.get(key).cloned()),
            by_barrier: words(Barrier::ALL, |w| w.as_str(), |w| counts.n(Count::Barrier(w))),
            by_feedback: words(Feedback::ALL, |w| w.as_str(), |w| counts.n(Count::Feedback(w))),
            third_contacts: Share {
                n: counts.n(Count::Contact(ContactNo::ThirdOrMore)),
                of: ContactNo::ALL.iter().map(|no| counts.n(Count::Contact(*no))).sum(),
            },
            languages_differ: Share {
                n: counts.n(Count::LanguageDiffers),
                of: counts.n(Count::LanguageRecorded),
            },
            days_not_rated: sum.days_not_rated,
            days_not_timed: sum.days_not_timed,
            not_everyone_was_asked: crate::review::asked_unlike(
                by_client.iter().map(|g| (g.eligible, g.invited)),
            ),
            by_client,
            ratings,
        };
        (shown, own)
    }

    fn group(&self, period: Period, days: &[&(NaiveDate, Day)], client: ClientRelationship) -> GroupTotal {
        let sum = self.summed(period, days, Some(client));
        let (counts, own) = (&sum.counts, sum.rated.own());
        let times = self.why(sum.days_not_timed, sum.timed.waits.n() + sum.timed.handling.n());
        GroupTotal {
            client,
            moments: counts.n(Count::Moments),
            served: counts.n(Count::Outcome(Outcome::Served)),
            eligible: counts.n(Count::Eligible),
            invited: counts.n(Count::Invited),
            answered: counts.n(Count::Answered),
            ratings: Ratings::of(own, self.threshold, self.why(sum.days_not_rated, own.n())),
            waits: Times::of(&sum.timed.waits, times),
            handling: Times::of(&sum.timed.handling, times),
        }
    }

    /// Nothing is shown, and something was left out.
    fn why(&self, days_left_out: u32, n: u32) -> Option<Withheld> {
        match (self.counts_only, n == 0 && days_left_out > 0) {
            (true, _) => Some(Withheld::Narrow),
            (false, true) => Some(Withheld::FewStaff),
            (false, false) => None,
        }
    }

    /// By the blocks of the period: weeks, or calendar months.
    fn summed(
        &self,
        period: Period,
        days: &[&(NaiveDate, Day)],
        client: Option<ClientRelationship>,
    ) -> Summed {
        let by = if self.by_months { TrendBy::Month } else { TrendBy::Week };
        let mut sum = Summed::default();
        if self.counts_only {
            for (_, day) in days {
                sum.counts.merge(&day.tally(self.side, client));
            }
            return sum;
        }
        for block in periods(period.from, period.to, by, false).unwrap_or_default() {
            let inside = |date: &NaiveDate| (block.from..=block.to).contains(date);
            // A month reaches beyond a week; what is outside the period is of no block of it.
            let of_block: Vec<&Day> =
                days.iter().filter(|(date, _)| inside(date)).map(|(_, day)| day).collect();
            sum.merge(&Summed::of_block(&of_block, self.side, client, self.least));
        }
        sum
    }
}

fn change(own: Scores, before: Option<Scores>, threshold: u32) -> Change {
    let before = before.unwrap_or_default();
    let enough = own.n().min(before.n()) >= threshold.max(1);
    let share = |scores: Scores| f64::from(scores.satisfied()) / f64::from(scores.n());
    let range = newcombe(own.satisfied(), own.n(), before.satisfied(), before.n()).filter(|_| enough);
    Change {
        n: own.n(),
        before: before.n(),
        points: enough.then(|| (share(own) - share(before)) * 100.0),
        low: range.map(|range| range.low * 100.0),
        high: range.map(|range| range.high * 100.0),
    }
}
