//! What is secret stands nowhere but where it belongs.

use super::*;
use moments_desk::setup::NewOffice;
use moments_desk::sign_in::SignIn;
use moments_store::keys::{KeyFile, KeySlots};
use moments_tests::{PIN, all_bytes, new_office, readable_in};

/// All holders are set and every way of opening and changing is taken, well and badly: no byte of a key, code, passphrase or
/// PIN stands in a file, an error or a `Debug` text, as it is, in hexadecimal or in base 64.
#[test]
fn no_key_code_passphrase_or_pin_stands_in_a_file_a_log_or_an_error() {
    let office = TestOffice::new().unwrap();
    let ada = office.actor("Ada");
    let mut said = String::new();
    let mut hear = |text: String| said.push_str(&text);
    office.desk.set_passphrase(&ada, PASSPHRASE).unwrap();
    let (code2, read_back) = written_down(&office.desk, &ada);
    hear(format!("{:?}{:?}", office.desk.new_recovery_code(&ada), read_back));
    let (new, read_back) = written_down(&office.desk, &ada);
    office.desk.keep_recovery_code(&ada, &read_back).unwrap();
    hear(format!("{:?}", office.desk.key_holders(&ada)));
    hear(serde_json::to_string(&office.desk.key_holders(&ada).unwrap()).unwrap());
    let request = |pin: &str| SignIn { staff: office.id("Ada"), pin: pin.into(), short: false };
    office.desk.sign_in(&request(PIN)).unwrap();
    hear(format!("{:?}{:?}", request(PIN), NewOffice { pin: PIN.into(), ..new_office() }));
    let way = [
        WayIn::RecoveryCode { code: new.as_str().into() },
        WayIn::Passphrase { passphrase: PASSPHRASE.into() },
    ];
    hear(format!("{way:?}"));
    let other = TestOffice::new().unwrap();
    let file = KeyFile::read(&office.folder().join(KEY)).unwrap();
    let key = data_key(office.folder()).unwrap();
    hear(format!("{file:?}{key:?}{:?}", KeySlots::open(&office.folder().join("home"))));
    office.desk.close();
    let form = NewKeyForm { read_back, passphrase: Some(PASSPHRASE.into()), keep_key_file: true };
    hear(format!("{form:?}"));
    let desk = office.second_desk(NO_KEY).unwrap();
    hear(format!("{:?}", desk.start(PROGRAM)));
    let typed = [
        new.as_str(),
        &code2,
        &other.recovery_code,
        &new[1..],
        &format!("U{}", &new[1..]),
        "",
        PASSPHRASE,
        PIN,
    ];
    for text in typed {
        hear(format!("{:?}", desk.key_of_words(text).err()));
        for error in
            [desk.unlock_with_code(PROGRAM, text).err(), desk.unlock_with_passphrase(PROGRAM, text).err()]
        {
            hear(format!("{error:?}{}", serde_json::to_string(&error).unwrap()));
        }
        hear(format!("{:?}", desk.set_passphrase(&ada, text).err()));
        hear(format!("{:?}", desk.remove_key_holder(&ada, text).err()));
        let read_back = ReadBack { group: 1, typed: text.into() };
        hear(format!("{:?}", desk.keep_recovery_code(&ada, &read_back).err()));
        hear(format!("{:?}", desk.give_new_key(&ada, &NewKeyForm { read_back, ..form.clone() }).err()));
        hear(format!("{:?}", desk.sign_in(&request(text)).err()));
    }
    desk.close();
    std::fs::write(office.folder().join("home/keyslots.json"), format!("{{\"{PASSPHRASE}")).unwrap();
    hear(format!("{:?}", office.second_desk(KEY).unwrap().start(PROGRAM)));
    // What this test wrote there was put aside.
    std::fs::remove_file(office.folder().join("home/keyslots.unused-1")).unwrap();

    let digits = key.sqlcipher_key()[2..66].to_owned();
    let bytes: Vec<u8> = digits
        .as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect();
    let file_text = std::fs::read_to_string(office.folder().join(KEY)).unwrap().trim().to_owned();
    std::fs::remove_file(office.folder().join(KEY)).unwrap();
    std::fs::remove_file(office.folder().join("home/keyslots.json")).unwrap();
    let mut secrets =
        vec![digits.clone(), digits.to_uppercase(), base64(&bytes), file_text, PASSPHRASE.into(), PIN.into()];
    for code in [&new, &code2, &office.recovery_code] {
        secrets.extend([
            code.clone(),
            code.replace('-', ""),
            code.to_lowercase(),
            code.replace('-', "").to_lowercase(),
        ]);
    }
    for secret in &secrets {
        assert!(!said.contains(secret.as_str()), "{secret} is said");
        let found = readable_in(office.folder(), secret);
        assert!(found.is_empty(), "{secret} stands in {found:?}");
    }
    assert!(!all_bytes(office.folder()).iter().any(|(_, all)| all.windows(32).any(|window| window == bytes)));
    assert!(
        said.len() > 5_000 && said.contains("Secret") && said.contains("WrongKey"),
        "the search has something to find"
    );
    // The search itself finds what is there.
    std::fs::write(office.folder().join("home/logs/planted"), format!("a{}b", secrets[1])).unwrap();
    assert_eq!(readable_in(office.folder(), &secrets[1]).len(), 1);
}

/// RFC 4648, with padding left out: what stands before it is enough to be found.
fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let number =
            chunk.iter().fold(0u32, |sum, byte| sum << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..=chunk.len() {
            text.push(char::from(SIGNS[(number >> (18 - 6 * place)) as usize & 63]));
        }
    }
    text
}

#[cfg(target_os = "linux")]
#[test]
fn a_program_that_crashes_leaves_no_image_of_its_memory() {
    // In a process of its own: the limit can't be raised again.
    const CHILD: &str = "MOMENTS_TEST_NO_CORE";
    if std::env::var_os(CHILD).is_none() {
        let name = "keys::secrets::a_program_that_crashes_leaves_no_image_of_its_memory";
        let program = std::env::current_exe().unwrap();
        let status = std::process::Command::new(program).args(["--exact", name]).env(CHILD, "1").status();
        assert!(status.unwrap().success());
        return;
    }
    moments_desk::leave_no_core_dumps();
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap();
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    // One byte: nothing is written, and no collector is called.
    assert_eq!(core.split_whitespace().skip(4).take(2).collect::<Vec<_>>(), ["1", "1"], "{core}");
}
