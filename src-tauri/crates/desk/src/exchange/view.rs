//! What is written, sealed, acknowledged and refused, for each workstation, with times. Nothing is called arrived that nobody
//! has said to have.

use super::standing::Standing;
use crate::desk::{Actor, Desk, Place};
use crate::error::Result;
use chrono::DateTime;
use moments_core::ids::WorkstationId;
use moments_store::{CENTRE, Known, Prefix, Reader, SealedBundle};
use serde::Serialize;

/// How handing over stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct HandOverView {
    /// This workstation takes part.
    pub takes_part: bool,
    /// It can invite others.
    pub invites: bool,
    pub workstations: Vec<WorkstationView>,
    pub centre: Option<CentreView>,
    pub outbox: OutboxView,
    /// Bundles that are ahead of a gap.
    pub waiting: u32,
    pub refused: Vec<RefusedView>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct WorkstationView {
    pub id: WorkstationId,
    pub label: String,
    pub letter: String,
    /// It is this one.
    pub here: bool,
    pub retired: bool,
    /// Entries of its that are here without a gap.
    pub entries: u32,
    /// When the last of them came, in the office's time; none came: null.
    pub arrived_at: Option<String>,
    /// Of this workstation's entries, how many it said to have; null: it said nothing yet.
    pub has: Option<u32>,
    /// When it said so, by its clock.
    pub said_at: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct CentreView {
    pub name: String,
    /// Of this workstation's entries, how many it acknowledged; null: none yet.
    pub has: Option<u32>,
    pub said_at: Option<String>,
}

/// What lies in the outbox.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, specta::Type)]
pub struct OutboxView {
    pub bundles: u32,
    pub kilobytes: u32,
    /// Entries of this workstation, and how many of them were ever sealed for the office and for the centre.
    pub written: u32,
    pub sealed_for_office: u32,
    pub sealed_for_centre: u32,
    /// When the newest was sealed.
    pub sealed_at: Option<String>,
}

/// A file that was not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct RefusedView {
    pub name: String,
    /// Why, as a word.
    pub reason: String,
    pub at: String,
}

impl Desk {
    /// For everybody who works here.
    pub fn handing_over(&self, actor: &Actor) -> Result<HandOverView> {
        actor.require_any()?;
        let place = self.place()?;
        let at = |ms: i64| DateTime::from_timestamp_millis(ms).map(|at| place.local(at).to_rfc3339());
        let waiting = super::take_in::files(&self.home.inbox().join(super::places::WAITING))?.len();
        self.read(|r| {
            let standing = Standing::read(r)?;
            let (prefixes, known) = (r.prefixes()?, r.known()?);
            let refused = r.refused()?.into_iter().map(|refused| RefusedView {
                at: at(refused.at_ms).unwrap_or_default(),
                name: refused.name,
                reason: refused.reason,
            });
            Ok(HandOverView {
                takes_part: standing.is_some(),
                invites: match &standing {
                    Some(standing) => standing.office_keys()?.is_some(),
                    None => true,
                },
                workstations: workstations(r, &place, &prefixes, &known)?,
                centre: place.office.centre.as_ref().map(|centre| {
                    let (has, said) = has(CENTRE, &known, &place);
                    CentreView { name: centre.name.clone(), has, said_at: said.and_then(at) }
                }),
                outbox: outbox(r, &place, &prefixes)?,
                waiting: count(waiting as u64),
                refused: refused.collect(),
            })
        })
    }
}

fn workstations(
    reader: &Reader<'_>,
    place: &Place,
    prefixes: &[Prefix],
    known: &[Known],
) -> Result<Vec<WorkstationView>> {
    let at = |ms: i64| DateTime::from_timestamp_millis(ms).map(|at| place.local(at).to_rfc3339());
    let view = |(id, workstation): (WorkstationId, moments_core::entities::Workstation)| {
        let its = || prefixes.iter().filter(|prefix| prefix.key.workstation == id);
        let here = id == place.workstation_id;
        let (has, said) = if here { (None, None) } else { has(&id.to_string(), known, place) };
        WorkstationView {
            id,
            label: workstation.label,
            letter: workstation.letter,
            here,
            retired: workstation.retired,
            entries: count(its().map(|prefix| prefix.key.seq).sum()),
            arrived_at: its().map(|prefix| prefix.arrived_ms).max().and_then(at),
            has,
            said_at: said.and_then(at),
        }
    };
    Ok(reader.workstations()?.into_iter().map(view).collect())
}

/// How many of this workstation's entries somebody said to have, and when.
fn has(peer: &str, known: &[Known], place: &Place) -> (Option<u32>, Option<i64>) {
    let said: Vec<&Known> = known.iter().filter(|known| known.peer == peer).collect();
    let own = said.iter().filter(|known| known.key.workstation == place.workstation_id);
    let has = own.map(|known| known.key.seq).sum();
    ((!said.is_empty()).then(|| count(has)), said.iter().map(|known| known.said_ms).max())
}

fn outbox(reader: &Reader<'_>, place: &Place, prefixes: &[Prefix]) -> Result<OutboxView> {
    let bundles: Vec<SealedBundle> = reader.sealed_bundles()?;
    let (mut written, mut office, mut centre) = (0, 0, 0);
    for prefix in prefixes.iter().filter(|prefix| prefix.key.workstation == place.workstation_id) {
        written += prefix.key.seq;
        office += reader.sealed_to("office", &prefix.key.epoch)?;
        centre += reader.sealed_to("centre", &prefix.key.epoch)?;
    }
    let at = |ms: i64| DateTime::from_timestamp_millis(ms).map(|at| place.local(at).to_rfc3339());
    Ok(OutboxView {
        bundles: count(bundles.len() as u64),
        kilobytes: kilobytes(bundles.iter().map(|bundle| bundle.bytes).sum()),
        written: count(written),
        sealed_for_office: count(office),
        sealed_for_centre: count(centre),
        sealed_at: bundles.iter().map(|bundle| bundle.sealed_ms).max().and_then(at),
    })
}

/// Of 1,024 bytes each; the last may be in part.
pub(super) fn kilobytes(bytes: u64) -> u32 {
    count(bytes.div_ceil(1024))
}

fn count(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
