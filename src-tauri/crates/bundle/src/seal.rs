//! Sealing: entries become a file that only those who are named can read.

use crate::certificate::Certificate;
use crate::header::{Destination, Head, Header};
use crate::keys::{Keys, Recipient};
use crate::signed::{Kind, Signed, SignedError};
use crate::{limits, wire};
use age::Encryptor;
use moments_core::entry::{Entry, EntryError};
use moments_core::words::Audience;
use sha2::{Digest, Sha256};
use std::io::{self, Write};

/// The compression that the centre's engineers know: as quick as a disk, and a fifth of the size.
const LEVEL: i32 = 3;

/// More than a usual line has: a buffer that grows copies all that it holds each time.
const LINE_BYTES: usize = 1024;

#[derive(Debug, thiserror::Error)]
pub enum SealError {
    #[error("there is nothing to seal")]
    Nothing,
    #[error("there is nobody to seal it for, or there are too many")]
    Recipients,
    /// The entries don't follow each other, or are another workstation's.
    #[error(transparent)]
    Entry(#[from] EntryError),
    #[error("an entry can't be written as a line that a bundle holds")]
    Line,
    #[error(transparent)]
    Signed(#[from] SignedError),
    #[error("encryption failed")]
    Encryption,
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// What is to be sealed: entries of one epoch that follow each other.
pub struct Run<'a> {
    pub entries: &'a [Entry],
    /// As [`Header::known`].
    pub known: Vec<Head>,
    pub sealed_ms: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    pub header: Header,
    pub bytes: Vec<u8>,
}

/// Seals of a run, from its first entry, as many as one bundle holds; the header says which was the last.
///
/// # Errors
/// Nothing is sealed that a reader would refuse for what is in it. That `keys` are those of the certificate is the caller's to
/// know.
pub fn seal(
    run: Run<'_>,
    destination: Destination,
    keys: &Keys,
    certificate: &Signed,
    recipients: &[Recipient],
) -> Result<Sealed, SealError> {
    if recipients.is_empty() || recipients.len() > limits::RECIPIENTS {
        return Err(SealError::Recipients);
    }
    let office = certificate.unproven::<Certificate>()?.office;
    let (first, last, body) = compressed(run.entries, destination)?;
    let mut known = run.known;
    known.sort();
    let header = Header {
        destination,
        office,
        workstation: first.key.workstation,
        epoch: first.key.epoch,
        from: first.key.seq,
        to: last.key.seq,
        previous: first.previous,
        head: last.hash,
        sealed_ms: run.sealed_ms,
        recipients: recipients.to_vec(),
        known,
        certificate: certificate.clone(),
        body: Sha256::digest(&body).into(),
    };
    let signed = Signed::new(Kind::Bundle, &header, keys.signing())?;
    let bytes =
        encrypted(&[signed.text.as_bytes(), b"\n", signed.signature.as_bytes(), b"\n", &body], recipients)?;
    Ok(Sealed { header, bytes })
}

/// The first and the last of the entries that fit, and all of them as compressed lines.
fn compressed(entries: &[Entry], destination: Destination) -> Result<(&Entry, &Entry, Vec<u8>), SealError> {
    let entries = entries.get(..limits::ENTRIES).unwrap_or(entries);
    let mut lines = Vec::with_capacity(entries.len().saturating_mul(LINE_BYTES).min(limits::LINES_BYTES));
    let mut last: Option<&Entry> = None;
    for entry in entries {
        entry.verify()?;
        if let Some(last) = last {
            entry.follows(Some((&last.key, &last.hash)))?;
        }
        let with_content = destination == Destination::Office || entry.audience == Audience::OfficeAndCentre;
        let before = lines.len();
        wire::write(&mut lines, entry, with_content).map_err(|_| SealError::Line)?;
        lines.push(b'\n');
        if lines.len() > limits::LINES_BYTES {
            lines.truncate(before);
            break;
        }
        last = Some(entry);
    }
    let first = entries.first().ok_or(SealError::Nothing)?;
    Ok((first, last.ok_or(SealError::Line)?, zstd::bulk::compress(&lines, LEVEL)?))
}

fn encrypted(pieces: &[&[u8]], recipients: &[Recipient]) -> Result<Vec<u8>, SealError> {
    let to = recipients.iter().map(|recipient| &recipient.0 as &dyn age::Recipient);
    let encryptor = Encryptor::with_recipients(to).map_err(|_| SealError::Encryption)?;
    let mut bytes = Vec::new();
    let mut writer = encryptor.wrap_output(&mut bytes)?;
    for piece in pieces {
        writer.write_all(piece)?;
    }
    writer.finish()?;
    Ok(bytes)
}
