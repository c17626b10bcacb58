//! The starter catalogue: front-counter services, written for this project in both languages, so that an office can
//! begin before it has imported anything.
//!
//! Its tables have the columns of the national inventory, and four of their own after them. Keys are fixed UUIDs:
//! version 5 of [`NAMESPACE`] and `service/<word>` or `standard/<word>`, made once and never made again, so that
//! offices that began with it can be compared. It holds no row of the inventory.

use super::inventory::{Inventory, InventoryError, Rows, read_from};
use super::key::{ServiceKey, StandardKey};
use super::service::{Service, Source, Standard};
use super::table::open;
use crate::words::{LifeEvent, Relationship};
use std::collections::BTreeMap;
use uuid::{Uuid, uuid};

/// Itself version 5 of the DNS namespace and `starter.moments.example`.
pub const NAMESPACE: Uuid = uuid!("45962845-310f-5244-9d2d-093feff85ab9");
/// Stands as the rule of a relationship that this catalogue gives; the reason is beside it in words.
pub const STARTER_RULE: &str = "starter";

const SERVICES: &str = include_str!("starter/services.csv");
const STANDARDS: &str = include_str!("starter/standards.csv");
const NEXT: &str = include_str!("starter/next.csv");

/// The starter's services, with the relationship, life event and often needed next that the inventory doesn't know.
/// An error is a defect of the tables built in here, which a test reads.
pub fn services() -> Result<Rows<ServiceKey, Service>, InventoryError> {
    let Inventory::Services(mut rows) = read_from(SERVICES.as_bytes(), Source::Starter)? else {
        return Err(InventoryError::UnknownTable);
    };
    for row in records(SERVICES)? {
        let cell = |column: &str| row.get(column).map(String::as_str).unwrap_or_default();
        let service = ServiceKey::parse(cell("service_id")).and_then(|key| rows.taken.get_mut(&key));
        let relationship = Relationship::parse(cell("relationship"));
        if let (Some(service), Some(relationship)) = (service, relationship) {
            service.relationship = relationship;
            STARTER_RULE.clone_into(&mut service.relationship_rule);
            cell("relationship_reason_en").clone_into(&mut service.relationship_reason_en);
            cell("relationship_reason_fr").clone_into(&mut service.relationship_reason_fr);
            service.life_event = LifeEvent::parse(cell("life_event")).map(|event| event.as_str().to_owned());
        }
    }
    for row in records(NEXT)? {
        let key = |column: &str| row.get(column).and_then(|cell| ServiceKey::parse(cell));
        let service = key("service_id").and_then(|key| rows.taken.get_mut(&key));
        if let (Some(service), Some(next)) = (service, key("next_service_id")) {
            service.often_needed_next.push(next);
        }
    }
    Ok(rows)
}

/// The starter's services, the most usual at a counter first: the order of the pick list of an office that begins.
pub fn in_order() -> Result<Vec<ServiceKey>, InventoryError> {
    let rows = records(SERVICES)?;
    Ok(rows.iter().filter_map(|row| row.get("service_id").and_then(|id| ServiceKey::parse(id))).collect())
}

/// The starter's standards.
pub fn standards() -> Result<Rows<StandardKey, Standard>, InventoryError> {
    match read_from(STANDARDS.as_bytes(), Source::Starter)? {
        Inventory::Standards(rows) => Ok(rows),
        Inventory::Services(_) => Err(InventoryError::UnknownTable),
    }
}

/// The rows of a table built in here, each by column.
fn records(csv: &str) -> Result<Vec<BTreeMap<String, String>>, InventoryError> {
    let table = open(csv.as_bytes())?;
    let by_column = |row: &super::table::Row| {
        table.header.iter().cloned().zip(row.cells.iter().map(str::to_owned)).collect::<BTreeMap<_, _>>()
    };
    Ok(table.rows.iter().map(by_column).collect())
}

#[cfg(test)]
mod tests {
    use super::super::service::{ProposalState, Status, ThresholdAppliesTo};
    use super::*;
    use crate::limits::NAME_MAX_CHARS;
    use std::collections::BTreeSet;

    /// The words that the keys were made from.
    const WORDS: &[&str] = &[
        "passport",
        "social_insurance_number",
        "employment_insurance",
        "old_age_security",
        "canada_pension_plan",
        "survivor_benefits",
        "disability_benefit",
        "child_benefit",
        "income_tax_help",
        "citizenship",
        "permanent_resident_card",
        "study_or_work_permit",
        "fishing_licence",
        "firearms_licence",
        "birth_registration",
        "death_registration",
        "marriage",
        "name_change",
        "health_card",
        "drivers_licence",
        "vehicle_registration",
        "change_of_address",
        "fine_payment",
        "business_registration",
        "social_housing",
        "record_check",
        "document_certification",
        "property_tax",
        "parking_permit",
        "building_permit",
        "order_to_comply",
        "safety_report",
        "service_complaint",
    ];
    const STANDARD_WORDS: &[&str] = &[
        "passport_wait",
        "social_insurance_number_wait",
        "social_insurance_number_issued",
        "employment_insurance_wait",
        "drivers_licence_wait",
        "drivers_licence_renewed",
        "vehicle_registration_wait",
        "health_card_wait",
        "fine_payment_wait",
        "property_tax_wait",
        "building_permit_first_review",
        "business_registration_completed",
    ];

    #[test]
    fn every_row_of_the_starter_is_taken() {
        let (services, standards) = (services().unwrap(), standards().unwrap());
        assert_eq!((services.refused.len(), services.taken.len()), (0, WORDS.len()));
        assert_eq!((standards.refused.len(), standards.taken.len()), (0, STANDARD_WORDS.len()));
    }

    #[test]
    fn the_keys_are_the_ones_that_were_made_once() {
        let namespace = Uuid::new_v5(&Uuid::NAMESPACE_DNS, b"starter.moments.example");
        assert_eq!(NAMESPACE, namespace);
        let services = services().unwrap();
        for word in WORDS {
            let key = ServiceKey::own(Uuid::new_v5(&NAMESPACE, format!("service/{word}").as_bytes()));
            assert!(services.taken.contains_key(&key), "{word} is {key}");
        }
        let standards = standards().unwrap();
        for word in STANDARD_WORDS {
            let key = StandardKey::own(Uuid::new_v5(&NAMESPACE, format!("standard/{word}").as_bytes()));
            assert!(standards.taken.contains_key(&key), "{word} is {key}");
        }
    }

    #[test]
    fn every_service_is_told_in_both_languages_with_a_reason_for_its_relationship() {
        let services = services().unwrap().taken;
        for (key, service) in &services {
            for text in [
                &service.name_en,
                &service.name_fr,
                &service.description_en,
                &service.description_fr,
                &service.owner_title_en,
                &service.owner_title_fr,
                &service.relationship_reason_en,
                &service.relationship_reason_fr,
            ] {
                assert!(!text.is_empty(), "{key} {}", service.name_en);
            }
            assert!(service.name_fr.chars().count() <= NAME_MAX_CHARS, "fits a line of a moment");
            assert_ne!(service.description_en, service.description_fr);
            assert_eq!(service.relationship_rule, STARTER_RULE);
            assert_eq!(service.relationship_state, ProposalState::Proposed, "an administrator confirms it");
            assert_eq!((service.source, service.status), (Source::Starter, Status::Active));
            assert_eq!(service.channels, ["PERSON"], "these are services of a counter");
        }
        let seen: BTreeSet<_> = services.values().map(|s| s.relationship).collect();
        assert_eq!(seen.len(), Relationship::ALL.len(), "each relationship can be shown to a new colleague");
        let names: BTreeSet<_> = services.values().flat_map(|s| [&s.name_en, &s.name_fr]).collect();
        assert_eq!(names.len(), 2 * services.len(), "no two services share a name");
    }

    #[test]
    fn what_is_often_needed_next_is_another_service_of_the_starter() {
        let services = services().unwrap().taken;
        let rows = records(NEXT).unwrap().len();
        assert_eq!(
            services.values().map(|s| s.often_needed_next.len()).sum::<usize>(),
            rows,
            "no row is lost"
        );
        for (key, service) in &services {
            for next in &service.often_needed_next {
                assert!(services.contains_key(next) && next != key, "{} → {next}", service.name_en);
            }
            assert!(service.often_needed_next.len() <= 3, "the screen shows two");
        }
    }

    #[test]
    fn every_standard_belongs_to_a_service_and_holds_a_threshold_in_its_text() {
        let (services, standards) = (services().unwrap().taken, standards().unwrap().taken);
        for (key, standard) in &standards {
            assert!(services.contains_key(&standard.service), "{key}");
            assert!(standard.proposed_threshold_minutes.is_some(), "{}", standard.text_en);
            assert_ne!(standard.threshold_applies_to, ThresholdAppliesTo::Unknown, "{}", standard.text_en);
            assert!(standard.target.is_some_and(|share| share > 0.0), "{}", standard.text_en);
        }
        let waits: BTreeSet<_> = standards
            .values()
            .filter(|s| s.threshold_applies_to == ThresholdAppliesTo::Wait)
            .filter_map(|s| s.proposed_threshold_minutes)
            .collect();
        assert!(waits.is_superset(&BTreeSet::from([10, 15, 25])), "{waits:?}");
    }
}
