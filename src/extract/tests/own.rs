//! Facts of another article on the page: data, microdata, a `<time>`, a byline.

use super::*;

const CARD: &str = "<div class='noi-bat'><a href='/tin/khac.html'>Lễ hội đua thuyền</a>";

fn page(head: &str, before: &str, behind: &str) -> Article {
    let html = format!(
        "<html lang=vi><title>Ba điểm sạt lở cần gia cố</title>{head}<body class=single>{before}\
         <h1>Ba điểm sạt lở cần gia cố</h1>{behind}"
    );
    match generic(&html).verdict {
        PageVerdict::Article(article) => *article,
        other @ PageVerdict::NotArticle { .. } => panic!("{other:?}: {html}"),
    }
}

fn linked(json: &str) -> Article {
    let head = format!("<script type='application/ld+json'>{json}</script>");
    page(&head, "", BODY)
}

fn told(article: &Article) -> (Option<&str>, Option<&str>, Option<String>) {
    let day = article.published_date.map(|it| it.to_string());
    (article.title.as_deref(), article.author.as_deref(), day)
}

const OTHER: &str = r#"{"@type":"NewsArticle","headline":"Lễ hội đua thuyền",
    "datePublished":"2026-01-02T08:00:00+07:00","author":{"@type":"Person","name":"Người Khác"}"#;
const THIS: &str = r#"{"@type":"NewsArticle","headline":"Ba điểm sạt lở cần gia cố",
    "datePublished":"2026-04-05T17:15:00+07:00","author":{"@type":"Person","name":"Minh Trang"}"#;

/// Fault 05: the first article of the data was taken, whoever's it was.
#[test]
fn of_several_articles_in_json_ld_the_pages_own_is_taken() {
    for json in [
        format!(
            r#"[{OTHER},"url":"http://a.vn/tin/khac.html"}},{THIS},"url":"http://a.vn/tin/bai.html"}}]"#
        ),
        format!("[{OTHER}}},{THIS}}}]"),
        format!(
            r#"{{"@graph":[{OTHER},"@id":"http://a.vn/tin/khac.html#bai"}},{THIS},
            "mainEntityOfPage":{{"@id":"https://www.a.vn/tin/bai.html/"}}}}]}}"#
        ),
        format!(
            r#"[{{"@type":"WebPage","mainEntity":{THIS}}}}},{{"@type":"ItemList","itemListElement":[{OTHER}}}]}}]"#
        ),
        format!(r#"{THIS},"liveBlogUpdate":[{OTHER}}}]}}"#)
            .replace("NewsArticle", "LiveBlogPosting"),
    ] {
        let article = linked(&json);
        let expected = (
            Some("Ba điểm sạt lở cần gia cố"),
            Some("Minh Trang"),
            Some("2026-04-05".to_owned()),
        );
        assert_eq!(told(&article), expected, "{json}");
        assert_eq!(gap(&article, "json_ld"), "", "{json}");
    }
}

#[test]
fn data_of_another_article_alone_is_nothing_but_a_gap() {
    for json in [
        format!(r#"{OTHER},"url":"http://a.vn/tin/khac.html"}}"#),
        format!("{OTHER}}}"),
        format!(r#"{{"@graph":[{OTHER},"mainEntityOfPage":"/tin/khac.html"}}]}}"#),
    ] {
        let article = linked(&json);
        let expected = (Some("Ba điểm sạt lở cần gia cố"), None, None);
        assert_eq!(told(&article), expected, "{json}");
        assert!(gap(&article, "json_ld").contains("Lễ hội đua thuyền"));
    }
    // An address that is the home page's, or another host's, says nothing.
    for url in ["http://a.vn/", "https://google.com/article"] {
        let article = linked(&format!(r#"{THIS},"mainEntityOfPage":"{url}"}}"#));
        assert_eq!(article.author.as_deref(), Some("Minh Trang"), "{url}");
    }
}

/// Faults 07 and 08: a box before or behind the article gave title, author and date.
#[test]
fn microdata_and_times_of_another_article_are_not_the_pages() {
    let props = "<span itemprop=headline>Lễ hội đua thuyền</span><span itemprop=author>Người Khác\
        </span><meta itemprop=datePublished content='2019-01-02T08:00:00+07:00'>";
    let time =
        "<time class='entry-date published' datetime='2019-01-02T08:00:00+07:00'>2/1/2019</time>";
    let by = "<span class='author vcard'>Người Khác</span>";
    for (before, behind) in [
        (format!("<div class=noi-bat>{props}</div>"), BODY.to_owned()),
        (
            format!(
                "<section itemscope itemtype='http://schema.org/NewsArticle'>{props}</section>"
            ),
            BODY.to_owned(),
        ),
        (
            String::new(),
            format!("{BODY}<div class=xem-them>{props}</div>"),
        ),
        (
            String::new(),
            format!("{BODY}<main>{CARD}{time}{by}</div></main>"),
        ),
        (
            format!("<main>{CARD}{time}{by}</div></main>"),
            BODY.to_owned(),
        ),
        (String::new(), format!("{CARD}{time}{by}</div>{BODY}")),
        (
            String::new(),
            format!("{BODY}<article><h3>Lễ hội</h3>{time}{by}</article><article></article>"),
        ),
        (format!("<header>{time}</header>"), BODY.to_owned()),
        (
            String::new(),
            format!("<div class=related-posts>{time}{by}</div>{BODY}"),
        ),
        (
            String::new(),
            format!(
                "<div itemscope itemtype='http://schema.org/Comment'>{}</div>{BODY}",
                "<meta itemprop=datePublished content='2019-01-02'>"
            ),
        ),
    ] {
        let article = page("", &before, &behind);
        let expected = (Some("Ba điểm sạt lở cần gia cố"), None, None);
        assert_eq!(told(&article), expected, "{before} … {behind}");
        assert!(!gap(&article, "published_at").is_empty());
    }
}

#[test]
fn what_stands_with_the_headline_is_the_pages() {
    let time = "<time datetime='2026-04-05T17:15:00+07:00'>05/04/2026</time>";
    let by = "<a rel=author href='/tac-gia/minh-trang.html'>Minh Trang</a>";
    for (before, behind) in [
        ("", format!("<div>{time} {by}</div>{BODY}")),
        (
            "",
            format!("<ul class=meta><li>{by}</li><li>{time}</li></ul>{BODY}"),
        ),
        ("", format!("<p>{by} | 05/04/2026</p>{BODY}")),
        (
            "",
            format!(
                "<div class=has-sidebar><span class=byline>Tác giả: Minh Trang</span>\
                <div>Ngày đăng: 05/04/2026 17:15</div>{BODY}</div>"
            ),
        ),
        (
            "",
            format!(
                "<div itemscope itemtype='http://schema.org/NewsArticle'><span itemprop=author>\
                <b itemprop=name>Minh Trang</b></span><meta itemprop=datePublished content=2026-04-05>\
                {BODY}</div>"
            ),
        ),
    ] {
        let article = page("", before, &behind);
        let expected = (Some("Minh Trang"), Some("2026-04-05".to_owned()));
        let (_, author, day) = told(&article);
        assert_eq!((author, day), expected, "{behind}");
    }
}

/// Found on two portals: the section's address has as many words as a headline's, so the line
/// that links it and prints the date was taken for a card of another article.
#[test]
fn a_line_that_links_the_section_is_no_card() {
    let date = "<td class=ngay>05/04/2026 | 17:15</td>";
    for line in [
        format!(
            "<table><tr><td><a href=/>Trang nhất</a> &gt; <a href=/muc/quoc-phong-an-ninh>Quốc phòng</a></td>{date}</tr></table>"
        ),
        format!(
            "<table><tr><td class=FolderTitle><a href=/tin/cac-quy-dinh-ve-cong-chung>Các quy định về công chứng</a></td>{date}</tr></table>"
        ),
        "<ul class=meta><li><a href=/>Trang chủ</a></li><li><a href=/van-hoa-xa-hoi-du-lich>Văn hóa</a></li>\
         <li>05/04/2026 17:15</li></ul>"
            .to_owned(),
    ] {
        let html = format!(
            "<title>Ba điểm sạt lở cần gia cố</title><body class=single><div>{line}\
             <h1>Ba điểm sạt lở cần gia cố</h1>{BODY}</div>"
        );
        let PageVerdict::Article(article) = generic(&html).verdict else {
            panic!("{html}")
        };
        assert_eq!(told(&article).2.as_deref(), Some("2026-04-05"), "{line}");
    }
    // A teaser above the headline is of another article, whatever its address.
    let teaser =
        "<div><a href=/tin/le-hoi-dua-thuyen-nam-2026>Lễ hội</a> <span>02/01/2026</span></div>";
    let article = page("", teaser, BODY);
    assert_eq!(told(&article).2, None);
}
