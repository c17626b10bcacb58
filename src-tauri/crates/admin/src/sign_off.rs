//! `sign-off`: signs an office day off, or shows its sign-offs and what changed since.

use crate::options::{Options, SignOffWords};
use crate::trouble::Trouble;
use crate::{Ending, output, session};
use moments_desk::review::{ChangeKind, DayCounts, DaySignOffs, HeadHere, JournalReach, LaterChange};

pub fn sign_off(options: &Options, words: &SignOffWords) -> Result<Ending, Trouble> {
    let date = Some(words.date.as_str());
    let day = if words.show {
        let session = session::to_read(options, "sign-off")?;
        session.desk.sign_offs(&session.actor, date)?
    } else {
        let session = session::to_write(options, "sign-off")?;
        session.desk.sign_off_day(&session.actor, date, words.note.as_deref())?
    };
    if options.json {
        output::json(&day)?
    } else {
        output::line(table(&day))?
    }
    Ok(Ending::Well)
}

fn table(day: &DaySignOffs) -> String {
    let mut rows = vec![day.date.clone()];
    if day.sign_offs.is_empty() {
        rows.push("not signed off".into());
    }
    for signed in &day.sign_offs {
        let by = signed.by.as_deref().unwrap_or("the command line");
        let warning = if signed.without_role { ", without the role for it" } else { "" };
        rows.push(format!("signed off at {} by {by}{warning}", time(&signed.signed_at)));
        if signed.note_erased {
            rows.push("  (the note was erased)".into());
        }
        rows.extend(signed.note.iter().flat_map(|note| note.lines()).map(|line| format!("  {line}")));
        rows.extend(counts(&signed.counts, &day.now));
        rows.extend(signed.journals.iter().map(journal));
        rows.push(match signed.changes.len() {
            0 => "  nothing has changed since".into(),
            n => format!("  {} since:", output::counted(n as u64, "change", "changes")),
        });
        rows.extend(signed.changes.iter().map(change));
    }
    rows.join("\n")
}

/// As signed; beside it what it is now, where that differs.
fn counts(then: &DayCounts, now: &DayCounts) -> Vec<String> {
    let row = |name: &str, then: u32, now: u32| {
        let differs = if then == now { String::new() } else { format!("   now {now}") };
        format!("  {name:<24}{then:>6}{differs}")
    };
    vec![
        row("moments", then.moments, now.moments),
        row("quick enquiries", then.quick_enquiries, now.quick_enquiries),
        row("voided", then.voided, now.voided),
        row("eligible for a rating", then.eligible, now.eligible),
        row("invited", then.invited, now.invited),
        row("answered", then.answered, now.answered),
        row("follow-ups opened", then.follow_ups, now.follow_ups),
    ]
}

fn journal(reach: &JournalReach) -> String {
    let name = if reach.workstation.label.is_empty() { "a workstation" } else { &reach.workstation.label };
    let here = match reach.here {
        HeadHere::Same => "",
        HeadHere::NotHere => ", which has not arrived here",
        HeadHere::Differs => ", and here that is another entry",
    };
    let up_to = reach.up_to.as_deref().map(|at| format!(" of {}", time(at))).unwrap_or_default();
    format!("  {name} up to entry {}{up_to}{here}", reach.seq)
}

fn change(change: &LaterChange) -> String {
    let what = match change.what {
        ChangeKind::Recorded => "recorded",
        ChangeKind::Amended => "amended",
        ChangeKind::Voided => "voided",
        ChangeKind::Restored => "restored",
        ChangeKind::Rated => "answer given",
        ChangeKind::NotRated => "ended without an answer",
        ChangeKind::Other => "written by a newer version",
    };
    let name = if change.name_en.is_empty() { "quick enquiry" } else { &change.name_en };
    format!(
        "    {}  {what}: {name} ({})",
        change.at.as_deref().map_or_else(|| "–".to_owned(), time),
        change.moment
    )
}

/// To the minute, with the office's own clock: `2026-11-24 16:42`.
fn time(instant: &str) -> String {
    instant.chars().take(16).map(|c| if c == 'T' { ' ' } else { c }).collect()
}
