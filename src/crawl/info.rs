//! What each WARC file says of its making, in its `warcinfo` record.
//!
//! Pure. The names are those of WARC 1.1 §6.1 and of the Dublin Core terms it takes over.

use super::SOFTWARE;
use crate::config::{BucketSettings, Config};
use crate::digest::PartDigest;
use crate::store::OpenOptions;

/// How a crawl opens its archive: who crawls, by what rules, with which configuration.
pub fn open_options(config: &Config) -> OpenOptions {
    let settings: Vec<(&str, &str)> = config
        .settings
        .iter()
        .map(|setting| (setting.key.as_str(), setting.value.as_str()))
        .collect();
    let digest = PartDigest::of(&settings);
    let lines = [
        ("software", SOFTWARE),
        ("format", "WARC File Format 1.1"),
        (
            "conformsTo",
            "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        ),
        (
            "operator",
            config.identity.contact.as_deref().unwrap_or("(loopback)"),
        ),
        ("http-header-user-agent", &config.identity.user_agent()),
        ("robots", "RFC 9309, never switched off"),
        ("hpnews-config-digest", digest.as_str()),
    ];
    let mut options = OpenOptions::new(SOFTWARE);
    if config.bucket.is_some() {
        options.segment_bytes =
            BucketSettings::segment_bytes(config.fetch.max_body, config.fetch.max_head);
    }
    OpenOptions {
        info: lines
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .to_vec(),
        group_bursts: true,
        ..options
    }
}
