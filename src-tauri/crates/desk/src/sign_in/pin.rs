//! PINs: a gate to a role, never the key of the store. Argon2id verifiers, in the erasable part of their entry.

use crate::error::{ApiError, ErrorCode, Result};
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use zeroize::Zeroizing;

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
/// Beginnings that everybody tries first.
const COMMON: &[&str] =
    &["password", "motdepas", "12345678", "87654321", "qwertyui", "azertyui", "11111111", "00000000"];

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

/// A full PIN that a person chose: eight characters at least, not one that everybody tries first.
pub(crate) fn check_full_pin(pin: &str) -> Result<()> {
    let weak = || ApiError { field: Some("pin".into()), ..ApiError::new(ErrorCode::PinTooWeak) };
    let length = pin.chars().count();
    let lower = pin.to_lowercase();
    let common = COMMON.iter().any(|c| lower.starts_with(c));
    let fits = (CHOSEN_MIN..=PIN_MAX).contains(&length);
    if fits && !common && !one_sign(pin) { Ok(()) } else { Err(weak()) }
}

/// A short PIN: four digits, not all alike, not a run.
pub(crate) fn check_short_pin(pin: &str) -> Result<()> {
    let digits: Vec<u32> = pin.chars().filter_map(|c| c.to_digit(10)).collect();
    let only_digits = digits.len() == SHORT_DIGITS && pin.chars().count() == SHORT_DIGITS;
    let steps = || digits.iter().zip(digits.iter().skip(1)).map(|(a, b)| i64::from(*b) - i64::from(*a));
    let run = steps().all(|s| s == 1) || steps().all(|s| s == -1);
    if only_digits && !one_sign(pin) && !run {
        Ok(())
    } else {
        Err(ApiError { field: Some("short_pin".into()), ..ApiError::new(ErrorCode::PinTooWeak) })
    }
}

fn one_sign(pin: &str) -> bool {
    let mut signs = pin.chars();
    let first = signs.next();
    signs.all(|sign| Some(sign) == first)
}

/// Six random digits, each PIN as likely as any other; one digit six times is not issued.
pub(crate) fn issue_pin() -> Result<Zeroizing<String>> {
    // Above the last whole million, low PINs would be likelier.
    let limit = u32::MAX - u32::MAX % ISSUED;
    loop {
        let number = u32::from_be_bytes(moments_store::random()?);
        let pin = Zeroizing::new(format!("{:06}", number % ISSUED));
        if number < limit && !one_sign(&pin) {
            return Ok(pin);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_that_everybody_tries_first_is_not_taken() {
        for weak in ["", "short", "password1", "Motdepasse", "12345678", "zzzzzzzzz"] {
            assert!(check_full_pin(weak).is_err(), "{weak}");
        }
        assert!(check_full_pin("tundra-lichen").is_ok());
        for weak in ["1234", "4321", "7777", "12a4", "123", "12345", "١٢٣٤"] {
            assert!(check_short_pin(weak).is_err(), "{weak}");
        }
        assert!(check_short_pin("2580").is_ok());
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
