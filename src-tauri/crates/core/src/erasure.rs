//! An erasure: which parts of which entries go, why, and what stays known of it.
//!
//! An erasure is itself an entry that is never erased, so that a screen can say "erased", by which role and why. It holds
//! nothing of what went. Who may erase, and carrying it out, is not decided here.

use crate::entry::{EntityRef, Entry, EntryKey, PartName};
use crate::fold::{Payload, Texts};
use crate::words::{ErasureReason, ErasureScope, KeptPart, Role};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// An erasure as it is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Erasure {
    /// `workstation epoch seq part`, separated by spaces.
    pub targets: Vec<String>,
    /// What a supervisor added to the reason; in the text part.
    pub reason: Option<String>,
    /// Milliseconds since 1970-01-01 UTC.
    pub at_ms: i64,
    /// Of a redaction: the record that it is about.
    pub about: Option<String>,
    /// The office day of that record.
    pub day: Option<NaiveDate>,
    pub scope: Option<ErasureScope>,
    pub why: Option<ErasureReason>,
    /// `None`: the command line, with the key.
    pub role: Option<Role>,
    /// Of retention: what had been kept for its time.
    pub kept: Option<KeptPart>,
}

impl Erasure {
    /// It took a whole record, of which nothing is counted any more.
    pub fn is_whole(&self) -> bool {
        self.scope == Some(ErasureScope::Everything)
    }

    /// The field that stands in the erasable text part.
    pub const REASON: &str = "reason";
}

/// One target of an erasure as text.
pub fn target(key: &EntryKey, part: PartName) -> String {
    format!("{} {} {} {}", key.workstation, key.epoch, key.seq, part.as_str())
}

/// What [`target`] wrote.
pub fn parse_target(text: &str) -> Option<(EntryKey, PartName)> {
    let mut words = text.split(' ');
    let key = EntryKey {
        workstation: words.next()?.parse().ok()?,
        epoch: words.next()?.parse().ok()?,
        seq: words.next()?.parse().ok()?,
    };
    let part = PartName::parse(words.next()?)?;
    words.next().is_none().then_some((key, part))
}

/// The free-text fields of one entity whose words an entry still holds. A field that was emptied holds none.
pub fn texts_of(entry: &Entry, subject: &EntityRef) -> Vec<String> {
    let Some(content) = entry.text.content.as_ref().filter(|content| !content.bytes.is_empty()) else {
        return Vec::new();
    };
    let Ok(texts) = serde_json::from_slice::<Texts>(&content.bytes) else { return Vec::new() };
    let place = entry.entities.iter().position(|entity| entity == subject);
    let fields = place.and_then(|place| texts.changes.into_iter().nth(place)).unwrap_or_default();
    fields.into_iter().filter(|(_, value)| !value.is_null()).map(|(field, _)| field).collect()
}

/// Whether the entry still holds a structured part that says something.
pub fn has_payload(entry: &Entry) -> bool {
    let payload = entry.payload.content.as_ref();
    payload.is_some_and(|content| match serde_json::from_slice::<Payload>(&content.bytes) {
        Ok(payload) => payload.changes.iter().any(|change| !change.set.is_empty() || !change.text.is_empty()),
        Err(_) => true,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(50_000))]

        #[test]
        fn any_target_of_an_erasure_names_one_part_or_none(text in prop_oneof![
            "\\PC{0,120}".boxed(),
            "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12} [0-9a-f]{32} [0-9]{1,21} (payload|text|tex)( x)?".boxed(),
        ]) {
            if let Some((key, part)) = parse_target(&text) {
                prop_assert_eq!(parse_target(&target(&key, part)), Some((key, part)));
            }
        }
    }
}
