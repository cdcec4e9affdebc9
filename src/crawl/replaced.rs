//! Files that a run found replaced under their addresses, as changes of the articles that offer
//! them.
//!
//! Never fetches or compares a file: the catalog has both captures' digests.

use chrono::{DateTime, FixedOffset};

use super::change_identity::{ChangeIdentity, whole};
use crate::record::{CHANGE_SCHEMA, Change, ChangeKind, FileCapture, ReplacedFile, Snapshot};
use crate::store::{CaptureRow, Reader, Replaced, StoreError};

/// Each file, of each article whose version in force offered it then.
pub(super) fn of_run(reader: &Reader, run: &str) -> Result<Vec<Change>, StoreError> {
    let mut changes = Vec::new();
    for replaced in reader.attachments().replaced_in(run)? {
        for path in reader
            .attachments()
            .offered_at(&replaced.url, replaced.now.at)?
        {
            match reader.read_snapshot(&path) {
                Ok(version) => changes.extend(change(reader, run, &replaced, version, path)?),
                Err(error) => tracing::warn!("{error}; that its file changed cannot be told"),
            }
        }
    }
    Ok(changes)
}

fn change(
    reader: &Reader,
    run: &str,
    replaced: &Replaced,
    version: Snapshot,
    path: String,
) -> Result<Option<Change>, StoreError> {
    let zone = *version.captured_at.offset();
    let both = capture(&replaced.was, zone).zip(capture(&replaced.now, zone));
    let Some((before, after)) = both else {
        return Ok(None);
    };
    let told = ChangeIdentity {
        kind: "file",
        from: before.payload.as_str(),
        to: after.payload.as_str(),
    };
    let id = told.id(&format!("{} {}", version.article_id, replaced.url));
    let asked =
        |href: &str| crate::address::absolute(href).is_ok_and(|it| it.as_str() == replaced.url);
    let offered = version.attachments.iter().find(|file| asked(&file.url));
    let file = ReplacedFile {
        url: replaced.url.clone(),
        title: offered.and_then(|file| file.title.clone()),
        before,
        after,
    };
    Ok(Some(Change {
        schema: CHANGE_SCHEMA.to_owned(),
        id,
        run: run.to_owned(),
        at: file.after.captured_at,
        last_seen_before: last_look(reader, replaced, zone)?,
        site: version.site,
        article_id: version.article_id,
        url: version.url,
        previous_url: None,
        title: version.title,
        categories: version.categories,
        kind: ChangeKind::Caption,
        kinds: vec![ChangeKind::Caption],
        fields: vec!["attachments".to_owned()],
        announced: None,
        backdated: false,
        figures: Vec::new(),
        files: vec![file],
        // The article itself says what it said.
        before: Some(path.clone()),
        after: Some(path),
        repeats: None,
        reason: None,
    }))
}

fn capture(row: &CaptureRow, zone: FixedOffset) -> Option<FileCapture> {
    Some(FileCapture {
        payload: row.payload.clone()?,
        captured_at: whole(row.at, zone),
        warc: row.evidence.location.clone(),
    })
}

/// The last look that saw the file as it was.
fn last_look(
    reader: &Reader,
    replaced: &Replaced,
    zone: FixedOffset,
) -> Result<Option<DateTime<FixedOffset>>, StoreError> {
    let mut looks = reader.captures().of(&replaced.url)?;
    looks.retain(|it| matches!(it.status, Some(200 | 304)) && it.at < replaced.now.at);
    Ok(looks.pop().map(|it| whole(it.at, zone)))
}
