//! The programs that carry and ingest, as processes of a test: built beside it, with settings of the test's own, and killed at any
//! time.

use moments_core::ids::OfficeId;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

/// A program of ours as it lies beside the tests, or the examples, that were built with it.
///
/// # Errors
/// `NotFound` where it was not built: `cargo xtask test --only build` builds all of them.
pub fn built(name: &str) -> io::Result<PathBuf> {
    let own = std::env::current_exe()?;
    let program = own.ancestors().nth(2).map(|folder| folder.join(name)).filter(|program| program.is_file());
    program.ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, format!("{name} is not built")))
}

/// What a courier is told: the outbox and the inbox of a home, and one place.
pub fn courier(office: OfficeId, home: &Path, state: &Path, place: &str) -> String {
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

/// A program with its words and what it says to standard error, which is kept.
pub struct Program {
    program: PathBuf,
    words: Vec<String>,
    said: PathBuf,
    running: Option<Child>,
}

impl Program {
    pub fn new(name: &str, settings: &Path, words: &[&str]) -> io::Result<Self> {
        let config = ["--config".to_owned(), settings.display().to_string()];
        let words = config.into_iter().chain(words.iter().map(|word| (*word).to_owned())).collect();
        Ok(Self { program: built(name)?, words, said: settings.with_extension("said"), running: None })
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.args(&self.words);
        command
    }

    /// Runs it to its end.
    pub fn output(&self) -> io::Result<Output> {
        self.command().output()
    }

    pub fn start(&mut self) -> io::Result<()> {
        let said = File::options().create(true).append(true).open(&self.said)?;
        self.running = Some(self.command().stdout(Stdio::null()).stderr(said).spawn()?);
        Ok(())
    }

    pub fn id(&self) -> Option<u32> {
        self.running.as_ref().map(Child::id)
    }

    /// SIGKILL. Says whether it was there to be killed.
    pub fn kill(&mut self) -> io::Result<bool> {
        let Some(mut running) = self.running.take() else { return Ok(false) };
        let was_there = running.try_wait()?.is_none();
        running.kill()?;
        running.wait()?;
        Ok(was_there)
    }

    /// What it said to standard error in all its lives.
    pub fn said(&self) -> String {
        std::fs::read_to_string(&self.said).unwrap_or_default()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It ends with its test, which may have ended badly.
        let _ = self.kill();
    }
}
