//! Moments of truth: opening, recording, amending, voiding, undoing, finding.

mod amend;
mod build;
mod catch_up;
mod counter;
mod find;
mod form;
mod later;
mod open;
mod quick_enquiry;
mod record;
mod show;
mod undo;
mod view;
mod void;

pub use build::to_form;
pub(crate) use build::{rating_id, referral, service_names};
pub(crate) use catch_up::new_no as new_sheet_no;
pub use catch_up::{EnteredRow, OpenSheetItem, RowForm, SheetForm, SheetRow, SheetView};
pub(crate) use find::day;
pub use form::*;
pub(crate) use later::{Later, Once, prepare_later, record_later};
pub(crate) use open::{OpenRecord, keep_open, numbers_of_open, open_of, put_aside};
pub(crate) use record::{change_of, fields_of};
pub(crate) use show::{item, may_change, not_newer, whole};
pub use view::*;

/// How long undo works, in milliseconds; a supervisor is needed later to void a moment whose rating was invited.
pub const UNDO_MS: i64 = 20_000;
