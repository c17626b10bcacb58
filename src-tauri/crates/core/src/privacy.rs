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

impl Looks {
    /// A check digit says so, which few other numbers have by chance.
    fn is_certain(self) -> bool {
        match self {
            Self::SocialInsuranceNumber | Self::CardNumber => true,
            Self::Telephone | Self::Email | Self::PostalCode | Self::DateOfBirth => false,
        }
    }
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
    findings(text).iter().any(|f| f.looks.is_certain())
}

/// Times that a text is gone over: what is left beside something that was masked may be certain now, and is less each time.
const PASSES_MAX: usize = 8;

/// The text with every finding masked; separators stay, so that it can still be read what was there.
pub fn mask(text: &str) -> String {
    let mut masked = masked_once(text);
    for _ in 1..PASSES_MAX {
        if !must_be_masked(&masked) {
            break;
        }
        masked = masked_once(&masked);
    }
    masked
}

fn masked_once(text: &str) -> String {
    let mut found = findings(text).into_iter().peekable();
    let masked = (0..).zip(text.chars()).map(|(at, c)| {
        // One pass: a long text may hold many.
        while found.next_if(|f| f.end <= at).is_some() {}
        let inside = found.peek().is_some_and(|f| f.start <= at);
        if inside && c.is_alphanumeric() { MASK } else { c }
    });
    masked.collect()
}

fn position(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

fn finding_at(chars: &[char], at: usize) -> Option<(Looks, usize)> {
    email(chars, at).or_else(|| number(chars, at)).or_else(|| postal_code(chars, at))
}

/// Digits of a run that are looked at together: those of the longest card number.
const RUN_MAX_DIGITS: usize = 19;

/// A run of digits with single separators between groups, judged as a whole; and where other digits stand beside it, what
/// is certain by itself.
fn number(chars: &[char], at: usize) -> Option<(Looks, usize)> {
    let rest = chars.get(at..)?;
    let opens = rest.first().is_some_and(|c| c.is_ascii_digit() || matches!(c, '+' | '('));
    let run = opens.then(|| run(rest))?;
    if let Some((looks, end)) = certain(&run.groups, run.ends) {
        return Some((looks, at + end));
    }
    let whole = run.ends.then(|| looks(&run.groups)).flatten()?;
    let hides_another = (1..run.groups.len())
        .any(|first| run.groups.get(first..).is_some_and(|later| certain(later, run.ends).is_some()));
    let end = run.groups.last()?.end;
    (!hides_another).then_some((whole, at + end))
}

struct Group {
    digits: Vec<u32>,
    /// The place behind it.
    end: usize,
}

struct Run {
    groups: Vec<Group>,
    /// It does not go on with a letter, or with more digits than a number has.
    ends: bool,
}

fn run(rest: &[char]) -> Run {
    let mut run = Run { groups: Vec::new(), ends: true };
    let (mut separators, mut digits) = (0, 0);
    for (place, c) in rest.iter().enumerate() {
        if let Some(digit) = c.to_digit(10).filter(|_| digits < RUN_MAX_DIGITS) {
            digits += 1;
            match run.groups.last_mut().filter(|_| separators == 0) {
                Some(group) => {
                    group.digits.push(digit);
                    group.end = place + 1;
                }
                None => run.groups.push(Group { digits: vec![digit], end: place + 1 }),
            }
            separators = 0;
        } else if matches!(c, ' ' | '-' | '.' | '(' | ')' | '+' | '/' | '\u{a0}' | '\u{202f}' | '\u{2011}')
            && separators < 2
        {
            separators += 1;
        } else {
            if c.is_ascii_digit() || separators == 0 && c.is_alphanumeric() {
                run.ends = false;
            }
            if separators == 0 && c.is_alphanumeric() {
                // What it belongs to is no group of digits alone.
                run.groups.pop();
            }
            break;
        }
    }
    run
}

/// A social insurance or card number at the beginning, in the groups in which they are printed; the whole run in any.
fn certain(groups: &[Group], ends: bool) -> Option<(Looks, usize)> {
    (1..=groups.len()).rev().find_map(|n| {
        let some = groups.get(..n)?;
        let shaped = is_printed_so(some) || (ends && n == groups.len());
        let looks = shaped.then(|| looks(some)).flatten().filter(|looks| looks.is_certain())?;
        Some((looks, some.last()?.end))
    })
}

/// `046 454 286`; `4111 1111 1111 1111` and 4-6-5; or without a space.
fn is_printed_so(groups: &[Group]) -> bool {
    let length = |group: &Group| group.digits.len();
    match groups {
        [_] => true,
        [a, b, c] if matches!((length(a), length(b), length(c)), (3, 3, 3) | (4, 6, 5)) => true,
        all => all.iter().all(|group| length(group) == 4),
    }
}

fn looks(groups: &[Group]) -> Option<Looks> {
    let digits: Vec<u32> = groups.iter().flat_map(|group| &group.digits).copied().collect();
    let lengths: Vec<usize> = groups.iter().map(|group| group.digits.len()).collect();
    judge(&digits, &lengths)
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
    sum.is_multiple_of(10)
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
    fn what_is_left_beside_a_masked_number_is_masked_too() {
        let typed = "046 54  4111 1111 11867-555-012311 1111, 867-55-0123, a@b.ca, K1A 0B1, 1980-02-30";
        assert!(must_be_masked(&masked_once(typed)), "once is not enough for this one");
        assert!(!must_be_masked(&mask(typed)), "{}", mask(typed));
    }

    #[test]
    fn a_number_is_found_whatever_other_digits_stand_beside_it() {
        use Looks::{CardNumber, SocialInsuranceNumber as Sin, Telephone};
        check("046 454 286 5", &[Sin]);
        check("12 046 454 286", &[Sin]);
        check("046-454-286 867-555-0123", &[Sin, Telephone]);
        check("counter 3 046454286 2026-11-24", &[Sin, Looks::DateOfBirth]);
        check("046 454 286 1 2 3 4 5 6 7 8 9 10 11 12", &[Sin, Telephone]);
        check("4111 1111 1111 1111 12/29", &[CardNumber]);
        check("1 046 454 286 2 046 454 286 3", &[Sin, Sin]);
        check("046 454 286X", &[]);
        check("((((((046 454 286", &[Sin]);
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
