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
        Verdict::Article(article) => *article,
        other @ Verdict::NotArticle { .. } => panic!("{other:?}: {html}"),
    }
}

#[test]
fn a_lead_below_lines_of_the_frame_is_the_lead() {
    for around in [
        "<div class=tin><table><tr><td><a href=/>Trang nhất</a> &gt; <a href=/tin>Tin tức</a><td>05/04/2021 | 08:30</table>
         <div class=tieu_de>TITLE</div><div class=sapo>LEAD</div><div id=noidung>{}</div></div>",
        "<div class=tin><p class=chuyen-muc>Giao thông</p><div class=tieu-de>TITLE</div><p>05/04/2021</p>
         <h2 class=sapo>LEAD</h2>{}</div>",
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
