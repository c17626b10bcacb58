//! A quick enquiry: one key, counted with time and channel; no outcome, no rating, outside the eligible.

use super::form::MomentForm;
use super::view::Saved;
use crate::desk::{Actor, Desk};
use crate::error::Result;
use moments_core::words::{Channel, Origin};

impl Desk {
    /// Records a quick enquiry in one key: counted with its time and channel, and nothing else.
    pub fn quick_enquiry(&self, actor: &Actor, channel: Option<Channel>) -> Result<Saved> {
        let now = Some(self.now().to_rfc3339());
        let form = MomentForm {
            quick_enquiry: Some(true),
            channel,
            started_at: now.clone(),
            finished_at: now,
            ..MomentForm::default()
        };
        self.record(actor, &form, Origin::Live)
    }
}
