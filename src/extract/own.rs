//! What on a page is of its own article, and what of others.
//!
//! Pages carry cards, teasers and the data of other articles. What says an address or a
//! headline is held to the page's own; an element is judged by where it stands: in a list, a
//! sidebar, a card that leads to another article, behind the text. Reads no field.

use ego_tree::NodeId;
use scraper::ElementRef;
use url::Url;

use super::gather::{Gathered, attr};
use super::headline::Key;
use super::visible;

/// The most text a card of another article has, in bytes.
const CARD_BYTES: usize = 600;
/// The fewest words of a link that is another article's headline, and no author's name.
const CARD_WORDS: usize = 4;
/// How much more like the page's name a lower heading must be than one of the first order.
const LOWER: f64 = 0.1;
/// The least text of a paragraph that counts as running text, in bytes.
const PARAGRAPH_BYTES: usize = 80;

/// What the page says it is about.
pub(super) struct Own<'a> {
    url: &'a Url,
    base: &'a Url,
    /// Its addresses, as compared.
    addresses: Vec<String>,
    /// Of `og:title` and `<title>`.
    named: Vec<Key>,
    /// Headings of the first order that stand in no sidebar.
    headings: Vec<(ElementRef<'a>, Key)>,
    /// The headline as the page shows it.
    shown: Option<ElementRef<'a>>,
    /// How many `<article>` there are.
    articles: usize,
}

impl<'a> Own<'a> {
    pub(super) fn of(url: &'a Url, base: &'a Url, found: &Gathered<'a>) -> Self {
        let canonical = [found.rel("canonical"), found.meta("og:url")];
        let canonical = canonical.into_iter().flatten();
        let said = canonical.filter_map(|href| base.join(href).ok());
        let addresses = std::iter::once(url.clone()).chain(said);
        let title = found.title.map(|it| visible::text(it));
        let named = [found.meta("og:title"), title.as_deref()];
        let named: Vec<Key> = named.into_iter().flatten().filter_map(Key::of).collect();
        let headings = found.headings.iter();
        let headings = headings.filter(|it| may_be_headline(**it) && !is_logo(**it, base));
        let headings: Vec<_> = headings
            .filter_map(|it| Some((*it, Key::of(&visible::text(*it))?)))
            .collect();
        let shown = best_heading(&headings, found, &named);
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
            articles: found.articles.len(),
        }
    }

    /// The element that shows the headline.
    pub(super) fn shown(&self) -> Option<ElementRef<'a>> {
        self.shown
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
        let key = Key::of(headline).filter(|_| self.shown.is_some())?;
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

    /// Whether an element is about the page's own article.
    pub(super) fn holds(&self, element: ElementRef<'a>) -> bool {
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
        match paragraphs {
            Some(paragraphs) => paragraphs <= 1,
            // Above the headline the whole page has its clock and its cards.
            None => together.is_some_and(|it| !matches!(name(&it), "body" | "html")),
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
        let key = Key::of(&visible::text(element));
        let own = |key: &Key| self.named.iter().any(|named| named.is_like(key));
        key.is_some_and(|key| key.len() > 2 && !own(&key))
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
        words >= fewest && (alike || slug || words > CARD_WORDS)
    }
}

/// How many paragraphs of running text stand between the headline and an element; `None`
/// where the element stands before the headline.
fn text_between(shown: ElementRef<'_>, element: ElementRef<'_>) -> Option<usize> {
    let holds = |id: NodeId| id == element.id() || element.ancestors().any(|it| it.id() == id);
    let mut paragraphs = 0;
    let mut node = *shown;
    loop {
        for next in node.next_siblings() {
            paragraphs += paragraphs_before(next, element);
            if holds(next.id()) {
                return Some(paragraphs);
            }
        }
        node = node.parent()?;
    }
}

/// Paragraphs of running text below a node, up to an element.
fn paragraphs_before(node: ego_tree::NodeRef<'_, scraper::Node>, stop: ElementRef<'_>) -> usize {
    let below = node.descendants().take_while(|it| it.id() != stop.id());
    let paragraphs = below.filter_map(ElementRef::wrap);
    let paragraphs = paragraphs.filter(|it| it.value().name() == "p");
    paragraphs
        .filter(|it| bytes(*it) >= PARAGRAPH_BYTES)
        .count()
}

/// The heading most like what the page is named. Themes give the first order to the site's
/// name and the second to the headline, which then must be in the name as it stands.
fn best_heading<'a>(
    headings: &[(ElementRef<'a>, Key)],
    found: &Gathered<'a>,
    named: &[Key],
) -> Option<ElementRef<'a>> {
    let like = |key: &Key| {
        let all = named.iter().filter(|it| it.is_like(key));
        all.map(|it| it.likeness(key)).reduce(f64::max)
    };
    let first = headings
        .iter()
        .filter_map(|(it, key)| Some((*it, like(key)?)));
    let lower = found
        .elements()
        .filter(|it| is_lower_heading(*it) && !aside(*it));
    let lower = lower.filter_map(|it| {
        let key = Key::of(&visible::text(it)).filter(|key| key.len() > 1)?;
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
fn may_be_headline(heading: ElementRef<'_>) -> bool {
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
fn is_logo(heading: ElementRef<'_>, base: &Url) -> bool {
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

/// Whether an element stands beside the article: in a list, a sidebar, a related box.
pub(super) fn aside(element: ElementRef<'_>) -> bool {
    let up = element.ancestors().filter_map(ElementRef::wrap);
    std::iter::once(element)
        .chain(up)
        .any(|it| it.value().name() == "li" || is_beside(it))
}

/// Whether an element is a sidebar, a related box, a comment.
fn is_beside(element: ElementRef<'_>) -> bool {
    let name = element.value().name();
    if matches!(name, "body" | "html" | "article" | "main") {
        return false;
    }
    let class = attr(element, "class").unwrap_or_default();
    // Elementor calls every element a widget, and a column is named after what is beside it.
    let classes = class.split_ascii_whitespace();
    let mut classes = classes.filter(|it| {
        let columns = ["elementor-", "has-", "with-", "no-", "one-", "content-"];
        !columns.iter().any(|start| it.starts_with(start))
    });
    let words = ["related", "sidebar", "widget", "comment"];
    matches!(name, "aside" | "nav")
        || classes.any(|class| words.iter().any(|word| class.contains(word)))
}

/// The `<article>` an element stands in, or else the `<main>`.
pub(super) fn home(element: ElementRef<'_>) -> Option<NodeId> {
    let up = || element.ancestors().filter_map(ElementRef::wrap);
    let is =
        |name: &str| up().find(|it| it.value().name() == name || attr(*it, "role") == Some(name));
    is("article").or_else(|| is("main")).map(|it| it.id())
}

fn is_article(element: ElementRef<'_>) -> bool {
    element.value().name() == "article" || attr(element, "role") == Some("article")
}

/// Whether an element is `outer`, or inside it.
fn within(element: ElementRef<'_>, outer: ElementRef<'_>) -> bool {
    element.id() == outer.id() || element.ancestors().any(|it| it.id() == outer.id())
}

/// How much text is inside, counted up to a little over a card's.
pub(super) fn bytes(element: ElementRef<'_>) -> usize {
    let mut bytes = 0;
    for text in element.text() {
        bytes += text.trim().len();
        if bytes > CARD_BYTES {
            break;
        }
    }
    bytes
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
