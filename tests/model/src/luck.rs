//! Chance, and what it breaks: everything follows from the seed.

use crate::Mutant;

/// Why something ended before it was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// The program was killed: what was not committed is gone.
    Killed,
    /// The disk took no more: the program goes on, and nobody was told "saved".
    Full,
}

pub type Step<T = ()> = Result<T, Stop>;

pub struct Luck {
    state: u64,
    /// Steps until the next kill.
    kill_in: Option<usize>,
    mutant: Option<Mutant>,
    numbers: u32,
}

impl Luck {
    pub fn new(seed: u64, mutant: Option<Mutant>) -> Self {
        Self { state: seed, kill_in: None, mutant, numbers: 0 }
    }

    /// SplitMix64 (Steele, Lea, Flood 2014).
    fn roll(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mixed(self.state)
    }

    /// A number below `end`, which is not 0.
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.roll() >> 11).unwrap_or(0) % end.max(1)
    }

    pub fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    pub fn shuffle<T>(&mut self, all: &mut [T]) {
        for last in (1..all.len()).rev() {
            let other = self.below(last + 1);
            all.swap(last, other);
        }
    }

    /// Another one each time: ids, epochs, incarnations.
    pub fn number(&mut self) -> u32 {
        self.numbers += 1;
        self.numbers
    }

    pub fn is(&self, mutant: Mutant) -> bool {
        self.mutant == Some(mutant)
    }

    /// The next verb may be killed at one of its steps.
    pub fn tempt(&mut self) {
        self.kill_in = self.one_in(12).then(|| self.below(16));
    }

    pub fn spare(&mut self) {
        self.kill_in = None;
    }

    /// Between two things that are each whole or not at all.
    pub fn step(&mut self) -> Step {
        match self.kill_in {
            Some(0) => {
                self.kill_in = None;
                return Err(Stop::Killed);
            }
            Some(left) => self.kill_in = Some(left - 1),
            None => {}
        }
        Ok(())
    }

    /// Before something is written: it may be killed there, or find the disk full, as seldom.
    pub fn room(&mut self) -> Step {
        self.step()?;
        if self.kill_in.is_some() && self.one_in(40) { Err(Stop::Full) } else { Ok(()) }
    }
}

pub fn mixed(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
