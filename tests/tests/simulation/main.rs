//! The exchange of an office's workstations and the centre, simulated from seeds: nothing that was saved is lost and nothing is
//! there twice, however files are carried, and whatever is put back, copied, killed or full.
//!
//! A pure model (`tests/model`) plays a million days of a workstation's life, and real desks some hundreds with real bundles; what
//! lies in their inbox is mutated many thousand times. What each must notice is planted in it.

#[cfg(test)]
mod bundles;
#[cfg(test)]
mod model;
#[cfg(test)]
mod real;
