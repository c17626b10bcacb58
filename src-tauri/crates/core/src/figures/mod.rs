//! From moments to figures, in one direction: a moment's record gives [`Facts`], what it says that can be counted and no
//! free text; facts add up to a [`Tally`], and tallies to each other, so that a day is the sum of its moments and a year
//! the sum of its days. What of a tally may be shown is decided last, in [`disclosure`].
//!
//! The definitions of design 6 are here and nowhere else: no statement of SQL counts anything that a person reads.

mod day;
pub mod disclosure;
mod facts;
mod narrow;
mod pairs;
mod period;
mod summed_block;
mod tally;

pub use day::{Day, ServedOn, Side};
pub use facts::{Facts, Guarded, LineFacts, RatingFacts};
pub use narrow::Narrow;
pub use period::{Block, Shown};
pub use summed_block::{SummedBlock, SummedSide};
pub use tally::{Count, Languages, ServiceTally, StandardTally, Tally};
