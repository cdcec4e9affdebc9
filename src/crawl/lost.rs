//! Fields that the version before had and a new layout no longer finds: a gap, told in the version
//! and in those after it, as long as the field is missing.
//!
//! Never takes a value over: what no page and no source says is not known any more. Of pages read
//! with the same layout nothing is told: an editor took the field away.

use crate::record::{Article, Gap, Snapshot};
use crate::store::Reader;

const REASON: &str = "the version before has it; no source tells it in layout ";

/// Adds the gaps of a version that is about to be filed.
pub(super) fn tell(reader: &Reader, version: &mut Snapshot) {
    let Some(path) = &version.provenance.previous else {
        return;
    };
    let before = match reader.read_snapshot(path) {
        Ok(before) => before,
        // One damaged file must not keep what follows it from being filed; `verify` names it.
        Err(error) => return tracing::warn!("{error}; what is missing since cannot be told"),
    };
    let mut article = version.article();
    carry(&before, &mut article);
    if before.layout != version.layout {
        let had = before.article();
        for field in FIELDS {
            let is_lost = has(field, &had) && !has(field, &article);
            if is_lost && !article.gaps.iter().any(|gap| gap.field == field) {
                article.gaps.push(Gap {
                    field: field.to_owned(),
                    reason: format!("{REASON}{:?}", version.layout),
                });
            }
        }
    }
    version.gaps = article.gaps;
}

/// Takes over the gaps of fields that are still missing: pages cannot tell them again.
pub(super) fn carry(before: &Snapshot, article: &mut Article) {
    for gap in &before.gaps {
        let is_lost = gap.reason.starts_with(REASON) && !has(&gap.field, article);
        if is_lost && !article.gaps.contains(gap) {
            article.gaps.push(gap.clone());
        }
    }
}

const FIELDS: [&str; 7] = [
    "lead",
    "author",
    "source",
    "categories",
    "published_at",
    "images",
    "attachments",
];

fn has(field: &str, it: &Article) -> bool {
    match field {
        "lead" => it.lead.is_some(),
        "author" => it.author.is_some(),
        "source" => it.source.is_some(),
        "categories" => !it.categories.is_empty(),
        "published_at" => it.published_date.is_some() || it.published_at.is_some(),
        "images" => !it.images.is_empty(),
        _ => !it.attachments.is_empty(),
    }
}
