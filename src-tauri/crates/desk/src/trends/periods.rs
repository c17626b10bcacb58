//! Weeks from Monday, calendar months, fiscal quarters and years from April; always whole.

use crate::error::{ApiError, Result};
use chrono::{Datelike, Days, Months, NaiveDate};
use moments_core::moment::Problem;
use moments_core::words::TrendBy;

/// More periods than a screen can compare.
const PERIODS_MAX: usize = 600;

/// The first and the last day of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    pub from: NaiveDate,
    pub to: NaiveDate,
}

/// The whole periods that hold the days from `from` to `to`; `Whole`: one, of whole weeks or, `by_months`, whole months.
///
/// # Errors
/// The end before the beginning, more than 600 periods, a year that no calendar has.
pub fn periods(from: NaiveDate, to: NaiveDate, by: TrendBy, by_months: bool) -> Result<Vec<Period>> {
    if to < from {
        return Err(ApiError::invalid("to", Problem::Unknown));
    }
    if by == TrendBy::Whole {
        let by = if by_months { TrendBy::Month } else { TrendBy::Week };
        let (first, last) = (holding(from, by), holding(to, by));
        let whole = first.zip(last).map(|(first, last)| Period { from: first.from, to: last.to });
        return Ok(vec![whole.ok_or_else(|| ApiError::invalid("from", Problem::Unknown))?]);
    }
    let mut all: Vec<Period> = Vec::new();
    let mut day = from;
    while day <= to {
        let period = holding(day, by).filter(|_| all.len() < PERIODS_MAX);
        let period = period.ok_or_else(|| ApiError::invalid("from", Problem::Unknown))?;
        all.push(period);
        let Some(next) = period.to.succ_opt() else { break };
        day = next;
    }
    Ok(all)
}

/// The period of a day.
fn holding(day: NaiveDate, by: TrendBy) -> Option<Period> {
    let month = day.with_day(1)?;
    let begins = |months: u32| month.checked_sub_months(Months::new(months));
    let of_months = |from: NaiveDate, n: u32| {
        let to = from.checked_add_months(Months::new(n))?.pred_opt()?;
        Some(Period { from, to })
    };
    match by {
        TrendBy::Week | TrendBy::Whole => {
            let monday = day.checked_sub_days(Days::new(day.weekday().num_days_from_monday().into()))?;
            Some(Period { from: monday, to: monday.checked_add_days(Days::new(6))? })
        }
        TrendBy::Month => of_months(month, 1),
        TrendBy::FiscalQuarter => of_months(begins(day.month0() % 3)?, 3),
        // April is month 3 from zero.
        TrendBy::FiscalYear => of_months(begins((day.month0() + 9) % 12)?, 12),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(from: &str, to: &str, by: TrendBy) -> Vec<String> {
        let day = |text: &str| text.parse().unwrap();
        let all = periods(day(from), day(to), by, false).unwrap();
        all.iter().map(|p| format!("{} {}", p.from, p.to)).collect()
    }

    #[test]
    fn periods_are_whole_and_the_fiscal_year_begins_in_april() {
        assert_eq!(
            told("2026-11-25", "2026-12-01", TrendBy::Week),
            ["2026-11-23 2026-11-29", "2026-11-30 2026-12-06"]
        );
        assert_eq!(
            told("2026-02-10", "2026-03-01", TrendBy::Month),
            ["2026-02-01 2026-02-28", "2026-03-01 2026-03-31"]
        );
        assert_eq!(
            told("2026-03-31", "2026-04-01", TrendBy::FiscalQuarter),
            ["2026-01-01 2026-03-31", "2026-04-01 2026-06-30"]
        );
        assert_eq!(
            told("2026-03-31", "2026-04-01", TrendBy::FiscalYear),
            ["2025-04-01 2026-03-31", "2026-04-01 2027-03-31"]
        );
        assert_eq!(told("2026-11-25", "2026-12-08", TrendBy::Whole), ["2026-11-23 2026-12-13"]);
    }

    #[test]
    fn a_range_that_is_none_or_too_long_is_refused() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert!(periods(day("2026-11-25"), day("2026-11-24"), TrendBy::Month, false).is_err());
        assert!(periods(day("0001-01-01"), day("2026-11-24"), TrendBy::Week, false).is_err());
        assert!(periods(NaiveDate::MIN, NaiveDate::MAX, TrendBy::FiscalYear, false).is_err());
    }
}
