//! What must hold, in the users' words, on real stores without a window.

#[cfg(test)]
mod amend;
#[cfg(test)]
mod answers;
#[cfg(test)]
mod backups;
#[cfg(test)]
mod cards;
#[cfg(test)]
mod cases;
#[cfg(test)]
mod catalogue;
#[cfg(test)]
mod catch_up;
#[cfg(test)]
mod commands;
#[cfg(test)]
mod counter;
#[cfg(test)]
mod damage;
#[cfg(test)]
mod directory;
#[cfg(test)]
mod documents;
#[cfg(test)]
mod draws;
#[cfg(test)]
mod erasure;
#[cfg(test)]
mod exchange;
#[cfg(test)]
mod exports;
#[cfg(test)]
mod follow_ups;
#[cfg(test)]
mod independent;
#[cfg(test)]
mod interruptions;
#[cfg(test)]
mod journal;
#[cfg(test)]
mod keys;
#[cfg(test)]
mod misled;
#[cfg(test)]
mod office;
#[cfg(test)]
mod parsers;
#[cfg(test)]
mod past_log;
#[cfg(test)]
mod people;
#[cfg(test)]
mod plans;
#[cfg(test)]
mod privacy;
#[cfg(test)]
mod readers;
#[cfg(test)]
mod retention;
#[cfg(test)]
mod review;
#[cfg(test)]
mod safe;
#[cfg(test)]
mod sign_in;
#[cfg(test)]
mod sign_off;
#[cfg(test)]
mod trends;
