//! A place that is a folder: a share, a stick, a disk.

use crate::disk::{self, Temporary};
use crate::pace::Pace;
use crate::place::{Listed, Outgoing, Place, Shelf};
use crate::shape::{ACKNOWLEDGEMENT, Kind};
use crate::trouble::Trouble;
use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::SystemTime;

/// Says which medium this is: a stick that was changed for another, or a share that is not mounted, has another or none.
const MEDIUM: &str = ".moments-place";
/// Bytes that are read of it.
const MEDIUM_BYTES: u64 = 64;

pub struct Folder {
    root: PathBuf,
    /// The office's folder below the root.
    office: PathBuf,
    /// The courier's id: whose temporary files are whose.
    id: String,
    /// Part of temporary names: the id, and the place's name.
    mark: String,
    pace: Arc<Pace>,
    tidied: AtomicBool,
}

impl Folder {
    pub fn new(root: &Path, office: &str, id: &str, name: &str, pace: Arc<Pace>) -> Self {
        let mark = format!("{id}-{name}");
        let (root, office) = (root.to_owned(), root.join(office));
        Self { root, office, id: id.to_owned(), mark, pace, tidied: AtomicBool::new(false) }
    }

    fn on(&self, shelf: Shelf) -> PathBuf {
        match shelf {
            Shelf::Bundles(kind) => self.office.join(kind.folder()),
            Shelf::Acknowledgement => self.office.clone(),
        }
    }

    /// The folder below the root, made where it is missing. A link is refused: it could lead anywhere.
    fn made(&self, shelf: Shelf) -> Result<PathBuf, Trouble> {
        let folder = self.on(shelf);
        for folder in [&self.office, &folder] {
            if !there(folder)? {
                fs::create_dir(folder).map_err(|error| Trouble::at(folder, error))?;
            }
        }
        Ok(folder)
    }

    fn medium(&self) -> Result<String, Trouble> {
        let path = self.office.join(MEDIUM);
        if let Some(mut file) = found(File::open(&path), &path)? {
            let mut text = String::new();
            // What can't be read as text is as good as none: another medium, and all is compared again.
            drop(file.by_ref().take(MEDIUM_BYTES).read_to_string(&mut text));
            return Ok(text.trim().to_owned());
        }
        let new = format!("{:08x}{:08x}", crate::state::random(), crate::state::random());
        let made = self.made(Shelf::Acknowledgement);
        match made.and_then(|folder| disk::write(&folder, &self.mark, MEDIUM, new.as_bytes())) {
            Ok(()) => Ok(new),
            // Bundles can still be brought from a place that can't be written.
            Err(Trouble::NotPermitted(_) | Trouble::Full(_)) => Ok(String::new()),
            Err(trouble) => Err(trouble),
        }
    }

    fn look(&self, folder: &Path, name: &str) -> Result<Option<Metadata>, Trouble> {
        let path = folder.join(name);
        found(fs::symlink_metadata(&path), &path)
    }
}

/// What a missing file is to whoever asks for it.
fn found<T>(result: io::Result<T>, path: &Path) -> Result<Option<T>, Trouble> {
    match result {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Trouble::at(path, error)),
    }
}

/// Whether a folder is there, itself and not through a link.
fn there(folder: &Path) -> Result<bool, Trouble> {
    match found(fs::symlink_metadata(folder), folder)? {
        Some(of) if of.is_dir() => Ok(true),
        Some(_) => Err(Trouble::NoFolder(folder.to_owned())),
        None => Ok(false),
    }
}

impl Place for Folder {
    fn arrive(&self) -> Result<String, Trouble> {
        let root = fs::metadata(&self.root).map_err(|error| Trouble::at(&self.root, error))?;
        if !root.is_dir() {
            return Err(Trouble::NoFolder(self.root.clone()));
        }
        there(&self.office)?;
        if !self.tidied.swap(true, Ordering::Relaxed) {
            let shelves =
                [Shelf::Acknowledgement, Shelf::Bundles(Kind::Office), Shelf::Bundles(Kind::Centre)];
            for folder in shelves.map(|shelf| self.on(shelf)) {
                if there(&folder)? {
                    disk::tidy(&folder, &self.id, SystemTime::now());
                }
            }
        }
        self.medium()
    }

    fn list(&self) -> Result<Vec<Listed>, Trouble> {
        let folder = self.on(Shelf::Bundles(Kind::Office));
        if !there(&folder)? {
            return Ok(Vec::new());
        }
        let mut listed = Vec::new();
        for entry in fs::read_dir(&folder).map_err(|error| Trouble::at(&folder, error))? {
            let entry = entry.map_err(|error| Trouble::at(&folder, error))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let Some(of) = self.look(&folder, &name)? else { continue };
            // A link or a folder is no bundle, whatever it is called.
            let name = if of.is_file() { name } else { format!("{name}/") };
            listed.push(Listed { name, bytes: of.len(), tag: disk::stamp(&of) });
        }
        listed.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(listed)
    }

    fn acknowledgement(&self) -> Result<Option<Listed>, Trouble> {
        let of = self.look(&self.office, ACKNOWLEDGEMENT)?.filter(Metadata::is_file);
        Ok(of.map(|of| Listed { name: ACKNOWLEDGEMENT.to_owned(), bytes: of.len(), tag: disk::stamp(&of) }))
    }

    /// It is read back before it gets its name: nothing that is not proved is ever seen under one.
    fn put(&self, bundle: &Outgoing, _: Option<&str>) -> Result<Option<String>, Trouble> {
        let folder = self.made(Shelf::Bundles(bundle.name.kind))?;
        let to = folder.join(bundle.name.as_str());
        let of = self.look(&folder, bundle.name.as_str())?;
        if of.is_some_and(|of| of.is_file() && of.len() == bundle.bytes)
            && disk::digest(&to)? == bundle.sha256
        {
            return Ok(None);
        }
        let mut from = bundle.open()?;
        let mut file = Temporary::create(&folder, &self.mark)?;
        let moved = |bytes| self.pace.moved(bytes);
        let (sha256, _) = disk::pour(&mut from, &mut file, (&bundle.path, &folder), moved)?;
        if sha256 != bundle.sha256 {
            return Err(Trouble::Changed(bundle.name.to_string()));
        }
        file.sync()?;
        if disk::digest(file.path())? != bundle.sha256 {
            return Err(Trouble::Unlike(bundle.name.to_string()));
        }
        file.name(bundle.name.as_str())?;
        Ok(None)
    }

    fn get(&self, shelf: Shelf, listed: &Listed, into: &mut Temporary) -> Result<(), Trouble> {
        let path = self.on(shelf).join(&listed.name);
        let changed = || Trouble::Changed(listed.name.clone());
        let file = found(File::open(&path), &path)?.ok_or_else(changed)?;
        let stamp = || file.metadata().map(|of| disk::stamp(&of)).map_err(|error| Trouble::at(&path, error));
        let before = stamp()?;
        let mut most = (&file).take(listed.bytes.saturating_add(1));
        let inbox = into.folder().to_owned();
        let (_, length) = disk::pour(&mut most, into, (&path, &inbox), |bytes| self.pace.moved(bytes))?;
        if before == listed.tag && stamp()? == listed.tag && length == listed.bytes {
            Ok(())
        } else {
            Err(changed())
        }
    }
}
