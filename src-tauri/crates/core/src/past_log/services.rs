//! The catalogue as a past log names it: by key, or by name in either language.

use super::Refused;
use crate::catalogue::{Service, ServiceKey, Status, search_key};
use crate::moment::UNCLASSIFIED;
use std::collections::{BTreeMap, BTreeSet};

/// The word for a row that is a quick enquiry: no service, no outcome.
pub(super) const QUICK_ENQUIRY: &str = "quick_enquiry";

/// Services by what a cell may call them.
#[derive(Debug, Clone, Default)]
pub struct Services {
    keys: BTreeMap<String, String>,
    names: BTreeMap<String, Vec<Named>>,
}

#[derive(Debug, Clone)]
struct Named {
    key: String,
    /// The lower, the sooner it is meant: on the office's list, active, no longer offered.
    rank: u8,
}

impl Services {
    /// Of a catalogue; `offered` are the keys on the office's own list, which are meant first.
    pub fn of<'a>(
        catalogue: impl IntoIterator<Item = (&'a ServiceKey, &'a Service)>,
        offered: &BTreeSet<String>,
    ) -> Self {
        let mut all = Self::default();
        for (key, service) in catalogue {
            let key = key.to_string();
            let rank = match service.status {
                _ if offered.contains(&key) => 0,
                Status::Active => 1,
                Status::Withdrawn | Status::Retired => 2,
            };
            let names: BTreeSet<String> = [&service.name_en, &service.name_fr].map(|n| search_key(n)).into();
            for name in names.into_iter().filter(|name| !name.is_empty()) {
                all.names.entry(name).or_default().push(Named { key: key.clone(), rank });
            }
            all.keys.insert(key.to_lowercase(), key);
        }
        all
    }

    /// The key of the service that a cell names, [`UNCLASSIFIED`], or [`QUICK_ENQUIRY`].
    pub(super) fn find(&self, cell: &str) -> Result<&str, Refused> {
        if let Some(key) = self.keys.get(&cell.trim().to_lowercase()) {
            return Ok(key);
        }
        let name = search_key(cell);
        if let Some(named) = self.names.get(&name) {
            let first = named.iter().map(|n| n.rank).min();
            let mut meant = named.iter().filter(|n| Some(n.rank) == first);
            return match (meant.next(), meant.next()) {
                (Some(one), None) => Ok(&one.key),
                _ => Err(Refused::AmbiguousService),
            };
        }
        match name.as_str() {
            "unclassified" | "other classify later" | "autre a classer plus tard" => Ok(UNCLASSIFIED),
            "quick enquiry" | "quick inquiry" | "renseignement rapide" => Ok(QUICK_ENQUIRY),
            _ => Err(Refused::UnknownService),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn service(en: &str, fr: &str, status: Status) -> Service {
        Service { name_en: en.into(), name_fr: fr.into(), status, ..Service::default() }
    }

    #[test]
    fn a_service_is_found_by_key_or_name_and_one_of_two_is_not_guessed() {
        let key = |k: &str| ServiceKey::parse(k).unwrap();
        let catalogue = [
            (key("SRV00001"), service("Fishing licence", "Permis de pêche", Status::Active)),
            (key("SRV00002"), service("Passport", "Passeport", Status::Active)),
            (key("SRV00003"), service("Passport", "Passeport", Status::Withdrawn)),
            (key("SRV00004"), service("Notary", "Notaire", Status::Active)),
            (key("SRV00005"), service("Notary", "Notariat", Status::Active)),
            (key("SRV00006"), service("Permit", "Permit", Status::Retired)),
        ];
        let all = |offered: &[&str]| {
            let offered = offered.iter().map(|k| (*k).to_owned()).collect();
            Services::of(catalogue.iter().map(|(k, s)| (k, s)), &offered)
        };
        let services = all(&[]);
        assert_eq!(services.find("srv00001"), Ok("SRV00001"));
        assert_eq!(services.find(" PERMIS DE PECHE "), Ok("SRV00001"));
        assert_eq!(services.find("Passport"), Ok("SRV00002"), "the one that is still offered");
        assert_eq!(services.find("permit"), Ok("SRV00006"), "a log may name what is no longer offered");
        assert_eq!(services.find("Notary"), Err(Refused::AmbiguousService));
        assert_eq!(
            all(&["SRV00005"]).find("Notary"),
            Ok("SRV00005"),
            "the office's own list says which is meant"
        );
        assert_eq!(services.find("Notariat"), Ok("SRV00005"));
        assert_eq!(services.find("Gardening"), Err(Refused::UnknownService));
        assert_eq!(services.find("Renseignement rapide"), Ok(QUICK_ENQUIRY));
    }
}
