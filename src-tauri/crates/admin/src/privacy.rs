//! `retention` and `erase`: what was kept for its time, and what a supervisor erases.

use crate::options::{EraseWords, Options};
use crate::trouble::Trouble;
use crate::{Ending, output, session};
use moments_desk::privacy::{RedactionForm, RedactionOf, RedactionPreview, RetentionRun, RetentionView};
use moments_desk::words::{ErasureReason, ErasureScope};
use moments_desk::{ApiError, ErrorCode};
use serde_json::json;

pub fn retention(options: &Options, run: bool, confirm_date: Option<&str>) -> Result<Ending, Trouble> {
    if !run && confirm_date.is_none() {
        let session = session::to_read(options, "retention")?;
        let view = session.desk.retention(&session.actor)?;
        if options.json {
            output::json(&view)?
        } else {
            output::line(told(&view))?
        }
        return Ok(Ending::Well);
    }
    let session = session::to_write(options, "retention")?;
    // For supervisors and administrators, as what it shows is.
    session.desk.retention(&session.actor)?;
    if let Some(date) = confirm_date {
        session.desk.confirm_date(&session.actor, date)?;
    }
    let ran = if run { Some(session.desk.run_retention()?) } else { None };
    let (words, ending) = match ran {
        None => ("the date is confirmed".to_owned(), Ending::Well),
        Some(RetentionRun::Done) => ("it ran today already".to_owned(), Ending::Well),
        Some(RetentionRun::ClockInDoubt) => {
            ("the clock is in doubt, nothing was erased: see --confirm-date".to_owned(), Ending::Refused)
        }
        Some(RetentionRun::Ran { erased }) => {
            (format!("erased {}", output::counted(erased, "part", "parts")), Ending::Well)
        }
    };
    if options.json {
        output::json(&json!({ "said": words }))?
    } else {
        output::line(words)?
    }
    Ok(ending)
}

fn told(view: &RetentionView) -> String {
    let mut rows: Vec<String> =
        view.going.iter().map(|going| format!("{}  {:>6}  {}", going.on, going.n, going.part)).collect();
    if rows.is_empty() {
        rows.push("nothing goes in the next 30 days".into());
    }
    if view.clock_in_doubt {
        rows.push("the clock is in doubt: nothing goes until the date is confirmed".into());
    }
    rows.extend(
        view.kept_longer.iter().map(|kept| {
            format!("{} last used up to {} are kept until {}", kept.part, kept.through, kept.until)
        }),
    );
    rows.join("\n")
}

pub fn erase(options: &Options, words: &EraseWords) -> Result<Ending, Trouble> {
    let about: RedactionOf =
        serde_json::from_value(json!({ "of": words.of, "id": words.id })).map_err(|_| unknown("id"))?;
    let scope = ErasureScope::parse(&words.scope).ok_or_else(|| unknown("scope"))?;
    let why = ErasureReason::parse(&words.why).ok_or_else(|| unknown("why"))?;
    let Some(confirmation) = words.confirm.clone() else {
        let session = session::to_read(options, "erase")?;
        let preview = session.desk.redaction_preview(&session.actor, about, scope)?;
        if options.json {
            output::json(&preview)?
        } else {
            output::line(would_go(&preview))?
        }
        return Ok(Ending::Well);
    };
    let session = session::to_write(options, "erase")?;
    let form = RedactionForm { about, scope, why, reason: words.reason.clone(), confirmation };
    let redacted = session.desk.redact(&session.actor, &form)?;
    if options.json {
        output::json(&redacted)?
    } else {
        output::line(format!("erased {}", output::counted(redacted.parts, "part", "parts")))?
    }
    Ok(Ending::Well)
}

fn unknown(field: &str) -> ApiError {
    ApiError { field: Some(field.to_owned()), ..ApiError::new(ErrorCode::Invalid) }.with("problem", "unknown")
}

fn would_go(preview: &RedactionPreview) -> String {
    let mut rows: Vec<String> =
        preview.parts.iter().map(|part| format!("{:>6}  {}", part.n, part.field)).collect();
    rows.push(format!("of {}", output::counted(preview.entries, "entry", "entries")));
    if preview.leaves_the_figures {
        rows.push("it counts in no figure any more".into());
    }
    rows.push(format!("this cannot be undone; to erase: --confirm '{}'", preview.confirm));
    rows.join("\n")
}
