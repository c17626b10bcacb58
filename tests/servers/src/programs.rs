//! The programs that are handed over with, as processes of a test: as they were built beside it, with settings of the test's own,
//! killed at any time, or watched until they end.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A program as it lies beside the tests, or the examples, that were built with it.
pub fn built(name: &str) -> PathBuf {
    let own = std::env::current_exe().unwrap();
    let program = own.ancestors().nth(2).unwrap().join(name);
    assert!(program.is_file(), "{name} is not built: `cargo xtask test --only build` builds all of them");
    program
}

/// What a courier is told: the outbox and the inbox of a home, and one place.
pub fn courier(office: &str, home: &Path, state: &Path, place: &str) -> String {
    let [outbox, inbox] = ["outbox", "inbox"].map(|name| home.join(name).display().to_string());
    format!(
        "office = \"{office}\"\noutbox = \"{outbox}\"\ninbox = \"{inbox}\"\nstate = \"{}\"\nevery_seconds = 1\n\
         [[place]]\nname = \"landing\"\n{place}",
        state.display()
    )
}

/// What the centre is told; its keys lie beside that.
pub fn centre(database: &str, landing: &str) -> String {
    format!("name = \"Ottawa\"\ndatabase = \"{database}\"\nkeys = \"centre.keys\"\n{landing}")
}

/// A program with its words. What it says to standard error is kept in a file, whatever becomes of it.
pub struct Program {
    program: PathBuf,
    words: Vec<String>,
    said: PathBuf,
    running: Option<Child>,
}

/// How a program ended that was watched.
pub struct Ended {
    pub output: String,
    pub took: Duration,
    /// What it had of the processors, whatever else went on.
    pub worked: Duration,
    /// The most memory that it had, by the system's account ("VmHWM").
    pub peak_kib: u64,
}

impl Program {
    pub fn new(name: &str, words: &[&str], said: PathBuf) -> Self {
        let words = words.iter().map(|word| (*word).to_owned()).collect();
        Self { program: built(name), words, said, running: None }
    }

    /// One that reads its settings from a file.
    pub fn with_settings(name: &str, settings: &Path, words: &[&str]) -> Self {
        let path = settings.display().to_string();
        let words = [&["--config", path.as_str()], words].concat();
        Self::new(name, &words, settings.with_extension("said"))
    }

    fn spawn(&self, output: Stdio) -> Child {
        let said = File::options().create(true).append(true).open(&self.said).unwrap();
        Command::new(&self.program).args(&self.words).stdout(output).stderr(said).spawn().unwrap()
    }

    pub fn start(&mut self) {
        self.running = Some(self.spawn(Stdio::null()));
    }

    /// SIGKILL. Says whether it was there to be killed.
    pub fn kill(&mut self) -> bool {
        let Some(mut running) = self.running.take() else { return false };
        let was_there = running.try_wait().unwrap().is_none();
        running.kill().unwrap();
        running.wait().unwrap();
        was_there
    }

    /// Runs it to its end, which must be a good one.
    pub fn run(&self) -> Ended {
        let answer = tempfile::NamedTempFile::new().unwrap();
        let begin = Instant::now();
        let mut child = self.spawn(answer.reopen().unwrap().into());
        let account = PathBuf::from(format!("/proc/{}", child.id()));
        let (mut peak_kib, mut worked) = (0, Duration::ZERO);
        let ended = loop {
            // Both only grow: the last look before the end misses a thousandth of a second.
            peak_kib = peak(&account).unwrap_or(0).max(peak_kib);
            worked = work(&account).unwrap_or_default().max(worked);
            if let Some(ended) = child.try_wait().unwrap() {
                break ended;
            }
            std::thread::sleep(Duration::from_millis(1));
        };
        let took = begin.elapsed();
        let output = fs::read_to_string(answer.path()).unwrap();
        assert!(ended.success(), "{:?}: {output}{}", self.words, self.said());
        Ended { output, took, worked, peak_kib }
    }

    /// What it said to standard error in all its lives.
    pub fn said(&self) -> String {
        fs::read_to_string(&self.said).unwrap_or_default()
    }
}

fn peak(account: &Path) -> Option<u64> {
    let text = fs::read_to_string(account.join("status")).ok()?;
    text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.trim().strip_suffix(" kB")?.parse().ok()
}

/// The 14th and 15th field are its own time and the system's for it, in hundredths of a second. Its name, which may hold blanks, ends
/// with a bracket after the second.
fn work(account: &Path) -> Option<Duration> {
    let text = fs::read_to_string(account.join("stat")).ok()?;
    let behind: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks: Option<u64> = behind.get(11..13)?.iter().map(|ticks| ticks.parse::<u64>().ok()).sum();
    Some(Duration::from_millis(ticks? * 10))
}

impl Drop for Program {
    fn drop(&mut self) {
        // It ends with its test, which may have ended badly.
        if let Some(mut running) = self.running.take() {
            let _ = running.kill().and_then(|()| running.wait());
        }
    }
}
