//! The client of a site, and what the lane learns from what it brings.
//!
//! Never asks anything itself.

use chrono::{DateTime, Utc};
use url::Url;

use super::CrawlError;
use super::setup::contact;
use crate::config::{Config, Site};
use crate::fetch::{AddressPolicy, Client, Exchange, FetchError, Options};
use crate::http::text;
use crate::lane::Answered;
use crate::politeness::Failure;

/// A client that reaches what the site may reach, and names the operator.
pub(super) fn client_for(
    config: &Config,
    site: &Site,
    pem: Option<String>,
    clock: fn() -> DateTime<Utc>,
) -> Result<Client, CrawlError> {
    contact(config, site)?;
    let host = site.home.host_str().unwrap_or_default().to_owned();
    Client::new(Options {
        user_agent: config.identity.user_agent(),
        limits: config.fetch.clone(),
        reach: if site.on_loopback() {
            AddressPolicy::PublicAndLoopback
        } else {
            AddressPolicy::Public
        },
        intermediates: pem.map(|pem| (host, pem)).into_iter().collect(),
        extra_roots: String::new(),
        clock: Some(clock),
    })
    .map_err(|source| CrawlError::Client {
        site: site.name.clone(),
        source,
    })
}

/// What the lane learns from an answer.
pub(super) fn answered(exchange: &Exchange) -> Answered {
    let joined = |name| {
        let lines: Vec<_> = exchange.header_lines(name).map(text).collect();
        (!lines.is_empty()).then(|| lines.join(", "))
    };
    Answered {
        first_byte_at: exchange.first_byte_at,
        latency: exchange.latency,
        status: exchange.status,
        retry_after: joined("retry-after"),
        date: exchange.header("date").map(text),
    }
}

/// What the lane learns from a request without an answer.
pub(super) fn failure_kind(error: &FetchError) -> Failure {
    match error {
        FetchError::Timeout { .. } => Failure::Timeout,
        FetchError::Dns { .. } | FetchError::Connect { .. } => Failure::Unreachable,
        FetchError::Tls { .. } if error.is_certificate() => Failure::Tls,
        FetchError::Disconnect { .. } | FetchError::Tls { .. } => Failure::Disconnected,
        FetchError::Protocol { .. } if error.worth_retrying() => Failure::Disconnected,
        FetchError::Refused { .. } | FetchError::Protocol { .. } | FetchError::TooLarge { .. } => {
            Failure::Refused
        }
    }
}

/// The host key of an address, as lanes and the catalog write it.
pub(super) fn host_key(url: &Url) -> String {
    crate::address::HostKey::of(url).as_str().to_owned()
}
