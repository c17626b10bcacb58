//! The words of the command line.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

const AFTER: &str = "\
Exit status:
  0   done
  1   some lines were refused and the others are kept; or it could not be done; or `verify` or `draws`
      found a fault
  2   the command was not understood
  74  the disk or the system refused; what was said to be saved is safe
  75  Moments is open: try again when it is closed
  77  a wrong PIN or key, or not for this role

Without --as, the actor is `system:cli`. That needs the key file, the recovery code or the passphrase, and verbs
that write leave it in the journal.";

/// The office's tool at the command line.
#[derive(Debug, Parser)]
#[command(name = "moments-admin", version, about, after_help = AFTER, max_term_width = 110)]
pub struct Options {
    /// The home of this computer's Moments [env: MOMENTS_HOME; else the usual place]
    #[arg(long, global = true, value_name = "DIR")]
    pub home: Option<PathBuf>,
    /// A file that holds a key of this home [env: MOMENTS_KEY_FILE]
    #[arg(long, global = true, value_name = "FILE")]
    pub key_file: Option<PathBuf>,
    /// A file whose first line is the recovery code
    #[arg(long, global = true, value_name = "FILE")]
    pub recovery_code_file: Option<PathBuf>,
    /// A file whose first line is the passphrase
    #[arg(long, global = true, value_name = "FILE", conflicts_with = "recovery_code_file")]
    pub passphrase_file: Option<PathBuf>,
    /// Who acts, by name or id; their full PIN is asked for, or read with --pin-file
    #[arg(long = "as", global = true, value_name = "STAFF")]
    pub staff: Option<String>,
    /// A file whose first line is the PIN
    #[arg(long, global = true, value_name = "FILE")]
    pub pin_file: Option<PathBuf>,
    /// Results as JSON on standard output
    #[arg(long, global = true)]
    pub json: bool,
    #[command(subcommand)]
    pub verb: Verb,
}

#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Make an office in an empty home, and print its recovery code
    Init(NewOfficeWords),
    /// Import files of the service inventory
    ImportCatalogue {
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// The directory of organizations as a file
    #[command(subcommand)]
    Directory(DirectoryVerb),
    /// Import a past log (CSV, XLSX): each row is in, was there already, or is refused with its reason
    ImportLog(LogWords),
    /// Record moments: JSON lines on standard input, each saved before the next is read
    Record,
    /// The figures of an office day (today when absent), each with its n
    Review(ReviewWords),
    /// Weeks to years side by side: how people were served, and what they said of it
    Trend(TrendWords),
    /// Figures as files: .csv, .xlsx, and a day also as .pdf. None names who served
    #[command(subcommand)]
    Export(ExportVerb),
    /// Draw the invitations of an office day (today when absent) again, and compare with what was recorded
    Draws {
        #[arg(value_name = "YYYY-MM-DD")]
        date: Option<String>,
    },
    /// Sign an office day off, and print what was signed; or show its sign-offs and what changed since
    SignOff(SignOffWords),
    /// Handing over to colleagues and to the centre, by files that a courier or a person carries
    #[command(subcommand)]
    HandOver(HandOverVerb),
    /// Copies of the store: made and checked, listed, rehearsed, put back
    #[command(subcommand)]
    Backup(BackupVerb),
    /// Show what goes in the next 30 days because it was kept for its time; or erase what is over
    Retention {
        /// Erase now what is over, as the app does once a day
        #[arg(long)]
        run: bool,
        /// Today's date, where the clock is in doubt: an administrator says that it is right
        #[arg(long, value_name = "YYYY-MM-DD")]
        confirm_date: Option<String>,
    },
    /// Erase the words of a moment, case or follow-up for good, or a whole one; without --confirm it says what would go
    Erase(EraseWords),
    /// Find moments by the words of their notes, accents ignored
    Search {
        #[arg(required = true, value_name = "TEXT")]
        text: Vec<String>,
    },
    /// Show a case by the reference code on the client's slip, with or without its spaces
    Case {
        #[arg(required = true, value_name = "CODE")]
        code: Vec<String>,
    },
    /// Who can open the records
    #[command(subcommand)]
    Keys(KeysVerb),
    /// Prove the store: pages, chain, and that the tables are what a fresh fold of the journal gives
    Verify,
    /// Fill an office with days of believable work that end today; in an empty home it makes the office too
    Demo(DemoWords),
}

#[derive(Debug, Subcommand)]
pub enum HandOverVerb {
    /// What is written, sealed, acknowledged and refused, for each workstation
    Status,
    /// Seal now what was written
    Seal,
    /// Copy what is sealed onto a stick or a share
    Write {
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },
    /// Take in what others left on a stick or a share
    Read {
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },
    /// Make a file for a new workstation, and print its passphrase
    Invite {
        /// What it is called, such as "Counter 2"
        #[arg(value_name = "LABEL")]
        label: String,
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// In an empty home: become a workstation of the office that the file is from, and print the recovery code
    Join {
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// A file whose first line is the file's passphrase
        #[arg(long, value_name = "FILE")]
        join_passphrase_file: PathBuf,
    },
    /// Take no more of a workstation than is here now, by its id; again: what has come since too
    Retire {
        #[arg(value_name = "ID")]
        id: String,
    },
    /// Print the office's card, by which the centre knows its bundles
    Card,
    /// Hand over to the centre whose card this is
    Centre {
        #[arg(value_name = "FILE")]
        card: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
pub enum BackupVerb {
    /// Make a copy now, and check every page of it
    Make,
    /// The copies, and when what was done last
    List,
    /// Open the newest copy as a store and prove it whole
    Rehearse,
    /// Put a copy back, by its name; what the store has beyond it is taken over
    Restore {
        #[arg(value_name = "NAME")]
        name: String,
    },
    /// A second folder for copies, on another disk or a share; none when absent
    Second {
        #[arg(value_name = "DIR")]
        folder: Option<PathBuf>,
    },
    /// In an empty home: put an office back from a folder with copies, with its recovery code
    FromCopy {
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
pub enum KeysVerb {
    /// List the holders of the key, each with its day
    List,
    /// Make a new recovery code in the place of the old one
    NewCode {
        /// A new file for the code. Without it, the code is shown and one group of it is asked for
        #[arg(long, value_name = "FILE")]
        code_file: Option<PathBuf>,
    },
    /// Set a passphrase, in the place of the one that there may be
    SetPassphrase {
        /// A file whose first line is the new passphrase
        #[arg(long, value_name = "FILE")]
        new_passphrase_file: Option<PathBuf>,
    },
    /// Take a holder away, by the id that `list` shows
    Remove {
        #[arg(value_name = "ID")]
        id: String,
    },
    /// Give the records a new key, after the old one may have leaked: a checked copy takes their place
    NewKey {
        /// A new file for the new recovery code. Without it, the code is shown and one group of it is asked for
        #[arg(long, value_name = "FILE")]
        code_file: Option<PathBuf>,
        /// A file whose first line is the passphrase that is to open the records from now on
        #[arg(long, value_name = "FILE")]
        new_passphrase_file: Option<PathBuf>,
        /// The key file that opens them now opens them also from now on
        #[arg(long)]
        keep_key_file: bool,
    },
    /// Remove what a new key replaced, and the old key still opens
    RemoveOld,
}

#[derive(Debug, Subcommand)]
pub enum ExportVerb {
    /// The figures of an office day
    Day {
        #[arg(value_name = "YYYY-MM-DD")]
        date: String,
        /// One of that name is replaced; what a CSV is about stands beside it, as …-about.csv
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// For the office alone, or for anybody: then small numbers are not in it
        #[arg(long, value_enum, default_value_t = CopyWord::Internal)]
        copy: CopyWord,
        #[arg(long, value_enum, default_value_t = LanguageWord::En)]
        language: LanguageWord,
    },
    /// Results against service standards, in the columns of the service inventory
    Standards {
        /// The year in which the fiscal year begins, in April
        #[arg(value_name = "YEAR")]
        year: i32,
        #[arg(value_name = "FILE")]
        file: PathBuf,
        #[arg(long, value_enum, default_value_t = LanguageWord::En)]
        language: LanguageWord,
    },
    /// Moments as rows, of at most 366 days: no staff, no workstation, no time of day, no ratings, no notes
    Moments {
        #[arg(long, value_name = "YYYY-MM-DD")]
        from: String,
        #[arg(long, value_name = "YYYY-MM-DD")]
        to: String,
        #[arg(value_name = "FILE")]
        file: PathBuf,
        #[arg(long, value_enum, default_value_t = LanguageWord::En)]
        language: LanguageWord,
    },
}

#[derive(Debug, Args)]
pub struct EraseWords {
    #[arg(value_name = "moment|case|follow_up")]
    pub of: String,
    #[arg(value_name = "ID")]
    pub id: String,
    /// note, comments, texts or everything
    #[arg(long, value_name = "WORD", default_value = "texts")]
    pub scope: String,
    /// identifies_a_person, client_asked, law, about_somebody_else, mistake or other
    #[arg(long, value_name = "WORD", default_value = "law")]
    pub why: String,
    /// In other words; kept for good, so nothing about a person
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// What the preview asks to be typed
    #[arg(long, value_name = "TEXT")]
    pub confirm: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CopyWord {
    Internal,
    Public,
}

/// Both is for what is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LanguageWord {
    En,
    Fr,
    Both,
}

impl LanguageWord {
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Fr => "fr",
            Self::Both => "both",
        }
    }
}

#[derive(Debug, Subcommand)]
pub enum DirectoryVerb {
    /// Write every organization into a CSV file; one of that name is replaced
    Export {
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Take the organizations of a CSV file; those that it does not name are left alone
    Import {
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

#[derive(Debug, Args)]
pub struct NewOfficeWords {
    /// The office's name in English
    #[arg(long, value_name = "NAME")]
    pub office_en: String,
    /// The office's name in French
    #[arg(long, value_name = "NOM")]
    pub office_fr: String,
    /// The institution that the office belongs to, in English [default: the office's name]
    #[arg(long, value_name = "NAME")]
    pub organization_en: Option<String>,
    /// The institution in French [default: the office's name]
    #[arg(long, value_name = "NOM")]
    pub organization_fr: Option<String>,
    /// IANA time zone, such as America/Iqaluit; decides the office day
    #[arg(long, value_name = "ZONE")]
    pub time_zone: String,
    /// Languages of the office; the first is the default of a moment
    #[arg(long, value_name = "TAG,…", value_delimiter = ',', default_value = "en,fr")]
    pub languages: Vec<String>,
    /// What this workstation is called, such as "Counter 1"
    #[arg(long, value_name = "LABEL")]
    pub workstation: String,
    /// The first administrator; their PIN is read with --pin-file or asked for
    #[arg(long, value_name = "NAME")]
    pub administrator: String,
    /// Begin without the built-in catalogue of front-counter services
    #[arg(long)]
    pub without_starter_catalogue: bool,
}

#[derive(Debug, Args)]
pub struct ReviewWords {
    #[arg(value_name = "YYYY-MM-DD")]
    pub date: Option<String>,
    /// Only one workstation, by its id
    #[arg(long, value_name = "ID")]
    pub workstation: Option<String>,
    /// Only moments whose principal line is of this service, by its key
    #[arg(long, value_name = "KEY")]
    pub service: Option<String>,
    /// Only one mode of delivery, such as in_person
    #[arg(long, value_name = "WORD")]
    pub channel: Option<String>,
    /// Only voluntary, involuntary or mixed clients
    #[arg(long, value_name = "WORD")]
    pub client: Option<String>,
    /// Only one outcome, such as turned_away
    #[arg(long, value_name = "WORD")]
    pub outcome: Option<String>,
    /// Only one hour of the day, 0 to 23
    #[arg(long, value_name = "HOUR")]
    pub hour: Option<u8>,
}

#[derive(Debug, Args)]
pub struct TrendWords {
    /// The first day; the period that holds it is shown whole
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub from: String,
    /// The last day; the period that holds it is shown whole
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub to: String,
    /// week, month, fiscal_quarter, fiscal_year or whole
    #[arg(long, value_name = "WORD", default_value = "month")]
    pub by: String,
    /// Only one workstation, by its id
    #[arg(long, value_name = "ID")]
    pub workstation: Option<String>,
    /// Only moments whose principal line is of this service, by its key
    #[arg(long, value_name = "KEY")]
    pub service: Option<String>,
    /// Only one mode of delivery, such as in_person
    #[arg(long, value_name = "WORD")]
    pub channel: Option<String>,
}

#[derive(Debug, Args)]
pub struct SignOffWords {
    /// Today, or a day before; it may be signed again
    #[arg(value_name = "YYYY-MM-DD")]
    pub date: String,
    /// A note beside the sign-off
    #[arg(long, value_name = "TEXT", conflicts_with = "show")]
    pub note: Option<String>,
    /// Sign nothing: show the sign-offs of the day, and what changed since each
    #[arg(long)]
    pub show: bool,
}

#[derive(Debug, Args)]
pub struct LogWords {
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// How the columns and words of the file are read: a JSON file, as docs/operations.md says. Without it, only with
    /// --dry-run, as the names over the columns suggest
    #[arg(long, value_name = "MAPPING")]
    pub map: Option<PathBuf>,
    /// The sheet of a workbook [default: the first]
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
    /// The file's letters are those of Windows-1252, as older spreadsheets save a CSV file
    #[arg(long)]
    pub windows_1252: bool,
    /// Say what would be done and change nothing; with --json, the mapping too
    #[arg(long)]
    pub dry_run: bool,
    /// Where the refused rows go, with the reason of each, to be put right
    #[arg(long, value_name = "CSV", conflicts_with = "dry_run")]
    pub refused: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct DemoWords {
    /// How many office days, the last of them today where the office has opened
    #[arg(long, value_name = "N", default_value_t = 61, value_parser = clap::value_parser!(u16).range(1..=1_000))]
    pub days: u16,
    /// Moments on an average day
    #[arg(long, value_name = "N", default_value_t = 40, value_parser = clap::value_parser!(u16).range(1..=1_000))]
    pub per_day: u16,
    /// The same seed gives the same days
    #[arg(long, value_name = "N", default_value_t = 7)]
    pub seed: u64,
    /// As `cargo xtask bench` measures it: 40 services in use, a note in 40 moments of 100 and a rating in 45
    #[arg(long)]
    pub bench: bool,
}
