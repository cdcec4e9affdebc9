//! What on a page is of its own article, and what of others.
//!
//! Pages carry cards, teasers and the data of other articles. What says an address or a
//! headline is held to the page's own; an element is judged by where it stands: in a list, a
//! sidebar, a card that leads to another article, behind the text. Reads no field.

use scraper::ElementRef;
use url::Url;

use super::gather::{PageFacts, attr};
use super::headline::HeadlineKey;
use super::place::{
    CARD_BYTES, aside, bytes, home, is_article, is_beside, names_section, text_between, within,
};
use super::shown::{self, is_logo, may_be_headline};
use super::visible;

/// The fewest words of a link that is another article's headline, and no author's name.
const CARD_WORDS: usize = 4;
/// How many nodes before a step of a printed path are looked at.
const PATH_NODES: usize = 16;
/// The most text of one step of a printed path, in bytes.
const STEP_BYTES: usize = 80;

/// What the page says it is about.
pub(super) struct SelfDescription<'a> {
    url: &'a Url,
    base: &'a Url,
    /// Its addresses, as compared.
    addresses: Vec<String>,
    /// Of `og:title` and `<title>`.
    named: Vec<HeadlineKey>,
    /// Headings of the first order that stand in no sidebar.
    headings: Vec<(ElementRef<'a>, HeadlineKey)>,
    /// The headline as the page shows it.
    shown: Option<ElementRef<'a>>,
    /// The page's address spells it.
    spelled: bool,
    /// How many `<article>` there are.
    articles: usize,
}

impl<'a> SelfDescription<'a> {
    pub(super) fn of(url: &'a Url, base: &'a Url, found: &PageFacts<'a>) -> Self {
        let canonical = [found.rel("canonical"), found.meta("og:url")];
        let canonical = canonical.into_iter().flatten();
        let said = canonical.filter_map(|href| base.join(href).ok());
        let addresses = std::iter::once(url.clone()).chain(said);
        let title = found.title.map(|it| visible::text(it));
        let named = [found.meta("og:title"), title.as_deref()];
        let named: Vec<HeadlineKey> = named
            .into_iter()
            .flatten()
            .filter_map(HeadlineKey::of)
            .collect();
        let headings = found.headings.iter();
        let headings = headings.filter(|it| may_be_headline(**it) && !is_logo(**it, base));
        let headings: Vec<_> = headings
            .filter_map(|it| Some((*it, HeadlineKey::of(&visible::text(*it))?)))
            .collect();
        let slug = shown::slug(url);
        let spelled = slug.and_then(|it| shown::spelled(&headings, found, &it));
        let shown = spelled.or_else(|| shown::best_heading(&headings, found, &named));
        let shown = shown.or(match headings.as_slice() {
            [(only, _)] => Some(*only),
            _ => None,
        });
        Self {
            url,
            base,
            addresses: addresses.map(|it| address_key(&it)).collect(),
            named,
            headings,
            shown,
            spelled: spelled.is_some(),
            articles: found.articles.len(),
        }
    }

    /// The element that shows the headline.
    pub(super) fn shown(&self) -> Option<ElementRef<'a>> {
        self.shown
    }

    /// The headline as shown, where the page's address spells it.
    pub(super) fn spelled(&self) -> Option<ElementRef<'a>> {
        self.shown.filter(|_| self.spelled)
    }

    /// Headings of the first order that stand in no sidebar.
    pub(super) fn headings(&self) -> impl Iterator<Item = ElementRef<'a>> {
        self.headings.iter().map(|(it, _)| *it)
    }

    /// The page's host, without `www.`.
    pub(super) fn host(&self) -> &str {
        host(self.url)
    }

    /// Whether an address is the page's own; `None` for one that says nothing of it: a home
    /// page, another host, nothing at all.
    pub(super) fn is_address(&self, href: &str) -> Option<bool> {
        let href = Some(href.trim()).filter(|it| !it.is_empty())?;
        let url = self.base.join(href).ok()?;
        let home = url.path().len() <= 1 && url.query().is_none();
        if self.addresses.contains(&address_key(&url)) {
            return Some(true);
        }
        let there = host(&url) == host(self.url);
        (there && !home && url.scheme().starts_with("http")).then_some(false)
    }

    /// How well a headline fits those of the page, from 0 to 1; `None` where it shows none.
    pub(super) fn likeness(&self, headline: &str) -> Option<f64> {
        let key = HeadlineKey::of(headline).filter(|_| self.shown.is_some())?;
        let shown = self.headings.iter().map(|(_, it)| it);
        let all = shown.chain(&self.named);
        let fits = all.map(|it| {
            if it.agrees(&key) {
                1.0
            } else {
                it.likeness(&key)
            }
        });
        fits.reduce(f64::max)
    }

    /// Whether a place that data names (a slug, a number) is the end of the page's address.
    pub(super) fn ends_in(&self, place: &str) -> bool {
        let place = place.trim().trim_matches('/').to_lowercase();
        let path = self.url.path().trim_end_matches('/').to_lowercase();
        let last = path.rsplit('/').next().unwrap_or_default();
        let stem = last.rsplit_once('.').map_or(last, |(stem, _)| stem);
        let query = self
            .url
            .query_pairs()
            .any(|(_, value)| value == place.as_str());
        let number = place.len() > 2 && stem.rsplit(['-', '_']).next() == Some(&place);
        !place.is_empty() && (stem == place || last == place || number || query)
    }

    /// Whether the page is named so in `<title>` or `og:title`.
    pub(super) fn is_named(&self, headline: &str) -> bool {
        let key = HeadlineKey::of(headline);
        key.is_some_and(|key| self.named.iter().any(|it| it.agrees(&key)))
    }

    /// Whether an element is about the page's own article.
    pub(super) fn holds(&self, element: ElementRef<'a>) -> bool {
        self.is_own(element, false)
    }

    /// Whether an element is about the page's own article, or stands behind its text in the
    /// box that also holds its headline, where articles are signed.
    pub(super) fn signs(&self, element: ElementRef<'a>) -> bool {
        self.is_own(element, true)
    }

    fn is_own(&self, element: ElementRef<'a>, behind_text: bool) -> bool {
        let Some(shown) = self.shown else {
            return !aside(element) && home(element).is_some();
        };
        if element.id() == shown.id() || within(shown, element) || within(element, shown) {
            return true;
        }
        let up = element.ancestors().filter_map(ElementRef::wrap);
        let apart = up.take_while(|it| !within(shown, *it));
        let apart: Vec<ElementRef<'a>> = apart.collect();
        if is_beside(element) || apart.iter().any(|it| is_beside(*it)) {
            return false;
        }
        if apart.iter().any(|it| it.value().name() == "head") {
            return true;
        }
        let paragraphs = text_between(shown, element);
        // Right below the headline its author and section are linked; elsewhere any link to
        // another article makes a card.
        let words = if paragraphs == Some(0) { CARD_WORDS } else { 1 };
        let small = |it: &&ElementRef<'a>| {
            matches!(it.value().name(), "ul" | "ol") || bytes(**it) <= CARD_BYTES
        };
        if apart
            .iter()
            .take_while(small)
            .any(|it| self.is_card(*it, words))
        {
            return false;
        }
        let mut together = element.ancestors().filter_map(ElementRef::wrap);
        let together = together.find(|it| within(shown, *it));
        let mut around = together.into_iter().flat_map(|it| {
            let up = it.ancestors().filter_map(ElementRef::wrap);
            std::iter::once(it).chain(up)
        });
        if around.any(is_article) {
            return true;
        }
        let name = |it: &ElementRef<'a>| it.value().name();
        if apart.iter().any(|it| {
            matches!(name(it), "header" | "footer") || is_article(*it) && self.articles > 1
        }) {
            return false;
        }
        // Outside the headline's box the whole page has its clock and its cards.
        let in_box = together.is_some_and(|it| !matches!(name(&it), "body" | "html"));
        match paragraphs {
            Some(paragraphs) => paragraphs <= 1 || behind_text && in_box,
            None => in_box,
        }
    }

    /// Whether a small element shows another article: a headline that is not the page's, or a
    /// link of so many words that leads to an article.
    fn is_card(&self, element: ElementRef<'a>, words: usize) -> bool {
        let mut inside = element.descendants().filter_map(ElementRef::wrap);
        inside.any(|it| {
            let link = it.value().name() == "a";
            let href = attr(it, "href").filter(|_| link);
            href.is_some_and(|href| self.leads_away(it, href, words))
                || attr(it, "itemprop") == Some("headline") && self.is_other_headline(it)
        })
    }

    fn is_other_headline(&self, element: ElementRef<'a>) -> bool {
        let key = HeadlineKey::of(&visible::text(element));
        let own = |key: &HeadlineKey| self.named.iter().any(|named| named.is_like(key));
        key.is_some_and(|key| key.len() > 2 && !own(&key))
    }

    /// Whether a link leads to a section: its class says so, or it stands behind one to the
    /// home page, in the path that is printed above a headline.
    fn is_section(&self, link: ElementRef<'a>) -> bool {
        let step = link.parent().and_then(ElementRef::wrap);
        let around = || std::iter::once(link).chain(step);
        let home = |it: ElementRef<'a>| {
            let url = attr(it, "href").and_then(|href| self.base.join(href.trim()).ok());
            url.is_some_and(|url| host(&url) == host(self.url) && url.path() == "/")
        };
        let before = around().flat_map(|it| it.prev_siblings().take(PATH_NODES));
        let mut before = before.filter_map(ElementRef::wrap);
        around().any(names_section)
            || before.any(|it| {
                let mut inside = it.descendants().filter_map(ElementRef::wrap);
                bytes(it) <= STEP_BYTES && inside.any(|it| it.value().name() == "a" && home(it))
            })
    }

    /// Whether a link leads to another page that looks like an article's.
    fn leads_away(&self, link: ElementRef<'a>, href: &str, fewest: usize) -> bool {
        let rel = attr(link, "rel").unwrap_or_default();
        let of_this = ["author", "tag", "category", "bookmark"];
        if rel.split_ascii_whitespace().any(|it| of_this.contains(&it)) {
            return false;
        }
        let Ok(url) = self.base.join(href.trim()) else {
            return false;
        };
        if self.addresses.contains(&address_key(&url)) || host(&url) != host(self.url) {
            return false;
        }
        let ending = |url: &Url| {
            let last = url.path().rsplit('/').next()?.to_owned();
            last.rsplit_once('.').map(|(_, ending)| ending.to_owned())
        };
        let alike = ending(&url).is_some() && ending(&url) == ending(self.url);
        let slug = url.path().trim_end_matches('/').rsplit('/').next();
        let slug = slug.unwrap_or_default().matches('-').count() >= 3;
        let words = visible::text(link).split(' ').count();
        let headline = words >= fewest && (alike || slug || words > CARD_WORDS);
        headline && !self.is_section(link)
    }
}

/// Host without `www.` or `m.`, path without `/amp`, an ending slash or a fragment, query.
fn address_key(url: &Url) -> String {
    let path = url.path().trim_end_matches('/');
    let path = path.strip_suffix("/amp").unwrap_or(path);
    let query = url
        .query()
        .filter(|it| !it.starts_with("utm_") && *it != "amp");
    format!("{}{path}?{}", host(url), query.unwrap_or_default()).to_lowercase()
}

fn host(url: &Url) -> &str {
    let host = url.host_str().unwrap_or_default();
    let host = host.strip_prefix("www.").unwrap_or(host);
    host.strip_prefix("m.").unwrap_or(host)
}
