//! Opening the home for a verb, and who acts in it.

use crate::PROGRAM;
use crate::options::Options;
use crate::trouble::Trouble;
use moments_desk::{Actor, ApiError, Clock, DataKey, Desk, ErrorCode, Home, Keys};
use std::fs::File;
use std::io::{IsTerminal, Read};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// Bytes of a file with a PIN or a code; more than this is another file.
const SECRET_MAX_BYTES: u64 = 4_096;

/// The open office, and who acts in it.
pub struct Session {
    pub desk: Desk,
    pub actor: Actor,
}

/// Opens the home with its lock, for a verb that writes. The verb's name goes into the journal where nobody is named.
pub fn to_write(options: &Options, verb: &str) -> Result<Session, Trouble> {
    let desk = desk(options)?;
    desk.hold_home(PROGRAM)?;
    let key = key(&desk, options)?;
    desk.open_writing(PROGRAM, key)?;
    let actor = actor(&desk, options, verb)?;
    Ok(Session { desk, actor })
}

/// Opens the home beside an app that may be open, for a verb that only reads.
pub fn to_read(options: &Options, verb: &str) -> Result<Session, Trouble> {
    let desk = desk(options)?;
    if !desk.has_office() {
        return Err(Trouble::Desk(ErrorCode::NotSetUp.into()));
    }
    let key = key(&desk, options)?;
    desk.open_reading(key)?;
    let actor = actor(&desk, options, verb)?;
    Ok(Session { desk, actor })
}

/// A desk over the home, nothing opened yet. The keystore's key is only for people who say who they are.
pub fn desk(options: &Options) -> Result<Desk, Trouble> {
    desk_at(options, Desk::system_clock())
}

/// As [`desk`], by another clock.
pub fn desk_at(options: &Options, clock: Clock) -> Result<Desk, Trouble> {
    let keys = Keys { key_file: key_file(options), no_keystore: options.staff.is_none() };
    Ok(Desk::new(Home::locate(options.home.as_deref()).map_err(ApiError::from)?, keys, clock))
}

pub fn key_file(options: &Options) -> Option<PathBuf> {
    options.key_file.clone().or_else(Keys::file_of_environment)
}

fn key(desk: &Desk, options: &Options) -> Result<DataKey, Trouble> {
    if let Some(file) = &options.recovery_code_file {
        return Ok(desk.key_of_code(&secret(file, "--recovery-code-file")?)?);
    }
    if let Some(file) = &options.passphrase_file {
        return Ok(desk.key_of_passphrase(&secret(file, "--passphrase-file")?)?);
    }
    match desk.known_key() {
        Err(error) if error.code == ErrorCode::KeyNeeded && can_ask() => {
            Ok(desk.key_of_words(&ask("Recovery code or passphrase of this home: ")?)?)
        }
        known => Ok(known?),
    }
}

fn actor(desk: &Desk, options: &Options, verb: &str) -> Result<Actor, Trouble> {
    let Some(named) = &options.staff else {
        if options.pin_file.is_some() {
            return Err(Trouble::Usage("--pin-file needs --as: say whose PIN it is.".into()));
        }
        return Ok(desk.act_as_cli(verb)?);
    };
    let person =
        desk.staff_to_sign_in()?.into_iter().find(|s| s.name == *named || s.id.to_string() == *named);
    let person = person.ok_or_else(|| Trouble::Nobody(named.clone()))?;
    let pin = pin(options, &format!("PIN of {}: ", person.name))?;
    Ok(desk.prove_staff(person.id, &pin)?)
}

/// The recovery code, from the file that was named or from the person at the terminal.
pub fn recovery_code(options: &Options) -> Result<Zeroizing<String>, Trouble> {
    match &options.recovery_code_file {
        Some(file) => secret(file, "--recovery-code-file"),
        None if can_ask() => ask("Recovery code of the office: "),
        None => {
            Err(Trouble::Usage("The recovery code is needed: name a file with --recovery-code-file.".into()))
        }
    }
}

/// A PIN, from the file that was named or from the person at the terminal.
pub fn pin(options: &Options, prompt: &str) -> Result<Zeroizing<String>, Trouble> {
    match &options.pin_file {
        Some(file) => secret(file, "--pin-file"),
        None if can_ask() => ask(prompt),
        None => Err(Trouble::Usage("A PIN is needed: name a file with --pin-file.".into())),
    }
}

/// A person sits there; the terminal is asked even where standard input brings the lines to record.
pub fn can_ask() -> bool {
    std::io::stderr().is_terminal()
}

/// Asks without echo.
pub fn ask(prompt: &str) -> Result<Zeroizing<String>, Trouble> {
    let answer = rpassword::prompt_password(prompt).map(Zeroizing::new);
    answer.map_err(|_| Trouble::Usage("Nobody can be asked here: name a file instead.".into()))
}

/// The first line of a file that holds a secret.
pub fn secret(path: &Path, option: &'static str) -> Result<Zeroizing<String>, Trouble> {
    let unreadable = || Trouble::SecretFile { option };
    // Reserved once: a buffer that grows leaves copies behind.
    let mut text = Zeroizing::new(String::with_capacity(SECRET_MAX_BYTES as usize + 1));
    let file = File::open(path).map_err(|_| unreadable())?;
    file.take(SECRET_MAX_BYTES).read_to_string(&mut text).map_err(|_| unreadable())?;
    let first = text.trim_start_matches('\u{FEFF}').lines().next().unwrap_or_default();
    if first.is_empty() { Err(unreadable()) } else { Ok(Zeroizing::new(first.to_owned())) }
}
