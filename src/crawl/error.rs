//! What stops a run: lost integrity, never a page.

use chrono::{DateTime, Utc};
use thiserror::Error;

use crate::fetch::ClientError;
use crate::lane::LaneError;
use crate::store::StoreError;

/// Why a crawl could not begin or go on.
#[derive(Debug, Error)]
pub enum CrawlError {
    /// The archive: lock, disk, format.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The lanes' memory: without it politeness could not be kept.
    #[error(transparent)]
    Lane(#[from] LaneError),
    /// The HTTP client could not be made.
    #[error("cannot make the HTTP client of site \"{site}\": {source}")]
    Client {
        /// The site.
        site: String,
        /// Why not.
        source: ClientError,
    },
    /// A host that is not on this machine may not be asked without a contact.
    #[error("cannot crawl {host}: no contact is set, and its owner must be able to reach you")]
    NoContact {
        /// The site's host.
        host: String,
    },
    /// No such site.
    #[error("no site is called \"{name}\"; there are: {known}")]
    NoSite {
        /// As asked.
        name: String,
        /// The names there are.
        known: String,
    },
    /// The clock says less than it said to an earlier run: what is stored now would be taken
    /// for older than what it follows.
    #[error("cannot crawl: the clock says {now}, but run {run} of this archive was at {last}")]
    ClockBack {
        /// What the clock says.
        now: DateTime<Utc>,
        /// What it said to that run.
        last: DateTime<Utc>,
        /// The run.
        run: String,
    },
    /// A worker ended without a result.
    #[error("a worker broke off: {cause}")]
    Worker {
        /// What the runtime says.
        cause: String,
    },
}

impl CrawlError {
    /// What to do next.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Store(error) => error.hint().map(str::to_owned),
            Self::Lane(LaneError::Held { .. }) => Some("another hpnews is asking that host; wait for it to end".to_owned()),
            Self::Lane(_) => Some("set HPNEWS_STATE to a folder that can be written".to_owned()),
            Self::NoContact { .. } => Some(
                "set identity.contact in config.toml, --contact or $HPNEWS_CONTACT to your e-mail or page".to_owned(),
            ),
            Self::NoSite { .. } => Some("`hpnews config` lists the sites".to_owned()),
            Self::Client { .. } => Some("mend site.tls.intermediates in config.toml".to_owned()),
            Self::ClockBack { last, .. } => Some(format!(
                "set the clock right (`timedatectl`); if it is right now, it ran ahead then: crawl again after {last}"
            )),
            Self::Worker { .. } => Some("nothing acknowledged is lost: run it again, and report this".to_owned()),
        }
    }
}
