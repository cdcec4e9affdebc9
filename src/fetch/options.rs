//! What a client is made of, checked before it is made.

use std::collections::BTreeMap;
use std::io;

use chrono::{DateTime, Utc};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use thiserror::Error;

use super::address_policy::AddressPolicy;
use crate::config::FetchLimits;

/// What a [`Client`](super::Client) is made of.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// `User-Agent`: names the tool and the operator's contact.
    pub user_agent: String,
    /// Limits of time and size.
    pub limits: FetchLimits,
    /// How far to reach.
    pub reach: AddressPolicy,
    /// Host name (no port) → PEM text of the intermediate certificates it fails to send.
    pub intermediates: BTreeMap<String, String>,
    /// PEM text of roots to trust beside the platform's; empty as a rule.
    pub extra_roots: String,
    /// What dates a request, so that one clock dates a whole run; `None` = the machine's.
    pub clock: Option<fn() -> DateTime<Utc>>,
}

/// Why a [`Client`](super::Client) could not be made.
#[derive(Debug, Error)]
pub enum ClientError {
    /// Not sendable in a header.
    #[error("could not use the User-Agent {0:?}: it has characters a header cannot carry")]
    UserAgent(String),
    /// Not PEM, or without any certificate.
    #[error("could not read the certificates for {host}: {cause}")]
    Certificates {
        /// The host, or "extra roots".
        host: String,
        /// What the PEM reader said.
        cause: String,
    },
    /// The folder of the sockets, where they are files.
    #[error("could not make a private folder for the client's sockets: {0}")]
    Sockets(#[source] io::Error),
}

/// The certificates of a PEM text, one at least.
pub(super) fn certificates(
    host: &str,
    pem: &str,
) -> Result<Vec<CertificateDer<'static>>, ClientError> {
    let failed = |cause: String| ClientError::Certificates {
        host: host.to_owned(),
        cause,
    };
    let found = CertificateDer::pem_slice_iter(pem.as_bytes())
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| failed(error.to_string()))?;
    if found.is_empty() {
        return Err(failed("no certificate in it".to_owned()));
    }
    Ok(found)
}
