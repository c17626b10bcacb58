//! An object store with Azure's interface: Azurite, by Microsoft, from npm, in memory and on loopback.

use crate::{free_port, spawn};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// The container that is there when it starts.
pub const CONTAINER: &str = "landing";
/// As Azurite documents them.
pub const ACCOUNT: &str = "devstoreaccount1";
pub const KEY: &str =
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

pub struct Azurite {
    pub port: u16,
    server: Child,
}

impl Azurite {
    pub fn start() -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("azurite");
        assert!(
            folder.join("node_modules/azurite").is_dir(),
            "Azurite is not installed: `npm install` in tests/servers/azurite, or `cargo xtask test --only crates`"
        );
        let port = free_port();
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "KILL", "node", "serve.mjs"]).arg(port.to_string()).arg(CONTAINER);
        command.current_dir(folder).stdout(Stdio::piped());
        let mut server = spawn(command);
        let mut lines = BufReader::new(server.stdout.take().unwrap()).lines();
        let ready = lines.any(|line| line.is_ok_and(|line| line == "ready"));
        assert!(ready, "Azurite does not start");
        // What it says afterwards is read, so that it never waits for that.
        std::thread::spawn(move || lines.for_each(drop));
        Self { port, server }
    }
}

impl Drop for Azurite {
    fn drop(&mut self) {
        let _ = self.server.kill().and_then(|()| self.server.wait());
    }
}
