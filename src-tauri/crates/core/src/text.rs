//! Names, free text and cells of tables as they come from a keyboard, a file or the clipboard.

/// Why a text is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    #[error("the text is empty")]
    Empty,
    #[error("the text is longer than {0} characters")]
    TooLong(usize),
}

/// A one-line name: control and bidirectional marks removed, inner white space folded, ends trimmed.
pub fn name(raw: &str, max_chars: usize) -> Result<String, TextError> {
    let visible: String =
        raw.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(|c| !invisible(*c)).collect();
    let folded = visible.split(' ').filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    match folded.chars().count() {
        0 => Err(TextError::Empty),
        n if n > max_chars => Err(TextError::TooLong(max_chars)),
        _ => Ok(folded),
    }
}

/// Free text of several lines: control and bidirectional marks removed (line feeds stay), ends trimmed.
/// `None` when nothing is left.
pub fn free_text(raw: &str, max_chars: usize) -> Result<Option<String>, TextError> {
    let clean: String =
        raw.replace("\r\n", "\n").chars().filter(|c| *c == '\n' || *c == '\t' || !invisible(*c)).collect();
    let clean = clean.trim();
    match clean.chars().count() {
        0 => Ok(None),
        n if n > max_chars => Err(TextError::TooLong(max_chars)),
        _ => Ok(Some(clean.to_owned())),
    }
}

/// Control characters, and the marks that can make a text read differently from what it is (Unicode UAX #9).
fn invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// Whether a spreadsheet would calculate it, behind any apostrophes of its own.
fn is_formula(cell: &str) -> bool {
    cell.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// A cell as it is written where a spreadsheet may read it: with an apostrophe before what it would calculate.
pub fn guarded(cell: &str) -> String {
    if is_formula(cell) { format!("'{cell}") } else { cell.to_owned() }
}

/// A cell as it was before [`guarded`].
pub fn unguarded(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| is_formula(rest)).unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_keeps_its_letters_and_loses_what_cannot_be_seen() {
        assert_eq!(name("  Élodie\t d’Amours\u{202E}\0 ", 50).as_deref(), Ok("Élodie d’Amours"));
        assert_eq!(name("ᐃᖃᓗᐃᑦ", 50).as_deref(), Ok("ᐃᖃᓗᐃᑦ"));
        assert_eq!(name("\u{200F}\n", 50), Err(TextError::Empty));
        assert_eq!(name("éé", 1), Err(TextError::TooLong(1)), "characters are counted, not bytes");
    }

    #[test]
    fn a_note_keeps_its_lines() {
        assert_eq!(free_text("a\r\nb\u{0}\u{2066}", 10), Ok(Some("a\nb".into())));
        assert_eq!(free_text(" \n ", 10), Ok(None));
    }
}
