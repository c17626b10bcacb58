//! The app as a process: a home of its own, started through the driver, killed without a word.

use crate::browser::Browser;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How long a program may take to start on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);
/// A port that was free a moment ago may be another's by now: then the driver begins again at other ports.
const DRIVERS: u32 = 3;

/// A folder that holds one home, and what an app in it left behind.
pub struct Place {
    folder: TempDir,
    key_file: bool,
}

/// The app, running. Its windows are driven through [`Running::browser`].
pub struct Running {
    pub browser: Browser,
    driver: Driver,
    app: u32,
}

/// The driver as a process, which holds a second one: that of the web engine.
struct Driver(Child);

impl Driver {
    fn end(&mut self) {
        // Asked first, so that it ends the other one too.
        signal("TERM", self.0.id());
        if wait_for(|| self.0.try_wait().ok().flatten()).is_none() {
            self.0.kill().ok();
        }
        self.0.wait().ok();
    }
}

fn program(variable: &str) -> PathBuf {
    PathBuf::from(std::env::var_os(variable).unwrap_or_else(|| {
        panic!("{variable} is not set: run these tests with `cargo xtask test --only end-to-end`")
    }))
}

impl Place {
    /// A fresh machine: no home yet; keys go to the keystore of the session.
    pub fn fresh() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder"), key_file: false }
    }

    /// An office with a few days of work, made by the office's own tool.
    pub fn with_work(days: u32, per_day: u32) -> Self {
        let place = Self { folder: tempfile::tempdir().expect("a folder"), key_file: true };
        let (days, per_day) = (days.to_string(), per_day.to_string());
        place.admin(&["demo", "--days", &days, "--per-day", &per_day, "--seed", "7"]);
        place
    }

    /// Another workstation of the office, by the office's own tool and what it leaves on a stick: the join file, and the records
    /// where they are to come along.
    pub fn colleague(&self, label: &str, stick: &Path, with_records: bool) -> Self {
        let place = Self { folder: tempfile::tempdir().expect("a folder"), key_file: true };
        let (file, passphrase) =
            (stick.join(format!("{label}.moments-join")), place.folder.path().join("passphrase"));
        let (at, file) = (stick.display().to_string(), file.display().to_string());
        let invited = self.admin(&["--json", "hand-over", "invite", label, &file]);
        let invited: serde_json::Value = serde_json::from_str(&invited).expect("an answer");
        std::fs::write(&passphrase, invited["passphrase"].as_str().expect("a passphrase")).expect("written");
        if with_records {
            self.admin(&["hand-over", "write", &at]);
        }
        let passphrase = passphrase.display().to_string();
        place.admin(&["hand-over", "join", &file, "--join-passphrase-file", &passphrase]);
        if with_records {
            place.admin(&["hand-over", "read", &at]);
        }
        place
    }

    /// From now on the programs have only the keystore of the session.
    pub fn lose_key_file(&mut self) {
        std::fs::remove_file(self.folder.path().join("key")).expect("a key file");
        self.key_file = false;
    }

    /// Everything that the app and its tool leave behind.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    fn dress<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command.env("MOMENTS_HOME", self.home());
        if self.key_file {
            command.env("MOMENTS_KEY_FILE", self.folder.path().join("key"));
        }
        command
    }

    /// Runs `moments-admin` and gives what it printed.
    pub fn admin(&self, words: &[&str]) -> String {
        let mut command = Command::new(program("MOMENTS_ADMIN"));
        command.arg("--home").arg(self.home()).args(words).stderr(Stdio::inherit());
        let output = self.dress(&mut command).output().expect("moments-admin starts");
        assert!(output.status.success(), "moments-admin {words:?}: {}", output.status);
        String::from_utf8(output.stdout).expect("text")
    }

    /// Starts the app and waits for its first screen.
    pub async fn start(&self) -> Running {
        self.start_under(&[]).await
    }

    /// Runs the app without a driver, under another program, until it has come so far, and a little longer.
    pub fn run_alone(&self, wrapper: &[&str], so_far: impl Fn() -> bool) {
        let [first, rest @ ..] = wrapper else { panic!("no program to run it under") };
        let mut command = Command::new(first);
        command.args(rest).arg(program("MOMENTS_APP"));
        command.env("WEBKIT_DISABLE_DMABUF_RENDERER", "1");
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut watched = self.dress(&mut command).spawn().expect("the app starts");
        let app = wait_for(|| pid_of_app(&self.home())).expect("the app is a process");
        wait_for(|| so_far().then_some(())).expect("it came so far");
        std::thread::sleep(Duration::from_secs(3));
        assert!(alive(app), "it still runs");
        signal("TERM", app);
        watched.wait().expect("it ended");
    }

    /// Starts it under another program, such as one that writes down its system calls.
    pub async fn start_under(&self, wrapper: &[&str]) -> Running {
        let mut refused = String::new();
        for _ in 0..DRIVERS {
            let port = free_port();
            let mut driver = Driver(self.driver_at(port, wrapper).spawn().expect("tauri-driver starts"));
            match Browser::open(port, &program("MOMENTS_APP"), PATIENCE / DRIVERS).await {
                Ok(browser) => {
                    let app = wait_for(|| pid_of_app(&self.home())).expect("the app is a process");
                    return Running { browser, driver, app };
                }
                Err(error) => refused = error,
            }
            driver.end();
        }
        panic!("no window: {refused}");
    }

    fn driver_at(&self, port: u16, wrapper: &[&str]) -> Command {
        let mut command = match wrapper {
            [] => Command::new(program("MOMENTS_TAURI_DRIVER")),
            [first, rest @ ..] => {
                let mut command = Command::new(first);
                command.args(rest).arg(program("MOMENTS_TAURI_DRIVER"));
                command
            }
        };
        command.args(["--port", &port.to_string(), "--native-port", &free_port().to_string()]);
        // Set here, the app need not begin again to set it.
        command.env("WEBKIT_DISABLE_DMABUF_RENDERER", "1");
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        self.dress(&mut command);
        command
    }
}

impl Running {
    /// The power of `kill -9`: no handler runs, nothing is flushed.
    pub async fn kill(mut self) {
        signal("KILL", self.app);
        wait_for(|| (!alive(self.app)).then_some(())).expect("the app is gone");
        self.driver.end();
    }

    /// Whether the system would keep an image of its memory if it crashed: in a file, or by a collector.
    pub fn leaves_core_dumps(&self) -> bool {
        let limits = std::fs::read_to_string(format!("/proc/{}/limits", self.app)).expect("limits");
        let core = limits.lines().find(|line| line.starts_with("Max core file size")).expect("a limit");
        core.split_whitespace().skip(4).take(2).any(|limit| limit != "1")
    }

    /// What only this app saw in a folder's place, in a mount namespace of its own, is there no more.
    pub fn unmount(&self, folder: &Path) {
        let mut command = Command::new("nsenter");
        command.args(["-m", "-t", &self.app.to_string(), "umount", "-l"]).arg(folder);
        assert!(command.status().is_ok_and(|ended| ended.success()), "it is unmounted");
    }

    /// Closes the windows as a person would at the end of the day.
    pub async fn close(mut self) {
        self.browser.close().await;
        if wait_for(|| (!alive(self.app)).then_some(())).is_none() {
            signal("TERM", self.app);
        }
        self.driver.end();
    }
}

impl Drop for Running {
    /// A test that failed leaves no program behind.
    fn drop(&mut self) {
        if alive(self.app) {
            signal("KILL", self.app);
        }
        self.driver.end();
    }
}

fn signal(name: &str, pid: u32) {
    Command::new("kill").arg(format!("-{name}")).arg(pid.to_string()).stderr(Stdio::null()).status().ok();
}

fn alive(pid: u32) -> bool {
    // A zombie is gone already; only its parent has not noticed.
    std::fs::read_to_string(format!("/proc/{pid}/stat"))
        .is_ok_and(|stat| !stat.rsplit(')').next().unwrap_or_default().trim_start().starts_with('Z'))
}

/// The process that runs the app on this home.
fn pid_of_app(home: &Path) -> Option<u32> {
    let app = program("MOMENTS_APP").canonicalize().ok()?;
    let mine = format!("MOMENTS_HOME={}", home.display());
    std::fs::read_dir("/proc").ok()?.flatten().find_map(|entry| {
        let pid: u32 = entry.file_name().to_str()?.parse().ok()?;
        let is_app = std::fs::read_link(entry.path().join("exe")).ok()? == app;
        let environment = std::fs::read(entry.path().join("environ")).ok()?;
        (is_app && environment.split(|b| *b == 0).any(|v| v == mine.as_bytes())).then_some(pid)
    })
}

fn wait_for<T>(mut found: impl FnMut() -> Option<T>) -> Option<T> {
    let begin = Instant::now();
    while begin.elapsed() < PATIENCE / 4 {
        if let Some(it) = found() {
            return Some(it);
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    None
}

fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).and_then(|l| l.local_addr()).expect("a port").port()
}
