//! An object store: `s3s-fs`, which speaks S3's protocol, on loopback.

use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use s3s_fs::FileSystem;
use std::net::TcpListener;
use std::path::Path;
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::sync::oneshot;
use tokio_rustls::TlsAcceptor;

/// What every server here is asked with.
pub const ACCESS_KEY: &str = "courier";
pub const SECRET: &str = "hunter2";

/// A server with a folder for each bucket. Stopping it cuts every connection.
pub struct Server {
    pub port: u16,
    stop: Option<oneshot::Sender<()>>,
    serving: Option<JoinHandle<()>>,
}

impl Server {
    /// On any free port where `port` is 0.
    pub fn start(root: &Path, port: u16, tls: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).expect("a port");
        listener.set_nonblocking(true).expect("a listener");
        let port = listener.local_addr().expect("an address").port();
        let mut builder = S3ServiceBuilder::new(FileSystem::new(root).expect("a folder"));
        builder.set_auth(SimpleAuth::from_single(ACCESS_KEY, SECRET));
        let service = builder.build();
        let (stop, stopped) = oneshot::channel();
        let serving = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("tokio");
            runtime.spawn(async move {
                let listener = tokio::net::TcpListener::from_std(listener).expect("a listener");
                while let Ok((socket, _)) = listener.accept().await {
                    let (service, tls) = (service.clone(), tls.clone());
                    tokio::spawn(async move {
                        let http = Builder::new(TokioExecutor::new());
                        // A client that goes away is none of ours.
                        match tls {
                            Some(tls) => {
                                if let Ok(socket) = tls.accept(socket).await {
                                    drop(http.serve_connection(TokioIo::new(socket), service).await);
                                }
                            }
                            None => drop(http.serve_connection(TokioIo::new(socket), service).await),
                        }
                    });
                }
            });
            drop(runtime.block_on(stopped));
            runtime.shutdown_timeout(Duration::from_millis(200));
        });
        Self { port, stop: Some(stop), serving: Some(serving) }
    }

    pub fn stop(&mut self) {
        drop(self.stop.take());
        if let Some(serving) = self.serving.take() {
            serving.join().expect("it ends well");
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
    }
}
