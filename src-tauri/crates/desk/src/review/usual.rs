//! What is usual for a weekday: the last eight of them on which somebody was served.

use crate::desk::Desk;
use crate::error::{ApiError, Result};
use chrono::{Days, NaiveDate};
use moments_core::figures::{Day, Narrow, ServedOn, Side};
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
        let date = date.to_string();
        match self.read(|r| Ok(r.served_on(&date)?))? {
            Some(None) => Ok(Some(self.sum_up(&date)?.served_on())),
            known => Ok(known.flatten()),
        }
    }

    /// Nothing that a window shows changes by it, so none is told.
    fn sum_up(&self, date: &str) -> Result<Day> {
        let kept = self.store()?.write::<_, ApiError>(self.store_now(), |tx| Ok(tx.sum_up(date)?));
        // Figures are for reading: a full disk does not take them away.
        kept.map(|(day, _)| day).or_else(|_| self.read(|r| Ok(r.day_summed_up(date)?)))
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
