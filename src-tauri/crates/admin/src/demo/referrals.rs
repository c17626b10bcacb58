//! Where clients came from and were sent to, and what they were offered besides.

use super::services::Asked;
use super::{chance, pick, weighted};
use moments_desk::moments::ReferralForm;
use moments_desk::words::{Level, OfferAnswer, ReferralKind};
use rand_chacha::ChaCha12Rng;

pub fn referral(rng: &mut ChaCha12Rng, kind: Option<ReferralKind>) -> ReferralForm {
    let known = [
        ("Provincial licence office / Bureau provincial des permis", Level::ProvincialTerritorial),
        ("Provincial health insurance / Assurance maladie provinciale", Level::ProvincialTerritorial),
        ("Tax services office / Bureau des services fiscaux", Level::Federal),
        ("Passport office / Bureau des passeports", Level::Federal),
        ("City hall, permits / Hôtel de ville, permis", Level::Municipal),
        ("City hall, taxation / Hôtel de ville, taxation", Level::Municipal),
        ("Band office / Bureau de la bande", Level::Indigenous),
        ("Community legal clinic / Clinique juridique communautaire", Level::Other),
        ("Settlement agency / Organisme d’établissement", Level::Other),
    ];
    let (name, level) = *pick(rng, &known);
    ReferralForm { organization: None, name: Some(name.to_owned()), name_fr: None, level: Some(level), kind }
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
