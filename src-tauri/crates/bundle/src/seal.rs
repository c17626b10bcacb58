//! Sealing: entries become a file that only those who are named can read.

use crate::certificate::Certificate;
use crate::header::{Destination, Head, Header};
use crate::keys::{Keys, Recipient};
use crate::signed::{Kind, Signed, SignedError};
use crate::{limits, wire};
use age::Encryptor;
use moments_core::entry::{Entry, EntryError, Hash};
use moments_core::words::Audience;
use sha2::{Digest, Sha256};
use std::io::{self, Write};

/// The compression that the centre's engineers know: as quick as a disk, and a fifth of the size.
const LEVEL: i32 = 3;

#[derive(Debug, thiserror::Error)]
pub enum SealError {
    #[error("there is nothing to seal")]
    Nothing,
    #[error("more than one bundle holds")]
    TooMuch,
    #[error("there is nobody to seal it for, or there are too many")]
    Recipients,
    /// The entries don't follow each other, or are another workstation's.
    #[error(transparent)]
    Entry(#[from] EntryError),
    #[error("an entry can't be written as a line")]
    Line,
    #[error(transparent)]
    Signed(#[from] SignedError),
    #[error("encryption failed")]
    Encryption,
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// What is sealed at one time: entries of one epoch that follow each other.
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

/// How many of these entries, from the first, one bundle holds.
pub fn fitting(entries: &[Entry]) -> usize {
    let mut bytes = 0;
    let lines =
        entries.iter().map(|entry| wire::write(entry, true).map_or(usize::MAX, |line| line.len() + 1));
    let fits = lines.take_while(|line| {
        bytes = usize::saturating_add(bytes, *line);
        bytes <= limits::LINES_BYTES
    });
    fits.take(limits::ENTRIES).count()
}

/// Seals a run for the office or the centre.
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
    let ([first, ..], [.., last]) = (run.entries, run.entries) else { return Err(SealError::Nothing) };
    if recipients.is_empty() || recipients.len() > limits::RECIPIENTS {
        return Err(SealError::Recipients);
    }
    let office = certificate.unproven::<Certificate>()?.office;
    let body = compressed(run.entries, destination)?;
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

fn compressed(entries: &[Entry], destination: Destination) -> Result<Vec<u8>, SealError> {
    let mut lines = Vec::new();
    let mut before: Option<(&moments_core::entry::EntryKey, &Hash)> = None;
    for entry in entries {
        entry.verify()?;
        if before.is_some() {
            entry.follows(before)?;
        }
        before = Some((&entry.key, &entry.hash));
        let with_content = destination == Destination::Office || entry.audience == Audience::OfficeAndCentre;
        let line = wire::write(entry, with_content).map_err(|_| SealError::Line)?;
        lines.extend_from_slice(line.as_bytes());
        lines.push(b'\n');
    }
    if entries.len() > limits::ENTRIES || lines.len() > limits::LINES_BYTES {
        return Err(SealError::TooMuch);
    }
    Ok(zstd::bulk::compress(&lines, LEVEL)?)
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
