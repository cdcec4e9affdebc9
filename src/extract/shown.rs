//! Which element shows the headline.
//!
//! The one that says what the page's address spells, or what the page is named; themes give
//! the first order of headings to the site's name as well. Never takes a link to elsewhere.

use scraper::ElementRef;
use url::Url;

use super::gather::{PageFacts, attr};
use super::headline::HeadlineKey;
use super::place::{CARD_BYTES, bytes};
use super::visible;
use crate::text::keys::fold_accents;

/// The fewest words of an address that spell a headline.
const SLUG_WORDS: usize = 4;
/// How much of its words a heading shares with the address that spells it.
const SPELLED: f64 = 0.8;
/// How much more like the page's name a lower heading must be than one of the first order.
const LOWER: f64 = 0.1;

/// The words that the last part of an address spells; `None` where it holds a number or too
/// few.
pub(super) fn slug(url: &Url) -> Option<HeadlineKey> {
    let last = url.path().trim_end_matches('/').rsplit('/').next()?;
    let stem = last.rsplit_once('.').map_or(last, |(stem, _)| stem);
    HeadlineKey::of(&stem.replace(['-', '_', '+'], " ")).filter(|key| key.len() >= SLUG_WORDS)
}

/// The heading, or any small text, that says what the address spells.
pub(super) fn spelled<'a>(
    headings: &[(ElementRef<'a>, HeadlineKey)],
    found: &PageFacts<'a>,
    slug: &HeadlineKey,
) -> Option<ElementRef<'a>> {
    let says = |it: ElementRef<'a>| {
        let key = HeadlineKey::of(&fold_accents(&visible::text(it)));
        key.is_some_and(|key| key.len() >= SLUG_WORDS && key.likeness(slug) >= SPELLED)
    };
    let headings = headings.iter().map(|(it, _)| *it);
    let lower = found
        .elements()
        .filter(|it| is_lower_heading(*it) && may_be_headline(*it));
    headings.chain(lower).find(|it| says(*it)).or_else(|| {
        // Unicode Vietnamese takes up to twice the bytes of its letters.
        let length = slug.letters()..=slug.letters() * 5 / 2;
        let mut small = found.elements();
        small.find(|it| {
            !matches!(
                it.value().name(),
                "title" | "script" | "style" | "option" | "a"
            ) && length.contains(&bytes(*it))
                && may_be_headline(*it)
                && says(*it)
        })
    })
}

/// The heading most like what the page is named. Themes give the first order to the site's
/// name and the second to the headline, which then must be in the name as it stands.
pub(super) fn best_heading<'a>(
    headings: &[(ElementRef<'a>, HeadlineKey)],
    found: &PageFacts<'a>,
    named: &[HeadlineKey],
) -> Option<ElementRef<'a>> {
    let like = |key: &HeadlineKey| {
        let all = named.iter().filter(|it| it.is_like(key));
        all.map(|it| it.likeness(key)).reduce(f64::max)
    };
    let first = headings
        .iter()
        .filter_map(|(it, key)| Some((*it, like(key)?)));
    let lower = found
        .elements()
        .filter(|it| is_lower_heading(*it) && may_be_headline(*it));
    let lower = lower.filter_map(|it| {
        let key = HeadlineKey::of(&visible::text(it)).filter(|key| key.len() > 1)?;
        let within = named.iter().filter(|named| named.agrees(&key));
        let like = within.map(|it| it.likeness(&key)).reduce(f64::max)?;
        Some((it, like - LOWER))
    });
    let all = first.chain(lower);
    all.reduce(|best, next| if next.1 > best.1 { next } else { best })
        .map(|(it, _)| it)
}

/// Whether a heading stands where the headline may stand. Themes call the column that holds
/// the text after the sidebar beside it, and a whole blog a widget.
pub(super) fn may_be_headline(heading: ElementRef<'_>) -> bool {
    let up = heading.ancestors().filter_map(ElementRef::wrap);
    !std::iter::once(heading).chain(up).any(|it| {
        let class = attr(it, "class").unwrap_or_default();
        matches!(it.value().name(), "aside" | "nav")
            || ["related", "comment"]
                .iter()
                .any(|word| class.contains(word))
                && !matches!(it.value().name(), "body" | "html" | "article" | "main")
    })
}

/// Whether a heading is all a link to the home page: the site's name.
pub(super) fn is_logo(heading: ElementRef<'_>, base: &Url) -> bool {
    let mut links = heading.descendants().filter_map(ElementRef::wrap);
    let up = heading.ancestors().filter_map(ElementRef::wrap).take(2);
    let link = links.find(|it| it.value().name() == "a");
    let link = link.or_else(|| up.into_iter().find(|it| it.value().name() == "a"));
    let href = link.and_then(|it| attr(it, "href")).map(str::trim);
    let target = href.and_then(|href| base.join(href).ok());
    let whole = link.is_some_and(|it| bytes(it) >= bytes(heading));
    whole && target.is_some_and(|url| url.path() == "/" && url.query().is_none())
}

fn is_lower_heading(element: ElementRef<'_>) -> bool {
    let name = element.value().name();
    let marked = matches!(name, "h2" | "h3")
        || attr(element, "itemprop") == Some("headline")
        || name != "title" && attr(element, "class").is_some_and(|it| it.contains("title"));
    marked && bytes(element) <= CARD_BYTES
}
