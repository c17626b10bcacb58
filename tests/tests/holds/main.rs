//! What must hold, in the users' words, on real stores without a window.

mod catalogue;
mod commands;
mod counter;
mod journal;
mod parsers;
mod privacy;
mod review;
mod safe;
mod sign_in;
