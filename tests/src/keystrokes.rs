//! The keystroke-level model of Card, Moran and Newell (1980; 1983, chapter 8): what a practised person takes for what they pressed,
//! without the time of the machine and of the client. `docs/keystrokes.md` states the rule in words; here it is the same for every
//! scenario.

/// What somebody did with their hands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// A key by itself.
    Key(char),
    /// A letter of a text.
    Letter(char),
    /// A key while another is held.
    Chord,
    /// Something on the screen was pointed at, and pressed.
    Touch,
}

/// Hundredths of a second: a key of an average typist (K), pointing (P), a button down or up (B), a hand from the keys to the
/// pointer or back (H), and making up one's mind (M).
const KEY: u32 = 28;
const POINT: u32 = 110;
const BUTTON: u32 = 10;
const HOME: u32 = 40;
const MIND: u32 = 135;

/// Keys that open something, so that a digit behind them chooses in it. Begin, hold and answer are such keys as well: the service,
/// or the score, is what the person had in mind.
const OPENS: &str = " qwcibjyo.z=#mknt\u{E032}";
const ENTER: char = '\u{E007}';
/// Tab, and the arrows.
const WALKS: [char; 5] = ['\u{E004}', '\u{E012}', '\u{E013}', '\u{E014}', '\u{E015}'];

/// What a stretch of work takes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Effort {
    /// Each key of a chord is one.
    pub keys: u32,
    pub hundredths: u32,
}

impl Effort {
    /// As the page has it.
    pub fn seconds(self) -> String {
        format!("{}.{:02}", self.hundredths / 100, self.hundredths % 100)
    }
}

/// What was done last, as far as the next key depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Last {
    /// Nothing, or what was complete with it.
    Whole,
    Opened,
    /// A value was said by one key.
    Chosen,
    Walked,
    Lettered,
}

/// Keys and time of what was done, from hands at the keyboard.
pub fn effort(acts: &[Act]) -> Effort {
    let (mut effort, mut last, mut at_keys) = (Effort::default(), Last::Whole, true);
    for act in acts {
        let is_touch = *act == Act::Touch;
        if is_touch == at_keys {
            effort.hundredths += HOME;
            at_keys = !at_keys;
        }
        let (thinks, next) = step(last, *act);
        effort.hundredths += if thinks { MIND } else { 0 };
        effort.hundredths += match act {
            Act::Key(_) | Act::Letter(_) => KEY,
            Act::Chord => 2 * KEY,
            Act::Touch => POINT + 2 * BUTTON,
        };
        effort.keys += match act {
            Act::Key(_) | Act::Letter(_) => 1,
            Act::Chord => 2,
            Act::Touch => 0,
        };
        last = next;
    }
    effort
}

/// Whether somebody makes up their mind before this, and what it leaves behind.
fn step(last: Last, act: Act) -> (bool, Last) {
    match act {
        Act::Chord | Act::Touch => (true, Last::Whole),
        Act::Letter(_) => (last != Last::Lettered, Last::Lettered),
        // It ends what was chosen by one key, which is foreseen with that key; behind a text, or by itself, it is a decision.
        Act::Key(ENTER) => (!matches!(last, Last::Chosen | Last::Walked), Last::Whole),
        Act::Key(key) if WALKS.contains(&key) => (last != Last::Walked, Last::Walked),
        Act::Key(key) if OPENS.contains(key) => (true, Last::Opened),
        // Opened for this: the two are one thought. A second value is another.
        Act::Key(key) => (!(last == Last::Opened && key.is_ascii_digit()), Last::Chosen),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = include_str!("../../docs/keystrokes.md");
    const F2: char = '\u{E032}';
    const F4: char = '\u{E034}';
    const TAB: char = '\u{E004}';
    const DOWN: char = '\u{E015}';

    fn keys(keys: &str) -> Vec<Act> {
        keys.chars().map(Act::Key).collect()
    }

    /// So many keys and decisions, and nothing else.
    fn takes(acts: &[Act], presses: u32, decisions: u32) {
        let expected = Effort { keys: presses, hundredths: presses * KEY + decisions * MIND };
        assert_eq!(effort(acts), expected, "{acts:?}");
    }

    /// A key as the page writes it.
    fn written(name: &str) -> Act {
        let mut letters = name.chars();
        match (name, letters.next(), letters.next()) {
            ("Space", ..) => Act::Key(' '),
            ("Enter", ..) => Act::Key(ENTER),
            ("Tab", ..) => Act::Key(TAB),
            ("Down", ..) => Act::Key(DOWN),
            ("F2", ..) => Act::Key(F2),
            ("F4", ..) => Act::Key(F4),
            (_, Some(letter), None) => Act::Key(letter),
            _ => {
                assert!(name.starts_with("Ctrl+"), "{name}");
                Act::Chord
            }
        }
    }

    #[test]
    fn the_page_says_of_each_scenario_what_its_keys_take() {
        let mut seen = 0;
        for row in PAGE.lines().filter(|line| line.starts_with("| ") && line.ends_with(" |")) {
            let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
            let [name, _, keys, counted, seconds] = cells[..] else { continue };
            // Thirty rows of a sheet stand there in words.
            if !keys.starts_with('`') {
                continue;
            }
            let acts: Vec<Act> = keys.split(' ').map(|key| written(key.trim_matches('`'))).collect();
            let takes = effort(&acts);
            assert_eq!((counted, seconds), (&*takes.keys.to_string(), &*takes.seconds()), "{name}");
            seen += 1;
        }
        assert_eq!(seen, 12);
    }

    #[test]
    fn the_usual_moment_is_one_thought_and_its_end_is_foreseen() {
        takes(&keys(&format!(" 1{ENTER}")), 3, 1);
        assert_eq!(effort(&keys(&format!(" 1{ENTER}"))).seconds(), "2.19");
    }

    #[test]
    fn each_value_that_is_changed_by_hand_is_a_thought() {
        takes(&keys(&format!(" 4vpfq3{ENTER}")), 8, 5);
        takes(&keys(".11"), 3, 2);
        takes(&keys(" 1+2p3x"), 7, 6);
    }

    #[test]
    fn enter_by_itself_and_behind_a_text_is_a_decision() {
        takes(&keys(&format!("{ENTER}")), 1, 1);
        takes(&keys(&format!(" 1{F2}2{ENTER}{F2}{ENTER}")), 7, 4);
        let note: Vec<Act> = [Act::Key('n')].into_iter().chain("ok".chars().map(Act::Letter)).collect();
        takes(&note, 3, 2);
        takes(&[&note[..], &keys(&format!("{ENTER}"))].concat(), 4, 3);
    }

    #[test]
    fn a_walk_to_a_place_is_one_decision_with_its_end() {
        takes(&keys(&format!("{TAB}{TAB}{ENTER}")), 3, 1);
        takes(&keys(&format!("k{DOWN}{ENTER}{ENTER}")), 4, 3);
    }

    #[test]
    fn a_chord_is_two_keys() {
        takes(&[Act::Chord], 2, 1);
        takes(&[&[Act::Chord][..], &keys(&format!("{ENTER}"))].concat(), 3, 2);
    }

    #[test]
    fn a_hand_goes_to_the_pointer_and_back() {
        let touched = effort(&[Act::Key(' '), Act::Touch, Act::Touch, Act::Key('1')]);
        let expected = 2 * KEY + 2 * (POINT + 2 * BUTTON) + 2 * HOME + 4 * MIND;
        assert_eq!(touched, Effort { keys: 2, hundredths: expected });
    }
}
