//! A program's window through the driver: keys are pressed in it as by a hand, and scripts of ours run in its page.

mod processes;

pub use processes::{Family, Process};

use crate::pairs::Outcome;
use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tokio::runtime::{Builder, Runtime};

/// How long a window may take to be there, or to show what it should, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);
/// Between two looks at what is awaited.
const LOOK: Duration = Duration::from_millis(5);
/// A port that was free a moment ago may be another's by now: then the driver begins again at other ports.
const DRIVERS: u32 = 3;

pub const ENTER: char = '\u{E007}';
pub const TAB: char = '\u{E004}';
pub const CTRL: char = '\u{E009}';

/// What the figures of the window need: both programs, and the driver.
pub struct Programs {
    pub app: PathBuf,
    pub empty: PathBuf,
    pub driver: PathBuf,
}

/// A program, with its words and its environment.
pub struct Start<'a> {
    pub program: &'a Path,
    pub words: Vec<String>,
    pub environment: Vec<(&'static str, PathBuf)>,
}

/// Gone with the program when it is dropped.
pub struct Window {
    runtime: Runtime,
    client: Client,
    _driver: Driver,
    pub process: Process,
}

/// The driver as a process, which holds a second one: that of the web engine.
struct Driver(Child);

impl Drop for Driver {
    fn drop(&mut self) {
        // Asked first, so that it ends the other one too.
        Process(self.0.id()).signal("TERM");
        if wait_for(PATIENCE / 10, || self.0.try_wait().ok().flatten()).is_none() {
            self.0.kill().ok();
        }
        self.0.wait().ok();
    }
}

impl Window {
    /// Starts the program and waits until a window of it has a page at such an address.
    pub fn open(driver: &Path, start: &Start, is_page: fn(&str) -> bool) -> Outcome<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let mut refused = String::new();
        for _ in 0..DRIVERS {
            let port = free_port()?;
            let driver = Driver(driver_at(driver, port, start).spawn()?);
            match runtime.block_on(connect(port, start)) {
                Ok(client) => {
                    let process = wait_for(PATIENCE, || Process(driver.0.id()).below(start.program))
                        .ok_or("the program is no process")?;
                    let window = Self { runtime, client, _driver: driver, process };
                    window.look_at(is_page)?;
                    return Ok(window);
                }
                Err(error) => refused = error,
            }
        }
        Err(refused.into())
    }

    /// Scripts and keys go to the window that has this page.
    fn look_at(&self, is_page: fn(&str) -> bool) -> Outcome {
        let begin = Instant::now();
        while begin.elapsed() < PATIENCE {
            for handle in self.runtime.block_on(self.client.windows())? {
                self.runtime.block_on(self.client.switch_to_window(handle))?;
                let address = self.run("return location.href", &[])?;
                if address.as_str().is_some_and(is_page) {
                    return Ok(());
                }
            }
            std::thread::sleep(LOOK);
        }
        Err("no window shows the page".into())
    }

    pub fn run(&self, script: &str, words: &[Value]) -> Outcome<Value> {
        let answer = self.runtime.block_on(async {
            tokio::time::timeout(PATIENCE, self.client.execute(script, words.to_vec())).await
        });
        Ok(answer.map_err(|_| "the driver does not answer")??)
    }

    /// What a script of the page gives, as soon as it gives something.
    pub fn wait(&self, script: &str) -> Outcome<Value> {
        let begin = Instant::now();
        loop {
            match self.run(script, &[])? {
                Value::Null | Value::Bool(false) if begin.elapsed() < PATIENCE => std::thread::sleep(LOOK),
                Value::Null | Value::Bool(false) => {
                    let shown = self.run("return document.body.innerText", &[])?;
                    return Err(format!("never: {script}; the window shows {shown}").into());
                }
                given @ (Value::Bool(_)
                | Value::Number(_)
                | Value::String(_)
                | Value::Array(_)
                | Value::Object(_)) => return Ok(given),
            }
        }
    }

    /// Presses one key after the other, as fast as they go.
    pub fn press(&self, keys: impl IntoIterator<Item = char>) -> Outcome {
        let each = keys.into_iter().flat_map(|value| [KeyAction::Down { value }, KeyAction::Up { value }]);
        self.act(each.fold(KeyActions::new("keyboard".into()), InputSource::then))
    }

    /// A key while another is held.
    pub fn chord(&self, held: char, value: char) -> Outcome {
        self.act(
            KeyActions::new("keyboard".into())
                .then(KeyAction::Down { value: held })
                .then(KeyAction::Down { value })
                .then(KeyAction::Up { value })
                .then(KeyAction::Up { value: held }),
        )
    }

    fn act(&self, actions: KeyActions) -> Outcome {
        let done = self
            .runtime
            .block_on(async { tokio::time::timeout(PATIENCE, self.client.perform_actions(actions)).await });
        Ok(done.map_err(|_| "the driver takes no keys")??)
    }

    /// Tabs on until this is true of what has focus (`at`).
    pub fn tab_until(&self, condition: &str) -> Outcome {
        let script = format!("const at = document.activeElement; return {condition}");
        for _ in 0..100 {
            if self.run(&script, &[])? == true {
                return Ok(());
            }
            self.press([TAB])?;
        }
        Err(format!("Tab never comes to where {condition}").into())
    }

    /// Closes it, as at the end of the day.
    pub fn close(self) -> Outcome {
        self.runtime
            .block_on(async { tokio::time::timeout(PATIENCE, self.client.clone().close()).await })??;
        if wait_for(PATIENCE / 4, || (!self.process.lives()).then_some(())).is_none() {
            self.process.signal("TERM");
        }
        wait_for(PATIENCE / 4, || (!self.process.lives()).then_some(())).ok_or("it doesn't close")?;
        Ok(())
    }
}

impl Drop for Window {
    /// Whatever went wrong leaves no program behind.
    fn drop(&mut self) {
        if self.process.lives() {
            self.process.signal("KILL");
        }
    }
}

async fn connect(port: u16, start: &Start<'_>) -> Result<Client, String> {
    let mut wanted = Capabilities::new();
    wanted.insert("browserName".into(), json!("wry"));
    wanted.insert("tauri:options".into(), json!({ "application": start.program, "args": start.words }));
    let begin = Instant::now();
    loop {
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let url = format!("http://127.0.0.1:{port}");
        match builder.capabilities(wanted.clone()).connect(&url).await {
            Ok(client) => return Ok(client),
            Err(error) if begin.elapsed() > PATIENCE => return Err(error.to_string()),
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
}

fn driver_at(driver: &Path, port: u16, start: &Start) -> Command {
    let mut command = Command::new(driver);
    let native = free_port().unwrap_or_default();
    command.args(["--port", &port.to_string(), "--native-port", &native.to_string()]);
    // Set here, Moments need not begin again to set it.
    command
        .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
        .envs(start.environment.iter().map(|(name, at)| (name, at)));
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

fn free_port() -> Outcome<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

fn wait_for<T>(patience: Duration, mut found: impl FnMut() -> Option<T>) -> Option<T> {
    let begin = Instant::now();
    loop {
        let it = found();
        if it.is_some() || begin.elapsed() > patience {
            return it;
        }
        std::thread::sleep(LOOK);
    }
}
