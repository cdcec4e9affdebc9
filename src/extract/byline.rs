//! The author without a recipe.
//!
//! Only what is marked as one: structured data, `<meta>`, microdata, `rel=author`, an
//! element classed as a byline, a line right below the headline that begins as bylines do;
//! each of the page's own article. Whether it names somebody is for `person` to say.

use scraper::ElementRef;

use super::beside;
use super::gather::{PageFacts, attr};
use super::jsonld::Linked;
use super::own::SelfDescription;
use super::person::{self, Nobody};
use super::place::bytes;
use super::reader::FieldReader;
use super::visible;
use crate::record::Origin;
use crate::text;

/// The most text of an element marked as a byline, in bytes.
const LINE_BYTES: usize = 200;

/// The author that the page names.
pub(super) fn author(
    found: &PageFacts<'_>,
    linked: &Linked,
    own: &SelfDescription<'_>,
) -> Option<(String, Origin, &'static str)> {
    let nobody = Nobody::of(found, linked, own);
    let name = |text: &str| person::named(text, &nobody);
    let data = linked.author.as_deref().and_then(name);
    if let Some(name) = data.filter(|it| !person::is_account(it)) {
        return Some((name, Origin::JsonLd, "author"));
    }
    if let Some((name, key)) = printed(found, own, &name) {
        return Some((name, Origin::Fallback, key));
    }
    let keys = [
        "author",
        "article:author",
        "dc.creator",
        "parsely-author",
        "sailthru.author",
    ];
    let said = keys
        .iter()
        .filter_map(|key| Some((name(found.meta(key)?)?, *key)));
    let mut said = said.filter(|(name, _)| !person::is_account(name));
    said.next().map(|(name, key)| (name, Origin::Meta, key))
}

impl FieldReader<'_> {
    /// The name in a text that data gives for an author.
    pub(super) fn person(&self, text: &str) -> Option<String> {
        let nobody = Nobody::of(self.found, &self.linked, &self.own);
        person::named(text, &nobody)
    }
}

/// The first name that an element of the page's own article marks as its author's, or a line
/// below the headline announces.
fn printed(
    found: &PageFacts<'_>,
    own: &SelfDescription<'_>,
    name: &impl Fn(&str) -> Option<String>,
) -> Option<(String, &'static str)> {
    let marked = found.elements().find_map(|element| {
        let mark = mark(element).filter(|_| bytes(element) <= LINE_BYTES)?;
        let names = said(element);
        let names = names.iter().filter_map(|it| name(it));
        let names: Vec<String> = names.collect();
        let names = (!names.is_empty()).then(|| names.join(", "))?;
        let announced = || person::announced(&visible::text(element)).is_some();
        let own = own.holds(element) || own.signs(element) && announced();
        (own && !in_figure(element)).then_some((names, mark))
    });
    marked.or_else(|| {
        let line = beside::near(own, |text| person::announced(text).and_then(name));
        Some((line.into_iter().next()?, "line beside the headline"))
    })
}

/// How an element is marked as a byline.
fn mark(element: ElementRef<'_>) -> Option<&'static str> {
    let has = |key: &str, test: fn(&str) -> bool| {
        let value = attr(element, key).unwrap_or_default();
        value.split_ascii_whitespace().any(test)
    };
    let name = element.value().name();
    if matches!(
        name,
        "body" | "html" | "article" | "main" | "meta" | "img" | "input"
    ) {
        return None;
    }
    if has("itemprop", |it| it == "author") {
        return Some("[itemprop=author]");
    }
    if name == "a" && has("rel", |it| it == "author") {
        return Some("a[rel=author]");
    }
    let word = |it: &str| {
        let it = it.to_ascii_lowercase();
        let marked = ["author", "byline", "autor", "auteur", "tacgia", "tac-gia"];
        let other = ["avatar", "comment", "bio", "social", "more", "desc"];
        marked.iter().any(|word| it.contains(word)) && !other.iter().any(|word| it.contains(word))
    };
    if has("class", word) {
        return Some("[class*=author]");
    }
    if has("id", word) {
        return Some("[id*=author]");
    }
    has("data-testid", word).then_some("[data-testid*=byline]")
}

/// Whether an element tells of a picture: it stands in a figure, or names a licence.
fn in_figure(element: ElementRef<'_>) -> bool {
    let mut up = element.ancestors().filter_map(ElementRef::wrap);
    let mut below = element.descendants().filter_map(ElementRef::wrap);
    let licence = |it: ElementRef<'_>| {
        let class = attr(it, "class").unwrap_or_default();
        ["license", "licence", "copyright"]
            .iter()
            .any(|word| class.contains(word))
    };
    up.any(|it| matches!(it.value().name(), "figure" | "figcaption")) || below.any(licence)
}

/// What an element marked as the author says: the names inside it, where they are marked or
/// linked.
fn said(element: ElementRef<'_>) -> Vec<String> {
    let inside = || element.descendants().skip(1).filter_map(ElementRef::wrap);
    let is = |it: &ElementRef<'_>, key: &str, word: &str| {
        let value = attr(*it, key).unwrap_or_default();
        value.split_ascii_whitespace().any(|it| it == word)
    };
    let marked = |it: &ElementRef<'_>| is(it, "itemprop", "name") || is(it, "class", "fn");
    let author = |it: &ElementRef<'_>| is(it, "rel", "author");
    let link = |it: &ElementRef<'_>| it.value().name() == "a" && bytes(*it) > 0;
    let text =
        |it: ElementRef<'_>| attr(it, "content").map_or_else(|| visible::text(it), text::clean);
    for part in [&marked as &dyn Fn(&ElementRef<'_>) -> bool, &author, &link] {
        let mut names: Vec<String> = inside().filter(part).map(text).collect();
        names.dedup();
        if !names.is_empty() {
            return names;
        }
    }
    vec![text(element)]
}
