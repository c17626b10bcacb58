//! The recovery kit: an office goes on whose workstations are lost.

use super::*;
use moments_desk::ErrorCode;
use moments_desk::exchange::{KitForm, NewWorkstation};

#[test]
fn an_office_whose_workstations_are_all_lost_goes_on_with_its_kit_and_what_lies_on_the_stick() {
    let office = Office::new();
    let kit = office.stick.path().join("office.moments-kit");
    let saved = office.one.desk.save_recovery_kit(&office.one.actor("Ada"), &kit).unwrap();
    for counter in [&office.one, &office.two, &office.three] {
        counter.serve("Ben", counter.usual()).unwrap();
    }
    office.round();
    let again = office.one.joined(kit, saved.passphrase).unwrap();
    let Office { one, stick, .. } = office;
    assert_eq!(served(&again), 3);
    let names: Vec<String> =
        again.desk.staff_to_sign_in().unwrap().into_iter().map(|person| person.name).collect();
    assert_eq!(names, ["Ada", "Ben", "Noor"]);
    // Its letter is nobody's, and it makes others.
    let here = stands(&again).workstations.into_iter().find(|workstation| workstation.here).unwrap();
    assert_eq!((here.letter.as_str(), stands(&again).invites), ("D", true));
    let new = NewWorkstation { label: "Counter 5".into(), file: stick.path().join("five") };
    assert_eq!(again.desk.invite_workstation(&again.actor("Ada"), &new).unwrap().letter, "E");
    // One that was found after all reads what they write.
    again.serve("Noor", again.usual()).unwrap();
    visit(&again, stick.path());
    visit(&one, stick.path());
    assert_eq!((served(&one), stands(&one).refused), (4, vec![]));
}

#[test]
fn the_office_s_keys_come_to_another_workstation_by_the_kit_of_this_office_alone() {
    let (office, other) = (Office::new(), TestOffice::new().unwrap());
    let (one, two) = (&office.one, &office.two);
    let (kit, foreign) = (office.stick.path().join("kit"), office.stick.path().join("foreign"));
    let (ada, folder) = (two.actor("Ada"), office.stick.path());
    let file = |name: &str| folder.join(format!("{name}.moments-kit"));
    let saved = one.desk.save_recovery_kit(&one.actor("Ada"), &kit).unwrap();
    let refused = other.desk.save_recovery_kit(&other.actor("Ada"), &foreign).unwrap();
    let invite = |name: &str| {
        let new = NewWorkstation { label: name.into(), file: folder.join(name) };
        two.desk.invite_workstation(&ada, &new).map(|invited| invited.letter)
    };
    let take =
        |name: &str, passphrase| two.desk.take_recovery_kit(&ada, &KitForm { file: file(name), passphrase });
    assert_eq!(invite("early").unwrap_err().code, ErrorCode::NotFound);
    assert_eq!(take("foreign", refused.passphrase.clone()).unwrap_err().code, ErrorCode::NotAJoinFile);
    assert_eq!(take("kit", refused.passphrase).unwrap_err().code, ErrorCode::WrongKey);
    assert_eq!(take("gone", saved.passphrase.clone()).unwrap_err().code, ErrorCode::FileUnreadable);
    assert_eq!(invite("early").unwrap_err().code, ErrorCode::NotFound);
    take("kit", saved.passphrase).unwrap();
    assert_eq!(invite("now").unwrap(), "D");
}
