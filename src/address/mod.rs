//! Addresses: which URLs belong to a site, how each is written, and what it is asked for.
//!
//! Two spellings of one page must become one string here, because everything after this
//! room (frontier, catalog, article id) compares strings. Pure: it never asks a server,
//! so a redirect or a `rel=canonical` is the caller's to weigh.

mod canonical;
mod error;
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

pub use error::{AddressError, MAX_BYTES};
pub use glob::GlobFault;
pub use host::{HostKey, literal_ip};
pub use identity::identity;
pub use image::image_origin;
pub use ip::{AddressClass, classify};
pub use rules::{Rules, RulesSource};
pub use scope::HostFault;
pub use surt::surt;

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

#[cfg(test)]
mod tests;
