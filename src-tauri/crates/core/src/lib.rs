//! The domain of Moments: the words, the record of a moment of truth, the journal's entries and their fold,
//! the service catalogue.
//!
//! Everything here is a pure function of its arguments. There is deliberately no clock, no file, no database,
//! no randomness and no knowledge of windows: the caller passes time, ids and bytes in.

pub mod authority;
pub mod case;
pub mod catalogue;
pub mod day_context;
pub mod draw;
pub mod entities;
pub mod entry;
pub mod erasure;
pub mod fields;
pub mod figures;
pub mod fold;
pub mod follow_up;
pub mod ids;
pub mod limits;
pub mod moment;
pub mod organization;
pub mod past_log;
pub mod privacy;
pub mod retention;
pub mod sign_off;
pub mod statistics;
pub mod tally_sheet;
pub mod text;
pub mod words;
