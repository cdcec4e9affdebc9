//! One snapshot file: it can be read, and each of its digests is that of what it says.

use super::session::Session;
use super::{Finding, FindingKind, citations};
use crate::digest::{ContentDigest, PartDigest};
use crate::record::{SNAPSHOT_SCHEMA, Snapshot};

/// Checks a snapshot by itself, then against what it cites.
pub(super) fn check(session: &mut Session<'_>, path: &str, bytes: &[u8]) {
    let snapshot: Snapshot = match serde_json::from_slice(bytes) {
        Ok(snapshot) => snapshot,
        Err(error) => {
            let cause = format!("it cannot be read: {error}");
            session.find(Finding::new(FindingKind::Snapshot, path, cause).at_line(error.line()));
            return;
        }
    };
    session.checked.snapshots += 1;
    for (field, said, found) in claims(path, &snapshot) {
        if said != found {
            let cause = format!("it says {said}, found {found}");
            session.find(Finding::new(FindingKind::Snapshot, path, cause).in_field(field));
        }
    }
    citations::check(session, path, &snapshot);
}

/// Each thing a snapshot says of itself, and what is found.
fn claims(path: &str, snapshot: &Snapshot) -> Vec<(&'static str, String, String)> {
    let captions: Vec<_> = snapshot.images.iter().map(|it| &it.caption).collect();
    let digests = &snapshot.digests;
    let content = ContentDigest::of(&snapshot.content_form());
    let schema = if Snapshot::is_readable(&snapshot.schema) {
        snapshot.schema.as_str()
    } else {
        SNAPSHOT_SCHEMA
    };
    let day = snapshot.captured_at.format("snapshots/%Y/%m/%d/");
    let folder: String = path.chars().take(day.to_string().len()).collect();
    let claim =
        |name, said: &PartDigest, found: PartDigest| (name, said.to_string(), found.to_string());
    let mut claims = vec![
        ("schema", snapshot.schema.clone(), schema.to_owned()),
        (
            "digests.content",
            digests.content.to_string(),
            content.to_string(),
        ),
        claim(
            "digests.title",
            &digests.title,
            PartDigest::of(&snapshot.title),
        ),
        claim(
            "digests.body",
            &digests.body,
            PartDigest::of(&snapshot.body),
        ),
        claim(
            "digests.captions",
            &digests.captions,
            PartDigest::of(&captions),
        ),
        claim(
            "digests.related",
            &digests.related,
            PartDigest::of(&snapshot.related),
        ),
        ("captured_at", day.to_string(), folder),
        (
            "file name",
            digests.content.short().to_owned(),
            digest_in(path),
        ),
    ];
    if let Some(first) = snapshot.provenance.pages.first() {
        claims.push((
            "digests.payload",
            digests.payload.to_string(),
            first.payload.to_string(),
        ));
        claims.push((
            "provenance.pages[0].captured_at",
            first.captured_at.to_string(),
            snapshot.captured_at.to_string(),
        ));
    }
    claims
}

/// The first eight digits of the content digest in a snapshot's name.
fn digest_in(path: &str) -> String {
    let (_, digest) = path.rsplit_once("--").unwrap_or_default();
    digest.chars().take(8).collect()
}
