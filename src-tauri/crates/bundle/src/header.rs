//! What a bundle says of itself, and is signed for.

use crate::keys::Recipient;
use crate::signed::Signed;
use moments_core::entry::Hash;
use moments_core::ids::{Epoch, OfficeId, WorkstationId};
use serde::{Deserialize, Serialize};

/// Who is to read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Destination {
    /// The workstations of the office, the writer among them, and its recovery kit.
    Office,
    /// The centre. What is the office's alone comes as commits.
    Centre,
}

/// How far a workstation's journal goes, as somebody knows it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Head {
    pub workstation: WorkstationId,
    pub epoch: Epoch,
    pub seq: u64,
    #[serde(with = "hex")]
    pub hash: Hash,
}

/// Fields that a later version adds are passed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    pub destination: Destination,
    pub office: OfficeId,
    pub workstation: WorkstationId,
    pub epoch: Epoch,
    /// The first and the last entry.
    pub from: u64,
    pub to: u64,
    /// The hash of the entry before the first; zeros where that is entry 1.
    #[serde(with = "hex")]
    pub previous: Hash,
    /// The hash of the last entry.
    #[serde(with = "hex")]
    pub head: Hash,
    /// Milliseconds since 1970-01-01 UTC, by the sealer's clock.
    pub sealed_ms: i64,
    pub recipients: Vec<Recipient>,
    /// What its workstation has of every other and of itself: what it need not be sent again, and what it lacks. Empty where
    /// another sealed it in its place: that says nothing.
    pub known: Vec<Head>,
    pub certificate: Signed,
    /// SHA-256 of the compressed lines.
    #[serde(with = "hex")]
    pub body: Hash,
}

impl Header {
    pub fn entries(&self) -> Option<u64> {
        (self.from > 0).then(|| self.to.checked_sub(self.from)?.checked_add(1)).flatten()
    }
}

/// 32 bytes as 64 small hexadecimal digits.
pub(crate) mod hex {
    use serde::{Deserialize, Deserializer, Serializer};
    use std::fmt::Write;

    pub fn serialize<S: Serializer>(hash: &[u8; 32], s: S) -> Result<S::Ok, S::Error> {
        let mut text = String::with_capacity(64);
        for byte in hash {
            write!(text, "{byte:02x}").map_err(serde::ser::Error::custom)?;
        }
        s.serialize_str(&text)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<[u8; 32], D::Error> {
        let text = String::deserialize(d)?;
        read(&text).ok_or_else(|| serde::de::Error::custom("64 hexadecimal digits"))
    }

    fn read(text: &str) -> Option<[u8; 32]> {
        let mut hash = [0; 32];
        let small = |digit: u8| digit.is_ascii_digit() || (b'a'..=b'f').contains(&digit);
        if text.len() != 64 || !text.bytes().all(small) {
            return None;
        }
        for (byte, at) in hash.iter_mut().zip((0..64).step_by(2)) {
            *byte = u8::from_str_radix(text.get(at..at + 2)?, 16).ok()?;
        }
        Some(hash)
    }
}
