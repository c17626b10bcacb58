//! PostgreSQL servers with the centre's schema.

use moments_central::address::Address;
use moments_central::{database, upgrade};
use moments_test_servers::postgres::Postgres as Server;
use std::ops::Deref;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Weak};
use tokio::sync::Mutex;

pub struct Postgres {
    server: Server,
    databases: AtomicU32,
}

/// A database with the centre's schema, from which others are made.
const TEMPLATE: &str = "migrated";

/// One server for the tests that do nothing to it, for as long as one of them runs.
static SHARED: Mutex<Weak<Postgres>> = Mutex::const_new(Weak::new());

pub async fn shared() -> Arc<Postgres> {
    let mut shared = SHARED.lock().await;
    if let Some(postgres) = shared.upgrade() {
        return postgres;
    }
    let postgres = Arc::new(Postgres::start().await);
    *shared = Arc::downgrade(&postgres);
    postgres
}

impl Postgres {
    pub async fn start() -> Self {
        Self::with_schema(Server::start().await).await
    }

    pub async fn with_schema(server: Server) -> Self {
        server.create(TEMPLATE, "template0").await;
        upgrade::migrate(
            &mut database::connect(&Address { database: server.url(TEMPLATE), ca: None }).await.unwrap(),
        )
        .await
        .unwrap();
        Self { server, databases: AtomicU32::new(0) }
    }

    /// A new database with the centre's schema.
    pub async fn migrated(&self) -> String {
        let name = format!("centre{}", self.databases.fetch_add(1, Ordering::Relaxed));
        self.create(&name, TEMPLATE).await;
        name
    }
}

impl Deref for Postgres {
    type Target = Server;

    fn deref(&self) -> &Server {
        &self.server
    }
}
