//! The exit codes: a public promise, because cron jobs and monitors act on them.

/// Everything asked for was done.
pub const COMPLETE: u8 = 0;
/// Done, with failures or gaps: the summary and the run's report name them.
pub const INCOMPLETE: u8 = 1;
/// Could not run at all: configuration, arguments, archive, lock, disk.
pub const COULD_NOT_RUN: u8 = 2;
/// Stopped by a signal; the next `hpnews crawl` goes on where this one stopped.
pub const INTERRUPTED: u8 = 130;
