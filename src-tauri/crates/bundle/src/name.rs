//! What a bundle's file is called: enough for who carries it and may read nothing, and never trusted.

use crate::header::{Destination, Header};
use moments_core::ids::{Epoch, WorkstationId};
use std::fmt;
use std::str::FromStr;

/// `workstation-epoch-from-to.office.bundle`: names sort by journal and place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name {
    pub workstation: WorkstationId,
    pub epoch: Epoch,
    pub from: u64,
    pub to: u64,
    pub destination: Destination,
}

impl Name {
    pub fn of(header: &Header) -> Self {
        let Header { workstation, epoch, from, to, destination, .. } = *header;
        Self { workstation, epoch, from, to, destination }
    }
}

const DIGITS: usize = 12;

impl Destination {
    const fn ending(self) -> &'static str {
        match self {
            Self::Office => "office.bundle",
            Self::Centre => "centre.bundle",
        }
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { workstation, epoch, from, to, destination } = self;
        let ending = destination.ending();
        write!(f, "{}-{epoch}-{from:0DIGITS$}-{to:0DIGITS$}.{ending}", workstation.0.simple())
    }
}

impl FromStr for Name {
    type Err = ();

    /// Takes what [`Name`] writes, and nothing else.
    fn from_str(text: &str) -> Result<Self, ()> {
        let (place, ending) = text.split_once('.').ok_or(())?;
        let destination =
            [Destination::Office, Destination::Centre].into_iter().find(|d| d.ending() == ending);
        let parts: Vec<&str> = place.split('-').collect();
        let [workstation, epoch, from, to] = parts[..] else { return Err(()) };
        let name = Self {
            workstation: workstation.parse().map_err(|_| ())?,
            epoch: epoch.parse().map_err(|_| ())?,
            from: from.parse().map_err(|_| ())?,
            to: to.parse().map_err(|_| ())?,
            destination: destination.ok_or(())?,
        };
        if name.to_string() == text { Ok(name) } else { Err(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_name_reads_as_it_was_written_and_nothing_else_is_one() {
        let name = Name {
            workstation: WorkstationId(Uuid::from_u128(7)),
            epoch: Epoch([9; 16]),
            from: 1,
            to: 5_000,
            destination: Destination::Centre,
        };
        let text = "00000000000000000000000000000007-09090909090909090909090909090909-000000000001-000000005000.centre.bundle";
        assert_eq!((name.to_string().as_str(), text.parse()), (text, Ok(name)));
        for other in [
            "",
            "..",
            "a.office.bundle",
            &text.to_uppercase(),
            &text.replace("0001-", "1-"),
            &format!("../{text}"),
        ] {
            assert!(other.parse::<Name>().is_err(), "{other}");
        }
    }
}
