//! Addresses: which URLs belong to a site, how each is written, and what it is asked for.
//!
//! Two spellings of one page must become one string here, because everything after this
//! room (frontier, catalog, article id) compares strings. Pure: it never asks a server,
//! so a redirect or a `rel=canonical` is the caller's to weigh.

mod canonical;
mod glob;
mod host;
mod identity;
mod image;
mod ip;
mod memo;
mod percent;
mod query;
mod rules;
mod scope;
mod session;
mod surt;
mod trap;
mod visitor;

pub use glob::GlobFault;
pub use host::{HostKey, literal_ip};
pub use identity::identity;
pub use image::image_origin;
pub use ip::{AddressClass, classify};
pub use rules::{Rules, RulesSource};
pub use scope::HostFault;
pub use surt::surt;
pub use trap::MAX_BYTES;

use url::Url;

/// An address as it is asked for: http(s), absolute, without userinfo and fragment.
pub fn absolute(href: &str) -> Result<Url, AddressError> {
    canonical::absolute(None, href)
}

/// A path as a person writes it, as globs are matched against it but for its case: every escape
/// decoded, except that of `/`.
pub fn readable_path(url: &Url) -> String {
    percent::readable(url.path())
}

/// Why an address, or a rule about addresses, was refused. Addresses inside are cut to
/// 200 characters, so that a hostile page cannot fill a report.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// A glob of [`RulesSource`] is not one.
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
fn shown(href: &str) -> String {
    href.chars().take(200).collect()
}

#[cfg(test)]
mod tests;
