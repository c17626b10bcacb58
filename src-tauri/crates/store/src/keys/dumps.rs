//! What a program that ends in a crash leaves behind: no image of its memory, in which the data key would be readable.
//!
//! Deliberately absent: Linux's "not dumpable" attribute. It gives the process's files in `/proc` to root, and with that the
//! desktop's portals (file dialogs) no longer find out who asks. Windows writes crash images only where an administrator has
//! told it to; a program can't forbid that.

/// Forbids core dumps for this process and those that it starts. A failure changes nothing: the limit was there before, or
/// will be refused to everybody.
#[cfg(unix)]
pub fn leave_no_core_dumps() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    // One byte: too little for a file, and Linux hands nothing to a collector (`core_pattern` with a pipe), which it would
    // at a limit of zero.
    let limit = Rlimit { current: Some(1), maximum: Some(1) };
    let _ = setrlimit(Resource::Core, limit);
}

#[cfg(not(unix))]
pub fn leave_no_core_dumps() {}
