//! Captures kept as WARC: where they are written, and how they are found again.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Archive, Reader, StoreError};
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
    /// The run that made it.
    pub run: String,
}

impl Archive {
    /// Appends the records of an exchange (response or revisit, and request) to the site's
    /// open segment. They are durable when the event that names them is committed, or the
    /// snapshot that cites them is stored, whichever comes first.
    pub fn keep_capture(
        &mut self,
        _site: &str,
        _capture: &Capture,
    ) -> Result<Evidence, StoreError> {
        todo!()
    }
}

impl Reader {
    /// All kept captures of an address, oldest first.
    pub fn captures_of(&self, _url: &str) -> Result<Vec<CaptureRow>, StoreError> {
        todo!()
    }

    /// The capture at a place; of a revisit, with the body of the record it refers to.
    pub fn capture_at(&self, _place: &WarcLocation) -> Result<Capture, StoreError> {
        todo!()
    }
}
