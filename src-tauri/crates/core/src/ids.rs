//! Newtypes for ids, so that a staff member is never passed where a workstation is meant.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

macro_rules! uuid_id {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
        #[cfg_attr(feature = "specta", derive(specta::Type))]
        #[serde(transparent)]
        pub struct $name(#[cfg_attr(feature = "specta", specta(type = String))] pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(s: &str) -> Result<Self, Self::Err> {
                Uuid::from_str(s).map(Self)
            }
        }
    )+};
}

uuid_id! {
    /// An office: one service centre.
    OfficeId,
    /// A workstation: one counter's computer, the writer of one journal.
    WorkstationId,
    /// A staff member.
    StaffId,
    /// A moment of truth; made when the form opens, so that recording is idempotent.
    MomentId,
    /// A client's or staff's answer about a moment.
    RatingId,
    /// What a workstation draws invitations from.
    DrawId,
    /// A case: the thread of moments until one need is met.
    CaseId,
    /// A follow-up: a supervisor's work item.
    FollowUpId,
    /// A sign-off of an office day.
    SignOffId,
    /// One time that a supervisor opened who served.
    OpeningId,
    /// An entry of a journal (UUIDv7).
    EntryId,
    /// An organization of the directory.
    OrganizationId,
}

/// 16 random bytes that tell apart the lives of one workstation's store: a restored or cloned store starts a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Epoch(pub [u8; 16]);

impl fmt::Display for Epoch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Uuid::from_bytes(self.0).simple().fmt(f)
    }
}

impl FromStr for Epoch {
    type Err = uuid::Error;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        Uuid::from_str(s).map(|u| Self(*u.as_bytes()))
    }
}

impl Serialize for Epoch {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Epoch {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
