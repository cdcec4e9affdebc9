//! A snapshot against its evidence: each cited record is there and is what was cited, and
//! what the records say, read again, is what the snapshot says.

use serde::Serialize;
use serde_json::{Map, Value};

use super::kind::is_foreign;
use super::session::Session;
use super::{Finding, FindingKind};
use crate::config::Site;
use crate::crawl::{is_reproducible, recompute};
use crate::http::Capture;
use crate::record::{Snapshot, SourcePage, WarcLocation};
use crate::store::BlobReader;
use crate::warc::{Header, RecordType, WarcReader};

/// Checks every citation, then the extraction.
pub(super) fn check(session: &mut Session<'_>, path: &str, snapshot: &Snapshot) {
    let site = session.config.site(&snapshot.site).cloned();
    let mut pages = Vec::new();
    for (number, page) in snapshot.provenance.pages.iter().enumerate() {
        let Some(place) = &page.warc else {
            session.leave("a page that was read without being archived");
            continue;
        };
        let cited = is_cited(session, page, place, site.as_deref());
        match cited
            .map_err(Some)
            .and_then(|()| capture(session, page, place))
        {
            Ok(capture) => pages.push((page.clone(), capture)),
            Err(None) => session.leave("an extraction, for want of a catalog"),
            // Rows follow their files: the catalog may not know yet what a revisit refers to.
            Err(Some(("warc", _))) if session.is_open(&snapshot.provenance.run) => {
                session.leave("an extraction of a run that is being written");
            }
            Err(Some((what, cause))) => {
                let field = format!("provenance.pages[{number}].{what}");
                session.find(Finding::new(FindingKind::Citation, path, cause).in_field(field));
            }
        }
    }
    if pages.is_empty() || pages.len() < snapshot.provenance.pages.len() {
        return;
    }
    match site {
        None => session.leave("an extraction: the site is not configured"),
        Some(site) if is_reproducible(&site, &snapshot.provenance) => {
            read_again(session, path, snapshot, &site, &pages);
        }
        Some(_) => session.leave("an extraction by another recipe or extractor"),
    }
}

/// A field of the citation, and what is wrong with it.
type Wrong = (&'static str, String);

/// Whether the cited record is there, and is what was cited.
fn is_cited(
    session: &Session<'_>,
    page: &SourcePage,
    place: &WarcLocation,
    site: Option<&Site>,
) -> Result<(), Wrong> {
    let (blobs, file) = (session.files.blobs(), &place.file);
    match blobs.length(file) {
        Ok(Some(_)) => {}
        Ok(None) => return Err(("warc.file", format!("{file} is not there"))),
        Err(error) => return Err(("warc.file", error.to_string())),
    }
    let source = BlobReader::open(blobs, file, place.offset)
        .map_err(|error| ("warc.offset", error.to_string()))?;
    let mut reader = WarcReader::at(source, place.offset);
    let header = reader
        .next_record()
        .map_err(|error| ("warc.offset", format!("{file}: {error}")))?;
    let nothing = || {
        let cause = format!("{file} has no record at byte {}", place.offset);
        ("warc.offset", cause)
    };
    let header = header.ok_or_else(nothing)?;
    let length = reader
        .finish_record()
        .map_err(|error| ("warc.length", format!("{file}: {error}")))?;
    differs(page, place, &header, length, site).map_or(Ok(()), Err)
}

fn differs(
    page: &SourcePage,
    place: &WarcLocation,
    header: &Header,
    length: u64,
    site: Option<&Site>,
) -> Option<Wrong> {
    let says = |field, said: &str, found: &str| {
        let (file, offset) = (&place.file, place.offset);
        let cause = format!("it says {said}, the record at byte {offset} of {file} says {found}");
        Some((field, cause))
    };
    let is_capture = matches!(
        header.kind(),
        RecordType::Response | RecordType::Revisit | RecordType::Resource
    );
    if !is_capture || header.offset != place.offset {
        return says(
            "warc.offset",
            "a response",
            header.field("WARC-Type").unwrap_or("nothing"),
        );
    }
    let id = header.id();
    let id = id.as_ref().map_or("nothing", |id| id.as_str());
    if id != place.record_id {
        return says("warc.record_id", &place.record_id, id);
    }
    if length != place.length {
        return says(
            "warc.length",
            &place.length.to_string(),
            &length.to_string(),
        );
    }
    let target = header.target().unwrap_or_default();
    let canonical = site.and_then(|site| site.rules.canonical(None, target).ok());
    if target != page.url && canonical.is_none_or(|it| it.as_str() != page.url) {
        return says("url", &page.url, target);
    }
    // Other tools write other digests, or the same of a body still coded; the payload itself is
    // compared below.
    let payload = header.field("WARC-Payload-Digest").unwrap_or_default();
    if !is_foreign(&place.file)
        && payload.starts_with("sha256:")
        && payload != page.payload.as_str()
    {
        return says("payload", page.payload.as_str(), payload);
    }
    None
}

/// The capture cited, with the body it refers to. `Err(None)`: it cannot be looked up.
fn capture(
    session: &Session<'_>,
    page: &SourcePage,
    place: &WarcLocation,
) -> Result<Capture, Option<Wrong>> {
    let Some(reader) = &session.reader else {
        return Err(None);
    };
    let capture = reader
        .capture_at(place)
        .map_err(|error| Some(("warc", error.to_string())))?;
    if capture.payload == page.payload {
        return Ok(capture);
    }
    let cause = format!(
        "it says {}, the payload is {}",
        page.payload, capture.payload
    );
    Err(Some(("payload", cause)))
}

/// Reads the pages as the crawl did, and compares field by field.
fn read_again(
    session: &mut Session<'_>,
    path: &str,
    snapshot: &Snapshot,
    site: &Site,
    pages: &[(SourcePage, Capture)],
) {
    session.checked.recomputed += 1;
    let reread = match recompute(site, pages) {
        Ok(reread) => reread,
        Err(no_article) => {
            let cause = format!("its pages make no article: {}", no_article.reason);
            session.find(Finding::new(FindingKind::Citation, path, cause));
            return;
        }
    };
    let is_whole = reread.parts.len() == pages.len();
    let (said, found) = (json(snapshot), json(&reread.article));
    for (field, found) in found {
        // The crawl itself noted the gap of a page it could not have.
        if (is_whole || field != "gaps") && said[&field] != found {
            let cause = format!(
                "it says {}, its records say {}",
                brief(&said[&field]),
                brief(&found)
            );
            session.find(Finding::new(FindingKind::Citation, path, cause).in_field(field));
        }
    }
}

fn json(what: &impl Serialize) -> Map<String, Value> {
    match serde_json::to_value(what) {
        Ok(Value::Object(fields)) => fields,
        other => unreachable!("snapshots and articles are JSON objects, and this is {other:?}"),
    }
}

/// The beginning of a value, for one line.
fn brief(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
