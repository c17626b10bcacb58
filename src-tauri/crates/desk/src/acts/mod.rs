//! What was done here that is no record, and what was refused: who signed in, whose PIN was wrong, what was exported.
//! Each is an entry, which supervisors and administrators can read. Never a PIN, a client's text or a rating.

mod list;
mod refusals;
mod write;

pub use list::{ActItem, ActPage, ActsFilter};
pub(crate) use refusals::Refusals;
pub(crate) use write::act;

use serde::{Deserialize, Serialize};

/// What was done or refused, as stored. The interface has a sentence for each, or it does not compile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    // Coming and going.
    SignedIn,
    SignedOut,
    /// Supervisor's or administrator's rights were taken up again with the full PIN.
    RightsRenewed,
    // Refused. `detail`: how many times in a row.
    /// A wrong PIN at sign-in or at the command line; `subject`: whose.
    SignInRefused,
    /// A wrong PIN where one was asked for again; `subject`: whose.
    PinRefused,
    /// After too many wrong PINs; `subject`: whose, `detail`: seconds.
    LockedOut,
    /// Somebody asked for what takes another role; `subject`: which.
    NotPermitted,
    /// A wrong recovery code for a new PIN; `subject`: for whom.
    CodeRefused,
    // PINs. `subject`: whose.
    /// Their own, with the one before.
    PinChanged,
    ShortPinSet,
    /// By one administrator, for somebody who only serves.
    PinIssued,
    /// By two administrators; `detail`: the second.
    PinReset,
    PinResetWithCode,
    // People. `subject`: who, `detail`: what changed, as words between spaces.
    StaffAdded,
    StaffChanged,
    // What leaves the office. `subject`: what, and of when, as words between spaces; `detail`: `csv`, `xlsx` or `pdf`.
    Exported,
    /// Who served was opened from a follow-up; `subject`: that.
    AuthorOpened,
    // The office. `detail`: the settings that changed.
    OfficeChanged,
    CatalogueImported,
    DirectoryImported,
    PastLogImportStarted,
    PastLogImported,
    // Copies of the records. `detail` of what was put back: which copy, what was taken over, what is missing.
    BackedUp,
    /// `subject`: `set` or `none`.
    SecondFolderSet,
    /// By Moments itself; `subject`: the number of the copy.
    StorePutBack,
    RecoveryRead,
    /// `subject`: the name of the copy.
    RestoreAsked,
    // Who can open the records.
    PassphraseSet,
    PassphraseReplaced,
    PassphraseRemoved,
    KeyFileRemoved,
    KeystoreRemoved,
    KeystoreRenewed,
    RecoveryCodeReplaced,
    OldCopiesRemoved,
    NewKeyBegun,
    NewKeyInForce,
    // Who takes part in handing over. `subject`: which workstation, `detail`: its name.
    WorkstationInvited,
    WorkstationJoined,
    WorkstationRetired,
    WorkstationRenamed,
    /// The office's keys went into a recovery kit.
    KitSaved,
    /// They came from one: this workstation makes others.
    KitTaken,
    /// `subject`: the centre's name.
    CentreSet,
    // What was erased. `subject`: what, `detail`: how much of it.
    Redacted,
    /// `subject`: the day, `detail`: how many parts.
    RetentionRan,
    /// `subject`: the day.
    ConfirmedDate,
    /// The command line acted without a person; `subject`: the verb.
    CommandLine,
}

/// What a list of acts is narrowed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum ActKind {
    SignIns,
    Refusals,
    Pins,
    People,
    Exports,
    Authors,
    Office,
    Copies,
    Keys,
    Privacy,
    CommandLine,
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 48] = [
        Self::SignedIn,
        Self::SignedOut,
        Self::RightsRenewed,
        Self::SignInRefused,
        Self::PinRefused,
        Self::LockedOut,
        Self::NotPermitted,
        Self::CodeRefused,
        Self::PinChanged,
        Self::ShortPinSet,
        Self::PinIssued,
        Self::PinReset,
        Self::PinResetWithCode,
        Self::StaffAdded,
        Self::StaffChanged,
        Self::Exported,
        Self::AuthorOpened,
        Self::OfficeChanged,
        Self::CatalogueImported,
        Self::DirectoryImported,
        Self::PastLogImportStarted,
        Self::PastLogImported,
        Self::BackedUp,
        Self::SecondFolderSet,
        Self::StorePutBack,
        Self::RecoveryRead,
        Self::RestoreAsked,
        Self::PassphraseSet,
        Self::PassphraseReplaced,
        Self::PassphraseRemoved,
        Self::KeyFileRemoved,
        Self::KeystoreRemoved,
        Self::KeystoreRenewed,
        Self::RecoveryCodeReplaced,
        Self::OldCopiesRemoved,
        Self::NewKeyBegun,
        Self::NewKeyInForce,
        Self::WorkstationInvited,
        Self::WorkstationJoined,
        Self::WorkstationRetired,
        Self::WorkstationRenamed,
        Self::KitSaved,
        Self::KitTaken,
        Self::CentreSet,
        Self::Redacted,
        Self::RetentionRan,
        Self::ConfirmedDate,
        Self::CommandLine,
    ];

    /// The word that is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SignedIn => "signed_in",
            Self::SignedOut => "signed_out",
            Self::RightsRenewed => "rights_renewed",
            Self::SignInRefused => "sign_in_refused",
            Self::PinRefused => "pin_refused",
            Self::LockedOut => "locked_out",
            Self::NotPermitted => "not_permitted",
            Self::CodeRefused => "code_refused",
            Self::PinChanged => "pin_changed",
            Self::ShortPinSet => "short_pin_set",
            Self::PinIssued => "pin_issued",
            Self::PinReset => "pin_reset",
            Self::PinResetWithCode => "pin_reset_with_code",
            Self::StaffAdded => "staff_added",
            Self::StaffChanged => "staff_changed",
            Self::Exported => "exported",
            Self::AuthorOpened => "author_opened",
            Self::OfficeChanged => "office_changed",
            Self::CatalogueImported => "catalogue_imported",
            Self::DirectoryImported => "directory_imported",
            Self::PastLogImportStarted => "past_log_import_started",
            Self::PastLogImported => "past_log_imported",
            Self::BackedUp => "backed_up",
            Self::SecondFolderSet => "second_folder_set",
            Self::StorePutBack => "store_put_back",
            Self::RecoveryRead => "recovery_read",
            Self::RestoreAsked => "restore_asked",
            Self::PassphraseSet => "passphrase_set",
            Self::PassphraseReplaced => "passphrase_replaced",
            Self::PassphraseRemoved => "passphrase_removed",
            Self::KeyFileRemoved => "key_file_removed",
            Self::KeystoreRemoved => "keystore_removed",
            Self::KeystoreRenewed => "keystore_renewed",
            Self::RecoveryCodeReplaced => "recovery_code_replaced",
            Self::OldCopiesRemoved => "old_copies_removed",
            Self::NewKeyBegun => "new_key_begun",
            Self::NewKeyInForce => "new_key_in_force",
            Self::WorkstationInvited => "workstation_invited",
            Self::WorkstationJoined => "workstation_joined",
            Self::WorkstationRetired => "workstation_retired",
            Self::WorkstationRenamed => "workstation_renamed",
            Self::KitSaved => "kit_saved",
            Self::KitTaken => "kit_taken",
            Self::CentreSet => "centre_set",
            Self::Redacted => "redacted",
            Self::RetentionRan => "retention_ran",
            Self::ConfirmedDate => "confirmed_date",
            Self::CommandLine => "command_line",
        }
    }

    /// `None` for a word that a newer version wrote.
    fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.as_str() == word)
    }

    const fn kind(self) -> ActKind {
        match self {
            Self::SignedIn | Self::SignedOut | Self::RightsRenewed => ActKind::SignIns,
            Self::SignInRefused
            | Self::PinRefused
            | Self::LockedOut
            | Self::NotPermitted
            | Self::CodeRefused => ActKind::Refusals,
            Self::PinChanged
            | Self::ShortPinSet
            | Self::PinIssued
            | Self::PinReset
            | Self::PinResetWithCode => ActKind::Pins,
            Self::StaffAdded | Self::StaffChanged => ActKind::People,
            Self::Exported => ActKind::Exports,
            Self::AuthorOpened => ActKind::Authors,
            Self::OfficeChanged
            | Self::CatalogueImported
            | Self::DirectoryImported
            | Self::PastLogImportStarted
            | Self::PastLogImported => ActKind::Office,
            Self::BackedUp
            | Self::SecondFolderSet
            | Self::StorePutBack
            | Self::RecoveryRead
            | Self::RestoreAsked => ActKind::Copies,
            Self::PassphraseSet
            | Self::PassphraseReplaced
            | Self::PassphraseRemoved
            | Self::KeyFileRemoved
            | Self::KeystoreRemoved
            | Self::KeystoreRenewed
            | Self::RecoveryCodeReplaced
            | Self::OldCopiesRemoved
            | Self::NewKeyBegun
            | Self::NewKeyInForce
            | Self::WorkstationInvited
            | Self::WorkstationJoined
            | Self::WorkstationRetired
            | Self::WorkstationRenamed
            | Self::KitSaved
            | Self::KitTaken
            | Self::CentreSet => ActKind::Keys,
            Self::Redacted | Self::RetentionRan | Self::ConfirmedDate => ActKind::Privacy,
            Self::CommandLine => ActKind::CommandLine,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_is_listed_once_and_stored_under_the_word_that_the_interface_knows() {
        let mut all = Action::ALL.to_vec();
        all.sort();
        all.dedup();
        assert_eq!(
            all.len(),
            Action::CommandLine as usize + 1,
            "an action is missing in ALL, or there twice"
        );
        for action in Action::ALL {
            assert_eq!(serde_json::to_value(action).unwrap(), action.as_str());
            assert_eq!(Action::parse(action.as_str()), Some(action));
        }
    }
}
