//! Two offices with three counters, a courier for each, an object store, and two centres that share one database.

use crate::compared::Had;
use moments_bundle::certificate::OfficeCard;
use moments_core::ids::OfficeId;
use moments_desk::Home;
use moments_desk::exchange::{HandOverView, WorkstationView};
use moments_desk::moments::MomentForm;
use moments_desk::words::{MomentId, Outcome, VoidReason};
use moments_store::Store;
use moments_test_servers::objects::{ACCESS_KEY, SECRET, Server};
use moments_test_servers::postgres::Postgres;
use moments_test_servers::programs::{self, Program};
use moments_tests::generated::Dice;
use moments_tests::{TestOffice, data_key};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use tempfile::TempDir;

pub const DATABASE: &str = "moments";

/// A workstation with its courier.
pub struct Counter {
    pub desk: TestOffice,
    pub courier: Program,
    /// Which office, by its place among the offices.
    pub office: usize,
    pub id: OfficeId,
    /// Of the staff, who serves here.
    who: &'static str,
}

pub struct Scene {
    pub counters: Vec<Counter>,
    pub centres: Vec<Program>,
    pub postgres: Postgres,
    /// Moments of each office.
    served: [Vec<MomentId>; 2],
    settings: PathBuf,
    folder: TempDir,
    _objects: Server,
}

impl Scene {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("objects");
        fs::create_dir_all(root.join("landing")).unwrap();
        let objects = Server::start(&root, 0, None);
        let endpoint = format!("http://127.0.0.1:{}", objects.port);
        let postgres = Postgres::start().await;
        postgres.create(DATABASE, "template0").await;
        let settings = folder.path().join("centre.toml");
        let landing = format!(
            "landing = \"s3://landing/in\"\n[landing_options]\nendpoint = \"{endpoint}\"\nregion = \"here\"\n\
             access_key_id = \"{ACCESS_KEY}\"\nsecret_access_key = \"{SECRET}\"\nallow_http = \"true\"\n"
        );
        fs::write(&settings, programs::centre(&postgres.url(DATABASE), &landing)).unwrap();
        let keys = folder.path().join("centre.keys");
        done(&settings, &["new-keys", &keys.display().to_string()]);
        done(&settings, &["migrate"]);
        let card = done(&settings, &["card"]);

        let offices = [TestOffice::new().unwrap(), TestOffice::new().unwrap()];
        let ids = offices.each_ref().map(|office| {
            let ada = office.actor("Ada");
            office.desk.set_centre(&ada, &card).unwrap();
            let (own, file) = (office.desk.office_card(&ada).unwrap(), folder.path().join("office.card"));
            fs::write(&file, &own).unwrap();
            done(&settings, &["enrol", &file.display().to_string()]);
            serde_json::from_str::<OfficeCard>(&own).unwrap().office
        });
        let [one, two] = offices;
        let colleague = one.colleague("Counter 2", folder.path()).unwrap();
        let place = format!(
            "url = \"s3://landing/in\"\noptions = {{ endpoint = \"{endpoint}\", region = \"here\", allow_http = \"true\", \
             access_key_id = \"{ACCESS_KEY}\", secret_access_key = \"{SECRET}\" }}\n"
        );
        let mut counters = Vec::new();
        for (office, desk, who) in [(0, one, "Ben"), (0, colleague, "Noor"), (1, two, "Ben")] {
            let (id, state) = (ids[office], folder.path().join(format!("courier{}", counters.len())));
            let file = state.with_extension("toml");
            fs::write(&file, programs::courier(&id.to_string(), &desk.folder().join("home"), &state, &place))
                .unwrap();
            let courier = Program::with_settings("moments-courier", &file, &["run"]);
            counters.push(Counter { desk, courier, office, id, who });
        }
        let centres = (0..2)
            .map(|_| {
                let words = ["ingest", "--watch", "--every", "0", "--workers", "2"];
                Program::with_settings("moments-central", &settings, &words)
            })
            .collect();
        let served = Default::default();
        Self { counters, centres, postgres, served, settings, folder, _objects: objects }
    }

    pub fn start(&mut self) {
        for counter in &mut self.counters {
            counter.courier.start();
        }
        for centre in &mut self.centres {
            centre.start();
        }
    }

    /// A little of what happens in a day, at a counter: served, answered, a quick enquiry, corrected, voided. Then it is sealed.
    pub fn work(&mut self, at: usize, dice: &mut Dice) {
        let Some(counter) = self.counters.get(at) else { return };
        let Counter { desk: office, who, .. } = counter;
        if office.desk.staff_to_sign_in().unwrap().is_empty() {
            // Nothing has come from the first counter yet.
            return;
        }
        let served = &mut self.served[counter.office];
        for _ in 0..=dice.below(3) {
            let form = MomentForm { outcome: dice.one_of(Outcome::ALL).copied(), ..office.usual() };
            match dice.below(6) {
                0 => drop(office.desk.quick_enquiry(&office.actor(who), None).unwrap()),
                1..=2 => served.push(office.answered(who, form, 1 + dice.below(5) as u8).unwrap().item.id),
                _ => served.push(office.serve(who, form).unwrap().item.id),
            }
            // Of what any counter of the office served, as far as it has come here.
            let ada = office.actor("Ada");
            let Some(id) = dice.one_of(served).copied() else { continue };
            if office.desk.moment(&ada, id).is_ok() {
                let form = MomentForm { note: Some("came back at noon".into()), ..office.usual() };
                // What was voided can't be corrected.
                match dice.below(4) {
                    0 => drop(office.desk.amend(&ada, id, &form, "note")),
                    1 => drop(office.desk.void(&ada, id, VoidReason::Mistake, None)),
                    _ => {}
                }
            }
        }
        office.desk.seal_now(&office.actor(who)).unwrap();
    }

    /// What the app does every few seconds.
    pub fn exchange(&self) {
        for counter in &self.counters {
            counter.desk.desk.exchange();
        }
    }

    /// Everything that lies at the store and in the inboxes, with its time: it changes when somebody carries, takes or answers.
    pub fn lying(&self) -> Vec<(PathBuf, Option<SystemTime>)> {
        let mut found = Vec::new();
        walk(&self.folder.path().join("objects"), &mut found);
        for counter in &self.counters {
            walk(&counter.desk.folder().join("home/inbox"), &mut found);
        }
        found
    }

    /// Bundles for the centre that no acknowledgement has come for.
    pub fn on_the_way(&self) -> usize {
        let outboxes = self.counters.iter().map(|counter| counter.desk.folder().join("home/outbox"));
        let files = outboxes.flat_map(|outbox| fs::read_dir(outbox).unwrap().flatten());
        files.filter(|file| file.file_name().to_string_lossy().ends_with(".centre.bundle")).count()
    }

    /// What isn't carried, taken, acknowledged or known to be so, as sentences.
    pub fn unfinished(&self) -> Vec<String> {
        let mut found = Vec::new();
        for (n, counter) in self.counters.iter().enumerate() {
            let view = counter.stands();
            let written = view.outbox.written;
            let acknowledged = view.centre.as_ref().and_then(|centre| centre.has);
            if acknowledged != Some(written) {
                found.push(format!("counter {n}: {acknowledged:?} of {written} acknowledged"));
            }
            if view.waiting > 0 || !view.refused.is_empty() {
                found.push(format!("counter {n}: {} wait, refused: {:?}", view.waiting, view.refused));
            }
            for other in self.counters.iter().filter(|other| other.office == counter.office) {
                let theirs = other.stands();
                let (own, wrote) = (theirs.own(), theirs.outbox.written);
                let here = view.workstations.iter().find(|workstation| workstation.id == own.id);
                if here.map(|workstation| workstation.entries) != Some(wrote) {
                    found.push(format!("counter {n}: {here:?} of {wrote} entries of a colleague"));
                }
            }
        }
        let lie = self.on_the_way();
        if lie > 0 {
            found.push(format!("{lie} bundles for the centre lie in outboxes"));
        }
        let there = self.lying().into_iter().map(|(path, _)| path.display().to_string());
        found.extend(there.filter(|path| path.ends_with(".centre.bundle")));
        found
    }

    /// What the workstations' own tables hold.
    pub fn at_desks(&self) -> Had {
        let mut had = Had::default();
        for counter in &self.counters {
            let folder = counter.desk.folder();
            let home = Home::locate(Some(&folder.join("home"))).unwrap();
            let store = Store::open_beside(&home, data_key(folder).unwrap()).unwrap();
            let own = store.identity().workstation.to_string();
            store
                .read::<_, moments_store::StoreError>(|reader| {
                    had.read(reader, counter.id, &own);
                    Ok(())
                })
                .unwrap();
        }
        had
    }

    /// Lets whoever reads the views as we do see every office.
    pub async fn be_an_analyst(&self) {
        let client = self.postgres.client(DATABASE).await;
        let sql = "INSERT INTO centre.analyst_offices (office, analyst) SELECT office, current_user FROM centre.offices";
        client.execute(sql, &[]).await.unwrap();
    }

    /// `moments-central` asked for something; what it answers.
    pub fn centre(&self, words: &[&str]) -> String {
        done(&self.settings, words)
    }

    /// What every program said to standard error.
    pub fn said(&self) -> String {
        let programs = self.counters.iter().map(|counter| &counter.courier).chain(&self.centres);
        programs.map(Program::said).collect()
    }
}

impl Counter {
    pub fn stands(&self) -> HandOverView {
        self.desk.desk.handing_over(&self.desk.actor("Ada")).unwrap()
    }
}

pub trait Own {
    fn own(&self) -> &WorkstationView;
}

impl Own for HandOverView {
    fn own(&self) -> &WorkstationView {
        self.workstations.iter().find(|workstation| workstation.here).unwrap()
    }
}

fn done(settings: &Path, words: &[&str]) -> String {
    Program::with_settings("moments-central", settings, words).run().output
}

fn walk(folder: &Path, found: &mut Vec<(PathBuf, Option<SystemTime>)>) {
    let mut entries: Vec<_> = fs::read_dir(folder).into_iter().flatten().flatten().collect();
    entries.sort_by_key(fs::DirEntry::path);
    for entry in entries {
        if entry.path().is_dir() {
            walk(&entry.path(), found);
        } else {
            found.push((entry.path(), entry.metadata().and_then(|of| of.modified()).ok()));
        }
    }
}
