//! The directory: organizations that a client may be sent to, readable offline.
//!
//! The record, what it must be, its file ([`file`]), the comparison of a file with what is known ([`plan`]) and what an
//! office may begin with ([`starter`]). Deliberately absent: people. A telephone or a place is an organization's.

pub mod file;
pub mod plan;
pub mod starter;

#[cfg(test)]
mod file_tests;

use crate::catalogue::search_key;
use crate::ids::OrganizationId;
use crate::limits::{DIRECTORY_TEXT_MAX_CHARS, LABEL_MAX_CHARS, NAME_MAX_CHARS, YEARS};
use crate::moment::{Invalid, Problem, Referral};
use crate::privacy::must_be_masked;
use crate::text::{TextError, free_text, name};
use crate::words::{Level, ReferralKind};
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use uuid::{Uuid, uuid};

/// An organization of the directory. Empty text: not known.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Organization {
    pub name_en: String,
    pub name_fr: String,
    pub level: Level,
    /// Address, floor, how to get there.
    pub place_en: String,
    pub place_fr: String,
    pub hours_en: String,
    pub hours_fr: String,
    /// As it is dialled; of the organization, never of a person.
    pub telephone: String,
    /// What a client has to bring.
    pub bring_en: String,
    pub bring_fr: String,
    /// The day on which somebody last made sure that this is right.
    pub verified_on: Option<NaiveDate>,
    /// No longer offered; what was recorded keeps its name.
    pub retired: bool,
}

/// Itself version 5 of the DNS namespace and `directory.moments.example`.
pub const NAMESPACE: Uuid = uuid!("1d672c30-e8ab-52aa-b59b-c9f3fc8fa58e");

/// Fields that stand in the erasable text part of their entry.
pub fn is_text(field: &str) -> bool {
    ["place_", "hours_", "bring_"].iter().any(|begin| field.starts_with(begin))
}

impl Organization {
    /// Its English name, or the French one where there is no other.
    pub fn name(&self) -> &str {
        if self.name_en.is_empty() { &self.name_fr } else { &self.name_en }
    }

    /// The id of one that came without: the same level and name are the same organization at every workstation.
    pub fn id_by_name(&self) -> OrganizationId {
        let (level, key) = self.key();
        OrganizationId(Uuid::new_v5(&NAMESPACE, format!("{level}/{key}").as_bytes()))
    }

    /// Its level, and its name as far as spelling counts.
    pub fn key(&self) -> (Level, String) {
        let key = search_key(self.name());
        (self.level, if key.is_empty() { self.name().to_owned() } else { key })
    }

    /// What a moment keeps of it, as of now.
    pub fn referral(&self, id: OrganizationId, kind: Option<ReferralKind>) -> Referral {
        let both = !self.name_en.is_empty();
        Referral {
            organization: Some(id),
            name: self.name().to_owned(),
            name_fr: if both { self.name_fr.clone() } else { String::new() },
            level: self.level,
            kind,
        }
    }
}

/// Checks and cleans an organization that is about to be written. The first problem is returned.
pub fn validate(mut organization: Organization) -> Result<Organization, Invalid> {
    let o = &mut organization;
    for (field, value) in [("name_en", &mut o.name_en), ("name_fr", &mut o.name_fr)] {
        *value = line(field, value, NAME_MAX_CHARS)?;
    }
    for (field, value) in [
        ("place_en", &mut o.place_en),
        ("place_fr", &mut o.place_fr),
        ("hours_en", &mut o.hours_en),
        ("hours_fr", &mut o.hours_fr),
        ("bring_en", &mut o.bring_en),
        ("bring_fr", &mut o.bring_fr),
    ] {
        *value = text(field, value)?;
    }
    o.telephone = line("telephone", &o.telephone, LABEL_MAX_CHARS)?;
    if !is_telephone(&o.telephone) {
        return invalid("telephone", Problem::Unknown);
    }
    if o.name().is_empty() {
        return invalid("name_en", Problem::Missing);
    }
    if o.verified_on.is_some_and(|day| !YEARS.contains(&day.year())) {
        return invalid("verified_on", Problem::OutOfRange);
    }
    Ok(organization)
}

/// Empty, or as people write one: `211`, `1-800-O-CANADA`, `+1 (867) 555-0123, ext. 4`.
fn is_telephone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let shape = |c: char| c.is_alphanumeric() || " +-‑–().#*/,;:".contains(c);
    text.is_empty() || (digits >= 3 && text.chars().all(shape))
}

fn line(field: &str, raw: &str, max_chars: usize) -> Result<String, Invalid> {
    match name(raw, max_chars) {
        Err(TextError::Empty) => Ok(String::new()),
        Err(TextError::TooLong(_)) => invalid(field, Problem::TooLong),
        Ok(clean) if must_be_masked(&clean) => invalid(field, Problem::MustBeMasked),
        Ok(clean) => Ok(clean),
    }
}

fn text(field: &str, raw: &str) -> Result<String, Invalid> {
    match free_text(raw, DIRECTORY_TEXT_MAX_CHARS) {
        Err(_) => invalid(field, Problem::TooLong),
        Ok(Some(clean)) if must_be_masked(&clean) => invalid(field, Problem::MustBeMasked),
        Ok(clean) => Ok(clean.unwrap_or_default()),
    }
}

fn invalid<T>(field: &str, problem: Problem) -> Result<T, Invalid> {
    Err(Invalid { field: field.to_owned(), problem })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(change: impl FnOnce(&mut Organization), expected: Result<(), (&str, Problem)>) {
        let mut o = Organization { name_en: "City hall".into(), ..Organization::default() };
        change(&mut o);
        let found = validate(o).map(|_| ()).map_err(|e| (e.field, e.problem));
        assert_eq!(found, expected.map_err(|(field, problem)| (field.to_owned(), problem)));
    }

    #[test]
    fn one_name_is_enough_and_each_field_that_cannot_be_is_named() {
        check(|_| (), Ok(()));
        check(|o| o.name_fr = std::mem::take(&mut o.name_en), Ok(()));
        check(|o| o.name_en = "\u{202E} \n".into(), Err(("name_en", Problem::Missing)));
        check(|o| o.name_fr = "é".repeat(201), Err(("name_fr", Problem::TooLong)));
        check(|o| o.bring_fr = "é".repeat(501), Err(("bring_fr", Problem::TooLong)));
        check(|o| o.place_en = "Ask for 046 454 286".into(), Err(("place_en", Problem::MustBeMasked)));
        check(|o| o.name_en = "M. 046 454 286".into(), Err(("name_en", Problem::MustBeMasked)));
        check(
            |o| o.verified_on = NaiveDate::from_ymd_opt(1900, 1, 1),
            Err(("verified_on", Problem::OutOfRange)),
        );
    }

    #[test]
    fn a_telephone_is_whatever_people_dial() {
        for telephone in
            ["", "211", "1-800-O-CANADA 622", "+1 (867) 975-4540, poste 4", "867 975-4540 / 975-4541"]
        {
            check(|o| o.telephone = telephone.into(), Ok(()));
        }
        for telephone in ["none", "a@b.ca 211", "12", "<211>"] {
            check(|o| o.telephone = telephone.into(), Err(("telephone", Problem::Unknown)));
        }
    }

    #[test]
    fn a_moment_keeps_the_names_and_the_level_as_they_are_now() {
        let id = OrganizationId(Uuid::from_u128(7));
        let mut o =
            Organization { name_fr: "Mairie".into(), level: Level::Municipal, ..Organization::default() };
        let kept = o.referral(id, None);
        assert_eq!((kept.name.as_str(), kept.name_fr.as_str(), kept.level), ("Mairie", "", Level::Municipal));
        o.name_en = "City hall".into();
        let kept = o.referral(id, Some(ReferralKind::WarmHandover));
        assert_eq!((kept.name.as_str(), kept.name_fr.as_str()), ("City hall", "Mairie"));
        assert_eq!((kept.organization, kept.kind), (Some(id), Some(ReferralKind::WarmHandover)));
    }
}
