//! The exchange as a pure model: workstations of one office, the places and couriers between them, and the centre, for a million
//! days of a workstation's life in seconds. Nothing in it is read or written; everything follows from a seed.
//!
//! Each decision mirrors one of the real code, which its comment names. A [`Mutant`] takes one of them another way, so that a
//! simulation that finds nothing can be shown to find what it should.
//!
//! Deliberately absent: what the bytes of a bundle prove. One that was changed on its way is known to be; that it is, the tests of
//! the bundles show. Retiring a workstation, too.

mod centre;
mod entry;
mod luck;
mod place;
mod proof;
mod records;
mod seal;
mod take_in;
mod workstation;
mod world;

pub use world::{Lived, live};

/// A mistake that somebody could make in the exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mutant {
    /// The centre acknowledges the highest entry that came, and not the last one without a gap.
    AcknowledgeMaximum,
    /// What is there already is put there once more.
    NoDedupe,
    /// A bundle that was carried away counts as arrived.
    PurgeAtSend,
    /// The centre acknowledges, and commits afterwards.
    AcknowledgeBeforeCommit,
    /// The next number is read before the transaction that uses it.
    SequenceOutsideTransaction,
    /// A workstation compares the acknowledgements' counters, whichever life of the database they are of.
    IncarnationIgnored,
    /// A life of the centre's database that is over, and that a workstation had never heard of, counts as the present one.
    EndedLifeBelieved,
    /// Another entry in the same place takes the place of the one that was there.
    ForkOverwritten,
    /// A store that was put back, or copied, goes on in the epoch that it was in.
    EpochReused,
    /// What comes behind a gap is taken.
    GapAccepted,
    /// Nobody asks whether an entry follows the one before it, or is the one that is there.
    ChainUnchecked,
    /// A part that was erased comes back with an older bundle.
    ErasedRestored,
    /// An entry of a kind that this version doesn't know is passed over.
    NewerDropped,
    /// A bundle that is written down counts as there, though its file is gone: the store was put back, and the folder wasn't.
    NoteBelieved,
    /// A bundle goes when the first has it, and not when the last has.
    PurgedAtFirst,
    /// What follows an entry that was refused as a fork is taken.
    BehindForkTaken,
}

impl Mutant {
    pub const ALL: [Self; 16] = [
        Self::AcknowledgeMaximum,
        Self::NoDedupe,
        Self::PurgeAtSend,
        Self::AcknowledgeBeforeCommit,
        Self::SequenceOutsideTransaction,
        Self::IncarnationIgnored,
        Self::EndedLifeBelieved,
        Self::ForkOverwritten,
        Self::EpochReused,
        Self::GapAccepted,
        Self::ChainUnchecked,
        Self::ErasedRestored,
        Self::NewerDropped,
        Self::NoteBelieved,
        Self::PurgedAtFirst,
        Self::BehindForkTaken,
    ];
}

/// What must not happen, and did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Broken {
    /// What was saved is not where it should be.
    Lost(String),
    /// Something is there twice.
    Doubled(String),
    /// A chain that doesn't hold, an acknowledgement that tells too much, words that were erased.
    Unsound(String),
}
