//! Fields that are one line or paragraph: headline, lead, author, source.
//!
//! The first element with text says it, without the words printed before it.

use std::collections::BTreeMap;

use super::LabelField;
use super::choose::{SelectorOutcome, choose};
use super::label::{LabelValue, key};
use super::page::LabelledPage;

/// The longest line that may be of a field, in letters.
const LINE: usize = 200;
const LEAD: usize = 2_000;
/// The most words of a person's name.
const NAME_WORDS: usize = 5;
/// The most words printed before a name that are its label.
const LABEL_WORDS: usize = 4;

/// The selectors of a field whose element says the value and nothing else.
pub(super) fn plain(pages: &[&LabelledPage<'_>], field: LabelField) -> Vec<String> {
    labelled(pages, field, &[])
}

/// The same where printed labels may stand before the value.
pub(super) fn labelled(
    pages: &[&LabelledPage<'_>],
    field: LabelField,
    labels: &[String],
) -> Vec<String> {
    let most = if field == LabelField::Lead {
        LEAD
    } else {
        LINE
    };
    let holds = |page: &LabelledPage<'_>, text: &str| {
        let text = without(text, labels).to_owned();
        page.holds(field, &LabelValue::Text(text))
    };
    let places = |page: &LabelledPage<'_>| {
        let all = 0..page.index.len();
        // Who signs below the text is read without selectors.
        let all = all.filter(|it| field != LabelField::Author || !is_signature(page, *it));
        let all: Vec<usize> = all
            .filter(|it| page.index.line(*it, most).is_some_and(|it| holds(page, it)))
            .collect();
        innermost(page, &all)
    };
    let judge = |page: &LabelledPage<'_>, hits: &[usize]| {
        let said = hits
            .iter()
            .map(|it| page.index.element(*it).text.as_deref());
        let first = said.into_iter().find(|it| *it != Some(""));
        match first {
            None => SelectorOutcome::Nothing,
            Some(Some(text)) if holds(page, text) => SelectorOutcome::Right,
            Some(Some(text)) if page.is_untold(field) && may_say(field, text, most) => {
                SelectorOutcome::Untold
            }
            Some(_) => SelectorOutcome::Wrong,
        }
    };
    choose(pages, field, places, judge)
}

/// Whether a text that nobody told can be a value of the field.
fn may_say(field: LabelField, text: &str, most: usize) -> bool {
    let begins = |word: &str| word.starts_with(char::is_uppercase);
    let named = || text.split_whitespace().take(NAME_WORDS + 1).all(begins);
    let short = || text.split_whitespace().count() <= NAME_WORDS;
    text.chars().count() <= most && (field != LabelField::Author || short() && named())
}

/// Whether an element is the last of the text that says anything.
fn is_signature(page: &LabelledPage<'_>, place: usize) -> bool {
    let index = &page.index;
    let root = page.places.root.filter(|it| index.is_within(place, *it));
    root.is_some_and(|root| {
        let mut behind = index.element(place).end..index.element(root).end;
        behind.all(|it| index.element(it).text.as_deref() == Some(""))
    })
}

/// The words that pages print before a field's value: "Nguồn tin", "Tác giả".
pub(super) fn printed_labels(pages: &[&LabelledPage<'_>], field: LabelField) -> Vec<String> {
    let mut counted: BTreeMap<String, usize> = BTreeMap::new();
    for page in pages {
        let values: Vec<String> = page.values(field).into_iter().filter_map(line).collect();
        let all = 0..page.index.len();
        let lines = all.filter_map(|it| page.index.line(it, LINE));
        let mut found: Vec<String> = lines
            .flat_map(|text| values.iter().filter_map(|value| before(text, value)))
            .collect();
        found.sort();
        found.dedup();
        for label in found {
            *counted.entry(label).or_default() += 1;
        }
    }
    let common = counted.into_iter().filter(|(_, pages)| *pages > 1);
    let mut labels: Vec<String> = common.map(|(label, _)| label).collect();
    // The longer first: "Nguồn tin" begins with "Nguồn".
    labels.sort_by_key(|it| usize::MAX - it.len());
    labels
}

fn line(value: LabelValue) -> Option<String> {
    match value {
        LabelValue::Text(text) => Some(text),
        _ => None,
    }
}

/// What a line says before a value that it ends in.
fn before(text: &str, value: &str) -> Option<String> {
    let label = text.strip_suffix(value)?;
    let label = label.trim_matches(|it: char| it.is_whitespace() || ":.-–(".contains(it));
    let words = label.split_whitespace().count();
    let plain = label.chars().all(|it| it.is_alphabetic() || it == ' ');
    ((1..=LABEL_WORDS).contains(&words) && plain).then(|| label.to_owned())
}

/// A text without the label it begins with, as the reader takes it off.
fn without<'t>(text: &'t str, labels: &[String]) -> &'t str {
    let behind = |label: &String| text.strip_prefix(label.as_str());
    let rest = labels.iter().find_map(behind);
    rest.map_or(text, |it| it.trim_start_matches([':', '.', ' ']))
}

/// Of elements within each other those that say it in the fewest words.
pub(super) fn innermost(page: &LabelledPage<'_>, all: &[usize]) -> Vec<usize> {
    let index = &page.index;
    let said = |it: usize| key(index.element(it).text.as_deref().unwrap_or_default());
    let shorter = |outer: usize| {
        let below = |it: &&usize| **it != outer && index.is_within(**it, outer);
        let mut below = all.iter().filter(below);
        below.any(|it| said(*it) != said(outer))
    };
    all.iter().copied().filter(|it| !shorter(*it)).collect()
}
