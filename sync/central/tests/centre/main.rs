//! The centre with a real PostgreSQL: every test starts a server of its own and stops it.

#[cfg(test)]
mod analysts;
#[cfg(test)]
mod command_line;
#[cfg(test)]
mod crashes;
#[cfg(test)]
mod erased_and_newer;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod once;
#[cfg(test)]
mod postgres;
#[cfg(test)]
mod refused;
#[cfg(test)]
mod restored;
#[cfg(test)]
mod scene;
