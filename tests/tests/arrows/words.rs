//! A client reads the same question on the screen and on the card.

use crate::files::root;
use serde_json::{Map, Value};
use std::fs;

/// Words of the card, as they begin there, and the message that says the same on the client's screen.
const SAME: [(&str, &str, &str); 12] = [
    ("question_overall", "client.json", "client_question_overall"),
    ("question_fairness", "client.json", "client_question_fairness"),
    ("question_confidence", "client.json", "client_question_confidence"),
    ("question_priority", "client.json", "client_question_priority"),
    ("question_need_met", "client.json", "client_question_need_met"),
    ("not_applicable", "client.json", "client_not_applicable"),
    ("nothing", "client.json", "client_nothing"),
    ("driver_", "client.json", "client_driver_"),
    ("satisfaction_", "word.json", "word_satisfaction_"),
    ("agreement_", "word.json", "word_agreement_"),
    ("confidence_", "word.json", "word_confidence_"),
    ("need_met_", "word.json", "word_need_met_"),
];

fn words(path: &str) -> Map<String, Value> {
    let text = fs::read_to_string(root().join(path)).expect("words can be read");
    serde_json::from_str(&text).expect("words are JSON")
}

#[test]
fn the_card_asks_in_the_words_of_the_clients_screen() {
    for lang in ["en", "fr"] {
        let card = words(&format!("src-tauri/crates/report/words/{lang}.json"));
        for (here, file, there) in SAME {
            let screen = words(&format!("ui/messages/{lang}/{file}"));
            let asked: Vec<_> = card.iter().filter(|(key, _)| key.starts_with(here)).collect();
            assert!(!asked.is_empty(), "{lang}: the card says something for {here}");
            for (key, text) in asked {
                assert_eq!(Some(text), screen.get(&key.replacen(here, there, 1)), "{lang}: {key}");
            }
        }
        for (here, question) in
            [("question_better_if", "client_question_better"), ("question_well_if", "client_question_well")]
        {
            let screen = words(&format!("ui/messages/{lang}/client.json"));
            let question = screen[question].as_str().expect("a question");
            assert!(card[here].as_str().is_some_and(|text| text.ends_with(question)), "{lang}: {here}");
        }
    }
}
