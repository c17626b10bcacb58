//! An office to look at: a home of its own under `target/`, made afresh with two months of believable work that end
//! today. Made by the office's own tool, through the same use cases as the windows; it prints who can sign in.

use crate::house::{House, Outcome, Trouble, do_it};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// 43 office days are two months.
const WORK: [&str; 7] = ["demo", "--days", "43", "--per-day", "40", "--seed", "7"];

pub struct Demo {
    home: PathBuf,
    key_file: PathBuf,
}

impl Demo {
    pub fn make(house: &House) -> Result<Self, Trouble> {
        let home = house.target.join("demo-home");
        let demo = Self { key_file: home.join("key"), home };
        println!("making an office with two months of work in {}", demo.home.display());
        if demo.home.exists() {
            fs::remove_dir_all(&demo.home)
                .map_err(|error| Trouble::new(format!("can't clear {}: {error}", demo.home.display())))?;
        }
        demo.fill(house)?;
        Ok(demo)
    }

    /// Makes a program use this office.
    pub fn open<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command.env("MOMENTS_HOME", &self.home).env("MOMENTS_KEY_FILE", &self.key_file)
    }

    fn fill(&self, house: &House) -> Outcome {
        let mut command = Command::new(house.binary("moments-admin"));
        do_it(self.open(command.args(WORK)))
    }
}
