//! `desk/src/exchange/seal.rs`: whatever of the own journal somebody is not known to have lies in the outbox; and on the
//! workstation that has the office's keys, what another lacks of its own.

use crate::Mutant;
use crate::entry::{Bundle, Destination, Entry, File, Journal, Key, Name};
use crate::luck::{Luck, Step};
use crate::workstation::{CENTRE, Sealed, Workstation};
use std::rc::Rc;

/// Minutes after which an entry is sealed, entries that are sealed at once, and those that a bundle holds: few, so that there are
/// always several bundles on their way.
const AGE: u64 = 15;
const MANY: u32 = 40;
const ENTRIES: u32 = 6;
/// The first, who invites the others.
pub const HAS_OFFICE_KEYS: u8 = 0;
/// More bundles with fewer entries than that become one again.
const SMALL_MOST: usize = 10;
const SMALL: u32 = 3;

struct Wanted {
    destination: Destination,
    recipients: u32,
    journal: Journal,
    written: u32,
    arrived: u32,
}

impl Workstation {
    /// `seal_due`.
    pub fn seal_due(&mut self, luck: &mut Luck) -> Step {
        let at_once = std::mem::take(&mut self.wanted);
        let made = self.seal_all(at_once, luck);
        self.wanted |= at_once && made.is_err();
        made
    }

    fn seal_all(&mut self, at_once: bool, luck: &mut Luck) -> Step {
        let wanted = self.wanted();
        self.sweep(&wanted);
        for wanted in &wanted {
            let (mut next, to) = self.tidied(wanted, at_once, luck)?;
            while next <= to {
                next = self.seal_from(wanted, next, to, luck)? + 1;
            }
        }
        Ok(())
    }

    fn wanted(&self) -> Vec<Wanted> {
        let own = self.store.own;
        let members = self.store.records.members;
        let others = || (0..8).filter(|other| *other != own && members >> other & 1 == 1);
        let mut wanted = Vec::new();
        for (journal, entries) in self.store.records.journals() {
            let Some(last) = entries.last() else { continue };
            let (written, writer) = (last.key.seq, journal.workstation);
            if writer != own {
                let arrived = self.said_by(writer, journal);
                let has_spoken = self.store.known.iter().any(|known| known.peer == writer);
                if own == HAS_OFFICE_KEYS && has_spoken {
                    let destination = Destination::Office;
                    wanted.push(Wanted { destination, recipients: members, journal, written, arrived });
                }
                continue;
            }
            let arrived = others().map(|peer| self.said_by(peer, journal)).min().unwrap_or(0);
            // The office's own key can read them too.
            let office =
                Wanted { destination: Destination::Office, recipients: members, journal, written, arrived };
            let arrived = self.said_by(CENTRE, journal);
            let centre = Wanted { destination: Destination::Centre, recipients: 0, arrived, ..office };
            wanted.push(office);
            wanted.extend(self.store.has_centre.then_some(centre));
        }
        wanted
    }

    pub fn said_by(&self, peer: u8, journal: Journal) -> u32 {
        let said = self.store.known.iter().find(|known| known.peer == peer && known.key.journal == journal);
        said.map_or(0, |said| said.key.seq)
    }

    /// Files that the store doesn't know, but for those that hold more than the store does.
    fn sweep(&mut self, wanted: &[Wanted]) {
        let there = &self.store.sealed;
        self.outbox.retain(|file| {
            let mut its = wanted.iter().filter(|wanted| wanted.journal == file.name.journal);
            let is_behind = its.any(|wanted| file.name.to <= wanted.written);
            !is_behind || there.iter().any(|bundle| name(bundle) == file.name)
        });
    }

    fn tidied(&mut self, wanted: &Wanted, at_once: bool, luck: &mut Luck) -> Step<(u32, u32)> {
        let Wanted { destination, journal, written, mut arrived, recipients } = *wanted;
        if luck.is(Mutant::PurgedAtFirst) && destination == Destination::Office {
            let all = (0..8).map(|peer| self.said_by(peer, journal));
            arrived = all.max().unwrap_or(0);
        }
        let mut there: Vec<Sealed> = self.store.sealed.clone();
        there.retain(|bundle| bundle.destination == destination && bundle.journal == journal);
        there.sort_by_key(|bundle| bundle.from);
        let sealed_to = self.sealed_to(destination, journal);
        let waits = written.saturating_sub(sealed_to);
        let first = self.store.records.at(Key { journal, seq: sealed_to + 1 });
        let is_old = first.is_some_and(|first| self.clock.abs_diff(first.at) >= AGE);
        let is_due = waits > 0 && (at_once || waits >= MANY || is_old);
        let to = if is_due { written } else { sealed_to.min(written) };
        let is_small = |bundle: &&Sealed| bundle.to - bundle.from < SMALL;
        let first_small = there.iter().find(is_small).map(|bundle| bundle.from);
        let merged = first_small.filter(|_| there.iter().filter(is_small).count() > SMALL_MOST);
        let mut next = arrived + 1;
        for bundle in there {
            let stays = bundle.to > arrived
                && bundle.to <= written
                && bundle.from <= next
                && bundle.recipients & recipients == recipients
                && merged.is_none_or(|from| bundle.from < from)
                && (self.outbox.iter().any(|file| file.name == name(&bundle))
                    || luck.is(Mutant::NoteBelieved));
            if stays {
                next = next.max(bundle.to + 1);
            } else {
                self.take_away(&bundle, luck)?;
            }
        }
        Ok((next, to))
    }

    pub fn take_away(&mut self, bundle: &Sealed, luck: &mut Luck) -> Step {
        self.outbox.retain(|file| file.name != name(bundle));
        luck.step()?;
        self.store.sealed.retain(|known| known != bundle);
        Ok(())
    }

    /// First the file, then the note of it.
    fn seal_from(&mut self, wanted: &Wanted, from: u32, to: u32, luck: &mut Luck) -> Step<u32> {
        let entries = self.store.records.of(wanted.journal).iter().filter(|entry| entry.key.seq >= from);
        let entries: Vec<Entry> = entries.take((to + 1 - from).min(ENTRIES) as usize).copied().collect();
        let to = entries.last().map_or(to, |last| last.key.seq);
        let Wanted { destination, recipients, journal, .. } = *wanted;
        let is_own = journal.workstation == self.store.own;
        let known = if is_own { self.store.records.heads() } else { Vec::new() };
        let sealed = Sealed { destination, journal, from, to, recipients };
        let bundle = Bundle { name: name(&sealed), entries, known, recipients };
        let file = File { name: bundle.name, bundle: Rc::new(bundle), damaged: false };
        luck.room()?;
        file.put_into(&mut self.outbox);
        luck.step()?;
        self.note(sealed);
        luck.step()?;
        Ok(to)
    }

    fn note(&mut self, bundle: Sealed) {
        let is_it = |known: &Sealed| {
            (known.destination, known.journal, known.from)
                == (bundle.destination, bundle.journal, bundle.from)
        };
        self.store.sealed.retain(|known| !is_it(known));
        self.store.sealed.push(bundle);
        let sealed_to = &mut self.store.sealed_to;
        match sealed_to.iter_mut().find(|(to, of, _)| (*to, *of) == (bundle.destination, bundle.journal)) {
            Some((_, _, seq)) => *seq = (*seq).max(bundle.to),
            None => sealed_to.push((bundle.destination, bundle.journal, bundle.to)),
        }
    }

    fn sealed_to(&self, destination: Destination, journal: Journal) -> u32 {
        let mut known = self.store.sealed_to.iter();
        known.find(|(to, of, _)| (*to, *of) == (destination, journal)).map_or(0, |(_, _, seq)| *seq)
    }

    /// The mistake that takes "carried" for "arrived".
    pub fn carried(&mut self, name: Name, luck: &Luck) {
        if !luck.is(Mutant::PurgeAtSend) {
            return;
        }
        let key = Key { journal: name.journal, seq: name.to };
        match name.destination {
            Destination::Office => (0..8).for_each(|peer| self.store.has(peer, key)),
            Destination::Centre => self.store.has(CENTRE, key),
        }
    }
}

fn name(bundle: &Sealed) -> Name {
    let Sealed { destination, journal, from, to, .. } = *bundle;
    Name { destination, journal, from, to }
}
