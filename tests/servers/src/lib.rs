//! What tests start that carry and ingest for real: servers that nobody here wrote, PostgreSQL ([`postgres`]) and object stores with
//! S3's interface ([`objects`]) and Azure's ([`azurite`]), and our own programs as they were built ([`programs`]). A server stands in
//! a folder of the test's, listens on this machine alone, and ends with its test.
//!
//! Deliberately absent: any library of ours. What ships never contains this crate.

// A test whose server doesn't start has nothing else to do.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

pub mod azurite;
pub mod objects;
pub mod postgres;
pub mod programs;

use std::net::TcpListener;
use std::process::{Child, Command};
use std::sync::mpsc;

/// From a thread that stays: a server that is to go with its parent goes with the thread that started it.
fn spawn(mut command: Command) -> Child {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        sender.send(command.spawn().unwrap()).unwrap();
        loop {
            std::thread::park();
        }
    });
    receiver.recv().unwrap()
}

/// One of this machine's own network that nobody had a moment ago.
fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
