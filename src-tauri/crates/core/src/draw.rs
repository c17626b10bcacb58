//! The draw of invitations: which client is asked, and which rotated question.
//!
//! A workstation journals what it draws from (seed, policy, day) before it draws the first number of it; each moment
//! records the number that it took. Whoever holds the journal draws again and compares. The arithmetic is ours and
//! needs no library's generator: an auditor makes it again with `sha256sum`. The app's own staff see neither seed nor
//! number.

use crate::ids::{DrawId, WorkstationId};
use crate::words::RotatedQuestion;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What a workstation draws from. A new one begins with each office day, each life of the store, and each change of the
/// policy, so that what was drawn is checked against the policy of its time.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Draw {
    pub workstation: WorkstationId,
    /// Of the store that draws: a copy of it draws from another seed.
    pub epoch: String,
    pub office_day: NaiveDate,
    /// 64 hexadecimal digits.
    pub seed: String,
    /// One client in so many is invited; 0: nobody is.
    pub one_in: u32,
    /// The questions in rotation.
    pub questions: Vec<RotatedQuestion>,
    /// What this workstation drew from before, and how many numbers of it were given out: an opening that left no moment
    /// behind shows as a number that is missing.
    pub previous: Option<DrawId>,
    pub previous_numbers: u64,
}

/// What was drawn for one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Drawn {
    pub invited: bool,
    /// Of an invited client.
    pub question: Option<RotatedQuestion>,
}

impl Draw {
    /// The n-th number of this draw; the first is 1.
    pub fn number(&self, n: u64) -> Drawn {
        drawn(&self.seed, n, self.one_in, &self.questions)
    }

    /// The share of clients that this policy invites, 0 to 1.
    pub fn share(&self) -> f64 {
        if self.one_in == 0 { 0.0 } else { 1.0 / f64::from(self.one_in) }
    }
}

/// The n-th number of a seed under a policy.
///
/// SHA-256 of the text `moments/draw/1 SEED N`. Its first 16 hexadecimal digits, as a number, are divisible by k for an
/// invited client; the remainder of the next 16 by the number of questions is the place of the question.
pub fn drawn(seed: &str, n: u64, one_in: u32, questions: &[RotatedQuestion]) -> Drawn {
    let hash = Sha256::digest(format!("moments/draw/1 {seed} {n}"));
    let number = |from: usize| hash.iter().skip(from).take(8).fold(0u64, |sum, b| sum << 8 | u64::from(*b));
    let invited = number(0).checked_rem(u64::from(one_in)) == Some(0);
    let place = number(8).checked_rem(u64::try_from(questions.len()).unwrap_or(u64::MAX));
    let question = place.and_then(|place| questions.get(usize::try_from(place).ok()?)).copied();
    Drawn { invited, question: question.filter(|_| invited) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEED: &str = "0707070707070707070707070707070707070707070707070707070707070707";

    /// Made with coreutils and bc, for n from 1 to 24:
    /// `h=$(printf 'moments/draw/1 %s %s' $SEED $n | sha256sum); h=${h^^}; echo "ibase=16; ${h:0:16} % 4; ${h:16:16} % 4" | bc`
    #[test]
    fn an_auditor_without_this_program_draws_the_same() {
        let drawn = (1..=24).map(|n| (n, drawn(SEED, n, 4, RotatedQuestion::ALL)));
        let invited: Vec<_> = drawn.filter(|(_, d)| d.invited).map(|(n, d)| (n, d.question)).collect();
        use RotatedQuestion::*;
        let golden = [(8, Confidence), (19, NeedMet), (20, Fairness), (22, Fairness)];
        assert_eq!(invited, golden.map(|(n, question)| (n, Some(question))));
    }

    #[test]
    fn nobody_is_asked_when_the_office_asks_nobody_and_nothing_more_where_no_question_is_in_rotation() {
        assert!((1..=100).all(|n| !drawn(SEED, n, 0, RotatedQuestion::ALL).invited));
        assert_eq!(drawn(SEED, 1, 1, &[]), Drawn { invited: true, question: None });
    }
}
