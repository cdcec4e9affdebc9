//! EDGE: what the connections of a portal share: its site, its faults, what was asked of it.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::fault::{FaultEffect, Faults, fate};
use super::request::RequestHead;
use super::routes;
use super::site::DemoSite;

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

/// What the connections share.
#[derive(Debug)]
pub(super) struct PortalState {
    pub(super) started: Instant,
    pub(super) slow: Duration,
    pub(super) site: Mutex<DemoSite>,
    pub(super) faults: Mutex<Faults>,
    pub(super) requests: Mutex<Vec<Request>>,
}

impl PortalState {
    /// Notes a request and decides what becomes of it.
    pub(super) fn receive(&self, head: &RequestHead) -> FaultEffect {
        hold(&self.requests).push(Request {
            at: self.started.elapsed(),
            path: head.target.clone(),
            user_agent: head.user_agent.clone(),
        });
        let fault = hold(&self.faults).take(&head.target);
        let mut site = hold(&self.site);
        fate(fault, || routes::answer(&mut site, &head.target))
    }
}

/// Locks; a test that panicked while holding the lock spoils nothing here.
pub(super) fn hold<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
