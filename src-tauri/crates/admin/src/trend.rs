//! `trend`: weeks to years side by side.

use crate::options::{Options, TrendWords};
use crate::review::word;
use crate::trouble::Trouble;
use crate::{Ending, output, session};
use moments_desk::trends::{Trend, TrendForm, TrendPeriod};
use moments_desk::words::{Channel, TrendBy};

pub fn trend(options: &Options, words: &TrendWords) -> Result<Ending, Trouble> {
    let form = TrendForm {
        from: words.from.clone(),
        to: words.to.clone(),
        by: word(Some(&words.by), TrendBy::parse)?.unwrap_or(TrendBy::Month),
        workstation: words.workstation.clone(),
        service: words.service.clone(),
        channel: word(words.channel.as_deref(), Channel::parse)?,
    };
    let session = session::to_read(options, "trend")?;
    let trend = session.desk.trend(&session.actor, &form)?;
    if options.json {
        output::json(&trend)?
    } else {
        output::line(table(&trend))?
    }
    Ok(Ending::Well)
}

/// A line a period; a share has its n, and what is not shown is a dash.
fn table(trend: &Trend) -> String {
    let head = format!(
        "{:<24}{:>5}{:>9}{:>9}{:>10}{:>11}{:>7}",
        "period", "days", "moments", "invited", "answers", "satisfied", "index"
    );
    let mut rows = vec![head];
    rows.extend(trend.periods.iter().map(line));
    if trend.periods.len() > 1 {
        rows.push(line(&trend.whole));
    }
    rows.join("\n")
}

fn line(period: &TrendPeriod) -> String {
    let ratings = &period.ratings;
    let share = ratings.satisfied.map(|n| f64::from(n) / f64::from(ratings.n.max(1)) * 100.0);
    let shown =
        |figure: Option<f64>, unit: &str| figure.map_or("–".to_owned(), |f| format!("{f:.0}{unit}"));
    format!(
        "{:<24}{:>5}{:>9}{:>9}{:>10}{:>11}{:>7}",
        format!("{} {}", period.from, period.to),
        period.days,
        period.moments,
        period.invited,
        ratings.n,
        shown(share, " %"),
        shown(period.index, "")
    )
}
