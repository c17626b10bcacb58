//! A copy that was checked.

use super::Bench;
use crate::data::{Office, now};
use crate::pairs::{Figure, Outcome, Pair, Rounds, Unit, interleave, timed};
use crate::raw;
use moments_store::Store;
use std::fs::{self, File};
use std::time::Duration;

struct Side {
    office: Office,
    store: Store,
}

impl Side {
    fn backs_up(&mut self) -> Outcome<Duration> {
        let (took, copy) = timed(|| Ok(self.store.back_up(now(), |_, _| true)?))?;
        copy.remove()?;
        Ok(took)
    }

    fn copies(&mut self) -> Outcome<Duration> {
        let copy = self.office.folder.join("copied.db");
        let (took, sound) = timed(|| {
            fs::copy(self.office.database()?, &copy)?;
            File::open(&copy)?.sync_all()?;
            let conn = raw::open(&copy, &self.office.key()?)?;
            Ok(conn.query_row("PRAGMA integrity_check", [], |row| row.get::<_, String>(0))?)
        })?;
        for end in ["", "-wal", "-shm"] {
            let file = self.office.folder.join(format!("copied.db{end}"));
            if file.exists() {
                fs::remove_file(file)?;
            }
        }
        if sound == "ok" { Ok(took) } else { Err(sound.into()) }
    }
}

pub fn measure(bench: &Bench) -> Outcome<Vec<Figure>> {
    let (office, _folder) = bench.copy_of(&bench.data.large()?)?;
    let mut side = Side { store: office.store()?, office };
    let pair = Pair {
        name: "backup",
        goal: Some(1.3),
        unit: Unit::Seconds,
        note: "a verified copy of the large store; copying its file, syncing it and an integrity check"
            .into(),
    };
    // Each is half a minute of work on the large store.
    let rounds = Rounds { n: bench.rounds.n.min(5), warm_up: 0 };
    Ok(vec![interleave(pair, rounds, &mut side, Side::backs_up, Side::copies)?])
}
