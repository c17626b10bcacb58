//! How often a service of the starter catalogue is asked for at a counter, and how long it takes. Made up, not measured.

use super::weighted;
use moments_desk::catalogue::ServiceItem;
use moments_desk::words::{LifeEvent, Relationship, UNCLASSIFIED};
use rand::RngExt;
use rand_chacha::ChaCha12Rng;

/// Name in the starter, weight, usual minutes, and what may have happened in the client's life.
const PROFILES: [(&str, f64, f64, Option<LifeEvent>); 33] = [
    ("Passport: new or renewal", 13.0, 9.0, None),
    ("Social Insurance Number", 9.0, 8.0, Some(LifeEvent::Arrival)),
    ("Employment Insurance", 9.0, 14.0, Some(LifeEvent::JobLoss)),
    ("Old Age Security", 5.0, 12.0, Some(LifeEvent::Retirement)),
    ("Canada Pension Plan: retirement pension", 4.0, 12.0, Some(LifeEvent::Retirement)),
    ("Survivor’s pension and death benefit", 1.5, 18.0, Some(LifeEvent::Death)),
    ("Disability benefits", 2.0, 17.0, Some(LifeEvent::Disability)),
    ("Child benefit", 2.5, 9.0, Some(LifeEvent::Birth)),
    ("Help with an income tax return", 3.5, 16.0, None),
    ("Citizenship: application and certificate", 2.0, 12.0, None),
    ("Permanent resident card", 2.0, 11.0, Some(LifeEvent::Arrival)),
    ("Study or work permit", 2.0, 13.0, Some(LifeEvent::Arrival)),
    ("Recreational fishing licence", 1.5, 5.0, None),
    ("Firearms licence", 1.0, 10.0, None),
    ("Birth registration and certificate", 2.0, 9.0, Some(LifeEvent::Birth)),
    ("Death registration and certificate", 1.0, 15.0, Some(LifeEvent::Death)),
    ("Marriage licence and certificate", 1.0, 10.0, None),
    ("Change of name", 0.8, 14.0, None),
    ("Health card", 6.0, 7.0, None),
    ("Driver’s licence", 9.0, 8.0, None),
    ("Vehicle registration", 6.0, 6.0, None),
    ("Change of address", 4.0, 4.0, Some(LifeEvent::Move)),
    ("Payment of a fine or ticket", 5.0, 6.0, None),
    ("Business registration", 2.0, 15.0, Some(LifeEvent::BusinessStart)),
    ("Social housing", 1.5, 19.0, None),
    ("Criminal record check", 2.5, 7.0, None),
    ("Certified copy or sworn statement", 2.5, 6.0, None),
    ("Property tax", 3.0, 7.0, None),
    ("Residential parking permit", 2.0, 5.0, Some(LifeEvent::Move)),
    ("Building permit", 1.8, 16.0, None),
    ("Order to comply or notice of violation", 1.2, 15.0, None),
    ("Report of noise or of a danger", 1.0, 9.0, None),
    ("Complaint or suggestion about a service", 0.7, 11.0, None),
];
const OTHER_WEIGHT: f64 = 1.0;
const OTHER_MINUTES: f64 = 9.0;

/// A service as it is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    pub key: String,
    pub relationship: Relationship,
    pub minutes: f64,
    pub life_event: Option<LifeEvent>,
    pub next: Vec<String>,
    weight: f64,
}

/// What may be asked for here: the starter's services that are active, else the office's own list, else "other".
pub fn asked_for(catalogue: &[ServiceItem]) -> Vec<Asked> {
    let active = |s: &&ServiceItem| s.status == "active";
    let profile = |s: &ServiceItem| PROFILES.iter().find(|p| p.0 == s.name_en && s.source == "starter");
    let known = catalogue.iter().filter(active).filter(|s| profile(s).is_some()).count() > 0;
    let mut asked: Vec<Asked> = catalogue
        .iter()
        .filter(active)
        .filter(|s| if known { profile(s).is_some() } else { s.offered })
        .map(|s| {
            let (_, weight, minutes, life_event) =
                profile(s).copied().unwrap_or(("", OTHER_WEIGHT, OTHER_MINUTES, None));
            Asked {
                key: s.key.clone(),
                relationship: s.relationship,
                minutes,
                life_event,
                next: s.next.clone(),
                weight,
            }
        })
        .collect();
    asked.sort_by(|a, b| a.key.cmp(&b.key));
    if asked.is_empty() {
        asked.push(Asked {
            key: UNCLASSIFIED.into(),
            relationship: Relationship::Voluntary,
            minutes: OTHER_MINUTES,
            life_event: None,
            next: Vec::new(),
            weight: OTHER_WEIGHT,
        });
    }
    asked
}

/// Draws one by weight.
pub fn draw<'a>(asked: &'a [Asked], rng: &mut ChaCha12Rng) -> Option<&'a Asked> {
    let weights: Vec<f64> = asked.iter().map(|a| a.weight).collect();
    asked.get(weighted(rng, &weights))
}

impl Asked {
    /// Seconds at the counter: around the usual, with a long tail.
    pub fn seconds(&self, rng: &mut ChaCha12Rng) -> i64 {
        let spread = (0.42 * super::normal(rng)).exp();
        let seconds = self.minutes * 60.0 * spread * rng.random_range(0.85..1.1);
        (seconds as i64).clamp(60, 75 * 60)
    }
}
