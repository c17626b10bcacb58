//! Wrong doors: where clients came from and were sent to. It is about organizations, never about who served.

use super::{Door, DoorEnd};
use moments_core::catalogue::search_key;
use moments_store::{DoorTotals, End};
use std::collections::BTreeMap;

/// Ways that are listed; an office day has fewer.
const DOORS_MAX: usize = 200;

/// The same place is one, whatever its spelling or its name of that time. The most frequent way first; and the moments of
/// all of them.
pub(super) fn doors(newest_last: Vec<DoorTotals>) -> (Vec<Door>, u32) {
    let all = newest_last.iter().map(|way| way.n).sum();
    let mut ways: BTreeMap<(Option<String>, Option<String>), Door> = BTreeMap::new();
    for way in newest_last {
        let place = (way.came_from.as_ref().map(key), way.sent_to.as_ref().map(key));
        let before = ways.get(&place).map_or(0, |door| door.n);
        let door =
            Door { came_from: way.came_from.map(end), sent_to: way.sent_to.map(end), n: before + way.n };
        ways.insert(place, door);
    }
    let mut doors: Vec<Door> = ways.into_values().collect();
    doors.sort_by_key(|door| std::cmp::Reverse(door.n));
    doors.truncate(DOORS_MAX);
    (doors, all)
}

fn key(end: &End) -> String {
    match end.organization {
        Some(id) => id.to_string(),
        None => format!("{}/{}", end.level, search_key(&end.name_en)),
    }
}

fn end(end: End) -> DoorEnd {
    DoorEnd { organization: end.organization, name_en: end.name_en, name_fr: end.name_fr, level: end.level }
}

#[cfg(test)]
mod tests {
    use super::*;
    use moments_core::ids::OrganizationId;
    use moments_core::words::Level;

    fn place(organization: Option<u128>, name: &str) -> Option<End> {
        let organization = organization.map(|n| OrganizationId(uuid::Uuid::from_u128(n)));
        Some(End { organization, name_en: name.into(), name_fr: String::new(), level: Level::Municipal })
    }

    #[test]
    fn one_place_is_one_door_whatever_its_spelling_or_its_old_name() {
        let way = |came_from, sent_to, n| DoorTotals { came_from, sent_to, n };
        let (doors, all) = doors(vec![
            way(place(None, "Mairie d’Iqaluit"), None, 1),
            way(place(None, "Library"), place(Some(7), "City hall"), 2),
            way(place(None, "LIBRARY"), place(Some(7), "Town hall"), 3),
            way(place(None, "mairie d'iqaluit"), None, 1),
        ]);
        let found: Vec<_> = doors
            .iter()
            .map(|d| (d.n, d.sent_to.as_ref().map(|end| end.name_en.as_str()).unwrap_or_default()))
            .collect();
        assert_eq!((found, all), (vec![(5, "Town hall"), (2, "")], 7));
    }
}
