//! The keys under which services and standards stand in the journal.
//!
//! An official service is keyed by its official id; the starter's and an office's own by UUID. The inventory gives
//! some standards to two services under one id, so an official standard is keyed by both ids. Deliberately absent:
//! whether anything of that key exists.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

/// Digits of an official service id (`1234`) or standard id.
const ID_DIGITS_MAX: usize = 6;
/// Digits after `STAN`.
const STAN_DIGITS_MAX: usize = 10;

/// The text is no key of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a key of the catalogue")]
pub struct KeyError;

/// Key of a service: `SRV01234`, `1234`, or a UUID. The default is empty: a record whose own entry has not arrived.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(try_from = "String", into = "String")]
pub struct ServiceKey(String);

/// Key of a standard: `service.standard` of the inventory's ids, or a UUID. The default is empty, as a service's.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(try_from = "String", into = "String")]
pub struct StandardKey(String);

impl ServiceKey {
    /// Reads a key; white space around it is not tolerated.
    pub fn parse(text: &str) -> Option<Self> {
        Self::official(text).or_else(|| uuid(text).map(Self))
    }

    /// Reads an official id: `SRV` and 3 to 6 digits, or up to 6 digits.
    pub fn official(text: &str) -> Option<Self> {
        let fits = match text.strip_prefix("SRV") {
            Some(digits) => is_digits(digits, 3, ID_DIGITS_MAX),
            None => is_digits(text, 1, ID_DIGITS_MAX),
        };
        fits.then(|| Self(text.to_owned()))
    }

    /// The key of a starter or own service.
    pub fn own(id: Uuid) -> Self {
        Self(id.to_string())
    }

    /// Whether this is an id of the national inventory.
    pub fn is_official(&self) -> bool {
        Self::official(&self.0).is_some()
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl StandardKey {
    /// Reads a key; white space around it is not tolerated.
    pub fn parse(text: &str) -> Option<Self> {
        match text.split_once('.') {
            Some((service, standard)) => Self::official(&ServiceKey::official(service)?, standard),
            None => uuid(text).map(Self),
        }
    }

    /// The key of an official standard: its own id (digits, or `STAN` and digits) under that of its service.
    pub fn official(service: &ServiceKey, standard: &str) -> Option<Self> {
        let fits = match standard.strip_prefix("STAN") {
            Some(digits) => is_digits(digits, 3, STAN_DIGITS_MAX),
            None => is_digits(standard, 1, ID_DIGITS_MAX),
        };
        (fits && service.is_official()).then(|| Self(format!("{service}.{standard}")))
    }

    /// The key of a starter or own standard.
    pub fn own(id: Uuid) -> Self {
        Self(id.to_string())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_digits(text: &str, min: usize, max: usize) -> bool {
    (min..=max).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

/// One spelling for one UUID: lower case, with hyphens.
fn uuid(text: &str) -> Option<String> {
    Uuid::try_parse(text).ok().map(|id| id.to_string())
}

macro_rules! key_text {
    ($($name:ident),+) => {$(
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = KeyError;
            fn from_str(text: &str) -> Result<Self, KeyError> {
                Self::parse(text).ok_or(KeyError)
            }
        }

        impl TryFrom<String> for $name {
            type Error = KeyError;
            fn try_from(text: String) -> Result<Self, KeyError> {
                if text.is_empty() { Ok(Self::default()) } else { text.parse() }
            }
        }

        impl From<$name> for String {
            fn from(key: $name) -> Self {
                key.0
            }
        }
    )+};
}

key_text!(ServiceKey, StandardKey);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities::entity;
    use crate::entry::EntityRef;

    const UUID: &str = "0194e7a2-0c1d-5b7e-9c55-0b8f3f8f1c2d";

    #[test]
    fn official_ids_of_both_styles_and_uuids_are_keys() {
        for good in ["SRV01234", "SRV123", "7", "3595", UUID] {
            assert_eq!(ServiceKey::parse(good).map(|k| k.to_string()).as_deref(), Some(good));
        }
        assert_eq!(
            ServiceKey::parse(&UUID.to_uppercase()),
            ServiceKey::parse(UUID),
            "one key has one spelling"
        );
        for bad in [
            "",
            " 7",
            "SRV",
            "SRV12",
            "SRV1234567",
            "1234567",
            "srv0123",
            "NA",
            "12-34",
            "٣٤",
            "7.1",
            "unclassified",
        ] {
            assert_eq!(ServiceKey::parse(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn one_standard_id_under_two_services_is_two_standards() {
        let [a, b] =
            ["1141", "SRV01139"].map(|s| StandardKey::official(&s.parse().unwrap(), "STAN00003912").unwrap());
        assert_ne!(a, b);
        assert_eq!(StandardKey::parse(b.as_str()), Some(b));
        for bad in ["1141", "1141.", "1141.NA", ".1", "1141.1.1", "unclassified.1"] {
            assert_eq!(StandardKey::parse(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn the_longest_keys_fit_an_entity_reference() {
        let longest = StandardKey::parse("SRV123456.STAN1234567890").unwrap();
        for (kind, id) in [(entity::STANDARD, longest.as_str()), (entity::SERVICE, UUID)] {
            let reference = EntityRef::new(kind, id);
            assert_eq!(EntityRef::parse(reference.as_str()).map(|r| r.id().to_owned()).as_deref(), Some(id));
        }
    }

    #[test]
    fn a_record_without_its_key_can_be_stored_and_read() {
        let text = serde_json::to_string(&ServiceKey::default()).unwrap();
        assert_eq!(serde_json::from_str::<ServiceKey>(&text).unwrap(), ServiceKey::default());
        assert!(serde_json::from_str::<ServiceKey>("\"../etc\"").is_err());
    }
}
