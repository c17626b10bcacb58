//! An office that seals: its keys, and a journal to seal.

use moments_bundle::certificate::{Certificate, OfficeCard};
use moments_bundle::keys::{Keys, Recipient};
use moments_bundle::signed::Signed;
use moments_bundle::{Destination, Head, Opened, Reader, Refusal, Run, SealError, Sealed, open, seal};
use moments_core::entry::{Author, EntityRef, Entry, EntryKey, Part, WrittenAt};
use moments_core::ids::{EntryId, Epoch, OfficeId, WorkstationId};
use moments_core::words::Audience;
use uuid::Uuid;

/// An office with a writer, a colleague and a centre.
pub struct Scene {
    pub office: Keys,
    pub writer: Keys,
    pub colleague: Keys,
    pub centre: Keys,
    pub card: OfficeCard,
    pub certificate: Signed,
}

pub const HERE: WorkstationId = WorkstationId(Uuid::from_u128(1));

pub fn card(keys: &Keys, n: u128) -> OfficeCard {
    OfficeCard {
        office: OfficeId(Uuid::from_u128(n)),
        name_en: "Iqaluit".into(),
        name_fr: "Iqaluit".into(),
        keys: keys.public(),
    }
}

pub fn certified(office: &Keys, card: &OfficeCard, keys: &Keys, workstation: WorkstationId) -> Signed {
    Certificate { office: card.office, workstation, keys: keys.public(), issued_ms: 0 }.sign(office).unwrap()
}

impl Scene {
    pub fn new() -> Self {
        let [office, writer, colleague, centre] = std::array::from_fn(|_| Keys::generate().unwrap());
        let card = card(&office, 100);
        let certificate = certified(&office, &card, &writer, HERE);
        Self { office, writer, colleague, centre, card, certificate }
    }

    pub fn for_office(&self) -> Vec<Recipient> {
        [&self.writer, &self.colleague, &self.office].map(|keys| keys.public().recipient).to_vec()
    }

    pub fn seal(&self, entries: &[Entry]) -> Result<Sealed, SealError> {
        seal(run(entries), Destination::Office, &self.writer, &self.certificate, &self.for_office())
    }

    pub fn open_as(&self, keys: &Keys, bytes: &[u8]) -> Result<Opened, Refusal> {
        open(bytes, &Reader { keys, card: &self.card, destination: Destination::Office })
    }

    pub fn open(&self, bytes: &[u8]) -> Result<Opened, Refusal> {
        self.open_as(&self.colleague, bytes)
    }
}

pub fn run(entries: &[Entry]) -> Run<'_> {
    let known = vec![Head { workstation: HERE, epoch: Epoch([7; 16]), seq: 9, hash: [3; 32] }];
    Run { entries, known, sealed_ms: 1_795_546_990_000 }
}

/// A journal from entry `from` on: every third is the office's alone, every fifth has lost its text.
pub fn journal(from: u64, n: u64, words: &str) -> Vec<Entry> {
    let mut previous = if from == 1 { [0; 32] } else { [8; 32] };
    let mut entries = Vec::new();
    for seq in from..from + n {
        let mut entry = Entry {
            key: EntryKey { workstation: HERE, epoch: Epoch([7; 16]), seq },
            id: EntryId(Uuid::from_u128(u128::from(seq))),
            lamport: seq,
            entities: vec![EntityRef::new("moment", Uuid::from_u128(5))],
            after: vec![EntryId(Uuid::from_u128(2))],
            kind: "moment_recorded".into(),
            version: 1,
            audience: if seq % 3 == 0 { Audience::Office } else { Audience::OfficeAndCentre },
            author: Author::App,
            at: WrittenAt { utc_ms: -5, offset_minutes: -300, clock_suspect: seq % 2 == 0 },
            payload: Part::new([4; 32], format!("{{\"n\":{seq},\"words\":\"{words}\"}}").into_bytes()),
            text: Part::new([6; 32], b"\xFF not UTF-8".to_vec()),
            previous,
            hash: [0; 32],
        };
        if seq % 5 == 0 {
            entry.text.erase();
        }
        let entry = entry.seal_hash();
        previous = entry.hash;
        entries.push(entry);
    }
    entries
}
