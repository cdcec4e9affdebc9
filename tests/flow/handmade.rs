//! Pages written by hand, for portals that are not the demo's.

use std::collections::BTreeSet;

use crate::world::{World, urls_kept};

/// A page that lists these addresses.
pub(crate) fn list(links: &[&str]) -> String {
    let links = links
        .iter()
        .map(|it| format!("<p><a href=\"{it}\">Đọc tiếp bài này trên cổng</a></p>"));
    format!(
        "<!doctype html><html lang=\"vi\"><meta charset=\"utf-8\"><title>Cổng Lau</title>{}",
        links.collect::<String>()
    )
}

/// An article's page; `head` goes into its head as it is.
pub(crate) fn article(title: &str, text: &str, head: &str) -> String {
    format!(
        "<!doctype html><html lang=\"vi\"><head><meta charset=\"utf-8\"><title>{title}</title>\
         <meta property=\"og:type\" content=\"article\">\
         <meta property=\"article:published_time\" content=\"2026-04-05T17:15:00+07:00\">{head}\
         </head><body><article><h1>{title}</h1><div class=\"entry-content\">{text}</div></article>"
    )
}

/// Four paragraphs about one matter, with its own figure.
pub(crate) fn text(matter: &str, figure: u32) -> String {
    format!(
        "<p>Sáng nay, tổ công tác đã kiểm tra {matter} dài {figure} km và ghi nhận ba điểm cần \
         gia cố trước mùa mưa năm nay.</p><p>Đại diện đơn vị quản lý {matter} cho biết kinh phí \
         sửa chữa dự kiến {figure} tỷ đồng, lấy từ nguồn dự phòng của địa phương.</p><p>Bà con \
         sống gần {matter} được báo trước lịch thi công và cách phân luồng tạm thời trong \
         {figure} ngày.</p><p>Việc sửa {matter} sẽ xong trước tháng chín theo kế hoạch đã duyệt.</p>"
    )
}

/// What is held, as paths.
pub(crate) fn held(world: &World) -> BTreeSet<String> {
    let base = world.portal.base();
    let kept = urls_kept(&world.archive()).into_iter();
    kept.map(|url| url.replacen(base.as_str(), "/", 1))
        .collect()
}

/// What `completeness` names as not held, as paths, each with its reason.
pub(crate) fn missed(world: &World) -> BTreeSet<(String, String)> {
    let base = world.portal.base();
    let ended = world.run(&["--json", "completeness"]);
    let missed = ended.json().into_iter().map(|it| {
        let url = it["url"].as_str().expect("it is text");
        let reason = it["reason"].as_str().expect("it is text");
        (url.replacen(base.as_str(), "/", 1), reason.to_owned())
    });
    let missed: BTreeSet<_> = missed.collect();
    assert_eq!(ended.code, Some(i32::from(!missed.is_empty())));
    missed
}
