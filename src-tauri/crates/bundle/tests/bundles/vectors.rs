//! `docs/bundle-vectors`: files for whoever writes another reader. Ours reads them as the list there says, in this version and in
//! all later ones.
//!
//! They are written anew only where the format changes: `MOMENTS_WRITE_VECTORS=1 cargo test -p moments-bundle vectors`.

use crate::scene::{self, Scene, card, certified, journal, run};
use moments_bundle::certificate::OfficeCard;
use moments_bundle::keys::Keys;
use moments_bundle::{Destination, Reader, Refusal, open, seal};
use moments_core::ids::WorkstationId;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use uuid::Uuid;

#[derive(Serialize, Deserialize)]
struct List {
    /// The office's card; by its key everything else is proven.
    card: OfficeCard,
    /// Secrets, as text: base64 of an Ed25519 key's 32 bytes, a space, an age identity. For these files alone.
    colleague: String,
    centre: String,
    files: Vec<Vector>,
}

#[derive(Serialize, Deserialize)]
struct Vector {
    file: String,
    /// Who opens it: `colleague` or `centre`.
    reader: String,
    what: String,
    /// Entries; none where it is refused.
    entries: Option<usize>,
    /// The hash of the last entry.
    head: Option<String>,
    /// Why it is refused, in Moments' words.
    refused: Option<String>,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../docs/bundle-vectors")
}

fn judge(list: &List, vector: &Vector) -> Result<(usize, String), Refusal> {
    let bytes = std::fs::read(folder().join(&vector.file)).unwrap();
    let (secret, destination) = match vector.reader.as_str() {
        "centre" => (&list.centre, Destination::Centre),
        _ => (&list.colleague, Destination::Office),
    };
    let keys = Keys::from_secret(secret).unwrap();
    let opened = open(&bytes, &Reader { keys: &keys, card: &list.card, destination })?;
    let head = opened.entries.last().unwrap().hash;
    Ok((opened.entries.len(), head.iter().map(|byte| format!("{byte:02x}")).collect()))
}

#[test]
fn every_vector_is_read_or_refused_as_the_list_says() {
    if std::env::var_os("MOMENTS_WRITE_VECTORS").is_some() {
        write();
    }
    let list: List = serde_json::from_slice(&std::fs::read(folder().join("vectors.json")).unwrap()).unwrap();
    assert!(list.files.len() >= 8);
    for vector in &list.files {
        let judged = judge(&list, vector);
        assert_eq!(judged.as_ref().err().map(ToString::to_string), vector.refused, "{}", vector.file);
        let (entries, head) = judged.map_or((None, None), |(entries, head)| (Some(entries), Some(head)));
        assert_eq!((entries, &head), (vector.entries, &vector.head), "{}", vector.file);
    }
}

fn write() {
    let scene = Scene::new();
    let entries = journal(1, 12, "dépôt « à l’heure »");
    let office = |keys, certificate| {
        seal(run(&entries), Destination::Office, keys, certificate, &scene.for_office()).unwrap().bytes
    };
    let good = office(&scene.writer, &scene.certificate);
    let centre = seal(
        run(&entries),
        Destination::Centre,
        &scene.writer,
        &scene.certificate,
        &[scene.centre.public().recipient],
    );
    let other = Keys::generate().unwrap();
    let foreign = certified(&other, &card(&other, 200), &scene.writer, scene::HERE);
    let forged = certified(&other, &scene.card, &scene.writer, scene::HERE);
    let elsewhere =
        certified(&scene.office, &scene.card, &scene.colleague, WorkstationId(Uuid::from_u128(2)));
    let mut changed = good.clone();
    let middle = changed.len() / 2;
    changed[middle] ^= 1;
    let vectors = [
        ("office.bundle", "colleague", "twelve entries", good.clone()),
        (
            "centre.bundle",
            "centre",
            "the same for the centre: every third is a commit alone",
            centre.unwrap().bytes,
        ),
        ("not-for-us.bundle", "centre", "the office's, opened by the centre", good.clone()),
        ("cut-off.bundle", "colleague", "the last byte is missing", good[..good.len() - 1].to_vec()),
        ("changed.bundle", "colleague", "one bit is another", changed),
        ("foreign-office.bundle", "colleague", "another office's", office(&scene.writer, &foreign)),
        (
            "forged-certificate.bundle",
            "colleague",
            "certified by another key",
            office(&scene.writer, &forged),
        ),
        (
            "wrong-signature.bundle",
            "colleague",
            "a colleague seals in the writer's name",
            office(&scene.colleague, &scene.certificate),
        ),
        (
            "wrong-workstation.bundle",
            "colleague",
            "a colleague seals the writer's entries",
            office(&scene.colleague, &elsewhere),
        ),
        ("no-bundle.bundle", "colleague", "another file", b"PK\x03\x04".to_vec()),
    ];
    std::fs::create_dir_all(folder()).unwrap();
    let mut list = List {
        card: scene.card.clone(),
        colleague: scene.colleague.to_secret().to_string(),
        centre: scene.centre.to_secret().to_string(),
        files: Vec::new(),
    };
    for (file, reader, what, bytes) in vectors {
        std::fs::write(folder().join(file), bytes).unwrap();
        let [file, reader, what] = [file, reader, what].map(str::to_owned);
        let mut vector = Vector { file, reader, what, entries: None, head: None, refused: None };
        match judge(&list, &vector) {
            Ok((entries, head)) => (vector.entries, vector.head) = (Some(entries), Some(head)),
            Err(refused) => vector.refused = Some(refused.to_string()),
        }
        list.files.push(vector);
    }
    let text = serde_json::to_string_pretty(&list).unwrap() + "\n";
    std::fs::write(folder().join("vectors.json"), text).unwrap();
}
