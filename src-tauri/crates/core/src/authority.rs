//! Which role an author needs for what they wrote, for entries that arrive from elsewhere.
//!
//! Permission is asked where an entry is written. A verified entry is never refused later; an author without the role is
//! flagged, and this says who that is. A role that a person ever had counts, so that the order of arrival does not
//! matter. Deliberately absent: what a person may do now, which the desk decides.

use crate::entities::{entity, staff_ref};
use crate::entry::{Author, EntityRef};
use crate::fold::kind;
use crate::ids::StaffId;
use crate::words::Role;
use serde_json::Value;
use std::collections::BTreeSet;

/// Whether this author may have written an entry of this kind about `subject`. The app and the command line may: they
/// act for whoever holds the store's key.
pub fn may_have_written(written: &str, subject: &EntityRef, author: Author, ever: &BTreeSet<Role>) -> bool {
    let Some(staff) = author.staff() else { return true };
    let any = |roles: &[Role]| roles.iter().any(|role| ever.contains(role));
    match written {
        // The own short PIN.
        kind::STAFF_SET if *subject == staff_ref(&staff) => !ever.is_empty(),
        kind::OFFICE_SET
        | kind::WORKSTATION_SET
        | kind::WORKSTATION_RETIRED
        | kind::STAFF_SET
        | kind::SERVICE_SET
        | kind::CATALOGUE_IMPORTED
        | kind::KEPT_LONGER => any(&[Role::Administrator]),
        kind::QUICK_LIST_SET | kind::PART_ERASED | kind::ERASURE_CONFIRMED | kind::DAY_SUMMED => {
            any(&[Role::Supervisor, Role::Administrator])
        }
        kind::DAY_SIGNED_OFF => any(&[Role::Supervisor]),
        kind::ORGANIZATION_SET | kind::DIRECTORY_IMPORTED => any(&[Role::Supervisor, Role::Administrator]),
        kind::MOMENT_RECORDED => any(&[Role::Counter]),
        // A card is entered by whoever did not serve, also by a supervisor.
        kind::RATING_GIVEN
        | kind::MOMENT_AMENDED
        | kind::MOMENT_VOIDED
        | kind::MOMENT_RESTORED
        | kind::CASE_OPENED
        | kind::CASE_CHANGED
        | kind::DAY_CONTEXT_SET
        | kind::FOLLOW_UP_REPLIED => any(&[Role::Counter, Role::Supervisor]),
        kind::FOLLOW_UP_CHANGED => any(&[Role::Supervisor]),
        // Acts of people who may since have lost every role, and what a newer version knows more of.
        _ => true,
    }
}

/// The roles that a person ever had, from who set which. Nobody but an administrator gives themselves one.
pub fn roles_ever<'a>(
    staff: &StaffId,
    settings: impl IntoIterator<Item = (Author, &'a Value)>,
) -> BTreeSet<Role> {
    let (mut given, mut taken) = (BTreeSet::new(), BTreeSet::new());
    for (author, roles) in settings {
        let roles = roles.as_array().into_iter().flatten().filter_map(|r| r.as_str().and_then(Role::parse));
        if author == Author::Staff(*staff) { taken.extend(roles) } else { given.extend(roles) }
    }
    if given.contains(&Role::Administrator) {
        given.extend(taken);
    }
    given
}

/// Whether an entity is a person, whose roles decide on what they wrote.
pub fn is_person(subject: &EntityRef) -> Option<StaffId> {
    (subject.kind() == entity::STAFF).then(|| subject.id().parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities::moment_ref;
    use crate::ids::MomentId;
    use serde_json::json;
    use uuid::Uuid;

    #[test]
    fn nobody_but_an_administrator_gives_themselves_a_role() {
        let me = StaffId(Uuid::from_u128(1));
        let (counter, all) = (json!(["counter"]), json!(["counter", "supervisor", "nonsense"]));
        let ever = |settings: &[(Author, &Value)]| roles_ever(&me, settings.iter().copied());
        assert_eq!(
            ever(&[(Author::App, &counter), (Author::Staff(me), &all)]),
            BTreeSet::from([Role::Counter])
        );
        let administrator = json!(["administrator"]);
        let both = [(Author::Staff(me), &all), (Author::App, &administrator)];
        assert_eq!(ever(&both), BTreeSet::from([Role::Counter, Role::Supervisor, Role::Administrator]));
    }

    #[test]
    fn a_stranger_records_nothing_unflagged_and_the_app_everything() {
        let moment = moment_ref(&MomentId(Uuid::from_u128(2)));
        let stranger = Author::Staff(StaffId(Uuid::from_u128(1)));
        assert!(!may_have_written(kind::MOMENT_RECORDED, &moment, stranger, &BTreeSet::new()));
        assert!(may_have_written(kind::MOMENT_RECORDED, &moment, stranger, &BTreeSet::from([Role::Counter])));
        assert!(may_have_written(kind::OFFICE_SET, &moment, Author::App, &BTreeSet::new()));
    }
}
