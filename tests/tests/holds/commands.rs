//! Whatever a window sends to any command: an error or a success, never a panic and never a fault of Moments itself.
//!
//! Each command takes its arguments as the window sends them, one JSON object, read as the shell reads it.

use moments_desk::moments::MomentForm;
use moments_desk::ratings::ClientState;
use moments_desk::setup::StartState;
use moments_desk::sign_in::SignIn;
use moments_desk::words::{Origin, Role, VoidReason};
use moments_desk::{Actor, ApiError, Desk, ErrorCode, Home, Keys};
use moments_tests::generated::{Dice, HARD};
use moments_tests::{PIN, PROGRAM, TestOffice, new_office};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

/// Generated inputs to each command.
const INPUTS: u64 = 5_000;

/// After so many inputs everything is read that can be read.
const LOOK_EVERY: u64 = 500;

/// Commands that take nothing. They show, again and again, what the others were made to store.
const TAKE_NOTHING: [&str; 10] = [
    "app_state",
    "staff_to_sign_in",
    "lock_counter",
    "sign_out",
    "time_zones",
    "counter",
    "services",
    "quick_list",
    "office",
    "staff",
];

/// What the shell itself does: the system's window for files, which takes nothing, and the preferences, whose inputs are
/// generated in the shell's own tests.
const OF_THE_SHELL: [&str; 2] = ["choose_files", "save_preferences"];

#[test]
fn no_command_is_left_out() {
    let granted: BTreeSet<&str> =
        include_str!("../../../src-tauri/commands.txt").split_whitespace().collect();
    let here = include_str!("commands.rs");
    let named = |rest: &'static str| rest.trim_start().strip_prefix('"')?.split('"').next();
    let hammered = here.split(".hammer(").skip(1).filter_map(named).filter(|name| !name.contains(' '));
    assert_eq!(hammered.chain(TAKE_NOTHING).chain(OF_THE_SHELL).collect::<BTreeSet<_>>(), granted);
}

/// What a window sends along with a command.
struct Arguments(Value);

impl Arguments {
    /// An absent argument is read as the shell reads it: as none where there may be none.
    fn get<T: DeserializeOwned>(&self, name: &str) -> Result<T, NotDone> {
        let value = self.0.get(name).cloned().unwrap_or_default();
        serde_json::from_value(value).map_err(|_| NotDone::NotRead)
    }
}

enum NotDone {
    /// Refused at the border, where arguments are read.
    NotRead,
    Refused(ApiError),
}

impl From<ApiError> for NotDone {
    fn from(error: ApiError) -> Self {
        Self::Refused(error)
    }
}

type Done = Result<(), NotDone>;

/// An office at work: Ada is signed in with every role; some of everything is there.
struct Window {
    office: TestOffice,
    /// Texts that mean something here: ids, keys, numbers on cards.
    known: Vec<String>,
}

impl Window {
    fn new() -> Self {
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
        Self { office, known }
    }

    fn desk(&self) -> &Desk {
        &self.office.desk
    }

    /// Sends generated arguments about like the example, which itself must be taken. The example is made anew for each
    /// input, as many a command works once.
    #[track_caller]
    fn hammer(&self, name: &str, example: impl Fn(&Desk) -> Value, call: impl Fn(&Desk, &Arguments) -> Done) {
        let (mut done, mut refused, mut not_read) = (0, 0, 0);
        for seed in 0..INPUTS {
            let mut dice = Dice::of(seed);
            let like = example(self.desk());
            let input = if seed == 0 { like } else { self.changed(&like, &mut dice) };
            match call(self.desk(), &Arguments(input)) {
                Ok(()) => done += 1,
                Err(NotDone::NotRead) => not_read += 1,
                Err(NotDone::Refused(error)) => {
                    assert_ne!(seed, 0, "{name}: the example is refused: {error:?}");
                    assert_ne!(error.code, ErrorCode::Internal, "{name}, seed {seed}: {error:?}");
                    refused += 1;
                }
            }
            if seed % LOOK_EVERY == 0 {
                look_at_everything(self.desk());
                // So that no day has more moments than a busy office.
                self.office.clock.forward(chrono::TimeDelta::days(1));
            }
        }
        println!("{name}: {done} done, {refused} refused, {not_read} not read");
        assert!(done > INPUTS / 100, "{name}: {done} of the inputs were taken");
        assert!(done + refused > INPUTS / 3, "{name}: {not_read} of the inputs reached nothing");
    }

    /// Arguments about like these; a window always sends an object of them.
    fn changed(&self, like: &Value, dice: &mut Dice) -> Value {
        let all = like.as_object().unwrap().iter();
        let some: Vec<_> = all.filter(|_| !dice.one_in(40)).collect();
        some.into_iter().map(|(name, like)| (name.clone(), dice.about_like(like, &self.known))).collect()
    }
}

fn look_at_everything(desk: &Desk) {
    let actor = Actor { roles: Role::ALL.iter().copied().collect(), ..desk.actor().unwrap() };
    assert!(matches!(desk.start(PROGRAM), StartState::Ready { .. }));
    desk.session().unwrap();
    desk.staff_to_sign_in().unwrap();
    desk.counter(&actor).unwrap();
    desk.services().unwrap();
    desk.quick_list().unwrap();
    desk.office(&actor).unwrap();
    desk.staff(&actor).unwrap();
    assert!(desk.time_zones().len() > 400);
}

/// Made anew for every fourth input, as many a command works once; in between the last one again.
fn anew(make: impl Fn(&Desk) -> String) -> impl Fn(&Desk) -> String {
    every(4, make)
}

fn every(n: u32, make: impl Fn(&Desk) -> String) -> impl Fn(&Desk) -> String {
    let (calls, last) = (Cell::new(0u32), RefCell::new(String::new()));
    move |desk| {
        if calls.replace(calls.get() + 1).is_multiple_of(n) {
            last.replace(make(desk));
        }
        last.borrow().clone()
    }
}

fn opened(desk: &Desk) -> String {
    desk.open_moment(&desk.actor().unwrap(), MomentForm::default()).unwrap().id.to_string()
}

/// The usual moment, served in person: with an invitation.
fn served(desk: &Desk) -> String {
    let id = opened(desk);
    let form = json!({ "id": id, "services": [{ "service": "unclassified" }] });
    desk.record(&desk.actor().unwrap(), &serde_json::from_value(form).unwrap(), Origin::Live).unwrap();
    id
}

fn lit(desk: &Desk) -> String {
    let ClientState::Invited(lit) = desk.client_state().unwrap() else {
        panic!("the client's screen should be lit")
    };
    lit.token
}

/// A moment of which everything was recorded that can be.
fn moment(service: &str) -> Value {
    moment_of(service, 24)
}

fn moment_of(service: &str, day: u32) -> Value {
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
        "party_size": 2, "acting_for_other": false, "note": "came back with the form",
    })
}

#[test]
fn any_moment_is_recorded_or_refused() {
    let window = Window::new();
    let service = window.office.quick(1);
    let calls = Cell::new(0);
    window.hammer(
        "save_moment",
        |_| json!({ "form": moment_of(&service, 1 + calls.replace(calls.get() + 1) % 24) }),
        |desk, sent| {
            desk.record(&desk.actor()?, &sent.get("form")?, Origin::Live)?;
            Ok(())
        },
    );
    window.hammer(
        "quick_enquiry",
        |_| json!({ "channel": "phone" }),
        |desk, sent| {
            desk.quick_enquiry(&desk.actor()?, sent.get("channel")?)?;
            Ok(())
        },
    );
}

/// Not a window's: a line of the command line may say more, such as who served and a rating given on paper.
#[test]
fn any_moment_of_the_command_line_is_recorded_or_refused() {
    let window = Window::new();
    let service = window.office.quick(1);
    let calls = Cell::new(0);
    let line = || {
        let mut line = moment_of(&service, 1 + calls.replace(calls.get() + 1) % 24);
        line["staff"] = json!("Ben");
        line["rating"] = json!({ "state": "rated", "source": "paper", "overall": 4, "drivers": ["courtesy"], "fairness": 5 });
        line
    };
    window.hammer(
        "record at the command line",
        |_| json!({ "form": line() }),
        |desk, sent| {
            desk.record(&Actor::cli(), &sent.get("form")?, Origin::Cli)?;
            Ok(())
        },
    );
}

#[test]
fn any_open_moment_is_kept_or_refused() {
    let window = Window::new();
    let service = window.office.quick(1);
    window.hammer(
        "open_moment",
        |_| json!({ "form": moment(&service) }),
        |desk, sent| {
            let open = desk.open_moment(&desk.actor()?, sent.get("form")?)?;
            Ok(desk.discard_moment(&desk.actor()?, open.id)?)
        },
    );
    let open = opened(window.desk());
    window.hammer(
        "change_open_moment",
        |_| json!({ "id": open, "form": moment(&service) }),
        |desk, sent| {
            desk.change_open_moment(&desk.actor()?, sent.get("id")?, sent.get("form")?)?;
            Ok(())
        },
    );
    window.hammer(
        "park_moment",
        |_| json!({ "id": open, "parked": true }),
        |desk, sent| {
            desk.park_moment(&desk.actor()?, sent.get("id")?, sent.get("parked")?)?;
            Ok(())
        },
    );
    let some = anew(opened);
    window.hammer(
        "discard_moment",
        |desk| json!({ "id": some(desk) }),
        |desk, sent| {
            let discarded = desk.discard_moment(&desk.actor()?, sent.get("id")?);
            for left in desk.counter(&desk.actor()?)?.open.iter().skip(4) {
                desk.discard_moment(&desk.actor()?, left.id)?;
            }
            Ok(discarded?)
        },
    );
}

#[test]
fn any_change_of_a_moment_is_made_or_refused() {
    let window = Window::new();
    let service = window.office.quick(1);
    let some = anew(served);
    let example = |desk: &Desk| json!({ "id": some(desk), "form": moment(&service), "reason": "wrong key" });
    window.hammer("amend", example, |desk, sent| {
        desk.amend(&desk.actor()?, sent.get("id")?, &sent.get("form")?, &sent.get::<String>("reason")?)?;
        Ok(())
    });
    window.hammer(
        "undo",
        |desk| json!({ "id": some(desk) }),
        |desk, sent| {
            if let Some(open) = desk.undo(&desk.actor()?, sent.get("id")?)? {
                desk.discard_moment(&desk.actor()?, open.id)?;
            }
            Ok(())
        },
    );
    window.hammer(
        "moment",
        |desk| json!({ "id": some(desk) }),
        |desk, sent| {
            desk.moment(&desk.actor()?, sent.get("id")?)?;
            Ok(())
        },
    );
}

#[test]
fn any_void_and_restoration_is_made_or_refused() {
    let window = Window::new();
    let some = anew(served);
    let void = |desk: &Desk| json!({ "id": some(desk), "why": "other", "reason": "the wrong counter" });
    window.hammer("void_moment", void, |desk, sent| {
        let reason: Option<String> = sent.get("reason")?;
        desk.void(&desk.actor()?, sent.get("id")?, sent.get("why")?, reason.as_deref())?;
        Ok(())
    });
    let some = anew(served_and_voided);
    window.hammer(
        "restore_moment",
        |desk| json!({ "id": some(desk) }),
        |desk, sent| {
            desk.restore(&desk.actor()?, sent.get("id")?)?;
            Ok(())
        },
    );
}

fn served_and_voided(desk: &Desk) -> String {
    let id = served(desk);
    desk.void(&desk.actor().unwrap(), id.parse().unwrap(), VoidReason::Test, None).unwrap();
    id
}

#[test]
fn any_answer_for_a_client_is_taken_or_refused() {
    let window = Window::new();
    let rating = json!({ "state": "rated", "source": "paper", "assisted": "no", "language": "fr", "overall": 4, "drivers": ["courtesy"],
        "fairness": 5, "comment": "fine" });
    let some = anew(served);
    window.hammer(
        "rate_for_client",
        |desk| json!({ "id": some(desk), "rating": rating }),
        |desk, sent| {
            desk.rate_for_client(&desk.actor()?, sent.get("id")?, &sent.get("rating")?)?;
            Ok(())
        },
    );
    window.hammer(
        "withdraw_invitation",
        |desk| json!({ "id": some(desk), "reason": "client_gone" }),
        |desk, sent| {
            desk.withdraw_invitation(&desk.actor()?, sent.get("id")?, sent.get("reason")?)?;
            Ok(())
        },
    );
    window.hammer(
        "hand_over",
        |desk| json!({ "id": some(desk) }),
        |desk, sent| {
            desk.hand_over(&desk.actor()?, sent.get("id")?)?;
            Ok(())
        },
    );
}

#[test]
fn any_answer_of_a_clients_page_is_taken_or_refused() {
    let window = Window::new();
    let clock = window.office.clock.clone();
    let answer = json!({ "overall": 4, "drivers": ["courtesy"], "fairness": 5, "confidence": 3, "priority": "nothing", "need_met": "yes" });
    let steps = Cell::new(0usize);
    let lit_anew = |desk: &Desk| {
        if !matches!(desk.client_state().unwrap(), ClientState::Invited(_)) {
            served(desk);
        }
        clock.forward(chrono::TimeDelta::seconds(2));
        let kind = ["draft", "draft", "done", "touched", "ready", "declined", "timed_out"]
            [steps.replace(steps.get() + 1) % 7];
        let step = match kind {
            "touched" | "ready" | "declined" => json!({ "kind": kind }),
            "timed_out" => json!({ "kind": kind, "answer": answer }),
            _ => json!({ "kind": kind, "language": "fr", "answer": answer }),
        };
        json!({ "token": lit(desk), "step": step })
    };
    window.hammer("client_answer", lit_anew, |desk, sent| {
        desk.client_answer(sent.get::<Option<String>>("token")?.as_deref(), sent.get("step")?)?;
        Ok(())
    });
    window.hammer(
        "curtain",
        |_| json!({ "drawn": true }),
        |desk, sent| {
            desk.curtain(sent.get("drawn")?);
            desk.client_state()?;
            Ok(())
        },
    );
}

#[test]
fn any_question_about_a_day_is_answered_or_refused() {
    let window = Window::new();
    let filter = json!({ "service": window.office.quick(1), "channel": "in_person", "client": "voluntary", "outcome": "served" });
    window.hammer(
        "review_day",
        |_| json!({ "date": "2026-11-24", "filter": filter }),
        |desk, sent| {
            let date: Option<String> = sent.get("date")?;
            desk.review_day(&desk.actor()?, date.as_deref(), &sent.get("filter")?)?;
            Ok(())
        },
    );
    let page = || json!({ "date": "2026-11-24", "filter": filter, "after": null });
    window.hammer(
        "review_moments",
        |_| page(),
        |desk, sent| {
            let (date, after): (Option<String>, Option<String>) = (sent.get("date")?, sent.get("after")?);
            desk.review_moments(&desk.actor()?, date.as_deref(), &sent.get("filter")?, after.as_deref())?;
            Ok(())
        },
    );
    window.hammer(
        "moment_by_card",
        |_| json!({ "shortNo": "A1", "date": "2026-11-24" }),
        |desk, sent| {
            let date: Option<String> = sent.get("date")?;
            desk.moment_by_card(&desk.actor()?, &sent.get::<String>("shortNo")?, date.as_deref())?;
            Ok(())
        },
    );
    window.hammer(
        "my_day",
        |_| json!({ "date": "2026-11-24" }),
        |desk, sent| {
            desk.my_day(&desk.actor()?, sent.get::<Option<String>>("date")?.as_deref())?;
            Ok(())
        },
    );
    window.hammer(
        "search",
        |_| json!({ "text": "form" }),
        |desk, sent| {
            desk.search(&desk.actor()?, &sent.get::<String>("text")?)?;
            Ok(())
        },
    );
    window.hammer(
        "check_text",
        |_| json!({ "text": "046 454 286" }),
        |desk, sent| {
            let text: String = sent.get("text")?;
            for found in desk.check_text(&text) {
                assert!((found.end as usize) <= text.chars().count() && found.start < found.end);
            }
            Ok(())
        },
    );
    window.hammer(
        "mask_text",
        |_| json!({ "text": "046 454 286" }),
        |desk, sent| {
            desk.mask_text(&sent.get::<String>("text")?);
            Ok(())
        },
    );
}

#[test]
fn any_service_and_setting_is_kept_or_refused() {
    let window = Window::new();
    let (first, second) = (window.office.quick(1), window.office.quick(2));
    let form = |key: Option<String>, name: &str| {
        json!({ "key": key, "name_en": name, "name_fr": "Médaille", "description_en": "c", "description_fr": null,
            "relationship": "voluntary", "next": [second] })
    };
    // Own services stay few, as in an office.
    let own = every(100, |desk| {
        let new = serde_json::from_value(form(None, "Dog tag")).unwrap();
        desk.save_service(&desk.actor().unwrap(), &new).unwrap().item.key
    });
    let service = |desk: &Desk| json!({ "form": form(Some(own(desk)), "Tag for a dog") });
    window.hammer("save_service", service, |desk, sent| {
        desk.save_service(&desk.actor()?, &sent.get("form")?)?;
        Ok(())
    });
    window.hammer(
        "service",
        |_| json!({ "key": first }),
        |desk, sent| {
            desk.service(&sent.get::<String>("key")?)?;
            Ok(())
        },
    );
    let list = json!({ "quick": [second], "offered": [] });
    window.hammer(
        "save_quick_list",
        |_| json!({ "form": list }),
        |desk, sent| {
            desk.save_quick_list(&desk.actor()?, &sent.get("form")?)?;
            Ok(())
        },
    );
    window.hammer(
        "retire_service",
        |_| json!({ "key": first, "retired": true }),
        |desk, sent| {
            desk.retire_service(&desk.actor()?, &sent.get::<String>("key")?, sent.get("retired")?)?;
            Ok(())
        },
    );
    window.hammer(
        "confirm_relationships",
        |_| json!({ "keys": [first] }),
        |desk, sent| {
            desk.confirm_relationships(&desk.actor()?, &sent.get::<Vec<String>>("keys")?)?;
            Ok(())
        },
    );
    let settings = json!({ "name_en": "Iqaluit", "name_fr": "Iqaluit", "organization_en": "c", "organization_fr": "d",
        "time_zone": "America/Iqaluit", "languages": ["en", "fr"], "invite_one_in": 1, "questions": ["fairness"],
        "screen_threshold": 5, "client_timeout_seconds": 60, "idle_lock_minutes": 5, "standing_recorded": false,
        "party_recorded": true });
    window.hammer(
        "save_office",
        |_| json!({ "form": settings }),
        |desk, sent| {
            desk.save_office(&desk.actor()?, &sent.get("form")?)?;
            Ok(())
        },
    );
}

#[test]
fn any_file_is_previewed_and_any_preview_imported_or_refused() {
    let mut window = Window::new();
    let path = |name: &str| window.office.folder().join(name).to_string_lossy().into_owned();
    let (services, folder, other) = (path("si.csv"), path(""), path("other.csv"));
    std::fs::write(
        &services,
        "fiscal_yr,service_id,service_name_en,service_name_fr,service_type,service_recipient_type,owner_org,owner_org_title\r\n\
         2023-2024,SRV00042,Buoys,Bouées,LRP,SOCIETY,ferry,Ferries | Traversiers\r\n",
    )
    .unwrap();
    std::fs::write(&other, "a,b\r\n").unwrap();
    window.known.extend([folder, other, "/dev/zero".into()]);
    window.hammer(
        "preview_import",
        |_| json!({ "paths": [services] }),
        |desk, sent| {
            desk.preview_import(&desk.actor()?, &sent.get::<Vec<String>>("paths")?)?;
            Ok(())
        },
    );
    let previewed = anew(|desk| {
        let ada = desk.actor().unwrap();
        desk.preview_import(&ada, std::slice::from_ref(&services)).unwrap().token
    });
    let token = |desk: &Desk| json!({ "token": previewed(desk) });
    window.hammer("import_catalogue", token, |desk, sent| {
        desk.import(&desk.actor()?, &sent.get::<String>("token")?)?;
        Ok(())
    });
}

#[test]
fn any_person_and_pin_is_taken_or_refused() {
    let window = Window::new();
    let ben = window.office.id("Ben");
    let staff = json!({ "id": ben, "name": "Ben", "roles": ["counter"], "active": true, "pin": null, "language": "fr" });
    window.hammer(
        "save_staff",
        |_| json!({ "form": staff }),
        |desk, sent| {
            desk.save_staff(&desk.actor()?, &sent.get("form")?)?;
            Ok(())
        },
    );
    // Hashing is slow on purpose, so most examples are too easy a PIN.
    let tries = Cell::new(0u32);
    let short = |_: &Desk| {
        let n = tries.replace(tries.get() + 1);
        json!({ "pin": if n.is_multiple_of(25) { "2580" } else { "1234" } })
    };
    window.hammer("set_short_pin", short, |desk, sent| {
        Ok(desk.set_short_pin(&desk.actor()?, &sent.get::<String>("pin")?)?)
    });
}

#[test]
fn any_way_in_is_opened_or_refused() {
    let window = Window::new();
    let ada = window.office.id("Ada");
    // Opening a store takes its time, so most codes are another office's.
    let (right, other) = (&window.office.recovery_code, TestOffice::new().unwrap().recovery_code.clone());
    let calls = Cell::new(0u32);
    let code = |_: &Desk| {
        let n = calls.replace(calls.get() + 1);
        json!({ "code": if n.is_multiple_of(25) { right } else { &other } })
    };
    window.hammer("unlock_with_code", code, |desk, sent| {
        desk.unlock_with_code(PROGRAM, &sent.get::<String>("code")?)?;
        Ok(())
    });
    // Checking a PIN is slow on purpose. Noor's is wrong, and after five wrong ones only the wait is told.
    let noor = window.office.id("Noor");
    let calls = Cell::new(0u32);
    let request = |_: &Desk| {
        let right = calls.replace(calls.get() + 1).is_multiple_of(25);
        let (staff, pin) = if right { (ada, PIN) } else { (noor, "not-her-pin") };
        json!({ "request": { "staff": staff, "pin": pin, "short": false } })
    };
    window.hammer("sign_in", request, |desk, sent| {
        // A session that a wrong PIN ended would end the campaign.
        let request: SignIn = sent.get("request")?;
        let signed_in = desk.sign_in(&request);
        if signed_in.is_ok() {
            desk.lock_counter();
            assert_eq!(desk.actor().unwrap_err().code, ErrorCode::Locked);
            desk.sign_in(&SignIn { staff: ada, pin: PIN.into(), short: false })?;
        }
        signed_in?;
        Ok(())
    });
    window.desk().sign_out().unwrap();
}

#[test]
fn any_new_office_is_made_or_refused() {
    let window = Window::new();
    let folder = tempfile::tempdir().unwrap();
    let offices = Cell::new(0u32);
    let calls = Cell::new(0u32);
    let example = |_: &Desk| {
        // Making a store is slow, so most examples have too easy a PIN.
        let pin = if calls.replace(calls.get() + 1).is_multiple_of(25) { PIN } else { "12345678" };
        json!({ "office": { "name_en": "a", "name_fr": "b", "organization_en": "c", "organization_fr": "d",
            "time_zone": "America/Iqaluit", "languages": ["en", "fr"], "workstation": "1", "administrator": "Ada",
            "pin": pin, "key_storage": "key_file", "starter_catalogue": false } })
    };
    window.hammer("set_up", example, |_, sent| {
        let home = Home::locate(Some(&folder.path().join(offices.get().to_string()))).unwrap();
        let desk = Desk::new(home, Keys { key_file: None, no_keystore: true }, Desk::system_clock());
        desk.set_up(PROGRAM, &sent.get("office")?)?;
        offices.set(offices.get() + 1);
        assert_eq!(desk.set_up(PROGRAM, &new_office()).unwrap_err().code, ErrorCode::AlreadySetUp);
        Ok(())
    });
}

#[test]
fn the_hard_texts_are_among_what_is_sent() {
    let mut dice = Dice::of(1);
    let sent: BTreeSet<String> = (0..4 * INPUTS).map(|_| dice.text()).collect();
    assert!(HARD.iter().all(|text| sent.contains(*text)));
    assert!(sent.iter().any(|text| text.len() >= 1 << 19), "notes of a megabyte");
}
