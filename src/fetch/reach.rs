//! Which addresses this client may dial: server-side request forgery ends here.
//!
//! Pure. Sees parsed addresses only, never names: the dialler resolves first and asks
//! about every answer (OWASP SSRF cheat sheet). Seam: when `address::classify` is
//! merged, [`classify`] gives way to it and only [`Reach`] stays.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// How far the dialler may reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Reach {
    /// Globally routable unicast addresses only.
    #[default]
    Public,
    /// Also 127.0.0.0/8 and `::1`: only for a site that itself lives on loopback.
    PublicAndLoopback,
}

impl Reach {
    /// Whether an address of this class may be dialled.
    pub(super) fn allows(self, ip: IpAddr) -> Result<(), AddressClass> {
        match (classify(ip), self) {
            (AddressClass::Public, _) | (AddressClass::Loopback, Self::PublicAndLoopback) => Ok(()),
            (class, _) => Err(class),
        }
    }
}

/// What an address is for (IANA special-purpose registries, RFC 6890).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressClass {
    /// Globally routable unicast.
    Public,
    /// 127.0.0.0/8, `::1`.
    Loopback,
    /// RFC 1918, RFC 4193 and the old site-local range.
    Private,
    /// 169.254.0.0/16 (cloud metadata lives here), `fe80::/10`.
    LinkLocal,
    /// Carrier-grade NAT, 100.64.0.0/10.
    SharedNat,
    /// 224.0.0.0/4, `ff00::/8`.
    Multicast,
    /// 0.0.0.0/8, `::`.
    Unspecified,
    /// TEST-NET-1 to 3, `2001:db8::/32`, `3fff::/20`.
    Documentation,
    /// 198.18.0.0/15, `2001:2::/48`.
    Benchmarking,
    /// Anything else the registries keep from ordinary traffic.
    Reserved,
}

impl fmt::Display for AddressClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Public => "public",
            Self::Loopback => "loopback",
            Self::Private => "private",
            Self::LinkLocal => "link-local",
            Self::SharedNat => "carrier-grade NAT",
            Self::Multicast => "multicast",
            Self::Unspecified => "unspecified",
            Self::Documentation => "documentation",
            Self::Benchmarking => "benchmarking",
            Self::Reserved => "reserved",
        })
    }
}

fn classify(ip: IpAddr) -> AddressClass {
    match ip {
        IpAddr::V4(ip) => classify_v4(ip),
        IpAddr::V6(ip) => classify_v6(ip),
    }
}

fn classify_v4(ip: Ipv4Addr) -> AddressClass {
    match ip.octets() {
        [0, ..] => AddressClass::Unspecified,
        [127, ..] => AddressClass::Loopback,
        [10, ..] | [172, 16..=31, ..] | [192, 168, ..] => AddressClass::Private,
        [100, 64..=127, ..] => AddressClass::SharedNat,
        [169, 254, ..] => AddressClass::LinkLocal,
        [192, 0, 2, _] | [198, 51, 100, _] | [203, 0, 113, _] => AddressClass::Documentation,
        [198, 18..=19, ..] => AddressClass::Benchmarking,
        [224..=239, ..] => AddressClass::Multicast,
        // IETF protocol assignments, the retired 6to4 relay, class E and broadcast.
        [192, 0, 0, _] | [192, 88, 99, _] | [240..=255, ..] => AddressClass::Reserved,
        _ => AddressClass::Public,
    }
}

/// Forms that carry an IPv4 address are judged by what they carry: that is where the
/// packets end up.
fn classify_v6(ip: Ipv6Addr) -> AddressClass {
    let carried = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        classify_v4(Ipv4Addr::new(a, b, c, d))
    };
    match ip.segments() {
        [0, 0, 0, 0, 0, 0, 0, 0] => AddressClass::Unspecified,
        [0, 0, 0, 0, 0, 0, 0, 1] => AddressClass::Loopback,
        // IPv4-mapped, NAT64 (RFC 6052), 6to4 (RFC 3056).
        [0, 0, 0, 0, 0, 0xffff, a, b]
        | [0x64, 0xff9b, 0, 0, 0, 0, a, b]
        | [0x2002, a, b, _, _, _, _, _] => carried(a, b),
        // IPv4-compatible: retired, so never public, whatever it carries.
        [0, 0, 0, 0, 0, 0, a, b] => match carried(a, b) {
            AddressClass::Public => AddressClass::Reserved,
            class => class,
        },
        [0xfc00..=0xfdff | 0xfec0..=0xfeff, ..] => AddressClass::Private,
        [0xfe80..=0xfebf, ..] => AddressClass::LinkLocal,
        [0xff00..=0xffff, ..] => AddressClass::Multicast,
        [0x2001, 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] => AddressClass::Documentation,
        [0x2001, 2, 0, ..] => AddressClass::Benchmarking,
        // Teredo, ORCHID and the rest of 2001::/23.
        [0x2001, 0..=0x1ff, ..] => AddressClass::Reserved,
        [0x2000..=0x3fff, ..] => AddressClass::Public,
        _ => AddressClass::Reserved,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_special_range_is_known_by_both_its_ends() {
        use AddressClass::*;
        let table = [
            (
                Public,
                "1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0",
            ),
            (
                Public,
                "126.255.255.255 128.0.0.0 172.15.255.255 172.32.0.0 223.255.255.255",
            ),
            (
                Public,
                "2001:200:: 2606:4700::1111 2400:cb00:: 64:ff9b::808:808 2002:808:808::1",
            ),
            (Public, "::ffff:8.8.8.8"),
            (
                Loopback,
                "127.0.0.1 127.255.255.255 ::1 ::ffff:127.0.0.1 ::127.0.0.1",
            ),
            (Loopback, "64:ff9b::7f00:1 2002:7f00:1::"),
            (
                Private,
                "10.0.0.0 10.255.255.255 172.16.0.0 172.31.255.255 192.168.0.1",
            ),
            (
                Private,
                "fc00:: fdff:: fec0::1 ::ffff:10.0.0.1 64:ff9b::a00:1 2002:c0a8:101::1",
            ),
            (
                LinkLocal,
                "169.254.169.254 fe80::1 febf::1 ::ffff:169.254.169.254",
            ),
            (SharedNat, "100.64.0.0 100.127.255.255"),
            (Multicast, "224.0.0.1 239.255.255.255 ff02::1"),
            (Unspecified, "0.0.0.0 0.1.2.3 :: ::ffff:0.0.0.0"),
            (
                Documentation,
                "192.0.2.1 198.51.100.1 203.0.113.9 2001:db8::1 3fff:fff::1",
            ),
            (Benchmarking, "198.18.0.0 198.19.255.255 2001:2::1"),
            (
                Reserved,
                "192.0.0.8 192.88.99.1 240.0.0.1 255.255.255.255 ::8.8.8.8",
            ),
            (
                Reserved,
                "2001::1 2001:1ff:: 100::1 5f00::1 64:ff9b:1::1 4000:: 1fff::",
            ),
        ];
        for (class, addresses) in table {
            for address in addresses.split(' ') {
                assert_eq!(classify(address.parse().unwrap()), class, "{address}");
            }
        }
    }

    #[test]
    fn loopback_is_the_only_thing_the_wider_reach_adds() {
        for address in ["127.0.0.1", "::1", "::ffff:127.0.0.1"] {
            let ip = address.parse().unwrap();
            assert_eq!(Reach::Public.allows(ip), Err(AddressClass::Loopback));
            assert_eq!(Reach::PublicAndLoopback.allows(ip), Ok(()));
        }
        for address in [
            "10.0.0.1",
            "169.254.169.254",
            "0.0.0.0",
            "fe80::1",
            "fc00::1",
        ] {
            assert!(
                Reach::PublicAndLoopback
                    .allows(address.parse().unwrap())
                    .is_err()
            );
        }
    }
}
