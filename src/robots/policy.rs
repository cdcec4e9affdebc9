//! What the outcome of fetching robots.txt means for the whole host (RFC 9309 §2.3.1).
//!
//! Never lets a failure pass for a permission: only a 4xx other than 429 says that
//! there are no rules.

use std::time::Duration;

use url::Url;

use super::{Robots, RobotsVerdict, wall};
use crate::http::Capture;

/// Bytes of the longest robots.txt that is read; RFC 9309 §2.5 asks for 500 KiB at least. Of a
/// longer one nothing is believed: its end might forbid what its beginning allows.
pub(super) const MAX_BYTES: usize = 8 * 1024 * 1024;

/// What a fetch of robots.txt means for the host.
#[derive(Clone, Debug)]
pub enum RobotsPolicy {
    /// There is no robots.txt (4xx): everything may be asked for.
    AllowAll,
    /// Nothing may be asked for, for now.
    DenyAll {
        /// Why.
        reason: DenyReason,
    },
    /// The rules decide.
    Rules(Robots),
}

/// Why a host without readable robots.txt is not asked (RFC 9309 §2.3.1.4).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DenyReason {
    /// 429: the host wants fewer requests, so it cannot be read as "no rules".
    #[error("robots.txt answered 429 Too Many Requests")]
    TooManyRequests,
    /// 5xx.
    #[error("robots.txt answered {status}, a server error")]
    ServerError {
        /// The status code.
        status: u16,
    },
    /// 3xx that led nowhere: too many hops, out of scope, or without Location.
    #[error("robots.txt answered {status}, a redirect that was not resolved")]
    Redirect {
        /// The status code.
        status: u16,
    },
    /// 1xx, or no status HTTP knows.
    #[error("robots.txt answered {status}, which is no final answer")]
    NoAnswer {
        /// The status code.
        status: u16,
    },
    /// Longer than is read.
    #[error("robots.txt has {bytes} bytes, more than the {MAX_BYTES} that are read")]
    TooLong {
        /// Its length.
        bytes: usize,
    },
    /// A firewall answered in its place.
    #[error("a challenge page was answered in place of robots.txt (HTTP {status})")]
    Challenge {
        /// The status code.
        status: u16,
    },
    /// The exchange failed: DNS, TCP, TLS, a limit, a broken answer.
    #[error("robots.txt could not be fetched: {cause}")]
    Unreachable {
        /// The failure, as its error says it.
        cause: String,
    },
}

impl RobotsPolicy {
    /// From the final answer to the request for robots.txt, after redirects. Of a robots.txt
    /// that did not come whole, what is missing might forbid.
    pub fn of(capture: &Capture) -> Self {
        let status = capture.status;
        if let Some(error) = &capture.undecoded {
            return Self::unreachable(error.to_string());
        }
        let served = matches!(status, 200..=299);
        let cut = capture.truncated;
        if let Some(cut) = cut.filter(|cut| served || cut.worth_retrying()) {
            return Self::unreachable(format!("it broke off ({})", cut.as_str()));
        }
        if wall::is_wall(capture) {
            let reason = DenyReason::Challenge { status };
            return Self::DenyAll { reason };
        }
        Self::from_status(status, &capture.body)
    }

    /// From a whole answer that no firewall gave. `body` is decoded from its content coding;
    /// it is read only for 2xx.
    pub(super) fn from_status(status: u16, body: &[u8]) -> Self {
        let bytes = body.len();
        let reason = match status {
            200..=299 if bytes > MAX_BYTES => DenyReason::TooLong { bytes },
            200..=299 => return Self::Rules(Robots::parse(body)),
            429 => DenyReason::TooManyRequests,
            400..=499 => return Self::AllowAll,
            500..=599 => DenyReason::ServerError { status },
            300..=399 => DenyReason::Redirect { status },
            _ => DenyReason::NoAnswer { status },
        };
        Self::DenyAll { reason }
    }

    /// When there was no answer at all; `cause` is the failure's own message.
    pub fn unreachable(cause: impl Into<String>) -> Self {
        let cause = cause.into();
        Self::DenyAll {
            reason: DenyReason::Unreachable { cause },
        }
    }

    /// Whether `agent` may ask for `url`. Of [`RobotsPolicy::DenyAll`] only
    /// `/robots.txt` itself may be asked, to see whether the host has recovered.
    pub fn verdict(&self, agent: &str, url: &Url) -> RobotsVerdict {
        match self {
            Self::Rules(robots) => robots.verdict(agent, url),
            Self::AllowAll => RobotsVerdict {
                allowed: true,
                rule: None,
            },
            Self::DenyAll { .. } => RobotsVerdict {
                allowed: url.path() == "/robots.txt",
                rule: None,
            },
        }
    }

    /// The Crawl-delay for `agent`, if there are rules.
    pub fn crawl_delay(&self, agent: &str) -> Option<Duration> {
        match self {
            Self::Rules(robots) => robots.crawl_delay(agent),
            Self::AllowAll | Self::DenyAll { .. } => None,
        }
    }

    /// Values of Sitemap lines, if there are rules.
    pub fn sitemaps(&self) -> &[String] {
        match self {
            Self::Rules(robots) => robots.sitemaps(),
            Self::AllowAll | Self::DenyAll { .. } => &[],
        }
    }
}
