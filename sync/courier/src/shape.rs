//! A bundle's name by its shape alone: enough to carry it, and to write nowhere but where bundles belong.
//!
//! What the name says is believed by nobody; who opens the bundle knows better.

use std::fmt;

/// Bytes of the largest file that is carried: what a bundle may be (`FILE_BYTES` of the bundle crate).
pub const BUNDLE_BYTES: u64 = (8 * 1024 + 256 + 64) * 1024;
/// Bytes of the largest acknowledgement (`SMALL_FILE_BYTES` of the bundle crate).
pub const ACKNOWLEDGEMENT_BYTES: u64 = 256 * 1024;
/// What an acknowledgement is called, at a place and in an inbox.
pub const ACKNOWLEDGEMENT: &str = "centre.ack";

/// For whom a bundle is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Office,
    Centre,
}

impl Kind {
    /// The folder of this kind below the office's.
    pub const fn folder(self) -> &'static str {
        match self {
            Self::Office => "office",
            Self::Centre => "centre",
        }
    }
}

/// `WORKSTATION-EPOCH-FROM-TO.office.bundle` or `.centre.bundle`, and nothing else.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct BundleName {
    text: String,
    pub kind: Kind,
}

impl BundleName {
    pub fn parse(text: &str) -> Option<Self> {
        let (place, kind) = match (text.strip_suffix(".office.bundle"), text.strip_suffix(".centre.bundle")) {
            (Some(place), _) => (place, Kind::Office),
            (None, Some(place)) => (place, Kind::Centre),
            (None, None) => return None,
        };
        let hex = |c: u8| c.is_ascii_digit() || (b'a'..=b'f').contains(&c);
        let all = |part: &str, length, is: fn(u8) -> bool| part.len() == length && part.bytes().all(is);
        let parts: Vec<&str> = place.split('-').collect();
        let [workstation, epoch, from, to] = parts[..] else { return None };
        let well = all(workstation, 32, hex)
            && all(epoch, 32, hex)
            && all(from, 12, |c| c.is_ascii_digit())
            && all(to, 12, |c| c.is_ascii_digit());
        well.then(|| Self { text: text.to_owned(), kind })
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for BundleName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bundles_name_is_taken_and_nothing_else_is() {
        let name = "00000000000000000000000000000007-09090909090909090909090909090909-000000000001-000000005000.centre.bundle";
        assert_eq!(BundleName::parse(name).map(|name| name.kind), Some(Kind::Centre));
        assert_eq!(
            BundleName::parse(&name.replace("centre", "office")).map(|name| name.kind),
            Some(Kind::Office)
        );
        let others = [
            String::new(),
            "..".to_owned(),
            ACKNOWLEDGEMENT.to_owned(),
            name.to_uppercase(),
            format!("../{name}"),
            format!("/{name}"),
            format!(".{name}"),
            format!("{name}\n"),
            format!("{name}/x.centre.bundle"),
            name.replace("0001-", "1-"),
            name.replacen('0', "/", 1),
            name.replacen("00", "..", 1),
            name.replacen("00", "é", 1),
            name.replace(".centre.bundle", ".centre.bundle.office.bundle"),
        ];
        for other in others {
            assert_eq!(BundleName::parse(&other), None, "{other:?}");
        }
    }
}
