//! What stands around an article: other news, sections, lines that name author and source.

use super::*;

fn whole(around: &str) -> Article {
    let html = format!("<html lang=vi><body class=single>{around}</body>");
    let html = html.replace("{}", BODY);
    match generic(&html).verdict {
        PageVerdict::Article(article) => *article,
        other @ PageVerdict::NotArticle { .. } => panic!("{other:?}: {html}"),
    }
}

fn related(article: &Article) -> Vec<(&str, &str, Option<&str>)> {
    let all = article.related.iter();
    all.map(|it| {
        let path = it.url.strip_prefix("http://a.vn").unwrap_or(&it.url);
        (path, it.title.as_str(), it.published_text.as_deref())
    })
    .collect()
}

#[test]
fn other_news_are_what_stands_under_their_heading() {
    let dated = [
        ("/mot.html", "Khai mạc hội chợ quê", Some("12/03/2021")),
        ("/hai.html", "Thông xe cầu vượt sông", Some("11/03/2021")),
    ];
    let plain = dated.map(|(path, title, _)| (path, title, None));
    for (case, around, expected) in [
        (
            "a box of its own",
            "<h1>Bài</h1>{}<div><h3>Tin khác</h3><ul><li><a href=/mot.html>Khai mạc hội chợ quê</a> (12/03/2021)
             <li><a href=/hai.html>Thông xe cầu vượt sông</a> (11/03/2021)</ul></div>",
            dated,
        ),
        (
            "rows of a table, as portals of the years before had them",
            "<h1>Bài</h1>{}<table><tr><td><b>CÁC TIN ĐÃ ĐƯA:</b></td></tr><tr><td><a href=/mot.html>Khai mạc
             hội chợ quê</a><i>(12/03/2021)</i><br></td></tr><tr><td><a href=hai.html>Thông xe cầu vượt sông</a>
             <i>(11/03/2021)</i></td></tr></table>",
            [dated[0], ("/tin/hai.html", dated[1].1, dated[1].2)],
        ),
        (
            "cards with a picture's link before the title's; the page itself and the most read left out",
            "<h1>Bài</h1>{}<section><h2>Bài viết liên quan</h2><div><div><a href=/mot.html><img src=/1.jpg></a>
             <h4><a href=/mot.html>Khai mạc hội chợ quê</a></h4></div><div><a href=/tin/bai.html>Chính bài
             đang đọc</a></div><div><a href=/hai.html>Thông xe cầu vượt sông</a></div></div>
             <h2>Tin đọc nhiều</h2><ul><li><a href=/ba.html>Giá vàng hôm nay tăng</a></ul></section>",
            plain,
        ),
        (
            "the posts before and after",
            "<h1>Bài</h1>{}<nav><a rel=prev href=/mot.html><span class=meta-nav>Bài trước</span>
             <span class=post-title>Khai mạc hội chợ quê</span></a><a rel=next href=/hai.html>
             Thông xe cầu vượt sông →</a></nav>",
            plain,
        ),
        (
            "a list without a heading, each link with its day",
            "<div><h1>Bài</h1>{}<ul><li><a href=/mot.html>Khai mạc hội chợ quê</a> <em>12/03/2021</em>
             <li><a href=/hai.html>Thông xe cầu vượt sông</a> <em>11/03/2021</em>
             <li><a href=/mot.html?x=1>Khai mạc hội chợ quê, ảnh</a> <em>10/03/2021</em></ul></div>",
            dated,
        ),
    ] {
        let article = whole(around);
        let found = related(&article);
        assert_eq!(found[..2], expected, "{case}: {found:?}");
        assert!(texts(&article).iter().all(|it| !it.contains("hội chợ")), "{case}");
    }
}

#[test]
fn a_heading_without_a_list_and_a_menu_name_no_other_news() {
    for around in [
        "<h1>Bài</h1>{}<div><h3>Tin khác</h3><p>Tin đang được cập nhật</p></div><ul><li><a href=/mot.html>Giới thiệu chung</a></ul>",
        "<nav><b>Tin liên quan</b><ul><li><a href=/mot.html>Giới thiệu chung về huyện</a></ul></nav><h1>Bài</h1>{}",
        "<h1>Bài</h1>{}<a rel=next href=/tin/bai.html/2>Trang sau của bài này</a>",
        "<div><h1>Bài</h1>{}<ul><li><a href=/mot.html>Liên hệ quảng cáo</a> <li><a href=/hai.html>Đặt báo dài hạn</a>
         <li><a href=/ba.html>Hòm thư bạn đọc</a></ul></div>",
    ] {
        assert_eq!(related(&whole(around)), [], "{around}");
    }
}

#[test]
fn sections_are_what_the_page_prints_above_its_headline() {
    for (around, expected) in [
        (
            "<div class=breadcrumb><a href=/>Trang chủ</a> » <a href=/category/kinh-te>Kinh tế</a> <b>12 lượt xem</b></div>
             <h1>Bài</h1>{}",
            &["Kinh tế"][..],
        ),
        (
            "<ul><li><a href=/>Trang chủ</a><li><a href=/a>Giới thiệu</a></ul><td class=x><a href=http://a.vn/>Trang
             nhất</a> &gt; <a href=/c/2>Văn hóa</a> &gt; <a href=/c/2/3>Lễ hội</a></td><h1>Bài</h1>{}",
            &["Văn hóa", "Lễ hội"],
        ),
        (
            "<ol itemprop=breadcrumb><li><a href=/home.htm>Home</a><li><a href=/g>Giáo dục</a><li><a href=/tin/bai.html>Bài</a></ol>
             <h1>Bài</h1>{}",
            &["Giáo dục"],
        ),
        (
            "<nav><a href=/category/y-te/>Y tế</a><a href=/category/xa-hoi/>Xã hội</a></nav>
             <article class='post category-xa-hoi tag-bao'><h1>Bài</h1>{}</article>",
            &["Xã hội"],
        ),
        (
            "<script type=application/ld+json>{\"@type\":\"BreadcrumbList\",\"itemListElement\":[
             {\"position\":2,\"name\":\"Thể thao\",\"item\":\"http://a.vn/the-thao\"},
             {\"position\":1,\"item\":{\"@id\":\"http://a.vn/\",\"name\":\"Báo A\"}},
             {\"position\":3,\"name\":\"Bài\"}]}</script><h1>Bài</h1>{}",
            &["Thể thao"],
        ),
        ("<div><a href=/>Trang chủ</a> | <a href=/lien-he>Liên hệ</a></div><h1>Bài</h1>{}", &[]),
    ] {
        let article = whole(&format!("<title>Bài</title>{around}"));
        assert_eq!(article.categories, expected, "{around}");
    }
}

#[test]
fn lines_outside_the_body_name_author_and_source() {
    for (around, author, source) in [
        (
            "<h1>Bài</h1>{}<div><span class=l>Nguồn tin</span> <span>Báo Ví Dụ</span></div>",
            None,
            Some("Báo Ví Dụ"),
        ),
        (
            "<h1>Bài</h1>{}<div class=n>(Nguồn: vidu.vn)</div>",
            None,
            Some("vidu.vn"),
        ),
        (
            "<h1>Bài</h1>{}<p><strong>Tác giả bài viết: </strong>Lê Ví Dụ</p><p><strong>Nguồn tin: </strong>TTXVN</p>",
            Some("Lê Ví Dụ"),
            Some("TTXVN"),
        ),
        (
            "<h1>Bài</h1><div>05/04/2026 | Nguồn: TTXVN | 1.204 lượt xem</div>{}",
            None,
            Some("TTXVN"),
        ),
        (
            "<h1>Bài</h1>{}<p>Tác giả: Lê Ví Dụ • Nguồn tin: Báo Ví Dụ</p>",
            Some("Lê Ví Dụ"),
            Some("Báo Ví Dụ"),
        ),
        (
            "<h1>Bài</h1>{}<td>Nguồn. Đài Ví Dụ</td>",
            None,
            Some("Đài Ví Dụ"),
        ),
        (
            "<h1>Bài</h1>{}<p><b>Tác giả: </b></p><p>Nguồn tin:</p>",
            None,
            None,
        ),
        (
            "<h1>Bài</h1>{}<p>Nguồn vốn vay ưu đãi năm nay</p><footer>Nguồn: ghi rõ khi phát hành lại</footer>",
            None,
            None,
        ),
        (
            "<h1>Bài</h1>{}<figure><img src=/a.jpg><figcaption>Nguồn: Tổng cục Thống kê</figcaption></figure>",
            None,
            None,
        ),
    ] {
        let article = whole(around);
        assert_eq!(article.author.as_deref(), author, "{around}");
        assert_eq!(article.source.as_deref(), source, "{around}");
    }
}

#[test]
fn a_list_tells_its_section_and_the_leads_of_its_own_items() {
    let url = Url::parse("http://a.vn/category/kinh-te").expect("a URL");
    let item = |path: &str, title: &str, lead: &str| {
        format!(
            "<div class=item><div><h3><a href={path}>{title}</a></h3><i>05/04/2021</i><p>{lead}</p></div></div>"
        )
    };
    let html = format!(
        "<body class='archive category'><nav><a href=/category/kinh-te/page/1>Trang trước</a>
         <a href=#chinh>Tới nội dung</a><a href=/category/kinh-te>Kinh tế - Đầu tư</a></nav>
         <p>Cổng thông tin của một thành phố ví dụ</p><main>{}{}{}</main>
         <aside><h3><a href=/doc-nhieu.html>Tin đọc nhiều nhất tuần qua</a></h3></aside>",
        item("/mot.html", "Một", "Sáng 5/4, thành phố thông xe cầu mới."),
        item(
            "/hai.html",
            "Hai",
            "Chiều 5/4, hội nghị bàn về vốn đầu tư công và…"
        ),
        item("http://b.vn/ba.html", "Ba", ""),
    );
    let source_metadata = SourceMetadata::default();
    let page = Page {
        html: &html,
        url: &url,
        source_metadata: &source_metadata,
    };
    let listing = extract(&page, &Recipe::generic(Ho_Chi_Minh)).listing;
    assert_eq!(listing.section.as_deref(), Some("Kinh tế - Đầu tư"));
    let told: Vec<_> = listing
        .teasers
        .iter()
        .map(|it| (it.href.as_str(), it.lead.as_deref()))
        .collect();
    let lead = "Sáng 5/4, thành phố thông xe cầu mới.";
    assert_eq!(
        told,
        [
            ("http://a.vn/mot.html", Some(lead)),
            ("http://a.vn/hai.html", None),
            ("http://b.vn/ba.html", None)
        ]
    );
}

#[test]
fn a_told_lead_is_one_unless_it_is_the_begin_of_the_text() {
    let text = "Sáng 5/4/2021, thành phố tổ chức hội nghị tổng kết công tác năm, triển khai nhiệm vụ trọng tâm.";
    let own = "Hơn 120 đại biểu bàn việc của năm mới.";
    let run_on = format!("{text} Dự hội nghị có 120 đại biểu.");
    for (told, lead, blocks) in [
        (own, Some(own), 2),
        (text, Some(text), 1),
        (run_on.as_str(), None, 2),
        ("Sáng 5/4/2021, thành phố tổ chức hội nghị", None, 2),
    ] {
        let source_metadata = SourceMetadata {
            lead: Some(told.to_owned()),
            ..SourceMetadata::default()
        };
        let html = format!("<body class=single><h1>Bài</h1>{BODY}");
        let article = read_with(&html, &Recipe::generic(Ho_Chi_Minh), &source_metadata);
        assert_eq!(article.lead.as_deref(), lead, "{told}");
        assert_eq!(article.body.len(), blocks, "{told}");
    }
}

/// Found in review: who runs no script is told where to go, and was not listened to.
#[test]
fn links_for_who_runs_no_script_and_those_of_maps_are_links() {
    for (html, wanted) in [
        (
            "<noscript><ul><li><a href=/mot.html>Một</a></ul></noscript>",
            "/mot.html",
        ),
        (
            "<map name=m><area shape=rect href=/hai.html alt=Hai></map>",
            "/hai.html",
        ),
        (
            "<noscript><map><area href='/ba.html'></map></noscript>",
            "/ba.html",
        ),
        (
            "<head><noscript><a href=/bon.html>Bốn</a></noscript></head>",
            "/bon.html",
        ),
    ] {
        let found = super::generic(html).links;
        assert!(
            found.iter().any(|it| it.href == wanted),
            "{html}: {found:?}"
        );
    }
}
