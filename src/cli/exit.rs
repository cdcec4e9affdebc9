//! The exit codes: a public promise, because cron jobs and monitors act on them.

use crate::crawl::{RunEnding, RunReport};

/// Everything asked for was done.
pub(super) const COMPLETE: u8 = 0;
/// Done, with failures or gaps: the summary and the run's report name them.
pub(super) const INCOMPLETE: u8 = 1;
/// Could not run at all: configuration, arguments, archive, lock, disk.
pub(super) const COULD_NOT_RUN: u8 = 2;
/// Stopped by a signal; the next `hpnews crawl` goes on where this one stopped.
pub(super) const INTERRUPTED: u8 = 130;

/// The exit code a report stands for.
pub(super) fn code(report: &RunReport) -> u8 {
    code_of(report.ending)
}

/// The exit code an ending stands for.
pub(super) fn code_of(ending: RunEnding) -> u8 {
    match ending {
        RunEnding::Complete => COMPLETE,
        RunEnding::Incomplete => INCOMPLETE,
        RunEnding::Interrupted => INTERRUPTED,
    }
}
