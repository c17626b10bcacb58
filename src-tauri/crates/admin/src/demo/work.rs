//! A day's work: who comes when, waits how long, is served by whom, and how it ends. From a seed and the day alone.

use super::calendar::{CLOSES, OPENS, OfficeDay};
use super::people::Clerk;
use super::rating::{self, Experience};
use super::referrals;
use super::said::Said;
use super::services::{self, Asked};
use super::{chance, notes, pick, rng, weighted};
use chrono::{DateTime, Datelike, FixedOffset};
use moments_desk::moments::*;
use moments_desk::words::*;
use rand::RngExt;
use rand_chacha::ChaCha12Rng;

/// Clients whom one counter serves on a usual day.
const PER_COUNTER: f64 = 16.0;
/// Seconds between two clients of one counter.
const BREATH: i64 = 45;
/// Quick enquiries beside each moment.
const ENQUIRIES: f64 = 0.22;

/// What the days are made from.
pub struct Office<'a> {
    pub seed: u64,
    pub per_day: f64,
    pub clerks: &'a [Clerk],
    pub services: &'a [Asked],
    pub said: Said,
    /// Seconds after midnight of a day, in the office's time; `None` where the clocks leap.
    pub at: &'a dyn Fn(chrono::NaiveDate, i64) -> Option<DateTime<FixedOffset>>,
}

/// A moment of the day, and what became of its record later.
pub struct Worked {
    pub form: MomentForm,
    pub finished: DateTime<FixedOffset>,
    pub later: Later,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Later {
    Nothing,
    /// A supervisor corrected which contact it was.
    Amended,
    /// It was recorded twice, and one of the two was voided.
    Voided,
}

/// A counter, and when whoever serves there is free again.
struct Counter {
    clerk: usize,
    free_at: i64,
    lunch: i64,
}

struct Client<'a> {
    arrived: i64,
    services: Vec<&'a Asked>,
    language: &'static str,
}

/// Everything that was recorded on a day, in order.
pub fn day(office: &Office<'_>, day: OfficeDay) -> Vec<Worked> {
    let mut rng = rng(office.seed, day.date.num_days_from_ce().unsigned_abs().into());
    let n = day.visitors(office.per_day, &mut rng);
    let mut counters = counters(office, n, &mut rng);
    let mut worked = Vec::new();
    for arrived in day.arrivals(n, &mut rng) {
        if let Some(client) = client(office, arrived, &mut rng) {
            worked.extend(serve(office, day, &mut counters, &client, &mut rng));
        }
    }
    let enquiries = (n as f64 * ENQUIRIES * rng.random_range(0.7..1.3)).round() as usize;
    for at in day.arrivals(enquiries, &mut rng) {
        worked.extend(quick_enquiry(office, day, &counters, at, &mut rng));
    }
    worked.sort_by_key(|w| w.finished);
    worked
}

/// The counters that are open today, one for so many clients. The last of the staff stands in only when it is busy.
fn counters(office: &Office<'_>, n: usize, rng: &mut ChaCha12Rng) -> Vec<Counter> {
    let open = ((n as f64 / PER_COUNTER).ceil() as usize).max(2);
    let first = rng.random_range(0..office.clerks.len().max(1));
    let lunch = |place: usize| (11 * 60 + 30 + 40 * (place as i64 % 3)) * 60;
    (0..open)
        .map(|place| Counter {
            clerk: (first + place) % office.clerks.len().max(1),
            free_at: OPENS * 60,
            lunch: lunch(place),
        })
        .collect()
}

fn client<'a>(office: &Office<'a>, arrived: i64, rng: &mut ChaCha12Rng) -> Option<Client<'a>> {
    let first = services::draw(office.services, rng)?;
    let mut wanted = vec![first];
    if chance(rng, 0.11) {
        let often = office.services.iter().find(|s| first.next.first() == Some(&s.key));
        let second = if chance(rng, 0.6) { often } else { services::draw(office.services, rng) };
        wanted.extend(second.filter(|s| s.key != first.key));
    }
    let others: &[&'static str] = &["iu", "es", "ar", "pa", "zh-Hant", "tl", "uk"];
    let language = match weighted(rng, &[57.0, 36.0, 7.0]) {
        0 => "en",
        1 => "fr",
        _ => *pick(rng, others),
    };
    Some(Client { arrived, services: wanted, language })
}

fn serve(
    office: &Office<'_>,
    day: OfficeDay,
    counters: &mut [Counter],
    client: &Client<'_>,
    rng: &mut ChaCha12Rng,
) -> Option<Worked> {
    // Somebody at the door looks at papers first.
    let ready = client.arrived + (-(rng.random_range(0.001_f64..1.0)).ln() * 170.0) as i64;
    let free = |c: &Counter| {
        let from = c.free_at.max(ready);
        if (c.lunch..c.lunch + 30 * 60).contains(&from) { c.lunch + 30 * 60 } else { from }
    };
    let soonest = counters.iter().map(free).min()?;
    let counter = counters.iter_mut().find(|c| free(c) == soonest)?;
    let started = free(counter);
    let waited = (started - client.arrived) / 60;
    let phone = chance(rng, 0.07);
    let (outcome, barriers) = how_it_ended(rng, day, client, waited);
    let usual: i64 = client.services.iter().map(|s| s.seconds(rng)).sum();
    let spent = match outcome {
        Outcome::Served => usual,
        Outcome::PartlyServed => usual * 9 / 10,
        Outcome::Referred => usual / 2,
        Outcome::TurnedAway => usual * 2 / 3,
        Outcome::Left => (usual / 4).max(30),
    };
    counter.free_at = started + spent + BREATH;
    let clerk = office.clerks.get(counter.clerk)?;
    let start = (office.at)(day.date, started)?;
    let finished = (office.at)(day.date, started + spent)?;
    let arrived = (office.at)(day.date, client.arrived)?;
    let told = Told { outcome, barriers, waited, phone, start, finished, arrived };
    let form = form(office.said, clerk, client, &told, rng);
    let later = match weighted(rng, &[97.6, 1.5, 0.9]) {
        0 => Later::Nothing,
        1 => Later::Amended,
        _ => Later::Voided,
    };
    Some(Worked { form, finished, later })
}

struct Told {
    outcome: Outcome,
    barriers: Vec<Barrier>,
    waited: i64,
    phone: bool,
    start: DateTime<FixedOffset>,
    finished: DateTime<FixedOffset>,
    arrived: DateTime<FixedOffset>,
}

fn how_it_ended(
    rng: &mut ChaCha12Rng,
    day: OfficeDay,
    client: &Client<'_>,
    waited: i64,
) -> (Outcome, Vec<Barrier>) {
    let first = client.services.first().map_or(Relationship::Voluntary, |s| s.relationship);
    let storm = if day.storm { 3.0 } else { 1.0 };
    let bound = if first == Relationship::Voluntary { 1.0 } else { 1.7 };
    let leaves = if waited > 20 { 9.0 } else { 1.4 };
    let outcome = match weighted(rng, &[80.0, 6.0 * storm, 6.5, 3.2 * bound, leaves]) {
        0 => Outcome::Served,
        1 => Outcome::PartlyServed,
        2 => Outcome::Referred,
        3 => Outcome::TurnedAway,
        _ => Outcome::Left,
    };
    let mut barriers = Vec::new();
    match outcome {
        Outcome::Served => {}
        Outcome::PartlyServed if day.storm => barriers.push(Barrier::SystemDown),
        Outcome::PartlyServed => barriers.push(*pick(
            rng,
            &[
                Barrier::MissingDocument,
                Barrier::MissingDocument,
                Barrier::UnclearInformation,
                Barrier::SystemDown,
            ],
        )),
        Outcome::Referred => barriers
            .push(*pick(rng, &[Barrier::WrongOffice, Barrier::WrongOffice, Barrier::UnclearInformation])),
        Outcome::TurnedAway => barriers.push(*pick(
            rng,
            &[
                Barrier::MissingDocument,
                Barrier::MissingDocument,
                Barrier::NotEligible,
                Barrier::Cost,
                Barrier::Hours,
            ],
        )),
        Outcome::Left => barriers.push(if waited > 10 {
            Barrier::Wait
        } else {
            *pick(rng, &[Barrier::Other, Barrier::Hours])
        }),
    }
    if !matches!(client.language, "en" | "fr") && chance(rng, 0.35) {
        barriers.push(Barrier::Language);
    }
    if chance(rng, 0.03) {
        barriers.push(*pick(rng, &[Barrier::DigitalAccess, Barrier::DisabilityAccess, Barrier::Distance]));
    }
    (outcome, barriers)
}

fn form(said: Said, clerk: &Clerk, client: &Client<'_>, told: &Told, rng: &mut ChaCha12Rng) -> MomentForm {
    let channel = match told.phone {
        true => Channel::Phone,
        false => match weighted(rng, &[96.0, 2.0, 1.2, 0.8]) {
            0 => Channel::InPerson,
            1 => Channel::Video,
            2 => Channel::MobileOutreach,
            _ => Channel::Written,
        },
    };
    let language = language(rng, clerk, client);
    let lines: Vec<LineForm> =
        client.services.iter().zip(0..).map(|(asked, place)| line(rng, asked, told, place)).collect();
    let relationship = |line: &LineForm, asked: &Asked| line.relationship.unwrap_or(asked.relationship);
    let principal =
        lines.first().zip(client.services.first()).map(|(l, a)| relationship(l, a)).unwrap_or_default();
    let eligible = matches!(channel, Channel::InPerson | Channel::Video);
    let experience = Experience {
        relationship: principal,
        outcome: told.outcome,
        waited_minutes: told.waited,
        other_language: language.requested.is_some() && language.provided.is_some(),
        french: language.provided.as_deref().or(language.requested.as_deref()) == Some("fr"),
        interpreted: language.interpreter.is_some(),
    };
    let gone = told.outcome == Outcome::Left || chance(rng, 0.02);
    let withdrawn = if !eligible {
        None
    } else if gone {
        Some(WithdrawReason::ClientGone)
    } else {
        chance(rng, 0.008).then(|| {
            *pick(rng, &[WithdrawReason::Language, WithdrawReason::Disability, WithdrawReason::Safety])
        })
    };
    let rating = match withdrawn {
        _ if !eligible => None,
        Some(_) => Some(RatingForm { state: Some(RatingState::Withdrawn), ..RatingForm::default() }),
        None => Some(rating::answer(rng, &experience, said.rated)),
    };
    let overall = rating.as_ref().and_then(|r| r.overall);
    let noted = if told.barriers.is_empty() { 0.16 } else { 0.5 };
    let first = client.services.first();
    MomentForm {
        id: Some(id(rng, told.start)),
        started_at: Some(told.start.to_rfc3339()),
        finished_at: Some(told.finished.to_rfc3339()),
        time_source: chance(rng, 0.03).then_some(TimeSource::StartedLate),
        channel: (channel != Channel::InPerson || chance(rng, 0.1)).then_some(channel),
        services: Some(lines),
        wait: if eligible { wait(rng, told) } else { None },
        language: Some(language),
        contact: match weighted(rng, &[42.0, 11.0, 4.0, 43.0]) {
            0 => Some(ContactNo::First),
            1 => Some(ContactNo::Second),
            2 => Some(ContactNo::ThirdOrMore),
            _ => None,
        },
        barriers: (!told.barriers.is_empty()).then(|| told.barriers.clone()),
        came_from: chance(rng, 0.07).then(|| referrals::referral(rng, None)),
        sent_to: (told.outcome == Outcome::Referred).then(|| {
            let kinds = [
                ReferralKind::InformationOnly,
                ReferralKind::InformationOnly,
                ReferralKind::AppointmentMade,
                ReferralKind::WarmHandover,
                ReferralKind::DoneHereForThem,
            ];
            let kind = *pick(rng, &kinds);
            referrals::referral(rng, Some(kind))
        }),
        offers: first
            .filter(|_| told.outcome == Outcome::Served)
            .and_then(|asked| referrals::offers(rng, asked)),
        life_event: first.and_then(|asked| asked.life_event).filter(|_| chance(rng, 0.3)),
        feedback: feedback(rng, overall),
        withdrawn,
        rating,
        note: chance(rng, said.noted.unwrap_or(noted)).then(|| {
            let note = notes::note(rng, clerk.french, told.outcome, &told.barriers);
            if said.noted.is_some() { notes::longer(rng, clerk.french, note) } else { note }
        }),
        staff: Some(clerk.name.to_owned()),
        ..MomentForm::default()
    }
}

/// Ids in the order of time, as the counter makes them.
fn id(rng: &mut ChaCha12Rng, at: DateTime<FixedOffset>) -> MomentId {
    let millis = u64::try_from(at.timestamp_millis()).unwrap_or(0);
    let mut random = [0; 10];
    for byte in &mut random {
        *byte = rng.random_range(0..=u8::MAX);
    }
    MomentId(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
}

fn line(rng: &mut ChaCha12Rng, asked: &Asked, told: &Told, place: usize) -> LineForm {
    // What comes second is usually served also where the first was not.
    let outcome = if place == 0 || chance(rng, 0.3) { told.outcome } else { Outcome::Served };
    let relationship = match weighted(rng, &[74.0, 20.0, 6.0]) {
        0 => None,
        1 => Some(asked.relationship),
        _ => Some(match asked.relationship {
            Relationship::Voluntary => Relationship::InvoluntaryObligation,
            Relationship::InvoluntaryObligation | Relationship::InvoluntaryRightsOfOthers => {
                Relationship::Voluntary
            }
        }),
    };
    let stands = relationship.unwrap_or(asked.relationship);
    let weighs = stands == Relationship::InvoluntaryRightsOfOthers || outcome == Outcome::TurnedAway;
    let asked_about = weighs && chance(rng, 0.7);
    let interests = [
        Interest::Safety,
        Interest::AnotherPerson,
        Interest::PublicFunds,
        Interest::EqualTreatment,
        Interest::Environment,
    ];
    LineForm {
        line: None,
        service: asked.key.clone(),
        quantity: chance(rng, 0.05).then(|| rng.random_range(2..=4)),
        relationship,
        outcome: (outcome != Outcome::Served || chance(rng, 0.12)).then_some(outcome),
        stage: (outcome == Outcome::Left)
            .then(|| *pick(rng, &[Stage::BeforeGreeting, Stage::DuringPreparation, Stage::DuringService])),
        stage_by: None,
        interests: asked_about.then(|| vec![*pick(rng, &interests)]),
        decision_explained: asked_about.then(|| chance(rng, 0.88)),
        recourse_told: asked_about.then(|| chance(rng, 0.72)),
    }
}

fn wait(rng: &mut ChaCha12Rng, told: &Told) -> Option<WaitForm> {
    match weighted(rng, &[62.0, 18.0, 20.0]) {
        0 => Some(WaitForm { arrived_at: Some(told.arrived.to_rfc3339()), band: None }),
        1 => {
            let band = match told.waited {
                ..5 => WaitBand::Under5,
                5..15 => WaitBand::From5To15,
                15..25 => WaitBand::From15To25,
                _ => WaitBand::Over25,
            };
            Some(WaitForm { arrived_at: None, band: Some(band) })
        }
        _ => None,
    }
}

fn language(rng: &mut ChaCha12Rng, clerk: &Clerk, client: &Client<'_>) -> LanguageForm {
    let active_offer = match weighted(rng, &[68.0, 7.0, 25.0]) {
        0 => Some(true),
        1 => Some(false),
        _ => None,
    };
    let wanted = client.language;
    let official = matches!(wanted, "en" | "fr");
    // English is the office's default: it is often left as it is.
    let requested = (wanted != "en" || chance(rng, 0.35)).then(|| wanted.to_owned());
    let unlike = if wanted == "fr" && !clerk.french { 0.11 } else { 0.01 };
    let (provided, interpreter) = if official {
        let other = if wanted == "fr" { "en" } else { "fr" };
        (chance(rng, unlike).then(|| other.to_owned()), None)
    } else {
        let who = [
            Interpreter::Professional,
            Interpreter::CompanionAdult,
            Interpreter::CompanionAdult,
            Interpreter::Staff,
            Interpreter::CompanionMinor,
        ];
        let who = chance(rng, 0.7).then(|| *pick(rng, &who));
        (who.is_none().then(|| if clerk.french { "fr" } else { "en" }.to_owned()), who)
    };
    let requested = if provided.is_some() { Some(wanted.to_owned()) } else { requested };
    LanguageForm { active_offer, requested, provided, interpreter }
}

fn feedback(rng: &mut ChaCha12Rng, overall: Option<u8>) -> Option<Vec<Feedback>> {
    let (complains, praises) = match overall {
        Some(1..=2) => (0.2, 0.0),
        Some(5) => (0.0, 0.06),
        _ => (0.01, 0.01),
    };
    if chance(rng, complains) {
        return Some(vec![Feedback::Complaint]);
    }
    if chance(rng, praises) {
        return Some(vec![Feedback::Compliment]);
    }
    chance(rng, 0.012).then(|| vec![Feedback::Suggestion])
}

fn quick_enquiry(
    office: &Office<'_>,
    day: OfficeDay,
    counters: &[Counter],
    at: i64,
    rng: &mut ChaCha12Rng,
) -> Option<Worked> {
    let start = (office.at)(day.date, at.min(CLOSES * 60 - 60))?;
    let finished = start + chrono::TimeDelta::seconds(rng.random_range(15..75));
    let clerk = office.clerks.get(pick(rng, counters).clerk)?;
    let form = MomentForm {
        id: Some(id(rng, start)),
        started_at: Some(start.to_rfc3339()),
        finished_at: Some(finished.to_rfc3339()),
        quick_enquiry: Some(true),
        channel: chance(rng, 0.3).then_some(Channel::Phone),
        staff: Some(clerk.name.to_owned()),
        ..MomentForm::default()
    };
    Some(Worked { form, finished, later: Later::Nothing })
}
