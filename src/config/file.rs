//! The shape of `config.toml`: every key it may have, all of them optional, so that the
//! same shape reads the embedded default and a file that changes two lines of it.
//!
//! Pure. Never decides a default: those stand in `config.toml` itself, with their reasons.

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::error::ConfigError;
use super::layout::ArchiveLayout;
use super::night::Language;
use super::units::{BudgetValue, DurationValue, RateValue, ShareValue, SizeValue};
use crate::address::RulesSource;
use crate::extract::LayoutSource;
use crate::record::ChangeKind;

/// A whole file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct ConfigFile {
    pub(super) identity: IdentityTable,
    pub(super) archive: ArchiveTable,
    pub(super) bucket: BucketTable,
    pub(super) discover: DiscoverTable,
    pub(super) politeness: PolitenessTable,
    pub(super) fetch: FetchTable,
    pub(super) revisit: RevisitTable,
    pub(super) drift: DriftTable,
    pub(super) report: ReportTable,
    pub(super) export: ExportTable,
    pub(super) notify: NotifyTable,
    pub(super) nightly: NightlyTable,
    pub(super) serve: ServeTable,
    pub(super) fleet: FleetTable,
    pub(super) site: Option<Vec<SiteTable>>,
}

/// `[identity]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct IdentityTable {
    pub(super) product: Option<String>,
    pub(super) contact: Option<String>,
}

/// `[archive]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct ArchiveTable {
    pub(super) dir: Option<String>,
    pub(super) layout: Option<ArchiveLayout>,
}

/// `[bucket]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct BucketTable {
    pub(super) url: Option<String>,
    pub(super) endpoint: Option<String>,
    pub(super) region: Option<String>,
    pub(super) ship: Option<DurationValue>,
    pub(super) cache: Option<SizeValue>,
    /// Known so that they are refused by name, and never quoted.
    pub(super) access_key_id: Option<IgnoredAny>,
    pub(super) secret_access_key: Option<IgnoredAny>,
    pub(super) session_token: Option<IgnoredAny>,
}

/// `[discover]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct DiscoverTable {
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
pub(super) struct PolitenessTable {
    pub(super) rate: Option<RateValue>,
    pub(super) max_delay: Option<DurationValue>,
    pub(super) latency_factor: Option<u32>,
    pub(super) max_attempts: Option<u32>,
    pub(super) patience: Option<DurationValue>,
}

/// `[fetch]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct FetchTable {
    pub(super) connect_timeout: Option<DurationValue>,
    pub(super) first_byte_timeout: Option<DurationValue>,
    pub(super) idle_timeout: Option<DurationValue>,
    pub(super) whole_timeout: Option<DurationValue>,
    pub(super) max_head: Option<SizeValue>,
    pub(super) max_body: Option<SizeValue>,
    pub(super) max_decoded: Option<SizeValue>,
    pub(super) max_redirects: Option<u8>,
    pub(super) media: Option<super::Media>,
    pub(super) requisites: Option<bool>,
}

/// `[revisit]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct RevisitTable {
    pub(super) budget: Option<BudgetValue>,
    pub(super) shortest: Option<DurationValue>,
    pub(super) longest: Option<DurationValue>,
    pub(super) turns: Option<usize>,
    pub(super) files: Option<BudgetValue>,
}

/// `[drift]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct DriftTable {
    pub(super) pages: Option<u64>,
    pub(super) share: Option<f64>,
}

/// `[report]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct ReportTable {
    pub(super) language: Option<Language>,
    pub(super) tag: Option<String>,
    pub(super) base: Option<String>,
}

/// `[export]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct ExportTable {
    pub(super) withhold: Option<String>,
}

/// `[notify]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct NotifyTable {
    pub(super) from_kind: Option<ChangeKind>,
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
pub(super) struct NightlyTable {
    pub(super) verify: Option<ShareValue>,
    pub(super) metrics: Option<String>,
    pub(super) patience: Option<DurationValue>,
}

/// `[fleet]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct FleetTable {
    pub(super) postgres: Option<String>,
    pub(super) ca: Option<String>,
    pub(super) lease: Option<DurationValue>,
    pub(super) night: Option<String>,
    pub(super) spool: Option<SizeValue>,
    pub(super) metrics: Option<String>,
}

/// `[serve]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct ServeTable {
    pub(super) bind: Option<String>,
    pub(super) replay_bind: Option<String>,
    pub(super) hosts: Option<Vec<String>>,
    pub(super) base: Option<String>,
    pub(super) replay_base: Option<String>,
    pub(super) public: Option<bool>,
    pub(super) login_env: Option<String>,
    pub(super) token_env: Option<String>,
    pub(super) requests_per_minute: Option<u32>,
    pub(super) workers: Option<usize>,
    pub(super) query_timeout: Option<DurationValue>,
}

/// `[[site]]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct SiteTable {
    pub(super) name: String,
    pub(super) home: String,
    pub(super) time_zone: Option<String>,
    pub(super) enabled: Option<bool>,
    pub(super) lane: Option<String>,
    pub(super) sources: SourcesTable,
    pub(super) address: RulesSource,
    pub(super) tls: TlsTable,
    pub(super) layout: Vec<LayoutSource>,
}

/// `[site.sources]`: where to begin, besides what is found at run time.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct SourcesTable {
    pub(super) lists: Vec<String>,
    pub(super) sitemaps: Vec<String>,
    pub(super) feeds: Vec<String>,
    pub(super) rest: Vec<String>,
}

/// `[site.tls]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct TlsTable {
    pub(super) intermediates: Option<String>,
}

/// What the user's file says of a key, else what the default says: `pick!(own, base, table.key)`.
macro_rules! pick {
    ($own:expr, $base:expr, $table:ident.$key:ident) => {
        crate::config::file::picked(
            $own.$key,
            $base.$key,
            concat!(stringify!($table), ".", stringify!($key)),
        )
    };
}
pub(super) use pick;

/// The same of two values that are there already.
pub(super) fn picked<T>(
    own: Option<T>,
    base: Option<T>,
    key: &'static str,
) -> Result<T, ConfigError> {
    own.or(base).ok_or(ConfigError::Missing { key })
}
