//! The archive as streams, for whoever reads it as a library: articles, versions, snapshots,
//! changes, captures. Each takes the memory of a page of rows, however large the archive, and
//! may be read beside a writer.
//!
//! A damaged file is one `Err` of its stream, and the stream goes on behind it.

use std::vec;

use chrono::{DateTime, Utc};

use super::{ArticleRow, CaptureRow, CountedRow, Filter, Reader, StoreError, VersionRow, changes};
use crate::record::{Change, Class, Role, Snapshot};

/// Rows asked for at a time.
const PAGE: u32 = 500;

/// Which changes to read; the empty filter reads all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChangeFilter {
    /// Seen at or after.
    pub since: Option<DateTime<Utc>>,
    /// … and before.
    pub until: Option<DateTime<Utc>>,
    /// Of this site.
    pub site: Option<String>,
    /// Of this article.
    pub article_id: Option<String>,
    /// With this class among its classes.
    pub class: Option<Class>,
}

/// Which captures to read; the empty filter reads all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaptureFilter {
    /// Asked at or after.
    pub since: Option<DateTime<Utc>>,
    /// … and before.
    pub until: Option<DateTime<Utc>>,
    /// Of this site.
    pub site: Option<String>,
    /// Of this role: [`Role::Article`], [`Role::Media`], ….
    pub role: Option<Role>,
    /// Answered with this status.
    pub status: Option<u16>,
}

type Fetch<'r, T> = Box<dyn FnMut() -> Result<Vec<T>, StoreError> + 'r>;

/// Rows of the catalog, fetched a page at a time. After an error it ends.
pub struct Rows<'r, T> {
    page: vec::IntoIter<T>,
    fetch: Option<Fetch<'r, T>>,
}

impl<'r, T> Rows<'r, T> {
    /// `fetch` gives the page after the one before; an empty one is the end.
    fn new(fetch: impl FnMut() -> Result<Vec<T>, StoreError> + 'r) -> Self {
        Self {
            page: Vec::new().into_iter(),
            fetch: Some(Box::new(fetch)),
        }
    }
}

impl<T> Iterator for Rows<'_, T> {
    type Item = Result<T, StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(row) = self.page.next() {
            return Some(Ok(row));
        }
        let page = self.fetch.as_mut()?();
        match page {
            Ok(page) if page.is_empty() => self.fetch = None,
            Ok(page) => self.page = page.into_iter(),
            Err(error) => {
                self.fetch = None;
                return Some(Err(error));
            }
        }
        self.page.next().map(Ok)
    }
}

impl<T> std::fmt::Debug for Rows<'_, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rows")
            .field("left", &self.page.len())
            .finish_non_exhaustive()
    }
}

impl Reader {
    /// The articles a filter lets through, newest first, as their newest versions say.
    pub fn each_article(&self, filter: &Filter) -> Rows<'_, ArticleRow> {
        let (filter, mut left) = (filter.clone(), filter.limit);
        let mut after: Option<(i64, String)> = None;
        Rows::new(move || {
            let limit = left.map_or(PAGE, |left| left.min(PAGE));
            let place = after.as_ref().map(|(at, name)| (*at, name.as_str()));
            let page = self.listed(&filter, place, Some(limit))?;
            left = left.map(|left| left - limit);
            if let Some((row, at)) = page.last() {
                after = Some((*at, row.article_id.clone()));
            }
            Ok(page.into_iter().map(|(row, _)| row).collect())
        })
    }

    /// The newest snapshot of each article a filter lets through, newest article first.
    pub fn each_newest(
        &self,
        filter: &Filter,
    ) -> impl Iterator<Item = Result<Snapshot, StoreError>> + '_ {
        self.each_article(filter)
            .map(|row| self.read_snapshot(&row?.newest))
    }

    /// Every version of each article a filter lets through: newest article first, its oldest
    /// version first. What was read again from the same capture is among them, and says so
    /// ([`VersionRow::superseded`]).
    pub fn each_version(
        &self,
        filter: &Filter,
    ) -> impl Iterator<Item = Result<VersionRow, StoreError>> + '_ {
        self.each_article(filter).flat_map(|row| {
            let versions = row.and_then(|row| self.versions(&row.article_id));
            let (versions, error) = match versions {
                Ok(versions) => (versions, None),
                Err(error) => (Vec::new(), Some(Err(error))),
            };
            versions.into_iter().map(Ok).chain(error)
        })
    }

    /// What the runs told of published articles, in the order of the runs.
    pub fn each_change(
        &self,
        filter: &ChangeFilter,
    ) -> Result<impl Iterator<Item = Result<Change, StoreError>> + '_, StoreError> {
        let filter = filter.clone();
        let runs = changes::runs(&self.root)?.into_iter();
        Ok(runs
            .flat_map(|run| {
                let (changes, error) = match self.changes_of(&run) {
                    Ok(changes) => (changes, None),
                    Err(error) => (Vec::new(), Some(Err(error))),
                };
                changes.into_iter().map(Ok).chain(error)
            })
            .filter(move |change| change.as_ref().map_or(true, |it| filter.holds(it))))
    }

    /// The kept captures, in the order of their files and of the records in them. The exchange
    /// itself is read by [`Reader::capture_at`].
    pub fn each_capture(
        &self,
        filter: &CaptureFilter,
    ) -> impl Iterator<Item = Result<CaptureRow, StoreError>> + '_ {
        let filter = filter.clone();
        let mut after: Option<(String, u64)> = None;
        let rows = Rows::new(move || {
            let place = after
                .as_ref()
                .map(|(file, offset)| (file.as_str(), *offset));
            let page = self.all_captures(place, PAGE)?;
            if let Some(last) = page.last() {
                let place = &last.evidence.location;
                after = Some((place.file.clone(), place.offset));
            }
            Ok(page)
        });
        rows.filter(move |row| row.as_ref().map_or(true, |it| filter.holds(it)))
    }

    /// Each article a filter lets through in counts, by name. The filter's limit is heeded.
    pub fn each_counted(&self, filter: &Filter) -> Rows<'_, CountedRow> {
        let (filter, mut left) = (filter.clone(), filter.limit);
        let mut after: Option<String> = None;
        Rows::new(move || {
            let limit = left.map_or(PAGE, |left| left.min(PAGE));
            let page = self.counted(&filter, after.as_deref(), limit)?;
            left = left.map(|left| left - limit);
            after = page
                .last()
                .map(|row| row.article_id.clone())
                .or(after.take());
            Ok(page)
        })
    }
}

impl ChangeFilter {
    fn holds(&self, change: &Change) -> bool {
        self.since.is_none_or(|since| change.at >= since)
            && self.until.is_none_or(|until| change.at < until)
            && self.site.as_ref().is_none_or(|site| *site == change.site)
            && (self.article_id.as_ref()).is_none_or(|id| *id == change.article_id)
            && self
                .class
                .is_none_or(|class| change.classes.contains(&class))
    }
}

impl CaptureFilter {
    fn holds(&self, row: &CaptureRow) -> bool {
        self.since.is_none_or(|since| row.at >= since)
            && self.until.is_none_or(|until| row.at < until)
            && self.site.as_ref().is_none_or(|site| *site == row.site)
            && self.role.is_none_or(|role| role == row.role)
            && self.status.is_none_or(|status| row.status == Some(status))
    }
}
