//! `moments-bench`: what Moments costs, beside what the machine can do and what people would use instead, in one run on the same
//! data. `cargo xtask bench` builds and starts it.
//!
//! ```text
//! moments-bench --target FOLDER --admin PROGRAM [--app PROGRAM --empty-window PROGRAM --driver PROGRAM]
//!               [--inventory FOLDER] [--quick] [--only FIGURE]... | --curves FILE | --day [MOMENTS]
//! ```
//!
//! `--curves` draws what some of them come to in stores of a thousand moments to a million, as `FILE`. `--inventory` names the folder of
//! the real service inventory (`si_2024.csv` and `ss_2024.csv`); one of its size is made up without it.
//!
//! Stores are made once, under the target folder. Each figure runs both of its sides in turn and prints the ratio: of two times that
//! were measured a minute apart on a machine that others use, only that says anything.
//!
//! What is measured in a window needs a display, a session bus, and the three programs; without them it is left out. `--day` types that
//! many moments in the window instead (`day.rs`).
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "it speaks through its output")]

mod contents;
mod counter;
mod curves;
mod data;
mod day;
mod empty_window;
mod figures;
mod loader;
mod machine;
mod pairs;
mod raw;
mod said;
mod window;

use data::{Data, QUICK, WHOLE};
use figures::{ALL, Bench, IN_THE_WINDOW};
use machine::Machine;
use pairs::{Figure, Outcome, Rounds};
use serde::Serialize;
use std::path::PathBuf;
use std::process::ExitCode;
use window::Programs;

#[derive(Serialize)]
struct Report<'a> {
    machine: &'a Machine,
    quick: bool,
    figures: &'a [Figure],
}

/// Moments of the whole day at the counter: ten times what a busy one has.
const DAY: u32 = 10_000;

struct Options {
    target: PathBuf,
    admin: PathBuf,
    inventory: Option<PathBuf>,
    curves: Option<PathBuf>,
    programs: Option<Programs>,
    quick: bool,
    only: Vec<String>,
    day: Option<u32>,
}

impl Options {
    fn read() -> Outcome<Self> {
        let (mut target, mut admin, mut quick, mut only) = (None, None, false, Vec::new());
        let (mut inventory, mut curves) = (None, None);
        let (mut app, mut empty, mut driver, mut day) = (None, None, None, None);
        let mut words = std::env::args().skip(1).peekable();
        while let Some(word) = words.next() {
            if word == "--day" {
                let moments = words.next_if(|word| !word.starts_with("--")).map(|word| word.parse());
                day = Some(moments.transpose()?.unwrap_or(DAY));
                continue;
            }
            let mut value = || words.next().ok_or(format!("{word} wants a word behind it"));
            match word.as_str() {
                "--target" => target = Some(PathBuf::from(value()?)),
                "--admin" => admin = Some(PathBuf::from(value()?)),
                "--inventory" => inventory = Some(PathBuf::from(value()?)),
                "--curves" => curves = Some(PathBuf::from(value()?)),
                "--app" => app = Some(PathBuf::from(value()?)),
                "--empty-window" => empty = Some(PathBuf::from(value()?)),
                "--driver" => driver = Some(PathBuf::from(value()?)),
                "--only" => only.push(value()?),
                "--quick" => quick = true,
                other => return Err(format!("`{other}` means nothing here").into()),
            }
        }
        let known: Vec<&str> =
            ALL.iter().map(|(name, _)| *name).chain(IN_THE_WINDOW.map(|(name, _)| name)).collect();
        if let Some(unknown) = only.iter().find(|name| !known.contains(&name.as_str())) {
            return Err(format!("there is no figure `{unknown}`: {}", known.join(", ")).into());
        }
        Ok(Self {
            target: target.ok_or("--target is missing")?,
            admin: admin.ok_or("--admin is missing")?,
            inventory,
            curves,
            programs: app.zip(empty).zip(driver).map(|((app, empty), driver)| Programs {
                app,
                empty,
                driver,
            }),
            quick,
            only,
            day,
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
    if let Some(moments) = options.day {
        let programs = options.programs.as_ref().ok_or("--app, --empty-window or --driver is missing")?;
        return day::run(&data, programs, moments);
    }
    let bench = Bench { data, rounds, inventory, quick: options.quick };
    if let Some(file) = &options.curves {
        return curves::draw(&bench, file);
    }
    let is_chosen = |name: &str| options.only.is_empty() || options.only.iter().any(|only| only == name);
    println!(
        "{:<16}{:>12}{:>12}   {:>7}  {:>15}  {:>6}  ",
        "", "ours", "reference", "ratio", "min … max", "goal"
    );
    let mut figures = Vec::new();
    let mut take = |measured: Vec<Figure>| {
        measured.iter().for_each(tell);
        figures.extend(measured);
    };
    for (_, measure) in ALL.iter().filter(|(name, _)| is_chosen(name)) {
        take(measure(&bench)?);
    }
    for (name, measure) in IN_THE_WINDOW.iter().filter(|(name, _)| is_chosen(name)) {
        match &options.programs {
            Some(programs) => take(vec![measure(&bench, programs)?]),
            None => println!("{name:<16}left out: no window was given to measure it in"),
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
