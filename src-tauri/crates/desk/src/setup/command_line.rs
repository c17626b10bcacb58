//! The command line: holding the home for a verb that writes, and acting without a person.
//!
//! A verb that reads runs beside the open app. It writes nothing at all, so it leaves no act either: who has the key
//! file or the recovery code can read a copy of the store just as well.

use crate::acts::{Action, act};
use crate::desk::{Actor, Desk, locked};
use crate::error::{ErrorCode, Result};

impl Desk {
    /// Takes the home's lock for a verb that writes to an office that is there. Nothing is made where there is none, and
    /// nobody is asked for a key while another program has the home open.
    pub fn hold_home(&self, program: &str) -> Result<()> {
        if self.has_office() { self.take_home(program) } else { Err(ErrorCode::NotSetUp.into()) }
    }

    /// Whether there is an office in this home, or a copy of one whose database is gone.
    pub fn has_office(&self) -> bool {
        self.home.database().exists() || self.has_copy()
    }

    /// Whether this process has the home's lock, and may write.
    pub(crate) fn holds_home(&self) -> bool {
        locked(&self.home_lock).is_some()
    }

    /// The command line acts without a person, and a verb that writes leaves that in the journal. Only the key file or the
    /// recovery code allows it: with the keystore, whoever sits at the computer could act as everybody.
    pub fn act_as_cli(&self, verb: &str) -> Result<Actor> {
        if !self.keys.no_keystore {
            return Err(ErrorCode::NotPermitted.into());
        }
        let actor = Actor::cli();
        if self.holds_home() {
            self.write(|tx| act(tx, actor.author, Action::CommandLine, verb, ""))?;
        }
        Ok(actor)
    }
}

#[cfg(test)]
mod tests {
    use crate::desk::{Desk, Keys};
    use crate::error::ErrorCode;
    use crate::setup::{KeyStorage, NewOffice};
    use moments_store::home::Home;

    fn desk(folder: &tempfile::TempDir, no_keystore: bool) -> Desk {
        let home = Home::locate(Some(&folder.path().join("home"))).unwrap();
        let keys = Keys { key_file: Some(folder.path().join("key")), no_keystore };
        Desk::new(home, keys, Desk::system_clock())
    }

    fn office(folder: &tempfile::TempDir) -> Desk {
        let desk = desk(folder, true);
        let new = NewOffice {
            name_en: "Iqaluit Service Centre".into(),
            name_fr: "Centre de services d’Iqaluit".into(),
            organization_en: "Department of Examples".into(),
            organization_fr: "Ministère des Exemples".into(),
            time_zone: "America/Iqaluit".into(),
            languages: vec!["en".into(), "fr".into()],
            workstation: "Counter 1".into(),
            administrator: "Ada".into(),
            pin: "tundra-lichen".into(),
            key_storage: KeyStorage::KeyFile,
            starter_catalogue: false,
        };
        desk.set_up("test", &new).unwrap();
        desk
    }

    #[test]
    fn the_command_line_without_a_person_leaves_an_act_when_it_may_write_and_none_when_it_reads() {
        let folder = tempfile::tempdir().unwrap();
        let desk = office(&folder);
        desk.act_as_cli("record").unwrap();
        let acts = || desk.read(|r| Ok(r.audit(10)?)).unwrap();
        let newest = acts().into_iter().next().unwrap();
        let told = (newest.author.as_str(), newest.action.as_str(), newest.subject.as_str());
        assert_eq!(told, ("system:cli", "command_line", "record"));

        let beside = self::desk(&folder, true);
        beside.open_reading(beside.known_key().unwrap()).unwrap();
        let before = acts();
        beside.act_as_cli("day").unwrap();
        assert_eq!(acts(), before, "a verb that reads writes nothing");
    }

    #[test]
    fn a_key_from_the_keystore_lets_nobody_act_without_a_person() {
        let folder = tempfile::tempdir().unwrap();
        drop(office(&folder));
        let desk = desk(&folder, false);
        desk.open_reading(desk.known_key().unwrap()).unwrap();
        assert_eq!(desk.act_as_cli("day").unwrap_err().code, ErrorCode::NotPermitted);
    }

    #[test]
    fn a_wrong_pin_beside_the_open_app_is_a_wrong_pin() {
        let folder = tempfile::tempdir().unwrap();
        let open = office(&folder);
        let ada = open.staff_to_sign_in().unwrap().remove(0).id;
        let beside = desk(&folder, true);
        beside.open_reading(beside.known_key().unwrap()).unwrap();
        assert_eq!(beside.prove_staff(ada, "tundra-moss").unwrap_err().code, ErrorCode::WrongPin);
        assert!(beside.prove_staff(ada, "tundra-lichen").is_ok());
    }

    #[test]
    fn a_home_without_an_office_is_not_made_by_a_verb_that_needs_one() {
        let folder = tempfile::tempdir().unwrap();
        let desk = desk(&folder, true);
        assert_eq!(desk.hold_home("test").unwrap_err().code, ErrorCode::NotSetUp);
        assert!(!folder.path().join("home").exists());
    }
}
