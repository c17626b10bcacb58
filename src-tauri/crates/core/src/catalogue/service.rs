//! A service and a standard of the catalogue, as folded from the journal.
//!
//! Every member is a leaf that the fold merges by itself. Left out of what the inventory holds: programs, online
//! service details, comments, and volumes by channel other than in person; no screen shows them.

use super::key::{ServiceKey, StandardKey};
use crate::words::{Relationship, Standing};
use serde::{Deserialize, Deserializer, Serialize};

/// Closed sets whose unknown words (of a newer version) read as the default: the fold is total.
macro_rules! lenient_words {
    ($($(#[$doc:meta])* $name:ident { $first:ident = $first_word:literal $(, $variant:ident = $word:literal)* $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
        #[cfg_attr(feature = "specta", derive(specta::Type))]
        pub enum $name { #[default] #[serde(rename = $first_word)] $first $(, #[serde(rename = $word)] $variant)* }

        impl $name {
            pub const ALL: &'static [Self] = &[Self::$first $(, Self::$variant)*];

            /// The stored word.
            pub const fn as_str(self) -> &'static str {
                match self { Self::$first => $first_word $(, Self::$variant => $word)* }
            }

            /// The value of a stored word.
            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.as_str() == word)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let word = String::deserialize(deserializer)?;
                Ok(Self::parse(&word).unwrap_or_default())
            }
        }
    )+};
}

lenient_words! {
    /// Who wrote a service or standard: the office itself, the national inventory, or this project.
    Source { Own = "own", Official = "official", Starter = "starter" }

    /// `withdrawn`: no longer in the inventory; `retired`: taken out by the office. Both leave the pick lists and stay
    /// in history.
    Status { Active = "active", Withdrawn = "withdrawn", Retired = "retired" }

    /// Whether a value was proposed by a rule, or confirmed by an administrator, whom no import overrules.
    ProposalState { Proposed = "proposed", Confirmed = "confirmed" }

    /// What a standard's threshold is held against.
    ThresholdAppliesTo { Unknown = "unknown", Wait = "wait", Handling = "handling" }
}

/// A service of the catalogue.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Service {
    pub name_en: String,
    pub name_fr: String,
    pub description_en: String,
    pub description_fr: String,
    /// `2023-2024`; empty for an own service.
    pub fiscal_year: String,
    pub source: Source,
    pub status: Status,
    /// The inventory's codes, such as `APIR` and `REG_VOL`; those of a later inventory are kept.
    pub types: Vec<String>,
    /// `CLIENT` or `SOCIETY`.
    pub recipient: String,
    /// `EXTERN`, `INTERN`, `ENTERPRISE`, `CLUSTER`.
    pub scope: Vec<String>,
    pub client_target_groups: Vec<String>,
    /// The ways in which clients can apply, in the inventory's codes; empty when it says nothing about them.
    pub channels: Vec<String>,
    /// The organization's short name, such as `ircc`.
    pub owner_org: String,
    pub owner_title_en: String,
    pub owner_title_fr: String,
    /// Whether the client pays; `None` when unknown.
    pub fee: Option<bool>,
    /// Web addresses to show, never to follow: the app opens no socket.
    pub uri_en: String,
    pub uri_fr: String,
    /// In the fiscal year; `None` for `NA` and `ND`.
    pub applications_in_person: Option<u64>,
    pub applications_total: Option<u64>,
    pub relationship: Relationship,
    pub relationship_state: ProposalState,
    /// Id of the rule that proposed the relationship; see [`super::relationship::RULES`].
    pub relationship_rule: String,
    /// Why, in words for staff; empty where the rule says it all.
    pub relationship_reason_en: String,
    pub relationship_reason_fr: String,
    /// What clients of this service often need next, the likeliest first.
    pub often_needed_next: Vec<ServiceKey>,
    /// A word of `LifeEvent`.
    pub life_event: Option<String>,
    /// As what clients of this service are always here; most services imply nothing.
    pub implied_standing: Option<Standing>,
}

/// A standard of a service: the promise, and how it was kept in its fiscal year.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Standard {
    pub service: ServiceKey,
    /// The inventory's own id, as its columns want it back; the UUID of a starter or own standard.
    pub standard_id: String,
    pub text_en: String,
    pub text_fr: String,
    pub source: Source,
    pub status: Status,
    /// `TML`, `ACS`, `ACY`, `OTH`.
    #[serde(rename = "type")]
    pub standard_type: String,
    /// `PERSON`, `TEL`, `ONL`, `EML`, `POST`, `FAX`, `OTH`.
    pub channel: String,
    pub owner_org: String,
    /// `2023-2024`; empty for an own standard.
    pub fiscal_year: String,
    /// Share, 0 to 1.
    pub target: Option<f64>,
    pub volume_meeting_target: Option<u64>,
    pub total_volume: Option<u64>,
    /// Share; a few organizations report slightly more than 1.
    pub performance: Option<f64>,
    /// `None` when not applicable or not reported.
    pub target_met: Option<bool>,
    /// Whole minutes, rounded up.
    pub proposed_threshold_minutes: Option<u32>,
    pub threshold_applies_to: ThresholdAppliesTo,
    /// Of the two above: a threshold that an administrator confirmed or changed stays through imports.
    pub threshold_state: ProposalState,
}

/// What services and standards have in common for reading and comparing.
pub(super) trait Record: Clone + PartialEq + Default + Serialize {
    type Key: Clone + Ord;
    fn owner(&self) -> &str;
    fn fiscal_year(&self) -> &str;
    fn source(&self) -> Source;
    fn status(&self) -> Status;
    fn set_status(&mut self, status: Status);
    /// Takes over from the known record what no import may change.
    fn keep_decisions(&mut self, known: &Self);
}

impl Record for Service {
    type Key = ServiceKey;

    fn owner(&self) -> &str {
        &self.owner_org
    }

    fn fiscal_year(&self) -> &str {
        &self.fiscal_year
    }

    fn source(&self) -> Source {
        self.source
    }

    fn status(&self) -> Status {
        self.status
    }

    fn set_status(&mut self, status: Status) {
        self.status = status;
    }

    fn keep_decisions(&mut self, known: &Self) {
        if known.relationship_state == ProposalState::Confirmed {
            self.relationship = known.relationship;
            self.relationship_state = known.relationship_state;
            self.relationship_rule.clone_from(&known.relationship_rule);
            self.relationship_reason_en.clone_from(&known.relationship_reason_en);
            self.relationship_reason_fr.clone_from(&known.relationship_reason_fr);
        }
        // The inventory has no such columns: what stands there was written here.
        if self.source == Source::Official || !known.often_needed_next.is_empty() {
            self.often_needed_next.clone_from(&known.often_needed_next);
        }
        self.implied_standing = known.implied_standing;
        if self.source == Source::Official || known.life_event.is_some() {
            self.life_event.clone_from(&known.life_event);
        }
    }
}

impl Record for Standard {
    type Key = StandardKey;

    fn owner(&self) -> &str {
        &self.owner_org
    }

    fn fiscal_year(&self) -> &str {
        &self.fiscal_year
    }

    fn source(&self) -> Source {
        self.source
    }

    fn status(&self) -> Status {
        self.status
    }

    fn set_status(&mut self, status: Status) {
        self.status = status;
    }

    fn keep_decisions(&mut self, known: &Self) {
        if known.threshold_state == ProposalState::Confirmed {
            self.proposed_threshold_minutes = known.proposed_threshold_minutes;
            self.threshold_applies_to = known.threshold_applies_to;
            self.threshold_state = known.threshold_state;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::{flatten, unflatten};
    use serde_json::json;

    #[test]
    fn a_service_comes_back_from_its_fields() {
        let service = Service {
            name_en: "Parking permit".into(),
            types: vec!["APIR".into(), "REG_VOL".into()],
            status: Status::Retired,
            fee: Some(false),
            often_needed_next: vec!["SRV01234".parse().unwrap()],
            ..Service::default()
        };
        let fields = flatten(&service).unwrap();
        assert!(fields.values().all(|leaf| !leaf.is_object()), "every member is a leaf");
        assert_eq!(unflatten::<Service>(&fields), (service, vec![]));
    }

    #[test]
    fn a_standard_comes_back_from_its_fields() {
        let standard = Standard {
            service: "7".parse().unwrap(),
            standard_type: "TML".into(),
            target: Some(0.995),
            threshold_applies_to: ThresholdAppliesTo::Wait,
            ..Standard::default()
        };
        let fields = flatten(&standard).unwrap();
        assert_eq!(fields.get("type"), Some(&json!("TML")));
        assert_eq!(unflatten::<Standard>(&fields), (standard, vec![]));
    }

    #[test]
    fn a_word_of_a_later_version_reads_as_the_default() {
        let service: Service = serde_json::from_value(json!({"status": "merged", "name_en": "A"})).unwrap();
        assert_eq!((service.status, service.name_en.as_str()), (Status::Active, "A"));
    }
}
