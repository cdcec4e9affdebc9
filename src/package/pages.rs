//! `pages/pages.jsonl`: one line a look at an article, by which ReplayWeb.page lists,
//! opens and searches them (WACZ 1.1.1, "pages.jsonl").

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::json;

use super::PackageError;
use super::datapackage::seconds;
use crate::record::{Role, Snapshot};
use crate::store::{CaptureRow, Observation, Reader, Resolved, VersionRow};

/// One look at an article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Page {
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
struct Held {
    id: String,
    looks: Vec<Observation>,
    versions: Vec<VersionRow>,
}

/// The looks at articles among captures, in the captures' order.
pub(super) fn of(reader: &Reader, captures: &[CaptureRow]) -> Result<Vec<Page>, PackageError> {
    let mut known: BTreeMap<String, Option<Held>> = BTreeMap::new();
    let mut texts: BTreeMap<String, (String, String)> = BTreeMap::new();
    let mut pages = Vec::new();
    for row in captures.iter().filter(|row| may_be_article(row.role)) {
        if !known.contains_key(&row.url) {
            known.insert(row.url.clone(), held(reader, &row.url)?);
        }
        let Some(Some(held)) = known.get(&row.url) else {
            continue;
        };
        let Some(version) = seen_then(held, row) else {
            continue;
        };
        if !texts.contains_key(&version.path) {
            let snapshot = reader.read_snapshot(&version.path)?;
            let title = snapshot.title.clone().unwrap_or_else(|| row.url.clone());
            texts.insert(version.path.clone(), (title, text(&snapshot)));
        }
        let (title, text) = texts[&version.path].clone();
        let record = &row.evidence.location.record_id;
        pages.push(Page {
            id: record.trim_start_matches("urn:uuid:").to_owned(),
            url: row.url.clone(),
            ts: row.at,
            title,
            text,
            article_id: held.id.clone(),
        });
    }
    Ok(pages)
}

fn may_be_article(role: Role) -> bool {
    matches!(role, Role::Article | Role::Page | Role::Part)
}

fn held(reader: &Reader, url: &str) -> Result<Option<Held>, PackageError> {
    let Resolved::Article(id) = reader.resolve(url)? else {
        return Ok(None);
    };
    Ok(Some(Held {
        looks: reader.observations(&id)?,
        versions: reader.versions(&id)?,
        id,
    }))
}

/// The version an article had when it was looked at by this capture. A capture that was no
/// look (a redirect, a refusal, one page of several) has none.
fn seen_then<'a>(held: &'a Held, row: &CaptureRow) -> Option<&'a VersionRow> {
    let look = held.looks.iter().find(|look| look.at == row.at)?;
    held.versions
        .iter()
        .rfind(|version| version.content == look.content)
}

fn text(snapshot: &Snapshot) -> String {
    let lead = snapshot.lead.as_deref().into_iter();
    let body = snapshot.body.iter().map(|block| block.text.as_str());
    lead.chain(body).collect::<Vec<_>>().join("\n")
}

/// The file.
pub(super) fn file(pages: &[Page]) -> serde_json::Result<Vec<u8>> {
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
