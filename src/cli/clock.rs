//! The clock of the commands: the one place where the time of day comes in.

use chrono::{DateTime, Utc};

/// The wall clock of the commands.
#[expect(
    clippy::disallowed_methods,
    reason = "the command line is where the clock is read"
)]
pub(super) fn now() -> DateTime<Utc> {
    Utc::now()
}
