//! The real app in its real windows: started, driven by keys, killed and started again, on a real encrypted store.
//!
//! `cargo xtask test --only end-to-end` brings the display, the bus, the keystore, the programs and their paths.

mod accessible;
mod app;
mod browser;
mod quiet;
mod screens;
mod speed;
mod steps;
mod story;
mod words;
