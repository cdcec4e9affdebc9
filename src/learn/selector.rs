//! Selectors that lead to an element, cheapest first, and what one finds on a page.
//!
//! Knows three forms: a compound alone, one below another, one right behind another. Never
//! asks what an element says.

use super::index::ElementIndex;

/// How two compounds stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Relation {
    Below,
    Child,
    Behind,
}

/// A selector made of one or two compounds.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct SelectorPath {
    /// What it costs: short and telling is cheap.
    pub cost: u32,
    context: Option<(String, Relation)>,
    own: String,
}

/// The most elements above one that may stand in its selector.
const CLIMB: usize = 8;
/// The most compounds of one of them that are tried.
const NAMES: usize = 4;
/// What a context costs besides its own price.
const JOINED: u32 = 4;
/// What it costs to go by what stands before.
const BESIDE: u32 = 15;
/// What it costs to name an element by its tag alone somewhere below what holds the text too.
const LOOSE: u32 = 25;

impl SelectorPath {
    /// All that lead to an element of a page. What would find things in the page's `text`
    /// too, if they were there, is dear.
    pub(super) fn to(index: &ElementIndex, place: usize, text: Option<usize>) -> Vec<Self> {
        let element = index.element(place);
        let contexts = contexts(index, place);
        let mut all = Vec::new();
        for (own, price) in &element.names {
            let cost = price + length(own);
            all.push(Self {
                cost,
                context: None,
                own: own.clone(),
            });
            let bare = !own.contains(['.', '#', '[']);
            all.extend(contexts.iter().map(|it| {
                let around = text.is_some_and(|text| index.is_within(text, it.place));
                let loose = bare && around && it.relation == Relation::Below && text != Some(place);
                Self {
                    cost: cost
                        + it.cost
                        + JOINED
                        + length(&it.name)
                        + if loose { LOOSE } else { 0 },
                    context: Some((it.name.clone(), it.relation)),
                    own: own.clone(),
                }
            }));
        }
        all
    }

    /// The elements of a page that it finds, in document order.
    pub(super) fn hits(&self, index: &ElementIndex) -> Vec<usize> {
        let own = index.named(&self.own);
        let Some((context, relation)) = &self.context else {
            return own.to_vec();
        };
        let around = index.named(context);
        let fits = |place: &&usize| {
            let element = index.element(**place);
            match relation {
                Relation::Child => element
                    .parent
                    .is_some_and(|it| around.binary_search(&it).is_ok()),
                Relation::Behind => element
                    .before
                    .is_some_and(|it| around.binary_search(&it).is_ok()),
                Relation::Below => index
                    .above(**place)
                    .any(|it| around.binary_search(&it).is_ok()),
            }
        };
        own.iter().filter(fits).copied().collect()
    }

    /// Whether it names the element it leads to, and not only what is around it.
    pub(super) fn is_named(&self) -> bool {
        self.own.contains(['.', '#', '['])
    }

    /// Whether one of its names has one of some words in it, and it counts no elements.
    pub(super) fn tells(&self, words: &[&str]) -> bool {
        if self.own.contains(':') {
            return false;
        }
        let context = self.context.as_ref().map_or("", |(name, _)| name);
        let compounds = [context, self.own.as_str()];
        let named = compounds.iter().filter(|it| it.contains(['.', '#', '[']));
        let mut lower = named.map(|it| it.to_ascii_lowercase());
        lower.any(|name| words.iter().any(|word| name.contains(word)))
    }

    /// Whether it says enough of what it looks for: a tag alone finds the first of many, and
    /// inside a text that is chance.
    pub(super) fn is_firm(&self, inside: bool) -> bool {
        let tells = |it: &str| matches!(it, "h1" | "time" | "figcaption");
        let context = self.context.as_ref();
        let named = self.is_named() && !(inside && self.own.contains("[style"));
        let placed = context.is_some_and(|(name, relation)| match relation {
            Relation::Below => name.contains(['.', '#', '[']),
            Relation::Child => name.contains(['.', '#', '[']) || self.own.contains(':'),
            Relation::Behind => true,
        });
        named || tells(&self.own) || placed && !inside
    }

    /// Whether it looks only below elements of a class.
    pub(super) fn is_below(&self, class: &str) -> bool {
        let context = self.context.as_ref();
        context.is_some_and(|(name, _)| name.strip_prefix('.') == Some(class))
    }

    /// As CSS.
    pub(super) fn css(&self) -> String {
        match &self.context {
            None => self.own.clone(),
            Some((context, Relation::Below)) => format!("{context} {}", self.own),
            Some((context, Relation::Child)) => format!("{context} > {}", self.own),
            Some((context, Relation::Behind)) => format!("{context} + {}", self.own),
        }
    }
}

/// What can be said of an element around another.
struct AncestorCompound {
    place: usize,
    name: String,
    relation: Relation,
    cost: u32,
}

/// What can be said of the elements around one: the nearer, the cheaper.
fn contexts(index: &ElementIndex, place: usize) -> Vec<AncestorCompound> {
    let cheapest = |place: usize, relation: Relation, more: u32| {
        let mut names = index.element(place).names.clone();
        names.sort_by_key(|(name, cost)| (*cost, name.len()));
        let names = names.into_iter().take(NAMES);
        names.map(move |(name, cost)| AncestorCompound {
            place,
            name,
            relation,
            cost: cost + more,
        })
    };
    let mut all = Vec::new();
    let heights = 0_u32..;
    for (above, height) in index.above(place).take(CLIMB).zip(heights) {
        if height == 0 {
            all.extend(cheapest(above, Relation::Child, 1));
        }
        all.extend(cheapest(above, Relation::Below, height));
    }
    if let Some(before) = index.element(place).before {
        all.extend(cheapest(before, Relation::Behind, BESIDE));
    }
    all
}

/// Letters are a price too, so that of two that say the same the shorter wins.
fn length(text: &str) -> u32 {
    u32::try_from(text.len() / 8).unwrap_or(u32::MAX)
}
