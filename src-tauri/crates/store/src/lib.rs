//! The data at rest: the SQLCipher file with the journal and the tables folded from it, the key slots, the mark, the
//! home.
//!
//! This is the only user of rusqlite. It deliberately knows no window, no role's rules and no network: a caller that
//! may write decides who may, inside the transaction.

mod absorb;
pub mod backup;
mod check;
mod connection;
mod day;
mod erased;
mod error;
mod files;
pub mod home;
mod journal;
pub mod keys;
pub mod mark;
mod migrate;
pub mod new_key;
#[cfg(feature = "plain")]
pub mod plain;
#[cfg(feature = "planted")]
pub mod planted;
pub mod recover;
mod refold;
#[cfg(feature = "statements")]
pub mod statements;
mod store;
mod tables;
mod transaction;

pub use absorb::Absorbed;
pub use check::{Proof, heads, rehearse};
pub use day::{DoorTotals, FollowUpOfDay, NotRead};
pub use error::{Result, StoreError};
pub use files::replace as replace_file;
pub use migrate::latest as schema_version;
pub use moments_core::erasure::{Erasure, target};
pub use store::{Identity, Now, Store, new_uuid, random};
pub use tables::audit::{Act, ActRow, ActsAsked};
pub use tables::cases::{LastVisit, StoredCase};
pub use tables::draws::Took;
pub use tables::erasures::StoredErasure;
pub use tables::exchange::{CENTRE, CentreSaid, Known, Prefix, Refused, SealedBundle};
pub use tables::flags::{self, Flag};
pub use tables::follow_ups::{FollowUpCounts, FollowUpQuery, StoredFollowUp};
pub use tables::local::{Draft, Drawing, Gate, Lockout, OpenInvitation};
pub use tables::moments::{Done, MomentQuery, StoredMoment};
pub use tables::referrals::{Direction, End};
pub use tables::retention::{Due, RetentionState, Warned};
pub use tables::sheets::OpenSheet;
pub use tables::sign_offs::{EntryOfDay, Standing};
pub use transaction::{EntityChange, NewEntry, Reader, WriteTx, understands};
