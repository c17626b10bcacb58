//! Where things are, and how a program is started: every command is shown before it runs, its output goes straight
//! to the reader, and a failure becomes one sentence.

use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What went wrong, as one sentence for the person at the terminal.
#[derive(Debug)]
pub struct Trouble(String);

pub type Outcome = Result<(), Trouble>;

impl Trouble {
    pub fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// The repository and its build folder.
pub struct House {
    pub root: PathBuf,
    pub target: PathBuf,
    cargo: OsString,
    /// Our crates are compiled by clippy, and what it has to say is an error.
    linting: bool,
}

impl House {
    /// # Errors
    /// When it isn't started through cargo.
    pub fn find() -> Result<Self, Trouble> {
        let root = std::env::var_os("CARGO_MANIFEST_DIR")
            .map(PathBuf::from)
            .and_then(|xtask| xtask.parent().map(PathBuf::from))
            .ok_or_else(|| Trouble::new("start this through cargo: `cargo xtask help`"))?;
        let target =
            std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |dir| root.join(dir));
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        Ok(Self { root, target, cargo, linting: false })
    }

    /// The same, for tests: whatever of ours is built is linted by being built, so that what it uses is not checked apart from
    /// being built. `cargo clippy` starts clippy in the same way, to check alone.
    pub fn linting(self) -> Self {
        Self { linting: true, ..self }
    }

    pub fn cargo(&self) -> Command {
        let mut command = Command::new(&self.cargo);
        command.current_dir(&self.root);
        if self.linting {
            command.env("RUSTC_WORKSPACE_WRAPPER", "clippy-driver").env("CLIPPY_ARGS", "-Dwarnings");
        }
        command
    }

    pub fn npm(&self) -> Command {
        self.npm_in("ui")
    }

    pub fn npm_in(&self, folder: &str) -> Command {
        let mut command = Command::new("npm");
        command.current_dir(self.root.join(folder));
        command
    }

    /// A program that the workspace builds.
    pub fn binary(&self, name: &str) -> PathBuf {
        self.target.join("debug").join(name)
    }
}

/// Shows the command, runs it to its end, and fails when it does.
pub fn do_it(command: &mut Command) -> Outcome {
    println!("$ {}", spoken(command));
    let status = command.status().map_err(|error| missing(command, &error))?;
    if status.success() {
        return Ok(());
    }
    Err(Trouble::new(format!("`{}` failed ({status})", spoken(command))))
}

/// Like [`do_it`] for one of several at a time: shows what it said when it has ended.
pub fn do_it_aside(command: &mut Command) -> Outcome {
    println!("$ {} (beside others)", spoken(command));
    let output = command.output().map_err(|error| missing(command, &error))?;
    println!("$ {}", spoken(command));
    println!("{}", String::from_utf8_lossy(&output.stdout));
    eprintln!("{}", String::from_utf8_lossy(&output.stderr));
    if output.status.success() {
        return Ok(());
    }
    Err(Trouble::new(format!("`{}` failed ({})", spoken(command), output.status)))
}

/// Runs a command quietly for what it prints; none when it is absent or fails.
pub fn ask(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// A program that ends when this one does, also when this one is killed.
pub fn tied(program: impl Into<OsString>) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "TERM", "--"]).arg(program.into());
    command
}

pub fn missing(command: &Command, error: &std::io::Error) -> Trouble {
    Trouble::new(format!("can't start `{}`: {error}", command.get_program().to_string_lossy()))
}

/// The command as a person would type it: programs by name, not by where they were found.
fn spoken(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let words = std::iter::once(program).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
