//! One authority's line: a reqwest client, the socket it talks to, and the dialler
//! behind that socket.
//!
//! Why the detour: nothing reqwest or hyper offers keeps the response head as it was
//! sent (10 of 12 odd lines came out wrong); a byte stream of our own does, and is at
//! once the place to check addresses and cap sizes.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use reqwest::header::HeaderValue;
use reqwest::redirect::Policy;
use rustls::RootCertStore;
use rustls::crypto::aws_lc_rs;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::Notify;
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::timeout;

use super::address_policy::AddressPolicy;
use super::dial::{Authority, Upstream, dial};
use super::error::{FetchError, FetchRefusal};
use super::head::MAX_LINES;
use super::recorder::{Carrier, ConnectionEnding, WireRecorder};
use super::socket;
use super::tls::HostTls;
use crate::config::FetchLimits;

/// A request head fits in one piece as a rule.
const REQUEST_BUFFER: usize = 8 * 1024;
/// A page of this size costs three reads.
const RESPONSE_BUFFER: usize = 32 * 1024;
/// How long an idle connection is kept: past nginx's default of 75 s it is closed anyway.
const KEEP_ALIVE: Duration = Duration::from_secs(70);

/// One authority's line. Dropping it ends its tasks and connections.
pub(super) struct OriginConnection {
    pub(super) to: Authority,
    pub(super) client: reqwest::Client,
    pub(super) host: HeaderValue,
    pub(super) tap: Arc<WireRecorder>,
    /// Held for the length of an exchange: the tap has room for one.
    pub(super) one_at_a_time: tokio::sync::Mutex<()>,
    accepting: AbortHandle,
}

impl Drop for OriginConnection {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// What the connections of a line have in common.
struct Dialler {
    to: Authority,
    reach: AddressPolicy,
    tls: Option<HostTls>,
    limits: FetchLimits,
    tap: Arc<WireRecorder>,
    connections: AtomicU64,
}

impl OriginConnection {
    /// Opens the line's socket at `path` and starts its dialler on the current runtime.
    /// Nothing is dialled before the first request.
    pub(super) fn open(
        to: Authority,
        path: &Path,
        reach: AddressPolicy,
        tls: Option<HostTls>,
        limits: &FetchLimits,
    ) -> io::Result<Self> {
        let host = HeaderValue::from_str(&to.host_header()).map_err(io::Error::other)?;
        let listener = UnixListener::bind(path)?;
        let tap = Arc::new(WireRecorder::default());
        let dialler = Arc::new(Dialler {
            to: to.clone(),
            reach,
            tls,
            limits: limits.clone(),
            tap: Arc::clone(&tap),
            connections: AtomicU64::new(0),
        });
        let accepting = tokio::spawn(accept(listener, dialler)).abort_handle();
        Ok(Self {
            to,
            client: client(path).map_err(io::Error::other)?,
            host,
            tap,
            one_at_a_time: tokio::sync::Mutex::new(()),
            accepting,
        })
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is the one HTTP client that asks sites"
)]
fn client(path: &Path) -> reqwest::Result<reqwest::Client> {
    // The dialler does TLS: this client never does, and must not read the system's roots.
    let no_tls =
        rustls::ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_protocol_versions(rustls::DEFAULT_VERSIONS)
            .expect("the provider speaks the default versions")
            .with_root_certificates(RootCertStore::empty())
            .with_no_client_auth();
    reqwest::Client::builder()
        .tls_backend_preconfigured(no_tls)
        .unix_socket(path)
        .no_proxy()
        .redirect(Policy::none())
        .retry(reqwest::retry::never())
        .http1_only()
        .http1_title_case_headers()
        .http1_max_headers(MAX_LINES)
        .http1_allow_obsolete_multiline_headers_in_responses(true)
        .http1_ignore_invalid_headers_in_responses(true)
        .http1_allow_spaces_after_header_name_in_responses(true)
        .pool_max_idle_per_host(1)
        .pool_idle_timeout(KEEP_ALIVE)
        .build()
}

/// Serves the socket until aborted; its connections end with it.
async fn accept(listener: UnixListener, dialler: Arc<Dialler>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((near, _)) if socket::is_own(&near) => {
                    connections.spawn(Arc::clone(&dialler).serve(near));
                }
                Ok(_) => {}
                // Out of descriptors: reqwest waits in the backlog meanwhile.
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

impl Dialler {
    /// Carries one connection from its first request to its end.
    async fn serve(self: Arc<Self>, mut near: UnixStream) {
        let mut carrier = Carrier {
            id: self.connections.fetch_add(1, Ordering::Relaxed),
            reused: false,
            peer: None,
            chain_completed: false,
            retire: Arc::new(Notify::new()),
        };
        let mut request = vec![0; REQUEST_BUFFER];
        // hyper opens connections on suspicion; only one with a request is dialled.
        let Ok(count @ 1..) = near.read(&mut request).await else {
            return;
        };
        if !self.tap.request(&carrier, &request[..count]) {
            return;
        }
        let tls = self.tls.as_ref();
        let dialled = match dial(&self.to, self.reach, tls, self.limits.connect).await {
            Ok(dialled) => dialled,
            Err(failure) => return self.tap.failed(carrier.id, failure),
        };
        carrier.peer = Some(dialled.peer);
        carrier.chain_completed = dialled.chain_completed;
        self.tap.connected(&carrier);
        let mut far = dialled.stream;
        if self.send(&mut far, &carrier, &request[..count]).await {
            carrier.reused = true;
            self.carry(near, far, &carrier, &mut request).await;
        }
    }

    /// Sends request bytes; `false` when the connection is of no more use.
    async fn send(&self, far: &mut Upstream, carrier: &Carrier, bytes: &[u8]) -> bool {
        // The last look at the deadline: a connection may have taken long, and a stopped process
        // goes on here.
        if self.tap.is_over() {
            let (target, reason) = (self.to.name(), FetchRefusal::Ended);
            self.tap
                .failed(carrier.id, FetchError::Refused { target, reason });
            return false;
        }
        // A peer that reads nothing must not hold the task longer than the caller waits.
        let sent = timeout(self.limits.whole, far.send(bytes)).await;
        if !matches!(sent, Ok(Ok(()))) {
            self.tap.ended(carrier.id, ConnectionEnding::Broken);
            return false;
        }
        self.tap.written(carrier.id);
        true
    }

    /// Copies both ways until either side ends or the tap has seen enough.
    async fn carry(
        &self,
        mut near: UnixStream,
        mut far: Upstream,
        carrier: &Carrier,
        request: &mut [u8],
    ) {
        let mut response = vec![0; RESPONSE_BUFFER];
        loop {
            tokio::select! {
                read = far.read(&mut response) => {
                    let count = match read {
                        Ok(0) => return self.tap.ended(carrier.id, ConnectionEnding::Closed),
                        Ok(count) => count,
                        Err(_) => return self.tap.ended(carrier.id, ConnectionEnding::Broken),
                    };
                    let passed = self.tap.response(carrier.id, &response[..count], &self.limits);
                    let written = near.write_all(&response[..passed]).await;
                    if written.is_err() || passed < count {
                        return;
                    }
                }
                read = near.read(request) => {
                    let Ok(count @ 1..) = read else { return };
                    if !self.tap.request(carrier, &request[..count])
                        || !self.send(&mut far, carrier, &request[..count]).await
                    {
                        return;
                    }
                }
                () = carrier.retire.notified() => return,
            }
        }
    }
}
