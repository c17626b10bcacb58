//! What the centre says it has. It is believed where the centre signed it, and says nothing of the time before.

use super::begin::centre;
use crate::desk::Desk;
use crate::error::Result;
use moments_bundle::acknowledgement::Acknowledgement;
use moments_bundle::header::Head;
use moments_core::entry::EntryKey;
use moments_store::{CENTRE, CentreSaid};

/// What becomes of an acknowledgement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Heard {
    Yes,
    /// Nobody here knows a centre yet: its card may be in a bundle that is on its way.
    NotYet,
    /// It is none that the office's centre signed for this office.
    No,
}

impl Desk {
    /// Takes an acknowledgement.
    ///
    /// A later one of the same life of the centre's database replaces an earlier one. One of a new life means that the database
    /// was restored: what it no longer has is sealed again. One of a life that is over is passed over, also
    /// where nothing was ever heard of it.
    pub(super) fn acknowledged(&self, bytes: &[u8]) -> Result<Heard> {
        let place = self.place()?;
        let Some(centre) = centre(place.office.centre.as_ref()) else { return Ok(Heard::NotYet) };
        let Ok(word) = Acknowledgement::read(bytes, &centre, place.office_id) else { return Ok(Heard::No) };
        let said = self.read(|r| Ok(r.centre_said()?))?;
        let is_news = match said.iter().position(|said| said.incarnation == word.incarnation) {
            None => true,
            Some(0) => said.first().is_some_and(|said| word.counter > said.counter),
            Some(_) => false,
        };
        if !is_news {
            return Ok(Heard::Yes);
        }
        let mut has = Vec::new();
        for head in &word.heads {
            let key = key(head);
            if self.store()?.is_overtaken(self.store_now(), &key, &head.hash)? {
                self.refresh_place()?;
            }
            let ours = self.read(|r| Ok(r.entry_at(&key)?))?;
            // Another entry in that place, or one that is not here: it says nothing of what is.
            if ours.is_some_and(|entry| entry.hash == head.hash) {
                has.push(key);
            }
        }
        let said = CentreSaid { incarnation: word.incarnation, counter: word.counter, at_ms: word.at_ms };
        self.write_unheard(|tx| {
            tx.put_known(CENTRE, &has, word.at_ms)?;
            for life in &word.over {
                tx.put_centre_over(life)?;
            }
            Ok(tx.put_centre_said(&said)?)
        })?;
        Ok(Heard::Yes)
    }
}

pub(super) fn key(head: &Head) -> EntryKey {
    EntryKey { workstation: head.workstation, epoch: head.epoch, seq: head.seq }
}
