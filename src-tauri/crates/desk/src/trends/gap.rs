//! Involuntary beside voluntary clients.

use super::periods::Period;
use super::{Gap, GapFigure};
use crate::desk::Desk;
use crate::error::{ApiError, Result};
use chrono::{Days, NaiveDate};
use moments_core::figures::{Guarded, Shown, Side, SummedBlock};
use moments_core::moment::Problem;
use moments_core::statistics::{Scores, welch};
use moments_core::words::{ClientRelationship, TrendBy};

const WEEKS: u64 = 13;

impl Desk {
    /// Of the thirteen weeks, from Monday, that end with the week of `to`.
    pub(super) fn gap(&self, to: NaiveDate, least: usize, threshold: u32) -> Result<Gap> {
        let unknown = || ApiError::invalid("to", Problem::Unknown);
        let from = to.checked_sub_days(Days::new((WEEKS - 1) * 7)).ok_or_else(unknown)?;
        let weeks = self.blocks(from, to, TrendBy::Week, least, &[Side::Whole].into())?;
        let (first, last) = weeks.first().zip(weeks.last()).ok_or_else(unknown)?;
        let span = Period { from: first.0.from, to: last.0.to };
        let clients = [ClientRelationship::Voluntary, ClientRelationship::Involuntary];
        let summed = clients.map(|client| {
            let mut sum = Shown::default();
            let told = |block: &SummedBlock| block.shown(Guarded::Own, &Side::Whole, Some(client));
            weeks.iter().for_each(|(_, block)| sum.merge(&told(block)));
            sum
        });
        let [voluntary, involuntary] = &summed;
        Ok(Gap {
            from: span.from.to_string(),
            to: span.to.to_string(),
            all: figure(voluntary.tally.own(), involuntary.tally.own(), threshold),
            served: figure(voluntary.tally.own_served(), involuntary.tally.own_served(), threshold),
        })
    }
}

fn figure(voluntary: Scores, involuntary: Scores, threshold: u32) -> GapFigure {
    let enough = voluntary.n().min(involuntary.n()) >= threshold.max(1);
    let means = involuntary.mean().zip(voluntary.mean()).filter(|_| enough);
    let range = welch(&involuntary, &voluntary).filter(|_| enough);
    GapFigure {
        voluntary: voluntary.n(),
        involuntary: involuntary.n(),
        difference: means.map(|(involuntary, voluntary)| involuntary - voluntary),
        low: range.map(|range| range.low),
        high: range.map(|range| range.high),
    }
}
