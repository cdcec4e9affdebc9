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
use std::sync::{Arc, Mutex};
use std::time::Instant;

use tokio::net::TcpListener;
use tokio::task::AbortHandle;
use url::Url;

mod body;
mod category;
mod charset;
mod fault;
mod feeds;
mod frame;
mod lists;
mod media;
mod options;
mod page;
mod reply;
mod request;
mod rest;
mod routes;
mod script;
mod server;
mod site;
mod state;
mod story;
mod truth;

#[cfg(test)]
mod tests;

pub use category::Category;
pub use fault::InjectedFault;
pub use options::{PortalOptions, Uploads};
pub use script::StoryError;
pub use site::DemoSite;
pub use state::Request;
pub use story::{Face, Quirk, Story, StoryPiece};
pub use truth::Truth;

use fault::Faults;
use state::{PortalState, hold};

/// A running portal. Stops, and closes every connection, when dropped.
#[derive(Debug)]
pub struct Portal {
    state: Arc<PortalState>,
    base: Url,
    accepting: AbortHandle,
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
