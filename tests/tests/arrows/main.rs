//! The house's own rules, as design says them: which crate may use which, what may never be in the desktop app, who
//! in the interface may import whom, and what no file of ours holds. Each rule is also shown to catch a planted
//! breach, as a rule that can't fail is no rule.

#[cfg(test)]
mod crates;
#[cfg(test)]
mod files;
#[cfg(test)]
mod interface;
#[cfg(test)]
mod shell;
#[cfg(test)]
mod supply;
#[cfg(test)]
mod tidy;
#[cfg(test)]
mod words;
