//! Where the links of the text lead.
//!
//! Never follows one; fragments of the page itself, scripts and mail addresses lead nowhere.

use scraper::ElementRef;
use url::Url;

use super::gather::attr;
use super::{picture, visible};
use crate::record::BodyLink;

/// The absolute address a reference leads to.
pub(super) fn target(href: &str, base: &Url) -> Option<String> {
    let url = base.join(href).ok().filter(|_| may_be_page(href))?;
    matches!(url.scheme(), "http" | "https").then(|| url.into())
}

/// The links below an element that are no files.
pub(super) fn below(element: ElementRef<'_>, base: &Url) -> Vec<BodyLink> {
    let all = element.descendants().filter_map(ElementRef::wrap);
    let anchors = all.filter(|it| it.value().name() == "a");
    let links = anchors.filter_map(|it| {
        let href = attr(it, "href")?.trim();
        let url = target(href, base).filter(|_| picture::media_type(href).is_none())?;
        let text = visible::text(it);
        (!text.is_empty()).then_some(BodyLink { url, text })
    });
    links.collect()
}

/// Whether a reference may lead to a page: not a fragment, a script or a mail address.
pub(super) fn may_be_page(href: &str) -> bool {
    let scheme = href.split_once(':').map_or("", |(scheme, _)| scheme);
    let web = ["http", "https"]
        .iter()
        .any(|it| scheme.eq_ignore_ascii_case(it));
    !href.is_empty() && !href.starts_with('#') && (web || !is_scheme(scheme))
}

/// Whether text before a colon can be a URL scheme (RFC 3986, section 3.1).
fn is_scheme(text: &str) -> bool {
    text.starts_with(|it: char| it.is_ascii_alphabetic())
        && text
            .bytes()
            .all(|it| it.is_ascii_alphanumeric() || matches!(it, b'+' | b'-' | b'.'))
}
