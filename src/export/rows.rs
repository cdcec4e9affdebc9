//! One article of the archive → its rows, without what is withheld.

use super::ExportError;
use crate::change::{ArticleStatus, ObservationOutcome};
use crate::dataset::{ArticleRecord, ObservationRecord, Row, Table, VersionRecord};
use crate::record::{Change, Snapshot, word};
use crate::redaction::{Hidden, MARK, RedactedField, Withheld};
use crate::store::{DumpedArticle, Reader, StoreError};

/// An article read from the archive.
pub(super) struct ReadArticle {
    /// Each version that was read, with what was taken out of it; `None` = not read, or damaged.
    pub(super) versions: Vec<Option<(Snapshot, Hidden)>>,
    pub(super) changes: Vec<(Change, Hidden)>,
    /// Whether any part of it is withheld.
    pub(super) in_part: bool,
    /// Whether anything is left out of it, be it a link to another: then its digests would tell
    /// what.
    pub(super) lacks: bool,
}

impl ReadArticle {
    /// Its newest version.
    pub(super) fn newest(&self) -> Option<&(Snapshot, Hidden)> {
        self.versions.last()?.as_ref()
    }
}

/// Which of its parts are wanted.
#[derive(Clone, Copy)]
pub(super) struct WantedParts {
    pub(super) all_versions: bool,
    pub(super) changes: bool,
}

/// Reads an article's files. A damaged one is noted and left out.
pub(super) fn read(
    reader: &Reader,
    withheld: &Withheld,
    article: &DumpedArticle,
    wanted: WantedParts,
    missing: &mut Vec<(String, String)>,
) -> Result<ReadArticle, ExportError> {
    let touched = !withheld.is_empty();
    let last = article.versions.len().saturating_sub(1);
    let mut versions = Vec::with_capacity(article.versions.len());
    for (at, version) in article.versions.iter().enumerate() {
        // Where a span is withheld everywhere, only reading tells whether an old version has it.
        if at < last && !wanted.all_versions && !touched {
            versions.push(None);
            continue;
        }
        versions.push(match reader.read_genuine(&version.path) {
            Ok(mut snapshot) => {
                let hidden = withheld.redact(&mut snapshot);
                Some((snapshot, hidden))
            }
            Err(error) => {
                missing.push((version.path.clone(), cause(error)?));
                None
            }
        });
    }
    let mut changes = Vec::new();
    if wanted.changes {
        for mut change in reader.dump().changes(&article.article_id)? {
            if let (true, hidden) = withheld.redact_change(&mut change) {
                changes.push((change, hidden));
            }
        }
    }
    let hit = versions
        .iter()
        .flatten()
        .any(|(_, hidden)| !hidden.is_empty());
    let named = withheld.names(&article.article_id);
    let mut all = versions.iter().flatten();
    let lacks = all.any(|(_, hidden)| !hidden.is_nothing());
    Ok(ReadArticle {
        in_part: hit || named,
        lacks: lacks || named,
        versions,
        changes,
    })
}

/// What is wrong with one file, in words that do not name this machine's folders. What is wrong
/// with the archive as a whole ends the dump.
pub(super) fn cause(error: StoreError) -> Result<String, ExportError> {
    match error {
        StoreError::Damaged { place, cause, .. } => Ok(format!("{place}: {cause}")),
        StoreError::Disk { action, source, .. } => Ok(format!("cannot {action} it: {source}")),
        other => Err(other.into()),
    }
}

/// The names of what was taken out, for the column `withheld`.
fn names(hidden: &Hidden) -> Vec<String> {
    let mut names: Vec<String> = hidden.fields.iter().map(RedactedField::to_string).collect();
    if hidden.spans > 0 {
        names.push("text".to_owned());
    }
    if hidden.links > 0 {
        names.push("links".to_owned());
    }
    names
}

/// The rows of one table for one article.
pub(super) fn rows(
    table: Table,
    article: &DumpedArticle,
    read: &ReadArticle,
    withheld: &Withheld,
) -> Vec<Row> {
    match table {
        Table::Observations => looks(article, read, withheld),
        Table::Changes => {
            let changes = read.changes.iter();
            changes
                .map(|(change, hidden)| Table::change(change, &names(hidden)))
                .collect()
        }
        Table::Snapshots => versions(article, read),
        Table::Articles | Table::Images | Table::Links => {
            let Some((snapshot, hidden)) = read.newest() else {
                return Vec::new();
            };
            let names = names(hidden);
            let version = VersionRecord {
                snapshot,
                path: path(article.versions.last().map(|it| it.path.as_str()), read),
                number: standing_versions(article),
                superseded_by: "",
                withheld: &names,
            };
            match table {
                Table::Images => Table::images_of(&version),
                Table::Links => Table::links_of(&version),
                _ => vec![portrait(article, &version, withheld)],
            }
        }
    }
}

/// A snapshot's file is named by its digest and its address, which may tell what is withheld.
fn path<'a>(path: Option<&'a str>, read: &ReadArticle) -> &'a str {
    if read.lacks {
        ""
    } else {
        path.unwrap_or_default()
    }
}

fn standing_versions(article: &DumpedArticle) -> usize {
    let versions = article.versions.iter();
    versions.filter(|it| it.superseded.is_none()).count()
}

fn portrait(article: &DumpedArticle, version: &VersionRecord<'_>, withheld: &Withheld) -> Row {
    let seen = |look: &&crate::store::DumpedLook| look.sight == ObservationOutcome::Article;
    let captured = version.snapshot.captured_at.to_utc();
    let times = || article.looks.iter().filter(seen).map(|look| look.at);
    let mut url = article.url.clone();
    withheld.redact_address(&article.article_id, &mut url);
    let mut previous = article.previous_urls.clone();
    previous.extend(version.snapshot.previous_urls.iter().cloned());
    for url in &mut previous {
        withheld.redact_address(&article.article_id, url);
    }
    previous.retain(|it| *it != url && it != MARK);
    previous.sort();
    previous.dedup();
    let first_seen = times().min().unwrap_or(captured).min(captured);
    let (article_status, since) = article
        .article_status
        .unwrap_or((ArticleStatus::Live, first_seen));
    Table::article(&ArticleRecord {
        newest: version,
        url: &url,
        previous_urls: &previous,
        first_seen,
        last_seen: times().max().unwrap_or(captured),
        article_status: &word(&article_status),
        standing_since: since,
        versions: standing_versions(article),
        looks: times().count(),
    })
}

fn versions(article: &DumpedArticle, read: &ReadArticle) -> Vec<Row> {
    let all = article.versions.iter().zip(&read.versions).enumerate();
    all.filter_map(|(at, (dumped, read_one))| {
        let (snapshot, hidden) = read_one.as_ref()?;
        let mut names = names(hidden);
        if read.lacks && names.is_empty() {
            // Another version lacks something: this one's digests would tell what.
            names.push("digests".to_owned());
        }
        Some(Table::version(&VersionRecord {
            snapshot,
            path: path(Some(&dumped.path), read),
            number: at + 1,
            superseded_by: dumped.superseded.as_deref().unwrap_or_default(),
            withheld: &names,
        }))
    })
    .collect()
}

/// The name of the portal an article is of.
pub(super) fn site(article: &DumpedArticle) -> &str {
    let parts = article.article_id.rsplit_once(':');
    parts.map_or("", |(site, _)| site)
}

fn looks(article: &DumpedArticle, read: &ReadArticle, withheld: &Withheld) -> Vec<Row> {
    let site = site(article);
    let looks = article.looks.iter();
    looks
        .map(|look| {
            let mut leads_to = look.leads_to.clone().unwrap_or_default();
            withheld.redact_link(&article.article_id, &mut leads_to);
            let content = look.content.as_deref().filter(|_| !read.lacks);
            Table::look(&ObservationRecord {
                article_id: &article.article_id,
                site,
                at: look.at,
                run: &look.run,
                sight: &word(&look.sight),
                changed: look.changed,
                content: content.unwrap_or_default(),
                leads_to: &leads_to,
            })
        })
        .collect()
}
