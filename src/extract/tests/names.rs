//! Titles and authors: what is shown, what is said, who is nobody.

use super::*;
use crate::record::Origin;

fn article(html: &str) -> Article {
    match generic(html).verdict {
        PageVerdict::Article(article) => *article,
        other @ PageVerdict::NotArticle { .. } => panic!("{other:?}: {html}"),
    }
}

/// Fault 15: the headline that is shown changed, the data did not.
#[test]
fn the_headline_shown_is_the_title_and_what_the_data_says_is_told() {
    for (shown, said) in [
        ("Cầu Lau tốn 1.402 tỷ đồng", "Cầu Lau tốn 1.204 tỷ đồng"),
        (
            "Khánh thành cầu Lau sau ba năm",
            "Khởi công cầu Lau sau ba năm",
        ),
        (
            "Bổ nhiệm ông Trần Ví Dụ làm giám đốc",
            "Bổ nhiệm ông Lê Ví Dụ làm giám đốc",
        ),
    ] {
        let json = format!(r#"{{"@type":"NewsArticle","headline":"{said}"}}"#);
        for head in [
            format!("<title>{said}</title><script type='application/ld+json'>{json}</script>"),
            format!("<title>{shown}</title><meta property=og:title content='{said} - Báo Lau'>"),
        ] {
            let html = format!("<head>{head}<body class=single><h1>{shown}</h1>{BODY}");
            let article = article(&html);
            assert_eq!(article.title.as_deref(), Some(shown), "{html}");
            assert!(gap(&article, "title").contains(said), "{html}");
        }
    }
}

#[test]
fn a_headline_that_differs_in_no_word_is_no_gap() {
    for (heading, og, title) in [
        (
            "Hội nghị tổng kết",
            "Hội nghị tổng kết | Báo Lau",
            "Hội nghị tổng kết",
        ),
        (
            "HỘI NGHỊ “TỔNG KẾT”",
            "Hội nghị Tổng kết",
            "HỘI NGHỊ “TỔNG KẾT”",
        ),
        // The shown one is whole, the other cut short.
        (
            "Hội nghị tổng kết công tác năm 2026",
            "Hội nghị tổng kết…",
            "Hội nghị tổng kết công tác năm 2026",
        ),
        // A section's name inside the heading.
        (
            "<span>Kinh tế</span> <b>Hội nghị tổng kết</b>",
            "Hội nghị tổng kết",
            "Hội nghị tổng kết",
        ),
    ] {
        let html = format!(
            "<head><meta property=og:site_name content='Báo Lau'><meta property=og:title content='{og}'>\
             <body class=single><h1>{heading}</h1>{BODY}"
        );
        let article = article(&html);
        assert_eq!(article.title.as_deref(), Some(title), "{heading}");
        assert_eq!(gap(&article, "title"), "", "{heading}");
    }
}

#[test]
fn the_sites_name_is_no_headline() {
    for body in [
        "<h1><a href='/'>Cổng thông tin Lau</a></h1><h2 class=t>Hội nghị tổng kết công tác năm</h2>",
        "<h1>Cổng thông tin Lau</h1><div class=main-title>Hội nghị tổng kết công tác năm</div>",
        "<div class=one-sidebar><h1>Hội nghị tổng kết công tác năm</h1></div>",
    ] {
        let html = format!(
            "<title>Hội nghị tổng kết công tác năm - Cổng thông tin Lau</title><body class=single>{body}{BODY}"
        );
        let title = article(&html).title;
        assert_eq!(
            title.as_deref(),
            Some("Hội nghị tổng kết công tác năm"),
            "{body}"
        );
    }
    let json = r#"{"@type":"NewsArticle","headline":"Hội nghị - Báo Lau","publisher":
        {"@type":"Organization","name":"Báo Lau"}}"#;
    let html =
        format!("<script type='application/ld+json'>{json}</script><body class=single>{BODY}");
    assert_eq!(article(&html).title.as_deref(), Some("Hội nghị"));
}

/// Found on portals of provinces: every page has the same `<title>`, and no heading.
#[test]
fn the_headline_is_what_the_address_spells() {
    let source_metadata = SourceMetadata::default();
    for (address, shown) in [
        (
            "khanh-thanh-cau-lau-sau-ba-nam",
            "<p class=Title>Khánh thành cầu Lau sau ba năm</p>",
        ),
        (
            "khanh-thanh-cau-lau-sau-ba-nam-748448.html",
            "<h1>Sở Giao thông Lau</h1><div><font><b>KHÁNH THÀNH CẦU LAU, SAU BA NĂM</b></font></div>",
        ),
        // Edited since: the address still spells most of it.
        (
            "khanh-thanh-cau-lau-sau-ba-nam",
            "<h2>Khánh thành cầu Lau sau bốn năm</h2><h2>Hội nghị tổng kết công tác năm</h2>",
        ),
    ] {
        let url = Url::parse(&format!("http://a.vn/tin/{address}")).expect("a URL");
        let html = format!(
            "<title>Trang chủ - Sở Giao thông Lau</title><meta property=og:title content='Trang chủ'>\
             <body class=single>{shown}{BODY}<a href=/x>Khánh thành cầu Lau sau ba năm</a>"
        );
        let (html, url) = (html.as_str(), &url);
        let page = Page {
            html,
            url,
            source_metadata: &source_metadata,
        };
        let verdict = extract(&page, &Recipe::generic(Ho_Chi_Minh)).verdict;
        let PageVerdict::Article(article) = verdict else {
            panic!("{html}")
        };
        let title = article.title.expect("a title");
        assert!(
            shown.contains(&title) && title.len() > 20,
            "{title}: {html}"
        );
        assert_ne!(title, "Hội nghị tổng kết công tác năm");
    }
}

/// Fault 31: the author was named by reference, the site's name was taken for one.
#[test]
fn authors_are_followed_by_reference_and_nobody_is_none() {
    let graph = |author: &str| {
        format!(
            r#"<script type="application/ld+json">{{"@graph":[{{"@type":"NewsArticle","headline":"T bài",
            "publisher":{{"@id":"/#bao"}},"author":{author}}},{{"@type":"Person","@id":"/#p1",
            "name":"Minh Trang"}},{{"@type":"Person","@id":"/#p2","name":"Lê Ví Dụ"}},
            {{"@type":"Organization","@id":"/#bao","name":"Báo Lau"}}]}}</script>"#
        )
    };
    let head = "<meta property=og:site_name content='Báo Lau'><meta name=author content='Báo Lau'>";
    for (facts, author) in [
        (graph(r#"[{"@id":"/#p1"}]"#), Some("Minh Trang")),
        (
            graph(r#"[{"@id":"/#p1"},{"@id":"/#p2"}]"#),
            Some("Minh Trang, Lê Ví Dụ"),
        ),
        (graph(r#"{"@id":"/#bao"}"#), None),
        (graph(r#"{"@type":"Person","name":"báo lau"}"#), None),
        (graph(r#"{"@type":"Person","name":"admin"}"#), None),
        ("<p class=byline>By admin</p>".into(), None),
        (
            "<p>Đăng bởi <a rel=author href='/tac-gia/admin'>admin</a></p>".into(),
            None,
        ),
        (
            "<span class='author vcard'>Đăng bởi: Ban biên tập</span>".into(),
            None,
        ),
        ("<span class=post-author>Báo Lau</span>".into(), None),
        (
            "<span class=author>Đăng ngày 05/04/2026</span>".into(),
            None,
        ),
        (
            "<meta name=author content='https://bao.vn/admin'>".into(),
            None,
        ),
        (
            "<meta name=dc.creator content='Cổng thông tin điện tử thành phố'>".into(),
            None,
        ),
        ("<meta name=author content='VNPT Hải Phòng'>".into(), None),
        (
            "<meta name=author content='Joomla! - Open Source Content Management'>".into(),
            None,
        ),
        (
            "<span class=author>(Minh Trang)</span>".into(),
            Some("Minh Trang"),
        ),
        (
            "<span class=author>Đăng bởi Minh Trang</span>".into(),
            Some("Minh Trang"),
        ),
        (
            "<span class=author>Tác giả: Minh Trang - 05/04/2026</span>".into(),
            Some("Minh Trang"),
        ),
        (
            "<p class=byline>By <a href='/u/1'>Minh Trang</a> | 17:15</p>".into(),
            Some("Minh Trang"),
        ),
    ] {
        let html =
            format!("<title>T bài</title>{head}<body class=single><h1>T bài</h1>{facts}{BODY}");
        assert_eq!(article(&html).author.as_deref(), author, "{facts}");
    }
}

#[test]
fn old_fonts_are_told() {
    let html = "<title>Héi nghÞ</title><body class=single><h1>Héi nghÞ</h1><div class=entry-content>\
        <p>Uû ban nh©n d©n thµnh phè H¶i Phßng kiÓm tra tuyÕn ®ª biÓn vµ ghi nhËn ba ®iÓm s¹t lë cÇn gia cè \
        trong n¨m nay, theo kÕ ho¹ch ®· duyÖt.</p></div>";
    let article = article(html);
    assert!(gap(&article, "text").contains("TCVN3"));
    assert!(article.body[0].text.starts_with("Uû ban nh©n d©n"));
}

#[test]
fn a_heading_that_is_shown_says_where_it_stood() {
    let article = article(&format!(
        "<title>T bài</title><body class=single><h1>T bài</h1>{BODY}"
    ));
    let title = &article.fields["title"];
    assert_eq!(
        (title.origin, title.selector.as_deref()),
        (Origin::Fallback, Some("h1 and title"))
    );
}
