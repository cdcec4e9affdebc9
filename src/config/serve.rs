//! How the archive is shown in a browser.
//!
//! Pure. Holds the names of environment variables, never a secret.

use std::net::SocketAddr;
use std::num::{NonZeroU32, NonZeroUsize};
use std::time::Duration;

use url::{Host, Url};

use super::error::ConfigError;
use super::file;
use super::file::pick;
use super::night::address;

/// `[serve]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServeSettings {
    /// Where the reading room listens.
    pub bind: SocketAddr,
    /// Where pages as they were are shown: another origin, so that nothing in them can read the
    /// room. `None`: the next port.
    pub replay_bind: Option<SocketAddr>,
    /// Names under which both may be asked, besides those of loopback.
    pub hosts: Vec<String>,
    /// The room as people write it, for links from reports, feeds and messages.
    pub base: Option<Url>,
    /// The same of the pages as they were.
    pub replay_base: Option<Url>,
    /// Whether everybody may read who can reach it.
    pub public: bool,
    /// The variable that holds `user:password`.
    pub login_env: String,
    /// The variable that holds a token.
    pub token_env: String,
    /// Most requests of one client in a minute; `None` sets no limit.
    pub requests_per_minute: Option<NonZeroU32>,
    /// Pages made at the same time; `None`: two a core.
    pub workers: Option<NonZeroUsize>,
    /// The longest that one page may take.
    pub query_timeout: Duration,
}

pub(super) fn settings(
    own: file::ServeTable,
    base: file::ServeTable,
) -> Result<ServeSettings, ConfigError> {
    let hosts = pick!(own, base, serve.hosts)?;
    for host in &hosts {
        Host::parse(host).map_err(|error| ConfigError::Value {
            key: "serve.hosts",
            value: format!("{host:?}"),
            cause: format!("{error}; write the bare name, as in \"kho.example.vn\""),
        })?;
    }
    let replay_bind = pick!(own, base, serve.replay_bind)?;
    let is_named = !replay_bind.trim().is_empty();
    Ok(ServeSettings {
        bind: socket("serve.bind", &pick!(own, base, serve.bind)?)?,
        replay_bind: is_named
            .then(|| socket("serve.replay_bind", &replay_bind))
            .transpose()?,
        hosts,
        base: origin("serve.base", own.base.or(base.base))?,
        replay_base: origin("serve.replay_base", own.replay_base.or(base.replay_base))?,
        public: pick!(own, base, serve.public)?,
        login_env: pick!(own, base, serve.login_env)?,
        token_env: pick!(own, base, serve.token_env)?,
        requests_per_minute: NonZeroU32::new(pick!(own, base, serve.requests_per_minute)?),
        workers: NonZeroUsize::new(pick!(own, base, serve.workers)?),
        query_timeout: pick!(own, base, serve.query_timeout)?.0,
    })
}

/// The room's links begin at the root of its host.
fn origin(key: &'static str, text: Option<String>) -> Result<Option<Url>, ConfigError> {
    let url = address(key, &["http", "https"], text)?;
    match url {
        Some(url) if url.path() != "/" || url.query().is_some() => Err(ConfigError::Value {
            key,
            value: format!("{:?}", url.as_str()),
            cause: "the reading room needs a host, or a port, of its own: leave out the path"
                .to_owned(),
        }),
        url => Ok(url),
    }
}

fn socket(key: &'static str, text: &str) -> Result<SocketAddr, ConfigError> {
    text.trim().parse().map_err(|_| ConfigError::Value {
        key,
        value: format!("{text:?}"),
        cause: "write an address and a port, as in \"127.0.0.1:8060\"".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_has_no_path() {
        let read = |text: &str| origin("serve.base", Some(text.to_owned()));
        for text in ["https://kho.example.vn", "http://localhost:8060/", ""] {
            assert!(read(text).is_ok(), "{text}");
        }
        for text in [
            "https://example.vn/kho",
            "https://kho.example.vn/?a=1",
            "kho.example.vn",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
