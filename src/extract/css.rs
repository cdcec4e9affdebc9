//! What is wrong with a selector, in plain words and with its place: CSS parsers give a code.
//!
//! Pure. Never decides whether a selector is one: [`scraper`] does.

use std::ops::Range;

use scraper::Selector;
use scraper::error::SelectorErrorKind;

/// Why a text is no selector; `cause` is the parser's word where nothing plainer is found.
pub(super) fn fault(text: &str, cause: &SelectorErrorKind) -> String {
    let cause = || {
        let said = cause.to_string();
        let said = said.lines().next().unwrap_or_default();
        format!("it is no CSS selector ({said})")
    };
    in_words(text, 1).unwrap_or_else(cause)
}

/// `first`: how many characters of the whole selector come before this part, and one.
fn in_words(text: &str, first: usize) -> Option<String> {
    if text.trim().is_empty() {
        return Some("it is empty".to_owned());
    }
    let chars: Vec<char> = text.chars().collect();
    let parts = match parts(&chars) {
        Ok(parts) => parts,
        Err((at, why)) => {
            let (c, at) = (chars[at], first + at);
            return Some(format!("the `{c}` at character {at} {why}"));
        }
    };
    let solid: Vec<Range<usize>> = parts
        .into_iter()
        .filter(|part| !chars[part.start].is_whitespace())
        .collect();
    let joins = |part: Option<&Range<usize>>| part.is_none_or(|it| is_join(chars[it.start]));
    solid.iter().enumerate().find_map(|(number, part)| {
        let at = first + part.start;
        let c = chars[part.start];
        if is_join(c) {
            let before = number.checked_sub(1).and_then(|it| solid.get(it));
            let side = match (joins(before), joins(solid.get(number + 1))) {
                (true, _) => "before",
                (_, true) => "after",
                _ => return None,
            };
            return Some(format!("the `{c}` at character {at} has nothing {side} it"));
        }
        let own: String = chars[part.clone()].iter().collect();
        let is_one = Selector::parse(&own).is_ok();
        (!is_one).then(|| of_part(&own, at, text))
    })
}

/// What is wrong with one part of a selector: a name, a class, an attribute, a pseudo-class.
fn of_part(part: &str, at: usize, whole: &str) -> String {
    let name = part.get(1..).unwrap_or_default();
    let inner = part.split_once('(').and_then(|(head, inner)| {
        let holds_selectors = matches!(head, ":not" | ":is" | ":where");
        let inner = inner.strip_suffix(')').filter(|_| holds_selectors)?;
        in_words(inner, at + head.chars().count() + 1)
    });
    let why = match part.chars().next() {
        Some('[') => "is no test of an attribute: write `[name]` or `[name=\"value\"]`".to_owned(),
        Some(':') => match inner {
            Some(inner) => return inner,
            None => "is not known here; a page that was stored has no state and no layout, and \
                     text cannot be asked for"
                .to_owned(),
        },
        Some('.' | '#') if name.is_empty() => "has no name after it".to_owned(),
        Some('.') => format!("is no class as CSS writes them: write `[class~=\"{name}\"]`"),
        Some('#') => format!("is no id as CSS writes them: write `[id=\"{name}\"]`"),
        _ if whole.trim_start().starts_with('/') => {
            "has no place in a selector: this looks like XPath, and CSS is wanted".to_owned()
        }
        _ => "is no name of an element".to_owned(),
    };
    format!("`{part}` at character {at} {why}")
}

fn is_join(c: char) -> bool {
    matches!(c, ',' | '>' | '+' | '~')
}

/// The selector in parts, each with what stands in its brackets; or the place of a bracket or
/// quote without its other half, and which half is missing.
fn parts(chars: &[char]) -> Result<Vec<Range<usize>>, (usize, &'static str)> {
    let mut starts = vec![0];
    let mut open: Vec<usize> = Vec::new();
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        let quoted = open.last().is_some_and(|&it| is_quote(chars[it]));
        match c {
            '\\' => at += 1,
            _ if quoted => {
                if open.last().is_some_and(|&it| chars[it] == c) {
                    open.pop();
                }
            }
            ']' | ')' => {
                let other = if c == ']' { '[' } else { '(' };
                match open.last() {
                    Some(&it) if chars[it] == other => {
                        open.pop();
                    }
                    Some(&it) => return Err((it, "is never closed")),
                    None => return Err((at, "closes nothing")),
                }
            }
            _ => {
                if open.is_empty() && at > 0 && begins(chars[at - 1], c) {
                    starts.push(at);
                }
                if is_quote(c) || matches!(c, '[' | '(') {
                    open.push(at);
                }
            }
        }
        at += 1;
    }
    if let Some(&it) = open.last() {
        return Err((it, "is never closed"));
    }
    let ends = starts.iter().skip(1).copied().chain([chars.len()]);
    Ok(starts
        .iter()
        .copied()
        .zip(ends)
        .map(|(a, b)| a..b)
        .collect())
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'')
}

/// Whether a part begins with `c`.
fn begins(before: char, c: char) -> bool {
    let ended = before.is_whitespace() || is_join(before);
    let is_second_colon = before == ':' && c == ':';
    !is_second_colon
        && (ended || c.is_whitespace() || is_join(c) || matches!(c, '[' | '.' | '#' | ':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_selector_that_is_none_is_told_in_plain_words_with_the_place() {
        for (text, part) in [
            ("h1[", "the `[` at character 3 is never closed"),
            (
                "div.tin a:not(.tag",
                "the `(` at character 14 is never closed",
            ),
            (
                "a[title=\"Hải Phòng]",
                "the `\"` at character 9 is never closed",
            ),
            ("h1]", "the `]` at character 3 closes nothing"),
            ("p:is(.a])", "the `(` at character 5 is never closed"),
            ("", "empty"),
            ("h1 >", "the `>` at character 4 has nothing after it"),
            ("> h1", "the `>` at character 1 has nothing before it"),
            ("h1, , h2", "the `,` at character 3 has nothing after it"),
            ("h1.", "`.` at character 3 has no name after it"),
            ("div.2cot p", "`.2cot` at character 4 is no class"),
            ("#1a", "write `[id=\"1a\"]`"),
            (
                "h1:contains(\"Tin\")",
                "`:contains(\"Tin\")` at character 3 is not known",
            ),
            ("h1::text", "`::text` at character 3 is not known"),
            ("div:not(p.)", "`.` at character 10 has no name"),
            (
                "a[href=tin tức]",
                "`[href=tin tức]` at character 2 is no test",
            ),
            ("//h1", "XPath"),
            ("h1 {color}", "`{color}` at character 4 is no name"),
        ] {
            let told = fault(text, &SelectorErrorKind::EndOfLine);
            assert!(told.contains(part), "{text}: {told}");
            assert!(!told.contains('\n'), "{told}");
        }
    }
}
