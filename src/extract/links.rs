//! Where the links of the text lead.
//!
//! Never follows one; fragments of the page itself, scripts and mail addresses lead nowhere.

use scraper::ElementRef;
use url::Url;

use super::gather::attr;
use super::{may_be_page, picture, visible};
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
