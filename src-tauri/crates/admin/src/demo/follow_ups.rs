//! What the demonstration's supervisor has seen to: nearly all that was due, and of the rest one in each state. It is acted
//! on today, by the system's clock.

use super::people;
use crate::trouble::Trouble;
use moments_desk::follow_ups::{CloseFollowUp, FollowUpFilter, FollowUpItem, SheetWords};
use moments_desk::{Actor, Desk};

/// Overdue ones that are left, so that there is something late to look at.
const LEFT_LATE: usize = 2;
/// Of those that are closed, one in so many changed how the office serves.
const CHANGED_ONE_IN: usize = 12;

const FIRST: &str = "Talked it over with the team in the morning meeting.";
const DONE: [&str; 3] = [
    FIRST,
    "Rappelé le partenaire pour clarifier les documents à demander.",
    "Checked the letter that clients receive; it names the right counter now.",
];

/// Acts as the supervisor, whose PIN is known because it was given here.
pub fn see_to(desk: &Desk) -> Result<(), Trouble> {
    let name = people::supervisor();
    let person = desk.staff_to_sign_in()?.into_iter().find(|p| p.name == name);
    let person = person.ok_or_else(|| Trouble::Nobody(name.to_owned()))?;
    let supervisor = desk.prove_staff(person.id, people::PIN)?;
    let is_late = |item: &FollowUpItem| item.due_in.is_some_and(|days| days < 0);
    // Ids of the others are the office's own, and their order with them: the same seed shows the same.
    let is_of_a_moment = |item: &FollowUpItem| item.hour.is_some();
    let open = || desk.follow_ups(&supervisor, &FollowUpFilter::default());
    let mut closed = 0;
    loop {
        // What is late stands first, so that what is left of it stays on the first page.
        let (of_moments, of_days): (Vec<_>, Vec<_>) =
            open()?.items.into_iter().filter(is_late).partition(is_of_a_moment);
        let late: Vec<_> = of_moments.into_iter().skip(LEFT_LATE).chain(of_days).collect();
        if late.is_empty() {
            break;
        }
        for item in late {
            close(desk, &supervisor, &item, closed)?;
            closed += 1;
        }
    }
    let left = open()?.items;
    for (place, item) in (0..).zip(left.iter().filter(|item| !is_late(item) && is_of_a_moment(item))) {
        begin(desk, &supervisor, item, place)?;
    }
    Ok(())
}

fn close(desk: &Desk, supervisor: &Actor, item: &FollowUpItem, place: usize) -> Result<(), Trouble> {
    let changed = place.is_multiple_of(CHANGED_ONE_IN);
    let end = CloseFollowUp {
        done: DONE.get(place % DONE.len()).map(|done| (*done).to_owned()),
        changes_how_we_serve: Some(changed),
        words: changed.then(|| SheetWords {
            you_said_en: Some("You had to come back because nobody said which papers to bring.".into()),
            you_said_fr: Some(
                "Vous avez dû revenir parce que personne n’avait dit quels documents apporter.".into(),
            ),
            we_did_en: Some("Every slip now says what to bring, and we check it with you.".into()),
            we_did_fr: Some(
                "Chaque fiche dit maintenant quoi apporter, et nous la vérifions avec vous.".into(),
            ),
        }),
    };
    desk.close_follow_up(supervisor, item.id, &end)?;
    Ok(())
}

/// The first few get a little further each; the rest stay new.
fn begin(desk: &Desk, supervisor: &Actor, item: &FollowUpItem, place: usize) -> Result<(), Trouble> {
    match place {
        0 => drop(desk.act_on_follow_up(supervisor, item.id, FIRST)?),
        1 => drop(desk.acknowledge_follow_up(supervisor, item.id)?),
        2 => drop(desk.take_follow_up(supervisor, item.id)?),
        3 if desk.follow_up(supervisor, item.id)?.has_author => {
            drop(desk.open_author(supervisor, item.id, "To hear both sides before calling back")?);
        }
        4 => close(desk, supervisor, item, place)?,
        _ => {}
    }
    Ok(())
}
