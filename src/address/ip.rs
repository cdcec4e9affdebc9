//! Classes of IP addresses: which may be dialled from a crawl, and which never.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The class of an IP address, after the IANA special-purpose registries (RFC 6890).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AddressClass {
    /// None of the others: a host on the internet.
    Public,
    /// `127.0.0.0/8`, `::1`.
    Loopback,
    /// RFC 1918, and the IPv6 site-local range that RFC 3879 retired.
    Private,
    /// `fc00::/7` (RFC 4193).
    UniqueLocal,
    /// `169.254.0.0/16` (where clouds keep their metadata service), `fe80::/10`.
    LinkLocal,
    /// `100.64.0.0/10`, behind a carrier's NAT (RFC 6598).
    CarrierNat,
    /// `0.0.0.0/8`, `::`. Linux takes `0.0.0.0` for this machine.
    Unspecified,
    /// `224.0.0.0/4`, `ff00::/8`.
    Multicast,
    /// Example ranges (RFC 5737, 3849, 9637).
    Documentation,
    /// `198.18.0.0/15`, `2001:2::/48` (RFC 2544, 5180).
    Benchmarking,
    /// Anything else that is no host on the internet: `240.0.0.0/4` with broadcast, IETF
    /// protocol assignments (Teredo and ORCHID too), discard-only, unallocated IPv6.
    Reserved,
}

impl fmt::Display for AddressClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Public => "public",
            Self::Loopback => "loopback",
            Self::Private => "private",
            Self::UniqueLocal => "unique-local",
            Self::LinkLocal => "link-local",
            Self::CarrierNat => "carrier-grade NAT",
            Self::Unspecified => "unspecified",
            Self::Multicast => "multicast",
            Self::Documentation => "documentation",
            Self::Benchmarking => "benchmarking",
            Self::Reserved => "reserved",
        })
    }
}

/// The class of `ip`. An IPv6 address that carries an IPv4 address (mapped, compatible,
/// translated, NAT64, 6to4) has the class of the one it carries: that is where it leads.
pub fn classify(ip: IpAddr) -> AddressClass {
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
        [169, 254, ..] => AddressClass::LinkLocal,
        [100, 64..=127, ..] => AddressClass::CarrierNat,
        [192, 0, 2, _] | [198, 51, 100, _] | [203, 0, 113, _] => AddressClass::Documentation,
        [198, 18..=19, ..] => AddressClass::Benchmarking,
        [192, 0, 0, _] | [192, 88, 99, _] | [240..=255, ..] => AddressClass::Reserved,
        [224..=239, ..] => AddressClass::Multicast,
        _ => AddressClass::Public,
    }
}

fn classify_v6(ip: Ipv6Addr) -> AddressClass {
    if let Some(carried) = carried_v4(ip) {
        return classify_v4(carried);
    }
    match ip.segments() {
        [0, 0, 0, 0, 0, 0, 0, 0] => AddressClass::Unspecified,
        [0, 0, 0, 0, 0, 0, 0, 1] => AddressClass::Loopback,
        [0xff00..=0xffff, ..] => AddressClass::Multicast,
        [0xfe80..=0xfebf, ..] => AddressClass::LinkLocal,
        [0xfec0..=0xfeff, ..] => AddressClass::Private,
        [0xfc00..=0xfdff, ..] => AddressClass::UniqueLocal,
        [0x2001, 0x0db8, ..] | [0x3fff, 0x0000..=0x0fff, ..] => AddressClass::Documentation,
        [0x2001, 0x0002, 0x0000, ..] => AddressClass::Benchmarking,
        [0x2001, 0x0000..=0x01ff, ..] => AddressClass::Reserved,
        [0x2000..=0x3fff, ..] => AddressClass::Public,
        _ => AddressClass::Reserved,
    }
}

/// The IPv4 address inside an IPv6 one: IPv4-mapped `::ffff:0:0/96` and IPv4-compatible
/// `::/96` (RFC 4291), IPv4-translated `::ffff:0:0:0/96` (RFC 2765), NAT64 `64:ff9b::/96`
/// (RFC 6052), 6to4 `2002::/16` (RFC 3056). Not the local NAT64 range `64:ff9b:1::/48`
/// (RFC 8215): where it hides the IPv4 address is each network's own choice, so all of it
/// is [`AddressClass::Reserved`].
fn carried_v4(ip: Ipv6Addr) -> Option<Ipv4Addr> {
    let (high, low) = match ip.segments() {
        [0, 0, 0, 0, 0, 0, 0, 0..=1] => return None,
        [0, 0, 0, 0, 0, 0 | 0xffff, high, low]
        | [0, 0, 0, 0, 0xffff, 0, high, low]
        | [0x64, 0xff9b, 0, 0, 0, 0, high, low]
        | [0x2002, high, low, ..] => (high, low),
        _ => return None,
    };
    Some(Ipv4Addr::from((u32::from(high) << 16) | u32::from(low)))
}

#[cfg(test)]
mod tests {
    use super::AddressClass::{
        Benchmarking, CarrierNat, Documentation, LinkLocal, Loopback, Multicast, Private, Public,
        Reserved, UniqueLocal, Unspecified,
    };
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn classes_and_their_edges() {
        for (class, ips) in [
            (
                Public,
                "1.1.1.1 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 \
                 128.0.0.0 169.253.0.1 172.15.255.255 172.32.0.0 192.0.1.0 192.167.0.1 \
                 198.17.0.1 198.20.0.0 223.255.255.255 203.162.0.1 2001:4860::8888 2400:cb00::1 \
                 ::ffff:1.1.1.1 64:ff9b::101:101 2002:101:101::1 2001:200::1",
            ),
            (
                Loopback,
                "127.0.0.1 127.255.255.255 ::1 ::ffff:127.0.0.1 ::127.0.0.1 64:ff9b::7f00:1 \
                 2002:7f00:1:: ::ffff:0:127.0.0.1",
            ),
            (
                Private,
                "10.0.0.0 10.255.255.255 172.16.0.0 172.31.255.255 192.168.0.1 fec0::1 \
                 ::ffff:10.0.0.1 2002:c0a8:1::5",
            ),
            (UniqueLocal, "fc00:: fdff:ffff::1"),
            (
                LinkLocal,
                "169.254.169.254 fe80::1 febf::1 ::ffff:169.254.169.254 64:ff9b::a9fe:a9fe",
            ),
            (CarrierNat, "100.64.0.0 100.127.255.255 ::ffff:100.64.0.1"),
            (Unspecified, "0.0.0.0 0.1.2.3 :: ::ffff:0.0.0.0 ::2"),
            (Multicast, "224.0.0.1 239.255.255.255 ff00:: ff02::1"),
            (
                Documentation,
                "192.0.2.1 198.51.100.7 203.0.113.255 2001:db8::1 3fff:fff::1",
            ),
            (Benchmarking, "198.18.0.0 198.19.255.255 2001:2::1"),
            (
                Reserved,
                "240.0.0.0 255.255.255.255 192.0.0.8 192.88.99.1 100::1 2001::1 2001:10::1 \
                 4000::1 5f00::1 1::1 64:ff9b:1::7f00:1 64:ff9b:1::101:101",
            ),
        ] {
            for ip in ips.split_whitespace() {
                assert_eq!(classify(ip.parse().unwrap()), class, "{ip}");
            }
        }
    }

    proptest! {
        /// No way of writing an IPv4 address inside an IPv6 one hides its class.
        #[test]
        fn embedding_hides_nothing(bits: u32, tail: u64) {
            let v4 = Ipv4Addr::from(bits);
            let [a, b, c, d] = v4.octets().map(u128::from);
            let low = (a << 24) | (b << 16) | (c << 8) | d;
            let expected = classify(v4.into());
            for prefix in [0xffff_u128 << 32, 0xffff << 48, 0x64_ff9b << 96] {
                let v6 = Ipv6Addr::from(prefix | low);
                prop_assert_eq!(classify(v6.into()), expected, "{}", v6);
            }
            let six_to_four = Ipv6Addr::from((0x2002_u128 << 112) | (low << 80) | u128::from(tail));
            prop_assert_eq!(classify(six_to_four.into()), expected);
        }
    }
}
