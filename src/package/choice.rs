//! What goes into a package: which captures, under which name and as what.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::PackageError;
use crate::published::Published;
use crate::record::{Snapshot, WarcLocation};
use crate::store::{CaptureRow, Filter, Reader, Resolved};

/// What to pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// Of what.
    pub subject: Subject,
    /// Captured at or after.
    pub since: Option<DateTime<Utc>>,
    /// … and at or before.
    pub until: Option<DateTime<Utc>>,
    /// In a person's words (`2026-11-23`): the package's title says it, its files' names too.
    pub name: String,
}

/// Which kind of package.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PackageFormat {
    /// One `.wacz` file, and `<file>.wacz.sha256` beside it.
    Wacz,
    /// A BagIt folder of the same files, unzipped, and the snapshots.
    Bag,
}

/// What is asked for.
#[derive(Clone, Debug)]
pub struct PackageRequest {
    /// What to pack.
    pub choice: Selection,
    /// As what.
    pub form: PackageFormat,
    /// Tool and version, as the package names it.
    pub software: String,
    /// The operator's address or page.
    pub operator: Option<String>,
    /// The package's date.
    pub now: DateTime<Utc>,
    /// Whether it must outlive a power cut. What is sent and thrown away need not.
    pub is_kept: bool,
}

/// Of what a package is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Everything captured: articles, robots.txt, sitemaps, feeds, lists, refusals.
    Everything,
    /// The articles of a section, by its name, however it is spelt.
    Section(String),
    /// One article, by address or id: all its versions, with their images and attachments as
    /// far as they were kept.
    Article(String),
}

/// What was found of a choice.
#[derive(Debug)]
pub(super) struct Chosen {
    /// In order of time; no two at one place.
    pub(super) captures: Vec<CaptureRow>,
    /// Captures of the choice that are not handed on.
    pub(super) withheld: usize,
    /// For a person.
    pub(super) title: String,
}

impl Selection {
    /// Asks the catalog.
    pub(super) fn find(&self, published: &Published) -> Result<Chosen, PackageError> {
        let reader = published.reader();
        let articles = self.articles(reader)?;
        let mut addresses = BTreeSet::new();
        let mut title = None;
        for id in articles.iter().flatten() {
            for version in reader.articles().versions(id)? {
                let snapshot = reader.read_snapshot(&version.path)?;
                addresses.extend(addresses_of(&snapshot));
                let shown = published.redacted(snapshot);
                title = shown.and_then(|(snapshot, _)| snapshot.title).or(title);
            }
        }
        let mut captures = Vec::new();
        if articles.is_none() {
            captures = reader.captures().between(self.since, self.until)?;
        }
        for address in &addresses {
            let rows = reader.captures().of(address)?;
            captures.extend(rows.into_iter().filter(|row| self.covers(row.at)));
        }
        captures.sort_by(|a, b| (a.at, place(a)).cmp(&(b.at, place(b))));
        captures.dedup_by(|a, b| place(a) == place(b));
        let found = captures.len();
        let mut kept = Vec::with_capacity(found);
        for row in captures {
            if !published.withholds(&row)? {
                kept.push(row);
            }
        }
        let captures = kept;
        let withheld = found - captures.len();
        if captures.is_empty() {
            return Err(self.nothing());
        }
        let mut title = match &self.subject {
            Subject::Article(_) => title.unwrap_or_else(|| self.name.clone()),
            _ => format!("{}: {}", sites(&captures).join(", "), self.name),
        };
        published.withheld().redact_text(&mut title);
        Ok(Chosen {
            captures,
            withheld,
            title,
        })
    }

    /// The articles' ids; `None` for everything.
    fn articles(&self, reader: &Reader) -> Result<Option<Vec<String>>, PackageError> {
        match &self.subject {
            Subject::Everything => Ok(None),
            Subject::Section(name) => {
                let rows = reader.articles().list(&Filter {
                    section: Some(name.clone()),
                    ..Filter::default()
                })?;
                Ok(Some(rows.into_iter().map(|row| row.article_id).collect()))
            }
            Subject::Article(word) => match reader.articles().resolve(word)? {
                Resolved::Article(id) | Resolved::Claiming { id, .. } => Ok(Some(vec![id])),
                Resolved::Several(_) | Resolved::Nothing => Err(self.nothing()),
            },
        }
    }

    fn covers(&self, at: DateTime<Utc>) -> bool {
        self.since.is_none_or(|since| since <= at) && self.until.is_none_or(|until| at <= until)
    }

    fn nothing(&self) -> PackageError {
        PackageError::Nothing {
            subject: self.name.clone(),
        }
    }
}

fn sites(captures: &[CaptureRow]) -> Vec<&str> {
    let names: BTreeSet<&str> = captures.iter().map(|row| row.site.as_str()).collect();
    names.into_iter().filter(|name| !name.is_empty()).collect()
}

fn place(row: &CaptureRow) -> (&str, u64) {
    let WarcLocation { file, offset, .. } = &row.evidence.location;
    (file, *offset)
}

/// Every address an article's version rests on or shows.
fn addresses_of(snapshot: &Snapshot) -> impl Iterator<Item = String> {
    let own = std::iter::once(&snapshot.url).chain(&snapshot.previous_urls);
    let pages = snapshot.provenance.pages.iter().map(|page| &page.url);
    let images = snapshot.images.iter().map(|image| &image.url);
    let files = snapshot.attachments.iter().map(|file| &file.url);
    let all: Vec<String> = own
        .chain(pages)
        .chain(images)
        .chain(files)
        .cloned()
        .collect();
    all.into_iter()
}
