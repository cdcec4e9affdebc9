//! What queries mean, and that nothing a person types breaks the reader.

use proptest::prelude::*;

use super::*;

/// A query as a line: `[a b]` all, `{a b}` any, `!x` not, `title:x`; phrases in quotes.
fn said(expr: &Expr) -> String {
    match expr {
        Expr::Words(Phrase { field, text }) => {
            let field = field.map_or(String::new(), |field| format!("{}:", field.word()));
            if text.contains(' ') {
                format!("{field}\"{text}\"")
            } else {
                format!("{field}{text}")
            }
        }
        Expr::All(wanted, unwanted) => {
            let mut parts: Vec<String> = wanted.iter().map(said).collect();
            parts.extend(unwanted.iter().map(|it| format!("!{}", said(it))));
            format!("[{}]", parts.join(" "))
        }
        Expr::Any(parts) => {
            let parts: Vec<String> = parts.iter().map(said).collect();
            format!("{{{}}}", parts.join(" "))
        }
    }
}

#[test]
fn queries_mean_what_they_say() {
    for (text, meaning) in [
        ("cầu", "cầu"),
        ("  cầu   rào ", "[cầu rào]"),
        ("\"cầu rào\" mới", "[\"cầu rào\" mới]"),
        ("“cầu rào” «Hồ Sen»", "[\"cầu rào\" \"Hồ Sen\"]"),
        ("“cầu rào\"", "\"cầu rào\""),
        ("cầu OR cảng", "{cầu cảng}"),
        ("cầu AND cảng", "[cầu cảng]"),
        ("cầu cảng OR phà", "{[cầu cảng] phà}"),
        ("cầu (cảng OR phà)", "[cầu {cảng phà}]"),
        ("cầu NOT cảng", "[cầu !cảng]"),
        ("cầu AND NOT cảng", "[cầu !cảng]"),
        ("-cảng cầu", "[cầu !cảng]"),
        ("cầu -\"cảng biển\"", "[cầu !\"cảng biển\"]"),
        ("cầu -(cảng OR phà)", "[cầu !{cảng phà}]"),
        ("cầu NOT NOT cảng", "[cầu cảng]"),
        ("cầu or cảng", "[cầu or cảng]"),
        ("title:cầu", "title:cầu"),
        ("Title:\"cầu rào\"", "title:\"cầu rào\""),
        ("title:(cầu OR phà) cảng", "[{title:cầu title:phà} cảng]"),
        ("title:(cầu body:phà)", "[title:cầu body:phà]"),
        ("title: cầu", "title:cầu"),
        ("-title:cầu phà", "[phà !title:cầu]"),
        (
            "author:Hồng section:\"Kinh tế\"",
            "[author:Hồng section:\"Kinh tế\"]",
        ),
        ("3107/2016/QĐ-UBND", "3107/2016/QĐ-UBND"),
        ("2.300 tỷ", "[2.300 tỷ]"),
        ("lúc 16:30", "[lúc 16:30]"),
        ("https://a.vn/x", "https://a.vn/x"),
        ("Hải Phòng - Quảng Ninh", "[Hải Phòng Quảng Ninh]"),
        ("a – b", "[a b]"),
        ("QĐ-UBND", "QĐ-UBND"),
        ("ca\u{302}\u{300}u", "cầu"),
        ("((cầu))", "cầu"),
        ("cầu () \"\" !!!", "cầu"),
        ("cầu OR !!!", "cầu"),
        ("cầu NOT !!!", "cầu"),
        ("cầu -()", "cầu"),
        ("a* ^b NEAR(c d) {e} f+g", "[a* ^b NEAR [c d] {e} f+g]"),
    ] {
        let query = Query::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(said(query.expr()), meaning, "{text}");
    }
}

#[test]
fn what_cannot_be_read_is_named_with_its_place() {
    let unbalanced = |at, sign| QueryError::Unbalanced { at, sign };
    let bare = |at, word: &str| QueryError::NoOperand {
        at,
        word: word.to_owned(),
    };
    for (text, error) in [
        ("", QueryError::Empty),
        (" !!! “” ", QueryError::Empty),
        ("cầu \"rào", unbalanced(5, '"')),
        ("cầu “rào", unbalanced(5, '“')),
        ("cầu rào”", unbalanced(8, '”')),
        ("«cầu", unbalanced(1, '«')),
        ("cầu\"", unbalanced(4, '"')),
        ("(cầu OR (cảng)", unbalanced(1, '(')),
        ("cầu) cảng", unbalanced(4, ')')),
        ("cầu AND", bare(5, "AND")),
        ("AND cầu", bare(1, "AND")),
        ("OR cầu", bare(1, "OR")),
        ("cầu OR", bare(5, "OR")),
        ("cầu OR OR cảng", bare(5, "OR")),
        ("(cầu OR ) x", bare(6, "OR")),
        ("cầu NOT", bare(5, "NOT")),
        ("title:", bare(1, "title:")),
        ("cầu title: AND x", bare(5, "title:")),
        ("-cầu", QueryError::OnlyExcluded { at: 1 }),
        ("phà OR NOT cầu", QueryError::OnlyExcluded { at: 8 }),
        (
            "tilte:cầu",
            QueryError::UnknownField {
                at: 1,
                given: "tilte".to_owned(),
                nearest: "title",
            },
        ),
    ] {
        let found = Query::parse(text);
        assert_eq!(found, Err(error), "{text}");
    }
    let deep = format!("{}a{}", "(".repeat(17), ")".repeat(17));
    assert!(matches!(
        Query::parse(&deep),
        Err(QueryError::TooMuch { at: 17, .. })
    ));
    let long = "từ ".repeat(65);
    assert!(matches!(
        Query::parse(&long),
        Err(QueryError::TooMuch { limit: 64, .. })
    ));
    assert!(Query::parse(&"(".repeat(100_000)).is_err());
}

fn odd() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-zà-ỹđĐ0-9./-]{1,6}",
        "[\"“”«»()]",
        Just(" AND ".to_owned()),
        Just(" OR ".to_owned()),
        Just(" NOT ".to_owned()),
        Just(" -".to_owned()),
        Just(" title:".to_owned()),
        Just("section:".to_owned()),
        Just(" ".to_owned()),
        any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..20).prop_map(|pieces| pieces.concat())
}

fn holds(expr: &Expr) -> bool {
    match expr {
        Expr::Words(words) => {
            !keys(SpellingForm::Exact, &words.text).is_empty()
                && !keys(SpellingForm::Folded, &words.text).is_empty()
        }
        Expr::All(wanted, unwanted) => {
            !wanted.is_empty() && wanted.iter().chain(unwanted).all(holds)
        }
        Expr::Any(parts) => parts.len() > 1 && parts.iter().all(holds),
    }
}

proptest! {
    #[test]
    fn whatever_is_typed_is_read_or_refused(text in odd()) {
        match Query::parse(&text) {
            Ok(query) => prop_assert!(holds(query.expr())),
            Err(error) => prop_assert!(!error.to_string().is_empty() && !error.hint().is_empty()),
        }
    }

    #[test]
    fn plain_words_are_always_read(words in prop::collection::vec("[a-zàảãáạăâđêôơưỳỷ0-9]{1,6}", 1..8)) {
        prop_assert!(Query::parse(&words.join(" ")).is_ok());
    }
}
