//! Places and couriers: a share, a stick, the centre's landing zone. Files are lost on the way, doubled, late, in any order, cut off
//! or changed.

use crate::entry::{Destination, File, Name};
use crate::luck::{Luck, Step};
use crate::workstation::Workstation;

/// How badly files are carried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Bad,
    /// Nothing goes wrong: at the end, to see what comes of it all.
    Good,
}

#[derive(Debug, Clone, Default)]
pub struct Place {
    pub files: Vec<File>,
}

/// What becomes of a file on its way; `None`: it doesn't get there.
pub fn carried(file: &File, way: Way, luck: &mut Luck) -> Option<File> {
    if way == Way::Good {
        return Some(file.clone());
    }
    match luck.below(20) {
        0..4 => None,
        4 => Some(File { damaged: true, ..file.clone() }),
        _ => Some(file.clone()),
    }
}

impl Place {
    /// `write_stick`: what was written is sealed and copied; what lies there whole is left.
    pub fn write(&mut self, from: &mut Workstation, way: Way, luck: &mut Luck) -> Step {
        from.wanted = true;
        from.seal_due(luck)?;
        for file in from.outbox.clone() {
            luck.room()?;
            if self.files.iter().any(|there| there.is_same(&file)) {
                continue;
            }
            if let Some(file) = carried(&file, way, luck) {
                file.put_into(&mut self.files);
            }
            from.carried(file.name, luck);
        }
        Ok(())
    }

    /// `read_stick`: what others left there, and own ones that are not here any more, by what they are called.
    pub fn read(&self, to: &mut Workstation, way: Way, luck: &mut Luck) -> Step {
        let own = to.store.own;
        let wanted = |name: &Name| {
            let is_own = name.journal.workstation == own;
            name.destination == Destination::Office
                && !(is_own && to.outbox.iter().any(|there| there.name == *name))
                && to.store.records.have(name.journal) < name.to
        };
        let mut brought: Vec<File> = self.files.iter().filter(|file| wanted(&file.name)).cloned().collect();
        if way == Way::Bad {
            luck.shuffle(&mut brought);
        }
        for file in brought {
            luck.room()?;
            if let Some(file) = carried(&file, way, luck) {
                file.put_into(&mut to.inbox);
            }
        }
        to.take_in(luck)
    }
}
