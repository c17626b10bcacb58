//! Words in both languages: those of documents, and those that the window has for the same things, from its own files, so
//! that paper and screen can't come to differ.

use crate::Lang;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The keys of a file begin with its name, but for those of documents.
const ENGLISH: [&str; 3] = [
    include_str!("../words/en.json"),
    include_str!("../../../../ui/messages/en/word.json"),
    include_str!("../../../../ui/messages/en/review.json"),
];
const FRENCH: [&str; 3] = [
    include_str!("../words/fr.json"),
    include_str!("../../../../ui/messages/fr/word.json"),
    include_str!("../../../../ui/messages/fr/review.json"),
];

/// Sentences without forms for one and many.
struct Words(BTreeMap<String, String>);

static WORDS: LazyLock<[Words; 2]> = LazyLock::new(|| [Words::read(&ENGLISH), Words::read(&FRENCH)]);

impl Words {
    fn read(files: &[&str]) -> Self {
        let values =
            files.iter().filter_map(|file| serde_json::from_str::<BTreeMap<String, Value>>(file).ok());
        let texts = values.flatten().filter_map(|(key, value)| Some((key, value.as_str()?.to_owned())));
        Self(texts.collect())
    }
}

/// Our words in a language, with what belongs in their gaps, `{gap}`. A key that there is not stands for itself.
pub fn say(lang: Lang, key: &str, gaps: &[(&str, &str)]) -> String {
    let [english, french] = &*WORDS;
    let words = match lang {
        Lang::En => english,
        Lang::Fr => french,
    };
    let mut said = words.0.get(key).cloned().unwrap_or_else(|| key.to_owned());
    for (gap, filling) in gaps {
        said = said.replace(&format!("{{{gap}}}"), filling);
    }
    said
}
