//! The landing zone: where couriers put bundles, and where the acknowledgement goes. Names in it are read, and never believed.

use crate::error::{CentreError, Result};
use futures::StreamExt;
use moments_bundle::{Destination, Name};
use moments_core::ids::OfficeId;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A folder or an object store.
#[derive(Clone)]
pub struct Landing {
    store: Arc<dyn ObjectStore>,
    root: Path,
}

/// A file that lies there, under the name of a bundle for the centre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lying {
    pub name: String,
    /// Another one where the file was replaced.
    pub version: String,
    pub size: u64,
}

impl Landing {
    pub fn open(place: &str, options: &BTreeMap<String, String>) -> Result<Self> {
        if !place.contains("://") {
            let store = LocalFileSystem::new_with_prefix(place)?;
            return Ok(Self { store: Arc::new(store), root: Path::default() });
        }
        let url = url::Url::parse(place)
            .map_err(|error| CentreError::setting(format!("the landing zone's address: {error}")))?;
        use_ring();
        let (store, root) = object_store::parse_url_opts(&url, options.clone())?;
        Ok(Self { store: Arc::from(store), root })
    }

    fn of(&self, office: OfficeId) -> Path {
        self.root.clone().join(office.to_string())
    }

    fn bundle(&self, office: OfficeId, name: &str) -> Path {
        self.of(office).join("centre").join(name)
    }

    /// Every office that has anything here.
    pub async fn offices(&self) -> Result<BTreeSet<OfficeId>> {
        let listed = self.store.list_with_delimiter(Some(&self.root)).await?;
        let names = listed.common_prefixes.iter().filter_map(|path| path.filename());
        let offices =
            names.filter_map(|name| name.parse::<OfficeId>().ok().filter(|id| id.to_string() == name));
        Ok(offices.collect())
    }

    /// Bundles for the centre. What has another name is being written, or is somebody else's to clear away.
    pub async fn bundles(&self, office: OfficeId) -> Result<Vec<Lying>> {
        let folder = self.of(office).join("centre");
        let mut listed = self.store.list(Some(&folder));
        let mut found = Vec::new();
        while let Some(meta) = listed.next().await {
            let meta = meta?;
            let Some(name) = meta.location.filename() else { continue };
            let is_ours = name.parse::<Name>().is_ok_and(|name| name.destination == Destination::Centre);
            if is_ours && meta.location == folder.clone().join(name) {
                let version = meta.e_tag.unwrap_or_else(|| meta.last_modified.to_rfc3339());
                found.push(Lying { name: name.to_owned(), version, size: meta.size });
            }
        }
        found.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(found)
    }

    /// `None`: it is gone.
    pub async fn read(&self, office: OfficeId, name: &str) -> Result<Option<Vec<u8>>> {
        self.read_at(&self.bundle(office, name)).await
    }

    pub async fn delete(&self, office: OfficeId, name: &str) -> Result<()> {
        match self.store.delete(&self.bundle(office, name)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    pub async fn acknowledgement(&self, office: OfficeId) -> Result<Option<Vec<u8>>> {
        self.read_at(&self.of(office).join("centre.ack")).await
    }

    /// Whole or not at all: written under another name first, as the library does.
    pub async fn acknowledge(&self, office: OfficeId, bytes: Vec<u8>) -> Result<()> {
        self.store.put(&self.of(office).join("centre.ack"), PutPayload::from(bytes)).await?;
        Ok(())
    }

    async fn read_at(&self, path: &Path) -> Result<Option<Vec<u8>>> {
        match self.store.get(path).await {
            Ok(found) if found.meta.size > moments_bundle::limits::FILE_BYTES as u64 => Ok(Some(Vec::new())),
            Ok(found) => Ok(Some(found.bytes().await?.to_vec())),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}

/// TLS has its ciphers from ring, unless something else in the program chose before.
#[cfg(feature = "s3")]
fn use_ring() {
    let _chosen_before = rustls::crypto::ring::default_provider().install_default();
}

#[cfg(not(feature = "s3"))]
fn use_ring() {}
