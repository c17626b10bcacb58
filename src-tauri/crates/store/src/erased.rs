//! What was erased, kept outside the database: a copy from before must not bring it back.
//!
//! A record is added, durably, before the erasure is committed. One too many is a part that somebody asked to erase and that a
//! restored store then has not; one too few would be words that somebody was promised are gone.

use crate::error::Result;
use crate::home::{Home, open_private};
use moments_core::entry::{EntryKey, PartName};
use moments_core::ids::{Epoch, WorkstationId};
use sha2::{Digest, Sha256};
use std::io::{Read, Write};
use std::path::PathBuf;
use uuid::Uuid;

const PARTS: [PartName; 2] = [PartName::Payload, PartName::Text];
/// Workstation 16, epoch 16, seq 8 (big-endian), part 1.
const CONTENT: usize = 41;
/// Of SHA-256 over the content: a record that is torn or rotten erases nothing.
const CHECK: usize = 4;
const RECORD: usize = CONTENT + CHECK;

fn file(home: &Home) -> PathBuf {
    home.folder().join("erased")
}

pub fn remember(home: &Home, parts: &[(EntryKey, PartName)]) -> Result<()> {
    if parts.is_empty() {
        return Ok(());
    }
    let path = file(home);
    let mut file = open_private(&path, std::fs::File::options().append(true))?;
    // A record that was cut off is filled up, so that the next one begins where a record begins.
    let torn = usize::try_from(file.metadata()?.len() % RECORD as u64).unwrap_or(0);
    let mut bytes = vec![0; if torn == 0 { 0 } else { RECORD - torn }];
    for (key, part) in parts {
        bytes.extend(record(key, *part));
    }
    file.write_all(&bytes)?;
    file.sync_all()?;
    Ok(crate::files::sync_folder_of(&path)?)
}

/// Everything that was erased here, as far as it can be read.
pub fn all(home: &Home) -> Result<Vec<(EntryKey, PartName)>> {
    let mut bytes = Vec::new();
    match std::fs::File::open(file(home)) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        opened => opened?.read_to_end(&mut bytes)?,
    };
    Ok(bytes.chunks_exact(RECORD).filter_map(parse).collect())
}

fn record(key: &EntryKey, part: PartName) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(RECORD);
    bytes.extend_from_slice(key.workstation.0.as_bytes());
    bytes.extend_from_slice(&key.epoch.0);
    bytes.extend_from_slice(&key.seq.to_be_bytes());
    bytes.push(PARTS.iter().position(|known| *known == part).map_or(u8::MAX, |place| place as u8));
    let check = Sha256::digest(&bytes);
    bytes.extend(check.iter().take(CHECK));
    bytes
}

fn parse(bytes: &[u8]) -> Option<(EntryKey, PartName)> {
    let (workstation, rest) = bytes.split_first_chunk::<16>()?;
    let (epoch, rest) = rest.split_first_chunk::<16>()?;
    let (seq, rest) = rest.split_first_chunk::<8>()?;
    let part = *PARTS.get(usize::from(*rest.first()?))?;
    let key = EntryKey {
        workstation: WorkstationId(Uuid::from_bytes(*workstation)),
        epoch: Epoch(*epoch),
        seq: u64::from_be_bytes(*seq),
    };
    (record(&key, part) == bytes).then_some((key, part))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(seq: u64) -> EntryKey {
        EntryKey { workstation: WorkstationId(Uuid::from_u128(7)), epoch: Epoch([3; 16]), seq }
    }

    #[test]
    fn what_was_erased_is_remembered_past_a_torn_record_and_a_rotten_one_erases_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::locate(Some(folder.path())).unwrap();
        assert!(all(&home).unwrap().is_empty());
        let parts = [(key(1), PartName::Text), (key(2), PartName::Payload), (key(3), PartName::Text)];
        remember(&home, &parts[..2]).unwrap();
        let whole = std::fs::read(file(&home)).unwrap();
        std::fs::write(file(&home), &whole[..whole.len() - 3]).unwrap();
        remember(&home, &parts[2..]).unwrap();
        assert_eq!(all(&home).unwrap(), [parts[0], parts[2]]);
        for bit in 0..RECORD * 8 {
            let mut rotten = whole.clone();
            rotten[bit / 8] ^= 1 << (bit % 8);
            std::fs::write(file(&home), rotten).unwrap();
            assert_eq!(all(&home).unwrap(), [parts[1]], "bit {bit}");
        }
    }
}
