//! Commands about copies. Each takes a while, so that fewer inputs are sent, and none but a name or a code is taken.

use moments_desk::{ErrorCode, Home, Keys};
use moments_tests::generated::Dice;
use moments_tests::{PROGRAM, TestOffice};

#[test]
fn no_name_but_a_copys_is_put_back_and_no_code_but_the_offices_opens_one() {
    let office = TestOffice::new().unwrap();
    let ada = office.actor("Ada");
    office.desk.back_up_now(&ada).unwrap();
    office.desk.set_second_folder(&ada, None).unwrap();
    let name = office.desk.backups(&ada).unwrap().copies[0].name.clone();
    let folder = tempfile::tempdir().unwrap();
    let fresh = |home: &str| {
        let home = Home::locate(Some(&folder.path().join(home))).unwrap();
        moments_desk::Desk::new(
            home,
            Keys { key_file: None, no_keystore: true },
            moments_desk::Desk::system_clock(),
        )
    };
    let copies = office.folder().join("home/backups");
    let elsewhere = fresh("refused");
    for seed in 0..1_000 {
        let typed = Dice::of(seed).text();
        if typed != name {
            let refused = office.desk.restore_copy(&ada, &typed).unwrap_err();
            assert_eq!(refused.code, ErrorCode::Invalid, "{typed:?}");
        }
        let refused = elsewhere.set_up_from_copy(PROGRAM, &copies, &typed).unwrap_err();
        assert_eq!(refused.code, ErrorCode::WrongKey, "{typed:?}");
    }
    office.desk.restore_copy(&ada, &name).unwrap();
    office.desk.recovery_read(&ada).unwrap();
    fresh("taken").set_up_from_copy(PROGRAM, &copies, &office.recovery_code).unwrap();
}
