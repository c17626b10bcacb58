//! `review`: the figures of an office day.

use crate::options::{Options, ReviewWords};
use crate::trouble::Trouble;
use crate::{Ending, output, session};
use moments_desk::review::{DayReview, InScope, ReviewFilter};
use moments_desk::words::{Channel, ClientRelationship, Outcome};

pub fn review(options: &Options, words: &ReviewWords) -> Result<Ending, Trouble> {
    let filter = ReviewFilter {
        workstation: words.workstation.clone(),
        service: words.service.clone(),
        channel: word(words.channel.as_deref(), Channel::parse)?,
        client: word(words.client.as_deref(), ClientRelationship::parse)?,
        outcome: word(words.outcome.as_deref(), Outcome::parse)?,
        hour: words.hour,
    };
    let session = session::to_read(options, "review")?;
    let day = session.desk.review_day(&session.actor, words.date.as_deref(), &filter)?;
    if options.json {
        output::json(&day)?
    } else {
        output::line(table(&day))?
    }
    Ok(Ending::Well)
}

/// A word of a closed set.
pub fn word<T>(said: Option<&str>, parse: fn(&str) -> Option<T>) -> Result<Option<T>, Trouble> {
    let known = |word: &str| {
        parse(word).ok_or_else(|| Trouble::Usage(format!("`{word}` is not one of the words here.")))
    };
    said.map(known).transpose()
}

/// A workstation, and of another one up to when its entries are here.
fn included(workstation: &InScope) -> String {
    let until = workstation.until.as_deref().and_then(|at| Some((at.get(..10)?, at.get(11..16)?)));
    match until {
        Some((day, time)) => format!("{} (last entry: {day} {time})", workstation.label),
        None => workstation.label.clone(),
    }
}

/// A short table; every figure of ratings has its n.
fn table(day: &DayReview) -> String {
    let included: Vec<String> = day.scope.workstations.iter().map(included).collect();
    let mut rows = vec![format!("{}, {}", day.date, included.join(", "))];
    if !day.scope.not_included.is_empty() {
        let missing: Vec<&str> = day.scope.not_included.iter().map(|w| w.label.as_str()).collect();
        let missing = missing.join(", ");
        rows.push(format!("not included, as nothing of this day has arrived: {missing}"));
    }
    rows.extend([
        row("moments", day.moments),
        row("  voluntary clients", day.voluntary),
        row("  involuntary clients", day.involuntary),
        row("  mixed", day.mixed),
        row("quick enquiries", day.quick_enquiries),
        row("eligible for a rating", day.eligible),
        row("  invited", day.invited),
        row("  answered", day.answered),
    ]);
    rows.extend(ratings(day));
    rows.push(String::new());
    rows.push("by service (lines, volume, served)".into());
    for service in &day.by_service {
        let name: String = service.name_en.chars().take(44).collect();
        rows.push(format!("  {name:<44}{:>6}{:>8}{:>8}", service.lines, service.volume, service.served));
    }
    rows.push("by outcome (lines)".into());
    rows.extend(
        day.by_outcome.iter().map(|total| row(&format!("  {}", total.word.replace('_', " ")), total.n)),
    );
    rows.join("\n")
}

fn ratings(day: &DayReview) -> Vec<String> {
    match (day.ratings.withheld, day.ratings.satisfied, day.ratings.mean) {
        (Some(_), _, _) => vec![format!("  ratings are shown from {} staff members on", day.staff_threshold)],
        (None, Some(satisfied), Some(mean)) => {
            vec![row("  satisfied (4 or 5)", satisfied), format!("{:<26}{mean:>6.2}", "  mean")]
        }
        _ => vec![format!("  ratings are shown from {} answers on", day.threshold)],
    }
}

fn row(name: &str, n: u32) -> String {
    format!("{name:<26}{n:>6}")
}
