//! What each document says. Dates are of the office's own day.

pub use crate::day_report::DayReport;
use crate::letters::grouped;
use crate::long_date::{long_date, month};
use chrono::NaiveDate;
use moments_core::tally_sheet::ROWS_PRINTED;
use moments_core::words::{Level, ReferralKind, RotatedQuestion};
use serde_json::{Value, json};

/// Days after which what the directory says about an organization is told as old.
const VERIFIED_FOR_DAYS: i64 = 180;
/// Keys `1` to `9` of the counter's quick list.
const QUICK_KEYS: usize = 9;

/// A language of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lang {
    En,
    Fr,
}

impl Lang {
    /// Its tag, as BCP 47 has it.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Fr => "fr",
        }
    }

    pub const fn other(self) -> Self {
        match self {
            Self::En => Self::Fr,
            Self::Fr => Self::En,
        }
    }
}

/// A text that people gave in both languages. Where one is empty, the other stands for it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bilingual {
    pub en: String,
    pub fr: String,
}

impl Bilingual {
    /// The text in `lang`, and the language that it is really in.
    fn best(&self, lang: Lang) -> (&str, Lang) {
        let of = |lang| match lang {
            Lang::En => self.en.trim(),
            Lang::Fr => self.fr.trim(),
        };
        if of(lang).is_empty() && !of(lang.other()).is_empty() {
            return (of(lang.other()), lang.other());
        }
        (of(lang), lang)
    }

    fn value(&self, lang: Lang) -> Value {
        let (text, lang) = self.best(lang);
        json!({ "text": text, "lang": lang.tag() })
    }

    pub(crate) fn values(&self) -> Value {
        json!({ "en": self.value(Lang::En), "fr": self.value(Lang::Fr) })
    }
}

/// A document with all that it says; texts in both languages where it is bilingual.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Document {
    ReferralSlip(ReferralSlip),
    CaseSlip(CaseSlip),
    RatingCard(RatingCard),
    TallySheet(TallySheet),
    YouSaidWeDid(YouSaidWeDid),
    DayReport(DayReport),
}

/// Where a client was sent, to take along. In both languages, the client's first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferralSlip {
    /// The client's language.
    pub lang: Lang,
    pub office: Bilingual,
    pub date: NaiveDate,
    pub organization: Bilingual,
    /// None, or `other`: nothing is said about it.
    pub level: Option<Level>,
    /// How the client was sent; none: not known, and nothing is said.
    pub kind: Option<ReferralKind>,
    /// Of the organization, as the directory says; empty ones are left out.
    pub place: Bilingual,
    pub hours: Bilingual,
    pub telephone: String,
    pub what_to_bring: Bilingual,
    /// The day on which somebody last checked the four above. None: never, as far as the directory knows.
    pub verified_on: Option<NaiveDate>,
    /// The reference code of the client's case, in any grouping.
    pub case_code: Option<String>,
}

/// The reference code of a case, to take along. In the client's language alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseSlip {
    /// The client's language.
    pub lang: Lang,
    pub office: Bilingual,
    pub date: NaiveDate,
    /// In any grouping.
    pub code: String,
    /// In the words of who serves; where there is none, the slip has lines to write on.
    pub next_action: Option<String>,
    pub due: Option<NaiveDate>,
}

/// A card on which a client rates in large print: a side for each language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RatingCard {
    /// The language of the first side.
    pub lang: Lang,
    pub office: Bilingual,
    pub date: NaiveDate,
    /// The moment's short number, as `A7`.
    pub number: String,
    /// The question that was drawn with the invitation.
    pub question: Option<RotatedQuestion>,
    /// The office's own notice: what it is for, under which rule, whom to ask. Empty: not on the card.
    pub notice: Option<Bilingual>,
}

/// A sheet on which moments are noted while the computers are down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TallySheet {
    /// The language of those who write on it; it stands first.
    pub lang: Lang,
    pub office: Bilingual,
    /// The number by which the sheet's rows are known when they are entered.
    pub sheet: String,
    /// None: a line to write the day on.
    pub date: Option<NaiveDate>,
    /// None: a line to write it on.
    pub workstation: Option<String>,
    /// The services of keys `1` to `9`, in their order; more are left out.
    pub services: Vec<Bilingual>,
}

/// What clients said and what the office did about it, for the wall. Nothing finer than a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YouSaidWeDid {
    pub lang: Lang,
    /// The other language follows on a page of its own.
    pub both: bool,
    pub office: Bilingual,
    /// Any day of the first month, and of the last.
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub lines: Vec<SaidAndDone>,
}

/// One thing that clients said, and what was done.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SaidAndDone {
    pub you_said: Bilingual,
    pub we_did: Bilingual,
}

impl Document {
    /// The name of the template in `templates/`.
    pub(crate) const fn template(&self) -> &'static str {
        match self {
            Self::ReferralSlip(_) => "referral_slip.typ",
            Self::CaseSlip(_) => "case_slip.typ",
            Self::RatingCard(_) => "rating_card.typ",
            Self::TallySheet(_) => "tally_sheet.typ",
            Self::YouSaidWeDid(_) => "you_said_we_did.typ",
            Self::DayReport(_) => "day_report.typ",
        }
    }

    /// The language that comes first.
    pub(crate) const fn lang(&self) -> Lang {
        match self {
            Self::ReferralSlip(slip) => slip.lang,
            Self::CaseSlip(slip) => slip.lang,
            Self::RatingCard(card) => card.lang,
            Self::TallySheet(sheet) => sheet.lang,
            Self::YouSaidWeDid(sheet) => sheet.lang,
            Self::DayReport(report) => report.lang,
        }
    }

    pub(crate) const fn title(&self) -> &'static str {
        match (self, self.lang()) {
            (Self::ReferralSlip(_), Lang::En) => "Referral slip",
            (Self::ReferralSlip(_), Lang::Fr) => "Fiche d’aiguillage",
            (Self::CaseSlip(_), Lang::En) => "Reference code",
            (Self::CaseSlip(_), Lang::Fr) => "Code de référence",
            (Self::RatingCard(_), Lang::En) => "Rating card",
            (Self::RatingCard(_), Lang::Fr) => "Carte d’appréciation",
            (Self::TallySheet(_), Lang::En) => "Tally sheet",
            (Self::TallySheet(_), Lang::Fr) => "Feuille de pointage",
            (Self::YouSaidWeDid(_), Lang::En) => "You said, we did",
            (Self::YouSaidWeDid(_), Lang::Fr) => "Vous avez dit, nous avons fait",
            (Self::DayReport(report), lang) => report.title(lang),
        }
    }

    pub(crate) fn file_stem(&self) -> String {
        let kind = match (self, self.lang()) {
            (Self::ReferralSlip(_), Lang::En) => "referral",
            (Self::ReferralSlip(_), Lang::Fr) => "aiguillage",
            (Self::CaseSlip(_), Lang::En) => "reference-code",
            (Self::CaseSlip(_), Lang::Fr) => "code-de-reference",
            (Self::RatingCard(_), Lang::En) => "rating-card",
            (Self::RatingCard(_), Lang::Fr) => "carte-appreciation",
            (Self::TallySheet(_), Lang::En) => "tally-sheet",
            (Self::TallySheet(_), Lang::Fr) => "feuille-de-pointage",
            (Self::YouSaidWeDid(_), Lang::En) => "you-said-we-did",
            (Self::YouSaidWeDid(_), Lang::Fr) => "vous-avez-dit",
            (Self::DayReport(report), lang) => report.file_kind(lang),
        };
        match self {
            Self::ReferralSlip(slip) => format!("{kind}-{}", slip.date),
            Self::CaseSlip(slip) => format!("{kind}-{}", slip.date),
            Self::RatingCard(card) => format!("{kind}-{}-{}", card.number, card.date),
            Self::TallySheet(sheet) => format!("{kind}-{}", sheet.sheet),
            Self::YouSaidWeDid(sheet) => {
                format!("{kind}-{}-{}", sheet.from.format("%Y-%m"), sheet.to.format("%Y-%m"))
            }
            Self::DayReport(report) => format!("{kind}-{}", report.date),
        }
    }

    /// What the template reads: texts as they were given, codes grouped, dates in words.
    pub(crate) fn values(&self) -> Value {
        let mut values = match self {
            Self::ReferralSlip(slip) => slip.values(),
            Self::CaseSlip(slip) => slip.values(),
            Self::RatingCard(card) => card.values(),
            Self::TallySheet(sheet) => sheet.values(),
            Self::YouSaidWeDid(sheet) => sheet.values(),
            Self::DayReport(report) => report.values(),
        };
        let lang = self.lang();
        let alone = match self {
            Self::YouSaidWeDid(sheet) => !sheet.both,
            Self::DayReport(report) => !report.both,
            Self::ReferralSlip(_) | Self::CaseSlip(_) | Self::RatingCard(_) | Self::TallySheet(_) => false,
        };
        let langs = if alone { json!([lang.tag()]) } else { json!([lang.tag(), lang.other().tag()]) };
        if let Some(values) = values.as_object_mut() {
            values.insert("title".to_owned(), json!(self.title()));
            values.insert("langs".to_owned(), langs);
        }
        values
    }
}

impl ReferralSlip {
    fn values(&self) -> Value {
        let known = [&self.place.en, &self.place.fr, &self.hours.en, &self.hours.fr, &self.telephone]
            .into_iter()
            .chain([&self.what_to_bring.en, &self.what_to_bring.fr])
            .any(|text| !text.trim().is_empty());
        let verified = match self.verified_on {
            _ if !known => "nothing",
            None => "never",
            Some(on) if (self.date - on).num_days() > VERIFIED_FOR_DAYS => "long_ago",
            Some(_) => "lately",
        };
        json!({
            "office": self.office.values(),
            "date": in_both(Some(self.date)),
            "organization": self.organization.values(),
            "level": self.level.filter(|level| *level != Level::Other).map(Level::as_str),
            "kind": self.kind.map(ReferralKind::as_str),
            "place": self.place.values(),
            "hours": self.hours.values(),
            "telephone": self.telephone.trim(),
            "what_to_bring": self.what_to_bring.values(),
            "verified": verified,
            "verified_on": in_both(self.verified_on),
            "code": self.case_code.as_deref().map(grouped).filter(|code| !code.is_empty()),
        })
    }
}

impl CaseSlip {
    fn values(&self) -> Value {
        let code = grouped(&self.code);
        let spelled: Vec<String> = code.chars().filter(|c| *c != ' ').map(String::from).collect();
        let next_action = self.next_action.as_deref().map(str::trim).filter(|text| !text.is_empty());
        json!({
            "office": self.office.values(),
            "date": in_both(Some(self.date)),
            "code": code,
            "spelled": spelled,
            "next_action": next_action,
            "due": in_both(self.due),
        })
    }
}

impl RatingCard {
    fn values(&self) -> Value {
        json!({
            "office": self.office.values(),
            "date": in_both(Some(self.date)),
            "number": self.number.trim(),
            "question": self.question.map(RotatedQuestion::as_str),
            "notice": self.notice.as_ref().map(Bilingual::values),
        })
    }
}

impl TallySheet {
    fn values(&self) -> Value {
        let services: Vec<Value> = self.services.iter().take(QUICK_KEYS).map(Bilingual::values).collect();
        json!({
            "office": self.office.values(),
            "sheet": self.sheet.trim(),
            "date": in_both(self.date),
            "workstation": self.workstation.as_deref().map(str::trim).filter(|text| !text.is_empty()),
            "services": services,
            "rows": ROWS_PRINTED,
        })
    }
}

impl YouSaidWeDid {
    fn values(&self) -> Value {
        let period = |lang| {
            let (from, to) = (month(self.from, lang), month(self.to, lang));
            // No line begins with the sign.
            if from == to { from } else { format!("{from}\u{a0}– {to}") }
        };
        let line = |line: &SaidAndDone| json!({ "you_said": line.you_said.values(), "we_did": line.we_did.values() });
        json!({
            "office": self.office.values(),
            "period": { "en": period(Lang::En), "fr": period(Lang::Fr) },
            "lines": self.lines.iter().map(line).collect::<Vec<Value>>(),
        })
    }
}

pub(crate) fn in_both(date: Option<NaiveDate>) -> Value {
    date.map_or(
        Value::Null,
        |date| json!({ "en": long_date(date, Lang::En), "fr": long_date(date, Lang::Fr) }),
    )
}
