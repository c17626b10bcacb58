//! One visit of one place: what the outbox has goes up, what the place has for us comes down.

use crate::clock::Clock;
use crate::config::{At, Config, PlaceConfig};
use crate::disk::Temporary;
use crate::folder::Folder;
use crate::pace::Pace;
use crate::place::{Listed, Place, Shelf};
use crate::shape::{ACKNOWLEDGEMENT, ACKNOWLEDGEMENT_BYTES, BUNDLE_BYTES, BundleName, Kind};
use crate::state::{Carried, Keeper, OfPlace};
use crate::store::Store;
use crate::trouble::Trouble;
use crate::{hours, outbox};
use std::collections::BTreeSet;
use std::fs;
use std::sync::Arc;

/// All that a visit needs to know.
pub struct Visit<'a> {
    pub config: &'a Config,
    pub place: &'a PlaceConfig,
    pub keeper: &'a Keeper,
    pub clock: &'a Arc<dyn Clock>,
    /// Part of the names of this visit's temporary files.
    mark: String,
    /// Made at the first visit that succeeds in it, and kept.
    at: Option<Box<dyn Place>>,
}

/// Where a place is, as `status` shows it and as the state knows it again.
pub fn target(place: &PlaceConfig) -> String {
    match &place.at {
        At::Folder(folder) => folder.display().to_string(),
        At::Store(store) => {
            let endpoint =
                store.options.iter().filter(|(key, _)| key.to_ascii_lowercase().ends_with("endpoint"));
            let endpoint: String = endpoint.map(|(_, value)| format!(" at {value}")).collect();
            format!("{}{endpoint}", store.url)
        }
    }
}

impl<'a> Visit<'a> {
    pub fn new(
        config: &'a Config,
        place: &'a PlaceConfig,
        keeper: &'a Keeper,
        clock: &'a Arc<dyn Clock>,
    ) -> Self {
        let mark = format!("{}-{}", keeper.look(|state| state.id.clone()), place.name);
        Self { config, place, keeper, clock, mark, at: None }
    }

    fn remembered<T>(&self, how: impl FnOnce(&mut OfPlace) -> T) -> T {
        self.keeper.change(|state| how(state.places.entry(self.place.name.clone()).or_default()))
    }

    fn made(&self) -> Result<Box<dyn Place>, Trouble> {
        let pace = Arc::new(Pace::new(self.place.kib_per_second, Arc::clone(self.clock)));
        let office = &self.config.office;
        Ok(match &self.place.at {
            At::Folder(folder) => {
                let id = self.keeper.look(|state| state.id.clone());
                Box::new(Folder::new(folder, office, &id, &self.place.name, pace))
            }
            At::Store(store) => Box::new(Store::new(store, office, pace)?),
        })
    }

    /// Another target under a place's name is another place: nothing that was remembered of the old one is true of it.
    pub fn recognise(&self) {
        let target = target(self.place);
        self.remembered(|of| {
            if of.target != target {
                *of = OfPlace { target, ..OfPlace::default() };
            }
        });
    }

    /// Goes there and back. What could be carried is, also where something else could not: the first trouble is answered.
    pub fn go(&mut self) -> Result<(), Trouble> {
        let at = match self.at.take() {
            Some(at) => at,
            None => self.made()?,
        };
        let medium = at.arrive();
        let gone = medium.and_then(|medium| {
            self.remembered(|of| {
                if of.medium != medium {
                    of.carried.clear();
                    of.brought.clear();
                    of.medium = medium;
                }
                (of.told.other_names, of.told.too_large) = (0, 0);
            });
            let up = self.up(at.as_ref());
            let down = self.down(at.as_ref());
            up.and(down)
        });
        self.at = Some(at);
        gone
    }

    /// Whether the next file may still be begun.
    fn may_go_on(&self) -> bool {
        !self.clock.stopping() && hours::open(&self.place.hours, self.clock.now())
    }

    fn up(&self, at: &dyn Place) -> Result<(), Trouble> {
        let lying = outbox::list(&self.config.outbox)?;
        let names: BTreeSet<&str> = lying.iter().map(|file| file.name.as_str()).collect();
        self.remembered(|of| of.carried.retain(|name, _| names.contains(name.as_str())));
        let mut first = Ok(());
        for file in lying.iter().filter(|file| self.place.carries.contains(&file.name.kind)) {
            if !self.may_go_on() {
                break;
            }
            if file.bytes > BUNDLE_BYTES {
                self.remembered(|of| of.told.too_large += 1);
            } else {
                keep_first(&mut first, self.one_up(at, file))?;
            }
        }
        first
    }

    fn one_up(&self, at: &dyn Place, file: &outbox::Lying) -> Result<(), Trouble> {
        let name = file.name.as_str();
        let known = self.remembered(|of| of.carried.get(name).cloned());
        if known.as_ref().is_some_and(|known| known.stamp == file.stamp) {
            return Ok(());
        }
        let bundle = file.outgoing()?;
        let same = known.as_ref().is_some_and(|known| known.sha256 == bundle.sha256);
        let e_tag = known.and_then(|known| known.e_tag);
        let e_tag = if same { e_tag } else { at.put(&bundle, e_tag.as_deref())? };
        let carried = Carried { sha256: bundle.sha256, stamp: file.stamp.clone(), e_tag };
        self.remembered(|of| {
            of.carried.insert(name.to_owned(), carried);
            of.told.carried_up += u64::from(!same);
        });
        self.keeper.write_soon()
    }

    fn down(&self, at: &dyn Place) -> Result<(), Trouble> {
        let mut first = Ok(());
        if self.place.carries.contains(&Kind::Centre)
            && let Some(listed) = at.acknowledgement()?
        {
            keep_first(
                &mut first,
                self.one_down(at, Shelf::Acknowledgement, &listed, ACKNOWLEDGEMENT_BYTES),
            )?;
        }
        if self.place.carries.contains(&Kind::Office) {
            let listed = at.list()?;
            let names: BTreeSet<&str> = listed.iter().map(|file| file.name.as_str()).collect();
            self.remembered(|of| {
                of.brought.retain(|name, _| name == ACKNOWLEDGEMENT || names.contains(name.as_str()));
            });
            for file in listed.iter().filter(|file| !file.name.starts_with('.')) {
                let office = BundleName::parse(&file.name).is_some_and(|name| name.kind == Kind::Office);
                if !office {
                    self.remembered(|of| of.told.other_names += 1);
                } else if !self.may_go_on() {
                    break;
                } else {
                    let shelf = Shelf::Bundles(Kind::Office);
                    keep_first(&mut first, self.one_down(at, shelf, file, BUNDLE_BYTES))?;
                }
            }
        }
        first
    }

    fn one_down(&self, at: &dyn Place, shelf: Shelf, file: &Listed, most: u64) -> Result<(), Trouble> {
        let name = file.name.as_str();
        if file.bytes > most {
            self.remembered(|of| of.told.too_large += 1);
            return Ok(());
        }
        let brought = self.remembered(|of| of.brought.get(name).is_some_and(|tag| *tag == file.tag));
        // Our own that lie in the outbox stay where they are; those that don't are what a restored workstation lacks.
        if brought || fs::symlink_metadata(self.config.outbox.join(name)).is_ok() || !self.may_lie(name) {
            return Ok(());
        }
        let mut temporary = Temporary::create(&self.config.inbox, &self.mark)?;
        at.get(shelf, file, &mut temporary)?;
        temporary.sync()?;
        self.keeper.change(|state| {
            // Looked at again while no other place's visit can be here.
            if !may_lie(state, &self.config.inbox, &self.place.name, name) {
                return Ok(());
            }
            temporary.name(name)?;
            state.lying.insert(name.to_owned(), self.place.name.clone());
            let of = state.places.entry(self.place.name.clone()).or_default();
            of.brought.insert(name.to_owned(), file.tag.clone());
            of.told.carried_down += 1;
            Ok::<(), Trouble>(())
        })?;
        self.keeper.write_soon()
    }

    fn may_lie(&self, name: &str) -> bool {
        self.keeper.change(|state| may_lie(state, &self.config.inbox, &self.place.name, name))
    }
}

/// Whether a file of a place may be put into the inbox. One that lies there unread is replaced by a newer one of the same
/// place. Which of two places' is the newer the courier can't know: the second waits until the desk has taken the first.
fn may_lie(state: &mut crate::state::State, inbox: &std::path::Path, place: &str, name: &str) -> bool {
    if fs::symlink_metadata(inbox.join(name)).is_ok() {
        return state.lying.get(name).is_some_and(|from| from == place);
    }
    state.lying.remove(name);
    true
}

/// Goes on after trouble with one file, which is answered at the end; ends at once after any other.
fn keep_first(first: &mut Result<(), Trouble>, result: Result<(), Trouble>) -> Result<(), Trouble> {
    match result {
        Ok(()) | Err(Trouble::Gone(_)) => Ok(()),
        Err(trouble) if trouble.of_one_file() => {
            if first.is_ok() {
                *first = Err(trouble);
            }
            Ok(())
        }
        Err(trouble) => Err(trouble),
    }
}
