//! The only HTTP client, and the only door to the network.
//!
//! One call is one exchange: redirects, retries, pace and robots.txt are the caller's.
//! The response head is kept exactly as sent. Every address is checked where it is
//! dialled ([`AddressPolicy`]); every phase has a limit and every part a cap (`FetchLimits`).
//! Keeps no cookies, sends no credentials, knows no proxy, accepts no invalid
//! certificate.
//!
//! How: reqwest speaks HTTP/1.1 over a Unix socket of this process's own to a dialler
//! in this process, which resolves, checks, connects, does TLS, and watches the bytes
//! go by. One socket (a *line*) for each scheme, host and port.
//!
//! ```text
//! get ─ ask ─ answer ─ reqwest ─ socket ─ line ─ dial ─ TCP or TLS
//!        │                                │
//!      finish ◂────────── tap ◂───────────┘   (heads, counts, failures)
//! ```

mod address_policy;
mod answer;
mod ask;
mod connection;
mod dial;
mod error;
mod exchange;
mod finish;
mod head;
mod options;
mod recorder;
mod socket;
mod tls;
mod validators;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use reqwest::header::HeaderValue;
use url::Url;

pub use address_policy::AddressPolicy;
pub use error::{FetchError, FetchPhase, FetchRefusal, ProtocolFault, ResponsePart};
pub use exchange::{Exchange, ExchangeNote};
pub use options::{ClientError, Options};
pub use validators::Validators;

use crate::address::HostKey;
use crate::lane::until_over;
use crate::politeness::Permit;
use ask::{RequestOptions, ask};
use connection::OriginConnection;
use dial::Authority;
use options::certificates;
use socket::Sockets;
use tls::TlsSetup;

/// The HTTP client. Cheap to share by reference; one runtime's tasks serve it, so it
/// lives and dies with the runtime it was first used on.
pub struct Client {
    manner: RequestOptions,
    reach: AddressPolicy,
    tls: TlsSetup,
    /// Dropped before the folder their sockets may be in.
    lines: Mutex<HashMap<Authority, Arc<OriginConnection>>>,
    sockets: Sockets,
}

impl Client {
    /// Makes a client. Touches no network.
    pub fn new(options: Options) -> Result<Self, ClientError> {
        let user_agent = HeaderValue::from_str(&options.user_agent)
            .map_err(|_| ClientError::UserAgent(options.user_agent.clone()))?;
        let mut intermediates = BTreeMap::new();
        for (host, pem) in &options.intermediates {
            let host = host.to_ascii_lowercase();
            let certificates = certificates(&host, pem)?;
            intermediates.insert(host, certificates);
        }
        let extra_roots = match options.extra_roots.trim() {
            "" => Vec::new(),
            pem => certificates("extra roots", pem)?,
        };
        let sockets = Sockets::new().map_err(ClientError::Sockets)?;
        Ok(Self {
            manner: RequestOptions {
                user_agent,
                limits: options.limits,
                clock: options.clock,
            },
            reach: options.reach,
            tls: TlsSetup::new(extra_roots, intermediates),
            lines: Mutex::default(),
            sockets,
        })
    }

    /// One exchange, no validators, no redirect followed.
    ///
    /// A response that broke off is `Ok` and says so in
    /// [`truncated`](crate::http::Capture::truncated); any status is `Ok`, but 101 and 206.
    pub async fn get(&self, turn: &Permit, url: &Url) -> Result<Exchange, FetchError> {
        self.get_with(turn, url, &Validators::default()).await
    }

    /// As [`get`](Self::get), asking only for what changed since `validators`.
    pub async fn get_with(
        &self,
        turn: &Permit,
        url: &Url,
        validators: &Validators,
    ) -> Result<Exchange, FetchError> {
        let url = crate::http::bare(url.clone());
        if HostKey::of(&url).as_str() != turn.host() {
            return Err(FetchError::Refused {
                target: url.host_str().unwrap_or_default().to_owned(),
                reason: FetchRefusal::OtherLane {
                    lane: turn.host().to_owned(),
                },
            });
        }
        let target = url.host_str().unwrap_or_default().to_owned();
        let line = self.line(Authority::of(&url)?)?;
        let asking = ask(&line, &self.manner, url, validators, turn.not_after());
        let Some(deadline) = turn.not_after() else {
            return asking.await;
        };
        let after = deadline.left();
        if after.is_zero() {
            let reason = FetchRefusal::Ended;
            return Err(FetchError::Refused { target, reason });
        }
        tokio::select! {
            biased;
            asked = asking => asked,
            // Dropped where it stands: its connection ends with it.
            () = until_over(deadline) => Err(FetchError::Timeout { phase: FetchPhase::Permit, after }),
        }
    }

    /// The line of an authority, opened at its first use.
    fn line(&self, to: Authority) -> Result<Arc<OriginConnection>, FetchError> {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(line) = lines.get(&to) {
            return Ok(Arc::clone(line));
        }
        let host = to.name();
        let tls = if to.https {
            let tls = self.tls.for_host(&to.host.to_string());
            Some(tls.map_err(|error| FetchError::Tls {
                host: host.clone(),
                source: io::Error::other(error),
            })?)
        } else {
            None
        };
        let socket = self.sockets.next();
        let line =
            OriginConnection::open(to.clone(), &socket, self.reach, tls, &self.manner.limits)
                .map_err(|source| FetchError::Connect { host, source })?;
        Ok(Arc::clone(
            lines.entry(to).insert_entry(Arc::new(line)).get(),
        ))
    }
}
