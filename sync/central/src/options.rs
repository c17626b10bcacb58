//! What can be asked for at the command line.

use clap::{Parser, Subcommand};
use moments_core::entry::Hash;
use moments_core::ids::{Epoch, OfficeId, WorkstationId};
use std::path::PathBuf;
use std::str::FromStr;

/// The centre: every office's records, exactly once.
#[derive(Debug, Parser)]
#[command(name = "moments-central", version)]
pub struct Options {
    /// The settings file.
    #[arg(long, global = true, default_value = "moments-central.toml")]
    pub config: PathBuf,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Makes the centre's keys. A file that is there is never overwritten.
    NewKeys { file: PathBuf },
    /// Prints the centre's card, which offices take.
    Card,
    /// Brings the database's schema up to this version.
    Migrate,
    /// Takes an office's card.
    Enrol {
        card: PathBuf,
        /// The office said, by a way that is trusted, that it has a new key.
        #[arg(long)]
        replace_key: bool,
    },
    /// Takes what lies in the landing zone.
    Ingest {
        /// Takes what lies there now.
        #[arg(long, required_unless_present = "watch", conflicts_with = "watch")]
        once: bool,
        /// Looks again and again.
        #[arg(long)]
        watch: bool,
        /// Bundles that are worked on at once.
        #[arg(long, default_value_t = 2)]
        workers: usize,
        /// Seconds between two looks.
        #[arg(long, default_value_t = 10)]
        every: u64,
    },
    /// Takes nothing more of a workstation than up to an entry; without one, up to what is here.
    Retire {
        #[arg(long)]
        office: OfficeId,
        #[arg(long)]
        workstation: WorkstationId,
        #[arg(long, requires = "last_seq")]
        epoch: Option<Epoch>,
        #[arg(long, requires = "epoch")]
        last_seq: Option<u64>,
        /// The hash of that entry, 64 hexadecimal digits.
        #[arg(long, requires = "last_seq")]
        head: Option<HexHash>,
    },
    /// Says that the database was restored from a copy: offices send again what is missing.
    Restored,
    /// Says how far every journal is here, and what waits or was refused.
    Status {
        #[arg(long)]
        json: bool,
    },
    /// Makes every folded table anew.
    Refold,
    /// Proves what the database holds. The exit status is 0 if all of it holds.
    Verify,
}

#[derive(Debug, Clone, Copy)]
pub struct HexHash(pub Hash);

impl FromStr for HexHash {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = "64 hexadecimal digits";
        let mut hash = [0; 32];
        if text.len() != 64 || !text.is_ascii() {
            return Err(wrong);
        }
        for (byte, at) in hash.iter_mut().zip((0..64).step_by(2)) {
            let digits = text.get(at..at + 2).ok_or(wrong)?;
            *byte = u8::from_str_radix(digits, 16).map_err(|_| wrong)?;
        }
        Ok(Self(hash))
    }
}
