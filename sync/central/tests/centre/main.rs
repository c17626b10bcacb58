//! The centre with a real PostgreSQL: every test starts a server of its own and stops it.

mod analysts;
mod command_line;
mod crashes;
mod erased_and_newer;
mod hostile;
mod once;
mod postgres;
mod refused;
mod restored;
mod scene;
