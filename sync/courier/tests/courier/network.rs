//! The way to a store: by the proxy that is configured, and to those alone whose certificate the configured authority signed.

use crate::objects::{at, bucket, shelf};
use crate::scene::{Scene, files, name};
use moments_courier::run::Ended;
use moments_courier::shape::Kind;
use moments_test_servers::objects::Server;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::{ServerConfig, crypto::ring};

/// An authority's certificate as PEM, and a server that it has signed for `store.example`.
fn authority() -> (String, TlsAcceptor) {
    let key = KeyPair::generate().expect("a key");
    let mut own = CertificateParams::new(Vec::new()).expect("names");
    own.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let pem = own.self_signed(&key).expect("a certificate").pem();
    let issuer = Issuer::new(own, key);
    let key = KeyPair::generate().expect("a key");
    let of_server = CertificateParams::new(vec!["store.example".to_owned()]).expect("a name");
    let signed = of_server.signed_by(&key, &issuer).expect("a certificate");
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![signed.der().clone()], PrivateKeyDer::Pkcs8(key.serialize_der().into()))
        .expect("a server");
    (pem, TlsAcceptor::from(Arc::new(config)))
}

/// A proxy that leads everybody to one port and remembers where they wanted to go.
fn proxy(to: u16) -> (u16, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let asked = Arc::new(Mutex::new(Vec::new()));
    let remembered = Arc::clone(&asked);
    std::thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let remembered = Arc::clone(&remembered);
            std::thread::spawn(move || {
                let mut reader = BufReader::new(client.try_clone().expect("a socket"));
                let mut first = String::new();
                reader.read_line(&mut first).expect("a line");
                let mut line = String::new();
                while line != "\r\n" {
                    line.clear();
                    reader.read_line(&mut line).expect("a line");
                }
                remembered.lock().expect("a list").push(first.trim().to_owned());
                let server = TcpStream::connect(("127.0.0.1", to)).expect("the server");
                (&client).write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").expect("an answer");
                let (mut from, mut back) =
                    (server.try_clone().expect("a socket"), client.try_clone().expect("a socket"));
                let down = std::thread::spawn(move || std::io::copy(&mut from, &mut back));
                drop(std::io::copy(&mut reader, &mut &server));
                drop(server.shutdown(std::net::Shutdown::Both));
                drop(down.join());
            });
        }
    });
    (port, asked)
}

#[test]
fn a_store_behind_a_proxy_is_reached_when_its_own_authority_signed_it_and_not_otherwise() {
    let scene = Scene::new();
    let (pem, tls) = authority();
    let server = Server::start(&bucket(&scene), 0, Some(tls));
    let (port, asked) = proxy(server.port);
    fs::write(scene.path("own.pem"), pem).expect("a certificate");
    fs::write(scene.path("strange.pem"), authority().0).expect("a certificate");
    scene.put(&scene.path("outbox"), &name(1, 1, Kind::Centre), b"mine");
    let by_proxy =
        |ca: &str| at("https://store.example", &format!("proxy = \"http://127.0.0.1:{port}\"\n{ca}"));

    for untrusted in ["", "ca = \"strange.pem\"\n"] {
        let (ended, said) = scene.once(&by_proxy(untrusted));
        assert_eq!(ended, Ended::Failed);
        assert!(said.contains("certificate"), "{said}");
        assert!(files(&shelf(&scene, Kind::Centre)).is_empty(), "nothing is told to a stranger");
    }
    scene.all_is_well(&by_proxy("ca = \"own.pem\"\n"));
    assert_eq!(files(&shelf(&scene, Kind::Centre)).into_values().collect::<Vec<_>>(), [b"mine".to_vec()]);
    let asked = asked.lock().expect("a list");
    assert!(
        asked.len() >= 3 && asked.iter().all(|line| line == "CONNECT store.example:443 HTTP/1.1"),
        "{asked:?}"
    );
}

#[test]
fn a_store_without_tls_is_reached_only_where_that_is_allowed() {
    let scene = Scene::new();
    let server = Server::start(&bucket(&scene), 0, None);
    scene.put(&scene.path("outbox"), &name(1, 1, Kind::Centre), b"mine");
    let places = at(&format!("http://127.0.0.1:{}", server.port), "");
    let (ended, said) = scene.once(&places.replace("allow_http = \"true\"", "allow_http = \"false\""));
    assert_eq!((ended, files(&shelf(&scene, Kind::Centre)).len()), (Ended::Failed, 0), "{said}");
    scene.all_is_well(&places);
}
