//! An office day in figures, on paper.

use crate::documents::{Bilingual, Lang, in_both};
use crate::tables::Printed;
use chrono::NaiveDate;
use serde_json::{Value, json};

/// The figures of a day. What may be shown in which copy is decided before; each copy says on every page which it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayReport {
    pub lang: Lang,
    /// The other language follows from the top of a page.
    pub both: bool,
    pub office: Bilingual,
    pub date: NaiveDate,
    /// For anybody; else for the office alone.
    pub public: bool,
    /// Under this a public copy shows no number.
    pub least: u32,
    /// Those of a language that is not asked for may be empty.
    pub en: Printed,
    pub fr: Printed,
}

impl DayReport {
    pub(crate) const fn title(&self, lang: Lang) -> &'static str {
        match (self.public, lang) {
            (false, Lang::En) => "Day report, internal copy",
            (false, Lang::Fr) => "Rapport du jour, copie interne",
            (true, Lang::En) => "Day report, public copy",
            (true, Lang::Fr) => "Rapport du jour, copie publique",
        }
    }

    pub(crate) const fn file_kind(&self, lang: Lang) -> &'static str {
        match (self.public, lang) {
            (false, Lang::En) => "day-internal",
            (false, Lang::Fr) => "jour-interne",
            (true, Lang::En) => "day-public",
            (true, Lang::Fr) => "jour-public",
        }
    }

    pub(crate) fn values(&self) -> Value {
        json!({
            "office": self.office.values(),
            "date": in_both(Some(self.date)),
            "public": self.public,
            "least": self.least.to_string(),
            "figures": { "en": self.en.values(), "fr": self.fr.values() },
        })
    }
}
