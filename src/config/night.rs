//! What a night does: when articles are asked again, when a site counts as redesigned, how and
//! to whom changes are told.
//!
//! Pure. Holds the names of environment variables, never a secret.

use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::time::Duration;

use url::Url;

use super::error::ConfigError;
use super::file::pick;
use super::{file, settings};
use crate::record::ChangeKind;
pub use crate::report::Language;

/// `[revisit]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevisitSettings {
    /// Most articles of a site a night without any hint.
    pub budget: u64,
    /// No article sooner after its last look.
    pub shortest: Duration,
    /// Each at the latest so long after it.
    pub longest: Duration,
    /// Rotating sources a night.
    pub turns: usize,
    /// Most files of a site a night that are held and asked again.
    pub files: u64,
}

/// `[drift]`
#[derive(Clone, Debug, PartialEq)]
pub struct DriftThresholds {
    /// So many unfit pages of a run, …
    pub pages: u64,
    /// … and at least this share of them, from 0 to 1.
    pub share: f64,
}

/// `[report]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportSettings {
    /// Of reports, feeds and messages.
    pub language: Language,
    /// Authority and date of `tag:` ids (RFC 4151).
    pub tag: String,
    /// The archive on the web.
    pub base: Option<Url>,
}

/// `[export]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportSettings {
    /// The file of takedowns.
    pub withhold: PathBuf,
    /// Whether the operator's own file names another than the usual one: then it must be there.
    pub withhold_is_named: bool,
}

/// `[notify]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotifySettings {
    /// The least serious kind that is told.
    pub from_kind: ChangeKind,
    /// Whether nights without changes are told.
    pub quiet_nights: bool,
    /// Gets JSON.
    pub webhook: Option<Url>,
    /// Name of the variable that holds its key.
    pub webhook_key_env: String,
    /// Mail server: `smtp:` or `smtps:`.
    pub smtp: Option<Url>,
    /// Name of the variable that holds the user.
    pub smtp_user_env: String,
    /// Name of the variable that holds the password.
    pub smtp_password_env: String,
    /// Sender.
    pub mail_from: String,
    /// Receivers.
    pub mail_to: Vec<String>,
    /// Attempts a night.
    pub attempts: u32,
}

/// `[nightly]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NightlySettings {
    /// One of so many parts of the archive is verified.
    pub verify: NonZeroU32,
    /// Where the metrics go.
    pub metrics: Option<PathBuf>,
    /// How long a night waits for other processes, all its waits together.
    pub patience: Duration,
}

pub(super) fn revisit(
    own: &file::RevisitTable,
    base: &file::RevisitTable,
) -> Result<RevisitSettings, ConfigError> {
    let shortest = pick!(own, base, revisit.shortest)?.0;
    let longest = pick!(own, base, revisit.longest)?.0;
    if longest < shortest {
        return Err(ConfigError::Value {
            key: "revisit.longest",
            value: format!("{longest:?}"),
            cause: "it is less than revisit.shortest".to_owned(),
        });
    }
    Ok(RevisitSettings {
        budget: pick!(own, base, revisit.budget)?.0,
        shortest,
        longest,
        turns: pick!(own, base, revisit.turns)?,
        files: pick!(own, base, revisit.files)?.0,
    })
}

pub(super) fn drift(
    own: &file::DriftTable,
    base: &file::DriftTable,
) -> Result<DriftThresholds, ConfigError> {
    let share = pick!(own, base, drift.share)?;
    if !(0.0..=1.0).contains(&share) {
        return Err(ConfigError::Value {
            key: "drift.share",
            value: share.to_string(),
            cause: "a share lies between 0 and 1".to_owned(),
        });
    }
    Ok(DriftThresholds {
        pages: pick!(own, base, drift.pages)?,
        share,
    })
}

pub(super) fn report(
    own: file::ReportTable,
    base: file::ReportTable,
) -> Result<ReportSettings, ConfigError> {
    Ok(ReportSettings {
        language: pick!(own, base, report.language)?,
        tag: pick!(own, base, report.tag)?,
        base: address("report.base", &["http", "https"], own.base.or(base.base))?,
    })
}

/// `beside`: the operator's configuration file.
pub(super) fn export(
    own: file::ExportTable,
    base: file::ExportTable,
    beside: Option<&str>,
) -> Result<ExportSettings, ConfigError> {
    // `hpnews init` writes the usual name into everybody's file.
    let withhold_is_named = own.withhold.is_some() && own.withhold != base.withhold;
    let name = pick!(own, base, export.withhold)?;
    if name.trim().is_empty() {
        return Err(ConfigError::Value {
            key: "export.withhold",
            value: format!("{name:?}"),
            cause: "it must name a file; one that is not there withholds nothing".to_owned(),
        });
    }
    let folder = beside.and_then(|file| Path::new(file).parent());
    Ok(ExportSettings {
        withhold: folder.unwrap_or(Path::new("")).join(name),
        withhold_is_named,
    })
}

pub(super) fn notify(
    own: file::NotifyTable,
    base: file::NotifyTable,
) -> Result<NotifySettings, ConfigError> {
    let webhook = own.webhook.or(base.webhook);
    let smtp = own.smtp.or(base.smtp);
    Ok(NotifySettings {
        from_kind: pick!(own, base, notify.from_kind)?,
        quiet_nights: pick!(own, base, notify.quiet_nights)?,
        webhook: address("notify.webhook", &["http", "https"], webhook)?,
        webhook_key_env: pick!(own, base, notify.webhook_key_env)?,
        smtp: address("notify.smtp", &["smtp", "smtps"], smtp)?,
        smtp_user_env: pick!(own, base, notify.smtp_user_env)?,
        smtp_password_env: pick!(own, base, notify.smtp_password_env)?,
        mail_from: pick!(own, base, notify.mail_from)?,
        mail_to: pick!(own, base, notify.mail_to)?,
        attempts: pick!(own, base, notify.attempts)?,
    })
}

pub(super) fn nightly(
    own: file::NightlyTable,
    base: file::NightlyTable,
) -> Result<NightlySettings, ConfigError> {
    let metrics = pick!(own, base, nightly.metrics)?;
    Ok(NightlySettings {
        verify: pick!(own, base, nightly.verify)?.0,
        metrics: Some(metrics)
            .filter(|path| !path.is_empty())
            .map(PathBuf::from),
        patience: pick!(own, base, nightly.patience)?.0,
    })
}

/// An address that may be left empty.
pub(super) fn address(
    key: &'static str,
    schemes: &[&str],
    text: Option<String>,
) -> Result<Option<Url>, ConfigError> {
    let Some(text) = text.filter(|text| !text.trim().is_empty()) else {
        return Ok(None);
    };
    let refused = |cause: String| ConfigError::Value {
        key,
        value: format!("{:?}", settings::without_path(&text)),
        cause,
    };
    let url = Url::parse(text.trim()).map_err(|error| refused(error.to_string()))?;
    if !url.username().is_empty() || url.password().is_some() {
        // Not even the error may show it.
        return Err(ConfigError::Value {
            key,
            value: "(an address with a login)".to_owned(),
            cause: "a login belongs in the environment: see the keys that end in _env".to_owned(),
        });
    }
    if url.host_str().is_none() || !schemes.contains(&url.scheme()) {
        return Err(refused(format!(
            "it must begin with {}://",
            schemes.join(":// or ")
        )));
    }
    Ok(Some(url))
}
