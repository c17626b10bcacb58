//! Sealing and opening bundles: entries of one workstation's journal as one file, signed and encrypted. The format is documented
//! for other programs in `docs/bundle-format.md`.
//!
//! A run of entries is written as JSON lines ([`wire`]), compressed, named by a signed header ([`header`]) and encrypted to
//! those who are to read it ([`seal`]). Opening ([`open`]) trusts nothing but the office's key: each step has a limit and a
//! reason of its own why it refuses ([`Refusal`]). Who may sign and read is in [`keys`] and [`certificate`]; how a workstation
//! comes to its keys in [`join`], and an office again in [`kit`]; what the centre answers in [`acknowledgement`].
//!
//! Deliberately absent: files, clocks and the journal itself. What is given here are bytes and times.

pub mod acknowledgement;
pub mod certificate;
mod envelope;
pub mod header;
pub mod join;
pub mod keys;
pub mod kit;
pub mod limits;
pub mod name;
mod open;
mod passphrase;
mod seal;
pub mod signed;
mod wire;

pub use header::{Destination, Head, Header};
pub use name::Name;
pub use open::{Opened, Reader, Refusal, open};
pub use passphrase::PassphraseError;
pub use seal::{Run, SealError, Sealed, seal};
