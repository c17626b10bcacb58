//! A day of many moments at one counter, typed in the real window at two a second: every key arrives, what is saved is what was typed,
//! memory doesn't grow, and the page goes on drawing.
//!
//! An empty window stands beside it and is watched in the same way: what it misses is the machine's.

mod plan;
mod watched;

use crate::data::{Data, Office, say};
use crate::pairs::Outcome;
use crate::window::{Family, Programs, Window};
use crate::{counter, empty_window, raw};
use moments_core::moment::Moment;
use plan::Typed;
use serde::Serialize;
use std::fs;
use std::time::{Duration, Instant};
use watched::{Page, page, watch};

/// Between two moments.
const PACE: Duration = Duration::from_millis(500);
/// Between two looks at the memory.
const LOOK: Duration = Duration::from_secs(60);
/// What was asked for last is done by then.
const REST: Duration = Duration::from_secs(5);
/// Nothing is told of the memory before so many moments: a program that begins is not one that grows.
const SETTLED: u32 = 1_000;

/// Memory after so many moments.
#[derive(Serialize)]
struct Sample {
    moments: u32,
    ours: Family,
    empty: Family,
}

#[derive(Serialize)]
struct Day {
    moments: u32,
    minutes: f64,
    /// Moments that were typed later than planned because the driver was still typing, and the longest such delay.
    late: u32,
    latest_ms: f64,
    keys: u64,
    dropped_keys: i64,
    saved: usize,
    /// Those that are not in the store as they were typed, the first few of them in words.
    wrong: usize,
    wrong_first: Vec<String>,
    ours: Page,
    empty: Page,
    /// MiB for each thousand moments, once it has settled.
    growth: f64,
    empty_growth: f64,
    samples: Vec<Sample>,
}

/// Types so many moments, and says what became of them.
pub fn run(data: &Data, programs: &Programs, moments: u32) -> Outcome {
    let folder = tempfile::Builder::new().prefix("day").tempdir_in(&data.target)?;
    data.demonstration(folder.path(), data.sizes.small_days)?;
    let office = Office { folder: folder.path().to_owned() };
    let before = rows(&office)?;

    let empty = empty_window::open(programs, &folder.path().join("empty.db"))?;
    let window = counter::open(programs, &office)?;
    counter::sign_in(&window)?;
    let quick = counter::quick_list(&window)?;
    for each in [&window, &empty] {
        watch(each)?;
    }
    let (mut day, typed) = type_all(&window, &empty, moments, u32::try_from(quick.len())?)?;
    (day.ours, day.empty) = (page(&window)?, page(&empty)?);
    day.dropped_keys = i64::try_from(day.keys)? - i64::try_from(day.ours.keys)?;
    window.close()?;
    empty.close()?;

    let after = saved_since(&office, before)?;
    day.saved = after.len();
    let wrong: Vec<String> = plan::compare(&typed, &after, &quick);
    day.wrong = wrong.len();
    day.wrong_first = wrong.into_iter().take(10).collect();
    let settled = day.samples.iter().filter(|sample| sample.moments >= SETTLED.min(moments / 2));
    let of = |side: fn(&Sample) -> &Family| {
        slope(settled.clone().map(|sample| (f64::from(sample.moments) / 1e3, side(sample).values().sum())))
    };
    (day.growth, day.empty_growth) = (of(|sample| &sample.ours), of(|sample| &sample.empty));
    tell(&day);
    fs::write(data.target.join("day.json"), serde_json::to_vec_pretty(&day)?)?;
    Ok(())
}

fn type_all(window: &Window, empty: &Window, moments: u32, quick: u32) -> Outcome<(Day, Vec<Typed>)> {
    let mut day = Day {
        moments,
        minutes: 0.0,
        late: 0,
        latest_ms: 0.0,
        keys: 0,
        dropped_keys: 0,
        saved: 0,
        wrong: 0,
        wrong_first: Vec::new(),
        ours: Page::default(),
        empty: Page::default(),
        growth: 0.0,
        empty_growth: 0.0,
        samples: Vec::new(),
    };
    let mut typed = Vec::new();
    let (begin, mut looked) = (Instant::now(), Instant::now());
    let look = |moments: u32| -> Outcome<Sample> {
        Ok(Sample { moments, ours: window.process.memory()?, empty: empty.process.memory()? })
    };
    day.samples.push(look(0)?);
    for number in 0..moments {
        let due = PACE * number;
        match due.checked_sub(begin.elapsed()) {
            Some(early) => std::thread::sleep(early),
            None => {
                let delay = (begin.elapsed() - due).as_secs_f64() * 1e3;
                day.latest_ms = day.latest_ms.max(delay);
                day.late += u32::from(delay > PACE.as_secs_f64() * 1e3);
            }
        }
        let one = Typed::of(number, quick);
        day.keys += one.press(window)?;
        typed.push(one);
        if looked.elapsed() >= LOOK {
            looked = Instant::now();
            let sample = look(number + 1)?;
            say(&format!("{} moments: {:.0} MiB", number + 1, sample.ours.values().sum::<f64>()));
            day.samples.push(sample);
        }
    }
    std::thread::sleep(REST);
    day.samples.push(look(moments)?);
    day.minutes = begin.elapsed().as_secs_f64() / 60.0;
    Ok((day, typed))
}

/// How many moments the store holds.
fn rows(office: &Office) -> Outcome<i64> {
    let conn = raw::open(&office.database()?, &office.key()?)?;
    Ok(conn.query_row("SELECT coalesce(max(row), 0) FROM moments", [], |row| row.get(0))?)
}

/// Those behind this one, in the order in which they were saved.
fn saved_since(office: &Office, before: i64) -> Outcome<Vec<Moment>> {
    let conn = raw::open(&office.database()?, &office.key()?)?;
    let mut statement = conn.prepare("SELECT record FROM moments WHERE row > ?1 ORDER BY row")?;
    let records = statement.query_map([before], |row| row.get::<_, String>(0))?;
    records.map(|record| Ok(serde_json::from_str(&record?)?)).collect()
}

/// Of the line through these points that misses them least (least squares).
fn slope(points: impl Iterator<Item = (f64, f64)> + Clone) -> f64 {
    let n = points.clone().count() as f64;
    let (x, y) = points.clone().fold((0.0, 0.0), |(a, b), (x, y)| (a + x / n, b + y / n));
    let (over, under) = points.fold((0.0, 0.0), |(over, under), (at, is)| {
        (over + (at - x) * (is - y), under + (at - x) * (at - x))
    });
    if under > 0.0 { over / under } else { 0.0 }
}

fn tell(day: &Day) {
    println!("{} moments in {:.0} minutes, {} keys", day.moments, day.minutes, day.keys);
    println!("keys that the page didn't get: {}", day.dropped_keys);
    println!("moments in the store: {}, other than typed: {}", day.saved, day.wrong);
    for wrong in &day.wrong_first {
        println!("  {wrong}");
    }
    println!("typed later than planned: {}, by {:.0} ms at most", day.late, day.latest_ms);
    for (whose, page, growth) in
        [("ours", &day.ours, day.growth), ("an empty window beside it", &day.empty, day.empty_growth)]
    {
        println!(
            "{whose}: {} frames, {} over 100 ms, longest {:.0} ms; {growth:+.2} MiB for each thousand moments",
            page.frames,
            page.long.len(),
            page.longest_ms
        );
    }
    for sample in [day.samples.first(), day.samples.last()].into_iter().flatten() {
        println!("  after {}: {:.0?}, empty {:.0?}", sample.moments, sample.ours, sample.empty);
    }
}
