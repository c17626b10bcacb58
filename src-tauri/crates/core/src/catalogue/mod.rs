//! The service catalogue: services and standards as folded records, the reading of the national service inventory,
//! and the comparison that turns a file into changes for the journal.
//!
//! Everything is a pure function of bytes and records. There is deliberately no file access, no journal and no
//! knowledge of who may import: the desk reads the file, asks for permission, and journals the plan.
//!
//! [`inventory::read`] → [`plan::plan_services`] or [`plan::plan_standards`] → [`plan::batches`].

mod cell;
pub mod inventory;
pub mod key;
mod number_words;
pub mod plan;
pub mod relationship;
pub mod search;
pub mod service;
pub mod starter;
pub(crate) mod table;
pub mod thresholds;

#[cfg(test)]
mod inventory_tests;
#[cfg(test)]
mod never_panics_tests;
#[cfg(test)]
mod plan_tests;
#[cfg(test)]
mod real_inventory_tests;

pub use inventory::{Inventory, InventoryError, Refusal, RefusalReason, Rows};
pub use key::{ServiceKey, StandardKey};
pub use plan::{ImportPlan, PlanItem, batches, plan_services, plan_standards};
pub use search::search_key;
pub use service::{ProposalState, Service, Source, Standard, Status, ThresholdAppliesTo};
