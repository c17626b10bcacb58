//! Who is at the counter: signing in once a shift, switching with one key and a short PIN, locking; which PINs are taken,
//! when one is asked for again, and how a forgotten one is replaced.

mod fresh;
mod pin;

mod reset;
mod rights;
mod session;
mod staff;
mod waits;

pub use fresh::PinFor;
pub(crate) use pin::{check_chosen_pin, hash_pin};
pub(crate) use session::Sessions;

use crate::secret::Secret;
use moments_core::ids::StaffId;
use moments_core::words::Role;
use serde::{Deserialize, Serialize};

/// A person who can sign in here.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct StaffItem {
    pub id: StaffId,
    pub name: String,
    pub roles: Vec<Role>,
    pub active: bool,
    /// Signed in today with the full PIN: the short one is enough to switch.
    pub signed_in_today: bool,
    pub has_short_pin: bool,
    pub language: Option<String>,
}

/// Who is signed in, and with what rights.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct SessionView {
    pub staff: StaffId,
    pub name: String,
    /// What this session may do now; after a short PIN only `counter`.
    pub roles: Vec<Role>,
    /// What it may do again once the full PIN is given: rights that were not used for five minutes.
    pub resting: Vec<Role>,
    pub locked: bool,
    pub language: Option<String>,
    /// The person has no short PIN yet.
    pub needs_short_pin: bool,
}

#[derive(Debug, Clone, PartialEq, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    pub staff: StaffId,
    /// The full PIN, or the short one of somebody who signed in today.
    pub pin: Secret,
    pub short: bool,
}

/// A new member of the staff, or changes to one.
#[derive(Debug, Clone, PartialEq, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct StaffForm {
    pub id: Option<StaffId>,
    pub name: String,
    pub roles: Vec<Role>,
    pub active: bool,
    /// A new full PIN; absent: unchanged, or for a new person issued by Moments.
    pub pin: Option<Secret>,
    /// Moments issues a new PIN in place of the one that the person has. Not together with `pin`.
    #[serde(default)]
    pub issue_pin: bool,
    pub language: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct StaffSaved {
    pub staff: StaffItem,
    /// Six random digits, shown once, where Moments issued the PIN.
    pub issued_pin: Option<Secret>,
}

/// Two administrators give somebody a new PIN. The first is signed in.
#[derive(Debug, Clone, PartialEq, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct PinReset {
    pub staff: StaffId,
    pub own_pin: String,
    pub second: StaffId,
    pub second_pin: String,
}

/// Whoever is signed in takes another full PIN.
#[derive(Debug, Clone, PartialEq, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct PinChange {
    pub current: String,
    pub new: String,
}

/// A PIN that Moments issued: six random digits, shown once.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct IssuedPin {
    pub name: String,
    pub pin: String,
}
