//! The interface in `ui/`: its npm packages, its checks, and the pages that the app carries.

use crate::house::{House, Outcome, Trouble, ask, do_it};
use crate::supply;
use crate::walk::{newest, written};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Vite's own limit within Node 20.
const OLDEST_NODE: (u32, u32) = (20, 19);

const UI: &str = "ui";

/// In `ui/`, what is made and not written.
const MADE: [&str; 4] = ["node_modules", "dist", "dist-demo", "paraglide"];

/// Fails with one sentence where Node is missing or too old.
pub fn check_node() -> Outcome {
    let (major, minor) = OLDEST_NODE;
    let advice = format!("install Node {major}.{minor} or newer, with npm, and run this again");
    let Some(version) = ask(Command::new("node").arg("--version")) else {
        return Err(Trouble::new(format!("there is no `node` here: {advice}")));
    };
    if number(&version).is_none_or(|here| here < OLDEST_NODE) {
        return Err(Trouble::new(format!("Node here is {version}: {advice}")));
    }
    if ask(Command::new("npm").arg("--version")).is_none() {
        return Err(Trouble::new(format!("there is no `npm` here: {advice}")));
    }
    println!("Node {version}");
    Ok(())
}

fn number(version: &str) -> Option<(u32, u32)> {
    let mut parts = version.trim_start_matches('v').split('.').map(str::parse);
    Some((parts.next()?.ok()?, parts.next()?.ok()?))
}

/// Installs the npm packages of a folder when its lock file is not the one that they were installed from.
pub fn packages(house: &House, folder: &str) -> Outcome {
    let lock = house.root.join(folder).join("package-lock.json");
    let wanted =
        fs::read(&lock).map_err(|error| Trouble::new(format!("can't read {}: {error}", lock.display())))?;
    let stamp = house.target.join("stamps").join(folder).join("package-lock.json");
    let there = house.root.join(folder).join("node_modules").is_dir();
    if there && fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        println!("npm packages of {folder}: unchanged");
        return Ok(());
    }
    println!("npm packages of {folder}: installing (about half a minute)");
    // Not `npm ci`: it refuses the lock file for want of optional builds, for systems that aren't this one, that some
    // registries don't hold. This installs what the lock file says, checks each package's hash, and writes nothing.
    do_it(house.npm_in(folder).args(["install", "--no-save", "--no-audit", "--no-fund"]))?;
    write(&stamp, &wanted)
}

/// Builds the pages when anything in `ui/` is newer than the last build.
pub fn build_if_changed(house: &House) -> Outcome {
    packages(house, UI)?;
    let built = written(&stamp(house));
    let source = newest(&house.root.join("ui"), &MADE);
    if built.is_some() && built >= source && house.root.join("ui/dist/index.html").is_file() {
        println!("interface: unchanged");
        return Ok(());
    }
    build(house)
}

pub fn build(house: &House) -> Outcome {
    do_it(house.npm().args(["run", "build"]))?;
    write(&stamp(house), b"")
}

/// The shell doesn't compile without pages to carry. What needs only its Rust gets pages that say so.
pub fn ensure_a_page(house: &House) -> Outcome {
    for name in ["index.html", "client.html"] {
        let page = house.root.join("ui/dist").join(name);
        if page.is_file() {
            continue;
        }
        // Else the next build would take these pages for the real ones.
        fs::remove_file(stamp(house)).ok();
        write(&page, b"<!doctype html><title>The interface is not built yet</title>\n")?;
    }
    Ok(())
}

/// Written after each build of the pages; its time is what counts.
fn stamp(house: &House) -> PathBuf {
    house.target.join("stamps/interface")
}

fn write(file: &Path, content: &[u8]) -> Outcome {
    let folder = file.parent().unwrap_or(file);
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(file, content))
        .map_err(|error| Trouble::new(format!("can't write {}: {error}", file.display())))
}

/// Types, unit tests, and the pages themselves.
pub fn test(house: &House) -> Outcome {
    packages(house, UI)?;
    supply::npm_audit(house)?;
    do_it(house.npm().args(["run", "check"]))?;
    do_it(house.npm().args(["run", "test"]))?;
    build(house)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_version_is_read_as_node_prints_it() {
        assert_eq!(number("v20.20.2"), Some((20, 20)));
        assert_eq!(number("v9.1"), Some((9, 1)));
        assert_eq!(number("not a version"), None);
    }
}
