//! From the bytes of a line to a moment's form, or to the reason why not.
//!
//! A reason names the field and what it expects, and never repeats what the line says: that may be a client's.

use super::lines::LINE_MAX_BYTES;
use crate::trouble;
use moments_desk::moments::MomentForm;
use moments_desk::{ApiError, ErrorCode};
use serde::Serialize;
use serde::de::IgnoredAny;
use serde_json::error::Category;
use std::fmt;

/// Characters of a field's path that are shown; parts of it may come from the line.
const FIELD_MAX_CHARS: usize = 80;

/// A line that was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refused {
    pub line: u64,
    #[serde(flatten)]
    pub refusal: Refusal,
}

/// Why a line was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// The field's path in the record, lines of service from 1: `services/1/outcome`; `null`: the line as a whole.
    pub field: Option<String>,
    /// A word for programs.
    pub problem: String,
    /// A sentence for people.
    pub reason: String,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let field = self.refusal.field.as_deref().unwrap_or("the line");
        write!(f, "line {}: {field} {}", self.line, self.refusal.reason)
    }
}

impl Refusal {
    fn new(field: Option<String>, problem: &str, reason: impl Into<String>) -> Self {
        Self { field: field.map(|f| shown(&f)), problem: problem.to_owned(), reason: reason.into() }
    }

    pub fn line_too_long() -> Self {
        Self::new(None, "line_too_long", format!("is longer than {} KiB", LINE_MAX_BYTES / 1024))
    }
}

/// Reads one line.
pub fn parse(line: &[u8]) -> Result<MomentForm, Refusal> {
    let text = std::str::from_utf8(line).map_err(|error| {
        let reason = format!("is not UTF-8 from byte {}", error.valid_up_to() + 1);
        Refusal::new(None, "not_utf8", reason)
    })?;
    if !text.starts_with('{') {
        return Err(Refusal::new(None, "not_json", "is not a JSON object"));
    }
    let mut json = serde_json::Deserializer::from_str(text);
    let form = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = path(error.path());
        // The reader calls it bad JSON when a number stands where it wants a word.
        let is_json = serde_json::from_str::<IgnoredAny>(text).is_ok();
        if is_json && !path.is_empty() && error.inner().classify() == Category::Syntax {
            return Refusal::new(Some(path), "wrong_kind", "is of the wrong kind");
        }
        refusal(path, error.inner())
    })?;
    json.end().map_err(|error| refusal(String::new(), &error))?;
    Ok(form)
}

/// `services/1/outcome`, as the desk names fields.
fn path(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let parts = path.iter().filter_map(|segment| match segment {
        Segment::Seq { index } => Some((index + 1).to_string()),
        Segment::Map { key } => Some(key.clone()),
        Segment::Enum { variant } => Some(variant.clone()),
        Segment::Unknown => None,
    });
    parts.collect::<Vec<_>>().join("/")
}

fn refusal(path: String, error: &serde_json::Error) -> Refusal {
    match error.classify() {
        Category::Data => wrong(path, &error.to_string()),
        Category::Syntax => {
            Refusal::new(None, "not_json", format!("is not JSON from column {}", error.column()))
        }
        Category::Eof | Category::Io => Refusal::new(None, "not_json", "is cut short"),
    }
}

/// Data that does not fit the form, from the words of the JSON reader: their beginning says what kind of misfit it is,
/// and what follows the last "expected" is the program's own; between them may stand what the line says.
fn wrong(path: String, told: &str) -> Refusal {
    let told = told.rsplit_once(" at line ").map_or(told, |(words, _)| words);
    let named = || told.split('`').nth(1).unwrap_or_default();
    let below = |name: &str| {
        if path.is_empty() || path.ends_with(name) { name.to_owned() } else { format!("{path}/{name}") }
    };
    let expected = told.rsplit_once("expected ").map(|(_, what)| what);
    if told.starts_with("unknown field") {
        let field = if path.rsplit('/').next() == Some(named()) { path.clone() } else { below(named()) };
        return Refusal::new(Some(field), "unknown_field", "is not a field of a moment");
    }
    if told.starts_with("missing field") {
        return Refusal::new(Some(below(named())), "missing", "is missing");
    }
    if told.starts_with("duplicate field") {
        return Refusal::new(Some(below(named())), "duplicate", "is there twice");
    }
    let field = (!path.is_empty()).then_some(path);
    if told.starts_with("invalid type") {
        let reason = expected.map_or_else(
            || "is of the wrong kind".to_owned(),
            |what| format!("is of the wrong kind: expected {what}"),
        );
        return Refusal::new(field, "wrong_kind", reason);
    }
    let reason = match expected {
        Some(what) if told.starts_with("unknown variant") => {
            format!("is not a value of this field: expected {what}")
        }
        _ => "is not a value of this field".to_owned(),
    };
    Refusal::new(field, "unknown", reason)
}

/// A path that is safe to show in a terminal.
fn shown(field: &str) -> String {
    field.chars().take(FIELD_MAX_CHARS).map(|c| if c.is_control() { '\u{FFFD}' } else { c }).collect()
}

impl From<ApiError> for Refusal {
    fn from(error: ApiError) -> Self {
        if error.code == ErrorCode::Conflict {
            let reason = "was recorded before with other content; what was recorded stays";
            return Self::new(Some("id".into()), "conflict", reason);
        }
        let problem = error.data.get("problem").map_or("not_taken", String::as_str);
        Self::new(error.field, problem, trouble::problem(problem))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(line: &str, field: Option<&str>, problem: &str) {
        let refusal = parse(line.as_bytes()).expect_err(line);
        assert_eq!(
            (refusal.field.as_deref(), refusal.problem.as_str()),
            (field, problem),
            "{}",
            refusal.reason
        );
    }

    #[test]
    fn each_bad_line_names_its_field_and_reason() {
        check("[]", None, "not_json");
        check("moment", None, "not_json");
        check("{", None, "not_json");
        check(r#"{"note":"a"} {"#, None, "not_json");
        check(r#"{"outcom":"served"}"#, Some("outcom"), "unknown_field");
        check(
            r#"{"services":[{"service":"1"},{"service":"2","amount":2}]}"#,
            Some("services/2/amount"),
            "unknown_field",
        );
        check(r#"{"services":[{"quantity":2}]}"#, Some("services/1/service"), "missing");
        check(r#"{"note":"a","note":"b"}"#, Some("note"), "duplicate");
        check(r#"{"services":[{"service":"1","outcome":"lost"}]}"#, Some("services/1/outcome"), "unknown");
        check(r#"{"rating":{"overall":-1}}"#, Some("rating/overall"), "unknown");
        check(r#"{"rating":{"overall":300}}"#, Some("rating/overall"), "unknown");
        check(r#"{"rating":{"fairness":"fair"}}"#, Some("rating/fairness"), "unknown");
        check(r#"{"id":"7"}"#, Some("id"), "unknown");
        check(r#"{"channel":{"a":1}}"#, Some("channel"), "unknown");
        check(r#"{"channel":7}"#, Some("channel"), "wrong_kind");
        check(r#"{"services":[{"service":"1","outcome":[]}]}"#, Some("services/1/outcome"), "wrong_kind");
        check(r#"{"note":7}"#, Some("note"), "wrong_kind");
        check("{\"note\":\"a\u{0}b\"}", None, "not_json");
        assert_eq!(parse(b"{\"note\":\"\xff\"}").unwrap_err().problem, "not_utf8");
    }

    #[test]
    fn a_reason_repeats_nothing_that_a_client_said() {
        for line in [
            r#"{"channel":"Alex Doe, expected tomorrow"}"#,
            r#"{"services":"Alex Doe"}"#,
            r#"{"rating":{"overall":"Alex Doe, expected tomorrow"}}"#,
            r#"{"id":"Alex Doe"}"#,
            r#"{"barriers":["Alex Doe"]}"#,
        ] {
            let told = Refused { line: 1, refusal: parse(line.as_bytes()).unwrap_err() }.to_string();
            assert!(!told.contains("Alex") && !told.contains("tomorrow"), "{told}");
        }
    }

    /// A moment's form, torn: real words in places where they may be and where they may not.
    fn torn() -> impl Strategy<Value = String> {
        let word = prop::sample::select(vec![
            "id",
            "started_at",
            "services",
            "service",
            "quantity",
            "relationship",
            "outcome",
            "served",
            "language",
            "requested",
            "fr",
            "rating",
            "overall",
            "fairness",
            "not_applicable",
            "drivers",
            "note",
            "staff",
            "wait",
            "offers",
            "null",
            "true",
            "-1",
            "1e999",
            "0000-01-01T00:00:00Z",
            "9999-12-31T23:59:59+23:59",
            "\\u0000",
            "\\ud800",
            "\u{202E}",
            "é",
        ]);
        let sign =
            prop::sample::select(vec!["{", "}", "[", "]", ":", ",", "\"", "\\", " ", "1", "-", "\u{0}"]);
        let quoted = word.clone().prop_map(|w| format!("\"{w}\""));
        let piece =
            prop_oneof![4 => quoted, 1 => word.prop_map(str::to_owned), 6 => sign.prop_map(str::to_owned)];
        prop::collection::vec(piece, 0..40).prop_map(|pieces| format!("{{{}", pieces.concat()))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(25_000))]

        #[test]
        fn any_bytes_are_a_moment_or_a_refusal(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = parse(&bytes);
        }

        #[test]
        fn any_torn_line_is_a_moment_or_a_refusal(line in torn()) {
            if let Err(refusal) = parse(line.as_bytes()) {
                let told = Refused { line: 1, refusal }.to_string();
                prop_assert!(told.chars().all(|c| !c.is_control()), "{}", told);
            }
        }
    }
}
