//! Writes every document of a made-up office, in both languages, as PDF files into the folder that is named: for
//! whoever wants to see them, and for the checker of `cargo xtask test --only documents`.
#![expect(clippy::expect_used, clippy::print_stderr, reason = "a program for whoever builds this one")]

use moments_report::{
    Bilingual, CaseSlip, DayReport, Document, Lang, RatingCard, ReferralSlip, SaidAndDone, TallySheet,
    YouSaidWeDid, tables,
};
use std::path::PathBuf;

#[path = "../src/samples.rs"]
mod samples;

fn main() {
    let Some(folder) = std::env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("name a folder");
        std::process::exit(2);
    };
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    for (number, document) in (1..).zip(samples::all()) {
        let pdf = moments_report::pdf(&document).expect("a document");
        let name = format!("{number:02}-{}", moments_report::file_name(&document));
        std::fs::write(folder.join(name), pdf).expect("the file can be written");
    }
}
