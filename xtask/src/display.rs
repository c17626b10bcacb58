//! A virtual display for the app where there is no real one: an X server of our own on a free number, gone when this
//! program ends.

use crate::house::{Outcome, Trouble, missing, tied};
use crate::picture::Picture;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

pub struct Display {
    server: Child,
    folder: PathBuf,
    pub name: String,
}

/// Whether there is a display that a person looks at.
pub fn is_real() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    set("DISPLAY") || set("WAYLAND_DISPLAY")
}

impl Display {
    /// Starts it, of `size` (as "1280x800"), with its files in `folder`.
    pub fn start(folder: PathBuf, size: &str) -> Result<Self, Trouble> {
        fs::create_dir_all(&folder)
            .map_err(|error| Trouble::new(format!("can't make {}: {error}", folder.display())))?;
        let mut command = tied("Xvfb");
        // The server picks a free number itself and prints it when it is ready.
        command.args([
            "-displayfd",
            "1",
            "-screen",
            "0",
            &format!("{size}x24"),
            "-nolisten",
            "tcp",
            "-noreset",
        ]);
        command.arg("-fbdir").arg(&folder).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut server = command.spawn().map_err(|error| missing(&command, &error))?;
        let mut number = String::new();
        if let Some(out) = server.stdout.take() {
            BufReader::new(out).read_line(&mut number).ok();
        }
        let display = Self { server, folder, name: format!(":{}", number.trim()) };
        if number.trim().is_empty() {
            return Err(Trouble::new("the virtual display didn't start (Xvfb gave no display number)"));
        }
        Ok(display)
    }

    /// Makes a command show its windows here.
    pub fn show<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command.env("DISPLAY", &self.name).env("GDK_BACKEND", "x11").env_remove("WAYLAND_DISPLAY")
    }

    /// Waits until a window is drawn and has come to rest, and leaves a picture in `file`.
    pub fn photograph(&self, app: &mut Child, file: &Path, patience: Duration) -> Outcome {
        let screen = self.folder.join("Xvfb_screen0");
        let begin = Instant::now();
        let mut last = Picture::of_screen(&screen)?;
        loop {
            std::thread::sleep(Duration::from_secs(1));
            if let Ok(Some(status)) = app.try_wait() {
                return Err(Trouble::new(format!("the app ended before it drew a window ({status})")));
            }
            let now = Picture::of_screen(&screen)?;
            if now.is_drawn() && now == last {
                return now.save(file);
            }
            if begin.elapsed() > patience {
                now.save(file)?;
                return Err(Trouble::new(format!(
                    "no window came to rest in {} s; what the display shows is in {}",
                    patience.as_secs(),
                    file.display()
                )));
            }
            last = now;
        }
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        self.server.kill().ok();
        self.server.wait().ok();
        // A killed server leaves its lock and socket for the next one to trip over.
        let number = self.name.trim_start_matches(':');
        fs::remove_file(format!("/tmp/.X{number}-lock")).ok();
        fs::remove_file(format!("/tmp/.X11-unix/X{number}")).ok();
        fs::remove_dir_all(&self.folder).ok();
    }
}
