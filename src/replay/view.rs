//! From where an archived document is looked at, and what of the archive may be shown.

use chrono::{DateTime, Utc};
use url::Url;

/// From where an archived document is looked at.
#[derive(Clone, Copy)]
pub struct View<'v> {
    /// The time of the capture; what belongs to it is asked for of the same time.
    pub at: DateTime<Utc>,
    /// The address of the document.
    pub url: &'v Url,
    /// Whether the archive may show an address; it is dropped where not.
    pub allowed: &'v dyn Fn(&Url) -> bool,
    /// Whether the archive holds an address: of several sizes of a picture (`srcset`), only those
    /// are left to choose from.
    pub held: &'v dyn Fn(&Url) -> bool,
}
