//! A passphrase: a way into the store that a person chose and keeps in their head.
//!
//! All other secrets of a slot are random; this one can be guessed by whoever has a copy of the file, for as long as they
//! like. So it is stretched by Argon2id (RFC 9106), its costs stand in the slot and can be raised, and a short or simple one
//! is refused. A passphrase is read alike from every keyboard: compatibility normalization, white space folded.
//!
//! Deliberately absent: a dictionary. A line of a song passes, and `docs/operations.md` says what to choose instead.

use std::fmt;

use argon2::{Algorithm, Argon2, Block, Params, Version};
use unicode_normalization::UnicodeNormalization;
use zeroize::{Zeroize, Zeroizing};

use super::data_key::KEY_LENGTH;
use super::{KeyError, fill_random};

/// Characters. A person types at most the second.
const SHORTEST: usize = 16;
const LONGEST: usize = 256;
/// Bytes of what is looked at: more is no passphrase.
const MAX_TYPED: usize = 4 * LONGEST;
/// Different characters at least.
const DIFFERENT: usize = 8;
/// Characters that neither repeat nor follow the one before.
const SURPRISING: usize = 12;
/// What everybody begins with. It counts for nothing.
const COMMON: [&str; 8] = [
    "password",
    "passphrase",
    "motdepasse",
    "mot de passe",
    "phrase de passe",
    "phrase secr",
    "qwertyuiop",
    "azertyuiop",
];

const SALT_LENGTH: usize = 16;
/// What a new slot costs: 64 MiB and three passes, as RFC 9106 has it for machines with little memory, on one lane.
const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;
const LANES: u32 = 1;
/// A file that asks for more was not written by this program, and would keep a start waiting for ever.
const MOST_MEMORY_KIB: u32 = 1024 * 1024;
const MOST_PASSES: u32 = 16;
const MOST_LANES: u32 = 16;

/// Why a passphrase is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PassphraseFault {
    #[error("it has fewer than 16 characters")]
    Short,
    #[error("it has more than 256 characters")]
    Long,
    #[error("it repeats itself, or begins as many do")]
    Simple,
}

/// A passphrase as it was typed, read alike from every keyboard. Wiped when dropped; `Debug` shows nothing.
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    /// A passphrase that is to open a store from now on.
    pub fn choose(typed: &str) -> Result<Passphrase, KeyError> {
        let chosen = Passphrase::typed(typed)?;
        let text: &str = &chosen.0;
        if text.chars().count() < SHORTEST {
            return Err(KeyError::PassphraseRefused(PassphraseFault::Short));
        }
        let lower = Zeroizing::new(text.to_lowercase());
        let rest = COMMON.iter().find_map(|common| lower.strip_prefix(common)).unwrap_or(&lower);
        if different(rest) < DIFFERENT || surprising(rest) < SURPRISING || repeats(rest) {
            return Err(KeyError::PassphraseRefused(PassphraseFault::Simple));
        }
        Ok(chosen)
    }

    /// A passphrase that is to be tried.
    pub fn typed(typed: &str) -> Result<Passphrase, KeyError> {
        let too_long = KeyError::PassphraseRefused(PassphraseFault::Long);
        if typed.len() > MAX_TYPED {
            return Err(too_long);
        }
        // Reserved once: a buffer that grows leaves copies behind. No sign becomes more than 18 in this form.
        let mut text = Zeroizing::new(String::with_capacity(typed.len() * 18 + 1));
        for sign in typed.nfkc() {
            if !sign.is_whitespace() {
                text.push(sign);
            } else if !text.is_empty() && !text.ends_with(' ') {
                text.push(' ');
            }
        }
        if text.ends_with(' ') {
            text.pop();
        }
        if text.chars().count() > LONGEST { Err(too_long) } else { Ok(Passphrase(text)) }
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Passphrase")
    }
}

fn different(text: &str) -> usize {
    let mut signs = signs(text);
    signs.sort_unstable();
    signs.dedup();
    signs.len()
}

/// Reserved once, as a buffer that grows leaves copies behind.
fn signs(text: &str) -> Zeroizing<Vec<char>> {
    let mut signs = Zeroizing::new(Vec::with_capacity(text.len()));
    signs.extend(text.chars());
    signs
}

/// Characters that are neither the one before again nor its neighbour, as in `aaaa`, `1234` and `dcba`.
fn surprising(text: &str) -> usize {
    let before = std::iter::once(None).chain(text.chars().map(Some));
    text.chars()
        .zip(before)
        .filter(|(sign, before)| before.is_none_or(|before| (*sign as u32).abs_diff(before as u32) > 1))
        .count()
}

/// Whether it is a shorter text over and over.
fn repeats(text: &str) -> bool {
    let signs = signs(text);
    (1..=signs.len() / 2)
        .any(|period| signs.iter().zip(signs.iter().skip(period)).all(|(one, other)| one == other))
}

/// How a passphrase becomes a secret: the costs of Argon2id and the salt. Stands in the slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) memory_kib: u32,
    pub(super) passes: u32,
    pub(super) lanes: u32,
    pub(super) salt: [u8; SALT_LENGTH],
}

impl Stretch {
    pub(super) fn fresh() -> Result<Stretch, KeyError> {
        let mut salt = [0; SALT_LENGTH];
        fill_random(&mut salt)?;
        Ok(Stretch { memory_kib: MEMORY_KIB, passes: PASSES, lanes: LANES, salt })
    }

    /// Whether this version would pay so much.
    pub(super) fn is_payable(&self) -> bool {
        self.memory_kib <= MOST_MEMORY_KIB
            && self.passes <= MOST_PASSES
            && self.lanes <= MOST_LANES
            && self.params().is_some()
    }

    fn params(&self) -> Option<Params> {
        Params::new(self.memory_kib, self.passes, self.lanes, Some(KEY_LENGTH)).ok()
    }

    /// Takes its time and its memory, on purpose.
    pub(super) fn secret(&self, passphrase: &Passphrase) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        let params = self.params().ok_or(KeyError::Derivation)?;
        let mut memory = Vec::new();
        // A machine without that much says so; the usual way would end the program.
        memory.try_reserve_exact(params.block_count()).map_err(|_| KeyError::NoMemory)?;
        memory.resize(params.block_count(), Block::new());
        let mut secret = Zeroizing::new(vec![0; KEY_LENGTH]);
        let made = Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password_into_with_memory(
            passphrase.0.as_bytes(),
            &self.salt,
            &mut secret,
            &mut memory,
        );
        memory.iter_mut().for_each(Zeroize::zeroize);
        made.map_err(|_| KeyError::Derivation)?;
        Ok(secret)
    }

    /// What is bound into the slot, of a fixed length.
    pub(super) fn bound(&self) -> Vec<u8> {
        let costs = [self.memory_kib, self.passes, self.lanes].map(u32::to_be_bytes);
        costs.into_iter().flatten().chain(self.salt).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn fault(typed: &str) -> PassphraseFault {
        match Passphrase::choose(typed) {
            Err(KeyError::PassphraseRefused(fault)) => fault,
            other => panic!("{typed:?} should be refused, not {other:?}"),
        }
    }

    #[test]
    fn a_passphrase_that_is_guessed_soon_is_refused() {
        for short in ["", "tundra-lichen", "   tundra-lichen   ", "tundra      lichen"] {
            assert_eq!(fault(short), PassphraseFault::Short, "{short}");
        }
        for simple in [
            "aaaaaaaaaaaaaaaaaaaaaaaa",
            "12345678901234567890",
            "abcdefghijklmnopqrstuvwxyz",
            "zyxwvutsrqponmlkji",
            "tundra7 tundra7 tundra7",
            "Motdepasse1234567890",
            "password password password",
            "Mot de passe bureau 1",
        ] {
            assert_eq!(fault(simple), PassphraseFault::Simple, "{simple}");
        }
        assert_eq!(fault(&"tundra lichen ".repeat(40)), PassphraseFault::Long);
        for good in ["caribou stapler harbour nine", "quatre bottes, un érable", "ᐃᖃᓗᐃᑦ ᓄᓇᕗᑦ ᑕᑯᓂᐊᕐᒥ 47"]
        {
            assert!(Passphrase::choose(good).is_ok(), "{good}");
        }
    }

    #[test]
    fn a_passphrase_is_the_same_from_every_keyboard_and_after_a_careless_space() {
        let chosen = Passphrase::choose("quatre bottes, un érable").unwrap();
        for typed in [" quatre  bottes,\u{a0}un e\u{301}rable\n", "quatre bottes, un érable "] {
            assert_eq!(*Passphrase::typed(typed).unwrap().0, *chosen.0);
        }
        for other in ["Quatre bottes, un érable", "quatre bottes, un erable"] {
            assert_ne!(*Passphrase::typed(other).unwrap().0, *chosen.0);
        }
        assert_eq!(format!("{chosen:?}"), "Passphrase");
    }

    /// The reference implementation: `echo -n "caribou stapler harbour" | argon2 somesaltsomesalt -id -k 256 -t 2 -p 1 -l 32 -r`.
    #[test]
    fn the_stretching_is_argon2id_and_its_costs_count() {
        let passphrase = Passphrase::typed("caribou stapler harbour").unwrap();
        let cheap = Stretch { memory_kib: 256, passes: 2, lanes: 1, salt: *b"somesaltsomesalt" };
        let secret = cheap.secret(&passphrase).unwrap();
        assert_eq!(super::super::hex::encode(&secret), ARGON2_REFERENCE);
        for dearer in [Stretch { passes: 3, ..cheap.clone() }, Stretch { memory_kib: 512, ..cheap.clone() }] {
            assert_ne!(dearer.secret(&passphrase).unwrap(), secret);
            assert_ne!(dearer.bound(), cheap.bound());
        }
    }
    const ARGON2_REFERENCE: &str = "f2d36dd1f48a20011a52bc8fe7c88e7aad827f79a6718a023b61de1da46cae40";

    #[test]
    fn costs_that_no_start_could_pay_are_not_paid() {
        let fresh = Stretch::fresh().unwrap();
        assert!(fresh.is_payable() && fresh.memory_kib >= 64 * 1024 && fresh.passes >= 3);
        for unpayable in [
            Stretch { memory_kib: u32::MAX, ..fresh.clone() },
            Stretch { passes: u32::MAX, ..fresh.clone() },
            Stretch { lanes: 17, ..fresh.clone() },
            Stretch { memory_kib: 0, ..fresh.clone() },
            Stretch { passes: 0, ..fresh.clone() },
        ] {
            assert!(!unpayable.is_payable());
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(50_000))]

        #[test]
        fn whatever_is_typed_gives_a_passphrase_or_an_error(typed in "\\PC{0,60}|[a-z ]{10,40}|.{0,300}") {
            if let Ok(chosen) = Passphrase::choose(&typed) {
                let again = Passphrase::typed(&chosen.0).unwrap();
                prop_assert_eq!(&*again.0, &*chosen.0);
            }
        }
    }
}
