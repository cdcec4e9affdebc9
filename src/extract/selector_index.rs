//! All selectors of a recipe, matched against all elements of a page in one walk.
//!
//! Each selector is filed under what its last compound asks for (an id, a class or a tag
//! name), so an element is tried against the few selectors that could fit it instead of
//! walking the page once per selector. Never decides what a match means.

use std::collections::HashMap;

use scraper::{ElementRef, Selector};

/// What an element must have for a selector to fit it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum SelectorKey {
    Id(String),
    Class(String),
    Tag(String),
    Any,
}

/// Which selectors of a recipe are tried in one walk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SelectorBatch {
    /// Those that tell which layout a page has.
    Tests,
    /// Those of the fields of one layout, by its place in the recipe.
    Layout(usize),
}

/// The selectors of a recipe, by number.
#[derive(Debug, Default)]
pub(super) struct SelectorIndex {
    texts: Vec<String>,
    selectors: Vec<Selector>,
    tests: Filing,
    layouts: Vec<Filing>,
}

/// Selectors under their keys.
#[derive(Debug, Default)]
struct Filing {
    ids: HashMap<String, Vec<usize>>,
    classes: HashMap<String, Vec<usize>>,
    tags: HashMap<String, Vec<usize>>,
    any: Vec<usize>,
    /// Which lengths and first bytes occur among the keys: spares most map look-ups.
    first: Rough,
}

/// A set of 256 rough fingerprints: "no" is certain, "yes" is not.
#[derive(Debug, Default)]
struct Rough([u64; 4]);

impl Rough {
    fn place(key: &str) -> (usize, u64) {
        let first = key.as_bytes().first().copied().unwrap_or_default();
        let last = key.as_bytes().last().copied().unwrap_or_default();
        let mark = first.wrapping_mul(31)
            ^ last.wrapping_mul(7)
            ^ key.len().to_le_bytes()[0].wrapping_mul(11);
        (usize::from(mark >> 6), 1 << (mark & 63))
    }

    fn add(&mut self, key: &str) {
        let (word, bit) = Self::place(key);
        self.0[word] |= bit;
    }

    fn may_have(&self, key: &str) -> bool {
        let (word, bit) = Self::place(key);
        self.0[word] & bit != 0
    }
}

impl SelectorIndex {
    /// Files a selector; the number it has from now on.
    pub(super) fn add(&mut self, batch: SelectorBatch, text: &str, selector: Selector) -> usize {
        let number = self.selectors.len();
        let filing = match batch {
            SelectorBatch::Tests => &mut self.tests,
            SelectorBatch::Layout(place) => {
                let filings = self.layouts.len().max(place + 1);
                self.layouts.resize_with(filings, Filing::default);
                &mut self.layouts[place]
            }
        };
        filing.add(key_of(text), number);
        self.texts.push(text.to_owned());
        self.selectors.push(selector);
        number
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.selectors.len()
    }

    /// The selector as written.
    pub(super) fn text(&self, number: usize) -> &str {
        &self.texts[number]
    }

    /// Tells `found` the number of each selector of the batch that fits the element (twice in
    /// a row where the element names a class twice).
    pub(super) fn fit(
        &self,
        batch: SelectorBatch,
        element: ElementRef<'_>,
        (id, class): (Option<&str>, Option<&str>),
        mut found: impl FnMut(usize),
    ) {
        let filing = match batch {
            SelectorBatch::Tests => Some(&self.tests),
            SelectorBatch::Layout(place) => self.layouts.get(place),
        };
        let Some(filing) = filing else { return };
        let mut test = |numbers: &[usize]| {
            for &number in numbers {
                if self.selectors[number].matches(&element) {
                    found(number);
                }
            }
        };
        let mut look = |map: &HashMap<String, Vec<usize>>, key: &str| {
            if filing.first.may_have(key)
                && let Some(numbers) = map.get(key)
            {
                test(numbers);
            }
        };
        look(&filing.tags, element.value().name());
        if let Some(id) = id {
            look(&filing.ids, id);
        }
        for token in class.unwrap_or_default().split_ascii_whitespace() {
            look(&filing.classes, token);
        }
        test(&filing.any);
    }
}

impl Filing {
    fn add(&mut self, key: SelectorKey, number: usize) {
        if let SelectorKey::Id(key) | SelectorKey::Class(key) | SelectorKey::Tag(key) = &key {
            self.first.add(key);
        }
        match key {
            SelectorKey::Id(id) => self.ids.entry(id).or_default().push(number),
            SelectorKey::Class(class) => self.classes.entry(class).or_default().push(number),
            SelectorKey::Tag(tag) => self.tags.entry(tag).or_default().push(number),
            SelectorKey::Any => self.any.push(number),
        }
    }
}

/// The key of a selector, from its text. `Any` wherever the text is not plain.
fn key_of(text: &str) -> SelectorKey {
    let text = text.trim();
    if text.contains(['\\', ',', '"', '\'', '|']) && !plain_quotes(text) {
        return SelectorKey::Any;
    }
    let compound = last_compound(text);
    let name = |from: &str| {
        let end = from.find(['.', '#', '[', ':', '*']).unwrap_or(from.len());
        from[..end].to_owned()
    };
    let plain = outside_brackets(compound);
    if let Some(at) = plain.find('#') {
        return SelectorKey::Id(name(&plain[at + 1..]));
    }
    if let Some(at) = plain.find('.') {
        return SelectorKey::Class(name(&plain[at + 1..]));
    }
    let tag = name(&plain);
    if tag.is_empty() {
        SelectorKey::Any
    } else {
        SelectorKey::Tag(tag.to_ascii_lowercase())
    }
}

/// Quotes are fine inside `[…]`; commas, escapes and namespaces are not plain.
fn plain_quotes(text: &str) -> bool {
    !text.contains('\\') && !outside_brackets(text).contains([',', '"', '\'', '|'])
}

/// The text without `[…]` and `(…)`, both kept apart as nothing.
fn outside_brackets(text: &str) -> String {
    let mut depth = 0_usize;
    let mut quote = None;
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars() {
        match (quote, letter) {
            (Some(mark), _) if mark == letter => quote = None,
            (None, '"' | '\'') if depth > 0 => quote = Some(letter),
            (None, '[' | '(') => depth += 1,
            (None, ']' | ')') => depth = depth.saturating_sub(1),
            (None, _) if depth == 0 => plain.push(letter),
            _ => {}
        }
    }
    plain
}

/// What stands behind the last combinator.
fn last_compound(text: &str) -> &str {
    let mut depth = 0_usize;
    let mut quote = None;
    let mut start = 0;
    for (at, letter) in text.char_indices() {
        match (quote, letter) {
            (Some(mark), _) if mark == letter => quote = None,
            (None, '"' | '\'') => quote = Some(letter),
            (None, '[' | '(') => depth += 1,
            (None, ']' | ')') => depth = depth.saturating_sub(1),
            (None, ' ' | '>' | '+' | '~' | '\t' | '\n') if depth == 0 => start = at + 1,
            _ => {}
        }
    }
    &text[start..]
}

#[cfg(test)]
mod tests {
    use super::*;
    use scraper::Html;

    #[test]
    fn selectors_are_filed_under_their_last_compound() {
        let class = |it: &str| SelectorKey::Class(it.into());
        let tag = |it: &str| SelectorKey::Tag(it.into());
        for (text, key) in [
            ("h1.title-detail", class("title-detail")),
            ("article > .content P", tag("p")),
            ("#noidung", SelectorKey::Id("noidung".into())),
            ("div#a.b", SelectorKey::Id("a".into())),
            ("p[style*=\"text-align: right\"] > strong", tag("strong")),
            ("a[href$='.pdf']:not(.x)", tag("a")),
            (".x:not(#y) ", class("x")),
            ("[itemprop=headline]", SelectorKey::Any),
            ("h1, h2", SelectorKey::Any),
            ("*", SelectorKey::Any),
            (":is(h1, .x)", SelectorKey::Any),
            ("td:nth-of-type( 2 )", tag("td")),
            ("a\\.b .c", SelectorKey::Any),
            ("p:has(> img) + p", tag("p")),
        ] {
            assert_eq!(key_of(text), key, "{text}");
        }
    }

    #[test]
    fn one_walk_finds_what_one_select_per_selector_finds() {
        let html = Html::parse_document(
            "<article class='a b' id=x><p class='c'><b>1</b><p style='text-align: right'>\
             <strong>2</strong></p><ul><li class=c>3<li>4</ul></article><aside class=a><p>5</p>",
        );
        let texts = [
            ".a",
            "article.b",
            "#x p",
            "p.c",
            "li:first-child",
            "p[style*='right'] > strong",
            "p, li",
            "[class]",
            "aside > p",
            "article .c",
            ":is(b, strong)",
            "p:has(strong)",
        ];
        let mut table = SelectorIndex::default();
        for text in texts {
            table.add(
                SelectorBatch::Tests,
                text,
                Selector::parse(text).expect(text),
            );
        }
        let mut counts = vec![0; table.len()];
        for element in html.tree.root().descendants().filter_map(ElementRef::wrap) {
            let marks = (element.attr("id"), element.attr("class"));
            table.fit(SelectorBatch::Tests, element, marks, |number| {
                counts[number] += 1;
            });
        }
        for (number, text) in texts.iter().enumerate() {
            let expected = html.select(&Selector::parse(text).expect(text)).count();
            assert_eq!(counts[number], expected, "{text}");
        }
    }
}
