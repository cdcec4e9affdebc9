//! Other news that a page without a recipe names: the list under a heading that says so, the
//! posts before and after it, or a list of links each with its date.
//!
//! Never takes what is most read or newest on the site for what belongs to the article.

use ego_tree::NodeRef;
use scraper::{ElementRef, Node};
use url::Url;

use super::gather::{PageFacts, attr};
use super::generic::is_related_label;
use super::links::may_be_page;
use super::visible;
use crate::record::Related;
use crate::text;

/// How far above its heading a list may begin.
const CLIMB: usize = 6;
/// The shortest title of another article, in letters.
const TITLE_LETTERS: usize = 8;
/// The fewest links with dates that are taken for a list without a heading.
const DATED_LINKS: usize = 3;

/// What was found, and how.
type FoundRelated = (Vec<Related>, &'static str);

/// The other news of a page at `own`.
pub(super) fn others(found: &PageFacts<'_>, own: &Url, base: &Url) -> Option<FoundRelated> {
    let page = RelatedReader { found, own, base };
    page.headed()
        .or_else(|| page.neighbours())
        .or_else(|| page.dated())
}

struct RelatedReader<'p, 'a> {
    found: &'p PageFacts<'a>,
    own: &'p Url,
    base: &'p Url,
}

impl<'a> RelatedReader<'_, 'a> {
    /// The lists under "Tin khác", "Các tin đã đưa", ….
    fn headed(&self) -> Option<FoundRelated> {
        let mut all: Vec<Related> = Vec::new();
        for node in self.found.body?.descendants() {
            let Node::Text(text) = node.value() else {
                continue;
            };
            if text.len() > 80 || !is_related_label(text.trim()) {
                continue;
            }
            let heading = node.parent().and_then(ElementRef::wrap);
            for list in heading.into_iter().flat_map(|it| lists_below(it)) {
                self.items(list, &mut all);
            }
        }
        (!all.is_empty()).then_some((all, "list under a heading"))
    }

    /// The posts before and after, as WordPress's themes link them.
    fn neighbours(&self) -> Option<FoundRelated> {
        let mut all: Vec<Related> = Vec::new();
        for (anchor, href) in &self.found.anchors {
            let rel = attr(*anchor, "rel").unwrap_or_default();
            let mut words = rel.split_ascii_whitespace();
            if !words.any(|it| it == "prev" || it == "next") || !may_be_page(href.trim()) {
                continue;
            }
            let Some(url) = self.other(href) else {
                continue;
            };
            let own_part = url
                .path()
                .starts_with(self.own.path().trim_end_matches('/'));
            let title = neighbour_title(*anchor);
            let known = all.iter().any(|it| it.url == url.as_str());
            if !own_part && !known && title.chars().count() >= TITLE_LETTERS {
                all.push(Related {
                    url: url.into(),
                    title,
                    published_text: None,
                });
            }
        }
        (!all.is_empty()).then_some((all, "a[rel~=prev], a[rel~=next]"))
    }

    /// The first list beside the headline's own text whose items are each a link and a date.
    fn dated(&self) -> Option<FoundRelated> {
        let headline = *self.found.headings.first()?;
        let home = headline
            .ancestors()
            .filter_map(ElementRef::wrap)
            .take(CLIMB);
        let home: Vec<_> = home.take_while(|it| it.value().name() != "body").collect();
        let lists = home.last()?.descendants().filter_map(ElementRef::wrap);
        for list in lists.filter(|it| matches!(it.value().name(), "ul" | "ol")) {
            if list.id() < headline.id() || is_apart(list) {
                continue;
            }
            let mut all = Vec::new();
            self.items(list, &mut all);
            let dated = all.iter().filter(|it| it.published_text.is_some()).count();
            if dated >= DATED_LINKS && dated == all.len() {
                return Some((all, "links with dates"));
            }
        }
        None
    }

    /// The links below an element, each with the date beside it.
    fn items(&self, list: ElementRef<'a>, all: &mut Vec<Related>) {
        let anchors = list.descendants().filter_map(ElementRef::wrap);
        for anchor in anchors.filter(|it| it.value().name() == "a") {
            let href = attr(anchor, "href").unwrap_or_default().trim();
            let Some(url) = self.other(href).filter(|_| may_be_page(href)) else {
                continue;
            };
            if all.iter().any(|it| it.url == url.as_str()) {
                continue;
            }
            let item = self.item(anchor, list, &url);
            let item = related(item, None, self.base).filter(|it| it.url == url.as_str());
            all.extend(item.filter(|it| it.title.chars().count() >= TITLE_LETTERS));
        }
    }

    /// The widest element around a link that leads nowhere else.
    fn item(&self, anchor: ElementRef<'a>, list: ElementRef<'a>, url: &Url) -> ElementRef<'a> {
        let up = anchor.ancestors().filter_map(ElementRef::wrap);
        let alone = |it: &ElementRef<'a>| {
            let inside = it.descendants().filter_map(ElementRef::wrap);
            let mut hrefs = inside.filter_map(|it| attr(it, "href"));
            hrefs.all(|href| self.base.join(href.trim()).is_ok_and(|it| it == *url))
        };
        let up = up.take_while(|it| it.id() != list.id() && alone(it));
        up.last().unwrap_or(anchor)
    }

    /// Where a reference leads, if that is another page.
    fn other(&self, href: &str) -> Option<Url> {
        let url = self.base.join(href.trim()).ok()?;
        let web = matches!(url.scheme(), "http" | "https");
        (web && (url.host(), url.path()) != (self.own.host(), self.own.path())).then_some(url)
    }
}

/// The elements that hold the list under a heading: what follows it, up to the next heading,
/// on the first level above it where anything follows.
fn lists_below(heading: ElementRef<'_>) -> Vec<ElementRef<'_>> {
    if is_apart(heading) {
        return Vec::new();
    }
    let mut node: NodeRef<'_, Node> = *heading;
    for _ in 0..CLIMB {
        let mut lists = Vec::new();
        let mut ended = false;
        for sibling in node.next_siblings() {
            let Some(element) = ElementRef::wrap(sibling) else {
                ended |= sibling.value().as_text().is_some_and(|it| is_said(it));
                continue;
            };
            if has_link(element) {
                lists.push(element);
            } else if element.text().any(is_said) {
                ended = true;
            }
            if ended {
                break;
            }
        }
        if ended || !lists.is_empty() {
            return lists;
        }
        match node.parent() {
            Some(parent) if is_box(&parent) => node = parent,
            _ => break,
        }
    }
    Vec::new()
}

fn is_said(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

fn has_link(element: ElementRef<'_>) -> bool {
    let mut inside = element.descendants().filter_map(ElementRef::wrap);
    inside.any(|it| it.value().name() == "a" && attr(it, "href").is_some())
}

/// Whether an element may be the box that holds a heading and its list.
fn is_box(node: &NodeRef<'_, Node>) -> bool {
    let name = node.value().as_element().map(scraper::node::Element::name);
    name.is_some_and(|it| !matches!(it, "body" | "html" | "main" | "article"))
}

/// Whether an element is part of the site's frame: a menu, or a footer that is no article's.
fn is_apart(element: ElementRef<'_>) -> bool {
    let names = || element.ancestors().filter_map(ElementRef::wrap);
    let is = |wanted: &str| names().any(|it| it.value().name() == wanted);
    is("nav") || is("footer") && !is("article")
}

/// The title in a link to a neighbouring post, without "Previous post" and arrows.
fn neighbour_title(anchor: ElementRef<'_>) -> String {
    let classed = |word: &str| {
        let inside = anchor.descendants().filter_map(ElementRef::wrap);
        let mut of_class =
            inside.filter(|it| attr(*it, "class").is_some_and(|it| it.contains(word)));
        of_class.next()
    };
    if let Some(title) = classed("title")
        .map(visible::text)
        .filter(|it| !it.is_empty())
    {
        return title;
    }
    let labels = ["meta-nav", "screen-reader", "sub"];
    let is_label = |it: &NodeRef<'_, Node>| {
        it.ancestors()
            .filter_map(ElementRef::wrap)
            .take(4)
            .any(|it| {
                let class = attr(it, "class").unwrap_or_default();
                it.id() != anchor.id() && labels.iter().any(|word| class.contains(word))
            })
    };
    let texts = anchor.descendants().filter(|it| !is_label(it));
    let said: String = texts
        .filter_map(|it| it.value().as_text().map(|it| &**it))
        .collect();
    let title = text::clean(&said);
    let marks =
        |it: char| !it.is_alphanumeric() && !matches!(it, '“' | '”' | '"' | '(' | ')' | '?' | '!');
    title.trim_matches(marks).to_owned()
}

/// One item of the "Tin khác" list: its first link with text, and the date beside it.
pub(super) fn related(item: ElementRef<'_>, date: Option<String>, base: &Url) -> Option<Related> {
    let mut links = item.descendants().filter_map(ElementRef::wrap);
    let (link, href, title) = links.find_map(|it| {
        let href = attr(it, "href").filter(|_| it.value().name() == "a")?;
        let title = visible::text(it);
        (!title.is_empty()).then_some((it, href, title))
    })?;
    let url = base.join(href.trim()).ok()?.into();
    let beside = || beside(link, item);
    let printed = text::clean(&date.unwrap_or_else(beside));
    let printed = printed.trim_matches(['(', ')', ' ', '-', '–', '|']);
    let is_date = printed.len() <= 40 && printed.contains(|it: char| it.is_ascii_digit());
    Some(Related {
        url,
        title,
        published_text: is_date.then(|| printed.to_owned()),
    })
}

/// The text of an item without that of its link: what stands around the link, level by level.
fn beside(link: ElementRef<'_>, item: ElementRef<'_>) -> String {
    let mut text = String::new();
    let mut node = *link;
    while node.id() != item.id() {
        let before = node.prev_siblings().collect::<Vec<_>>();
        for sibling in before.into_iter().rev().chain(node.next_siblings()) {
            for part in sibling.descendants().filter_map(|it| it.value().as_text()) {
                text.push_str(part);
            }
            text.push(' ');
        }
        let Some(parent) = node.parent() else { break };
        node = parent;
    }
    text
}
