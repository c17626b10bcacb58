//! After wrong PINs the next try waits, whatever is done to the clock, the program or the number of tries.

use super::*;
use chrono::TimeDelta;
use moments_desk::sign_in::PinFor;

fn wrong(office: &TestOffice, times: usize) {
    for _ in 0..times {
        let _ = sign_in(office, "Ben", "not the pin");
    }
}

/// How long Ben is told to wait.
fn wait(office: &TestOffice) -> u64 {
    let request = SignIn { staff: office.id("Ben"), pin: PIN.into(), short: false };
    match office.desk.sign_in(&request) {
        Ok(_) => 0,
        Err(error) => error.data["seconds"].parse().unwrap(),
    }
}

fn seconds(office: &TestOffice, n: u64) {
    office.steady.pass(Duration::from_secs(n));
}

#[test]
fn a_wait_shrinks_while_moments_runs_and_a_kill_gives_nothing_of_it_away() {
    let office = TestOffice::new().unwrap();
    wrong(&office, 5);
    seconds(&office, 30);
    wrong(&office, 1);
    assert_eq!(wait(&office), 60);
    seconds(&office, 25);
    // The shell does this every few seconds.
    office.desk.keep_waits().unwrap();
    seconds(&office, 5);
    assert_eq!(wait(&office), 30);

    let office = office.crash_and_restart().unwrap();
    assert_eq!(wait(&office), 35, "as it was kept last: never less than what was left");
    let office = office.crash_and_restart().unwrap();
    assert_eq!(wait(&office), 35, "a restart alone does not shorten it, nor begin it anew");
    seconds(&office, 34);
    assert_eq!(wait(&office), 1);
    seconds(&office, 1);
    wrong(&office, 1);
    assert_eq!(wait(&office), 120, "the count goes on behind the restart");
    let office = office.while_closed(|_| ()).unwrap();
    assert_eq!(wait(&office), 120);
    seconds(&office, 120);
    assert_eq!(wait(&office), 0);
    wrong(&office, 4);
    assert_eq!(wait(&office), 0, "the right PIN ended the count");
}

#[test]
fn no_clock_that_is_set_forward_or_back_changes_a_wait() {
    let mut office = TestOffice::new().unwrap();
    wrong(&office, 5);
    for days in [400, -4000, 7000] {
        office.clock.forward(TimeDelta::days(days));
        assert_eq!(wait(&office), 30);
        office = office.crash_and_restart().unwrap();
        assert_eq!(wait(&office), 30);
    }
}

#[test]
fn many_tries_at_once_are_as_many_one_after_the_other() {
    let office = TestOffice::new().unwrap();
    let tries = std::thread::scope(|scope| {
        let tries: Vec<_> =
            (0..24).map(|_| scope.spawn(|| sign_in(&office, "Ben", "not the pin").unwrap_err())).collect();
        tries.into_iter().map(|each| each.join().unwrap()).collect::<Vec<_>>()
    });
    assert_eq!(tries.iter().filter(|code| **code == ErrorCode::WrongPin).count(), 4);
    assert_eq!(tries.iter().filter(|code| **code == ErrorCode::LockedOut).count(), 20);
    assert_eq!(wait(&office), 30, "those that had to wait did not lengthen it");
}

#[test]
fn a_disk_that_takes_nothing_more_gives_no_more_tries() {
    let office = TestOffice::new().unwrap();
    // Beside the open program nothing can be written, as on a full disk.
    let beside = office.second_desk(moments_tests::KEY).unwrap();
    beside.open_reading(beside.known_key().unwrap()).unwrap();
    let tries: Vec<_> = (0..6).map(|_| code(beside.prove_staff(office.id("Ben"), "not the pin"))).collect();
    assert_eq!(
        tries[3..],
        [Some(ErrorCode::WrongPin), Some(ErrorCode::LockedOut), Some(ErrorCode::LockedOut)]
    );
}

#[test]
fn the_short_pin_does_not_forgive_wrong_full_ones() {
    let office = TestOffice::new().unwrap();
    sign_in(&office, "Ben", PIN).unwrap();
    office.desk.set_short_pin(&office.desk.actor().unwrap(), "2580").unwrap();
    let short = || office.desk.sign_in(&SignIn { staff: office.id("Ben"), pin: "2580".into(), short: true });
    for _ in 0..4 {
        wrong(&office, 1);
        assert!(short().is_ok());
    }
    assert_eq!(sign_in(&office, "Ben", "not the pin").unwrap_err(), ErrorCode::LockedOut);
    assert!(short().is_ok(), "whoever serves with the short PIN goes on");
}

#[test]
fn a_pin_that_is_asked_for_again_is_counted_as_at_sign_in() {
    let office = ada_at_the_window();
    for _ in 0..4 {
        assert_eq!(code(office.desk.give_pin("not the pin", PinFor::Export)), Some(ErrorCode::WrongPin));
    }
    assert_eq!(code(office.desk.give_pin("not the pin", PinFor::Export)), Some(ErrorCode::LockedOut));
    assert_eq!(sign_in(&office, "Ada", PIN).unwrap_err(), ErrorCode::LockedOut);
}
