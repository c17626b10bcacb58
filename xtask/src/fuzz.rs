//! `cargo xtask fuzz`: the generated inputs of the tests, but many more of them; beside everything else, as it takes long.

use crate::house::{House, Outcome, Trouble, do_it};
use crate::parts::{Homes, WHOLE, locking_nothing};
use crate::session::Session;
use std::time::Instant;

/// Inputs to each command and to each parser: what the project promises.
const A_COMMAND: u64 = 100_000;
const A_PARSER: u64 = 10_000_000;

/// Read by the tests (docs/architecture.md).
const OF_COMMANDS: &str = "MOMENTS_INPUTS_A_COMMAND";
const OF_PARSERS: &str = "MOMENTS_INPUTS_A_PARSER";

#[derive(Debug, PartialEq)]
pub struct Options {
    command: u64,
    parser: u64,
    only: Option<String>,
}

impl Options {
    pub fn parse(words: &[&str]) -> Result<Self, Trouble> {
        let mut options = Self { command: A_COMMAND, parser: A_PARSER, only: None };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let value = words.next().copied();
            match *word {
                "--commands" => options.command = number(word, value)?,
                "--parsers" => options.parser = number(word, value)?,
                "--only" => options.only = value.map(str::to_owned),
                other => {
                    return Err(Trouble::new(format!(
                        "`{other}` means nothing to fuzz; `cargo xtask help` lists what does"
                    )));
                }
            }
        }
        Ok(options)
    }
}

fn number(word: &str, value: Option<&str>) -> Result<u64, Trouble> {
    let number = value.and_then(|value| value.replace('_', "").parse().ok());
    number.ok_or_else(|| Trouble::new(format!("{word} takes a number, not `{}`", value.unwrap_or_default())))
}

pub fn fuzz(house: &House, options: &Options) -> Outcome {
    let homes = Homes::make(house)?;
    let session = Session::start(homes.folder())?;
    let begin = Instant::now();
    let mut command = house.cargo();
    command.args(["test"]).args(WHOLE).args(["--test", "holds", "--", "--nocapture"]);
    match &options.only {
        Some(name) => command.arg(name),
        None => command.args(["commands::", "parsers::", "readers::"]),
    };
    command.env(OF_COMMANDS, options.command.to_string()).env(OF_PARSERS, options.parser.to_string());
    do_it(session.join(locking_nothing(&mut command), homes.folder()))?;
    println!(
        "no panic and no hang of {} inputs a command and {} a parser; {} s",
        options.command,
        options.parser,
        begin.elapsed().as_secs()
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them_and_nothing_else_is() {
        let options =
            Options::parse(&["--parsers", "1_000_000", "--commands", "7", "--only", "workbook"]).ok();
        assert_eq!(options, Some(Options { command: 7, parser: 1_000_000, only: Some("workbook".into()) }));
        assert!(Options::parse(&["--parsers"]).is_err() && Options::parse(&["--parsers", "many"]).is_err());
        assert!(Options::parse(&["--minutes", "3"]).is_err());
    }
}
