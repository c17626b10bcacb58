//! `init`: an office in an empty home.

use crate::options::{NewOfficeWords, Options};
use crate::trouble::Trouble;
use crate::{Ending, PROGRAM, output, session};
use moments_desk::setup::{KeyStorage, NewOffice};
use moments_desk::{ApiError, Desk, Home, Keys};
use serde::Serialize;

#[derive(Serialize)]
struct Made<'a> {
    office_en: &'a str,
    office_fr: &'a str,
    workstation: &'a str,
    /// Shown once.
    recovery_code: &'a str,
}

pub fn init(options: &Options, new: &NewOfficeWords) -> Result<Ending, Trouble> {
    if options.staff.is_some() || options.recovery_code_file.is_some() || options.passphrase_file.is_some() {
        return Err(Trouble::Usage(
            "A new office has nobody to act --as yet, and neither recovery code nor passphrase.".into(),
        ));
    }
    let key_file = session::key_file(options);
    let key_storage = if key_file.is_some() { KeyStorage::KeyFile } else { KeyStorage::Keystore };
    let keys = Keys { no_keystore: key_file.is_some(), key_file };
    let home = Home::locate(options.home.as_deref()).map_err(ApiError::from)?;
    let desk = Desk::new(home, keys, Desk::system_clock());
    let pin = session::pin(options, &format!("A PIN for {}: ", new.administrator))?;
    let office = NewOffice {
        name_en: new.office_en.clone(),
        name_fr: new.office_fr.clone(),
        organization_en: new.organization_en.clone().unwrap_or_else(|| new.office_en.clone()),
        organization_fr: new.organization_fr.clone().unwrap_or_else(|| new.office_fr.clone()),
        time_zone: new.time_zone.clone(),
        languages: new.languages.clone(),
        workstation: new.workstation.clone(),
        administrator: new.administrator.clone(),
        pin: pin.into(),
        key_storage,
        starter_catalogue: !new.without_starter_catalogue,
    };
    let done = desk.set_up(PROGRAM, &office)?;
    desk.close();
    if options.json {
        output::json(&Made {
            office_en: &office.name_en,
            office_fr: &office.name_fr,
            workstation: &office.workstation,
            recovery_code: &done.recovery_code,
        })?;
    } else {
        output::line(format_args!("The office {} / {} is made.", office.name_en, office.name_fr))?;
        output::line(format_args!("Recovery code: {}", &*done.recovery_code))?;
        output::line("Write it down and keep it away from this computer: it is shown this once.")?;
    }
    Ok(Ending::Well)
}
