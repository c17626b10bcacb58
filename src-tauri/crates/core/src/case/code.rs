//! A case's reference code: what is read aloud at a counter and over the telephone, and typed.
//!
//! Eight random symbols of Crockford's base 32 (digits and letters without I, L, O and U) and Crockford's check symbol, the
//! value modulo 37 (<https://www.crockford.com/base32.html>). Of the 37 check symbols five are `* ~ $ = U`, which are hard to
//! read aloud and to find on a keyboard: a value that would take one is drawn again, so that a code is nine plain symbols.
//! That loses 5 of 37 values (13.5 %) and leaves 9.5 × 10¹¹.
//!
//! As 37 is a prime that divides neither a difference of two symbols nor 32 nor 31, every single wrong symbol and every swap
//! of two neighbours is caught; of other mistakes, 36 in 37. Deliberately absent: chance, which the caller brings.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The symbols in the order of their values.
const SYMBOLS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Symbols of a code, the check among them.
pub const CODE_SYMBOLS: usize = 9;
/// The modulus of the check symbol.
const CHECK_MODULUS: u64 = 37;

/// A code that is one: nine symbols, and the last fits the others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CaseCode(String);

/// Why a text is no code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    #[error("a code has {CODE_SYMBOLS} symbols; these are fewer")]
    TooShort,
    #[error("a code has {CODE_SYMBOLS} symbols; these are more")]
    TooLong,
    /// The place among the symbols, from 1.
    #[error("symbol {at} is in no code")]
    Symbol { at: usize },
    #[error("one of the symbols is wrong")]
    Check,
}

impl CaseCode {
    /// The code of five random bytes; `None` where the check symbol would not be a plain one, and is to be drawn again.
    pub fn of(random: [u8; 5]) -> Option<Self> {
        let value = random.iter().fold(0u64, |value, byte| value << 8 | u64::from(*byte));
        let places = (0..CODE_SYMBOLS - 1).rev();
        let symbols =
            places.map(|place| symbol(value >> (5 * place) & 31)).chain([symbol(value % CHECK_MODULUS)]);
        symbols.collect::<Option<String>>().map(Self)
    }

    /// Reads a code as it is typed, said or scanned: upper or lower case; I and L are 1 and O is 0; spaces and hyphens are
    /// ignored.
    ///
    /// # Errors
    /// What is wrong with it: the first symbol that is in no code, else its length, else its check.
    pub fn read(text: &str) -> Result<Self, CodeError> {
        let mut values = Vec::with_capacity(CODE_SYMBOLS);
        for (place, c) in text.chars().filter(|c| !is_between(*c)).enumerate() {
            let value = value(c).ok_or(CodeError::Symbol { at: place + 1 })?;
            if place >= CODE_SYMBOLS {
                return Err(CodeError::TooLong);
            }
            values.push(value);
        }
        let (check, symbols) = values.split_last().ok_or(CodeError::TooShort)?;
        if values.len() < CODE_SYMBOLS {
            return Err(CodeError::TooShort);
        }
        let number = symbols.iter().fold(0u64, |number, value| number << 5 | value);
        if number % CHECK_MODULUS != *check {
            return Err(CodeError::Check);
        }
        values
            .iter()
            .map(|value| symbol(*value))
            .collect::<Option<String>>()
            .map(Self)
            .ok_or(CodeError::Check)
    }

    /// The nine symbols, as they are stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// As it is shown: `K7MX 3Q9R 5`.
impl fmt::Display for CaseCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&grouped(&self.0))
    }
}

/// A stored code as it is shown, in groups of four: `K7MX 3Q9R 5`.
pub fn grouped(code: &str) -> String {
    let symbols: Vec<char> = code.chars().collect();
    symbols.chunks(4).map(String::from_iter).collect::<Vec<_>>().join(" ")
}

fn symbol(value: u64) -> Option<char> {
    let place = usize::try_from(value).ok()?;
    SYMBOLS.get(place).map(|symbol| char::from(*symbol))
}

fn value(c: char) -> Option<u64> {
    let plain = match c.to_ascii_uppercase() {
        'I' | 'L' => '1',
        'O' => '0',
        other => other,
    };
    (0u64..).zip(SYMBOLS).find(|(_, symbol)| char::from(**symbol) == plain).map(|(value, _)| value)
}

/// White space, and the hyphens and dashes that a keyboard or a word processor makes.
fn is_between(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

#[cfg(test)]
#[path = "code_tests.rs"]
mod tests;
