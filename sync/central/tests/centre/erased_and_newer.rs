//! What was erased stays so, and what is newer waits.

use crate::scene::{Office, STAFF, Said, Scene, Workstation, moment};
use moments_central::upgrade;
use moments_core::entry::{EntityRef, Entry, PartName};
use moments_core::erasure::{Erasure, target};
use moments_core::fields::flatten;
use moments_core::fold::kind;
use moments_core::words::{Audience, Outcome};
use uuid::Uuid;

fn erase(by: &mut Workstation, entry: &Entry, parts: &[PartName]) {
    let targets = parts.iter().map(|part| target(&entry.key, *part)).collect();
    let erasure = Erasure { targets, ..Erasure::default() };
    let about = EntityRef::new("erasure", Uuid::from_u128(u128::from(entry.key.seq)));
    by.write(Said::new(kind::PART_ERASED, about, flatten(&erasure).unwrap()));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_erased_is_gone_whether_the_erasure_came_before_or_after_it() {
    let scene = Scene::new().await;
    let office = Office::new(100);
    scene.enrol(&office).await;
    let (mut writer, mut supervisor) = (office.workstation(1), office.workstation(2));
    let early = writer.record(1, Outcome::Served);
    let late = writer.record(2, Outcome::Served);
    let stays = writer.record(3, Outcome::TurnedAway);
    erase(&mut supervisor, &early, &[PartName::Payload, PartName::Text]);
    erase(&mut supervisor, &late, &[PartName::Payload, PartName::Text]);
    erase(&mut supervisor, &stays, &[PartName::Text]);

    scene.land(&office, &writer.seal(&scene.centre, 1, 1));
    scene.pass().await;
    assert_eq!(scene.count("SELECT count(*) FROM centre.moments WHERE complete").await, 1);
    scene.land(&office, &supervisor.seal(&scene.centre, 1, 3));
    scene.pass().await;
    scene.land(&office, &writer.seal(&scene.centre, 2, 3));
    scene.pass().await;
    let kept =
        "SELECT string_agg((payload IS NOT NULL)::text || ' ' || (text IS NOT NULL)::text, ', ' ORDER BY seq)
        FROM centre.entries WHERE kind = 'moment_recorded'";
    let gone = "false false, false false, true false";
    assert_eq!(scene.text(kept).await.unwrap(), gone, "bytes, and salts with them");
    let states =
        "SELECT string_agg(erased::text || ' ' || complete::text, ', ' ORDER BY entity) FROM centre.moments";
    assert_eq!(scene.text(states).await.unwrap(), "true false, true false, false true");
    let words =
        "SELECT count(*) FROM centre.entries WHERE convert_from(coalesce(text, ''), 'UTF8') LIKE '%ferry%'";
    assert_eq!(scene.count(words).await, 0);

    scene.land(&office, &writer.seal(&scene.centre, 1, 3));
    assert_eq!(scene.pass().await.taken, 1, "the same bundle with the bytes is the same bundle");
    assert_eq!(scene.text(kept).await.unwrap(), gone, "and brings nothing back");
    scene.verify().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erased_part_whose_bytes_come_later_without_an_erasure_is_filled_in() {
    let scene = Scene::new().await;
    let office = Office::new(100);
    scene.enrol(&office).await;
    let mut workstation = office.workstation(1);
    let mut without = workstation.record(1, Outcome::TurnedAway);
    without.payload.erase();
    scene.land(&office, &workstation.seal_entries(&scene.centre, &[without]));
    scene.pass().await;
    scene.land(&office, &workstation.seal(&scene.centre, 1, 1));
    scene.pass().await;
    assert_eq!(scene.text("SELECT outcome FROM centre.moments WHERE complete").await.unwrap(), "turned_away");
    scene.verify().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_newer_version_wrote_is_kept_word_for_word_and_folded_by_the_program_that_knows_it() {
    let scene = Scene::new().await;
    let office = Office::new(100);
    scene.enrol(&office).await;
    let mut workstation = office.workstation(1);
    workstation.record(1, Outcome::Served);
    workstation.amend(1, Outcome::Left);
    let words = b"{\"changes\":[{\"set\":{\"praise\":1.50}}],\"of\":\"2031\"}".to_vec();
    workstation.write_bytes("moment_praised", moment(2), Audience::OfficeAndCentre, words.clone(), vec![]);
    scene.land(&office, &workstation.seal(&scene.centre, 1, 3));
    assert_eq!(scene.pass().await.entries, 3, "it holds nothing up");
    let mut client = scene.client().await;
    let row = client.query_one("SELECT payload FROM centre.entries WHERE seq = 3", &[]).await.unwrap();
    assert_eq!(row.get::<_, Vec<u8>>(0), words);
    assert_eq!(
        scene.text("SELECT entity FROM centre.states WHERE newer").await.unwrap(),
        moment(2).to_string()
    );
    scene.verify().await;

    // As an older program leaves it, which knows nothing of amendments.
    client
        .batch_execute(
            "UPDATE centre.folded_by SET kinds = 'moment_recorded 1';
             UPDATE centre.states SET newer = true; UPDATE centre.moments SET outcome = 'served', amended = false",
        )
        .await
        .unwrap();
    let done = upgrade::migrate(&mut client).await.unwrap();
    assert_eq!((done.migrations, done.folded), (0, 2));
    assert_eq!(scene.text("SELECT outcome FROM centre.moments WHERE amended").await.unwrap(), "left");
    assert_eq!(
        scene.count("SELECT count(*) FROM centre.states WHERE newer").await,
        1,
        "what nobody knows yet waits on"
    );
    assert_eq!(upgrade::migrate(&mut client).await.unwrap().folded, 0, "twice is once");
    scene.verify().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn folded_tables_that_were_changed_by_hand_are_found_and_made_anew() {
    let scene = Scene::new().await;
    let office = Office::new(100);
    scene.enrol(&office).await;
    let mut workstation = office.workstation(1);
    workstation.record(1, Outcome::Served);
    workstation.record(2, Outcome::Served);
    scene.land(&office, &workstation.seal(&scene.centre, 1, 2));
    scene.pass().await;
    let mut client = scene.client().await;
    client
        .batch_execute("UPDATE centre.moments SET outcome = 'left' WHERE moment::text LIKE '%1'")
        .await
        .unwrap();
    let findings = moments_central::verify::verify(&scene.centre, &mut client).await.unwrap();
    assert!(
        findings.len() == 1 && findings[0].contains("moments is not what its entries add up to"),
        "{findings:?}"
    );
    upgrade::refold(&mut client).await.unwrap();
    scene.verify().await;

    client.batch_execute("UPDATE centre.entries SET author = 'system:cli' WHERE seq = 1").await.unwrap();
    let findings = moments_central::verify::verify(&scene.centre, &mut client).await.unwrap();
    assert!(findings[0].contains("entry 1: the entry's hash does not match its content"), "{findings:?}");
    client
        .batch_execute(&format!("UPDATE centre.entries SET author = 'staff:{STAFF}' WHERE seq = 1; DELETE FROM centre.entries WHERE seq = 2"))
        .await
        .unwrap();
    let findings = moments_central::verify::verify(&scene.centre, &mut client).await.unwrap();
    assert!(findings[0].ends_with("its entries end at 1, its head says 2"), "{findings:?}");
    assert!(findings[1].ends_with("entry 2 was acknowledged and is not here"), "{findings:?}");
}
