//! From findings to names: canonical, in scope, with a role, each address once.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use url::Url;

use super::Finding;
use crate::address::{AddressError, Rules};
use crate::record::{Hint, Named, Rejected, Role, Teller};

/// A finding that does not become a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The reference as the source wrote it, cut to 200 characters.
    pub href: String,
    /// Who named it.
    pub teller: Teller,
    /// Why it was refused.
    pub reason: Refused,
}

impl Refusal {
    /// For the record; not where the operator wants the address ignored.
    pub fn rejected(&self) -> Option<Rejected> {
        let Refused::Address(error) = &self.reason else {
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
            teller: self.teller,
            cause: cause.to_owned(),
            detail: error.to_string(),
        })
    }
}

/// Why a finding was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
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
pub fn name(findings: &[Finding], base: Option<&Url>, rules: &Rules) -> (Vec<Named>, Vec<Refusal>) {
    let mut unique: Vec<Named> = Vec::new();
    let mut refusals = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for finding in findings {
        match name_one(finding, base, rules) {
            Err(reason) => refusals.push(Refusal {
                href: finding.href.chars().take(200).collect(),
                teller: finding.teller,
                reason,
            }),
            Ok(named) => match places.entry(named.url.clone()) {
                Entry::Occupied(place) => merge(&mut unique[*place.get()], &named),
                Entry::Vacant(place) => {
                    place.insert(unique.len());
                    unique.push(named);
                }
            },
        }
    }
    (unique, refusals)
}

fn name_one(finding: &Finding, base: Option<&Url>, rules: &Rules) -> Result<Named, Refused> {
    let (url, role) = match finding.role {
        Some(role @ (Role::Robots | Role::Sitemap | Role::Feed | Role::Rest)) => {
            (rules.resolve(base, &finding.href)?, role)
        }
        role => {
            let (url, by_rules) = rules.place(base, &finding.href)?;
            (url, role.unwrap_or(by_rules.ok_or(Refused::Ignored)?))
        }
    };
    Ok(Named {
        url: url.into(),
        role,
        teller: finding.teller,
        hops: 0,
        hint: finding.hint.clone(),
    })
}

fn merge(named: &mut Named, again: &Named) {
    if named.role == Role::Page {
        named.role = again.role;
    }
    let Hint {
        published_at,
        modified_at,
        post_id,
        ref categories,
        ref lead,
        ref title,
        ref excerpt,
    } = again.hint;
    let hint = &mut named.hint;
    hint.published_at = hint.published_at.or(published_at);
    hint.modified_at = hint.modified_at.max(modified_at);
    hint.post_id = hint.post_id.or(post_id);
    if hint.categories.is_empty() {
        hint.categories.clone_from(categories);
    }
    if hint.lead.is_none() {
        hint.lead.clone_from(lead);
    }
    if hint.title.is_none() {
        hint.title.clone_from(title);
        hint.excerpt.clone_from(excerpt);
    }
}
