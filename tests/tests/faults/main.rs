//! Nothing that was acknowledged is lost, whatever happens to the program, the power or the disk.
//!
//! Each harness comes in two sizes: a quick one, as a test, and a long one for `cargo xtask faults`. And each
//! is shown to notice planted faults: a harness that finds nothing in a broken store proves nothing.

#[cfg(test)]
mod around;
#[cfg(test)]
mod check;
#[cfg(test)]
mod counter;
#[cfg(test)]
mod cuts;
#[cfg(test)]
mod failing;
#[cfg(test)]
mod full;
#[cfg(test)]
mod kills;
#[cfg(test)]
mod verbs;
