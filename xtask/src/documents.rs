//! The slips, cards and sheets as PDF, checked by a program that isn't ours: pdfua reads what a machine can check of
//! PDF/UA-1 (<https://pypi.org/project/pdfua/>). It lives in a Python environment of its own, in a folder named by its
//! version.

use crate::house::{House, Outcome, Trouble, do_it};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// What is installed, each with its version.
const REQUIREMENTS: &str = include_str!("../pdfua.txt");
const FOLDER: &str = "pdfua-0.1.3";

/// Makes every document, and shows each to the checker. It has to find nothing.
pub fn check(house: &House) -> Outcome {
    let checker = ensure(house)?;
    let folder = house.target.join("documents");
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(|error| trouble("can't empty", &folder, &error))?;
    }
    let mut make = house.cargo();
    make.args(["run", "--quiet", "--package", "moments-report", "--example", "documents", "--"]);
    do_it(make.arg(&folder))?;
    let entries = fs::read_dir(&folder).map_err(|error| trouble("can't read", &folder, &error))?;
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|file| file.extension().is_some_and(|end| end == "pdf"));
    files.sort();
    if files.is_empty() {
        return Err(Trouble::new("no document was made, so none was checked".to_owned()));
    }
    do_it(Command::new(checker).args(["check", "--quiet"]).args(&files))
}

/// The checker, installed where it isn't there yet.
fn ensure(house: &House) -> Result<PathBuf, Trouble> {
    let folder = house.target.join("tools").join(FOLDER);
    let checker = folder.join("bin/pdfua");
    if checker.is_file() {
        println!("pdfua: there");
        return Ok(checker);
    }
    do_it(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
    let wanted = folder.join("requirements.txt");
    fs::write(&wanted, REQUIREMENTS).map_err(|error| trouble("can't write", &wanted, &error))?;
    let mut install = Command::new(folder.join("bin/python"));
    install.args([
        "-m",
        "pip",
        "--quiet",
        "--disable-pip-version-check",
        "install",
        "--only-binary",
        ":all:",
    ]);
    do_it(install.arg("--requirement").arg(&wanted))?;
    Ok(checker)
}

fn trouble(what: &str, path: &std::path::Path, error: &std::io::Error) -> Trouble {
    Trouble::new(format!("{what} {}: {error}", path.display()))
}
