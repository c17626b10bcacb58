//! What is typed for the nth client, and what must stand in the store for it.

use crate::pairs::Outcome;
use crate::window::{CTRL, ENTER, Window};
use moments_core::moment::Moment;
use moments_core::words::{By, ContactNo, Outcome as Issue};

/// One in so many is something more than the usual three keys.
const UNUSUAL: u32 = 20;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed {
    digit: u32,
    more: Option<More>,
}

/// The one thing that is unusual about it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum More {
    /// By choice, where the service says required; or the other way round.
    Relationship,
    PartlyServed,
    Twice,
    SecondContact,
    Note(String),
}

impl Typed {
    /// `quick`: services that have a key.
    pub fn of(number: u32, quick: u32) -> Self {
        let more = match number % UNUSUAL {
            3 => Some(More::Relationship),
            7 => Some(More::PartlyServed),
            11 => Some(More::Twice),
            15 => Some(More::SecondContact),
            19 => Some(More::Note(format!("note {number}: à rappeler"))),
            _ => None,
        };
        // One after the other, so that a key in the wrong place is seen.
        Self { digit: 1 + (number + number / quick) % quick, more }
    }

    /// Types it without waiting for the screen, and gives how many keys that were.
    pub fn press(&self, window: &Window) -> Outcome<u64> {
        let mut keys = vec![' ', char::from_digit(self.digit, 10).ok_or("no digit")?];
        match &self.more {
            None => {}
            Some(More::Relationship) => keys.push('v'),
            Some(More::PartlyServed) => keys.push('p'),
            Some(More::Twice) => keys.push('+'),
            Some(More::SecondContact) => keys.extend(['c', '2']),
            Some(More::Note(text)) => {
                keys.push('n');
                keys.extend(text.chars());
                window.press(keys.iter().copied())?;
                window.chord(CTRL, ENTER)?;
                return Ok(u64::try_from(keys.len())? + 2);
            }
        }
        keys.push(ENTER);
        window.press(keys.iter().copied())?;
        Ok(u64::try_from(keys.len())?)
    }

    fn is(&self, moment: &Moment, quick: &[String]) -> bool {
        let mut lines = moment.lines.values();
        let (Some(line), None) = (lines.next(), lines.next()) else { return false };
        let service = usize::try_from(self.digit - 1).ok().and_then(|at| quick.get(at));
        let more = self.more.as_ref();
        let note = match more {
            Some(More::Note(text)) => Some(text),
            _ => None,
        };
        service == Some(&line.name_en)
            && (line.relationship.by == By::Staff) == (more == Some(&More::Relationship))
            && (line.outcome.value == Issue::PartlyServed) == (more == Some(&More::PartlyServed))
            && (line.quantity == 2) == (more == Some(&More::Twice))
            && (moment.contact.value == ContactNo::Second) == (more == Some(&More::SecondContact))
            && moment.note.as_ref() == note
    }
}

/// How far behind one that is not in the store the next that is there is looked for.
const LOST_MAX: usize = 5;

/// What was typed and is not in the store, or not as it was typed, in words.
pub fn compare(typed: &[Typed], saved: &[Moment], quick: &[String]) -> Vec<String> {
    let (mut wrong, mut saved) = (Vec::new(), saved.iter().peekable());
    for (number, one) in typed.iter().enumerate() {
        let next = saved.peek().copied();
        if next.is_some_and(|moment| one.is(moment, quick)) {
            saved.next();
            continue;
        }
        let mut later = typed.iter().skip(number + 1).take(LOST_MAX);
        match next.filter(|moment| !later.any(|other| other.is(moment, quick))) {
            None => wrong.push(format!("{number}: typed {one:?}, and not there")),
            Some(moment) => {
                let line = moment.lines.values().next();
                wrong.push(format!("{number}: typed {one:?}, saved {line:?}, {:?}", moment.note));
                saved.next();
            }
        }
    }
    wrong.extend(saved.map(|moment| format!("there and not typed: {:?}", moment.lines)));
    wrong
}
