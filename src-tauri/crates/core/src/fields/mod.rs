//! A record as a flat map of fields, which is what the journal carries and the fold merges one by one.
//!
//! `Moment { channel, lines: { "1": Line { outcome, … } } }` becomes `channel`, `lines/1/outcome`, … . A field's value
//! is a leaf: a word, a number, a list, or `[value, by]` for what may be a default. A field that is absent is at its
//! default, so an amendment back to nothing carries `null`. Reading is total: a value that does not fit its field is
//! left out and named, never an error.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::BTreeMap;
use tree::Tree;

mod tree;

/// Field path (parts joined by `/`) to leaf value.
pub type Fields = BTreeMap<String, Value>;

/// Fields of one record that are read one by one when something does not fit; a record of ours has under 200.
const FIELDS_MAX: usize = 1_000;
/// Parts of a field's path; a record of ours has four at most.
const DEPTH_MAX: usize = 16;

/// The fields of a record; absent ones are at their default.
pub fn flatten<T: Serialize>(record: &T) -> Result<Fields, serde_json::Error> {
    let mut fields = Fields::new();
    walk("", serde_json::to_value(record)?, &mut fields);
    Ok(fields)
}

fn walk(path: &str, value: Value, fields: &mut Fields) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let path = if path.is_empty() { name } else { format!("{path}/{name}") };
                walk(&path, member, fields);
            }
        }
        Value::Null => {}
        Value::Array(items) if items.is_empty() => {}
        leaf @ (Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_)) => {
            fields.insert(path.to_owned(), leaf);
        }
    }
}

/// The record of these fields, and the names of the fields whose value could not be read.
pub fn unflatten<T: DeserializeOwned + Default>(fields: &Fields) -> (T, Vec<String>) {
    let (record, mut unreadable) = match T::deserialize(nest(fields)) {
        Ok(record) => (record, Vec::new()),
        Err(_) => unflatten_leniently(fields),
    };
    unreadable.extend(fields.keys().filter(|name| is_too_deep(name)).cloned());
    (record, unreadable)
}

/// A name of a hundred thousand parts, as a hostile entry may have one, would take as many calls to nest and to drop.
fn is_too_deep(name: &str) -> bool {
    name.matches('/').count() >= DEPTH_MAX
}

/// The slow path: finds the fields that do not fit, alone or beside those kept so far.
fn unflatten_leniently<T: DeserializeOwned + Default>(fields: &Fields) -> (T, Vec<String>) {
    let mut kept = Fields::new();
    let mut unreadable = Vec::new();
    let mut record = T::default();
    if fields.len() > FIELDS_MAX {
        return (record, fields.keys().filter(|name| !is_too_deep(name)).cloned().collect());
    }
    for (name, value) in fields.iter().filter(|(name, _)| !is_too_deep(name)) {
        kept.insert(name.clone(), value.clone());
        match T::deserialize(nest(&kept)) {
            Ok(read) => record = read,
            Err(_) => {
                kept.remove(name);
                unreadable.push(name.clone());
            }
        }
    }
    (record, unreadable)
}

fn nest(fields: &Fields) -> Tree<'_> {
    Tree::of(fields.iter().filter(|(path, value)| !value.is_null() && !is_too_deep(path)))
}

/// What must be set so that `before` becomes `after`; what is gone is set to `null`.
pub fn difference(before: &Fields, after: &Fields) -> Fields {
    let gone =
        before.keys().filter(|name| !after.contains_key(*name)).map(|name| (name.clone(), Value::Null));
    let set = after.iter().filter(|(name, value)| before.get(*name) != Some(value));
    gone.chain(set.map(|(name, value)| (name.clone(), value.clone()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;
    use serde_json::json;

    #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
    #[serde(default)]
    struct Record {
        name: String,
        size: Option<u8>,
        parts: BTreeMap<String, PartOf>,
    }

    #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
    #[serde(default)]
    struct PartOf {
        weight: u8,
        words: Vec<String>,
    }

    fn record() -> Record {
        let part = PartOf { weight: 2, words: vec!["a".into()] };
        Record { name: "x".into(), size: Some(1), parts: BTreeMap::from([("1".into(), part)]) }
    }

    #[test]
    fn a_record_comes_back_from_its_fields() {
        let fields = flatten(&record()).unwrap();
        assert_eq!(fields.get("parts/1/words"), Some(&json!(["a"])));
        assert_eq!(unflatten::<Record>(&fields), (record(), vec![]));
    }

    #[test]
    fn an_amendment_holds_only_what_changed() {
        let before = flatten(&record()).unwrap();
        let mut changed = record();
        changed.size = None;
        changed.name = "y".into();
        let after = flatten(&changed).unwrap();
        assert_eq!(
            difference(&before, &after),
            Fields::from([("name".into(), json!("y")), ("size".into(), Value::Null)])
        );
    }

    #[test]
    fn a_name_of_a_hundred_thousand_parts_is_left_out_and_named() {
        let mut fields = flatten(&record()).unwrap();
        let deep = "../".repeat(100_000);
        fields.insert(deep.clone(), json!(1));
        assert_eq!(unflatten::<Record>(&fields), (record(), vec![deep.clone()]));
        fields.insert("size".into(), json!("large"));
        let (read, unreadable) = unflatten::<Record>(&fields);
        assert_eq!((read.size, unreadable), (None, vec!["size".into(), deep]));
    }

    #[test]
    fn a_value_that_does_not_fit_costs_only_its_own_field() {
        let mut fields = flatten(&record()).unwrap();
        fields.insert("size".into(), json!("huge"));
        fields.insert("parts/1/weight".into(), json!([]));
        let (read, unreadable) = unflatten::<Record>(&fields);
        assert_eq!(unreadable, ["parts/1/weight", "size"]);
        assert_eq!(read.name, "x");
        assert_eq!(read.parts["1"].words, ["a"]);
    }
}
