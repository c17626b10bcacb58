//! A supervisor's whole Review of a day, and one plain sum over the same moments.

use super::Bench;
use crate::data::{Office, told};
use crate::loader::per_day;
use crate::pairs::{Figure, Outcome, Pair, Unit, interleave, timed};
use crate::raw;
use moments_desk::review::ReviewFilter;
use moments_desk::{Actor, Desk};
use rusqlite::Connection;
use std::time::Duration;

/// What somebody would ask for who wants one table of the day.
const BY_HAND: &str = "
    SELECT client, outcome, channel, count(*), sum(eligible), sum(invited), sum(answered), avg(overall), sum(low_rating)
    FROM moments WHERE office_day = ?1 AND complete AND voided IS NULL GROUP BY client, outcome, channel";

struct Side {
    desk: Desk,
    actor: Actor,
    conn: Connection,
    day: String,
    moments: u32,
}

impl Side {
    /// On the day whose size is nearest to `moments`; the middle one of all where none is asked for.
    fn on(office: &Office, moments: Option<u32>) -> Outcome<Self> {
        let store = office.store()?;
        let mut days: Vec<(String, u32)> = per_day(&store)?.into_iter().collect();
        store.close();
        days.sort_by_key(|(_, n)| *n);
        let chosen = match moments {
            None => days.get(days.len() / 2),
            Some(wanted) => days.iter().min_by_key(|(_, n)| n.abs_diff(wanted)),
        };
        let (day, moments) = chosen.cloned().ok_or("a day with moments")?;
        let (desk, actor) = office.desk()?;
        let conn = raw::open(&office.database()?, &office.key()?)?;
        Ok(Self { desk, actor, conn, day, moments })
    }

    fn reviews(&mut self) -> Outcome<Duration> {
        let (took, seen) = timed(|| {
            let review = self.desk.review_day(&self.actor, Some(&self.day), &ReviewFilter::default());
            Ok(review.map_err(told)?.moments)
        })?;
        if seen == 0 { Err("the day is empty".into()) } else { Ok(took) }
    }

    fn sums(&mut self) -> Outcome<Duration> {
        let (took, rows) = timed(|| {
            let mut statement = self.conn.prepare_cached(BY_HAND)?;
            let rows = statement.query_map([&self.day], |row| {
                row.get::<_, i64>(3)?;
                row.get::<_, Option<f64>>(7)
            })?;
            Ok(rows.count())
        })?;
        if rows == 0 { Err("the day is empty".into()) } else { Ok(took) }
    }
}

/// In a copy of this store, on a day of the usual size.
pub fn at(bench: &Bench, office: &Office) -> Outcome<Figure> {
    let (office, _folder) = bench.copy_of(office)?;
    day(bench, &mut Side::on(&office, Some(bench.data.sizes.per_day))?)
}

fn day(bench: &Bench, side: &mut Side) -> Outcome<Figure> {
    let pair = Pair {
        name: "review_day",
        goal: Some(8.0),
        unit: Unit::Milliseconds,
        note: format!(
            "every figure of a day of {} moments in the large store; one GROUP BY over them in raw SQLCipher",
            side.moments
        ),
    };
    interleave(pair, bench.rounds, side, Side::reviews, Side::sums)
}

pub fn measure(bench: &Bench) -> Outcome<Vec<Figure>> {
    let (large, _folder) = bench.copy_of(&bench.data.large()?)?;
    let (medium, _folder) = bench.copy_of(&bench.data.medium()?)?;
    let mut large = Side::on(&large, None)?;
    let medium = Side::on(&medium, Some(large.moments))?;
    let day = day(bench, &mut large)?;
    let growth = Pair {
        name: "review_growth",
        goal: Some(1.2),
        unit: Unit::Milliseconds,
        note: format!(
            "a day of {} moments in the large store; of {} in the medium one",
            large.moments, medium.moments
        ),
    };
    let mut both = (large, medium);
    let growth =
        interleave(growth, bench.rounds, &mut both, |both| both.0.reviews(), |both| both.1.reviews())?;
    Ok(vec![day, growth])
}
