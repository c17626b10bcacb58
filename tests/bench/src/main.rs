//! `moments-bench`: what Moments costs, beside what the machine can do and what people would use instead, in one run on the same
//! data. `cargo xtask bench` builds and starts it.
//!
//! ```text
//! moments-bench --target FOLDER --admin PROGRAM [--inventory FOLDER] [--quick] [--only FIGURE]... | --curves FILE
//! ```
//!
//! `--curves` draws what some of them come to in stores of a thousand moments to a million, as `FILE`. `--inventory` names the folder of
//! the real service inventory (`si_2024.csv` and `ss_2024.csv`); one of its size is made up without it.
//!
//! Stores are made once, under the target folder. Each figure runs both of its sides in turn and prints the ratio: of two times that
//! were measured a minute apart on a machine that others use, only that says anything.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "it speaks through its output")]

mod contents;
mod curves;
mod data;
mod figures;
mod loader;
mod machine;
mod pairs;
mod raw;

use data::{Data, QUICK, WHOLE};
use figures::{ALL, Bench};
use machine::Machine;
use pairs::{Figure, Outcome, Rounds};
use serde::Serialize;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Serialize)]
struct Report<'a> {
    machine: &'a Machine,
    quick: bool,
    figures: &'a [Figure],
}

struct Options {
    target: PathBuf,
    admin: PathBuf,
    inventory: Option<PathBuf>,
    curves: Option<PathBuf>,
    quick: bool,
    only: Vec<String>,
}

impl Options {
    fn read() -> Outcome<Self> {
        let (mut target, mut admin, mut quick, mut only) = (None, None, false, Vec::new());
        let (mut inventory, mut curves) = (None, None);
        let mut words = std::env::args().skip(1);
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or(format!("{word} wants a word behind it"));
            match word.as_str() {
                "--target" => target = Some(PathBuf::from(value()?)),
                "--admin" => admin = Some(PathBuf::from(value()?)),
                "--inventory" => inventory = Some(PathBuf::from(value()?)),
                "--curves" => curves = Some(PathBuf::from(value()?)),
                "--only" => only.push(value()?),
                "--quick" => quick = true,
                other => return Err(format!("`{other}` means nothing here").into()),
            }
        }
        if let Some(unknown) = only.iter().find(|name| ALL.iter().all(|(known, _)| known != name)) {
            let known: Vec<&str> = ALL.iter().map(|(name, _)| *name).collect();
            return Err(format!("there is no figure `{unknown}`: {}", known.join(", ")).into());
        }
        Ok(Self {
            target: target.ok_or("--target is missing")?,
            admin: admin.ok_or("--admin is missing")?,
            inventory,
            curves,
            quick,
            only,
        })
    }
}

fn main() -> ExitCode {
    match Options::read().and_then(|options| run(&options)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("moments-bench: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Outcome {
    std::fs::create_dir_all(&options.target)?;
    let (sizes, rounds) = if options.quick {
        (QUICK, Rounds { n: 5, warm_up: 1 })
    } else {
        (WHOLE, Rounds { n: 9, warm_up: 2 })
    };
    let machine = Machine::under(&options.target)?;
    println!(
        "{} cores, {}; {}, fdatasync {:.2} ms",
        machine.cores, machine.processor, machine.file_system, machine.fdatasync_p50_ms
    );
    let data = Data { target: options.target.clone(), admin: options.admin.clone(), sizes };
    let inventory = options.inventory.clone();
    let bench = Bench { data, rounds, inventory, quick: options.quick };
    if let Some(file) = &options.curves {
        return curves::draw(&bench, file);
    }
    let chosen = ALL
        .iter()
        .filter(|(name, _)| options.only.is_empty() || options.only.iter().any(|only| only == name));
    println!(
        "{:<16}{:>12}{:>12}   {:>7}  {:>15}  {:>6}  ",
        "", "ours", "reference", "ratio", "min … max", "goal"
    );
    let mut figures = Vec::new();
    for (_, measure) in chosen {
        for figure in measure(&bench)? {
            tell(&figure);
            figures.push(figure);
        }
    }
    println!();
    for figure in &figures {
        println!("{}: {}", figure.name, figure.note);
    }
    let report = Report { machine: &machine, quick: options.quick, figures: &figures };
    std::fs::write(options.target.join("report.json"), serde_json::to_vec_pretty(&report)?)?;
    Ok(())
}

fn tell(figure: &Figure) {
    let Figure { name, ours, reference, unit, ratio, goal, .. } = figure;
    let bound = if figure.is_rate() { "≥" } else { "≤" };
    let goal = goal.map_or(String::new(), |goal| format!("{bound} {goal:.2}"));
    println!(
        "{name:<16}{:>12}{:>12}   {:>7.2}  {:>15}  {goal:>6}  {}",
        format!("{ours:.2} {unit}"),
        format!("{reference:.2} {unit}"),
        ratio.median,
        format!("{:.2} … {:.2}", ratio.min, ratio.max),
        if figure.is_met() { "" } else { "MISSED" },
    );
}
