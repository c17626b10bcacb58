//! The curtain over both windows, and whether a client is at their screen.
//!
//! A lit invitation is not touched by the curtain: it has all its time again once the curtain is lifted. The curtain is
//! nowhere but in memory, so that after a restart both windows are open.

use super::client::{Lit, finish, is_over};
use crate::desk::{Desk, locked};
use crate::error::Result;
use moments_store::OpenInvitation;

impl Desk {
    /// Covers or uncovers both screens. When the curtain falls, what is over ends; when it rises, what is lit has all its
    /// time again: none runs out unseen.
    pub fn curtain(&self, drawn: bool) -> Result<()> {
        let covered = std::mem::replace(&mut *locked(&self.curtain), drawn);
        if covered == drawn || self.read(|r| Ok(r.invitations()?.is_empty()))? {
            return Ok(());
        }
        let now = self.now();
        let now_ms = now.timestamp_millis();
        self.write(|tx| {
            for lit in tx.invitations()? {
                let mut kept: Lit = serde_json::from_str(&lit.record)?;
                if !drawn {
                    kept.uncovered_ms = now_ms;
                    tx.put_invitation(&OpenInvitation { record: serde_json::to_string(&kept)?, ..lit })?;
                } else if is_over(&lit, &kept, now_ms) {
                    finish(tx, &lit, &kept, now)?;
                }
            }
            Ok(())
        })
    }

    /// Whether a client touched their screen so lately that they may still be answering: within the time after which it
    /// goes back to rest.
    pub(crate) fn client_is_answering(&self) -> Result<bool> {
        if *locked(&self.curtain) {
            return Ok(false);
        }
        let allowed_ms = i64::from(self.place()?.office.client_timeout_seconds) * 1_000;
        let now_ms = self.now().timestamp_millis();
        self.read(|r| {
            for lit in r.invitations()? {
                let kept: Lit = serde_json::from_str(&lit.record)?;
                // A clock that was set either way must not keep the counter open.
                if kept.touched_ms > 0 && (now_ms - kept.touched_ms).abs() < allowed_ms {
                    return Ok(true);
                }
            }
            Ok(false)
        })
    }
}
