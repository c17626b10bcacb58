//! Services and standards, as each office has them.

use moments_core::catalogue::{Service, Standard};
use moments_core::entry::EntityRef;
use moments_core::fields::unflatten;
use moments_core::fold::Folded;
use serde_json::{Value, json};

pub fn service(subject: &EntityRef, folded: &Folded) -> Value {
    let (service, _) = unflatten::<Service>(&folded.fields);
    json!({
        "service": subject.id(),
        "name_en": service.name_en,
        "name_fr": service.name_fr,
        "source": service.source,
        "status": service.status,
        "fiscal_year": service.fiscal_year,
        "owner_org": service.owner_org,
        "relationship": service.relationship,
        "relationship_state": service.relationship_state,
    })
}

pub fn standard(subject: &EntityRef, folded: &Folded) -> Value {
    let (standard, _) = unflatten::<Standard>(&folded.fields);
    json!({
        "standard": subject.id(),
        "standard_id": standard.standard_id,
        "service": standard.service.to_string(),
        "text_en": standard.text_en,
        "text_fr": standard.text_fr,
        "source": standard.source,
        "status": standard.status,
        "channel": standard.channel,
        "fiscal_year": standard.fiscal_year,
        "target": standard.target,
        "threshold_minutes": standard.proposed_threshold_minutes,
        "measures": standard.threshold_applies_to,
    })
}
