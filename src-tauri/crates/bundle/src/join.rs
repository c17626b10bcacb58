//! How a workstation comes to its keys: an administrator's workstation makes a file for it, and says its passphrase by another way.
//!
//! The file holds the new workstation's keys themselves, made where the office's key is, so that one way is enough: no request goes
//! back. Whoever has the file and its passphrase is that workstation; so it is used once and deleted, and the passphrase is random.

use crate::certificate::{Certificate, OfficeCard};
use crate::keys::Keys;
use crate::limits::SMALL_FILE_BYTES;
use crate::signed::Signed;
use age::secrecy::SecretString;
use age::{Decryptor, Encryptor, scrypt};
use serde::{Deserialize, Serialize};
use std::io::{self, Read, Write};
use zeroize::Zeroizing;

/// scrypt's N as a power of two: about a second, and 256 MiB.
const WORK: u8 = 18;

/// What a new workstation is given.
pub struct Invitation {
    pub card: OfficeCard,
    pub certificate: Signed,
    pub keys: Keys,
}

#[derive(Serialize, Deserialize)]
struct Content {
    card: OfficeCard,
    certificate: Signed,
    keys: Zeroizing<String>,
}

#[derive(Debug, thiserror::Error)]
pub enum JoinError {
    #[error("the passphrase is not this file's")]
    Passphrase,
    #[error("this is no join file, or a damaged one")]
    NotAJoinFile,
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl Invitation {
    pub fn write(&self, passphrase: &str) -> Result<Vec<u8>, JoinError> {
        let content = Content {
            card: self.card.clone(),
            certificate: self.certificate.clone(),
            keys: self.keys.to_secret(),
        };
        let text = Zeroizing::new(serde_json::to_vec(&content).map_err(|_| JoinError::NotAJoinFile)?);
        let mut recipient = scrypt::Recipient::new(SecretString::from(passphrase.to_owned()));
        recipient.set_work_factor(WORK);
        let to: &dyn age::Recipient = &recipient;
        let encryptor =
            Encryptor::with_recipients(std::iter::once(to)).map_err(|_| JoinError::NotAJoinFile)?;
        let mut bytes = Vec::new();
        let mut writer = encryptor.wrap_output(&mut bytes)?;
        writer.write_all(&text)?;
        writer.finish()?;
        Ok(bytes)
    }

    /// # Errors
    /// `NotAJoinFile` also where its certificate is not for these keys, or not by this office.
    pub fn read(bytes: &[u8], passphrase: &str) -> Result<Self, JoinError> {
        if bytes.len() > SMALL_FILE_BYTES {
            return Err(JoinError::NotAJoinFile);
        }
        let decryptor = Decryptor::new(bytes).map_err(|_| JoinError::NotAJoinFile)?;
        let mut identity = scrypt::Identity::new(SecretString::from(passphrase.to_owned()));
        identity.set_max_work_factor(WORK);
        let with: &dyn age::Identity = &identity;
        let mut plain = match decryptor.decrypt(std::iter::once(with)) {
            Ok(plain) => plain,
            Err(age::DecryptError::DecryptionFailed) => return Err(JoinError::Passphrase),
            Err(_) => return Err(JoinError::NotAJoinFile),
        };
        let mut text = Zeroizing::new(Vec::with_capacity(SMALL_FILE_BYTES));
        plain.read_to_end(&mut text).map_err(|_| JoinError::NotAJoinFile)?;
        let content: Content = serde_json::from_slice(&text).map_err(|_| JoinError::NotAJoinFile)?;
        let keys = Keys::from_secret(&content.keys).map_err(|_| JoinError::NotAJoinFile)?;
        let certificate = Certificate::read(&content.certificate, &content.card);
        if certificate.is_ok_and(|certificate| certificate.keys == keys.public()) {
            Ok(Self { card: content.card, certificate: content.certificate, keys })
        } else {
            Err(JoinError::NotAJoinFile)
        }
    }
}
