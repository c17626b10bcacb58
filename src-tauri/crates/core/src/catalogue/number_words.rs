//! Numbers in prose, in digits or in words, in English and in French, as the thresholds of standards are written.
//!
//! Left out: ordinals, fractions and anything from a thousand up; no threshold is written so.

use super::search::search_key;

/// A longer number in a text is no duration.
const NUMBER_MAX: f64 = 100_000.0;

/// A part of a text: a number in digits, or a word without accents in lower case.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    Number(f64),
    Word(String),
}

/// A number in digits or in words of either language, up to 999.
pub(super) fn number_at(tokens: &[Token], at: usize) -> Option<(f64, usize)> {
    match tokens.get(at)? {
        Token::Number(number) => Some((*number, at + 1)),
        Token::Word(first) => {
            let mut total = number_word(first)?;
            let mut next = at + 1;
            loop {
                let place = skip_words(tokens, next, &["and", "et"]);
                let Some(part) = word(tokens, place).and_then(number_word) else { break };
                total = match (total, part) {
                    (1..=9, 100) => total * 100,
                    // « quatre-vingts », « cent quatre-vingts »
                    (_, 20) if total % 100 == 4 => total + 76,
                    (_, 1..=99) if total % 100 == 0 => total + part,
                    (_, 1..=19) if total % 10 == 0 && total % 100 >= 20 => total + part,
                    (_, 7..=9) if total % 100 == 10 => total + part,
                    _ => break,
                };
                next = place + 1;
            }
            Some((f64::from(total), next))
        }
    }
}

fn number_word(word: &str) -> Option<u32> {
    Some(match word {
        "an" | "one" | "un" | "une" => 1,
        "two" | "deux" => 2,
        "three" | "trois" => 3,
        "four" | "quatre" => 4,
        "five" | "cinq" => 5,
        "six" => 6,
        "seven" | "sept" => 7,
        "eight" | "huit" => 8,
        "nine" | "neuf" => 9,
        "ten" | "dix" => 10,
        "eleven" | "onze" => 11,
        "twelve" | "douze" => 12,
        "thirteen" | "treize" => 13,
        "fourteen" | "quatorze" => 14,
        "fifteen" | "quinze" => 15,
        "sixteen" | "seize" => 16,
        "seventeen" => 17,
        "eighteen" => 18,
        "nineteen" => 19,
        "twenty" | "vingt" | "vingts" => 20,
        "thirty" | "trente" => 30,
        "forty" | "quarante" => 40,
        "fifty" | "cinquante" => 50,
        "sixty" | "soixante" => 60,
        "seventy" => 70,
        "eighty" => 80,
        "ninety" => 90,
        "hundred" | "cent" | "cents" => 100,
        _ => return None,
    })
}

/// The word at a place; a number is none.
pub(super) fn word(tokens: &[Token], at: usize) -> Option<&str> {
    match tokens.get(at) {
        Some(Token::Word(word)) => Some(word),
        Some(Token::Number(_)) | None => None,
    }
}

/// The place after one word of these, if it stands there.
pub(super) fn skip_words(tokens: &[Token], at: usize, skip: &[&str]) -> usize {
    if word(tokens, at).is_some_and(|w| skip.contains(&w)) { at + 1 } else { at }
}

/// Digits and letters part ("25min", "8h30"); a point or comma stays within a number ("8.91", "8,91").
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut digits = String::new();
    let mut letters = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let decimal =
            matches!(c, '.' | ',') && !digits.is_empty() && chars.peek().is_some_and(char::is_ascii_digit);
        if c.is_ascii_digit() || decimal {
            push_word(&mut tokens, &mut letters);
            digits.push(if c == ',' { '.' } else { c });
            continue;
        }
        push_number(&mut tokens, &mut digits);
        if c.is_alphabetic() || ('\u{300}'..='\u{36F}').contains(&c) {
            letters.push(c);
        } else {
            push_word(&mut tokens, &mut letters);
        }
    }
    push_number(&mut tokens, &mut digits);
    push_word(&mut tokens, &mut letters);
    tokens
}

fn push_number(tokens: &mut Vec<Token>, digits: &mut String) {
    if !digits.is_empty() {
        // What is no number ("1.2.3") is kept as a word, so that it parts its neighbours.
        let number = digits.parse::<f64>().ok().filter(|number| *number <= NUMBER_MAX);
        tokens.push(number.map_or_else(|| Token::Word(digits.clone()), Token::Number));
        digits.clear();
    }
}

fn push_word(tokens: &mut Vec<Token>, letters: &mut String) {
    if !letters.is_empty() {
        tokens.push(Token::Word(search_key(letters)));
        letters.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_in_words_of_both_languages() {
        for (text, expected) in [
            ("25", 25.0),
            ("8,5", 8.5),
            ("twenty-five", 25.0),
            ("one hundred and twenty", 120.0),
            ("vingt et un", 21.0),
            ("soixante-quinze", 75.0),
            ("quatre-vingts", 80.0),
            ("quatre-vingt-dix-sept", 97.0),
            ("deux cent quatre-vingt-dix", 290.0),
        ] {
            let tokens = tokens(text);
            assert_eq!(number_at(&tokens, 0), Some((expected, tokens.len())), "{text}");
        }
        assert_eq!(number_at(&tokens("five ten"), 0), Some((5.0, 1)), "two numbers side by side are two");
        assert_eq!(number_at(&tokens("à dix"), 0), None);
    }
}
