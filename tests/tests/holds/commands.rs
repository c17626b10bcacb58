//! Whatever a window, a file or the command line sends: an error or a success, never a panic.

use moments_desk::catalogue::{QuickListForm, ServiceForm};
use moments_desk::moments::{MomentForm, RatingForm};
use moments_desk::office::OfficeForm;
use moments_desk::ratings::ClientStep;
use moments_desk::review::ReviewFilter;
use moments_desk::setup::NewOffice;
use moments_desk::sign_in::{SignIn, StaffForm};
use moments_desk::words::*;
use moments_desk::{ApiError, ErrorCode};
use moments_tests::TestOffice;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngSeed, TestRunner};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Generated inputs to each command that takes something.
const INPUTS: usize = 5_000;

/// Texts that broke something somewhere: bidi marks, NUL, accents, quotes, years 0 and 9999, unknown words.
const TEXTS: &[&str] = &[
    "",
    " ",
    "\u{0}",
    "\u{202E}gnp.exe",
    "Élodie’s «note»",
    "'; DROP TABLE moments; --",
    "046 454 286",
    "🙂🏳️‍🌈",
    "ᐃᖃᓗᐃᑦ",
    "0000-01-01T00:00:00Z",
    "9999-12-31T23:59:59+14:00",
    "2026-11-24T14:03:10-05:00",
    "2026-11-24",
    "0000-00-00",
    "voluntary",
    "served",
    "left",
    "in_person",
    "en",
    "fr",
    "x-klingon",
    "unclassified",
    "SRV01234",
    "1234",
    "NaN",
    "involuntary_obligation",
    "rated",
    "client_screen",
    "ready",
    "draft",
    "done",
    "timed_out",
    "-1",
    "1e309",
];

fn text() -> impl Strategy<Value = String> {
    use proptest::prelude::*;
    prop_oneof![
        8 => proptest::sample::select(TEXTS).prop_map(str::to_owned),
        2 => "\\PC{0,40}",
        1 => any::<u128>().prop_map(|n| uuid::Uuid::from_u128(n).to_string()),
        1 => (0usize..3).prop_map(|n| "x".repeat([5_000, 70_000, 1 << 20][n])),
    ]
}

/// Any JSON, more often than not in the shape of `like`.
fn mutate(like: &Value, text: &mut impl FnMut() -> String, dice: &mut impl FnMut(u32) -> u32) -> Value {
    if dice(8) == 0 {
        return match dice(7) {
            0 => Value::Null,
            1 => json!(dice(2) == 0),
            2 => json!(i64::MIN),
            3 => json!(1.0e308),
            4 => json!([text()]),
            5 => json!({ text(): text() }),
            _ => json!(text()),
        };
    }
    match like {
        Value::Object(members) => {
            let mut out = serde_json::Map::new();
            for (name, member) in members {
                if dice(3) > 0 {
                    out.insert(name.clone(), mutate(member, text, dice));
                }
            }
            if dice(30) == 0 {
                out.insert(text(), json!(1));
            }
            Value::Object(out)
        }
        Value::Array(items) => {
            let n = [0, 1, 2, 30][dice(4) as usize];
            (0..n).filter_map(|_| items.first()).map(|item| mutate(item, text, dice)).collect()
        }
        Value::Number(_) => json!([0, 1, 3, 5, 6, 255, 1_000, 4_294_967_295u64][dice(8) as usize]),
        Value::String(word) if dice(2) == 0 => json!(word),
        Value::String(_) => json!(text()),
        Value::Bool(_) | Value::Null => json!(dice(2) == 0),
    }
}

fn hammer<T: DeserializeOwned>(name: &str, like: &Value, mut call: impl FnMut(T) -> Result<(), ApiError>) {
    let mut runner = TestRunner::new(Config { rng_seed: RngSeed::Fixed(7), ..Config::default() });
    let strategy = text();
    let (mut done, mut refused, mut unread) = (0, 0, 0);
    for n in 0..INPUTS {
        let mut state = (n as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0xD1CE;
        let mut dice = |sides: u32| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            ((state >> 33) as u32) % sides
        };
        let mut next = || strategy.new_tree(&mut runner).unwrap().current();
        let input = if n == 0 { like.clone() } else { mutate(like, &mut next, &mut dice) };
        match serde_json::from_value::<T>(input) {
            Err(_) => unread += 1,
            Ok(input) => match call(input) {
                Ok(()) => done += 1,
                Err(error) => {
                    assert_ne!(error.code, ErrorCode::Internal, "{name}: {error:?}");
                    refused += 1;
                }
            },
        }
    }
    println!(
        "{name}: {done} done, {refused} refused by the desk, {unread} refused at the border, of {INPUTS}"
    );
    assert!(
        refused + unread > 0 && done + refused > 0,
        "{name}: the inputs should reach the desk and should not all pass"
    );
}

fn ignore<T>(result: Result<T, ApiError>) -> Result<(), ApiError> {
    result.map(|_| ())
}

fn moment_like(office: &TestOffice) -> Value {
    json!({
        "started_at": "2026-11-24T14:03:10-05:00", "finished_at": "2026-11-24T14:07:55-05:00", "channel": "in_person",
        "services": [{ "service": office.quick(1), "quantity": 1, "relationship": "involuntary_obligation", "outcome": "served",
            "stage": "during_service", "interests": ["safety"], "decision_explained": true, "recourse_told": false, "line": "1" }],
        "language": { "active_offer": true, "requested": "fr", "provided": "fr", "interpreter": "none" },
        "wait": { "arrived_at": "2026-11-24T13:50:00-05:00", "band": "5_to_15" }, "contact": "2", "barriers": ["missing_document"],
        "sent_to": { "name": "Town office", "level": "municipal", "kind": "appointment_made" }, "life_event": "move",
        "feedback": ["complaint"], "standing": { "value": "citizen", "source": "said_unasked" }, "party_size": 2,
        "withdrawn": "safety", "note": "a note", "outcome": "referred", "relationship": "voluntary", "time_source": "live",
        "rating": { "overall": 4, "drivers": ["courtesy"], "fairness": 5, "confidence": 3, "need_met": "yes", "comment": "c" },
    })
}

#[test]
fn any_moment_is_recorded_or_refused() {
    let office = TestOffice::new().unwrap();
    let like = moment_like(&office);
    let ben = office.actor("Ben");
    hammer::<MomentForm>("record", &like, |form| {
        ignore(office.desk.record(&ben, &MomentForm { rating: None, ..form }, Origin::Live))
    });
    hammer::<MomentForm>("record at the command line", &like, |form| {
        ignore(office.desk.record(&moments_desk::Actor::cli(), &form, Origin::Cli))
    });
    assert!(office.desk.prove().unwrap().is_sound());
}

#[test]
fn any_change_of_a_moment_is_made_or_refused() {
    let office = TestOffice::new().unwrap();
    let like = moment_like(&office);
    let ben = office.actor("Ben");
    let saved = office.serve("Ben", office.usual()).unwrap().item.id;
    let mut n = 0;
    hammer::<MomentForm>("amend", &like, |form| {
        n += 1;
        ignore(office.desk.amend(&ben, saved, &form, TEXTS[n % TEXTS.len()]))
    });
    let open = office.desk.open_moment(&ben, MomentForm::default()).unwrap().id;
    hammer::<MomentForm>("change_open_moment", &like, |form| {
        ignore(office.desk.change_open_moment(&ben, open, form))
    });
    hammer::<MomentForm>("open_moment", &like, |form| {
        let opened = office.desk.open_moment(&ben, form)?;
        if opened.id == open { Ok(()) } else { office.desk.discard_moment(&ben, opened.id) }
    });
    let rating = json!({ "state": "rated", "source": "paper", "assisted": "no", "overall": 4, "drivers": ["courtesy"],
        "fairness": 5, "confidence": 3, "priority": "nothing", "need_met": "yes", "comment": "fine", "language": "fr" });
    hammer::<RatingForm>("rate_for_client", &rating, |form| {
        ignore(office.desk.rate_for_client(&ben, saved, &form))
    });
    hammer::<String>("void", &json!("x"), |reason| {
        ignore(office.desk.void(
            &office.actor("Ada"),
            MomentId(uuid::Uuid::nil()),
            VoidReason::Other,
            Some(&reason),
        ))
    });
    assert!(office.desk.prove().unwrap().is_sound());
}

#[test]
fn any_answer_of_a_clients_page_is_taken_or_refused() {
    let office = TestOffice::new().unwrap();
    office.serve("Ben", office.usual()).unwrap();
    let moments_desk::ratings::ClientState::Invited(lit) = office.desk.client_state().unwrap() else {
        panic!("not lit")
    };
    office.clock.forward(chrono::TimeDelta::seconds(5));
    let like = json!({ "kind": "draft", "language": "fr", "answer": { "overall": 4, "drivers": ["courtesy"], "fairness": 5,
        "confidence": 3, "priority": "nothing", "need_met": "yes" } });
    hammer::<ClientStep>("client_answer", &like, |step| {
        ignore(office.desk.client_answer(Some(&lit.token), step))
    });
    hammer::<String>("client_answer's token", &json!("x"), |token| {
        ignore(office.desk.client_answer(Some(&token), ClientStep::Touched))
    });
}

#[test]
fn any_question_is_answered_or_refused() {
    let office = TestOffice::new().unwrap();
    let (ada, ben) = (office.actor("Ada"), office.actor("Ben"));
    office.serve("Ben", office.usual()).unwrap();
    let filter = json!({ "workstation": "x", "service": office.quick(1), "channel": "in_person", "client": "mixed", "outcome": "served" });
    let mut n = 0;
    hammer::<ReviewFilter>("review_day", &filter, |filter| {
        n += 1;
        let date = if n % 2 == 0 { None } else { Some(TEXTS[n % TEXTS.len()]) };
        ignore(office.desk.review_day(&ada, date, &filter))
    });
    hammer::<(ReviewFilter, String)>("review_moments", &json!([filter, "1 x"]), |(filter, after)| {
        ignore(office.desk.review_moments(&ada, None, &filter, Some(&after)))
    });
    hammer::<String>("search", &json!("a"), |text| ignore(office.desk.search(&ben, &text)));
    hammer::<String>("my_day", &json!("2026-11-24"), |date| ignore(office.desk.my_day(&ben, Some(&date))));
    hammer::<String>("moment_by_card", &json!("A1"), |no| {
        ignore(office.desk.moment_by_card(&ben, &no, None))
    });
    hammer::<String>("service", &json!("1234"), |key| ignore(office.desk.service(&key)));
    hammer::<String>("preview_import", &json!("/nowhere"), |path| {
        ignore(office.desk.preview_import(&ada, &[path]))
    });
    for text in TEXTS {
        office.desk.check_text(text);
        office.desk.mask_text(text);
    }
}

#[test]
fn any_setting_is_kept_or_refused() {
    let office = TestOffice::new().unwrap();
    let ada = office.actor("Ada");
    let service = json!({ "name_en": "a", "name_fr": "b", "description_en": "c", "relationship": "voluntary", "next": [office.quick(1)] });
    hammer::<ServiceForm>("save_service", &service, |form| ignore(office.desk.save_service(&ada, &form)));
    let list = json!({ "quick": [office.quick(1)], "offered": [office.quick(2)] });
    hammer::<QuickListForm>("save_quick_list", &list, |form| {
        ignore(office.desk.save_quick_list(&ada, &form))
    });
    let settings = json!({ "name_en": "a", "name_fr": "b", "organization_en": "c", "organization_fr": "d",
        "time_zone": "America/Iqaluit", "languages": ["en"], "invite_one_in": 1, "questions": ["fairness"],
        "screen_threshold": 5, "client_timeout_seconds": 60, "idle_lock_minutes": 15, "standing_recorded": false, "party_recorded": true });
    hammer::<OfficeForm>("save_office", &settings, |form| ignore(office.desk.save_office(&ada, &form)));
    hammer::<Vec<String>>("confirm_relationships", &json!([office.quick(1)]), |keys| {
        ignore(office.desk.confirm_relationships(&ada, &keys))
    });
    assert!(office.desk.prove().unwrap().is_sound());
}

#[test]
fn any_person_and_pin_is_taken_or_refused() {
    // Hashing a PIN is slow on purpose, so what would be hashed is refused first here: nobody is signed in or found.
    let office = TestOffice::new().unwrap();
    let ben = office.actor("Ben");
    let staff = json!({ "name": "Zoé", "roles": ["counter"], "active": true, "pin": "x", "language": "fr" });
    hammer::<StaffForm>("save_staff", &staff, |form| ignore(office.desk.save_staff(&ben, &form)));
    let pin = json!({ "staff": office.id("Ada"), "pin": "x", "short": false });
    let mut tries = 0;
    hammer::<SignIn>("sign_in", &pin, |request| {
        tries += 1;
        // After five wrong ones the lockout answers without hashing.
        if request.staff == office.id("Ada") || tries < 20 {
            ignore(office.desk.sign_in(&request))
        } else {
            Err(ErrorCode::WrongPin.into())
        }
    });
    hammer::<String>("unlock_with_code", &json!("x"), |code| {
        ignore(office.desk.unlock_with_code("test", &code))
    });
    let new = serde_json::to_value(json!({ "name_en": "a", "name_fr": "b", "organization_en": "c", "organization_fr": "d",
        "time_zone": "America/Iqaluit", "languages": ["en"], "workstation": "1", "administrator": "Ada", "pin": "tundra-lichen",
        "key_storage": "key_file", "starter_catalogue": false })).unwrap();
    hammer::<NewOffice>("set_up", &new, |form| ignore(office.desk.set_up("test", &form)));
}
