//! The shape of `config.toml`: every key it may have, all of them optional, so that the
//! same shape reads the embedded default and a file that changes two lines of it.
//!
//! Pure. Never decides a default: those stand in `config.toml` itself, with their reasons.

use serde::Deserialize;

use super::night::Language;
use super::units::{Budget, Rate, Share, Size, Span};
use crate::address::RulesSource;
use crate::extract::LayoutSource;
use crate::record::Class;

/// A whole file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct File {
    pub(super) identity: Identity,
    pub(super) archive: Archive,
    pub(super) discover: Discover,
    pub(super) politeness: Politeness,
    pub(super) fetch: Fetch,
    pub(super) revisit: Revisit,
    pub(super) drift: Drift,
    pub(super) report: Report,
    pub(super) export: Export,
    pub(super) notify: Notify,
    pub(super) nightly: Nightly,
    pub(super) site: Option<Vec<Site>>,
}

/// `[identity]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Identity {
    pub(super) product: Option<String>,
    pub(super) contact: Option<String>,
}

/// `[archive]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Archive {
    pub(super) dir: Option<String>,
}

/// `[discover]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Discover {
    pub(super) rest: Option<bool>,
    pub(super) sitemaps: Option<bool>,
    pub(super) feeds: Option<bool>,
    pub(super) lists: Option<bool>,
    pub(super) links: Option<bool>,
    pub(super) max_list_pages: Option<u64>,
    pub(super) max_sitemaps: Option<u64>,
}

/// `[politeness]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Politeness {
    pub(super) rate: Option<Rate>,
    pub(super) max_delay: Option<Span>,
    pub(super) latency_factor: Option<u32>,
    pub(super) max_attempts: Option<u32>,
    pub(super) patience: Option<Span>,
}

/// `[fetch]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Fetch {
    pub(super) connect_timeout: Option<Span>,
    pub(super) first_byte_timeout: Option<Span>,
    pub(super) idle_timeout: Option<Span>,
    pub(super) whole_timeout: Option<Span>,
    pub(super) max_head: Option<Size>,
    pub(super) max_body: Option<Size>,
    pub(super) max_decoded: Option<Size>,
    pub(super) max_redirects: Option<u8>,
    pub(super) media: Option<super::Media>,
}

/// `[revisit]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Revisit {
    pub(super) budget: Option<Budget>,
    pub(super) shortest: Option<Span>,
    pub(super) longest: Option<Span>,
    pub(super) turns: Option<usize>,
    pub(super) files: Option<Budget>,
}

/// `[drift]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Drift {
    pub(super) pages: Option<u64>,
    pub(super) share: Option<f64>,
}

/// `[report]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Report {
    pub(super) language: Option<Language>,
    pub(super) tag: Option<String>,
    pub(super) base: Option<String>,
}

/// `[export]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Export {
    pub(super) withhold: Option<String>,
}

/// `[notify]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Notify {
    pub(super) from_class: Option<Class>,
    pub(super) quiet_nights: Option<bool>,
    pub(super) webhook: Option<String>,
    pub(super) webhook_key_env: Option<String>,
    pub(super) smtp: Option<String>,
    pub(super) smtp_user_env: Option<String>,
    pub(super) smtp_password_env: Option<String>,
    pub(super) mail_from: Option<String>,
    pub(super) mail_to: Option<Vec<String>>,
    pub(super) attempts: Option<u32>,
}

/// `[nightly]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Nightly {
    pub(super) verify: Option<Share>,
    pub(super) metrics: Option<String>,
    pub(super) patience: Option<Span>,
}

/// `[[site]]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Site {
    pub(super) name: String,
    pub(super) home: String,
    pub(super) time_zone: Option<String>,
    pub(super) enabled: Option<bool>,
    pub(super) lane: Option<String>,
    pub(super) sources: Sources,
    pub(super) address: RulesSource,
    pub(super) tls: Tls,
    pub(super) layout: Vec<LayoutSource>,
}

/// `[site.sources]`: where to begin, besides what is found at run time.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Sources {
    pub(super) lists: Vec<String>,
    pub(super) sitemaps: Vec<String>,
    pub(super) feeds: Vec<String>,
    pub(super) rest: Vec<String>,
}

/// `[site.tls]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Tls {
    pub(super) intermediates: Option<String>,
}
