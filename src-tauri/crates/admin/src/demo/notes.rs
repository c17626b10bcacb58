//! What staff write and clients say in the demonstration, in both languages. Nothing here is about a person.

use super::{chance, pick};
use moments_desk::words::{Barrier, Outcome};
use rand_chacha::ChaCha12Rng;

const DOCUMENTS_EN: &[&str] = &[
    "proof of address",
    "the birth certificate",
    "the signed second page",
    "a photo that meets the rules",
    "the guarantor’s signature",
    "the marriage certificate",
    "last year’s notice of assessment",
    "the record of employment",
    "the landlord’s letter",
    "the original, not a copy",
];
const DOCUMENTS_FR: &[&str] = &[
    "une preuve d’adresse",
    "l’acte de naissance",
    "la deuxième page signée",
    "une photo conforme",
    "la signature du répondant",
    "le certificat de mariage",
    "l’avis de cotisation de l’an dernier",
    "le relevé d’emploi",
    "la lettre du propriétaire",
    "l’original et non une copie",
];

const USUAL_EN: &[&str] = &[
    "Went through the form together; two boxes were blank.",
    "Explained both ways to renew and what each one costs.",
    "Had tried online first and got stuck at the photo step.",
    "Asked for a receipt and a copy of the form for the file.",
    "Printed the current form; the one brought was two versions old.",
    "Booked the next visit before leaving, so no second line-up.",
    "Needed time to decide; took the leaflet home.",
    "Two questions in one visit, both answered.",
    "Showed how to follow the file online.",
    "Wanted to know how long it takes now; gave the published standard.",
    "Came with a helper who read the letters aloud.",
    "Was glad that address and licence could be changed in one visit.",
    "Large print copy was helpful.",
    "Payment went through at the second try.",
];
const USUAL_FR: &[&str] = &[
    "Avons rempli le formulaire ensemble; deux cases étaient vides.",
    "Expliqué les deux façons de renouveler et ce que chacune coûte.",
    "Avait essayé en ligne et bloqué à l’étape de la photo.",
    "A demandé un reçu et une copie du formulaire pour son dossier.",
    "Imprimé le formulaire à jour; celui apporté datait de deux versions.",
    "Prochaine visite réservée avant le départ, donc pas de deuxième file.",
    "Voulait réfléchir; a emporté le dépliant.",
    "Deux questions en une visite, deux réponses.",
    "Montré comment suivre le dossier en ligne.",
    "Voulait connaître le délai actuel; donné la norme publiée.",
    "Accompagnement par une personne qui lisait les lettres à voix haute.",
    "Heureux que l’adresse et le permis se changent en une seule visite.",
    "La version en gros caractères a aidé.",
    "Le paiement a passé au deuxième essai.",
];

const SYSTEM_EN: &[&str] = &[
    "System down for a good part of the visit; took the papers and will call the service back.",
    "Card terminal was down; offered to pay online or come back.",
    "Record could not be opened: the network was out.",
];
const SYSTEM_FR: &[&str] = &[
    "Système en panne pendant une bonne partie de la visite; documents pris, suite à donner.",
    "Terminal de paiement en panne; offert de payer en ligne ou de revenir.",
    "Dossier impossible à ouvrir : le réseau était coupé.",
];
const WRONG_OFFICE_EN: &[&str] = &[
    "Had been sent here by another counter; this is done at the provincial office. Called ahead for them.",
    "The letter named our address for something that we don’t do. Told the office that writes it.",
    "Wrong building: walked over to show the way.",
];
const WRONG_OFFICE_FR: &[&str] = &[
    "Envoyé ici par un autre comptoir; cela se fait au bureau provincial. Appel fait pour prévenir.",
    "La lettre donnait notre adresse pour un service que nous n’offrons pas. Signalé au bureau qui l’écrit.",
    "Mauvais édifice : accompagné pour montrer le chemin.",
];
const REFUSED_EN: &[&str] = &[
    "Not eligible this year; explained why and how to ask for a review.",
    "The rule protects the other party; explained the decision and the recourse, in writing too.",
    "Upset about the rule. Explained it again, gave the address for a review.",
];
const REFUSED_FR: &[&str] = &[
    "Non admissible cette année; raison expliquée, et comment demander une révision.",
    "La règle protège l’autre partie; décision et recours expliqués, aussi par écrit.",
    "Mécontentement face à la règle. Expliquée de nouveau, adresse pour une révision remise.",
];
const LEFT_EN: &[&str] = &[
    "Could not wait any longer: bus.",
    "Left while the form was being looked for.",
    "Lunch hour was over; will come back another day.",
];
const LEFT_FR: &[&str] = &[
    "Ne pouvait plus attendre : l’autobus.",
    "A quitté pendant la recherche du formulaire.",
    "Pause du midi terminée; reviendra un autre jour.",
];
const LANGUAGE_EN: &[&str] = &[
    "Nobody at the counter spoke the language; the telephone interpreter joined after ten minutes.",
    "Simple words and the pictures on the form were enough.",
];
const LANGUAGE_FR: &[&str] = &[
    "Personne au comptoir ne parlait la langue; l’interprète au téléphone s’est joint après dix minutes.",
    "Des mots simples et les images du formulaire ont suffi.",
];

const BETTER_EN: &[&str] = &[
    "Too long a wait for one signature.",
    "I was told something else on the phone.",
    "Why is this not possible online?",
    "The form is hard to understand.",
    "The signs outside are confusing.",
];
const BETTER_FR: &[&str] = &[
    "Trop d’attente pour une signature.",
    "On m’avait dit autre chose au téléphone.",
    "Pourquoi n’est-ce pas possible en ligne?",
    "Le formulaire est difficile à comprendre.",
    "L’affichage à l’extérieur porte à confusion.",
];
const WELL_EN: &[&str] = &[
    "Very patient, thank you.",
    "Everything in one visit.",
    "Clear answers for once.",
    "Thank you for calling the other office.",
];
const WELL_FR: &[&str] = &[
    "Beaucoup de patience, merci.",
    "Tout en une seule visite.",
    "Des réponses claires, enfin.",
    "Merci d’avoir appelé l’autre bureau.",
];

/// A note about what happened.
pub fn note(rng: &mut ChaCha12Rng, french: bool, outcome: Outcome, barriers: &[Barrier]) -> String {
    let has = |barrier: Barrier| barriers.contains(&barrier);
    if has(Barrier::MissingDocument) {
        let document = pick(rng, if french { DOCUMENTS_FR } else { DOCUMENTS_EN });
        return if french { format!("Il manquait {document}.") } else { format!("Missing {document}.") };
    }
    let (en, fr) = match outcome {
        _ if has(Barrier::SystemDown) => (SYSTEM_EN, SYSTEM_FR),
        _ if has(Barrier::Language) => (LANGUAGE_EN, LANGUAGE_FR),
        Outcome::Referred => (WRONG_OFFICE_EN, WRONG_OFFICE_FR),
        Outcome::TurnedAway => (REFUSED_EN, REFUSED_FR),
        Outcome::Left => (LEFT_EN, LEFT_FR),
        Outcome::Served | Outcome::PartlyServed => (USUAL_EN, USUAL_FR),
    };
    (*pick(rng, if french { fr } else { en })).to_owned()
}

/// The note with another sentence where it is too short, and now and then where it is not: 5 to 25 words.
pub fn longer(rng: &mut ChaCha12Rng, french: bool, note: String) -> String {
    let words = |text: &str| text.split_whitespace().count();
    let more = *pick(rng, if french { USUAL_FR } else { USUAL_EN });
    let wanted = chance(rng, 0.3) || words(&note) < 5;
    if wanted && words(&note) + words(more) <= 25 { format!("{note} {more}") } else { note }
}

/// What a client wrote on a card.
pub fn comment(rng: &mut ChaCha12Rng, french: bool, overall: u8) -> String {
    let all = match (overall >= 4, french) {
        (true, true) => WELL_FR,
        (true, false) => WELL_EN,
        (false, true) => BETTER_FR,
        (false, false) => BETTER_EN,
    };
    (*pick(rng, all)).to_owned()
}
