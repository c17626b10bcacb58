//! The program as an administrator uses it.

use crate::postgres::{Postgres, shared};
use crate::scene::{Office, Scene};
use moments_bundle::certificate::CentreCard;
use moments_central::address::Address;
use moments_central::error::CentreError;
use moments_core::words::Outcome;
use moments_test_servers::postgres::Postgres as Server;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;

fn run(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_moments-central")).current_dir(folder).args(args).output().unwrap()
}

fn said(output: &Output) -> String {
    let all = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    String::from_utf8(all).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_centre_is_set_up_and_run_at_the_command_line() {
    let postgres = shared().await;
    postgres.create("fresh", "template0").await;
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    std::fs::create_dir(here.join("landing")).unwrap();
    let settings = format!(
        "name = \"Centre\"\ndatabase = \"{}\"\nlanding = \"landing\"\nkeys = \"centre.keys\"\n",
        postgres.url("fresh")
    );
    std::fs::write(here.join("moments-central.toml"), settings).unwrap();

    assert!(run(here, &["new-keys", "centre.keys"]).status.success());
    let keys = std::fs::read(here.join("centre.keys")).unwrap();
    let again = run(here, &["new-keys", "centre.keys"]);
    assert!(!again.status.success() && said(&again).contains("nothing was overwritten"), "{}", said(&again));
    assert_eq!(std::fs::read(here.join("centre.keys")).unwrap(), keys);
    let card: CentreCard = serde_json::from_slice(&run(here, &["card"]).stdout).unwrap();
    assert_eq!(card.name, "Centre");
    let early = run(here, &["ingest", "--once"]);
    assert!(said(&early).contains("Run `moments-central migrate`"), "{}", said(&early));
    let (one, other) = std::thread::scope(|scope| {
        let other = scope.spawn(|| run(here, &["migrate"]));
        (run(here, &["migrate"]), other.join().unwrap())
    });
    assert!(one.status.success() && other.status.success(), "{} {}", said(&one), said(&other));

    let office = Office::new(100);
    std::fs::write(here.join("office.card"), serde_json::to_vec(&office.card).unwrap()).unwrap();
    let enrolled = said(&run(here, &["enrol", "office.card"]));
    assert!(
        enrolled.contains("Office 100") && enrolled.contains(&office.card.keys.verifying.to_string()),
        "{enrolled}"
    );
    std::fs::write(here.join("office.card"), serde_json::to_vec(&Office::new(100).card).unwrap()).unwrap();
    assert!(!run(here, &["enrol", "office.card"]).status.success());

    use std::os::unix::fs::PermissionsExt;
    let mode =
        |mode| std::fs::set_permissions(here.join("centre.keys"), PermissionsExt::from_mode(mode)).unwrap();
    mode(0o644);
    assert!(said(&run(here, &["ingest", "--once"])).contains("others on this machine may read them"));
    mode(0o600);
    assert!(run(here, &["ingest", "--once"]).status.success());
    let status: Value = serde_json::from_slice(&run(here, &["status", "--json"]).stdout).unwrap();
    assert_eq!(status["offices"][0]["name_en"], "Office 100");
    assert!(run(here, &["restored"]).status.success());
    let verified = run(here, &["verify"]);
    assert!(verified.status.success() && said(&verified).contains("Findings: 0."));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_would_lie_about_commits_is_not_used() {
    let scene = Scene::on(Arc::new(Postgres::start().await)).await;
    let office = Office::new(100);
    scene.enrol(&office).await;
    let mut workstation = office.workstation(1);
    workstation.record(1, Outcome::Served);
    scene.land(&office, &workstation.seal(&scene.centre, 1, 1));
    let client = scene.client().await;
    client.batch_execute("ALTER SYSTEM SET full_page_writes = off").await.unwrap();
    client.batch_execute("SELECT pg_reload_conf()").await.unwrap();
    let refused = loop {
        match scene.centre.connect().await {
            Ok(_) => tokio::task::yield_now().await,
            Err(error) => break error,
        }
    };
    assert!(refused.to_string().contains("would report a commit before it is on disk"), "{refused}");
    assert_eq!(scene.lying(&office).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_on_another_machine_proves_who_it_is() {
    let authority = CertifiedIssuer::self_signed(for_an_authority(), KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let certificate =
        CertificateParams::new(["localhost".to_owned()]).unwrap().signed_by(&key, &authority).unwrap();
    let (postgres, port) = Server::start_over_tls(&certificate.pem(), &key.serialize_pem()).await;
    let folder = tempfile::tempdir().unwrap();
    let (known, other) = (folder.path().join("known.pem"), folder.path().join("other.pem"));
    std::fs::write(&known, authority.pem()).unwrap();
    let somebody = CertifiedIssuer::self_signed(for_an_authority(), KeyPair::generate().unwrap()).unwrap();
    std::fs::write(&other, somebody.pem()).unwrap();
    let ask = async |host: &str, ca: Option<&Path>| {
        let database = format!("host={host} port={port} user=postgres dbname=postgres sslmode=require");
        let client = Address { database, ca: ca.map(Path::to_owned) }.connect().await?;
        let is_tls =
            client.query_one("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()", &[]).await?;
        Ok::<bool, CentreError>(is_tls.get(0))
    };
    assert!(ask("localhost", Some(&known)).await.unwrap());
    // Under another authority, under none that this machine trusts, and for another name.
    for (host, ca) in [("localhost", Some(other.as_path())), ("localhost", None), ("127.0.0.1", Some(&known))]
    {
        let refused = ask(host, ca).await.unwrap_err().to_string();
        assert!(refused.contains("certificate"), "{host}: {refused}");
    }
    std::fs::write(&other, "").unwrap();
    let refused = ask("localhost", Some(&other)).await.unwrap_err().to_string();
    assert!(refused.contains("`database_ca`"), "{refused}");
    drop(postgres);
}

fn for_an_authority() -> CertificateParams {
    let mut authority = CertificateParams::default();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    authority
}
