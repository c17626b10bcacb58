//! The words of the sheet "You said, we did", and what it is made from.

use super::show::Looking;
use super::view::*;
use super::{append_change, changeable};
use crate::desk::{Actor, Desk};
use crate::error::Result;
use moments_core::follow_up::FollowUp;
use moments_core::ids::FollowUpId;
use moments_store::Reader;

/// One thing that clients said, and what was done. A language that nobody wrote is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    pub you_said_en: String,
    pub you_said_fr: String,
    pub we_did_en: String,
    pub we_did_fr: String,
}

impl Desk {
    /// Writes what the sheet says, also of a closed follow-up: a sheet is often made later.
    pub fn word_follow_up(&self, actor: &Actor, id: FollowUpId, words: &SheetWords) -> Result<FollowUpView> {
        self.write(|tx| {
            let stored = changeable(tx, actor, &id)?;
            append_change(tx, actor, &stored, with_words(&stored.item, Some(words)))?;
            Looking::new(self, tx, actor)?.whole(tx, actor, &id)
        })
    }
}

pub(super) fn with_words(item: &FollowUp, words: Option<&SheetWords>) -> FollowUp {
    let mut after = item.clone();
    let Some(words) = words else { return after };
    for (field, said) in [
        (&mut after.you_said_en, &words.you_said_en),
        (&mut after.you_said_fr, &words.you_said_fr),
        (&mut after.we_did_en, &words.we_did_en),
        (&mut after.we_did_fr, &words.we_did_fr),
    ] {
        if said.is_some() {
            field.clone_from(said);
        }
    }
    after
}

/// What was closed from one day to another (`YYYY-MM-DD`) and changed how the office serves, in that order; without words
/// on both sides there is nothing to print.
pub(crate) fn lines(reader: &Reader<'_>, from: &str, to: &str) -> Result<Vec<Line>> {
    let text = |text: Option<String>| text.unwrap_or_default();
    let all = reader.follow_ups_that_changed(from, to)?.into_iter().map(|stored| Line {
        you_said_en: text(stored.item.you_said_en),
        you_said_fr: text(stored.item.you_said_fr),
        we_did_en: text(stored.item.we_did_en),
        we_did_fr: text(stored.item.we_did_fr),
    });
    let told = |line: &Line| {
        let either = |en: &str, fr: &str| !en.is_empty() || !fr.is_empty();
        either(&line.you_said_en, &line.you_said_fr) && either(&line.we_did_en, &line.we_did_fr)
    };
    Ok(all.filter(told).collect())
}
