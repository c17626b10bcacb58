//! `cargo xtask test`: every test of the project in parts, the quick ones first. It stops at the first part that
//! fails, says how long each took, and its exit status is the answer. Also what shares its set-up: the pictures of
//! every screen and the interface's types.

use crate::debian::{self, Install};
use crate::display::Display;
use crate::house::{House, Outcome, Trouble, ask, do_it, do_it_aside};
use crate::session::Session;
use crate::{documents, interface, supply, tools};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// What a part stands on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Needs {
    Cargo,
    Libraries,
    Session,
    Windows,
}

struct Part {
    name: &'static str,
    checks: &'static str,
    needs: Needs,
    run: fn(&House) -> Outcome,
}

const PARTS: &[Part] = &[
    Part { name: "format", checks: "rustfmt has nothing to change", needs: Needs::Cargo, run: format },
    Part {
        name: "interface",
        checks: "TypeScript, messages in both languages, components",
        needs: Needs::Cargo,
        run: interface::test,
    },
    Part {
        name: "deny",
        checks: "licences, sources, banned crates, advisories",
        needs: Needs::Cargo,
        run: supply::deny,
    },
    Part {
        name: "build",
        checks: "everything builds, and clippy has nothing to say",
        needs: Needs::Libraries,
        run: build,
    },
    Part {
        name: "types",
        checks: "the interface's types are what the commands take and give",
        needs: Needs::Libraries,
        run: types,
    },
    Part { name: "crates", checks: "each crate by itself", needs: Needs::Session, run: crates },
    Part {
        name: "scenarios",
        checks: "what must hold across crates, and whatever fails under it; arrows and tidiness",
        needs: Needs::Session,
        run: scenarios,
    },
    Part {
        name: "documents",
        checks: "slips, cards and sheets are PDF that everyone can read",
        needs: Needs::Session,
        run: documents::check,
    },
    Part {
        name: "end-to-end",
        checks: "the real app in real windows",
        needs: Needs::Windows,
        run: end_to_end,
    },
];

const END_TO_END: &str = "e2e";
/// That the benchmark's figures of the window can be measured.
const IN_THE_WINDOW: &str = "in_the_window";

/// The end-to-end tests in groups that run side by side, each in a session and on a display of its own: they wait more than
/// they work.
const GROUPS: [&[&str]; 3] =
    [&["screens", "--skip", "in_french"], &["screens", "--skip", "in_english"], &["--skip", "screens"]];

/// Those that visit every screen and every scenario, and write pictures where they are given a folder.
const PICTURED: [&[&str]; 3] =
    [&["screens", "--skip", "in_french"], &["screens", "--skip", "in_english"], &["real_life"]];

/// All crates are chosen, whichever program of tests is run: what is chosen decides with which features the libraries are
/// built, and a choice of fewer would build most of them once more.
pub const WHOLE: [&str; 3] = ["--workspace", "--features", "tauri/custom-protocol"];

/// As the tests' homes are many and small, they live in memory where there is room for them.
const MEMORY: &str = "/dev/shm";
const MEMORY_KIB: u64 = 2 * 1024 * 1024;

pub struct Options {
    only: Vec<String>,
    list: bool,
    install: Install,
}

impl Options {
    pub fn parse(words: &[&str]) -> Result<Self, Trouble> {
        let mut options = Self { only: Vec::new(), list: false, install: Install::Here };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            match *word {
                "--list" => options.list = true,
                "--no-install" => options.install = Install::Nothing,
                "--only" => match words.next() {
                    Some(name) if PARTS.iter().any(|part| part.name == *name) => {
                        options.only.push((*name).to_owned());
                    }
                    other => {
                        return Err(Trouble::new(format!(
                            "--only takes the name of a part ({}), not `{}`",
                            PARTS.iter().map(|part| part.name).collect::<Vec<_>>().join(", "),
                            other.unwrap_or(&"")
                        )));
                    }
                },
                other => {
                    return Err(Trouble::new(format!(
                        "`{other}` means nothing to test; `cargo xtask help` lists what does"
                    )));
                }
            }
        }
        Ok(options)
    }
}

struct Done {
    name: &'static str,
    took: Duration,
    passed: bool,
}

pub fn test(house: &House, options: &Options) -> Outcome {
    let parts: Vec<&Part> = PARTS
        .iter()
        .filter(|part| options.only.is_empty() || options.only.iter().any(|name| name == part.name))
        .collect();
    if options.list {
        for part in parts {
            println!("{:<12}{}", part.name, part.checks);
        }
        return Ok(());
    }
    let needs = parts.iter().map(|part| part.needs).max().unwrap_or(Needs::Cargo);
    let begin = Instant::now();
    let mut done = Vec::new();
    let mut outcome = timed("set-up", "packages and tools", &mut done, || set_up(needs, options.install));
    for (number, part) in parts.iter().enumerate() {
        if outcome.is_err() {
            break;
        }
        println!("\n[{}/{}, {} so far]", number + 1, parts.len(), clock(begin.elapsed()));
        outcome = timed(part.name, part.checks, &mut done, || (part.run)(house));
    }
    table(&done, &parts, begin.elapsed());
    outcome
}

fn timed(name: &'static str, checks: &str, done: &mut Vec<Done>, work: impl FnOnce() -> Outcome) -> Outcome {
    println!("== {name}: {checks}");
    let begin = Instant::now();
    let outcome = work();
    done.push(Done { name, took: begin.elapsed(), passed: outcome.is_ok() });
    outcome
}

fn table(done: &[Done], parts: &[&Part], all: Duration) {
    println!("\n{:<12}{:<9}{:>6}", "part", "result", "m:ss");
    for part in done {
        let result = if part.passed { "passed" } else { "FAILED" };
        println!("{:<12}{result:<9}{:>6}", part.name, clock(part.took));
    }
    for part in parts.iter().filter(|part| done.iter().all(|done| done.name != part.name)) {
        println!("{:<12}not run", part.name);
    }
    println!("{:<21}{:>6}\n", "all", clock(all));
}

fn clock(time: Duration) -> String {
    format!("{}:{:02}", time.as_secs() / 60, time.as_secs() % 60)
}

fn set_up(needs: Needs, install: Install) -> Outcome {
    // Before minutes of packages, what can't be installed here.
    interface::check_node()?;
    let packages: &[&[debian::Package]] = match needs {
        Needs::Cargo => &[],
        Needs::Libraries => &[debian::BUILD],
        Needs::Session => &[debian::BUILD, debian::SESSION, debian::DOCUMENTS],
        Needs::Windows => {
            &[debian::BUILD, debian::SESSION, debian::DOCUMENTS, debian::SCREEN, debian::WINDOWS]
        }
    };
    debian::ensure(packages, install)
}

fn format(house: &House) -> Outcome {
    component(house, "fmt", "rustfmt")?;
    do_it(house.cargo().args(["fmt", "--all", "--check"]))
}

fn build(house: &House) -> Outcome {
    component(house, "clippy", "clippy")?;
    interface::ensure_a_page(house)?;
    build_all(house)
}

/// With the programs' own tests the programs are built too, of the libraries that are there; else most would be built anew.
pub fn build_all(house: &House) -> Outcome {
    do_it(house.cargo().args(["test", "--no-run"]).args(WHOLE))
}

fn component(house: &House, command: &str, name: &str) -> Outcome {
    match ask(house.cargo().args([command, "--version"])) {
        Some(_) => Ok(()),
        None => Err(Trouble::new(format!("there is no {name} here: `rustup component add {name}`"))),
    }
}

fn types_test(house: &House) -> Command {
    let mut command = house.cargo();
    command.args(["test"]).args(WHOLE).args(["--test", "export_types"]);
    command
}

fn types(house: &House) -> Outcome {
    interface::ensure_a_page(house)?;
    do_it(&mut types_test(house))
}

/// `cargo xtask types`: the same test, told to write instead of compare.
pub fn write_types(house: &House) -> Outcome {
    interface::ensure_a_page(house)?;
    do_it(types_test(house).env("MOMENTS_WRITE_TYPES", "1"))?;
    println!("written: ui/src/api/bindings.ts");
    Ok(())
}

fn crates(house: &House) -> Outcome {
    interface::ensure_a_page(house)?;
    interface::packages(house, "tests/servers/azurite")?;
    let homes = Homes::make(house)?;
    let session = Session::start(&homes.0)?;
    let mut command = house.cargo();
    command.args(["test"]).args(WHOLE).args(["--lib", "--bins"]);
    for folder in [
        "src-tauri",
        "src-tauri/crates/admin",
        "src-tauri/crates/bundle",
        "sync/courier",
        "sync/central",
        "tests/bench",
    ] {
        for name in test_programs(&house.root.join(folder).join("tests"))? {
            command.args(["--test", &name]);
        }
    }
    do_it(session.join(&mut command, &homes.0))?;
    do_it(house.cargo().args(["test"]).args(WHOLE).arg("--doc"))
}

fn scenarios(house: &House) -> Outcome {
    // Some start the programs that lie beside them.
    build_all(house)?;
    let homes = Homes::make(house)?;
    let session = Session::start(&homes.0)?;
    let mut command = house.cargo();
    command.args(["test"]).args(WHOLE);
    for name in test_programs(&house.root.join("tests/tests"))? {
        if name != END_TO_END {
            command.args(["--test", &name]);
        }
    }
    do_it(session.join(&mut command, &homes.0))
}

/// The names that cargo gives the files and folders of a `tests` folder.
fn test_programs(folder: &Path) -> Result<Vec<String>, Trouble> {
    let entries = fs::read_dir(folder)
        .map_err(|error| Trouble::new(format!("can't read {}: {error}", folder.display())))?;
    let mut names: Vec<String> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|end| end == "rs") || path.join("main.rs").is_file())
        .filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()))
        .collect();
    names.sort();
    Ok(names)
}

fn end_to_end(house: &House) -> Outcome {
    in_windows(house, GROUPS, None)
}

/// `cargo xtask screens`: the end-to-end tests that visit every screen, with a folder for their pictures.
pub fn screens(house: &House) -> Outcome {
    set_up(Needs::Windows, Install::Here)?;
    let folder = house.root.join("docs/screens");
    in_windows(house, PICTURED, Some(&folder))?;
    println!("pictures: {}", folder.display());
    Ok(())
}

fn in_windows(house: &House, groups: [&[&str]; 3], pictures: Option<&Path>) -> Outcome {
    tools::TAURI_DRIVER.ensure(house)?;
    interface::build_if_changed(house)?;
    build_all(house)?;
    thread::scope(|scope| {
        groups
            .map(|group| scope.spawn(move || on_own_display(house, group, pictures)))
            .into_iter()
            .map(|group| group.join().unwrap_or_else(|_| Err(Trouble::new("a group of tests broke off"))))
            .fold(Ok(()), Result::and)
    })
}

fn end_to_end_tests(house: &House) -> Command {
    let mut command = house.cargo();
    command.args(["test"]).args(WHOLE).args(["--test", END_TO_END, "--test", IN_THE_WINDOW]);
    command
}

fn on_own_display(house: &House, group: &[&str], pictures: Option<&Path>) -> Outcome {
    let homes = Homes::make(house)?;
    let display = Display::start(homes.0.join("display"), "1920x1080")?;
    let session = Session::start(&homes.0)?;
    let mut command = end_to_end_tests(house);
    command.args(["--", "--test-threads", "1"]).args(group);
    display
        .show(session.join(&mut command, &homes.0))
        .env("MOMENTS_APP", house.binary("moments"))
        .env("MOMENTS_ADMIN", house.binary("moments-admin"))
        .env("MOMENTS_TAURI_DRIVER", tools::TAURI_DRIVER.path(house))
        // In tests only: it spares each window a wait for an accessibility bus, which a screen reader needs.
        .env("NO_AT_BRIDGE", "1");
    if let Some(folder) = pictures {
        command.env("MOMENTS_SCREENS", folder);
    }
    do_it_aside(&mut command)
}

/// A folder for the tests' homes, gone with its owner.
pub struct Homes(PathBuf);

static HOMES: AtomicU32 = AtomicU32::new(0);

impl Homes {
    pub fn make(house: &House) -> Result<Self, Trouble> {
        let parent = if has_room(MEMORY) { PathBuf::from(MEMORY) } else { house.target.clone() };
        let number = HOMES.fetch_add(1, Ordering::Relaxed);
        let folder = parent.join(format!("moments-tests-{}-{number}", std::process::id()));
        fs::create_dir_all(&folder)
            .map_err(|error| Trouble::new(format!("can't make {}: {error}", folder.display())))?;
        Ok(Self(folder))
    }

    pub fn folder(&self) -> &Path {
        &self.0
    }
}

impl Drop for Homes {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}

fn has_room(folder: &str) -> bool {
    let free = ask(Command::new("df").args(["--output=avail", "--block-size=1K", folder]));
    free.and_then(|table| table.lines().last()?.trim().parse().ok()).is_some_and(|kib: u64| kib >= MEMORY_KIB)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_that_does_not_exist_is_a_mistake_and_not_a_pass() {
        assert!(Options::parse(&["--only", "everything"]).is_err());
        assert!(Options::parse(&["--only"]).is_err());
        assert!(Options::parse(&["--only", "build", "--only", "format"]).is_ok());
    }

    #[test]
    fn times_read_as_minutes_and_seconds() {
        assert_eq!(clock(Duration::from_secs(65)), "1:05");
        assert_eq!(clock(Duration::from_secs(3600)), "60:00");
    }
}
