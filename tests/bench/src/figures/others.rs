//! What people use instead, as it is installed: each does its own work beside ours. Where one is not there, it is left out with a word.

use super::{Bench, record};
use crate::data::{Office, say, told};
use crate::pairs::{Figure, Outcome, Pair, Unit, interleave, timed};
use moments_desk::exchange::{JoinForm, NewWorkstation};
use moments_desk::setup::KeyStorage;
use moments_desk::{Desk, Keys};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;

/// The programs that ask them.
const PROGRAMS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/others");

/// What was installed for the comparison alone (`cargo xtask bench --others`).
fn installed(bench: &Bench, what: &str) -> PathBuf {
    bench.data.target.join("others").join(what)
}

fn left_out(figure: &str, what: &str) -> Outcome<Vec<Figure>> {
    say(&format!("{figure} is left out: {what} is not installed. `cargo xtask bench --others` installs it"));
    Ok(Vec::new())
}

fn folder(bench: &Bench) -> Outcome<TempDir> {
    Ok(tempfile::Builder::new().prefix("other").tempdir_in(&bench.data.target)?)
}

/// A program of theirs that stays and is asked again: it times its work by itself.
struct Other {
    program: Child,
    asks: ChildStdin,
    answers: BufReader<ChildStdout>,
    _folder: TempDir,
}

impl Other {
    fn start(command: &mut Command, folder: TempDir) -> Outcome<Self> {
        let mut program = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let asks = program.stdin.take().ok_or("it listens")?;
        let answers = BufReader::new(program.stdout.take().ok_or("it answers")?);
        Ok(Self { program, asks, answers, _folder: folder })
    }

    /// How long so many of them took.
    fn takes(&mut self, things: u32) -> Outcome<Duration> {
        writeln!(self.asks, "{things}")?;
        let mut answer = String::new();
        self.answers.read_line(&mut answer)?;
        Ok(Duration::from_secs_f64(answer.trim().parse()?))
    }

    /// How long one took of those that we record in a round.
    fn takes_one(&mut self) -> Outcome<Duration> {
        let moments = u32::try_from(record::MOMENTS)?;
        Ok(self.takes(moments)? / moments)
    }
}

impl Drop for Other {
    fn drop(&mut self) {
        let _ = self.program.kill().and_then(|()| self.program.wait());
    }
}

pub fn anki(bench: &Bench) -> Outcome<Vec<Figure>> {
    let python = installed(bench, "anki").join("bin/python");
    if !python.exists() {
        return left_out("anki_add", "Anki's store");
    }
    let folder = folder(bench)?;
    let mut command = Command::new(python);
    command.arg(Path::new(PROGRAMS).join("anki_notes.py")).arg(folder.path());
    let other = Other::start(&mut command, folder)?;
    let pair = Pair {
        name: "anki_add",
        goal: Some(1.0),
        unit: Unit::Milliseconds,
        note: "one moment in the small store; one note in Anki's, by add_note. Both are on the disk".into(),
    };
    beside_recording(bench, pair, &bench.data.small()?, other)
}

pub fn pouchdb_put(bench: &Bench) -> Outcome<Vec<Figure>> {
    let (small, _folder) = bench.copy_of(&bench.data.small()?)?;
    let Some(other) = pouchdb(bench, "put", &documents(&small)?)? else {
        return left_out("pouchdb_put", "PouchDB");
    };
    let pair = Pair {
        name: "pouchdb_put",
        goal: Some(1.0),
        unit: Unit::Milliseconds,
        note: "one moment in the small store, on the disk; one document by PouchDB's put, which leaves it to the system".into(),
    };
    beside_recording(bench, pair, &small, other)
}

fn beside_recording(bench: &Bench, pair: Pair, office: &Office, other: Other) -> Outcome<Vec<Figure>> {
    let mut both = (record::Side::on(bench, office)?, other);
    let figure =
        interleave(pair, bench.rounds, &mut both, |both| both.0.records(), |both| both.1.takes_one())?;
    Ok(vec![figure])
}

/// PouchDB with these documents, where it is installed.
fn pouchdb(bench: &Bench, verb: &str, documents: &[Value]) -> Outcome<Option<Other>> {
    let modules = installed(bench, "pouchdb");
    if !modules.join("node_modules").is_dir() {
        return Ok(None);
    }
    let folder = folder(bench)?;
    let (file, mut lines) = (folder.path().join("documents"), String::new());
    for document in documents {
        writeln!(lines, "{document}")?;
    }
    fs::write(&file, lines)?;
    let mut command = Command::new("node");
    command.arg(Path::new(PROGRAMS).join("pouchdb.mjs")).arg(modules).arg(folder.path()).arg(file).arg(verb);
    Other::start(&mut command, folder).map(Some)
}

/// What an office's first workstation wrote, as documents.
fn documents(office: &Office) -> Outcome<Vec<Value>> {
    let (store, mut documents) = (office.store()?, Vec::new());
    let own = store.identity().workstation;
    store.read(|reader| {
        reader.for_each_entry(|entry| {
            let part = |part: &moments_core::entry::Part| {
                part.content.as_ref().and_then(|part| serde_json::from_slice::<Value>(&part.bytes).ok())
            };
            if entry.key.workstation == own {
                documents.push(json!({
                    "_id": entry.id.0.to_string(),
                    "kind": entry.kind,
                    "entities": entry.entities,
                    "at": entry.at.utc_ms,
                    "payload": part(&entry.payload),
                    "text": part(&entry.text),
                }));
            }
            Ok(())
        })
    })?;
    store.close();
    Ok(documents)
}

/// A colleague who has just joined, and what lies there for them.
struct Colleague {
    joined: Office,
    bundles: Vec<PathBuf>,
    entries: u32,
    target: PathBuf,
    _folders: [TempDir; 2],
}

impl Colleague {
    fn of(bench: &Bench, office: &Office) -> Outcome<Self> {
        let ((office, one), two) = (bench.copy_of(office)?, folder(bench)?);
        let (desk, actor) = office.desk()?;
        let file = one.path().join("counter");
        let new = NewWorkstation { label: "Counter 6".into(), file: file.clone() };
        let invited = desk.invite_workstation(&actor, &new).map_err(told)?;
        desk.seal_now(&actor).map_err(told)?;
        desk.close();
        let joined = Office { folder: two.path().to_owned() };
        let form = JoinForm {
            file: file.with_extension("moments-join"),
            passphrase: invited.passphrase,
            key_storage: KeyStorage::KeyFile,
        };
        let keys = Keys { key_file: Some(joined.folder.join("key")), no_keystore: true };
        let desk = Desk::new(joined.home()?, keys, Desk::system_clock());
        desk.join("moments-bench", &form).map_err(told)?;
        desk.close();
        let mut bundles = Vec::new();
        for file in fs::read_dir(office.home()?.outbox())? {
            bundles.push(file?.path());
        }
        let target = bench.data.target.clone();
        let mut colleague = Self { joined, bundles, entries: 0, target, _folders: [one, two] };
        colleague.takes_in()?;
        Ok(colleague)
    }

    /// Ours: all of it into a store that has none of it yet.
    fn takes_in(&mut self) -> Outcome<Duration> {
        let (fresh, _folder) = self.joined.copy(&self.target)?;
        for bundle in &self.bundles {
            fs::copy(bundle, fresh.home()?.inbox().join(bundle.file_name().unwrap_or_default()))?;
        }
        let desk = fresh.opened()?;
        let (took, taken) = timed(|| Ok(desk.take_in().map_err(told)?))?;
        desk.close();
        if taken.refused + taken.waiting > 0 || taken.entries == 0 {
            return Err(format!("not all was taken in: {taken:?}").into());
        }
        self.entries = taken.entries;
        Ok(took)
    }
}

pub fn pouchdb_replicate(bench: &Bench) -> Outcome<Vec<Figure>> {
    let (medium, _folder) = bench.copy_of(&bench.data.medium()?)?;
    let documents = documents(&medium)?;
    let Some(other) = pouchdb(bench, "replicate", &documents)? else {
        return left_out("pouchdb_replicate", "PouchDB");
    };
    let colleague = Colleague::of(bench, &medium)?;
    let pair = Pair {
        name: "pouchdb_replicate",
        goal: Some(1.0),
        unit: Unit::Seconds,
        note: format!(
            "a colleague takes in {} entries, proven and folded; PouchDB replicates {} documents with the same content",
            colleague.entries,
            documents.len()
        ),
    };
    let mut both = (colleague, other);
    let figure = interleave(pair, bench.rounds, &mut both, |both| both.0.takes_in(), |both| both.1.takes(1))?;
    Ok(vec![figure])
}

/// LibreOffice without a window, with settings of its own.
struct Calc {
    folder: TempDir,
}

impl Calc {
    fn converts(&self, file: &str, into: &str) -> Outcome {
        let at = |name: &str| self.folder.path().join(name);
        let ended = Command::new("soffice")
            .arg(format!("-env:UserInstallation=file://{}", at("settings").display()))
            .args(["--headless", "--convert-to", "ods", "--outdir"])
            .arg(at(into))
            .arg(at(file))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()?;
        if ended.success() { Ok(()) } else { Err("LibreOffice saved nothing".into()) }
    }

    /// Files of many rows, and of one, which stands for its start.
    fn with(bench: &Bench, rows: usize) -> Outcome<Self> {
        let calc = Self { folder: folder(bench)? };
        for (name, rows) in [("many", rows), ("one", 1)] {
            let mut text =
                String::from("day,time,service,relationship,outcome,channel,language,rating,note\n");
            for n in 0..rows {
                let (hour, minute, service) = (9 + n % 8, n % 60, n % 12);
                writeln!(
                    text,
                    "2026-11-24,{hour}:{minute:02},Passport {service},required,served,in person,fr,{},revient mardi",
                    n % 5 + 1
                )?;
            }
            fs::write(calc.folder.path().join(format!("{name}.csv")), text)?;
            calc.converts(&format!("{name}.csv"), "open")?;
        }
        Ok(calc)
    }

    /// Opens the rows and saves them; without what a start takes.
    fn saves(&mut self) -> Outcome<Duration> {
        let (start, ()) = timed(|| self.converts("open/one.ods", "saved"))?;
        let (both, ()) = timed(|| self.converts("open/many.ods", "saved"))?;
        Ok(both.saturating_sub(start).max(Duration::from_millis(1)))
    }
}

pub fn calc(bench: &Bench) -> Outcome<Vec<Figure>> {
    if !Command::new("soffice").arg("--version").output().is_ok_and(|ended| ended.status.success()) {
        return left_out("calc_save", "LibreOffice Calc");
    }
    let rows = bench.data.sizes.rows;
    let pair = Pair {
        name: "calc_save",
        goal: Some(1.0),
        unit: Unit::Milliseconds,
        note: format!(
            "one moment in the large store; LibreOffice Calc opens {rows} rows and saves them, without its start"
        ),
    };
    let mut both = (record::Side::on(bench, &bench.data.large()?)?, Calc::with(bench, rows)?);
    let figure = interleave(pair, bench.rounds, &mut both, |both| both.0.records(), |both| both.1.saves())?;
    Ok(vec![figure])
}
