//! `record`: moments as JSON lines. Each is saved before the next is read; a bad line is refused by itself.

mod lines;
mod refusal;

use crate::options::Options;
use crate::output::{self, counted};
use crate::trouble::{Trouble, is_the_end};
use crate::{Ending, session};
use lines::Lines;
use moments_desk::moments::MomentForm;
use moments_desk::words::Origin;
use refusal::{Refusal, Refused};
use serde::Serialize;

/// Refusals that the summary names one by one; the rest are counted.
const NAMED_MAX: usize = 10_000;

/// What became of the lines.
#[derive(Debug, Default, Serialize)]
struct Summary {
    recorded: u64,
    already_there: u64,
    refused: u64,
    /// The first refusals, by line.
    refusals: Vec<Refused>,
    /// Recorded without an id: sent again, they would be recorded again.
    without_id: u64,
}

pub fn record(options: &Options) -> Result<Ending, Trouble> {
    let session = session::to_write(options, "record")?;
    let mut summary = Summary::default();
    let mut lines = Lines::new(std::io::stdin().lock());
    let ended = loop {
        let (line, read) = match lines.next() {
            Ok(Some(next)) => next,
            Ok(None) => break Ok(()),
            Err(_) => break Err(Trouble::Input),
        };
        match read.and_then(refusal::parse) {
            Ok(form) => match session.desk.record(&session.actor, &form, Origin::Cli) {
                Ok(saved) => summary.count(&form, saved.already_there),
                Err(error) if is_the_end(error.code) => break Err(Trouble::AtLine { line, error }),
                Err(error) => summary.refuse(line, Refusal::from(error), options.json),
            },
            Err(refusal) => summary.refuse(line, refusal, options.json),
        }
    };
    session.desk.close();
    if options.json {
        output::json(&summary)?;
    }
    output::say(&summary.told());
    ended.map(|()| if summary.refused == 0 { Ending::Well } else { Ending::Refused })
}

impl Summary {
    fn count(&mut self, form: &MomentForm, already_there: bool) {
        if already_there {
            self.already_there += 1;
        } else {
            self.recorded += 1;
            self.without_id += u64::from(form.id.is_none());
        }
    }

    fn refuse(&mut self, line: u64, refusal: Refusal, json: bool) {
        self.refused += 1;
        let refused = Refused { line, refusal };
        output::say(&refused);
        if json && self.refusals.len() < NAMED_MAX {
            self.refusals.push(refused);
        }
    }

    fn told(&self) -> String {
        let mut told = format!(
            "{} recorded, {} already there, {} refused.",
            self.recorded, self.already_there, self.refused
        );
        if self.without_id > 0 {
            let lines = counted(self.without_id, "line", "lines");
            told.push_str(&format!(" {lines} had no id: sent again, they would be recorded again."));
        }
        told
    }
}
