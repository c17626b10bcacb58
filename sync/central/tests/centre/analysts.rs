//! What an analyst sees, and what no analyst sees.

use crate::scene::{Office, STAFF, Scene};
use moments_core::words::Outcome;
use tokio_postgres::NoTls;

const VIEWS: [&str; 9] = [
    "offices",
    "moments",
    "lines",
    "ratings",
    "standards",
    "cases",
    "office_days",
    "erased_days",
    "data_quality",
];

#[tokio::test(flavor = "multi_thread")]
async fn an_analyst_reads_the_offices_that_they_were_given_and_nobody_of_the_staff() {
    let scene = Scene::new().await;
    let offices = [Office::new(100), Office::new(200)];
    for (office, n) in offices.iter().zip(1..) {
        scene.enrol(office).await;
        let mut workstation = office.workstation(n);
        for moment in 1..=6 {
            workstation.record(moment, Outcome::Served);
            workstation.rate(moment, 4);
        }
        scene.land(office, &workstation.seal(&scene.centre, 1, 12));
    }
    scene.pass().await;
    let client = scene.client().await;
    client
        .batch_execute(
            "CREATE ROLE alice LOGIN IN ROLE moments_analyst; CREATE ROLE bob LOGIN IN ROLE moments_analyst",
        )
        .await
        .unwrap();
    let sql = "INSERT INTO centre.analyst_offices (office, analyst) VALUES ($1, 'alice')";
    client.execute(sql, &[&offices[0].id().0]).await.unwrap();

    let alice = signed_in(&scene, "alice").await;
    let bob = signed_in(&scene, "bob").await;
    for view in VIEWS {
        let sql = format!("SELECT DISTINCT office::text FROM analysis.{view}");
        let seen: Vec<String> = alice.query(&sql, &[]).await.unwrap().iter().map(|row| row.get(0)).collect();
        if !["standards", "cases", "erased_days"].contains(&view) {
            assert_eq!(seen, [offices[0].id().to_string()], "{view}");
        }
        assert!(bob.query(&sql, &[]).await.unwrap().is_empty(), "{view}: nobody gave bob an office");
    }
    let row = alice
        .query_one("SELECT eligible, invited, answered, satisfied, mean::text FROM analysis.ratings", &[])
        .await
        .unwrap();
    assert_eq!([0, 1, 2, 3].map(|at| row.get::<_, i64>(at)), [6; 4]);
    assert_eq!(row.get::<_, &str>(4), "4.00");
    let row = alice
        .query_one("SELECT moments, not_served, signed_off FROM analysis.office_days", &[])
        .await
        .unwrap();
    assert_eq!((row.get::<_, i64>(0), row.get::<_, i64>(1), row.get::<_, bool>(2)), (6, 0, false));

    for forbidden in [
        "SELECT * FROM centre.entries",
        "SELECT * FROM centre.moments",
        "SELECT * FROM centre.analyst_offices",
        "INSERT INTO centre.analyst_offices VALUES ('00000000-0000-0000-0000-0000000000c8', 'alice')",
        "SET ROLE moments_views",
        "SET ROLE bob",
        "UPDATE analysis.offices SET name_en = ''",
        "DELETE FROM analysis.cases",
        "CREATE VIEW analysis.mine AS SELECT 1",
    ] {
        let refused = alice.batch_execute(forbidden).await.unwrap_err();
        let code = refused.code().unwrap().code();
        assert!(["42501", "55000"].contains(&code), "{forbidden}: {refused:?}");
    }
}

async fn signed_in(scene: &Scene, who: &str) -> tokio_postgres::Client {
    let url = scene.postgres.url(&scene.name).replace("user=postgres", &format!("user={who}"));
    let (client, connection) = tokio_postgres::connect(&url, NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

#[tokio::test(flavor = "multi_thread")]
async fn no_view_and_no_folded_table_holds_who_served_or_words_that_somebody_wrote() {
    let scene = Scene::new().await;
    let office = Office::new(100);
    scene.enrol(&office).await;
    let mut workstation = office.workstation(1);
    workstation.record(1, Outcome::Served);
    scene.land(&office, &workstation.seal(&scene.centre, 1, 1));
    scene.pass().await;
    let client = scene.client().await;
    client
        .batch_execute("INSERT INTO centre.analyst_offices SELECT office, 'postgres' FROM centre.offices")
        .await
        .unwrap();
    let named = |column: &str| {
        ["staff", "author", "workstation", "note", "comment", "short_no", "code"].contains(&column)
    };
    let views = VIEWS.map(|view| format!("analysis.{view}"));
    let tables = moments_central::tables::TABLES.map(|table| format!("centre.{table}"));
    let mut rows = 0;
    for relation in views.iter().chain(&tables) {
        let sql = format!("SELECT x::text FROM {relation} x");
        for row in client.query(&sql, &[]).await.unwrap() {
            let text: &str = row.get(0);
            assert!(!text.contains(&STAFF.to_string()) && !text.contains("ferry"), "{relation}: {text}");
            rows += 1;
        }
        let statement = client.prepare(&format!("SELECT * FROM {relation}")).await.unwrap();
        let columns: Vec<&str> = statement.columns().iter().map(|column| column.name()).collect();
        assert!(!columns.iter().any(|column| named(column)), "{relation}: {columns:?}");
    }
    assert!(rows >= 6, "there is something to look at");
    let described = "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname IN ('analysis', 'centre') AND c.relkind IN ('r', 'v') AND c.relname <> 'migrations'
            AND obj_description(c.oid) IS NULL";
    assert_eq!(scene.count(described).await, 0, "each table and view says what it is");
}
