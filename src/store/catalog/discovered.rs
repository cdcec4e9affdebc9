//! What is known of an address from all who named it, and how another naming changes that. Pure.

use chrono::{DateTime, FixedOffset};

use crate::record::{DiscoveredUrl, DiscoverySource, Role, SourceMetadata};

/// What is known of an address from all who named it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct DiscoveryState {
    pub(super) role: Role,
    pub(super) rank: u8,
    pub(super) hops: u8,
    pub(super) source_metadata: SourceMetadata,
    /// It has answered before.
    pub(super) looked: bool,
}

/// Order of asking: what keeps an article waiting first, then the sources that tell of
/// others, then articles, then what may be anything, then the articles' files, then what their look is
/// made of.
pub(super) fn rank(role: Role, seed: bool) -> u8 {
    match role {
        Role::Robots => 0,
        Role::Part => 1,
        Role::List if seed => SEED_LIST,
        Role::Rest => 3,
        Role::Sitemap => 4,
        Role::Feed => 5,
        Role::List => 6,
        Role::Article => 7,
        Role::Page => 8,
        Role::Media => 9,
        Role::Requisite => 10,
    }
}

const SEED_LIST: u8 = 2;

impl DiscoveryState {
    /// After its first naming.
    pub(super) fn first(discovered: &DiscoveredUrl) -> Self {
        Self {
            role: discovered.role,
            rank: rank(discovered.role, discovered.source == DiscoverySource::Seed),
            hops: discovered.hops,
            source_metadata: discovered.source_metadata.clone(),
            looked: false,
        }
    }

    /// What is known once `discovered` is heard too. A `Page` may turn out to be more; a role once
    /// known stays, but that REST lists posts and nothing else. Modification times only grow;
    /// when it was published is believed once, unless another post has the address now: a portal
    /// gives the address of a deleted one away again. Of what REST says in short the last word
    /// holds.
    pub(super) fn with(&self, discovered: &DiscoveredUrl) -> Self {
        let role = match self.role {
            Role::Page => discovered.role,
            Role::List
                if discovered.role == Role::Article
                    && discovered.source == DiscoverySource::Rest =>
            {
                discovered.role
            }
            known => known,
        };
        let number = discovered
            .source_metadata
            .post_id
            .or(self.source_metadata.post_id);
        let published = match self.source_metadata.post_id {
            Some(before) if number != Some(before) => discovered.source_metadata.published_at,
            _ => self
                .source_metadata
                .published_at
                .or(discovered.source_metadata.published_at),
        };
        let short = match discovered.source_metadata.title {
            Some(_) => &discovered.source_metadata,
            None => &self.source_metadata,
        };
        let seed = self.rank == SEED_LIST || discovered.source == DiscoverySource::Seed;
        Self {
            role,
            rank: rank(role, seed),
            hops: self.hops.min(discovered.hops),
            source_metadata: SourceMetadata {
                published_at: published,
                modified_at: self
                    .source_metadata
                    .modified_at
                    .max(discovered.source_metadata.modified_at),
                post_id: number,
                categories: self.sections(discovered),
                lead: if self.is_late(discovered) {
                    self.source_metadata.lead.clone()
                } else {
                    discovered
                        .source_metadata
                        .lead
                        .clone()
                        .or_else(|| self.source_metadata.lead.clone())
                },
                title: short.title.clone(),
                excerpt: short.excerpt.clone(),
            },
            looked: self.looked,
        }
    }

    /// A list that is read after the article tells nothing new of it: only that it was read.
    fn is_late(&self, discovered: &DiscoveredUrl) -> bool {
        self.looked && discovered.source == DiscoverySource::List
    }

    /// A list names the section it is of, other sources name all.
    fn sections(&self, discovered: &DiscoveredUrl) -> Vec<String> {
        let (known, said) = (
            &self.source_metadata.categories,
            &discovered.source_metadata.categories,
        );
        if said.is_empty() || self.is_late(discovered) {
            return known.clone();
        }
        if discovered.source != DiscoverySource::List {
            return said.clone();
        }
        let new = said.iter().filter(|it| !known.contains(it));
        known.iter().chain(new).cloned().collect()
    }

    /// The latest time that a source told of it.
    pub(super) fn newest(&self) -> Option<DateTime<FixedOffset>> {
        self.source_metadata
            .published_at
            .max(self.source_metadata.modified_at)
    }
}
