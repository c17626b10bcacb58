//! Documents of a made-up office, as a counter would print them.

use crate::tables::{Printed, PrintedTable};
use crate::{
    Bilingual, CaseSlip, DayReport, Document, Lang, RatingCard, ReferralSlip, SaidAndDone, TallySheet,
    YouSaidWeDid,
};
use chrono::NaiveDate;
use moments_core::words::{Level, ReferralKind, RotatedQuestion};

pub fn both(en: &str, fr: &str) -> Bilingual {
    Bilingual { en: en.to_owned(), fr: fr.to_owned() }
}

pub fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a day of the calendar")
}

fn office() -> Bilingual {
    both("Riverside Service Centre", "Centre de services Riverside")
}

pub fn referral(lang: Lang) -> ReferralSlip {
    ReferralSlip {
        lang,
        office: office(),
        date: day(2026, 11, 26),
        organization: both("City Hall, Licences and Permits", "Hôtel de ville, Licences et permis"),
        level: Some(Level::Municipal),
        kind: Some(ReferralKind::AppointmentMade),
        place: both(
            "110 Laurier Avenue West, main floor\nEntrance on Lisgar Street",
            "110, avenue Laurier Ouest, rez-de-chaussée\nEntrée par la rue Lisgar",
        ),
        hours: both(
            "Monday to Friday, 8:30 am to 4:30 pm\nClosed on statutory holidays",
            "Du lundi au vendredi, de 8 h 30 à 16 h 30\nFermé les jours fériés",
        ),
        telephone: "613-555-0134".to_owned(),
        what_to_bring: both(
            "Proof of address, and the permit that expires",
            "Une preuve d’adresse et le permis qui vient à échéance",
        ),
        verified_on: Some(day(2026, 9, 1)),
        case_code: Some("K7MX3Q9R5".to_owned()),
    }
}

pub fn case_slip(lang: Lang) -> CaseSlip {
    CaseSlip {
        lang,
        office: office(),
        date: day(2026, 11, 26),
        code: "K7MX3Q9R5".to_owned(),
        next_action: Some(
            match lang {
                Lang::En => {
                    "The registry sends the certified copy to this counter. Come back for it with this code."
                }
                Lang::Fr => {
                    "Le registre envoie la copie certifiée à ce comptoir. Revenez la chercher avec ce code."
                }
            }
            .to_owned(),
        ),
        due: Some(day(2026, 12, 10)),
    }
}

pub fn rating_card(lang: Lang, question: Option<RotatedQuestion>) -> RatingCard {
    RatingCard {
        lang,
        office: office(),
        date: day(2026, 11, 26),
        number: "A7".to_owned(),
        question,
        notice: None,
    }
}

pub fn tally_sheet(lang: Lang) -> TallySheet {
    TallySheet {
        lang,
        office: office(),
        sheet: "T4-1126".to_owned(),
        date: Some(day(2026, 11, 26)),
        workstation: Some("Counter 4".to_owned()),
        services: vec![
            both("Passport, adult renewal", "Passeport, renouvellement pour adulte"),
            both("Social insurance number", "Numéro d’assurance sociale"),
            both("Employment Insurance", "Assurance-emploi"),
            both("Old Age Security", "Sécurité de la vieillesse"),
            both("Canada Pension Plan", "Régime de pensions du Canada"),
            both("Fisheries licence", "Permis de pêche"),
            both("Fine or penalty payment", "Paiement d’une amende ou d’une pénalité"),
            both("Certified true copy", "Copie certifiée conforme"),
            both("Help with an online account", "Aide pour un compte en ligne"),
        ],
    }
}

/// In English with French behind it, in French alone.
pub fn you_said_we_did(lang: Lang) -> YouSaidWeDid {
    let line = |you_said, we_did| SaidAndDone { you_said, we_did };
    YouSaidWeDid {
        lang,
        both: lang == Lang::En,
        office: office(),
        from: day(2026, 9, 1),
        to: day(2026, 11, 30),
        lines: vec![
            line(
                both(
                    "You had to come back because nobody said which papers to bring.",
                    "Vous avez dû revenir parce que personne n’avait dit quels documents apporter.",
                ),
                both(
                    "Every slip now says what to bring, and we check it with you.",
                    "Chaque fiche dit maintenant quoi apporter, et nous la vérifions avec vous.",
                ),
            ),
            line(
                both("The line was long over lunch.", "La file était longue à l’heure du dîner."),
                both(
                    "A third counter is open from 11:30 to 13:30.",
                    "Un troisième comptoir est ouvert de 11 h 30 à 13 h 30.",
                ),
            ),
        ],
    }
}

/// A long day in English with French behind it, in French alone.
pub fn day_report(lang: Lang, public: bool) -> DayReport {
    let row = |name: &str, figures: [&str; 3]| -> Vec<String> {
        [name].into_iter().chain(figures).map(str::to_owned).collect()
    };
    let table = |title: &str, columns: [&str; 4], rows: usize| PrintedTable {
        title: title.to_owned(),
        columns: columns.map(str::to_owned).into(),
        rows: (1..=rows).map(|_| row("Passport and travel documents", ["38", "1,044", "95%"])).collect(),
    };
    let printed = |columns: [&str; 4]| Printed {
        about: vec![("Workstations".to_owned(), "Counter 1, Counter 2".to_owned())],
        tables: vec![table("The day at a glance", columns, 5), table("Services", columns, 60)],
    };
    DayReport {
        lang,
        both: lang == Lang::En,
        office: office(),
        date: day(2026, 11, 26),
        public,
        least: 10,
        en: printed(["Figure", "n", "of", "Share"]),
        fr: printed(["Chiffre", "n", "sur", "Part"]),
    }
}

/// Each kind of document in each language.
pub fn all() -> Vec<Document> {
    [Lang::En, Lang::Fr]
        .into_iter()
        .flat_map(|lang| {
            let cards = RotatedQuestion::ALL.iter().map(|question| Some(*question)).chain([None]);
            [
                Document::ReferralSlip(referral(lang)),
                Document::CaseSlip(case_slip(lang)),
                Document::TallySheet(tally_sheet(lang)),
                Document::YouSaidWeDid(you_said_we_did(lang)),
                Document::DayReport(day_report(lang, false)),
                Document::DayReport(day_report(lang, true)),
            ]
            .into_iter()
            .chain(cards.map(move |question| Document::RatingCard(rating_card(lang, question))))
        })
        .collect()
}
