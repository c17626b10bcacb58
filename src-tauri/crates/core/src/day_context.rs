//! What kind of day an office day was: counters that were open, and what made it unlike others. It stands beside the
//! figures of the day and explains them; no figure is computed from it.

use crate::limits::{COUNTERS_OPEN_MAX, DAY_NOTE_MAX_CHARS};
use crate::moment::validate::{free_text, require};
use crate::moment::{Invalid, Problem};
use crate::words::DayMark;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The context of one office day.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct DayContext {
    /// The most that were open at once; `None`: nobody said.
    pub counters_open: Option<u32>,
    /// Each a field of its own, so that two people who set different ones both stand. Absent is as good as false.
    pub marks: BTreeMap<DayMark, bool>,
    /// In the text part.
    pub note: Option<String>,
}

impl DayContext {
    pub fn has(&self, mark: DayMark) -> bool {
        self.marks.get(&mark) == Some(&true)
    }
}

/// Checks and cleans a context that is about to be written. The first problem is returned.
pub fn validate(mut context: DayContext) -> Result<DayContext, Invalid> {
    let counters = context.counters_open.is_none_or(|n| n <= COUNTERS_OPEN_MAX);
    require(counters, "counters_open", Problem::OutOfRange)?;
    context.note = free_text("note", context.note.as_deref(), DAY_NOTE_MAX_CHARS)?;
    Ok(context)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::{flatten, unflatten};
    use serde_json::json;

    #[test]
    fn a_mark_of_a_newer_version_costs_only_itself() {
        let context = DayContext { marks: [(DayMark::Storm, true)].into(), ..DayContext::default() };
        let mut fields = flatten(&context).unwrap();
        assert_eq!(fields.get("marks/storm"), Some(&json!(true)));
        fields.insert("marks/flood".into(), json!(true));
        assert_eq!(unflatten::<DayContext>(&fields), (context, vec!["marks/flood".into()]));
    }

    #[test]
    fn counters_and_note_are_checked_where_they_are_written() {
        let refused = |context| validate(context).unwrap_err();
        let many = DayContext { counters_open: Some(100), ..DayContext::default() };
        assert_eq!(refused(many).field, "counters_open");
        let note = |text: &str| DayContext { note: Some(text.into()), ..DayContext::default() };
        assert_eq!(refused(note(&"x".repeat(DAY_NOTE_MAX_CHARS + 1))).problem, Problem::TooLong);
        assert_eq!(refused(note("046 454 286")).problem, Problem::MustBeMasked);
        assert_eq!(
            validate(note(" the ferry was late ")).unwrap().note.as_deref(),
            Some("the ferry was late")
        );
    }
}
