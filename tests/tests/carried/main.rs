//! From the counter to the centre's tables and back, by the programs as they are built: two offices, a courier for each
//! workstation, an object store, two centres on one PostgreSQL, and all of them killed.

#[cfg(test)]
mod compared;
#[cfg(test)]
mod kills;
#[cfg(test)]
mod scene;
