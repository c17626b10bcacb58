//! Whatever bytes come: every parser gives a value or an error, never a panic, and soon.
//!
//! The parsers that only their own crate can reach have their 50,000 inputs there: the inventory's tables, key slots, key
//! file, recovery code, mark, and the lines of `moments-admin record`.

use moments_core::catalogue::{ServiceKey, StandardKey, search_key, thresholds};
use moments_core::entry::{Author, EntityRef, Entry, EntryKey, Part, PartName, WrittenAt};
use moments_core::fields::{Fields, unflatten};
use moments_core::fold::{KINDS, fold, slices};
use moments_core::ids::{EntryId, Epoch, MomentId, WorkstationId};
use moments_core::moment::{Moment, validate};
use moments_core::words::Audience;
use moments_core::{privacy, text};
use moments_desk::moments::MomentForm;
use moments_desk::ratings::ClientStep;
use moments_tests::figures::{self, Figure, Tally};
use moments_tests::generated::{Dice, HARD};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// Generated inputs to each parser, and in one chunk.
const INPUTS: u64 = 50_000;
const LONG: u64 = 10_000_000;

/// For one input of a megabyte, on a slow machine and unoptimized: far below what a person would take for a hang, and far
/// above what a walk takes.
const PATIENCE: Duration = Duration::from_secs(20);

/// Sends generated inputs, each made of dice and its number.
fn send(name: &str, mut input: impl FnMut(&mut Dice, u64)) {
    let figure = Figure { name: &format!("inputs a parser: {name}"), quick: INPUTS, long: LONG };
    figures::run(&figure, INPUTS, |chunk, inputs| {
        let mut dice = Dice::of(7 + chunk);
        (0..inputs).for_each(|n| input(&mut dice, n));
        Tally::clean(inputs)
    });
}

fn texts(name: &str, parse: impl Fn(&str)) {
    send(name, |dice, _| parse(&dice.text()));
}

#[test]
fn any_text_is_a_name_or_a_note_or_refused() {
    texts("a name or a note", |raw| {
        for name in [text::name(raw, 200), text::name(raw, 0)].into_iter().flatten() {
            assert!(!name.is_empty() && name.chars().count() <= 200 && !name.contains('\u{202E}'));
        }
        if let Ok(Some(note)) = text::free_text(raw, 2_000) {
            assert!(note.chars().count() <= 2_000 && !note.contains(['\0', '\u{202E}', '\r']));
        }
    });
}

#[test]
fn any_text_can_be_checked_and_masked() {
    texts("a text to mask", |raw| {
        let length = raw.chars().count();
        let found = privacy::findings(raw);
        assert!(found.is_sorted_by_key(|f| f.start), "{raw}");
        assert!(found.iter().all(|f| f.start < f.end && f.end as usize <= length), "{raw}");
        let masked = privacy::mask(raw);
        assert_eq!(masked.chars().count(), length);
        assert!(!privacy::must_be_masked(&masked), "{raw}");
    });
}

#[test]
fn a_megabyte_of_anything_is_read_without_a_hang() {
    let all_together = HARD.concat();
    for hard in
        [&all_together, "046 454 286 ", "a.", "9", "(", "+1 ", "a@", "one ", "cent ", "1 h ", "X0A 0H0,"]
    {
        let long = hard.repeat((1 << 20) / hard.len());
        let begin = Instant::now();
        privacy::mask(&long);
        let _ = text::free_text(&long, 2_000);
        let _ = text::name(&long, 200);
        search_key(&long);
        thresholds::propose(&long, &long);
        let _ = (ServiceKey::parse(&long), EntityRef::parse(&long), Author::parse(&long));
        assert!(begin.elapsed() < PATIENCE, "{hard:?} takes {:?}", begin.elapsed());
    }
}

#[test]
fn any_text_is_a_key_or_none() {
    texts("a key", |raw| {
        for key in [ServiceKey::parse(raw), ServiceKey::official(raw)].into_iter().flatten() {
            assert_eq!(ServiceKey::parse(key.as_str()), Some(key.clone()), "a key reads as it was written");
            if let Some(standard) = StandardKey::official(&key, raw) {
                assert_eq!(StandardKey::parse(standard.as_str()), Some(standard));
            }
        }
        let _ = StandardKey::parse(raw);
        if let Some(entity) = EntityRef::parse(raw) {
            assert_eq!(entity.as_str(), raw);
        }
        if let Some(author) = Author::parse(raw) {
            assert_eq!(Author::parse(&author.to_string()), Some(author));
        }
        let _ = (PartName::parse(raw), raw.parse::<MomentId>(), raw.parse::<Epoch>());
    });
}

#[test]
fn any_text_of_a_standard_proposes_minutes_or_none() {
    let words = [
        "within",
        "dans",
        "one",
        "un",
        "cent",
        "quatre",
        "vingt",
        "half",
        "hour",
        "heures",
        "minutes",
        "h",
        "15",
        "0.5",
        "1,5",
        "99999999999",
        "every",
        "at least",
        "and",
        "et",
        "a",
        "day",
        "\u{a0}",
        "-",
        "–",
        ".",
    ];
    let mut proposed = 0u32;
    send("a standard", |dice, n| {
        let text = match n % 4 {
            0 => dice.text(),
            _ => {
                (0..dice.below(12)).filter_map(|_| dice.one_of(&words).copied()).collect::<Vec<_>>().join(" ")
            }
        };
        search_key(&text);
        if let Some(proposal) = thresholds::propose(&text, "") {
            assert!((1..=thresholds::THRESHOLD_MAX_MINUTES).contains(&proposal.minutes), "{text}");
            proposed += 1;
        }
    });
    assert!(proposed > 1_000, "{proposed} were understood: the inputs reach behind the first word");
}

/// An entry as another workstation may send it: its hashes are right, its content is anything.
fn entry(kind: &str, payload: Vec<u8>, text: Vec<u8>, n: u64) -> Entry {
    let id = |n: u64| Uuid::from_u128(n.into());
    Entry {
        key: EntryKey { workstation: WorkstationId(id(n % 3)), epoch: Epoch([1; 16]), seq: n + 1 },
        id: EntryId(id(n)),
        lamport: n + 1,
        entities: vec![EntityRef::new("moment", id(1)), EntityRef::new("moment", id(2))],
        after: vec![EntryId(id(n / 2))],
        kind: kind.to_owned(),
        version: 1,
        audience: Audience::Office,
        author: Author::App,
        at: WrittenAt { utc_ms: i64::MIN, offset_minutes: i16::MAX, clock_suspect: true },
        payload: Part::new([2; 32], payload),
        text: Part::new([3; 32], text),
        previous: [0; 32],
        hash: [0; 32],
    }
    .seal_hash()
}

#[test]
fn any_content_of_an_entry_is_folded_and_what_cannot_be_read_is_named() {
    let payload = json!({ "changes": [{ "set": { "channel": ["phone", "staff"], "started_at": "2026-11-24T14:03:10-05:00",
        "office_day": "2026-11-24", "lines/1/service": "1234", "lines/1/outcome": ["served", "default"],
        "ratings/0192f0c4-7c1e-7a51-9f5b-3f1f0a2b4c5d/overall": 4, "barriers": ["cost"], "voided": null }, "text": ["note"] }] });
    let texts = json!({ "changes": [{ "note": "a note" }] });
    let (mut read, mut before) = (0u32, Vec::new());
    send("the content of an entry", |dice, n| {
        let content = |dice: &mut Dice, like: &Value| match n % 3 {
            0 => dice.bytes_about_like(like.to_string().as_bytes()),
            _ => dice.about_like(like, &[]).to_string().into_bytes(),
        };
        let (payload, text) = (content(dice, &payload), content(dice, &texts));
        let kind = dice.one_of(KINDS).map_or("", |(kind, _)| kind);
        let entry = entry(kind, payload, text, n);
        let _ = entry.verify();
        before.extend(slices(&entry).into_iter().take(1));
        if n % 4 == 3 {
            let folded = fold(&before);
            before.clear();
            let (moment, _unreadable) = unflatten::<Moment>(&folded.fields);
            let _ = (moment.counted(), validate(moment));
            read += u32::from(!folded.fields.is_empty());
        }
    });
    assert!(read > 1_000, "{read} states were read: the inputs reach behind the JSON");
}

#[test]
fn any_fields_are_a_moment_as_far_as_they_can_be_read() {
    let like = json!({ "channel": ["phone", "staff"], "started_at": "2026-11-24T14:03:10-05:00", "office_day": "2026-11-24",
        "lines/1/service": "1234", "lines/1/quantity": 2, "lines/2/outcome": ["left", "staff"], "wait/band": "over_25", "note": "a",
        "language/requested": ["iu", "staff"], "ratings/0192f0c4-7c1e-7a51-9f5b-3f1f0a2b4c5d/fairness": "not_applicable" });
    send("fields", |dice, _| {
        let fields: Fields = serde_json::from_value(dice.about_like(&like, &[])).unwrap_or_default();
        let (moment, unreadable) = unflatten::<Moment>(&fields);
        assert!(unreadable.iter().all(|name| fields.contains_key(name)), "what is named was there");
        let _ = (moment.counted(), validate(moment));
    });
}

#[test]
fn any_json_is_a_form_or_a_clients_answer_or_refused() {
    let form = json!({ "id": "0192f0c4-7c1e-7a51-9f5b-3f1f0a2b4c5d", "started_at": "2026-11-24T14:03:10-05:00", "channel": "phone",
        "services": [{ "service": "1234", "quantity": 1 }], "rating": { "overall": 4, "priority": "nothing" }, "note": "a" });
    let step = json!({ "kind": "done", "language": "fr", "answer": { "overall": 4, "drivers": ["courtesy"], "fairness": 5 } });
    let (mut forms, mut steps) = (0u32, 0u32);
    send("a form", |dice, _| {
        let bytes = dice.bytes_about_like(form.to_string().as_bytes());
        let _ = serde_json::from_slice::<MomentForm>(&bytes);
        let _ = serde_json::from_slice::<ClientStep>(&dice.bytes_about_like(step.to_string().as_bytes()));
        forms += u32::from(serde_json::from_value::<MomentForm>(dice.about_like(&form, &[])).is_ok());
        steps += u32::from(serde_json::from_value::<ClientStep>(dice.about_like(&step, &[])).is_ok());
    });
    assert!(forms > 5_000 && steps > 5_000, "{forms} forms and {steps} steps were read");
}
