//! The portal's holdings: its stories, sections and lists, as an editor would change them.
//!
//! Pure. Knows addresses, not HTML.

use std::collections::BTreeMap;

use url::Url;

use super::category::Category;
use super::options::PortalOptions;
use super::script::{self, StoryError};
use super::story::{Face, Quirk, Story};

/// Everything the portal serves, open to [`Portal::edit`](super::Portal::edit).
#[derive(Debug)]
pub struct DemoSite {
    /// Published stories, in no particular order.
    pub stories: Vec<Story>,
    /// How it is shown.
    pub options: PortalOptions,
    base: Url,
    views: BTreeMap<u64, u64>,
}

impl DemoSite {
    pub(super) fn open(base: Url, options: PortalOptions) -> Result<Self, StoryError> {
        Ok(Self {
            stories: script::parse(include_str!("articles.txt").trim_end())?,
            options,
            base,
            views: BTreeMap::new(),
        })
    }

    /// The story with this slug.
    pub fn story(&self, slug: &str) -> Option<&Story> {
        self.stories.iter().find(|s| s.slug == slug)
    }

    /// The story with this slug, to be changed. The portal admits a change (REST, sitemap,
    /// feed) only when `modified` is changed too; otherwise it is a silent edit.
    pub fn story_mut(&mut self, slug: &str) -> Option<&mut Story> {
        self.stories.iter_mut().find(|s| s.slug == slug)
    }

    /// Takes a story off the portal.
    pub fn remove(&mut self, slug: &str) -> Option<Story> {
        let at = self.stories.iter().position(|s| s.slug == slug)?;
        Some(self.stories.remove(at))
    }

    /// Gives a story a new slug; the old address redirects from then on. False when there
    /// is no such story.
    pub fn rename(&mut self, slug: &str, new: &str) -> bool {
        let Some(story) = self.story_mut(slug) else {
            return false;
        };
        story.formerly = Some(std::mem::replace(&mut story.slug, new.to_owned()));
        true
    }

    /// An absolute address.
    pub(super) fn absolute(&self, path: &str) -> String {
        format!("{}{path}", self.base.as_str().trim_end_matches('/'))
    }

    /// A story's canonical address.
    pub(super) fn address(&self, story: &Story) -> String {
        self.absolute(&story.path())
    }

    /// Stories on lists, newest first, of one section or all.
    pub(super) fn listed(&self, category: Option<Category>) -> Vec<&Story> {
        let mut stories = self.newest();
        stories.retain(|s| !s.is(Quirk::Unlisted) && category.is_none_or(|c| s.category == c));
        stories
    }

    /// WordPress posts, newest first: every story but the films.
    pub(super) fn posts(&self) -> Vec<&Story> {
        let mut stories = self.newest();
        stories.retain(|s| s.face != Face::Video);
        stories
    }

    /// All stories, newest first.
    pub(super) fn newest(&self) -> Vec<&Story> {
        let mut stories: Vec<_> = self.stories.iter().collect();
        stories.sort_by_key(|s| std::cmp::Reverse((s.date, s.id)));
        stories
    }

    /// "Tin khác": five of the same section, first the next older ones, then the newest.
    pub(super) fn related(&self, story: &Story) -> Vec<&Story> {
        let mut others = self.listed(Some(story.category));
        others.retain(|s| s.id != story.id);
        let newer = others.partition_point(|s| (s.date, s.id) > (story.date, story.id));
        others.rotate_left(newer);
        others.truncate(5);
        others
    }

    /// How often a story has been read, as its page prints it.
    pub(super) fn views(&self, story: &Story) -> u64 {
        let counted = self.views.get(&story.id).copied().unwrap_or_default();
        story.id * 7 % 900 + 100 + counted
    }

    /// Counts one reading, when the portal counts at all.
    pub(super) fn count_view(&mut self, id: u64) {
        if self.options.live_views {
            *self.views.entry(id).or_default() += 1;
        }
    }
}
