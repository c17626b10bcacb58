//! An entry: one line of a workstation's append-only journal.
//!
//! An entry has a header and two erasable parts, `payload` (structured) and `text` (all free text). Its hash covers
//! the header, a salted commit of each part and the hash of the entry before it, so that a part can be erased and
//! the chain still verifies. Nothing here knows what a kind means: that is the fold's.

use crate::ids::{EntryId, Epoch, StaffId, WorkstationId};
use crate::limits::{
    AFTER_MAX, ENTITIES_PER_ENTRY_MAX, ENTITY_ID_MAX_CHARS, KIND_MAX_CHARS, LAMPORT_MAX, PART_MAX_BYTES,
};
use crate::words::Audience;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;

/// SHA-256 digest.
pub type Hash = [u8; 32];

/// Where an entry stands: gap-free from 1 within one life of one workstation's store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EntryKey {
    pub workstation: WorkstationId,
    pub epoch: Epoch,
    pub seq: u64,
}

/// The total order in which entries are folded. It agrees with what each writer had seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stamp {
    pub lamport: u64,
    pub key: EntryKey,
}

/// What an entry is about: `kind:id`, for instance `moment:0192f0c4-…`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EntityRef(String);

impl EntityRef {
    pub fn new(kind: &str, id: impl fmt::Display) -> Self {
        Self(format!("{kind}:{id}"))
    }

    /// Reads `kind:id`. `None` when a side is missing, too long or holds what is not printable ASCII.
    pub fn parse(text: &str) -> Option<Self> {
        let (kind, id) = text.split_once(':')?;
        let printable = |s: &str| s.bytes().all(|b| b.is_ascii_graphic());
        let fits = !kind.is_empty()
            && kind.len() <= KIND_MAX_CHARS
            && !id.is_empty()
            && id.len() <= ENTITY_ID_MAX_CHARS;
        (fits && printable(kind) && printable(id)).then(|| Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn kind(&self) -> &str {
        self.0.split_once(':').map_or("", |(kind, _)| kind)
    }

    pub fn id(&self) -> &str {
        self.0.split_once(':').map_or("", |(_, id)| id)
    }
}

impl fmt::Display for EntityRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Who wrote an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Author {
    /// A person who was signed in.
    Staff(StaffId),
    /// The command line without a person, by the key file or the recovery code.
    Cli,
    /// The app itself: set-up, a new epoch, a client's answer.
    App,
}

impl Author {
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "system:cli" => Some(Self::Cli),
            "system:app" => Some(Self::App),
            other => other.strip_prefix("staff:")?.parse().ok().map(Self::Staff),
        }
    }

    pub fn staff(self) -> Option<StaffId> {
        match self {
            Self::Staff(id) => Some(id),
            Self::Cli | Self::App => None,
        }
    }
}

impl fmt::Display for Author {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Staff(id) => write!(f, "staff:{id}"),
            Self::Cli => f.write_str("system:cli"),
            Self::App => f.write_str("system:app"),
        }
    }
}

/// When an entry was written, by its writer's clock. Time is data, not order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrittenAt {
    /// Milliseconds since 1970-01-01 UTC.
    pub utc_ms: i64,
    /// The office's offset from UTC then, in minutes.
    pub offset_minutes: i16,
    /// The clock ran backwards, or leapt by more than a day, since the entry before.
    pub clock_suspect: bool,
}

/// One of the two erasable parts of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PartName {
    Payload,
    Text,
}

impl PartName {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Payload => "payload",
            Self::Text => "text",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "payload" => Some(Self::Payload),
            "text" => Some(Self::Text),
            _ => None,
        }
    }
}

/// The bytes of a part with their salt, or only the commit when they were erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// SHA-256(salt ‖ bytes); stays when the bytes go.
    pub commit: Hash,
    /// 32 random bytes and the part's JSON; `None` once erased.
    pub content: Option<PartContent>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartContent {
    pub salt: [u8; 32],
    pub bytes: Vec<u8>,
}

impl Part {
    pub fn new(salt: [u8; 32], bytes: Vec<u8>) -> Self {
        Self { commit: commit(&salt, &bytes), content: Some(PartContent { salt, bytes }) }
    }

    pub fn erased(commit: Hash) -> Self {
        Self { commit, content: None }
    }

    pub fn erase(&mut self) {
        self.content = None;
    }

    fn verifies(&self) -> bool {
        self.content.as_ref().is_none_or(|c| commit(&c.salt, &c.bytes) == self.commit)
    }
}

fn commit(salt: &[u8; 32], bytes: &[u8]) -> Hash {
    Sha256::new().chain_update(salt).chain_update(bytes).finalize().into()
}

/// One line of a journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub key: EntryKey,
    pub id: EntryId,
    pub lamport: u64,
    /// What this entry changes, in the order of its payload.
    pub entities: Vec<EntityRef>,
    /// The head entries of those entities that the writer had seen.
    pub after: Vec<EntryId>,
    pub kind: String,
    pub version: u16,
    pub audience: Audience,
    pub author: Author,
    pub at: WrittenAt,
    pub payload: Part,
    pub text: Part,
    pub previous: Hash,
    pub hash: Hash,
}

/// Why an entry is not what it claims to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EntryError {
    #[error("a part of the entry does not match its commit")]
    Commit,
    #[error("the entry's hash does not match its content")]
    Hash,
    #[error("the entry's place does not follow from the one before it")]
    Chain,
    #[error("the entry's stamp is out of range")]
    Stamp,
    #[error("the entry is over a limit: {0}")]
    Limit(&'static str),
}

impl Entry {
    pub fn stamp(&self) -> Stamp {
        Stamp { lamport: self.lamport, key: self.key }
    }

    pub fn part(&self, name: PartName) -> &Part {
        match name {
            PartName::Payload => &self.payload,
            PartName::Text => &self.text,
        }
    }

    pub fn part_mut(&mut self, name: PartName) -> &mut Part {
        match name {
            PartName::Payload => &mut self.payload,
            PartName::Text => &mut self.text,
        }
    }

    /// SHA-256("moments/1" ‖ length-prefixed header ‖ payload commit ‖ text commit ‖ previous hash).
    ///
    /// Each header field is prefixed with its length as a big-endian u32; numbers are big-endian.
    pub fn compute_hash(&self) -> Hash {
        let mut hasher = Sha256::new();
        hasher.update(b"moments/1");
        let mut field = |bytes: &[u8]| {
            // Every field's length is under its limit, far below u32::MAX.
            hasher.update(u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_be_bytes());
            hasher.update(bytes);
        };
        field(self.key.workstation.0.as_bytes());
        field(&self.key.epoch.0);
        field(&self.key.seq.to_be_bytes());
        field(self.id.0.as_bytes());
        field(&self.lamport.to_be_bytes());
        field(&(self.entities.len() as u64).to_be_bytes());
        for entity in &self.entities {
            field(entity.as_str().as_bytes());
        }
        field(&(self.after.len() as u64).to_be_bytes());
        for entry in &self.after {
            field(entry.0.as_bytes());
        }
        field(self.kind.as_bytes());
        field(&self.version.to_be_bytes());
        field(self.audience.as_str().as_bytes());
        field(self.author.to_string().as_bytes());
        field(&self.at.utc_ms.to_be_bytes());
        field(&self.at.offset_minutes.to_be_bytes());
        field(&[u8::from(self.at.clock_suspect)]);
        hasher.update(self.payload.commit);
        hasher.update(self.text.commit);
        hasher.update(self.previous);
        hasher.finalize().into()
    }

    /// Fills in the hash of an entry just written.
    pub fn seal_hash(mut self) -> Self {
        self.hash = self.compute_hash();
        self
    }

    /// Checks commits, hash and limits. It says nothing about the entry before: see [`Entry::follows`].
    pub fn verify(&self) -> Result<(), EntryError> {
        if self.key.seq == 0 || self.lamport == 0 || self.lamport > LAMPORT_MAX {
            return Err(EntryError::Stamp);
        }
        if self.entities.len() > ENTITIES_PER_ENTRY_MAX || self.after.len() > AFTER_MAX {
            return Err(EntryError::Limit("entities"));
        }
        if self.kind.is_empty() || self.kind.len() > KIND_MAX_CHARS {
            return Err(EntryError::Limit("kind"));
        }
        if self.entities.iter().any(|e| EntityRef::parse(e.as_str()).is_none()) {
            return Err(EntryError::Limit("entity"));
        }
        for part in [&self.payload, &self.text] {
            if part.content.as_ref().is_some_and(|c| c.bytes.len() > PART_MAX_BYTES) {
                return Err(EntryError::Limit("part"));
            }
            if !part.verifies() {
                return Err(EntryError::Commit);
            }
        }
        if self.compute_hash() != self.hash {
            return Err(EntryError::Hash);
        }
        Ok(())
    }

    /// Checks that this entry stands right behind `before` (`None`: it is the first of its epoch).
    pub fn follows(&self, before: Option<(&EntryKey, &Hash)>) -> Result<(), EntryError> {
        let expected = before.map_or((1, [0; 32]), |(key, hash)| (key.seq + 1, *hash));
        let same_journal =
            before.is_none_or(|(k, _)| k.workstation == self.key.workstation && k.epoch == self.key.epoch);
        if same_journal && (self.key.seq, self.previous) == expected {
            Ok(())
        } else {
            Err(EntryError::Chain)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn entry() -> Entry {
        Entry {
            key: EntryKey { workstation: WorkstationId(Uuid::from_u128(1)), epoch: Epoch([2; 16]), seq: 1 },
            id: EntryId(Uuid::from_u128(3)),
            lamport: 1,
            entities: vec![EntityRef::new("moment", Uuid::from_u128(4))],
            after: vec![],
            kind: "moment_recorded".into(),
            version: 1,
            audience: Audience::OfficeAndCentre,
            author: Author::App,
            at: WrittenAt { utc_ms: 0, offset_minutes: -300, clock_suspect: false },
            payload: Part::new([5; 32], b"{}".to_vec()),
            text: Part::new([6; 32], b"a note".to_vec()),
            previous: [0; 32],
            hash: [0; 32],
        }
        .seal_hash()
    }

    #[test]
    fn an_erased_part_leaves_the_chain_whole() {
        let mut e = entry();
        e.text.erase();
        assert_eq!(e.verify(), Ok(()), "the commit stays, so the hash still stands");
    }

    #[test]
    fn a_changed_word_is_noticed() {
        let mut note = entry();
        if let Some(content) = note.text.content.as_mut() {
            content.bytes = b"another note".to_vec();
        }
        assert_eq!(note.verify(), Err(EntryError::Commit));

        let changes: [fn(&mut Entry); 7] = [
            |e| e.kind = "moment_voided".into(),
            |e| e.at.utc_ms += 1,
            |e| e.author = Author::Cli,
            |e| e.lamport += 1,
            |e| e.audience = Audience::Office,
            |e| e.entities.push(EntityRef::new("moment", "x")),
            |e| e.after.push(EntryId(Uuid::from_u128(9))),
        ];
        for change in changes {
            let mut e = entry();
            change(&mut e);
            assert_eq!(e.verify(), Err(EntryError::Hash), "every header field is under the hash");
        }
    }

    #[test]
    fn an_entry_stands_only_behind_its_predecessor() {
        let first = entry();
        assert_eq!(first.follows(None), Ok(()));
        let mut second = entry();
        second.key.seq = 2;
        second.previous = first.hash;
        assert_eq!(second.follows(Some((&first.key, &first.hash))), Ok(()));
        assert_eq!(second.follows(None), Err(EntryError::Chain));
        second.key.seq = 3;
        assert_eq!(
            second.follows(Some((&first.key, &first.hash))),
            Err(EntryError::Chain),
            "a gap is not a chain"
        );
    }
}
