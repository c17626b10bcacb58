//! All that the windows and the command line can ask for: the use cases of Moments, one file a verb.
//!
//! A verb reads from top to bottom: permission, validate, write, view, in one transaction of the store. It holds the
//! authority that the windows do not: session, open moments, invitations. It deliberately knows no SQL and no window.

pub mod acts;
pub mod backups;
pub mod cases;
pub mod catalogue;
mod desk;
pub mod directory;
pub mod documents;
mod draw;
pub mod error;
pub mod exchange;
pub mod exports;
pub mod follow_ups;
pub mod keys;
mod log;
pub mod moments;
mod new_file;
pub mod office;
pub mod past_log;
pub mod privacy;
mod prove;
pub mod ratings;
pub mod review;
mod secret;
pub mod setup;
pub mod sign_in;
pub mod trends;

pub use desk::{Actor, Clock, Desk, Keys, Proven, Steady};
pub use error::{ApiError, ErrorCode, Result};
pub use moments_store::Proof;
pub use moments_store::home::Home;
pub use moments_store::keys::{DataKey, leave_no_core_dumps};
pub use secret::Secret;

/// Words of the domain that callers of the desk need.
pub mod words {
    pub use moments_core::case::grouped;
    pub use moments_core::ids::{CaseId, FollowUpId, MomentId, OrganizationId, StaffId};
    pub use moments_core::moment::{NotApplicable, Nothing, Priority, Problem, Scored, UNCLASSIFIED};
    pub use moments_core::past_log::{DateOrder, LogField, Mapping, Refused, TextEncoding};
    pub use moments_core::privacy::Finding;
    pub use moments_core::words::*;
}
