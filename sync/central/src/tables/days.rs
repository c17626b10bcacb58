//! What is said about an office day: its sign-off, its context, and the sums of what was erased.

use super::{Cells, Table, day};
use chrono::NaiveDate;
use moments_core::day_context::DayContext;
use moments_core::entry::EntityRef;
use moments_core::fields::unflatten;
use moments_core::fold::Folded;
use moments_core::retention::DaySums;
use moments_core::sign_off::SignOff;
use tokio_postgres::types::Type;

pub const SIGN_OFFS: Table = Table {
    name: "sign_offs",
    columns: &[
        ("office_day", Type::DATE),
        ("moments", Type::INT8),
        ("quick_enquiries", Type::INT8),
        ("voided", Type::INT8),
        ("eligible", Type::INT8),
        ("invited", Type::INT8),
        ("answered", Type::INT8),
    ],
};

pub const CONTEXTS: Table = Table {
    name: "day_contexts",
    columns: &[("office_day", Type::DATE), ("counters_open", Type::INT8), ("marks", Type::TEXT_ARRAY)],
};

pub const SUMS: Table = Table {
    name: "day_sums",
    columns: &[("office_day", Type::DATE), ("moments", Type::UUID_ARRAY), ("sums", Type::JSONB)],
};

pub fn sign_off(folded: &Folded) -> Cells {
    let (sign_off, _) = unflatten::<SignOff>(&folded.fields);
    let counts = sign_off.counts;
    vec![
        day(sign_off.office_day).into(),
        counts.moments.into(),
        counts.quick_enquiries.into(),
        counts.voided.into(),
        counts.eligible.into(),
        counts.invited.into(),
        counts.answered.into(),
    ]
}

pub fn context(subject: &EntityRef, folded: &Folded) -> Cells {
    let (context, _) = unflatten::<DayContext>(&folded.fields);
    let marks = context.marks.iter().filter(|(_, set)| **set).map(|(mark, _)| mark.as_str());
    vec![
        subject.id().parse::<NaiveDate>().ok().and_then(day).into(),
        context.counters_open.into(),
        marks.collect::<Vec<_>>().into(),
    ]
}

/// Without who served how, which the office needs and an analyst must not have.
pub fn sums(folded: &Folded) -> Cells {
    let (sums, _) = unflatten::<DaySums>(&folded.fields);
    let whole = sums.whole().and_then(|whole| serde_json::to_value(whole).ok());
    vec![
        day(sums.day).into(),
        sums.moments.iter().map(|moment| moment.0).collect::<Vec<_>>().into(),
        whole.as_ref().and_then(|whole| whole.get("cells")).cloned().into(),
    ]
}
