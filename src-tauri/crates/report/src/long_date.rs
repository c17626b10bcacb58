//! A date in words, as people write it: "November 26, 2026", « 26 novembre 2026 ».

use crate::Lang;
use chrono::{Datelike, NaiveDate};

const MONTHS: [(&str, &str); 12] = [
    ("January", "janvier"),
    ("February", "février"),
    ("March", "mars"),
    ("April", "avril"),
    ("May", "mai"),
    ("June", "juin"),
    ("July", "juillet"),
    ("August", "août"),
    ("September", "septembre"),
    ("October", "octobre"),
    ("November", "novembre"),
    ("December", "décembre"),
];

/// "November 2026", « novembre 2026 ».
pub(crate) fn month(date: NaiveDate, lang: Lang) -> String {
    let year = date.year();
    let Some((english, french)) = MONTHS.get(date.month0() as usize) else { return year.to_string() };
    match lang {
        Lang::En => format!("{english}\u{a0}{year}"),
        Lang::Fr => format!("{french}\u{a0}{year}"),
    }
}

/// With fixed spaces, so that no line ends within it.
pub(crate) fn long_date(date: NaiveDate, lang: Lang) -> String {
    let (year, day) = (date.year(), date.day());
    let Some((english, french)) = MONTHS.get(date.month0() as usize) else { return date.to_string() };
    match (lang, day) {
        (Lang::En, _) => format!("{english}\u{a0}{day}, {year}"),
        (Lang::Fr, 1) => format!("1er\u{a0}{french}\u{a0}{year}"),
        (Lang::Fr, _) => format!("{day}\u{a0}{french}\u{a0}{year}"),
    }
}
