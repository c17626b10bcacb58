//! `verify`: the pages, the chain of the journal, and that the tables are what a fresh fold gives. It writes nothing.

use crate::options::Options;
use crate::trouble::{Trouble, sentence};
use crate::{Ending, output, session};
use moments_desk::{ApiError, ErrorCode, Proof};
use serde::Serialize;

#[derive(Serialize)]
struct Verified<'a> {
    sound: bool,
    /// Every page is what was written.
    integrity: bool,
    /// Every entry verifies, follows from the one before, and none of this workstation's is missing.
    chain: bool,
    /// The tables equal a fresh fold of the journal.
    tables: bool,
    /// Lives of this workstation's store: a restored or cloned one begins a new one.
    epochs: usize,
    #[serde(flatten)]
    proof: &'a Proof,
}

/// A store that could not even be read to its end.
#[derive(Serialize)]
struct NotReadable<'a> {
    sound: bool,
    error: &'a ApiError,
}

pub fn verify(options: &Options) -> Result<Ending, Trouble> {
    let ended = session::to_read(options, "verify").and_then(|session| {
        let own = session.desk.place()?.workstation_id.to_string();
        Ok((session.desk.prove()?, session.desk.epochs()?, own))
    });
    let (proof, epochs, own) = match ended {
        Ok(ended) => ended,
        Err(Trouble::Desk(error)) if is_a_fault(error.code) => {
            if options.json {
                output::json(&NotReadable { sound: false, error: &error })?;
            }
            output::say(&sentence(&error));
            return Ok(Ending::Refused);
        }
        Err(trouble) => return Err(trouble),
    };
    // Another workstation's entries may still be under way; one's own can't.
    let missing = proof.gaps.iter().any(|gap| gap.starts_with(&own));
    let verified = Verified {
        sound: proof.is_sound() && !missing,
        integrity: proof.damaged_pages.is_empty(),
        chain: proof.broken_entries.is_empty() && !missing,
        tables: proof.differing_tables.is_empty(),
        epochs,
        proof: &proof,
    };
    if options.json {
        output::json(&verified)?
    } else {
        tell(&verified)?
    }
    Ok(if verified.sound { Ending::Well } else { Ending::Refused })
}

/// What says that the store itself is at fault, and not who asked.
fn is_a_fault(code: ErrorCode) -> bool {
    matches!(
        code,
        ErrorCode::Damaged | ErrorCode::ForeignFile | ErrorCode::StorageFailed | ErrorCode::Internal
    )
}

fn tell(verified: &Verified<'_>) -> Result<(), Trouble> {
    let proof = verified.proof;
    let word = |sound: bool| if sound { "sound" } else { "NOT SOUND" };
    output::line(format_args!("pages   {}", word(verified.integrity)))?;
    output::line(format_args!("chain   {} ({} entries)", word(verified.chain), proof.entries))?;
    output::line(format_args!("tables  {}", word(verified.tables)))?;
    let found = [
        ("damaged page", &proof.damaged_pages),
        ("broken entry", &proof.broken_entries),
        ("missing before", &proof.gaps),
        ("differing table", &proof.differing_tables),
    ];
    for (name, all) in found {
        for one in all {
            output::line(format_args!("  {name}: {one}"))?;
        }
    }
    if !verified.sound {
        output::say(
            &"Close Moments and keep the home's folder as it is, under another name. Go on from a copy of the home that was made \
              while Moments was closed.",
        );
    }
    Ok(())
}
