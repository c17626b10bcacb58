//! Two sides that are measured in turn, in one run: what a figure costs, and what it is held against.

use serde::Serialize;
use std::time::{Duration, Instant};

/// One figure, as the report has it. `ours` and `reference` are medians of the rounds, in `unit`.
#[derive(Debug, Clone, Serialize)]
pub struct Figure {
    pub name: &'static str,
    pub ours: f64,
    pub reference: f64,
    pub unit: &'static str,
    pub ratio: Ratio,
    /// What the ratio's median may be at most, or at least where `unit` is a rate; `None`: it is reported.
    pub goal: Option<f64>,
    /// Rounds.
    pub n: usize,
    /// What is measured against what.
    pub note: String,
}

/// Ours through the reference, round by round.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Ratio {
    pub min: f64,
    pub median: f64,
    pub max: f64,
}

impl Figure {
    /// Whether the goal is met, where there is one.
    pub fn is_met(&self) -> bool {
        let median = self.ratio.median;
        self.goal.is_none_or(|goal| if self.is_rate() { median >= goal } else { median <= goal })
    }

    /// More is better.
    pub fn is_rate(&self) -> bool {
        self.unit == RATE
    }
}

/// The word of what is counted by the second.
const RATE: &str = "/s";

pub struct Pair {
    pub name: &'static str,
    pub goal: Option<f64>,
    pub unit: Unit,
    pub note: String,
}

#[derive(Debug, Clone, Copy)]
pub enum Unit {
    Milliseconds,
    Seconds,
    /// So many things were done in the time.
    PerSecond(u32),
    Mebibytes,
}

impl Unit {
    fn of(self, time: Duration) -> f64 {
        match self {
            Self::Milliseconds => time.as_secs_f64() * 1_000.0,
            Self::Seconds | Self::Mebibytes => time.as_secs_f64(),
            Self::PerSecond(things) => f64::from(things) / time.as_secs_f64(),
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Milliseconds => "ms",
            Self::Seconds => "s",
            Self::PerSecond(_) => RATE,
            Self::Mebibytes => "MiB",
        }
    }
}

/// Rounds of a figure, and those before them that count for nothing.
#[derive(Debug, Clone, Copy)]
pub struct Rounds {
    pub n: usize,
    pub warm_up: usize,
}

pub type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

/// How long something took.
pub fn timed<T>(work: impl FnOnce() -> Outcome<T>) -> Outcome<(Duration, T)> {
    let begin = Instant::now();
    let value = work()?;
    Ok((begin.elapsed(), value))
}

/// Runs both sides in turn, the first of a round now the one and now the other, and holds them against each other.
pub fn interleave<C>(
    pair: Pair,
    rounds: Rounds,
    context: &mut C,
    mut ours: impl FnMut(&mut C) -> Outcome<Duration>,
    mut reference: impl FnMut(&mut C) -> Outcome<Duration>,
) -> Outcome<Figure> {
    let unit = pair.unit;
    compare(
        pair,
        rounds,
        context,
        |context| Ok(unit.of(ours(context)?)),
        |context| Ok(unit.of(reference(context)?)),
    )
}

/// The same of what is no time, or was timed elsewhere; both sides in the pair's unit.
pub fn compare<C>(
    pair: Pair,
    rounds: Rounds,
    context: &mut C,
    mut ours: impl FnMut(&mut C) -> Outcome<f64>,
    mut reference: impl FnMut(&mut C) -> Outcome<f64>,
) -> Outcome<Figure> {
    let (mut us, mut them) = (Vec::new(), Vec::new());
    for round in 0..rounds.warm_up + rounds.n {
        let (one, other) = if round % 2 == 0 {
            let one = ours(context)?;
            (one, reference(context)?)
        } else {
            let other = reference(context)?;
            (ours(context)?, other)
        };
        if round >= rounds.warm_up {
            us.push(one);
            them.push(other);
        }
    }
    let mut ratios: Vec<f64> = us.iter().zip(&them).map(|(us, them)| us / them).collect();
    let ratio = Ratio { median: median(&mut ratios), min: least(&ratios), max: most(&ratios) };
    Ok(Figure {
        name: pair.name,
        ours: median(&mut us),
        reference: median(&mut them),
        unit: pair.unit.word(),
        ratio,
        goal: pair.goal,
        n: rounds.n,
        note: pair.note,
    })
}

/// Of two in the middle, their mean. Sorts.
pub fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() % 2 {
        0 => {
            let (low, high) = (values.get(middle.wrapping_sub(1)), values.get(middle));
            low.zip(high).map_or(f64::NAN, |(low, high)| f64::midpoint(*low, *high))
        }
        _ => values.get(middle).copied().unwrap_or(f64::NAN),
    }
}

fn least(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::INFINITY, f64::min)
}

fn most(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::NEG_INFINITY, f64::max)
}
