//! Commands about days, the catalogue, the office, and the way in.

use super::window::*;
use moments_desk::sign_in::SignIn;
use moments_desk::{Desk, ErrorCode, Home, Keys};
use moments_tests::{PIN, PROGRAM, TestOffice, new_office};
use serde_json::json;
use std::cell::Cell;

/// All of them.
pub const ALL: &[fn()] = &[
    any_question_about_a_day_is_answered_or_refused,
    any_service_and_setting_is_kept_or_refused,
    any_file_is_previewed_and_any_preview_imported_or_refused,
    any_person_and_pin_is_taken_or_refused,
    any_way_in_is_opened_or_refused,
    any_new_office_is_made_or_refused,
];

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
    let form = json!({ "from": "2026-11-02", "to": "2026-11-24", "by": "week", "service": null, "workstation": null,
        "channel": null });
    window.hammer(
        "trend",
        |_| json!({ "form": form }),
        |desk, sent| {
            desk.trend(&desk.actor()?, &sent.get("form")?)?;
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
            desk.actor()?;
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
        "screen_threshold": 5, "staff_threshold": 3, "client_timeout_seconds": 60, "idle_lock_minutes": 5, "standing_recorded": false,
        "party_recorded": true, "keep": { "texts": 30, "records": 730, "audit": 2557 },
        "notice": { "purpose_en": "To serve better", "purpose_fr": "Mieux servir", "authority_en": "", "authority_fr": "",
            "contact_en": "The office", "contact_fr": "Le bureau", "on_card": true } });
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
    let staff = json!({ "id": ben, "name": "Ben", "roles": ["counter"], "active": true, "pin": null, "issue_pin": false, "language": "fr" });
    window.hammer(
        "save_staff",
        |_| json!({ "form": staff }),
        |desk, sent| {
            desk.save_staff(&with_fresh_pin(desk)?, &sent.get("form")?)?;
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
        json!({ "way": { "kind": "recovery_code", "code": if n.is_multiple_of(25) { right } else { &other } } })
    };
    window.hammer("unlock", code, |desk, sent| {
        desk.unlock(PROGRAM, &sent.get("way")?)?;
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
