//! Texts made fit to print, whatever they hold. Nothing is refused here: who prints is in front of a client.

use serde_json::Value;

/// Characters of one text on a page. The record's own limits are lower but for free text, and a page has an end.
const TEXT_MAX_CHARS: usize = 600;
/// Characters after which a line may break within a word: about half a narrow column. The longest word of an ordinary
/// French text has 25.
const WORD_MAX_CHARS: usize = 26;
/// Marks stacked on one letter; no orthography needs more.
const MARKS_MAX: usize = 3;
/// Stands for what the bundled fonts can't show.
const NOT_SHOWN: char = '\u{FFFD}';
const MAY_BREAK_HERE: char = '\u{200B}';

/// Every text in `values`, made fit to print with fonts that show the characters of which `is_shown` says so.
pub(crate) fn printable(values: &mut Value, is_shown: &dyn Fn(char) -> bool) {
    match values {
        Value::String(text) => *text = printable_text(text, is_shown),
        Value::Array(values) => values.iter_mut().for_each(|value| printable(value, is_shown)),
        Value::Object(values) => values.values_mut().for_each(|value| printable(value, is_shown)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn printable_text(raw: &str, is_shown: &dyn Fn(char) -> bool) -> String {
    let mut text = String::with_capacity(raw.len());
    let (mut written, mut unbroken, mut marks) = (0, 0, 0);
    for c in raw.replace("\r\n", "\n").trim().chars() {
        let c = match c {
            '\n' | '\u{2028}' | '\u{2029}' => '\n',
            c if c.is_whitespace() && !is_fixed(c) => ' ',
            c if is_invisible(c) => continue,
            c if is_shown(c) => c,
            _ if text.ends_with(NOT_SHOWN) => continue,
            _ => NOT_SHOWN,
        };
        marks = if is_mark(c) { marks + 1 } else { 0 };
        if marks > MARKS_MAX {
            continue;
        }
        if written == TEXT_MAX_CHARS {
            text.push('…');
            break;
        }
        unbroken = if c == ' ' || c == '\n' || c == '-' { 0 } else { unbroken + 1 };
        if unbroken > WORD_MAX_CHARS && marks == 0 {
            text.push(MAY_BREAK_HERE);
            unbroken = 1;
        }
        text.push(c);
        written += 1;
    }
    text
}

/// Spaces at which no line may end.
fn is_fixed(c: char) -> bool {
    matches!(c, '\u{A0}' | '\u{202F}')
}

/// Control characters, marks of direction that can make a text read differently from what it is, and what only changes
/// the look of its neighbour.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{AD}' | '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}')
        || matches!(c, '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}')
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}')
}

/// Symbols of a reference code; ours have nine.
const CODE_MAX_SYMBOLS: usize = 16;

/// A reference code as it is read aloud, `K7MX 3Q9R 5`, however it was written.
pub(crate) fn grouped(code: &str) -> String {
    let symbols: String = code.chars().filter(|c| c.is_alphanumeric()).take(CODE_MAX_SYMBOLS).collect();
    moments_core::case::grouped(&symbols.to_uppercase())
}

/// Lower-case ASCII letters, digits and single hyphens, at most 60.
pub(crate) fn file_stem(raw: &str) -> String {
    let plain: String =
        raw.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect();
    let parts: Vec<&str> = plain.split('-').filter(|part| !part.is_empty()).collect();
    parts.join("-").chars().take(60).collect()
}
