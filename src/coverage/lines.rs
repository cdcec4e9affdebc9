//! Lines that look like furniture: those that count readers, and those that many articles share.

use std::collections::{BTreeMap, BTreeSet};

use super::ArticleField;
use crate::change::is_counter;
use crate::record::Article;

/// What is printed beside a number of readers.
const COUNTED: [&str; 6] = [
    "lượt xem",
    "lượt đọc",
    "lượt truy cập",
    "đã xem",
    "views",
    "hits",
];

/// A longer line is a sentence.
const SHORT: usize = 90;

/// Fewer articles share nothing.
const FEW: usize = 3;

/// The first line of a field that counts readers.
pub(super) fn counter(field: ArticleField, article: &Article) -> Option<String> {
    if matches!(
        field,
        ArticleField::Date | ArticleField::Modified | ArticleField::Related
    ) {
        return None;
    }
    let in_text = |line: &str| field != ArticleField::Body && counts(line);
    let mut lines = field.lines(article).into_iter();
    lines.find(|line| is_counter(line) || in_text(line))
}

/// Whether a short value beside a text says how often something was read.
fn counts(line: &str) -> bool {
    let lower = line.to_lowercase();
    let has_number = lower.contains(|c: char| c.is_ascii_digit());
    line.chars().nth(SHORT).is_none()
        && has_number
        && COUNTED.iter().any(|word| lower.contains(word))
}

/// A short line that says another number in a later look at the same page.
pub(super) fn ticked(field: ArticleField, before: &Article, after: &Article) -> Option<String> {
    if matches!(
        field,
        ArticleField::Date | ArticleField::Modified | ArticleField::Related
    ) {
        return None;
    }
    let (was, is) = (field.lines(before), field.lines(after));
    let gone: BTreeSet<String> = was
        .iter()
        .filter(|line| !is.contains(line))
        .map(|line| without_numbers(line))
        .collect();
    is.into_iter().find(|line| {
        let is_short = line.chars().nth(SHORT / 2).is_none();
        is_short && !was.contains(line) && gone.contains(&without_numbers(line))
    })
}

fn without_numbers(line: &str) -> String {
    let kept = line
        .chars()
        .filter(|c| !c.is_ascii_digit() && !matches!(c, '.' | ','));
    kept.collect()
}

/// The lines of bodies that stand in at least half of them, each with how many have it.
pub(super) fn shared<'a>(articles: impl Iterator<Item = &'a Article>) -> Vec<(String, usize)> {
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    let mut bodies = 0;
    for article in articles.filter(|it| !it.body.is_empty()) {
        bodies += 1;
        let lines: BTreeSet<&str> = article.body.iter().map(|it| it.text.as_str()).collect();
        for line in lines {
            *times.entry(line).or_default() += 1;
        }
    }
    let often = times
        .into_iter()
        .filter(|(_, count)| *count >= FEW && count * 2 >= bodies);
    let mut often: Vec<_> = often
        .map(|(line, count)| (line.to_owned(), count))
        .collect();
    often.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    often
}
