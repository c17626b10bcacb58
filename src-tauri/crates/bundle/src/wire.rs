//! An entry as a line of JSON. Its workstation and epoch are the header's; the hash of each follows from the one before, so that a
//! line holds neither.

use base64::Engine;
use base64::display::Base64Display;
use base64::engine::general_purpose::STANDARD;
use moments_core::entry::{Author, EntityRef, Entry, EntryKey, Hash, Part, PartContent, WrittenAt};
use moments_core::ids::{EntryId, Epoch, WorkstationId};
use moments_core::words::Audience;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Fields that a later version adds are passed over; they can't be under the hash.
#[derive(Serialize, Deserialize)]
struct Line<'a> {
    seq: u64,
    id: EntryId,
    lamport: u64,
    entities: Cow<'a, [EntityRef]>,
    after: Cow<'a, [EntryId]>,
    kind: Cow<'a, str>,
    version: u16,
    audience: Audience,
    author: String,
    utc_ms: i64,
    offset_minutes: i16,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    clock_suspect: bool,
    payload: WirePart<'a>,
    text: WirePart<'a>,
}

/// What a part is made of; or, where it was erased or is not for the reader, its commit.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum WirePart<'a> {
    Text { salt: Bytes<'a>, utf8: Cow<'a, str> },
    Raw { salt: Bytes<'a>, base64: Bytes<'a> },
    Commit { commit: Bytes<'a> },
}

impl<'a> WirePart<'a> {
    fn of(part: &'a Part, with_content: bool) -> Self {
        match part.content.as_ref().filter(|_| with_content) {
            None => Self::Commit { commit: Bytes::of(&part.commit) },
            Some(PartContent { salt, bytes }) => match str::from_utf8(bytes) {
                Ok(utf8) => Self::Text { salt: Bytes::of(salt), utf8: utf8.into() },
                Err(_) => Self::Raw { salt: Bytes::of(salt), base64: Bytes::of(bytes) },
            },
        }
    }

    fn read(self) -> Option<Part> {
        let array = |bytes: Bytes<'_>| <[u8; 32]>::try_from(bytes.0.as_ref()).ok();
        Some(match self {
            Self::Text { salt, utf8 } => Part::new(array(salt)?, utf8.into_owned().into_bytes()),
            Self::Raw { salt, base64 } => Part::new(array(salt)?, base64.0.into_owned()),
            Self::Commit { commit } => Part::erased(array(commit)?),
        })
    }
}

/// Base64 with padding.
struct Bytes<'a>(Cow<'a, [u8]>);

impl<'a> Bytes<'a> {
    fn of(bytes: &'a [u8]) -> Self {
        Self(Cow::Borrowed(bytes))
    }
}

impl Serialize for Bytes<'_> {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(&Base64Display::new(&self.0, &STANDARD))
    }
}

impl<'de> Deserialize<'de> for Bytes<'_> {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let bytes = STANDARD.decode(String::deserialize(d)?).map_err(serde::de::Error::custom)?;
        Ok(Self(Cow::Owned(bytes)))
    }
}

/// Writes a line behind what is there, without its end. `with_content`: what the reader may know beyond the commits.
pub fn write(lines: &mut Vec<u8>, entry: &Entry, with_content: bool) -> serde_json::Result<()> {
    let line = Line {
        seq: entry.key.seq,
        id: entry.id,
        lamport: entry.lamport,
        entities: entry.entities.as_slice().into(),
        after: entry.after.as_slice().into(),
        kind: entry.kind.as_str().into(),
        version: entry.version,
        audience: entry.audience,
        author: entry.author.to_string(),
        utc_ms: entry.at.utc_ms,
        offset_minutes: entry.at.offset_minutes,
        clock_suspect: entry.at.clock_suspect,
        payload: WirePart::of(&entry.payload, with_content),
        text: WirePart::of(&entry.text, with_content),
    };
    serde_json::to_writer(lines, &line)
}

/// The entry that a line is, behind the one with this hash. `None`: it is none. It says nothing about its limits: see
/// [`Entry::verify`].
pub fn read(line: &[u8], workstation: WorkstationId, epoch: Epoch, previous: Hash) -> Option<Entry> {
    let line: Line<'_> = serde_json::from_slice(line).ok()?;
    let entry = Entry {
        key: EntryKey { workstation, epoch, seq: line.seq },
        id: line.id,
        lamport: line.lamport,
        entities: line.entities.into_owned(),
        after: line.after.into_owned(),
        kind: line.kind.into_owned(),
        version: line.version,
        audience: line.audience,
        author: Author::parse(&line.author)?,
        at: WrittenAt {
            utc_ms: line.utc_ms,
            offset_minutes: line.offset_minutes,
            clock_suspect: line.clock_suspect,
        },
        payload: line.payload.read()?,
        text: line.text.read()?,
        previous,
        hash: [0; 32],
    };
    Some(entry.seal_hash())
}
