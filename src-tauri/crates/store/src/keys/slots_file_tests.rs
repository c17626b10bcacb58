//! What the file may hold: slots of other versions, older and newer files, and anything at all.

use proptest::prelude::*;
use serde_json::Value;

use super::content::parse_for_test;
use super::slots_tests::*;
use super::*;

#[test]
fn slots_of_unknown_kinds_and_damaged_ones_are_kept_as_they_are() {
    let desk = Desk::new();
    let (key, _) = desk.create();
    let mut file: Value = serde_json::from_slice(&desk.read()).unwrap();
    let kept = [
        serde_json::json!({"kind": "passphrase", "id": "0f", "argon2id": {"m": 65536, "t": 3, "p": 1},
                           "salt": "é\u{0}\"", "when": [null, true, 1.5, -7, u64::MAX]}),
        serde_json::json!({"kind": "recovery_code", "id": "damaged", "nonce": "", "wrapped": ""}),
        serde_json::json!("not even a slot"),
    ];
    let places = file["slots"].as_array_mut().unwrap();
    places.insert(0, kept[0].clone());
    places.push(kept[1].clone());
    places.push(kept[2].clone());
    desk.write(&serde_json::to_vec(&file).unwrap());

    let mut slots = KeySlots::open(desk.path()).unwrap();
    assert_eq!(slots.kinds().iter().filter(|(_, kind)| *kind == SlotKind::NotUnderstood).count(), 3);
    assert!(same(&slots.unlock(&desk.code()).unwrap(), &key));
    let old = slots.slots_for(&desk.key_file())[0];
    slots.remove(old).unwrap();
    slots.add(&key, &desk.key_file()).unwrap();

    let rewritten: Value = serde_json::from_slice(&desk.read()).unwrap();
    let rewritten = rewritten["slots"].as_array().unwrap();
    assert_eq!(rewritten.len(), 6);
    assert_eq!([&rewritten[0], &rewritten[3], &rewritten[4]], [&kept[0], &kept[1], &kept[2]]);
}

#[test]
fn a_file_of_a_newer_version_is_refused_and_not_touched() {
    let desk = Desk::new();
    desk.create();
    let mut file: Value = serde_json::from_slice(&desk.read()).unwrap();
    file["version"] = 2.into();
    file["slots"] = "something else altogether".into();
    let newer = serde_json::to_vec(&file).unwrap();
    desk.write(&newer);
    assert_eq!(KeySlots::open(desk.path()).unwrap_err(), KeyError::NewerFormat { version: 2 });
    assert_eq!(desk.read(), newer);
}

/// A file of version 1, made for this test alone, opens for ever. Its data key was also taken out of each slot by a second
/// implementation, written from the module's documentation (HChaCha20, ChaCha20, Poly1305 and HKDF in plain Python).
#[test]
fn a_file_of_version_1_opens_with_each_of_its_secrets() {
    let secret = |digits: &str| hex::decode::<32>(digits.as_bytes()).unwrap();
    let desk = Desk::new();
    std::fs::write(
        desk.path().join("v1.key"),
        "8dc5a503f6f354569a9de70b412e0d1abc93af4907992438af8c7bb59b393c44\n",
    )
    .unwrap();
    desk.write(include_bytes!("keyslots_v1.json"));
    let slots = KeySlots::open(desk.path()).unwrap();
    let id = slots.slots_for(&desk.keystore())[0];
    desk.keystore
        .put(id, &secret("452fa7f2f4f3d1417423809a00271b4fb2224130525976426e823d7eb231888b"))
        .unwrap();
    let code = RecoveryCode::parse("AMK5-AYC6-TTA8-N69J-HMK4-SKDD-9PY5").unwrap();
    let file = KeyFile::read(&desk.path().join("v1.key")).unwrap();
    for holder in [desk.keystore(), Holder::RecoveryCode(&code), Holder::KeyFile(&file)] {
        assert_eq!(
            *slots.unlock(&holder).unwrap().bytes(),
            secret("3a172006fe8e9c55503a756621b873aba19f3fa7e0d7e9113d1cc6dfa061fcae")
        );
    }
}

/// What a file may be cut, filled or mixed up with.
const SPLICES: [&str; 16] = [
    "",
    "null",
    "{}",
    "[]",
    "1",
    "2",
    "-1",
    "1e999",
    "0.5",
    "\"\"",
    "\"kind\"",
    "\"\\ud800\"",
    "\"é\"",
    ",",
    "}",
    "[[[[[[[[",
];

fn one_whole_file() -> &'static [u8] {
    static FILE: std::sync::LazyLock<Vec<u8>> = std::sync::LazyLock::new(|| {
        let desk = Desk::new();
        desk.create();
        desk.read()
    });
    &FILE
}

/// A real file with a few stretches replaced, so that the parser is tried behind its first checks as well.
fn mixed_up() -> impl Strategy<Value = Vec<u8>> {
    let edit = (any::<prop::sample::Index>(), 0..80_usize, prop::sample::select(&SPLICES[..]));
    prop::collection::vec(edit, 0..5).prop_map(|edits| {
        let mut bytes = one_whole_file().to_vec();
        for (place, length, splice) in edits {
            let start = place.index(bytes.len());
            // Often a whole value: from here to the next comma or quote.
            let end = if length < 40 {
                let rest = bytes[start..].iter().skip(1);
                start + 1 + rest.take_while(|byte| !matches!(byte, b',' | b'"')).count()
            } else {
                start + length
            };
            let end = end.min(bytes.len());
            bytes.splice(start..end, splice.bytes());
            if bytes.is_empty() {
                break;
            }
        }
        bytes
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(50_000))]

    #[test]
    fn whatever_bytes_the_file_holds_give_slots_or_an_error(bytes in prop_oneof![
        1 => prop::collection::vec(any::<u8>(), 0..100),
        1 => prop::collection::vec(prop::sample::select(&SPLICES[..]), 0..30)
            .prop_map(|splices| splices.concat().into_bytes()),
        4 => mixed_up(),
    ]) {
        let _ = parse_for_test(&bytes);
    }
}

#[test]
fn a_file_as_deep_or_as_long_as_it_likes_is_an_error() {
    let desk = Desk::new();
    for bytes in
        [b"[".repeat(60_000), b"[".repeat(1 << 20), [b"{\"a\":".repeat(9_000), b"1".to_vec()].concat()]
    {
        desk.write(&bytes);
        assert_eq!(KeySlots::open(desk.path()).unwrap_err(), KeyError::Damaged);
    }
    let many = serde_json::json!({
        "format": "moments-keyslots", "version": 1, "store": "0".repeat(32), "key_check": "0".repeat(32), "slots": vec![0; 33],
    });
    desk.write(&serde_json::to_vec(&many).unwrap());
    assert_eq!(KeySlots::open(desk.path()).unwrap_err(), KeyError::TooManySlots);
}
