//! Who may do what, for how long, and what is written down of it.

mod acts;
mod fresh;
mod lockout;
mod resets;
mod rights;

use moments_desk::acts::{ActItem, ActKind, Action, ActsFilter};
use moments_desk::sign_in::{SessionView, SignIn};
use moments_desk::{ApiError, ErrorCode};
use moments_tests::{PIN, TestOffice};
use std::time::Duration;

const MINUTE: Duration = Duration::from_secs(60);

fn sign_in(office: &TestOffice, name: &str, pin: &str) -> Result<SessionView, ErrorCode> {
    office.desk.sign_in(&SignIn { staff: office.id(name), pin: pin.into(), short: false }).map_err(|e| e.code)
}

/// Ada, who has every role, at the window.
fn ada_at_the_window() -> TestOffice {
    let office = TestOffice::new().unwrap();
    sign_in(&office, "Ada", PIN).unwrap();
    office
}

fn code<T>(result: Result<T, ApiError>) -> Option<ErrorCode> {
    result.err().map(|error| error.code)
}

/// What was done of a kind, the newest first.
fn acts(office: &TestOffice, kind: ActKind) -> Vec<ActItem> {
    let filter = ActsFilter { kind: Some(kind), ..Default::default() };
    office.desk.acts(&office.actor("Ada"), &filter).unwrap().acts
}

fn told(items: &[ActItem]) -> Vec<(Option<Action>, &str, &str)> {
    items.iter().map(|act| (act.action, act.subject.as_str(), act.detail.as_str())).collect()
}
