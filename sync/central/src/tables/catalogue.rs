//! Services and standards, as each office has them.

use super::{Cells, Table};
use moments_core::catalogue::{Service, Standard};
use moments_core::entry::EntityRef;
use moments_core::fields::unflatten;
use moments_core::fold::Folded;
use tokio_postgres::types::Type;

pub const SERVICES: Table = Table {
    name: "services",
    columns: &[
        ("service", Type::TEXT),
        ("name_en", Type::TEXT),
        ("name_fr", Type::TEXT),
        ("source", Type::TEXT),
        ("status", Type::TEXT),
        ("fiscal_year", Type::TEXT),
        ("owner_org", Type::TEXT),
        ("relationship", Type::TEXT),
        ("relationship_state", Type::TEXT),
    ],
};

pub const STANDARDS: Table = Table {
    name: "standards",
    columns: &[
        ("standard", Type::TEXT),
        ("standard_id", Type::TEXT),
        ("service", Type::TEXT),
        ("text_en", Type::TEXT),
        ("text_fr", Type::TEXT),
        ("source", Type::TEXT),
        ("status", Type::TEXT),
        ("channel", Type::TEXT),
        ("fiscal_year", Type::TEXT),
        ("target", Type::FLOAT8),
        ("threshold_minutes", Type::INT8),
        ("measures", Type::TEXT),
    ],
};

pub fn service(subject: &EntityRef, folded: &Folded) -> Cells {
    let (service, _) = unflatten::<Service>(&folded.fields);
    vec![
        subject.id().to_owned().into(),
        service.name_en.into(),
        service.name_fr.into(),
        service.source.as_str().into(),
        service.status.as_str().into(),
        service.fiscal_year.into(),
        service.owner_org.into(),
        service.relationship.as_str().into(),
        service.relationship_state.as_str().into(),
    ]
}

pub fn standard(subject: &EntityRef, folded: &Folded) -> Cells {
    let (standard, _) = unflatten::<Standard>(&folded.fields);
    vec![
        subject.id().to_owned().into(),
        standard.standard_id.into(),
        standard.service.to_string().into(),
        standard.text_en.into(),
        standard.text_fr.into(),
        standard.source.as_str().into(),
        standard.status.as_str().into(),
        standard.channel.into(),
        standard.fiscal_year.into(),
        // As JSON has numbers.
        standard.target.filter(|target| target.is_finite()).into(),
        standard.proposed_threshold_minutes.into(),
        standard.threshold_applies_to.as_str().into(),
    ]
}
