//! `cargo xtask faults`: the long campaign of the tests' program `faults`, and the table of what it has come to. It can be
//! stopped at any time, and goes on where it was.

use crate::house::{House, Outcome, Trouble, do_it};
use crate::interface;
use crate::parts::{Homes, WHOLE, locking_nothing};
use std::fs;
use std::path::Path;

/// What a harness is called on the command line and among the tests.
const HARNESSES: [&str; 4] = ["cuts", "failing", "full", "kills"];
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
                    Some(name) if HARNESSES.contains(name) => options.only.push((*name).to_owned()),
                    other => {
                        return Err(Trouble::new(format!(
                            "--only takes the name of a harness ({}), not `{}`",
                            HARNESSES.join(", "),
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
    let mut command = house.cargo();
    command.args(["test"]).args(WHOLE).args(["--test", "faults", "--", "--nocapture"]);
    for name in &options.only {
        command.arg(format!("{name}::"));
    }
    command.env("TMPDIR", homes.folder());
    if !options.quick {
        command.env(FOLDER, &kept);
    }
    let outcome = do_it(locking_nothing(&mut command));
    if !options.quick {
        table(&kept)?;
    }
    outcome
}

/// What each figure has come to: one file each, one line, fields apart by tabs.
fn table(kept: &Path) -> Outcome {
    let entries = fs::read_dir(kept)
        .map_err(|_| Trouble::new("nothing was run yet: `cargo xtask faults`, and stop it when you like"))?;
    let mut lines: Vec<String> = entries
        .flatten()
        .filter(|entry| entry.path().extension().is_none())
        .filter_map(|entry| fs::read_to_string(entry.path()).ok())
        .filter_map(|line| row(line.trim()))
        .collect();
    lines.sort();
    println!("\n| figure | cases | of | lost | damaged | unclear | h:mm:ss |");
    println!("|---|---|---|---|---|---|---|");
    for line in lines {
        println!("{line}");
    }
    Ok(())
}

fn row(line: &str) -> Option<String> {
    let fields: Vec<&str> = line.split('\t').collect();
    let [name, cases, wanted, lost, damaged, unclear, took, last] = fields[..] else { return None };
    let seconds = took.parse::<u64>().ok()? / 1000;
    let time = format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    let name =
        last.strip_suffix(" noticed").map_or_else(|| name.to_owned(), |n| format!("{name}: {n} noticed"));
    let wanted = if wanted == "0" { "…" } else { wanted };
    Some(format!("| {name} | {cases} | {wanted} | {lost} | {damaged} | {unclear} | {time} |"))
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
    fn a_row_reads_as_the_harness_kept_it() {
        let kept = "kills\t20000\t20000\t0\t0\t0\t4205000\t2000";
        assert_eq!(row(kept).as_deref(), Some("| kills | 20000 | 20000 | 0 | 0 | 0 | 1:10:05 |"));
        let planted = "kills, planted faults\t4\t4\t0\t0\t0\t30000\t4 noticed";
        let expected = "| kills, planted faults: 4 noticed | 4 | 4 | 0 | 0 | 0 | 0:00:30 |";
        assert_eq!(row(planted).as_deref(), Some(expected));
        assert_eq!(row("half a li"), None);
    }
}
