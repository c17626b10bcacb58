//! PINs: a gate to a role, never the key of the store. Argon2id verifiers, in the erasable part of their entry.
//!
//! What is refused is never named: that a PIN is common says which one somebody tried to take.

use crate::error::{ApiError, ErrorCode, Result};
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use zeroize::Zeroizing;
use zxcvbn::zxcvbn;

/// Characters of a full PIN that a person chose.
const CHOSEN_MIN: usize = 8;
const PIN_MAX: usize = 128;
/// Digits of a short PIN.
const SHORT_DIGITS: usize = 4;
/// A PIN that Moments issues is one of so many. Nobody chose it, so that six digits are enough for a gate that waits
/// after wrong tries.
const ISSUED: u32 = 1_000_000;
/// OWASP's floor for Argon2id: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
/// Guesses that a chosen PIN stands at least, by zxcvbn's estimate: ten times those of an issued one, since zxcvbn knows
/// common passwords, names, dates and patterns of keys, and of French only what we give it.
const GUESSES_MIN: u64 = 10_000_000;
/// French words that people take, one a line, without accents.
const FRENCH: &str = include_str!("common_fr.txt");
/// Letters of a word of a name that is looked for in a PIN.
const NAME_WORD_MIN: usize = 3;
/// Letters and digits that a PIN has beside names.
const BESIDE_NAMES_MIN: usize = 5;
/// Of the twenty short PINs that people take most, those that no other rule refuses.
const COMMON_SHORT: [&str; 6] = ["1212", "1004", "6969", "1122", "1313", "1010"];
/// Beginnings of years that people were born or began in.
const CENTURIES: [&str; 2] = ["19", "20"];

fn argon2() -> Result<Argon2<'static>> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, None).map_err(|_| ErrorCode::Internal)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// The verifier of a PIN, as a PHC string with its own random salt.
pub(crate) fn hash_pin(pin: &str) -> Result<String> {
    let salt: [u8; 16] = moments_store::random()?;
    let hash = argon2()?.hash_password_with_salt(pin.as_bytes(), &salt).map_err(|_| ErrorCode::Internal)?;
    Ok(hash.to_string())
}

/// Whether a PIN fits its verifier. Without one (an unknown person) as much work is done, and the answer is no.
pub(crate) fn fits(pin: &str, verifier: Option<&str>) -> Result<bool> {
    let Some(parsed) = verifier.and_then(|v| PasswordHash::new(v).ok()) else {
        hash_pin(pin)?;
        return Ok(false);
    };
    Ok(argon2()?.verify_password(pin.as_bytes(), &parsed).is_ok())
}

/// A full PIN that a person chose: eight characters at least, and not one that is tried early, such as a common password,
/// a run, a date, or one of these names (the person's, the office's).
pub(crate) fn check_chosen_pin(pin: &str, names: &[&str]) -> Result<()> {
    let length = pin.chars().count();
    let names = words(names);
    let fits = (CHOSEN_MIN..=PIN_MAX).contains(&length) && !is_one_unit(pin);
    if fits && !is_names(pin, &names) && guesses(pin, &names) >= GUESSES_MIN {
        Ok(())
    } else {
        Err(ApiError { field: Some("pin".into()), ..ErrorCode::PinTooWeak.into() })
    }
}

/// As it was typed and without accents: whichever is guessed sooner.
fn guesses(pin: &str, names: &[String]) -> u64 {
    let known: Vec<&str> = names.iter().map(String::as_str).chain(FRENCH.lines()).collect();
    zxcvbn(pin, &known).guesses().min(zxcvbn(&plain(pin), &known).guesses())
}

/// The words of these names, and the app's own, the longest first.
fn words(names: &[&str]) -> Vec<String> {
    let names = names.iter().map(|name| plain(name)).collect::<Vec<_>>().join(" ") + " moments";
    let words = names.split(|sign: char| !sign.is_alphanumeric());
    let mut words: Vec<String> =
        words.filter(|word| word.chars().count() >= NAME_WORD_MIN).map(str::to_owned).collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words
}

/// Whether little is left of it without the names that everybody here knows.
fn is_names(pin: &str, names: &[String]) -> bool {
    let without = names.iter().fold(plain(pin), |pin, name| pin.replace(name.as_str(), " "));
    without.chars().filter(|sign| sign.is_alphanumeric()).count() < BESIDE_NAMES_MIN
}

/// In small letters, without the accents of English and French.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for sign in text.chars().flat_map(char::to_lowercase) {
        match sign {
            'à' | 'â' | 'ä' => plain.push('a'),
            'é' | 'è' | 'ê' | 'ë' => plain.push('e'),
            'î' | 'ï' => plain.push('i'),
            'ô' | 'ö' => plain.push('o'),
            'ù' | 'û' | 'ü' => plain.push('u'),
            'ÿ' => plain.push('y'),
            'ç' => plain.push('c'),
            'œ' => plain.push_str("oe"),
            'æ' => plain.push_str("ae"),
            other => plain.push(other),
        }
    }
    plain
}

/// A short PIN: four digits; not all alike, not a run, not one of those that people take most, not a year.
pub(crate) fn check_short_pin(pin: &str) -> Result<()> {
    let only_digits = pin.len() == SHORT_DIGITS && pin.bytes().all(|b| b.is_ascii_digit());
    let common = COMMON_SHORT.contains(&pin) || CENTURIES.iter().any(|century| pin.starts_with(century));
    if only_digits && !is_one_unit(pin) && !is_run(pin) && !common {
        Ok(())
    } else {
        Err(ApiError { field: Some("short_pin".into()), ..ErrorCode::PinTooWeak.into() })
    }
}

/// The same one or two signs over and over.
fn is_one_unit(pin: &str) -> bool {
    let signs: Vec<char> = pin.chars().collect();
    let repeats = |unit: usize| signs.iter().zip(signs.iter().skip(unit)).all(|(a, b)| a == b);
    repeats(1) || (signs.len() > SHORT_DIGITS && repeats(2))
}

/// Digits that rise or fall by one.
fn is_run(pin: &str) -> bool {
    let digits: Vec<i64> = pin.chars().filter_map(|c| c.to_digit(10)).map(i64::from).collect();
    let steps = || digits.iter().zip(digits.iter().skip(1)).map(|(a, b)| b - a);
    steps().all(|s| s == 1) || steps().all(|s| s == -1)
}

/// Six random digits, each PIN as likely as any other; runs, and one or two digits over and over, are not issued.
pub(crate) fn issue_pin() -> Result<Zeroizing<String>> {
    // Above the last whole million, low PINs would be likelier.
    let limit = u32::MAX - u32::MAX % ISSUED;
    loop {
        let number = u32::from_be_bytes(moments_store::random()?);
        let pin = Zeroizing::new(format!("{:06}", number % ISSUED));
        if number < limit && !is_one_unit(&pin) && !is_run(&pin) {
            return Ok(pin);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chosen_pin_that_is_tried_early_is_not_taken() {
        let names = ["Élodie d’Amours", "Iqaluit Service Centre", "Ministère des Exemples", "Counter 1"];
        for weak in [
            "",
            "short",
            "7chars!",
            "password1",
            "P@ssw0rd!",
            "Motdepasse",
            "motdepasse123",
            "12345678",
            "87654321",
            "zzzzzzzzz",
            "abababab",
            "abcdefgh",
            "qwertyuiop",
            "azertyuiop",
            "iloveyou2",
            "Bonjour123",
            "bonjour2024",
            "Québec2024",
            "décembre25",
            "19840612",
            "12061984",
            "1984-06-12",
            "elodie1984",
            "Élodie.Amours",
            "damours1",
            "Iqaluit2026",
            "iqaluit!!",
            "exemples1",
            "counter1",
            "Counter 1!",
            "Moments2026",
            "letmein123",
        ] {
            let refused = check_chosen_pin(weak, &names).unwrap_err();
            assert_eq!(
                (refused.code, refused.data.len()),
                (ErrorCode::PinTooWeak, 0),
                "{weak}: and nothing is told"
            );
        }
        assert!(check_chosen_pin(&"x7".repeat(65), &names).is_err(), "longer than a PIN");
        for strong in [
            "tundra-lichen",
            "river-stone",
            "tundra lichen",
            "another-lichen",
            "la truite saute",
            "ᐃᖃᓗᐃᑦ-ᓄᓇᕗᑦ",
        ] {
            assert!(
                check_chosen_pin(strong, &names).is_ok(),
                "{strong}: {}",
                guesses(strong, &words(&names))
            );
        }
    }

    #[test]
    fn a_short_pin_that_many_people_take_is_not_taken() {
        for weak in ["1234", "4321", "7777", "1212", "1122", "1984", "2001", "12a4", "123", "12345", "١٢٣٤"]
        {
            assert!(check_short_pin(weak).is_err(), "{weak}");
        }
        assert!(check_short_pin("2580").is_ok());
    }

    #[test]
    fn an_issued_pin_is_six_digits_and_none_that_is_tried_first() {
        for tried_first in ["123456", "654321", "000000", "121212"] {
            assert!(is_run(tried_first) || is_one_unit(tried_first), "{tried_first}");
        }
        for _ in 0..2_000 {
            let pin = issue_pin().unwrap();
            assert!(pin.len() == 6 && pin.bytes().all(|b| b.is_ascii_digit()) && !is_run(&pin));
        }
    }

    #[test]
    fn a_pin_fits_its_own_verifier_alone() {
        let verifier = hash_pin("tundra-lichen").unwrap();
        assert!(!verifier.contains("tundra"));
        assert!(fits("tundra-lichen", Some(&verifier)).unwrap());
        assert!(!fits("tundra-lichens", Some(&verifier)).unwrap());
        assert!(!fits("tundra-lichen", None).unwrap());
        assert!(!fits("tundra-lichen", Some("not a verifier")).unwrap());
    }
}
