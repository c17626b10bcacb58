//! One slot: the data key, wrapped for one holder, and bound to all that its meaning rests on.

use std::fmt;

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use zeroize::Zeroizing;

use super::data_key::{KEY_LENGTH, derive};
use super::passphrase::Stretch;
use super::{DataKey, KeyError, hex, random};

/// Of the file and of what is bound into each slot.
pub(super) const VERSION: u64 = 1;

const ID_LENGTH: usize = 16;
const CHECK_LENGTH: usize = 16;
const NONCE_LENGTH: usize = 24;
const TAG_LENGTH: usize = 16;
const WRAPPED_LENGTH: usize = KEY_LENGTH + TAG_LENGTH;

/// Names a slot within its store; also the name of a keystore's entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SlotId(pub(super) [u8; ID_LENGTH]);

impl SlotId {
    pub(super) fn generate() -> Result<SlotId, KeyError> {
        Ok(SlotId(random()?))
    }
}

impl fmt::Display for SlotId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&hex::encode(&self.0))
    }
}

/// Names the store that a key slot file belongs to. A copy of the store has the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoreId(pub(super) [u8; ID_LENGTH]);

impl StoreId {
    pub(super) fn generate() -> Result<StoreId, KeyError> {
        Ok(StoreId(random()?))
    }

    pub fn bytes(&self) -> &[u8; ID_LENGTH] {
        &self.0
    }
}

/// The kinds that this version can wrap and open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WrapKind {
    Keystore,
    RecoveryCode,
    Passphrase,
    KeyFile,
}

impl WrapKind {
    pub(super) fn name(self) -> &'static str {
        match self {
            WrapKind::Keystore => "keystore",
            WrapKind::RecoveryCode => "recovery_code",
            WrapKind::Passphrase => "passphrase",
            WrapKind::KeyFile => "key_file",
        }
    }

    pub(super) fn parse(name: &str) -> Option<WrapKind> {
        [WrapKind::Keystore, WrapKind::RecoveryCode, WrapKind::Passphrase, WrapKind::KeyFile]
            .into_iter()
            .find(|kind| kind.name() == name)
    }

    /// A way in that a person carries, and that outlives the computer.
    pub(super) fn is_of_a_person(self) -> bool {
        matches!(self, WrapKind::RecoveryCode | WrapKind::Passphrase)
    }
}

/// The day on which a slot was made, `2026-11-24`, by the clock of the computer: shown, and nothing follows from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct MadeOn([u8; 10]);

impl MadeOn {
    pub(super) fn parse(text: &str) -> Option<MadeOn> {
        let signs: [u8; 10] = text.as_bytes().try_into().ok()?;
        let fits = |(place, sign): (usize, &u8)| {
            if matches!(place, 4 | 7) { *sign == b'-' } else { sign.is_ascii_digit() }
        };
        signs.iter().enumerate().all(fits).then_some(MadeOn(signs))
    }

    pub(super) fn text(&self) -> String {
        self.0.iter().map(|sign| char::from(*sign)).collect()
    }
}

/// What holds for all slots of a file. Bound into each of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) store: StoreId,
    /// Derived one way from the data key.
    pub(super) key_check: [u8; CHECK_LENGTH],
}

impl Header {
    pub(super) fn check(key: &DataKey) -> Result<[u8; CHECK_LENGTH], KeyError> {
        let derived = key.subkey("moments/key-check/1")?;
        derived.first_chunk().copied().ok_or(KeyError::Derivation)
    }
}

/// A slot that this version understands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wrap {
    pub(super) kind: WrapKind,
    pub(super) id: SlotId,
    /// For a keystore: whose.
    pub(super) user: Option<[u8; 32]>,
    /// For a passphrase: what it costs.
    pub(super) stretch: Option<Stretch>,
    /// None in a slot that a version before the screen made.
    pub(super) made: Option<MadeOn>,
    nonce: [u8; NONCE_LENGTH],
    wrapped: [u8; WRAPPED_LENGTH],
}

impl Wrap {
    /// A slot that holds nothing yet; a passphrase gets its salt.
    pub(super) fn empty(
        id: SlotId,
        kind: WrapKind,
        user: Option<[u8; 32]>,
        made: Option<MadeOn>,
    ) -> Result<Wrap, KeyError> {
        let stretch = match kind {
            WrapKind::Passphrase => Some(Stretch::fresh()?),
            WrapKind::Keystore | WrapKind::RecoveryCode | WrapKind::KeyFile => None,
        };
        Ok(Wrap { kind, id, user, stretch, made, nonce: random()?, wrapped: [0; WRAPPED_LENGTH] })
    }

    pub(super) fn seal(mut self, header: &Header, key: &DataKey, secret: &[u8]) -> Result<Wrap, KeyError> {
        let aad = self.bound(header);
        let sealed = self
            .cipher(header, secret)?
            .encrypt(&XNonce::from(self.nonce), Payload { msg: key.bytes(), aad: &aad })
            .map_err(|_| KeyError::Derivation)?;
        self.wrapped = sealed.as_slice().try_into().map_err(|_| KeyError::Derivation)?;
        Ok(self)
    }

    pub(super) fn open(&self, header: &Header, secret: &[u8]) -> Result<DataKey, KeyError> {
        let aad = self.bound(header);
        let opened = self
            .cipher(header, secret)?
            .decrypt(&XNonce::from(self.nonce), Payload { msg: &self.wrapped, aad: &aad })
            .map_err(|_| KeyError::WrongSecret)?;
        let key = DataKey::from_bytes(&Zeroizing::new(opened)).ok_or(KeyError::WrongSecret)?;
        if Header::check(&key)? == header.key_check { Ok(key) } else { Err(KeyError::WrongSecret) }
    }

    fn cipher(&self, header: &Header, secret: &[u8]) -> Result<XChaCha20Poly1305, KeyError> {
        let mut info = b"moments/keyslot/1\0".to_vec();
        info.extend_from_slice(self.kind.name().as_bytes());
        info.push(0);
        info.extend_from_slice(&self.id.0);
        let kek = derive(header.store.bytes(), secret, &info)?;
        // The slice constructor: a key by value would be one more copy to wipe.
        XChaCha20Poly1305::new_from_slice(kek.as_slice()).map_err(|_| KeyError::Derivation)
    }

    /// The additional authenticated data: everything in the file that this slot's meaning rests on. The kind's name ends
    /// with a zero byte, says whether costs follow, and all else has a fixed length, so that no two contents give the same
    /// bytes.
    fn bound(&self, header: &Header) -> Vec<u8> {
        let mut bytes = b"moments/keyslots\0".to_vec();
        bytes.extend_from_slice(&VERSION.to_be_bytes());
        bytes.extend_from_slice(header.store.bytes());
        bytes.extend_from_slice(&header.key_check);
        bytes.extend_from_slice(self.kind.name().as_bytes());
        bytes.push(0);
        bytes.extend_from_slice(&self.id.0);
        bytes.extend_from_slice(&self.user.unwrap_or_default());
        bytes.extend(self.stretch.iter().flat_map(Stretch::bound));
        bytes.extend(self.made.iter().flat_map(|made| made.0));
        bytes
    }
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Slot {
    Wrap(Wrap),
    NotUnderstood(Value),
}

/// A slot as it stands in the file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireSlot {
    kind: String,
    id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    os_user: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    argon2id: Option<WireStretch>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    made: Option<String>,
    nonce: String,
    wrapped: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireStretch {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
    salt: String,
}

impl WireStretch {
    fn understand(&self) -> Option<Stretch> {
        let salt = hex::decode(self.salt.as_bytes())?;
        let &WireStretch { memory_kib, passes, lanes, .. } = self;
        Some(Stretch { memory_kib, passes, lanes, salt }).filter(Stretch::is_payable)
    }

    fn render(stretch: &Stretch) -> WireStretch {
        let &Stretch { memory_kib, passes, lanes, salt } = stretch;
        WireStretch { memory_kib, passes, lanes, salt: hex::encode(&salt) }
    }
}

impl Slot {
    pub(super) fn parse(value: Value) -> Slot {
        Slot::understand(&value).map_or(Slot::NotUnderstood(value), Slot::Wrap)
    }

    fn understand(value: &Value) -> Option<Wrap> {
        let wire = WireSlot::deserialize(value).ok()?;
        let kind = WrapKind::parse(&wire.kind)?;
        let user = match wire.os_user {
            Some(user) => Some(hex::decode(user.as_bytes())?),
            None => None,
        };
        let stretch = match wire.argon2id {
            Some(costs) => Some(costs.understand()?),
            None => None,
        };
        if user.is_some() != (kind == WrapKind::Keystore)
            || stretch.is_some() != (kind == WrapKind::Passphrase)
        {
            return None;
        }
        let made = match wire.made {
            Some(day) => Some(MadeOn::parse(&day)?),
            None => None,
        };
        Some(Wrap {
            kind,
            id: SlotId(hex::decode(wire.id.as_bytes())?),
            user,
            stretch,
            made,
            nonce: hex::decode(wire.nonce.as_bytes())?,
            wrapped: hex::decode(wire.wrapped.as_bytes())?,
        })
    }

    pub(super) fn render(&self) -> Result<Value, KeyError> {
        match self {
            Slot::NotUnderstood(value) => Ok(value.clone()),
            Slot::Wrap(slot) => serde_json::to_value(WireSlot {
                kind: slot.kind.name().to_owned(),
                id: slot.id.to_string(),
                os_user: slot.user.map(|user| hex::encode(&user)),
                argon2id: slot.stretch.as_ref().map(WireStretch::render),
                made: slot.made.map(|made| made.text()),
                nonce: hex::encode(&slot.nonce),
                wrapped: hex::encode(&slot.wrapped),
            })
            .map_err(|_| KeyError::Damaged),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::Passphrase;

    /// A passphrase's slot that costs little, so that it can be tried thousands of times.
    fn sealed(made: Option<&str>) -> (Header, Passphrase, Value) {
        let key = DataKey::generate().unwrap();
        let header = Header { store: StoreId::generate().unwrap(), key_check: Header::check(&key).unwrap() };
        let passphrase = Passphrase::typed("caribou stapler harbour nine").unwrap();
        let made = made.and_then(MadeOn::parse);
        let mut slot = Wrap::empty(SlotId::generate().unwrap(), WrapKind::Passphrase, None, made).unwrap();
        slot.stretch = slot.stretch.map(|dear| Stretch { memory_kib: 64, passes: 1, ..dear });
        let secret = slot.stretch.as_ref().unwrap().secret(&passphrase).unwrap();
        let slot = slot.seal(&header, &key, &secret).unwrap();
        (header, passphrase, Slot::Wrap(slot).render().unwrap())
    }

    fn opens(header: &Header, passphrase: &Passphrase, slot: Value) -> bool {
        match Slot::parse(slot) {
            Slot::NotUnderstood(_) => false,
            // What a start would pay.
            Slot::Wrap(slot) if slot.stretch.as_ref().is_some_and(|costs| costs.memory_kib > 4096) => false,
            Slot::Wrap(slot) => {
                let secret = slot.stretch.as_ref().map(|costs| costs.secret(passphrase));
                secret.is_some_and(|secret| slot.open(header, &secret.unwrap()).is_ok())
            }
        }
    }

    #[test]
    fn one_flipped_bit_in_a_passphrases_slot_its_costs_or_its_day_opens_nothing() {
        for made in [None, Some("2026-11-24")] {
            let (header, passphrase, slot) = sealed(made);
            assert!(opens(&header, &passphrase, slot.clone()));
            let text = serde_json::to_vec(&slot).unwrap();
            for bit in 0..text.len() * 8 {
                let mut flipped = text.clone();
                if let Some(byte) = flipped.get_mut(bit / 8) {
                    *byte ^= 1 << (bit % 8);
                }
                let Ok(slot) = serde_json::from_slice(&flipped) else { continue };
                assert!(!opens(&header, &passphrase, slot), "{}", String::from_utf8_lossy(&flipped));
            }
        }
    }

    #[test]
    fn a_day_is_one_spelling_or_none() {
        assert_eq!(MadeOn::parse("2026-11-24").unwrap().text(), "2026-11-24");
        for wrong in ["", "2026-11-4", "2026/11/24", "2026-11-24 ", "२०२६-11", "20261124--"] {
            assert_eq!(MadeOn::parse(wrong), None, "{wrong}");
        }
    }
}
