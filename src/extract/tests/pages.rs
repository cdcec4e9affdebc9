//! Whole pages: titles, structured data, parts, links, verdicts, explanations.

use proptest::prelude::*;

use super::*;
use crate::record::Origin;

#[test]
fn structured_data_is_read_in_order_and_broken_data_is_told() {
    let json = r#"<script type="application/ld+json">
        {"@graph":[{"@type":"BreadcrumbList"},{"@type":["NewsArticle"],"headline":"Hội nghị &#8211; A",
        "datePublished":"2021-04-05T09:00:00+07:00","author":[{"@type":"Person","name":"Lê Ví Dụ"},
        {"@type":"Organization","name":"Báo"}],"articleSection":"Kinh tế"}]}</script>
        <script type="application/ld+json">{"@type":</script>
        <meta property="article:published_time" content="2021-04-06T09:00:00+07:00">
        <meta property="og:title" content="Khác">"#;
    let html = format!("<head>{json}</head><body><article>{BODY}</article>");
    let PageVerdict::Article(article) = generic(&html).verdict else {
        panic!()
    };
    assert_eq!(article.title.as_deref(), Some("Hội nghị – A"));
    assert_eq!(
        article.published_at.map(|it| it.to_rfc3339()).as_deref(),
        Some("2021-04-05T09:00:00+07:00")
    );
    assert_eq!(article.author.as_deref(), Some("Lê Ví Dụ"));
    assert_eq!(article.categories, ["Kinh tế"]);
    assert_eq!(article.fields["title"].origin, Origin::JsonLd);
    assert!(!gap(&article, "json_ld").is_empty());
}

#[test]
fn titles_lose_the_name_of_the_site_and_nothing_else() {
    for (head, h1, expected) in [
        (
            "<title>Giai đoạn 2019 – 2020 – Cổng tin</title>",
            "<div>Giai đoạn 2019 – 2020</div>",
            "Giai đoạn 2019 – 2020",
        ),
        ("<title>Bài - Báo</title>", "<h1>Bài</h1>", "Bài"),
        (
            "<meta property=og:site_name content=Báo><meta property=og:title content='Bài | Báo'>",
            "",
            "Bài",
        ),
        ("<title>Tin A - B</title>", "", "Tin A - B"),
    ] {
        let html = format!("<head>{head}</head><body class=single>{h1}{BODY}");
        let PageVerdict::Article(article) = generic(&html).verdict else {
            panic!("{html}")
        };
        assert_eq!(article.title.as_deref(), Some(expected), "{head}");
    }
}

/// Found on the test portal: "… đạt 3.404 tỷ đồng" was taken for a "404" page.
#[test]
fn a_headline_with_404_in_it_is_no_missing_page() {
    let html = format!("<title>404 tỷ đồng cho cầu mới</title><body><article><h1>404.500 lượt khách</h1>{BODY}{}</article>", "<p>Thêm một đoạn dài nữa để trang có đủ chữ của một bài viết thật sự, không phải thông báo.</p>".repeat(20));
    let verdict = generic(&html).verdict;
    assert!(matches!(verdict, PageVerdict::Article(_)), "{verdict:?}");
}

#[test]
fn a_standing_page_without_a_date_is_no_article() {
    let source_metadata = SourceMetadata::default();
    let kind = |address: &str, facts: &str| {
        let url = Url::parse(address).expect(address);
        let text = "<p>Cơ quan có chức năng tham mưu, giúp Ủy ban nhân dân thành phố quản lý nhà nước.</p>";
        let html = format!(
            "<title>T</title><h1>T</h1>{facts}<div>{}</div>",
            text.repeat(5)
        );
        let page = Page {
            html: &html,
            url: &url,
            source_metadata: &source_metadata,
        };
        match extract(&page, &Recipe::generic(Ho_Chi_Minh)).verdict {
            PageVerdict::Article(_) => "article",
            PageVerdict::NotArticle { kind, .. } => kind.as_str(),
        }
    };
    for (address, facts, expected) in [
        ("http://a.vn/gioi-thieu", "", "page"),
        ("http://a.vn/vi/lien-he.html", "", "page"),
        ("http://a.vn/about/submissions", "", "page"),
        ("http://a.vn/kontakt/impressum-lau/", "", "page"),
        ("http://a.vn/gioi-thieu-sach-moi.html", "", "article"),
        (
            "http://a.vn/gioi-thieu/chin-cach-day-con.html",
            "",
            "article",
        ),
        ("http://a.vn/about", "<p>05/04/2026 17:15</p>", "article"),
        (
            "http://a.vn/lien-he",
            "<meta property=og:type content=article>",
            "article",
        ),
    ] {
        assert_eq!(kind(address, facts), expected, "{address} {facts}");
    }
}

#[test]
fn parts_are_found_from_either_end() {
    let page = |at: &str, links: &str| {
        let html = format!("<body class=single><h1>T</h1>{BODY}<p>{links}</p>");
        let url = Url::parse(at).expect(at);
        let source_metadata = SourceMetadata::default();
        extract(
            &Page {
                html: &html,
                url: &url,
                source_metadata: &source_metadata,
            },
            &Recipe::generic(Ho_Chi_Minh),
        )
        .continuation
    };
    let link = |href: &str| format!("<a class=post-page-numbers href='{href}'>x</a>");
    let all = [
        link("/b.html"),
        link("/b.html/2"),
        link("/b.html/3"),
        link("/khac.html/2"),
    ]
    .concat();
    assert_eq!(
        page("http://a.vn/b.html", &all),
        ["http://a.vn/b.html/2", "http://a.vn/b.html/3"]
    );
    assert_eq!(page("http://a.vn/b.html/2", &all), ["http://a.vn/b.html/3"]);
    assert_eq!(page("http://a.vn/b.html/3/", &all), [""; 0]);
    // A number at the end of an ordinary address is no part number.
    assert_eq!(
        page("http://a.vn/nam/2021", &link("/nam/2021/2")),
        ["http://a.vn/nam/2021/2"]
    );
    assert_eq!(
        page(
            "http://a.vn/b?page=2",
            &[link("/b"), link("?page=3")].concat()
        ),
        ["http://a.vn/b?page=3"]
    );
}

#[test]
fn links_are_told_as_written_and_without_what_leads_nowhere() {
    let html = "<a href=' /a.html '>A</a><a href='#x'>B</a><a href='JavaScript:x()'>C</a>\
        <a href='mailto:a@b'>D</a><a href=''>E</a><a href='b:c.html/d'>F</a><a href='tin:1' rel=nofollow>G</a>\
        <a href='HTTPS://x.vn/'> H  h</a><a href='?p=1'>I</a>";
    let hrefs = |html: &str| {
        generic(html)
            .links
            .into_iter()
            .map(|it| it.href)
            .collect::<Vec<_>>()
    };
    assert_eq!(hrefs(html), ["/a.html", "HTTPS://x.vn/", "?p=1"]);
    let based = format!("<base href='/goc/'>{html}");
    assert_eq!(
        hrefs(&based),
        [
            "http://a.vn/a.html",
            "https://x.vn/",
            "http://a.vn/goc/?p=1"
        ]
    );
}

#[test]
fn the_post_id_is_wordpresss_own() {
    for (html, id) in [
        ("<link rel=shortlink href='http://a.vn/?p=843'>", Some(843)),
        ("<body class='single postid-7'>", Some(7)),
        (
            "<link rel=alternate type=application/json href='/wp-json/wp/v2/posts/9'>",
            Some(9),
        ),
        ("<article id=post-5></article>", Some(5)),
        (
            "<article id=post-5></article><article id=post-6></article>",
            None,
        ),
        ("<p>?p=3</p>", None),
    ] {
        assert_eq!(generic(html).post_id, id, "{html}");
    }
}

#[test]
fn an_explanation_names_each_selector_and_the_winner() {
    let html = "<article><h1>T</h1><h1>U</h1><div class=body><p>Một.</div></article>";
    let url = Url::parse(URL).expect("a URL");
    let explained = explain(
        &Page {
            html,
            url: &url,
            source_metadata: &SourceMetadata::default(),
        },
        &recipe(),
    );
    assert_eq!(explained.verdict, "article");
    assert!(explained.layouts[0].chosen && explained.layouts[0].matches[0].count == 1);
    let field = |name: &str| {
        explained
            .fields
            .iter()
            .find(|it| it.field == name)
            .expect(name)
            .clone()
    };
    let title = field("title");
    assert_eq!(
        (title.tried[0].selector.as_str(), title.tried[0].count),
        ("h1", 2)
    );
    assert_eq!(title.tried[0].first.as_deref(), Some("T"));
    assert_eq!(title.won.map(|it| it.origin), Some(Origin::Selector));
    assert_eq!(field("date").tried[0].count, 0);
    assert_eq!(field("date").won, None);
}

#[test]
fn selectors_that_find_nothing_are_gaps_and_the_body_is_read_anyway() {
    let html = format!("<article><h1>Tiêu đề</h1>{BODY}</article>");
    let article = read_with(&html, &recipe(), &SourceMetadata::default());
    assert_eq!(article.layout, "thử");
    assert_eq!(article.body.len(), 2);
    for field in ["body", "lead", "categories", "related", "published_at"] {
        assert!(!gap(&article, field).is_empty(), "{field}");
    }
    assert_eq!(article.fields["body"].origin, Origin::Fallback);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_page_makes_it_panic(parts in prop::collection::vec(prop::sample::select(vec![
        "<article>", "<h1>", "<div class=body>", "<p class=lead>", "<p>", "</p>", "</div>", "<table>", "<tr>",
        "<td>", "<img src=a>", "<img src='::'>", "<figcaption>", "<em>", "<a href=x.pdf>", "<a href=':'>", "</a>",
        "<br>", "<li>", "<time class=published datetime=x>", "<svg>", "<template>", "<base href=':'>", "Chữ ",
        "á\u{301}", "(", "Nguồn:", "- ", "<!--", "-->", "<script type=application/ld+json>", "{", "</script>",
        "<link rel=canonical href='//'>", "<ul class=more><li>", "<p class=date>31/02/2020", "\u{0}", "<",
    ]), 0..60)) {
        let html = parts.concat();
        let url = Url::parse(URL).expect("a URL");
        let source_metadata = SourceMetadata::default();
        for recipe in [recipe(), Recipe::generic(Ho_Chi_Minh)] {
            let page = Page { html: &html, url: &url, source_metadata: &source_metadata };
            let got = extract(&page, &recipe);
            explain(&page, &recipe);
            if let PageVerdict::Article(article) = got.verdict {
                for block in article.body {
                    prop_assert!(!block.text.trim().is_empty());
                }
            }
        }
    }
}
