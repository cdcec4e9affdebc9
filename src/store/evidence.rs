//! What the archive knows of a kept capture: where it lies, and what it was.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::digest::PayloadDigest;
use crate::http::Capture;
use crate::record::{Role, WarcLocation};

/// Where a capture was kept, as its event says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// The `response` or `revisit` record.
    #[serde(flatten)]
    pub location: WarcLocation,
    /// True for a revisit: the body lies in an earlier record.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub revisit: bool,
    /// True when the body is not whole, or its coding could not be undone: it never stands
    /// for another capture's.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub partial: bool,
    /// The exchange; `None` where the event says it itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<Asked>,
}

/// An exchange, as its record says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The site's name in config.
    pub site: String,
    /// The address asked.
    pub url: String,
    /// When the request was sent: the record's `WARC-Date`.
    pub at: DateTime<Utc>,
    /// HTTP status.
    pub status: Option<u16>,
    /// Of the entity body, where it is known.
    pub payload: Option<PayloadDigest>,
}

impl Evidence {
    /// The status its record has, where it says one.
    pub fn status(&self) -> Option<u16> {
        self.asked.as_ref()?.status
    }

    /// Of an exchange whose record lies at `location`.
    pub fn of(site: &str, capture: &Capture, location: WarcLocation, revisit: bool) -> Self {
        Self {
            location,
            revisit,
            partial: is_partial(capture),
            asked: Some(Asked {
                site: site.to_owned(),
                url: capture.url.as_str().to_owned(),
                at: capture.requested_at,
                status: Some(capture.status),
                payload: capture.brought().cloned(),
            }),
        }
    }
}

/// Whether a capture's body may not stand for another's.
pub(super) fn is_partial(capture: &Capture) -> bool {
    capture.truncated.is_some() || capture.undecoded.is_some()
}

/// One kept capture, as the catalog knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaptureRow {
    /// The address asked.
    pub url: String,
    /// Its site's name in config.
    pub site: String,
    /// What it was asked for.
    pub role: Role,
    /// When the request was sent.
    pub at: DateTime<Utc>,
    /// HTTP status; `None` where the event did not say.
    pub status: Option<u16>,
    /// Of the entity body.
    pub payload: Option<PayloadDigest>,
    /// Where it lies.
    pub evidence: Evidence,
    /// The run that made it (or imported it).
    pub run: String,
}
