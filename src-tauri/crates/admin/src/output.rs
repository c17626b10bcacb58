//! What the program says: results to standard output, the rest to standard error. A closed pipe is no fault.

use crate::trouble::Trouble;
use serde::Serialize;
use std::fmt::Display;
use std::io::{ErrorKind, Write};

/// A line of the result.
pub fn line(text: impl Display) -> Result<(), Trouble> {
    let mut out = std::io::stdout().lock();
    heard(writeln!(out, "{text}").and_then(|()| out.flush()))
}

/// The result as one line of JSON.
pub fn json(result: &impl Serialize) -> Result<(), Trouble> {
    line(serde_json::to_string(result).map_err(|_| Trouble::Output)?)
}

/// A line to the person at the terminal. Nobody there is no fault.
pub fn say(text: &impl Display) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

fn heard(written: std::io::Result<()>) -> Result<(), Trouble> {
    written.map_err(|error| {
        if error.kind() == ErrorKind::BrokenPipe { Trouble::NobodyListens } else { Trouble::Output }
    })
}

/// `1 moment`, `2 moments`.
pub fn counted(n: impl Into<u64>, one: &str, many: &str) -> String {
    let n = n.into();
    format!("{n} {}", if n == 1 { one } else { many })
}
