//! What the workstations have, what the centre has, and in what the two differ.

use moments_core::entry::{EntityRef, Entry};
use moments_core::ids::OfficeId;
use moments_desk::words::MomentId;
use moments_store::{Reader, StoreError, StoredMoment};
use std::collections::{BTreeMap, BTreeSet};
use tokio_postgres::Client;

/// An entry as both sides name it: office, workstation, epoch, and its number and hash.
pub type Place = (String, String, String);
pub type Line = (i64, String);

/// What one side has. Nothing is sorted out of it: what is there twice is there twice.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Had {
    /// Of each journal, in its order.
    pub entries: BTreeMap<Place, Vec<Line>>,
    /// Moments, a line each, by office.
    pub moments: BTreeMap<String, Vec<String>>,
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn or_none(word: Option<impl ToString>) -> String {
    word.map_or("-".to_owned(), |word| word.to_string())
}

impl Had {
    /// Adds what a workstation's own tables hold: its own journal, and the office's moments.
    pub fn read(&mut self, reader: &Reader<'_>, office: OfficeId, own: &str) {
        let mut moments = BTreeSet::new();
        reader
            .for_each_entry(|entry: Entry| {
                let ids = entry.entities.iter().filter(|entity| entity.kind() == "moment");
                moments.extend(ids.map(EntityRef::id).filter_map(|id| id.parse::<MomentId>().ok()));
                let key = entry.key;
                if key.workstation.to_string() == own {
                    let place = (office.to_string(), own.to_owned(), hex(&key.epoch.0));
                    let seq = i64::try_from(key.seq).unwrap();
                    self.entries.entry(place).or_default().push((seq, hex(&entry.hash)));
                }
                Ok(())
            })
            .unwrap();
        let stored: Result<Vec<_>, StoreError> = moments.iter().map(|id| reader.moment(id)).collect();
        let mut lines: Vec<String> = stored.unwrap().iter().flatten().map(moment).collect();
        lines.sort();
        let known = self.moments.entry(office.to_string()).or_insert_with(|| lines.clone());
        assert_eq!(*known, lines, "every counter of an office has the same moments");
    }

    /// What the centre's tables hold, and of the moments what an analyst sees.
    pub async fn at_centre(client: &Client) -> Self {
        let mut had = Self::default();
        let sql =
            "SELECT office::text, workstation::text, replace(epoch::text, '-', ''), seq, encode(hash, 'hex')
            FROM centre.entries ORDER BY office, workstation, epoch, seq";
        for row in client.query(sql, &[]).await.unwrap() {
            let place = (row.get(0), row.get(1), row.get(2));
            had.entries.entry(place).or_default().push((row.get(3), row.get(4)));
        }
        let sql = "SELECT m.office::text, concat_ws('|', m.moment, m.office_day, m.kind, m.origin, m.channel,
                coalesce(m.client, '-'), coalesce(m.outcome, '-'), m.voided::text, m.eligible::text, m.invited::text,
                m.answered::text, m.rating_state, coalesce(m.rating_source, '-'), coalesce(m.overall::text, '-'), m.amended::text,
                (SELECT string_agg(concat_ws(':', l.service, l.quantity, l.relationship, l.outcome), ',' ORDER BY l.position, l.line)
                    FROM centre.moment_lines l WHERE l.office = m.office AND l.entity = 'moment:' || m.moment::text))
            FROM analysis.moments m";
        for row in client.query(sql, &[]).await.unwrap() {
            had.moments.entry(row.get(0)).or_default().push(row.get(1));
        }
        had.moments.values_mut().for_each(|lines| lines.sort());
        had
    }

    pub fn count(&self) -> usize {
        self.entries.values().map(Vec::len).sum()
    }
}

/// A moment as the office's own table has it, in the words of the centre's view.
fn moment(stored: &StoredMoment) -> String {
    let StoredMoment { id, amended, moment, .. } = stored;
    let (counted, rated) = (moment.counted(), moment.rating());
    let mut lines: Vec<_> = moment.lines.iter().collect();
    lines.sort_by_key(|(id, line)| (line.position, id.as_str()));
    let lines: Vec<String> = lines
        .iter()
        .map(|(_, line)| {
            let (relationship, outcome) = (line.relationship.value.as_str(), line.outcome.value.as_str());
            format!("{}:{}:{relationship}:{outcome}", line.service, line.quantity)
        })
        .collect();
    let mut words = vec![
        id.to_string(),
        moment.office_day.to_string(),
        moment.kind.as_str().to_owned(),
        moment.origin.as_str().to_owned(),
        moment.channel.value.as_str().to_owned(),
        or_none(moment.client().map(|client| client.as_str())),
        or_none(moment.outcome().map(|outcome| outcome.as_str())),
        moment.voided.is_some().to_string(),
        counted.eligible.to_string(),
        counted.invited.to_string(),
        counted.answered.to_string(),
        moment.rating_state().as_str().to_owned(),
        or_none(rated.map(|rated| rated.rating.source.as_str())),
        or_none(rated.and_then(|rated| rated.rating.overall)),
        amended.to_string(),
    ];
    // A quick enquiry has none, and the database leaves out what is not there.
    words.extend((!lines.is_empty()).then(|| lines.join(",")));
    words.join("|")
}

/// In what the centre differs from the workstations, as sentences: nothing where each entry is there once, in order and the same.
pub fn differences(desks: &Had, centre: &Had) -> Vec<String> {
    let mut found = Vec::new();
    let places: BTreeSet<&Place> = desks.entries.keys().chain(centre.entries.keys()).collect();
    for place in places {
        let of = |had: &Had| had.entries.get(place).cloned().unwrap_or_default();
        let (here, there) = (of(desks), of(centre));
        let numbers = |lines: &[Line]| lines.iter().map(|(seq, _)| *seq).collect::<Vec<_>>();
        let whole: Vec<i64> = (1..).take(here.len()).collect();
        if numbers(&here) != whole {
            found.push(format!("{place:?}: the workstation's own numbers have a gap"));
        }
        for (seq, hash) in &here {
            match there.iter().filter(|(number, _)| number == seq).collect::<Vec<_>>().as_slice() {
                [] => found.push(format!("{place:?}: entry {seq} is missing")),
                [(_, other)] if other == hash => {}
                [_] => found.push(format!("{place:?}: entry {seq} is another one")),
                more => found.push(format!("{place:?}: entry {seq} is there {} times", more.len())),
            }
        }
        for (seq, _) in there.iter().filter(|(seq, _)| !numbers(&here).contains(seq)) {
            found.push(format!("{place:?}: entry {seq} was never written"));
        }
        if there.windows(2).any(|pair| matches!(pair, [(a, _), (b, _)] if a > b)) {
            found.push(format!("{place:?}: its entries are out of order"));
        }
    }
    let offices: BTreeSet<&String> = desks.moments.keys().chain(centre.moments.keys()).collect();
    for office in offices {
        let of = |had: &Had| had.moments.get(office).cloned().unwrap_or_default();
        let (here, there) = (of(desks), of(centre));
        let count = |lines: &[String], line: &String| lines.iter().filter(|other| *other == line).count();
        let lines: BTreeSet<&String> = here.iter().chain(&there).collect();
        for line in lines {
            let (ours, theirs) = (count(&here, line), count(&there, line));
            if ours != theirs {
                found.push(format!("{office}: {line}: {ours} here, {theirs} at the centre"));
            }
        }
    }
    found
}
