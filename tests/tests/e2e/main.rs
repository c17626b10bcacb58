//! The real app in its real windows: started, driven by keys, killed and started again, on a real encrypted store.
//!
//! `cargo xtask test --only end-to-end` brings the display, the bus, the keystore, the programs and their paths.

#[cfg(test)]
mod accessible;
#[cfg(test)]
mod app;
#[cfg(test)]
mod attack;
#[cfg(test)]
mod browser;
#[cfg(test)]
mod keystrokes;
#[cfg(test)]
mod quiet;
#[cfg(test)]
mod real_life;
#[cfg(test)]
mod screens;
#[cfg(test)]
mod speed;
#[cfg(test)]
mod steps;
#[cfg(test)]
mod story;
#[cfg(test)]
mod three_counters;
#[cfg(test)]
mod words;
