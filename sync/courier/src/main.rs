//! `moments-courier`: carries bundles. Results go to standard output, everything else to standard error.

use clap::{Parser, Subcommand};
use moments_courier::clock::{Clock, Real, Stop};
use moments_courier::config::Config;
use moments_courier::run::{self, Ended};
use moments_courier::state::Keeper;
use moments_courier::status::Status;
use moments_courier::trouble::Trouble;
use std::fmt::Display;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

const AFTER: &str = "\
Exit status:
  0   done; after `once`: every place succeeded
  1   a place failed, and the others were served; or it could not be done
  2   the command or the configuration was not understood; nothing was carried
  3   `once`: nothing failed, and a place rests because it is not its hour
  75  another courier is at work on the same state folder";

const FAILED: u8 = 1;
const USAGE: u8 = 2;
const RESTING: u8 = 3;
const ANOTHER: u8 = 75;

/// Carries bundles between a workstation and folders, shares, sticks and object stores.
#[derive(Debug, Parser)]
#[command(name = "moments-courier", version, about, after_help = AFTER, max_term_width = 110)]
struct Options {
    /// The configuration
    #[arg(long, global = true, value_name = "FILE", default_value = "courier.toml")]
    config: PathBuf,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Carry until told to stop (SIGTERM, or Ctrl-C)
    Run,
    /// Visit every place once
    Once,
    /// Say of each place when it was visited, what waits and what went wrong
    Status {
        /// As one line of JSON
        #[arg(long)]
        json: bool,
    },
}

fn main() -> ExitCode {
    match carry(&Options::parse()) {
        Ok(Ended::Well) => ExitCode::SUCCESS,
        Ok(Ended::Resting) => ExitCode::from(RESTING),
        Ok(Ended::Failed) => ExitCode::from(FAILED),
        Err(trouble) => {
            say(&trouble);
            ExitCode::from(status(&trouble))
        }
    }
}

const fn status(trouble: &Trouble) -> u8 {
    match trouble {
        Trouble::Config { .. } => USAGE,
        Trouble::AnotherCourier(_) => ANOTHER,
        Trouble::Away(_)
        | Trouble::NoFolder(_)
        | Trouble::Full(_)
        | Trouble::NotPermitted(_)
        | Trouble::Disk { .. }
        | Trouble::Changed(_)
        | Trouble::Gone(_)
        | Trouble::Unlike(_)
        | Trouble::Store { .. }
        | Trouble::Stopped => FAILED,
    }
}

fn carry(options: &Options) -> Result<Ended, Trouble> {
    let config = Config::read(&options.config)?;
    let stop = Arc::new(Stop::default());
    let clock: Arc<dyn Clock> = Arc::new(Real::new(Arc::clone(&stop)));
    let keep = || {
        let (keeper, note) = Keeper::open(&config.state, Arc::clone(&clock))?;
        note.iter().for_each(say);
        Ok::<Keeper, Trouble>(keeper)
    };
    match options.verb {
        Verb::Status { json } => {
            let status = Status::read(&config, clock.now())?;
            let text = if json { serde_json::to_string(&status).unwrap_or_default() } else { status.text() };
            // Whoever read our output has seen enough.
            let _ = writeln!(std::io::stdout().lock(), "{}", text.trim_end());
            Ok(Ended::Well)
        }
        Verb::Once => {
            let keeper = keep()?;
            listen(stop)?;
            Ok(run::once(&config, &keeper, &clock, &|line| say(&line)))
        }
        Verb::Run => {
            let keeper = Arc::new(keep()?);
            listen(stop)?;
            let heard: Arc<dyn Fn(String) + Send + Sync> = Arc::new(|line: String| say(&line));
            run::run(&Arc::new(config), &keeper, &clock, &heard);
            Ok(Ended::Well)
        }
    }
}

/// A line to the person at the terminal, or to the journal. Nobody there is no fault.
fn say(text: &impl Display) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// Hears the system's wish that the courier stop, on a thread of its own.
fn listen(stop: Arc<Stop>) -> Result<(), Trouble> {
    let cannot = |error| Trouble::Disk { at: PathBuf::from("the system's signals"), error };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(cannot)?;
    let signals = {
        let _inside = runtime.enter();
        Signals::new().map_err(cannot)?
    };
    std::thread::spawn(move || {
        runtime.block_on(signals.one());
        stop.tell();
    });
    Ok(())
}

#[cfg(unix)]
struct Signals(tokio::signal::unix::Signal, tokio::signal::unix::Signal);

#[cfg(unix)]
impl Signals {
    fn new() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self(signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?))
    }

    async fn one(mut self) {
        std::future::poll_fn(|context| match self.0.poll_recv(context) {
            std::task::Poll::Pending => self.1.poll_recv(context),
            ready => ready,
        })
        .await;
    }
}

#[cfg(windows)]
struct Signals(tokio::signal::windows::CtrlC);

#[cfg(windows)]
impl Signals {
    fn new() -> std::io::Result<Self> {
        Ok(Self(tokio::signal::windows::ctrl_c()?))
    }

    async fn one(mut self) {
        self.0.recv().await;
    }
}
