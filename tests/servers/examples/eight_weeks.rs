//! What it costs to hand over what a workstation wrote in eight weeks without a network, each step by the program that does it:
//! sealed, carried, opened at a colleague's and at the centre, and heard of. For `docs/scale.md`:
//!
//! ```text
//! cargo xtask weeks
//! ```

// It stops where something is wrong.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout
)]

use moments_test_servers::postgres::Postgres;
use moments_test_servers::programs::{self, Ended, Program};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

/// Office days that the demonstration fills: about 10,000 entries, and about 40,000, which is eight weeks of a thousand a day.
const DAYS: [u32; 2] = [15, 61];
/// Moments on an average day, as many as the demonstration makes.
const MOMENTS: u32 = 500;

/// A workstation's home with its key, and the courier's settings beside it.
struct Workstation {
    folder: PathBuf,
}

impl Workstation {
    fn in_folder(folder: PathBuf) -> Self {
        fs::create_dir_all(&folder).unwrap();
        Self { folder }
    }

    fn home(&self) -> PathBuf {
        self.folder.join("home")
    }

    fn admin(&self, words: &[&str]) -> Ended {
        let [home, key] = ["home", "key"].map(|name| self.folder.join(name).display().to_string());
        let words = [&["--home", &home, "--key-file", &key, "--json"], words].concat();
        Program::new("moments-admin", &words, self.folder.join("said")).run()
    }

    fn carry(&self, office: &str, landing: &Path) -> Ended {
        let settings = self.folder.join("courier.toml");
        let place = format!("folder = \"{}\"\n", landing.display());
        fs::write(&settings, programs::courier(office, &self.home(), &self.folder.join("state"), &place))
            .unwrap();
        Program::with_settings("moments-courier", &settings, &["once"]).run()
    }

    fn stands(&self) -> Value {
        self.admin(&["hand-over", "status"]).json()
    }

    /// Bundles in the outbox whose names end so, and their bytes.
    fn sealed(&self, end: &str) -> (u64, u64) {
        let files = fs::read_dir(self.home().join("outbox")).unwrap().flatten();
        let sizes = files.filter(|file| file.file_name().to_string_lossy().ends_with(end));
        sizes.fold((0, 0), |(n, bytes), file| (n + 1, bytes + file.metadata().unwrap().len()))
    }
}

trait Json {
    fn json(&self) -> Value;
}

impl Json for Ended {
    fn json(&self) -> Value {
        serde_json::from_str(&self.output).unwrap()
    }
}

fn row(entries: u64, step: &str, ended: &Ended, more: &str) {
    let worked = ended.worked.as_secs_f64();
    let each = worked * 1e6 / f64::from(u32::try_from(entries).unwrap());
    let (took, peak) = (ended.took.as_secs_f64(), ended.peak_kib / 1024);
    println!("| {entries} | {step} | {took:.2} | {worked:.2} | {each:.0} | {peak} | {more} |");
}

fn megabytes((bundles, bytes): (u64, u64)) -> String {
    format!("{bundles} bundles, {:.1} MB", f64::from(u32::try_from(bytes).unwrap()) / 1e6)
}

async fn weeks(days: u32, folder: &Path, postgres: &Postgres) {
    let landing = folder.join("landing");
    fs::create_dir_all(&landing).unwrap();
    let database = format!("weeks{days}");
    postgres.create(&database, "template0").await;
    let settings = folder.join("centre.toml");
    let place = format!("landing = \"{}\"\n", landing.display());
    fs::write(&settings, programs::centre(&postgres.url(&database), &place)).unwrap();
    let centre = |words: &[&str]| Program::with_settings("moments-central", &settings, words).run();
    centre(&["new-keys", &folder.join("centre.keys").display().to_string()]);
    centre(&["migrate"]);
    let file = |name: &str, text: &str| {
        fs::write(folder.join(name), text).unwrap();
        folder.join(name).display().to_string()
    };
    let card = file("centre.card", &centre(&["card"]).output);

    let one = Workstation::in_folder(folder.join("one"));
    let (days, per_day) = (days.to_string(), MOMENTS.to_string());
    let wrote = one.admin(&["demo", "--days", &days, "--per-day", &per_day]);
    let two = Workstation::in_folder(folder.join("two"));
    let wanted = folder.join("counter-2").display().to_string();
    let invited = one.admin(&["hand-over", "invite", "Counter 2", &wanted]).json();
    one.admin(&["hand-over", "centre", &card]);
    let own = one.admin(&["hand-over", "card"]).output;
    let office = serde_json::from_str::<Value>(&own).unwrap()["office"].as_str().unwrap().to_owned();
    centre(&["enrol", &file("office.card", &own)]);
    let passphrase = file("passphrase", invited["passphrase"].as_str().unwrap());
    let file = format!("{wanted}.moments-join");
    two.admin(&["hand-over", "join", &file, "--join-passphrase-file", &passphrase]);

    let entries = one.stands()["outbox"]["written"].as_u64().unwrap();
    row(entries, &format!("written in {days} office days"), &wrote, "");
    let sealed = one.admin(&["hand-over", "seal"]);
    let (for_office, for_centre) = (one.sealed(".office.bundle"), one.sealed(".centre.bundle"));
    let sizes = format!("office: {}; centre: {}", megabytes(for_office), megabytes(for_centre));
    row(entries, "sealed for the office and the centre", &sealed, &sizes);
    row(entries, "carried up", &one.carry(&office, &landing), "");
    row(entries, "carried down to a colleague", &two.carry(&office, &landing), "");
    row(entries, "opened at the colleague's", &two.admin(&["hand-over", "seal"]), "");
    let ingested = centre(&["ingest", "--once", "--workers", "2"]);
    let on_disk = postgres.client(&database).await;
    let on_disk: i64 =
        on_disk.query_one("SELECT pg_database_size(current_database())", &[]).await.unwrap().get(0);
    let size = format!("{} MB in the database", on_disk / 1_000_000);
    row(entries, "opened at the centre", &ingested, &size);
    two.carry(&office, &landing);
    one.carry(&office, &landing);
    row(entries, "heard of, and taken out of the outbox", &one.admin(&["hand-over", "seal"]), "");

    // Each verb adds an entry that says it was done: more than these.
    let (here, there) = (one.stands(), two.stands());
    assert!(here["centre"]["has"].as_u64().unwrap() >= entries, "the centre has all of it");
    let all = |view: &Value| view["workstations"].as_array().unwrap().clone();
    let own = all(&here).into_iter().find(|one| one["here"] == true).unwrap()["id"].clone();
    let theirs = all(&there).into_iter().find(|one| one["id"] == own).unwrap();
    assert!(theirs["entries"].as_u64().unwrap() >= entries, "the colleague has all of it");
    assert!(one.sealed(".centre.bundle").0 <= 1, "what was acknowledged lies in the outbox no more");
    assert!(centre(&["verify"]).output.contains("Findings: 0."));
}

#[tokio::main(flavor = "multi_thread")]
async fn main() {
    let folder = tempfile::tempdir().unwrap();
    let postgres = Postgres::start_in(&std::env::temp_dir()).await;
    println!("| entries | step | s | of them at work | µs an entry | peak MB | size |");
    println!("|---|---|---|---|---|---|---|");
    // Others may be named, to try it with less.
    let named: Vec<u32> = std::env::args().skip(1).map(|days| days.parse().unwrap()).collect();
    for days in if named.is_empty() { DAYS.to_vec() } else { named } {
        let folder = folder.path().join(days.to_string());
        fs::create_dir_all(&folder).unwrap();
        weeks(days, &folder, &postgres).await;
    }
}
