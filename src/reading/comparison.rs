//! Two versions of one article compared as one recipe reads them, told as a change that no run told.

use std::sync::Arc;

use crate::change::{self, Difference};
use crate::config::Config;
use crate::crawl::{Shifts, comparable};
use crate::published::Published;
use crate::record::{CHANGE_SCHEMA, Change, ChangeKind, Snapshot};
use crate::report::ReportedChange;
use crate::store::StoreError;

/// Two versions compared.
#[derive(Clone, Debug)]
pub struct ComparedVersions {
    /// What differs, to be shown.
    pub item: ReportedChange,
    /// They were read by different recipes: the earlier page was read again, if it could be.
    pub is_reread: bool,
    /// What a new theme or recipe does otherwise on most articles was taken out.
    pub is_freed: bool,
}

impl ComparedVersions {
    /// Whether they say the same.
    pub fn is_same(&self) -> bool {
        let difference = self.item.difference.as_ref();
        difference.is_none_or(|difference| difference.fields.is_empty())
    }
}

/// What is the recipe's between two versions, the earlier with its path below the archive:
/// [`Shifts::between`], or what is known of it. It may read all that a run stored.
pub type ShiftsBetween<'a> =
    &'a dyn Fn((&str, &Snapshot), &Snapshot) -> Result<Arc<Shifts>, StoreError>;

/// Compares two versions, each with its path below the archive, and takes out what is withheld;
/// `None` where all of it is.
pub fn compare(
    published: &Published,
    config: &Config,
    (a, before): (&str, Snapshot),
    (b, after): (&str, Snapshot),
    shifts: ShiftsBetween<'_>,
) -> Result<Option<ComparedVersions>, StoreError> {
    let reader = published.reader();
    let is_reread = before.provenance.recipe != after.provenance.recipe
        || before.provenance.extractor != after.provenance.extractor;
    let before = comparable(reader, config, &before, &after);
    let shifts = shifts((a, &before), &after)?;
    let mut pair = (before, after);
    let mut is_freed = false;
    if let Some(undone) = shifts.undone(&pair.0, &pair.1) {
        is_freed = undone != pair;
        pair = undone;
    }
    // Only now: what was read again from evidence is whole.
    let redacted = (published.redacted(pair.0), published.redacted(pair.1));
    let (Some((before, _)), Some((after, _))) = redacted else {
        return Ok(None);
    };
    let difference = change::between(&before, &after);
    let files = (a.to_owned(), b.to_owned());
    Ok(Some(ComparedVersions {
        item: item(difference, before, after, files),
        is_reread,
        is_freed,
    }))
}

/// The comparison as a change that nobody told.
fn item(
    difference: Difference,
    before: Snapshot,
    after: Snapshot,
    (a, b): (String, String),
) -> ReportedChange {
    let mut fields: Vec<String> = Vec::new();
    for it in &difference.fields {
        if !fields.iter().any(|known| known == it.field) {
            fields.push(it.field.to_owned());
        }
    }
    let change = Change {
        schema: CHANGE_SCHEMA.to_owned(),
        id: String::new(),
        run: after.provenance.run.clone(),
        at: after.captured_at,
        last_seen_before: Some(before.captured_at),
        site: after.site.clone(),
        article_id: after.article_id.clone(),
        url: after.url.clone(),
        previous_url: (before.url != after.url).then(|| before.url.clone()),
        title: after.title.clone(),
        categories: after.categories.clone(),
        kind: difference
            .kinds
            .first()
            .copied()
            .unwrap_or(ChangeKind::Encoding),
        kinds: difference.kinds.clone(),
        fields,
        announced: difference.announced.clone(),
        backdated: difference.backdated,
        figures: difference.figures.clone(),
        files: Vec::new(),
        before: Some(a),
        after: Some(b),
        repeats: None,
        reason: None,
    };
    ReportedChange {
        change,
        difference: Some(difference),
        before: Some(before),
        after: Some(after),
        room: None,
    }
}
