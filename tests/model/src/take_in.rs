//! `desk/src/exchange/take_in.rs` and `acknowledged.rs`: what was brought is taken as far as it follows what is here.

use crate::Mutant;
use crate::entry::{Acknowledgement, Bundle, Destination, File, Key};
use crate::luck::{Luck, Step};
use crate::records::Put;
use crate::workstation::{CENTRE, Known, Store, Workstation};
use std::rc::Rc;

/// Entries that are taken in one transaction.
const AT_ONCE: usize = 4;

enum Fate {
    Taken { new: usize },
    Waits,
    Refused,
}

impl Workstation {
    /// `take_in`: what waited, own bundles that hold more than the store, and what came.
    pub fn take_in(&mut self, luck: &mut Luck) -> Step {
        for word in std::mem::take(&mut self.said) {
            self.acknowledged(&word, luck)?;
        }
        loop {
            let (mut new, mut waiting) = (0, 0);
            for file in self.own_ahead() {
                if let Fate::Taken { new: more } = self.taken(&file, luck)? {
                    new += more;
                }
            }
            for file in self.inbox.clone() {
                match self.taken(&file, luck)? {
                    Fate::Taken { new: more } => {
                        new += more;
                        luck.step()?;
                        self.inbox.retain(|other| !other.is_same(&file));
                    }
                    Fate::Waits => waiting += 1,
                    Fate::Refused => self.inbox.retain(|other| !other.is_same(&file)),
                }
            }
            if new == 0 || waiting == 0 {
                return Ok(());
            }
        }
    }

    fn own_ahead(&self) -> Vec<File> {
        let ahead = |file: &&File| {
            file.name.destination == Destination::Office
                && self.store.records.have(file.name.journal) < file.name.to
        };
        self.outbox.iter().filter(ahead).cloned().collect()
    }

    fn taken(&mut self, file: &File, luck: &mut Luck) -> Step<Fate> {
        let own = self.store.own;
        if file.damaged || file.bundle.recipients >> own & 1 == 0 {
            return Ok(Fate::Refused);
        }
        let bundle = Rc::clone(&file.bundle);
        // Also behind a gap, and in a bundle that is refused: whoever was put back would else never learn of it.
        self.overtaken(&bundle, luck);
        let have = self.store.records.have(bundle.name.journal);
        if bundle.name.from > have + 1 && !luck.is(Mutant::GapAccepted) {
            return Ok(Fate::Waits);
        }
        let mut new = 0;
        for some in bundle.entries.chunks(AT_ONCE) {
            luck.room()?;
            // `absorb`: an own entry that is not here is of another life, or of before the loss.
            for entry in some {
                self.is_overtaken(entry.key, entry.hash, luck);
            }
            let mut refused = Vec::new();
            for entry in some {
                // What stands on a refused entry is refused with it: else it would stand behind a gap that nothing can fill.
                let is_behind = refused.contains(&entry.previous) && !luck.is(Mutant::BehindForkTaken);
                let put = if is_behind { Put::Fork } else { self.store.records.put(*entry, luck) };
                match put {
                    Put::New => {
                        new += 1;
                        self.unseal(entry);
                    }
                    Put::Same => {}
                    Put::Fork => refused.push(entry.hash),
                }
            }
            luck.step()?;
            if !refused.is_empty() {
                self.store.records.note_fork(bundle.name.journal);
                return Ok(Fate::Refused);
            }
        }
        self.heard(&bundle, luck)?;
        Ok(Fate::Taken { new })
    }

    fn overtaken(&mut self, bundle: &Bundle, luck: &mut Luck) {
        for head in &bundle.known {
            self.is_overtaken(head.key, head.hash, luck);
        }
    }

    /// What a colleague has, as their newest bundle says; and that they have what they wrote.
    fn heard(&mut self, bundle: &Bundle, luck: &mut Luck) -> Step {
        let Some(last) = bundle.entries.last().filter(|_| !bundle.known.is_empty()) else { return Ok(()) };
        let peer = bundle.name.journal.workstation;
        if self.store.records.have(bundle.name.journal) == last.key.seq {
            let records = &self.store.records;
            // A journal of its own that went on otherwise: nothing that is here fits behind it.
            let others: Vec<Key> = bundle
                .known
                .iter()
                .filter(|head| head.key.journal != last.key.journal)
                .map(|head| {
                    let is_own = head.key.journal.workstation == peer;
                    let is_fork = is_own && records.at(head.key).is_some_and(|here| here.hash != head.hash);
                    if is_fork { Key { seq: records.have(head.key.journal), ..head.key } } else { head.key }
                })
                .collect();
            self.store.put_known(peer, others.into_iter().chain([last.key]));
        }
        luck.step()
    }

    fn acknowledged(&mut self, word: &Acknowledgement, luck: &mut Luck) -> Step {
        let said = &self.store.said;
        let newest = said.last().map_or(0, |(_, counter)| *counter);
        let is_news = if luck.is(Mutant::IncarnationIgnored) {
            said.is_empty() || word.counter > newest
        } else {
            match said.iter().rev().position(|(incarnation, _)| *incarnation == word.incarnation) {
                None => true,
                Some(0) => word.counter > newest,
                Some(_) => false,
            }
        };
        if !is_news {
            return Ok(());
        }
        let mut has = Vec::new();
        for head in &word.heads {
            self.is_overtaken(head.key, head.hash, luck);
            if self.store.records.at(head.key).is_some_and(|ours| ours.hash == head.hash) {
                has.push(head.key);
            }
        }
        luck.room()?;
        self.store.put_known(CENTRE, has.into_iter());
        if !luck.is(Mutant::EndedLifeBelieved) {
            for life in &word.over {
                if self.store.said.iter().all(|(known, _)| known != life) {
                    self.store.said.insert(0, (*life, 0));
                }
            }
        }
        self.store.said.retain(|(incarnation, _)| *incarnation != word.incarnation);
        self.store.said.push((word.incarnation, word.counter));
        luck.step()
    }
}

impl Store {
    /// In place of what they had: after a loss that is less.
    fn put_known(&mut self, peer: u8, has: impl Iterator<Item = Key>) {
        self.known.retain(|known| known.peer != peer);
        self.known.extend(has.map(|key| Known { peer, key }));
    }

    pub fn has(&mut self, peer: u8, key: Key) {
        match self.known.iter_mut().find(|known| known.peer == peer && known.key.journal == key.journal) {
            Some(known) => known.key.seq = known.key.seq.max(key.seq),
            None => self.known.push(Known { peer, key }),
        }
    }
}
