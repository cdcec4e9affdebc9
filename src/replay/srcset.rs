//! `srcset`: several pictures to choose from, each with the size it is for.

use url::Url;

use super::point::{Pointed, point};
use super::view::View;
use crate::memento::Modifier;

/// The set with each address pointed; `None` where nothing is left.
pub(super) fn write(set: &str, view: &View<'_>, base: &Url) -> Option<String> {
    // A browser that chooses a size which nobody kept would show none.
    let allowed = |url: &Url| (view.allowed)(url) && (view.held)(url);
    let view = &View {
        allowed: &allowed,
        ..*view
    };
    let mut kept: Vec<String> = Vec::new();
    let mut rest = set;
    while let Some((href, size, later)) = candidate(rest) {
        rest = later;
        let href = match point(view, base, href, Modifier::Media) {
            Pointed::Archived(href) => href,
            Pointed::Kept => href.to_owned(),
            Pointed::Inert | Pointed::Withheld => continue,
        };
        kept.push(if size.is_empty() {
            href
        } else {
            format!("{href} {size}")
        });
    }
    (!kept.is_empty()).then(|| kept.join(", "))
}

/// The first candidate (address, size) and what follows it, as the HTML standard splits them.
fn candidate(set: &str) -> Option<(&str, &str, &str)> {
    let set = set.trim_start_matches(|it: char| it.is_ascii_whitespace() || it == ',');
    if set.is_empty() {
        return None;
    }
    let end = set
        .find(|it: char| it.is_ascii_whitespace())
        .unwrap_or(set.len());
    let (href, rest) = set.split_at(end);
    let alone = href.trim_end_matches(',');
    if alone.len() < href.len() {
        return Some((alone, "", rest));
    }
    let mut depth = 0_usize;
    let end = rest.find(|it: char| {
        match it {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        it == ',' && depth == 0
    });
    let (size, rest) = rest.split_at(end.unwrap_or(rest.len()));
    Some((href, size.trim_ascii(), rest))
}
