//! The centre: every office's records exactly once, in PostgreSQL.
//!
//! Couriers put bundles into the landing zone ([`landing`]); workers claim them ([`queue`]), open and prove them, and apply the next
//! entries of each journal without a gap ([`apply`]); what they are about is folded anew in the same transaction ([`fold`],
//! [`tables`]). After the commit the office is told ([`acknowledge`]). Begin with [`ingest`], which has it in this order.
//!
//! Deliberately absent: trust in a bundle, roles of an office's staff, and any figure: analysts read views.

pub mod acknowledge;
pub mod address;
pub mod apply;
pub mod centre;
pub mod config;
pub mod database;
pub mod enrol;
pub mod entries;
pub mod error;
pub mod fold;
pub mod ingest;
pub mod landing;
pub mod queue;
pub mod rows;
pub mod status;
pub mod tables;
pub mod upgrade;
pub mod verify;

pub use centre::Centre;
pub use config::Config;
pub use error::{CentreError, Result};
