//! The host of an address: the key of its lane, and the IP address it may be.

use std::fmt;
use std::net::IpAddr;

use url::{Host, Url};

/// Key of a host's lane: one lane, one pace, whoever asks. The host in lower case, with
/// `:port` unless that is 80 or 443, so that http and https of one server share a lane.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct HostKey(String);

impl HostKey {
    /// Of an http(s) address. (The empty key, for an address without a host.)
    pub fn of(url: &Url) -> Self {
        let host = url.host_str().unwrap_or_default().trim_end_matches('.');
        Self(match url.port() {
            None | Some(80 | 443) => host.to_owned(),
            Some(port) => format!("{host}:{port}"),
        })
    }

    /// As text: `haiphong.gov.vn`, `127.0.0.1:8090`, `[::1]:8090`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for HostKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The IP address an address is written with, in any form the URL standard reads as one
/// (`0x7f.1`, `2130706433`). A resolver is never asked for such a host, so its class must
/// be checked here.
pub fn literal_ip(url: &Url) -> Option<IpAddr> {
    match url.host()? {
        Host::Domain(_) => None,
        Host::Ipv4(ip) => Some(ip.into()),
        Host::Ipv6(ip) => Some(ip.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_server_has_one_lane() {
        for (address, key) in [
            ("http://H.vn/a", "h.vn"),
            ("https://h.vn/b", "h.vn"),
            ("http://h.vn.:443/", "h.vn"),
            ("http://h.vn:8090/", "h.vn:8090"),
            ("http://[::1]:8090/", "[::1]:8090"),
            ("mailto:a@h.vn", ""),
        ] {
            let found = HostKey::of(&Url::parse(address).unwrap());
            assert_eq!(found.to_string(), key, "{address}");
        }
    }

    #[test]
    fn ip_literals_in_disguise_are_seen() {
        for (address, ip) in [
            ("http://0x7f.1/", Some("127.0.0.1")),
            ("http://2130706433/", Some("127.0.0.1")),
            ("http://0177.0.0.1./", Some("127.0.0.1")),
            ("http://[::ffff:127.0.0.1]/", Some("::ffff:127.0.0.1")),
            ("http://%31%32%37.0.0.1/", Some("127.0.0.1")),
            ("http://１２７.0.0.1/", Some("127.0.0.1")),
            ("http://h.vn/127.0.0.1", None),
        ] {
            let found = literal_ip(&Url::parse(address).unwrap());
            assert_eq!(found, ip.map(|ip| ip.parse().unwrap()), "{address}");
        }
    }
}
