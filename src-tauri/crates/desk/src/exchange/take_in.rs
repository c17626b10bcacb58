//! Taking in what was brought. Each file is proven, and what it holds is believed no further than that.

use super::acknowledged::{Heard, key};
use super::places::{self, ACKNOWLEDGEMENT};
use super::standing::Standing;
use crate::desk::{Desk, locked};
use crate::error::{ApiError, ErrorCode, Result};
use moments_bundle::keys::Keys;
use moments_bundle::{Destination, Head, Name, Opened, Reader, Refusal, limits, open};
use moments_core::entities::Workstation;
use moments_core::entry::{Entry, EntryKey};
use moments_core::ids::{Epoch, WorkstationId};
use moments_store::{Prefix, Refused, StoreError};
use std::fs;
use std::io;
use std::iter;
use std::path::{Path, PathBuf};

/// Entries that are taken in one transaction: the counter saves in between.
const AT_ONCE: usize = 250;
/// Why a file was refused that is encrypted to others.
const NOT_FOR_US: &str = "not_for_us";

/// What was taken in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, specta::Type)]
pub struct TakenIn {
    pub bundles: u32,
    /// Entries that were not here before.
    pub entries: u32,
    /// Bundles that are ahead of a gap.
    pub waiting: u32,
    /// Files that were refused this time.
    pub refused: u32,
}

/// What becomes of a file.
enum Fate {
    /// All of it is here.
    Taken { new: u32 },
    /// Entries before it are missing.
    Waits,
    /// Why not, as a word.
    Refused(&'static str),
}

impl Desk {
    /// Takes in what lies in the inbox, and what waited for it.
    pub fn take_in(&self) -> Result<TakenIn> {
        let _turn = locked(&self.exchanging.turn);
        let (mut taken, since_ms) = (TakenIn::default(), self.store_now().utc_ms);
        self.write_unheard(|tx| Ok(tx.follow_journals()?))?;
        let Some(standing) = self.read(Standing::read)? else { return Ok(taken) };
        let inbox = self.home.inbox();
        let waiting = inbox.join(places::WAITING);
        loop {
            let before = (taken.entries, taken.refused);
            let mut files = files(&waiting)?;
            files.extend(self.own_ahead()?);
            files.extend(self::files(&inbox)?);
            taken.waiting = 0;
            let mut failed = Ok(());
            let of = files.len();
            for (done, file) in files.into_iter().enumerate() {
                if !self.exchanging.goes_on(true, done, of) {
                    // What is left lies in the inbox, and is taken in later.
                    return Err(ErrorCode::Stopped.into());
                }
                // What can't be read or moved keeps no other from being taken.
                failed = failed.and(self.take_file(&file, &standing, &mut taken));
            }
            failed?;
            if (taken.entries, taken.refused) == before || taken.waiting == 0 {
                taken.refused = taken.refused.saturating_sub(self.forgive_what_is_here(since_ms)?);
                return Ok(taken);
            }
        }
    }

    fn take_file(&self, file: &Path, standing: &Standing, taken: &mut TakenIn) -> Result<()> {
        let Some(bytes) = read(file)? else { return self.refuse(file, "too_large", taken) };
        let named = |name: &str| file.file_name().is_some_and(|found| found == name);
        if named(ACKNOWLEDGEMENT) {
            return match self.acknowledged(&bytes)? {
                Heard::Yes => {
                    remove(file)?;
                    self.forgive(file)
                }
                Heard::NotYet => Ok(()),
                Heard::No => self.refuse(file, "signature", taken),
            };
        }
        let fate = self.taken(&bytes, standing)?;
        // What lies in the outbox stays there: it is for others.
        if file.parent() == Some(&self.home.outbox()) {
            if let Fate::Taken { new } = fate {
                taken.entries += new;
            }
            return Ok(());
        }
        match fate {
            Fate::Taken { new } => {
                taken.bundles += 1;
                taken.entries += new;
                remove(file)?;
                self.forgive(file)
            }
            Fate::Waits => {
                taken.waiting += 1;
                put(file, &self.home.inbox().join(places::WAITING).join(name_of(file)))
            }
            Fate::Refused(reason) => self.refuse(file, reason, taken),
        }
    }

    /// Takes in what the own outbox has beyond a store that was put back.
    pub(crate) fn read_own_again(&self) -> Result<()> {
        let _turn = locked(&self.exchanging.turn);
        self.write_unheard(|tx| Ok(tx.follow_journals()?))?;
        let Some(standing) = self.read(Standing::read)? else { return Ok(()) };
        let mut taken = TakenIn::default();
        for file in self.own_ahead()? {
            self.take_file(&file, &standing, &mut taken)?;
        }
        Ok(())
    }

    /// Bundles in the own outbox that hold more than the store, of whichever journal: it was put back from an older copy.
    fn own_ahead(&self) -> Result<Vec<PathBuf>> {
        let prefixes = self.read(|r| Ok(r.prefixes()?))?;
        let ahead = |path: &PathBuf| {
            let name = name_of(path).parse::<Name>();
            name.is_ok_and(|name| {
                let its = (name.workstation, name.epoch);
                let have = prefixes.iter().find(|p| (p.key.workstation, p.key.epoch) == its);
                let seq = have.map_or(0, |prefix| prefix.key.seq);
                name.destination == Destination::Office && seq < name.to
            })
        };
        Ok(files(&self.home.outbox())?.into_iter().filter(ahead).collect())
    }

    fn taken(&self, bytes: &[u8], standing: &Standing) -> Result<Fate> {
        let keys = standing.keys()?;
        let open = |keys: &Keys| {
            open(bytes, &Reader { keys, card: &standing.card, destination: Destination::Office })
        };
        let opened = match (open(&keys), standing.office_keys()?) {
            // Sealed before this workstation was there, and to the office itself, whose keys are here.
            (Err(Refusal::NotForUs), Some(office)) => open(&office),
            (opened, _) => opened,
        };
        let opened = match opened {
            Ok(opened) => opened,
            Err(refusal) => return Ok(Fate::Refused(reason(refusal))),
        };
        let Opened { header, entries, .. } = &opened;
        let (workstation, have) = self.read(|r| {
            let of = |p: &Prefix| (p.key.workstation, p.key.epoch) == (header.workstation, header.epoch);
            let have = r.prefixes()?.into_iter().find(of).map_or(0, |prefix| prefix.key.seq);
            Ok((r.workstation(&header.workstation)?.unwrap_or_default(), have))
        })?;
        let may = accepted(&workstation, &header.epoch);
        let entries = entries.get(..entries.iter().filter(|e| e.key.seq <= may).count()).unwrap_or_default();
        if entries.is_empty() {
            return Ok(Fate::Refused("retired"));
        }
        // Also behind a gap, and in a bundle that is refused: whoever was put back would else never learn of it.
        for head in &header.known {
            if self.store()?.is_overtaken(self.store_now(), &key(head), &head.hash)? {
                self.refresh_place()?;
            }
        }
        if header.from > have + 1 {
            return Ok(Fate::Waits);
        }
        let mut new = 0;
        for some in entries.chunks(AT_ONCE) {
            let absorbed = self.store()?.absorb(self.store_now(), some)?;
            self.announce(&absorbed.changed)?;
            if !absorbed.refused.is_empty() {
                return Ok(Fate::Refused("fork"));
            }
            new += u32::try_from(absorbed.new).unwrap_or(u32::MAX);
        }
        self.heard(header.workstation, entries, &header.known, header.sealed_ms)?;
        Ok(if header.to > may { Fate::Refused("retired") } else { Fate::Taken { new } })
    }

    /// What a colleague has, as their newest bundle says; and that they have what they wrote. One that another workstation sealed in
    /// their place knows nothing of that.
    fn heard(&self, from: WorkstationId, entries: &[Entry], known: &[Head], sealed_ms: i64) -> Result<()> {
        let Some(last) = entries.last() else { return Ok(()) };
        self.write_unheard(|tx| {
            tx.follow_journals()?;
            let prefixes = tx.prefixes()?;
            if known.is_empty() || !prefixes.iter().any(|prefix| prefix.key == last.key) {
                return Ok(());
            }
            let of = |key: &EntryKey| (key.workstation, key.epoch);
            let mut has = vec![last.key];
            for head in known.iter().filter(|head| (head.workstation, head.epoch) != of(&last.key)) {
                let here = tx.entry_at(&key(head))?;
                let is_fork = head.workstation == from && here.is_some_and(|here| here.hash != head.hash);
                // A journal of its own that went on otherwise: nothing that is here fits behind it.
                let ours = prefixes.iter().find(|prefix| is_fork && of(&prefix.key) == of(&key(head)));
                has.push(ours.map_or(key(head), |prefix| prefix.key));
            }
            Ok(tx.put_known(&from.to_string(), &has, sealed_ms)?)
        })
    }

    fn refuse(&self, file: &Path, reason: &str, taken: &mut TakenIn) -> Result<()> {
        let folder = self.home.inbox().join(places::REFUSED);
        let aside = aside(&folder, file)?;
        let name = name_of(&aside);
        taken.refused += 1;
        let bytes = file.metadata().map(|found| found.len()).unwrap_or(0);
        let refused = Refused { name, reason: reason.into(), at_ms: self.store_now().utc_ms, bytes };
        self.write_unheard(|tx| Ok(tx.put_refused(&refused)?))?;
        self.log(format_args!("a bundle was refused: {reason}"));
        put(file, &aside)
    }

    /// Files that were sealed before this workstation was there, and that it can't read: their entries came another way. Returns how
    /// many of them were refused since then.
    fn forgive_what_is_here(&self, since_ms: i64) -> Result<u32> {
        let (refused, prefixes) = self.read(|r| Ok((r.refused()?, r.prefixes()?)))?;
        let is_here = |name: &Name| {
            let of = |p: &&Prefix| (p.key.workstation, p.key.epoch) == (name.workstation, name.epoch);
            prefixes.iter().find(of).is_some_and(|prefix| prefix.key.seq >= name.to)
        };
        let mut forgiven = 0;
        for refused in refused.into_iter().filter(|refused| refused.reason == NOT_FOR_US) {
            if named(&refused).as_ref().is_some_and(is_here) {
                remove(&self.home.inbox().join(places::REFUSED).join(&refused.name))?;
                self.write_unheard(|tx| Ok(tx.remove_refused(&refused.name)?))?;
                forgiven += u32::from(refused.at_ms >= since_ms);
            }
        }
        Ok(forgiven)
    }

    /// A file of this name was refused before, and a good one came.
    fn forgive(&self, file: &Path) -> Result<()> {
        let name = name_of(file);
        let is_of_it = |refused: &Refused| refused.name.strip_prefix(&name).is_some_and(is_number);
        for refused in self.read(|r| Ok(r.refused()?))?.into_iter().filter(is_of_it) {
            remove(&self.home.inbox().join(places::REFUSED).join(&refused.name))?;
            self.write_unheard(|tx| Ok(tx.remove_refused(&refused.name)?))?;
        }
        Ok(())
    }
}

/// How far a workstation's epoch is taken.
pub(super) fn accepted(workstation: &Workstation, epoch: &Epoch) -> u64 {
    if workstation.retired {
        workstation.accepted.get(&epoch.to_string()).map_or(0, |accepted| accepted.seq)
    } else {
        u64::MAX
    }
}

fn reason(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::TooLarge | Refusal::TooMuch => "too_large",
        Refusal::NotABundle => "not_a_bundle",
        Refusal::NotForUs => NOT_FOR_US,
        Refusal::Damaged | Refusal::Entries | Refusal::Entry { .. } => "damaged",
        Refusal::Newer => "newer",
        Refusal::ForeignOffice => "foreign_office",
        Refusal::Certificate => "unknown_workstation",
        Refusal::Signature => "signature",
        Refusal::Destination => "destination",
    }
}

/// The files of a folder by name, whole ones only: what is being written has a name that begins with a dot, or `.next` behind.
pub(super) fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(StoreError::from)?,
    };
    let whole = |path: &PathBuf| {
        let name = name_of(path);
        !name.starts_with('.') && !name.ends_with(".next") && path.is_file()
    };
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(whole).collect();
    files.sort();
    Ok(files)
}

/// `None` where it is larger than a bundle may be.
fn read(file: &Path) -> Result<Option<Vec<u8>>> {
    let length = file.metadata().map_err(StoreError::from)?.len();
    if length > limits::FILE_BYTES as u64 {
        return Ok(None);
    }
    Ok(Some(fs::read(file).map_err(StoreError::from)?))
}

pub(super) fn name_of(file: &Path) -> String {
    file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn put(file: &Path, to: &Path) -> Result<()> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder).map_err(StoreError::from)?;
    }
    fs::rename(file, to).map_err(|error| StoreError::from(error).into())
}

/// Where a refused file goes: in its own place, where it was refused before; else under a name that no other has.
fn aside(folder: &Path, file: &Path) -> Result<PathBuf> {
    let (name, bytes) = (name_of(file), read(file)?);
    let plain = folder.join(&name);
    let others = (1_u32..).map(|number| folder.join(format!("{name}.{number}")));
    for path in iter::once(plain.clone()).chain(others) {
        if !path.exists() || (bytes.is_some() && read(&path)? == bytes) {
            return Ok(path);
        }
    }
    Ok(plain)
}

/// What a refused file is called without what [`aside`] put behind it.
fn named(refused: &Refused) -> Option<Name> {
    let name = &refused.name;
    let plain = name.rsplit_once('.').filter(|(_, number)| number.parse::<u32>().is_ok());
    plain.map_or(name.as_str(), |(plain, _)| plain).parse().ok()
}

/// What [`aside`] put behind a name: nothing, or a number.
fn is_number(rest: &str) -> bool {
    rest.is_empty() || rest.strip_prefix('.').is_some_and(|number| number.parse::<u32>().is_ok())
}

pub(super) fn remove(file: &Path) -> Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(ApiError::from(StoreError::from(error))),
        _ => Ok(()),
    }
}
