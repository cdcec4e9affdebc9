//! The webhook: one POST of JSON, signed.
//!
//! Follows no redirect (the signature was for the configured address) and uses no proxy.
#![expect(
    clippy::disallowed_methods,
    reason = "an operator's own receiver is no site: it has no lane, no robots.txt and no archive"
)]

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit, Mac};
use reqwest::header::{CONTENT_TYPE, RETRY_AFTER};
use reqwest::redirect::Policy;
use rustls::crypto::aws_lc_rs;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::Verifier;
use sha2::Sha256;
use url::Url;

use super::channel::hex;
use super::{DeliveryPhase, Limits, NotifyError, Secret, Secrets};
use crate::politeness::retry_after;

/// `sha256=` and the HMAC-SHA256 of the body in lowercase hex, as `X-Hpnews-Signature` says.
pub fn signature(key: &Secret, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.reveal().as_bytes())
        .expect("HMAC takes keys of any length");
    mac.update(body);
    format!("sha256={}", hex(&mac.finalize().into_bytes()))
}

/// One signed body on its way to one address.
pub(super) struct SignedPost<'a> {
    pub(super) url: &'a Url,
    pub(super) key: &'a Secret,
    pub(super) secrets: &'a Secrets,
    pub(super) delivery: &'a str,
    pub(super) body: Vec<u8>,
    pub(super) agent: &'a str,
    pub(super) now: DateTime<Utc>,
}

impl SignedPost<'_> {
    /// Sends it once; `Ok` when the receiver said 2xx.
    pub(super) async fn send(self, limits: &Limits) -> Result<u16, NotifyError> {
        let host = authority(self.url);
        let client = client(self.url, limits).map_err(|cause| NotifyError::Tls {
            host: host.clone(),
            cause,
        })?;
        let signed = signature(self.key, &self.body);
        let request = client
            .post(self.url.clone())
            .header(CONTENT_TYPE, "application/json; charset=utf-8")
            .header("User-Agent", self.agent)
            .header("X-Hpnews-Delivery", self.delivery)
            .header("X-Hpnews-Signature", signed)
            .body(self.body);
        let answered = request.send().await;
        let response = answered.map_err(|error| self.secrets.failed(&host, error, limits))?;
        let status = response.status();
        if status.is_success() {
            return Ok(status.as_u16());
        }
        let rest = response
            .headers()
            .get(RETRY_AFTER)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| retry_after(value, None, self.now))
            .and_then(|until| (until - self.now).to_std().ok());
        let transient = status.is_server_error() || matches!(status.as_u16(), 408 | 429);
        Err(NotifyError::Refused {
            host,
            code: status.as_u16(),
            said: if status.is_redirection() {
                "(a redirect, and none is followed)".to_owned()
            } else {
                status.canonical_reason().unwrap_or_default().to_owned()
            },
            transient,
            rest,
        })
    }
}

impl Secrets {
    /// What reqwest's error means. Its own words may hold the address, and that a token.
    fn failed(&self, host: &str, error: reqwest::Error, limits: &Limits) -> NotifyError {
        let error = error.without_url();
        let host = host.to_owned();
        let connecting = error.is_connect();
        if error.is_timeout() {
            let (phase, after) = if connecting {
                (DeliveryPhase::Connect, limits.connect)
            } else {
                (DeliveryPhase::Answer, limits.answer)
            };
            return NotifyError::Slow { host, phase, after };
        }
        let causes: Vec<String> =
            std::iter::successors(Some(&error as &dyn std::error::Error), |error| {
                error.source()
            })
            .map(ToString::to_string)
            .collect();
        let cause = self.scrub(causes.last().map_or("", String::as_str));
        let is_tls = causes
            .iter()
            .any(|cause| cause.contains("certificate") || cause.contains("received"));
        match connecting {
            true if is_tls => NotifyError::Tls { host, cause },
            true => NotifyError::Down { host, cause },
            false => NotifyError::Lost { host, cause },
        }
    }
}

/// Host and port: all of an address that may be shown.
pub(super) fn authority(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

fn client(url: &Url, limits: &Limits) -> Result<reqwest::Client, String> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let tls = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?;
    // The system's roots are read only where they are needed: that takes 24 ms, and there may
    // be none.
    let tls = if url.scheme() == "https" {
        let verifier = Verifier::new(provider).map_err(|error| error.to_string())?;
        tls.dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier))
            .with_no_client_auth()
    } else {
        tls.with_root_certificates(RootCertStore::empty())
            .with_no_client_auth()
    };
    let whole: Duration = limits.connect + limits.answer;
    reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .no_proxy()
        .redirect(Policy::none())
        .retry(reqwest::retry::never())
        .http1_only()
        .pool_max_idle_per_host(0)
        .connect_timeout(limits.connect)
        .read_timeout(limits.answer)
        .timeout(whole)
        .build()
        .map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_that_of_rfc_4231() {
        // Test case 2 of RFC 4231 §4.3.
        let key = Secret::new("Jefe");
        assert_eq!(
            signature(&key, b"what do ya want for nothing?"),
            "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }

    #[test]
    fn of_an_address_only_host_and_port_are_shown() {
        let url = Url::parse("https://hooks.example/services/T0/B1/token?k=v").unwrap();
        assert_eq!(authority(&url), "hooks.example");
        let url = Url::parse("http://127.0.0.1:8080/x").unwrap();
        assert_eq!(authority(&url), "127.0.0.1:8080");
    }
}
