//! The office's tool as people run it: the real program, its exit status, what it prints and what it leaves.

#[cfg(test)]
mod case;
#[cfg(test)]
mod demo;
#[cfg(test)]
mod directory;
#[cfg(test)]
mod draws;
#[cfg(test)]
mod export;
#[cfg(test)]
mod hand_over;
#[cfg(test)]
mod keys;
#[cfg(test)]
mod office;
#[cfg(test)]
mod past_log;
#[cfg(test)]
mod sign_off;
#[cfg(test)]
mod verbs;
