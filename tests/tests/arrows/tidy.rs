//! What no file of ours holds. The words are put together here, so that this file passes its own rules.

use crate::files::{File, written_in};

const CODE: [&str; 9] = ["rs", "ts", "js", "mjs", "svelte", "css", "html", "sql", "sh"];
const LONGEST: usize = 450;

/// A word that nobody writes on purpose, in files with which endings (all, where none is named), and why not.
struct Never {
    words: &'static [&'static str],
    endings: &'static [&'static str],
    why: &'static str,
}

const NEVER: [Never; 4] = [
    Never {
        words: &[
            concat!("to", "do!("),
            concat!("unimple", "mented!("),
            concat!("TO", "DO"),
            concat!("FIX", "ME"),
            concat!("XX", "X:"),
        ],
        endings: &[],
        why: "what is not done is an issue, not a note in the code",
    },
    Never {
        words: &[
            concat!("#[ig", "nore"),
            concat!("it.sk", "ip("),
            concat!("test.sk", "ip("),
            concat!("describe.sk", "ip("),
            concat!("it.on", "ly("),
            concat!("test.on", "ly("),
            concat!("describe.on", "ly("),
        ],
        endings: &["rs", "ts", "js", "mjs"],
        why: "a test that doesn't run is a defect",
    },
    Never {
        words: &[
            concat!("/ro", "ot/"),
            concat!("/ho", "me/"),
            concat!("/Us", "ers/"),
            concat!("C:\\Us", "ers"),
            concat!("/wo", "rk/main"),
            concat!("/wo", "rk/shared"),
        ],
        endings: &[],
        why: "a path of one machine is on no other",
    },
    Never {
        words: &[concat!("<<<<", "<<< "), concat!(">>>>", ">>> ")],
        endings: &[],
        why: "a merge that was not finished",
    },
];

fn untidy(files: &[File]) -> Vec<String> {
    let mut found = Vec::new();
    for file in files {
        let lines = file.text.lines().count();
        if file.ends_with(&CODE) && lines > LONGEST {
            found.push(format!(
                "{}: {lines} lines, and {LONGEST} are the most that a reader holds",
                file.path
            ));
        }
        for never in NEVER.iter().filter(|never| never.endings.is_empty() || file.ends_with(never.endings)) {
            for (number, line) in file.text.lines().enumerate() {
                if let Some(word) = never.words.iter().find(|word| holds(line, word)) {
                    found.push(format!("{}:{}: `{word}`: {}", file.path, number + 1, never.why));
                }
            }
        }
    }
    found
}

/// Whether the line holds the word, as a word where it begins or ends with a letter: « MÉTODO » holds none.
fn holds(line: &str, word: &str) -> bool {
    let letter = |neighbour: Option<char>| neighbour.is_some_and(char::is_alphanumeric);
    line.match_indices(word).any(|(at, _)| {
        let before = word.starts_with(char::is_alphanumeric) && letter(line[..at].chars().next_back());
        let after = word.ends_with(char::is_alphanumeric) && letter(line[at + word.len()..].chars().next());
        !before && !after
    })
}

#[test]
fn no_file_is_too_long_unfinished_skipped_or_bound_to_one_machine() {
    let found = untidy(&written_in("."));
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn each_planted_untidiness_is_caught() {
    let count =
        |path: &str, text: &str| untidy(&[File { path: path.to_owned(), text: text.to_owned() }]).len();
    for never in &NEVER {
        for word in never.words {
            assert_eq!(count("src/a.rs", &format!("one\n  {word} two")), 1, "{word}");
        }
    }
    assert_eq!(count("src/a.rs", &"line\n".repeat(LONGEST)), 0);
    assert_eq!(count("src/a.rs", &"line\n".repeat(LONGEST + 1)), 1);
    assert_eq!(count("docs/guide.md", &"line\n".repeat(LONGEST + 1)), 0, "a guide may be long");
    assert_eq!(count("docs/guide.md", "MÉTODOLOGIE"), 0, "a word within a word");
}
