//! Where the archive is kept besides its disk: an S3 bucket.
//!
//! Pure. Holds no secret: the keys of a bucket come from the environment alone.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use url::Url;

use super::error::ConfigError;
use super::file::{self, pick};

/// Bytes of the largest object: each is one PUT that creates and never replaces, and such a PUT
/// cannot be made in parts.
pub const LARGEST_OBJECT: u64 = 256 << 20;

/// `[bucket]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BucketSettings {
    /// Which bucket.
    pub place: BucketPlace,
    /// While a run goes on, what it wrote is shipped so often.
    pub ship: Duration,
    /// Bytes of this disk that what was read from the bucket may take.
    pub cache: u64,
}

/// Where a bucket is, and what of it is an archive's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BucketPlace {
    /// Its name.
    pub bucket: String,
    /// What all keys begin with, without a `/` at its ends; may be empty.
    pub prefix: String,
    /// The server; `None`: Amazon's of the region.
    pub endpoint: Option<String>,
    /// The region that requests are signed for.
    pub region: String,
}

impl fmt::Display for BucketPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "s3://{}", self.bucket)?;
        if !self.prefix.is_empty() {
            write!(f, "/{}", self.prefix)?;
        }
        self.endpoint
            .iter()
            .try_for_each(|it| write!(f, " at {it}"))
    }
}

impl BucketSettings {
    /// Length at which a WARC file is followed by the next, so that none grows beyond
    /// [`LARGEST_OBJECT`] by its last records.
    ///
    /// Of a response's body and head at most so many bytes are taken.
    pub fn segment_bytes(max_body: u64, max_head: u64) -> u64 {
        LARGEST_OBJECT.saturating_sub(2 * largest_record(max_body, max_head))
    }
}

/// What an exchange may take in a WARC file.
fn largest_record(max_body: u64, max_head: u64) -> u64 {
    max_body.saturating_add(max_head).saturating_add(max_head)
}

pub(super) fn settings(
    own: file::BucketTable,
    base: file::BucketTable,
    (max_body, max_head): (u64, u64),
) -> Result<Option<BucketSettings>, ConfigError> {
    for (key, stands, variable) in [
        (
            "bucket.access_key_id",
            own.access_key_id,
            "AWS_ACCESS_KEY_ID",
        ),
        (
            "bucket.secret_access_key",
            own.secret_access_key,
            "AWS_SECRET_ACCESS_KEY",
        ),
        (
            "bucket.session_token",
            own.session_token,
            "AWS_SESSION_TOKEN",
        ),
    ] {
        if stands.is_some() {
            let cause = format!(
                "a secret never stands in this file: set ${variable}, and take the key back"
            );
            return Err(wrong(key, "…", cause));
        }
    }
    let url = pick!(own, base, bucket.url)?;
    if url.trim().is_empty() {
        return Ok(None);
    }
    if !cfg!(feature = "bucket") {
        let cause = "this hpnews was built without buckets; build it with \
                     `cargo install --locked --path . --features bucket`";
        return Err(wrong("bucket.url", &shown(&url), cause.to_owned()));
    }
    if largest_record(max_body, max_head) > LARGEST_OBJECT / 4 {
        let cause =
            "with [bucket] an exchange must fit into a WARC file of 256 MiB; at most \"63 MiB\"";
        let value = format!("\"{max_body} B\"");
        return Err(wrong("fetch.max_body", &value, cause.to_owned()));
    }
    let endpoint = pick!(own, base, bucket.endpoint)?;
    let ship = pick!(own, base, bucket.ship)?.0;
    if ship < Duration::from_secs(1) {
        let cause = "each shipment is two requests: at least \"1s\"".to_owned();
        return Err(wrong("bucket.ship", &format!("{ship:?}"), cause));
    }
    Ok(Some(BucketSettings {
        place: place(&url, endpoint.trim(), pick!(own, base, bucket.region)?)?,
        ship,
        cache: pick!(own, base, bucket.cache)?.0,
    }))
}

fn place(url: &str, endpoint: &str, region: String) -> Result<BucketPlace, ConfigError> {
    let bad = || {
        let cause = "write the bucket and what its keys begin with, as in \"s3://kho-bao/hpnews\"";
        wrong("bucket.url", &shown(url), cause.to_owned())
    };
    let parsed = Url::parse(url.trim()).map_err(|_| bad())?;
    if !parsed.username().is_empty() || parsed.password().is_some() {
        let cause = "a secret never stands in this file: set $AWS_ACCESS_KEY_ID and \
                     $AWS_SECRET_ACCESS_KEY";
        return Err(wrong("bucket.url", "…", cause.to_owned()));
    }
    let bucket = parsed.host_str().unwrap_or_default();
    let prefix = parsed.path().trim_matches('/');
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._".contains(c);
    let is_segment =
        |it: &str| !it.is_empty() && it.chars().all(is_plain) && it != "." && it != "..";
    let fits = parsed.scheme() == "s3" && parsed.query().is_none() && is_segment(bucket);
    if !fits || !(prefix.is_empty() || prefix.split('/').all(is_segment)) {
        return Err(bad());
    }
    let server = Url::parse(endpoint).ok();
    if !endpoint.is_empty() && server.is_none_or(|it| !matches!(it.scheme(), "http" | "https")) {
        let cause = "write the server's address, as in \"https://s3.example.vn\"".to_owned();
        return Err(wrong("bucket.endpoint", &shown(endpoint), cause));
    }
    Ok(BucketPlace {
        bucket: bucket.to_owned(),
        prefix: prefix.to_owned(),
        endpoint: (!endpoint.is_empty()).then(|| endpoint.trim_end_matches('/').to_owned()),
        region,
    })
}

/// An address as it may be shown: it may hold a login.
fn shown(url: &str) -> String {
    let shown = if url.contains('@') {
        super::settings::without_path(url)
    } else {
        url.to_owned()
    };
    format!("{shown:?}")
}

fn wrong(key: &'static str, value: &str, cause: String) -> ConfigError {
    ConfigError::Value {
        key,
        value: value.to_owned(),
        cause,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_is_a_name_and_a_prefix() {
        for (url, want) in [
            ("s3://kho", Some(("kho", ""))),
            ("s3://kho-bao/", Some(("kho-bao", ""))),
            ("s3://kho-bao/hải", None),
            (
                "s3://kho-bao/hpnews/2026/",
                Some(("kho-bao", "hpnews/2026")),
            ),
            ("s3://kho-bao/a//b", None),
            ("s3://key:secret@kho", None),
            ("https://s3.example.vn/kho", None),
            ("kho", None),
        ] {
            let found = place(url, "", "us-east-1".to_owned()).ok();
            let found = found.map(|it| (it.bucket, it.prefix));
            let found = found.as_ref().map(|(a, b)| (a.as_str(), b.as_str()));
            assert_eq!(found, want, "{url}");
        }
        let said = place("s3://key:hunter2@kho", "", String::new()).unwrap_err();
        assert!(!said.to_string().contains("hunter2"), "{said}");
        assert!(place("s3://kho", "s3.example.vn", String::new()).is_err());
    }

    #[test]
    fn no_warc_file_outgrows_an_object() {
        let (max_body, max_head) = (16 << 20, 256 << 10);
        let begun = BucketSettings::segment_bytes(max_body, max_head);
        let longest = begun + 2 * largest_record(max_body, max_head);
        assert_eq!(longest, LARGEST_OBJECT);
    }
}
