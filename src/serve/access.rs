//! Who may ask, and under which names. Pure.

use std::net::{IpAddr, SocketAddr};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::ServeError;
use crate::config::ServeSettings;

/// Under which names the room may be asked, and by whom.
#[derive(Debug)]
pub struct Access {
    hosts: Vec<String>,
    key: Option<Key>,
}

/// What a reader must show: digests, so that no comparison tells how much of it was right.
#[derive(Debug)]
struct Key {
    login: Option<[u8; 32]>,
    token: Option<[u8; 32]>,
}

impl Access {
    /// What the settings allow. `login` is `user:password`. Beyond loopback the room needs a
    /// name, and either a key or the word that everybody may read.
    pub fn new(
        settings: &ServeSettings,
        replay: SocketAddr,
        login: Option<&str>,
        token: Option<&str>,
    ) -> Result<Self, ServeError> {
        if login.is_some_and(|it| !it.contains(':')) {
            return Err(ServeError::Login {
                variable: settings.login_env.clone(),
            });
        }
        let is_local = settings.bind.ip().is_loopback() && replay.ip().is_loopback();
        let bases = [&settings.base, &settings.replay_base]
            .into_iter()
            .flatten();
        let named = bases.filter_map(|it| it.host_str().map(str::to_ascii_lowercase));
        let hosts: Vec<String> = settings
            .hosts
            .iter()
            .map(|it| it.to_ascii_lowercase())
            .chain(named)
            .collect();
        if !is_local && hosts.is_empty() {
            return Err(ServeError::NoHosts {
                bind: settings.bind,
            });
        }
        let digest = |it: &str| Sha256::digest(it.as_bytes()).into();
        let key = (login.is_some() || token.is_some()).then(|| Key {
            login: login.map(digest),
            token: token.map(digest),
        });
        if !is_local && key.is_none() && !settings.public {
            return Err(ServeError::Unguarded {
                bind: settings.bind,
            });
        }
        Ok(Self { hosts, key })
    }

    /// Whether the `Host` of a request is one of ours. A page elsewhere that makes its own name
    /// lead to this machine (DNS rebinding) must not read the archive.
    pub(super) fn knows(&self, host: Option<&str>) -> bool {
        let Some(name) = host.and_then(host_name) else {
            return false;
        };
        let is_loopback = name == "localhost"
            || name
                .trim_matches(['[', ']'])
                .parse::<IpAddr>()
                .is_ok_and(|it| it.is_loopback());
        is_loopback || self.hosts.contains(&name)
    }

    /// Whether an `Authorization` opens the room (RFC 7617 and RFC 6750).
    pub(super) fn admits(&self, authorization: Option<&str>) -> bool {
        let Some(key) = &self.key else { return true };
        let Some((scheme, shown)) = authorization.and_then(|it| it.split_once(' ')) else {
            return false;
        };
        let (wanted, shown) = if scheme.eq_ignore_ascii_case("bearer") {
            (key.token, Some(shown.trim().as_bytes().to_vec()))
        } else if scheme.eq_ignore_ascii_case("basic") {
            (key.login, STANDARD.decode(shown.trim()).ok())
        } else {
            (None, None)
        };
        let digest = |it: Vec<u8>| <[u8; 32]>::from(Sha256::digest(it));
        wanted.is_some() && wanted == shown.map(digest)
    }
}

/// The name in a `Host` (RFC 9110 section 7.2), without its port.
fn host_name(host: &str) -> Option<String> {
    let end = match host.rfind(']') {
        Some(at) => at + 1,
        None => host.find(':').unwrap_or(host.len()),
    };
    let (name, port) = host.split_at(end);
    let port = port.strip_prefix(':').unwrap_or(port);
    let is_whole = port.bytes().all(|it| it.is_ascii_digit()) && !name.is_empty();
    is_whole.then(|| name.trim_end_matches('.').to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, Overrides};

    fn settings(bind: &str, hosts: &[&str], public: bool) -> ServeSettings {
        let config = Config::parse(None, &Overrides::default()).expect("the default is valid");
        ServeSettings {
            bind: bind.parse().expect("an address"),
            hosts: hosts.iter().map(ToString::to_string).collect(),
            public,
            ..config.serve
        }
    }

    fn access(it: &ServeSettings, login: Option<&str>) -> Result<Access, ServeError> {
        Access::new(it, it.bind, login, None)
    }

    #[test]
    fn beyond_loopback_the_room_needs_a_name_and_a_key() {
        for (bind, hosts, public, login, starts) in [
            ("127.0.0.1:1", &[][..], false, None, true),
            ("0.0.0.0:1", &[], true, None, false),
            ("0.0.0.0:1", &["kho.vn"], false, None, false),
            ("0.0.0.0:1", &["kho.vn"], true, None, true),
            ("0.0.0.0:1", &["kho.vn"], false, Some("a:b"), true),
            ("127.0.0.1:1", &[], false, Some("no colon"), false),
        ] {
            let made = access(&settings(bind, hosts, public), login);
            assert_eq!(made.is_ok(), starts, "{bind} {hosts:?} {public} {login:?}");
        }
    }

    #[test]
    fn only_our_names_are_answered() {
        let access = access(&settings("127.0.0.1:1", &["Kho.vn"], false), None).expect("local");
        for (host, known) in [
            (Some("localhost:8060"), true),
            (Some("127.0.0.1"), true),
            (Some("[::1]:8060"), true),
            (Some("kho.vn:443"), true),
            (Some("KHO.VN."), true),
            (Some("evil.example"), false),
            (Some("localhost.evil.example"), false),
            (Some("kho.vn:80@evil.example"), false),
            (Some(""), false),
            (None, false),
        ] {
            assert_eq!(access.knows(host), known, "{host:?}");
        }
    }

    #[test]
    fn a_login_or_a_token_opens_it() {
        let it = settings("127.0.0.1:1", &[], false);
        let access = Access::new(&it, it.bind, Some("thủ:thư"), Some("s3cret")).expect("local");
        for (shown, opens) in [
            (None, false),
            // "thủ:thư"
            (Some("Basic dGjhu6c6dGjGsA=="), true),
            (Some("Basic dGjhu6c6dGg="), false),
            (Some("Bearer s3cret"), true),
            (Some("bearer s3cret"), true),
            (Some("Bearer s3cre"), false),
            (Some("Basic ***"), false),
            (Some("Digest x"), false),
        ] {
            assert_eq!(access.admits(shown), opens, "{shown:?}");
        }
    }
}
