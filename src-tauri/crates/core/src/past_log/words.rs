//! The words of the closed sets as people write them in a log, in English and in French. They are only read, never shown:
//! the words on screen are the interface's.

use crate::catalogue::search_key;
use crate::words::*;

/// A set whose words can be read from a cell.
pub(super) trait Spoken: Copy + 'static {
    /// Every value with its stored word.
    fn all() -> impl Iterator<Item = (Self, &'static str)>;
    /// Other words for it, as [`search_key`] leaves them.
    fn said(self) -> &'static [&'static str];
}

/// The value of a cell's word: the stored one, or what people say.
pub(super) fn read<T: Spoken>(cell: &str) -> Option<T> {
    let key = search_key(cell);
    let is = |(value, stored): &(T, &str)| search_key(stored) == key || value.said().contains(&key.as_str());
    T::all().find(is).map(|(value, _)| value)
}

macro_rules! spoken {
    ($($name:ident { $($variant:ident: $($said:literal),+);+ $(;)? })+) => {$(
        impl Spoken for $name {
            fn all() -> impl Iterator<Item = (Self, &'static str)> {
                Self::ALL.iter().map(|value| (*value, value.as_str()))
            }

            fn said(self) -> &'static [&'static str] {
                match self { $(Self::$variant => &[$($said),+]),+ }
            }
        }
    )+};
}

spoken! {
    Relationship {
        Voluntary: "by choice", "choice", "par choix", "volontaire", "v";
        InvoluntaryObligation: "required", "obligation", "by obligation", "involuntary", "par obligation", "obligatoire",
            "assujetti", "involontaire", "i";
        InvoluntaryRightsOfOthers: "rights of others", "others", "droits d autrui", "autrui", "droits des autres";
    }

    Outcome {
        Served: "served in full", "done", "completed", "complete", "yes", "servi", "servie", "termine", "fait", "complet",
            "oui";
        PartlyServed: "partly", "partial", "partially served", "in part", "servi en partie", "en partie", "partiel",
            "partiellement servi";
        Referred: "referral", "sent on", "transferred", "dirige ailleurs", "dirige", "refere", "aiguille", "transfere";
        TurnedAway: "not served", "refused", "denied", "no", "non servi", "refuse", "renvoye", "non";
        Left: "left before the end", "abandoned", "no show", "parti avant la fin", "parti", "partie", "abandon";
    }

    Channel {
        InPerson: "in person", "counter", "walk in", "en personne", "comptoir", "sur place", "au comptoir";
        Phone: "telephone", "by phone", "call", "tel", "par telephone", "appel";
        Video: "by video", "videoconference", "par video", "visioconference";
        MobileOutreach: "outreach", "mobile", "service itinerant", "itinerant", "mobile outreach";
        Written: "mail", "email", "e mail", "letter", "courriel", "courrier", "poste", "par ecrit", "lettre";
    }

    ContactNo {
        First: "first", "1st", "premier", "premiere", "1er", "1re";
        Second: "second", "2nd", "deuxieme", "2e";
        ThirdOrMore: "3", "third", "3rd", "third or more", "3 ou plus", "troisieme", "3e", "troisieme ou plus";
        Unknown: "not known", "inconnu", "n a", "s o";
    }

    WaitBand {
        Under5: "under 5 minutes", "less than 5", "0 5", "0 4", "moins de 5", "moins de 5 minutes", "moins de 5 min";
        From5To15: "5 15", "5 a 15", "5 to 15 minutes", "5 a 15 minutes", "5 15 min";
        From15To25: "15 25", "15 a 25", "15 to 25 minutes", "15 a 25 minutes", "15 25 min";
        Over25: "more than 25", "over 25 minutes", "plus de 25", "plus de 25 minutes", "plus de 25 min";
        Unknown: "not known", "inconnue", "inconnu", "n a", "s o";
    }

    Barrier {
        WrongOffice: "mauvais bureau", "wrong place", "mauvais endroit";
        MissingDocument: "missing documents", "document manquant", "documents manquants", "missing paper";
        NotEligible: "ineligible", "non admissible", "inadmissible";
        UnclearInformation: "unclear", "information unclear", "information pas claire", "renseignements pas clairs",
            "information peu claire";
        Hours: "opening hours", "heures", "heures d ouverture";
        Wait: "waiting", "attente", "long wait", "longue attente";
        Language: "langue";
        DisabilityAccess: "disability", "access", "handicap", "acces pour personnes handicapees", "accessibilite";
        DigitalAccess: "digital", "internet", "computer", "acces numerique", "numerique", "ordinateur";
        Cost: "fee", "price", "cout", "frais", "prix";
        Distance: "travel", "too far", "trop loin", "deplacement";
        SystemDown: "system", "outage", "systeme en panne", "panne", "panne du systeme";
        Other: "autre", "others", "autres";
    }
}

/// A language by its name in either language, or its tag.
pub(super) fn language(cell: &str) -> Option<String> {
    let key = search_key(cell);
    let named = match key.as_str() {
        "english" | "anglais" | "eng" | "ang" | "a" | "e" => "en",
        "french" | "francais" | "fra" | "fre" | "f" => "fr",
        "inuktitut" | "inuktut" => "iu",
        "cree" | "cri" => "cr",
        "spanish" | "espagnol" => "es",
        "chinese" | "chinois" | "mandarin" => "zh",
        "punjabi" | "pendjabi" => "pa",
        "arabic" | "arabe" => "ar",
        "tagalog" => "tl",
        _ => {
            let tag = cell.trim();
            let primary = tag.split('-').next().unwrap_or_default();
            let shaped = (2..=3).contains(&primary.len()) && tag.len() <= 35 && tag.is_ascii();
            return shaped.then(|| lowered(tag, primary));
        }
    };
    Some(named.to_owned())
}

/// `FR` and `Fr-CA` as the tags that they are; whether it is one is the moment's own rule.
fn lowered(tag: &str, primary: &str) -> String {
    tag.replacen(primary, &primary.to_lowercase(), 1)
}

/// A wait in minutes as the band that it lies in.
pub(super) fn band_of_minutes(minutes: f64) -> WaitBand {
    if minutes < 5.0 {
        WaitBand::Under5
    } else if minutes < 15.0 {
        WaitBand::From5To15
    } else if minutes <= 25.0 {
        WaitBand::From15To25
    } else {
        WaitBand::Over25
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn all_read<T: Spoken + PartialEq + std::fmt::Debug>() {
        for (value, stored) in T::all() {
            assert_eq!(read::<T>(stored), Some(value), "{stored}");
            for word in value.said() {
                assert_eq!(search_key(word), *word, "the word can be found");
                assert_eq!(read::<T>(word), Some(value), "{word} means one thing");
            }
        }
    }

    #[test]
    fn every_word_of_every_set_means_one_thing() {
        all_read::<Relationship>();
        all_read::<Outcome>();
        all_read::<Channel>();
        all_read::<ContactNo>();
        all_read::<WaitBand>();
        all_read::<Barrier>();
    }

    #[test]
    fn accents_case_and_punctuation_do_not_hide_a_word() {
        assert_eq!(read("Dirigé ailleurs"), Some(Outcome::Referred));
        assert_eq!(read(" TURNED_AWAY "), Some(Outcome::TurnedAway));
        assert_eq!(read("Droits d’autrui"), Some(Relationship::InvoluntaryRightsOfOthers));
        assert_eq!(read("3+"), Some(ContactNo::ThirdOrMore));
        assert_eq!(read("5–15 min"), Some(WaitBand::From5To15));
        assert_eq!(read::<Outcome>("maybe"), None);
        assert_eq!(language("Français").as_deref(), Some("fr"));
        assert_eq!(language("FR-ca").as_deref(), Some("fr-ca"));
        assert_eq!(language("klingonese"), None);
    }

    #[test]
    fn a_wait_in_minutes_is_a_band() {
        let bands = [0.0, 4.9, 5.0, 14.0, 15.0, 25.0, 26.0].map(band_of_minutes);
        use WaitBand::*;
        assert_eq!(bands, [Under5, Under5, From5To15, From5To15, From15To25, From15To25, Over25]);
    }
}
