#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]
//! Starts the desktop app.

fn main() -> std::process::ExitCode {
    moments_lib::run()
}
