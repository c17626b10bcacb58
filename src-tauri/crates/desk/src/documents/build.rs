//! From what a window asks for to what the document says, read from the tables.

use super::DocumentRequest;
use crate::desk::{Actor, Place};
use crate::error::{ApiError, ErrorCode, Result};
use crate::exports::lang;
use crate::follow_ups::sheet_lines;
use crate::setup::name;
use chrono::{Datelike, Months, NaiveDate};
use moments_core::catalogue::ServiceKey;
use moments_core::ids::{CaseId, MomentId, OrganizationId};
use moments_core::limits::{NAME_MAX_CHARS, YEARS};
use moments_core::moment::Problem;
use moments_core::organization::Organization;
use moments_core::privacy;
use moments_core::words::{ReferralKind, Role};
use moments_report::{
    Bilingual, CaseSlip, Document, Lang, RatingCard, ReferralSlip, SaidAndDone, TallySheet, YouSaidWeDid,
};
use moments_store::Reader;

/// Who asks, where and when.
pub(super) struct Asked<'a> {
    pub actor: &'a Actor,
    pub place: &'a Place,
    pub today: NaiveDate,
    /// The number of the tally sheet, where one is made.
    pub sheet_no: &'a str,
}

impl Asked<'_> {
    pub(super) fn document(&self, reader: &Reader<'_>, request: &DocumentRequest) -> Result<Document> {
        match request {
            DocumentRequest::ReferralSlip { organization, name, level, referral, language, case } => {
                let known = self.referral(reader, organization.as_ref(), name, *referral, lang(language)?)?;
                Ok(Document::ReferralSlip(ReferralSlip {
                    level: known.level.or(*level),
                    case_code: case.as_ref().map(|id| code(reader, id)).transpose()?,
                    ..known
                }))
            }
            DocumentRequest::CaseSlip { case, language } => {
                self.case_slip(reader, case, lang(language)?).map(Document::CaseSlip)
            }
            DocumentRequest::RatingCard { moment } => {
                self.rating_card(reader, moment).map(Document::RatingCard)
            }
            DocumentRequest::TallySheet { language } => {
                self.tally_sheet(reader, lang(language)?).map(Document::TallySheet)
            }
            DocumentRequest::YouSaidWeDid { from, to, language } => {
                self.you_said_we_did(reader, from, to, language).map(Document::YouSaidWeDid)
            }
            // It is made from figures, before.
            DocumentRequest::DayReport { .. } => Err(ErrorCode::Internal.into()),
        }
    }

    fn office(&self) -> Bilingual {
        both(&self.place.office.name_en, &self.place.office.name_fr)
    }

    fn referral(
        &self,
        reader: &Reader<'_>,
        id: Option<&OrganizationId>,
        typed: &str,
        kind: Option<ReferralKind>,
        lang: Lang,
    ) -> Result<ReferralSlip> {
        let known = match id {
            Some(id) => reader.organization(id)?.ok_or(ErrorCode::NotFound)?,
            None => {
                let name = name("name", typed, NAME_MAX_CHARS)?;
                if privacy::must_be_masked(&name) {
                    return Err(ApiError::invalid("name", Problem::MustBeMasked));
                }
                Organization { name_en: name.clone(), name_fr: name, ..Organization::default() }
            }
        };
        Ok(ReferralSlip {
            lang,
            office: self.office(),
            date: self.today,
            organization: both(&known.name_en, &known.name_fr),
            level: id.map(|_| known.level),
            kind,
            place: both(&known.place_en, &known.place_fr),
            hours: both(&known.hours_en, &known.hours_fr),
            telephone: known.telephone,
            what_to_bring: both(&known.bring_en, &known.bring_fr),
            verified_on: known.verified_on,
            case_code: None,
        })
    }

    fn case_slip(&self, reader: &Reader<'_>, id: &CaseId, lang: Lang) -> Result<CaseSlip> {
        let case = reader.case(id)?.ok_or(ErrorCode::NotFound)?.case;
        Ok(CaseSlip {
            lang,
            office: self.office(),
            date: self.today,
            code: case.code,
            next_action: case.next_action,
            due: case.due,
        })
    }

    fn rating_card(&self, reader: &Reader<'_>, id: &MomentId) -> Result<RatingCard> {
        let moment = reader.moment(id)?.ok_or(ErrorCode::NotFound)?.moment;
        if !self.actor.is(Role::Supervisor) && moment.staff != self.actor.staff() {
            return Err(ErrorCode::NotPermitted.into());
        }
        if moment.voided.is_some() {
            return Err(ErrorCode::AlreadyVoided.into());
        }
        if moment.short_no.is_empty() {
            return Err(ErrorCode::NotFound.into());
        }
        // Somebody who was served in neither official language reads the office's first one first.
        let first = lang(&moment.language.provided.value).or_else(|_| lang(&self.place.first_language()));
        Ok(RatingCard {
            lang: first.unwrap_or(Lang::En),
            office: self.office(),
            date: moment.office_day,
            number: moment.short_no,
            question: moment.invitation.question,
            notice: self.notice(),
        })
    }

    /// The office's own notice, where it wants it on the card.
    fn notice(&self) -> Option<Bilingual> {
        let n = &self.place.office.notice;
        let lines = |lines: [&String; 3]| {
            let said: Vec<&str> =
                lines.into_iter().map(String::as_str).filter(|line| !line.is_empty()).collect();
            said.join(" ")
        };
        n.on_card.then(|| {
            both(
                &lines([&n.purpose_en, &n.authority_en, &n.contact_en]),
                &lines([&n.purpose_fr, &n.authority_fr, &n.contact_fr]),
            )
        })
    }

    fn you_said_we_did(
        &self,
        reader: &Reader<'_>,
        from: &str,
        to: &str,
        language: &str,
    ) -> Result<YouSaidWeDid> {
        self.actor.require(Role::Supervisor)?;
        let both_languages = language == "both";
        let first = if both_languages { lang(&self.place.first_language()) } else { lang(language) };
        let lang = if both_languages { first.unwrap_or(Lang::En) } else { first? };
        let (from, last) = (month("from", from)?, month("to", to)?);
        if last < from {
            return Err(ApiError::invalid("to", Problem::EndsBeforeStart));
        }
        let to = last.checked_add_months(Months::new(1)).and_then(|day| day.pred_opt()).unwrap_or(last);
        let lines = sheet_lines(reader, &from.to_string(), &to.to_string())?;
        let lines = lines.into_iter().map(|line| SaidAndDone {
            you_said: both(&line.you_said_en, &line.you_said_fr),
            we_did: both(&line.we_did_en, &line.we_did_fr),
        });
        let lines = lines.collect();
        Ok(YouSaidWeDid { lang, both: both_languages, office: self.office(), from, to, lines })
    }

    /// Without a day and a workstation: it is printed while there is power, and nobody knows for when.
    fn tally_sheet(&self, reader: &Reader<'_>, lang: Lang) -> Result<TallySheet> {
        let mut services = Vec::new();
        for key in reader.quick_list(&self.place.office_id)?.quick {
            // A key without its service keeps its place, as it does at the counter.
            let service =
                key.parse::<ServiceKey>().ok().map(|key| reader.service(&key)).transpose()?.flatten();
            services.push(service.map(|s| both(&s.name_en, &s.name_fr)).unwrap_or_default());
        }
        Ok(TallySheet {
            lang,
            office: self.office(),
            sheet: self.sheet_no.to_owned(),
            date: None,
            workstation: None,
            services,
        })
    }
}

/// The first day of a month, `YYYY-MM`.
fn month(field: &str, text: &str) -> Result<NaiveDate> {
    let first = NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d");
    let known = first.ok().filter(|day| YEARS.contains(&day.year()));
    known.ok_or_else(|| ApiError::invalid(field, Problem::Unknown))
}

fn code(reader: &Reader<'_>, id: &CaseId) -> Result<String> {
    Ok(reader.case(id)?.ok_or(ErrorCode::NotFound)?.case.code)
}

fn both(en: &str, fr: &str) -> Bilingual {
    Bilingual { en: en.to_owned(), fr: fr.to_owned() }
}
