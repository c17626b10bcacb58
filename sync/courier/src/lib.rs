//! The courier: carries bundles between a workstation's outbox and inbox and any number of places.
//!
//! Begin with `pass.rs`: one visit of one place. `place.rs` is what is asked of a place; `folder.rs` and `store.rs` answer.
//! It deliberately holds no key, depends on no other crate of the project, and takes a bundle's name by its shape alone:
//! what is in a bundle is for those whose it is.

pub mod clock;
pub mod config;
mod disk;
mod folder;
mod hours;
mod http;
mod outbox;
pub mod pace;
mod pass;
mod place;
pub mod run;
pub mod shape;
pub mod state;
pub mod status;
mod store;
pub mod trouble;
