//! EDGE: a small news portal on the loopback, inside this process, so that the whole
//! flow can be tried and tested with no network.
//!
//! It behaves like the WordPress portals it stands for, faults included: two page
//! layouts, REST, feed, sitemaps, redirects that loop, copies of one article under many
//! addresses. Never listens on anything but 127.0.0.1, never reads or writes the disk,
//! never asks anybody anything. The people, places and documents in it are invented.

#![expect(
    clippy::disallowed_methods,
    reason = "an edge: it stamps each request with the moment it came"
)]

use std::io;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use tokio::net::TcpListener;
use tokio::task::AbortHandle;
use url::Url;

mod body;
mod charset;
mod fault;
mod feeds;
mod frame;
mod lists;
mod media;
mod page;
mod reply;
mod request;
mod rest;
mod routes;
mod script;
mod server;
mod site;
mod story;
mod truth;

#[cfg(test)]
mod tests;

pub use fault::InjectedFault;
pub use script::StoryError;
pub use site::{Category, DemoSite};
pub use story::{Face, Quirk, Story, StoryPiece};
pub use truth::Truth;

use fault::Faults;

/// How a portal behaves as a whole.
#[derive(Clone, Debug)]
pub struct PortalOptions {
    /// The date in the header of every page: a trap, never a publication date.
    pub today: NaiveDate,
    /// How long the slow page takes.
    pub slow: Duration,
    /// Articles per list page.
    pub per_page: usize,
    /// Raise the view counter printed on a page by one for each request, so that no two
    /// copies of one article have the same bytes.
    pub live_views: bool,
    /// Put before every class name and id of every page: a new theme, as far as selectors can
    /// tell.
    pub theme: &'static str,
    /// Most posts a page of REST has, whatever is asked for.
    pub rest_per_page: usize,
    /// A box with the newest story on every page of every list.
    pub newest_box: bool,
    /// The `ETag` of every article page, with its quotes, whatever the page says; none when
    /// empty, as on WordPress.
    pub etag: &'static str,
    /// Its pictures and files.
    pub uploads: Uploads,
    /// Whether REST heeds `orderby` and `order`; otherwise the newest posts come first.
    pub rest_order: bool,
}

/// How pictures and files are served.
#[derive(Clone, Copy, Debug)]
pub struct Uploads {
    /// Put into every PDF: another one, as an editor replaces files under their addresses.
    pub mark: &'static str,
    /// Whether they have an `ETag`.
    pub etags: bool,
}

impl Default for PortalOptions {
    fn default() -> Self {
        Self {
            today: NaiveDate::from_ymd_opt(2026, 11, 23).unwrap_or(NaiveDate::MAX),
            slow: Duration::from_millis(300),
            per_page: 8,
            live_views: false,
            theme: "",
            rest_per_page: 100,
            newest_box: false,
            etag: "",
            uploads: Uploads {
                mark: "",
                etags: true,
            },
            rest_order: true,
        }
    }
}

/// One request as it arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// When, counted from the portal's start.
    pub at: Duration,
    /// The request target: path and query, as sent.
    pub path: String,
    /// The `User-Agent` field, empty when there was none.
    pub user_agent: String,
}

/// A running portal. Stops, and closes every connection, when dropped.
#[derive(Debug)]
pub struct Portal {
    state: Arc<PortalState>,
    base: Url,
    accepting: AbortHandle,
}

/// What the connections share.
#[derive(Debug)]
struct PortalState {
    started: Instant,
    slow: Duration,
    site: Mutex<DemoSite>,
    faults: Mutex<Faults>,
    requests: Mutex<Vec<Request>>,
}

impl Portal {
    /// Binds 127.0.0.1 on a free port and starts to answer on the current tokio runtime.
    pub async fn start(options: PortalOptions) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let base = format!("http://{}/", listener.local_addr()?);
        let base = Url::parse(&base).map_err(io::Error::other)?;
        let slow = options.slow;
        let site = DemoSite::open(base.clone(), options).map_err(io::Error::other)?;
        let state = Arc::new(PortalState {
            started: Instant::now(),
            slow,
            site: Mutex::new(site),
            faults: Mutex::default(),
            requests: Mutex::default(),
        });
        let accepting = tokio::spawn(server::accept(listener, Arc::clone(&state))).abort_handle();
        Ok(Self {
            state,
            base,
            accepting,
        })
    }

    /// The home page, `http://127.0.0.1:PORT/`.
    pub fn base(&self) -> Url {
        self.base.clone()
    }

    /// Every request so far, in order of arrival, whatever became of it.
    pub fn requests(&self) -> Vec<Request> {
        hold(&self.state.requests).clone()
    }

    /// What a perfect crawler would store of each article as the portal stands now,
    /// newest first.
    pub fn truth(&self) -> Vec<Truth> {
        truth::of(&hold(&self.state.site))
    }

    /// Changes what the portal serves: alter, add, remove or rename stories.
    pub fn edit<T>(&self, change: impl FnOnce(&mut DemoSite) -> T) -> T {
        change(&mut hold(&self.state.site))
    }

    /// Makes the next `times` requests for `path` fail in the given way. `path` is a
    /// path, a path with query, or `*` for any request; rules apply in the order given.
    pub fn fault(&self, path: &str, fault: InjectedFault, times: usize) {
        hold(&self.state.faults).add(path, fault, times);
    }

    /// Lets all faults be forgotten that have not happened.
    pub fn clear_faults(&self) {
        *hold(&self.state.faults) = Faults::default();
    }

    /// A whole hpnews configuration (TOML) for this portal.
    pub fn config(&self) -> String {
        let host = self.base.authority();
        include_str!("config.toml").replace("127.0.0.1:PORT", host) + include_str!("layouts.toml")
    }
}

impl Drop for Portal {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl PortalState {
    /// Notes a request and decides what becomes of it.
    fn receive(&self, head: &request::RequestHead) -> fault::FaultEffect {
        hold(&self.requests).push(Request {
            at: self.started.elapsed(),
            path: head.target.clone(),
            user_agent: head.user_agent.clone(),
        });
        let fault = hold(&self.faults).take(&head.target);
        let mut site = hold(&self.site);
        fault::fate(fault, || routes::answer(&mut site, &head.target))
    }
}

/// Locks; a test that panicked while holding the lock spoils nothing here.
fn hold<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
