//! The blocks of which ratings and times are told, each summed up once: a year of months is twelve of them, and no day is read.

use super::periods::{Period, periods};
use crate::desk::Desk;
use crate::error::{ApiError, Result};
use chrono::NaiveDate;
use moments_core::figures::{Guarded, Shown, Side, StandardTally, SummedBlock, Tally};
use moments_core::words::{ClientRelationship, TrendBy};
use std::collections::BTreeSet;

impl Desk {
    /// These sides of the whole weeks or months from `from` to `to`. What was not summed up yet is, and is kept where the store can
    /// be written.
    pub(super) fn blocks(
        &self,
        from: NaiveDate,
        to: NaiveDate,
        by: TrendBy,
        least: usize,
        sides: &BTreeSet<Side>,
    ) -> Result<Vec<(Period, SummedBlock)>> {
        let sums = |period: Period| Ok((period, self.block(period, least, sides)?));
        periods(from, to, by, false)?.into_iter().map(sums).collect()
    }

    fn block(&self, period: Period, least: usize, sides: &BTreeSet<Side>) -> Result<SummedBlock> {
        let (first, last) = (period.from.to_string(), period.to.to_string());
        if let Some(known) = self.read(|r| Ok(r.block(&first, &last, least, sides)?))? {
            return Ok(known);
        }
        // One at a time, so that nobody who saves waits for all of them. No window shows anything that changes by it.
        let sum_up = |tx: &mut moments_store::WriteTx<'_>| Ok(tx.sum_up_block(&first, &last, least)?);
        let kept = self.store()?.write::<_, ApiError>(self.store_now(), sum_up);
        // Figures are for reading: a full disk does not take them away.
        kept.map(|(sums, _)| sums).or_else(|_| self.read(|r| Ok(r.block_summed_up(&first, &last, least)?)))
    }
}

/// The blocks of one period, which is made of whole ones.
pub(super) struct Blocks<'a> {
    all: Vec<&'a SummedBlock>,
    /// Only what is counted may be told.
    counts_only: bool,
}

impl<'a> Blocks<'a> {
    pub fn of(period: Period, blocks: &'a [(Period, SummedBlock)], counts_only: bool) -> Self {
        let inside = |(of, _): &&(Period, SummedBlock)| (period.from..=period.to).contains(&of.from);
        Self { all: blocks.iter().filter(inside).map(|(_, sums)| sums).collect(), counts_only }
    }

    pub fn counts(&self, side: &Side, client: Option<ClientRelationship>) -> Tally {
        let mut sum = Tally::default();
        self.all.iter().for_each(|block| sum.merge(&block.tally(side, client)));
        sum
    }

    pub fn days_with_moments(&self, side: &Side) -> u32 {
        self.all.iter().map(|block| block.days(side)).sum()
    }

    /// What may be told of one guarded kind: only figures of that kind are in it.
    pub fn shown(&self, side: &Side, client: Option<ClientRelationship>, guarded: Guarded) -> Shown {
        let mut sum = Shown::default();
        for block in self.all.iter().filter(|_| !self.counts_only) {
            sum.merge(&block.shown(guarded, side, client));
        }
        sum
    }

    /// What is told of a standard by the times of its service; `None`: nothing.
    pub fn standard(&self, side: &Side, times: Guarded, id: &(String, u32)) -> Option<StandardTally> {
        let told = self.all.iter().filter_map(|block| block.standard(times, side, id));
        told.fold(None, |sum: Option<StandardTally>, more| {
            let mut sum = sum.unwrap_or_default();
            sum.merge(more);
            Some(sum)
        })
    }
}
