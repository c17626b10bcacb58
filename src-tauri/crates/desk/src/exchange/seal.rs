//! Sealing: whatever of the own journal somebody is not known to have lies in the outbox, encrypted to everybody it is for. A
//! workstation that holds the office's keys stands in for others: for those that were retired, and for those that lack what they
//! wrote themselves.

use super::begin::{centre, standing};
use super::standing::Standing;
use super::take_in::{accepted, files, name_of, remove};
use super::word;
use crate::desk::{Actor, Desk, Place, locked};
use crate::error::Result;
use moments_bundle::keys::Recipient;
use moments_bundle::{Destination, Head, Name, Run, limits, seal};
use moments_core::entry::EntryKey;
use moments_core::ids::WorkstationId;
use moments_store::{CENTRE, Prefix, Reader, SealedBundle, StoreError};
use std::collections::BTreeSet;
use std::slice;
use std::sync::atomic::Ordering;

/// What was written longer ago than this is sealed.
const AGE_MS: i64 = 15 * 60 * 1000;
/// So many entries are sealed at once, whatever their age.
const MANY: u64 = 500;
/// More bundles than this that are smaller than that, in bytes, become one.
const SMALL_MOST: usize = 96;
const SMALL_BYTES: u64 = 64 * 1024;

/// One destination of one journal: what is to lie in the outbox for it.
struct Wanted {
    destination: Destination,
    recipients: Vec<Recipient>,
    /// The last entry of the journal.
    written: EntryKey,
    /// Everybody is known to have it so far.
    arrived: u64,
}

impl Desk {
    /// Seals now what was written. For everybody: it only goes where it goes anyway.
    pub fn seal_now(&self, actor: &Actor) -> Result<u32> {
        actor.require_any()?;
        self.want_sealed();
        self.seal_due()
    }

    /// Seals what is due, seals again what somebody new is to read, and takes away what arrived. Returns how many bundles it made.
    pub(super) fn seal_due(&self) -> Result<u32> {
        let _turn = locked(&self.exchanging.turn);
        if self.read(|r| Ok(r.exchange()?.is_none()))? {
            return Ok(0);
        }
        self.write_unheard(|tx| Ok(tx.follow_journals()?))?;
        let at_once = self.exchanging.wanted.swap(false, Ordering::Relaxed);
        let made = self.seal_all(at_once);
        if made.is_err() && at_once {
            self.want_sealed();
        }
        made
    }

    fn seal_all(&self, at_once: bool) -> Result<u32> {
        let place = self.place()?;
        let (standing, wanted) = self.read(|r| {
            let standing = standing(r)?;
            let wanted = wanted(r, &standing, &place)?;
            Ok((standing, wanted))
        })?;
        self.sweep(&wanted)?;
        let mut made = 0;
        for wanted in &wanted {
            let (mut next, to) = self.tidied(wanted, at_once)?;
            while next <= to {
                next = self.seal_from(wanted, &standing, next, to)? + 1;
                made += 1;
            }
        }
        Ok(made)
    }

    /// Files of the outbox that are not written down: what a cut between the two leaves, and what holds something that was erased.
    /// Those that hold more than the store stay: they are taken in.
    fn sweep(&self, wanted: &[Wanted]) -> Result<()> {
        let written = || wanted.iter().map(|wanted| wanted.written);
        let whole = |bundle: &SealedBundle| {
            written().find(|key| key.epoch == bundle.epoch).and_then(|key| named(bundle, key.workstation))
        };
        let there: BTreeSet<Name> =
            self.read(|r| Ok(r.sealed_bundles()?))?.iter().filter_map(whole).collect();
        for file in files(&self.home.outbox())? {
            let Ok(name) = name_of(&file).parse::<Name>() else { continue };
            let is_behind = written().any(|key| {
                (key.workstation, key.epoch) == (name.workstation, name.epoch) && name.to <= key.seq
            });
            if is_behind && !there.contains(&name) {
                remove(&file)?;
            }
        }
        Ok(())
    }

    /// Takes away what has arrived, what somebody new can't read and what lies behind a gap, and says which entries are to be
    /// sealed; none where the first is behind the last.
    fn tidied(&self, wanted: &Wanted, at_once: bool) -> Result<(u64, u64)> {
        let Wanted { destination, written, arrived, .. } = wanted;
        let (there, sealed_to, is_due) = self.read(|r| {
            let (epoch, word) = (&written.epoch, word(*destination));
            let mut there = r.sealed_bundles()?;
            there.retain(|bundle| bundle.destination == word && bundle.epoch == *epoch);
            let sealed_to = r.sealed_to(word, epoch)?;
            let first = EntryKey { seq: sealed_to + 1, ..*written };
            let waits = written.seq.saturating_sub(sealed_to);
            let old = r.entry_at(&first)?.is_some_and(|entry| self.is_past(entry.at.utc_ms, AGE_MS));
            Ok((there, sealed_to, waits > 0 && (at_once || waits >= MANY || old)))
        })?;
        let to = if is_due { written.seq } else { sealed_to.min(written.seq) };
        // Many small ones become one again: whoever is away for months leaves no thousands behind.
        let small = |bundle: &&SealedBundle| bundle.bytes < SMALL_BYTES;
        let first_small = there.iter().find(small).map(|bundle| bundle.from);
        let merged = first_small.filter(|_| there.iter().filter(small).count() > SMALL_MOST);
        let mut next = arrived + 1;
        for bundle in there {
            let for_all = wanted.recipients.iter().all(|recipient| is_for(&bundle, recipient));
            let stays = bundle.to > *arrived
                && bundle.to <= written.seq
                && bundle.from <= next
                && for_all
                && merged.is_none_or(|from| bundle.from < from)
                && self.lies_there(&bundle, written.workstation);
            if stays {
                next = next.max(bundle.to + 1);
            } else {
                self.take_away(&bundle, written.workstation)?;
            }
        }
        Ok((next, to))
    }

    /// Its file may have gone: with the folder, or when it had arrived, before the store was put back from an older copy.
    fn lies_there(&self, bundle: &SealedBundle, own: WorkstationId) -> bool {
        named(bundle, own).is_some_and(|name| self.home.outbox().join(name.to_string()).is_file())
    }

    fn take_away(&self, bundle: &SealedBundle, own: WorkstationId) -> Result<()> {
        if let Some(name) = named(bundle, own) {
            remove(&self.home.outbox().join(name.to_string()))?;
        }
        self.write_unheard(|tx| Ok(tx.remove_sealed(bundle)?))
    }

    /// Seals as many entries as one bundle holds, and says which was the last.
    fn seal_from(&self, wanted: &Wanted, standing: &Standing, from: u64, to: u64) -> Result<u64> {
        let key = EntryKey { seq: from, ..wanted.written };
        let most = usize::try_from(to - from + 1).unwrap_or(usize::MAX).min(limits::ENTRIES);
        // An entry may be large: what does not fit is not even read.
        let is_own = key.workstation == self.place()?.workstation_id;
        let (entries, known) = self.read(|r| {
            // What is here says nothing of what the workstation has for which this one stands in.
            let known = if is_own { heads(r)? } else { Vec::new() };
            Ok((r.entries_from(&key, most, limits::LINES_BYTES)?, known))
        })?;
        let sealed_ms = self.store_now().utc_ms;
        let run = Run { entries: &entries, known, sealed_ms };
        let certificate = standing.certificate_for(key.workstation, sealed_ms)?;
        let sealed = seal(run, wanted.destination, &standing.keys()?, &certificate, &wanted.recipients)?;
        let file = self.home.outbox().join(Name::of(&sealed.header).to_string());
        // First the file: a bundle that is written down and not there would never be made again.
        moments_store::replace_file(&file, &sealed.bytes).map_err(StoreError::from)?;
        let recipients: Vec<String> = wanted.recipients.iter().map(ToString::to_string).collect();
        let bundle = SealedBundle {
            destination: word(wanted.destination).into(),
            epoch: key.epoch,
            from,
            to: sealed.header.to,
            recipients: recipients.join(" "),
            sealed_ms,
            bytes: sealed.bytes.len() as u64,
        };
        self.write_unheard(|tx| Ok(tx.put_sealed(&bundle)?))?;
        Ok(bundle.to)
    }
}

/// What a bundle's file is called.
fn named(bundle: &SealedBundle, workstation: WorkstationId) -> Option<Name> {
    let SealedBundle { epoch, from, to, .. } = *bundle;
    let destination =
        [Destination::Office, Destination::Centre].into_iter().find(|d| word(*d) == bundle.destination);
    Some(Name { workstation, epoch, from, to, destination: destination? })
}

fn is_for(bundle: &SealedBundle, recipient: &Recipient) -> bool {
    let recipient = recipient.to_string();
    bundle.recipients.split(' ').any(|known| known == recipient)
}

/// What the sealer has of every workstation.
fn heads(reader: &Reader<'_>) -> Result<Vec<Head>> {
    let head = |prefix: Prefix| Head {
        workstation: prefix.key.workstation,
        epoch: prefix.key.epoch,
        seq: prefix.key.seq,
        hash: prefix.hash,
    };
    Ok(reader.prefixes()?.into_iter().map(head).collect())
}

fn wanted(reader: &Reader<'_>, standing: &Standing, place: &Place) -> Result<Vec<Wanted>> {
    let own = place.workstation_id;
    let centre = centre(place.office.centre.as_ref());
    let colleagues: Vec<_> = reader.workstations()?.into_iter().filter(|(_, w)| w.takes_part()).collect();
    let mut recipients = vec![standing.card.keys.recipient.clone()];
    for (_, workstation) in &colleagues {
        recipients.extend(workstation.recipient.parse::<Recipient>());
    }
    let known = reader.known()?;
    let has = |peer: &str, key: &EntryKey| {
        let same = |k: &&moments_store::Known| {
            k.peer == peer && (k.key.workstation, k.key.epoch) == (key.workstation, key.epoch)
        };
        known.iter().find(same).map_or(0, |known| known.key.seq)
    };
    let others: Vec<String> =
        colleagues.iter().filter(|(id, _)| *id != own).map(|(id, _)| id.to_string()).collect();
    let (stands_in, sealed) = (standing.office_keys()?.is_some(), reader.sealed_bundles()?);
    let lacks = |writer: &String, key: &EntryKey| {
        let has_spoken = known.iter().any(|known| known.peer == *writer);
        has_spoken && (has(writer, key) < key.seq || sealed.iter().any(|bundle| bundle.epoch == key.epoch))
    };
    let mut wanted = Vec::new();
    for Prefix { key, .. } in reader.prefixes()? {
        let writer = key.workstation.to_string();
        let (seq, readers, is_for_centre) = if key.workstation == own {
            (key.seq, &others[..], true)
        } else if !stands_in {
            continue;
        } else if let Some(gone) = reader.workstation(&key.workstation)?.filter(|w| w.retired) {
            // Nobody else seals it any more, and who joins later is to have it.
            (key.seq.min(accepted(&gone, &key.epoch)), &others[..], true)
        } else if lacks(&writer, &key) {
            // A store that was put back: what it lost is here.
            (key.seq, slice::from_ref(&writer), false)
        } else {
            continue;
        };
        let written = EntryKey { seq, ..key };
        // With nobody else in the office, its bundles are its own other copy of what it wrote.
        let arrived = readers.iter().map(|peer| has(peer, &written)).min().unwrap_or(0);
        wanted.push(Wanted {
            destination: Destination::Office,
            recipients: recipients.clone(),
            written,
            arrived,
        });
        if let Some(centre) = centre.as_ref().filter(|_| is_for_centre) {
            let recipients = vec![centre.keys.recipient.clone()];
            let arrived = has(CENTRE, &written);
            wanted.push(Wanted { destination: Destination::Centre, recipients, written, arrived });
        }
    }
    Ok(wanted)
}
