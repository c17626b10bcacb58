//! Tally sheets: what is kept on paper while the power is out, and entered afterwards row by row.
//!
//! Each sheet has a number of its own, so that a row is the same moment however often, and at whichever workstation, it
//! is entered. Deliberately absent: what a row says, which is a moment like any other.

use crate::ids::{MomentId, OfficeId};
use std::fmt;
use uuid::Uuid;

/// Rows that a sheet may have; a printed one has [`ROWS_PRINTED`].
pub const ROWS_MAX: u32 = 200;
/// Rows of the sheet that the app prints.
pub const ROWS_PRINTED: u32 = 30;
/// Times that one row may be taken back and entered again.
pub const ATTEMPTS_MAX: u32 = 50;

/// Crockford's base 32: no I, L, O or U, which are read as 1, 1, 0 and V.
const SYMBOLS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Symbols before the check symbol.
const DATA: usize = 5;

/// The number of a tally sheet: five symbols and a check symbol, which catches one wrong symbol and two that changed
/// places. Thirty-three million of them, so that an office draws them without a list.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SheetNo(String);

impl SheetNo {
    /// The number that follows from 25 of these bits; random ones come from the caller.
    pub fn of(bits: u32) -> Self {
        let values: Vec<u8> = (0..DATA).map(|at| (bits >> (5 * at) & 31) as u8).collect();
        let all = values.iter().copied().chain([check(&values)]);
        Self(all.filter_map(|v| SYMBOLS.get(usize::from(v)).copied().map(char::from)).collect())
    }

    /// As it was typed from paper: spaces and dashes, small letters, and O for 0 do not matter. `None` where a symbol is
    /// missing, or the check symbol says that one is wrong.
    pub fn parse(typed: &str) -> Option<Self> {
        let symbols = typed.chars().filter(|c| !matches!(c, ' ' | '-' | '\u{a0}' | '\u{2011}'));
        let values: Vec<u8> = symbols.take(DATA + 2).map(value).collect::<Option<_>>()?;
        let (last, data) = values.split_last().filter(|(_, data)| data.len() == DATA)?;
        (check(data) == *last).then(|| {
            let plain = values.iter().filter_map(|v| SYMBOLS.get(usize::from(*v)).copied().map(char::from));
            Self(plain.collect())
        })
    }

    /// Without the space: `K7M2QX`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The moment of a row, from 1. A row that was taken back and entered again is another attempt, from 1.
    pub fn row_id(&self, office: &OfficeId, row: u32, attempt: u32) -> MomentId {
        MomentId(Uuid::new_v5(&office.0, format!("tally-sheet {} {row} {attempt}", self.0).as_bytes()))
    }
}

/// In two groups, as it is printed and read aloud: `K7M 2QX`.
impl fmt::Display for SheetNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, rest) = self.0.split_at_checked(3).unwrap_or((&self.0, ""));
        write!(f, "{first} {rest}")
    }
}

fn value(symbol: char) -> Option<u8> {
    let symbol = match symbol.to_ascii_uppercase() {
        'I' | 'L' => '1',
        'O' => '0',
        'U' => 'V',
        other => other,
    };
    SYMBOLS.iter().position(|s| char::from(*s) == symbol).and_then(|at| u8::try_from(at).ok())
}

/// Σ xⁱ·vᵢ in GF(32) over x⁵ + x² + 1, i from 1: the weights differ and none is 0 or 1, so every single error and every
/// swap changes it, also one with the check symbol itself (whose weight is 1).
fn check(values: &[u8]) -> u8 {
    values.iter().rev().fold(0, |sum, value| times_x(sum ^ value))
}

fn times_x(value: u8) -> u8 {
    let shifted = value << 1;
    if shifted & 0x20 == 0 { shifted } else { shifted ^ 0x25 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_however_it_is_typed() {
        let no = SheetNo::of(0x1AB_CDEF);
        assert_eq!(no.as_str().len(), DATA + 1);
        for typed in
            [no.to_string(), no.to_string().to_lowercase(), no.as_str().to_owned(), format!(" {no}-")]
        {
            assert_eq!(SheetNo::parse(&typed).as_ref(), Some(&no), "{typed}");
        }
        assert_eq!(SheetNo::parse("OOOOOO"), SheetNo::parse("000 000"));
        for bad in ["", "0", "00000", "0000000", "00000é", "\u{0}00000", "000001"] {
            assert_eq!(SheetNo::parse(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn every_wrong_symbol_and_every_swap_of_two_is_caught() {
        for bits in [0, 1, 0x1AB_CDEF, 0x155_5555, 0x1FF_FFFF, 987_654] {
            let right: Vec<char> = SheetNo::of(bits).as_str().chars().collect();
            for at in 0..right.len() {
                for symbol in SYMBOLS.iter().map(|s| char::from(*s)).filter(|s| *s != right[at]) {
                    let mut wrong = right.clone();
                    wrong[at] = symbol;
                    assert_eq!(
                        SheetNo::parse(&wrong.iter().collect::<String>()),
                        None,
                        "{right:?} {wrong:?}"
                    );
                }
                for other in 0..at {
                    let mut swapped = right.clone();
                    swapped.swap(at, other);
                    let read = SheetNo::parse(&swapped.iter().collect::<String>());
                    assert_eq!(read.is_some(), swapped == right, "{right:?} {swapped:?}");
                }
            }
        }
    }

    #[test]
    fn a_row_is_the_same_moment_at_every_workstation_and_no_other_rows() {
        let (office, no) = (OfficeId(Uuid::from_u128(7)), SheetNo::of(42));
        let id = |row, attempt| no.row_id(&office, row, attempt);
        assert_eq!(id(1, 1), SheetNo::parse(no.as_str()).unwrap().row_id(&office, 1, 1));
        assert!(id(1, 1) != id(2, 1) && id(1, 1) != id(1, 2) && id(1, 11) != id(11, 1));
        assert_ne!(id(1, 1), SheetNo::of(43).row_id(&office, 1, 1));
        assert_ne!(id(1, 1), no.row_id(&OfficeId(Uuid::from_u128(8)), 1, 1));
    }
}
