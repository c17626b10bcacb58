//! An entry as a line of JSON. Its workstation and epoch are the header's; the hash of each follows from the one before, so that a
//! line holds neither.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use moments_core::entry::{Author, EntityRef, Entry, EntryKey, Hash, Part, PartContent, WrittenAt};
use moments_core::ids::{EntryId, Epoch, WorkstationId};
use moments_core::words::Audience;
use serde::{Deserialize, Serialize};

/// Fields that a later version adds are passed over; they can't be under the hash.
#[derive(Serialize, Deserialize)]
struct Line {
    seq: u64,
    id: EntryId,
    lamport: u64,
    entities: Vec<EntityRef>,
    after: Vec<EntryId>,
    kind: String,
    version: u16,
    audience: Audience,
    author: String,
    utc_ms: i64,
    offset_minutes: i16,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    clock_suspect: bool,
    payload: WirePart,
    text: WirePart,
}

/// What a part is made of; or, where it was erased or is not for the reader, its commit.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum WirePart {
    Text { salt: Bytes, utf8: String },
    Raw { salt: Bytes, base64: Bytes },
    Commit { commit: Bytes },
}

/// Base64 with padding.
struct Bytes(Vec<u8>);

impl Serialize for Bytes {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&STANDARD.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        STANDARD.decode(String::deserialize(d)?).map(Self).map_err(serde::de::Error::custom)
    }
}

/// A line without its end. `with_content`: what the reader may know beyond the commits.
pub fn write(entry: &Entry, with_content: bool) -> serde_json::Result<String> {
    let part = |part: &Part| match part.content.as_ref().filter(|_| with_content) {
        None => WirePart::Commit { commit: Bytes(part.commit.to_vec()) },
        Some(PartContent { salt, bytes }) => {
            let salt = Bytes(salt.to_vec());
            match String::from_utf8(bytes.clone()) {
                Ok(utf8) => WirePart::Text { salt, utf8 },
                Err(_) => WirePart::Raw { salt, base64: Bytes(bytes.clone()) },
            }
        }
    };
    serde_json::to_string(&Line {
        seq: entry.key.seq,
        id: entry.id,
        lamport: entry.lamport,
        entities: entry.entities.clone(),
        after: entry.after.clone(),
        kind: entry.kind.clone(),
        version: entry.version,
        audience: entry.audience,
        author: entry.author.to_string(),
        utc_ms: entry.at.utc_ms,
        offset_minutes: entry.at.offset_minutes,
        clock_suspect: entry.at.clock_suspect,
        payload: part(&entry.payload),
        text: part(&entry.text),
    })
}

/// The entry that a line is, behind the one with this hash. `None`: it is none. It says nothing about its limits: see
/// [`Entry::verify`].
pub fn read(line: &[u8], workstation: WorkstationId, epoch: Epoch, previous: Hash) -> Option<Entry> {
    let line: Line = serde_json::from_slice(line).ok()?;
    let entry = Entry {
        key: EntryKey { workstation, epoch, seq: line.seq },
        id: line.id,
        lamport: line.lamport,
        entities: line.entities,
        after: line.after,
        kind: line.kind,
        version: line.version,
        audience: line.audience,
        author: Author::parse(&line.author)?,
        at: WrittenAt {
            utc_ms: line.utc_ms,
            offset_minutes: line.offset_minutes,
            clock_suspect: line.clock_suspect,
        },
        payload: part(line.payload)?,
        text: part(line.text)?,
        previous,
        hash: [0; 32],
    };
    Some(entry.seal_hash())
}

fn part(part: WirePart) -> Option<Part> {
    let array = |bytes: Bytes| <[u8; 32]>::try_from(bytes.0).ok();
    Some(match part {
        WirePart::Text { salt, utf8 } => Part::new(array(salt)?, utf8.into_bytes()),
        WirePart::Raw { salt, base64 } => Part::new(array(salt)?, base64.0),
        WirePart::Commit { commit } => Part::erased(array(commit)?),
    })
}
