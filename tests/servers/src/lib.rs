//! What tests start that carry and ingest for real: servers that nobody here wrote, PostgreSQL ([`postgres`]) and an object store
//! with S3's interface ([`objects`]), and our own programs as they were built ([`programs`]). A server stands in a folder of the
//! test's, listens on this machine alone, and ends with its test.
//!
//! Deliberately absent: any library of ours. What ships never contains this crate.

// A test whose server doesn't start has nothing else to do.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

pub mod objects;
pub mod postgres;
pub mod programs;
