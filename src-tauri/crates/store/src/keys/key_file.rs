//! A key in a file: for a trial, a test bench or the command line, where there is neither a keystore nor a person.
//!
//! The file is 64 hexadecimal digits and a line end, so that it survives an editor, a terminal and a password safe. Whoever
//! can read it can open the store, so it belongs on other media than the database: [`KeyFile::concerns`] says where it doesn't.

use std::fmt;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use zeroize::Zeroizing;

use super::data_key::KEY_LENGTH;
use super::{KeyError, hex, meaning, random_secret};

/// A key file is 65 bytes; more than this is another file. In bytes.
const MAX_LENGTH: u64 = 256;

/// The secret of a key file. Wiped when dropped; `Debug` shows nothing.
pub struct KeyFile(Box<Zeroizing<[u8; KEY_LENGTH]>>);

/// Why a key file protects less than it should.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyFileConcern {
    /// It lies in the home: who copies or steals the database has its key too.
    BesideTheDatabase,
    /// Other users of the machine may read it (Unix).
    ReadableByOthers,
}

impl KeyFile {
    /// Makes a new key file, readable by its owner alone. Never overwrites: that could be somebody's only key.
    pub fn create(path: &Path) -> Result<KeyFile, KeyError> {
        let key = KeyFile(random_secret()?);
        let digits = Zeroizing::new(hex::encode(key.secret()));
        let mut file =
            create_new(path).map_err(meaning(io::ErrorKind::AlreadyExists, KeyError::KeyFileAlreadyThere))?;
        let written = file
            .write_all(digits.as_bytes())
            .and_then(|()| file.write_all(b"\n"))
            .and_then(|()| file.sync_all());
        if let Err(error) = written {
            // Half a key file is no key, and would stand in the way of the next try.
            let _ = std::fs::remove_file(path);
            return Err(error.into());
        }
        crate::files::sync_folder_of(path)?;
        Ok(key)
    }

    pub fn read(path: &Path) -> Result<KeyFile, KeyError> {
        let file = File::open(path).map_err(meaning(io::ErrorKind::NotFound, KeyError::KeyFileMissing))?;
        // Reserved once: a buffer that grows leaves copies behind.
        let mut bytes = Zeroizing::new(Vec::with_capacity(512));
        file.take(MAX_LENGTH).read_to_end(&mut bytes)?;
        let mut secret = Box::new(Zeroizing::new([0; KEY_LENGTH]));
        match hex::decode_into(bytes.trim_ascii(), secret.as_mut_slice()) {
            Some(()) => Ok(KeyFile(secret)),
            None => Err(KeyError::KeyFileMalformed),
        }
    }

    /// What to warn of before a key file is used for the store in this home.
    pub fn concerns(path: &Path, home: &Path) -> Result<Vec<KeyFileConcern>, KeyError> {
        let real = path.canonicalize()?;
        let mut concerns = Vec::new();
        if real.starts_with(home.canonicalize()?) {
            concerns.push(KeyFileConcern::BesideTheDatabase);
        }
        #[cfg(unix)]
        if std::os::unix::fs::MetadataExt::mode(&real.metadata()?) & 0o077 != 0 {
            concerns.push(KeyFileConcern::ReadableByOthers);
        }
        Ok(concerns)
    }

    pub(super) fn secret(&self) -> &[u8; KEY_LENGTH] {
        &self.0
    }
}

impl fmt::Debug for KeyFile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("KeyFile")
    }
}

fn create_new(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_file_reads_back_also_after_an_editor_touched_its_line_end() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("trial.key");
        let key = KeyFile::create(&path).unwrap();
        assert_eq!(KeyFile::read(&path).unwrap().secret(), key.secret());
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, text.replace('\n', "\r\n\r\n")).unwrap();
        assert_eq!(KeyFile::read(&path).unwrap().secret(), key.secret());
    }

    #[test]
    fn a_key_file_is_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("trial.key");
        std::fs::write(&path, "the only key of another store").unwrap();
        assert_eq!(KeyFile::create(&path).unwrap_err(), KeyError::KeyFileAlreadyThere);
        assert_eq!(std::fs::read(&path).unwrap(), b"the only key of another store");
    }

    #[test]
    fn a_wrong_file_is_not_taken_for_a_key() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("trial.key");
        assert_eq!(KeyFile::read(&path).unwrap_err(), KeyError::KeyFileMissing);
        for wrong in [String::new(), "ab".repeat(31), "ab".repeat(33), "AB".repeat(32), "x".repeat(1 << 20)] {
            std::fs::write(&path, wrong).unwrap();
            assert_eq!(KeyFile::read(&path).unwrap_err(), KeyError::KeyFileMalformed);
        }
    }

    #[test]
    fn a_key_file_in_the_home_is_a_concern_and_one_elsewhere_is_not() {
        let home = tempfile::tempdir().unwrap();
        let stick = tempfile::tempdir().unwrap();
        std::fs::create_dir(home.path().join("backups")).unwrap();
        for (path, concerns) in [
            (home.path().join("trial.key"), vec![KeyFileConcern::BesideTheDatabase]),
            (home.path().join("backups/trial.key"), vec![KeyFileConcern::BesideTheDatabase]),
            (stick.path().join("trial.key"), vec![]),
        ] {
            KeyFile::create(&path).unwrap();
            assert_eq!(KeyFile::concerns(&path, home.path()).unwrap(), concerns);
        }
    }

    #[cfg(unix)]
    #[test]
    fn only_its_owner_may_read_a_key_file() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let home = tempfile::tempdir().unwrap();
        let path = folder.path().join("trial.key");
        KeyFile::create(&path).unwrap();
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
        assert_eq!(KeyFile::concerns(&path, home.path()).unwrap(), [KeyFileConcern::ReadableByOthers]);
    }
}
