//! What stops a run: lost integrity, never a page.

use std::io::ErrorKind;

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
            Self::Lane(error) => Some(lane_hint(error).to_owned()),
            Self::NoContact { .. } => Some(
                "set identity.contact in config.toml, --contact or $HPNEWS_CONTACT to your e-mail or page".to_owned(),
            ),
            Self::NoSite { .. } => Some("`hpnews config` lists the sites".to_owned()),
            Self::Client { source, .. } => Some(client_hint(source).to_owned()),
            Self::ClockBack { .. } => Some(
                "set the clock right (`timedatectl`); if it is right now, it ran ahead then: `hpnews repair --clock`".to_owned(),
            ),
            Self::Worker { .. } => Some("nothing acknowledged is lost: run it again, and report this".to_owned()),
        }
    }
}

fn lane_hint(error: &LaneError) -> &'static str {
    let (LaneError::Folder { source, .. }
    | LaneError::Lock { source, .. }
    | LaneError::Read { source, .. }
    | LaneError::Write { source, .. }) = error
    else {
        return "another hpnews is asking that host; wait for it to end";
    };
    match source.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            "free space on that disk, or set HPNEWS_STATE to a folder on another"
        }
        _ => "set HPNEWS_STATE to a folder that can be written",
    }
}

fn client_hint(error: &ClientError) -> &'static str {
    match error {
        ClientError::UserAgent(_) => "repair identity.contact and identity.product in config.toml",
        ClientError::Certificates { .. } => "repair site.tls.intermediates in config.toml",
        ClientError::Sockets(_) => "set TMPDIR to a folder with room that this user may write to",
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    #[test]
    fn a_hint_names_what_is_to_be_mended() {
        let lane = |code| {
            CrawlError::Lane(LaneError::Write {
                path: "lanes/haiphong.gov.vn.json".into(),
                source: io::Error::from_raw_os_error(code),
            })
        };
        let client = |source| CrawlError::Client {
            site: "haiphong".to_owned(),
            source,
        };
        let full = io::Error::from_raw_os_error(28);
        let no_pem = ClientError::Certificates {
            host: "haiphong.gov.vn".to_owned(),
            cause: "no certificate in it".to_owned(),
        };
        for (error, wanted) in [
            (lane(28), "free space"),
            (lane(30), "HPNEWS_STATE"),
            (lane(13), "HPNEWS_STATE"),
            (client(ClientError::Sockets(full)), "TMPDIR"),
            (client(no_pem), "intermediates"),
            (
                client(ClientError::UserAgent("Hải Phòng".to_owned())),
                "identity",
            ),
        ] {
            let hint = error.hint().unwrap_or_default();
            assert!(hint.contains(wanted), "{error}: {hint}");
        }
    }
}
