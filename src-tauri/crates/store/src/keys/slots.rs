//! The key slot file: reading, opening, adding, replacing and removing slots.
//!
//! One writer is assumed: the holder of the home's lock.

use std::io;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::content::{Content, FILE_NAME};
use super::slot::{Header, MadeOn, Slot, SlotId, StoreId, Wrap, WrapKind};
use super::{DataKey, KeyError, KeyFile, Keystore, OsUser, Passphrase, RecoveryCode};

/// Who comes with a secret, to get a slot or to open one.
pub enum Holder<'a> {
    Keystore { keystore: &'a dyn Keystore, user: &'a OsUser },
    RecoveryCode(&'a RecoveryCode),
    Passphrase(&'a Passphrase),
    KeyFile(&'a KeyFile),
}

impl Holder<'_> {
    pub(super) fn kind(&self) -> WrapKind {
        match self {
            Holder::Keystore { .. } => WrapKind::Keystore,
            Holder::RecoveryCode(_) => WrapKind::RecoveryCode,
            Holder::Passphrase(_) => WrapKind::Passphrase,
            Holder::KeyFile(_) => WrapKind::KeyFile,
        }
    }

    pub(super) fn user_hash(&self, store: &StoreId) -> Option<[u8; 32]> {
        match self {
            Holder::Keystore { user, .. } => Some(user.hash(store)),
            Holder::RecoveryCode(_) | Holder::Passphrase(_) | Holder::KeyFile(_) => None,
        }
    }

    /// What this holder has for this slot. Slow for a passphrase, and blocks, perhaps on a prompt, for a keystore.
    pub(super) fn secret(&self, slot: &Wrap) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        Ok(match self {
            Holder::Keystore { keystore, .. } => Zeroizing::new(keystore.get(slot.id)?.to_vec()),
            Holder::RecoveryCode(code) => Zeroizing::new(code.secret().to_vec()),
            Holder::Passphrase(passphrase) => {
                slot.stretch.as_ref().ok_or(KeyError::WrongSecret)?.secret(passphrase)?
            }
            Holder::KeyFile(file) => Zeroizing::new(file.secret().to_vec()),
        })
    }
}

/// The kinds of slot, as shown to an administrator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SlotKind {
    Keystore,
    RecoveryCode,
    Passphrase,
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
            Self::Passphrase => "passphrase",
            Self::KeyFile => "key_file",
            Self::NotUnderstood => "not_understood",
        }
    }
}

impl From<WrapKind> for SlotKind {
    fn from(kind: WrapKind) -> SlotKind {
        match kind {
            WrapKind::Keystore => SlotKind::Keystore,
            WrapKind::RecoveryCode => SlotKind::RecoveryCode,
            WrapKind::Passphrase => SlotKind::Passphrase,
            WrapKind::KeyFile => SlotKind::KeyFile,
        }
    }
}

/// A slot as an administrator sees it: whose it is and since when, and nothing that opens anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlotShown {
    /// None where the slot is not understood.
    pub id: Option<SlotId>,
    pub kind: SlotKind,
    /// The day on which it was made, `2026-11-24`; none in a slot of an older version.
    pub made: Option<String>,
    /// A keystore's, of the OS user who asks.
    pub own: bool,
}

/// The key slot file of one store, opened. `Debug` shows no secret: there is none in it.
#[derive(Debug)]
pub struct KeySlots {
    folder: PathBuf,
    pub(super) content: Content,
    pub(super) today: Option<MadeOn>,
}

impl KeySlots {
    /// Makes a new data key and the file with a slot for each holder. Each slot is read back from the disk and opened; if
    /// one can't be, the file is taken away again. Refuses where there is a file already.
    pub fn create(folder: &Path, holders: &[Holder<'_>]) -> Result<(DataKey, KeySlots), KeyError> {
        KeySlots::create_on(None, folder, holders)
    }

    /// As [`KeySlots::create`], on a day, `2026-11-24`, that stands in the slots.
    pub fn create_on(
        today: Option<&str>,
        folder: &Path,
        holders: &[Holder<'_>],
    ) -> Result<(DataKey, KeySlots), KeyError> {
        let today = today.and_then(MadeOn::parse);
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
                made.note(content.seal(&key, holder, today)?, holder);
            }
            content.write(folder)?;
            made.read_back(&folder.join(FILE_NAME), &content, &key)?;
            Ok(content)
        })();
        match result {
            Ok(content) => Ok((key, KeySlots { folder: folder.to_owned(), content, today })),
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
        Ok(KeySlots { folder: folder.to_owned(), content: Content::read(folder)?, today: None })
    }

    /// What is made from now on is made on this day, `2026-11-24`.
    pub fn on_day(mut self, today: &str) -> KeySlots {
        self.today = MadeOn::parse(today);
        self
    }

    /// Which store the file belongs to.
    pub fn store_id(&self) -> StoreId {
        self.content.header.store
    }

    /// The slots in the order of the file. Only understood ones have an id to name them by.
    pub fn kinds(&self) -> Vec<(Option<SlotId>, SlotKind)> {
        self.shown(None).into_iter().map(|slot| (slot.id, slot.kind)).collect()
    }

    /// The slots in the order of the file, as this OS user sees them.
    pub fn shown(&self, user: Option<&OsUser>) -> Vec<SlotShown> {
        let user = user.map(|user| user.hash(&self.content.header.store));
        let shown = |slot: &Slot| match slot {
            Slot::NotUnderstood(_) => {
                SlotShown { id: None, kind: SlotKind::NotUnderstood, made: None, own: false }
            }
            Slot::Wrap(slot) => SlotShown {
                id: Some(slot.id),
                kind: slot.kind.into(),
                made: slot.made.map(|made| made.text()),
                own: slot.user.is_some() && slot.user == user,
            },
        };
        self.content.slots.iter().map(shown).collect()
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
            match holder.secret(slot).and_then(|secret| slot.open(&self.content.header, &secret)) {
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
        let result = content.seal(key, holder, self.today).and_then(|id| {
            made.note(id, holder);
            content.write(&self.folder)?;
            made.read_back(&self.folder.join(FILE_NAME), &content, key)?;
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

    /// Adds a slot and removes those of this holder that its secrets open no longer: a keystore that was emptied and filled
    /// again would otherwise leave one behind each time. Those that could open are kept.
    pub fn renew(&mut self, key: &DataKey, holder: &Holder<'_>) -> Result<SlotId, KeyError> {
        let new = self.add(key, holder)?;
        let lost = |slot: &Wrap| matches!(holder.secret(slot), Err(KeyError::KeystoreEntryMissing));
        let dead: Vec<_> = self.candidates(holder).filter(|slot| lost(slot)).map(|slot| slot.id).collect();
        for id in dead {
            self.remove(id)?;
        }
        Ok(new)
    }

    /// Removes a slot; refuses the last one that this version can open, and a person's last one. A keystore's secret stays
    /// where it is: it opens the copies of this file that lie with older backups, and another OS user's can't be reached
    /// from here.
    pub fn remove(&mut self, id: SlotId) -> Result<(), KeyError> {
        let was_of_a_person = self.content.wrap(id)?.kind.is_of_a_person();
        let mut content = self.content.clone();
        content.slots.retain(|slot| !matches!(slot, Slot::Wrap(slot) if slot.id == id));
        if content.wraps().next().is_none() {
            return Err(KeyError::LastSlot);
        }
        if was_of_a_person && !content.wraps().any(|slot| slot.kind.is_of_a_person()) {
            return Err(KeyError::LastOfAPerson);
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
pub(super) struct Made<'a, 'h>(Vec<(SlotId, &'a Holder<'h>)>);

impl<'a, 'h> Made<'a, 'h> {
    pub(super) fn note(&mut self, id: SlotId, holder: &'a Holder<'h>) {
        self.0.push((id, holder));
    }

    /// The file on the disk is the one that was meant, and each new slot opens with what its holder gives now.
    pub(super) fn read_back(&self, path: &Path, meant: &Content, key: &DataKey) -> Result<(), KeyError> {
        let found = Content::read_file(path)?;
        if found != *meant {
            return Err(KeyError::NotReadBack);
        }
        for (id, holder) in &self.0 {
            let slot = found.wrap(*id)?;
            let opened = holder
                .secret(slot)
                .and_then(|secret| slot.open(&found.header, &secret))
                .map_err(|_| KeyError::NotReadBack)?;
            if opened.bytes() != key.bytes() {
                return Err(KeyError::NotReadBack);
            }
        }
        Ok(())
    }

    /// Takes secrets without a slot out of their keystores, as far as that goes: they open nothing.
    pub(super) fn forget(&self) {
        for (id, holder) in &self.0 {
            if let Holder::Keystore { keystore, .. } = holder {
                let _ = keystore.remove(*id);
            }
        }
    }
}
