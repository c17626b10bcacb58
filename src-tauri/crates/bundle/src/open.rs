//! Opening: a file is decrypted, proven and read, and nothing in it is believed before that.

use crate::certificate::{Certificate, OfficeCard};
use crate::header::{Destination, Header};
use crate::keys::Keys;
use crate::signed::{Kind, Signed, SignedError};
use crate::{envelope, limits, wire};
use age::DecryptError;
use moments_core::entry::{Entry, EntryError};
use sha2::{Digest, Sha256};
use std::io::{BufRead, BufReader, Read};

/// Who opens it.
pub struct Reader<'a> {
    pub keys: &'a Keys,
    /// Of the office that it must come from.
    pub card: &'a OfficeCard,
    pub destination: Destination,
}

/// What a bundle held. Each entry stands right behind the one before, and what each of them says is within its limits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    pub header: Header,
    pub certificate: Certificate,
    pub entries: Vec<Entry>,
}

/// Why a file is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("the file is larger than a bundle may be")]
    TooLarge,
    #[error("the file is no bundle")]
    NotABundle,
    #[error("the file is encrypted to others")]
    NotForUs,
    /// It was cut off or changed since it was sealed.
    #[error("the file is damaged")]
    Damaged,
    #[error("the bundle was made by a newer version of Moments")]
    Newer,
    #[error("the bundle is another office's")]
    ForeignOffice,
    /// The office has not signed the keys that signed it.
    #[error("the bundle's workstation is not known to the office")]
    Certificate,
    #[error("the bundle's signature is not its workstation's")]
    Signature,
    /// It is for the centre and lies where the office's lie, or the other way round.
    #[error("the bundle is for somebody else")]
    Destination,
    #[error("the bundle holds more than it may")]
    TooMuch,
    #[error("the bundle's entries are not those that it names")]
    Entries,
    #[error("entry {seq} does not hold: {why}")]
    Entry { seq: u64, why: EntryError },
}

/// Opens a bundle and proves it: encryption, the office's certificate, the workstation's signature, and every entry.
pub fn open(bytes: &[u8], reader: &Reader<'_>) -> Result<Opened, Refusal> {
    if bytes.len() > limits::FILE_BYTES {
        return Err(Refusal::TooLarge);
    }
    let mut plain = decrypted(bytes, reader.keys)?;
    let (header, certificate) = header(&mut plain, reader)?;
    let mut body = Vec::new();
    let most = limits::LINES_BYTES + 1024;
    plain.take(most as u64 + 1).read_to_end(&mut body).map_err(|_| Refusal::Damaged)?;
    if body.len() > most {
        return Err(Refusal::TooMuch);
    }
    if <[u8; 32]>::from(Sha256::digest(&body)) != header.body {
        return Err(Refusal::Damaged);
    }
    let entries = entries(&lines(&body)?, &header)?;
    Ok(Opened { header, certificate, entries })
}

fn decrypted<'a>(bytes: &'a [u8], keys: &Keys) -> Result<impl BufRead + 'a, Refusal> {
    let decryptor = envelope::decryptor(bytes).map_err(refusal)?;
    let identity: &dyn age::Identity = keys.identity();
    decryptor.decrypt(std::iter::once(identity)).map(BufReader::new).map_err(refusal)
}

fn refusal(error: DecryptError) -> Refusal {
    match error {
        DecryptError::NoMatchingKeys => Refusal::NotForUs,
        DecryptError::InvalidHeader | DecryptError::UnknownFormat => Refusal::NotABundle,
        DecryptError::Io(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => Refusal::NotABundle,
        DecryptError::DecryptionFailed
        | DecryptError::ExcessiveWork { .. }
        | DecryptError::InvalidMac
        | DecryptError::Io(_)
        | DecryptError::KeyDecryptionFailed
        | _ => Refusal::Damaged,
    }
}

/// Two lines: what is signed, and the signature.
fn header(plain: &mut impl BufRead, reader: &Reader<'_>) -> Result<(Header, Certificate), Refusal> {
    let (text, signature) = (line(plain)?, line(plain)?);
    let signed = Signed { text, signature };
    let header: Header = signed.unproven().map_err(|_| Refusal::Newer)?;
    if header.office != reader.card.office {
        return Err(Refusal::ForeignOffice);
    }
    let certificate =
        Certificate::read(&header.certificate, reader.card).map_err(|_| Refusal::Certificate)?;
    match signed.read::<Header>(Kind::Bundle, &certificate.keys.verifying.0) {
        Ok(_) if certificate.workstation == header.workstation => {}
        Ok(_) | Err(SignedError::Signature | SignedError::Unreadable) => return Err(Refusal::Signature),
    }
    if header.destination != reader.destination {
        return Err(Refusal::Destination);
    }
    Ok((header, certificate))
}

fn line(plain: &mut impl BufRead) -> Result<String, Refusal> {
    let mut line = Vec::new();
    let most = limits::HEADER_BYTES as u64;
    plain.take(most).read_until(b'\n', &mut line).map_err(|_| Refusal::Damaged)?;
    match line.pop() {
        Some(b'\n') => String::from_utf8(line).map_err(|_| Refusal::NotABundle),
        Some(_) if line.len() as u64 + 1 >= most => Err(Refusal::TooMuch),
        _ => Err(Refusal::NotABundle),
    }
}

/// What is compressed says how large it becomes, and is not believed.
fn lines(body: &[u8]) -> Result<Vec<u8>, Refusal> {
    let mut decoder = zstd::Decoder::with_buffer(body).map_err(|_| Refusal::Damaged)?;
    decoder.window_log_max(limits::WINDOW_LOG).map_err(|_| Refusal::Damaged)?;
    let mut lines = Vec::new();
    let most = limits::LINES_BYTES as u64;
    decoder.take(most + 1).read_to_end(&mut lines).map_err(|_| Refusal::Damaged)?;
    if lines.len() as u64 > most { Err(Refusal::TooMuch) } else { Ok(lines) }
}

fn entries(lines: &[u8], header: &Header) -> Result<Vec<Entry>, Refusal> {
    let wanted = header.entries().ok_or(Refusal::Entries)?;
    if wanted > limits::ENTRIES as u64 {
        return Err(Refusal::TooMuch);
    }
    let lines = lines.strip_suffix(b"\n").ok_or(Refusal::Entries)?;
    let mut entries: Vec<Entry> = Vec::new();
    let mut previous = header.previous;
    for (seq, line) in (header.from..).zip(lines.split(|byte| *byte == b'\n')) {
        let entry = wire::read(line, header.workstation, header.epoch, previous).ok_or(Refusal::Entries)?;
        if seq > header.to || entry.key.seq != seq {
            return Err(Refusal::Entries);
        }
        entry.verify().map_err(|why| Refusal::Entry { seq, why })?;
        previous = entry.hash;
        entries.push(entry);
    }
    if entries.len() as u64 == wanted && previous == header.head {
        Ok(entries)
    } else {
        Err(Refusal::Entries)
    }
}
