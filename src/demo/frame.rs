//! What stands around every page: head, menu with today's date, side boxes, footer.
//!
//! Pure. All of it is furniture that must not end up in an article.

use super::category::Category;
use super::reply::Reply;
use super::site::DemoSite;
use super::truth::weekday;

/// A whole HTML page.
pub(super) struct HtmlFrame<'a> {
    /// `<title>`.
    pub(super) title: &'a str,
    /// More elements for `<head>`.
    pub(super) head: &'a str,
    /// What the page is about.
    pub(super) main: &'a str,
    /// `<meta charset>`.
    pub(super) charset: &'a str,
}

impl HtmlFrame<'_> {
    /// The page's HTML.
    pub(super) fn html(&self, site: &DemoSite) -> String {
        let Self {
            head,
            main,
            charset,
            ..
        } = self;
        let title = escape(self.title);
        let day = site.options.today;
        let today = format!("{}, {}", weekday(day), day.format("%d/%m/%Y"));
        let home = site.absolute("/");
        let feed = site.absolute("/feed/");
        let menu: String = Category::ALL
            .into_iter()
            .map(|c| menu_item(site, c))
            .collect();
        let read: String = most_read(site);
        let sheet = site.options.uploads.stylesheet.then(|| {
            let address = site.absolute("/wp-content/themes/demo/style.css?ver=1");
            format!("<link rel=\"stylesheet\" href=\"{address}\">\n")
        });
        let sheet = sheet.unwrap_or_default();
        format!(
            r#"<!DOCTYPE html>
<html lang="vi">
<head>
<meta charset="{charset}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} - Cổng tin tức (bản thử)</title>
<link rel="alternate" type="application/rss+xml" title="Dòng tin" href="{feed}">
<link rel="https://api.w.org/" href="{home}wp-json/">
{sheet}{head}<style>body{{font:17px/1.5 sans-serif;max-width:46em;margin:auto}}figcaption,.image_desc{{font-style:italic}}</style>
</head>
<body>
<header class="site-head"><span class="today">{today}</span>
<a href="{home}">CỔNG TIN TỨC THÀNH PHỐ HẢI PHÒNG</a> <em>Bản mô phỏng, chạy trên máy của bạn</em></header>
<nav class="main-nav"><ul><li><a href="{home}">Trang chủ</a></li>{menu}<li><a href="{home}tim-kiem?s=bến+cảng">Tìm kiếm</a></li></ul></nav>
{main}
<aside class="col-side"><div class="side-box most-read"><h3>Tin đọc nhiều</h3><ul>{read}</ul></div></aside>
<footer class="site-foot"><strong>CỔNG TIN TỨC THÀNH PHỐ HẢI PHÒNG</strong> (bản mô phỏng, không phải trang thật)<br>
Địa chỉ: Số 1 đường Ví Dụ, phường Mẫu. Điện thoại: 0225.0000.000. Ghi rõ nguồn khi phát hành lại thông tin từ trang này.</footer>
</body></html>
"#
        )
    }
}

fn menu_item(site: &DemoSite, category: Category) -> String {
    let address = site.absolute(&format!("/category/{}", category.slug()));
    format!("<li>{}</li>", link(&address, category.name()))
}

fn most_read(site: &DemoSite) -> String {
    let mut stories = site.listed(None);
    stories.sort_by_key(|s| std::cmp::Reverse(site.views(s)));
    let item = |s: &&super::Story| {
        let views = site.views(s);
        let link = link(&site.address(s), &s.title);
        format!("<li>{link} <span class=\"d\">({views} lượt xem)</span></li>")
    };
    stories.iter().take(4).map(item).collect()
}

/// A page that only says something.
pub(super) fn notice(site: &DemoSite, title: &str, text: &str) -> Reply {
    let main = format!("<main class=\"notice\"><h1>{title}</h1><p>{text}</p></main>");
    let frame = HtmlFrame {
        title,
        head: "",
        main: &main,
        charset: "UTF-8",
    };
    Reply::html(frame.html(site))
}

/// 404 in full dress, as WordPress sends it.
pub(super) fn missing(site: &DemoSite) -> Reply {
    Reply {
        status: 404,
        ..notice(
            site,
            "Không tìm thấy trang",
            "Trang bạn tìm không còn hoặc chưa từng có.",
        )
    }
}

/// A link.
pub(super) fn link(address: &str, text: &str) -> String {
    format!("<a href=\"{}\">{}</a>", escape(address), escape(text))
}

/// Text for HTML and XML, elements and attributes alike.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(c),
        }
    }
    out
}
