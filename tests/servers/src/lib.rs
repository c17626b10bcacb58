//! Servers that nobody here wrote, for tests that carry and ingest for real: PostgreSQL ([`postgres`]) and an object store with
//! S3's interface ([`objects`]). Each stands in a folder of the test's, listens on this machine alone, and ends with its test.
//!
//! Deliberately absent: anything of ours. What ships never contains this crate.

// A test whose server doesn't start has nothing else to do.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

pub mod objects;
pub mod postgres;
