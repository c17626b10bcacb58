//! An office day in figures, in one of its copies.

use super::cells::{Cells, LEAST_PUBLIC};
use super::parts::Parts;
use super::{Copy, Export, about, day_of, lang, long};
use crate::desk::{Actor, Desk};
use crate::error::{ApiError, Result};
use crate::review::{DayReview, ReviewFilter};
use chrono::NaiveDate;
use moments_core::moment::Problem;
use moments_report::tables::Printed;
use moments_report::{Bilingual, DayReport, Lang, say};

/// How the figures are computed, in the words of Review.
const HOW: [(&str, &str); 6] = [
    ("review_ratings", "review_how_funnel"),
    ("review_satisfied_column", "review_how_satisfied"),
    ("review_distribution", "review_how_likely"),
    ("review_clients", "review_how_clients"),
    ("review_outcomes", "review_how_outcomes"),
    ("review_times", "review_how_times"),
];

pub(super) fn stem(date: NaiveDate, copy: Copy, lang: Lang) -> String {
    let day = match lang {
        Lang::En => "day",
        Lang::Fr => "jour",
    };
    let copy = match (copy, lang) {
        (Copy::Internal, Lang::En) => "internal",
        (Copy::Internal, Lang::Fr) => "interne",
        (Copy::Public, _) => "public",
    };
    format!("{day}-{copy}-{date}")
}

impl Desk {
    pub(super) fn day_export(&self, actor: &Actor, date: &str, copy: Copy, lang: Lang) -> Result<Export> {
        let date = day_of("date", date)?;
        let day = self.review_day(actor, Some(&date.to_string()), &ReviewFilter::default())?;
        let tables = Parts { day: &day, cells: Cells { copy, lang } }.tables();
        let tables = tables.map_err(|error| self.no_table(error))?;
        let names = ["export_part", "export_item", "export_figure", "export_n", "export_why"];
        let names = names.map(|key| say(lang, key, &[]));
        let long =
            long(&say(lang, "day_report", &[]), names, &tables).map_err(|error| self.no_table(error))?;
        let title = format!("{}, {date}", say(lang, "day_report", &[]));
        let about = about(&*self.place()?, self.now().date_naive(), lang, title, lines(&day, copy, lang));
        Ok(Export { about, tables, long: Some(long) })
    }

    /// The same on paper. `language`: `en`, `fr` or `both`, the office's first language first.
    pub(crate) fn day_report(
        &self,
        actor: &Actor,
        date: &str,
        copy: Copy,
        language: &str,
    ) -> Result<DayReport> {
        let place = self.place()?;
        let both = language == "both";
        let first = if both { lang(&place.first_language()).unwrap_or(Lang::En) } else { lang(language)? };
        let printed = |lang| {
            if !both && lang != first {
                return Ok(Printed::default());
            }
            let export = self.day_export(actor, date, copy, lang)?;
            Ok::<_, ApiError>(Printed::of(&export.tables, &export.about, lang))
        };
        Ok(DayReport {
            lang: first,
            both,
            office: Bilingual { en: place.office.name_en.clone(), fr: place.office.name_fr.clone() },
            date: date.parse().map_err(|_| ApiError::invalid("date", Problem::Unknown))?,
            public: copy == Copy::Public,
            least: LEAST_PUBLIC,
            en: printed(Lang::En)?,
            fr: printed(Lang::Fr)?,
        })
    }
}

/// Which copy, which workstations, up to when, and how it was computed.
fn lines(day: &DayReview, copy: Copy, lang: Lang) -> Vec<(String, String)> {
    let least = LEAST_PUBLIC.to_string();
    let (threshold, staff) = (day.threshold.to_string(), day.staff_threshold.to_string());
    let (name, why) = match copy {
        Copy::Internal => ("day_internal", "day_internal_why"),
        Copy::Public => ("day_public", "day_public_why"),
    };
    let say = |key: &str, gaps: &[(&str, &str)]| say(lang, key, gaps);
    let names = day.scope.workstations.iter().map(|w| {
        // To the minute when a counter was last staffed is nobody's outside the office.
        let until = w.until.as_deref().filter(|_| copy == Copy::Internal);
        let when = until.and_then(|at| Some(format!("{} {}", at.get(..10)?, at.get(11..16)?)));
        when.map_or_else(
            || w.label.clone(),
            |when| say("review_scope_until", &[("name", w.label.as_str()), ("when", when.as_str())]),
        )
    });
    let workstations: Vec<String> = names.collect();
    // The minute of the last moment is nobody's outside the office.
    let up_to = day.scope.up_to.as_ref().filter(|_| copy == Copy::Internal);
    let up_to = up_to.and_then(|at| at.get(11..16)).map(|time| (say("export_up_to", &[]), time.to_owned()));
    let mut lines = vec![
        (say("export_copy", &[]), format!("{}. {}", say(name, &[]), say(why, &[("least", &least)]))),
        (say("export_date", &[]), day.date.clone()),
        (say("export_workstations", &[]), workstations.join(", ")),
    ];
    lines.extend(up_to);
    if day.not_everyone_was_asked {
        lines.push((say("review_invited", &[]), say("review_not_everyone", &[])));
    }
    let gaps = [("threshold", threshold.as_str()), ("staff", staff.as_str())];
    lines.extend(HOW.map(|(about, how)| (say(about, &[]), say(how, &gaps))));
    lines
}
