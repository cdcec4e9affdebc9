//! Kinds of faults that were found on pages nobody had seen, each with its siblings.

use super::*;

const A: &str = "Sáng nay, đoàn khảo sát đã kiểm tra tuyến đê biển dài 12 km và ghi nhận ba điểm sạt lở cần gia cố.";
const B: &str =
    "Kinh phí sửa chữa dự kiến 4,5 tỷ đồng, lấy từ nguồn dự phòng năm nay của địa phương.";
const C: &str = "Công trình dự kiến hoàn thành trước mùa mưa, theo kế hoạch đã duyệt tuần trước.";

fn verdict(head: &str, body: &str) -> PageVerdict {
    let html =
        format!("<!doctype html><html lang=vi><title>Đê biển cần gia cố</title>{head}<body>{body}");
    generic(&html).verdict
}

/// A news page with other things between and around its three paragraphs.
fn page(above: &str, between: &str, below: &str) -> Article {
    let head = "<meta property=og:type content=article>";
    let body = format!(
        "<h1>Đê biển cần gia cố</h1>{above}<div class=entry-content><p>{A}</p><p>{B}</p>{between}<p>{C}</p>{below}</div>"
    );
    match verdict(head, &body) {
        PageVerdict::Article(article) => *article,
        other @ PageVerdict::NotArticle { .. } => panic!("{other:?}: {body}"),
    }
}

/// Faults 03 and 26: what stood behind a box of other news was lost; the box was body.
#[test]
fn a_box_of_other_news_in_the_text_is_left_out_and_cuts_nothing() {
    for between in [
        "<div class=box><b>Tin liên quan</b><ul><li><a href=/tin/hoi.html>Lễ hội đua thuyền mở màn sáng nay</a></li>
         <li><a href=/tin/cau.html>Cầu mới thông xe sớm hai tháng</a></li></ul></div>",
        "<div class=VCSortableInPreviewMode type=RelatedOneNews><a href=/tin/x.html><img src=/i/x1.jpg></a>
         <p>Cầu mới thông xe sớm hai tháng</p></div>",
        "<div class=o-tin><a href=/tin/x.html><img src=/i/x1.jpg></a><h4>Lễ hội mở màn ngày mai</h4></div>",
        "<div><a href=/tin/x.html><img src=/i/x1.jpg></a><a href=/tin/x.html>Cầu mới thông xe sớm hai tháng</a></div>",
        "<p><a href=/tin/x.html>>> Cầu mới thông xe sớm hai tháng</a></p>",
    ] {
        let article = page("", between, "");
        assert_eq!(texts(&article), [A, B, C], "{between}");
        assert!(article.images.is_empty(), "{between}");
    }
}

#[test]
fn a_linked_picture_with_its_caption_is_the_articles() {
    for between in [
        "<figure><a href=/tin/bai/anh.html><img src=/i/de.jpg></a><figcaption>Đê biển</figcaption></figure>",
        "<div class=wp-caption><a href=/?attachment_id=7><img src=/i/de.jpg></a><p class=wp-caption-text>Đê biển</p></div>",
        "<div><a href=/i/de.jpg><img src=/i/de.jpg></a><p class=caption>Đê biển</p></div>",
    ] {
        let article = page("", between, "");
        let said = article.images.iter().map(|it| it.caption.as_deref());
        assert_eq!(said.collect::<Vec<_>>(), [Some("Đê biển")], "{between}");
        assert_eq!(texts(&article), [A, B, C], "{between}");
    }
}

/// Fault 09: words on both sides of a break, a block, an item or a cell were one word.
#[test]
fn what_parts_words_for_the_eye_parts_them_in_every_field() {
    for (title, author, item) in [
        (
            "Đê biển:<br>cần gia cố",
            "Minh Trang<br>Thu Hằng",
            "Một<br>hai",
        ),
        (
            "<span style='display:block'>Đê biển:</span>cần gia cố",
            "<div>Minh Trang</div><div>Thu Hằng</div>",
            "<div>Một</div><div>hai</div>",
        ),
        (
            "<div>Đê biển:</div><div>cần gia cố</div>",
            "<li>Minh Trang<li>Thu Hằng",
            "<p>Một</p><p>hai</p>",
        ),
    ] {
        let html = format!(
            "<article><h1>{title}</h1><div class=author>{author}</div><div class=source>Báo<br>Lau</div>
             <div class=lead>{item}</div><div class=body><p>{A}</p></div></article>"
        );
        let article = read_with(&html, &recipe(), &SourceMetadata::default());
        let said = [
            &article.title,
            &article.author,
            &article.source,
            &article.lead,
        ];
        let said = said.map(|it| it.as_deref().unwrap_or_default().replace('\n', " "));
        let expected = [
            "Đê biển: cần gia cố",
            "Minh Trang Thu Hằng",
            "Báo Lau",
            "Một hai",
        ];
        assert_eq!(said, expected, "{html}");
    }
}

/// Faults 11, 30 and 35: raised and struck-out figures joined the number, hidden text was body.
#[test]
fn figures_are_kept_apart_and_what_no_reader_sees_is_no_text() {
    for (html, text) in [
        ("Mỗi lít có 10<sup>6</sup> con.", "Mỗi lít có 10⁶ con."),
        ("Còn 1.204<sup>1</sup> ha rừng.", "Còn 1.204¹ ha rừng."),
        (
            "Nước H<sub>2</sub>O, mức 1.204<sub>2</sub> mét.",
            "Nước H2O, mức 1.204₂ mét.",
        ),
        ("Số hộ là <del>1.204</del> 1.402 hộ.", "Số hộ là 1.402 hộ."),
        (
            "Giá <s>12</s> <strike>13</strike> 14 nghìn đồng.",
            "Giá 14 nghìn đồng.",
        ),
        (
            "Còn <span style='display: none'>999</span>1.204 ha.",
            "Còn 1.204 ha.",
        ),
        (
            "Còn 1.204 ha.<span class=sr-only>Mở ảnh</span>",
            "Còn 1.204 ha.",
        ),
        ("Còn 1.204 ha.<span hidden>Mở ảnh</span>", "Còn 1.204 ha."),
    ] {
        let article = page("", &format!("<p>{html}</p>"), "");
        assert_eq!(texts(&article), [A, B, text, C], "{html}");
    }
}

/// Fault 12: the teaser above the headline gave the lead.
#[test]
fn the_lead_is_the_articles_and_no_teasers() {
    let own = "Ba điểm sạt lở phải được gia cố trước mùa mưa.";
    for (teaser, lead) in [
        (
            "<div class=focus><p class=sapo>Hơn 300 vận động viên tranh tài trên sông.</p></div>",
            "<p class=detail__sapo>{}</p>",
        ),
        (
            "<ul><li><p class=summary>Hơn 300 vận động viên tranh tài trên sông.</p></ul>",
            "<h2 class=tom-tat>{}</h2>",
        ),
        (
            "<a href=/tin/x.html><p class=description>Hơn 300 vận động viên tranh tài.</p></a>",
            "<div class=sapo><p>{}</p></div>",
        ),
    ] {
        for lead in [lead.replace("{}", own), String::new()] {
            let body = format!(
                "{teaser}<h1>Đê biển cần gia cố</h1>{lead}<div class=entry-content><p>{A}</p><p>{B}</p><p>{C}</p></div>"
            );
            let PageVerdict::Article(article) =
                verdict("<meta property=og:type content=article>", &body)
            else {
                panic!("{body}")
            };
            let expected = (!lead.is_empty()).then_some(own);
            assert_eq!(article.lead.as_deref(), expected, "{body}");
            assert_eq!(texts(&article), [A, B, C], "{body}");
        }
    }
}

/// Fault 14: a last paragraph that was all a link was stored nowhere.
#[test]
fn a_last_line_that_is_a_link_is_kept_as_text_or_file() {
    let text = "Toàn văn Quyết định số 1204/QĐ-UBND";
    for (target, file) in [
        ("/van-ban/1204.html", false),
        ("https://vbpl.vn/van-ban?id=1204", false),
        ("/tai-ve/1204.pdf", true),
    ] {
        let article = page("", "", &format!("<p><a href={target}>{text}</a></p>"));
        let files: Vec<_> = article
            .attachments
            .iter()
            .filter_map(|it| it.title.as_deref())
            .collect();
        let last = texts(&article).last().copied();
        if file {
            assert_eq!(
                (files.as_slice(), last),
                ([text].as_slice(), Some(C)),
                "{target}"
            );
        } else {
            assert_eq!((files.len(), last), (0, Some(text)), "{target}");
        }
    }
}

/// Fault 20: a page that is only a file was refused.
#[test]
fn an_embedded_file_is_an_attachment_and_may_be_all_there_is() {
    for frame in [
        "<iframe src=/f/qd.pdf></iframe>",
        "<object data=/f/qd.pdf type=application/pdf></object>",
        "<embed src=/f/qd.pdf>",
        "<iframe src='https://docs.google.com/viewer?url=http%3A%2F%2Fa.vn%2Ff%2Fqd.pdf&embedded=true'></iframe>",
    ] {
        let article = page("", frame, "");
        let files: Vec<_> = article
            .attachments
            .iter()
            .map(|it| it.url.as_str())
            .collect();
        assert_eq!(files, ["http://a.vn/f/qd.pdf"], "{frame}");
        let body = format!("<h1>Đê biển cần gia cố</h1><div class=entry-content>{frame}</div>");
        let head = "<meta property=og:type content=article>";
        let PageVerdict::Article(alone) = verdict(head, &body) else {
            panic!("{frame}")
        };
        assert_eq!(alone.attachments.len(), 1, "{frame}");
    }
}

/// Faults 22 to 25: news were refused for a class, a letter's case, a word, a late part.
#[test]
fn news_are_not_refused_for_a_word_or_a_class() {
    let text = format!("<p>{A}</p><p>{B}</p><p>{C}</p>");
    let json = r#"<script type="application/ld+json">{"@type":"NewsArticle","headline":"Đê biển cần gia cố"}</script>"#;
    let cards = "<article><a href=/tin/x.html>Tin khác</a></article>".repeat(3);
    for (head, body) in [
        (
            json,
            format!("<div class=home><h1>Đê biển cần gia cố</h1>{text}</div>"),
        ),
        (
            "<meta property=og:type content=Article>",
            format!("<h1>Đê biển cần gia cố</h1><div>{text}</div>{cards}"),
        ),
        (
            "<meta property=og:type content='ARTICLE'>",
            format!("<h1>Đê biển cần gia cố</h1><div>{text}</div>{cards}"),
        ),
        (
            "",
            format!("<h1>Bảo trì cầu Bính: cấm xe ba đêm</h1><div>{text}</div>"),
        ),
        (
            "",
            format!(
                "<h1>Cảnh báo trang giả</h1><div>{text}<p>Trang giả yêu cầu nhập mã captcha.</p></div>"
            ),
        ),
        (
            "",
            format!("<h1>Hệ thống nước bảo trì từ 1 giờ</h1><div>{text}</div>"),
        ),
        (
            "",
            format!(
                "<h1>Đê biển cần gia cố</h1><div id=root></div><div hidden id='S:0'>{text}</div>"
            ),
        ),
        (
            "",
            format!(
                "<h1>Đê biển cần gia cố</h1><template id='B:1a'></template><div hidden id='S:1a'><main>{text}</main></div>"
            ),
        ),
    ] {
        let verdict = verdict(head, &body);
        let PageVerdict::Article(article) = &verdict else {
            panic!("{verdict:?}: {body}")
        };
        assert!(texts(article).starts_with(&[A, B, C]), "{body}");
    }
    for class in ["home", "date", "search blog"] {
        let html = format!(
            "<title>Đê biển cần gia cố</title>{json}<body class='{class}'><h1>Đê biển cần gia cố</h1>{text}"
        );
        assert!(
            matches!(generic(&html).verdict, PageVerdict::Article(_)),
            "{class}"
        );
    }
}

/// Fault 27: placeholders were stored, a picture without script was lost.
#[test]
fn a_picture_that_loads_late_is_told_by_its_real_address() {
    for (html, url, caption) in [
        (
            "<figure><img src=/i/blank.gif data-srcset='/i/a1.jpg 300w'><figcaption>Đê biển</figcaption></figure>",
            "a1.jpg",
            Some("Đê biển"),
        ),
        (
            "<p><img src=/i/lazy.svg data-lazy=/i/l2.jpg></p>",
            "l2.jpg",
            None,
        ),
        (
            "<figure><noscript><img src=/i/l5.jpg></noscript><figcaption>Đê biển</figcaption></figure>",
            "l5.jpg",
            Some("Đê biển"),
        ),
        (
            "<figure><img src='data:image/gif;base64,R0lGOD'><noscript><img src=/i/l6.jpg></noscript><figcaption>Đê biển</figcaption></figure>",
            "l6.jpg",
            Some("Đê biển"),
        ),
        (
            "<p><noscript><img src=/i/l7.jpg></noscript></p>",
            "l7.jpg",
            None,
        ),
    ] {
        let article = page("", html, "");
        let said: Vec<_> = article
            .images
            .iter()
            .map(|it| (it.url.as_str(), it.caption.as_deref()))
            .collect();
        assert_eq!(
            said,
            [(format!("http://a.vn/i/{url}").as_str(), caption)],
            "{html}"
        );
        assert_eq!(texts(&article), [A, B, C], "{html}");
    }
}
