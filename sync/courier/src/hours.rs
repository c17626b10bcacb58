//! The hours of a place, in local time: `20:00-06:00`.

use chrono::{DateTime, FixedOffset, Timelike};
use serde::Deserialize;

const MINUTES_OF_DAY: u32 = 24 * 60;

/// From one minute of the day until another, which is no longer in it; over midnight where it ends before it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Hours {
    from: u32,
    until: u32,
}

impl Hours {
    const fn hold(self, minute: u32) -> bool {
        if self.from < self.until {
            self.from <= minute && minute < self.until
        } else {
            self.from <= minute || minute < self.until
        }
    }
}

impl TryFrom<String> for Hours {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let minute = |text: &str| {
            let (hour, minute) = text.split_once(':')?;
            let two = |part: &str, most: u32| {
                let digits = part.len() == 2 && part.bytes().all(|c| c.is_ascii_digit());
                part.parse::<u32>().ok().filter(|n| digits && *n <= most)
            };
            Some(two(hour, 24)? * 60 + two(minute, 59)?).filter(|minute| *minute <= MINUTES_OF_DAY)
        };
        let both = text.split_once('-').and_then(|(from, until)| Some((minute(from)?, minute(until)?)));
        match both {
            Some((from, until)) if from != until && from < MINUTES_OF_DAY => Ok(Self { from, until }),
            Some(_) | None => Err(format!("`{text}` are no hours: expected something like \"20:00-06:00\"")),
        }
    }
}

/// Whether a place may be visited at this time. No hours at all are all hours.
pub fn open(hours: &[Hours], now: DateTime<FixedOffset>) -> bool {
    hours.is_empty() || hours.iter().any(|hours| hours.hold(now.hour() * 60 + now.minute()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(hours: &str, time: &str, expected: bool) {
        let hours = Hours::try_from(hours.to_owned()).expect("hours");
        let now = format!("2026-11-27T{time}:30-05:00").parse().expect("a time");
        assert_eq!(open(&[hours], now), expected, "{hours:?} at {time}");
    }

    #[test]
    fn hours_go_over_midnight_and_end_on_the_minute() {
        for (time, expected) in
            [("19:59", false), ("20:00", true), ("00:00", true), ("05:59", true), ("06:00", false)]
        {
            check("20:00-06:00", time, expected);
        }
        check("08:30-24:00", "23:59", true);
        check("08:30-24:00", "08:29", false);
        for wrong in
            ["", "20-6", "20:00", "20:00-20:00", "25:00-06:00", "20:60-06:00", "24:00-06:00", "+8:00-09:00"]
        {
            assert!(Hours::try_from(wrong.to_owned()).is_err(), "{wrong}");
        }
    }
}
