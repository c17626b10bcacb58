//! What is done while something goes wrong. Whoever adds a verb that writes adds a line to [`VERBS`].

use crate::counter::{Counter, make_old};
use chrono::TimeDelta;
use moments_desk::Result;
use moments_desk::cases::CaseForm;
use moments_desk::moments::{MomentForm, RowForm, SheetForm};
use moments_desk::past_log::OpenedLog;
use moments_desk::privacy::{RedactionForm, RedactionOf, RetentionRun};
use moments_desk::ratings::{ClientAnswer, ClientState, ClientStep};
use moments_desk::review::{CountersOpen, DayContextChange};
use moments_desk::sign_in::StaffForm;
use moments_desk::words::{DateOrder, ErasureReason, ErasureScope, Mapping, Role, TextEncoding, VoidReason};
use moments_tests::generated::Dice;
use std::fmt::Write as _;

/// Does the verb itself.
pub type Act = Box<dyn FnOnce(&mut Counter) -> Result<()>>;

pub struct Verb {
    pub name: &'static str,
    /// The fewest entries that it says it wrote.
    pub claims: u64,
    /// All of it is in one transaction.
    pub whole: bool,
    /// Of the workstation afterwards, at most: a try to put a copy back that failed and the next one begin one each.
    pub lives: usize,
    /// Does what it stands on, and gives the verb.
    pub begin: fn(&mut Counter, &mut Dice) -> Result<Act>,
}

pub const VERBS: &[Verb] = &[
    Verb { name: "record", claims: 1, whole: true, lives: 1, begin: record },
    Verb { name: "amend", claims: 1, whole: true, lives: 1, begin: amend },
    Verb { name: "void", claims: 1, whole: true, lives: 1, begin: void },
    Verb { name: "undo", claims: 1, whole: true, lives: 1, begin: undo },
    Verb { name: "quick enquiry", claims: 1, whole: true, lives: 1, begin: quick_enquiry },
    Verb { name: "answer", claims: 1, whole: true, lives: 1, begin: answer },
    Verb { name: "open case", claims: 1, whole: true, lives: 1, begin: open_case },
    Verb { name: "tally sheet", claims: 1, whole: true, lives: 1, begin: tally_sheet },
    Verb { name: "sign-off", claims: 1, whole: true, lives: 1, begin: sign_off },
    Verb { name: "day context", claims: 1, whole: true, lives: 1, begin: day_context },
    Verb { name: "staff", claims: 1, whole: true, lives: 1, begin: staff },
    Verb { name: "import catalogue", claims: 2, whole: true, lives: 1, begin: import_catalogue },
    Verb { name: "import past log", claims: 3, whole: false, lives: 1, begin: import_past_log },
    Verb { name: "refold", claims: 0, whole: true, lives: 1, begin: refold },
    Verb { name: "close and open", claims: 0, whole: true, lives: 1, begin: close_and_open },
    Verb { name: "backup", claims: 1, whole: true, lives: 1, begin: back_up },
    Verb { name: "restore", claims: 2, whole: false, lives: 3, begin: restore },
    Verb { name: "redact", claims: 1, whole: true, lives: 1, begin: redact },
    Verb { name: "purge", claims: 1, whole: false, lives: 1, begin: purge },
    Verb { name: "migrate", claims: 0, whole: true, lives: 1, begin: migrate },
];

fn record(c: &mut Counter, _: &mut Dice) -> Result<Act> {
    let form = c.greet()?;
    Ok(Box::new(move |c| c.save(&form).map(|_| ())))
}

fn amend(c: &mut Counter, _: &mut Dice) -> Result<Act> {
    let id = c.serve()?.item.id;
    let form = MomentForm { note: Some("rain on the runway".into()), ..c.form()? };
    Ok(Box::new(move |c| c.desk.amend(&c.actor("Ben"), id, &form, "misheard").map(|_| ())))
}

fn void(c: &mut Counter, _: &mut Dice) -> Result<Act> {
    let id = c.serve()?.item.id;
    Ok(Box::new(move |c| c.desk.void(&c.actor("Ada"), id, VoidReason::Duplicate, None).map(|_| ())))
}

fn undo(c: &mut Counter, _: &mut Dice) -> Result<Act> {
    let id = c.serve()?.item.id;
    Ok(Box::new(move |c| c.desk.undo(&c.actor("Ben"), id).map(|_| ())))
}

fn quick_enquiry(_: &mut Counter, _: &mut Dice) -> Result<Act> {
    Ok(Box::new(|c| c.desk.quick_enquiry(&c.actor("Ben"), None).map(|_| ())))
}

fn answer(c: &mut Counter, dice: &mut Dice) -> Result<Act> {
    c.serve()?;
    c.clock.forward(TimeDelta::seconds(5));
    let token = match c.desk.client_state()? {
        ClientState::Invited(lit) => Some(lit.token),
        ClientState::Rest { .. } | ClientState::Curtain | ClientState::Closed => None,
    };
    let answer = ClientAnswer { overall: Some(1 + dice.below(5) as u8), ..ClientAnswer::default() };
    let step = ClientStep::Done { answer, language: "en".into() };
    Ok(Box::new(move |c| c.desk.client_answer(token.as_deref(), step).map(|_| ())))
}

fn open_case(c: &mut Counter, _: &mut Dice) -> Result<Act> {
    let form = CaseForm { moment: Some(c.serve()?.item.id), ..CaseForm::default() };
    Ok(Box::new(move |c| c.desk.open_case(&c.actor("Ben"), &form).map(|_| ())))
}

fn tally_sheet(c: &mut Counter, dice: &mut Dice) -> Result<Act> {
    let sheet = SheetForm {
        no: None,
        office_day: c.desk.retention(&c.actor("Ada"))?.today,
        from: "10:00".into(),
        to: "12:00".into(),
        staff: None,
    };
    let no = c.desk.open_sheet(&c.actor("Ben"), &sheet)?.no;
    let service = c.form()?.services.unwrap_or_default().first().map(|line| line.service.clone());
    let time = Some(format!("10:{:02}", dice.below(60)));
    let row = RowForm { row: 1, service, relationship: None, outcome: None, language: None, time };
    Ok(Box::new(move |c| c.desk.enter_row(&c.actor("Ben"), &no, &row).map(|_| ())))
}

fn sign_off(_: &mut Counter, _: &mut Dice) -> Result<Act> {
    Ok(Box::new(|c| c.desk.sign_off_day(&c.actor("Ada"), None, Some("a storm")).map(|_| ())))
}

fn day_context(c: &mut Counter, dice: &mut Dice) -> Result<Act> {
    let known = c.desk.day_context(&c.actor("Ada"), None)?.counters_open.unwrap_or(0);
    let n = Some((known + 1 + dice.below(50) as u32) % 100);
    let change = DayContextChange { counters_open: Some(CountersOpen { n }), ..DayContextChange::default() };
    Ok(Box::new(move |c| c.desk.set_day_context(&c.actor("Ada"), None, &change).map(|_| ())))
}

fn staff(c: &mut Counter, dice: &mut Dice) -> Result<Act> {
    let form = StaffForm {
        id: Some(c.staff("Noor")),
        name: format!("Noor {}", salt(dice)),
        roles: vec![Role::Counter],
        active: true,
        pin: None,
        issue_pin: false,
        language: None,
    };
    Ok(Box::new(move |c| c.desk.save_staff(&c.actor("Ada"), &form).map(|_| ())))
}

/// So that nothing is there already.
fn salt(dice: &mut Dice) -> usize {
    dice.below(1_000_000_000)
}

fn import_catalogue(c: &mut Counter, dice: &mut Dice) -> Result<Act> {
    let mut table = String::from(
        "fiscal_yr,service_id,service_name_en,service_name_fr,service_type,service_recipient_type,owner_org,owner_org_title\r\n",
    );
    for n in 0..12 {
        let _ = writeln!(
            table,
            "2023-2024,SRV000{n:02},Hunt {0},Chasse {0},APIR,CLIENT,org,Org | Org\r",
            salt(dice)
        );
    }
    let path = c.folder.join("services.csv");
    std::fs::write(&path, table).unwrap();
    let paths = [path.to_str().unwrap().to_owned()];
    let token = c.desk.preview_import(&c.actor("Ada"), &paths)?.token;
    Ok(Box::new(move |c| c.desk.import(&c.actor("Ada"), &token).map(|_| ())))
}

fn import_past_log(c: &mut Counter, dice: &mut Dice) -> Result<Act> {
    let name = c.desk.services()?.into_iter().next().map(|service| service.name_en).unwrap_or_default();
    let mut table = String::from("Date,Time,Service,Notes,Id\r\n");
    for _ in 0..2 {
        let id = salt(dice);
        let _ = writeln!(table, "2026-11-{:02},10:{:02},\"{name}\",seal,{id}\r", 2 + id % 20, id % 60);
    }
    let path = c.folder.join("log.csv");
    std::fs::write(&path, table).unwrap();
    let ada = c.actor("Ada");
    let OpenedLog { token, mapping, .. } =
        c.desk.open_past_log(&ada, path.to_str().unwrap(), TextEncoding::Unicode)?;
    let mapping = Mapping { date_order: DateOrder::YearMonthDay, ..mapping };
    Ok(Box::new(move |c| c.desk.import_past_log(&ada, &token, &mapping).map(|_| ())))
}

fn refold(c: &mut Counter, _: &mut Dice) -> Result<Act> {
    c.leave();
    Ok(Box::new(|c| {
        let (store, now) = c.store()?;
        store.rebuild(now)?;
        store.close();
        Ok(())
    }))
}

fn close_and_open(c: &mut Counter, _: &mut Dice) -> Result<Act> {
    c.serve()?;
    Ok(Box::new(|c| {
        c.leave();
        c.come_back()
    }))
}

fn back_up(_: &mut Counter, _: &mut Dice) -> Result<Act> {
    Ok(Box::new(|c| c.desk.back_up_now(&c.actor("Ada"))))
}

/// Of a copy that the store has gone beyond.
fn restore(c: &mut Counter, _: &mut Dice) -> Result<Act> {
    let ada = c.actor("Ada");
    c.desk.back_up_now(&ada)?;
    let newest = c.desk.backups(&ada)?.copies.remove(0).name;
    c.serve()?;
    Ok(Box::new(move |c| c.desk.restore_copy(&ada, &newest)))
}

fn redact(c: &mut Counter, _: &mut Dice) -> Result<Act> {
    let about = RedactionOf::Moment(c.serve()?.item.id);
    let (ada, scope) = (c.actor("Ada"), ErasureScope::Texts);
    let confirmation = c.desk.redaction_preview(&ada, about, scope)?.confirm;
    let form = RedactionForm { about, scope, why: ErasureReason::Identifies, reason: None, confirmation };
    Ok(Box::new(move |c| c.desk.redact(&ada, &form).map(|_| ())))
}

/// A note whose time is over, and whose 30 days of warning are.
fn purge(c: &mut Counter, _: &mut Dice) -> Result<Act> {
    let ada = c.actor("Ada");
    c.clock.forward(TimeDelta::days(1));
    c.serve()?;
    for left in (0..=6).rev() {
        // The clock may have been set back since the last run.
        let today = c.desk.retention(&ada)?.today;
        c.desk.confirm_date(&ada, &today)?;
        if left > 0 {
            c.desk.run_retention()?;
            c.clock.forward(TimeDelta::days(5));
        }
    }
    Ok(Box::new(move |c| {
        let ran = c.desk.run_retention()?;
        assert!(matches!(ran, RetentionRun::Ran { erased: 1.. }), "nothing went: {ran:?}");
        Ok(())
    }))
}

/// From the first version to this one.
fn migrate(c: &mut Counter, _: &mut Dice) -> Result<Act> {
    c.leave();
    make_old(&c.folder);
    Ok(Box::new(|c| c.come_back()))
}

#[test]
fn every_verb_writes_what_it_says() {
    for verb in VERBS {
        let folder = crate::counter::Prepared::office().copy();
        let mut counter = Counter::open(folder.path()).unwrap();
        let act = (verb.begin)(&mut counter, &mut Dice::of(7)).unwrap();
        counter.come_back().unwrap();
        let before = counter.entries();
        act(&mut counter).unwrap_or_else(|error| panic!("{}: {error}", verb.name));
        counter.come_back().unwrap();
        let written = counter.entries() - before;
        assert!(written >= verb.claims, "{} wrote {written} entries", verb.name);
    }
}
