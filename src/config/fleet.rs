//! Several machines that share the sites: where they agree who has which, and for how long.
//!
//! Pure. Holds no password: that comes from the environment alone.

use std::path::PathBuf;
use std::time::Duration;

use chrono::NaiveTime;

use super::error::ConfigError;
use super::file;
use super::file::pick;

/// The shortest lease: below it a slow answer of the database would cost the sites.
const SHORTEST_LEASE: Duration = Duration::from_secs(6);

/// `[fleet]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FleetSettings {
    /// The database, as libpq writes it, without a password; empty: from the environment.
    pub postgres: String,
    /// PEM file of the authority that signed its certificate, besides the system's.
    pub ca: Option<PathBuf>,
    /// How long a worker has its sites after it was last heard of.
    pub lease: Duration,
    /// When a site's night begins, in its own civil time.
    pub night: NaiveTime,
    /// Most bytes of one site that wait on a worker's disk while the bucket cannot be reached.
    pub spool: u64,
    /// Text file of a worker's figures for Prometheus.
    pub metrics: Option<PathBuf>,
}

pub(super) fn settings(
    own: file::FleetTable,
    base: file::FleetTable,
) -> Result<FleetSettings, ConfigError> {
    let postgres = pick!(own, base, fleet.postgres)?;
    if has_password(&postgres) {
        return Err(ConfigError::Value {
            key: "fleet.postgres",
            value: "\"…\"".to_owned(),
            cause: "a password never stands in this file: take it out, and set $PGPASSWORD, or \
                    $HPNEWS_POSTGRES to the whole line"
                .to_owned(),
        });
    }
    let lease = pick!(own, base, fleet.lease)?.0;
    if lease < SHORTEST_LEASE {
        return Err(ConfigError::Value {
            key: "fleet.lease",
            value: format!("{lease:?}"),
            cause: format!(
                "at least {SHORTEST_LEASE:?}: it is renewed several times before it ends"
            ),
        });
    }
    let night = pick!(own, base, fleet.night)?;
    let file = |path: String| Some(path).filter(|it| !it.is_empty()).map(PathBuf::from);
    Ok(FleetSettings {
        postgres,
        ca: file(pick!(own, base, fleet.ca)?),
        lease,
        night: NaiveTime::parse_from_str(night.trim(), "%H:%M").map_err(|_| {
            ConfigError::Value {
                key: "fleet.night",
                value: format!("{night:?}"),
                cause: "a time is written HH:MM, as in \"02:30\"".to_owned(),
            }
        })?,
        spool: pick!(own, base, fleet.spool)?.0,
        metrics: file(pick!(own, base, fleet.metrics)?),
    })
}

/// `password=…` among the words, or `postgres://name:password@host`.
fn has_password(postgres: &str) -> bool {
    let login = postgres.split_once("://").map_or("", |(_, rest)| rest);
    let login = login.rsplit_once('@').map_or("", |(login, _)| login);
    login.contains(':') || postgres.to_ascii_lowercase().contains("password")
}

#[cfg(test)]
mod tests {
    use super::has_password;

    #[test]
    fn a_password_is_seen_in_both_ways_of_writing() {
        for (postgres, found) in [
            ("host=db.example.vn user=hpnews dbname=hpnews", false),
            ("host=db user=hpnews password=bí-mật", true),
            ("host=db PASSWORD = 'x'", true),
            ("postgres://hpnews@db.example.vn:5432/hpnews", false),
            ("postgresql://hpnews:bí-mật@db/hpnews", true),
            ("postgres://db/hpnews?user=a&password=b", true),
            ("", false),
        ] {
            assert_eq!(has_password(postgres), found, "{postgres}");
        }
    }
}
