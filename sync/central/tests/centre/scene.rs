//! Offices with their workstations, what they write, and a centre that takes it.

use crate::postgres::{Postgres, shared};
use chrono::{DateTime, NaiveDate};
use moments_bundle::acknowledgement::Acknowledgement;
use moments_bundle::certificate::{Certificate, OfficeCard};
use moments_bundle::keys::Keys;
use moments_bundle::signed::Signed;
use moments_bundle::{Destination, Name, Run, seal};
use moments_central::ingest::{Pass, pass};
use moments_central::{Centre, Config, config, enrol, verify};
use moments_core::entities::moment_ref;
use moments_core::entry::{Author, EntityRef, Entry, EntryKey, Hash, Part, WrittenAt};
use moments_core::fields::{Fields, flatten};
use moments_core::fold::{Change, Payload, Texts, kind};
use moments_core::ids::{EntryId, Epoch, MomentId, OfficeId, RatingId, StaffId, WorkstationId};
use moments_core::moment::{Line, Marked, Moment, Rating};
use moments_core::words::{Audience, Outcome, RatingSource, RatingState, Relationship};
use serde_json::json;
use std::path::PathBuf;
use std::sync::Arc;
use tempfile::TempDir;
use tokio_postgres::Client;
use uuid::Uuid;

/// Who serves everywhere: no analyst may ever see this.
pub const STAFF: StaffId = StaffId(Uuid::from_u128(0x5AFF_5AFF_5AFF_5AFF));

pub struct Office {
    pub keys: Keys,
    pub card: OfficeCard,
}

pub struct Workstation {
    pub key: EntryKey,
    pub keys: Keys,
    pub certificate: Signed,
    pub journal: Vec<Entry>,
    n: u128,
}

impl Office {
    pub fn new(n: u128) -> Self {
        let keys = Keys::generate().unwrap();
        let office = OfficeId(Uuid::from_u128(n));
        let card = OfficeCard {
            office,
            name_en: format!("Office {n}"),
            name_fr: format!("Bureau {n}"),
            keys: keys.public(),
        };
        Self { keys, card }
    }

    pub fn id(&self) -> OfficeId {
        self.card.office
    }

    pub fn workstation(&self, n: u128) -> Workstation {
        let keys = Keys::generate().unwrap();
        let workstation = WorkstationId(Uuid::from_u128(n));
        let certificate = Certificate { office: self.id(), workstation, keys: keys.public(), issued_ms: 0 };
        let certificate = certificate.sign(&self.keys).unwrap();
        let key = EntryKey { workstation, epoch: Epoch([u8::try_from(n).unwrap(); 16]), seq: 0 };
        Workstation { key, keys, certificate, journal: Vec::new(), n }
    }
}

/// What an entry says; the rest follows.
pub struct Said {
    pub kind: &'static str,
    pub about: EntityRef,
    pub set: Fields,
    pub text: Fields,
    pub audience: Audience,
}

impl Said {
    pub fn new(kind: &'static str, about: EntityRef, set: Fields) -> Self {
        Self { kind, about, set, text: Fields::new(), audience: Audience::OfficeAndCentre }
    }
}

impl Workstation {
    pub fn write(&mut self, said: Said) -> Entry {
        let payload =
            Payload { changes: vec![Change { set: said.set, text: said.text.keys().cloned().collect() }] };
        let texts = Texts { changes: vec![said.text] };
        let payload = serde_json::to_vec(&payload).unwrap();
        let text = serde_json::to_vec(&texts).unwrap();
        self.write_bytes(said.kind, said.about, said.audience, payload, text)
    }

    pub fn write_bytes(
        &mut self,
        kind: &str,
        about: EntityRef,
        audience: Audience,
        payload: Vec<u8>,
        text: Vec<u8>,
    ) -> Entry {
        self.key.seq += 1;
        let id = EntryId(Uuid::from_u128(
            (self.n << 64) | u128::from(self.key.seq) | (u128::from(self.key.epoch.0[0]) << 32),
        ));
        let entry = Entry {
            key: self.key,
            id,
            lamport: self.key.seq,
            entities: vec![about],
            after: vec![],
            kind: kind.into(),
            version: 1,
            audience,
            author: Author::Staff(STAFF),
            at: WrittenAt { utc_ms: 1_795_546_990_000, offset_minutes: -300, clock_suspect: false },
            payload: Part::new([4; 32], payload),
            text: Part::new([6; 32], text),
            previous: self.journal.last().map_or([0; 32], |last| last.hash),
            hash: [0; 32],
        }
        .seal_hash();
        self.journal.push(entry.clone());
        entry
    }

    pub fn record(&mut self, n: u128, outcome: Outcome) -> Entry {
        let mut said = Said::new(kind::MOMENT_RECORDED, moment(n), flatten(&served(outcome)).unwrap());
        said.text.insert("note".into(), json!("spoke of the ferry"));
        self.write(said)
    }

    pub fn amend(&mut self, n: u128, outcome: Outcome) -> Entry {
        let set = Fields::from([("lines/1/outcome".into(), json!([outcome, "staff"]))]);
        self.write(Said::new(kind::MOMENT_AMENDED, moment(n), set))
    }

    pub fn rate(&mut self, n: u128, overall: u8) -> Entry {
        let rating = Rating {
            state: RatingState::Rated,
            source: RatingSource::ClientScreen,
            overall: Some(overall),
            ..Rating::default()
        };
        let id = RatingId(Uuid::from_u128(n));
        let fields = flatten(&rating).unwrap();
        let set = fields.into_iter().map(|(name, value)| (format!("ratings/{id}/{name}"), value)).collect();
        self.write(Said::new(kind::RATING_GIVEN, moment(n), set))
    }

    /// What is the office's alone.
    pub fn keep(&mut self, n: u128) -> Entry {
        let set = Fields::from([("act".into(), json!("signed_in"))]);
        let said = Said::new(kind::AUDIT, EntityRef::new("audit", Uuid::from_u128(n)), set);
        self.write(Said { audience: Audience::Office, ..said })
    }

    /// A bundle for the centre of entries `from` to `to`, and its file's name.
    pub fn seal(&self, centre: &Centre, from: usize, to: usize) -> (String, Vec<u8>) {
        self.seal_entries(centre, &self.journal[from - 1..to])
    }

    pub fn seal_entries(&self, centre: &Centre, entries: &[Entry]) -> (String, Vec<u8>) {
        let run = Run { entries, known: vec![], sealed_ms: 0 };
        let recipient = centre.card.keys.recipient.clone();
        let sealed = seal(run, Destination::Centre, &self.keys, &self.certificate, &[recipient]).unwrap();
        (Name::of(&sealed.header).to_string(), sealed.bytes)
    }

    pub fn len(&self) -> usize {
        self.journal.len()
    }
}

pub fn moment(n: u128) -> EntityRef {
    moment_ref(&MomentId(Uuid::from_u128(n)))
}

fn served(outcome: Outcome) -> Moment {
    let line = Line {
        service: "passport".into(),
        name_en: "Passport".into(),
        name_fr: "Passeport".into(),
        quantity: 1,
        relationship: Marked::assumed(Relationship::InvoluntaryObligation),
        outcome: Marked::assumed(outcome),
        ..Line::default()
    };
    let mut moment = Moment {
        staff: Some(STAFF),
        office_day: NaiveDate::from_ymd_opt(2026, 11, 24).unwrap(),
        started_at: DateTime::parse_from_rfc3339("2026-11-24T14:03:00-05:00").ok(),
        finished_at: DateTime::parse_from_rfc3339("2026-11-24T14:15:00-05:00").ok(),
        lines: [("1".into(), line)].into(),
        ..Moment::default()
    };
    moment.invitation.drawn = true;
    moment
}

pub struct Scene {
    pub postgres: Arc<Postgres>,
    pub name: String,
    pub folder: TempDir,
    pub settings: Config,
    pub centre: Centre,
}

impl Scene {
    pub async fn new() -> Self {
        Self::on(shared().await).await
    }

    pub async fn on(postgres: Arc<Postgres>) -> Self {
        let name = postgres.migrated().await;
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("landing")).unwrap();
        config::new_keys(&folder.path().join("centre.keys")).unwrap();
        let text = format!(
            "name = \"Centre\"\ndatabase = \"{}\"\nlanding = \"landing\"\nkeys = \"centre.keys\"\n",
            postgres.url(&name)
        );
        std::fs::write(folder.path().join("settings.toml"), text).unwrap();
        let settings = Config::read(&folder.path().join("settings.toml")).unwrap();
        let centre = Centre::open(&settings).unwrap();
        Self { postgres, name, folder, settings, centre }
    }

    pub async fn client(&self) -> Client {
        self.centre.connect().await.unwrap()
    }

    pub async fn enrol(&self, office: &Office) {
        enrol::enrol(&mut self.client().await, &office.card, false).await.unwrap();
    }

    fn of(&self, office: &Office) -> PathBuf {
        self.folder.path().join("landing").join(office.id().to_string())
    }

    pub fn land(&self, office: &Office, (name, bytes): &(String, Vec<u8>)) {
        let folder = self.of(office).join("centre");
        std::fs::create_dir_all(&folder).unwrap();
        let hidden = folder.join(format!(".{name}"));
        std::fs::write(&hidden, bytes).unwrap();
        std::fs::rename(hidden, folder.join(name)).unwrap();
    }

    pub fn lying(&self, office: &Office) -> Vec<String> {
        let folder = self.of(office).join("centre");
        let mut names: Vec<String> = std::fs::read_dir(folder)
            .map(|all| all.map(|one| one.unwrap().file_name().into_string().unwrap()).collect())
            .unwrap_or_default();
        names.sort();
        names
    }

    pub async fn pass(&self) -> Pass {
        pass(&self.centre, 2, true).await.unwrap()
    }

    pub fn acknowledgement(&self, office: &Office) -> Option<Acknowledgement> {
        let bytes = std::fs::read(self.of(office).join("centre.ack")).ok()?;
        Some(Acknowledgement::read(&bytes, &self.centre.card, office.id()).unwrap())
    }

    /// Every entry that is here, by place.
    pub async fn hashes(&self, office: &Office) -> Vec<(WorkstationId, i64, Hash)> {
        let rows = self
            .client()
            .await
            .query(
                "SELECT workstation, seq, hash FROM centre.entries WHERE office = $1 ORDER BY workstation, epoch, seq",
                &[&office.id().0],
            )
            .await
            .unwrap();
        let hash = |bytes: &[u8]| Hash::try_from(bytes).unwrap();
        rows.iter().map(|row| (WorkstationId(row.get(0)), row.get(1), hash(row.get(2)))).collect()
    }

    pub async fn verify(&self) {
        let findings = verify::verify(&self.centre, &mut self.client().await).await.unwrap();
        assert_eq!(findings, [""; 0], "everything holds");
    }

    /// One value of one row.
    pub async fn text(&self, sql: &str) -> Option<String> {
        self.client().await.query_one(sql, &[]).await.unwrap().get(0)
    }

    pub async fn count(&self, sql: &str) -> i64 {
        self.client().await.query_one(sql, &[]).await.unwrap().get(0)
    }

    /// What became of a file that still lies there.
    pub async fn reason(&self, name: &str) -> (String, String) {
        let sql = "SELECT state, coalesce(reason, '') FROM centre.landing_files WHERE name = $1";
        let row = self.client().await.query_one(sql, &[&name]).await.unwrap();
        (row.get(0), row.get(1))
    }
}

/// What a workstation's journal is, as [`Scene::hashes`] says it.
pub fn hashes<'a>(
    workstations: impl IntoIterator<Item = &'a Workstation>,
) -> Vec<(WorkstationId, i64, Hash)> {
    let entries = workstations.into_iter().flat_map(|workstation| &workstation.journal);
    entries.map(|e| (e.key.workstation, i64::try_from(e.key.seq).unwrap(), e.hash)).collect()
}
