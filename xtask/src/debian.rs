//! The Debian packages that building and testing need, each with its reason; finds the missing ones and installs
//! them, after saying which and why. It installs on Debian 12 only: elsewhere one sentence says what to bring.

use crate::house::{Outcome, Trouble, ask, do_it};
use std::collections::BTreeSet;
use std::process::Command;

pub struct Package {
    name: &'static str,
    why: &'static str,
}

const fn package(name: &'static str, why: &'static str) -> Package {
    Package { name, why }
}

/// To build the app. Node and Rust are not here: Debian 12's are too old for this project.
pub const BUILD: &[Package] = &[
    package("build-essential", "compiles SQLCipher and links the programs"),
    package("pkg-config", "finds the libraries below"),
    package("libwebkit2gtk-4.1-dev", "shows the windows"),
    package("librsvg2-dev", "draws the app's icons in the windows"),
    package("libssl-dev", "libcrypto, which encrypts the database"),
];

/// To start the app where there is no display.
pub const SCREEN: &[Package] = &[package("xvfb", "the virtual display"), BUS];

const BUS: Package = package("dbus-daemon", "a session bus, on which a second start finds the first");

/// To test in a desktop session of the tests' own.
pub const SESSION: &[Package] = &[
    BUS,
    package("gnome-keyring", "a keystore for the tests of unlocking"),
    package("strace", "shows that the app opens no internet socket"),
    package("postgresql", "the centre's database, which its tests start for themselves"),
];

/// To check the documents by another program than ours.
pub const DOCUMENTS: &[Package] = &[
    package("python3-venv", "fetches the checker of tagged PDF"),
    package("default-jdk-headless", "runs the checker of tagged PDF"),
    package("libjaxb-java", "what the checker of tagged PDF reads its rules with"),
];

/// To measure beside what people use instead.
pub const OTHERS: &[Package] = &[
    package("python3-venv", "fetches Anki's store"),
    package("libreoffice-calc", "saves a spreadsheet"),
    package("postgresql", "the centre's database"),
];

/// To drive the app's real windows.
pub const WINDOWS: &[Package] = &[package("webkit2gtk-driver", "drives the windows in end-to-end tests")];

/// To make the bitmaps in `icons/`.
pub const DRAW: &[Package] = &[package("librsvg2-bin", "turns the icon's drawing into bitmaps")];

/// Who installs what is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Install {
    Here,
    Nothing,
}

/// Makes sure that these packages are there.
pub fn ensure(lists: &[&[Package]], install: Install) -> Outcome {
    if install == Install::Nothing || lists.is_empty() {
        return Ok(());
    }
    let mut wanted: Vec<&Package> = lists.iter().flat_map(|list| list.iter()).collect();
    wanted.sort_by_key(|package| package.name);
    wanted.dedup_by_key(|package| package.name);
    let installed = installed(&wanted);
    let missing: Vec<&Package> =
        wanted.into_iter().filter(|package| !installed.contains(package.name)).collect();
    if missing.is_empty() {
        println!("Debian packages: all there");
        return Ok(());
    }
    let names: Vec<&str> = missing.iter().map(|package| package.name).collect();
    let system = System::read();
    if !system.is_debian_12 {
        return Err(Trouble::new(format!(
            "this sets up Debian 12 and here is {}: bring your system's equivalents of {} and add --no-install",
            system.name,
            names.join(", ")
        )));
    }
    println!("Debian packages to install ({}):", missing.len());
    for package in &missing {
        println!("  {:<24}{}", package.name, package.why);
    }
    let root = am_root();
    if !root && ask(Command::new("sudo").arg("--version")).is_none() {
        return Err(Trouble::new(format!(
            "installing them needs root, and there is no sudo here: run `apt-get install {}` as root",
            names.join(" ")
        )));
    }
    do_it(apt_get(root).arg("update"))?;
    do_it(apt_get(root).args(["install", "--yes", "--no-install-recommends"]).args(&names))
}

fn apt_get(root: bool) -> Command {
    let mut command = Command::new(if root { "env" } else { "sudo" });
    if !root {
        command.arg("env");
    }
    command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "--quiet"]);
    command
}

fn installed(wanted: &[&Package]) -> BTreeSet<String> {
    let mut query = Command::new("dpkg-query");
    query.args(["--show", "--showformat=${Package} ${db:Status-Status}\n"]);
    query.args(wanted.iter().map(|package| package.name));
    // A package that dpkg has never heard of makes its exit status 1 while it still lists the others.
    let listed = query.output().map(|output| output.stdout).unwrap_or_default();
    read_installed(&String::from_utf8_lossy(&listed))
}

fn read_installed(listed: &str) -> BTreeSet<String> {
    listed.lines().filter_map(|line| line.strip_suffix(" installed")).map(str::to_owned).collect()
}

fn am_root() -> bool {
    ask(Command::new("id").arg("-u")).is_some_and(|id| id == "0")
}

struct System {
    name: String,
    is_debian_12: bool,
}

impl System {
    fn read() -> Self {
        Self::parse(&std::fs::read_to_string("/etc/os-release").unwrap_or_default())
    }

    fn parse(os_release: &str) -> Self {
        let field = |key: &str| {
            let line = os_release.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix('='));
            line.map(|value| value.trim_matches('"'))
        };
        Self {
            name: field("PRETTY_NAME").unwrap_or(std::env::consts::OS).to_owned(),
            is_debian_12: field("ID") == Some("debian") && field("VERSION_ID") == Some("12"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_fully_installed_counts() {
        let listed = "xvfb installed\nstrace config-files\nlibssl-dev installed\ndbus-x11 not-installed\n";
        let found: Vec<String> = read_installed(listed).into_iter().collect();
        assert_eq!(found, ["libssl-dev", "xvfb"], "a package that was removed is missing");
    }

    #[test]
    fn debian_12_is_told_from_its_neighbours() {
        let debian = "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nVERSION_ID=\"12\"\nID=debian\n";
        assert!(System::parse(debian).is_debian_12);
        assert!(!System::parse(&debian.replace("12", "13")).is_debian_12);
        assert!(!System::parse("ID=ubuntu\nID_LIKE=debian\nVERSION_ID=\"12\"\n").is_debian_12);
        assert_eq!(
            System::parse("").name,
            std::env::consts::OS,
            "no os-release: at least the kind of system"
        );
    }
}
