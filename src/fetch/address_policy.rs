//! Which addresses this client may dial: server-side request forgery ends here.
//!
//! Pure. Sees parsed addresses only, never names: the dialler resolves first and asks
//! about every answer (OWASP SSRF cheat sheet).

use std::net::IpAddr;

use crate::address::{AddressClass, classify};

/// How far the dialler may reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum AddressPolicy {
    /// Globally routable unicast addresses only.
    #[default]
    Public,
    /// Also 127.0.0.0/8 and `::1`: only for a site that itself lives on loopback.
    PublicAndLoopback,
}

impl AddressPolicy {
    /// Whether an address of this class may be dialled.
    pub(super) fn allows(self, ip: IpAddr) -> Result<(), AddressClass> {
        match (classify(ip), self) {
            (AddressClass::Public, _) | (AddressClass::Loopback, Self::PublicAndLoopback) => Ok(()),
            (class, _) => Err(class),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_is_the_only_thing_the_wider_reach_adds() {
        for address in ["127.0.0.1", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1"] {
            let ip = address.parse().unwrap();
            assert_eq!(
                AddressPolicy::Public.allows(ip),
                Err(AddressClass::Loopback)
            );
            assert_eq!(AddressPolicy::PublicAndLoopback.allows(ip), Ok(()));
        }
        let never = [
            "10.0.0.1",
            "169.254.169.254",
            "0.0.0.0",
            "fe80::1",
            "fc00::1",
            "100.64.0.1",
            "::ffff:10.0.0.1",
            "2002:c0a8:101::1",
            "240.0.0.1",
            "255.255.255.255",
            "224.0.0.1",
        ];
        for address in never {
            let ip = address.parse().unwrap();
            assert!(
                AddressPolicy::PublicAndLoopback.allows(ip).is_err(),
                "{address}"
            );
        }
        for address in ["1.1.1.1", "2606:4700::1111", "::ffff:8.8.8.8"] {
            assert_eq!(
                AddressPolicy::Public.allows(address.parse().unwrap()),
                Ok(())
            );
        }
    }
}
