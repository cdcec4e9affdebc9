//! What becomes of text, pictures, captions, tables and files of a body.

use super::*;
use crate::record::BlockKind;

#[test]
fn paragraphs_are_what_the_page_breaks_into() {
    for (html, expected) in [
        ("<p>một<p>hai", vec!["một", "hai"]),
        ("<div>một<div>hai</div>ba</div>", vec!["một", "hai", "ba"]),
        ("một<br>hai<br><br>ba", vec!["một\nhai", "ba"]),
        (
            "<p>một <b>hai</b>\n ba</p><p>&nbsp;</p><p> <br> </p>",
            vec!["một hai ba"],
        ),
        (
            "<p>a<span style='display:none'>ẩn</span>b<script>x</script></p>",
            vec!["ab"],
        ),
        (
            "<p>trước</p><p class=ad>quảng cáo</p><p>sau</p>",
            vec!["trước", "sau"],
        ),
        ("<pre>dòng 1\ndòng 2</pre>", vec!["dòng 1\ndòng 2"]),
        ("<ul><li>a<ul><li>b</ul><li><p>c</ul>", vec!["a", "b", "c"]),
        ("<p>ho\u{300}a bi\u{300}nh</p>", vec!["hòa bình"]),
        ("<p>một <img src=/i.png> hai</p>", vec!["một hai"]),
        ("<p>một<br><img src=/i.png><br>hai</p>", vec!["một", "hai"]),
    ] {
        let article = read(&format!("<div class=body>{html}</div>"));
        assert_eq!(texts(&article), expected, "{html}");
    }
}

#[test]
fn captions_go_to_their_picture_and_leave_the_body() {
    for (html, captions) in [
        (
            "<figure><img src=1><figcaption>c</figcaption></figure>",
            vec![Some("c")],
        ),
        (
            "<figure><figcaption>c</figcaption><img src=1></figure>",
            vec![Some("c")],
        ),
        (
            "<div class=wp-caption><img src=1><p class=wp-caption-text>c</p></div>",
            vec![Some("c")],
        ),
        (
            "<p align=center><img src=1><br><em>c</em></p>",
            vec![Some("c")],
        ),
        (
            "<p><img src=1></p><p style='text-align: center'><em>c</em></p>",
            vec![Some("c")],
        ),
        (
            "<center><img src=1></center><center>c</center>",
            vec![Some("c")],
        ),
        (
            "<table><tr><td><img src=1><tr><td>c</table>",
            vec![Some("c")],
        ),
        (
            "<figure><img src=1><figcaption>c<p>d</figcaption></figure>",
            vec![Some("c\nd")],
        ),
        (
            "<div><img src=1><p class=caption>c</p><p class='caption nguon'>d</p></div>",
            vec![Some("c\nd")],
        ),
        (
            "<p class=caption>c</p><img src=1><p class=caption>d</p><img src=2>",
            vec![Some("c"), Some("d")],
        ),
        (
            "<p><img src=1 alt='Cầu vượt'></p><div>Cầu vượt</div>",
            vec![Some("Cầu vượt")],
        ),
        (
            "<img src=1><p class=PhotoCMS_Caption>c</p><img src=2>",
            vec![Some("c"), None],
        ),
    ] {
        let article = read(&format!(
            "<div class=body><p>đầu</p>{html}<p>cuối</p></div>"
        ));
        let found: Vec<_> = article
            .images
            .iter()
            .map(|it| it.caption.as_deref())
            .collect();
        assert_eq!(found, captions, "{html}");
        assert_eq!(texts(&article), ["đầu", "cuối"], "{html}");
    }
}

#[test]
fn text_is_never_lost_to_a_caption_rule() {
    for html in [
        "<figcaption>mồ côi</figcaption>",
        "<p><img src=1></p><p>mồ côi</p>",
        "<p><img src=1></p><p>xen</p><p align=center><em>mồ côi</em></p>",
        "<p><img src=1></p><p align=center><b>mồ côi</b></p>",
    ] {
        let article = read(&format!(
            "<div class=body><p>đầu</p>{html}<p>cuối</p></div>"
        ));
        assert!(
            texts(&article).contains(&"mồ côi"),
            "{html}: {:?}",
            article.body
        );
    }
}

#[test]
fn tables_of_data_are_blocks_and_tables_of_layout_are_not() {
    let article = read(
        "<div class=body><table><tr><th>Quận<th>Số hộ<tr><td>Mẫu<td>12</table>\
         <table><tr><td><p>một</p><p>hai</p></table></div>",
    );
    assert_eq!(texts(&article), ["Quận\tSố hộ\nMẫu\t12", "một", "hai"]);
    assert_eq!(article.body[0].kind, BlockKind::Table);
}

#[test]
fn files_leave_the_body_unless_prose_holds_them() {
    let article = read(
        "<div class=body><p>Xem <a href='/a.pdf'>kế hoạch</a> để biết thêm.</p>\
         <p><em>Tải về:</em> <a href=/b.docx>Công văn <b>số 2</b></a></p>\
         <p><a href=/b.docx>Tải về</a></p><p><a href=/tin.html>bài trước</a></p></div>",
    );
    assert_eq!(texts(&article), ["Xem kế hoạch để biết thêm.", "bài trước"]);
    let files: Vec<_> = article
        .attachments
        .iter()
        .map(|it| (it.url.as_str(), it.title.as_deref()))
        .collect();
    let expected = [
        ("http://a.vn/a.pdf", Some("kế hoạch")),
        ("http://a.vn/b.docx", Some("Công văn số 2")),
    ];
    assert_eq!(files, expected);
}

#[test]
fn a_byline_is_only_the_last_short_block() {
    let author = |body: &str| read(&format!("<div class=body><p>Một đoạn.</p>{body}</div>")).author;
    assert_eq!(
        author("<p class=by>Lê Ví Dụ</p>").as_deref(),
        Some("Lê Ví Dụ")
    );
    assert_eq!(author("<p class=by>Lê Ví Dụ</p><p>Đoạn cuối.</p>"), None);
    assert_eq!(author("<p class=by>Câu kết của bài.</p>"), None);
    // The recipe says where bylines stand, so nothing else is taken for one.
    assert_eq!(author("<p align=right><b>Lê Ví Dụ</b></p>"), None);
    assert_eq!(
        author("<p>Đoạn.</p></div><p class=author>Theo PV"),
        Some("Theo PV".into())
    );
}

#[test]
fn source_lines_lose_their_label() {
    for (html, expected) in [
        (
            "<div class=body><p>Một.</div><p class=source>(Nguồn: TTXVN)</p>",
            Some("TTXVN"),
        ),
        (
            "<div class=body><p>Một.</div><p class=source>Nguồn tin</p>",
            None,
        ),
        ("<div class=body><p>Một.<p>Nguồn. ANHP</div>", Some("ANHP")),
        (
            "<div class=body><p>Một.<p>Nguồn lực của thành phố.</div>",
            None,
        ),
    ] {
        assert_eq!(read(html).source.as_deref(), expected, "{html}");
    }
}

#[test]
fn pages_at_the_depth_limit_are_read_without_recursion() {
    let depth = guard::MAX_DEPTH - 12;
    let html = format!(
        "<article><h1>T</h1><div class=body>{}Sâu.{}</div></article>",
        "<div>".repeat(depth),
        "</div>".repeat(depth)
    );
    assert_eq!(
        texts(&read_with(&html, &recipe(), &SourceMetadata::default())),
        ["Sâu."]
    );
    let deeper = html.replace("<article>", &"<div>".repeat(100));
    let url = Url::parse(URL).expect("a URL");
    let verdict = extract(
        &Page {
            html: &deeper,
            url: &url,
            source_metadata: &SourceMetadata::default(),
        },
        &recipe(),
    )
    .verdict;
    assert!(matches!(
        verdict,
        PageVerdict::NotArticle {
            kind: PageKind::Hostile,
            ..
        }
    ));
}

#[test]
fn files_beside_the_text_are_read_where_their_box_says_so() {
    let text = "<div class=body><p>Ủy ban nhân dân thành phố ban hành kế hoạch sửa kè sông Lau trong \
                quý ba, giao các xã ven sông cùng làm.</p></div>";
    let (one, two) = (
        "http://a.vn/tep/ke-hoach.pdf",
        "http://a.vn/tep/danh-sach.xls",
    );
    for (around, wanted) in [
        (
            "<div class=tep>Tệp đính kèm: <a href='/tep/ke-hoach.pdf'>Kế hoạch</a></div>",
            vec![one],
        ),
        (
            "<div><h6>Tài liệu đính kèm</h6><ul><li><a href='/tep/ke-hoach.pdf'>Kế hoạch</a></li>\
             <li><a href='/tep/danh-sach.xls'>Danh sách</a></li></ul></div>",
            vec![one, two],
        ),
        (
            "<table><tr><td>File đính kèm:</td><td><a href='/tep/ke-hoach.pdf'>Kế hoạch</a></td></table>",
            vec![one],
        ),
        (
            "<div><h6>Văn bản mới</h6><a href='/tep/ke-hoach.pdf'>Kế hoạch</a></div>",
            vec![],
        ),
        (
            "<div class=ad>Tệp đính kèm: <a href='/tep/ke-hoach.pdf'>Kế hoạch</a></div>",
            vec![],
        ),
    ] {
        let article = read(&format!("{text}{around}"));
        let files: Vec<&str> = article
            .attachments
            .iter()
            .map(|it| it.url.as_str())
            .collect();
        assert_eq!(files, wanted, "{around}");
    }
}
