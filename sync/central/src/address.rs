//! Where the database is, and how it is spoken to: on this machine as it comes; on another over TLS, with a certificate that is
//! proven, or not at all.

use crate::error::{CentreError, Result};
use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres::{Client, Config};
use tokio_postgres_rustls::MakeRustlsConnect;

#[derive(Debug, Clone)]
pub struct Address {
    /// `postgresql://…` or `host=… dbname=…`.
    pub database: String,
    /// A PEM file: the certificates under which the database's must be. `None`: those that this machine trusts.
    pub ca: Option<PathBuf>,
}

impl Address {
    /// # Errors
    /// Also where the database is elsewhere and speaks no TLS, or its certificate is not for its name or under no known one.
    pub async fn connect(&self) -> Result<Client> {
        let mut config: Config = self.database.parse()?;
        config.ssl_mode(mode(&config));
        let tls = MakeRustlsConnect::new(tls(self.ca.as_deref())?);
        let (client, connection) = config.connect(tls).await?;
        // It ends with the client, or with an error that the client's next question gets too.
        tokio::spawn(connection);
        Ok(client)
    }
}

/// What was said is done. Nothing was said (`prefer`): elsewhere it must be TLS, which who stands between could else talk the two
/// out of; here it need not.
fn mode(config: &Config) -> SslMode {
    let said = config.get_ssl_mode();
    if said != SslMode::Prefer {
        said
    } else if is_here(config) {
        SslMode::Disable
    } else {
        SslMode::Require
    }
}

fn is_here(config: &Config) -> bool {
    let is_loopback =
        |host: &str| host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    let hosts = config.get_hosts().iter().all(|host| match host {
        Host::Tcp(name) => is_loopback(name),
        #[cfg(unix)]
        Host::Unix(_) => true,
    });
    hosts && config.get_hostaddrs().iter().all(IpAddr::is_loopback)
}

fn tls(ca: Option<&Path>) -> Result<ClientConfig> {
    let wrong = |why: &dyn std::fmt::Display| CentreError::setting(format!("TLS to the database: {why}"));
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| wrong(&error))?;
    let Some(ca) = ca else {
        let builder = builder.with_platform_verifier().map_err(|error| wrong(&error))?;
        return Ok(builder.with_no_client_auth());
    };
    let unreadable =
        |why: &dyn std::fmt::Display| CentreError::setting(format!("`database_ca`: {}: {why}", ca.display()));
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(ca).map_err(|error| unreadable(&error))? {
        let certificate = certificate.map_err(|error| unreadable(&error))?;
        roots.add(certificate).map_err(|error| unreadable(&error))?;
    }
    if roots.is_empty() {
        return Err(unreadable(&"it holds no certificate"));
    }
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_database_elsewhere_is_spoken_to_over_tls_unless_somebody_said_otherwise() {
        let mode = |address: &str| mode(&address.parse().unwrap());
        for here in ["host=/run/postgresql", "host=localhost", "host=127.0.0.1", "postgresql://[::1]/moments"]
        {
            assert_eq!(mode(here), SslMode::Disable, "{here}");
        }
        for elsewhere in [
            "host=db.example.org",
            "postgresql://10.0.0.5/moments",
            "host=localhost,db.example.org",
            "host=localhost hostaddr=10.0.0.5",
            "host=db.example.org sslmode=prefer",
        ] {
            assert_eq!(mode(elsewhere), SslMode::Require, "{elsewhere}");
        }
        assert_eq!(mode("host=db.example.org sslmode=disable"), SslMode::Disable);
        assert_eq!(mode("host=localhost sslmode=require"), SslMode::Require);
    }
}
