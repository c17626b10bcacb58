//! `moments-central`: the centre at the command line.

mod options;

use clap::Parser;
use moments_bundle::certificate::OfficeCard;
use moments_central::enrol::{Enrolled, Last, enrol, retire};
use moments_central::ingest::{Pass, pass};
use moments_central::{
    Centre, CentreError, Config, Result, acknowledge, config, database, status, upgrade, verify,
};
use options::{Command, Options};
use serde_json::Value;
use std::io::Write;
use std::process::ExitCode;
use std::time::Duration;

/// How long a watching program waits before it asks a database again that was lost.
const LOST: Duration = Duration::from_secs(2);

#[tokio::main(flavor = "multi_thread")]
async fn main() -> ExitCode {
    match run(Options::parse()).await {
        Ok(code) => code,
        Err(error) => {
            let _told = writeln!(std::io::stderr(), "moments-central: {error}");
            ExitCode::FAILURE
        }
    }
}

fn say(text: &str) -> Result<()> {
    Ok(writeln!(std::io::stdout(), "{text}")?)
}

fn say_json(value: &impl serde::Serialize) -> Result<()> {
    let text = serde_json::to_string_pretty(value).map_err(std::io::Error::from)?;
    say(&text)
}

async fn run(options: Options) -> Result<ExitCode> {
    if let Command::NewKeys { file } = &options.command {
        config::new_keys(file)?;
        say(
            "The keys are made. Keep a copy where the centre's other secrets are: without it nothing that is sealed can be read.",
        )?;
        return Ok(ExitCode::SUCCESS);
    }
    let config = Config::read(&options.config)?;
    match options.command {
        Command::NewKeys { .. } => {}
        Command::Card => say_json(&config.card(&config.read_keys()?))?,
        Command::Migrate => {
            let mut client = database::connect(&config.address()).await?;
            let done = upgrade::migrate(&mut client).await?;
            say(&format!(
                "Migrations applied: {}. Folded that was newer before: {}.",
                done.migrations, done.folded
            ))?;
        }
        Command::Enrol { card, replace_key } => {
            let centre = Centre::open(&config)?;
            let text = std::fs::read(&card)?;
            let card: OfficeCard = serde_json::from_slice(&text).map_err(|error| {
                CentreError::setting(format!("{} is no office's card: {error}", card.display()))
            })?;
            let done = enrol(&mut centre.connect().await?, &card, replace_key).await?;
            let word = match done {
                Enrolled::New => "enrolled",
                Enrolled::Known => "known with this key; its names were taken over",
                Enrolled::KeyReplaced => "enrolled with its new key",
            };
            let keys = &card.keys;
            say(&format!(
                "{} / {} ({})\nkey {}\n{}\n{word}",
                card.name_en, card.name_fr, card.office, keys.verifying, keys.recipient
            ))?;
        }
        Command::Ingest { watch, workers, every, .. } => {
            let centre = Centre::open(&config)?;
            if watch {
                return watch_for_ever(&centre, workers, Duration::from_secs(every)).await;
            }
            let done = pass(&centre, workers, true).await?;
            tell(&done)?;
            return Ok(if done.troubles.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
        Command::Retire { office, workstation, epoch, last_seq, head } => {
            let centre = Centre::open(&config)?;
            let head = head.map(|head| head.0);
            let last = epoch.zip(last_seq).map(|(epoch, seq)| Last { epoch, seq, head });
            retire(&mut centre.connect().await?, office, workstation, last).await?;
            say("The workstation is retired. What is behind its last entry is kept and not taken.")?;
        }
        Command::Restored => {
            let centre = Centre::open(&config)?;
            let n = acknowledge::restored(&centre, &mut centre.connect().await?).await?;
            say(&format!("Offices that were told: {n}. Workstations send again what is missing."))?;
        }
        Command::Status { json } => {
            let centre = Centre::open(&config)?;
            let status = status::status(&centre, &centre.connect().await?).await?;
            if json { say_json(&status)? } else { say(&in_short(&status))? }
        }
        Command::Refold => {
            let centre = Centre::open(&config)?;
            say(&format!("Folded: {}.", upgrade::refold(&mut centre.connect().await?).await?))?;
        }
        Command::Verify => {
            let centre = Centre::open(&config)?;
            let findings = verify::verify(&centre, &mut centre.connect().await?).await?;
            for finding in &findings {
                say(finding)?;
            }
            say(&format!("Findings: {}.", findings.len()))?;
            return Ok(if findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Goes on whatever happens to the database or the landing zone; each pass begins anew.
async fn watch_for_ever(centre: &Centre, workers: usize, every: Duration) -> Result<ExitCode> {
    let mut first = true;
    loop {
        match pass(centre, workers, first).await {
            Ok(done) => {
                first = false;
                if !done.is_quiet() {
                    tell(&done)?;
                }
                tokio::time::sleep(every).await;
            }
            Err(error) => {
                first = true;
                writeln!(std::io::stderr(), "moments-central: {error}")?;
                tokio::time::sleep(LOST).await;
            }
        }
    }
}

fn tell(pass: &Pass) -> Result<()> {
    say(&format!(
        "Bundles taken: {}, with {} new entries. Waiting: {}. Refused: {}. Offices not enrolled: {}.",
        pass.taken,
        pass.entries,
        pass.waiting,
        pass.refused,
        pass.not_enrolled.len()
    ))?;
    for trouble in &pass.troubles {
        writeln!(std::io::stderr(), "{trouble}")?;
    }
    Ok(())
}

/// A line an office.
fn in_short(status: &Value) -> String {
    let list =
        |value: &Value, name: &str| value.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
    let mut lines = Vec::new();
    for office in list(status, "offices") {
        let word = |name: &str| office.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let files = list(&office, "files");
        let in_state = |state: &str| {
            files.iter().filter(|file| file.get("state").and_then(Value::as_str) == Some(state)).count()
        };
        lines.push(format!(
            "{} {}: journals {}, waiting {}, refused {}, failed {}, in quarantine {}, newer {}",
            word("office"),
            word("name_en"),
            list(&office, "workstations").len(),
            in_state("waiting"),
            in_state("refused"),
            in_state("failed"),
            list(&office, "quarantine").len(),
            office.get("newer").and_then(Value::as_u64).unwrap_or(0),
        ));
    }
    for stranger in list(status, "not_enrolled") {
        lines.push(format!("{}: has files here and is not enrolled", stranger.as_str().unwrap_or_default()));
    }
    lines.join("\n")
}
