//! `day`: the totals of an office day.

use crate::options::Options;
use crate::trouble::Trouble;
use crate::{Ending, output, session};
use moments_desk::review::{DayReview, ReviewFilter};

pub fn day(options: &Options, date: Option<&str>) -> Result<Ending, Trouble> {
    let session = session::to_read(options, "day")?;
    let day = session.desk.review_day(&session.actor, date, &ReviewFilter::default())?;
    if options.json {
        output::json(&day)?
    } else {
        output::line(table(&day))?
    }
    Ok(Ending::Well)
}

/// A short table; every figure of ratings has its n.
fn table(day: &DayReview) -> String {
    let workstations: Vec<&str> = day.scope.workstations.iter().map(|w| w.label.as_str()).collect();
    let mut rows = vec![
        format!("{}, {}", day.date, workstations.join(", ")),
        row("moments", day.moments),
        row("  voluntary clients", day.voluntary),
        row("  involuntary clients", day.involuntary),
        row("  mixed", day.mixed),
        row("quick enquiries", day.quick_enquiries),
        row("eligible for a rating", day.eligible),
        row("  invited", day.invited),
        row("  answered", day.answered),
        row("  satisfied (4 or 5)", day.satisfied),
    ];
    rows.push(match day.mean {
        Some(mean) => format!("{:<26}{mean:>6.2}", "  mean"),
        None => format!("{:<26}{:>6}", format!("  mean (from {} answers)", day.threshold), "–"),
    });
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

fn row(name: &str, n: u32) -> String {
    format!("{name:<26}{n:>6}")
}
