//! `moments-admin`: the office's tool at the command line, on the same use cases as the windows.
//!
//! A verb that writes takes the home's lock; a verb that reads runs beside the open app and writes nothing. Results go to
//! standard output, everything else to standard error. It deliberately knows no rule, no SQL and no network: what is
//! allowed and what is valid is the desk's to say.

mod backup;
mod case;
mod demo;
mod directory;
mod draws;
mod export;
mod hand_over;
mod import_catalogue;
mod import_log;
mod init;
mod keys;
mod options;
mod output;
mod privacy;
mod record;
mod review;
mod search;
mod session;
mod sign_off;
mod trend;
mod trouble;
mod verify;

use clap::Parser;
use options::{DirectoryVerb, Options, Verb};
use std::process::ExitCode;
use trouble::Trouble;

/// What this program calls itself to whoever finds the home locked.
const PROGRAM: &str = "moments-admin";

/// How a verb ended that did what it could.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    Well,
    /// Some of it was refused, or what was looked at is not sound.
    Refused,
}

fn main() -> ExitCode {
    moments_desk::leave_no_core_dumps();
    match run(&Options::parse()) {
        Ok(Ending::Well) => ExitCode::SUCCESS,
        Ok(Ending::Refused) => ExitCode::from(trouble::REFUSED),
        // Whoever read our output has seen enough, as `head` does.
        Err(Trouble::NobodyListens) => ExitCode::SUCCESS,
        Err(trouble) => {
            output::say(&trouble);
            ExitCode::from(trouble.exit_status())
        }
    }
}

fn run(options: &Options) -> Result<Ending, Trouble> {
    match &options.verb {
        Verb::Init(new) => init::init(options, new),
        Verb::ImportCatalogue { files } => import_catalogue::import_catalogue(options, files),
        Verb::Directory(DirectoryVerb::Export { file }) => directory::export(options, file),
        Verb::Directory(DirectoryVerb::Import { file }) => directory::import(options, file),
        Verb::ImportLog(words) => import_log::import_log(options, words),
        Verb::Record => record::record(options),
        Verb::Review(words) => review::review(options, words),
        Verb::Trend(words) => trend::trend(options, words),
        Verb::Draws { date } => draws::draws(options, date.as_deref()),
        Verb::Export(verb) => export::export(options, verb),
        Verb::SignOff(words) => sign_off::sign_off(options, words),
        Verb::HandOver(verb) => hand_over::hand_over(options, verb),
        Verb::Backup(verb) => backup::backup(options, verb),
        Verb::Retention { run, confirm_date } => privacy::retention(options, *run, confirm_date.as_deref()),
        Verb::Erase(words) => privacy::erase(options, words),
        Verb::Search { text } => search::search(options, &text.join(" ")),
        Verb::Case { code } => case::case(options, &code.join(" ")),
        Verb::Keys(verb) => keys::keys(options, verb),
        Verb::Verify => verify::verify(options),
        Verb::Demo(work) => demo::demo(options, work),
    }
}
