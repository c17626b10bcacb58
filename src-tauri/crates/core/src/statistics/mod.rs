//! The formulas behind the figures: a file each, with its source. Everything is a pure function of counts.
//!
//! Deliberately absent: which answers are counted, how many are needed before a figure is shown, and how it
//! is worded and rounded. Those are the desk's and the interface's to decide.

mod confidence;
mod minutes;
mod newcombe;
mod scores;
mod student;
mod welch;
mod wilson;

#[cfg(test)]
mod golden_tests;
#[cfg(test)]
mod property_tests;

pub use confidence::net_confidence;
pub use minutes::Minutes;
pub use newcombe::newcombe;
pub use scores::Scores;
pub use welch::welch;
pub use wilson::wilson;

/// A 95 % range, in the unit of what it is a range of; `low` is never above `high`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    pub low: f64,
    pub high: f64,
}

/// The 97.5 % quantile of the standard normal distribution.
const Z: f64 = 1.959_963_984_540_054;
