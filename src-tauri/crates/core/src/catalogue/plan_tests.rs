//! What an import must and must not do to a catalogue that is in use.

use super::inventory::{Inventory, Rows, read};
use super::key::{ServiceKey, StandardKey};
use super::plan::{ImportPlan, batches, plan_services, plan_standards};
use super::service::{ProposalState, Service, Standard, Status, ThresholdAppliesTo};
use crate::fields::{Fields, flatten, unflatten};
use crate::limits::{CATALOGUE_ROWS_PER_ENTRY, PART_MAX_BYTES};
use crate::words::Relationship;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use std::collections::BTreeMap;

type Services = BTreeMap<ServiceKey, Service>;
type Standards = BTreeMap<StandardKey, Standard>;

const HEADER: &str = "fiscal_yr,service_id,service_name_en,service_name_fr,service_type,service_recipient_type,\
                      owner_org,owner_org_title\n";

fn file(rows: &[(&str, &str, &str, &str)]) -> Rows<ServiceKey, Service> {
    let mut csv = HEADER.to_owned();
    for (year, id, name, owner) in rows {
        csv.push_str(&format!("{year},{id},{name},{name} (fr),APIR,CLIENT,{owner},{owner} | {owner}\n"));
    }
    match read(csv.as_bytes()).unwrap() {
        Inventory::Services(rows) => rows,
        Inventory::Standards(_) => panic!("a table of services"),
    }
}

/// The file of a harbour authority and a parks agency with which the office began.
fn first_file() -> Rows<ServiceKey, Service> {
    file(&[
        ("2023-2024", "11", "Mooring", "harbour"),
        ("2022-2023", "12", "Pilotage", "harbour"),
        ("2023-2024", "SRV00021", "Camping", "parks"),
    ])
}

/// Folds a plan as the journal would, and checks that it accounts for every row.
fn import<K: Clone + Ord, R: Serialize + DeserializeOwned + Default>(
    known: &mut BTreeMap<K, R>,
    plan: &ImportPlan<K>,
) {
    let rows =
        plan.new.len() + plan.changed.len() + plan.unchanged.len() + plan.older.len() + plan.refused.len();
    assert_eq!(rows as u32 + plan.superseded, plan.read, "every row is accounted for");
    for item in plan.items() {
        let mut fields = known.get(&item.key).map(|record| flatten(record).unwrap()).unwrap_or_default();
        fields.extend(item.set.clone());
        let (record, unreadable) = unflatten::<R>(&fields);
        assert_eq!(unreadable, [""; 0]);
        known.insert(item.key.clone(), record);
    }
}

fn office_with(file: &Rows<ServiceKey, Service>) -> Services {
    let mut known = Services::new();
    let plan = plan_services(&known, file).unwrap();
    import(&mut known, &plan);
    known
}

fn key(id: &str) -> ServiceKey {
    id.parse().unwrap()
}

#[test]
fn a_second_import_of_the_same_file_changes_nothing() {
    let known = office_with(&first_file());
    let again = plan_services(&known, &first_file()).unwrap();
    assert!(again.is_empty(), "{again:?}");
    assert_eq!(again.unchanged.len(), 3);
}

#[test]
fn a_new_service_carries_only_what_it_says() {
    let plan = plan_services(&Services::new(), &file(&[("2023-2024", "11", "Mooring", "harbour")])).unwrap();
    let set = &plan.new[0].set;
    assert_eq!(set.get("name_fr"), Some(&json!("Mooring (fr)")));
    assert_eq!(set.get("relationship"), Some(&json!("involuntary_obligation")));
    assert_eq!(set.get("relationship_rule"), Some(&json!("permission")));
    assert!(!set.contains_key("description_en") && !set.contains_key("fee"), "{set:?}");
}

#[test]
fn a_change_is_named_by_its_fields() {
    let known = office_with(&first_file());
    let plan = plan_services(&known, &file(&[("2024-2025", "11", "Berths", "harbour")])).unwrap();
    assert_eq!(plan.changed[0].fields().collect::<Vec<_>>(), ["fiscal_year", "name_en", "name_fr"]);
}

#[test]
fn a_relationship_that_an_administrator_confirmed_stays() {
    let mut known = office_with(&first_file());
    let camping = known.get_mut(&key("SRV00021")).unwrap();
    camping.relationship = Relationship::Voluntary;
    camping.relationship_state = ProposalState::Confirmed;
    camping.relationship_rule = "by hand".into();
    camping.often_needed_next = vec![key("11")];
    camping.life_event = Some("move".into());
    let before = known.clone();
    assert!(plan_services(&known, &first_file()).unwrap().is_empty());
    let newer = file(&[("2024-2025", "SRV00021", "Camping and canoes", "parks")]);
    import(&mut known, &plan_services(&before, &newer).unwrap());
    let (was, is) = (&before[&key("SRV00021")], &known[&key("SRV00021")]);
    assert_eq!(is.name_en, "Camping and canoes");
    assert_eq!(
        (
            is.relationship,
            is.relationship_state,
            &is.relationship_rule,
            &is.often_needed_next,
            &is.life_event
        ),
        (
            was.relationship,
            was.relationship_state,
            &was.relationship_rule,
            &was.often_needed_next,
            &was.life_event
        ),
    );
}

#[test]
fn a_service_that_the_office_retired_stays_retired() {
    let mut known = office_with(&first_file());
    known.get_mut(&key("11")).unwrap().status = Status::Retired;
    assert!(plan_services(&known, &first_file()).unwrap().is_empty());
    let without = file(&[("2023-2024", "12", "Pilotage", "harbour")]);
    let plan = plan_services(&known, &without).unwrap();
    assert!(!plan.items().any(|item| item.key == key("11")), "nor is it withdrawn");
}

#[test]
fn a_service_gone_from_its_organizations_file_is_withdrawn_and_comes_back_with_it() {
    let mut known = office_with(&first_file());
    let without =
        file(&[("2023-2024", "11", "Mooring", "harbour"), ("2023-2024", "SRV00021", "Camping", "parks")]);
    let plan = plan_services(&known, &without).unwrap();
    assert_eq!(plan.withdrawn.iter().map(|item| &item.key).collect::<Vec<_>>(), [&key("12")]);
    assert_eq!(plan.withdrawn[0].set, Fields::from([("status".into(), json!("withdrawn"))]));
    import(&mut known, &plan);
    assert!(plan_services(&known, &without).unwrap().is_empty(), "withdrawn once");
    let back = plan_services(&known, &first_file()).unwrap();
    assert_eq!(back.changed[0].set, Fields::from([("status".into(), json!("active"))]));
}

#[test]
fn the_file_of_one_organization_withdraws_nothing_of_another() {
    let known = office_with(&first_file());
    let plan = plan_services(&known, &file(&[("2024-2025", "SRV00021", "Camping", "parks")])).unwrap();
    assert!(plan.withdrawn.is_empty());
}

#[test]
fn a_service_last_reported_in_an_older_year_is_not_gone() {
    let known = office_with(&first_file());
    let plan = plan_services(&known, &first_file()).unwrap();
    assert!(plan.withdrawn.is_empty(), "Pilotage is of 2022-2023 and still in the file");
}

#[test]
fn an_older_file_neither_replaces_nor_withdraws() {
    let known = office_with(&file(&[
        ("2024-2025", "11", "Berths", "harbour"),
        ("2022-2023", "12", "Pilotage", "harbour"),
        ("2024-2025", "13", "Ice watch", "harbour"),
    ]));
    let plan = plan_services(&known, &file(&[("2023-2024", "11", "Mooring", "harbour")])).unwrap();
    assert_eq!(plan.older, [key("11")]);
    assert!(plan.is_empty(), "{plan:?}");
}

#[test]
fn a_refused_row_is_not_a_service_that_is_gone() {
    let known = office_with(&first_file());
    let bad_name = plan_services(
        &known,
        &file(&[("2023-2024", "11", "Mooring", "harbour"), ("2023", "12", "Pilotage", "harbour")]),
    );
    assert!(bad_name.unwrap().withdrawn.is_empty(), "its id stands in the file");
    let bad_id =
        file(&[("2023-2024", "11", "Mooring", "harbour"), ("2022-2023", "12O", "Pilotage", "harbour")]);
    assert!(plan_services(&known, &bad_id).unwrap().withdrawn.is_empty(), "12O may have been 12");
    let header = HEADER.replace("owner_org_title", "owner_org_title,later");
    let torn = format!(
        "{header}2023-2024,11,Mooring,Amarrage,APIR,CLIENT,harbour,Harbour,\n\
         2022-2023,12,Pilotage\n\
         2023-2024,SRV00021,Camping,Camping (fr),APIR,CLIENT,parks,Parks,\n"
    );
    let Inventory::Services(torn) = read(torn.as_bytes()).unwrap() else { panic!("a table of services") };
    assert!(plan_services(&known, &torn).unwrap().withdrawn.is_empty(), "a torn row may be about any");
    let no_id =
        file(&[("2023-2024", "11", "Mooring", "harbour"), ("2022-2023", "NA", "Dredging", "harbour")]);
    assert_eq!(plan_services(&known, &no_id).unwrap().withdrawn.len(), 1, "a row without an id hides none");
}

#[test]
fn own_and_starter_services_are_never_withdrawn() {
    let mut known = office_with(&first_file());
    let starter = super::starter::services().unwrap();
    let plan = plan_services(&known, &starter).unwrap();
    import(&mut known, &plan);
    assert_eq!(known.len(), 3 + starter.taken.len());
    assert!(plan_services(&known, &starter).unwrap().is_empty());
    assert!(
        plan_services(&known, &file(&[("2024-2025", "1", "Buoys", "federal")])).unwrap().withdrawn.is_empty()
    );
}

fn standards(text: &str) -> Rows<StandardKey, Standard> {
    let csv = format!(
        "fiscal_yr,service_id,service_standard_id,service_standard_en,service_standard_fr,type,channel,owner_org,target\n\
         2023-2024,11,STAN001,{text},{text},TML,PERSON,harbour,0.8\n"
    );
    match read(csv.as_bytes()).unwrap() {
        Inventory::Standards(rows) => rows,
        Inventory::Services(_) => panic!("a table of standards"),
    }
}

#[test]
fn a_threshold_that_an_administrator_confirmed_stays_and_a_proposed_one_follows_the_text() {
    let mut known = Standards::new();
    let plan = plan_standards(&known, &standards("Served within 20 minutes")).unwrap();
    import(&mut known, &plan);
    assert!(plan_standards(&known, &standards("Served within 20 minutes")).unwrap().is_empty());
    let mooring: StandardKey = "11.STAN001".parse().unwrap();
    assert_eq!(known[&mooring].proposed_threshold_minutes, Some(20));
    assert_eq!(known[&mooring].threshold_applies_to, ThresholdAppliesTo::Wait);
    let plan = plan_standards(&known, &standards("Served within 30 minutes")).unwrap();
    import(&mut known, &plan);
    assert_eq!(known[&mooring].proposed_threshold_minutes, Some(30));

    let standard = known.get_mut(&mooring).unwrap();
    standard.proposed_threshold_minutes = Some(10);
    standard.threshold_state = ProposalState::Confirmed;
    let plan = plan_standards(&known, &standards("Served within 40 minutes")).unwrap();
    import(&mut known, &plan);
    assert_eq!(known[&mooring].proposed_threshold_minutes, Some(10));
    assert_eq!(known[&mooring].text_en, "Served within 40 minutes");
}

#[test]
fn every_batch_fits_an_entry() {
    let many: Vec<(String, String)> =
        (0..450).map(|n| (format!("{n}"), format!("\"{}\"", "é\"\"".repeat(240)))).collect();
    let rows: Vec<_> =
        many.iter().map(|(id, name)| ("2023-2024", id.as_str(), name.as_str(), "harbour")).collect();
    // The name is quoted as a whole, so that its French form is a cell of its own.
    let mut csv = HEADER.to_owned();
    for (year, id, name, owner) in rows {
        csv.push_str(&format!("{year},{id},{name},{name},APIR,CLIENT,{owner},{owner}\n"));
    }
    let Inventory::Services(file) = read(csv.as_bytes()).unwrap() else { panic!("a table of services") };
    let plan = plan_services(&Services::new(), &file).unwrap();
    let batches = batches(plan.new);
    assert!(batches.len() > 3, "by size, before 200 rows are full");
    assert_eq!(batches.iter().map(Vec::len).sum::<usize>(), 450);
    for batch in batches {
        assert!(batch.len() <= CATALOGUE_ROWS_PER_ENTRY);
        let payload: Vec<_> = batch.iter().map(|item| json!({ "set": item.set })).collect();
        assert!(serde_json::to_vec(&json!({ "changes": payload })).unwrap().len() <= PART_MAX_BYTES);
    }
}

#[test]
fn the_largest_service_that_can_be_read_fits_an_entry_alone() {
    use super::inventory::{
        CODE_MAX_CHARS, CODES_MAX, SERVICE_NAME_MAX_CHARS, SERVICE_TEXT_MAX_CHARS, URI_MAX_CHARS,
    };
    let name = "𝄞".repeat(SERVICE_NAME_MAX_CHARS);
    let text = "𝄞".repeat(SERVICE_TEXT_MAX_CHARS);
    let uri = format!("https://{}", "a".repeat(URI_MAX_CHARS - 8));
    let codes: Vec<String> =
        (0..CODES_MAX).map(|n| format!("{n:A>width$}", width = CODE_MAX_CHARS)).collect();
    let codes = codes.join(",");
    let csv = format!(
        "fiscal_yr,service_id,service_name_en,service_name_fr,service_type,service_recipient_type,owner_org,\
         owner_org_title,service_description_en,service_description_fr,service_scope,client_target_groups,\
         service_uri_en,service_uri_fr\n\
         2023-2024,1,{name},{name},\"{codes}\",CLIENT,x,x,{text},{text},\"{codes}\",\"{codes}\",{uri},{uri}\n"
    );
    let Inventory::Services(file) = read(csv.as_bytes()).unwrap() else { panic!("a table of services") };
    let plan = plan_services(&Services::new(), &file).unwrap();
    assert_eq!(plan.new.len(), 1, "{:?}", plan.refused);
    let bytes = serde_json::to_vec(&plan.new[0].set).unwrap().len();
    assert!(bytes < PART_MAX_BYTES / 2, "{bytes} bytes");
}
