//! A newspaper of two eras: since 2020 structured data and captions in `div`s, before that
//! captions in tables; in both a box of related stories inside the text.

use std::fmt::Write as _;

use chrono::Datelike;

use super::story::{SECTIONS, Story, others, weekday};

const PAGE: usize = 15;

pub(crate) fn address(story: &Story) -> String {
    format!("/{}/{}-{}.html", story.section.0, story.slug, story.number)
}

pub(crate) fn sitemap(all: &[Story], base: &str) -> String {
    let rows: String = all
        .iter()
        .map(|it| format!("<url><loc>{base}{}</loc></url>", address(it)))
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">{rows}</urlset>"
    )
}

pub(crate) fn feed(all: &[Story], base: &str) -> String {
    let items: String = all[..PAGE].iter().map(|it| {
        let (link, at) = (address(it), it.published.format("%a, %d %b %Y %H:%M:%S +0700"));
        format!("<item><title>{}</title><link>{base}{link}</link><guid>{base}{link}</guid><pubDate>{at}</pubDate>\
                 <description>{}</description><category>{}</category></item>", it.title, it.lead, it.section.1)
    }).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><rss version=\"2.0\"><channel><title>Báo Sông Lau</title><link>{base}/</link><description>Tin mới</description>{items}</channel></rss>"
    )
}

pub(crate) fn page(all: &[Story], target: &str) -> Option<String> {
    if target == "/" {
        return Some(frame("Báo Sông Lau", "", &rows(&all[..PAGE], None)));
    }
    let (slug, number) = target
        .strip_prefix('/')?
        .split_once("/trang-")
        .unwrap_or((target.strip_prefix('/')?, "1"));
    let section = SECTIONS.iter().find(|it| it.0 == slug)?;
    let number: usize = number
        .strip_suffix(".html")
        .unwrap_or(number)
        .parse()
        .ok()?;
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
    let next = (number * PAGE < of.len()).then(|| format!("/{slug}/trang-{}.html", number + 1));
    (!shown.is_empty()).then(|| frame(section.1, "", &rows(&shown, next)))
}

fn rows(shown: &[Story], next: Option<String>) -> String {
    let mut rows = String::new();
    for it in shown {
        let _ = write!(
            rows,
            "<div class=\"story story--list\"><h3 class=\"story__title\"><a href=\"{}\">{}</a></h3><p class=\"story__summary\">{}</p></div>",
            address(it),
            it.title,
            it.lead
        );
    }
    if let Some(next) = next {
        let _ = write!(
            rows,
            "<div class=\"pagination\"><a href=\"{next}\">Xem thêm</a></div>"
        );
    }
    rows
}

/// Since 2020 the paper has its new system.
fn is_new(story: &Story) -> bool {
    story.published.year() >= 2020
}

fn link(to: &Story) -> String {
    let (href, title) = (address(to), &to.title);
    format!("<a href=\"{href}\" title=\"{title}\">{title}</a>")
}

/// The running text with its pictures and the box of a related story.
fn text(story: &Story, related: &Story) -> String {
    let mut text = String::new();
    for (index, paragraph) in story.paragraphs.iter().enumerate() {
        let _ = write!(text, "<p>{paragraph}</p>");
        if index == 0 {
            let (open, close) = if is_new(story) {
                (
                    "<div class=\"VCSortableInPreviewMode link-content-footer\" type=\"RelatedOneNews\">",
                    "</div>",
                )
            } else {
                (
                    "<table class=\"tin-lien-quan\" align=\"right\"><tbody><tr><td>",
                    "</td></tr></tbody></table>",
                )
            };
            let _ = write!(text, "{open}{}{close}", link(related));
        }
        for picture in story.pictures.iter().filter(|it| it.after == index + 1) {
            text.push_str(&figure(
                is_new(story),
                &picture.src,
                picture.caption.as_deref(),
            ));
        }
    }
    text
}

pub(crate) fn article(all: &[Story], story: &Story, base: &str) -> String {
    let related = others(all, story);
    let text = text(story, related[0]);
    let author = story.author.map_or(String::new(), |it| {
        format!("<p class=\"tac-gia\"><strong>{it}</strong></p>")
    });
    let source = story.source.map_or(String::new(), |it| {
        format!("<p class=\"nguon\">Nguồn: {it}</p>")
    });
    let file = story.file.as_ref().map_or(String::new(), |(path, title)| {
        format!("<div class=\"tep-dinh-kem\">Tệp đính kèm: <a href=\"{path}\">{title}</a></div>")
    });
    let others: String = related
        .iter()
        .map(|it| format!("<li>{}</li>", link(it)))
        .collect();
    let (slug, name) = story.section;
    let at = story.published;
    let main = if is_new(story) {
        format!(
            "<div class=\"detail__cat\"><a href=\"/{slug}\">{name}</a></div><h1 class=\"detail__title\">{}</h1>\
             <div class=\"detail__meta\"><span class=\"detail__time\">{}</span><div class=\"detail__share\">Chia sẻ Zalo</div></div>\
             <h2 class=\"detail__sapo\">{}</h2><div class=\"detail__content\">{text}</div>{author}{source}{file}\
             <div class=\"detail__tags\">Từ khóa: <a href=\"/tag/{slug}\">{slug}</a></div>\
             <div class=\"detail__related\"><div class=\"box-title\">Tin cùng chuyên mục</div><ul>{others}</ul></div>",
            story.title,
            at.format("%d/%m/%Y %H:%M GMT+7"),
            story.lead
        )
    } else {
        format!(
            "<div id=\"duong-dan\"><a href=\"/\">Trang nhất</a> / <a href=\"/{slug}\">{name}</a></div><div class=\"tieu-de-bai\">{}</div>\
             <div class=\"ngay-thang\">{}, {}</div><div class=\"tom-tat\">{}</div><div class=\"noi-dung-bai\">{text}</div>{author}{source}{file}\
             <div class=\"cong-cu\">Gửi bài viết | Bản in</div>\
             <div class=\"cung-muc\"><b>Tin cùng mục</b><ul>{others}</ul></div>",
            story.title,
            weekday(at),
            at.format("%d/%m/%Y, %H:%M"),
            story.lead
        )
    };
    let head = if is_new(story) {
        format!(
            "<script type=\"application/ld+json\">{{\"@context\":\"https://schema.org\",\"@type\":\"NewsArticle\",\"headline\":\"{}\",\
             \"datePublished\":\"{}+07:00\",\"mainEntityOfPage\":\"{base}{}\"}}</script>",
            story.title,
            at.format("%Y-%m-%dT%H:%M:%S"),
            address(story)
        )
    } else {
        String::new()
    };
    frame(&story.title, &head, &main)
}

fn figure(new: bool, src: &str, caption: Option<&str>) -> String {
    if new {
        let caption = caption.map_or(String::new(), |it| {
            format!("<div class=\"PhotoCMS_Caption\"><p>{it}</p></div>")
        });
        return format!(
            "<div class=\"VCSortableInPreviewMode\" type=\"Photo\"><div><img src=\"{src}\" /></div>{caption}</div>"
        );
    }
    let caption = caption.map_or(String::new(), |it| {
        format!("<tr><td class=\"chu-thich\">{it}</td></tr>")
    });
    format!(
        "<table class=\"anh\" align=\"center\"><tbody><tr><td><img src=\"{src}\" /></td></tr>{caption}</tbody></table>"
    )
}

fn frame(title: &str, head: &str, main: &str) -> String {
    let menu: String = SECTIONS
        .iter()
        .map(|it| format!("<li><a href=\"/{}\">{}</a></li>", it.0, it.1))
        .collect();
    format!(
        "<!DOCTYPE html><html lang=\"vi\"><head><meta charset=\"utf-8\"><title>{title}</title>\
         <link rel=\"alternate\" type=\"application/rss+xml\" href=\"/rss/tin-moi.rss\">{head}</head>\
         <body><header class=\"top\"><ul class=\"menu\">{menu}</ul></header><main class=\"container\"><div class=\"col-left\">{main}</div>\
         <aside class=\"col-right\"><div class=\"box-title\">Quảng cáo</div><p>Đặt báo dài hạn tại tòa soạn.</p></aside></main>\
         <footer><p>Giấy phép xuất bản số 12/GP-BTTTT. Điện thoại tòa soạn: 0225 111 111</p></footer></body></html>"
    )
}
