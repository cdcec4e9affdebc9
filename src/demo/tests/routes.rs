//! Tests: demo routes.

use std::time::{Duration, Instant};

use super::client::get;
use super::portal;

const BRIDGE: &str = "/khanh-thanh-cau-ben-lau-moi.html";
const LONG: &str = "/hoi-nghi-doi-thoai-doanh-nghiep-nho.html";

/// Target, status, path of `Location`.
const ANSWERS: &[(&str, u16, Option<&str>)] = &[
    ("/", 200, None),
    ("/page/1", 200, None),
    ("/page/2/", 200, None),
    ("/?paged=2", 200, None),
    ("/?paged=x", 404, None),
    ("/page/0", 404, None),
    ("/page/99", 404, None),
    ("/page/x", 404, None),
    ("/category/kinh-te", 200, None),
    ("/category/kinh-te/", 301, Some("/category/kinh-te")),
    ("/category/kinh-te/page/2", 200, None),
    ("/category/kinh-te/page/9", 404, None),
    ("/category/nope", 404, None),
    ("/feed", 200, None),
    ("/wp-json/", 200, None),
    ("/wp-json/wp/v2/posts/4101", 200, None),
    ("/wp-json/wp/v2/posts/1", 404, None),
    (BRIDGE, 200, None),
    ("/KHANH-THANH-CAU-BEN-LAU-MOI.html", 200, None),
    ("/khanh-thanh-cau-ben-lau-moi.html?utm_source=x", 200, None),
    ("/khanh-thanh-cau-ben-lau-moi.html?print=1", 200, None),
    ("/khanh-thanh-cau-ben-lau-moi.html/amp", 200, None),
    ("/khanh-thanh-cau-ben-lau-moi.html/", 301, Some(BRIDGE)),
    ("/khanh-thanh-cau-ben-lau-moi.html/2", 301, Some(BRIDGE)),
    ("/khanh-thanh-cau-ben-lau-moi.html/9", 404, None),
    ("/cau-ben-lau-moi-sap-thong-xe.html", 301, Some(BRIDGE)),
    ("/khanh-thanh.html", 301, Some(BRIDGE)),
    ("/?p=4101", 301, Some(BRIDGE)),
    ("/?p=1", 404, None),
    ("/.html", 404, None),
    (LONG, 200, None),
    ("/hoi-nghi-doi-thoai-doanh-nghiep-nho.html/2", 200, None),
    (
        "/hoi-nghi-doi-thoai-doanh-nghiep-nho.html/1",
        301,
        Some(LONG),
    ),
    ("/lap-lai.html", 301, Some("/lap-lai.html")),
    ("/tin-da-go-bo.html", 404, None),
    ("/video/phim-ngan-mot-ngay-o-ben-ca", 200, None),
    ("/phim-ngan-mot-ngay-o-ben-ca.html", 404, None),
    ("/video/nope", 404, None),
    ("/ban-nhap/tin-chua-duyet.html", 200, None),
    ("/tim-kiem?s=x", 200, None),
    ("/wp-admin/", 403, None),
    ("/wp-content/uploads/qrcode/4101.png", 200, None),
    ("/wp-content/uploads/2025/09/nope.png", 404, None),
    ("//evil.example/x", 404, None),
    ("/nope", 404, None),
];

#[tokio::test]
async fn every_address_has_its_answer() {
    let portal = portal().await;
    let base = portal.base();
    for &(target, status, location) in ANSWERS {
        let answer = get(&portal, target).await;
        assert_eq!(answer.status, status, "{target}");
        let expected = location.map(|path| base.join(path).unwrap().to_string());
        assert_eq!(
            answer.field("location").map(str::to_owned),
            expected,
            "{target}"
        );
        if status == 200
            && answer
                .field("content-type")
                .unwrap()
                .starts_with("text/html")
        {
            let links = answer.fields.iter().filter(|f| f.0 == "Link");
            assert!(
                links.clone().any(|f| f.1.contains("https://api.w.org/")),
                "{target}"
            );
        }
    }
}

#[tokio::test]
async fn copies_name_the_canonical_address() {
    let portal = portal().await;
    let canonical = portal
        .base()
        .join("khanh-thanh-cau-ben-lau-moi.html")
        .unwrap();
    let expected = format!("<link rel=\"canonical\" href=\"{canonical}\">");
    for copy in [
        "/khanh-thanh-cau-ben-lau-moi.html",
        "/KHANH-THANH-CAU-BEN-LAU-MOI.html",
        "/khanh-thanh-cau-ben-lau-moi.html?print=1",
        "/khanh-thanh-cau-ben-lau-moi.html?utm_source=x",
        "/khanh-thanh-cau-ben-lau-moi.html/amp",
    ] {
        assert!(
            get(&portal, copy).await.text().contains(&expected),
            "{copy}"
        );
    }
}

#[tokio::test]
async fn the_slow_page_is_slow() {
    let portal = portal().await;
    let start = Instant::now();
    let page = get(&portal, "/kho-lanh-cong-dong-cho-ngu-dan.html").await;
    assert_eq!(page.status, 200);
    assert!(start.elapsed() >= Duration::from_millis(30));
}

#[tokio::test]
async fn edits_show_at_once() {
    let portal = portal().await;
    let slug = "xe-buyt-dien-tuyen-so-9";
    portal.edit(|site| "Tựa <mới>".clone_into(&mut site.story_mut(slug).unwrap().title));
    let page = get(&portal, "/xe-buyt-dien-tuyen-so-9.html").await;
    assert!(
        page.text()
            .contains("<h1 class=\"title-detail\">Tựa &lt;mới&gt;</h1>")
    );
    assert!(portal.truth().iter().any(|t| t.title == "Tựa <mới>"));

    assert!(portal.edit(|site| site.rename(slug, "xe-buyt-9")));
    let old = get(&portal, "/xe-buyt-dien-tuyen-so-9.html").await;
    let moved = portal.base().join("xe-buyt-9.html").unwrap();
    assert_eq!(old.field("location"), Some(moved.as_str()));

    let before = portal.truth().len();
    assert!(portal.edit(|site| site.remove("xe-buyt-9")).is_some());
    assert_eq!(get(&portal, "/xe-buyt-9.html").await.status, 404);
    assert_eq!(portal.truth().len(), before - 1);
}

#[tokio::test]
async fn a_removed_original_redirects_to_its_twin_as_wordpress_does() {
    let portal = portal().await;
    portal.edit(|site| site.remove("thu-vien-tren-thuyen"));
    let answer = get(&portal, "/thu-vien-tren-thuyen.html").await;
    let twin = portal.base().join("thu-vien-tren-thuyen-2.html").unwrap();
    assert_eq!(
        (answer.status, answer.field("location")),
        (301, Some(twin.as_str()))
    );
}

#[tokio::test]
async fn live_views_make_every_copy_different() {
    let target = "/xe-buyt-dien-tuyen-so-9.html";
    for live_views in [false, true] {
        let portal = portal().await;
        portal.edit(|site| site.options.live_views = live_views);
        let first = get(&portal, target).await.body;
        assert_eq!(first != get(&portal, target).await.body, live_views);
    }
}
