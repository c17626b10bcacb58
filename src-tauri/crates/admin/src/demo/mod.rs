//! `demo`: an office with days of believable work that end today, through the same record path as `record`.
//!
//! The same seed gives the same days, whatever their number: a longer demonstration holds the shorter one, and running it
//! again adds only what is new. It leaves an office alone in which somebody has worked: a journal can't be cleaned again.

mod calendar;
mod follow_ups;
mod needs;
mod notes;
mod people;
mod rating;
mod referrals;
mod said;
mod services;
mod work;

use crate::options::{DemoWords, Options};
use crate::output::counted;
use crate::trouble::Trouble;
use crate::{Ending, PROGRAM, output, session};
use calendar::OfficeDay;
use chrono::{DateTime, TimeZone, Timelike, Utc};
use moments_desk::moments::MomentForm;
use moments_desk::review::ReviewFilter;
use moments_desk::setup::{KeyStorage, NewOffice};
use moments_desk::words::{ContactNo, MomentId, Origin, VoidReason};
use moments_desk::{Actor, Clock, Desk, ErrorCode};
use needs::Needs;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha12Rng;
use said::Said;
use serde::Serialize;
use session::Session;
use std::sync::{Arc, Mutex, PoisonError};
use work::{Later, Worked};

const TIME_ZONE: &str = "America/Toronto";
/// Days between two words about how far it is.
const PROGRESS_DAYS: usize = 10;

/// What was made.
#[derive(Debug, Default, Serialize)]
struct Made {
    days: usize,
    first_day: Option<String>,
    last_day: Option<String>,
    moments: u32,
    quick_enquiries: u32,
    already_there: u32,
}

pub fn demo(options: &Options, words: &DemoWords) -> Result<Ending, Trouble> {
    let clock = DemoClock::default();
    let desk = session::desk_at(options, clock.shared())?;
    let made_here = !desk.has_office();
    if made_here {
        // Its people came before its first day.
        clock.set(Some(Utc::now() - chrono::TimeDelta::days(i64::from(words.days) * 2 + 7)));
    }
    let session = if made_here {
        new_office(options, desk)?
    } else {
        drop(desk);
        session::to_write(options, "demo")?
    };
    let Session { desk, actor } = session;
    let place = desk.place()?;
    let now = place.local(Utc::now());
    let minute = i64::from(now.num_seconds_from_midnight()) / 60;
    let days = calendar::office_days(calendar::last_day(now.date_naive(), minute), words.days, words.seed);
    refuse_real_work(&desk, &actor, &days)?;
    let hired = people::hire(&desk, &actor, made_here)?;
    referrals::directory(&desk, &actor, made_here)?;
    if words.bench {
        services::add_own(&desk, &actor)?;
    }
    let services = services::asked_for(&desk.services()?);
    let clerks = people::clerks();
    let at = |date: chrono::NaiveDate, seconds: i64| {
        let midnight = date.and_hms_opt(0, 0, 0)?;
        let local = midnight + chrono::TimeDelta::seconds(seconds);
        place.zone.from_local_datetime(&local).earliest().map(|t| place.local(t.to_utc()))
    };
    let office = work::Office {
        seed: words.seed,
        per_day: f64::from(words.per_day),
        clerks: &clerks,
        services: &services,
        said: if words.bench { Said::BENCH } else { Said::BELIEVABLE },
        at: &at,
    };
    let mut made = Made {
        days: days.len(),
        first_day: days.first().map(|d| d.date.to_string()),
        last_day: days.last().map(|d| d.date.to_string()),
        ..Made::default()
    };
    // Their owners' PINs are known only where they were given here.
    let mut needs = made_here.then(Needs::default);
    for (done, day) in (1..).zip(&days) {
        for mut worked in work::day(&office, *day).into_iter().filter(|w| w.finished <= now) {
            let part = needs.as_mut().and_then(|needs| needs.tie(&mut worked, day.date));
            if made_here {
                clock.set(Some(worked.finished.to_utc()));
            }
            if let Some((needs, part)) = needs.as_mut().zip(part.as_ref()) {
                needs.before(&desk, part)?;
            }
            record(&desk, &actor, &worked, &mut made)?;
            if let Some((needs, part)) = needs.as_mut().zip(part.as_ref()) {
                needs.after(&desk, part)?;
            }
        }
        if done % PROGRESS_DAYS == 0 {
            output::say(&format_args!("{done} of {} days", days.len()));
        }
    }
    clock.set(None);
    if made_here {
        follow_ups::see_to(&desk)?;
    }
    desk.close();
    tell(options, &made, &hired, made_here)?;
    Ok(Ending::Well)
}

/// The clock of the demonstration's desk: its entries are written when its people would have written them.
#[derive(Clone, Default)]
struct DemoClock(Arc<Mutex<Option<DateTime<Utc>>>>);

impl DemoClock {
    /// Stands at this time; `None`: goes with the system's.
    fn set(&self, at: Option<DateTime<Utc>>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = at;
    }

    fn shared(&self) -> Clock {
        let clock = self.clone();
        Arc::new(move || clock.0.lock().unwrap_or_else(PoisonError::into_inner).unwrap_or_else(Utc::now))
    }
}

fn new_office(options: &Options, desk: Desk) -> Result<Session, Trouble> {
    if session::key_file(options).is_none() {
        return Err(Trouble::Usage(
            "There is no office in this home yet. To make one for a demonstration, name a key file with --key-file.".into(),
        ));
    }
    if options.staff.is_some() {
        return Err(Trouble::Usage(
            "There is no office in this home yet, so nobody can act in it: leave --as away.".into(),
        ));
    }
    desk.set_up(
        PROGRAM,
        &NewOffice {
            name_en: "Rivermouth Service Centre".into(),
            name_fr: "Centre de services de l’Embouchure".into(),
            organization_en: "Department of Public Service (demonstration)".into(),
            organization_fr: "Ministère du Service public (démonstration)".into(),
            time_zone: TIME_ZONE.into(),
            languages: vec!["en".into(), "fr".into()],
            workstation: "Counter 1 / Guichet 1".into(),
            administrator: people::ADMINISTRATOR.into(),
            pin: people::PIN.into(),
            key_storage: KeyStorage::KeyFile,
            starter_catalogue: true,
        },
    )?;
    let actor = desk.act_as_cli("demo")?;
    Ok(Session { desk, actor })
}

/// Work from a counter of this office in these days is real.
fn refuse_real_work(desk: &Desk, actor: &Actor, days: &[OfficeDay]) -> Result<(), Trouble> {
    let everything = ReviewFilter::default();
    for day in days {
        let date = day.date.to_string();
        let mut next = None;
        loop {
            let page = desk.review_moments(actor, Some(&date), &everything, next.as_deref())?;
            if page.items.iter().any(|item| item.origin == Origin::Live) {
                return Err(Trouble::RealWork);
            }
            if page.next.is_none() {
                break;
            }
            next = page.next;
        }
    }
    Ok(())
}

fn record(desk: &Desk, actor: &Actor, worked: &Worked, made: &mut Made) -> Result<(), Trouble> {
    let saved = match desk.record(actor, &worked.form, Origin::Cli) {
        Ok(saved) => saved,
        // Made by an earlier version of the demonstration, or under other settings: it stays.
        Err(error) if error.code == ErrorCode::Conflict => {
            made.already_there += 1;
            return Ok(());
        }
        Err(error) => return Err(error.into()),
    };
    if saved.already_there {
        made.already_there += 1;
        return Ok(());
    }
    if worked.form.quick_enquiry == Some(true) {
        made.quick_enquiries += 1;
    } else {
        made.moments += 1;
    }
    match worked.later {
        Later::Nothing => {}
        Later::Amended => amend(desk, actor, saved.item.id)?,
        Later::Voided => {
            desk.void(actor, saved.item.id, VoidReason::Duplicate, None)?;
        }
    }
    Ok(())
}

fn amend(desk: &Desk, actor: &Actor, id: MomentId) -> Result<(), Trouble> {
    let form = MomentForm { contact: Some(ContactNo::Second), ..desk.moment(actor, id)?.form };
    desk.amend(actor, id, &form, "Contact number corrected after the client’s letter was found")?;
    Ok(())
}

fn tell(options: &Options, made: &Made, hired: &[String], made_here: bool) -> Result<(), Trouble> {
    if options.json {
        return output::json(made);
    }
    output::line(format_args!(
        "{} from {} to {}: {} and {} recorded, {} there already.",
        counted(made.days as u64, "office day", "office days"),
        made.first_day.as_deref().unwrap_or("–"),
        made.last_day.as_deref().unwrap_or("–"),
        counted(made.moments, "moment", "moments"),
        counted(made.quick_enquiries, "quick enquiry", "quick enquiries"),
        made.already_there,
    ))?;
    people::tell(hired, made_here)
}

/// Randomness of a seed for one purpose: a day, or a question about the calendar.
fn rng(seed: u64, purpose: u64) -> ChaCha12Rng {
    let mut rng = ChaCha12Rng::seed_from_u64(seed);
    rng.set_stream(purpose);
    rng
}

fn chance(rng: &mut ChaCha12Rng, share: f64) -> bool {
    rng.random_range(0.0..1.0) < share
}

/// The place of one of these weights, drawn by weight.
fn weighted(rng: &mut ChaCha12Rng, weights: &[f64]) -> usize {
    let mut left = rng.random_range(0.0..1.0) * weights.iter().sum::<f64>();
    for (place, weight) in weights.iter().enumerate() {
        left -= weight;
        if left < 0.0 {
            return place;
        }
    }
    weights.len().saturating_sub(1)
}

/// One of a list that is not empty.
#[expect(
    clippy::indexing_slicing,
    reason = "the place is drawn within the list; an empty one is a defect of this module"
)]
fn pick<'a, T>(rng: &mut ChaCha12Rng, all: &'a [T]) -> &'a T {
    &all[rng.random_range(0..all.len())]
}

/// About a normal distribution: the sum of twelve even draws has mean 6 and variance 1.
fn normal(rng: &mut ChaCha12Rng) -> f64 {
    (0..12).map(|_| rng.random_range(0.0..1.0)).sum::<f64>() - 6.0
}
