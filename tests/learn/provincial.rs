//! A portal of a provider for provinces: portlets with generated ids, a sitemap, centred captions
//! in the text, the byline as its last line.

use std::fmt::Write as _;

use super::story::{SECTIONS, Story, others};

const PAGE: usize = 10;

pub(crate) fn address(story: &Story) -> String {
    format!(
        "/web/cong/{}/-/asset_publisher/{}/{}",
        story.section.0,
        portlet(story.section.0),
        story.slug
    )
}

/// Liferay's portlets have names of their own on every page.
fn portlet(section: &str) -> String {
    section
        .chars()
        .rev()
        .filter(char::is_ascii_alphabetic)
        .chain(['X', '7'])
        .collect()
}

pub(crate) fn sitemap(all: &[Story], base: &str) -> String {
    let rows: String = all
        .iter()
        .map(|it| {
            format!(
                "<url><loc>{base}{}</loc><lastmod>{}+07:00</lastmod></url>",
                address(it),
                it.published.format("%Y-%m-%dT%H:%M:%S")
            )
        })
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">{rows}</urlset>"
    )
}

pub(crate) fn page(all: &[Story], target: &str) -> Option<String> {
    if target == "/" || target == "/web/cong" {
        return Some(frame("Trang chủ", &rows(&all[..PAGE], None, 1, PAGE)));
    }
    let (path, number) = target.split_once("?cur=").unwrap_or((target, "1"));
    let slug = path.strip_prefix("/web/cong/")?;
    let section = SECTIONS.iter().find(|it| it.0 == slug)?;
    let number: usize = number.parse().ok()?;
    let of: Vec<Story> = all
        .iter()
        .filter(|it| it.section == *section)
        .cloned()
        .collect();
    let shown: Vec<Story> = of
        .iter()
        .skip((number - 1) * PAGE)
        .take(PAGE)
        .cloned()
        .collect();
    (!shown.is_empty()).then(|| frame(section.1, &rows(&shown, Some(slug), number, of.len())))
}

fn rows(shown: &[Story], slug: Option<&str>, number: usize, all: usize) -> String {
    let mut rows = String::new();
    for it in shown {
        let _ = write!(
            rows,
            "<div class=\"asset-abstract\"><h4 class=\"asset-title\"><a href=\"{}\">{}</a></h4>\
             <span class=\"metadata-publish-date\">{}</span><div class=\"asset-summary\">{}</div></div>",
            address(it),
            it.title,
            it.published.format("%d/%m/%Y"),
            it.lead
        );
    }
    if let Some(slug) = slug.filter(|_| number * PAGE < all) {
        let _ = write!(
            rows,
            "<ul class=\"lfr-pagination-buttons pager\"><li><a href=\"/web/cong/{slug}?cur={}\">Trang sau</a></li></ul>",
            number + 1
        );
    }
    rows
}

pub(crate) fn article(all: &[Story], story: &Story) -> String {
    let mut text = String::new();
    let _ = write!(
        text,
        "<p style=\"text-align:justify\"><strong>{}</strong></p>",
        story.lead
    );
    for (index, paragraph) in story.paragraphs.iter().enumerate() {
        let _ = write!(text, "<p style=\"text-align:justify\">{paragraph}</p>");
        for picture in story.pictures.iter().filter(|it| it.after == index + 1) {
            let _ = write!(
                text,
                "<p style=\"text-align:center\"><img alt=\"\" src=\"{}\" /></p>",
                picture.src
            );
            if let Some(caption) = &picture.caption {
                let _ = write!(
                    text,
                    "<p style=\"text-align:center\"><em>{caption}</em></p>"
                );
            }
        }
    }
    if let Some(author) = story.author {
        let _ = write!(
            text,
            "<p style=\"text-align:right\"><strong>{author}</strong></p>"
        );
    }
    let source = story.source.map_or(String::new(), |it| {
        format!("<p class=\"nguon-tin\">Nguồn: {it}</p>")
    });
    let file = story.file.as_ref().map_or(String::new(), |(path, title)| {
        format!("<div class=\"asset-attachments\"><h6>Tài liệu đính kèm</h6><ul><li><a href=\"{path}\">{title}</a></li></ul></div>")
    });
    let other: String = others(all, story)
        .iter()
        .map(|it| {
            format!(
                "<li><a href=\"{}\" title=\"{1}\">{1}</a><span class=\"ngay\">({2})</span></li>",
                address(it),
                it.title,
                it.published.format("%d/%m/%Y")
            )
        })
        .collect();
    let (slug, name) = story.section;
    let id = portlet(slug);
    let main = format!(
        "<ul class=\"breadcrumb\"><li><a href=\"/\">Trang chủ</a></li><li><a href=\"/web/cong/{slug}\">{name}</a></li></ul>\
         <section class=\"portlet\" id=\"portlet_com_liferay_asset_publisher_INSTANCE_{id}\"><div class=\"portlet-content\">\
         <div class=\"asset-full-content\" id=\"yui_3_18_1_{}\"><h3 class=\"header-title\"><span>{}</span></h3>\
         <div class=\"thong-tin\"><span class=\"ngay-dang\">Ngày đăng: {}</span> | <span class=\"luot-xem\">Lượt xem: {}</span>\
         <a class=\"in-trang\" href=\"javascript:window.print()\">In trang</a></div>\
         <div class=\"journal-content-article\">{text}</div>{source}{file}\
         <div class=\"taglib-social-bookmarks\"><span>Chia sẻ:</span> <a href=\"https://www.facebook.com/sharer.php?u=x\">Facebook</a></div>\
         <div class=\"tin-lien-quan\"><h4>Tin liên quan</h4><ul>{other}</ul></div></div></div></section>",
        story.number,
        story.title,
        story.published.format("%d/%m/%Y | %H:%M"),
        story.number % 613
    );
    frame(&story.title, &main)
}

fn frame(title: &str, main: &str) -> String {
    let menu: String = SECTIONS
        .iter()
        .map(|it| format!("<li><a href=\"/web/cong/{}\">{}</a></li>", it.0, it.1))
        .collect();
    format!(
        "<!DOCTYPE html><html class=\"ltr\" dir=\"ltr\" lang=\"vi-VN\"><head><title>{title} - Cổng thông tin</title>\
         <meta content=\"text/html; charset=UTF-8\" http-equiv=\"content-type\" /></head>\
         <body class=\"controls-visible yui3-skin-sam signed-out\"><header id=\"banner\"><nav><ul>{menu}</ul></nav></header>\
         <div id=\"wrapper\"><div class=\"row\"><div class=\"span9 portlet-column\">{main}</div>\
         <div class=\"span3 portlet-column\"><section class=\"portlet\"><h2>Thông báo</h2><p>Lịch tiếp công dân được niêm yết tại trụ sở.</p>\
         </section></div></div></div><footer id=\"footer\"><p>Cơ quan chủ quản: Ủy ban nhân dân tỉnh</p></footer></body></html>"
    )
}
