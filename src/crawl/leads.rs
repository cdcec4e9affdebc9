//! Where a redirect leads: to another spelling of the same address, to another page, or away.
//!
//! Never takes a redirect's word that a page has moved: the target is read as a page of its own.

use url::Url;

use super::answer::AnswerReading;
use crate::address::AddressError;
use crate::config::Site;
use crate::http::Capture;
use crate::record::{DiscoveredUrl, DiscoverySource, Role, SourceMetadata};
use crate::store::Task;

/// Where a redirect leads to another spelling of the address asked: a session for who keeps no
/// cookies, a form that is folded here and not there.
pub(super) fn other_spelling(site: &Site, task: &Task, capture: &Capture) -> Option<Url> {
    let target = capture.location()?.ok()?;
    let spelled = spelled(site, task.role, &target).ok()?;
    (spelled.as_str() == task.url && target != capture.url).then_some(target)
}

/// The address of a page in its one spelling; that of a machine, or of a file, as it is written.
fn spelled(site: &Site, role: Role, url: &Url) -> Result<Url, AddressError> {
    match role {
        Role::Sitemap | Role::Feed | Role::Rest | Role::Media | Role::Requisite => {
            site.rules.resolve(None, url.as_str())
        }
        _ => site.rules.canonical(None, url.as_str()),
    }
}

/// A redirect names its target and proves nothing else: WordPress sends a deleted post's
/// visitors to any post whose slug begins alike (measured).
pub(super) fn redirect(site: &Site, task: &Task, capture: &Capture, target: &Url) -> AnswerReading {
    let to = match spelled(site, task.role, target) {
        Ok(url) => url,
        Err(error) => {
            return AnswerReading::NotArticle {
                kind: "redirect_elsewhere".to_owned(),
                reason: error.to_string(),
                discovered: Vec::new(),
            };
        }
    };
    if to.as_str() == task.url && *target == capture.url {
        // A final answer, not a failure: asking again would bring the same.
        return AnswerReading::NotArticle {
            kind: "redirect_loop".to_owned(),
            reason: "it redirects to itself".to_owned(),
            discovered: Vec::new(),
        };
    }
    let role = match task.role {
        Role::Article | Role::Page => site.rules.role(&to),
        other => Some(other),
    };
    let discovered = role.map(|role| DiscoveredUrl {
        url: to.to_string(),
        role,
        source: DiscoverySource::Redirect,
        hops: task.hops.saturating_add(1),
        source_metadata: SourceMetadata::default(),
    });
    AnswerReading::Redirect {
        to: to.into(),
        discovered: discovered.into_iter().collect(),
    }
}
