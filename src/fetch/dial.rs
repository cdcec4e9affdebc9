//! From an authority to a byte stream: resolve, check every address, connect, TLS.
//!
//! The only place that opens a connection to the outside. The address checked is the
//! address dialled, so a name that changes its mind (DNS rebinding) changes nothing.
#![expect(
    clippy::disallowed_methods,
    reason = "this is the one door to the network"
)]

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use rustls::pki_types::ServerName;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::{Instant, timeout, timeout_at};
use tokio_rustls::client::TlsStream;
use url::{Host, Url};

use super::address_policy::AddressPolicy;
use super::error::{FetchError, FetchPhase, FetchRefusal};
use super::tls::HostTls;

/// Whom a line talks to: scheme, host and port.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Authority {
    pub(super) https: bool,
    pub(super) host: Host<String>,
    pub(super) port: u16,
}

impl Authority {
    pub(super) fn of(url: &Url) -> Result<Self, FetchError> {
        let refused = |target: &str, reason| FetchError::Refused {
            target: target.to_owned(),
            reason,
        };
        let https = match url.scheme() {
            "https" => true,
            "http" => false,
            scheme => return Err(refused(scheme, FetchRefusal::Scheme)),
        };
        match (url.host(), url.port_or_known_default()) {
            (Some(host), Some(port)) => Ok(Self {
                https,
                host: host.to_owned(),
                port,
            }),
            _ => Err(refused(url.as_str(), FetchRefusal::Unsendable)),
        }
    }

    /// `host:port` for messages; IPv6 in brackets.
    pub(super) fn name(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }

    /// The `Host` header: the port only when it is not the scheme's own (RFC 9110 §7.2).
    pub(super) fn host_header(&self) -> String {
        match (self.https, self.port) {
            (true, 443) | (false, 80) => self.host.to_string(),
            _ => self.name(),
        }
    }
}

/// An open connection.
pub(super) struct Dialled {
    pub(super) stream: Upstream,
    pub(super) peer: IpAddr,
    pub(super) chain_completed: bool,
}

/// Opens a connection within `limit`.
pub(super) async fn dial(
    to: &Authority,
    reach: AddressPolicy,
    tls: Option<&HostTls>,
    limit: Duration,
) -> Result<Dialled, FetchError> {
    let deadline = Instant::now() + limit;
    let opening = async {
        let addresses = allowed(to, reach, resolve(to).await?)?;
        let (tcp, peer) = connect(to, &addresses, deadline).await?;
        let stream = match tls {
            None => Upstream::Plain(tcp),
            Some(tls) => Upstream::Tls(Box::new(handshake(to, tls, tcp).await?)),
        };
        Ok(Dialled {
            stream,
            peer: peer.ip(),
            chain_completed: tls.is_some_and(HostTls::chain_was_completed),
        })
    };
    let timed_out = FetchError::Timeout {
        phase: FetchPhase::Connect,
        after: limit,
    };
    timeout_at(deadline, opening)
        .await
        .unwrap_or(Err(timed_out))
}

async fn resolve(to: &Authority) -> Result<Vec<SocketAddr>, FetchError> {
    let name = match &to.host {
        Host::Ipv4(ip) => return Ok(vec![SocketAddr::from((*ip, to.port))]),
        Host::Ipv6(ip) => return Ok(vec![SocketAddr::from((*ip, to.port))]),
        Host::Domain(name) => name.as_str(),
    };
    let failed = |source| FetchError::Dns {
        host: name.to_owned(),
        source,
    };
    let addresses: Vec<_> = lookup_host((name, to.port))
        .await
        .map_err(failed)?
        .collect();
    if addresses.is_empty() {
        let source = io::Error::new(io::ErrorKind::NotFound, "the name has no address");
        return Err(failed(source));
    }
    Ok(addresses)
}

/// Drops what is out of reach; refuses when nothing is left.
fn allowed(
    to: &Authority,
    reach: AddressPolicy,
    addresses: Vec<SocketAddr>,
) -> Result<Vec<SocketAddr>, FetchError> {
    let mut refused = None;
    let mut kept = Vec::with_capacity(addresses.len());
    for address in addresses {
        let ip = address.ip();
        match reach.allows(ip) {
            Ok(()) => kept.push(address),
            Err(class) => refused = refused.or(Some(FetchRefusal::Address { ip, class })),
        }
    }
    match refused {
        Some(reason) if kept.is_empty() => Err(FetchError::Refused {
            target: to.name(),
            reason,
        }),
        _ => Ok(kept),
    }
}

/// The first address that answers; each gets an even share of the time left, so that a
/// dead IPv6 address does not use up the IPv4 one's. The caller ends the last one's.
async fn connect(
    to: &Authority,
    addresses: &[SocketAddr],
    deadline: Instant,
) -> Result<(TcpStream, SocketAddr), FetchError> {
    let mut last = io::Error::from(io::ErrorKind::AddrNotAvailable);
    let mut left = u32::try_from(addresses.len()).unwrap_or(u32::MAX);
    for &address in addresses {
        let now = Instant::now();
        let share = match left {
            1 => Duration::MAX,
            _ => deadline.saturating_duration_since(now) / left,
        };
        left -= 1;
        last = match timeout(share, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => {
                // Without it a request may wait for the ACK of the one before; a socket
                // that cannot take the option works all the same.
                let _ = stream.set_nodelay(true);
                return Ok((stream, address));
            }
            Ok(Err(error)) => error,
            Err(_) => io::Error::from(io::ErrorKind::TimedOut),
        };
    }
    Err(FetchError::Connect {
        host: to.name(),
        source: last,
    })
}

async fn handshake(
    to: &Authority,
    tls: &HostTls,
    tcp: TcpStream,
) -> Result<TlsStream<TcpStream>, FetchError> {
    let failed = |source| FetchError::Tls {
        host: to.name(),
        source,
    };
    let name = match &to.host {
        Host::Ipv4(ip) => ServerName::from(IpAddr::from(*ip)),
        Host::Ipv6(ip) => ServerName::from(IpAddr::from(*ip)),
        Host::Domain(name) => ServerName::try_from(name.trim_end_matches('.').to_owned())
            .map_err(|error| failed(io::Error::new(io::ErrorKind::InvalidInput, error)))?,
    };
    tls.connector.connect(name, tcp).await.map_err(failed)
}

/// The server's end of a connection.
pub(super) enum Upstream {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

impl Upstream {
    /// Cancel-safe, as the streams' own reads are.
    pub(super) async fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(stream) => stream.read(buffer).await,
            Self::Tls(stream) => stream.read(buffer).await,
        }
    }

    pub(super) async fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::Plain(stream) => stream.write_all(bytes).await,
            Self::Tls(stream) => {
                stream.write_all(bytes).await?;
                stream.flush().await
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn to(url: &str) -> Authority {
        Authority::of(&Url::parse(url).unwrap()).unwrap()
    }

    #[test]
    fn host_header_has_the_port_only_when_it_is_not_the_schemes_own() {
        let table = [
            ("http://a.vn/", "a.vn"),
            ("https://a.vn/", "a.vn"),
            ("http://a.vn:443/", "a.vn:443"),
            ("https://a.vn:80/", "a.vn:80"),
            ("http://[::1]:8090/", "[::1]:8090"),
        ];
        for (url, header) in table {
            assert_eq!(to(url).host_header(), header);
        }
        for url in ["file:///etc/passwd", "gopher://a.vn/", "data:text/html,hi"] {
            let error = Authority::of(&Url::parse(url).unwrap()).unwrap_err();
            assert_eq!(error.kind(), "refused");
        }
    }

    #[test]
    fn a_mixed_answer_keeps_only_its_public_addresses() {
        let answer = |text: &str| -> Vec<SocketAddr> {
            text.split(' ')
                .map(|ip| SocketAddr::new(ip.parse().unwrap(), 80))
                .collect()
        };
        let a = to("http://a.vn/");
        let kept = allowed(
            &a,
            AddressPolicy::Public,
            answer("10.0.0.1 8.8.8.8 ::1 2606:4700::1"),
        );
        assert_eq!(kept.unwrap(), answer("8.8.8.8 2606:4700::1"));
        let error = allowed(&a, AddressPolicy::Public, answer("10.0.0.1 ::1")).unwrap_err();
        assert_eq!(
            error.to_string(),
            "refused to fetch from a.vn:80: 10.0.0.1 is a private address"
        );
    }

    #[tokio::test]
    async fn the_next_address_is_tried_when_the_first_refuses() {
        let dead = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let live = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addresses = [dead.local_addr().unwrap(), live.local_addr().unwrap()];
        drop(dead);
        let deadline = Instant::now() + Duration::from_secs(2);
        let (_, peer) = connect(&to("http://a.vn/"), &addresses, deadline)
            .await
            .unwrap();
        assert_eq!(peer, addresses[1]);
        let error = connect(&to("http://a.vn/"), &addresses[..1], deadline).await;
        assert_eq!(error.unwrap_err().kind(), "connect");
    }
}
