//! The exit codes: a public promise, because cron jobs and monitors act on them.

/// Everything asked for was done.
pub(super) const COMPLETE: u8 = 0;
/// Done, with failures or gaps: the summary and the run's report name them.
pub(super) const INCOMPLETE: u8 = 1;
/// Could not run at all: configuration, arguments, archive, lock, disk.
pub(super) const COULD_NOT_RUN: u8 = 2;
/// Stopped by a signal; the next `hpnews crawl` goes on where this one stopped.
pub(super) const INTERRUPTED: u8 = 130;
