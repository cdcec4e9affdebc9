//! Errors as people read them: what failed, why, and the next step on a line of its own.

use std::error::Error;

use anyhow::anyhow;

use crate::audit::AuditError;
use crate::config::ConfigError;
use crate::crawl::CrawlError;
use crate::export::ExportError;
use crate::package::PackageError;
use crate::pipeline::NightError;
use crate::published::PublishedError;
use crate::search::SearchError;
use crate::store::StoreError;

/// An error of a room that may know the next step.
pub(super) trait RoomError: Error + Send + Sync + 'static {
    /// What to do next, for a person.
    fn next_step(&self) -> Option<String>;
}

macro_rules! hinted {
    ($($error:ty),*) => {$(
        impl RoomError for $error {
            fn next_step(&self) -> Option<String> {
                self.hint().map(Into::into)
            }
        }
    )*};
}

#[cfg(feature = "bucket")]
hinted!(crate::shipping::ShippingError);
#[cfg(feature = "serve")]
hinted!(crate::serve::ServeError);

#[cfg(all(feature = "fleet", target_os = "linux"))]
hinted!(crate::fleet::FleetError);

hinted!(
    AuditError,
    CrawlError,
    ExportError,
    NightError,
    PackageError,
    PublishedError,
    SearchError,
    StoreError
);

impl RoomError for ConfigError {
    fn next_step(&self) -> Option<String> {
        Some(self.hint())
    }
}

/// A room's error with its next step.
pub(super) fn hinted(error: impl RoomError) -> anyhow::Error {
    match error.next_step() {
        Some(step) => anyhow!(error).with_next_step(&step),
        None => anyhow!(error),
    }
}

/// Adds the next step to an error, printed on a line of its own.
pub(super) trait NextStep {
    /// The same error with a `hint:` line.
    fn with_next_step(self, hint: &str) -> anyhow::Error;
}

impl NextStep for anyhow::Error {
    fn with_next_step(self, hint: &str) -> anyhow::Error {
        anyhow!("{}\nhint: {hint}", in_words(&self))
    }
}

/// The error and its causes in one line; a cause that was told within the one before it is not
/// told again.
pub(super) fn in_words(error: &anyhow::Error) -> String {
    let mut words = error.to_string();
    for cause in error.chain().skip(1) {
        let cause = cause.to_string();
        if !words.contains(&cause) {
            words.push_str(": ");
            words.push_str(&cause);
        }
    }
    words
}
