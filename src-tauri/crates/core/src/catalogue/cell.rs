//! Reads one cell of the inventory. A cell that can't be read costs its row, with the reason; nothing is guessed.

use super::inventory::RefusalReason;
use crate::limits::YEARS;
use crate::text::{TextError, free_text, name};

type Cell<T> = Result<T, RefusalReason>;

/// Characters of a service's name; the longest real one has 326.
pub const SERVICE_NAME_MAX_CHARS: usize = 500;
/// Characters of a description or of a standard's text; the longest real one has 1,797.
pub const SERVICE_TEXT_MAX_CHARS: usize = 4_000;
/// Characters of an organization's title in both languages.
pub const OWNER_TITLE_MAX_CHARS: usize = 400;
/// Characters of a web address.
pub const URI_MAX_CHARS: usize = 1_000;
/// Codes of a list in one cell, and characters of a code.
pub const CODES_MAX: usize = 20;
pub const CODE_MAX_CHARS: usize = 40;
/// The highest volume; Canada's busiest web page has a hundredth of it.
pub const VOLUME_MAX: u64 = 1_000_000_000_000;
/// A share of performance that is more than an organization's rounding.
const PERFORMANCE_MAX: f64 = 10.0;

/// Not applicable, no data, or nothing: what stands where a number or a code is not known.
pub(super) fn is_absent(raw: &str) -> bool {
    matches!(raw.trim(), "" | "NA" | "ND")
}

/// A name of one line; inner line breaks become spaces.
pub(super) fn required_name(raw: &str) -> Cell<String> {
    name(&visible(raw), SERVICE_NAME_MAX_CHARS).map_err(text_refusal)
}

/// A text of several lines.
pub(super) fn required_text(raw: &str) -> Cell<String> {
    match optional_text(raw)? {
        text if text.is_empty() => Err(RefusalReason::Missing),
        text => Ok(text),
    }
}

/// A text of several lines, or nothing.
pub(super) fn optional_text(raw: &str) -> Cell<String> {
    free_text(&visible(raw), SERVICE_TEXT_MAX_CHARS).map(Option::unwrap_or_default).map_err(text_refusal)
}

/// Zero-width characters come with text pasted from web pages; a name must not differ by them.
fn visible(raw: &str) -> String {
    raw.chars().filter(|c| !matches!(c, '\u{200B}' | '\u{2060}' | '\u{AD}')).collect()
}

fn text_refusal(error: TextError) -> RefusalReason {
    match error {
        TextError::Empty => RefusalReason::Missing,
        TextError::TooLong(_) => RefusalReason::TooLong,
    }
}

/// `English | French`; a title of one language stands for both.
pub(super) fn owner_title(raw: &str) -> Cell<(String, String)> {
    let (en, fr) = raw.split_once('|').unwrap_or((raw, raw));
    let title = |part: &str| name(&visible(part), OWNER_TITLE_MAX_CHARS);
    match (title(en), title(fr)) {
        (Ok(en), Ok(fr)) => Ok((en, fr)),
        (Ok(only), Err(TextError::Empty)) | (Err(TextError::Empty), Ok(only)) => Ok((only.clone(), only)),
        (Err(error), _) | (_, Err(error)) => Err(text_refusal(error)),
    }
}

/// An organization's short name, such as `esdc-edsc`.
pub(super) fn owner(raw: &str) -> Cell<String> {
    let raw = raw.trim();
    match raw.len() {
        0 => Err(RefusalReason::Missing),
        1..=CODE_MAX_CHARS if raw.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')) => {
            Ok(raw.to_ascii_lowercase())
        }
        _ => Err(RefusalReason::BadCode),
    }
}

/// A list of codes, each once, in the order of the cell. Codes of a later inventory are kept.
pub(super) fn codes(raw: &str) -> Cell<Vec<String>> {
    let mut codes: Vec<String> = Vec::new();
    for part in raw.split(',').map(str::trim).filter(|part| !is_absent(part)) {
        if codes.iter().any(|known| known == part) {
            continue;
        }
        if codes.len() == CODES_MAX {
            return Err(RefusalReason::TooLong);
        }
        codes.push(code(part)?);
    }
    Ok(codes)
}

pub(super) fn required_codes(raw: &str) -> Cell<Vec<String>> {
    match codes(raw)? {
        codes if codes.is_empty() => Err(RefusalReason::Missing),
        codes => Ok(codes),
    }
}

/// One code, or empty.
pub(super) fn optional_code(raw: &str) -> Cell<String> {
    if is_absent(raw) { Ok(String::new()) } else { code(raw.trim()) }
}

fn code(part: &str) -> Cell<String> {
    let fits = part.len() <= CODE_MAX_CHARS
        && part.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
        && part.starts_with(|c: char| c.is_ascii_uppercase());
    if fits { Ok(part.to_owned()) } else { Err(RefusalReason::BadCode) }
}

/// `2023-2024`: two years that follow each other.
pub(super) fn fiscal_year(raw: &str) -> Cell<String> {
    let raw = raw.trim();
    let year = |text: &str| match text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit()) {
        true => text.parse::<i32>().ok().filter(|year| YEARS.contains(year)),
        false => None,
    };
    let years = raw.split_once('-').and_then(|(first, second)| Some((year(first)?, year(second)?)));
    match years {
        Some((first, second)) if second == first + 1 => Ok(raw.to_owned()),
        _ => Err(RefusalReason::BadFiscalYear),
    }
}

/// A count; `12.0`, as some tools write it, is 12.
pub(super) fn volume(raw: &str) -> Cell<Option<u64>> {
    if is_absent(raw) {
        return Ok(None);
    }
    let raw = raw.trim();
    let digits = raw.strip_suffix(".0").unwrap_or(raw);
    match digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse::<u64>()) {
        Some(Ok(number)) if number <= VOLUME_MAX => Ok(Some(number)),
        _ => Err(RefusalReason::BadNumber),
    }
}

/// A share from 0 to 1.
pub(super) fn target(raw: &str) -> Cell<Option<f64>> {
    share(raw, 1.0)
}

/// A share that is reported, not promised, and can lie a little above 1.
pub(super) fn performance(raw: &str) -> Cell<Option<f64>> {
    share(raw, PERFORMANCE_MAX)
}

fn share(raw: &str, max: f64) -> Cell<Option<f64>> {
    if is_absent(raw) {
        return Ok(None);
    }
    let plain = raw.trim().bytes().all(|b| b.is_ascii_digit() || b == b'.');
    match plain.then(|| raw.trim().parse::<f64>()) {
        // Six places, so that the number that is stored as text and read again is the same number.
        Some(Ok(share)) if (0.0..=max).contains(&share) => Ok(Some((share * 1e6).round() / 1e6)),
        _ => Err(RefusalReason::BadNumber),
    }
}

/// `Y`, `N`, or not known.
pub(super) fn yes_no(raw: &str) -> Cell<Option<bool>> {
    match raw.trim() {
        "Y" => Ok(Some(true)),
        "N" => Ok(Some(false)),
        other if is_absent(other) => Ok(None),
        _ => Err(RefusalReason::BadCode),
    }
}

/// The first web address of the cell, or nothing: the column holds remarks ("Unavailable", "N/A") as often as links,
/// and a remark there says nothing about the service.
pub(super) fn uri(raw: &str) -> String {
    let is_link = |word: &&str| {
        let host = word.strip_prefix("https://").or_else(|| word.strip_prefix("http://")).unwrap_or_default();
        host.starts_with(|c: char| c.is_ascii_alphanumeric())
            && word.chars().count() <= URI_MAX_CHARS
            && word.chars().all(|c| c.is_ascii_graphic())
    };
    raw.split(|c: char| c.is_whitespace() || c == ';').find(is_link).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_are_not_applicable_or_not_collected_are_unknown_not_zero() {
        assert_eq!(
            ["NA", "ND", "", " 0 ", "12.0"].map(|c| volume(c).unwrap()),
            [None, None, None, Some(0), Some(12)]
        );
        for bad in ["-1", "1,000", "12.5", "many", "99999999999999999999", "1000000000001", "+1", ".0", "٣"]
        {
            assert_eq!(volume(bad), Err(RefusalReason::BadNumber), "{bad:?}");
        }
    }

    #[test]
    fn a_target_is_a_share() {
        assert_eq!(
            ["0.995", "1", "", "NA"].map(|c| target(c).unwrap()),
            [Some(0.995), Some(1.0), None, None]
        );
        assert_eq!(performance("1.003"), Ok(Some(1.003)));
        for bad in ["80", "80%", "-0.1", "NaN", "inf", "1e-3", "0,8", "."] {
            assert_eq!(target(bad), Err(RefusalReason::BadNumber), "{bad:?}");
        }
    }

    #[test]
    fn a_fiscal_year_is_two_years_that_follow() {
        assert_eq!(fiscal_year(" 2023-2024 ").as_deref(), Ok("2023-2024"));
        for bad in [
            "2023",
            "2023-2025",
            "0000-0001",
            "9999-10000",
            "2023-24",
            "2024-2023",
            "",
            "2023–2024",
            "+023-0024",
        ] {
            assert_eq!(fiscal_year(bad), Err(RefusalReason::BadFiscalYear), "{bad:?}");
        }
    }

    #[test]
    fn a_list_in_a_cell_keeps_its_codes_and_those_of_a_later_inventory() {
        assert_eq!(codes("APIR, REG_VOL,APIR,").unwrap(), ["APIR", "REG_VOL"]);
        assert_eq!(codes("NEW_KIND2").unwrap(), ["NEW_KIND2"]);
        assert_eq!(codes("NA").unwrap(), [""; 0]);
        assert_eq!(required_codes(" , "), Err(RefusalReason::Missing));
        for bad in ["apir", "A B", "<script>", "2A", "É"] {
            assert_eq!(codes(bad), Err(RefusalReason::BadCode), "{bad:?}");
        }
        let many: Vec<String> = (0..=CODES_MAX).map(|n| format!("C{n}")).collect();
        assert_eq!(codes(&many.join(",")), Err(RefusalReason::TooLong));
    }

    #[test]
    fn an_owner_has_a_title_in_each_language() {
        let both = |raw: &str| owner_title(raw).map(|(en, fr)| format!("{en}/{fr}"));
        assert_eq!(both("Health Canada | Santé Canada").as_deref(), Ok("Health Canada/Santé Canada"));
        assert_eq!(both("Parks | ").as_deref(), Ok("Parks/Parks"));
        assert_eq!(both("Parks").as_deref(), Ok("Parks/Parks"));
        assert_eq!(both(" | "), Err(RefusalReason::Missing));
        assert_eq!(both(&"x".repeat(OWNER_TITLE_MAX_CHARS + 1)), Err(RefusalReason::TooLong));
    }

    #[test]
    fn only_web_addresses_are_kept_as_links() {
        assert_eq!(uri("See https://example.ca/a?b=1;\r\nhttps://example.ca/c"), "https://example.ca/a?b=1");
        for none in
            ["N/A", "http://", "Yes", "javascript:alert(1)", "file:///etc/passwd", "https://\u{202E}evil"]
        {
            assert_eq!(uri(none), "", "{none:?}");
        }
    }
}
