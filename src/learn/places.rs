//! Where on a page the blocks of its body stand, and which element holds them.
//!
//! Goes by the words of the blocks. Never looks at names.

use super::index::ElementIndex;
use super::label::key;

/// Of the blocks' letters that are found on the page, the share that the root holds.
const HELD: f64 = 0.985;
/// Of all letters of the blocks, the share that must be found on the page.
const FOUND: f64 = 0.6;

/// The element that holds a body, and where its blocks stand.
#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    /// The smallest element that holds (nearly) all blocks.
    pub root: Option<usize>,
    /// The smallest elements that hold one block each.
    pub blocks: Vec<usize>,
}

impl Places {
    /// Of blocks, by their words.
    pub(super) fn of(index: &ElementIndex, blocks: &[String]) -> Self {
        let keys: Vec<String> = blocks.iter().map(|it| key(it)).collect();
        let keys: Vec<&String> = keys.iter().filter(|it| !it.is_empty()).collect();
        let said: Vec<Option<String>> = (0..index.len())
            .map(|it| index.element(it).text.as_deref().map(key))
            .collect();
        let letters = |key: &str| u32::try_from(key.len()).unwrap_or(u32::MAX);
        let all: u32 = keys.iter().map(|it| letters(it)).sum();
        let mut held = vec![0_u32; index.len()];
        let (mut found, mut blocks) = (0, Vec::new());
        for key in keys {
            let holders = holders(index, &said, key);
            for place in around(index, &holders) {
                held[place] += letters(key);
            }
            found += if holders.is_empty() { 0 } else { letters(key) };
            blocks.extend(holders);
        }
        let enough = f64::from(found) >= f64::from(all) * FOUND && found > 0;
        let holds = |it: &usize| f64::from(held[*it]) >= f64::from(found) * HELD;
        // The last in document order of those that hold all is the innermost.
        let root = (0..index.len()).rev().find(holds).filter(|_| enough);
        Self { root, blocks }
    }
}

/// The smallest elements that hold a text.
fn holders(index: &ElementIndex, said: &[Option<String>], key: &str) -> Vec<usize> {
    let has = |place: usize| said[place].as_deref().is_some_and(|it| it.contains(key));
    let all: Vec<usize> = (0..index.len()).filter(|it| has(*it)).collect();
    let inner = |outer: usize| {
        all.iter()
            .any(|it| *it != outer && index.is_within(*it, outer))
    };
    all.iter().copied().filter(|it| !inner(*it)).collect()
}

/// Elements and all that are above them, each once.
fn around(index: &ElementIndex, places: &[usize]) -> Vec<usize> {
    let all = places
        .iter()
        .flat_map(|it| std::iter::once(*it).chain(index.above(*it)));
    let mut all: Vec<usize> = all.collect();
    all.sort_unstable();
    all.dedup();
    all
}
