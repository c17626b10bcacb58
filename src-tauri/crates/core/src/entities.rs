//! The records besides moments and the catalogue: office, workstation, staff, quick list, and the names under which
//! entities stand in the journal.

use crate::entry::{EntityRef, Entry, Hash, PartName};
use crate::ids::{
    CaseId, DrawId, FollowUpId, MomentId, OfficeId, OrganizationId, SignOffId, StaffId, WorkstationId,
};
use crate::words::{Role, RotatedQuestion};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The kinds of entities.
pub mod entity {
    pub const OFFICE: &str = "office";
    pub const WORKSTATION: &str = "workstation";
    pub const STAFF: &str = "staff";
    pub const SERVICE: &str = "service";
    pub const STANDARD: &str = "standard";
    pub const QUICK_LIST: &str = "quick_list";
    pub const MOMENT: &str = "moment";
    pub const CASE: &str = "case";
    pub const FOLLOW_UP: &str = "follow_up";
    /// An organization of the directory.
    pub const ORGANIZATION: &str = "organization";
    /// What was done, refused or seen that is not a record: each its own entity.
    pub const AUDIT: &str = "audit";
    /// The beginning of a store's life.
    pub const EPOCH: &str = "epoch";
    /// What a workstation draws invitations from.
    pub const DRAW: &str = "draw";
    /// A supervisor's review of an office day.
    pub const SIGN_OFF: &str = "sign_off";
    /// What kind of day an office day was; its id is the day.
    pub const DAY_CONTEXT: &str = "day_context";
    /// A redaction or retention.
    pub const ERASURE: &str = "erasure";
    /// What the moments of an office day added up to before they were erased.
    pub const DAY_SUMS: &str = "day_sums";
    /// A word that something is to be kept longer than the office keeps it.
    pub const KEEPING: &str = "keeping";
}

/// Whether a part of an entry may be erased. Who may erase, and what was to be erased, is read from entries: were those
/// erased themselves, it would matter which erasure arrived first. What invitations are drawn from, and the counts and
/// heads of a sign-off, hold nothing of a client, and without them a draw or a day could no longer be checked. The sums of a
/// day are what is to stay of it.
pub fn may_be_erased(entry: &Entry, part: PartName) -> bool {
    part == PartName::Text || !entry.entities.iter().any(|e| NEVER_ERASED.contains(&e.kind()))
}

const NEVER_ERASED: [&str; 6] =
    [entity::STAFF, entity::ERASURE, entity::DRAW, entity::SIGN_OFF, entity::DAY_SUMS, entity::KEEPING];

macro_rules! refs {
    ($($name:ident($id:ty) = $kind:expr),+ $(,)?) => {$(
        pub fn $name(id: &$id) -> EntityRef { EntityRef::new($kind, id) }
    )+};
}

refs! {
    office_ref(OfficeId) = entity::OFFICE,
    workstation_ref(WorkstationId) = entity::WORKSTATION,
    staff_ref(StaffId) = entity::STAFF,
    moment_ref(MomentId) = entity::MOMENT,
    case_ref(CaseId) = entity::CASE,
    follow_up_ref(FollowUpId) = entity::FOLLOW_UP,
    draw_ref(DrawId) = entity::DRAW,
    sign_off_ref(SignOffId) = entity::SIGN_OFF,
    day_context_ref(NaiveDate) = entity::DAY_CONTEXT,
    organization_ref(OrganizationId) = entity::ORGANIZATION,
    quick_list_ref(OfficeId) = entity::QUICK_LIST,
}

/// An office and its policy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Office {
    pub name_en: String,
    pub name_fr: String,
    /// The institution that the office belongs to; the client is asked about confidence in it.
    pub organization_en: String,
    pub organization_fr: String,
    /// IANA name; decides the office day.
    pub time_zone: String,
    /// The first is the default of `requested` and `provided`.
    pub languages: Vec<String>,
    /// Every eligible moment is invited (1), or one in k. 0: nobody is.
    pub invite_one_in: u32,
    /// The questions in rotation.
    pub questions: Vec<RotatedQuestion>,
    /// Answers under which no mean is shown.
    pub screen_threshold: u32,
    /// Staff that must be in scope for ratings by workstation, hour or service.
    pub staff_threshold: u32,
    /// Staff may record an estimate of their own; never in a satisfaction figure.
    pub staff_estimates: bool,
    pub standing_recorded: bool,
    pub party_recorded: bool,
    /// Seconds until the client's screen asks "still there?"; 60 or more.
    pub client_timeout_seconds: u32,
    /// Minutes without a key until the counter locks.
    pub idle_lock_minutes: u32,
    /// Days for which notes and comments are kept, from when they were written.
    pub keep_texts_days: u32,
    /// Days for which moments and closed cases are kept, from when they were last used.
    pub keep_records_days: u32,
    /// Days for which acts are kept.
    pub keep_audit_days: u32,
    /// What clients are told before they answer; empty: as Moments words it.
    pub notice: Notice,
    /// Where records are handed over to; none: nowhere.
    pub centre: Option<Centre>,
}

/// The centre, as its card says. Every workstation of the office seals for it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Centre {
    pub name: String,
    /// What proves its acknowledgements, in base64.
    pub verifying: String,
    /// What is sealed for it is encrypted to this.
    pub recipient: String,
}

/// The collection notice, in the office's own words.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct Notice {
    pub purpose_en: String,
    pub purpose_fr: String,
    /// The law or rule under which the answer is collected.
    pub authority_en: String,
    pub authority_fr: String,
    /// Whom to ask.
    pub contact_en: String,
    pub contact_fr: String,
    /// It is printed on the paper card too.
    pub on_card: bool,
}

impl Default for Office {
    fn default() -> Self {
        Self {
            name_en: String::new(),
            name_fr: String::new(),
            organization_en: String::new(),
            organization_fr: String::new(),
            time_zone: "America/Toronto".into(),
            languages: vec!["en".into(), "fr".into()],
            invite_one_in: 1,
            questions: RotatedQuestion::ALL.to_vec(),
            screen_threshold: 5,
            staff_threshold: 3,
            staff_estimates: false,
            standing_recorded: false,
            party_recorded: false,
            client_timeout_seconds: 60,
            idle_lock_minutes: 15,
            keep_texts_days: 30,
            keep_records_days: 730,
            keep_audit_days: 2_557,
            notice: Notice::default(),
            centre: None,
        }
    }
}

/// One counter's computer.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Workstation {
    pub label: String,
    /// The letter before its moments' short numbers.
    pub letter: String,
    /// What proves its bundles, in base64; empty: it takes no part in handing over.
    pub verifying: String,
    /// What its colleagues encrypt theirs to; empty: it takes no part.
    pub recipient: String,
    pub retired: bool,
    /// Once it is retired: how far its journals are taken, by epoch. None of another epoch is.
    pub accepted: BTreeMap<String, Accepted>,
}

/// The last entry that is taken of a retired workstation's epoch.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Accepted {
    pub seq: u64,
    /// Its hash, in hexadecimal digits.
    pub head: String,
}

impl Accepted {
    pub fn new(seq: u64, head: &Hash) -> Self {
        Self { seq, head: head.iter().map(|byte| format!("{byte:02x}")).collect() }
    }

    /// `None` where it is none.
    pub fn hash(&self) -> Option<Hash> {
        let mut hash = [0; 32];
        if self.head.len() != 64 || !self.head.is_ascii() {
            return None;
        }
        for (byte, at) in hash.iter_mut().zip((0..64).step_by(2)) {
            *byte = u8::from_str_radix(self.head.get(at..at + 2)?, 16).ok()?;
        }
        Some(hash)
    }
}

impl Workstation {
    /// Whether bundles are for it too.
    pub fn takes_part(&self) -> bool {
        !self.retired && !self.recipient.is_empty()
    }
}

/// A member of the staff.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Staff {
    pub name: String,
    pub roles: BTreeSet<Role>,
    pub active: bool,
    /// The language of their screens.
    pub language: Option<String>,
    /// Argon2id verifier (PHC string) of the full PIN; in the text part, so that it can be erased.
    pub pin: Option<String>,
    /// Argon2id verifier of the short PIN: opens recording and the own day, nothing else.
    pub short_pin: Option<String>,
}

/// The office's own pick list, in its order; the first nine are the quick keys.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct QuickList {
    pub quick: Vec<String>,
    /// The other services that the office offers.
    pub offered: Vec<String>,
}
