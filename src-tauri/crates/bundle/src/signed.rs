//! A text and who stands for it. What is signed is the text as it is written, so that no two programs have to agree on how JSON is
//! spelled.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// What a text is, so that none is taken for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Bundle,
    Certificate,
    Acknowledgement,
}

impl Kind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Bundle => "moments-bundle/1",
            Self::Certificate => "moments-certificate/1",
            Self::Acknowledgement => "moments-acknowledgement/1",
        }
    }
}

/// A JSON text with an Ed25519 signature (RFC 8032) over `kind ‖ "\n" ‖ text`, in base64 (RFC 4648, with padding).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signed {
    pub text: String,
    pub signature: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignedError {
    /// Somebody else signed it, or it was changed since.
    #[error("the signature is not by the key that it should be by")]
    Signature,
    /// It is signed, and says what this program can't read.
    #[error("what was signed can't be read")]
    Unreadable,
}

impl Signed {
    pub fn new<T: Serialize>(kind: Kind, value: &T, key: &SigningKey) -> Result<Self, SignedError> {
        let text = serde_json::to_string(value).map_err(|_| SignedError::Unreadable)?;
        let signature = STANDARD.encode(key.sign(&message(kind, &text)).to_bytes());
        Ok(Self { text, signature })
    }

    /// What it says, if this key stands for it.
    pub fn read<T: DeserializeOwned>(&self, kind: Kind, key: &VerifyingKey) -> Result<T, SignedError> {
        let signature = STANDARD.decode(&self.signature).map_err(|_| SignedError::Signature)?;
        let signature = Signature::from_slice(&signature).map_err(|_| SignedError::Signature)?;
        key.verify_strict(&message(kind, &self.text), &signature).map_err(|_| SignedError::Signature)?;
        self.unproven()
    }

    /// What it says, whoever wrote it: to find out whose key is to prove it.
    pub fn unproven<T: DeserializeOwned>(&self) -> Result<T, SignedError> {
        serde_json::from_str(&self.text).map_err(|_| SignedError::Unreadable)
    }
}

fn message(kind: Kind, text: &str) -> Vec<u8> {
    [kind.as_str().as_bytes(), b"\n", text.as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_what_one_key_said_as_one_kind() {
        let (key, other) = (SigningKey::from_bytes(&[1; 32]), SigningKey::from_bytes(&[2; 32]));
        let signed = Signed::new(Kind::Certificate, &"this", &key).unwrap();
        assert_eq!(signed.read::<String>(Kind::Certificate, &key.verifying_key()).as_deref(), Ok("this"));
        let refused = Err(SignedError::Signature);
        assert_eq!(signed.read::<String>(Kind::Certificate, &other.verifying_key()), refused);
        assert_eq!(signed.read::<String>(Kind::Bundle, &key.verifying_key()), refused);
        for changed in [
            Signed { text: "\"that\"".into(), ..signed.clone() },
            Signed { text: " \"this\"".into(), ..signed.clone() },
            Signed { signature: String::new(), ..signed.clone() },
        ] {
            assert_eq!(changed.read::<String>(Kind::Certificate, &key.verifying_key()), refused);
        }
    }
}
