//! Drawing invitations: the next number for a client who may be asked.
//!
//! What is drawn from is journaled before its first number is used (`core/src/draw.rs` has the arithmetic), and each
//! moment records its number, so that somebody else than staff can draw again. An opening that is discarded gives its
//! number back for two minutes: whoever discards and opens again until the client is not drawn gets the same draw. After
//! that the number stays unused, and is counted. A client who can't be asked, on the telephone, takes no number.

use crate::desk::Place;
use crate::error::Result;
use chrono::NaiveDate;
use moments_core::draw::{Draw, Drawn};
use moments_core::entities::draw_ref;
use moments_core::entry::Author;
use moments_core::fields::flatten;
use moments_core::fold::kind;
use moments_core::ids::DrawId;
use moments_core::words::Audience;
use moments_store::{Drawing, EntityChange, NewEntry, Reader, WriteTx};
use serde::{Deserialize, Serialize};

/// How long the number of a discarded opening waits for the next one, in milliseconds.
const KEPT_MS: i64 = 2 * 60 * 1_000;

/// The number that one moment takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    pub draw: DrawId,
    pub no: u64,
    pub drawn: Drawn,
}

/// A number that was given back, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct GivenBack {
    no: u64,
    at_ms: i64,
}

/// Takes the next number of this workstation.
pub fn draw(tx: &mut WriteTx<'_>, place: &Place, office_day: NaiveDate) -> Result<Taken> {
    let (running, mut drawing) = match running(tx, place, office_day)? {
        Some(found) => found,
        None => begin(tx, place, office_day)?,
    };
    let mut waiting = waiting(&drawing, tx.now().utc_ms)?;
    let no = if waiting.is_empty() {
        drawing.numbers += 1;
        drawing.numbers
    } else {
        waiting.remove(0).no
    };
    drawing.record = serde_json::to_string(&waiting)?;
    tx.put_drawing(&drawing)?;
    Ok(Taken { draw: drawing.draw, no, drawn: running.number(no) })
}

/// An opening was discarded: its number waits for the next.
pub fn give_back(tx: &mut WriteTx<'_>, draw: DrawId, no: u64) -> Result<()> {
    let Some(mut drawing) = tx.drawing()?.filter(|d| d.draw == draw) else { return Ok(()) };
    let now_ms = tx.now().utc_ms;
    let mut waiting = waiting(&drawing, now_ms)?;
    waiting.retain(|other| other.no != no);
    waiting.push(GivenBack { no, at_ms: now_ms });
    waiting.sort_unstable();
    drawing.record = serde_json::to_string(&waiting)?;
    Ok(tx.put_drawing(&drawing)?)
}

/// How many numbers of a draw were given out here, and which of them wait for the next opening; `None` where another is
/// drawn from by now.
pub fn given_out(reader: &Reader<'_>, draw: &DrawId, now_ms: i64) -> Result<Option<(u64, Vec<u64>)>> {
    let Some(drawing) = reader.drawing()?.filter(|d| d.draw == *draw) else { return Ok(None) };
    let waiting = waiting(&drawing, now_ms)?.into_iter().map(|w| w.no).collect();
    Ok(Some((drawing.numbers, waiting)))
}

fn waiting(drawing: &Drawing, now_ms: i64) -> Result<Vec<GivenBack>> {
    let mut all: Vec<GivenBack> = serde_json::from_str(&drawing.record)?;
    // A clock that was set back doesn't make it longer.
    all.retain(|w| (now_ms - w.at_ms).abs() <= KEPT_MS);
    Ok(all)
}

/// What is drawn from, if it still is: the same day, the same life of the store, the same policy.
fn running(tx: &WriteTx<'_>, place: &Place, office_day: NaiveDate) -> Result<Option<(Draw, Drawing)>> {
    let Some(drawing) = tx.drawing()? else { return Ok(None) };
    let Some(draw) = tx.draw(&drawing.draw)? else { return Ok(None) };
    let holds = draw.office_day == office_day
        && draw.workstation == place.workstation_id
        && draw.epoch == tx.identity().epoch.to_string()
        && draw.one_in == place.office.invite_one_in
        && draw.questions == place.office.questions;
    Ok(holds.then_some((draw, drawing)))
}

/// Journals what will be drawn from, before the first number is.
fn begin(tx: &mut WriteTx<'_>, place: &Place, office_day: NaiveDate) -> Result<(Draw, Drawing)> {
    let before = tx.drawing()?;
    let seed: [u8; 32] = moments_store::random()?;
    let draw = Draw {
        workstation: place.workstation_id,
        epoch: tx.identity().epoch.to_string(),
        office_day,
        seed: seed.iter().map(|b| format!("{b:02x}")).collect(),
        one_in: place.office.invite_one_in,
        questions: place.office.questions.clone(),
        previous: before.as_ref().map(|d| d.draw),
        previous_numbers: before.map_or(0, |d| d.numbers),
    };
    let id = DrawId(moments_store::new_uuid(tx.now())?);
    tx.append(NewEntry {
        kind: kind::DRAW_STARTED,
        audience: Audience::Office,
        author: Author::App,
        changes: vec![EntityChange::new(draw_ref(&id), flatten(&draw)?)],
    })?;
    Ok((draw, Drawing { draw: id, numbers: 0, record: "[]".into() }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use moments_core::entities::Office;
    use moments_core::words::RotatedQuestion;

    /// The n-th draw of a seed.
    fn nth(seed: &[u8; 32], n: u64, office: &Office) -> Drawn {
        let seed = seed.iter().map(|b| format!("{b:02x}")).collect();
        let policy = (office.invite_one_in, office.questions.clone());
        Draw { seed, one_in: policy.0, questions: policy.1, ..Draw::default() }.number(n)
    }

    #[test]
    fn one_in_four_is_about_one_in_four_and_can_be_drawn_again() {
        let office = Office { invite_one_in: 4, ..Office::default() };
        let all = || (1..=4_000).map(|n| nth(&[7; 32], n, &office)).collect::<Vec<_>>();
        let invited = all().iter().filter(|d| d.invited).count();
        assert!((900..=1_100).contains(&invited), "{invited} of 4,000");
        assert_eq!(all(), all(), "an auditor with the seed draws the same");
    }

    #[test]
    fn every_question_takes_its_turn_and_nobody_is_asked_when_the_office_asks_nobody() {
        let office = Office::default();
        for question in RotatedQuestion::ALL {
            assert!((1..=100).any(|n| nth(&[1; 32], n, &office).question == Some(*question)));
        }
        let silent = Office { invite_one_in: 0, ..Office::default() };
        assert!((1..=100).all(|n| !nth(&[1; 32], n, &silent).invited));
    }
}
