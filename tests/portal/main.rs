//! The end-to-end proof: the real binary against a real WordPress portal on loopback,
//! compared with the portal's own truth.
//!
//! Needs the portal: set `HPNEWS_PORTAL` to its address and `HPNEWS_PORTAL_TRUTH` to its
//! `truth.json`. Without them every test here says loudly that it was skipped; `.ci/run`
//! brings the portal up and sets them.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stderr,
    clippy::single_match_else,
    clippy::cloned_ref_to_slice_refs,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::unchecked_time_subtraction,
    unreachable_pub,
    missing_docs,
    reason = "a test reads and writes what it likes, and nobody imports it"
)]

mod compare;
mod crawl;
mod generic;
mod interrupted;
mod learnt;
mod nights;
mod polite;
mod printed;
mod recipe;
mod search;

use std::path::{Path, PathBuf};

/// A running portal.
pub struct Portal {
    /// With a trailing slash.
    pub base: String,
    pub truth: PathBuf,
}

/// The portal, or a loud skip.
pub fn portal(test: &str) -> Option<Portal> {
    let (Ok(base), Ok(truth)) = (
        std::env::var("HPNEWS_PORTAL"),
        std::env::var("HPNEWS_PORTAL_TRUTH"),
    ) else {
        eprintln!(
            "SKIPPED {test}: HPNEWS_PORTAL and HPNEWS_PORTAL_TRUTH are not set; `.ci/run` brings a real WordPress up for it"
        );
        return None;
    };
    let base = format!("{}/", base.trim_end_matches('/'));
    Some(Portal {
        base,
        truth: PathBuf::from(truth),
    })
}

impl Portal {
    /// The truth, one value a post.
    pub fn posts(&self) -> Vec<serde_json::Value> {
        let text = std::fs::read_to_string(&self.truth).expect("truth.json is readable");
        let truth: serde_json::Value = serde_json::from_str(&text).expect("truth.json is JSON");
        truth["posts"].as_array().expect("posts is a list").clone()
    }

    /// A configuration for it: `rate` as in the file, with or without layouts.
    pub fn config(&self, dir: &Path, rate: &str, layouts: bool) -> PathBuf {
        let host = self
            .base
            .trim_start_matches("http://")
            .trim_end_matches('/');
        let site = include_str!("../fixtures/portal/site.toml");
        let mut text = format!("[politeness]\nrate = \"{rate}\"\nlatency_factor = 0\n\n{site}")
            .replace("{base}", &self.base)
            .replace("{host}", host);
        if layouts {
            text.push_str(include_str!("../fixtures/portal/layouts.toml"));
        }
        let path = dir.join("config.toml");
        std::fs::write(&path, text).expect("the configuration can be written");
        path
    }
}
