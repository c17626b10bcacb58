//! What stands before the encrypted part of a file: for whom it is. Anybody can write it, so that it has its limits before it is
//! read.

use crate::limits;
use age::{DecryptError, Decryptor};

/// The line that ends it begins so.
const END: &[u8] = b"--- ";

/// For decrypting `bytes`. An error where they don't begin as an encrypted file does, or where what stands before the
/// encrypted part is over the limits: reading it takes the square of its size.
pub(crate) fn decryptor(bytes: &[u8]) -> Result<Decryptor<&[u8]>, DecryptError> {
    if is_within_limits(bytes) { Decryptor::new_buffered(bytes) } else { Err(DecryptError::InvalidHeader) }
}

fn is_within_limits(bytes: &[u8]) -> bool {
    let start = bytes.get(..limits::ENVELOPE_BYTES).unwrap_or(bytes);
    start.split(|byte| *byte == b'\n').take(limits::ENVELOPE_LINES).any(|line| line.starts_with(END))
}
