use moments_core::entities::office_ref;
use moments_core::entry::Author;
use moments_core::fields::Fields;
use moments_core::fold::kind;
use moments_core::ids::OfficeId;
use moments_core::words::Audience;

use super::*;
use crate::keys::{Holder, KeySlots, RecoveryCode};
use crate::{EntityChange, NewEntry};

const NOW: Now = Now { utc_ms: 1_795_546_990_000, offset_minutes: -300 };

/// An entry of some size, so that a few make mebibytes.
fn write(store: &Store) {
    let mut fields = Fields::new();
    fields.insert("name_en".into(), "Office ".repeat(4_000).into());
    let changes = vec![EntityChange::new(office_ref(&OfficeId::default()), fields)];
    let entry = NewEntry { kind: kind::OFFICE_SET, audience: Audience::Office, author: Author::App, changes };
    store.write::<_, StoreError>(NOW, |tx| tx.append(entry)).unwrap();
}

fn store_in(folder: &Path) -> Store {
    let store = small_store_in(folder);
    (0..100).for_each(|_| write(&store));
    store
}

fn small_store_in(folder: &Path) -> Store {
    let home = Home::locate(Some(folder)).unwrap();
    home.create().unwrap();
    let code = RecoveryCode::generate().unwrap();
    let (key, _) = KeySlots::create(home.folder(), &[Holder::RecoveryCode(&code)]).unwrap();
    Store::create::<StoreError>(&home, key, Default::default(), None, NOW, |_| Ok(())).unwrap()
}

fn entries(store: &Store) -> u64 {
    store.read(|reader| reader.entries()).unwrap()
}

#[test]
fn a_copy_is_one_state_of_the_store_whatever_is_saved_and_read_meanwhile() {
    for somebody_reads in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        let store = store_in(folder.path());
        let before = entries(&store);
        let mut reader = connection::open(&store.home().database(), store.key(), Use::Read).unwrap();
        let long = somebody_reads.then(|| {
            let reading = reader.transaction().unwrap();
            hold(&reading).unwrap();
            reading
        });
        let mut steps = 0;
        let copy = store.back_up(NOW, |done, pages| {
            assert!(done <= pages);
            steps += 1;
            write(&store);
            let _ = store
                .with_writer(|conn| Ok(conn.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?));
            true
        });
        drop(long);
        let copy = copy.unwrap();
        assert!(steps > 2, "{steps}");
        assert_eq!((copy.about.entries, entries(&store)), (before, before + steps), "{somebody_reads}");
        assert_eq!(check_copy(&copy.database(), store.key()).unwrap().1, before);
    }
}

/// Also where a page holds nothing, and SQLite's own check passes it over.
#[test]
fn one_flipped_bit_on_any_page_of_a_copy_is_found() {
    let fill = "CREATE TABLE gone (bytes); INSERT INTO gone VALUES (zeroblob(100000)); DROP TABLE gone";
    for has_free_pages in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        let store = small_store_in(folder.path());
        write(&store);
        if has_free_pages {
            store.with_writer(|conn| Ok(conn.execute_batch(fill)?)).unwrap();
        }
        let copy = store.back_up(NOW, |_, _| true).unwrap().database();
        let free = connection::number(&open_copy(&copy, store.key()).unwrap(), "freelist_count").unwrap();
        assert_eq!(free > 0, has_free_pages, "{free}");
        let whole = std::fs::read(&copy).unwrap();
        for page in 0..whole.len() / 4096 {
            let mut flipped = whole.clone();
            flipped[page * 4096 + 1000 + page % 2000] ^= 1 << (page % 8);
            std::fs::write(&copy, &flipped).unwrap();
            let found = check_copy(&copy, store.key());
            assert!(
                matches!(found, Err(StoreError::Damaged | StoreError::Foreign)),
                "page {page}, {has_free_pages}"
            );
        }
        std::fs::write(&copy, &whole).unwrap();
        check_copy(&copy, store.key()).unwrap();
    }
}

/// Else another program that closes the store would take its log away.
#[cfg(target_os = "linux")]
#[test]
fn after_a_copy_the_store_is_still_locked() {
    use std::os::unix::fs::MetadataExt;
    let folder = tempfile::tempdir().unwrap();
    let store = store_in(folder.path());
    let locked = || {
        let inode = format!(":{} ", store.home().database().metadata().unwrap().ino());
        std::fs::read_to_string("/proc/locks").unwrap().lines().any(|lock| lock.contains(&inode))
    };
    assert!(locked());
    store.back_up(NOW, |_, _| true).unwrap();
    assert!(locked());
    drop(std::fs::File::open(store.home().database()).unwrap());
    assert!(!locked(), "which is why");
}
