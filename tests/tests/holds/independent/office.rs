//! The office that is generated: a copy of one that was set up once, with settings of its own, a clock of its own, and its
//! journal.

use super::forms::pick;
use chrono::{DateTime, Utc};
use moments_core::entities::office_ref;
use moments_core::entry::{Author, Entry};
use moments_core::fields::Fields;
use moments_core::fold::kind;
use moments_desk::sign_in::StaffForm;
use moments_desk::words::*;
use moments_desk::{Actor, Desk, Home, Keys};
use moments_store::home::machine_fingerprint;
use moments_store::{EntityChange, NewEntry, Now, Store, StoreError};
use moments_tests::generated::Dice;
use moments_tests::{KEY, PIN, TestClock, TestOffice, copy_folder, data_key};
use serde_json::json;
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;

/// Who may serve; the first of them is also the supervisor and administrator.
pub const STAFF: [&str; 6] = ["Ada", "Ben", "Noor", "Ida", "Leo", "Sam"];

/// Offices with policies of their own.
const POLICIES: u64 = 32;

/// An office that was set up, closed, to be copied: one of each policy.
pub struct Template {
    folders: Vec<TempDir>,
    staff: Vec<StaffId>,
    pub services: Vec<String>,
    pub organizations: Vec<OrganizationId>,
}

impl Template {
    pub fn new() -> Self {
        let office = TestOffice::new().unwrap();
        let mut staff: Vec<StaffId> = STAFF[..3].iter().map(|name| office.id(name)).collect();
        for name in &STAFF[3..] {
            let form = StaffForm {
                id: None,
                name: (*name).into(),
                roles: vec![Role::Counter],
                active: true,
                pin: Some(PIN.into()),
                issue_pin: false,
                language: None,
            };
            staff.push(office.desk.save_staff(&office.actor("Ada"), &form).unwrap().staff.id);
        }
        let directory = office.desk.start_directory(&office.actor("Ada")).unwrap();
        let organizations = directory.organizations.into_iter().map(|known| known.id).collect();
        let services = office.desk.services().unwrap().into_iter().map(|known| known.key).collect();
        let folder = tempfile::tempdir().unwrap();
        office.while_closed(|from| copy_folder(from, folder.path()).unwrap()).unwrap();
        let of_policy = |seed| {
            let own = tempfile::tempdir().unwrap();
            copy_folder(folder.path(), own.path()).unwrap();
            set(own.path(), &Policy::of(seed), TestClock::new().now());
            own
        };
        Self { folders: (0..POLICIES).map(of_policy).collect(), staff, services, organizations }
    }
}

/// What an office decides about its figures and its invitations.
struct Policy {
    screen_threshold: u32,
    staff_threshold: u32,
    invite_one_in: u32,
    staff_estimates: bool,
}

impl Policy {
    fn of(seed: u64) -> Self {
        let dice = &mut Dice::of(seed);
        let staff_threshold = if shows_all(seed) { 1 } else { pick(dice, &[2, 3, 3, 3, 4]) };
        Self {
            screen_threshold: pick(dice, &[1, 1, 2, 3, 4, 5, 6, 8, 10]),
            staff_threshold,
            invite_one_in: pick(dice, &[1, 1, 1, 1, 2, 3, 0]),
            staff_estimates: dice.one_in(3),
        }
    }
}

/// Of every second office all figures are shown.
pub fn shows_all(seed: u64) -> bool {
    seed.is_multiple_of(2)
}

pub struct Office {
    pub desk: Desk,
    pub clock: TestClock,
    staff: Vec<StaffId>,
    folder: TempDir,
}

impl Office {
    /// A copy of the template that begins at this time.
    pub fn new(template: &Template, seed: u64, begins: DateTime<Utc>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let of_policy = usize::try_from(seed % POLICIES).unwrap();
        copy_folder(template.folders[of_policy].path(), folder.path()).unwrap();
        let clock = TestClock::new();
        clock.set(begins);
        let keys = Keys { key_file: Some(folder.path().join(KEY)), no_keystore: true };
        let now = clock.clone();
        let desk = Desk::new(home(folder.path()), keys, Arc::new(move || now.now()));
        desk.start("test");
        Self { desk, clock, staff: template.staff.clone(), folder }
    }

    /// Acts as the person at this place of [`STAFF`].
    pub fn actor(&self, who: usize) -> Actor {
        let roles = if who == 0 { Role::ALL.to_vec() } else { vec![Role::Counter] };
        Actor { author: Author::Staff(self.staff[who]), roles: roles.into_iter().collect(), ..Actor::cli() }
    }

    pub fn supervisor(&self) -> Actor {
        self.actor(0)
    }

    /// Every entry of the journal, in its order; the desk is closed by it.
    pub fn journal(&self) -> Vec<Entry> {
        self.desk.close();
        let store =
            Store::open_beside(&home(self.folder.path()), data_key(self.folder.path()).unwrap()).unwrap();
        let mut all = Vec::new();
        let read = store.read::<_, StoreError>(|r| {
            r.for_each_entry(|entry| {
                all.push(entry);
                Ok(())
            })
        });
        read.unwrap();
        all
    }
}

fn home(folder: &Path) -> Home {
    Home::locate(Some(&folder.join("home"))).unwrap()
}

/// Sets what no verb of the desk sets: thresholds under those that a screen offers.
fn set(folder: &Path, policy: &Policy, at: DateTime<Utc>) {
    let now = Now { utc_ms: at.timestamp_millis(), offset_minutes: -300 };
    let store = Store::open(&home(folder), data_key(folder).unwrap(), machine_fingerprint(), now).unwrap();
    let fields = Fields::from([
        ("screen_threshold".into(), json!(policy.screen_threshold)),
        ("staff_threshold".into(), json!(policy.staff_threshold)),
        ("invite_one_in".into(), json!(policy.invite_one_in)),
        ("staff_estimates".into(), json!(policy.staff_estimates)),
    ]);
    let entry = NewEntry {
        kind: kind::OFFICE_SET,
        audience: Audience::OfficeAndCentre,
        author: Author::App,
        changes: vec![EntityChange::new(office_ref(&store.identity().office), fields)],
    };
    store.write::<_, StoreError>(now, |tx| tx.append(entry)).unwrap();
    store.close();
}
