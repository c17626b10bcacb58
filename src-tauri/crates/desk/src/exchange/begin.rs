//! Taking part: the office gets its keys, and this workstation its own. The first who invites a colleague or asks for the
//! office's card begins.

use super::standing::Standing;
use super::take_in::name_of;
use crate::acts::{Action, act};
use crate::desk::{Actor, Desk};
use crate::error::{ApiError, ErrorCode, Result};
use crate::sign_in::PinFor;
use moments_bundle::certificate::{CentreCard, Certificate, OfficeCard};
use moments_bundle::keys::{Keys, PublicKeys};
use moments_core::entities::{Centre, office_ref, workstation_ref};
use moments_core::entry::Author;
use moments_core::fields::Fields;
use moments_core::fold::kind;
use moments_core::ids::WorkstationId;
use moments_core::words::{Audience, Role};
use moments_store::{EntityChange, NewEntry, WriteTx};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// A card is a few hundred bytes.
const CARD_MAX_BYTES: usize = 64 * 1024;

impl Desk {
    /// The office's card, by which the centre knows its bundles. It holds no secret, and has to reach the centre by a way that is
    /// trusted. For administrators, with a fresh PIN.
    pub fn office_card(&self, actor: &Actor) -> Result<String> {
        actor.require(Role::Administrator)?;
        self.require_fresh(actor, PinFor::Keys)?;
        let standing = self.write(|tx| self.begun(tx, actor.author))?;
        Ok(serde_json::to_string_pretty(&standing.card)?)
    }

    /// The same as a file, and its name.
    ///
    /// # Errors
    /// `DiskFull`, `FileUnwritable`.
    pub fn save_office_card(&self, actor: &Actor, file: &Path) -> Result<String> {
        let card = self.office_card(actor)?;
        self.write_file(file, "json", card.as_bytes())
    }

    /// Takes the centre's card from a file, as [`Self::set_centre`].
    ///
    /// # Errors
    /// `FileUnreadable`; `Invalid` where it is no card.
    pub fn choose_centre(&self, actor: &Actor, file: &Path) -> Result<()> {
        actor.require(Role::Administrator)?;
        let mut card = String::new();
        let read = File::open(file)
            .and_then(|opened| opened.take(CARD_MAX_BYTES as u64 + 1).read_to_string(&mut card));
        read.map_err(|_| ApiError::new(ErrorCode::FileUnreadable).with("file", name_of(file)))?;
        self.set_centre(actor, &card)
    }

    /// Takes the centre's card, for every workstation of the office: what is written is sealed for it too, from the first entry on.
    /// For administrators, with a fresh PIN.
    ///
    /// # Errors
    /// `Invalid` where it is no card.
    pub fn set_centre(&self, actor: &Actor, card: &str) -> Result<()> {
        actor.require(Role::Administrator)?;
        let fits =
            (card.len() <= CARD_MAX_BYTES).then(|| serde_json::from_str::<CentreCard>(card).ok()).flatten();
        let card = fits.ok_or_else(|| ApiError::invalid("card", moments_core::moment::Problem::Unknown))?;
        self.require_fresh(actor, PinFor::Keys)?;
        let office = self.place()?.office_id;
        let set = [
            ("name", card.name.clone()),
            ("verifying", card.keys.verifying.to_string()),
            ("recipient", card.keys.recipient.to_string()),
        ];
        self.write(|tx| {
            self.begun(tx, actor.author)?;
            act(tx, actor.author, Action::CentreSet, &card.name, "")?;
            // All of it, also what is as before: two cards that are taken at once must not become one.
            let set = set.map(|(field, value)| (format!("centre/{field}"), value.into()));
            tx.append(NewEntry {
                kind: kind::OFFICE_SET,
                audience: Audience::OfficeAndCentre,
                author: actor.author,
                changes: vec![EntityChange::new(office_ref(&office), set.into())],
            })?;
            Ok(())
        })?;
        self.want_sealed();
        Ok(())
    }

    /// As this workstation stands; it begins to take part where it did not.
    pub(super) fn begun(&self, tx: &mut WriteTx<'_>, author: Author) -> Result<Standing> {
        if let Some(standing) = Standing::read(tx)? {
            return Ok(standing);
        }
        let place = self.place()?;
        let (office_keys, keys) = (Keys::generate()?, Keys::generate()?);
        let card = OfficeCard {
            office: place.office_id,
            name_en: place.office.name_en.clone(),
            name_fr: place.office.name_fr.clone(),
            keys: office_keys.public(),
        };
        let certificate = Certificate {
            office: place.office_id,
            workstation: place.workstation_id,
            keys: keys.public(),
            issued_ms: tx.now().utc_ms,
        };
        let standing =
            Standing::new(card, certificate.sign(&office_keys)?, &keys).with_office_keys(&office_keys);
        standing.keep(tx)?;
        tell_keys(tx, author, &place.workstation_id, &keys.public(), Fields::new())?;
        Ok(standing)
    }
}

/// Lets everybody know what to encrypt to a workstation with, and what else is new of it.
pub(super) fn tell_keys(
    tx: &mut WriteTx<'_>,
    author: Author,
    workstation: &WorkstationId,
    keys: &PublicKeys,
    mut set: Fields,
) -> Result<()> {
    set.insert("verifying".into(), keys.verifying.to_string().into());
    set.insert("recipient".into(), keys.recipient.to_string().into());
    tx.append(NewEntry {
        kind: kind::WORKSTATION_SET,
        audience: Audience::OfficeAndCentre,
        author,
        changes: vec![EntityChange::new(workstation_ref(workstation), set)],
    })?;
    Ok(())
}

/// The standing of a workstation that takes part.
///
/// # Errors
/// `NotFound` where it does not.
pub(super) fn standing(reader: &moments_store::Reader<'_>) -> Result<Standing> {
    Standing::read(reader)?.ok_or_else(|| ErrorCode::NotFound.into())
}

/// The centre that an administrator chose. Keys that can't be read are none: nothing is sealed to them.
pub(super) fn centre(chosen: Option<&Centre>) -> Option<CentreCard> {
    let Centre { name, verifying, recipient } = chosen?;
    let keys = PublicKeys { verifying: verifying.parse().ok()?, recipient: recipient.parse().ok()? };
    Some(CentreCard { name: name.clone(), keys })
}
