//! A PostgreSQL server in a temporary folder, on a Unix socket alone. It never runs as root, which it refuses, and ends with the test.

use crate::{free_port, spawn};
use rustix::fs::statvfs;
use rustix::process::{Pid, Signal, geteuid, kill_process};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::time::Duration;
use tempfile::TempDir;
use tokio_postgres::{Client, NoTls};

pub struct Postgres {
    folder: TempDir,
    /// What it is started with besides.
    settings: Vec<String>,
    server: Mutex<Option<Child>>,
}

/// The newest that is installed, 15 or later.
fn newest() -> Option<u32> {
    let installed = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let versions = installed.filter_map(|one| one.ok()?.file_name().to_str()?.parse::<u32>().ok());
    versions.filter(|version| *version >= 15).max()
}

/// Whether one can be started here.
pub fn is_installed() -> bool {
    newest().is_some()
}

fn programs() -> PathBuf {
    let newest = newest().expect("PostgreSQL 15 or later is installed");
    PathBuf::from(format!("/usr/lib/postgresql/{newest}/bin"))
}

/// As the system's user for it where we are root. It goes when we go.
fn command(program: &str) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "INT"]);
    if geteuid().is_root() {
        command.args(["--reuid", "postgres", "--regid", "postgres", "--clear-groups"]);
    }
    command.arg(programs().join(program)).current_dir("/").stdout(Stdio::null());
    command
}

impl Postgres {
    /// In memory where there is enough: a process that is killed loses nothing of that either, and nobody waits for a disk.
    pub async fn start() -> Self {
        let memory = Path::new("/dev/shm");
        let has_room = statvfs(memory).is_ok_and(|memory| memory.f_bavail * memory.f_frsize > 1 << 30);
        let place = if has_room { memory.to_path_buf() } else { std::env::temp_dir() };
        Self::start_in(&place).await
    }

    pub async fn start_in(place: &Path) -> Self {
        let postgres = Self::made(place);
        postgres.start_again().await;
        postgres
    }

    /// One that also listens on this machine's own network, over TLS alone, with this certificate and key as PEM. On which port.
    pub async fn start_over_tls(certificate: &str, key: &str) -> (Self, u16) {
        let mut postgres = Self::made(&std::env::temp_dir());
        let data = postgres.folder.path().join("data");
        for (name, pem) in [("server.crt", certificate), ("server.key", key)] {
            std::fs::write(data.join(name), pem).unwrap();
            std::fs::set_permissions(data.join(name), std::fs::Permissions::from_mode(0o600)).unwrap();
            if geteuid().is_root() {
                assert!(
                    Command::new("chown").arg("postgres").arg(data.join(name)).status().unwrap().success()
                );
            }
        }
        let access = "local all all trust\nhostssl all all 127.0.0.1/32 trust\n";
        std::fs::write(data.join("pg_hba.conf"), access).unwrap();
        let port = free_port();
        postgres.settings =
            ["listen_addresses=127.0.0.1", &format!("port={port}"), "ssl=on"].map(String::from).into();
        postgres.start_again().await;
        (postgres, port)
    }

    fn made(place: &Path) -> Self {
        let folder = tempfile::Builder::new().prefix("moments-pg").tempdir_in(place).unwrap();
        if geteuid().is_root() {
            let given = Command::new("chown").arg("postgres").arg(folder.path()).status().unwrap();
            assert!(given.success(), "the folder is the server's");
        }
        let made = command("initdb")
            .args(["--no-sync", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C", "-D"])
            .arg(folder.path().join("data"))
            .status()
            .unwrap();
        assert!(made.success(), "initdb");
        Self { folder, settings: Vec::new(), server: Mutex::new(None) }
    }

    fn socket(&self) -> &Path {
        self.folder.path()
    }

    pub fn url(&self, database: &str) -> String {
        let port = self.settings.iter().find_map(|setting| setting.strip_prefix("port=")).unwrap_or("5432");
        format!("host={} port={port} user=postgres dbname={database}", self.socket().display())
    }

    /// A server that was killed leaves memory behind until the last of its processes is gone: then it is tried again. It recovers
    /// without writing each of a thousand files through, which matters to a machine that was cut off and not to a process.
    pub async fn start_again(&self) {
        let settings = self.folder.path().join("data/postgresql.auto.conf");
        std::fs::write(settings, "fsync = off\n").unwrap();
        self.is_up().await;
        let client = self.client("postgres").await;
        client.batch_execute("ALTER SYSTEM RESET fsync").await.unwrap();
        client.batch_execute("SELECT pg_reload_conf()").await.unwrap();
        let asked = async || client.query_one("SHOW fsync", &[]).await.unwrap().get::<_, String>(0);
        while asked().await != "on" {
            tokio::task::yield_now().await;
        }
    }

    async fn is_up(&self) {
        for _ in 0..400 {
            if self.is_running() && tokio_postgres::connect(&self.url("postgres"), NoTls).await.is_ok() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("PostgreSQL does not start");
    }

    /// Starts it where it isn't.
    fn is_running(&self) -> bool {
        let mut server = self.server.lock().unwrap();
        let running = server.get_or_insert_with(|| {
            let mut postgres = command("postgres");
            postgres
                .arg("-D")
                .arg(self.folder.path().join("data"))
                .arg("-k")
                .arg(self.folder.path())
                .args(["-c", "listen_addresses=", "-c", "shared_buffers=16MB", "-c", "max_connections=60"])
                // In its own folder, which goes with it also after a kill.
                .args(["-c", "dynamic_shared_memory_type=mmap"])
                .args(self.settings.iter().flat_map(|setting| ["-c", setting]))
                .stderr(Stdio::null());
            spawn(postgres)
        });
        let ended = running.try_wait().unwrap().is_some();
        if ended {
            *server = None;
        }
        !ended
    }

    pub async fn client(&self, database: &str) -> Client {
        let (client, connection) = tokio_postgres::connect(&self.url(database), NoTls).await.unwrap();
        tokio::spawn(connection);
        client
    }

    /// A new database, as another one is to which nobody is connected.
    pub async fn create(&self, database: &str, like: &str) {
        let sql = format!("CREATE DATABASE {database} TEMPLATE {like}");
        self.client("postgres").await.batch_execute(&sql).await.unwrap();
    }

    pub fn kill(&self) {
        self.end(Signal::KILL);
    }

    fn end(&self, signal: Signal) {
        if let Some(mut server) = self.server.lock().unwrap().take() {
            let pid = Pid::from_child(&server);
            kill_process(pid, signal).unwrap();
            server.wait().unwrap();
        }
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // At once: its folder goes too.
        self.end(Signal::QUIT);
    }
}
