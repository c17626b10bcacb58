//! A desktop session of our own: a message bus, and for tests an unlocked keystore and folders that are nobody's, so
//! that nothing here meets what the person at this machine has. Gone when its owner is.

use crate::house::{Outcome, Trouble, ask, missing, tied};
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

const FOLDERS: [(&str, &str); 4] = [
    ("XDG_RUNTIME_DIR", "run"),
    ("XDG_DATA_HOME", "data"),
    ("XDG_CONFIG_HOME", "config"),
    ("XDG_CACHE_HOME", "cache"),
];

const KEYSTORE_TRIES: u32 = 100;
const KEYSTORE_PAUSE: Duration = Duration::from_millis(100);

/// Its message bus. Not `dbus-run-session`, which leaves its bus behind when it is killed.
pub struct Bus {
    daemon: Child,
    address: String,
}

impl Bus {
    pub fn start() -> Result<Self, Trouble> {
        Self::start_as(tied("dbus-daemon"))
    }

    fn start_as(mut command: Command) -> Result<Self, Trouble> {
        command.args(["--session", "--nofork", "--nopidfile", "--print-address=1"]);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut daemon = command.spawn().map_err(|error| missing(&command, &error))?;
        let mut address = String::new();
        if let Some(out) = daemon.stdout.take() {
            BufReader::new(out).read_line(&mut address).ok();
        }
        let bus = Self { daemon, address: address.trim().to_owned() };
        if bus.address.is_empty() {
            return Err(Trouble::new("the session bus didn't start (dbus-daemon gave no address)"));
        }
        Ok(bus)
    }

    pub fn join<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command.env("DBUS_SESSION_BUS_ADDRESS", &self.address)
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        self.daemon.kill().ok();
        self.daemon.wait().ok();
    }
}

/// What the tests run in.
pub struct Session(Bus);

impl Session {
    /// `folder` holds all that programs in it keep.
    pub fn start(folder: &Path) -> Result<Self, Trouble> {
        for (_, name) in FOLDERS {
            let folder = folder.join(name);
            let made = fs::DirBuilder::new().mode(0o700).recursive(true).create(&folder);
            made.map_err(|error| Trouble::new(format!("can't make {}: {error}", folder.display())))?;
        }
        let mut command = tied("dbus-daemon");
        // The bus too: a service that it starts would else find the person's own keystore.
        folders(&mut command, folder);
        let bus = Bus::start_as(command)?;
        unlock_keystore(&bus, folder)?;
        Ok(Self(bus))
    }

    /// Makes a command run in it.
    pub fn join<'a>(&self, command: &'a mut Command, folder: &Path) -> &'a mut Command {
        folders(self.0.join(command), folder).env("TMPDIR", folder).env("MOMENTS_TEST_SESSION", "1")
    }
}

/// The daemon ends with the bus.
fn unlock_keystore(bus: &Bus, folder: &Path) -> Outcome {
    let trouble = || Trouble::new("the tests' keystore didn't start (gnome-keyring-daemon)");
    let mut command = Command::new("gnome-keyring-daemon");
    command.args(["--daemonize", "--unlock", "--components=secrets"]);
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    folders(bus.join(&mut command), folder);
    let mut keystore = command.spawn().map_err(|error| missing(&command, &error))?;
    // It reads its password to the end of its input, which is when `input` goes.
    let written = keystore.stdin.take().map(|mut input| input.write_all(b"for tests"));
    if !matches!((written, keystore.wait()), (Some(Ok(())), Ok(status)) if status.success()) {
        return Err(trouble());
    }
    // It returns a little before the keystore is on the bus.
    for _ in 0..KEYSTORE_TRIES {
        let mut question = Command::new("dbus-send");
        question.args(["--session", "--print-reply", "--dest=org.freedesktop.secrets"]);
        question.args(["/org/freedesktop/secrets/collection/login", "org.freedesktop.DBus.Properties.Get"]);
        question.args(["string:org.freedesktop.Secret.Collection", "string:Locked"]);
        folders(bus.join(&mut question), folder);
        if ask(&mut question).is_some_and(|answer| answer.ends_with("boolean false")) {
            return Ok(());
        }
        std::thread::sleep(KEYSTORE_PAUSE);
    }
    Err(trouble())
}

fn folders<'a>(command: &'a mut Command, folder: &Path) -> &'a mut Command {
    command.envs(FOLDERS.iter().map(|(variable, name)| (variable, folder.join(name))))
}
