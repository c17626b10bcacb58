//! `backup`: copies of the store, made, listed, rehearsed and put back.

use crate::options::{BackupVerb, Options};
use crate::trouble::Trouble;
use crate::{Ending, PROGRAM, output, session};
use moments_desk::ApiError;
use moments_desk::backups::{BackupItem, BackupsView, RecoveryView, StepView};

pub fn backup(options: &Options, verb: &BackupVerb) -> Result<Ending, Trouble> {
    if let BackupVerb::FromCopy { folder } = verb {
        let code = session::recovery_code(options)?;
        let desk = session::desk(options)?;
        desk.set_up_from_copy(PROGRAM, folder, &code)?;
        output::line("The office was put back from its newest copy.".to_owned())?;
        return Ok(Ending::Well);
    }
    let session = if matches!(verb, BackupVerb::List) {
        session::to_read(options, "backup")?
    } else {
        session::to_write(options, "backup")?
    };
    let (desk, actor) = (&session.desk, &session.actor);
    match verb {
        BackupVerb::Make => desk.back_up_now(actor)?,
        BackupVerb::Rehearse => desk.rehearse_now(actor)?,
        BackupVerb::Restore { name } => desk.restore_copy(actor, name)?,
        BackupVerb::Second { folder } => desk.set_second_folder(actor, folder.clone())?,
        BackupVerb::List | BackupVerb::FromCopy { .. } => {}
    }
    let view = desk.backups(actor)?;
    if options.json {
        output::json(&view)?
    } else {
        output::line(table(&view))?
    }
    let failed = [&view.copy, &view.second, &view.rehearsal, &view.proof, &view.pages];
    let failed = failed.into_iter().flatten().any(|step| step.error.is_some());
    Ok(if failed { Ending::Refused } else { Ending::Well })
}

fn table(view: &BackupsView) -> String {
    let mut rows: Vec<String> = view.copies.iter().map(copy).collect();
    if rows.is_empty() {
        rows.push("no copies".into());
    }
    rows.push(format!(
        "{} since the newest",
        output::counted(u64::from(view.entries_since), "entry", "entries")
    ));
    rows.push(format!("second folder: {}", view.second_folder.as_deref().unwrap_or("none")));
    for (name, step) in [
        ("last copy", &view.copy),
        ("second folder", &view.second),
        ("every page", &view.pages),
        ("proof", &view.proof),
        ("rehearsal", &view.rehearsal),
    ] {
        rows.extend(step.as_ref().map(|step| last(name, step)));
    }
    rows.extend(view.recoveries.iter().map(recovery));
    rows.join("\n")
}

fn copy(copy: &BackupItem) -> String {
    let place = if copy.second { "  in the second folder" } else { "" };
    format!("{}  {:>9} entries  {:>9} KiB{place}", copy.name, copy.entries, copy.size)
}

fn last(name: &str, step: &StepView) -> String {
    let how = step.error.map_or("well".to_owned(), |code| crate::trouble::sentence(&ApiError::from(code)));
    format!("{name:<16}{}  {how}", step.at)
}

fn recovery(told: &RecoveryView) -> String {
    let from =
        told.copy_made_at.as_ref().map_or("without a copy".to_owned(), |at| format!("from the copy of {at}"));
    let gaps: Vec<String> = told.missing.iter().map(|gap| format!("{}-{}", gap.from, gap.to)).collect();
    let missing = match (told.lost, told.exact) {
        (0, true) => "nothing is missing".to_owned(),
        (0, false) => format!("whole to entry {}; whether there were more is not known", told.whole_to),
        (_, true) => format!("missing: entries {}", gaps.join(", ")),
        (_, false) => format!("missing at least: entries {}", gaps.join(", ")),
    };
    format!("put back at {} {from}; {} taken over; {missing}", told.at, told.taken_over)
}
