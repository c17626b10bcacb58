//! Dates and times as people and spreadsheets write them, in English and in French. What could be read two ways is read
//! as the mapping says, and not guessed row by row.

use super::{DateOrder, Refused};
use crate::catalogue::search_key;
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, TimeDelta};

/// When a row says that it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// By the clock of the office.
    Local { day: NaiveDate, time: Option<NaiveTime> },
    /// With an offset of its own.
    Instant(DateTime<FixedOffset>),
}

/// Days of a spreadsheet's calendar that a number is read as: 1954 to 2119. Others are no dates.
const SERIALS: std::ops::RangeInclusive<f64> = 20_000.0..=80_000.0;
/// Characters of the longest date and time that is looked at.
const WHEN_MAX_CHARS: usize = 60;

type Read<T> = Result<T, Refused>;

/// A date without a time of day.
pub fn date(raw: &str, order: DateOrder) -> Read<NaiveDate> {
    match date_time(raw, order)? {
        // A spreadsheet writes midnight beside a date.
        When::Local { day, time } if time.is_none_or(|t| t == NaiveTime::MIN) => Ok(day),
        When::Local { .. } | When::Instant(_) => Err(Refused::Unreadable),
    }
}

/// A time of day: `14:05`, `14:05:30`, `2:05 PM`, `14 h 05`; a fraction of a day as a spreadsheet has it.
pub fn time(raw: &str) -> Read<NaiveTime> {
    let raw = short(raw)?;
    if let Ok(fraction) = raw.parse::<f64>() {
        return if raw.contains(['.', 'e', 'E']) { of_fraction(fraction) } else { Err(Refused::Unreadable) };
    }
    clock(raw)
}

/// A date, and a time behind it where there is one.
pub fn date_time(raw: &str, order: DateOrder) -> Read<When> {
    let raw = short(raw)?;
    if let Ok(at) = DateTime::parse_from_rfc3339(raw) {
        return Ok(When::Instant(at));
    }
    if let Ok(serial) = raw.parse::<f64>()
        && (raw.len() != 8 || raw.contains('.'))
    {
        return of_serial(serial);
    }
    let (day, rest) = day(raw, order)?;
    let rest = rest.trim_start_matches(['T', 't', ',', ' ', '\u{a0}']).trim();
    let rest = strip_word(rest, "à").or_else(|| strip_word(rest, "at")).unwrap_or(rest);
    let time = if rest.is_empty() { None } else { Some(clock(rest)?) };
    Ok(When::Local { day, time })
}

fn short(raw: &str) -> Read<&str> {
    let raw = raw.trim();
    if raw.chars().nth(WHEN_MAX_CHARS).is_some() { Err(Refused::Unreadable) } else { Ok(raw) }
}

fn strip_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    text.strip_prefix(word).filter(|rest| rest.starts_with(' ')).map(str::trim_start)
}

/// Excel's calendar of 1900: day 1 is 1900-01-01, and 1900-02-29 is counted, so that from March 1900 on the days count
/// from 1899-12-30.
fn of_serial(serial: f64) -> Read<When> {
    if !SERIALS.contains(&serial) {
        return Err(Refused::Unreadable);
    }
    let days = TimeDelta::days(serial.trunc() as i64);
    let epoch = NaiveDate::from_ymd_opt(1899, 12, 30).ok_or(Refused::Unreadable)?;
    let day = epoch.checked_add_signed(days).ok_or(Refused::Unreadable)?;
    let time = if serial.fract() == 0.0 { None } else { Some(of_fraction(serial.fract())?) };
    Ok(When::Local { day, time })
}

/// To the second: a spreadsheet's fraction is not exact.
fn of_fraction(fraction: f64) -> Read<NaiveTime> {
    let seconds = (fraction * 86_400.0).round();
    if !(0.0..86_400.0).contains(&seconds) {
        return Err(Refused::Unreadable);
    }
    NaiveTime::from_num_seconds_from_midnight_opt(seconds as u32, 0).ok_or(Refused::Unreadable)
}

/// The date that a text begins with, and what is behind it.
fn day(raw: &str, order: DateOrder) -> Read<(NaiveDate, &str)> {
    if let Some(compact) = raw.get(..8).filter(|d| raw.len() == 8 && d.bytes().all(|b| b.is_ascii_digit())) {
        let part = |range| compact.get(range).and_then(|d: &str| d.parse().ok()).ok_or(Refused::Unreadable);
        return Ok((of_parts(part(0..4)?, part(4..6)?, part(6..8)?)?, ""));
    }
    match parts(raw) {
        Some(([a, b, c], widths, rest)) => {
            let date = match (widths, order) {
                ([4, 1..=2, 1..=2], _) => of_parts(a, b, c),
                ([1..=2, 1..=2, 4], DateOrder::DayMonthYear) => of_parts(c, b, a),
                ([1..=2, 1..=2, 4], DateOrder::MonthDayYear) => of_parts(c, a, b),
                _ => Err(Refused::Unreadable),
            };
            Ok((date?, rest))
        }
        None => spelled(raw),
    }
}

fn of_parts(year: u32, month: u32, day: u32) -> Read<NaiveDate> {
    let year = i32::try_from(year).map_err(|_| Refused::Impossible)?;
    NaiveDate::from_ymd_opt(year, month, day).ok_or(Refused::Impossible)
}

/// Three numbers with one separator between them: their values, their widths, and what is behind them.
fn parts(raw: &str) -> Option<([u32; 3], [usize; 3], &str)> {
    let separator = raw.trim_start_matches(|c: char| c.is_ascii_digit()).chars().next()?;
    if !matches!(separator, '-' | '/' | '.') {
        return None;
    }
    let (mut values, mut widths, mut rest) = ([0; 3], [0; 3], raw);
    for (at, (value, width)) in values.iter_mut().zip(widths.iter_mut()).enumerate() {
        if at > 0 {
            rest = rest.strip_prefix(separator)?;
        }
        *width = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (digits, behind) = rest.split_at_checked(*width).filter(|_| (1..=4).contains(width))?;
        *value = digits.parse().ok()?;
        rest = behind;
    }
    // No fourth number right behind it: that would be something else.
    (!rest.starts_with(|c: char| c.is_ascii_digit() || c == separator)).then_some((values, widths, rest))
}

/// `March 1, 2026`, `1 mars 2026`, `1er mars 2026`, `1-Mar-2026`.
fn spelled(raw: &str) -> Read<(NaiveDate, &str)> {
    let mut words: Vec<(usize, &str)> = Vec::new();
    let mut rest = raw;
    while words.len() < 3 {
        let start = rest.find(char::is_alphanumeric).ok_or(Refused::Unreadable)?;
        let from = rest.get(start..).ok_or(Refused::Unreadable)?;
        let end = from.find(|c: char| !c.is_alphanumeric()).unwrap_or(from.len());
        let (word, behind) = from.split_at_checked(end).ok_or(Refused::Unreadable)?;
        words.push((end, word));
        rest = behind;
    }
    let number = |word: &str| {
        let plain = word.strip_suffix("er").unwrap_or(word);
        plain.bytes().all(|b| b.is_ascii_digit()).then(|| plain.parse::<u32>().ok()).flatten()
    };
    let [(_, a), (_, b), (width, year)] = words.as_slice() else { return Err(Refused::Unreadable) };
    let (day, month) = match (number(a), month(b), month(a), number(b)) {
        (Some(day), Some(month), _, _) | (_, _, Some(month), Some(day)) => (day, month),
        _ => return Err(Refused::Unreadable),
    };
    let year = number(year).filter(|_| *width == 4).ok_or(Refused::Unreadable)?;
    Ok((of_parts(year, month, day)?, rest.strip_prefix('.').unwrap_or(rest)))
}

/// By its name or the three and four letters that both languages shorten it to.
fn month(word: &str) -> Option<u32> {
    let key = search_key(word);
    let names: [&[&str]; 12] = [
        &["january", "jan", "janvier", "janv"],
        &["february", "feb", "fevrier", "fevr", "fev"],
        &["march", "mar", "mars"],
        &["april", "apr", "avril", "avr"],
        &["may", "mai"],
        &["june", "jun", "juin"],
        &["july", "jul", "juillet", "juil"],
        &["august", "aug", "aout"],
        &["september", "sep", "sept", "septembre"],
        &["october", "oct", "octobre"],
        &["november", "nov", "novembre"],
        &["december", "dec", "decembre"],
    ];
    (1..).zip(names).find(|(_, all)| all.contains(&key.as_str())).map(|(number, _)| number)
}

/// `14:05`, `14:05:30`, `14:05:30.250`, `2:05 p.m.`, `2 PM`, `14 h 05`, `14h`.
fn clock(raw: &str) -> Read<NaiveTime> {
    let compact: String = raw.to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
    let halves = [("a.m.", 0), ("am", 0), ("p.m.", 12), ("pm", 12)];
    let half = halves.into_iter().find_map(|(word, add)| Some((compact.strip_suffix(word)?, add)));
    let (digits, add) = half.map_or((compact.as_str(), None), |(digits, add)| (digits, Some(add)));
    let number = |text: &str| match text.len() {
        1..=2 if text.bytes().all(|b| b.is_ascii_digit()) => {
            text.parse::<u32>().map_err(|_| Refused::Unreadable)
        }
        _ => Err(Refused::Unreadable),
    };
    let mut parts = digits.splitn(3, [':', 'h']);
    let hour = number(parts.next().unwrap_or_default())?;
    let minute = match parts.next() {
        None if add.is_some() => 0,
        Some("") if digits.ends_with('h') => 0,
        part => number(part.unwrap_or_default())?,
    };
    let seconds = parts.next().map(|part| part.split_once(['.', ',']).map_or(part, |(whole, _)| whole));
    let second = seconds.map_or(Ok(0), number)?;
    let hour = match add {
        None => hour,
        Some(add) if (1..=12).contains(&hour) => hour % 12 + add,
        Some(_) => return Err(Refused::Impossible),
    };
    NaiveTime::from_hms_opt(hour, minute, second).ok_or(Refused::Impossible)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ymd(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap()
    }

    fn hms(h: u32, m: u32, s: u32) -> NaiveTime {
        NaiveTime::from_hms_opt(h, m, s).unwrap()
    }

    #[test]
    fn a_date_is_read_as_it_is_written_and_an_ambiguous_one_as_the_mapping_says() {
        use DateOrder::*;
        for (raw, order) in [
            ("2026-03-04", DayMonthYear),
            ("2026/3/4", MonthDayYear),
            ("2026.03.04", YearMonthDay),
            ("20260304", YearMonthDay),
            ("04/03/2026", DayMonthYear),
            ("03/04/2026", MonthDayYear),
            ("4-3-2026", DayMonthYear),
            ("March 4, 2026", YearMonthDay),
            ("4 mars 2026", YearMonthDay),
            ("4-Mar-2026", YearMonthDay),
            ("mars 4 2026", YearMonthDay),
            ("46085", YearMonthDay),
            ("46085.0", YearMonthDay),
            ("2026-03-04 00:00:00", YearMonthDay),
        ] {
            assert_eq!(date(raw, order), Ok(ymd(2026, 3, 4)), "{raw}");
        }
        assert_eq!(date("1er août 2026", YearMonthDay), Ok(ymd(2026, 8, 1)));
        assert_eq!(date("03/04/2026", YearMonthDay), Err(Refused::Unreadable), "nothing is guessed");
        for impossible in ["2026-02-30", "2026-13-01", "20260230", "February 30, 2026"] {
            assert_eq!(date(impossible, YearMonthDay), Err(Refused::Impossible), "{impossible}");
        }
        for bad in [
            "",
            "yesterday",
            "2026",
            "26-03-04",
            "2026-03-04-05",
            "12",
            "1e9",
            "NaN",
            "Mars",
            "2026-03-04 10:00",
        ] {
            assert_eq!(date(bad, DayMonthYear), Err(Refused::Unreadable), "{bad}");
        }
    }

    #[test]
    fn a_time_is_read_as_both_languages_write_it() {
        for raw in [
            "14:05",
            "14:05:00",
            "14 h 05",
            "14h05",
            "2:05 PM",
            "2:05 p.m.",
            "2:05\u{a0}p.m.",
            "0.586805555555556",
        ] {
            assert_eq!(time(raw), Ok(hms(14, 5, 0)), "{raw}");
        }
        assert_eq!(time("12:30 a.m."), Ok(hms(0, 30, 0)));
        assert_eq!([time("12 PM"), time("12h")], [Ok(hms(12, 0, 0)); 2]);
        assert_eq!(time("9:05:07.250"), Ok(hms(9, 5, 7)));
        for impossible in ["24:00", "14:60", "13:00 PM", "0:10 a.m."] {
            assert_eq!(time(impossible), Err(Refused::Impossible), "{impossible}");
        }
        for bad in ["", "noon", "14", "14:", ":05", "14:5:6:7", "1.5", "-0.5", "14:005", "h"] {
            assert_eq!(time(bad), Err(Refused::Unreadable), "{bad}");
        }
    }

    #[test]
    fn date_and_time_may_stand_in_one_cell() {
        let local = |h, m| Ok(When::Local { day: ymd(2026, 3, 4), time: Some(hms(h, m, 0)) });
        for raw in [
            "2026-03-04 14:05",
            "2026-03-04T14:05:00",
            "March 4, 2026, 2:05 p.m.",
            "4 mars 2026 à 14 h 05",
            "46085.586805555555",
        ] {
            assert_eq!(date_time(raw, DateOrder::YearMonthDay), local(14, 5), "{raw}");
        }
        assert_eq!(date_time("04/03/2026 09:00", DateOrder::DayMonthYear), local(9, 0));
        let with_offset = date_time("2026-03-04T14:05:00-05:00", DateOrder::YearMonthDay).unwrap();
        assert!(matches!(with_offset, When::Instant(at) if at.offset().local_minus_utc() == -5 * 3600));
        assert_eq!(date_time("2026-03-04 soon", DateOrder::YearMonthDay), Err(Refused::Unreadable));
    }
}
