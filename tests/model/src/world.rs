//! Days in the life of an office: who writes, what is carried, and what breaks.

use crate::centre::{Centre, Database};
use crate::entry::{Acknowledgement, Destination, File, Journal, Key, What};
use crate::luck::{Luck, Step, Stop};
use crate::place::{Place, Way, carried};
use crate::workstation::{Saved, Workstation};
use crate::{Broken, Mutant};

/// Workstations at first; one more joins later, and one may be copied.
const AT_FIRST: u8 = 3;
const DAYS: u32 = 40;
/// Afterwards nothing goes wrong any more: with copies, without them, and what is written in the last of those must be everywhere.
const ROUNDS: u32 = 11;
const WITH_COPIES: u32 = 3;
const WRITTEN: u32 = 8;
const DAY: i64 = 24 * 60;

/// What a run was.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Lived {
    pub device_days: u64,
    pub saved: u64,
    /// Entries that stand beside another in the same place, as a store was copied or put back unnoticed: kept, and told.
    pub forked: u64,
    /// Entries that went with the only disk that they were on.
    pub gone: u64,
}

pub struct World {
    pub stations: Vec<Workstation>,
    pub centre: Centre,
    pub places: [Place; 2],
    pub saved: Vec<Saved>,
    /// Journals that two stores may have gone on with, none of them able to know.
    pub twins: Vec<Journal>,
    /// Workstations that were put back.
    pub put_back: Vec<u8>,
    pub has_centre: bool,
    backups: Vec<Workstation>,
    copy_of_centre: Database,
    late: Vec<Late>,
    day: u32,
    way: Way,
    device_days: u64,
    luck: Luck,
}

/// What comes days or weeks later.
struct Late {
    day: u32,
    to: u8,
    what: Carried,
}

enum Carried {
    Bundle(File),
    Word(Acknowledgement),
}

/// Plays one office from its seed, and holds the end against what was saved.
pub fn live(seed: u64, mutant: Option<Mutant>) -> Result<Lived, Broken> {
    let mut world = World::new(seed, mutant);
    for day in 0..DAYS {
        world.day(day)?;
    }
    world.settle()?;
    world.judge()
}

impl World {
    fn new(seed: u64, mutant: Option<Mutant>) -> Self {
        let mut luck = Luck::new(seed, mutant);
        let centre = Centre::new(&mut luck);
        // One office in four hands nothing over to a centre, and can't hear from it either.
        let has_centre = !luck.one_in(4);
        let new = |own| Workstation::new(own, has_centre, &mut luck);
        let stations: Vec<Workstation> = (0..AT_FIRST).map(new).collect();
        let mut world = Self {
            copy_of_centre: centre.database.clone(),
            centre,
            places: [Place::default(), Place::default()],
            saved: Vec::new(),
            twins: Vec::new(),
            put_back: Vec::new(),
            backups: stations.clone(),
            stations,
            has_centre,
            late: Vec::new(),
            day: 0,
            way: Way::Bad,
            device_days: 0,
            luck,
        };
        for own in 0..AT_FIRST {
            world.join(own);
        }
        world.backups = world.stations.clone();
        world
    }

    /// The first workstation invites.
    fn join(&mut self, own: u8) {
        let Self { stations, luck, saved, day, .. } = self;
        if let Some(first) = stations.first_mut() {
            // Nothing is tempted here.
            let _ = first.record(What::Joined(own), *day, luck, saved);
        }
    }

    /// Does something at a workstation, which may be killed at each step of it, and starts again.
    fn at(&mut self, station: usize, act: impl FnOnce(&mut Workstation, &mut Self) -> Step) {
        if station >= self.stations.len() {
            return;
        }
        let mut here = self.stations.remove(station);
        if self.way == Way::Bad {
            self.luck.tempt();
        }
        let done = act(&mut here, self);
        self.luck.spare();
        if done == Err(Stop::Killed) {
            here.start(&mut self.luck);
        }
        self.stations.insert(station, here);
    }

    fn day(&mut self, day: u32) -> Result<(), Broken> {
        self.day = day;
        if day == 12 {
            let new = Workstation::new(AT_FIRST, self.has_centre, &mut self.luck);
            self.backups.push(new.clone());
            self.stations.push(new);
            self.join(AT_FIRST);
        }
        let mut order: Vec<usize> = (0..self.stations.len()).collect();
        self.luck.shuffle(&mut order);
        for station in order {
            self.device_days += 1;
            self.something_breaks(station);
            self.work(station);
            self.carry(station);
        }
        self.centre_works()?;
        if self.luck.one_in(6) {
            let place = self.luck.below(2);
            if let Some(place) = self.places.get_mut(place) {
                place.files.clear();
            }
        }
        Ok(())
    }

    fn work(&mut self, station: usize) {
        let leaps = if self.luck.one_in(150) { self.luck.below(7_300) as i64 - 3_650 } else { 0 };
        self.at(station, |here, world| {
            here.clock += DAY + leaps * DAY;
            for _ in 0..world.luck.below(4) {
                let what = match world.luck.below(12) {
                    0 => world.one_with_words(here).map_or(What::Moment, What::Erased),
                    1 | 2 if here.store.records.reads_newer() => What::Newer,
                    _ => What::Moment,
                };
                here.record(what, world.day, &mut world.luck, &mut world.saved)?;
            }
            if world.luck.one_in(10) {
                here.record_two(world.day, &mut world.luck, &mut world.saved)?;
            }
            here.clock += 20;
            here.take_in(&mut world.luck)?;
            here.seal_due(&mut world.luck)
        });
    }

    fn one_with_words(&mut self, here: &Workstation) -> Option<Key> {
        let journals = here.store.records.journals();
        let with_text = journals.flat_map(|(_, entries)| entries).filter(|entry| entry.text);
        let keys: Vec<Key> = with_text.map(|entry| entry.key).collect();
        let chosen = self.luck.below(keys.len());
        keys.get(chosen).copied()
    }

    /// A visit with the stick or to the share; and a courier, who also carries copies that come when nobody expects them.
    fn carry(&mut self, station: usize) {
        let way = self.way;
        for place in 0..self.places.len() {
            if way == Way::Bad && !self.luck.one_in(3) {
                continue;
            }
            self.at(station, |here, world| {
                let Some(there) = world.places.get_mut(place) else { return Ok(()) };
                there.read(here, way, &mut world.luck)?;
                there.write(here, way, &mut world.luck)
            });
        }
        let Some(here) = self.stations.get(station) else { return };
        let own = here.store.own;
        for file in here.outbox.clone() {
            let is_for_centre = file.name.destination == Destination::Centre;
            if is_for_centre {
                if let Some(file) = carried(&file, way, &mut self.luck) {
                    self.centre.land(file);
                }
                if let Some(here) = self.stations.get_mut(station) {
                    here.carried(file.name, &self.luck);
                }
            } else if way == Way::Bad && self.luck.one_in(6) {
                let (day, to) = (self.day + self.luck.below(30) as u32, self.luck.below(4) as u8);
                self.late.push(Late { day, to, what: Carried::Bundle(file) });
            }
        }
        if let Some(told) = self.centre.told.clone() {
            let wait = match (way, self.luck.below(6)) {
                (Way::Good, _) | (Way::Bad, 0..2) => Some(0),
                (Way::Bad, 2) => Some(1 + self.luck.below(25) as u32),
                (Way::Bad, _) => None,
            };
            let late = wait.map(|wait| Late { day: self.day + wait, to: own, what: Carried::Word(told) });
            self.late.extend(late);
        }
        let day = self.day;
        let due = self.late.extract_if(.., |late| late.day <= day);
        for Late { to, what, .. } in due {
            for here in self.stations.iter_mut().filter(|here| here.store.own == to) {
                match &what {
                    Carried::Bundle(file) => file.clone().put_into(&mut here.inbox),
                    Carried::Word(word) => here.said.push(word.clone()),
                }
            }
        }
    }

    fn centre_works(&mut self) -> Result<(), Broken> {
        let way = self.way;
        let on_places = self.places.iter().flat_map(|place| &place.files);
        let for_centre = on_places.filter(|file| file.name.destination == Destination::Centre);
        for file in for_centre.cloned().collect::<Vec<_>>() {
            if let Some(file) = carried(&file, way, &mut self.luck) {
                self.centre.land(file);
            }
        }
        if way == Way::Bad {
            if self.day.is_multiple_of(7) {
                self.copy_of_centre = self.centre.database.clone();
            }
            if self.luck.one_in(25) {
                self.centre.put_back(self.copy_of_centre.clone());
            }
            if self.luck.one_in(30) {
                self.centre.database.records.upgrade();
            }
            self.luck.tempt();
        }
        let done = self.centre.pass(&mut self.luck);
        self.luck.spare();
        self.centre.tells_no_more_than_it_has()?;
        if done.is_err() {
            self.centre.start();
        }
        Ok(())
    }

    fn something_breaks(&mut self, station: usize) {
        if self.luck.one_in(40)
            && let Some(here) = self.stations.get_mut(station)
        {
            here.store.records.upgrade();
        }
        if self.day % 7 == 3
            && let (Some(here), Some(kept)) = (self.stations.get(station), self.backups.get_mut(station))
        {
            *kept = here.clone();
        }
        if self.luck.one_in(70) {
            self.put_back(station);
        }
        if self.luck.one_in(400) && self.stations.len() < 5 && self.stations.iter().all(|here| !here.copy) {
            self.copy(station);
        }
    }

    fn put_back(&mut self, station: usize) {
        let (Some(kept), Some(here)) = (self.backups.get(station), self.stations.get_mut(station)) else {
            return;
        };
        if !knows_the_office(kept) {
            return;
        }
        let mut back = kept.clone();
        (back.clock, back.copy, back.machine) = (here.clock, here.copy, here.machine);
        self.put_back.push(here.store.own);
        match self.luck.below(4) {
            // The store alone, as the program does it itself: the mark tells.
            0 => (back.mark, back.outbox, back.inbox) = (here.mark, here.outbox.clone(), here.inbox.clone()),
            // The whole folder, on a new computer.
            1 => back.machine = self.luck.number(),
            // The whole folder, here; or what was left of it. Nothing tells.
            way => {
                if way == 2 {
                    (back.mark, back.outbox) = (None, Vec::new());
                }
                self.twins.push(back.journal());
            }
        }
        back.start(&mut self.luck);
        *here = back;
    }

    fn copy(&mut self, station: usize) {
        let here = self.stations.get(station).filter(|here| knows_the_office(here));
        let Some(mut copy) = here.cloned() else { return };
        copy.copy = true;
        if self.luck.one_in(2) {
            copy.machine = self.luck.number();
        } else {
            self.twins.push(copy.journal());
        }
        copy.start(&mut self.luck);
        self.backups.push(copy.clone());
        self.stations.push(copy);
    }

    /// Everybody has the same version, and everything is carried: what was saved is to be where it belongs.
    fn settle(&mut self) -> Result<(), Broken> {
        self.way = Way::Good;
        self.late.clear();
        self.centre.database.records.upgrade();
        for here in &mut self.stations {
            here.store.records.upgrade();
        }
        for round in 0..ROUNDS {
            self.day += 1;
            // Invited again: in a fork an invitation may have gone.
            for own in (0..=AT_FIRST).filter(|_| round % WITH_COPIES == 0 && round < WRITTEN) {
                self.join(own);
            }
            let mut order: Vec<usize> = (0..self.stations.len()).collect();
            self.luck.shuffle(&mut order);
            for station in order {
                let is_off = self.stations.get(station).is_some_and(|here| here.copy) && round >= WITH_COPIES;
                if is_off {
                    continue;
                }
                if round < WRITTEN {
                    self.at(station, |here, world| {
                        here.record(What::Moment, world.day, &mut world.luck, &mut world.saved)
                    });
                }
                self.carry(station);
            }
            self.centre_works()?;
            if round > 1 {
                self.nobody_believes_too_much()?;
            }
        }
        Ok(())
    }

    /// Written when nothing went wrong any more, and everybody had heard of everybody.
    pub fn is_late(&self, saved: &Saved) -> bool {
        saved.day + (ROUNDS - WRITTEN) + 1 >= self.day
    }

    pub fn lived(&self) -> Lived {
        Lived { device_days: self.device_days, saved: self.saved.len() as u64, ..Lived::default() }
    }
}

/// A workstation that was put back to before it knew anybody writes for nobody, and is invited again instead.
fn knows_the_office(here: &Workstation) -> bool {
    let all = ((1 << AT_FIRST) - 1) | (1 << here.store.own);
    here.store.records.members & all == all
}
