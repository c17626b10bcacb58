//! `draws`: an office day's draw of invitations, drawn again from the journal. A draw that differs is a fault.

use crate::options::Options;
use crate::trouble::Trouble;
use crate::{Ending, output, session};
use moments_desk::review::{DrawCheck, DrawDifference};

pub fn draws(options: &Options, date: Option<&str>) -> Result<Ending, Trouble> {
    let session = session::to_read(options, "draws")?;
    let check = session.desk.verify_draws(&session.actor, date)?;
    if options.json {
        output::json(&check)?
    } else {
        output::line(table(&check))?
    }
    Ok(if check.differ.is_empty() { Ending::Well } else { Ending::Refused })
}

fn table(check: &DrawCheck) -> String {
    let workstations: Vec<&str> = check.workstations.iter().map(|w| w.label.as_str()).collect();
    let mut rows = vec![
        format!("{}, {}", check.date, workstations.join(", ")),
        row("moments drawn again", check.checked),
        row("  invited", check.invited),
        format!("{:<34}{:>6.1}", "  expected by the policy", check.expected),
        row("  differ", u32::try_from(check.differ.len()).unwrap_or(u32::MAX)),
        row("opened and discarded, or lost", check.discarded),
        row("  of these, invited", check.discarded_invited),
        row("out of turn", check.out_of_turn),
        row("without a draw, not checkable", check.not_checkable),
    ];
    rows.extend(check.differ.iter().map(|one| {
        let why = match one.why {
            DrawDifference::Invited => "the invitation is not what was drawn",
            DrawDifference::Question => "another question than was drawn",
            DrawDifference::UsedTwice => "its number was used before",
            DrawDifference::NotThisDraw => "drawn by what was never this workstation's policy",
        };
        format!("  {} at {}: {why} ({})", one.short_no, one.workstation, one.moment)
    }));
    rows.join("\n")
}

fn row(name: &str, n: u32) -> String {
    format!("{name:<34}{n:>6}")
}
