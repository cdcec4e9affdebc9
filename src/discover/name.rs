//! From findings to names: canonical, in scope, with a role, each address once.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use url::Url;

use super::ListedUrl;
use crate::address::{AddressError, Rules};
use crate::record::{DiscoveredUrl, DiscoverySource, Rejected, Role, SourceMetadata};

/// A finding that does not become a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedListing {
    /// The reference as the source wrote it, cut to 200 characters.
    pub href: String,
    /// Who named it.
    pub source: DiscoverySource,
    /// Why it was refused.
    pub reason: RefusalCause,
}

impl RefusedListing {
    /// For the record; not where the operator wants the address ignored.
    pub fn rejected(&self) -> Option<Rejected> {
        let RefusalCause::Address(error) = &self.reason else {
            return None;
        };
        let cause = match error {
            AddressError::OutOfScope { .. } => "out_of_scope",
            AddressError::Trap { .. } => "trap",
            AddressError::TooLong { .. } => "too_long",
            _ => "address",
        };
        Some(Rejected {
            url: self.href.clone(),
            source: self.source,
            cause: cause.to_owned(),
            detail: error.to_string(),
        })
    }
}

/// Why a finding was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RefusalCause {
    /// Its address is not one of the site's.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// The site's `ignore` rules match it.
    #[error("ignored by the site's rules")]
    Ignored,
}

/// Names the findings of one source. `base` resolves relative references. The role is the
/// source's where it gave one, else the rules'; `ignore` beats both, but for
/// sitemaps, feeds and REST pages: those are no pages of the site. They keep their query
/// too (see [`Rules::resolve`]); everything else becomes [canonical](Rules::canonical).
///
/// An address found twice is named once, at its first place, with the hints of both and
/// the more telling role. Every other finding is either in the names or in the refusals.
pub fn name(
    findings: &[ListedUrl],
    base: Option<&Url>,
    rules: &Rules,
) -> (Vec<DiscoveredUrl>, Vec<RefusedListing>) {
    let mut unique: Vec<DiscoveredUrl> = Vec::new();
    let mut refusals = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for finding in findings {
        match name_one(finding, base, rules) {
            Err(reason) => refusals.push(RefusedListing {
                href: finding.href.chars().take(200).collect(),
                source: finding.source,
                reason,
            }),
            Ok(discovered) => match places.entry(discovered.url.clone()) {
                Entry::Occupied(place) => merge(&mut unique[*place.get()], &discovered),
                Entry::Vacant(place) => {
                    place.insert(unique.len());
                    unique.push(discovered);
                }
            },
        }
    }
    (unique, refusals)
}

fn name_one(
    finding: &ListedUrl,
    base: Option<&Url>,
    rules: &Rules,
) -> Result<DiscoveredUrl, RefusalCause> {
    let (url, role) = match finding.role {
        Some(role @ (Role::Robots | Role::Sitemap | Role::Feed | Role::Rest)) => {
            (rules.resolve(base, &finding.href)?, role)
        }
        role => {
            let (url, by_rules) = rules.place(base, &finding.href)?;
            (url, role.unwrap_or(by_rules.ok_or(RefusalCause::Ignored)?))
        }
    };
    Ok(DiscoveredUrl {
        url: url.into(),
        role,
        source: finding.source,
        hops: 0,
        source_metadata: finding.source_metadata.clone(),
    })
}

fn merge(discovered: &mut DiscoveredUrl, again: &DiscoveredUrl) {
    if discovered.role == Role::Page {
        discovered.role = again.role;
    }
    let SourceMetadata {
        published_at,
        modified_at,
        post_id,
        ref categories,
        ref lead,
        ref title,
        ref excerpt,
    } = again.source_metadata;
    let source_metadata = &mut discovered.source_metadata;
    source_metadata.published_at = source_metadata.published_at.or(published_at);
    source_metadata.modified_at = source_metadata.modified_at.max(modified_at);
    source_metadata.post_id = source_metadata.post_id.or(post_id);
    if source_metadata.categories.is_empty() {
        source_metadata.categories.clone_from(categories);
    }
    if source_metadata.lead.is_none() {
        source_metadata.lead.clone_from(lead);
    }
    if source_metadata.title.is_none() {
        source_metadata.title.clone_from(title);
        source_metadata.excerpt.clone_from(excerpt);
    }
}
