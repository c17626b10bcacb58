//! A year of trends by months: from the sums of each, as the page asks for it; and from the moments, scanned by DuckDB.

use super::Bench;
use crate::data::{Office, say, told};
use crate::pairs::{Figure, Outcome, Pair, Unit, interleave, timed};
use chrono::{Datelike, Months, NaiveDate};
use moments_core::figures::Facts;
use moments_core::words::{MomentKind, TrendBy};
use moments_desk::trends::TrendForm;
use moments_desk::{Actor, Desk};
use std::io::{BufRead, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

/// Beside this program's source: DuckDB is a library of Python's here, and times its work by itself.
const PROGRAM: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/others/trend_year.py");
/// Where its library is installed, under the target folder.
const PYTHON: &str = "others/duckdb/bin/python";
const COLUMNS: [&str; 11] = [
    "day",
    "client",
    "service",
    "outcome",
    "eligible",
    "invited",
    "answered",
    "own",
    "standard",
    "threshold",
    "held_seconds",
];

/// Moments that are in, and answers.
type Counted = (u32, u32);

struct Side {
    desk: Desk,
    actor: Actor,
    year: TrendForm,
    scan: Scan,
}

impl Side {
    fn on(office: &Office, python: &Path, folder: &Path) -> Outcome<Self> {
        let store = office.store()?;
        let days = store.read(|reader| reader.days("0001-01-01", "9999-12-31"))?;
        let last: NaiveDate = days.last().ok_or("a day with moments")?.0.parse()?;
        let from = last.with_day(1).and_then(|month| month.checked_sub_months(Months::new(11)));
        let from = from.ok_or("a year before")?.to_string();
        let rows = folder.join("rows.csv");
        let mut file = csv::Writer::from_path(&rows)?;
        file.write_record(COLUMNS)?;
        for (day, _) in days.iter().filter(|(day, _)| *day >= from) {
            let facts = store.read(|reader| reader.facts_of_day(day))?;
            let moments = facts.iter().filter(|one| one.kind == MomentKind::Moment && !one.voided);
            moments.map(|one| row(day, one)).try_for_each(|row| file.write_record(row))?;
        }
        file.flush()?;
        store.close();
        let (desk, actor) = office.desk()?;
        let year = TrendForm {
            from,
            to: last.to_string(),
            by: TrendBy::Month,
            workstation: None,
            service: None,
            channel: None,
        };
        Ok(Self { desk, actor, year, scan: Scan::start(python, &rows)? })
    }

    /// As the page opens.
    fn page(&mut self) -> Outcome<Duration> {
        let (took, trend) = timed(|| Ok(self.desk.trend(&self.actor, &self.year).map_err(told)?))?;
        self.scan.agrees((trend.whole.moments, trend.whole.answered))?;
        Ok(took)
    }
}

/// The plain columns of a moment.
fn row(day: &str, one: &Facts) -> [String; 11] {
    let line = one.lines.first();
    let own = one.rating.as_ref().filter(|rating| rating.headline && one.counted.answered);
    let standard = line.and_then(|line| line.standard.as_ref());
    let held =
        standard.and_then(|(_, _, waits)| if *waits { one.wait_seconds } else { one.handling_seconds });
    let number = |number: Option<u32>| number.map_or(String::new(), |number| number.to_string());
    [
        day.to_owned(),
        one.client.map_or(String::new(), |client| client.as_str().to_owned()),
        line.map_or(String::new(), |line| line.service.clone()),
        one.outcome.map_or(String::new(), |outcome| outcome.as_str().to_owned()),
        one.counted.eligible.to_string(),
        one.counted.invited.to_string(),
        one.counted.answered.to_string(),
        number(own.and_then(|rating| rating.overall).map(u32::from)),
        standard.map_or(String::new(), |(key, ..)| key.clone()),
        number(standard.map(|(_, threshold, _)| *threshold)),
        number(held),
    ]
}

/// The program that has the rows, and is asked again.
struct Scan {
    program: Child,
    asks: ChildStdin,
    answers: BufReader<ChildStdout>,
    /// What it last came to.
    counted: Option<Counted>,
}

impl Scan {
    fn start(python: &Path, rows: &Path) -> Outcome<Self> {
        let mut command = Command::new(python);
        command.arg(PROGRAM).arg(rows).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut program = command.spawn()?;
        let asks = program.stdin.take().ok_or("it listens")?;
        let answers = BufReader::new(program.stdout.take().ok_or("it answers")?);
        Ok(Self { program, asks, answers, counted: None })
    }

    fn takes(&mut self) -> Outcome<Duration> {
        writeln!(self.asks)?;
        let mut answer = String::new();
        self.answers.read_line(&mut answer)?;
        let [took, moments, answered] = *answer.split_whitespace().collect::<Vec<_>>().as_slice() else {
            return Err(format!("DuckDB said {answer:?}").into());
        };
        self.counted = Some((moments.parse()?, answered.parse()?));
        Ok(Duration::from_secs_f64(took.parse()?))
    }

    /// Both count the same, or one of them is measured doing something else.
    fn agrees(&self, ours: Counted) -> Outcome {
        match self.counted.filter(|theirs| *theirs != ours) {
            Some(theirs) => Err(format!("ours {ours:?}, DuckDB's {theirs:?}").into()),
            None => Ok(()),
        }
    }
}

impl Drop for Scan {
    fn drop(&mut self) {
        let _ = self.program.kill().and_then(|()| self.program.wait());
    }
}

pub fn measure(bench: &Bench) -> Outcome<Vec<Figure>> {
    let python = bench.data.target.join(PYTHON);
    if !python.exists() {
        say(&format!("trend_year is left out: DuckDB is not installed as {}", python.display()));
        return Ok(Vec::new());
    }
    let (office, folder) = bench.copy_of(&bench.data.large()?)?;
    let mut side = Side::on(&office, &python, folder.path())?;
    side.scan.takes()?;
    let moments = side.scan.counted.map_or(0, |(moments, _)| moments);
    let pair = Pair {
        name: "trend_year",
        goal: Some(1.0),
        unit: Unit::Milliseconds,
        note: format!(
            "a year by month and relationship, by month and service, by month and standard, with ratings, as the page opens: from the \
             sums of its months; the three as GROUP BY in DuckDB, which scans {moments} moments"
        ),
    };
    Ok(vec![interleave(pair, bench.rounds, &mut side, Side::page, |side| side.scan.takes())?])
}
