//! An office that only the program has touched.

use serde_json::Value;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

pub const PIN: &str = "tundra-lichen";

pub const INVENTORY: &str = "fiscal_yr,service_id,service_name_en,service_name_fr,service_type,service_recipient_type,owner_org,owner_org_title\r\n\
    2023-2024,SRV01234,Fishing licence,Permis de pêche,LRP,CLIENT,fish,Fisheries | Pêches\r\n\
    2023-2024,SRV01235,Buoys,Bouées,LRP,SOCIETY,fish,Fisheries | Pêches\r\n";

/// An office in a folder of its own, with a key file beside the home.
pub struct Office {
    folder: TempDir,
}

pub struct Ended {
    pub status: i32,
    pub out: String,
    pub err: String,
}

impl Ended {
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out)
            .unwrap_or_else(|error| panic!("{error} in {:?}; {}", self.out, self.err))
    }

    #[track_caller]
    pub fn well(self) -> Self {
        assert_eq!(self.status, 0, "{}{}", self.out, self.err);
        self
    }
}

impl Office {
    /// A folder with nothing but the PIN's file.
    pub fn empty() -> Self {
        let office = Self { folder: tempfile::tempdir().unwrap() };
        office.write("pin", PIN);
        office
    }

    pub fn new() -> (Self, String) {
        let office = Self::empty();
        let made = office.run(&office.words_of_init(), "").well().json();
        (office, made["recovery_code"].as_str().unwrap().to_owned())
    }

    /// With the catalogue that the documentation's line names.
    pub fn with_catalogue() -> Self {
        let (office, _) = Self::new();
        let file = office.write("inventory.csv", INVENTORY);
        office.run(&["import-catalogue", file.to_str().unwrap()], "").well();
        office
    }

    pub fn words_of_init(&self) -> Vec<String> {
        let pin = self.path("pin").to_string_lossy().into_owned();
        [
            "--json",
            "init",
            "--office-en",
            "Iqaluit Service Centre",
            "--office-fr",
            "Centre de services d’Iqaluit",
            "--time-zone",
            "America/Iqaluit",
            "--workstation",
            "Counter 1",
            "--administrator",
            "Ada Ittuksarjuat",
            "--pin-file",
            &pin,
        ]
        .map(str::to_owned)
        .to_vec()
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        std::fs::write(self.path(name), content).unwrap();
        self.path(name)
    }

    /// Without any key.
    pub fn bare(&self, words: &[impl AsRef<str>]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_moments-admin"));
        command.arg("--home").arg(self.path("home"));
        command.args(words.iter().map(AsRef::as_ref));
        command.env_remove("MOMENTS_HOME").env_remove("MOMENTS_KEY_FILE");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    pub fn run(&self, words: &[impl AsRef<str>], input: impl AsRef<[u8]>) -> Ended {
        let mut command = self.bare(words);
        end(command.arg("--key-file").arg(self.path("key")), input)
    }

    #[track_caller]
    pub fn day(&self, date: &str) -> Value {
        self.run(&["review", date, "--json"], "").well().json()
    }

    pub fn entries(&self) -> u64 {
        self.run(&["verify", "--json"], "").well().json()["entries"].as_u64().unwrap()
    }
}

pub fn end(command: &mut Command, input: impl AsRef<[u8]>) -> Ended {
    let mut child = command.spawn().unwrap();
    // A program that needs no input may be gone before it is sent any.
    let _ = child.stdin.take().map(|mut stdin| stdin.write_all(input.as_ref()));
    ended(child)
}

pub fn ended(child: Child) -> Ended {
    let output = child.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let ended = Ended {
        status: output.status.code().unwrap_or(-1),
        out: text(output.stdout),
        err: text(output.stderr),
    };
    assert!(!ended.err.contains("panicked"), "{}", ended.err);
    ended
}
