//! Keys: an office's, a workstation's and the centre's. Each is a pair of pairs, one that signs and one that others encrypt to.
//!
//! Secrets are wiped when they go out of use. They are written as text for the encrypted store, a join file or the recovery kit,
//! and nowhere else.

use age::secrecy::ExposeSecret;
use age::x25519;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use zeroize::Zeroizing;

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    #[error("this is no key")]
    Unreadable,
    #[error("the system gave no random bytes")]
    NoRandomness,
}

/// Signs, and opens what was encrypted to it.
#[derive(Clone)]
pub struct Keys {
    signing: SigningKey,
    identity: x25519::Identity,
}

impl Keys {
    pub fn generate() -> Result<Self, KeyError> {
        let mut seed = Zeroizing::new([0; 32]);
        getrandom::fill(seed.as_mut()).map_err(|_| KeyError::NoRandomness)?;
        Ok(Self { signing: SigningKey::from_bytes(&seed), identity: x25519::Identity::generate() })
    }

    /// The secret text: base64 of the signing key's 32 bytes, a space, and the age identity.
    pub fn to_secret(&self) -> Zeroizing<String> {
        let seed = Zeroizing::new(STANDARD.encode(Zeroizing::new(self.signing.to_bytes()).as_slice()));
        Zeroizing::new(format!("{} {}", seed.as_str(), self.identity.to_string().expose_secret()))
    }

    pub fn from_secret(text: &str) -> Result<Self, KeyError> {
        let (seed, identity) = text.split_once(' ').ok_or(KeyError::Unreadable)?;
        let bytes = Zeroizing::new(STANDARD.decode(seed).map_err(|_| KeyError::Unreadable)?);
        let seed = Zeroizing::new(<[u8; 32]>::try_from(bytes.as_slice()).map_err(|_| KeyError::Unreadable)?);
        let identity = x25519::Identity::from_str(identity).map_err(|_| KeyError::Unreadable)?;
        Ok(Self { signing: SigningKey::from_bytes(&seed), identity })
    }

    pub fn public(&self) -> PublicKeys {
        PublicKeys {
            verifying: Verifying(self.signing.verifying_key()),
            recipient: Recipient(self.identity.to_public()),
        }
    }

    pub(crate) fn signing(&self) -> &SigningKey {
        &self.signing
    }

    pub(crate) fn identity(&self) -> &x25519::Identity {
        &self.identity
    }
}

/// Says nothing of the keys.
impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys")
    }
}

/// What everybody may know of somebody's keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicKeys {
    /// Proves what they signed: an Ed25519 key, in base64.
    pub verifying: Verifying,
    /// Encrypts to them: an age recipient, `age1…`.
    pub recipient: Recipient,
}

macro_rules! as_text {
    ($name:ident, $inner:ty, $write:expr, $read:expr) => {
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $name(pub(crate) $inner);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let write: fn(&$inner) -> String = $write;
                f.write_str(&write(&self.0))
            }
        }

        impl FromStr for $name {
            type Err = KeyError;

            fn from_str(text: &str) -> Result<Self, KeyError> {
                let read: fn(&str) -> Option<$inner> = $read;
                read(text).map(Self).ok_or(KeyError::Unreadable)
            }
        }

        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

as_text!(Verifying, VerifyingKey, |key| STANDARD.encode(key.as_bytes()), |text| {
    let bytes = STANDARD.decode(text).ok()?;
    VerifyingKey::from_bytes(bytes.as_slice().try_into().ok()?).ok()
});
as_text!(Recipient, x25519::Recipient, |recipient| recipient.to_string(), |text| text.parse().ok());

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_what_their_secret_text_says_and_show_nothing_of_it() {
        let keys = Keys::generate().unwrap();
        let secret = keys.to_secret();
        let again = Keys::from_secret(&secret).unwrap();
        assert_eq!((keys.public(), keys.to_secret()), (again.public(), again.to_secret()));
        assert_ne!(keys.public(), Keys::generate().unwrap().public());
        assert_eq!(format!("{keys:?}"), "Keys");
        for text in ["", " ", &secret[..secret.len() - 1], &secret[1..], "AAAA AGE-SECRET-KEY-1"] {
            assert!(Keys::from_secret(text).is_err());
        }
    }

    #[test]
    fn public_keys_are_read_as_they_were_written() {
        let public = Keys::generate().unwrap().public();
        let text = serde_json::to_string(&public).unwrap();
        assert_eq!(serde_json::from_str::<PublicKeys>(&text).unwrap(), public);
        for key in ["", "AAAA", "age1"] {
            assert!(key.parse::<Verifying>().is_err() && key.parse::<Recipient>().is_err());
        }
    }
}
