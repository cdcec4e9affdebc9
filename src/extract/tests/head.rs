//! What stands above and below a text without a recipe: lead, signature, the page's own furniture.

use super::*;

const TITLE: &str = "Khánh thành cầu vượt nút giao phía tây";
const LEAD: &str =
    "Sáng 5/4/2021, thành phố khánh thành cầu vượt nút giao phía tây sau 18 tháng thi công.";
const TEXT: [&str; 3] = [
    "Cầu dài 620 mét, rộng 4 làn xe, tổng mức đầu tư 412 tỷ đồng từ ngân sách, do ban quản lý dự án làm chủ đầu tư.",
    "Theo đơn vị thi công, khó khăn lớn nhất là mặt bằng hẹp, nhiều tuyến ống nước, cáp điện và cáp quang phải di dời.",
    "Từ ngày 6/4, xe tải trên 5 tấn được đi qua cầu vào ban đêm, xe khách và xe con được đi suốt ngày, theo biển chỉ dẫn.",
];

/// A page of a layout nobody has seen, with the text where `{}` stands.
fn unseen(around: &str) -> Article {
    let text: Vec<String> = TEXT.iter().map(|it| format!("<p>{it}</p>")).collect();
    let page = around
        .replace("{}", &text.concat())
        .replace("TITLE", TITLE)
        .replace("LEAD", LEAD);
    let html = format!("<html lang=vi><title>{TITLE}</title><body class=single>{page}</body>");
    match generic(&html).verdict {
        PageVerdict::Article(article) => *article,
        other @ PageVerdict::NotArticle { .. } => panic!("{other:?}: {html}"),
    }
}

#[test]
fn a_lead_below_lines_of_the_frame_is_the_lead() {
    for around in [
        "<div class=tin><table><tr><td><a href=/>Trang nhất</a> &gt; <a href=/tin>Tin tức</a><td>05/04/2021 | 08:30</table>
         <div class=tieu_de>TITLE</div><div class=sapo>LEAD</div><div id=noidung>{}</div></div>",
        "<div class=tin><p class=chuyen-muc>Giao thông</p><div class=tieu-de>TITLE</div><p>05/04/2021</p>
         <h2 class=sapo>LEAD</h2>{}</div>",
        "<div><h1>TITLE</h1><p class=sub-title>LEAD</p><div>Minh Trang</div></div><div class=noidung>{}</div>",
        "<header><h1>TITLE</h1><p>LEAD</p></header><div class=noidung>{}</div>",
        "<h1>TITLE</h1><div class=tin><span>Thứ hai, 05/04/2021</span><p class=summary><b>LEAD</b></p><div>{}</div></div>",
    ] {
        let article = unseen(around);
        assert_eq!(article.lead.as_deref(), Some(LEAD), "{around}");
        assert_eq!(texts(&article), TEXT, "{around}");
    }
}

#[test]
fn what_only_looks_like_a_lead_is_none() {
    for around in [
        "<h1>TITLE</h1><div class=tin><p>05/04/2021</p>{}</div>",
        "<h1>TITLE</h1><div class=tin><ul><li><p class=description>LEAD</p></ul>{}</div>",
        "<h1>TITLE</h1><div class=tin><p>Cầu vượt</p><p class=intro>được thông xe vào sáng thứ hai sau 18 tháng.</p>{}</div>",
        "<div class=tin><h1 class=summary-title>TITLE</h1>{}</div>",
        "<meta name=description content='Nội dung đang được cập nhật'><h1>TITLE</h1>
         <div><h2>Nội dung đang được cập nhật...</h2></div><div class=noidung>{}</div>",
        "<div class=header><p class=description>Cổng thông tin điện tử của thành phố biển</p></div><div class=tin>{}</div>",
        "<header><h1>TITLE</h1><img src=/1.jpg><p>Thi công trụ cầu chính vào tháng 12/2020, nhìn từ bờ phía tây.</p></header>
         <div class=noidung>{}</div>",
        "<header><h1>TITLE</h1><span>08:30</span><p>Bạn đọc phát hiện lỗi trong bài xin báo cho ban biên tập.</p></header>
         <div class=noidung>{}</div>",
    ] {
        assert_eq!(unseen(around).lead, None, "{around}");
    }
}

#[test]
fn an_office_signs_at_the_right_margin() {
    for (line, author) in [
        (
            "<p style='text-align: right'><b>Phòng Kỹ thuật</b></p>",
            Some("Phòng Kỹ thuật"),
        ),
        (
            "<p align=right>Theo Công an thành phố</p>",
            Some("Theo Công an thành phố"),
        ),
        ("<p><b>Ban biên tập</b></p>", Some("Ban biên tập")),
        (
            "<p><b>Minh Trung (theo Thời báo Tài chính)</b></p>",
            Some("Minh Trung (theo Thời báo Tài chính)"),
        ),
        ("<p><b>Minh Trung (bìa phải) và đồng nghiệp</b></p>", None),
        ("<p align=right>Hẹn gặp lại bạn đọc.</p>", None),
        ("<p><b>Mời xem ảnh về lễ khánh thành</b></p>", None),
    ] {
        let article = unseen(&format!("<h1>TITLE</h1><div class=tin>{{}}{line}</div>"));
        assert_eq!(article.author.as_deref(), author, "{line}");
        assert_eq!(
            texts(&article).len(),
            if author.is_some() { 3 } else { 4 },
            "{line}"
        );
    }
}

#[test]
fn a_box_that_says_the_title_again_is_no_text() {
    for furniture in [
        "<div class=tien-ich><h3>Tiện ích</h3><h4>Mã QR</h4><img class=qr src=/qrcode/7.png><p>QR CODE: TITLE</p></div>",
        "<div><p>Bạn đang xem: TITLE</p><img src=/tai-len/logo.png></div>",
        "<div><div>TITLE</div></div>",
    ] {
        let article = unseen(&format!(
            "<h1>TITLE</h1><div class=tin><div>{{}}</div>{furniture}</div>"
        ));
        assert_eq!(texts(&article), TEXT, "{furniture}");
        assert!(article.images.is_empty(), "{furniture}");
    }
}

#[test]
fn a_file_set_in_a_block_of_its_own_is_offered() {
    for block in [
        "<div class=wp-block-file><a href=/tb-12.pdf>Thông báo số 12</a><a href=/tb-12.pdf download>Tải về</a></div>",
        "<p><a href=/tb-12.pdf>Thông báo số 12</a></p>",
        "<ul><li><a href=/tb-12.pdf>Thông báo số 12</a></ul>",
    ] {
        let article = unseen(&format!("<h1>TITLE</h1><div class=tin>{{}}{block}</div>"));
        let files: Vec<_> = article
            .attachments
            .iter()
            .map(|it| (it.url.as_str(), it.title.as_deref()))
            .collect();
        assert_eq!(
            files,
            [("http://a.vn/tb-12.pdf", Some("Thông báo số 12"))],
            "{block}"
        );
        assert_eq!(texts(&article), TEXT, "{block}");
    }
}

#[test]
fn a_heading_belongs_to_what_stands_below_it() {
    const HEADS: &str = "Khó khăn về mặt bằng";
    let [first, rest @ ..] = TEXT;
    let rest = rest.map(|it| format!("<p>{it}</p>")).concat();
    for (holder, below, kept) in [
        ("<div class=entry-content>", "", true),
        ("<article>", "<h3>Bình luận</h3>", true),
        (
            "<div class=entry-content>",
            "<h2>Có thể bạn chưa đọc</h2><h4>Tin nổi bật</h4>",
            true,
        ),
        (
            "<div class=entry-content>",
            "<h2><a href=/khac.html>Tin của đối tác</a></h2>",
            true,
        ),
        (
            "<div class=entry-content>",
            "<h2>Hình ảnh tại lễ khánh thành</h2><img src=/1.jpg>",
            false,
        ),
    ] {
        let page = format!("<h1>TITLE</h1>{holder}<p>{first}</p><h2>{HEADS}</h2>{rest}{below}");
        let article = unseen(&page);
        assert_eq!(texts(&article)[..2], [first, HEADS], "{page}");
        assert_eq!(texts(&article).len() == 4, kept, "{page}");
    }
}

#[test]
fn around_headline_and_text_is_the_page() {
    for around in [
        "<form><div><h3>Số lượt truy cập</h3><p>0<p>9<p>7</div><table><tr><td><p class=ten>TITLE</p></td></tr><tr><td>{}</td></tr>
         </table><ul><li><a href=/1.jpg><img src=/1.jpg></a><span>Hội nghị năm 2019</span></ul></form>",
        "<div><div><p>Liên kết trang</p></div><div><div><b>TITLE</b></div><div>{}</div></div><div><img src=/1.jpg></div></div>",
        "<div><span>Tỷ giá</span><section><h1>TITLE</h1><div>{}</div></section><p><img src=/1.jpg><br><i>Ảnh đẹp</i></p></div>",
    ] {
        let article = unseen(around);
        assert_eq!(texts(&article), TEXT, "{around}");
        assert!(article.images.is_empty(), "{around}");
    }
}

#[test]
fn the_heading_of_what_is_taken_out_goes_with_it() {
    const NEWS: &str = "<ul><li><a href=/1.html>Khai mạc hội chợ</a><li><a href=/2.html>Thông xe đường mới</a></ul>";
    const FORM: &str = "<form><input name=ten><textarea></textarea><button>Gửi</button></form>";
    for (between, kept) in [
        (
            format!("<h3>Bạn có biết</h3><div class=lienquan>{NEWS}</div>"),
            false,
        ),
        (format!("<h2>Ý kiến bạn đọc</h2>{FORM}"), false),
        (
            format!("<h4>Đọc nhiều</h4><nav>{NEWS}</nav><h4>Cùng tác giả</h4><nav>{NEWS}</nav>"),
            false,
        ),
        ("<h3>Hình ảnh</h3><img src=/1.jpg>".to_owned(), true),
    ] {
        let page = format!(
            "<h1>TITLE</h1><div class=entry-content>{{}}{between}<h2>Kết luận</h2><p>{}</p></div>",
            TEXT[0]
        );
        let article = unseen(&page);
        let all = texts(&article);
        assert_eq!(all[..3], TEXT, "{page}");
        assert_eq!(all[all.len() - 2..], ["Kết luận", TEXT[0]], "{page}");
        assert_eq!(all.len() == 6, kept, "{page}: {all:?}");
    }
}

#[test]
fn text_in_boxes_far_apart_is_one_article() {
    let deep = |it: &str| {
        format!("<div><div><div><div><div><div><p>{it}</p></div></div></div></div></div></div>")
    };
    let boxes = TEXT.map(deep);
    for page in [
        format!("<h1>TITLE</h1>{}", boxes.concat()),
        format!(
            "<section><h1>TITLE</h1><div class=hang>{}</div></section>",
            boxes.join("</div><div class=hang>")
        ),
        format!(
            "<div><h2>TITLE</h2></div><div><div>{}</div></div>",
            boxes.join("<hr>")
        ),
    ] {
        let article = unseen(&format!("<div>{page}</div><div>Trang tin</div>"));
        assert_eq!(texts(&article), TEXT, "{page}");
    }
}
