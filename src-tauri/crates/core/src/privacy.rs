//! Free text is the only hole through which a client could be identified: this finds what looks like it.
//!
//! A finding is a place in the text, for the interface to show and to mask with one key. A valid social insurance
//! number or payment card number is certain enough to refuse ([`must_be_masked`]); the rest is a warning.

use serde::{Deserialize, Serialize};

/// What a piece of text looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Looks {
    /// Nine digits that pass the Luhn check, as a Canadian SIN does.
    SocialInsuranceNumber,
    /// 13 to 19 digits that pass the Luhn check (ISO/IEC 7812).
    CardNumber,
    Telephone,
    Email,
    /// A Canadian postal code.
    PostalCode,
    /// A date 10 to 120 years back would need a clock; here: any full date of the years 1900 to 2029.
    DateOfBirth,
}

/// A piece of text that looks like personal information. Positions are in characters (Unicode scalar values).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Finding {
    pub looks: Looks,
    pub start: u32,
    pub end: u32,
}

/// The mask that takes the place of each letter and digit.
pub const MASK: char = '•';

/// Every finding, in order, not overlapping.
pub fn findings(text: &str) -> Vec<Finding> {
    let chars: Vec<char> = text.chars().collect();
    let mut found: Vec<Finding> = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let starts_word = at == 0 || chars.get(at - 1).is_none_or(|c| !c.is_alphanumeric());
        match starts_word.then(|| finding_at(&chars, at)).flatten() {
            Some((looks, end)) => {
                found.push(Finding { looks, start: position(at), end: position(end) });
                at = end;
            }
            None => at += 1,
        }
    }
    found
}

/// Whether the text holds a number that must not be saved as it stands.
pub fn must_be_masked(text: &str) -> bool {
    findings(text).iter().any(|f| matches!(f.looks, Looks::SocialInsuranceNumber | Looks::CardNumber))
}

/// The text with every finding masked; separators stay, so that it can still be read what was there.
pub fn mask(text: &str) -> String {
    let found = findings(text);
    let inside = |i: usize| found.iter().any(|f| (f.start..f.end).contains(&position(i)));
    text.chars().enumerate().map(|(i, c)| if inside(i) && c.is_alphanumeric() { MASK } else { c }).collect()
}

fn position(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

fn finding_at(chars: &[char], at: usize) -> Option<(Looks, usize)> {
    email(chars, at).or_else(|| number(chars, at)).or_else(|| postal_code(chars, at))
}

/// A run of digits with single separators between groups, judged as a whole.
fn number(chars: &[char], at: usize) -> Option<(Looks, usize)> {
    let rest = chars.get(at..)?;
    let opens = rest.first().is_some_and(|c| c.is_ascii_digit() || matches!(c, '+' | '('));
    if !opens {
        return None;
    }
    let mut digits: Vec<u32> = Vec::new();
    let mut groups: Vec<usize> = vec![0];
    let mut end = 0;
    let mut separators_in_a_row = 0;
    for (i, c) in rest.iter().enumerate() {
        if let Some(digit) = c.to_digit(10) {
            if separators_in_a_row > 0 && !digits.is_empty() {
                groups.push(0);
            }
            separators_in_a_row = 0;
            digits.push(digit);
            if let Some(group) = groups.last_mut() {
                *group += 1;
            }
            end = i + 1;
        } else if matches!(c, ' ' | '-' | '.' | '(' | ')' | '+' | '/' | '\u{a0}' | '\u{202f}' | '\u{2011}')
            && separators_in_a_row < 2
        {
            separators_in_a_row += 1;
        } else {
            break;
        }
        if digits.len() > 19 {
            return None;
        }
    }
    if rest.get(end).is_some_and(|c| c.is_alphanumeric()) {
        return None;
    }
    Some((judge(&digits, &groups)?, at + end))
}

fn judge(digits: &[u32], groups: &[usize]) -> Option<Looks> {
    match digits.len() {
        9 if luhn(digits) && digits.iter().any(|d| *d != 0) => Some(Looks::SocialInsuranceNumber),
        13..=19 if luhn(digits) && digits.iter().any(|d| *d != 0) => Some(Looks::CardNumber),
        8 if is_date(digits, groups) => Some(Looks::DateOfBirth),
        10 => Some(Looks::Telephone),
        11 if digits.first() == Some(&1) => Some(Looks::Telephone),
        _ => None,
    }
}

/// The check of ISO/IEC 7812-1 annex B: every second digit from the right doubled, digits summed, a multiple of ten.
fn luhn(digits: &[u32]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(i, d)| if i % 2 == 0 { *d } else { d * 2 / 10 + d * 2 % 10 })
        .sum();
    sum % 10 == 0
}

/// `1984-03-07`, `07/03/1984`, `19840307`.
fn is_date(digits: &[u32], groups: &[usize]) -> bool {
    let value =
        |range: std::ops::Range<usize>| digits.get(range).map_or(0, |d| d.iter().fold(0, |n, d| n * 10 + d));
    let plausible = |year: u32, a: u32, b: u32| {
        (1900..2030).contains(&year)
            && ((1..=12).contains(&a) && (1..=31).contains(&b)
                || (1..=31).contains(&a) && (1..=12).contains(&b))
    };
    match groups {
        [4, 2, 2] | [8] => plausible(value(0..4), value(4..6), value(6..8)),
        [2, 2, 4] => plausible(value(4..8), value(0..2), value(2..4)),
        _ => false,
    }
}

fn email(chars: &[char], at: usize) -> Option<(Looks, usize)> {
    let rest = chars.get(at..)?;
    let local = rest
        .iter()
        .take_while(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '+' | '%'))
        .take(65)
        .count();
    if local == 0 || local > 64 || rest.get(local) != Some(&'@') {
        return None;
    }
    let domain: Vec<char> = rest
        .iter()
        .skip(local + 1)
        .take(255)
        .copied()
        .take_while(|c| c.is_alphanumeric() || matches!(c, '.' | '-'))
        .collect();
    let name: String = domain.iter().collect();
    let name = name.trim_end_matches('.');
    let (host, top) = name.rsplit_once('.')?;
    (!host.is_empty() && top.chars().count() >= 2)
        .then(|| (Looks::Email, at + local + 1 + name.chars().count()))
}

/// `X0A 0H0`: letter digit letter, digit letter digit; D, F, I, O, Q, U do not occur (Canada Post).
fn postal_code(chars: &[char], at: usize) -> Option<(Looks, usize)> {
    let rest = chars.get(at..)?;
    let gap = usize::from(matches!(rest.get(3), Some(' ' | '-' | '\u{a0}')));
    let symbols: Vec<char> = rest.iter().take(3).chain(rest.iter().skip(3 + gap).take(3)).copied().collect();
    let letter = |c: &char| c.is_ascii_alphabetic() && !"DFIOQUdfioqu".contains(*c);
    let fits = symbols.len() == 6
        && symbols.iter().enumerate().all(|(i, c)| if i % 2 == 0 { letter(c) } else { c.is_ascii_digit() });
    let end = 6 + gap;
    let closed = rest.get(end).is_none_or(|c| !c.is_alphanumeric());
    // The fourth symbol is a digit, so the pattern is letter digit letter digit letter digit throughout.
    (fits && closed).then_some((Looks::PostalCode, at + end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[Looks]) {
        assert_eq!(findings(text).iter().map(|f| f.looks).collect::<Vec<_>>(), expected, "{text}");
    }

    #[test]
    fn what_identifies_a_client_is_found() {
        check("SIN 046 454 286 given", &[Looks::SocialInsuranceNumber]);
        check("046454286", &[Looks::SocialInsuranceNumber]);
        check("NAS : 046-454-286.", &[Looks::SocialInsuranceNumber]);
        check("call 867-555-0123", &[Looks::Telephone]);
        check("+1 (867) 555-0123", &[Looks::Telephone]);
        check("ecrire a elodie.tremblay@exemple.ca.", &[Looks::Email]);
        check("at X0A 0H0", &[Looks::PostalCode]);
        check("née le 1984-03-07", &[Looks::DateOfBirth]);
        check("07/03/1984", &[Looks::DateOfBirth]);
        check("card 4111 1111 1111 1111", &[Looks::CardNumber]);
        check("a@b.ca 867-555-0123", &[Looks::Email, Looks::Telephone]);
    }

    #[test]
    fn what_a_clerk_usually_writes_is_left_alone() {
        for text in [
            "form IMM5257 missing",
            "room 12, 25 minutes",
            "123 456 789",
            "file SRV01234",
            "@",
            "2 of 3",
            "000 000 000",
            "10:05 to 11:20",
            "1,234.50 $",
        ] {
            check(text, &[]);
        }
    }

    #[test]
    fn masking_leaves_nothing_to_find() {
        let masked = mask("SIN 046 454 286, tel 867-555-0123, née 1984-03-07");
        assert_eq!(masked, "SIN ••• ••• •••, tel •••-•••-••••, née ••••-••-••");
        check(&masked, &[]);
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(5_000))]
        #[test]
        fn any_text_can_be_masked_and_is_then_clean(text in "([0-9]{1,20}|[ -.@a-zA-Z]|\\PC|é){0,40}") {
            let masked = mask(&text);
            proptest::prop_assert_eq!(masked.chars().count(), text.chars().count());
            proptest::prop_assert!(!must_be_masked(&masked));
        }
    }
}
