//! The mark: how far this workstation's journal had come, kept outside the database.
//!
//! A database that was put back from an older copy looks sound from within. The mark says otherwise: it is *ahead* of the
//! store, and the store then starts a new epoch before it writes anything. It is written after each commit, so without a
//! power cut it is never behind; with one it may be, which means nothing.
//!
//! # Why it is overwritten in place, and never synced
//!
//! The commit was synced before; the mark only has to be right after an orderly end and after a crash of the app, where the
//! page cache survives. A sync would double the cost of every save. So a power cut may leave the old mark, the new one, or a
//! mixture, and the question is which way of writing makes the mixture rare and harmless:
//!
//! - A rename without a sync replaces a good mark by a file whose data may not have reached the disk: after a power cut it is
//!   empty (ext4 without delayed-allocation care, XFS) or zeros (NTFS), and on ext4 the care is itself a hidden flush. It
//!   also costs a create, a rename and a journal transaction per save.
//! - 96 bytes over the same 96 bytes lie in one sector of one page: nothing is allocated, the file's size never changes, and
//!   a disk writes a sector whole or not at all. The mixture is then all but impossible, and the MAC recognises it anyway.
//!
//! A mark whose length or MAC is wrong is *torn*, and to be ignored like an absent one: it says nothing, it is no damage, and
//! the next commit writes a whole one. What is lost is the warning, for one start, and only if the store was put back in the
//! same moment.
//!
//! Deliberately absent: any protection against an attacker, who can always delete the file. The MAC, keyed from the data key,
//! tells a torn mark, and a mark of another store, from a whole one.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::keys::{DataKey, KeyError};

/// Tells the file from others, and this layout from later ones.
const MAGIC: [u8; 8] = *b"MOMMARK1";
/// Magic 8, epoch 16, seq 8 (big-endian), head hash 32.
const CONTENT: usize = 64;
const MAC: usize = 32;
/// The length of the file, in bytes.
pub const LENGTH: usize = CONTENT + MAC;

/// What can go wrong with the mark's file. A torn mark is a [`MarkState`] and no error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MarkError {
    #[error("the mark could not be read or written ({0})")]
    Io(io::ErrorKind),
    /// Can't happen with a key of 32 bytes; a typed error instead of a panic.
    #[error("the mark's key does not fit")]
    Key,
}

impl From<io::Error> for MarkError {
    fn from(error: io::Error) -> MarkError {
        MarkError::Io(error.kind())
    }
}

/// The key of the MAC, derived from the data key. Make it once: deriving costs as much as writing.
pub struct MarkKey(Zeroizing<[u8; 32]>);

impl MarkKey {
    pub fn new(key: &DataKey) -> Result<MarkKey, KeyError> {
        Ok(MarkKey(key.subkey("moments/mark/1")?))
    }

    fn mac(&self, content: &[u8; CONTENT]) -> Result<Hmac<Sha256>, MarkError> {
        let mac = Hmac::<Sha256>::new_from_slice(self.0.as_slice()).map_err(|_| MarkError::Key)?;
        Ok(mac.chain_update(content))
    }
}

/// The head of the own journal as of the last commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    pub epoch: [u8; 16],
    pub seq: u64,
    pub head: [u8; 32],
}

/// What the file says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MarkState {
    /// There is no file: a new store, or one whose mark was not copied along.
    Absent,
    /// Not a whole mark of this store. To be ignored.
    Torn,
    Valid(Mark),
}

impl Mark {
    /// Overwrites the file in place, without a sync. Call it after the commit, never before.
    pub fn write(&self, path: &Path, key: &MarkKey) -> Result<(), MarkError> {
        let bytes = self.render(key)?;
        let mut file = match File::options().write(true).open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => crate::home::create_private(path)?,
            Err(error) => return Err(error.into()),
        };
        file.write_all(&bytes)?;
        // Something longer lay there: without this it would be torn for ever.
        if file.seek(SeekFrom::End(0))? != LENGTH as u64 {
            file.set_len(LENGTH as u64)?;
        }
        Ok(())
    }

    pub fn read(path: &Path, key: &MarkKey) -> Result<MarkState, MarkError> {
        let file = match File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(MarkState::Absent),
            Err(error) => return Err(error.into()),
        };
        let mut bytes = Vec::with_capacity(LENGTH + 1);
        file.take(LENGTH as u64 + 1).read_to_end(&mut bytes)?;
        Mark::parse(&bytes, key)
    }

    fn render(&self, key: &MarkKey) -> Result<Vec<u8>, MarkError> {
        let mut content = [0; CONTENT];
        let fields = [&MAGIC[..], &self.epoch, &self.seq.to_be_bytes(), &self.head];
        for (place, byte) in content.iter_mut().zip(fields.into_iter().flatten()) {
            *place = *byte;
        }
        let mut bytes = content.to_vec();
        bytes.extend_from_slice(&key.mac(&content)?.finalize().into_bytes());
        Ok(bytes)
    }

    /// Total: every sequence of bytes is a valid mark or a torn one.
    fn parse(bytes: &[u8], key: &MarkKey) -> Result<MarkState, MarkError> {
        let Some((content, mac)) = bytes.split_first_chunk::<CONTENT>() else {
            return Ok(MarkState::Torn);
        };
        if key.mac(content)?.verify_slice(mac).is_err() {
            return Ok(MarkState::Torn);
        }
        Ok(Mark::fields(content).map_or(MarkState::Torn, MarkState::Valid))
    }

    fn fields(content: &[u8; CONTENT]) -> Option<Mark> {
        let (magic, rest) = content.split_first_chunk::<8>()?;
        let (epoch, rest) = rest.split_first_chunk::<16>()?;
        let (seq, rest) = rest.split_first_chunk::<8>()?;
        let head = rest.first_chunk::<32>()?;
        (*magic == MAGIC).then(|| Mark { epoch: *epoch, seq: u64::from_be_bytes(*seq), head: *head })
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use proptest::prelude::*;

    use super::*;

    struct Desk {
        key: MarkKey,
        path: PathBuf,
        _folder: tempfile::TempDir,
    }

    fn desk() -> Desk {
        let folder = tempfile::tempdir().unwrap();
        let key = MarkKey::new(&DataKey::generate().unwrap()).unwrap();
        Desk { key, path: folder.path().join("mark"), _folder: folder }
    }

    impl Desk {
        fn state(&self) -> MarkState {
            Mark::read(&self.path, &self.key).unwrap()
        }

        fn check_torn(&self, bytes: &[u8], why: &str) {
            std::fs::write(&self.path, bytes).unwrap();
            assert_eq!(self.state(), MarkState::Torn, "{why}");
        }
    }

    fn mark(seq: u64) -> Mark {
        // Every byte of head, seq and epoch differs from one mark to the next, so that every tear shows.
        let byte = seq as u8;
        Mark { epoch: [byte; 16], seq: u64::from_be_bytes([byte; 8]), head: [byte; 32] }
    }

    #[test]
    fn a_mark_reads_back_as_it_was_last_written() {
        let desk = desk();
        assert_eq!(desk.state(), MarkState::Absent);
        for seq in 1..=3 {
            mark(seq).write(&desk.path, &desk.key).unwrap();
            assert_eq!(desk.state(), MarkState::Valid(mark(seq)));
        }
        assert_eq!(desk.path.metadata().unwrap().len(), LENGTH as u64);
    }

    #[test]
    fn a_mark_cut_off_at_any_length_is_torn() {
        let desk = desk();
        let whole = mark(1).render(&desk.key).unwrap();
        for length in 0..LENGTH {
            desk.check_torn(&whole[..length], &format!("only {length} bytes"));
            let mut zeros = whole.clone();
            zeros[length..].fill(0);
            desk.check_torn(&zeros, &format!("zeros after {length} bytes"));
        }
    }

    #[test]
    fn a_mixture_of_two_marks_is_torn_wherever_it_was_torn() {
        let desk = desk();
        let (old, new) = (mark(1).render(&desk.key).unwrap(), mark(2).render(&desk.key).unwrap());
        // All marks begin with the same eight bytes: up to there, nothing new was written, and after it the old stands.
        for length in MAGIC.len() + 1..LENGTH {
            // One mark in some hundreds ends as the other does, and is then whole.
            for (begins, ends, name) in [(&new, &old, "new"), (&old, &new, "old")] {
                if begins[length..] != ends[length..] {
                    let mixture = [&begins[..length], &ends[length..]].concat();
                    desk.check_torn(&mixture, &format!("{name} up to {length}"));
                }
            }
        }
    }

    #[test]
    fn one_flipped_bit_makes_a_mark_torn() {
        let desk = desk();
        let whole = mark(1).render(&desk.key).unwrap();
        for bit in 0..LENGTH * 8 {
            let mut flipped = whole.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(Mark::parse(&flipped, &desk.key).unwrap(), MarkState::Torn, "bit {bit}");
        }
    }

    #[test]
    fn the_mark_of_another_store_says_nothing() {
        let (here, there) = (desk(), desk());
        mark(1).write(&there.path, &there.key).unwrap();
        std::fs::copy(&there.path, &here.path).unwrap();
        assert_eq!(here.state(), MarkState::Torn);
    }

    #[test]
    fn the_next_commit_makes_a_torn_mark_whole_whatever_lay_there() {
        let desk = desk();
        for left in [0, 1, LENGTH - 1, LENGTH, LENGTH + 1, 1 << 20] {
            desk.check_torn(&vec![7; left], "rubbish");
            mark(2).write(&desk.path, &desk.key).unwrap();
            assert_eq!(desk.state(), MarkState::Valid(mark(2)), "after {left} bytes of rubbish");
        }
    }

    #[test]
    fn a_mark_that_can_not_be_read_is_an_error_and_not_an_absent_mark() {
        let desk = desk();
        std::fs::create_dir(&desk.path).unwrap();
        assert!(matches!(Mark::read(&desk.path, &desk.key), Err(MarkError::Io(_))));
        assert!(matches!(mark(1).write(&desk.path, &desk.key), Err(MarkError::Io(_))));
    }

    /// Computed by Python's `hmac` and `hashlib` from the module's documentation.
    #[test]
    fn a_mark_of_this_layout_is_read_for_ever() {
        let key = *b"the data key of a desk long gone";
        let key = MarkKey::new(&DataKey::from_bytes(&key).unwrap()).unwrap();
        let mark = Mark { epoch: std::array::from_fn(|place| place as u8), seq: 7, head: [0xaa; 32] };
        let bytes = mark.render(&key).unwrap();
        assert_eq!(bytes[..16], *b"MOMMARK1\x00\x01\x02\x03\x04\x05\x06\x07");
        let mac: String = bytes[CONTENT..].iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(mac, "40e2dfa316739353fa4dd6462b11bcef744ebcdd02a15869e88b857011eb7b18");
        assert_eq!(Mark::parse(&bytes, &key).unwrap(), MarkState::Valid(mark));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(50_000))]

        #[test]
        fn whatever_lies_there_is_torn(bytes in prop::collection::vec(any::<u8>(), 0..=LENGTH + 2)) {
            let key = MarkKey(Zeroizing::new([9; 32]));
            prop_assert_eq!(Mark::parse(&bytes, &key).unwrap(), MarkState::Torn);
        }

        #[test]
        fn every_mark_reads_back(epoch: [u8; 16], seq: u64, head: [u8; 32]) {
            let key = MarkKey(Zeroizing::new([9; 32]));
            let mark = Mark { epoch, seq, head };
            prop_assert_eq!(Mark::parse(&mark.render(&key).unwrap(), &key).unwrap(), MarkState::Valid(mark));
        }
    }
}
