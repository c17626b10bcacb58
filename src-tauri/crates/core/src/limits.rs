//! Every limit on a length, count or size, by name. What is over one is refused with the field's name.

/// Bytes of one entry's structured part or text part.
pub const PART_MAX_BYTES: usize = 256 * 1024;
/// Rows that one catalogue entry may carry.
pub const CATALOGUE_ROWS_PER_ENTRY: usize = 200;
/// Entities that one entry may touch.
pub const ENTITIES_PER_ENTRY_MAX: usize = 256;
/// Head entries that one entry may name as seen: those of 256 entities, each changed by several who had not seen each
/// other.
pub const AFTER_MAX: usize = 4_096;
/// The highest Lamport stamp: exactly representable in every reader's numbers.
pub const LAMPORT_MAX: u64 = 1 << 53;
/// How far above the highest known stamp another workstation's entry may lie.
pub const LAMPORT_LEAP_MAX: u64 = 1 << 32;
/// Characters of an entry's kind or an entity's kind.
pub const KIND_MAX_CHARS: usize = 40;
/// Characters of an entity's id.
pub const ENTITY_ID_MAX_CHARS: usize = 64;

/// Service lines of a moment.
pub const LINES_MAX: usize = 20;
/// Quantity of a service line.
pub const QUANTITY_MAX: u32 = 999;
/// Characters of a note.
pub const NOTE_MAX_CHARS: usize = 2_000;
/// Characters of a client's comment.
pub const COMMENT_MAX_CHARS: usize = 500;
/// Characters of a reason for an amendment, a void or a redaction.
pub const REASON_MAX_CHARS: usize = 300;
/// Parts of entries that one entry may erase.
pub const PARTS_PER_ERASURE: usize = 200;
/// Characters of a line of the collection notice.
pub const NOTICE_MAX_CHARS: usize = 300;
/// Characters of the whole notice in one language, where it is printed on the card: a side holds no more.
pub const NOTICE_ON_CARD_MAX_CHARS: usize = 240;
/// Days for which notes and comments may be kept.
pub const KEEP_TEXTS_DAYS: std::ops::RangeInclusive<u32> = 7..=730;
/// Days for which moments may be kept.
pub const KEEP_RECORDS_DAYS: std::ops::RangeInclusive<u32> = 365..=3_653;
/// Days for which acts may be kept.
pub const KEEP_AUDIT_DAYS: std::ops::RangeInclusive<u32> = 730..=7_305;
/// Characters of a reason for opening who served.
pub const REASON_MIN_CHARS: usize = 3;
/// Characters of what was done about a follow-up, and of a reply to one.
pub const DONE_MAX_CHARS: usize = 2_000;
/// Characters of a text of the sheet "You said, we did".
pub const SHEET_TEXT_MAX_CHARS: usize = 500;
/// Characters of a name: office, staff member, service, organization.
pub const NAME_MAX_CHARS: usize = 200;
/// Characters of a workstation's label.
pub const LABEL_MAX_CHARS: usize = 40;
/// Ratings kept for one moment (client's screen, paper, told to staff …).
pub const RATINGS_MAX: usize = 8;
/// Numbers of a draw that are looked at: more than one counter can open on a day.
pub const DRAW_NUMBERS_MAX: u64 = 10_000;
/// Characters of what an organization says about itself: place, hours, what to bring.
pub const DIRECTORY_TEXT_MAX_CHARS: usize = 500;
/// Organizations of a directory.
pub const ORGANIZATIONS_MAX: usize = 5_000;
/// Characters of a case's next action.
pub const NEXT_ACTION_MAX_CHARS: usize = 200;
/// Characters of the note on what kind of day it was.
pub const DAY_NOTE_MAX_CHARS: usize = 200;
/// Counters that an office can have open.
pub const COUNTERS_OPEN_MAX: u32 = 99;
/// Hours between greeting and leave-taking; a longer moment is a mistake of the clock or of the hand.
pub const MOMENT_MAX_HOURS: i64 = 24;
/// Minutes that a client can have waited.
pub const WAIT_MAX_MINUTES: i64 = 24 * 60;
/// The first and last year in which a moment can lie. A computer whose battery died wakes up in 1970, or on the evening
/// before west of Greenwich; its counter records all the same.
pub const YEARS: std::ops::RangeInclusive<i32> = 1969..=2199;
