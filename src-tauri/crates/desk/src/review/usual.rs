//! What is usual for a weekday: the last eight of them on which somebody was served.

use crate::desk::Desk;
use crate::error::{ApiError, Result};
use chrono::{Days, NaiveDate};
use moments_core::figures::{Day, Narrow, ServedOn, Side};
use moments_store::WriteTx;
use serde::Serialize;

/// So many weekdays, of at most so many weeks: an office may be closed for a season.
const WEEKDAYS: usize = 8;
const WEEKS: u64 = 52;

/// Moments served on the last eight such weekdays.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct Usual {
    /// How many such days there are, up to eight.
    pub days: u32,
    pub lowest: u32,
    pub median: f64,
    pub highest: u32,
}

impl Desk {
    /// `None` where there is no such day, or days are not summed up by this scope: then they can't be compared.
    pub(super) fn usual(&self, date: NaiveDate, narrow: &Narrow) -> Result<Option<Usual>> {
        let Some(side) = side(narrow) else { return Ok(None) };
        let Some(from) = date.checked_sub_days(Days::new(WEEKS * 7)) else { return Ok(None) };
        let mut served: Vec<u32> = Vec::new();
        let mut on = date;
        while let Some(before) = on.checked_sub_days(Days::new(7)).filter(|d| *d >= from) {
            on = before;
            if let Some(day) = self.served_on(on)?.filter(|day| day.n(&Side::Whole, None) > 0) {
                served.push(day.n(&side, narrow.client));
            }
            if served.len() >= WEEKDAYS {
                break;
            }
        }
        served.sort_unstable();
        let (Some(lowest), Some(highest)) = (served.first(), served.last()) else { return Ok(None) };
        let middle = |place: usize| served.get(place).copied().map_or(0.0, f64::from);
        let n = served.len();
        Ok(Some(Usual {
            days: u32::try_from(n).unwrap_or(u32::MAX),
            lowest: *lowest,
            median: f64::midpoint(middle((n - 1) / 2), middle(n / 2)),
            highest: *highest,
        }))
    }

    /// `None`: nobody was served.
    fn served_on(&self, date: NaiveDate) -> Result<Option<ServedOn>> {
        match self.read(|r| Ok(r.served_on(&date.to_string())?))? {
            Some(None) => Ok(self.summed_up(date, date)?.first().map(|(_, day)| day.served_on())),
            known => Ok(known.flatten()),
        }
    }

    /// The days of a period on which there was something, each summed up. What was not yet is, and is kept where the store
    /// can be written.
    pub(crate) fn summed_up(&self, from: NaiveDate, to: NaiveDate) -> Result<Vec<(NaiveDate, Day)>> {
        let found = self.read(|r| Ok(r.days(&from.to_string(), &to.to_string())?))?;
        let missing: Vec<&String> =
            found.iter().filter(|(_, day)| day.is_none()).map(|(date, _)| date).collect();
        // Figures are for reading: a full disk does not take them away.
        let mut now = match missing.is_empty() {
            true => Vec::new(),
            false => self.sum_up(&missing).or_else(|_| self.sum_up_unkept(&missing))?,
        }
        .into_iter();
        let mut days = Vec::with_capacity(found.len());
        for (date, day) in found {
            let day = match day {
                Some(day) => Some(day),
                None => now.next(),
            };
            // A date that no calendar has is of no period.
            if let (Ok(date), Some(day)) = (date.parse::<NaiveDate>(), day) {
                days.push((date, day));
            }
        }
        Ok(days)
    }

    /// Nothing that a window shows changes by it, so none is told.
    fn sum_up(&self, dates: &[&String]) -> Result<Vec<Day>> {
        let sum_up = |tx: &mut WriteTx<'_>| dates.iter().map(|date| Ok(tx.sum_up(date)?)).collect();
        Ok(self.store()?.write::<_, ApiError>(self.store_now(), sum_up)?.0)
    }

    fn sum_up_unkept(&self, dates: &[&String]) -> Result<Vec<Day>> {
        self.read(|r| dates.iter().map(|date| Ok(r.day_summed_up(date)?)).collect())
    }
}

/// The side by which days are summed up, if the scope is narrowed on that side alone.
pub(super) fn side(narrow: &Narrow) -> Option<Side> {
    match narrow {
        _ if narrow.sides() == 0 => Some(Side::Whole),
        _ if narrow.sides() > 1 => None,
        Narrow { workstation: Some(workstation), .. } => Some(Side::Workstation(*workstation)),
        Narrow { service: Some(service), .. } => Some(Side::Service(service.clone())),
        Narrow { channel: Some(channel), .. } => Some(Side::Channel(*channel)),
        _ => None,
    }
}
