//! Every reader of what comes from outside, as a function of bytes: what it gives must hold, whatever the bytes. The same
//! functions are tried by the tests (with inputs about like those that are kept in `fuzz/corpus`) and by `cargo fuzz`.

use crate::generated::Dice;
use moments_core::case::CaseCode;
use moments_core::catalogue::{ServiceKey, StandardKey, inventory, search_key, thresholds};
use moments_core::entry::{Author, EntityRef};
use moments_core::fields::{Fields, unflatten};
use moments_core::moment::{Moment, validate};
use moments_core::organization::file as directory;
use moments_core::past_log::{Mapping, TextEncoding, csv_file, guess};
use moments_core::{privacy, text};
use moments_desk::documents::DocumentRequest;
use moments_desk::exports::ExportRequest;
use moments_desk::moments::{MomentForm, RatingForm};
use moments_desk::office::OfficeForm;
use moments_desk::past_log::workbook::{self, Workbook};
use moments_desk::ratings::ClientStep;
use moments_store::keys::{KeyFile, KeySlots, RecoveryCode};
use std::cell::RefCell;
use std::path::{Path, PathBuf};

/// One reader, by the name of its folder of the corpus.
pub struct Target {
    pub name: &'static str,
    pub read: fn(&[u8]),
}

/// All of them. A name is a program in `fuzz/` and a folder in `fuzz/corpus`.
pub const TARGETS: [Target; 9] = [
    Target { name: "catalogue", read: catalogue },
    Target { name: "directory", read: directory_file },
    Target { name: "past_log", read: past_log },
    Target { name: "workbook", read: workbook_file },
    Target { name: "forms", read: forms },
    Target { name: "record", read: record },
    Target { name: "key_slots", read: key_slots },
    Target { name: "key_file", read: key_file },
    Target { name: "texts", read: texts },
];

/// One input to the target with this name.
pub fn read(name: &str, bytes: &[u8]) {
    for target in TARGETS.iter().filter(|target| target.name == name) {
        (target.read)(bytes);
    }
}

fn catalogue(bytes: &[u8]) {
    if let Ok(inventory) = inventory::read(bytes) {
        std::hint::black_box(inventory);
    }
}

/// What was read is written so that it is read again; a file of which every row is refused holds nothing to write.
fn directory_file(bytes: &[u8]) {
    if let Ok(file) = directory::read(bytes) {
        let rows: Vec<_> = file
            .rows
            .iter()
            .map(|row| (row.id.unwrap_or(row.organization.id_by_name()), &row.organization))
            .collect();
        let again = directory::read(&directory::write(rows.iter().map(|(id, row)| (id, *row))));
        assert!(rows.is_empty() || again.is_ok(), "what was written is read: {again:?}");
    }
}

fn past_log(bytes: &[u8]) {
    for encoding in [TextEncoding::Unicode, TextEncoding::Windows1252] {
        if let Ok(table) = csv_file::open(bytes, encoding) {
            std::hint::black_box(guess::mapping(&table));
        }
    }
}

fn workbook_file(bytes: &[u8]) {
    let _ = workbook::is_one(bytes);
    let Ok(mut book) = Workbook::open(bytes) else { return };
    for sheet in book.sheets().into_iter().take(3) {
        if let Ok(table) = book.table(&sheet) {
            std::hint::black_box(guess::mapping(&table));
        }
    }
}

/// What a window sends, as its command reads it.
fn forms(bytes: &[u8]) {
    let _ = serde_json::from_slice::<MomentForm>(bytes);
    let _ = serde_json::from_slice::<ClientStep>(bytes);
    let _ = serde_json::from_slice::<RatingForm>(bytes);
    let _ = serde_json::from_slice::<OfficeForm>(bytes);
    let _ = serde_json::from_slice::<Mapping>(bytes);
    let _ = serde_json::from_slice::<DocumentRequest>(bytes);
    let _ = serde_json::from_slice::<ExportRequest>(bytes);
}

/// A state as the journal's fold leaves it: what cannot be read is named.
fn record(bytes: &[u8]) {
    let Ok(fields) = serde_json::from_slice::<Fields>(bytes) else { return };
    let (moment, unreadable) = unflatten::<Moment>(&fields);
    assert!(unreadable.iter().all(|name| fields.contains_key(name)), "what is named was there");
    let _ = (moment.counted(), validate(moment));
}

thread_local! {
    static FOLDER: RefCell<Option<tempfile::TempDir>> = const { RefCell::new(None) };
}

/// Bytes as a file of this name in a folder of this thread.
fn as_file(name: &str, bytes: &[u8], read: impl FnOnce(&Path)) {
    let folder = FOLDER.with(|folder| -> Option<PathBuf> {
        let mut folder = folder.borrow_mut();
        if folder.is_none() {
            *folder = tempfile::tempdir().ok();
        }
        folder.as_ref().map(|folder| folder.path().to_owned())
    });
    let Some(folder) = folder else { return };
    if std::fs::write(folder.join(name), bytes).is_ok() {
        read(&folder);
    }
}

fn key_slots(bytes: &[u8]) {
    as_file("keyslots.json", bytes, |folder| {
        let Ok(slots) = KeySlots::open(folder) else { return };
        std::hint::black_box(slots);
    });
}

fn key_file(bytes: &[u8]) {
    as_file("key", bytes, |folder| {
        let Ok(file) = KeyFile::read(&folder.join("key")) else { return };
        std::hint::black_box(file);
    });
}

fn texts(bytes: &[u8]) {
    let raw = &*String::from_utf8_lossy(bytes);
    for name in [text::name(raw, 200), text::name(raw, 0)].into_iter().flatten() {
        assert!(!name.is_empty() && name.chars().count() <= 200 && !name.contains('\u{202E}'));
    }
    let length = raw.chars().count();
    let found = privacy::findings(raw);
    assert!(found.iter().all(|f| f.start < f.end && f.end as usize <= length), "{raw}");
    let masked = privacy::mask(raw);
    assert!(masked.chars().count() == length && !privacy::must_be_masked(&masked), "{raw}");
    for key in [ServiceKey::parse(raw), ServiceKey::official(raw)].into_iter().flatten() {
        assert_eq!(ServiceKey::parse(key.as_str()), Some(key), "a key reads as it was written");
    }
    let _ = (StandardKey::parse(raw), EntityRef::parse(raw), Author::parse(raw), search_key(raw));
    if let Ok(code) = CaseCode::read(raw) {
        assert_eq!(CaseCode::read(code.as_str()).ok(), Some(code), "a code reads as it was written");
    }
    let _ = RecoveryCode::parse(raw);
    thresholds::propose(raw, raw);
}

/// The kept inputs of a target, in order.
pub fn corpus(name: &str) -> std::io::Result<Vec<(PathBuf, Vec<u8>)>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus").join(name);
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let bytes = std::fs::read(&path)?;
        all.push((path, bytes));
    }
    all.sort();
    Ok(all)
}

/// Sends what is kept, and then so many inputs about like it, from a seed.
pub fn send(target: &Target, kept: &[Vec<u8>], inputs: u64, seed: u64) {
    kept.iter().for_each(|bytes| (target.read)(bytes));
    let mut dice = Dice::of(seed);
    for _ in 0..inputs {
        if let Some(like) = dice.one_of(kept) {
            let bytes = dice.bytes_about_like(like);
            (target.read)(&bytes);
        }
    }
}
