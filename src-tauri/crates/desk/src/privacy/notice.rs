//! What clients are told before they answer: the office's own words, in both languages.

use crate::error::{ApiError, Result};
use moments_core::entities::Notice;
use moments_core::limits::{NOTICE_MAX_CHARS, NOTICE_ON_CARD_MAX_CHARS};
use moments_core::moment::Problem;
use moments_core::text::name;

/// A notice that is about to be saved: each line in both languages or in neither.
pub(crate) fn checked(notice: &Notice) -> Result<Notice> {
    let (purpose_en, purpose_fr) = both("purpose", &notice.purpose_en, &notice.purpose_fr)?;
    let (authority_en, authority_fr) = both("authority", &notice.authority_en, &notice.authority_fr)?;
    let (contact_en, contact_fr) = both("contact", &notice.contact_en, &notice.contact_fr)?;
    let on_card = notice.on_card;
    let chars = |lines: [&String; 3]| lines.map(|line| line.chars().count()).iter().sum::<usize>();
    let longest = chars([&purpose_en, &authority_en, &contact_en]).max(chars([
        &purpose_fr,
        &authority_fr,
        &contact_fr,
    ]));
    if on_card && longest > NOTICE_ON_CARD_MAX_CHARS {
        return Err(ApiError::invalid("notice/on_card", Problem::TooLong));
    }
    Ok(Notice { purpose_en, purpose_fr, authority_en, authority_fr, contact_en, contact_fr, on_card })
}

fn both(field: &str, en: &str, fr: &str) -> Result<(String, String)> {
    let line = |language: &str, text: &str| {
        if text.trim().is_empty() {
            return Ok(String::new());
        }
        name(text, NOTICE_MAX_CHARS)
            .map_err(|_| ApiError::invalid(format!("notice/{field}_{language}"), Problem::TooLong))
    };
    let (en, fr) = (line("en", en)?, line("fr", fr)?);
    let missing =
        |language: &str| Err(ApiError::invalid(format!("notice/{field}_{language}"), Problem::Missing));
    match (en.is_empty(), fr.is_empty()) {
        (true, false) => missing("en"),
        (false, true) => missing("fr"),
        (true, true) | (false, false) => Ok((en, fr)),
    }
}
