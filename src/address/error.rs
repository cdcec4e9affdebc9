//! Why an address, or a rule about addresses, is refused.

use super::glob::GlobFault;
use super::scope::HostFault;

/// The longest address that is followed, in bytes. The longest of 41 real addresses of
/// the portal had 210; the sitemap protocol stops at 2,048.
pub const MAX_BYTES: usize = 2_000;

/// Why an address, or a rule about addresses, was refused. Addresses inside are cut to
/// 200 characters, so that a hostile page cannot fill a report.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// A glob of [`RulesSource`](super::RulesSource) is not one.
    #[error("cannot read glob `{glob}` of `{list}`: {fault}")]
    BadGlob {
        /// The key of the list: `article`, `list` or `ignore`.
        list: &'static str,
        /// The glob as written.
        glob: String,
        /// What is wrong with it.
        fault: GlobFault,
    },
    /// An entry of `hosts` is not one.
    #[error("cannot read host `{host}`: {fault}")]
    BadHost {
        /// The entry as written.
        host: String,
        /// What is wrong with it.
        fault: HostFault,
    },
    /// Not a URL, even against its base.
    #[error("cannot read address `{href}`: {cause}")]
    Unreadable {
        /// The reference as named.
        href: String,
        /// The URL parser's reason.
        cause: url::ParseError,
    },
    /// A URL, but neither http nor https (`mailto:`, `javascript:`, …).
    #[error("will not follow `{href}`: scheme `{scheme}` is neither http nor https")]
    Scheme {
        /// The reference as named.
        href: String,
        /// Its scheme.
        scheme: String,
    },
    /// A host or port that the site does not list.
    #[error("will not follow `{href}`: outside the hosts of the site")]
    OutOfScope {
        /// The absolute address.
        href: String,
    },
    /// Longer than [`MAX_BYTES`].
    #[error("will not follow `{href}…`: {bytes} bytes, more than {MAX_BYTES}")]
    TooLong {
        /// Its beginning.
        href: String,
        /// Its whole length in bytes.
        bytes: usize,
    },
    /// The path repeats itself, as broken relative links make it do without end.
    #[error("will not follow `{href}`: its path repeats `{run}`")]
    Trap {
        /// The absolute address.
        href: String,
        /// The segment, or pair of segments, that repeats.
        run: String,
    },
}

/// The beginning of an address, for an error.
pub(super) fn shown(href: &str) -> String {
    href.chars().take(200).collect()
}
