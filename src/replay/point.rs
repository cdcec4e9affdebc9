//! Where an address leads within the archive.

use url::Url;

use super::view::View;
use crate::memento::{ArchivedAddress, Modifier};

/// What becomes of an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Pointed {
    /// It is written so.
    Archived(String),
    /// It asks nobody for anything, and stays: a place in the same document, a picture in the
    /// address itself.
    Kept,
    /// It leads nowhere in an archive: a script, a letter.
    Inert,
    /// The archive does not show it.
    Withheld,
}

/// Documents in an address that stay: pictures and fonts run nothing and ask nobody.
const INLINE: [&str; 5] = [
    "data:image/",
    "data:font/",
    "data:application/font",
    "data:application/x-font",
    "data:application/vnd.ms-fontobject",
];

/// Points `href`, found in a document whose addresses are relative to `base`.
pub(super) fn point(view: &View<'_>, base: &Url, href: &str, modifier: Modifier) -> Pointed {
    // As the URL standard does.
    let href = href.trim_matches(|it: char| it <= ' ');
    if href.is_empty() || href.starts_with('#') {
        return Pointed::Kept;
    }
    let is_inline = |it: &str| {
        let start = href.get(..it.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(it))
    };
    if modifier == Modifier::Media && INLINE.into_iter().any(is_inline) {
        return Pointed::Kept;
    }
    let own = match ArchivedAddress::parse(href) {
        Ok(ArchivedAddress::Memento { at, url, .. }) => {
            (at.timestamp() == view.at.timestamp()).then_some(url)
        }
        _ => None,
    };
    let url = own.or_else(|| base.join(href).ok());
    let Some(url) = url.filter(|it| matches!(it.scheme(), "http" | "https")) else {
        return Pointed::Inert;
    };
    if !(view.allowed)(&url) {
        return Pointed::Withheld;
    }
    let at = view.at;
    Pointed::Archived(ArchivedAddress::Memento { at, modifier, url }.to_string())
}
