//! Tools that cargo builds for the tests, each in a folder named by its version, so that a new version is a new
//! folder and nothing of the machine's own is touched.

use crate::house::{House, Outcome, do_it};
use std::path::PathBuf;

pub struct Tool {
    name: &'static str,
    version: &'static str,
    time: &'static str,
}

/// Speaks WebDriver to the app's windows.
pub const TAURI_DRIVER: Tool = Tool { name: "tauri-driver", version: "2.1.0", time: "about a minute" };

/// Checks licences, sources and banned crates.
pub const CARGO_DENY: Tool = Tool { name: "cargo-deny", version: "0.20.2", time: "about two minutes" };

impl Tool {
    fn folder(&self, house: &House) -> PathBuf {
        house.target.join("tools").join(format!("{}-{}", self.name, self.version))
    }

    pub fn path(&self, house: &House) -> PathBuf {
        self.folder(house).join("bin").join(self.name)
    }

    /// Builds the tool where it isn't there yet.
    pub fn ensure(&self, house: &House) -> Outcome {
        if self.path(house).is_file() {
            println!("{} {}: there", self.name, self.version);
            return Ok(());
        }
        println!("{} {}: building it once, {} on two cores", self.name, self.version, self.time);
        do_it(
            house
                .cargo()
                .args(["install", self.name, "--version", self.version, "--locked", "--debug", "--root"])
                .arg(self.folder(house))
                // Its own build folder is temporary: the workspace's would only grow.
                .env_remove("CARGO_TARGET_DIR"),
        )
    }
}
