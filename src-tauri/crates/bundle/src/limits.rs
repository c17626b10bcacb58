//! What one bundle may hold. What is over a limit is not sealed, and refused where it is opened.

/// Entries of one bundle.
pub const ENTRIES: usize = 5_000;
/// Its JSON lines, before they are compressed.
pub const LINES_BYTES: usize = 8 * 1024 * 1024;
/// The signed header, as text: as many heads as an office has workstations, and more.
pub const HEADER_BYTES: usize = 256 * 1024;
/// A whole file: lines that can't be compressed, the header, and what encryption adds.
pub const FILE_BYTES: usize = LINES_BYTES + HEADER_BYTES + 64 * 1024;
/// A join file, a card, an acknowledgement.
pub const SMALL_FILE_BYTES: usize = 256 * 1024;
/// How far back compression may look, as a power of two: 8 MiB.
pub const WINDOW_LOG: u32 = 23;
/// Workstations and the recovery recipient of one office.
pub const RECIPIENTS: usize = 300;
/// What stands before the encrypted part: about a hundred bytes and two lines for each recipient.
pub const ENVELOPE_BYTES: usize = 64 * 1024;
pub const ENVELOPE_LINES: usize = 2 * RECIPIENTS + 16;
