//! Links of list pages, sorted by where they stand and how they are called.

use url::Url;

use crate::config::Site;
use crate::extract::{Page, extract};
use crate::record::SourceMetadata;
use crate::survey::links::read;

const HOME: &str = r#"<!doctype html><html lang="vi"><body>
<nav class="menu"><a href="/">Trang chủ</a><a href="/tin-tuc">Tin tức</a>
<a href="/thu-tuc">Hướng dẫn thực hiện thủ tục hành chính</a><a href="/dang-nhap">Đăng nhập</a></nav>
<ul><li><a href="/bai/khai-mac-le-hoi-12.html">Khai mạc lễ hội hoa phượng đỏ năm 2023</a></li>
<li><a href="/bai/hop-bao-13.html">Họp báo công bố kết quả kinh tế quý I</a>
<a href="/bai/hop-bao-13.html">Chi tiết</a></li>
<li><a href="/bai/cat-dien-14.html">Lịch cắt điện tuần này</a></li>
<li><a href="/bai/anh-15.html">Ảnh đẹp</a></li></ul>
<a href="/files/quyet-dinh.pdf">Quyết định số 12 của Ủy ban nhân dân thành phố</a>
<a href="/2021">2021</a><a href="/tin-tuc?page=2">2</a><a href="/tin-tuc?page=3">Trang sau</a>
<a href="/chuyen-muc/y-te">Y tế</a><a href="https://khac.example/a">Trang của một nơi khác hẳn đây</a>
<link rel="alternate" type="application/rss+xml" href="/rss/tin-moi.rss">
</body></html>"#;

#[test]
fn links_are_sorted_by_place_and_text() {
    let home = Url::parse("https://cong.example/").unwrap();
    let site = Site::of_home("thu", &home).unwrap();
    let page = Page {
        html: HOME,
        url: &home,
        source_metadata: &SourceMetadata::default(),
    };
    let said = extract(&page, &site.recipe);
    let links = read(HOME, &said.links, &home, &site.rules);
    let paths = |urls: &[Url]| -> Vec<String> {
        urls.iter()
            .map(|it| it[url::Position::BeforePath..].to_owned())
            .collect()
    };
    assert_eq!(
        paths(&links.headlines),
        [
            "/bai/khai-mac-le-hoi-12.html",
            "/bai/hop-bao-13.html",
            "/bai/cat-dien-14.html"
        ]
    );
    assert_eq!(
        paths(&links.sections),
        ["/tin-tuc", "/thu-tuc", "/chuyen-muc/y-te"]
    );
    assert_eq!(paths(&links.pages), ["/tin-tuc?page=2", "/tin-tuc?page=3"]);
    assert_eq!(paths(&links.feeds), ["/rss/tin-moi.rss"]);
}
