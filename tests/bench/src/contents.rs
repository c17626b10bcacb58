//! What a store holds, so that a figure's data can be told.

use crate::data::Office;
use crate::pairs::Outcome;
use crate::raw;

pub struct Contents {
    moments: u32,
    quick_enquiries: u32,
    services: u32,
    noted: u32,
    rated: u32,
    /// Words of the shortest note and of the longest.
    words: (usize, usize),
}

impl Contents {
    pub fn of(office: &Office) -> Outcome<Self> {
        let conn = raw::open(&office.database()?, &office.key()?)?;
        let count = |sql: &str| conn.query_row(sql, [], |row| row.get::<_, u32>(0));
        let mut notes = conn.prepare("SELECT note FROM notes")?;
        let words = |row: &rusqlite::Row<'_>| Ok(row.get::<_, String>(0)?.split_whitespace().count());
        let words = notes.query_map([], words)?.collect::<rusqlite::Result<Vec<_>>>()?;
        Ok(Self {
            moments: count("SELECT count(*) FROM moments WHERE kind = 'moment'")?,
            quick_enquiries: count("SELECT count(*) FROM moments WHERE kind = 'quick_enquiry'")?,
            services: count("SELECT count(DISTINCT service) FROM moment_lines")?,
            noted: u32::try_from(words.len())?,
            rated: count("SELECT count(*) FROM moments WHERE rating_state = 'rated'")?,
            words: (words.iter().min().copied().unwrap_or(0), words.iter().max().copied().unwrap_or(0)),
        })
    }

    pub fn told(&self) -> String {
        let share = |n: u32| f64::from(n) / f64::from(self.moments.max(1)) * 100.0;
        let Self { moments, quick_enquiries, services, words: (least, most), .. } = self;
        format!(
            "{moments} moments and {quick_enquiries} quick enquiries; {services} services in use; {:.1} % with a note of {least} to {most} \
             words, {:.1} % with a rating",
            share(self.noted),
            share(self.rated)
        )
    }
}
