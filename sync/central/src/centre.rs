//! What every command works with: the settings, the keys and the landing zone.

use crate::address::Address;
use crate::config::Config;
use crate::database::connect_to_schema;
use crate::error::Result;
use crate::landing::Landing;
use moments_bundle::certificate::CentreCard;
use moments_bundle::keys::Keys;
use tokio_postgres::Client;

#[derive(Clone)]
pub struct Centre {
    pub keys: Keys,
    pub card: CentreCard,
    pub landing: Landing,
    database: Address,
}

impl Centre {
    pub fn open(config: &Config) -> Result<Self> {
        let keys = config.read_keys()?;
        Ok(Self {
            card: config.card(&keys),
            keys,
            landing: Landing::open(&config.landing, &config.landing_options)?,
            database: config.address(),
        })
    }

    /// A connection of one's own: each worker has one.
    pub async fn connect(&self) -> Result<Client> {
        connect_to_schema(&self.database).await
    }
}

/// Milliseconds since 1970-01-01 UTC. Told, never decided by.
pub fn now_ms() -> i64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    now.map_or(0, |now| i64::try_from(now.as_millis()).unwrap_or(i64::MAX))
}
