//! Bundles that were mutated: on the way, and by somebody who has a workstation's keys and signs what he made of them.

use age::x25519::{Identity, Recipient};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::SigningKey;
use moments_bundle::certificate::{Certificate, OfficeCard};
use moments_bundle::keys::Keys;
use moments_bundle::signed::{Kind, Signed};
use moments_bundle::{Destination, Head, Opened, Reader, Refusal, Run, open, seal};
use moments_core::entry::{Author, EntityRef, Entry, EntryKey, Part, WrittenAt};
use moments_core::ids::{EntryId, Epoch, OfficeId, WorkstationId};
use moments_core::words::Audience;
use moments_tests::figures::{self, Figure, Tally};
use moments_tests::generated::Dice;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::sync::Mutex;
use uuid::Uuid;

const CHUNK: u64 = 2_500;

/// A bundle, taken apart, and the keys to put another together.
struct Scene {
    card: OfficeCard,
    reader: Keys,
    recipient: Recipient,
    signing: SigningKey,
    sealed: Vec<u8>,
    header: Value,
    body: Vec<u8>,
    lines: Vec<u8>,
}

fn entries(workstation: WorkstationId, n: u64) -> Vec<Entry> {
    let mut previous = [0; 32];
    let each = (1..=n).map(|seq| {
        let mut entry = Entry {
            key: EntryKey { workstation, epoch: Epoch([7; 16]), seq },
            id: EntryId(Uuid::from_u128(seq.into())),
            lamport: seq,
            entities: vec![EntityRef::new("moment", Uuid::from_u128(5))],
            after: vec![EntryId(Uuid::from_u128(2))],
            kind: "moment_recorded".into(),
            version: 1,
            audience: Audience::OfficeAndCentre,
            author: Author::App,
            at: WrittenAt { utc_ms: 1_795_546_990_000, offset_minutes: -300, clock_suspect: false },
            payload: Part::new([4; 32], br#"{"changes":[{"set":{"channel":"phone"}}]}"#.to_vec()),
            text: Part::new([6; 32], b"\xFF not UTF-8".to_vec()),
            previous,
            hash: [0; 32],
        };
        if seq == 2 {
            entry.text.erase();
        }
        let entry = entry.seal_hash();
        previous = entry.hash;
        entry
    });
    each.collect()
}

impl Scene {
    fn new() -> Self {
        let [office, writer, reader] = std::array::from_fn(|_| Keys::generate().unwrap());
        let workstation = WorkstationId(Uuid::from_u128(1));
        let card = OfficeCard {
            office: OfficeId(Uuid::from_u128(100)),
            name_en: "Iqaluit".into(),
            name_fr: "Iqaluit".into(),
            keys: office.public(),
        };
        let certificate =
            Certificate { office: card.office, workstation, keys: writer.public(), issued_ms: 0 };
        let certificate = certificate.sign(&office).unwrap();
        let entries = entries(workstation, 4);
        let known = vec![Head { workstation, epoch: Epoch([9; 16]), seq: 9, hash: [3; 32] }];
        let run = Run { entries: &entries, known, sealed_ms: 1_795_546_990_000 };
        let recipient = reader.public().recipient;
        let sealed = seal(run, Destination::Office, &writer, &certificate, &[recipient]).unwrap();
        // A secret as text: the signing key in base64, and the identity.
        let secret = |keys: &Keys| {
            let text = keys.to_secret();
            let (signing, identity) = text.split_once(' ').unwrap();
            let signing: [u8; 32] = STANDARD.decode(signing).unwrap().try_into().unwrap();
            (SigningKey::from_bytes(&signing), identity.parse::<Identity>().unwrap())
        };
        let identity = secret(&reader).1;
        let mut plain = Vec::new();
        let decryptor = age::Decryptor::new(&sealed.bytes[..]).unwrap();
        let keys = std::iter::once(&identity as &dyn age::Identity);
        decryptor.decrypt(keys).unwrap().read_to_end(&mut plain).unwrap();
        let mut parts = plain.splitn(3, |byte| *byte == b'\n');
        let header = serde_json::from_slice(parts.next().unwrap()).unwrap();
        let body = parts.nth(1).unwrap().to_vec();
        let lines = zstd::decode_all(&body[..]).unwrap();
        Self {
            card,
            recipient: identity.to_public(),
            signing: secret(&writer).0,
            reader,
            sealed: sealed.bytes,
            header,
            body,
            lines,
        }
    }

    fn open(&self, bytes: &[u8]) -> Result<Opened, Refusal> {
        open(bytes, &Reader { keys: &self.reader, card: &self.card, destination: Destination::Office })
    }

    /// Signs and encrypts whatever it is given, as a workstation could.
    fn put_together(&self, mut header: Value, body: &[u8]) -> Vec<u8> {
        let hash: String = Sha256::digest(body).iter().map(|byte| format!("{byte:02x}")).collect();
        if let Some(header) = header.as_object_mut() {
            header.insert("body".into(), hash.into());
        }
        let signed = Signed::new(Kind::Bundle, &header, &self.signing).unwrap();
        let to = std::iter::once(&self.recipient as &dyn age::Recipient);
        let mut bytes = Vec::new();
        let mut writer = age::Encryptor::with_recipients(to).unwrap().wrap_output(&mut bytes).unwrap();
        for piece in [signed.text.as_bytes(), b"\n", signed.signature.as_bytes(), b"\n", body] {
            writer.write_all(piece).unwrap();
        }
        writer.finish().unwrap();
        bytes
    }

    /// Another file like the sealed one: three in four changed on the way, which is refused soon; the others in the header, in what
    /// is compressed, or in one of the lines, and signed.
    fn mutated(&self, dice: &mut Dice, n: u64) -> Vec<u8> {
        match n % 16 {
            0..12 => dice.bytes_about_like(&self.sealed),
            12 => self.put_together(dice.about_like(&self.header, &[]), &self.body),
            13 => self.put_together(self.header.clone(), &dice.bytes_about_like(&self.body)),
            14 => {
                let lines = dice.bytes_about_like(&self.lines);
                self.put_together(self.header.clone(), &zstd::bulk::compress(&lines, 1).unwrap())
            }
            _ => {
                let mut lines: Vec<&[u8]> = self.lines.split(|byte| *byte == b'\n').collect();
                let chosen = dice.below(lines.len() - 1);
                let line: Value = serde_json::from_slice(lines[chosen]).unwrap();
                let line = dice.about_like(&line, &[]).to_string();
                lines[chosen] = line.as_bytes();
                self.put_together(self.header.clone(), &zstd::bulk::compress(&lines.join(&b'\n'), 1).unwrap())
            }
        }
    }
}

/// What is read holds by itself, whoever made it.
fn holds(opened: &Opened) -> bool {
    let Opened { header, entries, certificate } = opened;
    let mut previous = header.previous;
    let follow = (header.from..).zip(entries).all(|(seq, entry)| {
        let follows = entry.key.seq == seq && entry.previous == previous && entry.verify().is_ok();
        previous = entry.hash;
        follows
    });
    follow && previous == header.head && certificate.workstation == header.workstation && !entries.is_empty()
}

#[test]
fn whatever_a_bundle_was_made_into_is_read_as_it_holds_or_refused() {
    let scene = Scene::new();
    assert!(holds(&scene.open(&scene.sealed).unwrap()));
    assert!(
        scene.open(&scene.put_together(scene.header.clone(), &scene.body)).is_ok(),
        "what it puts together is a bundle"
    );
    let found = Mutex::new(BTreeMap::<String, u64>::new());
    let figure = Figure { name: "mutated bundles", quick: 100_000, long: 1_000_000 };
    figures::run_together(&figure, CHUNK, |chunk, cases| {
        let mut dice = Dice::of(0xB0_0D1E + chunk);
        let mut here = BTreeMap::<String, u64>::new();
        for n in 0..cases {
            let word = match scene.open(&scene.mutated(&mut dice, n)) {
                Ok(opened) => {
                    assert!(holds(&opened), "chunk {chunk}, bundle {n}");
                    "read".to_owned()
                }
                Err(Refusal::Entry { why, .. }) => format!("entry: {why}"),
                Err(refusal) => refusal.to_string(),
            };
            *here.entry(word).or_default() += 1;
        }
        let mut found = found.lock().unwrap();
        here.into_iter().for_each(|(word, n)| *found.entry(word).or_default() += n);
        Tally::clean(cases)
    });
    let found = found.into_inner().unwrap();
    println!("mutated bundles were: {found:#?}");
    let reached = [Refusal::NotABundle, Refusal::Damaged, Refusal::Newer, Refusal::Entries];
    for refusal in reached {
        assert!(found.get(&refusal.to_string()).is_some_and(|n| *n > 20) || figures::is_long(), "{refusal}");
    }
    assert!(
        found.get("read").is_some_and(|n| *n > 20) || figures::is_long(),
        "some are none the worse for it"
    );
}
