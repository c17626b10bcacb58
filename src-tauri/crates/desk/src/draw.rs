//! The draw of invitations: which client is asked, and which rotated question. Seeded, so that it can be audited: the
//! n-th draw of a workstation follows from its seed and n alone.

use crate::error::Result;
use moments_core::entities::Office;
use moments_core::words::RotatedQuestion;
use moments_store::WriteTx;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha12Rng;

/// What was drawn for one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Drawn {
    pub invited: bool,
    pub question: Option<RotatedQuestion>,
}

/// Draws for the next moment of this workstation.
pub fn draw(tx: &mut WriteTx<'_>, office: &Office) -> Result<Drawn> {
    let (seed, n) = match tx.draw()? {
        Some((seed, drawn)) => (seed, drawn + 1),
        None => (moments_store::random()?, 1),
    };
    tx.put_draw(&seed, n)?;
    Ok(nth(&seed, n, office))
}

/// The n-th draw of a seed.
pub fn nth(seed: &[u8; 32], n: u64, office: &Office) -> Drawn {
    let mut rng = ChaCha12Rng::from_seed(*seed);
    rng.set_stream(n);
    let invited = office.invite_one_in > 0 && rng.random_range(0..office.invite_one_in) == 0;
    let question = match office.questions.len() {
        0 => None,
        len => office.questions.get(rng.random_range(0..len)).copied(),
    };
    Drawn { invited, question: question.filter(|_| invited) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_in_four_is_about_one_in_four_and_can_be_drawn_again() {
        let office = Office { invite_one_in: 4, ..Office::default() };
        let all = || (1..=4_000).map(|n| nth(&[7; 32], n, &office)).collect::<Vec<_>>();
        let invited = all().iter().filter(|d| d.invited).count();
        assert!((900..=1_100).contains(&invited), "{invited} of 4,000");
        assert_eq!(all(), all(), "an auditor with the seed draws the same");
    }

    #[test]
    fn every_question_takes_its_turn_and_nobody_is_asked_when_the_office_asks_nobody() {
        let office = Office::default();
        for question in RotatedQuestion::ALL {
            assert!((1..=100).any(|n| nth(&[1; 32], n, &office).question == Some(*question)));
        }
        let silent = Office { invite_one_in: 0, ..Office::default() };
        assert!((1..=100).all(|n| !nth(&[1; 32], n, &silent).invited));
    }
}
