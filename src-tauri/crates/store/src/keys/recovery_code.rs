//! The recovery code: 26 random and 2 check symbols of Crockford's base 32, read off paper and typed back, perhaps years
//! later, by someone who is locked out.
//!
//! The check symbols are those of a Reed–Solomon code over GF(32) (distance 3), instead of Crockford's modulo 37: that one
//! needs `*~$=U`, and `~` is a dead key on the Canadian French keyboard. Any two wrong symbols, and so any two that
//! changed places, are caught for certain; anything else but once in 1,024.
//!
//! Deliberately absent: correcting a code. A code that was mistyped is typed again.

use std::fmt;

use zeroize::Zeroizing;

use super::{KeyError, random_secret};

/// 26 × 5 = 130 random bits.
const SECRET_SYMBOLS: usize = 26;
const CHECK_SYMBOLS: usize = 2;
const SYMBOLS: usize = SECRET_SYMBOLS + CHECK_SYMBOLS;
const GROUP: usize = 4;
/// More than this is no attempt at a code. In bytes.
const MAX_TYPED: usize = 256;

/// Crockford's alphabet: no I, L, O or U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// What is wrong with a code as typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CodeFault {
    #[error("it has not 28 symbols")]
    Length,
    #[error("it has a sign that is in no code")]
    Symbol,
    #[error("the check symbols do not fit")]
    Check,
}

/// A recovery code with a fitting check. Wiped when dropped; `Debug` shows nothing. Holds symbol values, 0 to 31.
pub struct RecoveryCode(Box<Zeroizing<[u8; SYMBOLS]>>);

impl RecoveryCode {
    pub fn generate() -> Result<RecoveryCode, KeyError> {
        let bytes = random_secret::<SECRET_SYMBOLS>()?;
        // 256 is a multiple of 32: the low five bits of a random byte are uniform.
        Ok(RecoveryCode::with_check(bytes.iter().map(|byte| byte & 31)))
    }

    /// Reads a code as people type it: either case, O for 0, I or L for 1, any spaces and dashes.
    pub fn parse(typed: &str) -> Result<RecoveryCode, KeyError> {
        if typed.len() > MAX_TYPED {
            return Err(KeyError::CodeMistyped(CodeFault::Length));
        }
        let mut code = RecoveryCode(Box::new(Zeroizing::new([0; SYMBOLS])));
        let mut places = code.0.iter_mut();
        for sign in typed.chars() {
            if is_separator(sign) {
                continue;
            }
            let symbol = value(sign).ok_or(KeyError::CodeMistyped(CodeFault::Symbol))?;
            *places.next().ok_or(KeyError::CodeMistyped(CodeFault::Length))? = symbol;
        }
        if places.next().is_some() {
            return Err(KeyError::CodeMistyped(CodeFault::Length));
        }
        let expected = RecoveryCode::with_check(code.secret_symbols());
        // Checks a typing error, not a secret: constant time isn't needed.
        if expected.0 == code.0 { Ok(code) } else { Err(KeyError::CodeMistyped(CodeFault::Check)) }
    }

    /// Seven groups of four, e.g. `8KQT-…`. To be shown once and kept nowhere.
    pub fn display(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(SYMBOLS + SYMBOLS / GROUP));
        for (place, symbol) in self.0.iter().enumerate() {
            if place > 0 && place % GROUP == 0 {
                text.push('-');
            }
            text.push(ALPHABET.get(usize::from(*symbol)).map_or('0', |sign| char::from(*sign)));
        }
        text
    }

    /// Whether this is one of the seven groups, from 1, as people type it.
    pub fn has_group(&self, number: usize, typed: &str) -> bool {
        let meant = number.checked_sub(1).and_then(|at| self.0.chunks_exact(GROUP).nth(at));
        let signs = || typed.chars().filter(|sign| !is_separator(*sign));
        // Looked at no further than a group is long.
        meant.is_some_and(|meant| signs().take(GROUP + 1).map(value).eq(meant.iter().copied().map(Some)))
    }

    /// What the slot's key is derived from. The check symbols follow from the others and add nothing.
    pub(super) fn secret(&self) -> Zeroizing<[u8; SECRET_SYMBOLS]> {
        let mut secret = Zeroizing::new([0; SECRET_SYMBOLS]);
        for (place, symbol) in secret.iter_mut().zip(self.secret_symbols()) {
            *place = symbol;
        }
        secret
    }

    fn secret_symbols(&self) -> impl Iterator<Item = u8> {
        self.0.iter().copied().take(SECRET_SYMBOLS)
    }

    /// The remainder of the message polynomial by (x − 1)(x − α) = x² + (1 + α)x + α, in GF(32) with α⁵ = α² + 1.
    /// α is the value 2. The symbols' places are distinct powers of α as long as there are at most 31.
    fn with_check(secret: impl Iterator<Item = u8>) -> RecoveryCode {
        let mut code = RecoveryCode(Box::new(Zeroizing::new([0; SYMBOLS])));
        let mut places = code.0.iter_mut();
        let (mut high, mut low) = (0, 0);
        for (symbol, place) in secret.zip(places.by_ref().take(SECRET_SYMBOLS)) {
            *place = symbol;
            let feedback = symbol ^ high;
            high = low ^ feedback ^ times_alpha(feedback);
            low = times_alpha(feedback);
        }
        for (place, check) in places.zip([high, low]) {
            *place = check;
        }
        code
    }
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("RecoveryCode")
    }
}

fn times_alpha(value: u8) -> u8 {
    let doubled = value << 1;
    if doubled & 32 == 0 { doubled } else { doubled ^ 0b10_0101 }
}

/// Spaces of any width and the dashes that word processors make of a hyphen.
fn is_separator(sign: char) -> bool {
    sign.is_whitespace()
        || matches!(sign, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '_' | '.' | '\u{200b}' | '\u{feff}')
}

fn value(sign: char) -> Option<u8> {
    let sign = match sign.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let place = ALPHABET.iter().position(|letter| char::from(*letter) == sign)?;
    u8::try_from(place).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn fault(typed: &str) -> CodeFault {
        match RecoveryCode::parse(typed) {
            Err(KeyError::CodeMistyped(fault)) => fault,
            other => panic!("expected a mistyped code, got {other:?}"),
        }
    }

    fn text(symbols: &[u8]) -> String {
        symbols.iter().map(|symbol| char::from(ALPHABET[usize::from(*symbol)])).collect()
    }

    #[test]
    fn a_code_is_seven_groups_of_four_and_reads_back() {
        let code = RecoveryCode::generate().unwrap();
        let shown = code.display();
        assert_eq!(shown.split('-').map(str::len).collect::<Vec<_>>(), [4; 7]);
        assert_eq!(RecoveryCode::parse(&shown).unwrap().secret(), code.secret());
    }

    #[test]
    fn two_codes_are_never_the_same() {
        let codes: std::collections::BTreeSet<_> =
            (0..1000).map(|_| RecoveryCode::generate().unwrap().display().to_string()).collect();
        assert_eq!(codes.len(), 1000);
    }

    #[test]
    fn a_code_can_be_typed_in_small_letters_with_spaces_and_look_alikes() {
        // All zeros but the last two; O, o, I, i, L and l are read as digits.
        let code = RecoveryCode::with_check([0, 1].into_iter().cycle().take(26));
        let shown = code.display();
        let sloppy = shown.to_lowercase().replace('-', " \u{a0}").replace('0', "o").replacen('1', "l", 3);
        let sloppy = format!("  {}\r\n", sloppy.replacen('1', "I", 3));
        assert_eq!(RecoveryCode::parse(&sloppy).unwrap().secret(), code.secret());
        let dashes = shown.replace('-', "\u{2013}");
        assert_eq!(RecoveryCode::parse(&dashes).unwrap().secret(), code.secret());
    }

    #[test]
    fn a_group_is_known_as_it_is_typed_and_no_other_one() {
        let code = RecoveryCode::generate().unwrap();
        let shown = code.display();
        let groups: Vec<&str> = shown.split('-').collect();
        for (at, group) in groups.iter().enumerate() {
            assert!(code.has_group(at + 1, &format!(" {} ", group.to_lowercase())));
            for wrong in ["", &group[1..], &format!("{group}0"), &shown, "____"] {
                assert!(!code.has_group(at + 1, wrong), "{wrong}");
            }
        }
        assert!(
            !code.has_group(0, groups[0]) && !code.has_group(8, groups[6]) && !code.has_group(usize::MAX, "")
        );
    }

    #[test]
    fn every_single_wrong_symbol_is_caught() {
        let code = RecoveryCode::generate().unwrap();
        for place in 0..SYMBOLS {
            for symbol in (0..32).filter(|symbol| *symbol != code.0[place]) {
                let mut wrong = **code.0;
                wrong[place] = symbol;
                assert_eq!(fault(&text(&wrong)), CodeFault::Check, "place {place}");
            }
        }
    }

    #[test]
    fn every_pair_of_wrong_symbols_is_caught() {
        let code = RecoveryCode::generate().unwrap();
        // The code is linear: it is enough to try each pair of places with each pair of differences.
        for first in 0..SYMBOLS {
            for second in first + 1..SYMBOLS {
                for (a, b) in (1..32).flat_map(|a| (1..32).map(move |b| (a, b))) {
                    let mut wrong = **code.0;
                    wrong[first] ^= a;
                    wrong[second] ^= b;
                    let check = RecoveryCode::with_check(wrong.into_iter().take(SECRET_SYMBOLS));
                    assert_ne!(**check.0, wrong, "places {first} and {second}");
                }
            }
        }
    }

    #[test]
    fn a_missing_a_surplus_and_a_foreign_symbol_are_told_apart() {
        let shown = RecoveryCode::generate().unwrap().display().to_string();
        assert_eq!(fault(&shown[..shown.len() - 1]), CodeFault::Length);
        assert_eq!(fault(&format!("{shown}0")), CodeFault::Length);
        assert_eq!(fault(""), CodeFault::Length);
        assert_eq!(fault(&"0".repeat(1 << 20)), CodeFault::Length);
        assert_eq!(fault(&format!("U{}", &shown[1..])), CodeFault::Symbol);
        assert_eq!(fault(&format!("é{}", &shown[1..])), CodeFault::Symbol);
    }

    #[test]
    fn debug_output_shows_nothing_of_the_code() {
        assert_eq!(format!("{:?}", RecoveryCode::generate().unwrap()), "RecoveryCode");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(50_000))]

        #[test]
        fn whatever_is_typed_gives_a_code_or_an_error(typed in "\\PC{0,80}|[0-9A-Za-z -]{20,40}|[0-9A-HJKMNP-TV-Z]{28}") {
            if let Ok(code) = RecoveryCode::parse(&typed) {
                let again = RecoveryCode::parse(&code.display()).unwrap();
                prop_assert_eq!(again.secret(), code.secret());
            }
        }
    }
}
