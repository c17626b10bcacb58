//! What a power cut may leave of what was written: of a file, everything up to its last sync, and of what came after it
//! any part, down to sectors of 512 bytes, in any choice.
//!
//! A file that was made and not synced may be gone; one that was deleted and not synced may be back. A sector is old or
//! new and never anything else, as SQLite assumes too ("powersafe overwrite"). A drive that says that it synced and did
//! not is outside the model, but for the planted one.

use moments_test_disk::Event;
use moments_tests::generated::Dice;
use std::collections::BTreeMap;

const SECTOR: usize = 512;

/// A folder's files by their names.
pub type Files = BTreeMap<String, Vec<u8>>;

#[derive(Debug, Clone)]
enum Change {
    Create,
    Write { at: usize, data: Vec<u8> },
    Truncate { size: usize },
    Delete,
}

#[derive(Debug, Clone, Default)]
struct Kept {
    /// As it is on the disk for certain; none: it is not there.
    synced: Option<Vec<u8>>,
    /// What was done since, in order.
    pending: Vec<Change>,
}

/// What is on the disk and what may be, as of one moment.
#[derive(Debug, Clone, Default)]
pub struct Model {
    files: BTreeMap<String, Kept>,
    /// Every content that the mark had; it is never synced.
    marks: Vec<Option<Vec<u8>>>,
}

/// What becomes of the changes that were not synced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leave {
    /// The system had written all of it.
    All,
    Nothing,
    /// All but the last, which is torn after so many sectors.
    TornAfter(usize),
    /// All but the one that is so many from the end.
    AllBut(usize),
    /// Whatever the dice say.
    Any,
}

impl Model {
    pub fn new(base: Files, mark: &str) -> Self {
        let mut model = Self::default();
        for (name, content) in base {
            if name == mark {
                model.marks.push(Some(content));
            } else {
                model.files.insert(name, Kept { synced: Some(content), pending: Vec::new() });
            }
        }
        model
    }

    /// Whether there is anything that a power cut could take.
    pub fn pending(&self) -> usize {
        self.files.values().map(|file| file.pending.len()).sum()
    }

    pub fn step(&mut self, event: &Event) {
        let mut pend = |file: &String, change: Change| {
            self.files.entry(file.clone()).or_default().pending.push(change);
        };
        match event {
            Event::Create { file } => pend(file, Change::Create),
            Event::Write { file, at, data } => pend(file, Change::Write { at: *at, data: data.clone() }),
            Event::Truncate { file, size } => pend(file, Change::Truncate { size: *size }),
            Event::Delete { file, synced: false } => pend(file, Change::Delete),
            Event::Delete { file, synced: true } => drop(self.files.remove(file)),
            Event::Sync { file } => {
                let kept = self.files.entry(file.clone()).or_default();
                let pending = std::mem::take(&mut kept.pending);
                kept.synced = apply(kept.synced.take(), pending.iter().map(|change| (change, Sectors::All)));
            }
            Event::Outside { content, .. } => self.marks.push(content.clone()),
            Event::Note(_) => {}
        }
    }

    /// The files as one power cut leaves them.
    pub fn cut(&self, leave: Leave, dice: &mut Dice) -> Files {
        let mut files = Files::new();
        for (name, kept) in &self.files {
            let last = kept.pending.len();
            // Which share of the changes gets through; drawn for each file, so that the extremes come too.
            let luck = dice.below(5);
            let changes = kept.pending.iter().enumerate().map(|(at, change)| {
                let sectors = match leave {
                    Leave::All => Sectors::All,
                    Leave::Nothing => Sectors::None,
                    Leave::TornAfter(n) if at + 1 == last => Sectors::First(n),
                    Leave::AllBut(back) if at + 1 + back == last => Sectors::None,
                    Leave::TornAfter(_) | Leave::AllBut(_) => Sectors::All,
                    Leave::Any => match dice.below(6) {
                        0 => Sectors::Some(dice.below(256) as u64),
                        n if n <= luck => Sectors::All,
                        _ => Sectors::None,
                    },
                };
                (change, sectors)
            });
            if let Some(content) = apply(kept.synced.clone(), changes) {
                files.insert(name.clone(), content);
            }
        }
        if let Some(mark) = self.mark(leave, dice) {
            files.insert("mark".into(), mark);
        }
        files
    }

    /// The mark is written in place, never synced: the newest content, an older one, or a tear of two.
    fn mark(&self, leave: Leave, dice: &mut Dice) -> Option<Vec<u8>> {
        let newest = self.marks.last().cloned().flatten();
        if leave != Leave::Any || dice.one_in(2) {
            return newest;
        }
        let other = dice.one_of(&self.marks).cloned().flatten()?;
        let mut torn = newest?;
        let length = if dice.one_in(2) { torn.len() } else { dice.below(torn.len().max(1)) };
        for (byte, old) in torn.iter_mut().zip(other).take(length) {
            *byte = old;
        }
        Some(torn)
    }
}

#[derive(Debug, Clone, Copy)]
enum Sectors {
    All,
    None,
    First(usize),
    /// Those whose bit is set, over and over.
    Some(u64),
}

impl Sectors {
    fn holds(self, sector: usize) -> bool {
        match self {
            Self::All => true,
            Self::None => false,
            Self::First(n) => sector < n,
            Self::Some(bits) => bits >> (sector % 8) & 1 == 1,
        }
    }
}

fn apply<'a>(
    start: Option<Vec<u8>>,
    changes: impl Iterator<Item = (&'a Change, Sectors)>,
) -> Option<Vec<u8>> {
    let mut content = start;
    for (change, sectors) in changes {
        match change {
            Change::Create if sectors.holds(0) => content = content.or(Some(Vec::new())),
            Change::Delete if sectors.holds(0) => content = None,
            Change::Truncate { size } if sectors.holds(0) => {
                if let Some(content) = &mut content {
                    content.resize(*size, 0);
                }
            }
            Change::Write { at, data } => {
                if let Some(content) = &mut content {
                    write(content, *at, data, sectors);
                }
            }
            Change::Create | Change::Delete | Change::Truncate { .. } => {}
        }
    }
    content
}

/// Sectors are those of the disk, so that a write that begins within one tears there.
fn write(content: &mut Vec<u8>, at: usize, data: &[u8], sectors: Sectors) {
    let mut from = 0;
    let mut sector = 0;
    while from < data.len() {
        let to = (from + SECTOR - (at + from) % SECTOR).min(data.len());
        if sectors.holds(sector) {
            if content.len() < at + to {
                content.resize(at + to, 0);
            }
            content[at + from..at + to].copy_from_slice(&data[from..to]);
        }
        (from, sector) = (to, sector + 1);
    }
}

#[test]
fn what_was_synced_stays_and_of_the_rest_any_part_may() {
    let name = || "a".to_owned();
    let mut model = Model::new(Files::new(), "mark");
    model.step(&Event::Create { file: name() });
    let write = |at, byte| Event::Write { file: name(), at, data: vec![byte; 1024] };
    model.step(&write(0, 1));
    assert!(model.cut(Leave::Nothing, &mut Dice::of(0)).is_empty(), "not even the file");
    model.step(&Event::Sync { file: name() });
    model.step(&write(512, 2));
    let cut = |leave| model.cut(leave, &mut Dice::of(0)).remove("a").unwrap();
    assert_eq!(cut(Leave::Nothing), vec![1; 1024]);
    assert_eq!(cut(Leave::AllBut(0)), vec![1; 1024]);
    assert_eq!(cut(Leave::All), [vec![1; 512], vec![2; 1024]].concat());
    assert_eq!(cut(Leave::TornAfter(1)), [vec![1; 512], vec![2; 512]].concat());
    let mut seen: Vec<_> = (0..200).map(|seed| model.cut(Leave::Any, &mut Dice::of(seed))).collect();
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 4, "each sector by itself: a later one alone leaves a hole of zeros");
    model.step(&Event::Delete { file: name(), synced: false });
    assert!(!model.cut(Leave::Nothing, &mut Dice::of(0)).is_empty());
    model.step(&Event::Delete { file: name(), synced: true });
    assert!(model.cut(Leave::Nothing, &mut Dice::of(0)).is_empty());
}
