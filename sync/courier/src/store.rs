//! A place that is a prefix of an object store: S3, Azure Blob or Google Cloud Storage, and what speaks like them.

use crate::config::StoreConfig;
use crate::disk::{self, Temporary};
use crate::http::{Connector, STILL, chain};
use crate::pace::{PIECE_BYTES, Pace};
use crate::place::{Listed, Outgoing, Place, Shelf};
use crate::shape::{ACKNOWLEDGEMENT, Kind};
use crate::trouble::Trouble;
use bytes::Bytes;
use futures_util::StreamExt;
use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey};
use object_store::azure::{AzureConfigKey, MicrosoftAzureBuilder};
use object_store::gcp::{GoogleCloudStorageBuilder, GoogleConfigKey};
use object_store::path::Path;
use object_store::{
    Error, ObjectMeta, ObjectStore, ObjectStoreExt, PutMode, PutOptions, PutPayload, RetryConfig,
    UpdateVersion,
};
use sha2::{Digest, Sha256};
use std::io::{Read, Write};
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Runtime;
use url::Url;

/// Tries at once, within one pass; the passes themselves back off.
const RETRIES: RetryConfig = RetryConfig {
    backoff: object_store::BackoffConfig {
        init_backoff: Duration::from_millis(100),
        max_backoff: Duration::from_secs(5),
        base: 2.0,
    },
    max_retries: 2,
    retry_timeout: Duration::from_secs(20),
};

/// How often a store is asked in one pass to take a bundle: as if it were new, on condition that it replaces what is there,
/// and once more where that too came to be in between.
const ASKED: usize = 3;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Speech {
    S3,
    Azure,
    Google,
}

fn speech(url: &Url) -> Result<Speech, String> {
    match url.scheme() {
        "s3" => Ok(Speech::S3),
        "az" => Ok(Speech::Azure),
        "gs" => Ok(Speech::Google),
        other => Err(format!("`{other}` is no kind of store: expected s3://…, az://… or gs://…")),
    }
}

/// Whether this leads to a store.
pub fn check_url(url: &Url) -> Result<(), String> {
    speech(url).map(|_| ())
}

/// Whether a store of this kind has an option of this name.
pub fn check_option(url: &Url, key: &str) -> Result<(), String> {
    let lower = key.to_ascii_lowercase();
    let (kind, known) = match speech(url)? {
        Speech::S3 => ("s3", lower.parse::<AmazonS3ConfigKey>().is_ok()),
        Speech::Azure => ("az", lower.parse::<AzureConfigKey>().is_ok()),
        Speech::Google => ("gs", lower.parse::<GoogleConfigKey>().is_ok()),
    };
    if known {
        Ok(())
    } else {
        Err(format!("`{key}` is no option of {kind} stores: expected one that object_store lists for them"))
    }
}

/// Whether a store can be built of these values. Nothing is connected to.
pub fn check(config: &StoreConfig) -> Result<(), String> {
    let clock = crate::clock::Real::new(Arc::default());
    let pace = Arc::new(Pace::new(None, Arc::new(clock)));
    built(config, pace).map(|_| ())
}

/// Options of the environment (`AWS_…`, `AZURE_…`, `GOOGLE_…`), then those of the configuration over them.
macro_rules! with_options {
    ($builder:ty, $key:ty, $config:expr) => {{
        let start = <$builder>::from_env().with_url($config.url.as_str());
        $config.options.iter().fold(start, |builder, (key, value)| {
            match key.to_ascii_lowercase().parse::<$key>() {
                Ok(key) => builder.with_config(key, value),
                // Those were refused where the configuration was read.
                Err(_) => builder,
            }
        })
    }};
}

type Built = (Arc<dyn ObjectStore>, Path);

fn built(config: &StoreConfig, pace: Arc<Pace>) -> Result<Built, String> {
    // Nothing where it is there already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let prefix = Path::from_url_path(config.url.path()).map_err(|error| error.to_string())?;
    let connector = Connector::new(config, pace);
    let told = |error: Error| without_query(&chain(&error));
    let store: Arc<dyn ObjectStore> = match speech(&config.url)? {
        Speech::S3 => {
            let builder = with_options!(AmazonS3Builder, AmazonS3ConfigKey, config);
            Arc::new(builder.with_retry(RETRIES).with_http_connector(connector).build().map_err(told)?)
        }
        Speech::Azure => {
            let builder = with_options!(MicrosoftAzureBuilder, AzureConfigKey, config);
            Arc::new(builder.with_retry(RETRIES).with_http_connector(connector).build().map_err(told)?)
        }
        Speech::Google => {
            let builder = with_options!(GoogleCloudStorageBuilder, GoogleConfigKey, config);
            Arc::new(builder.with_retry(RETRIES).with_http_connector(connector).build().map_err(told)?)
        }
    };
    Ok((store, prefix))
}

/// A text without what follows `?` in its addresses: there are keys that travel there.
fn without_query(text: &str) -> String {
    text.split(' ')
        .map(|word| match word.split_once('?') {
            Some((address, _)) if address.contains("://") => address,
            Some(_) | None => word,
        })
        .collect::<Vec<_>>()
        .join(" ")
}

pub struct Store {
    store: Arc<dyn ObjectStore>,
    /// The office's prefix.
    office: Path,
    pace: Arc<Pace>,
    /// S3 compares the SHA-256 that each request is signed with to what it received; others are read back.
    compares: bool,
    runtime: Runtime,
}

/// Where a store answered that something is there already, or is not as it was.
enum Answer {
    Put(Option<String>),
    Otherwise,
    CannotAsk,
}

impl Store {
    pub fn new(config: &StoreConfig, office: &str, pace: Arc<Pace>) -> Result<Self, Trouble> {
        let cannot = |why: String| Trouble::Store { doing: "it was made ready".to_owned(), why };
        let (store, prefix) = built(config, Arc::clone(&pace)).map_err(cannot)?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| cannot(error.to_string()))?;
        let unsigned = config.options.iter().any(|(key, value)| {
            key.to_ascii_lowercase().ends_with("unsigned_payload") && value.eq_ignore_ascii_case("true")
        });
        let compares = speech(&config.url).is_ok_and(|speech| speech == Speech::S3) && !unsigned;
        Ok(Self { store, office: prefix.join(office), pace, compares, runtime })
    }

    fn path(&self, shelf: Shelf, name: &str) -> Path {
        match shelf {
            Shelf::Bundles(kind) => self.office.clone().join(kind.folder()).join(name),
            Shelf::Acknowledgement => self.office.clone().join(name),
        }
    }

    fn listed_below(&self, folder: &Path) -> Result<Vec<Listed>, Trouble> {
        let found = self.runtime.block_on(async {
            tokio::time::timeout(STILL, self.store.list_with_delimiter(Some(folder))).await
        });
        match found {
            Ok(Ok(found)) => Ok(found.objects.into_iter().filter_map(listed).collect()),
            Ok(Err(error)) => Err(told("listing", folder, &error)),
            Err(_) => {
                let why = format!("no answer in {} seconds", STILL.as_secs());
                Err(Trouble::Store { doing: format!("listing {folder}"), why })
            }
        }
    }

    async fn head(&self, path: &Path) -> Result<Option<ObjectMeta>, Trouble> {
        match self.store.head(path).await {
            Ok(meta) => Ok(Some(meta)),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(told("looking at", path, &error)),
        }
    }

    /// Reads a file of the store piece by piece, as fast as allowed, and no more than `most` bytes.
    async fn read(
        &self,
        path: &Path,
        most: u64,
        mut piece: impl FnMut(&Bytes) -> Result<(), Trouble>,
    ) -> Result<ObjectMeta, Trouble> {
        let doing = "reading";
        let found = self.store.get(path).await.map_err(|error| {
            if matches!(error, Error::NotFound { .. }) {
                Trouble::Changed(path.filename().unwrap_or_default().to_owned())
            } else {
                told(doing, path, &error)
            }
        })?;
        let meta = found.meta.clone();
        let mut stream = found.into_stream();
        let mut length = 0_u64;
        loop {
            let next = tokio::time::timeout(STILL, stream.next()).await.map_err(|_| Trouble::Store {
                doing: format!("{doing} {path}"),
                why: format!("nothing moved for {} seconds", STILL.as_secs()),
            })?;
            let Some(bytes) = next.transpose().map_err(|error| told(doing, path, &error))? else { break };
            length = length.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
            if length > most {
                return Err(Trouble::Changed(path.filename().unwrap_or_default().to_owned()));
            }
            piece(&bytes)?;
            self.pace.moved(bytes.len())?;
        }
        if length == meta.size { Ok(meta) } else { Err(Trouble::Changed(path.to_string())) }
    }

    async fn holds(&self, path: &Path, bundle: &Outgoing) -> Result<bool, Trouble> {
        let mut hash = Sha256::new();
        let read = self.read(path, bundle.bytes, |bytes| {
            hash.update(bytes);
            Ok(())
        });
        read.await?;
        Ok(disk::hex(hash) == bundle.sha256)
    }

    async fn ask(&self, path: &Path, payload: &PutPayload, mode: PutMode) -> Result<Answer, Trouble> {
        let options = PutOptions { mode, ..PutOptions::default() };
        match self.store.put_opts(path, payload.clone(), options).await {
            Ok(put) => Ok(Answer::Put(put.e_tag)),
            Err(Error::AlreadyExists { .. } | Error::Precondition { .. } | Error::NotModified { .. }) => {
                Ok(Answer::Otherwise)
            }
            Err(Error::NotImplemented { .. } | Error::NotSupported { .. }) => Ok(Answer::CannotAsk),
            // What a store says that does not know the condition: 501.
            Err(error) if chain(&error).contains("501 Not Implemented") => Ok(Answer::CannotAsk),
            Err(error) => Err(told("writing", path, &error)),
        }
    }

    async fn send(&self, bundle: &Outgoing, known: Option<&str>) -> Result<Option<String>, Trouble> {
        let path = self.path(Shelf::Bundles(bundle.name.kind), bundle.name.as_str());
        let payload = payload(bundle)?;
        let update = |e_tag: Option<String>| PutMode::Update(UpdateVersion { e_tag, version: None });
        let mut mode = known.map_or(PutMode::Create, |e_tag| update(Some(e_tag.to_owned())));
        for _ in 0..ASKED {
            let answer = self.ask(&path, &payload, mode).await?;
            if let Answer::Put(e_tag) = answer {
                return self.prove(&path, bundle, e_tag).await;
            }
            let there = self.head(&path).await?;
            if let Some(meta) = &there
                && meta.size == bundle.bytes
                && self.holds(&path, bundle).await?
            {
                // It was carried, and the answer or what was remembered of it was lost.
                return Ok(meta.e_tag.clone());
            }
            mode = match (answer, there.and_then(|meta| meta.e_tag)) {
                (Answer::CannotAsk, _) => PutMode::Overwrite,
                (Answer::Put(_) | Answer::Otherwise, Some(e_tag)) => update(Some(e_tag)),
                (Answer::Put(_) | Answer::Otherwise, None) => PutMode::Create,
            };
        }
        Err(Trouble::Unlike(bundle.name.to_string()))
    }

    /// That what was put is there: as long, under the tag that the store gave it, and with this content.
    async fn prove(
        &self,
        path: &Path,
        bundle: &Outgoing,
        e_tag: Option<String>,
    ) -> Result<Option<String>, Trouble> {
        let unlike = || Trouble::Unlike(bundle.name.to_string());
        let meta = self.head(path).await?.ok_or_else(unlike)?;

        let same_tag = e_tag.is_none() || e_tag == meta.e_tag;
        if meta.size != bundle.bytes || !same_tag || !(self.compares || self.holds(path, bundle).await?) {
            return Err(unlike());
        }
        Ok(meta.e_tag)
    }
}

/// A bundle in memory: the store's conditions are for single requests, and a bundle is small.
fn payload(bundle: &Outgoing) -> Result<PutPayload, Trouble> {
    let mut bytes = Vec::with_capacity(usize::try_from(bundle.bytes).unwrap_or_default().saturating_add(1));
    let file = bundle.open()?;
    let read = file.take(bundle.bytes.saturating_add(1)).read_to_end(&mut bytes);
    read.map_err(|error| Trouble::at(&bundle.path, error))?;
    let mut hash = Sha256::new();
    hash.update(&bytes);
    if disk::hex(hash) != bundle.sha256 {
        return Err(Trouble::Changed(bundle.name.to_string()));
    }
    let bytes = Bytes::from(bytes);
    let pieces = (0..bytes.len()).step_by(PIECE_BYTES);
    Ok(pieces.map(|from| bytes.slice(from..bytes.len().min(from + PIECE_BYTES))).collect())
}

fn told(doing: &str, path: &Path, error: &Error) -> Trouble {
    Trouble::Store { doing: format!("{doing} {path}"), why: without_query(&chain(error)) }
}

/// What the office's folder calls an object, if it is right in it.
fn listed(meta: ObjectMeta) -> Option<Listed> {
    let name = meta.location.filename()?.to_owned();
    let tag = meta.e_tag.unwrap_or_else(|| meta.last_modified.timestamp_micros().to_string());
    Some(Listed { name, bytes: meta.size, tag: format!("{}-{tag}", meta.size) })
}

impl Place for Store {
    fn arrive(&self) -> Result<String, Trouble> {
        Ok(String::new())
    }

    fn list(&self) -> Result<Vec<Listed>, Trouble> {
        self.listed_below(&self.office.clone().join(Kind::Office.folder()))
    }

    /// By its list, too: a store that allows one prefix alone may forbid to ask for a single file that is not there yet.
    fn acknowledgement(&self) -> Result<Option<Listed>, Trouble> {
        let listed = self.listed_below(&self.office)?;
        Ok(listed.into_iter().find(|file| file.name == ACKNOWLEDGEMENT))
    }

    fn put(&self, bundle: &Outgoing, known: Option<&str>) -> Result<Option<String>, Trouble> {
        self.runtime.block_on(self.send(bundle, known))
    }

    fn get(&self, shelf: Shelf, wanted: &Listed, into: &mut Temporary) -> Result<(), Trouble> {
        let path = self.path(shelf, &wanted.name);
        let read = self.read(&path, wanted.bytes, |bytes| {
            into.write_all(bytes).map_err(|error| Trouble::at(into.folder(), error))
        });
        // Whole, and of one version. If that is newer than the listed one, the next list says so and it is brought again.
        let meta = self.runtime.block_on(read)?;
        if meta.size == wanted.bytes { Ok(()) } else { Err(Trouble::Changed(wanted.name.clone())) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_that_travels_in_an_address_is_told() {
        let told = without_query("GET https://a.example/b?sig=secret&x=1 in 3s? - no");
        assert_eq!(told, "GET https://a.example/b in 3s? - no");
    }
}
