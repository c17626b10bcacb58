//! What must hold when everything was carried: everything that was saved is everywhere, once, in an unbroken chain; what was erased
//! is nowhere; and what can't be everywhere is kept and told.

use crate::Broken;
use crate::entry::{Destination, Entry, Hash, Head, Journal, Key, What};
use crate::records::Records;
use crate::seal::HAS_OFFICE_KEYS;
use crate::workstation::{CENTRE, Saved, Workstation};
use crate::world::{Lived, World};
use std::collections::{BTreeMap, BTreeSet};

impl World {
    pub fn judge(&self) -> Result<Lived, Broken> {
        let all = self.stations.iter().map(|here| &here.store.records).chain([&self.centre.database.records]);
        for records in all {
            sound(records)?;
        }
        self.centre.tells_no_more_than_it_has()?;
        let forks = self.forks()?;
        let mut lived = self.lived();
        for saved in &self.saved {
            let key = saved.entry.key;
            let is_forked =
                forks.get(&key.journal).is_some_and(|from| key.seq >= *from) && !self.is_late(saved);
            let missing = self.missing(&saved.entry);
            if missing.is_empty() {
                continue;
            }
            if is_forked {
                self.told(key.journal)?;
                lived.forked += 1;
            } else {
                self.excused(saved, &missing)?;
                lived.gone += 1;
            }
        }
        self.what_arrived_is_known_to()?;
        Ok(lived)
    }

    fn beliefs(&self) -> impl Iterator<Item = (&Workstation, Head, u32)> {
        let readers = self.readers().filter(|_| self.has_centre);
        let own =
            readers.flat_map(|here| here.store.records.heads().into_iter().map(move |head| (here, head)));
        let own = own.filter(|(here, head)| head.key.journal.workstation == here.store.own);
        let plain = own.filter(|(_, head)| !self.twins.contains(&head.key.journal));
        plain.map(|(here, head)| (here, head, here.said_by(CENTRE, head.key.journal)))
    }

    /// I5: when the centre's word has come, nobody takes for arrived what the centre hasn't got.
    pub fn nobody_believes_too_much(&self) -> Result<(), Broken> {
        for (here, head, believed) in self.beliefs() {
            let have = self.centre.database.records.have(head.key.journal);
            if believed > have {
                let own = here.store.own;
                return Err(Broken::Lost(format!(
                    "{own} takes {believed} of {head:?} for arrived: {have} are there"
                )));
            }
        }
        Ok(())
    }

    /// What is at the centre lies in no outbox for ever; but where the centre has more than a store that was put back.
    fn what_arrived_is_known_to(&self) -> Result<(), Broken> {
        for (here, head, believed) in self.beliefs() {
            let have = self.centre.database.records.have(head.key.journal);
            if believed < have && have <= head.key.seq {
                let own = here.store.own;
                return Err(Broken::Unsound(format!(
                    "{own} never hears that {head:?} arrived: it knows of {believed}"
                )));
            }
        }
        Ok(())
    }

    /// From which entry on a journal has two continuations. Only where two stores went on from one, and couldn't know.
    fn forks(&self) -> Result<BTreeMap<Journal, u32>, Broken> {
        let mut at: BTreeMap<Key, Hash> = BTreeMap::new();
        let mut forks = BTreeMap::new();
        let all = self.stations.iter().map(|here| &here.store.records).chain([&self.centre.database.records]);
        let there = all.flat_map(Records::journals).flat_map(|(_, entries)| entries);
        for entry in there {
            if *at.entry(entry.key).or_insert(entry.hash) == entry.hash {
                continue;
            }
            let journal = entry.key.journal;
            if !self.twins.contains(&journal) {
                return Err(Broken::Unsound(format!(
                    "two entries stand at {:?}, and somebody knew",
                    entry.key
                )));
            }
            let from = forks.entry(journal).or_insert(entry.key.seq);
            *from = entry.key.seq.min(*from);
        }
        Ok(forks)
    }

    /// Who reads on: everybody but a copy, which somebody has put away.
    fn readers(&self) -> impl Iterator<Item = &Workstation> {
        self.stations.iter().filter(|here| !here.copy)
    }

    /// Where an entry is not: workstations, by their place; the centre without one.
    fn missing(&self, entry: &Entry) -> Vec<Option<usize>> {
        let mut missing: Vec<Option<usize>> = Vec::new();
        for (place, here) in self.readers().enumerate() {
            if !has(&here.store.records, entry) {
                missing.push(Some(place));
            }
        }
        if self.has_centre && !has(&self.centre.database.records, entry) {
            missing.push(None);
        }
        missing
    }

    /// A fork is known: somebody refused the other entries, or their writer began a new life.
    fn told(&self, journal: Journal) -> Result<(), Broken> {
        let refused = |records: &Records| records.forks.contains(&journal);
        let is_refused = self.stations.iter().any(|here| refused(&here.store.records))
            || refused(&self.centre.database.records);
        let its = self.stations.iter().filter(|here| here.store.own == journal.workstation);
        if is_refused || its.clone().any(|here| here.store.epoch != journal.epoch) {
            return Ok(());
        }
        Err(Broken::Lost(format!("two continuations of {journal:?}, and nobody was told")))
    }

    /// An entry that its writer has must be everywhere. One that went with its writer's disk must be with whoever could read it.
    fn excused(&self, saved: &Saved, missing: &[Option<usize>]) -> Result<(), Broken> {
        let Saved { entry, day } = saved;
        let Key { journal, seq } = entry.key;
        let lost = |whom: &str| {
            let key = entry.key;
            Err(Broken::Lost(format!("{key:?} {:?} of day {day}, not at {whom}: {missing:?}", entry.what)))
        };
        let its = || self.stations.iter().filter(|here| here.store.own == journal.workstation);
        // A copy that was put away is a disk that is gone.
        let writer_has_it = its().any(|here| !here.copy && has(&here.store.records, entry));
        let keys_have_it =
            self.readers().any(|here| here.store.own == HAS_OFFICE_KEYS && has(&here.store.records, entry));
        let was_put_back = self.put_back.contains(&journal.workstation) || its().any(|here| here.copy);
        if !was_put_back && !writer_has_it {
            return lost("its writer, who was never put back");
        }
        for place in missing {
            let reader = place.and_then(|place| self.readers().nth(place));
            let is_own = reader.is_some_and(|here| here.store.own == journal.workstation);
            if writer_has_it && !is_own {
                return lost("others, though its writer has it");
            }
            // Who has the office's keys seals for a workstation what is its own.
            if keys_have_it && is_own && !self.twins.contains(&journal) {
                return lost("its writer, though who has the office's keys has it");
            }
            let records = reader.map_or(&self.centre.database.records, |here| &here.store.records);
            let head = records.of(journal).last();
            let next = Key { journal, seq: head.map_or(1, |head| head.key.seq + 1) };
            // Of two continuations, files of the same name may hold either.
            let is_plain = !self.twins.contains(&journal);
            if is_plain && next.seq <= seq && self.could_read(reader, next, head.map_or(0, |head| head.hash))
            {
                return lost("somebody who could read it");
            }
        }
        Ok(())
    }

    /// Whether a whole file lies somewhere from which the next entry could be taken.
    fn could_read(&self, reader: Option<&Workstation>, next: Key, behind: Hash) -> bool {
        let destination = if reader.is_some() { Destination::Office } else { Destination::Centre };
        let is_for = |recipients: u32| reader.is_none_or(|here| recipients >> here.store.own & 1 == 1);
        let lying = || self.places.iter().flat_map(|place| &place.files);
        lying().any(|file| {
            let fits = |entry: &Entry| entry.key == next && entry.previous == behind;
            // A damaged one of the same name, which nobody will write again, may come in its place.
            let is_damaged = lying().any(|other| other.damaged && other.name == file.name);
            !is_damaged
                && file.name.destination == destination
                && file.bundle.entries.iter().any(fits)
                && is_for(file.bundle.recipients)
        })
    }
}

fn has(records: &Records, entry: &Entry) -> bool {
    records.at(entry.key).is_some_and(|here| here.hash == entry.hash)
}

/// The journals hold, the counts are those of the entries, and what was erased is gone.
fn sound(records: &Records) -> Result<(), Broken> {
    let (mut ids, mut counted) = (BTreeSet::new(), BTreeSet::new());
    for (journal, entries) in records.journals() {
        let (mut previous, mut seq) = (0, 0);
        for entry in entries {
            let key = entry.key;
            if !ids.insert(entry.id) || key.seq <= seq {
                return Err(Broken::Doubled(format!("{key:?} is there twice")));
            }
            seq += 1;
            if key.journal != journal || key.seq != seq || entry.previous != previous || !entry.is_whole() {
                return Err(Broken::Unsound(format!("{key:?} doesn't follow what is before it")));
            }
            if entry.text && records.is_erased(key) {
                return Err(Broken::Unsound(format!("{key:?} was erased, and is there")));
            }
            if matches!(entry.what, What::Erased(key) if !records.is_erased(key)) {
                return Err(Broken::Unsound(format!("{key:?} erased something, and nobody did it")));
            }
            if matches!(entry.what, What::Moment | What::Newer) {
                counted.insert(entry.id);
            }
            previous = entry.hash;
        }
    }
    let folded: BTreeSet<u32> = records.folded.iter().copied().collect();
    if folded.len() < records.folded.len() {
        return Err(Broken::Doubled("a moment counts twice".into()));
    }
    if folded != counted {
        return Err(Broken::Lost(format!("{} entries count, of {}", folded.len(), counted.len())));
    }
    Ok(())
}
