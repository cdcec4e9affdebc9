//! Selectors that lead to an element, cheapest first, and what one finds on a page.
//!
//! Knows three forms: a compound alone, one below another, one right behind another. Never
//! asks what an element says.

use super::index::Index;

/// How two compounds stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Relation {
    Below,
    Child,
    Behind,
}

/// A selector made of one or two compounds.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Path {
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

impl Path {
    /// All that lead to an element of a page.
    pub(super) fn to(index: &Index, place: usize) -> Vec<Self> {
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
            all.extend(contexts.iter().map(|(context, relation, price)| Self {
                cost: cost + price + JOINED + length(context),
                context: Some((context.clone(), *relation)),
                own: own.clone(),
            }));
        }
        all
    }

    /// The elements of a page that it finds, in document order.
    pub(super) fn hits(&self, index: &Index) -> Vec<usize> {
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

/// What can be said of the elements around one.
fn contexts(index: &Index, place: usize) -> Vec<(String, Relation, u32)> {
    let cheapest = |place: usize| {
        let mut names = index.element(place).names.clone();
        names.sort_by_key(|(name, cost)| (*cost, name.len()));
        names.truncate(NAMES);
        names
    };
    let mut all = Vec::new();
    for (height, above) in index.above(place).take(CLIMB).enumerate() {
        for (name, cost) in cheapest(above) {
            if height == 0 {
                all.push((name.clone(), Relation::Child, cost + 1));
            }
            all.push((name, Relation::Below, cost));
        }
    }
    if let Some(before) = index.element(place).before {
        let names = cheapest(before).into_iter();
        all.extend(names.map(|(name, cost)| (name, Relation::Behind, cost + BESIDE)));
    }
    all
}

/// Letters are a price too, so that of two that say the same the shorter wins.
fn length(text: &str) -> u32 {
    u32::try_from(text.len() / 8).unwrap_or(u32::MAX)
}
