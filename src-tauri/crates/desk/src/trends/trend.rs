//! The periods of a trend.

use super::blocks::Blocks;
use super::periods::{Period, periods};
use super::*;
use crate::desk::{Actor, Desk};
use crate::error::{ApiError, Result};
use crate::review::{
    QuestionsWithheld, Withheld, asked_by_outcome, asked_unlike, drivers, least, measured_by, priorities,
    service_totals, standard_results, words,
};
use chrono::NaiveDate;
use moments_core::catalogue::{ServiceKey, Standard};
use moments_core::figures::{Count, Guarded, Shown, Side, SummedBlock, Tally};
use moments_core::moment::Problem;
use moments_core::statistics::{Minutes, Scores, newcombe};
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
        let (least, threshold) = (least(&place), place.office.screen_threshold);
        let by_weeks = form.by == TrendBy::Week || form.by == TrendBy::Whole && !by_months;
        let unit = if by_weeks { TrendBy::Week } else { TrendBy::Month };
        let (names, workstations) = self.read(|r| {
            let services = r.services()?.into_iter();
            let standards = r.standards()?.into_iter();
            let names = Names {
                services: services
                    .map(|(key, s): (ServiceKey, _)| (key.to_string(), (s.name_en, s.name_fr)))
                    .collect(),
                standards: standards.map(|(key, standard)| (key.to_string(), standard)).collect(),
            };
            Ok((names, r.workstations()?))
        })?;
        let retired = workstations.iter().filter(|(_, w)| w.retired).map(|(id, _)| Side::Workstation(*id));
        let sides = sides(&side).into_iter().chain(retired).collect();
        let blocks = self.blocks(span.from, span.to, unit, least, &sides)?;
        // A retired one too, where it served in these periods.
        let served =
            |id| blocks.iter().any(|(_, block)| !block.tally(&Side::Workstation(id), None).is_empty());
        let named = workstations.into_iter().filter(|(id, w)| !w.retired || served(*id));
        let workstations = named.map(|(id, w)| WorkstationItem { id, label: w.label }).collect();
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
            let (period, own) = asked.period(*period, &blocks, before);
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
            whole: asked.period(span, &blocks, None).0,
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

/// What is read for a side: by it alone, but the whole is told by ways and contacts too.
fn sides(side: &Side) -> Vec<Side> {
    let ways = Way::ALL.iter().copied().map(Side::Way);
    let told = ways.chain(ContactNo::ALL.iter().copied().map(Side::Contact)).filter(|_| *side == Side::Whole);
    told.chain([side.clone()]).collect()
}

fn date(field: &'static str, text: &str) -> Result<NaiveDate> {
    text.parse().map_err(|_| ApiError::invalid(field, Problem::Unknown))
}

impl Asked<'_> {
    /// A period, and its own answers for the one behind it.
    fn period(
        &self,
        period: Period,
        blocks: &[(Period, SummedBlock)],
        before: Option<Scores>,
    ) -> (TrendPeriod, Scores) {
        let blocks = Blocks::of(period, blocks, self.counts_only);
        let counts = blocks.counts(self.side, None);
        let shown = |guarded| blocks.shown(self.side, None, guarded);
        let (rated, waits, handling) = (shown(Guarded::Own), shown(Guarded::Waits), shown(Guarded::Handling));
        let by_client: Vec<GroupTotal> =
            ClientRelationship::ALL.iter().map(|client| self.group(&blocks, *client)).collect();
        let own = rated.tally.own();
        let ratings = self.ratings(&rated);
        let said = [Guarded::Drivers, Guarded::Confidence, Guarded::Priority, Guarded::NeedMet].map(shown);
        let why = |shown: &Shown, guarded| self.why(shown, shown.tally.guarded(guarded));
        let [named, confidence, wished, needed] = &said;
        let withheld = QuestionsWithheld {
            drivers: why(named, Guarded::Drivers),
            // No figure of Trends.
            fairness: None,
            confidence: why(confidence, Guarded::Confidence),
            priorities: why(wished, Guarded::Priority),
            need_met: why(needed, Guarded::NeedMet),
        };
        let period = TrendPeriod {
            from: period.from.to_string(),
            to: period.to.to_string(),
            days: blocks.days_with_moments(self.side),
            moments: counts.n(Count::Moments),
            quick_enquiries: counts.n(Count::QuickEnquiries),
            ended: words(Outcome::ALL, |w| w.as_str(), |w| counts.n(Count::Outcome(w))),
            eligible: counts.n(Count::Eligible),
            invited: counts.n(Count::Invited),
            answered: counts.n(Count::Answered),
            index: ratings.mean.and(own.index()),
            change: change(own, before, self.threshold),
            told_staff: counts.told().n(),
            priorities: priorities(&wished.tally),
            drivers: drivers(&named.tally, None),
            confidence: Confidence::of(confidence.tally.scores(Count::Confidence), self.threshold),
            need_met: words(NeedMet::ALL, |w| w.as_str(), |w| needed.tally.n(Count::NeedMet(w))),
            need_met_by_outcome: NeedMetOf::all(&needed.tally, self.threshold),
            withheld,
            waits: self.times(&waits, |tally| &tally.waits),
            handling: self.times(&handling, |tally| &tally.handling),
            standards: self.standards(&blocks, &counts),
            by_service: service_totals(&counts, |key| self.names.services.get(key).cloned()),
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
            days_not_rated: rated.days_left_out,
            days_not_timed: waits.days_left_out.max(handling.days_left_out),
            not_everyone_was_asked: asked_unlike(by_client.iter().map(|g| (g.eligible, g.invited)))
                || asked_unlike(asked_by_outcome(&counts).iter().map(|a| (a.eligible, a.invited))),
            by_client,
            by_way: self.rated(&blocks, Way::ALL, |way| (way.as_str(), Side::Way(way))),
            by_contact: self.rated(&blocks, ContactNo::ALL, |no| (no.as_str(), Side::Contact(no))),
            ratings,
        };
        (period, own)
    }

    fn group(&self, blocks: &Blocks<'_>, client: ClientRelationship) -> GroupTotal {
        let counts = blocks.counts(self.side, Some(client));
        let may_tell = self.may_tell_apart();
        let shown = |guarded| {
            if may_tell { blocks.shown(self.side, Some(client), guarded) } else { Shown::default() }
        };
        let narrow = |withheld: Option<Withheld>| if may_tell { withheld } else { Some(Withheld::Narrow) };
        let (ratings, waits, handling) = (
            self.ratings(&shown(Guarded::Own)),
            self.times(&shown(Guarded::Waits), |tally| &tally.waits),
            self.times(&shown(Guarded::Handling), |tally| &tally.handling),
        );
        GroupTotal {
            client,
            moments: counts.n(Count::Moments),
            served: counts.n(Count::Outcome(Outcome::Served)),
            eligible: counts.n(Count::Eligible),
            invited: counts.n(Count::Invited),
            answered: counts.n(Count::Answered),
            ratings: Ratings { withheld: narrow(ratings.withheld), ..ratings },
            waits: Times { withheld: narrow(waits.withheld), ..waits },
            handling: Times { withheld: narrow(handling.withheld), ..handling },
        }
    }

    /// Of the whole office, by cells of another kind of side; those without moments are left out.
    fn rated<T: Copy>(
        &self,
        blocks: &Blocks<'_>,
        all: &[T],
        cell: fn(T) -> (&'static str, Side),
    ) -> Vec<RatedTotal> {
        if *self.side != Side::Whole {
            return Vec::new();
        }
        let one = |(word, side): (&str, Side)| {
            let counts = blocks.counts(&side, None);
            let may_tell = self.may_tell_apart();
            let ratings = if may_tell {
                self.ratings(&blocks.shown(&side, None, Guarded::Own))
            } else {
                Ratings { withheld: Some(Withheld::Narrow), ..self.ratings(&Shown::default()) }
            };
            RatedTotal {
                word: word.to_owned(),
                moments: counts.n(Count::Moments),
                served: counts.n(Count::Outcome(Outcome::Served)),
                eligible: counts.n(Count::Eligible),
                invited: counts.n(Count::Invited),
                answered: counts.n(Count::Answered),
                ratings,
            }
        };
        all.iter().map(|word| one(cell(*word))).filter(|total| total.moments > 0).collect()
    }

    /// By whole months of the whole office: weeks and months, or cells of two kinds, would tell of each other.
    fn may_tell_apart(&self) -> bool {
        self.least <= 1 || self.by_months && *self.side == Side::Whole
    }

    fn ratings(&self, shown: &Shown) -> Ratings {
        let own = shown.tally.own();
        Ratings { withheld: self.why(shown, own.n()), ..Ratings::of(own, self.threshold, None) }
    }

    fn times(&self, shown: &Shown, which: fn(&Tally) -> &Minutes) -> Times {
        let minutes = which(&shown.tally);
        Times { withheld: self.why(shown, minutes.n()), ..Times::of(minutes, self.threshold, None) }
    }

    /// A standard tells of the times of one service, and those are told by whole months.
    fn standards(&self, blocks: &Blocks<'_>, counts: &Tally) -> Vec<StandardResult> {
        let told = |standard: &Standard, id: &(String, u32)| {
            let times = measured_by(standard).filter(|_| self.by_months && !self.counts_only)?;
            blocks.standard(self.side, times, id).filter(|tally| tally.staff.len() >= self.least)
        };
        standard_results(counts, |key| self.names.standards.get(key), told)
    }

    /// Nothing is shown, and something was left out.
    fn why(&self, shown: &Shown, n: u32) -> Option<Withheld> {
        match (self.counts_only, n == 0 && shown.days_left_out > 0) {
            (true, _) => Some(Withheld::Narrow),
            (false, true) => Some(Withheld::FewStaff),
            (false, false) => None,
        }
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
