//! How often a service of the starter catalogue is asked for at a counter, and how long it takes. Made up, not measured.

use super::weighted;
use crate::trouble::Trouble;
use moments_desk::catalogue::{ServiceForm, ServiceItem};
use moments_desk::words::{LifeEvent, Relationship, UNCLASSIFIED};
use moments_desk::{Actor, Desk};
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
/// Services of the office's own, beside the starter's: names, what they mostly are, weight and usual minutes.
const OWN: [(&str, &str, Relationship, f64, f64); 7] = [
    ("Transit pass", "Titre de transport", Relationship::Voluntary, 3.0, 3.0),
    ("Recreation programme", "Activités de loisirs", Relationship::Voluntary, 2.0, 6.0),
    ("Water account", "Compte d’eau", Relationship::InvoluntaryObligation, 1.5, 7.0),
    ("Library card", "Carte de bibliothèque", Relationship::Voluntary, 1.2, 4.0),
    ("Dog licence", "Licence pour chien", Relationship::InvoluntaryObligation, 1.0, 5.0),
    ("Report about a road", "Signalement sur une route", Relationship::Voluntary, 0.8, 5.0),
    ("Burial permit", "Permis d’inhumation", Relationship::InvoluntaryObligation, 0.6, 12.0),
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

/// Adds the services of [`OWN`] that are not there yet.
pub fn add_own(desk: &Desk, actor: &Actor) -> Result<(), Trouble> {
    let known = desk.services()?;
    for (name_en, name_fr, relationship, _, _) in OWN {
        if known.iter().any(|service| service.name_en == name_en) {
            continue;
        }
        let form = ServiceForm {
            key: None,
            name_en: name_en.into(),
            name_fr: name_fr.into(),
            description_en: None,
            description_fr: None,
            relationship,
            next: None,
            implied_standing: None,
        };
        desk.save_service(actor, &form)?;
    }
    Ok(())
}

/// What may be asked for here: the starter's services that are active and those of [`OWN`], else the office's own list, else
/// "other".
pub fn asked_for(catalogue: &[ServiceItem]) -> Vec<Asked> {
    let active = |s: &&ServiceItem| s.status == "active";
    let place = |s: &ServiceItem| OWN.iter().position(|own| own.0 == s.name_en && s.source == "own");
    let own = |s: &ServiceItem| {
        let (name, _, _, weight, minutes) = place(s).and_then(|place| OWN.get(place))?;
        Some((*name, *weight, *minutes, None))
    };
    let starter = |s: &ServiceItem| PROFILES.iter().find(|p| p.0 == s.name_en && s.source == "starter");
    let profile = |s: &ServiceItem| starter(s).copied().or_else(|| own(s));
    let known = catalogue.iter().filter(active).filter(|s| profile(s).is_some()).count() > 0;
    let may_be = |s: &&ServiceItem| if known { profile(s).is_some() } else { s.offered };
    let mut found: Vec<&ServiceItem> = catalogue.iter().filter(active).filter(may_be).collect();
    // The keys of own ones are other ones each time.
    found.sort_by_key(|s| (place(s), s.key.as_str()));
    let mut asked: Vec<Asked> = found
        .into_iter()
        .map(|s| {
            let (_, weight, minutes, life_event) =
                profile(s).unwrap_or(("", OTHER_WEIGHT, OTHER_MINUTES, None));
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
