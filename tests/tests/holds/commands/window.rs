//! A window that sends generated arguments to an office at work.

use moments_desk::moments::MomentForm;
use moments_desk::ratings::ClientState;
use moments_desk::setup::StartState;
use moments_desk::sign_in::{PinFor, SignIn};
use moments_desk::words::{Origin, Role};
use moments_desk::{Actor, ApiError, Desk, ErrorCode, Proven};
use moments_tests::figures::{self, Figure, Tally};
use moments_tests::generated::Dice;
use moments_tests::{PIN, PROGRAM, TestOffice};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::cell::{Cell, RefCell};
use std::ops::Range;
use std::time::Duration;

/// Generated inputs to each command.
const INPUTS: u64 = 5_000;
const LONG: u64 = 100_000;

thread_local! {
    static ONLY: Cell<Option<u64>> = const { Cell::new(None) };
}

/// Sends no more than so many inputs to each command in this thread; the first of them is the example.
pub fn send_only(inputs: u64) {
    ONLY.set(Some(inputs));
}

thread_local! {
    static INSTEAD: RefCell<Option<Instead>> = const { RefCell::new(None) };
}

/// What is done with a command in this thread instead of sending generated inputs to it.
pub type Instead = Box<dyn Fn(&Window, &str, &dyn Fn(&Desk) -> Value, &dyn Fn(&Desk, &Arguments) -> Done)>;

pub fn instead(of_inputs: Instead) {
    INSTEAD.with(|instead| *instead.borrow_mut() = Some(of_inputs));
}

/// After so many inputs everything is read that can be read.
const LOOK_EVERY: u64 = 500;

/// What a window sends along with a command.
pub struct Arguments(pub Value);

impl Arguments {
    /// An absent argument is read as the shell reads it: as none where there may be none.
    pub fn get<T: DeserializeOwned>(&self, name: &str) -> Result<T, NotDone> {
        let value = self.0.get(name).cloned().unwrap_or_default();
        serde_json::from_value(value).map_err(|_| NotDone::NotRead)
    }
}

pub enum NotDone {
    /// Refused at the border, where arguments are read.
    NotRead,
    Refused(ApiError),
}

impl From<ApiError> for NotDone {
    fn from(error: ApiError) -> Self {
        Self::Refused(error)
    }
}

pub type Done = Result<(), NotDone>;

/// An office at work: Ada is signed in with every role; some of everything is there.
pub struct Window {
    pub office: TestOffice,
    /// Texts that mean something here: ids, keys, numbers on cards.
    pub known: Vec<String>,
}

impl Window {
    pub fn new() -> Self {
        let office = TestOffice::new().unwrap();
        let request = SignIn { staff: office.id("Ada"), pin: PIN.into(), short: false };
        office.desk.sign_in(&request).unwrap();
        let ada = office.desk.actor().unwrap();
        let mut known = vec![office.quick(1), office.quick(2), "A1".into(), "A2".into()];
        known.extend(office.people.values().map(ToString::to_string));
        for name in ["Ada", "Ben"] {
            let served = office.serve(name, office.usual()).unwrap().item.id;
            known.push(served.to_string());
        }
        let enquiry = office.desk.quick_enquiry(&ada, None).unwrap().item.id;
        known.extend([enquiry.to_string(), opened(&office.desk)]);
        // Serving took a while, in which rights rest.
        office.desk.give_pin(PIN, PinFor::Rights).unwrap();
        Self { office, known }
    }

    pub fn desk(&self) -> &Desk {
        &self.office.desk
    }

    /// Sends generated arguments about like the example, which itself must be taken. The example is made anew for each
    /// input, as many a command works once.
    #[track_caller]
    pub fn hammer(
        &self,
        name: &str,
        example: impl Fn(&Desk) -> Value,
        call: impl Fn(&Desk, &Arguments) -> Done,
    ) {
        let other = INSTEAD.with(|instead| {
            instead.borrow().as_ref().map(|instead| instead(self, name, &example, &call)).is_some()
        });
        if other {
            return;
        }
        match ONLY.get() {
            Some(inputs) => self.send(name, &example, &call, 0..inputs),
            None => {
                let figure = Figure { name: &format!("inputs a command: {name}"), quick: INPUTS, long: LONG };
                // In an office of its own each time: none has a hundred thousand of everything.
                figures::run_next(&figure, INPUTS, |chunk, inputs| {
                    let from = chunk * INPUTS;
                    self.send(name, &example, &call, from..from + inputs);
                    Tally::clean(inputs)
                });
            }
        }
    }

    fn send(
        &self,
        name: &str,
        example: &impl Fn(&Desk) -> Value,
        call: &impl Fn(&Desk, &Arguments) -> Done,
        seeds: Range<u64>,
    ) {
        let (mut done, mut refused, mut not_read) = (0, 0, 0);
        let (first, inputs) = (seeds.start, seeds.end - seeds.start);
        for seed in seeds {
            let mut dice = Dice::of(seed);
            let like = example(self.desk());
            let input = if seed == first { like } else { self.changed(&like, &mut dice) };
            match call(self.desk(), &Arguments(input)) {
                Ok(()) => done += 1,
                Err(NotDone::NotRead) => not_read += 1,
                Err(NotDone::Refused(error)) => {
                    assert_ne!(seed, first, "{name}: the example is refused: {error:?}");
                    assert_ne!(error.code, ErrorCode::Internal, "{name}, seed {seed}: {error:?}");
                    refused += 1;
                }
            }
            if seed % LOOK_EVERY == 0 {
                look_at_everything(self.desk());
                // So that no day has more moments than a busy office.
                self.office.clock.forward(chrono::TimeDelta::days(1));
                // Rights rest when so much time has passed, and waits after wrong PINs are over.
                self.office.steady.pass(Duration::from_secs(3600));
                if self.desk().actor().is_ok_and(|actor| !actor.resting.is_empty()) {
                    // It may be another by now, where PINs are what is tried.
                    let _ = self.desk().give_pin(PIN, PinFor::Rights);
                }
            }
        }
        println!("{name}: {done} done, {refused} refused, {not_read} not read");
        assert!(done > inputs / 100, "{name}: {done} of the inputs were taken");
        assert!(done + refused > inputs / 3, "{name}: {not_read} of the inputs reached nothing");
    }

    /// Arguments about like these; a window always sends an object of them.
    fn changed(&self, like: &Value, dice: &mut Dice) -> Value {
        let all = like.as_object().unwrap().iter();
        let some: Vec<_> = all.filter(|_| !dice.one_in(40)).collect();
        some.into_iter().map(|(name, like)| (name.clone(), dice.about_like(like, &self.known))).collect()
    }
}

/// Whoever is signed in, as if the PIN were given again for each command: proving it is slow on purpose.
pub fn with_fresh_pin(desk: &Desk) -> Result<Actor, ApiError> {
    Ok(Actor { proven: Proven::Now, ..desk.actor()? })
}

pub fn look_at_everything(desk: &Desk) {
    let actor = Actor { roles: Role::ALL.iter().copied().collect(), ..desk.actor().unwrap() };
    desk.acts(&actor, &Default::default()).unwrap();
    assert!(matches!(desk.start(PROGRAM), StartState::Ready { .. }));
    desk.session().unwrap();
    desk.staff_to_sign_in().unwrap();
    desk.counter(&actor).unwrap();
    desk.my_cases(&actor).unwrap();
    desk.due_cases(&actor).unwrap();
    desk.case_ageing(&actor).unwrap();
    desk.follow_ups(&actor, &Default::default()).unwrap();
    desk.follow_ups_of_day(&actor, None).unwrap();
    desk.my_openings(&actor).unwrap();
    desk.backups(&actor).unwrap();
    desk.handing_over(&actor).unwrap();
    desk.sticks(&actor).unwrap();
    desk.sheets(&actor).unwrap();
    desk.past_log_progress(&actor).unwrap();
    desk.stop_past_log(&actor).unwrap();
    desk.services().unwrap();
    desk.quick_list().unwrap();
    desk.start_directory(&actor).unwrap();
    desk.directory(&actor).unwrap();
    desk.office(&actor).unwrap();
    desk.key_holders(&actor).unwrap();
    desk.new_key_progress();
    desk.stop_new_key();
    desk.staff(&actor).unwrap();
    assert!(desk.time_zones().len() > 400);
}

/// Made anew for every fourth input, as many a command works once; in between the last one again.
pub fn anew(make: impl Fn(&Desk) -> String) -> impl Fn(&Desk) -> String {
    every(4, make)
}

pub fn every(n: u32, make: impl Fn(&Desk) -> String) -> impl Fn(&Desk) -> String {
    let (calls, last) = (Cell::new(0u32), RefCell::new(String::new()));
    move |desk| {
        if calls.replace(calls.get() + 1).is_multiple_of(n) {
            last.replace(make(desk));
        }
        last.borrow().clone()
    }
}

pub fn opened(desk: &Desk) -> String {
    desk.open_moment(&desk.actor().unwrap(), MomentForm::default()).unwrap().id.to_string()
}

/// The usual moment, served in person: with an invitation.
pub fn served(desk: &Desk) -> String {
    let id = opened(desk);
    let form = json!({ "id": id, "services": [{ "service": "unclassified" }] });
    desk.record(&desk.actor().unwrap(), &serde_json::from_value(form).unwrap(), Origin::Live).unwrap();
    id
}

pub fn lit(desk: &Desk) -> String {
    let ClientState::Invited(lit) = desk.client_state().unwrap() else {
        panic!("the client's screen should be lit")
    };
    lit.token
}

/// A moment of which everything was recorded that can be.
pub fn moment(service: &str) -> Value {
    moment_of(service, 24)
}

pub fn moment_of(service: &str, day: u32) -> Value {
    let at = |time: &str| format!("2026-11-{day:02}T{time}-05:00");
    json!({
        "started_at": at("13:53:10"), "finished_at": at("14:02:55"), "time_source": "live",
        "channel": "in_person", "relationship": "voluntary", "outcome": "referred",
        "services": [{ "service": service, "quantity": 1, "relationship": "involuntary_rights_of_others", "outcome": "turned_away",
            "interests": ["safety"], "decision_explained": true, "recourse_told": false }],
        "wait": { "arrived_at": at("13:50:00") },
        "language": { "active_offer": true, "requested": "fr", "provided": "fr", "interpreter": "none" },
        "contact": "2", "barriers": ["missing_document"],
        "came_from": { "name": "School", "level": "other" },
        "sent_to": { "name": "Town office", "level": "municipal", "kind": "appointment_made" },
        "offers": { service: "accepted" }, "life_event": "move", "feedback": ["complaint"],
        "party_size": 2, "acting_for_other": false, "note": "came back with the form", "note_flagged": true,
    })
}
