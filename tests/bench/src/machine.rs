//! The machine on which the figures were measured.

use crate::pairs::{Outcome, median, timed};
use rustix::fs::{fdatasync, statfs};
use serde::Serialize;
use std::fs::File;
use std::io::Write;
use std::path::Path;

#[derive(Debug, Serialize)]
pub struct Machine {
    pub cores: usize,
    pub processor: String,
    /// The file system under the stores, by its number (`statfs(2)`), as far as it is a common one.
    pub file_system: &'static str,
    /// Milliseconds that a write of one page to the disk takes, in the middle of 200.
    pub fdatasync_p50_ms: f64,
}

impl Machine {
    pub fn under(folder: &Path) -> Outcome<Self> {
        let information = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let name = information.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
        Ok(Self {
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            processor: name.map(|(_, name)| name.to_owned()).unwrap_or_default(),
            file_system: file_system(folder)?,
            fdatasync_p50_ms: fdatasync_p50(folder)?,
        })
    }
}

fn file_system(folder: &Path) -> Outcome<&'static str> {
    Ok(match statfs(folder)?.f_type {
        0xEF53 => "ext",
        0x5846_5342 => "xfs",
        0x9123_683E => "btrfs",
        0x0102_1994 => "tmpfs",
        0x794C_7630 => "overlay",
        _ => "another",
    })
}

fn fdatasync_p50(folder: &Path) -> Outcome<f64> {
    let mut file: File = tempfile::tempfile_in(folder)?;
    let mut took = Vec::new();
    for _ in 0..200 {
        let (time, ()) = timed(|| {
            file.write_all(&[7; 4096])?;
            Ok(fdatasync(&file)?)
        })?;
        took.push(time.as_secs_f64() * 1_000.0);
    }
    Ok(median(&mut took))
}
