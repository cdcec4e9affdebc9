//! A query as an expression of `SQLite`'s FTS5.
//!
//! Pure. Nothing a person typed can be taken for syntax: only [words](super::words), which
//! are made of letters, digits and marks alone, are written, and each inside quotes.

use std::collections::HashSet;
use std::fmt::Write as _;

use super::query::{Expr, Phrase, SearchField};
use super::words::{SpellingForm, keys, pairs};

/// Stands before each word of a byline in the index, where bylines and sections share a column
/// that plain words never reach (as Xapian's term prefixes do).
pub(super) const AUTHOR: char = '\u{E000}';
/// The same for section names.
pub(super) const SECTION: char = '\u{E001}';

/// The expression that finds a query in one form.
pub(super) fn compile(expr: &Expr, form: SpellingForm) -> String {
    let mut into = String::new();
    put(expr, form, &mut into);
    into
}

fn put(expr: &Expr, form: SpellingForm, into: &mut String) {
    match expr {
        Expr::Words(words) => put_words(words, form, into),
        Expr::All(wanted, unwanted) => {
            if unwanted.is_empty() {
                list(wanted, " AND ", form, into);
            } else {
                into.push('(');
                list(wanted, " AND ", form, into);
                into.push_str(" NOT ");
                list(unwanted, " OR ", form, into);
                into.push(')');
            }
        }
        Expr::Any(parts) => list(parts, " OR ", form, into),
    }
}

fn list(parts: &[Expr], between: &str, form: SpellingForm, into: &mut String) {
    into.push('(');
    for (number, part) in parts.iter().enumerate() {
        if number > 0 {
            into.push_str(between);
        }
        put(part, form, into);
    }
    into.push(')');
}

fn put_words(words: &Phrase, form: SpellingForm, into: &mut String) {
    let tag = match words.field {
        Some(SearchField::Author) => Some(AUTHOR),
        Some(SearchField::Section) => Some(SECTION),
        _ => None,
    };
    if let Some(field @ (SearchField::Title | SearchField::Body | SearchField::Caption)) =
        words.field
    {
        // A String takes all.
        let _ = write!(into, "{} : ", field.word());
    }
    let keys = keys(form, &words.text);
    let written: Vec<String> = match tag {
        Some(tag) => keys.iter().map(|key| format!("{tag}{key}")).collect(),
        None if keys.len() > 1 => pairs(&keys).collect(),
        None => keys,
    };
    into.push('"');
    into.push_str(&written.join(" "));
    into.push('"');
}

/// The same query with words that were typed side by side made a phrase; `None` where there
/// are none. Vietnamese writes most words as several syllables, so an article that has them
/// side by side is the likelier one to be meant.
pub(super) fn side_by_side(expr: &Expr) -> Option<Expr> {
    match expr {
        Expr::Words(_) => None,
        Expr::All(wanted, unwanted) => {
            let mut merged = false;
            let mut parts: Vec<Expr> = Vec::new();
            for part in wanted {
                if let (Some(Expr::Words(last)), Expr::Words(next)) = (parts.last_mut(), part)
                    && last.field == next.field
                {
                    last.text.push(' ');
                    last.text.push_str(&next.text);
                    merged = true;
                    continue;
                }
                let inner = side_by_side(part);
                merged |= inner.is_some();
                parts.push(inner.unwrap_or_else(|| part.clone()));
            }
            let whole = |mut parts: Vec<Expr>| match (parts.len(), unwanted.is_empty()) {
                (1, true) => parts.remove(0),
                _ => Expr::All(parts, unwanted.clone()),
            };
            merged.then(|| whole(parts))
        }
        Expr::Any(parts) => {
            let inner: Vec<Option<Expr>> = parts.iter().map(side_by_side).collect();
            let merged = inner.iter().any(Option::is_some);
            let either = |(own, inner): (&Expr, Option<Expr>)| inner.unwrap_or_else(|| own.clone());
            merged.then(|| Expr::Any(parts.iter().zip(inner).map(either).collect()))
        }
    }
}

/// The same query asked of titles only; `None` where it names other places.
pub(super) fn in_titles(expr: &Expr) -> Option<Expr> {
    let all = |parts: &[Expr]| parts.iter().map(in_titles).collect::<Option<Vec<_>>>();
    Some(match expr {
        Expr::Words(words) => match words.field {
            None | Some(SearchField::Title) => Expr::Words(Phrase {
                field: Some(SearchField::Title),
                text: words.text.clone(),
            }),
            Some(_) => return None,
        },
        // What must not be there must not be there anywhere.
        Expr::All(wanted, unwanted) => Expr::All(all(wanted)?, unwanted.clone()),
        Expr::Any(parts) => Expr::Any(all(parts)?),
    })
}

/// The single words that a query looks for anywhere, in one form.
pub(super) fn single(expr: &Expr, form: SpellingForm) -> Vec<String> {
    let all = wanted(expr, form).into_iter();
    let plain = all.filter(|(field, keys)| field.is_none_or(is_plain) && keys.len() == 1);
    plain.flat_map(|(_, keys)| keys).collect()
}

/// The part of a query that tells one article from another: without words that `common` holds,
/// and without what must not be there. `None` where nothing is left.
pub(super) fn telling(expr: &Expr, form: SpellingForm, common: &HashSet<String>) -> Option<Expr> {
    let left = |parts: &[Expr]| -> Vec<Expr> {
        let parts = parts.iter();
        parts
            .filter_map(|part| telling(part, form, common))
            .collect()
    };
    match expr {
        Expr::Words(words) => match keys(form, &words.text).as_slice() {
            [key] if words.field.is_none_or(is_plain) && common.contains(key) => None,
            _ => Some(expr.clone()),
        },
        Expr::All(wanted, _) => {
            let mut parts = left(wanted);
            match parts.len() {
                0 | 1 => parts.pop(),
                _ => Some(Expr::All(parts, Vec::new())),
            }
        }
        Expr::Any(parts) => {
            let mut parts = left(parts);
            match parts.len() {
                0 | 1 => parts.pop(),
                _ => Some(Expr::Any(parts)),
            }
        }
    }
}

fn is_plain(field: SearchField) -> bool {
    matches!(
        field,
        SearchField::Title | SearchField::Body | SearchField::Caption
    )
}

/// The words a query looks for, to be marked: where, and in one form.
pub(super) fn wanted(expr: &Expr, form: SpellingForm) -> Vec<(Option<SearchField>, Vec<String>)> {
    let mut found = Vec::new();
    let mut open = vec![expr];
    while let Some(expr) = open.pop() {
        match expr {
            Expr::Words(words) => found.push((words.field, keys(form, &words.text))),
            Expr::All(parts, _) | Expr::Any(parts) => open.extend(parts.iter().rev()),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rusqlite::Connection;

    use super::*;
    use crate::search::query::Query;

    fn compiled(text: &str, form: SpellingForm) -> String {
        compile(Query::parse(text).unwrap().expr(), form)
    }

    #[test]
    fn queries_become_expressions() {
        for (text, exact) in [
            ("cầu", "\"cầu\""),
            ("Hoà bình", "(\"hòa\" AND \"bình\")"),
            ("\"Hoà bình\"", "\"hòa\u{E010}bình\""),
            (
                "3107/2016/QĐ-UBND",
                "\"3107\u{E010}2016 2016\u{E010}qđ qđ\u{E010}ubnd\"",
            ),
            ("cầu OR phà", "(\"cầu\" OR \"phà\")"),
            ("cầu -phà -đò", "((\"cầu\") NOT (\"phà\" OR \"đò\"))"),
            ("x (cầu -phà)", "(\"x\" AND ((\"cầu\") NOT (\"phà\")))"),
            ("title:cầu", "title : \"cầu\""),
            ("section:\"Kinh tế\"", "\"\u{E001}kinh \u{E001}tế\""),
            ("author:An", "\"\u{E000}an\""),
        ] {
            assert_eq!(compiled(text, SpellingForm::Exact), exact, "{text}");
        }
        assert_eq!(
            compiled("Đường ĐỎ", SpellingForm::Folded),
            "(\"duong\" AND \"do\")"
        );
    }

    #[test]
    fn words_typed_side_by_side_become_phrases() {
        for (text, phrase) in [
            ("cầu", None),
            ("\"cầu rào\"", None),
            ("cầu rào mới", Some("\"cầu\u{E010}rào rào\u{E010}mới\"")),
            ("cầu rào -phà", Some("((\"cầu\u{E010}rào\") NOT (\"phà\"))")),
            ("cầu title:rào", None),
            (
                "cầu rào title:mới section:a",
                Some("(\"cầu\u{E010}rào\" AND title : \"mới\" AND \"\u{E001}a\")"),
            ),
            ("cầu rào OR phà", Some("(\"cầu\u{E010}rào\" OR \"phà\")")),
        ] {
            let query = Query::parse(text).unwrap();
            let found = side_by_side(query.expr()).map(|expr| compile(&expr, SpellingForm::Exact));
            assert_eq!(found.as_deref(), phrase, "{text}");
        }
    }

    #[test]
    fn titles_are_asked_where_nothing_else_is() {
        let titles = |text: &str| {
            let query = Query::parse(text).unwrap();
            in_titles(query.expr()).map(|expr| compile(&expr, SpellingForm::Exact))
        };
        assert_eq!(
            titles("cầu rào").as_deref(),
            Some("(title : \"cầu\" AND title : \"rào\")")
        );
        assert_eq!(titles("cầu section:a"), None);
    }

    fn odd() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            "[a-zà-ỹđĐ0-9./-]{1,6}",
            Just("\"'*^:+{}()NEAR,;\0\\".to_owned()),
            Just(" AND ".to_owned()),
            Just(" OR ".to_owned()),
            Just(" -".to_owned()),
            Just("\" OR title : x \"".to_owned()),
            Just(" title:".to_owned()),
            Just(" author:".to_owned()),
            any::<char>().prop_map(String::from),
        ];
        prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn what_is_typed_is_never_syntax(text in odd()) {
            let Ok(query) = Query::parse(&text) else { return Ok(()) };
            let index = Connection::open_in_memory().unwrap();
            index.execute_batch(
                "CREATE VIRTUAL TABLE t USING fts5(title, body, caption, about, tokenize = 'ascii')",
            ).unwrap();
            let mut asked = vec![query.expr().clone()];
            asked.extend(side_by_side(query.expr()));
            asked.extend(in_titles(query.expr()));
            for expr in &asked {
                for form in [SpellingForm::Exact, SpellingForm::Folded] {
                    let expression = compile(expr, form);
                    let found: Result<i64, _> = index.query_row(
                        "SELECT count(*) FROM t WHERE t MATCH ?", [&expression], |row| row.get(0));
                    prop_assert!(found.is_ok(), "{:?}: {:?}", expression, found);
                }
            }
        }
    }
}
