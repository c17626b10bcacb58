//! A case as it is asked for and shown. Days are `YYYY-MM-DD`; instants RFC 3339 with the office's offset.

use crate::moments::ReferralForm;
use moments_core::ids::{CaseId, MomentId, StaffId};
use moments_core::words::*;
use serde::{Deserialize, Serialize};

/// A case to be opened.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct CaseForm {
    /// Made when the form opens, so that opening twice is opening once.
    pub id: Option<CaseId>,
    /// The open or saved moment that it begins with.
    pub moment: Option<MomentId>,
    /// A key of the catalogue, or `unclassified`. Absent: the principal service of the moment.
    pub service: Option<String>,
    pub next_action: Option<String>,
    pub due: Option<String>,
    /// Of the client's slip. Absent: the language in which the moment's client was served.
    pub language: Option<String>,
}

/// What is to change of an open case; what is absent stays.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct CaseChange {
    /// One of the open ones: closing and opening again are verbs of their own.
    pub status: Option<CaseStatus>,
    /// Empty: there is none any more.
    pub next_action: Option<String>,
    /// Empty: there is none any more.
    pub due: Option<String>,
    pub service: Option<String>,
}

/// Who sees to it from now on.
#[derive(Debug, Clone, PartialEq, Deserialize, specta::Type)]
#[serde(tag = "to", rename_all = "snake_case", deny_unknown_fields)]
pub enum HandOver {
    Colleague {
        staff: StaffId,
    },
    /// Another organization sees to it; the owner still follows.
    Organization {
        organization: ReferralForm,
    },
    /// Nobody has taken it yet.
    Nobody,
}

/// A case in a list.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct CaseItem {
    pub id: CaseId,
    /// Nine symbols; shown in groups of four.
    pub code: String,
    pub service: String,
    pub name_en: String,
    pub name_fr: String,
    pub status: CaseStatus,
    pub step: CaseStep,
    pub opened_on: String,
    /// Whole days since then.
    pub age_days: u32,
    /// Moments that are not voided.
    pub visits: u32,
    /// The office day of the last one.
    pub last_visit: Option<String>,
    pub owner: Option<StaffId>,
    pub owner_name: Option<String>,
    /// The owner no longer works here: somebody has to take it.
    pub owner_gone: bool,
    /// The person signed in is the owner.
    pub mine: bool,
    pub next_action: Option<String>,
    /// There was a next action, and its text was erased.
    pub next_action_erased: bool,
    pub due: Option<String>,
    /// Days until then: 0 today, negative when overdue; `null` for a closed case.
    pub due_in: Option<i32>,
    pub handed_to: Option<HandedTo>,
    /// Of the client's slip.
    pub language: String,
    /// Two people changed this.
    pub conflict: bool,
    /// A newer version of Moments wrote part of it: it can be read here, not changed.
    pub read_only: bool,
}

/// The organization that sees to it.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct HandedTo {
    pub name: String,
    /// Empty where there is only one name.
    pub name_fr: String,
    pub level: Level,
    pub kind: Option<ReferralKind>,
}

/// One case, whole.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct CaseView {
    pub item: CaseItem,
    /// The oldest first.
    pub timeline: Vec<TimelineItem>,
    /// Who it can be handed to, by name; the owner not among them.
    pub colleagues: Vec<Colleague>,
}

#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct Colleague {
    pub id: StaffId,
    pub name: String,
}

/// A step of a case: a visit, or what was changed.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum TimelineItem {
    Visit(Visit),
    Change(CaseAct),
}

/// A moment of the case; no rating, no note, and not who served.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct Visit {
    pub moment: MomentId,
    pub at: String,
    pub services: Vec<VisitedService>,
    /// `null` for an enquiry.
    pub outcome: Option<Outcome>,
    /// `null` for an enquiry.
    pub client: Option<ClientRelationship>,
    pub channel: Channel,
    pub workstation: String,
    /// It was voided, and stays visible.
    pub voided: bool,
    /// The person signed in served this client.
    pub own: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct VisitedService {
    pub name_en: String,
    pub name_fr: String,
    pub outcome: Outcome,
}

/// What one entry set; `null`: nothing of that.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct CaseAct {
    pub entry: String,
    pub at: String,
    /// The person signed in did this.
    pub by_me: bool,
    /// The opening itself.
    pub opened: bool,
    pub status: Option<CaseStatus>,
    /// It had been closed.
    pub reopened: bool,
    pub owner: Option<OwnerSet>,
    pub next_action: Option<ValueSet>,
    pub due: Option<ValueSet>,
    pub handed_to: Option<HandedTo>,
    pub service: Option<ServiceSet>,
    /// Text of this entry was erased.
    pub erased: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct OwnerSet {
    /// `null`: nobody.
    pub staff: Option<StaffId>,
    /// `null` also for somebody who is not known here yet.
    pub name: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct ValueSet {
    /// `null`: there is none any more.
    pub value: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct ServiceSet {
    pub name_en: String,
    pub name_fr: String,
}

/// Cases of a list: as many as are shown, and how many there are.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct CasePage {
    pub items: Vec<CaseItem>,
    /// All that match.
    pub n: u32,
}

/// What wants somebody today.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct DueCases {
    pub today: String,
    /// Due today or overdue.
    pub due: CasePage,
    /// Nobody's: nobody has taken them, or whoever had them no longer works here. Those that are due are above.
    pub unowned: CasePage,
}

/// What a supervisor's list of open cases is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct CaseFilter {
    pub band: Option<AgeBand>,
    pub service: Option<String>,
    pub status: Option<CaseStatus>,
    /// The name of the organization that it waits for.
    pub organization: Option<String>,
    pub overdue: Option<bool>,
    pub unowned: Option<bool>,
}

/// Open cases by age.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct CaseAgeing {
    pub today: String,
    /// All that are open.
    pub n: u32,
    pub overdue: u32,
    pub unowned: u32,
    /// Days since the oldest was opened; `null` without one.
    pub oldest_days: Option<u32>,
    /// By age band, from the youngest.
    pub bands: Vec<u32>,
    pub by_service: Vec<AgeRow>,
    pub by_status: Vec<AgeRow>,
    /// Those that wait for another organization, by its name.
    pub by_organization: Vec<AgeRow>,
}

/// A row of the table of ages.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct AgeRow {
    /// A service's key, a status, or an organization's name: what the list is narrowed to.
    pub key: String,
    pub name_en: String,
    pub name_fr: String,
    pub bands: Vec<u32>,
    pub n: u32,
}

/// What a client without the slip can tell.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct LostSlipFilter {
    pub service: Option<String>,
    /// `YYYY-MM`.
    pub month: Option<String>,
    pub step: Option<CaseStep>,
}

/// Open cases by what a client without the slip can tell; nothing else about them.
#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct LostSlip {
    pub items: Vec<LostSlipItem>,
    /// All that match.
    pub n: u32,
    /// What there is to choose, each counted with the other choices as they are.
    pub services: Vec<Choice>,
    pub months: Vec<Choice>,
    pub steps: Vec<Choice>,
}

#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct LostSlipItem {
    pub id: CaseId,
    pub name_en: String,
    pub name_fr: String,
    /// `YYYY-MM`.
    pub month: String,
    pub step: CaseStep,
    /// The office day of the last visit.
    pub last_visit: Option<String>,
    pub visits: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, specta::Type)]
pub struct Choice {
    /// A service's key, a month, or a step.
    pub key: String,
    /// Of a service.
    pub name_en: String,
    pub name_fr: String,
    pub n: u32,
}
