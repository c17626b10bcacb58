//! How the stage of leaving is stored: the word alone while it is the app's guess, `[word, "staff"]` once staff said it.
//! What was written before the two were told apart is the word alone, and so a guess.

use super::Marked;
use crate::words::{By, Stage};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Stored {
    Guessed(Stage),
    Said(Stage, By),
}

pub(super) fn serialize<S: Serializer>(stage: &Option<Marked<Stage>>, to: S) -> Result<S::Ok, S::Error> {
    let stored = stage.map(|stage| match stage.by {
        By::Default => Stored::Guessed(stage.value),
        By::Staff => Stored::Said(stage.value, stage.by),
    });
    stored.serialize(to)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Marked<Stage>>, D::Error> {
    let stored = Option::<Stored>::deserialize(from)?;
    Ok(stored.map(|stored| match stored {
        Stored::Guessed(stage) => Marked::assumed(stage),
        Stored::Said(value, by) => Marked { value, by },
    }))
}

#[cfg(test)]
mod tests {
    use super::super::Line;
    use super::*;
    use crate::fields::{Fields, flatten, unflatten};
    use serde_json::json;

    fn line(stage: Option<Marked<Stage>>) -> Line {
        Line { stage, ..Line::default() }
    }

    #[test]
    fn a_guess_and_what_staff_said_are_told_apart_in_one_field() {
        let stored = |stage| flatten(&line(stage)).unwrap().get("stage").cloned();
        assert_eq!(stored(None), None);
        assert_eq!(stored(Some(Marked::assumed(Stage::DuringService))), Some(json!("during_service")));
        let said = Marked::recorded(Stage::BeforeGreeting);
        assert_eq!(stored(Some(said)), Some(json!(["before_greeting", "staff"])));
        for stage in [None, Some(said), Some(Marked::assumed(Stage::DuringPreparation))] {
            assert_eq!(unflatten::<Line>(&flatten(&line(stage)).unwrap()), (line(stage), vec![]));
        }
    }

    #[test]
    fn a_stage_of_the_first_version_reads_as_a_guess() {
        let fields = Fields::from([("stage".into(), json!("during_service"))]);
        let (read, unreadable) = unflatten::<Line>(&fields);
        assert_eq!((read.stage, unreadable.len()), (Some(Marked::assumed(Stage::DuringService)), 0));
    }
}
