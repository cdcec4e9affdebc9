//! `pages/pages.jsonl`: one line a look at an article, by which ReplayWeb.page lists,
//! opens and searches them (WACZ 1.1.1, "pages.jsonl").

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::json;

use super::PackageError;
use super::datapackage::seconds;
use crate::published::Published;
use crate::record::{Role, Snapshot};
use crate::store::{CaptureRow, Observation, Reader, Resolved, VersionRow};

/// One look at an article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct PackagePage {
    /// The UUID of its record: ReplayWeb.page wants each line's own.
    pub(super) id: String,
    /// The address that answered.
    pub(super) url: String,
    /// When, in UTC.
    #[serde(serialize_with = "in_seconds")]
    pub(super) ts: DateTime<Utc>,
    /// The headline seen then; the address where there was none.
    pub(super) title: String,
    /// Lead and body, one block a line.
    pub(super) text: String,
    /// The article's stable name.
    pub(super) article_id: String,
}

fn in_seconds<S: serde::Serializer>(at: &DateTime<Utc>, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&seconds(*at))
}

/// What the catalog knows of one article.
struct ArticlePages {
    id: String,
    looks: Vec<Observation>,
    versions: Vec<VersionRow>,
}

/// The looks at articles among captures.
#[derive(Debug, Default)]
pub(super) struct Looks {
    /// In the captures' order.
    pub(super) pages: Vec<PackagePage>,
    /// The snapshot files that say what was seen, below the archive.
    pub(super) snapshots: BTreeSet<String>,
}

/// Finds them.
pub(super) fn of(published: &Published, captures: &[CaptureRow]) -> Result<Looks, PackageError> {
    let reader = published.reader();
    let mut known: BTreeMap<String, Option<ArticlePages>> = BTreeMap::new();
    let mut texts: BTreeMap<String, (Snapshot, String)> = BTreeMap::new();
    let mut looks = Looks::default();
    for (index, row) in captures.iter().enumerate() {
        if !may_be_article(row.role) {
            continue;
        }
        if !known.contains_key(&row.url) {
            known.insert(row.url.clone(), held(reader, &row.url, row.role)?);
        }
        let Some(Some(held)) = known.get(&row.url) else {
            continue;
        };
        let Some(version) = seen_then(held, row) else {
            continue;
        };
        if !texts.contains_key(&version.path) {
            let Some((snapshot, _)) = published.snapshot(&version.path)? else {
                continue;
            };
            let text = text(&snapshot);
            texts.insert(version.path.clone(), (snapshot, text));
        }
        let (snapshot, text) = &texts[&version.path];
        let first = first_page(snapshot, &captures[..index], row);
        let record = &first.evidence.location.record_id;
        looks.snapshots.insert(version.path.clone());
        looks.pages.push(PackagePage {
            id: record.trim_start_matches("urn:uuid:").to_owned(),
            url: first.url.clone(),
            ts: first.at,
            title: snapshot.title.clone().unwrap_or_else(|| row.url.clone()),
            text: text.clone(),
            article_id: held.id.clone(),
        });
    }
    Ok(looks)
}

fn may_be_article(role: Role) -> bool {
    matches!(role, Role::Article | Role::Page | Role::Part)
}

fn held(reader: &Reader, url: &str, role: Role) -> Result<Option<ArticlePages>, PackageError> {
    let mut spellings = vec![url.to_owned()];
    if role == Role::Part {
        spellings.extend(above(url));
    }
    for spelling in spellings {
        if let Resolved::Article(id) = reader.articles().resolve(&spelling)? {
            return Ok(Some(ArticlePages {
                looks: reader.articles().observations(&id)?,
                versions: reader.articles().versions(&id)?,
                id,
            }));
        }
    }
    Ok(None)
}

/// Where the first page of an article may be, given a later one (`bai.html/2`, `bai/?page=2`).
/// A wrong guess does no harm: the article was then not looked at by this capture.
fn above(url: &str) -> Vec<String> {
    let bare = url.split('?').next().unwrap_or(url);
    let inner = bare.trim_end_matches('/');
    let parent = inner.rsplit_once('/').map_or(inner, |(parent, _)| parent);
    [bare.to_owned(), parent.to_owned(), format!("{parent}/")]
        .into_iter()
        .filter(|guess| guess != url)
        .collect()
}

/// The version an article had when it was looked at by this capture. A capture that was no
/// look (a redirect, a refusal, one page of several) has none.
fn seen_then<'a>(held: &'a ArticlePages, row: &CaptureRow) -> Option<&'a VersionRow> {
    let look = held.looks.iter().find(|look| look.at == row.at)?;
    held.versions
        .iter()
        .rfind(|version| version.content == look.content)
}

/// The capture to open: of an article in several pages the first page's, which came before.
fn first_page<'a>(
    snapshot: &Snapshot,
    before: &'a [CaptureRow],
    row: &'a CaptureRow,
) -> &'a CaptureRow {
    if row.role != Role::Part {
        return row;
    }
    let first = before.iter().rfind(|other| other.url == snapshot.url);
    first.unwrap_or(row)
}

fn text(snapshot: &Snapshot) -> String {
    let lead = snapshot.lead.as_deref().into_iter();
    let body = snapshot.body.iter().map(|block| block.text.as_str());
    lead.chain(body).collect::<Vec<_>>().join("\n")
}

/// The file.
pub(super) fn file(pages: &[PackagePage]) -> serde_json::Result<Vec<u8>> {
    let header = json!({
        "format": "json-pages-1.0", "id": "pages", "title": "Articles", "hasText": true,
    });
    let mut text = serde_json::to_vec(&header)?;
    text.push(b'\n');
    for page in pages {
        serde_json::to_writer(&mut text, page)?;
        text.push(b'\n');
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_pages_lie_below_the_first() {
        for (url, first) in [
            ("https://a.vn/bai.html/2", "https://a.vn/bai.html"),
            ("https://a.vn/bai/2/", "https://a.vn/bai/"),
            ("https://a.vn/bai/?page=2", "https://a.vn/bai/"),
        ] {
            assert!(above(url).contains(&first.to_owned()), "{url}");
        }
    }
}
