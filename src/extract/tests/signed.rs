//! Who signs an article: bylines by their marks, signatures below the text, phrases that are
//! neither.

use super::*;

const TEXT: &str = "<p>Sáng 5/4/2026, thành phố tổ chức hội nghị tổng kết công tác năm, triển khai nhiệm vụ \
    trọng tâm của năm tới.</p><p>Dự hội nghị có 120 đại biểu của các sở, ngành, quận, huyện trên địa bàn \
    thành phố.</p><p>Hội nghị thông qua 12 chỉ tiêu, trong đó có 4 chỉ tiêu về chuyển đổi số.</p>";

fn signed(lang: &str, before: &str, behind: &str) -> Article {
    let html = format!(
        "<html lang={lang}><title>Hội nghị tổng kết năm</title><body class=single><div class=cot-chinh>\
         <h1>Hội nghị tổng kết năm</h1>{before}<div class=noi-dung>{TEXT}{behind}</div>"
    );
    match generic(&html).verdict {
        PageVerdict::Article(article) => *article,
        other @ PageVerdict::NotArticle { .. } => panic!("{other:?}: {html}"),
    }
}

/// Found on old portals: a signature of an office stayed in the body, in lower case as it is.
#[test]
fn an_office_signs_below_the_text() {
    for (line, author) in [
        (
            "<p style='text-align: right'><b>Ban biên tập</b></p>",
            Some("Ban biên tập"),
        ),
        ("<p><b>BBT</b></p>", Some("BBT")),
        (
            "<p align=right>Hội đồng xét tuyển</p>",
            Some("Hội đồng xét tuyển"),
        ),
        (
            "<p align=right>Theo Công an thành phố</p>",
            Some("Theo Công an thành phố"),
        ),
        ("<p align=right>Phòng Kỹ thuật</p>", Some("Phòng Kỹ thuật")),
        (
            "<p><b>Tin: Minh Trang; Ảnh: Thu Hằng</b></p>",
            Some("Tin: Minh Trang; Ảnh: Thu Hằng"),
        ),
        ("<p><b>TTXVN</b></p>", Some("TTXVN")),
        ("<p><b>HẾT</b></p>", None),
        // Set right, and no name of an office.
        ("<p align=right>Trân trọng kính mời</p>", None),
        // An office, and not set as a signature.
        ("<p><b>Phòng chống bão số 3</b></p>", None),
    ] {
        let article = signed("vi", "", line);
        assert_eq!(article.author.as_deref(), author, "{line}");
        let kept = texts(&article).len() > 3;
        assert_eq!(kept, author.is_none(), "{line}");
    }
}

/// Fault 13: a last line that tells something became the author.
#[test]
fn a_last_line_that_tells_something_is_text() {
    for line in [
        "<p><b>Tổng cộng: 1.204 hộ phải di dời</b></p>",
        "<p><i>Theo kế hoạch, thi công từ ngày 12/4 đến 30/6</i></p>",
        "<p align=right><b>Đường dây nóng: 0225 3000 000</b></p>",
        "<p><b>Đề nghị bà con chủ động phòng tránh</b></p>",
        "<p align=right><i>Hội nghị kết thúc lúc 17 giờ</i></p>",
    ] {
        let article = signed("vi", "", line);
        assert_eq!(article.author, None, "{line}");
        assert_eq!(texts(&article).len(), 4, "{line}");
    }
}

/// Found on a blog: `8. December 2010 um 09:43 · Recipes by mum` made the author of a section.
#[test]
fn a_name_behind_a_date_stands_right_behind_it() {
    for (line, author) in [
        ("02.02.2022, 11:30 von Minh Trang", Some("Minh Trang")),
        (
            "05/04/2026 17:15 VON Minh Trang in Kinh tế | 0 bình luận",
            Some("Minh Trang"),
        ),
        ("05/04/2026 | bởi Minh Trang", Some("Minh Trang")),
        ("8.12.2010 um 09:43 · Rezepte von Mutti", None),
        ("05/04/2026 · 12 ảnh đẹp bởi Thu Hằng", None),
        ("5 câu chuyện bởi Thu Hằng", None),
    ] {
        let before = format!("<div><p>{line}</p></div>");
        assert_eq!(
            signed("de", &before, "").author.as_deref(),
            author,
            "{line}"
        );
    }
}

#[test]
fn a_byline_is_told_by_its_mark_wherever_it_stands_in_the_headlines_box() {
    let by = "<span>By</span> <a href=/doi-ngu/minh-trang>Minh Trang</a>";
    for (before, behind, author) in [
        (
            format!("<div data-testid=prism-byline>{by} <i>Thứ Năm, 9/11/2023</i></div>"),
            "",
            Some("Minh Trang"),
        ),
        (
            String::new(),
            "</div><span class=news-list-author>Viết bởi Minh Trang</span><div>",
            Some("Minh Trang"),
        ),
        // Nothing says that the name behind the text is the author's.
        (
            String::new(),
            "</div><span class=news-list-author>Thu Hằng</span><div>",
            None,
        ),
        // Another column is about something else.
        (
            String::new(),
            "</div></div><div><span class=author>Viết bởi Thu Hằng</span>",
            None,
        ),
        // Who made the picture.
        (
            "<span class=author-name><a class=license-author href=//x.vn>Thu Hằng</a></span>"
                .into(),
            "",
            None,
        ),
        (
            "<figure><span class=author>Thu Hằng</span></figure>".into(),
            "",
            None,
        ),
    ] {
        let article = signed("vi", &before, behind);
        assert_eq!(article.author.as_deref(), author, "{before} … {behind}");
    }
}

/// Found on a newspaper's page: the source stood in an element marked so, without a label.
#[test]
fn the_source_is_told_by_its_mark() {
    for (behind, source) in [
        (
            "</div><p class=source data-field=source>Nhịp sống thị trường</p><div>",
            Some("Nhịp sống thị trường"),
        ),
        (
            "</div><div class='box nguon'>Theo TTXVN</div><div>",
            Some("TTXVN"),
        ),
        (
            "</div><span class=source-name>Báo Lau (bản điện tử)</span><div>",
            Some("Báo Lau (bản điện tử)"),
        ),
        // A label that names nobody, a picture's, a sentence, an address, another column's.
        (
            "</div><div class=source><span class=lbl>Nguồn tin</span></div><div>",
            None,
        ),
        (
            "<figure><img src=/a.jpg><span class=source>Báo Lau</span></figure>",
            None,
        ),
        (
            "<div><img src=/a.jpg><p class=caption>Đê biển <i class=source>Báo Lau</i></p></div>",
            None,
        ),
        (
            "</div><p class=source>Nguồn gốc của tin: chưa rõ!</p><div>",
            None,
        ),
        ("</div><p class=source>https://lau.vn</p><div>", None),
        ("</div></div><div><p class=source>Báo Lau</p>", None),
    ] {
        assert_eq!(
            signed("vi", "", behind).source.as_deref(),
            source,
            "{behind}"
        );
    }
}

/// Found on portals made with ASP.NET: the class says nothing, the id does.
#[test]
fn an_id_may_mark_the_byline() {
    for (by, author) in [
        (
            "<span id=ctl00_main_lblTacGia>Minh Trang</span>",
            Some("Minh Trang"),
        ),
        (
            "<div id=author>Tác giả: Minh Trang</div>",
            Some("Minh Trang"),
        ),
        (
            "<p id=news-byline>Minh Trang – Thu Hằng</p>",
            Some("Minh Trang – Thu Hằng"),
        ),
        ("<div id=comment-author>Thu Hằng</div>", None),
        ("<div id=author-bio>Thu Hằng viết về biển</div>", None),
        ("<span id=lblAuthor>quantri</span>", None),
    ] {
        assert_eq!(signed("vi", by, "").author.as_deref(), author, "{by}");
    }
}
