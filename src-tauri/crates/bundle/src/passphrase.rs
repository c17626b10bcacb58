//! Small files under a passphrase: what brings keys from one computer to another.

use crate::envelope;
use crate::limits::SMALL_FILE_BYTES;
use age::secrecy::SecretString;
use age::{Encryptor, scrypt};
use std::io::{self, Read, Write};
use zeroize::Zeroizing;

/// scrypt's N as a power of two: about a second, and 256 MiB.
const WORK: u8 = 18;

#[derive(Debug, thiserror::Error)]
pub enum PassphraseError {
    #[error("the passphrase is not this file's")]
    Passphrase,
    #[error("this is no such file, or a damaged one")]
    NoSuchFile,
    #[error(transparent)]
    Io(#[from] io::Error),
}

pub(crate) fn lock(text: &[u8], passphrase: &str) -> Result<Vec<u8>, PassphraseError> {
    let mut recipient = scrypt::Recipient::new(SecretString::from(passphrase.to_owned()));
    recipient.set_work_factor(WORK);
    let to: &dyn age::Recipient = &recipient;
    let encryptor =
        Encryptor::with_recipients(std::iter::once(to)).map_err(|_| PassphraseError::NoSuchFile)?;
    let mut bytes = Vec::new();
    let mut writer = encryptor.wrap_output(&mut bytes)?;
    writer.write_all(text)?;
    writer.finish()?;
    Ok(bytes)
}

pub(crate) fn unlock(bytes: &[u8], passphrase: &str) -> Result<Zeroizing<Vec<u8>>, PassphraseError> {
    if bytes.len() > SMALL_FILE_BYTES {
        return Err(PassphraseError::NoSuchFile);
    }
    let decryptor = envelope::decryptor(bytes).map_err(|_| PassphraseError::NoSuchFile)?;
    let mut identity = scrypt::Identity::new(SecretString::from(passphrase.to_owned()));
    identity.set_max_work_factor(WORK);
    let with: &dyn age::Identity = &identity;
    let mut plain = match decryptor.decrypt(std::iter::once(with)) {
        Ok(plain) => plain,
        Err(age::DecryptError::DecryptionFailed) => return Err(PassphraseError::Passphrase),
        Err(_) => return Err(PassphraseError::NoSuchFile),
    };
    let mut text = Zeroizing::new(Vec::with_capacity(SMALL_FILE_BYTES));
    plain.read_to_end(&mut text).map_err(|_| PassphraseError::NoSuchFile)?;
    Ok(text)
}
