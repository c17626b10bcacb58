//! `cargo xtask faults`: the tests that are campaigns, at their long counts, and the table of what they have come to. It can
//! be stopped at any time, and goes on where it was.

use crate::house::{House, Outcome, Trouble, do_it};
use crate::interface;
use crate::parts::{Homes, WHOLE, build_all};
use crate::session::Session;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

struct Harness {
    /// On the command line.
    name: &'static str,
    /// Of tests.
    program: &'static str,
    /// How the names of its tests begin.
    tests: &'static [&'static str],
    /// How often its program is run for the long counts.
    runs: u32,
    /// Whether the long counts are worth a build of their own, as most of their time is spent in what is ours.
    optimized: bool,
}

/// Of `Cargo.toml`.
const OPTIMIZED: [&str; 4] = ["--profile", "campaign", "--package", "moments-tests"];

const HARNESSES: [Harness; 12] = [
    Harness { name: "cuts", program: "faults", tests: &["cuts::"], runs: 1, optimized: false },
    Harness { name: "failing", program: "faults", tests: &["failing::"], runs: 1, optimized: false },
    Harness { name: "full", program: "faults", tests: &["full::"], runs: 1, optimized: false },
    Harness { name: "kills", program: "faults", tests: &["kills::"], runs: 1, optimized: false },
    Harness { name: "carried", program: "carried", tests: &["kills::"], runs: 1, optimized: false },
    Harness { name: "damage", program: "holds", tests: &["damage::"], runs: 1, optimized: false },
    Harness {
        name: "erased",
        program: "holds",
        tests: &["erasure::what_was_erased", "retention::what_was_kept"],
        runs: 1,
        optimized: false,
    },
    Harness {
        name: "readers",
        program: "holds",
        tests: &["parsers::", "readers::"],
        runs: 1,
        optimized: true,
    },
    Harness { name: "exchange", program: "simulation", tests: &["model::"], runs: 1, optimized: false },
    Harness { name: "counters", program: "simulation", tests: &["real::"], runs: 1, optimized: false },
    Harness { name: "bundles", program: "simulation", tests: &["bundles::"], runs: 1, optimized: false },
    // 5,000 inputs to each command in a run.
    Harness { name: "commands", program: "holds", tests: &["commands::"], runs: 20, optimized: true },
];

/// Where the tests look for a long run's folder.
const FOLDER: &str = "MOMENTS_FAULTS";

#[derive(Debug, Default, PartialEq, Eq)]
pub struct Options {
    only: Vec<String>,
    /// The count that the tests have; nothing is kept.
    quick: bool,
    /// From the beginning.
    again: bool,
    /// Only the table.
    table: bool,
}

impl Options {
    pub fn parse(words: &[&str]) -> Result<Self, Trouble> {
        let mut options = Self::default();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            match *word {
                "--quick" => options.quick = true,
                "--again" => options.again = true,
                "--table" => options.table = true,
                "--only" => match words.next() {
                    Some(name) if HARNESSES.iter().any(|known| known.name == *name) => {
                        options.only.push((*name).to_owned())
                    }
                    other => {
                        return Err(Trouble::new(format!(
                            "--only takes the name of a harness ({}), not `{}`",
                            HARNESSES.map(|known| known.name).join(", "),
                            other.unwrap_or(&"")
                        )));
                    }
                },
                other => {
                    return Err(Trouble::new(format!(
                        "`{other}` means nothing here; `cargo xtask help` lists what does"
                    )));
                }
            }
        }
        Ok(options)
    }
}

pub fn faults(house: &House, options: &Options) -> Outcome {
    let kept = house.target.join("faults");
    if options.table {
        return table(&kept);
    }
    if options.again {
        fs::remove_dir_all(&kept).ok();
    }
    fs::create_dir_all(&kept)
        .map_err(|error| Trouble::new(format!("can't make {}: {error}", kept.display())))?;
    interface::ensure_a_page(house)?;
    let homes = Homes::make(house)?;
    let session = Session::start(homes.folder())?;
    let mut outcome = build_all(house);
    for harness in HARNESSES {
        if !options.only.is_empty() && !options.only.iter().any(|only| only == harness.name) {
            continue;
        }
        for _ in 0..if options.quick { 1 } else { harness.runs } {
            let mut command = house.cargo();
            let build: &[&str] = if harness.optimized && !options.quick { &OPTIMIZED } else { &WHOLE };
            command.args(["test"]).args(build).args(["--test", harness.program]);
            command.args(["--", "--nocapture"]).args(harness.tests);
            if !options.quick {
                command.env(FOLDER, &kept);
            }
            // What one has found keeps the others from nothing.
            outcome = outcome.and(do_it(session.join(&mut command, homes.folder())));
        }
    }
    if !options.quick {
        table(&kept)?;
    }
    outcome
}

/// What each figure has come to: one file each, one line, fields apart by tabs.
fn table(kept: &Path) -> Outcome {
    let entries = fs::read_dir(kept)
        .map_err(|_| Trouble::new("nothing was run yet: `cargo xtask faults`, and stop it when you like"))?;
    let lines = entries
        .flatten()
        .filter(|entry| entry.path().extension().is_none())
        .filter_map(|entry| fs::read_to_string(entry.path()).ok());
    println!("\n| figure | cases | of | lost | damaged | unclear | h:mm:ss |");
    println!("|---|---|---|---|---|---|---|");
    for row in rows(lines) {
        println!("{row}");
    }
    Ok(())
}

/// What one figure has come to, or several of the same kind: each has had at least so many cases.
struct Row {
    cases: u64,
    wanted: u64,
    wrong: [u64; 3],
    millis: u64,
    figures: u32,
}

/// Figures that are called "kind: which" are one row.
fn rows(lines: impl Iterator<Item = String>) -> Vec<String> {
    let mut rows: BTreeMap<String, Row> = BTreeMap::new();
    for (name, row) in lines.filter_map(|line| read(line.trim())) {
        let Some(known) = rows.get_mut(&name) else {
            rows.insert(name, row);
            continue;
        };
        known.cases = known.cases.min(row.cases);
        known.wanted = known.wanted.max(row.wanted);
        for (known, more) in known.wrong.iter_mut().zip(row.wrong) {
            *known += more;
        }
        known.millis += row.millis;
        known.figures += row.figures;
    }
    rows.iter().map(|(name, row)| row.tell(name)).collect()
}

fn read(line: &str) -> Option<(String, Row)> {
    let fields: Vec<&str> = line.split('\t').collect();
    let [name, cases, wanted, lost, damaged, unclear, took, last] = fields[..] else { return None };
    let number = |field: &str| field.parse::<u64>().ok();
    let name = match last.strip_suffix(" noticed") {
        Some(noticed) => format!("{name}; noticed: {noticed}"),
        None => name.split(": ").next()?.to_owned(),
    };
    let wrong = [number(lost)?, number(damaged)?, number(unclear)?];
    let row =
        Row { cases: number(cases)?, wanted: number(wanted)?, wrong, millis: number(took)?, figures: 1 };
    Some((name, row))
}

impl Row {
    fn tell(&self, name: &str) -> String {
        let Self { cases, wanted, wrong: [lost, damaged, unclear], millis, figures } = self;
        let seconds = millis / 1000;
        let time = format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
        let name = if *figures > 1 { format!("{name}, each of {figures}") } else { name.to_owned() };
        let wanted = if *wanted == 0 { "…".to_owned() } else { wanted.to_string() };
        format!("| {name} | {cases} | {wanted} | {lost} | {damaged} | {unclear} | {time} |")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_harness_that_does_not_exist_is_a_mistake_and_not_a_pass() {
        assert!(Options::parse(&["--only", "everything"]).is_err());
        assert!(Options::parse(&["--fast"]).is_err());
        assert!(Options::parse(&["--only", "kills", "--quick"]).is_ok());
    }

    #[test]
    fn a_row_reads_as_the_harness_kept_it_and_those_of_a_kind_are_one() {
        let kept = [
            "kills\t20000\t20000\t0\t0\t0\t4205000\t2000",
            "kills, planted faults\t4\t4\t0\t0\t0\t30000\t4 noticed",
            "half a li",
            "inputs a reader: texts\t50000\t100000\t0\t0\t0\t2000\t1",
            "inputs a reader: forms\t100000\t100000\t0\t1\t0\t3000\t2",
        ];
        assert_eq!(
            rows(kept.into_iter().map(str::to_owned)),
            [
                "| inputs a reader, each of 2 | 50000 | 100000 | 0 | 1 | 0 | 0:00:05 |",
                "| kills | 20000 | 20000 | 0 | 0 | 0 | 1:10:05 |",
                "| kills, planted faults; noticed: 4 | 4 | 4 | 0 | 0 | 0 | 0:00:30 |",
            ]
        );
    }
}
