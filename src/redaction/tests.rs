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
    assert_eq!(
        found.list[1].fields,
        [RedactedField::Images, RedactedField::Url]
    );
    assert_eq!(parse("").unwrap().list, []);
    let tables = "[[article]]\nurl = \"https://a.vn/x.html\"\nreason = \"r\"\non = 2026-11-23\n";
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
        (
            r#"article = [ { url = "2018", reason = "r", on = 2026-11-23 } ]"#,
            "withhold.toml:1: ",
        ),
        (
            r#"article = [ { url = "/2018/*", reason = "r", on = 2026-11-23, pending = true } ]"#,
            "patterns are not read",
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

/// What a takedown hides of one article, in an archive that knows this much of it.
fn withheld(line: &str) -> Withheld {
    let text = format!("article = [ {{ {line}, reason = \"r\", on = 2026-11-23 }} ]");
    let known = KnownArticles {
        articles: ["a:post-7".to_owned()].into(),
        addresses: ["https://a.vn/em-le-thi-x-nhan-qua.html".to_owned()].into(),
        titles: ["Em Lê Thị X nhận quà".to_owned()].into(),
        images: ["https://a.vn/uploads/2023/04/le-x-800x600.jpg".to_owned()].into(),
        leads: ["Phường trao quà chiều nay tại nhà văn hoá.".to_owned()].into(),
        ..KnownArticles::default()
    };
    let mut withheld = Withheld::default();
    for takedown in parse(&text).unwrap().list {
        withheld.add(&takedown, &known);
    }
    withheld
}

const WHOLE: &str = r#"url = "https://a.vn/em-le-thi-x-nhan-qua.html""#;
const LEAD: &str = r#"article_id = "a:post-7", fields = ["lead"]"#;
const IMAGES: &str = r#"article_id = "a:post-7", fields = ["images"]"#;
const SPAN: &str = r#"article_id = "a:post-7", text = "Lê Thị X""#;

const RECORDS: [(&str, Holder, &str, bool); 14] = [
    (
        WHOLE,
        Holder::Page,
        "<a href='/em-le-thi-x-nhan-qua.html'>Tin</a>",
        true,
    ),
    (
        WHOLE,
        Holder::Page,
        "Em L&ecirc; Th&#7883; X nh&#x1ead;n qu&agrave;",
        true,
    ),
    (
        WHOLE,
        Holder::List,
        r#"{"title":"Em L\u00ea Th\u1ecb X nh\u1eadn qu\u00e0"}"#,
        true,
    ),
    (
        WHOLE,
        Holder::Page,
        "Em <b>L\u{ea}</b> Thi\u{323} <i>X nhận</i> quà",
        true,
    ),
    (
        WHOLE,
        Holder::Page,
        "?t=Em+L%C3%AA+Th%E1%BB%8B+X+nh%E1%BA%ADn+qu%C3%A0",
        true,
    ),
    (
        WHOLE,
        Holder::Page,
        "<img src=/uploads/2023/04/le-x.jpg>",
        true,
    ),
    (
        WHOLE,
        Holder::Page,
        "<a href='/em-le-thi-xa-nhan-qua.html'>Khác</a>",
        false,
    ),
    (
        LEAD,
        Holder::Page,
        "<p>PHƯỜNG trao quà chiều nay tại nhà văn hóa</p>",
        true,
    ),
    (
        LEAD,
        Holder::Page,
        "<a href='/em-le-thi-x-nhan-qua.html'>Tin</a>",
        false,
    ),
    (
        LEAD,
        Holder::List,
        r#"{"link":"https:\/\/a.vn\/em-le-thi-x-nhan-qua.html"}"#,
        true,
    ),
    (
        IMAGES,
        Holder::Page,
        "srcset='/uploads/2023/04/le-x-300x200.jpg 300w'",
        true,
    ),
    (
        IMAGES,
        Holder::Page,
        "src='/uploads/2023/04/le-xuan.jpg'",
        false,
    ),
    (SPAN, Holder::Page, "<a href='/le_thi_x.html'>", true),
    (SPAN, Holder::Page, "em Lê Thị Xuân", false),
];

#[test]
fn a_record_holds_what_is_withheld_however_it_is_escaped() {
    for (line, holder, text, holds) in RECORDS {
        assert_eq!(withheld(line).is_in(holder, text), holds, "{line}: {text}");
    }
}

#[test]
fn what_others_say_of_a_withheld_article_is_withheld() {
    for (line, text, left) in [
        (WHOLE, "Xem: Em Lê Thị X nhận quà.", "Xem: [withheld]."),
        (
            WHOLE,
            "Xem http://www.a.vn/em-le-thi-x-nhan-qua.html?utm_source=z.",
            "Xem [withheld].",
        ),
        (SPAN, "#LêThịX và bạn", "#[withheld] và bạn"),
        (SPAN, "Em Lê Thị X nhận quà", "Em [withheld] nhận quà"),
        (LEAD, "Em Lê Thị X nhận quà", "Em Lê Thị X nhận quà"),
        (
            r#"article_id = "a:post-7", text = "Xuân""#,
            "mùa xuân",
            "mùa xuân",
        ),
        (
            r#"article_id = "a:post-7", text = "bản 1""#,
            "bản 1",
            "bản 1",
        ),
        (
            r#"text = "0912 345 678""#,
            "gọi 0912345678",
            "gọi [withheld]",
        ),
    ] {
        let mut given = text.to_owned();
        withheld(line).redact_text(&mut given);
        assert_eq!(given, left, "{line}");
    }
    let whole = withheld(WHOLE);
    assert!(whole.has_part_at("https://a.vn/uploads/2023/04/le-x.jpg"));
    assert!(whole.has_whole_at("http://m.a.vn/EM-LE-THI-X-NHAN-QUA.html/amp"));
    assert!(!withheld(LEAD).has_address("https://a.vn/em-le-thi-x-nhan-qua.html"));
}

#[test]
fn a_line_tells_its_place_and_whether_it_waits() {
    let text = "# kín\narticle = [\n  { url = \"a.vn/x\", reason = \"r\", on = 2026-11-23 },\n\n  \
                { url = \"a.vn/y\", reason = \"r\", on = 2026-11-23, pending = true },\n]\n";
    let found = parse(text).unwrap().list;
    let told: Vec<(usize, bool)> = found.iter().map(|it| (it.line, it.pending)).collect();
    assert_eq!(told, [(3, false), (5, true)]);
}
