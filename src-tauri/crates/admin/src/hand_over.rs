//! `hand-over`: colleagues and the centre, by files that a courier or a person carries.

use crate::options::{HandOverVerb, Options};
use crate::session::{self, Session};
use crate::trouble::Trouble;
use crate::{Ending, PROGRAM, output};
use moments_desk::exchange::{HandOverView, JoinForm, NewWorkstation, WorkstationView};
use moments_desk::setup::KeyStorage;
use moments_desk::{ApiError, Desk, ErrorCode, Home, Keys};
use std::path::{Path, PathBuf};

pub fn hand_over(options: &Options, verb: &HandOverVerb) -> Result<Ending, Trouble> {
    if let HandOverVerb::Join { file, join_passphrase_file } = verb {
        return join(options, file, join_passphrase_file);
    }
    if let HandOverVerb::Status = verb {
        return status(options, &session::to_read(options, "hand-over")?);
    }
    let session = session::to_write(options, "hand-over")?;
    let Session { desk, actor } = &session;
    // As the app does before it says anything.
    desk.take_in()?;
    match verb {
        HandOverVerb::Seal => {
            desk.seal_now(actor)?;
        }
        HandOverVerb::Write { folder } => {
            let carried = desk.write_stick(actor, &absolute(folder)?, |_, _| true)?;
            if !options.json {
                let bundles = output::counted(carried.bundles, "bundle", "bundles");
                output::line(format_args!("{bundles} copied, {} lay there already.", carried.already))?;
            }
        }
        HandOverVerb::Read { folder } => {
            let taken = desk.read_stick(actor, &absolute(folder)?, |_, _| true)?;
            if !options.json {
                let entries = output::counted(taken.entries, "new entry", "new entries");
                output::line(format_args!("{entries}; {} refused.", taken.refused))?;
            }
        }
        HandOverVerb::Invite { label, file } => return invite(options, &session, label, file),
        HandOverVerb::Retire { id } => desk.retire_workstation(actor, id)?,
        HandOverVerb::Card => {
            output::line(desk.office_card(actor)?)?;
            return Ok(Ending::Well);
        }
        HandOverVerb::Centre { card } => {
            let unreadable = || ApiError::from(ErrorCode::FileUnreadable).with("file", card.display());
            let card = std::fs::read_to_string(card).map_err(|_| unreadable())?;
            desk.set_centre(actor, &card)?;
        }
        HandOverVerb::Join { .. } | HandOverVerb::Status => {}
    }
    status(options, &session)
}

fn invite(options: &Options, session: &Session, label: &str, file: &Path) -> Result<Ending, Trouble> {
    let new = NewWorkstation { label: label.into(), file: absolute(file)? };
    let invited = session.desk.invite_workstation(&session.actor, &new)?;
    if options.json {
        output::json(&invited)?;
        return Ok(Ending::Well);
    }
    output::line(format_args!(
        "{} is made for {}, with the letter {}.",
        invited.file, invited.workstation, invited.letter
    ))?;
    output::line(format_args!("Passphrase: {}", &*invited.passphrase))?;
    output::line(
        "It is shown this once. Take it to the new workstation by another way than the file, and delete the file then.",
    )?;
    Ok(Ending::Well)
}

fn join(options: &Options, file: &Path, passphrase: &Path) -> Result<Ending, Trouble> {
    let key_file = session::key_file(options);
    let key_storage = if key_file.is_some() { KeyStorage::KeyFile } else { KeyStorage::Keystore };
    let keys = Keys { no_keystore: key_file.is_some(), key_file };
    let desk =
        Desk::new(Home::locate(options.home.as_deref()).map_err(ApiError::from)?, keys, Desk::system_clock());
    let passphrase = session::secret(passphrase, "--join-passphrase-file")?.into();
    let done = desk.join(PROGRAM, &JoinForm { file: absolute(file)?, passphrase, key_storage })?;
    desk.close();
    if options.json {
        output::json(&serde_json::json!({ "recovery_code": &*done.recovery_code }))?;
    } else {
        output::line(format_args!("Recovery code: {}", &*done.recovery_code))?;
        output::line("Write it down and keep it away from this computer: it is shown this once.")?;
    }
    Ok(Ending::Well)
}

fn absolute(path: &Path) -> Result<PathBuf, Trouble> {
    Ok(std::path::absolute(path).map_err(|_| ApiError::from(ErrorCode::FileUnwritable))?)
}

fn status(options: &Options, session: &Session) -> Result<Ending, Trouble> {
    let view = session.desk.handing_over(&session.actor)?;
    if options.json {
        output::json(&view)?
    } else {
        output::line(table(&view))?
    }
    Ok(Ending::Well)
}

fn table(view: &HandOverView) -> String {
    if !view.takes_part {
        return "This workstation hands nothing over yet: `hand-over invite`, `hand-over card`.".into();
    }
    let out = &view.outbox;
    let mut rows: Vec<String> = view.workstations.iter().map(workstation).collect();
    rows.push(format!(
        "written here: {}; sealed for the office: {}; in the outbox: {}",
        output::counted(out.written, "entry", "entries"),
        out.sealed_for_office,
        output::counted(out.bundles, "bundle", "bundles"),
    ));
    if let Some(centre) = &view.centre {
        let has = centre.has.map_or("nothing acknowledged yet".into(), |has| format!("{has} acknowledged"));
        rows.push(format!("{}: {} sealed, {has}", centre.name, out.sealed_for_centre));
    }
    if view.waiting > 0 {
        rows.push(format!(
            "{} for what comes before",
            output::counted(view.waiting, "bundle waits", "bundles wait")
        ));
    }
    rows.extend(
        view.refused
            .iter()
            .map(|file| format!("refused {}: {} ({})", file.name, file.reason.replace('_', " "), file.at)),
    );
    rows.join("\n")
}

fn workstation(one: &WorkstationView) -> String {
    let has = match one.has {
        _ if one.here => "this workstation".to_owned(),
        Some(has) => format!("has {has} of ours"),
        None => "has said nothing yet".to_owned(),
    };
    let last = one.arrived_at.as_deref().unwrap_or("nothing came yet");
    let retired = if one.retired { "  retired" } else { "" };
    format!(
        "{:<3}{:<20}{:>9} entries  {last}  {has}{retired}  {}",
        one.letter, one.label, one.entries, one.id
    )
}
