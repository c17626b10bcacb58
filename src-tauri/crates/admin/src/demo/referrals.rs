//! Where clients came from and were sent to, and what they were offered besides.

use super::services::Asked;
use super::{chance, pick, weighted};
use crate::trouble::Trouble;
use moments_desk::directory::OrganizationForm;
use moments_desk::moments::ReferralForm;
use moments_desk::words::{OfferAnswer, ReferralKind};
use moments_desk::{Actor, Desk};
use rand_chacha::ChaCha12Rng;

/// Organizations of the starter directory to which clients are sent, and from which they come.
const USUAL: [&str; 9] = [
    "704ac3d9-7d43-533f-9ac2-ace01b2db86a", // driver and vehicle licensing
    "d174956f-5cba-55b2-a225-9e0121400a35", // health card
    "748cf6b8-a92e-5522-9576-b43307969fcc", // Service Canada
    PASSPORTS,
    CITY_HALL,
    "5b62e832-e79b-540c-a194-bda862957315", // municipal taxes
    "0ad58a3a-3409-5a69-a3d7-273b615895e9", // First Nation office
    "b62ab48b-45ff-5349-b36c-6e63ef9a943c", // legal aid
    "4fe109ce-06a3-56b4-a3ed-774588eec6ee", // settlement agency
];
const PASSPORTS: &str = "404e1da2-71d7-5a4a-b155-2f399f6d61c8";
const CITY_HALL: &str = "d298378e-8988-565c-8f6c-a6922d7f7759";

pub fn referral(rng: &mut ChaCha12Rng, kind: Option<ReferralKind>) -> ReferralForm {
    ReferralForm { organization: pick(rng, &USUAL).parse().ok(), kind, ..ReferralForm::default() }
}

/// The office's directory: the kinds of places that every office may begin with, and two that somebody went to see.
pub fn directory(desk: &Desk, actor: &Actor, made_here: bool) -> Result<(), Trouble> {
    let directory = desk.start_directory(actor)?;
    let seen = [
        (PASSPORTS, ["40 Harbour Street, second floor", "40, rue du Port, 2ᵉ étage"]),
        (CITY_HALL, ["1 Market Square", "1, place du Marché"]),
    ];
    for (id, [place_en, place_fr]) in seen.into_iter().filter(|_| made_here) {
        let Some(known) = directory.organizations.iter().find(|each| each.id.to_string() == id) else {
            continue;
        };
        let form = OrganizationForm {
            id: Some(known.id),
            name_en: known.name_en.clone(),
            name_fr: known.name_fr.clone(),
            level: known.level,
            place_en: place_en.into(),
            place_fr: place_fr.into(),
            hours_en: "Monday to Friday, 8:30 am to 4:30 pm".into(),
            hours_fr: "Du lundi au vendredi, de 8 h 30 à 16 h 30".into(),
            telephone: "555-0134".into(),
            bring_en: "A piece of identification with a photo".into(),
            bring_fr: "Une pièce d’identité avec photo".into(),
            verified_today: true,
        };
        desk.save_organization(actor, &form)?;
    }
    Ok(())
}

pub fn offers(
    rng: &mut ChaCha12Rng,
    asked: &Asked,
) -> Option<std::collections::BTreeMap<String, OfferAnswer>> {
    let next = asked.next.first().filter(|_| chance(rng, 0.3))?;
    let answer = match weighted(rng, &[30.0, 45.0, 25.0]) {
        0 => OfferAnswer::Accepted,
        1 => OfferAnswer::NotNeeded,
        _ => OfferAnswer::AlreadyHas,
    };
    Some([(next.clone(), answer)].into())
}
