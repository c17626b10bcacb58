//! The data key in memory.

use std::fmt;

use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::{Zeroize, Zeroizing};

use super::{KeyError, fill_random, hex};

/// Length of the data key and of every key derived from it, in bytes.
pub(crate) const KEY_LENGTH: usize = 32;

/// The workstation's data key. Wiped when dropped; `Debug` shows nothing. It is on the heap, so that moving it leaves
/// no copies on the stack, and there is no `Clone`.
pub struct DataKey(Box<[u8; KEY_LENGTH]>);

impl DataKey {
    /// A new random key. [`super::KeySlots::create`] makes the one of a store.
    pub fn generate() -> Result<DataKey, KeyError> {
        let mut key = DataKey(Box::new([0; KEY_LENGTH]));
        fill_random(key.0.as_mut_slice())?;
        Ok(key)
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<DataKey> {
        let bytes: &[u8; KEY_LENGTH] = bytes.try_into().ok()?;
        let mut key = DataKey(Box::new([0; KEY_LENGTH]));
        key.0.copy_from_slice(bytes);
        Some(key)
    }

    /// For a second opening of the same store.
    pub fn again(&self) -> DataKey {
        DataKey(self.0.clone())
    }

    pub(crate) fn bytes(&self) -> &[u8; KEY_LENGTH] {
        &self.0
    }

    /// The value of SQLCipher's `PRAGMA key` as a raw key: `x'…64 hex digits…'`, without the outer quotes.
    /// SQLCipher takes a raw key as it is, without stretching. The statement that the caller makes of it is secret too.
    pub fn sqlcipher_key(&self) -> Zeroizing<String> {
        let digits = Zeroizing::new(hex::encode(self.bytes()));
        let mut value = Zeroizing::new(String::with_capacity(digits.len() + 3));
        value.push_str("x'");
        value.push_str(&digits);
        value.push('\'');
        value
    }

    /// A key for one other purpose, derived one way from the data key (HKDF-SHA256, RFC 5869). Each purpose has its
    /// own label, e.g. `moments/mark/1`.
    pub fn subkey(&self, label: &str) -> Result<Zeroizing<[u8; KEY_LENGTH]>, KeyError> {
        derive(&[], self.bytes(), label.as_bytes())
    }
}

impl Drop for DataKey {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for DataKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("DataKey")
    }
}

/// HKDF-SHA256 with 32 bytes of output.
pub(super) fn derive(
    salt: &[u8],
    secret: &[u8],
    info: &[u8],
) -> Result<Zeroizing<[u8; KEY_LENGTH]>, KeyError> {
    let mut key = Zeroizing::new([0; KEY_LENGTH]);
    Hkdf::<Sha256>::new(Some(salt), secret)
        .expand(info, key.as_mut_slice())
        .map_err(|_| KeyError::Derivation)?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_raw_key_is_in_the_form_that_sqlcipher_takes() {
        let key = DataKey::from_bytes(&[0xa5; 32]).unwrap();
        assert_eq!(key.sqlcipher_key().as_str(), format!("x'{}'", "a5".repeat(32)));
    }

    #[test]
    fn debug_output_shows_nothing_of_the_key() {
        let key = DataKey::from_bytes(&[0xa5; 32]).unwrap();
        assert_eq!(format!("{key:?}"), "DataKey");
    }

    #[test]
    fn each_purpose_has_its_own_key() {
        let key = DataKey::generate().unwrap();
        assert_ne!(key.subkey("a").unwrap(), key.subkey("b").unwrap());
        assert_eq!(key.subkey("a").unwrap(), key.subkey("a").unwrap());
        assert_ne!(key.subkey("a").unwrap().as_slice(), key.bytes());
    }

    /// RFC 5869, test case 1, first 32 bytes of its output.
    #[test]
    fn the_derivation_is_the_published_one() {
        let salt: [u8; 13] = hex::decode(b"000102030405060708090a0b0c").unwrap();
        let info: [u8; 10] = hex::decode(b"f0f1f2f3f4f5f6f7f8f9").unwrap();
        let key = derive(&salt, &[0x0b; 22], &info).unwrap();
        assert_eq!(
            hex::encode(key.as_slice()),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
        );
    }
}
