//! Where one was named oneself: who opened it, when and why.

use super::show::{Gist, Looking, erased, moment_of};
use super::view::MyOpening;
use crate::desk::{Actor, Desk};
use crate::error::{ErrorCode, Result};
use moments_core::entities::follow_up_ref;
use moments_core::words::Role;
use moments_store::flags;

/// Follow-ups that are shown, the last opened first.
const SHOWN_MAX: usize = 50;

impl Desk {
    /// The follow-ups in which a supervisor opened that the person signed in served, the last opened first.
    pub fn my_openings(&self, actor: &Actor) -> Result<Vec<MyOpening>> {
        actor.require(Role::Counter).or_else(|_| actor.require(Role::Supervisor))?;
        let me = actor.staff().ok_or(ErrorCode::NotSignedIn)?;
        self.read(|r| {
            let looking = Looking::new(self, r, actor)?;
            let mut shown = Vec::new();
            for stored in r.follow_ups_that_named(&me, SHOWN_MAX)? {
                let flagged = r.flags(&follow_up_ref(&stored.id))?;
                let mut item = stored.item.clone();
                item.opened.retain(|_, opening| opening.of == Some(me));
                let moment = moment_of(r, &stored)?;
                let gist = Gist::of(moment.as_ref().map(|m| &m.moment));
                shown.push(MyOpening {
                    id: stored.id,
                    office_day: stored.office_day.clone(),
                    hour: gist.hour,
                    name_en: gist.name_en,
                    name_fr: gist.name_fr,
                    openings: looking.openings(&item, &flagged).into_iter().rev().collect(),
                    reply: item.reply,
                    reply_erased: erased(&flagged).any(|field| field == "reply"),
                    read_only: flagged.iter().any(|f| f.flag == flags::NEWER),
                });
            }
            Ok(shown)
        })
    }
}
