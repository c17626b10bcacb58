//! The settings file and the centre's keys.

use crate::address::Address;
use crate::error::{CentreError, Result};
use moments_bundle::certificate::CentreCard;
use moments_bundle::keys::Keys;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

/// A TOML file. Paths in it are taken from where the file lies.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The centre's name, on its card.
    pub name: String,
    /// `postgresql://…` or `host=… dbname=…`.
    pub database: String,
    /// A PEM file: the certificates under which the database's must be. Without one, those that this machine trusts.
    pub database_ca: Option<PathBuf>,
    /// A folder, or the address of an object store with its prefix.
    pub landing: String,
    /// For the object store, as the `object_store` library names them.
    #[serde(default)]
    pub landing_options: BTreeMap<String, String>,
    /// The centre's keys.
    pub keys: PathBuf,
}

impl Config {
    pub fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path).map_err(|error| {
            CentreError::setting(format!("the settings {} can't be read: {error}", path.display()))
        })?;
        let mut config: Self = toml::from_str(&text).map_err(|error| {
            CentreError::setting(format!("the settings {} don't hold: {error}", path.display()))
        })?;
        let folder = path.parent().unwrap_or(Path::new("."));
        config.keys = folder.join(&config.keys);
        config.database_ca = config.database_ca.map(|ca| folder.join(ca));
        if !config.landing.contains("://") {
            config.landing = folder.join(&config.landing).to_string_lossy().into_owned();
        }
        Ok(config)
    }

    pub fn read_keys(&self) -> Result<Keys> {
        let refused =
            |why: String| CentreError::setting(format!("the centre's keys {}: {why}", self.keys.display()));
        let text = fs::read_to_string(&self.keys).map_err(|error| refused(error.to_string()))?;
        if is_open_to_others(&self.keys)? {
            return Err(refused(
                "others on this machine may read them. Take that right away (chmod 600)".into(),
            ));
        }
        Keys::from_secret(text.trim_end()).map_err(|error| refused(error.to_string()))
    }

    pub fn address(&self) -> Address {
        Address { database: self.database.clone(), ca: self.database_ca.clone() }
    }

    pub fn card(&self, keys: &Keys) -> CentreCard {
        CentreCard { name: self.name.clone(), keys: keys.public() }
    }
}

/// Makes new keys. A file that is there is never written over.
pub fn new_keys(path: &Path) -> Result<()> {
    let keys = Keys::generate().map_err(|error| CentreError::setting(error.to_string()))?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    for_oneself_alone(&mut options);
    let mut file = options.open(path).map_err(|error| {
        CentreError::setting(format!(
            "no keys were made, and nothing was overwritten: {}: {error}",
            path.display()
        ))
    })?;
    writeln!(file, "{}", keys.to_secret().as_str())?;
    file.sync_all()?;
    Ok(())
}

#[cfg(unix)]
fn for_oneself_alone(options: &mut OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt;
    options.mode(0o600);
}

#[cfg(unix)]
fn is_open_to_others(path: &Path) -> Result<bool> {
    use std::os::unix::fs::PermissionsExt;
    Ok(fs::metadata(path)?.permissions().mode() & 0o077 != 0)
}

/// The rights of a folder are an administrator's to set where files have no mode.
#[cfg(not(unix))]
fn for_oneself_alone(_: &mut OpenOptions) {}

#[cfg(not(unix))]
fn is_open_to_others(_: &Path) -> Result<bool> {
    Ok(false)
}
