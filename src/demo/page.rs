//! Article pages: the two layouts, and the copies of an article under other addresses.
//!
//! Pure. Prints a story; decides nothing about addresses.

use super::body::body;
use super::frame::{HtmlFrame, escape, link};
use super::site::DemoSite;
use super::story::{Face, Quirk, Story};
use super::truth::{printed_date, related_date};

/// Page `part` (from 0) of an article in its layout.
pub(super) fn article(site: &DemoSite, story: &Story, part: usize) -> String {
    let main = match story.face {
        Face::Old => old(site, story, part),
        Face::New | Face::Video => new(site, story, part),
    };
    let amp = match story.face {
        Face::New => format!(
            "<link rel=\"amphtml\" href=\"{}/amp\">\n",
            site.address(story)
        ),
        Face::Old | Face::Video => String::new(),
    };
    framed(site, story, part, &amp, &main)
}

/// A film's page.
pub(super) fn video(site: &DemoSite, story: &Story) -> String {
    let title = escape(&story.title);
    let date = printed_date(story);
    let body = body(site, story, 0);
    let source = source(story);
    let related = related(site, story);
    let main = format!(
        r#"<main class="video-detail">{crumbs}
<h1 class="title-video">{title}</h1><span class="date-video">{date}</span>
<video controls poster="{poster}"></video>
<p class="sapo">{lead}</p>
<div class="content-video">{body}</div>
<div class="utility"><h4>QR Code</h4><div class="source"><span class="lbl">Nguồn tin</span> <span class="val">{source}</span></div></div>
<div class="other-video"><h3>Video cùng chuyên mục</h3><ul>{related}</ul></div></main>"#,
        crumbs = crumbs(site, story),
        poster = site.absolute(&format!("/wp-content/uploads/qrcode/{}.png", story.id)),
        lead = escape(&story.lead),
    );
    framed(site, story, 0, "", &main)
}

/// The copy for printers, all parts on one page.
pub(super) fn print(site: &DemoSite, story: &Story) -> String {
    let (title, address) = (escape(&story.title), site.address(story));
    let (date, lead) = (printed_date(story), escape(&story.lead));
    let body: String = (0..story.parts.len())
        .map(|n| body(site, story, n))
        .collect();
    format!(
        "<!DOCTYPE html>\n<html lang=\"vi\"><head><meta charset=\"UTF-8\">\
         <meta name=\"robots\" content=\"noindex,nofollow\"><title>{title} - bản in</title>\
         <link rel=\"canonical\" href=\"{address}\"></head>\n<body class=\"print-page\">\
         <h1>{title}</h1><p class=\"date\">{date}</p><p><strong>{lead}</strong></p>\n{body}\
         <hr><p>Nguồn: {address}</p></body></html>\n"
    )
}

/// The AMP copy; its teasers of other articles are newer than the article.
pub(super) fn amp(site: &DemoSite, story: &Story) -> String {
    let (title, address) = (escape(&story.title), site.address(story));
    let lead = escape(&story.lead);
    let body: String = (0..story.parts.len())
        .map(|n| body(site, story, n))
        .collect();
    let teaser = |other: &&Story| {
        let head: String = other.lead.chars().take(60).collect();
        let day = other.date.format("%d/%m/%Y");
        format!(
            "<li>{}<p>{}…</p>{day}</li>",
            link(&site.address(other), &other.title),
            escape(&head)
        )
    };
    let teasers: String = site.listed(None).iter().take(6).map(teaser).collect();
    format!(
        "<!DOCTYPE html>\n<html amp lang=\"vi\"><head><meta charset=\"UTF-8\"><title>{title}</title>\
         <link rel=\"canonical\" href=\"{address}\"></head>\n<body class=\"amp-page\">\
         <p class=\"cat\">{category}</p><h1>{title}</h1><p><strong>{lead}</strong></p>\n{body}\
         <p>Nguồn tin: {source}</p><h3>Tin khác</h3><ul>{teasers}</ul></body></html>\n",
        category = story.category.name(),
        source = source(story),
    )
}

fn new(site: &DemoSite, story: &Story, part: usize) -> String {
    let address = site.address(story);
    let title = escape(&story.title);
    let lead = match part {
        0 => format!("<p><strong>{}</strong></p>\n", escape(&story.lead)),
        _ => String::new(),
    };
    let last = part + 1 == story.parts.len();
    let author = match &story.author {
        Some(name) if last => format!(
            "<p class=\"tac-gia\"><strong>{}</strong></p>\n",
            escape(name)
        ),
        _ => String::new(),
    };
    format!(
        r##"<main class="col-main"><article class="detail-post" id="post-{id}">
{crumbs}<span class="views">Lượt xem: <b>{views}</b></span>
<h1 class="title-detail">{title}</h1>
<div class="meta-tools"><a class="btn-print" rel="nofollow" href="{address}?print=1">Print</a> <span class="date-detail">{date}</span> <a href="#" class="fs-base">Gốc</a></div>
<div class="content-detail">
{lead}{body}{author}{pages}</div>
{files}<div class="utility"><h3>Tiện ích thông tin</h3>
<div class="source"><span class="lbl">Nguồn tin</span> <span class="val">{source}</span></div>
<div class="qr-box"><h4>QR Code</h4><img class="qr" src="{qr}" alt="QR Code"><p class="qr-title">QR CODE: {title}</p></div></div>
<div class="social-box"><h3>Chúng tôi trên Mạng Xã hội</h3><p>Mã QR Code truy cập vào Fanpage Cổng tin tức Thành phố Hải Phòng</p></div>
<div class="other-news"><h3>Tin khác</h3><ul>{related}</ul></div>
</article></main>"##,
        id = story.id,
        crumbs = crumbs(site, story),
        views = site.views(story),
        date = printed_date(story),
        body = body(site, story, part),
        pages = pages(site, story, part),
        files = files(site, story),
        source = source(story),
        qr = site.absolute(&format!("/wp-content/uploads/qrcode/{}.png", story.id)),
        related = related(site, story),
    )
}

fn old(site: &DemoSite, story: &Story, part: usize) -> String {
    let source = match &story.source {
        Some(_) => format!(
            "<div class=\"nguon\">(Nguồn: <b>{}</b>)</div>\n",
            source(story)
        ),
        None => String::new(),
    };
    let author = story.author.as_deref().map(escape).unwrap_or_default();
    format!(
        r#"<div class="col-main"><div class="news-detail">
<table width="100%" border="0"><tr><td class="path">{crumbs}</td><td class="date_news">{date}</td></tr></table>
<div class="title_news">{title}</div>
<div class="sapo">{lead}</div>
<div id="noidung" class="noi-dung-tin">
{body}{pages}</div>
<div class="tacgia">{author}</div>
{source}{files}<div class="cong-cu"><a href="{address}?print=1">In trang</a> | Số lần đọc: {views}</div>
<div class="box-cung-muc"><b>Các tin khác</b><ul class="tin-cung-muc">{related}</ul></div>
</div></div>"#,
        crumbs = crumbs(site, story),
        date = printed_date(story),
        title = escape(&story.title),
        lead = escape(&story.lead),
        body = body(site, story, part),
        pages = pages(site, story, part),
        files = files(site, story),
        address = site.address(story),
        views = site.views(story),
        related = related(site, story),
    )
}

/// Puts an article's page into the frame, with the links WordPress puts in its head.
fn framed(site: &DemoSite, story: &Story, part: usize, more: &str, main: &str) -> String {
    let address = site.address(story);
    let canonical = match part {
        0 => address,
        _ => format!("{address}/{}", part + 1),
    };
    let short = site.absolute(&format!("/?p={}", story.id));
    let head = format!(
        "<link rel=\"canonical\" href=\"{canonical}\">\n\
         <link rel=\"shortlink\" href=\"{short}\">\n{more}"
    );
    let frame = HtmlFrame {
        title: &story.title,
        head: &head,
        main,
        charset: if story.is(Quirk::Windows1258) {
            "windows-1258"
        } else {
            "UTF-8"
        },
    };
    frame.html(site)
}

fn crumbs(site: &DemoSite, story: &Story) -> String {
    let section = site.absolute(&format!("/category/{}", story.category.slug()));
    let home = link(&site.absolute("/"), "Trang chủ");
    let section = link(&section, story.category.name());
    format!("<div class=\"breadcrumb\">{home} » <span class=\"cat\">{section}</span></div>")
}

fn source(story: &Story) -> String {
    story.source.as_deref().map(escape).unwrap_or_default()
}

fn files(site: &DemoSite, story: &Story) -> String {
    let item = |(file, title): &(String, String)| {
        format!(
            "<li>{}</li>",
            link(&site.absolute(&story.upload(file)), title)
        )
    };
    let items: String = story.attachments.iter().map(item).collect();
    if items.is_empty() {
        return items;
    }
    format!("<div class=\"dinh-kem\"><b>Tài liệu đính kèm</b><ul>{items}</ul></div>\n")
}

/// WordPress's links between the pages of one article.
fn pages(site: &DemoSite, story: &Story, part: usize) -> String {
    let address = site.address(story);
    let number = |n: usize| match n {
        _ if n == part => format!("<span class=\"current\">{}</span>", n + 1),
        0 => link(&address, "1"),
        _ => link(&format!("{address}/{}", n + 1), &(n + 1).to_string()),
    };
    match story.parts.len() {
        1 => String::new(),
        many => {
            let numbers: Vec<_> = (0..many).map(number).collect();
            format!(
                "<div class=\"page-links\">Trang: {}</div>\n",
                numbers.join(" ")
            )
        }
    }
}

fn related(site: &DemoSite, story: &Story) -> String {
    let mark = match story.face {
        Face::Old => "i",
        Face::New | Face::Video => "span",
    };
    let item = |other: &Story| {
        let link = link(&site.address(other), &other.title);
        format!(
            "<li>{link} <{mark} class=\"d\">{}</{mark}></li>",
            related_date(story.face, other)
        )
    };
    site.related(story).into_iter().map(item).collect()
}
