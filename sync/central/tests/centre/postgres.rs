//! A PostgreSQL server in a temporary folder, on a Unix socket alone. It never runs as root, which it refuses, and ends with the test.

use rustix::process::{Pid, Signal, geteuid, kill_process};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;
use tokio_postgres::{Client, NoTls};

pub struct Postgres {
    folder: TempDir,
    server: Option<Child>,
}

/// The newest that is installed, 15 or later.
fn programs() -> PathBuf {
    let installed = std::fs::read_dir("/usr/lib/postgresql").expect("PostgreSQL 15 or later is installed");
    let versions = installed.filter_map(|one| one.ok()?.file_name().to_str()?.parse::<u32>().ok());
    let newest =
        versions.filter(|version| *version >= 15).max().expect("PostgreSQL 15 or later is installed");
    PathBuf::from(format!("/usr/lib/postgresql/{newest}/bin"))
}

/// As the system's user for it where we are root. It goes when the thread goes that started it.
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
    pub async fn start() -> Self {
        let folder = tempfile::Builder::new().prefix("moments-pg").tempdir().unwrap();
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
        let mut postgres = Self { folder, server: None };
        postgres.start_again().await;
        postgres
    }

    fn socket(&self) -> &Path {
        self.folder.path()
    }

    pub fn url(&self, database: &str) -> String {
        format!("host={} user=postgres dbname={database}", self.socket().display())
    }

    /// A server that was killed leaves memory behind until the last of its processes is gone: then it is tried again. It recovers
    /// without writing each of a thousand files through, which matters to a machine that was cut off and not to a process.
    pub async fn start_again(&mut self) {
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

    async fn is_up(&mut self) {
        for _ in 0..400 {
            let server = self.server.get_or_insert_with(|| {
                command("postgres")
                    .arg("-D")
                    .arg(self.folder.path().join("data"))
                    .arg("-k")
                    .arg(self.folder.path())
                    .args([
                        "-c",
                        "listen_addresses=",
                        "-c",
                        "shared_buffers=16MB",
                        "-c",
                        "max_connections=40",
                    ])
                    .stderr(Stdio::null())
                    .spawn()
                    .unwrap()
            });
            if server.try_wait().unwrap().is_some() {
                self.server = None;
            } else if tokio_postgres::connect(&self.url("postgres"), NoTls).await.is_ok() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("PostgreSQL does not start");
    }

    pub async fn client(&self, database: &str) -> Client {
        let (client, connection) = tokio_postgres::connect(&self.url(database), NoTls).await.unwrap();
        tokio::spawn(connection);
        client
    }

    pub async fn create(&self, database: &str, like: &str) {
        let sql = format!("CREATE DATABASE {database} TEMPLATE {like}");
        self.client("postgres").await.batch_execute(&sql).await.unwrap();
    }

    pub fn kill(&mut self) {
        self.end(Signal::KILL);
    }

    fn end(&mut self, signal: Signal) {
        if let Some(mut server) = self.server.take() {
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
