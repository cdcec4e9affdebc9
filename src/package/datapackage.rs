//! `datapackage.json` and its digest: what a WACZ holds, with the digest of each file
//! (WACZ 1.1.1, "datapackage.json").
//!
//! Pure.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;
use serde_json::json;

use crate::digest::PayloadDigest;

/// The version of the specification this writes.
const WACZ: &str = "1.1.1";

/// One file of the package.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Resource {
    /// The file's own name.
    pub(super) name: String,
    /// Its path in the package.
    pub(super) path: String,
    /// `sha256:<64 hex>`.
    pub(super) hash: String,
    /// Its size.
    pub(super) bytes: u64,
}

/// What is said of a package as a whole.
#[derive(Clone, Copy, Debug)]
pub(super) struct Datapackage<'a> {
    pub(super) title: &'a str,
    pub(super) description: &'a str,
    pub(super) software: &'a str,
    pub(super) created: DateTime<Utc>,
    /// Address and time of the page to open first.
    pub(super) main_page: Option<(&'a str, DateTime<Utc>)>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'a> {
    profile: &'static str,
    #[serde(rename = "wacz_version")]
    wacz_version: &'static str,
    title: &'a str,
    description: &'a str,
    created: String,
    software: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    main_page_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    main_page_date: Option<String>,
    resources: &'a [Resource],
}

/// The text of `datapackage.json`.
pub(super) fn document(
    card: &Datapackage<'_>,
    resources: &[Resource],
) -> serde_json::Result<Vec<u8>> {
    let mut text = serde_json::to_vec_pretty(&Document {
        profile: "data-package",
        wacz_version: WACZ,
        title: card.title,
        description: card.description,
        created: seconds(card.created),
        software: card.software,
        main_page_url: card.main_page.map(|page| page.0),
        main_page_date: card.main_page.map(|page| seconds(page.1)),
        resources,
    })?;
    text.push(b'\n');
    Ok(text)
}

/// The text of `datapackage-digest.json`.
pub(super) fn digest(document: &[u8]) -> Vec<u8> {
    let hash = PayloadDigest::of(document);
    let text = json!({"path": "datapackage.json", "hash": hash.as_str()});
    format!("{text:#}\n").into_bytes()
}

/// RFC 3339 in UTC and whole seconds, the form py-wacz reads.
pub(super) fn seconds(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}
