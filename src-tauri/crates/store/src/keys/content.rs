//! The content of the key slot file, and how it comes from the disk and back: whole, or not at all.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::data_key::KEY_LENGTH;
use super::slot::{Header, MadeOn, Slot, SlotId, StoreId, VERSION, Wrap};
use super::slots::Holder;
use super::{DataKey, KeyError, hex, meaning, random_secret};

/// The name of the key slot file in its folder.
pub const FILE_NAME: &str = "keyslots.json";
/// The next version of the file until it takes its name; what a crash left under it is overwritten.
const NEXT_NAME: &str = "keyslots.json.next";

const FORMAT: &str = "moments-keyslots";
/// In bytes. 32 slots are about 12 KiB.
const MAX_FILE: u64 = 64 * 1024;
const MAX_SLOTS: usize = 32;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireFile {
    format: String,
    version: u64,
    store: String,
    key_check: String,
    slots: Vec<Value>,
}

/// The whole file as this version understands it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Content {
    pub(super) header: Header,
    pub(super) slots: Vec<Slot>,
}

impl Content {
    /// Total: every sequence of bytes gives a content or a typed error.
    pub(super) fn parse(bytes: &[u8]) -> Result<Content, KeyError> {
        let value: Value = serde_json::from_slice(bytes).map_err(|_| KeyError::Damaged)?;
        // Format and version first: all else may have changed in a newer version.
        if value.get("format").and_then(Value::as_str) != Some(FORMAT) {
            return Err(KeyError::Damaged);
        }
        match value.get("version").and_then(Value::as_u64) {
            Some(VERSION) => {}
            Some(version) if version > VERSION => return Err(KeyError::NewerFormat { version }),
            Some(_) | None => return Err(KeyError::Damaged),
        }
        let wire = WireFile::deserialize(value).map_err(|_| KeyError::Damaged)?;
        if wire.slots.len() > MAX_SLOTS {
            return Err(KeyError::TooManySlots);
        }
        let store = hex::decode(wire.store.as_bytes()).map(StoreId).ok_or(KeyError::Damaged)?;
        let key_check = hex::decode(wire.key_check.as_bytes()).ok_or(KeyError::Damaged)?;
        Ok(Content {
            header: Header { store, key_check },
            slots: wire.slots.into_iter().map(Slot::parse).collect(),
        })
    }

    /// Indented, for the person who has to find out by eye what is in it.
    fn render(&self) -> Result<Vec<u8>, KeyError> {
        let wire = WireFile {
            format: FORMAT.to_owned(),
            version: VERSION,
            store: hex::encode(self.header.store.bytes()),
            key_check: hex::encode(&self.header.key_check),
            slots: self.slots.iter().map(Slot::render).collect::<Result<_, _>>()?,
        };
        let mut bytes = serde_json::to_vec_pretty(&wire).map_err(|_| KeyError::Damaged)?;
        bytes.push(b'\n');
        if bytes.len() as u64 > MAX_FILE {
            return Err(KeyError::TooManySlots);
        }
        Ok(bytes)
    }

    pub(super) fn read(folder: &Path) -> Result<Content, KeyError> {
        Content::read_file(&folder.join(FILE_NAME))
    }

    pub(super) fn read_file(path: &Path) -> Result<Content, KeyError> {
        let file = File::open(path).map_err(meaning(io::ErrorKind::NotFound, KeyError::Missing))?;
        let mut bytes = Vec::new();
        file.take(MAX_FILE + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > MAX_FILE {
            return Err(KeyError::Damaged);
        }
        Content::parse(&bytes)
    }

    pub(super) fn write(&self, folder: &Path) -> Result<(), KeyError> {
        self.write_file(&folder.join(FILE_NAME))
    }

    /// Under another name in the folder, which the swap of a whole store gives it first.
    pub(super) fn write_file(&self, path: &Path) -> Result<(), KeyError> {
        let folder = path.parent().ok_or(KeyError::Missing)?;
        let next = stage(folder, &self.render()?)?;
        std::fs::rename(next, path)?;
        crate::files::sync_folder(folder)?;
        Ok(())
    }

    pub(super) fn wraps(&self) -> impl Iterator<Item = &Wrap> {
        self.slots.iter().filter_map(|slot| match slot {
            Slot::Wrap(wrap) => Some(wrap),
            Slot::NotUnderstood(_) => None,
        })
    }

    pub(super) fn wrap(&self, id: SlotId) -> Result<&Wrap, KeyError> {
        self.wraps().find(|slot| slot.id == id).ok_or(KeyError::NoSuchSlot)
    }

    /// Makes a slot, and for a keystore its secret.
    pub(super) fn seal(
        &mut self,
        key: &DataKey,
        holder: &Holder<'_>,
        made: Option<MadeOn>,
    ) -> Result<SlotId, KeyError> {
        if self.slots.len() >= MAX_SLOTS {
            return Err(KeyError::TooManySlots);
        }
        let id = SlotId::generate()?;
        if let Holder::Keystore { keystore, .. } = holder {
            let secret = random_secret::<KEY_LENGTH>()?;
            keystore.put(id, &secret)?;
        }
        let empty = Wrap::empty(id, holder.kind(), holder.user_hash(&self.header.store), made)?;
        let secret = holder.secret(&empty)?;
        self.slots.push(Slot::Wrap(empty.seal(&self.header, key, &secret)?));
        Ok(id)
    }
}

/// Writes the next file beside the current one, durably, but does not let it take its place.
pub(super) fn stage(folder: &Path, bytes: &[u8]) -> io::Result<PathBuf> {
    let path = folder.join(NEXT_NAME);
    let mut file = crate::home::create_private(&path)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    Ok(path)
}

/// For fuzzing and tests: what the parser makes of any bytes, as the count of slots.
#[cfg(test)]
pub(super) fn parse_for_test(bytes: &[u8]) -> Result<usize, KeyError> {
    Content::parse(bytes).map(|content| content.slots.len())
}
