//! What came into this project from outside: on what terms, with what that is known to be wrong, and a list of it.

use crate::house::{House, Outcome, Trouble, ask, do_it};
use crate::tools;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

/// Names a clone of RustSec's database, for a machine that cannot fetch it.
const DATABASE: &str = "MOMENTS_ADVISORY_DB";
const SOURCE: &str = "https://github.com/RustSec/advisory-db";
const WINDOWS: &str = "x86_64-pc-windows-msvc";
/// In deny.toml, an exception that is in no program for Windows.
const LINUX_ALONE: &str = "Linux alone";

/// Bans, licences and sources without a network; then advisories, where their database can be had.
pub fn deny(house: &House) -> Outcome {
    tools::CARGO_DENY.ensure(house)?;
    // cargo first fetches what the lock file names, so that cargo-deny itself can stay offline.
    do_it(house.cargo().args(["fetch", "--locked"]))?;
    do_it(cargo_deny(house).args(["--offline", "--all-features", "check", "bans", "licenses", "sources"]))?;
    advisories(house)
}

fn cargo_deny(house: &House) -> Command {
    let mut command = Command::new(tools::CARGO_DENY.path(house));
    command.current_dir(&house.root);
    command
}

/// Both systems with the exceptions of deny.toml, and Windows once more without those that are Linux's.
fn advisories(house: &House) -> Outcome {
    let rules = fs::read_to_string(house.root.join("deny.toml"))
        .map_err(|error| Trouble::new(format!("can't read deny.toml: {error}")))?;
    let folder = house.target.join("advisories");
    let without = rules.lines().filter(|line| !line.contains(LINUX_ALONE)).collect::<Vec<_>>().join("\n");
    let both = write(&folder, "both.toml", &with_database(&rules, &folder))?;
    let windows = write(&folder, "windows.toml", &with_database(&without, &folder))?;
    let clone = std::env::var(DATABASE).ok().filter(|path| !path.is_empty());
    let mut fetch = cargo_deny(house);
    if let Some(clone) = clone {
        // git takes the clone for RustSec's own.
        fetch.envs([("GIT_CONFIG_COUNT", "1"), ("GIT_CONFIG_VALUE_0", SOURCE)]);
        fetch.env("GIT_CONFIG_KEY_0", format!("url.file://{clone}.insteadOf"));
    }
    if ask(fetch.args(["--config", &both, "fetch", "db"])).is_none() {
        not_checked("advisories of crates", "RustSec's database can't be fetched here");
        println!("{DATABASE} may name a clone of it: {SOURCE}");
        return Ok(());
    }
    let today = ask(Command::new("date").arg("+%F")).unwrap_or_default();
    if let Some(line) = rules.lines().find(|line| expired(line, &today)) {
        return Err(Trouble::new(format!("an exception is to be looked at again: {}", line.trim())));
    }
    let check = |config: &str, system: &[&str]| {
        let mut command = cargo_deny(house);
        do_it(
            command
                .args(["--config", config, "--offline", "--all-features"])
                .args(system)
                .args(["check", "advisories"]),
        )
    };
    check(&both, &[])?;
    check(&windows, &["--target", WINDOWS])
}

/// The rules, with a place for the database that is this project's own.
fn with_database(rules: &str, folder: &Path) -> String {
    let place = folder.join("database").display().to_string();
    rules.replacen("[advisories]\n", &format!("[advisories]\ndb-path = {place:?}\n"), 1)
}

/// Whether a line of deny.toml names a day by which it is looked at again, and that day is over.
fn expired(line: &str, today: &str) -> bool {
    let until = line.split("again by ").nth(1).and_then(|rest| rest.get(..10));
    until.is_some_and(|until| until < today)
}

/// npm's own answer to what is known of the packages in the lock file.
pub fn npm_audit(house: &House) -> Outcome {
    let output = house
        .npm()
        .args(["audit", "--json"])
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .map_err(|error| Trouble::new(format!("can't start npm: {error}")))?;
    let said = String::from_utf8_lossy(&output.stdout);
    if !said.contains("\"auditReportVersion\"") {
        not_checked("advisories of npm packages", "the registry here answers no audit");
        return Ok(());
    }
    if output.status.success() {
        println!("npm audit: nothing is known of what the lock file names");
        return Ok(());
    }
    println!("{said}");
    Err(Trouble::new("npm knows of a vulnerability: `npm audit` in ui/ says which"))
}

fn not_checked(what: &str, why: &str) {
    println!("\n!! NOT CHECKED: {what}. {why}.\n!! This run says nothing about them.\n");
}

/// `cargo xtask sbom`: the list of what the program is made of.
pub fn sbom(house: &House) -> Outcome {
    let metadata = house
        .cargo()
        .args(["metadata", "--format-version", "1", "--locked"])
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| Trouble::new(format!("can't start cargo: {error}")))?;
    let input =
        write(&house.target.join("sbom"), "cargo-metadata.json", &String::from_utf8_lossy(&metadata.stdout))?;
    let list = house.target.join("sbom/moments.cdx.json");
    let open = |path: &Path| {
        fs::File::open(path).map_err(|error| Trouble::new(format!("can't read {}: {error}", path.display())))
    };
    let made = fs::File::create(&list)
        .map_err(|error| Trouble::new(format!("can't write {}: {error}", list.display())))?;
    let mut command = Command::new("node");
    command.current_dir(&house.root).args(["xtask/sbom.mjs", "ui/package-lock.json", "Cargo.lock"]);
    do_it(command.stdin(open(Path::new(&input))?).stdout(made))?;
    println!("written: {}", list.display());
    Ok(())
}

fn write(folder: &Path, name: &str, text: &str) -> Result<String, Trouble> {
    let file = folder.join(name);
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(&file, text))
        .map_err(|error| Trouble::new(format!("can't write {}: {error}", file.display())))?;
    Ok(file.display().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exception_holds_up_to_its_day() {
        let line = r#"{ id = "RUSTSEC-2024-0370", reason = "build time. 2026-11-24, again by 2027-05-24" },"#;
        assert!(!expired(line, "2027-05-24"));
        assert!(expired(line, "2027-05-25"));
        assert!(!expired("# a comment", "2027-05-25"));
    }

    #[test]
    fn the_database_goes_into_the_rules_once() {
        let rules = with_database("[bans]\n[advisories]\nignore = []\n", Path::new("t"));
        assert_eq!(rules, "[bans]\n[advisories]\ndb-path = \"t/database\"\nignore = []\n");
    }
}
