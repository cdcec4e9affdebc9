//! Which hosts and ports belong to a site.

use url::{Host, Url};

use super::{AddressClass, classify};

/// What is wrong with an entry of `hosts`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HostFault {
    /// Holds a scheme, a path, a blank or a user name.
    #[error("a host entry is a host, a port at most, and nothing else")]
    NotBare,
    /// Not a host name or IP address.
    #[error("{0}")]
    Host(#[from] url::ParseError),
    /// The part after `:` is no port from 1 to 65535.
    #[error("a port is a number from 1 to 65535")]
    Port,
    /// A `*` that is not a leading `*.` before a domain of two labels or more (`*.vn`).
    #[error("`*` stands only in a leading `*.`, before a domain of two labels or more")]
    Wildcard,
    /// A loopback host without a port: that would open every service of this machine that
    /// listens on a default port.
    #[error("a loopback host needs its port")]
    LoopbackPort,
}

/// One entry of `hosts`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct HostRule {
    host: String,
    subdomains: bool,
    port: Option<u16>,
}

impl HostRule {
    /// `haiphong.gov.vn`, `*.haiphong.gov.vn` (any subdomain, not the domain itself),
    /// `127.0.0.1:8090`, `[::1]:8090`.
    pub(super) fn parse(entry: &str) -> Result<Self, HostFault> {
        let bare = |c: char| !c.is_whitespace() && !matches!(c, '/' | '\\' | '@' | '?' | '#');
        if entry.is_empty() || !entry.chars().all(bare) {
            return Err(HostFault::NotBare);
        }
        let (subdomains, rest) = match entry.strip_prefix("*.") {
            Some(rest) => (true, rest),
            None => (false, entry),
        };
        let (name, port) = match rest.rsplit_once(':') {
            Some((name, port)) if !port.ends_with(']') => {
                let port = port.parse().ok().filter(|&port| port != 0);
                (name, Some(port.ok_or(HostFault::Port)?))
            }
            _ => (rest, None),
        };
        let host = Host::parse(name.trim_end_matches('.'))?;
        let single = matches!(&host, Host::Domain(domain) if !domain.contains('.'));
        if name.contains('*') || subdomains && (single || !matches!(host, Host::Domain(_))) {
            return Err(HostFault::Wildcard);
        }
        if port.is_none() && is_loopback(&host) {
            return Err(HostFault::LoopbackPort);
        }
        Ok(Self {
            host: host.to_string(),
            subdomains,
            port,
        })
    }

    /// Whether an http(s) address lies on this host: on the entry's port, or on the default
    /// port of its own scheme where the entry names none.
    pub(super) fn covers(&self, url: &Url) -> bool {
        let Some(host) = url.host_str().map(|host| host.trim_end_matches('.')) else {
            return false;
        };
        let on_host = if self.subdomains {
            host.strip_suffix(&self.host)
                .and_then(|head| head.strip_suffix('.'))
                .is_some_and(|head| !head.is_empty())
        } else {
            host == self.host
        };
        let on_port = match self.port {
            Some(port) => url.port_or_known_default() == Some(port),
            None => url.port().is_none(),
        };
        on_host && on_port
    }

    /// Whether some address may be on both, where http and https are one server.
    pub(super) fn overlaps(&self, other: &Self) -> bool {
        let own_port = |rule: &Self| rule.port.filter(|port| !matches!(port, 80 | 443));
        let below = |host: &str, rule: &Self| {
            let head = host.strip_suffix(&rule.host);
            rule.subdomains && head.is_some_and(|head| head.ends_with('.'))
        };
        let same = self.host == other.host && self.subdomains == other.subdomains;
        let hosts = same || below(&self.host, other) || below(&other.host, self);
        hosts && own_port(self) == own_port(other)
    }
}

fn is_loopback(host: &Host<String>) -> bool {
    let class = match host {
        Host::Domain(domain) => return domain == "localhost" || domain.ends_with(".localhost"),
        Host::Ipv4(ip) => classify((*ip).into()),
        Host::Ipv6(ip) => classify((*ip).into()),
    };
    class == AddressClass::Loopback
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_covers_its_ports_only() {
        for (entry, address, expected) in [
            ("h.vn", "http://h.vn/", true),
            ("h.vn", "https://H.VN./x", true),
            ("h.vn", "http://h.vn:8080/", false),
            ("h.vn", "http://h.vn:443/", false),
            ("h.vn", "http://www.h.vn/", false),
            ("h.vn", "http://evilh.vn/", false),
            ("h.vn:8080", "http://h.vn:8080/", true),
            ("h.vn:8080", "http://h.vn/", false),
            ("h.vn:443", "https://h.vn/", true),
            ("*.h.vn", "http://a.b.h.vn/", true),
            ("*.h.vn", "http://h.vn/", false),
            ("*.h.vn", "http://evilh.vn/", false),
            ("*.h.vn:81", "http://a.h.vn:81/", true),
            ("hảiphòng.vn", "http://xn--hiphng-6wa8191d.vn/", true),
            ("127.0.0.1:8090", "http://127.0.0.1:8090/x", true),
            ("127.0.0.1:8090", "http://127.0.0.1/", false),
            ("127.0.0.1:8090", "http://0x7f.1:8090/", true),
            ("[::1]:8090", "http://[0:0::1]:8090/", true),
            ("93.184.216.34", "http://93.184.216.34/", true),
        ] {
            let rule = HostRule::parse(entry).unwrap();
            let url = Url::parse(address).unwrap();
            assert_eq!(rule.covers(&url), expected, "{entry} on {address}");
        }
    }

    #[test]
    fn hosts_of_two_sites_overlap_where_one_address_may_be_both_s() {
        for (left, right, expected) in [
            ("h.vn", "h.vn", true),
            ("h.vn", "h.vn:443", true),
            ("h.vn", "h.vn:8080", false),
            ("h.vn", "www.h.vn", false),
            ("*.h.vn", "www.h.vn", true),
            ("*.h.vn", "*.a.h.vn", true),
            ("*.h.vn", "h.vn", false),
            ("*.h.vn", "evilh.vn", false),
            ("127.0.0.1:8090", "127.0.0.1:8091", false),
        ] {
            let [a, b] = [left, right].map(|entry| HostRule::parse(entry).unwrap());
            let both = (a.overlaps(&b), b.overlaps(&a));
            assert_eq!(both, (expected, expected), "{left} and {right}");
        }
    }

    #[test]
    fn bad_entries_say_what_is_wrong() {
        for (entry, fault) in [
            ("", HostFault::NotBare),
            ("http://h.vn", HostFault::NotBare),
            ("h.vn/x", HostFault::NotBare),
            ("u@h.vn", HostFault::NotBare),
            ("h.vn:0", HostFault::Port),
            ("h.vn:http", HostFault::Port),
            ("h.vn:", HostFault::Port),
            ("*.vn", HostFault::Wildcard),
            ("*.127.0.0.1:80", HostFault::Wildcard),
            ("127.0.0.1", HostFault::LoopbackPort),
            ("[::1]", HostFault::LoopbackPort),
            ("[::ffff:127.0.0.1]", HostFault::LoopbackPort),
            ("localhost", HostFault::LoopbackPort),
            ("*", HostFault::Wildcard),
            ("a.*.vn", HostFault::Wildcard),
            ("::1:8090", HostFault::Host(url::ParseError::IdnaError)),
        ] {
            assert_eq!(HostRule::parse(entry), Err(fault), "{entry}");
        }
    }
}
