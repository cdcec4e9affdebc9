//! Lines by table and property, and metadata files that agree with the columns.

use proptest::prelude::*;

use super::*;

#[test]
fn csv_cells_are_no_formulas_and_read_back() {
    for (text, field) in [
        ("", ""),
        ("Hải Phòng", "Hải Phòng"),
        ("a,b", "\"a,b\""),
        ("a\"b", "\"a\"\"b\""),
        ("a\nb", "\"a\nb\""),
        (" a", "\" a\""),
        ("=1+1", "'=1+1"),
        ("+84 912", "'+84 912"),
        ("-5%", "'-5%"),
        ("@a", "'@a"),
        ("\t=1", "\"'\t=1\""),
        ("\r=1", "\"'\r=1\""),
        ("\n=1", "\"'\n=1\""),
        ("＝1", "'＝1"),
        ("'=1", "''=1"),
        ("'a", "'a"),
        (
            "=cmd|' /C calc'!A0,\"x\"",
            "\"'=cmd|' /C calc'!A0,\"\"x\"\"\"",
        ),
    ] {
        assert_eq!(csv_cell(text), field, "{text:?}");
    }
}

/// What a reader of RFC 4180 makes of one field.
fn read(field: &str) -> String {
    match field.strip_prefix('"') {
        Some(quoted) => quoted[..quoted.len() - 1].replace("\"\"", "\""),
        None => field.to_owned(),
    }
}

proptest! {
    #[test]
    fn every_text_comes_back_and_none_is_a_formula(text in "['=+@,\"\\-\t\r\n;a ]{0,8}|\\PC{0,20}") {
        let field = csv_cell(&text);
        let seen = read(&field);
        prop_assert!(!seen.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']), "{seen:?}");
        prop_assert_eq!(unguarded(&seen), text);
    }

    #[test]
    fn a_json_line_is_one_line_that_says_the_same(text in "\\PC{0,20}|[\"\\\\\n\r\u{2028}\u{0}]{0,6}") {
        let column = Column::text("a", "", "");
        let mut out = Vec::new();
        json_line(&mut out, &[&column], &[Cell::Text(text.clone())]);
        let line = String::from_utf8(out).unwrap();
        prop_assert_eq!(line.matches('\n').count(), 1);
        let value: serde_json::Value = serde_json::from_str(&line).unwrap();
        prop_assert_eq!(value["a"].as_str(), Some(text.as_str()));
    }
}

#[test]
fn lines_hold_every_kind_and_null_only_where_it_may_stand() {
    let columns = [
        Column::text("t", "", ""),
        Column::time("at", "", "").or_null(),
        Column::date("day", "", "").or_null(),
        Column::integer("n", "", ""),
        Column::flag("f", "", ""),
    ];
    let columns: Vec<&Column> = columns.iter().collect();
    let at = "2023-04-05T17:15:00+07:00"
        .parse::<chrono::DateTime<chrono::Utc>>()
        .unwrap();
    let full = vec![
        Cell::text("Đ"),
        Cell::Time(Some(at)),
        Cell::Date(Some(at.date_naive())),
        Cell::Integer(7),
        Cell::Flag(true),
    ];
    let bare = vec![
        Cell::text(""),
        Cell::Time(None),
        Cell::Date(None),
        Cell::Integer(0),
        Cell::Flag(false),
    ];
    let mut json = Vec::new();
    let mut csv = Vec::new();
    csv_header(&mut csv, &columns);
    for row in [&full, &bare] {
        json_line(&mut json, &columns, row);
        csv_line(&mut csv, row);
    }
    assert_eq!(
        String::from_utf8(json).unwrap(),
        "{\"t\":\"Đ\",\"at\":\"2023-04-05T10:15:00.000000Z\",\"day\":\"2023-04-05\",\"n\":7,\"f\":true}\n\
         {\"t\":\"\",\"at\":null,\"day\":null,\"n\":0,\"f\":false}\n"
    );
    assert_eq!(
        String::from_utf8(csv).unwrap(),
        "t,at,day,n,f\nĐ,2023-04-05T10:15:00.000000Z,2023-04-05,7,true\n,,,0,false\n"
    );
    let mut lone = Vec::new();
    csv_line(&mut lone, &[Cell::text("")]);
    assert_eq!(lone, b"\"\"\n", "an empty line would be skipped");
}

#[test]
fn columns_are_named_once_described_twice_and_have_their_keys() {
    for table in Table::ALL {
        let columns = table.columns();
        for (at, column) in columns.iter().enumerate() {
            assert!(
                !column.vi.is_empty() && !column.en.is_empty(),
                "{table}.{}",
                column.name
            );
            assert!(columns[..at].iter().all(|it| it.name != column.name));
            let may = matches!(column.kind, ColumnType::Time | ColumnType::Date);
            assert!(
                may || !column.nullable,
                "{table}.{}: loaders would guess",
                column.name
            );
        }
        for key in table.key() {
            assert!(columns.iter().any(|it| it.name == *key), "{table}: {key}");
        }
    }
}

#[test]
fn prints_tell_what_became_of_an_article() {
    let mut ledger = ChangelogCounts::default();
    for (before, after, step) in [
        (None, "a", Some(ArticleStep::Added)),
        (Some("a"), "b", Some(ArticleStep::Changed)),
        (Some("a"), "a", None),
    ] {
        assert_eq!(ledger.note(before, after), step);
    }
    ledger.count(ArticleStep::Withdrawn);
    ledger.count(ArticleStep::NotChosen);
    let counts = (
        ledger.added,
        ledger.changed,
        ledger.withdrawn,
        ledger.not_chosen,
    );
    assert_eq!(counts, (1, 1, 1, 1));
}
