//! Misbehaviour on request: which of the next answers go wrong, and how.
//!
//! Never invents trouble of its own: without a rule every request gets its page.

use super::reply::Reply;

/// One way for an answer to go wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InjectedFault {
    /// An error page with this status code.
    Status(u16),
    /// 429 with `Retry-After` in seconds.
    RetryAfter(u64),
    /// The request is read and never answered; the connection stays open.
    Hang,
    /// The connection is closed without one byte.
    Drop,
    /// The head and half of the body, then the connection is closed.
    Cut,
    /// 302 to this address.
    RedirectTo(String),
    /// 200 with this HTML in place of the page: a block page, a broken layout.
    Html(String),
}

/// The rules in force.
#[derive(Debug, Default)]
pub(super) struct Faults {
    rules: Vec<FaultRule>,
}

#[derive(Debug)]
struct FaultRule {
    path: String,
    fault: InjectedFault,
    left: usize,
}

/// What the server does with one request.
#[derive(Debug)]
pub(super) enum FaultEffect {
    /// Send this.
    Send(Reply),
    /// Send half of this and close.
    Cut(Reply),
    /// Keep silent until the client goes away.
    Hang,
    /// Close.
    Drop,
}

impl Faults {
    /// Adds a rule after the others.
    pub(super) fn add(&mut self, path: &str, fault: InjectedFault, times: usize) {
        self.rules.push(FaultRule {
            path: path.to_owned(),
            fault,
            left: times,
        });
    }

    /// The fault for this request, if a rule with uses left fits; uses one up.
    pub(super) fn take(&mut self, target: &str) -> Option<InjectedFault> {
        self.rules.retain(|rule| rule.left > 0);
        let path = target.split('?').next().unwrap_or(target);
        let fits = |rule: &&mut FaultRule| [target, path, "*"].contains(&rule.path.as_str());
        let rule = self.rules.iter_mut().find(fits)?;
        rule.left -= 1;
        Some(rule.fault.clone())
    }
}

/// Joins a fault and the page that would have been sent.
pub(super) fn fate(fault: Option<InjectedFault>, page: impl FnOnce() -> Reply) -> FaultEffect {
    FaultEffect::Send(match fault {
        None => page(),
        Some(InjectedFault::Hang) => return FaultEffect::Hang,
        Some(InjectedFault::Drop) => return FaultEffect::Drop,
        Some(InjectedFault::Cut) => return FaultEffect::Cut(page()),
        Some(InjectedFault::Status(status)) => Reply::error(status),
        Some(InjectedFault::RetryAfter(seconds)) => {
            Reply::error(429).with("Retry-After", seconds.to_string())
        }
        Some(InjectedFault::RedirectTo(target)) => Reply::redirect(302, target),
        Some(InjectedFault::Html(html)) => Reply::html(html),
    })
}
