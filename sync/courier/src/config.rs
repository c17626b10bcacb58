//! The configuration: a small TOML file. What is unknown or wrong in it is named with its line, and nothing is carried.

use crate::hours::Hours;
use crate::shape::Kind;
use crate::trouble::Trouble;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::num::{NonZeroU32, NonZeroU64};
use std::ops::Range;
use std::path::{Path, PathBuf};
use toml::Spanned;
use url::Url;

/// Letters of a place's longest name: it becomes part of temporary files' names.
const NAME_LETTERS: usize = 40;

#[derive(Debug)]
pub struct Config {
    pub office: String,
    pub outbox: PathBuf,
    pub inbox: PathBuf,
    pub state: PathBuf,
    pub every_seconds: u64,
    pub places: Vec<PlaceConfig>,
}

#[derive(Debug)]
pub struct PlaceConfig {
    pub name: String,
    pub at: At,
    pub carries: BTreeSet<Kind>,
    pub hours: Vec<Hours>,
    pub kib_per_second: Option<NonZeroU32>,
}

/// Where a place is.
#[derive(Debug)]
pub enum At {
    Folder(PathBuf),
    Store(StoreConfig),
}

/// Deliberately without `Debug`: options may hold secrets.
pub struct StoreConfig {
    pub url: Url,
    /// As written, and those of `options_file` after them.
    pub options: Vec<(String, String)>,
    pub proxy: Option<Url>,
    /// PEM of those who alone are trusted to sign the store's certificate.
    pub ca: Option<Vec<u8>>,
}

impl std::fmt::Debug for StoreConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.url.as_str())
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    office: Office,
    outbox: PathBuf,
    inbox: PathBuf,
    state: PathBuf,
    #[serde(default = "a_minute")]
    every_seconds: NonZeroU64,
    place: Vec<Spanned<WrittenPlace>>,
}

const fn a_minute() -> NonZeroU64 {
    const MINUTE: NonZeroU64 = NonZeroU64::MIN.saturating_add(59);
    MINUTE
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenPlace {
    name: PlaceName,
    folder: Option<PathBuf>,
    url: Option<Spanned<Url>>,
    #[serde(default)]
    options: BTreeMap<Spanned<String>, String>,
    options_file: Option<Spanned<PathBuf>>,
    #[serde(default = "both")]
    carries: BTreeSet<Kind>,
    #[serde(default)]
    hours: Vec<Hours>,
    kib_per_second: Option<NonZeroU32>,
    proxy: Option<Spanned<Url>>,
    ca: Option<Spanned<PathBuf>>,
}

fn both() -> BTreeSet<Kind> {
    BTreeSet::from([Kind::Office, Kind::Centre])
}

#[derive(Deserialize)]
#[serde(try_from = "String")]
struct Office(String);

impl TryFrom<String> for Office {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let hex = |c: u8| c.is_ascii_digit() || (b'a'..=b'f').contains(&c);
        let lengths = text.split('-').map(str::len);
        if lengths.eq([8, 4, 4, 4, 12]) && text.bytes().all(|c| c == b'-' || hex(c)) {
            Ok(Self(text))
        } else {
            Err(format!(
                "`{text}` is no office: expected its UUID in small letters, like \"0192f0c4-3a5b-7c00-8000-000000000001\""
            ))
        }
    }
}

#[derive(Deserialize)]
#[serde(try_from = "String")]
struct PlaceName(String);

impl TryFrom<String> for PlaceName {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let well = |c: u8| c.is_ascii_alphanumeric() || c == b'-' || c == b'_';
        if (1..=NAME_LETTERS).contains(&text.len()) && text.bytes().all(well) {
            Ok(Self(text))
        } else {
            Err(format!(
                "`{text}` is no place's name: expected 1 to {NAME_LETTERS} letters without accents, digits, - and _"
            ))
        }
    }
}

impl Config {
    pub fn read(file: &Path) -> Result<Self, Trouble> {
        let text = fs::read_to_string(file).map_err(|error| wrong(file, error.to_string()))?;
        Self::parse(&text, file)
    }

    /// Folders that are not named from the root are beside the file.
    pub fn parse(text: &str, file: &Path) -> Result<Self, Trouble> {
        let beside = file.parent().unwrap_or(Path::new(""));
        let written: Written = toml::from_str(text).map_err(|error| wrong(file, said(text, &error)))?;
        let mut places: Vec<PlaceConfig> = Vec::new();
        for place in written.place {
            let span = place.span();
            let at = |span: Range<usize>, why: String| wrong(file, at_line(text, &span, &why));
            let place = place.into_inner();
            if places.iter().any(|known| known.name == place.name.0) {
                return Err(at(
                    span,
                    format!("two places are called `{}`: each needs its own", place.name.0),
                ));
            }
            places.push(one_place(place, span, beside, &at)?);
        }
        if places.is_empty() {
            return Err(wrong(file, "it names no place: expected at least one [[place]]".to_owned()));
        }
        Ok(Self {
            office: written.office.0,
            outbox: beside.join(written.outbox),
            inbox: beside.join(written.inbox),
            state: beside.join(written.state),
            every_seconds: written.every_seconds.get(),
            places,
        })
    }
}

fn one_place(
    place: WrittenPlace,
    span: Range<usize>,
    beside: &Path,
    wrong_at: &dyn Fn(Range<usize>, String) -> Trouble,
) -> Result<PlaceConfig, Trouble> {
    let at = match (place.folder, place.url) {
        (Some(folder), None) => {
            let options = place.options.keys().map(|key| (key.span(), "options")).next();
            let for_stores = [
                options,
                place.options_file.map(|of| (of.span(), "options_file")),
                place.proxy.map(|of| (of.span(), "proxy")),
                place.ca.map(|of| (of.span(), "ca")),
            ];
            if let Some((span, key)) = for_stores.into_iter().flatten().next() {
                return Err(wrong_at(
                    span,
                    format!("`{key}` is for places with a `url`, and this has a `folder`"),
                ));
            }
            At::Folder(beside.join(folder))
        }
        (None, Some(url)) => {
            crate::store::check_url(url.get_ref()).map_err(|why| wrong_at(url.span(), why))?;
            let mut options: Vec<(String, String)> = Vec::new();
            for (key, value) in place.options {
                crate::store::check_option(url.get_ref(), key.get_ref())
                    .map_err(|why| wrong_at(key.span(), why))?;
                options.push((key.into_inner(), value));
            }
            if let Some(file) = place.options_file {
                let span = file.span();
                let more = more_options(&beside.join(file.into_inner()), url.get_ref());
                options.extend(more.map_err(|why| wrong_at(span, why))?);
            }
            let ca = match place.ca {
                None => None,
                Some(ca) => {
                    let path = beside.join(ca.get_ref());
                    let read = fs::read(&path).map_err(|error| format!("{}: {error}", path.display()));
                    Some(read.map_err(|why| wrong_at(ca.span(), format!("`ca`: {why}")))?)
                }
            };
            if let Some(proxy) = &place.proxy
                && !["http", "https"].contains(&proxy.get_ref().scheme())
            {
                return Err(wrong_at(
                    proxy.span(),
                    "expected something like \"http://proxy:8080\"".to_owned(),
                ));
            }
            let proxy = place.proxy.map(Spanned::into_inner);
            let span = url.span();
            let config = StoreConfig { url: url.into_inner(), options, proxy, ca };
            // Built here for what it says about wrong values, and again by whoever visits it.
            crate::store::check(&config).map_err(|why| wrong_at(span, why))?;
            At::Store(config)
        }
        (Some(_), Some(_)) | (None, None) => {
            return Err(wrong_at(span, "a place has either a `folder` or a `url`".to_owned()));
        }
    };
    let PlaceName(name) = place.name;
    let (carries, hours, kib_per_second) = (place.carries, place.hours, place.kib_per_second);
    Ok(PlaceConfig { name, at, carries, hours, kib_per_second })
}

/// Options from a file of their own. What is wrong in it is told without its text: it is there for secrets.
fn more_options(file: &Path, url: &Url) -> Result<BTreeMap<String, String>, String> {
    let shown = file.display();
    let text = fs::read_to_string(file).map_err(|error| format!("`options_file`: {shown}: {error}"))?;
    let options: BTreeMap<String, String> = toml::from_str(&text).map_err(|error| {
        let line = error.span().map_or(1, |span| line(&text, &span));
        format!("`options_file`: {shown}, line {line}: expected lines like key = \"value\"")
    })?;
    for key in options.keys() {
        crate::store::check_option(url, key).map_err(|why| format!("`options_file`: {shown}: {why}"))?;
    }
    Ok(options)
}

/// What toml says, with the line, and without the line's text.
fn said(text: &str, error: &toml::de::Error) -> String {
    match error.span() {
        Some(span) => at_line(text, &span, error.message()),
        None => error.message().to_owned(),
    }
}

fn at_line(text: &str, span: &Range<usize>, why: &str) -> String {
    let line = line(text, span);
    let written = text.lines().nth(line - 1).and_then(|line| line.split_once('='));
    let key = written
        .map(|(key, _)| key.trim())
        .filter(|key| !key.is_empty() && !why.contains(&format!("`{key}`")));
    match key {
        Some(key) => format!("line {line}, `{key}`: {why}"),
        None => format!("line {line}: {why}"),
    }
}

/// The number of the line, from 1.
fn line(text: &str, span: &Range<usize>) -> usize {
    text.bytes().take(span.start).filter(|byte| *byte == b'\n').count() + 1
}

fn wrong(file: &Path, why: String) -> Trouble {
    Trouble::Config { file: file.to_owned(), why }
}
