//! The real inventory where the folder of shared data is beside the workspace; the starter's tables where it isn't.
//! No row of the shared data stands here.

use super::inventory::{Inventory, Rows, read};
use super::plan::{ImportPlan, plan_services, plan_standards};
use super::service::Record;
use super::starter;
use crate::fields::unflatten;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::path::Path;

/// The bytes of a shared file; `None` where the folder is absent. A folder without the file is a failure.
fn shared(name: &str) -> Option<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../../shared/data/gc-service-inventory");
    folder.is_dir().then(|| std::fs::read(folder.join(name)).expect("the folder is there, so its files are"))
}

type Plan<R> = fn(
    &BTreeMap<<R as Record>::Key, R>,
    &Rows<<R as Record>::Key, R>,
) -> serde_json::Result<ImportPlan<<R as Record>::Key>>;

/// Imports into an empty catalogue, then again into what that made.
fn check<R: Record + DeserializeOwned + std::fmt::Debug>(rows: &Rows<R::Key, R>, plan: Plan<R>)
where
    R::Key: std::fmt::Debug,
{
    let first = plan(&BTreeMap::new(), rows).unwrap();
    let accounted = first.new.len() + first.superseded as usize + first.refused.len();
    assert_eq!(accounted, rows.read as usize, "every row is accounted for");
    let mut known = BTreeMap::new();
    for item in &first.new {
        // As the journal keeps it: written as text and read again.
        let stored = serde_json::from_str(&serde_json::to_string(&item.set).unwrap()).unwrap();
        let (record, unreadable) = unflatten::<R>(&stored);
        assert_eq!(unreadable, [""; 0], "{:?}", item.key);
        known.insert(item.key.clone(), record);
    }
    assert_eq!(known, rows.taken, "what was stored is what was read");
    let second = plan(&known, rows).unwrap();
    assert!(second.is_empty(), "a second import changes nothing");
    assert_eq!(second.unchanged.len(), known.len());
}

#[test]
fn every_service_of_the_inventory_is_accounted_for_and_a_second_import_changes_nothing() {
    let rows = match shared("si_2024.csv") {
        Some(bytes) => {
            let Inventory::Services(rows) = read(&bytes).unwrap() else { panic!("a table of services") };
            // 1,716 ids; five of the 1,721 rows are older years of one of them.
            assert_eq!((rows.read, rows.taken.len(), rows.superseded), (1_721, 1_716, 5));
            assert_eq!(rows.refused, []);
            rows
        }
        None => starter::services().unwrap(),
    };
    check(&rows, plan_services);
}

#[test]
fn every_standard_of_the_inventory_is_accounted_for_and_a_second_import_changes_nothing() {
    let rows = match shared("ss_2024.csv") {
        Some(bytes) => {
            let Inventory::Standards(rows) = read(&bytes).unwrap() else { panic!("a table of standards") };
            assert_eq!((rows.read, rows.taken.len(), rows.superseded), (2_341, 2_332, 5));
            assert_eq!(
                rows.refused.len(),
                4,
                "rows with a remark in place of the standard's id: {:?}",
                rows.refused
            );
            rows
        }
        None => starter::standards().unwrap(),
    };
    check(&rows, plan_standards);
}
