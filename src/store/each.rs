//! The archive as streams, for whoever reads it as a library: articles, versions, snapshots,
//! changes, captures. Each takes the memory of a page of rows, however large the archive, and
//! may be read beside a writer.
//!
//! A damaged file is one `Err` of its stream, and the stream goes on behind it.

use std::vec;

use chrono::{DateTime, Utc};

use super::catalog::{Articles, Captures};
use super::{ArticleRow, CaptureRow, CountedRow, Filter, Reader, StoreError, VersionRow, changes};
use crate::record::{Change, ChangeKind, Role, Snapshot};

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
    /// With this kind among its kinds.
    pub kind: Option<ChangeKind>,
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

type FetchRows<'r, T> = Box<dyn FnMut() -> Result<Vec<T>, StoreError> + 'r>;

/// Rows of the catalog, fetched a page at a time. After an error it ends.
pub struct Rows<'r, T> {
    page: vec::IntoIter<T>,
    fetch: Option<FetchRows<'r, T>>,
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

impl<'c> Articles<'c> {
    /// The articles a filter lets through, newest first, as their newest versions say.
    ///
    /// ```
    /// # mod scene { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/library/demo_archive.rs")); }
    /// # let folder = scene::demo_archive();
    /// # let dir = folder.path().join("archive");
    /// use hpnews::store::{Archive, Filter};
    ///
    /// let reader = Archive::open_for_reading(&dir)?;
    /// // Accents and case do not matter.
    /// let about_bridges = Filter {
    ///     text: Some("cau ben lau".to_owned()),
    ///     ..Filter::default()
    /// };
    /// for article in reader.articles().each(&about_bridges) {
    ///     let article = article?;
    ///     println!("{:?}  {:?}  {}", article.published_at, article.title, article.url);
    /// }
    /// # assert!(reader.articles().each(&about_bridges).count() > 0);
    /// # Ok::<(), hpnews::store::StoreError>(())
    /// ```
    pub fn each(self, filter: &Filter) -> Rows<'c, ArticleRow> {
        let (filter, mut left) = (filter.clone(), filter.limit);
        let mut after = None;
        Rows::new(move || {
            let limit = left.map_or(PAGE, |left| left.min(PAGE));
            let page = self.page(&filter, after.as_ref(), Some(limit))?;
            left = left.map(|left| left - limit);
            after = page.last().map(ArticleRow::cursor).or(after.take());
            Ok(page)
        })
    }
}

impl Reader {
    /// The newest snapshot of each article a filter lets through, newest article first.
    ///
    /// ```
    /// # mod scene { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/library/demo_archive.rs")); }
    /// # let folder = scene::demo_archive();
    /// # let dir = folder.path().join("archive");
    /// use hpnews::store::{Archive, Filter};
    ///
    /// let reader = Archive::open_for_reading(&dir)?;
    /// let (mut read, mut damaged) = (0, 0);
    /// for snapshot in reader.each_newest(&Filter::default()) {
    ///     match snapshot {
    ///         Ok(snapshot) => read += snapshot.body.len(),
    ///         Err(error) => {
    ///             eprintln!("{error}");
    ///             damaged += 1;
    ///         }
    ///     }
    /// }
    /// assert!(read > 0 && damaged == 0);
    /// # Ok::<(), hpnews::store::StoreError>(())
    /// ```
    pub fn each_newest<'r>(
        &'r self,
        filter: &Filter,
    ) -> impl Iterator<Item = Result<Snapshot, StoreError>> + use<'r> {
        self.articles()
            .each(filter)
            .map(|row| self.read_snapshot(&row?.newest))
    }
}

impl<'c> Articles<'c> {
    /// Every version of each article a filter lets through: newest article first, its oldest
    /// version first. What was read again from the same capture is among them, and says so
    /// ([`VersionRow::superseded`]).
    ///
    /// ```
    /// # mod scene { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/library/demo_archive.rs")); }
    /// # let folder = scene::demo_archive();
    /// # let dir = folder.path().join("archive");
    /// use hpnews::store::{Archive, Filter};
    ///
    /// let reader = Archive::open_for_reading(&dir)?;
    /// for version in reader.articles().each_version(&Filter::default()) {
    ///     let version = version?;
    ///     println!("{}  {}  {}", version.article_id, version.captured_at, version.path);
    /// }
    /// # let articles = reader.articles().list(&Filter::default())?.len();
    /// # assert_eq!(reader.articles().each_version(&Filter::default()).count(), articles + 1);
    /// # Ok::<(), hpnews::store::StoreError>(())
    /// ```
    pub fn each_version(
        self,
        filter: &Filter,
    ) -> impl Iterator<Item = Result<VersionRow, StoreError>> + use<'c> {
        self.each(filter).flat_map(move |row| {
            let versions = row.and_then(|row| self.versions(&row.article_id));
            let (versions, error) = match versions {
                Ok(versions) => (versions, None),
                Err(error) => (Vec::new(), Some(Err(error))),
            };
            versions.into_iter().map(Ok).chain(error)
        })
    }
}

impl Reader {
    /// What the runs told of published articles, in the order of the runs.
    ///
    /// ```
    /// # mod scene { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/library/demo_archive.rs")); }
    /// # let folder = scene::demo_archive();
    /// # let dir = folder.path().join("archive");
    /// use hpnews::change::{Side, between};
    /// use hpnews::record::ChangeKind;
    /// use hpnews::store::{Archive, ChangeFilter};
    ///
    /// let reader = Archive::open_for_reading(&dir)?;
    /// let headlines = ChangeFilter {
    ///     kind: Some(ChangeKind::Title),
    ///     ..ChangeFilter::default()
    /// };
    /// let mut added = String::new();
    /// for change in reader.each_change(&headlines)? {
    ///     let change = change?;
    ///     if let (Some(before), Some(after)) = (change.before, change.after) {
    ///         let (before, after) = (reader.read_snapshot(&before)?, reader.read_snapshot(&after)?);
    ///         for field in between(&before, &after).fields {
    ///             let pieces = field.pieces.iter().filter(|piece| piece.side == Side::Added);
    ///             added.extend(pieces.map(|piece| piece.text.as_str()));
    ///         }
    ///     }
    /// }
    /// assert!(added.contains("những điều cần biết"));
    /// # Ok::<(), hpnews::store::StoreError>(())
    /// ```
    pub fn each_change<'r>(
        &'r self,
        filter: &ChangeFilter,
    ) -> Result<impl Iterator<Item = Result<Change, StoreError>> + use<'r>, StoreError> {
        let filter = filter.clone();
        let runs = changes::runs(self.blobs())?.into_iter();
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
}

impl<'c> Captures<'c> {
    /// The kept captures, in the order of their files and of the records in them. The exchange
    /// itself is read by [`Reader::capture_at`].
    ///
    /// ```
    /// # mod scene { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/library/demo_archive.rs")); }
    /// # let folder = scene::demo_archive();
    /// # let dir = folder.path().join("archive");
    /// use hpnews::digest::PayloadDigest;
    /// use hpnews::record::Role;
    /// use hpnews::store::{Archive, CaptureFilter};
    ///
    /// let reader = Archive::open_for_reading(&dir)?;
    /// let pages = CaptureFilter {
    ///     role: Some(Role::Article),
    ///     status: Some(200),
    ///     ..CaptureFilter::default()
    /// };
    /// for row in reader.captures().each(&pages) {
    ///     let row = row?;
    ///     // Of a revisit, with the body of the record it refers to.
    ///     let capture = reader.capture_at(&row.evidence.location)?;
    ///     assert_eq!(PayloadDigest::of(&capture.body), capture.payload);
    /// }
    /// # assert!(reader.captures().each(&pages).count() > 20);
    /// # Ok::<(), hpnews::store::StoreError>(())
    /// ```
    pub fn each(
        self,
        filter: &CaptureFilter,
    ) -> impl Iterator<Item = Result<CaptureRow, StoreError>> + use<'c> {
        let filter = filter.clone();
        let mut after: Option<(String, u64)> = None;
        let rows = Rows::new(move || {
            let place = after
                .as_ref()
                .map(|(file, offset)| (file.as_str(), *offset));
            let page = self.page(place, PAGE)?;
            if let Some(last) = page.last() {
                let place = &last.evidence.location;
                after = Some((place.file.clone(), place.offset));
            }
            Ok(page)
        });
        rows.filter(move |row| row.as_ref().map_or(true, |it| filter.holds(it)))
    }
}

impl<'c> Articles<'c> {
    /// Each article a filter lets through in counts, by name. The filter's limit is heeded.
    pub fn each_counted(self, filter: &Filter) -> Rows<'c, CountedRow> {
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
            && self.kind.is_none_or(|kind| change.kinds.contains(&kind))
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
