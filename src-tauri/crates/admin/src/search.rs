//! `search`: the newest moments by the words of their notes.

use crate::options::Options;
use crate::output::counted;
use crate::trouble::Trouble;
use crate::{Ending, output, session};
use moments_desk::moments::MomentItem;

pub fn search(options: &Options, text: &str) -> Result<Ending, Trouble> {
    let session = session::to_read(options, "search")?;
    let found = session.desk.search(&session.actor, text)?;
    if options.json {
        output::json(&found)?;
    } else {
        for item in &found {
            output::line(told(item))?;
        }
        output::say(&counted(found.len() as u64, "moment found", "moments found"));
    }
    Ok(Ending::Well)
}

fn told(item: &MomentItem) -> String {
    let note = item.note.as_deref().unwrap_or_default().replace(['\n', '\t'], " ");
    let services: Vec<&str> = item.lines.iter().map(|line| line.name_en.as_str()).collect();
    let client = item.client.map_or(String::new(), |client| format!(" ({})", client.as_str()));
    format!("{} {:<5} {}{client}: {note}", item.office_day, item.short_no, services.join(", "))
}
