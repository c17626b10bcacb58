//! Setting up: key slots, store, office, workstation, first administrator and starter catalogue, or nothing at all.

use super::{KeyStorage, NewOffice, SetUpDone};
use crate::catalogue::append_starter;
use crate::desk::Desk;
use crate::error::{ApiError, ErrorCode, Result};
use crate::sign_in::{check_chosen_pin, hash_pin};
use chrono_tz::Tz;
use moments_core::entities::*;
use moments_core::entry::Author;
use moments_core::fields::{Fields, flatten};
use moments_core::fold::kind;
use moments_core::ids::{OfficeId, StaffId, WorkstationId};
use moments_core::limits::{LABEL_MAX_CHARS, NAME_MAX_CHARS};
use moments_core::moment::Problem;
use moments_core::text;
use moments_core::words::{Audience, Role};
use moments_store::home::machine_fingerprint;
use moments_store::keys::{Holder, KeyFile, KeySlots, OsKeystore, OsUser, RecoveryCode};
use moments_store::{EntityChange, NewEntry, Store, StoreError, WriteTx};

impl Desk {
    /// Makes the office. Afterwards the store is open and nobody is signed in.
    pub fn set_up(&self, program: &str, new: &NewOffice) -> Result<SetUpDone> {
        if self.store().is_ok() || self.home.database().exists() {
            return Err(ErrorCode::AlreadySetUp.into());
        }
        let office = office(new)?;
        let workstation = Workstation {
            label: name("workstation", &new.workstation, LABEL_MAX_CHARS)?,
            letter: "A".into(),
            ..Workstation::default()
        };
        let administrator = name("administrator", &new.administrator, NAME_MAX_CHARS)?;
        let near = [&office.name_en, &office.name_fr, &office.organization_en, &office.organization_fr];
        let mut names: Vec<&str> = near.into_iter().map(String::as_str).collect();
        names.extend([administrator.as_str(), &workstation.label]);
        check_chosen_pin(&new.pin, &names)?;
        let administrator = Staff {
            name: administrator,
            // In a small office one person begins as all three.
            roles: Role::ALL.iter().copied().collect(),
            active: true,
            language: office.languages.first().cloned(),
            pin: Some(hash_pin(&new.pin)?),
            short_pin: None,
        };
        self.take_home(program)?;
        let code = RecoveryCode::generate()?;
        let key = self.make_key(new.key_storage, &code)?;
        let now = self.store_now();
        let office_id = OfficeId(moments_store::new_uuid(now)?);
        let whose = (office_id, WorkstationId(moments_store::new_uuid(now)?));
        let store = Store::create::<ApiError>(&self.home, key, whose, machine_fingerprint(), now, |tx| {
            let (all, office_only) = (Audience::OfficeAndCentre, Audience::Office);
            let change = EntityChange::new(office_ref(&office_id), flatten(&office)?);
            set(tx, kind::OFFICE_SET, all, change)?;
            let here = workstation_ref(&tx.identity().workstation);
            set(tx, kind::WORKSTATION_SET, all, EntityChange::new(here, flatten(&workstation)?))?;
            // Who works here, and the verifiers of their PINs, are no concern of the centre's.
            let staff_id = StaffId(moments_store::new_uuid(now)?);
            let change = staff_change(&staff_id, flatten(&administrator)?);
            set(tx, kind::STAFF_SET, office_only, change)?;
            if new.starter_catalogue { append_starter(tx, &office_id, Author::App) } else { Ok(()) }
        })?;
        self.opened(store)?;
        Ok(SetUpDone { recovery_code: code.display().into() })
    }

    pub(crate) fn make_key(
        &self,
        storage: KeyStorage,
        code: &RecoveryCode,
    ) -> Result<moments_store::keys::DataKey> {
        self.set_slots_aside()?;
        self.set_copies_aside()?;
        let today = self.today();
        let (today, folder) = (Some(today.as_str()), self.home.folder());
        let (_, slots) = match storage {
            KeyStorage::Keystore => {
                if self.keys.no_keystore {
                    return Err(ErrorCode::KeystoreUnavailable.into());
                }
                let user = OsUser::current()?;
                let keystore = Holder::Keystore { keystore: &OsKeystore, user: &user };
                KeySlots::create_on(today, folder, &[keystore, Holder::RecoveryCode(code)])?
            }
            KeyStorage::KeyFile => {
                let path = self.key_file_path().unwrap_or_else(|| self.trial_key());
                let file = if path.exists() { KeyFile::read(&path)? } else { KeyFile::create(&path)? };
                KeySlots::create_on(today, folder, &[Holder::KeyFile(&file), Holder::RecoveryCode(code)])?
            }
        };
        // What is written down must open the store: it is tried before the store is made.
        Ok(slots.unlock(&Holder::RecoveryCode(code))?)
    }

    /// So do copies: they are of another office, and no key of the new one opens them.
    fn set_copies_aside(&self) -> Result<()> {
        let copies = self.home.backups();
        if !moments_store::backup::list(&copies)?.is_empty() {
            std::fs::rename(&copies, unused(&copies)?).map_err(StoreError::from)?;
            self.home.create()?;
        }
        Ok(())
    }

    /// Slots without a store are what a set-up that was cut off left behind, or the way into a store that somebody moved
    /// aside: they get a name that no others have.
    pub(crate) fn set_slots_aside(&self) -> Result<()> {
        let slots = self.home.key_slots();
        if slots.exists() {
            std::fs::rename(&slots, unused(&slots)?).map_err(StoreError::from)?;
        }
        Ok(())
    }
}

/// A name that nothing has.
fn unused(path: &std::path::Path) -> Result<std::path::PathBuf> {
    let mut names = (1_u32..).map(|number| path.with_extension(format!("unused-{number}")));
    Ok(names.find(|name| name.symlink_metadata().is_err()).ok_or(ErrorCode::Internal)?)
}

fn set(tx: &mut WriteTx<'_>, kind: &'static str, audience: Audience, change: EntityChange) -> Result<()> {
    tx.append(NewEntry { kind, audience, author: Author::App, changes: vec![change] })?;
    Ok(())
}

/// A person's fields; the PIN verifiers go into the erasable text part.
pub(crate) fn staff_change(id: &StaffId, fields: Fields) -> EntityChange {
    let (text, set) =
        fields.into_iter().partition(|(field, _)| matches!(field.as_str(), "pin" | "short_pin"));
    EntityChange { entity: staff_ref(id), set, text }
}

pub(crate) fn name(field: &str, raw: &str, max: usize) -> Result<String> {
    text::name(raw, max).map_err(|error| {
        let problem = match error {
            text::TextError::Empty => Problem::Missing,
            text::TextError::TooLong(_) => Problem::TooLong,
        };
        ApiError::invalid(field, problem)
    })
}

fn office(new: &NewOffice) -> Result<Office> {
    Ok(Office {
        name_en: name("name_en", &new.name_en, NAME_MAX_CHARS)?,
        name_fr: name("name_fr", &new.name_fr, NAME_MAX_CHARS)?,
        organization_en: name("organization_en", &new.organization_en, NAME_MAX_CHARS)?,
        organization_fr: name("organization_fr", &new.organization_fr, NAME_MAX_CHARS)?,
        time_zone: time_zone(&new.time_zone)?,
        languages: languages(&new.languages)?,
        ..Office::default()
    })
}

pub(crate) fn time_zone(name: &str) -> Result<String> {
    let zone: Tz = name.parse().map_err(|_| ApiError::invalid("time_zone", Problem::Unknown))?;
    Ok(zone.name().to_owned())
}

/// English or French at least; the first is the default. Others are BCP 47 tags.
pub(crate) fn languages(tags: &[String]) -> Result<Vec<String>> {
    let tag =
        |t: &String| (2..=35).contains(&t.len()) && t.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if tags.len() > 8 || !tags.iter().all(tag) {
        return Err(ApiError::invalid("languages", Problem::Unknown));
    }
    if !tags.iter().any(|t| t == "en" || t == "fr") {
        return Err(ApiError::invalid("languages", Problem::Missing));
    }
    let mut unique: Vec<String> = Vec::new();
    for tag in tags {
        if !unique.contains(tag) {
            unique.push(tag.clone());
        }
    }
    Ok(unique)
}
