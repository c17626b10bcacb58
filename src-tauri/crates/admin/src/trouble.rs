//! What stopped the program, as sentences: what happened, what is safe, what to do. And the exit status of each.

use moments_desk::{ApiError, ErrorCode};

/// Some were refused and the others are kept; or it could not be done.
pub const REFUSED: u8 = 1;
/// The command was not understood; clap's own.
const USAGE: u8 = 2;
/// `EX_IOERR` of sysexits.h.
const STORAGE: u8 = 74;
/// `EX_TEMPFAIL`: Moments is open.
const OPEN: u8 = 75;
/// `EX_NOPERM`.
const NOT_LET_IN: u8 = 77;

#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    #[error("{}", sentence(.0))]
    Desk(#[from] ApiError),
    /// The command asks for what can't be.
    #[error("{0}")]
    Usage(String),
    #[error("Nobody called “{0}” can sign in here. Nothing was changed.")]
    Nobody(String),
    #[error("The file given with {option} can't be read, or its first line is empty. Nothing was changed.")]
    SecretFile { option: &'static str },
    #[error("Standard input can't be read any more. Every line that was counted is saved.")]
    Input,
    #[error("The result can't be written.")]
    Output,
    /// The reader of our output went away.
    #[error("nobody listens")]
    NobodyListens,
    /// The disk gave way in the middle of the lines.
    #[error(
        "{} It was at line {line}: the lines before it are saved or refused as said. Send the rest again; a line that is \
         sent twice is recorded once if it has an id.",
        sentence(.error)
    )]
    AtLine { line: u64, error: ApiError },
    #[error(
        "This office has moments that were recorded at its counter. Made-up work can't be taken out of a journal again, so \
         `demo` leaves it alone. Use another home."
    )]
    RealWork,
}

impl Trouble {
    pub fn exit_status(&self) -> u8 {
        match self {
            Self::Desk(error) | Self::AtLine { error, .. } => status(error.code),
            Self::Usage(_) => USAGE,
            Self::Nobody(_) => NOT_LET_IN,
            Self::SecretFile { .. } | Self::RealWork | Self::NobodyListens => REFUSED,
            Self::Input | Self::Output => STORAGE,
        }
    }
}

fn status(code: ErrorCode) -> u8 {
    use ErrorCode::*;
    match code {
        HomeInUse => OPEN,
        NotPermitted | WrongPin | LockedOut | PinNeeded | TwoNeeded | KeyNeeded | WrongKey
        | KeystoreUnavailable | NotSignedIn | Locked => NOT_LET_IN,
        PassphraseTooWeak | LastKey | CodeNotReadBack | Stopped => REFUSED,
        HomeMissing | HomeReadOnly | HomeOnNetwork | DiskFull | StorageFailed | Busy | Damaged
        | KeySlotsMissing => STORAGE,
        NotSetUp | AlreadySetUp | NewerVersion | ForeignFile | PinTooWeak | Invalid | NotFound | CaseCode
        | CaseClosed | FollowUpClosed | Conflict | AlreadyVoided | TooLate | TokenExpired | OwnCard
        | CardEntered | NotAnInventory | NotADirectory | NotALog | NotAJoinFile | FileTooLarge
        | FileUnreadable | FileUnwritable | PreviewOutdated | CopyUnusable | Internal => REFUSED,
    }
}

/// Whether trying the next line makes no sense.
pub fn is_the_end(code: ErrorCode) -> bool {
    use ErrorCode::*;
    match code {
        NotSetUp | HomeInUse | HomeMissing | HomeReadOnly | HomeOnNetwork | KeyNeeded | KeySlotsMissing
        | WrongKey | KeystoreUnavailable | NewerVersion | ForeignFile | Damaged | DiskFull
        | StorageFailed | Busy | NotSignedIn | Locked | NotPermitted | WrongPin | LockedOut | PinNeeded
        | TwoNeeded => true,
        PassphraseTooWeak | LastKey | CodeNotReadBack | Stopped | AlreadySetUp | PinTooWeak | Invalid
        | NotFound | CaseCode | CaseClosed | FollowUpClosed | Conflict | AlreadyVoided | TooLate
        | TokenExpired | OwnCard | CardEntered | NotAnInventory | NotADirectory | NotALog | NotAJoinFile
        | FileTooLarge | FileUnreadable | FileUnwritable | PreviewOutdated | CopyUnusable | Internal => false,
    }
}

/// An error of the desk in words.
pub fn sentence(error: &ApiError) -> String {
    use ErrorCode::*;
    let data = |name: &str| error.data.get(name).map_or("", String::as_str);
    let field = error.field.as_deref().unwrap_or("a value");
    match error.code {
        NotSetUp => "There is no office in this home yet. Make one with `init`, or name another home with --home.".into(),
        AlreadySetUp => "There is an office in this home already. It was left as it is.".into(),
        HomeInUse => "Moments is open: it, or another moments-admin, is using this home. Nothing was changed. Close it and \
                      try again."
            .into(),
        HomeMissing => "The home is not where it should be, or what is there is no folder. Nothing was changed. Look at --home \
                        and MOMENTS_HOME."
            .into(),
        HomeReadOnly => "The home can't be written by this user. Nothing was changed.".into(),
        HomeOnNetwork => "The home is on a network drive, where the store would not be safe. Choose a folder on this \
                          computer."
            .into(),
        KeyNeeded => "The key of this home is not here. Name the key file with --key-file or MOMENTS_KEY_FILE, or give the \
                      recovery code with --recovery-code-file, or the passphrase with --passphrase-file. Nothing was changed."
            .into(),
        KeySlotsMissing => "keyslots.json is gone from this home, and without it no key and no recovery code opens the store. \
                            Nothing was changed. Bring the file back from a copy of the home, then try again."
            .into(),
        WrongKey => match data("problem") {
            "code_length" => "A recovery code has 28 letters and digits, and this has not. Nothing was changed.".into(),
            "code_symbol" => "There is a sign in this recovery code that is in none. Nothing was changed.".into(),
            "code_check" => "This recovery code is mistyped: a letter or digit is wrong, or two stand in the wrong order. \
                             Nothing was changed."
                .into(),
            _ => "This key, recovery code or passphrase does not open this home. Nothing was changed.".into(),
        },
        PassphraseTooWeak => match data("problem") {
            "long" => "A passphrase has 256 characters at most. Nothing was changed.".into(),
            "simple" => "This passphrase repeats itself, or begins as many do: it is guessed too soon. Nothing was changed."
                .into(),
            _ => "A passphrase has 16 characters at least; four words that don't belong together are good. Nothing was \
                  changed."
                .into(),
        },
        LastKey => "This is the last way into the records, or a person's last one. It was left as it is.".into(),
        CodeNotReadBack => "That is not what the new recovery code says there. The old one stays as it was.".into(),
        Stopped => "It was stopped. Nothing was changed.".into(),
        KeystoreUnavailable => "This computer's keystore can't be reached, and no key was put anywhere else instead. Name a \
                                key file with --key-file."
            .into(),
        NewerVersion => "A newer version of Moments wrote this home. It was left as it is; use that version.".into(),
        ForeignFile => "The file in this home is not a store of Moments. It was left as it is.".into(),
        Damaged => "The store or its keyslots.json is damaged. Nothing more was written. Keep the home's folder as it is, \
                    under another name, and go on from a copy of the home that was made while Moments was closed."
            .into(),
        CopyUnusable => "This copy can't be opened: it is damaged, or was made before the records had a new key. Nothing was \
                         changed; choose another."
            .into(),
        DiskFull => "The disk is full. What was saved before is safe; make room and try again.".into(),
        StorageFailed => "The disk or the system refused. What was saved before is safe.".into(),
        Busy => "Another part of Moments is busy writing. Nothing was changed; try again.".into(),
        NotPermitted => format!(
            "This is not for this person's role{}. Nothing was changed.",
            if data("role").is_empty() { String::new() } else { format!(": it needs the role {}", data("role")) }
        ),
        WrongPin => "The PIN is wrong. Nothing was changed.".into(),
        LockedOut => format!("Too many wrong PINs. Try again in {} seconds.", data("seconds")),
        PinTooWeak => "This PIN is too easy. Take eight characters or more: no common password, name or date. Nothing was \
                       made."
            .into(),
        Invalid => format!("{field} {}. Nothing was changed.", problem(data("problem"))),
        NotFound => "It is not there. Nothing was changed.".into(),
        CaseCode => format!("This is no reference code: {}. Nothing was changed.", code_problem(data("problem"), data("at"))),
        FollowUpClosed => "The follow-up is closed. Nothing was changed; open it again first.".into(),
        CaseClosed => "The case is closed. Nothing was changed; open it again first.".into(),
        Conflict => "It is there already with other content. Nothing was changed.".into(),
        NotAnInventory => format!(
            "{} is not a file of the service inventory ({}). The catalogue was left as it is.",
            data("file"),
            why(error)
        ),
        OwnCard => "A card is entered by someone else than who served. Nothing was changed.".into(),
        CardEntered => "The card of this moment is entered already. Nothing was changed.".into(),
        NotADirectory => format!(
            "{} is not a file of the directory ({}). The directory was left as it is.",
            data("file"),
            why(error)
        ),
        NotALog => format!(
            "{} can't be read as a log ({}{}). Nothing was changed.",
            data("file"),
            data("reason").replace('_', " "),
            if data("line").is_empty() { String::new() } else { format!(" at line {}", data("line")) },
        ),
        NotAJoinFile => "This is not a file that makes a workstation of an office, or it is damaged. Nothing was changed.".into(),
        FileTooLarge => format!("{} is larger than any such file. Nothing was changed.", data("file")),
        FileUnreadable => format!("{} can't be read; what is known was left as it is.", data("file")),
        FileUnwritable => format!("{} can't be written there. Nothing was changed.", data("file")),
        TwoNeeded => "One administrator alone can't do this. Nothing was changed.".into(),
        NotSignedIn | Locked | PinNeeded | AlreadyVoided | TooLate | TokenExpired | PreviewOutdated | Internal => {
            format!("Moments could not do this ({:?}). What was saved before is safe.", error.code)
        }
    }
}

/// What is wrong with a case's code, in words.
fn code_problem(word: &str, at: &str) -> String {
    match word {
        "too_short" => "it has fewer than nine symbols".into(),
        "too_long" => "it has more than nine symbols".into(),
        "symbol" => format!("symbol {at} is in no code"),
        _ => "one of the symbols is wrong, or two stand in the wrong order".into(),
    }
}

/// Why a file was refused, where, and about which columns.
fn why(error: &ApiError) -> String {
    let data = |name: &str| error.data.get(name).map_or("", String::as_str);
    let more = [("columns", ": "), ("line", " at line ")]
        .iter()
        .filter(|(name, _)| !data(name).is_empty())
        .map(|(name, before)| format!("{before}{}", data(name)));
    data("reason").replace('_', " ") + &more.collect::<String>()
}

/// A problem of the desk in words that follow the field's name.
pub fn problem(word: &str) -> &'static str {
    match word {
        "missing" => "is missing",
        "unknown" => "is not a value that this field can have here",
        "too_long" => "is too long",
        "too_many" => "has too many entries",
        "out_of_range" => "is out of range",
        "ends_before_start" => "lies before the time that comes first",
        "not_together" => "does not go with the rest",
        "must_be_masked" => "holds what looks like a social insurance or card number; mask it first",
        _ => "can't be taken",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_home_in_use_says_that_moments_is_open_and_ends_with_75() {
        let trouble = Trouble::from(ApiError::new(ErrorCode::HomeInUse));
        assert!(trouble.to_string().starts_with("Moments is open"));
        assert_eq!(trouble.exit_status(), 75);
    }
}
