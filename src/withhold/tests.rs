//! Lines that are understood, lines that are refused, and words wherever they stand.

use super::phrases::{Phrases, hide_address};
use super::*;

fn parse(text: &str) -> Result<Takedowns, WithholdError> {
    Takedowns::parse("withhold.toml", text)
}

#[test]
fn one_line_is_a_takedown() {
    let found = parse(
        r#"article = [
          { url = "https://a.vn/x.html", reason = "trẻ em", on = 2026-11-23 },
          { article_id = "a:post-7", reason = "y", on = 2026-11-23, fields = ["images", "url"] },
          { text = "0912 345 678", reason = "z", on = 2026-11-23 },
        ]"#,
    )
    .unwrap();
    let whole: Vec<bool> = found.list.iter().map(Takedown::is_whole).collect();
    assert_eq!(whole, [true, false, false]);
    assert_eq!(found.list[1].fields, [Field::Images, Field::Url]);
    assert_eq!(parse("").unwrap().list, []);
    let tables = "[[article]]\nurl = \"https://a.vn/\"\nreason = \"r\"\non = 2026-11-23\n";
    assert_eq!(parse(tables).unwrap().list.len(), 1);
}

#[test]
fn what_is_not_understood_is_no_takedown_and_no_silence() {
    for (text, said) in [
        ("article = [ { url = ", "cannot read withhold.toml"),
        ("articles = []", "unknown field"),
        (r#"article = [ { urls = "a" } ]"#, "unknown field"),
        (
            r#"article = [ { reason = "r", on = 2026-11-23 } ]"#,
            "names no article",
        ),
        (
            r#"article = [ { url = "u", on = 2026-11-23 } ]"#,
            "no reason",
        ),
        (
            r#"article = [ { url = "u", reason = " ", on = 2026-11-23 } ]"#,
            "no reason",
        ),
        (r#"article = [ { url = "u", reason = "r" } ]"#, "no day"),
        (
            r#"article = [ { url = "u", reason = "r", on = 05:00:00 } ]"#,
            "no day",
        ),
        (
            r#"article = [ { url = "u", reason = "r", on = 2026-11-23, fields = ["anh"] } ]"#,
            "the fields are title, lead",
        ),
        (
            r#"article = [ { url = "u", reason = "r", on = 2026-11-23, text = "…" } ]"#,
            "no word",
        ),
        (
            r#"article = [ { text = "x", reason = "r", on = 2026-11-23, fields = ["lead"] } ]"#,
            "of one article",
        ),
    ] {
        let error = parse(text).expect_err(text).to_string();
        assert!(error.contains(said), "{text}: {error}");
    }
}

#[test]
fn words_are_found_however_they_are_written() {
    let span = |text: &str| Phrases::from_iter(Span::new(text));
    for (words, text, wanted) in [
        (
            "Nguyễn Văn Hoà",
            "Ông NGUYỄN VĂN  HÒA, 40 tuổi",
            "Ông [withheld], 40 tuổi",
        ),
        (
            "Nguyễn Văn Hoà",
            "ảnh nguyen-van-hoa.jpg",
            "ảnh [withheld].jpg",
        ),
        ("Nguyễn Văn Hoà", "Nguyễn Văn Hoàng", "Nguyễn Văn Hoàng"),
        ("Nguyễn Văn Hoà", "Nguyễn Văn Hóa", "Nguyễn Văn Hóa"),
        ("An", "An và Anh, an", "[withheld] và Anh, [withheld]"),
        ("Hoà", "hoa và hòa", "hoa và [withheld]"),
        ("0912.345.678", "gọi 0912 345 678 nhé", "gọi [withheld] nhé"),
        ("Lê Thị B", "Le\u{302} Thi\u{323} B.", "[withheld]."),
        ("a b", "a b a b", "[withheld] [withheld]"),
    ] {
        let mut given = text.to_owned();
        span(words).hide(&mut given);
        assert_eq!(given, wanted, "{words}");
    }
    for (words, address, hidden) in [
        (
            "Nguyễn Văn Hoà",
            "https://a.vn/ong-nguyen-van-hoa-bi-bat.html",
            true,
        ),
        (
            "Nguyễn Văn Hoà",
            "https://a.vn/Nguy%E1%BB%85n+V%C4%83n+Ho%C3%A0",
            true,
        ),
        (
            "Nguyễn Văn Hoà",
            "https://a.vn/nguyen-van-hoang.html",
            false,
        ),
        ("Hoà", "https://a.vn/hoa.html", false),
    ] {
        let mut given = address.to_owned();
        assert_eq!(
            hide_address(&mut given, &span(words)) > 0,
            hidden,
            "{address}"
        );
        assert_eq!(given == MARK, hidden);
    }
}
