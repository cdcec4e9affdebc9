//! Cards of other articles that stand in the middle of a text.
//!
//! Systems of newspapers set them as a picture that links to the other article, beside its
//! headline without a link. Never takes a picture with a caption, nor running text.

use ego_tree::NodeId;
use scraper::ElementRef;
use url::Url;

use super::gather::{PageFacts, attr};
use super::place::{CARD_BYTES, bytes};
use super::{links, trim, visible};
use crate::record::BodyLink;

/// The boxes that are such cards.
pub(super) fn of(found: &PageFacts<'_>, own: &Url, base: &Url) -> Vec<NodeId> {
    let anchors = found.anchors.iter();
    let pictures = anchors.filter(|(it, _)| bytes(*it) == 0 && holds(*it, |it| it == "img"));
    pictures
        .filter_map(|(link, href)| card(*link, links::target(href.trim(), base)?, own))
        .collect()
}

/// The box around a linked picture, where its text is the headline of what the link leads to.
fn card(link: ElementRef<'_>, url: String, own: &Url) -> Option<NodeId> {
    let mut around = link.ancestors().filter_map(ElementRef::wrap);
    let around = around.find(|it| bytes(*it) > 0)?;
    let box_of_its_own = matches!(around.value().name(), "div" | "section" | "li" | "td");
    let told = |it: &str| matches!(it, "figure" | "figcaption" | "em" | "i");
    let mut classes = around.descendants().filter_map(ElementRef::wrap);
    let captioned = classes.any(|it| {
        let class = attr(it, "class").unwrap_or_default();
        visible::is_caption(class)
    });
    if !box_of_its_own || captioned || holds(around, told) || bytes(around) >= CARD_BYTES / 2 {
        return None;
    }
    let text = visible::text(around);
    let headline = !text.ends_with(['.', ':', ';', ',']);
    let link = BodyLink { url, text };
    (headline && trim::is_article(&link, own)).then_some(around.id())
}

/// Whether an element is so named, or one inside it.
fn holds(element: ElementRef<'_>, named: impl Fn(&str) -> bool) -> bool {
    let mut all = element.descendants().filter_map(ElementRef::wrap);
    all.any(|it| named(it.value().name()))
}
