//! The key slot file: reading, opening, adding, replacing and removing slots.
//!
//! One writer is assumed: the holder of the home's lock.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use zeroize::Zeroizing;

use super::slot::{Header, Slot, SlotId, StoreId, VERSION, Wrap, WrapKind};
use super::{DataKey, KeyError, KeyFile, Keystore, OsUser, RecoveryCode, hex, meaning, random};

/// The name of the key slot file in its folder.
pub const FILE_NAME: &str = "keyslots.json";
/// The next version of the file until it takes its name; what a crash left under it is overwritten.
const NEXT_NAME: &str = "keyslots.json.next";

const FORMAT: &str = "moments-keyslots";
/// In bytes. 32 slots are about 12 KiB.
const MAX_FILE: u64 = 64 * 1024;
const MAX_SLOTS: usize = 32;

/// Who comes with a secret, to get a slot or to open one.
pub enum Holder<'a> {
    Keystore { keystore: &'a dyn Keystore, user: &'a OsUser },
    RecoveryCode(&'a RecoveryCode),
    KeyFile(&'a KeyFile),
}

impl Holder<'_> {
    fn kind(&self) -> WrapKind {
        match self {
            Holder::Keystore { .. } => WrapKind::Keystore,
            Holder::RecoveryCode(_) => WrapKind::RecoveryCode,
            Holder::KeyFile(_) => WrapKind::KeyFile,
        }
    }

    fn user_hash(&self, store: &StoreId) -> Option<[u8; 32]> {
        match self {
            Holder::Keystore { user, .. } => Some(user.hash(store)),
            Holder::RecoveryCode(_) | Holder::KeyFile(_) => None,
        }
    }

    fn secret(&self, slot: SlotId) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        Ok(Zeroizing::new(match self {
            Holder::Keystore { keystore, .. } => keystore.get(slot)?.to_vec(),
            Holder::RecoveryCode(code) => code.secret().to_vec(),
            Holder::KeyFile(file) => file.secret().to_vec(),
        }))
    }
}

/// The kinds of slot, as shown to an administrator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SlotKind {
    Keystore,
    RecoveryCode,
    KeyFile,
    /// Of a kind that this version does not know, or damaged. Kept, but no way in for this version.
    NotUnderstood,
}

impl SlotKind {
    /// The word in the slot file.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Keystore => "keystore",
            Self::RecoveryCode => "recovery_code",
            Self::KeyFile => "key_file",
            Self::NotUnderstood => "not_understood",
        }
    }
}

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
struct Content {
    header: Header,
    slots: Vec<Slot>,
}

impl Content {
    /// Total: every sequence of bytes gives a content or a typed error.
    fn parse(bytes: &[u8]) -> Result<Content, KeyError> {
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

    fn read(folder: &Path) -> Result<Content, KeyError> {
        let file = File::open(folder.join(FILE_NAME))
            .map_err(meaning(io::ErrorKind::NotFound, KeyError::Missing))?;
        let mut bytes = Vec::new();
        file.take(MAX_FILE + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > MAX_FILE {
            return Err(KeyError::Damaged);
        }
        Content::parse(&bytes)
    }

    fn write(&self, folder: &Path) -> Result<(), KeyError> {
        let next = stage(folder, &self.render()?)?;
        std::fs::rename(next, folder.join(FILE_NAME))?;
        crate::home::sync_folder(folder)?;
        Ok(())
    }

    fn wraps(&self) -> impl Iterator<Item = &Wrap> {
        self.slots.iter().filter_map(|slot| match slot {
            Slot::Wrap(wrap) => Some(wrap),
            Slot::NotUnderstood(_) => None,
        })
    }

    fn wrap(&self, id: SlotId) -> Result<&Wrap, KeyError> {
        self.wraps().find(|slot| slot.id == id).ok_or(KeyError::NoSuchSlot)
    }

    /// Makes a slot, and for a keystore its secret.
    fn seal(&mut self, key: &DataKey, holder: &Holder<'_>) -> Result<SlotId, KeyError> {
        if self.slots.len() >= MAX_SLOTS {
            return Err(KeyError::TooManySlots);
        }
        let id = SlotId::generate()?;
        if let Holder::Keystore { keystore, .. } = holder {
            keystore.put(id, &Zeroizing::new(random()?))?;
        }
        let user = holder.user_hash(&self.header.store);
        let slot = Wrap::seal(&self.header, key, id, holder.kind(), user, &holder.secret(id)?)?;
        self.slots.push(Slot::Wrap(slot));
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

/// The key slot file of one store, opened. `Debug` shows no secret: there is none in it.
#[derive(Debug)]
pub struct KeySlots {
    folder: PathBuf,
    content: Content,
}

impl KeySlots {
    /// Makes a new data key and the file with a slot for each holder. Each slot is read back from the disk and opened; if
    /// one can't be, the file is taken away again. Refuses where there is a file already.
    pub fn create(folder: &Path, holders: &[Holder<'_>]) -> Result<(DataKey, KeySlots), KeyError> {
        if holders.is_empty() {
            return Err(KeyError::NoHolder);
        }
        // A dangling link, too, is something that is there.
        match folder.join(FILE_NAME).symlink_metadata() {
            Ok(_) => return Err(KeyError::AlreadyThere),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error.into()),
        }
        let key = DataKey::generate()?;
        let header = Header { store: StoreId::generate()?, key_check: Header::check(&key)? };
        let empty = Content { header, slots: Vec::new() };
        let mut made = Made::default();
        let result = (|| {
            let mut content = empty;
            for holder in holders {
                made.note(content.seal(&key, holder)?, holder);
            }
            content.write(folder)?;
            made.read_back(folder, &content, &key)?;
            Ok(content)
        })();
        match result {
            Ok(content) => Ok((key, KeySlots { folder: folder.to_owned(), content })),
            Err(error) => {
                // Nothing is encrypted with this key yet.
                let _ = std::fs::remove_file(folder.join(FILE_NAME));
                made.forget();
                Err(error)
            }
        }
    }

    /// Reads the file. Slots that are not understood are kept; see [`KeySlots::kinds`].
    pub fn open(folder: &Path) -> Result<KeySlots, KeyError> {
        Ok(KeySlots { folder: folder.to_owned(), content: Content::read(folder)? })
    }

    /// Which store the file belongs to.
    pub fn store_id(&self) -> StoreId {
        self.content.header.store
    }

    /// The slots in the order of the file. Only understood ones have an id to name them by.
    pub fn kinds(&self) -> Vec<(Option<SlotId>, SlotKind)> {
        self.content
            .slots
            .iter()
            .map(|slot| match slot {
                Slot::NotUnderstood(_) => (None, SlotKind::NotUnderstood),
                Slot::Wrap(slot) => (
                    Some(slot.id),
                    match slot.kind {
                        WrapKind::Keystore => SlotKind::Keystore,
                        WrapKind::RecoveryCode => SlotKind::RecoveryCode,
                        WrapKind::KeyFile => SlotKind::KeyFile,
                    },
                ),
            })
            .collect()
    }

    /// The slots that this holder could open: those of the kind, for a keystore those of the OS user. Asks no keystore.
    pub fn slots_for(&self, holder: &Holder<'_>) -> Vec<SlotId> {
        self.candidates(holder).map(|slot| slot.id).collect()
    }

    /// The data key. Blocks, perhaps on a prompt, for a keystore.
    ///
    /// [`KeyError::NoSlot`] where this holder has no slot; [`KeyError::WrongSecret`] where the secret opens none.
    pub fn unlock(&self, holder: &Holder<'_>) -> Result<DataKey, KeyError> {
        let mut outcome = KeyError::NoSlot;
        for slot in self.candidates(holder) {
            match holder.secret(slot.id).and_then(|secret| slot.open(&self.content.header, &secret)) {
                Ok(key) => return Ok(key),
                Err(error) => outcome = error,
            }
        }
        Err(outcome)
    }

    /// Adds a slot. On an error the file is as it was.
    pub fn add(&mut self, key: &DataKey, holder: &Holder<'_>) -> Result<SlotId, KeyError> {
        if Header::check(key)? != self.content.header.key_check {
            return Err(KeyError::OtherDataKey);
        }
        let mut content = self.content.clone();
        let mut made = Made::default();
        let result = content.seal(key, holder).and_then(|id| {
            made.note(id, holder);
            content.write(&self.folder)?;
            made.read_back(&self.folder, &content, key)?;
            Ok(id)
        });
        match result {
            Ok(id) => {
                self.content = content;
                Ok(id)
            }
            Err(error) => {
                // If this fails as well, the file has one slot more than it should: a nuisance and no loss.
                let _ = self.content.write(&self.folder);
                made.forget();
                Err(error)
            }
        }
    }

    /// Adds a slot and, after it was read back and opened, removes the old one. After a crash between the two, both are there.
    pub fn replace(&mut self, key: &DataKey, old: SlotId, holder: &Holder<'_>) -> Result<SlotId, KeyError> {
        self.content.wrap(old)?;
        let new = self.add(key, holder)?;
        self.remove(old)?;
        Ok(new)
    }

    /// Removes a slot; refuses the last one that this version can open. A keystore's secret stays where it is: it opens
    /// the copies of this file that lie with older backups, and another OS user's can't be reached from here.
    pub fn remove(&mut self, id: SlotId) -> Result<(), KeyError> {
        self.content.wrap(id)?;
        let mut content = self.content.clone();
        content.slots.retain(|slot| !matches!(slot, Slot::Wrap(slot) if slot.id == id));
        if content.wraps().next().is_none() {
            return Err(KeyError::LastSlot);
        }
        content.write(&self.folder)?;
        if Content::read(&self.folder)? != content {
            return Err(KeyError::NotReadBack);
        }
        self.content = content;
        Ok(())
    }

    /// Writes a copy into another folder, as it lies with every backup. Overwrites an older copy there.
    pub fn copy_to(&self, folder: &Path) -> Result<(), KeyError> {
        self.content.write(folder)
    }

    fn candidates(&self, holder: &Holder<'_>) -> impl Iterator<Item = &Wrap> {
        let (kind, user) = (holder.kind(), holder.user_hash(&self.content.header.store));
        self.content.wraps().filter(move |slot| slot.kind == kind && slot.user == user)
    }
}

/// The slots that were just made and have yet to prove themselves.
#[derive(Default)]
struct Made<'a, 'h>(Vec<(SlotId, &'a Holder<'h>)>);

impl<'a, 'h> Made<'a, 'h> {
    fn note(&mut self, id: SlotId, holder: &'a Holder<'h>) {
        self.0.push((id, holder));
    }

    /// The file on the disk is the one that was meant, and each new slot opens with what its holder gives now.
    fn read_back(&self, folder: &Path, meant: &Content, key: &DataKey) -> Result<(), KeyError> {
        let found = Content::read(folder)?;
        if found != *meant {
            return Err(KeyError::NotReadBack);
        }
        for (id, holder) in &self.0 {
            let opened = holder
                .secret(*id)
                .and_then(|secret| found.wrap(*id)?.open(&found.header, &secret))
                .map_err(|_| KeyError::NotReadBack)?;
            if opened.bytes() != key.bytes() {
                return Err(KeyError::NotReadBack);
            }
        }
        Ok(())
    }

    /// Takes secrets without a slot out of their keystores, as far as that goes: they open nothing.
    fn forget(&self) {
        for (id, holder) in &self.0 {
            if let Holder::Keystore { keystore, .. } = holder {
                let _ = keystore.remove(*id);
            }
        }
    }
}

/// For fuzzing and tests: what the parser makes of any bytes, as the count of slots.
#[cfg(test)]
pub(super) fn parse_for_test(bytes: &[u8]) -> Result<usize, KeyError> {
    Content::parse(bytes).map(|content| content.slots.len())
}
