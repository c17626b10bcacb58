//! A key for finding names without caring for accents, case, ligatures or punctuation, in English and in French.
//!
//! Deliberately no Unicode tables: letters outside the Latin ones of both languages (such as syllabics) stay as they
//! are and are found as typed.

/// Lower case without accents; runs of anything but letters and digits become one space. « Œuvre d’Élodie » →
/// `oeuvre d elodie`.
pub fn search_key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            'à'..='å' | 'ā' | 'ă' | 'ą' => key.push('a'),
            'ç' | 'ć' | 'č' => key.push('c'),
            'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => key.push('e'),
            'ì'..='ï' | 'ī' | 'į' | 'ı' => key.push('i'),
            'ñ' | 'ń' | 'ň' => key.push('n'),
            'ò'..='ö' | 'ø' | 'ō' | 'ő' => key.push('o'),
            'ù'..='ü' | 'ū' | 'ů' | 'ű' => key.push('u'),
            'ý' | 'ÿ' => key.push('y'),
            'š' | 'ś' | 'ş' => key.push('s'),
            'ž' | 'ź' | 'ż' => key.push('z'),
            'ł' => key.push('l'),
            'đ' | 'ð' => key.push('d'),
            'œ' => key.push_str("oe"),
            'æ' => key.push_str("ae"),
            'ß' => key.push_str("ss"),
            // Accents written as marks of their own, and what cannot be seen.
            '\u{300}'..='\u{36F}' | '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{FEFF}' => {}
            c if c.is_alphanumeric() => key.push(c),
            _ => {
                if !key.is_empty() && !key.ends_with(' ') {
                    key.push(' ');
                }
            }
        }
    }
    key.truncate(key.trim_end().len());
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_case_and_punctuation_do_not_hide_a_service() {
        assert_eq!(search_key("  Œuvre d’Élodie – N° 2 "), "oeuvre d elodie n 2");
        assert_eq!(
            search_key("Numéro d'assurance sociale (NAS)"),
            search_key("numero d’assurance sociale nas")
        );
        assert_eq!(search_key("E\u{301}le\u{300}ve"), "eleve", "an accent may be a mark of its own");
        assert_eq!(search_key("ᐃᖃᓗᐃᑦ 12"), "ᐃᖃᓗᐃᑦ 12");
        assert_eq!(search_key("\u{0}…"), "");
    }
}
