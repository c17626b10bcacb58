//! What is said about an office day: its sign-off, its context, and the sums of what was erased.

use super::day;
use chrono::NaiveDate;
use moments_core::day_context::DayContext;
use moments_core::entry::EntityRef;
use moments_core::fields::unflatten;
use moments_core::fold::Folded;
use moments_core::retention::DaySums;
use moments_core::sign_off::SignOff;
use serde_json::{Value, json};

pub fn sign_off(folded: &Folded) -> Value {
    let (sign_off, _) = unflatten::<SignOff>(&folded.fields);
    let counts = sign_off.counts;
    json!({
        "office_day": day(sign_off.office_day),
        "moments": counts.moments,
        "quick_enquiries": counts.quick_enquiries,
        "voided": counts.voided,
        "eligible": counts.eligible,
        "invited": counts.invited,
        "answered": counts.answered,
    })
}

pub fn context(subject: &EntityRef, folded: &Folded) -> Value {
    let (context, _) = unflatten::<DayContext>(&folded.fields);
    let marks = context.marks.iter().filter(|(_, set)| **set).map(|(mark, _)| mark);
    json!({
        "office_day": subject.id().parse::<NaiveDate>().ok().and_then(day),
        "counters_open": context.counters_open,
        "marks": marks.collect::<Vec<_>>(),
    })
}

/// Without who served how, which the office needs and an analyst must not have.
pub fn sums(folded: &Folded) -> Value {
    let (sums, _) = unflatten::<DaySums>(&folded.fields);
    let whole = sums.whole().and_then(|whole| serde_json::to_value(whole).ok());
    json!({
        "office_day": day(sums.day),
        "moments": sums.moments,
        "sums": whole.as_ref().and_then(|whole| whole.get("cells")),
    })
}
