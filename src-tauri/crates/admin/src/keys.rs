//! `keys`: who can open the records, and giving them a new key.

use crate::options::{KeysVerb, Options};
use crate::session::{self, Session};
use crate::trouble::Trouble;
use crate::{Ending, output};
use moments_desk::Secret;
use moments_desk::keys::{HolderKind, KeyHolders, NewKeyForm, ReadBack};
use std::fs::File;
use std::io::Write;
use std::path::Path;

/// Which group of a code is asked for, from 1: what comes last is what a hand forgets.
const ASKED: u32 = 7;

pub fn keys(options: &Options, verb: &KeysVerb) -> Result<Ending, Trouble> {
    if let KeysVerb::List = verb {
        let session = session::to_read(options, "keys")?;
        return shown(options, &session.desk.key_holders(&session.actor)?);
    }
    let session = session::to_write(options, "keys")?;
    let Session { desk, actor } = &session;
    let after = match verb {
        KeysVerb::List => desk.key_holders(actor)?,
        KeysVerb::NewCode { code_file } => {
            let read_back = new_code(&session, code_file.as_deref())?;
            desk.keep_recovery_code(actor, &read_back)?
        }
        KeysVerb::SetPassphrase { new_passphrase_file } => {
            let chosen = passphrase(new_passphrase_file.as_deref())?;
            desk.set_passphrase(actor, &chosen)?
        }
        KeysVerb::Remove { id } => desk.remove_key_holder(actor, id)?,
        KeysVerb::RemoveOld => desk.remove_old_copies(actor)?,
        KeysVerb::NewKey { code_file, new_passphrase_file, keep_key_file } => {
            let passphrase = match new_passphrase_file {
                Some(file) => Some(session::secret(file, "--new-passphrase-file")?.into()),
                None => None,
            };
            let read_back = new_code(&session, code_file.as_deref())?;
            let form = NewKeyForm { read_back, passphrase, keep_key_file: *keep_key_file };
            return new_key(options, &session, &form);
        }
    };
    shown(options, &after)
}

fn new_key(options: &Options, session: &Session, form: &NewKeyForm) -> Result<Ending, Trouble> {
    let done = session.desk.give_new_key(&session.actor, form)?;
    if options.json {
        output::json(&done)?;
        return Ok(Ending::Well);
    }
    output::line(format_args!("The records have a new key: {} entries, checked.", done.entries))?;
    for holder in &done.holders {
        output::line(format_args!("  opens them     {}", words(*holder)))?;
    }
    for holder in &done.left_out {
        output::line(format_args!("  no longer      {}: add it again", words(*holder)))?;
    }
    output::line(
        "What was there before is in the quarantine, and the old key still opens it, as it opens every backup from before. \
         `keys remove-old` removes it from the quarantine.",
    )?;
    Ok(Ending::Well)
}

/// Makes a code, has it kept, and reads one group of it back: from the file, or from the person.
fn new_code(session: &Session, file: Option<&Path>) -> Result<ReadBack, Trouble> {
    let made = session.desk.new_recovery_code(&session.actor)?.code;
    let typed: Secret = match file {
        Some(file) => {
            keep(file, &made)?;
            let kept = session::secret(file, "--code-file")?;
            kept.rsplit('-').next().unwrap_or_default().into()
        }
        None if session::can_ask() => {
            output::say(&format_args!("New recovery code: {}", &*made));
            output::say(&"Write it down and keep it away from this computer: it is shown this once.");
            session::ask("The last group of four, as you wrote it down: ")?.into()
        }
        None => {
            return Err(Trouble::Usage("Nobody can be asked here: name a new file with --code-file.".into()));
        }
    };
    Ok(ReadBack { group: ASKED, typed })
}

/// Never over a file that is there: that could be somebody's only code.
fn keep(file: &Path, code: &str) -> Result<(), Trouble> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(file).and_then(|mut file| {
        file.write_all(code.as_bytes())?;
        file.write_all(b"\n")?;
        file.sync_all()
    });
    written.map_err(|_| Trouble::SecretFile { option: "--code-file" })
}

fn passphrase(file: Option<&Path>) -> Result<Secret, Trouble> {
    match file {
        Some(file) => Ok(session::secret(file, "--new-passphrase-file")?.into()),
        None if session::can_ask() => {
            let chosen = session::ask("New passphrase: ")?;
            if chosen == session::ask("The same again: ")? {
                Ok(chosen.into())
            } else {
                Err(Trouble::Usage("The two differ. Nothing was changed.".into()))
            }
        }
        None => {
            Err(Trouble::Usage("Nobody can be asked here: name a file with --new-passphrase-file.".into()))
        }
    }
}

fn shown(options: &Options, keys: &KeyHolders) -> Result<Ending, Trouble> {
    if options.json {
        output::json(keys)?;
        return Ok(Ending::Well);
    }
    for holder in &keys.holders {
        let made = holder.made.as_deref().unwrap_or("–");
        let id = holder.id.as_deref().unwrap_or("–");
        output::line(format_args!("{made:<10}  {:<36}  {id}", words(holder.kind)))?;
    }
    if keys.old_copies > 0 {
        output::line(format_args!("copies that an old key opens: {}", keys.old_copies))?;
    }
    Ok(Ending::Well)
}

fn words(kind: HolderKind) -> &'static str {
    match kind {
        HolderKind::OwnKeystore => "this account's keystore",
        HolderKind::OtherKeystore => "another account's keystore",
        HolderKind::RecoveryCode => "recovery code",
        HolderKind::Passphrase => "passphrase",
        HolderKind::KeyFile => "key file",
        HolderKind::NotUnderstood => "unknown to this version",
    }
}
