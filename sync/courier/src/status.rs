//! What the courier says about each place: for a person, and as JSON for the desk and for monitoring.

use crate::config::{Config, PlaceConfig};
use crate::outbox::{self, Lying};
use crate::shape::BUNDLE_BYTES;
use crate::state::{self, OfPlace, State};
use crate::trouble::Trouble;
use crate::{hours, pass};
use chrono::{DateTime, FixedOffset, SecondsFormat, Utc};
use serde::Serialize;
use std::fmt::Write;

#[derive(Debug, Serialize)]
pub struct Status {
    pub office: String,
    pub places: Vec<PlaceStatus>,
}

/// Times are RFC 3339 in UTC.
#[derive(Debug, Serialize)]
pub struct PlaceStatus {
    pub name: String,
    pub target: String,
    pub last_success: Option<String>,
    pub last_try: Option<String>,
    pub last_error: Option<String>,
    /// Tries in a row that failed.
    pub failures: u32,
    pub waiting_files: u64,
    pub waiting_bytes: u64,
    pub carried_up: u64,
    pub carried_down: u64,
    pub next_try: Option<String>,
    pub paused_by_hours: bool,
    /// Files at the place that are no bundles, and files on either side that are too large: passed over.
    pub other_names: u64,
    pub too_large: u64,
}

impl Status {
    /// Reads what the courier last wrote down, and what lies in the outbox now.
    pub fn read(config: &Config, now: DateTime<FixedOffset>) -> Result<Self, Trouble> {
        // What can't be understood is set aside at the next start, and everything is compared again.
        let state = state::read(&config.state)?.and_then(Result::ok).unwrap_or_default();
        let lying = outbox::list(&config.outbox)?;
        let places = config.places.iter().map(|place| of_place(place, &state, &lying, now)).collect();
        Ok(Self { office: config.office.clone(), places })
    }

    /// A few lines for each place.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for of in &self.places {
            let none = || "never".to_owned();
            // Writing into a text can't fail.
            let _ = writeln!(
                text,
                "{} ({})\n  last success: {}\n  last try:     {}\n  next try:     {}\n  waiting:      {} files, {} bytes\n  \
                 carried:      {} up, {} down",
                of.name,
                of.target,
                of.last_success.clone().unwrap_or_else(none),
                of.last_try.clone().unwrap_or_else(none),
                if of.paused_by_hours {
                    "when its hours begin"
                } else {
                    of.next_try.as_deref().unwrap_or("at once")
                },
                of.waiting_files,
                of.waiting_bytes,
                of.carried_up,
                of.carried_down,
            );
            if of.other_names + of.too_large > 0 {
                let _ = writeln!(
                    text,
                    "  passed over:  {} files that are no bundles, {} that are too large",
                    of.other_names, of.too_large
                );
            }
            if let Some(error) = &of.last_error {
                let _ = writeln!(text, "  {error}");
            }
        }
        text
    }
}

fn of_place(place: &PlaceConfig, state: &State, lying: &[Lying], now: DateTime<FixedOffset>) -> PlaceStatus {
    let target = pass::target(place);
    let nothing = OfPlace::default();
    let of = state.places.get(&place.name).filter(|of| of.target == target).unwrap_or(&nothing);
    let carried =
        |file: &Lying| of.carried.get(file.name.as_str()).is_some_and(|carried| carried.stamp == file.stamp);
    let waiting = || {
        lying.iter().filter(|file| {
            place.carries.contains(&file.name.kind) && file.bytes <= BUNDLE_BYTES && !carried(file)
        })
    };
    let time = |ms: Option<i64>| {
        let at = ms.and_then(DateTime::<Utc>::from_timestamp_millis);
        at.map(|at| at.to_rfc3339_opts(SecondsFormat::Secs, true))
    };
    PlaceStatus {
        name: place.name.clone(),
        target,
        last_success: time(of.told.last_success_ms),
        last_try: time(of.told.last_try_ms),
        last_error: of.told.last_error.clone(),
        failures: of.told.failures,
        waiting_files: waiting().map(|_| 1).sum(),
        waiting_bytes: waiting().map(|file| file.bytes).sum(),
        carried_up: of.told.carried_up,
        carried_down: of.told.carried_down,
        next_try: time(of.told.next_try_ms),
        paused_by_hours: !hours::open(&place.hours, now),
        other_names: of.told.other_names,
        too_large: of.told.too_large,
    }
}
