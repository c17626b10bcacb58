//! `cargo xtask`: the project's own commands. Each sets up what it needs, says what it does while it does it, and
//! ends with an exit status that a script can trust.
//!
//! It knows nothing of the domain: it starts programs, in order, and reports. What a command needs from the app is
//! a documented contract of file names and environment variables (docs/architecture.md).
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line tool speaks through its output"
)]

mod app;
mod bench;
mod debian;
mod demo;
mod display;
mod documents;
mod faults;
mod house;
mod icons;
mod interface;
mod parts;
mod picture;
mod run;
mod session;
mod supply;
mod tools;
mod walk;
mod weeks;

use house::{House, Outcome, Trouble};
use std::process::ExitCode;

const HELP: &str = "\
cargo xtask run [--demo] [--keep] [--no-install] [-- APP ARGUMENTS]
    Installs the Debian packages that are missing, builds the interface and the app, and starts it.
    Without a display: starts it under a virtual one, leaves a picture, and ends it.
    --demo        open an office with two months of believable work
    --keep        under a virtual display, leave the app running until Ctrl+C
    --no-install  install no Debian package: what is missing is yours to bring
cargo xtask test [--only PART]... [--list] [--no-install]
    Sets up and runs every test, end to end included, and says how long each part took.
cargo xtask faults [--quick] [--only HARNESS]... [--again] [--table]
    Cuts the power, kills, fills, fails and damages the disk under the store, kills what carries and takes bundles, looks
    for erased words in every byte, and sends generated inputs to everything that reads, for hours; prints a table of
    what it came to. Stopped, it goes on where it was.
    --quick    the counts that the tests have, in minutes
    --only     one of the harnesses: cuts, failing, full, kills, carried, damage, erased, readers, exchange,
               counters, bundles, commands
    --again    from the beginning
    --table    run nothing, print the table
cargo xtask bench [--quick] [--only FIGURE]... [--others]
    Measures what each thing costs beside what the machine can do, in turn and on the same data, and prints a table. The
    first time it makes an office of a million moments, which takes a while.
    --quick    small stores: only to see that every figure runs
    --curves   instead, what three of them come to as a store grows, as docs/performance-growth.svg
    --others   fetch what people use instead and DuckDB, from their registries, to measure beside them too
    --inventory FOLDER    of the real service inventory (si_2024.csv, ss_2024.csv); else one of its size is made up
cargo xtask bench --day [MOMENTS]
    Types a day of 10,000 moments in the real window, two a second, and says what became of them: keys, frames, memory.
cargo xtask weeks
    Hands over what one workstation wrote in eight weeks, by the programs as they ship, and prints what each step took.
cargo xtask screens
    Makes pictures of every screen and scenario, in both languages, into docs/screens/.
cargo xtask types
    Writes the interface's types, ui/src/api/bindings.ts, from the app's commands.
cargo xtask sbom
    Lists what the program is made of, as CycloneDX, in target/sbom/moments.cdx.json.
cargo xtask icons
    Makes the bitmaps in icons/ from the drawings beside them.
cargo xtask help
    Shows this.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut words = arguments.iter().map(String::as_str);
    let command = words.next().unwrap_or("help");
    let rest: Vec<&str> = words.collect();
    match dispatch(command, &rest) {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            eprintln!("xtask: {trouble}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(command: &str, rest: &[&str]) -> Outcome {
    let house = House::find()?;
    match command {
        "run" => run::run(&house, &run::Options::parse(rest)?),
        "test" => parts::test(&house.linting(), &parts::Options::parse(rest)?),
        "sbom" => no_more(rest).and_then(|()| supply::sbom(&house)),
        "faults" => faults::faults(&house, &faults::Options::parse(rest)?),
        "bench" => bench::bench(&house, rest),
        "weeks" => no_more(rest).and_then(|()| weeks::weeks(&house)),
        "screens" => no_more(rest).and_then(|()| parts::screens(&house)),
        "types" => no_more(rest).and_then(|()| parts::write_types(&house)),
        "icons" => no_more(rest).and_then(|()| icons::make(&house)),
        "help" | "--help" | "-h" => {
            println!("{HELP}");
            Ok(())
        }
        other => Err(Trouble::new(format!("there is no command `{other}`; `cargo xtask help` lists them"))),
    }
}

fn no_more(rest: &[&str]) -> Outcome {
    match rest.first() {
        None => Ok(()),
        Some(word) => {
            Err(Trouble::new(format!("`{word}` means nothing here; `cargo xtask help` lists what does")))
        }
    }
}
