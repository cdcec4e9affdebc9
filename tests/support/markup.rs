//! Pages of posts, as the systems of the shapes write them.

use super::newsroom::Post;
use super::shape::Shape;

/// The whole page of a post.
pub(crate) fn article(shape: Shape, post: &Post, url: &str) -> String {
    let Post { title, number, .. } = post;
    let shortlink = match shape {
        Shape::PlainLinks | Shape::Moves => {
            format!("<link rel=\"shortlink\" href=\"/?p={number}\">")
        }
        _ => String::new(),
    };
    let (head, body) = (times(shape, post), body(shape, post));
    format!(
        "<!doctype html><html lang=\"vi\"><head><title>{title}</title>\
         <meta property=\"og:type\" content=\"article\">\
         <link rel=\"canonical\" href=\"{url}\">{shortlink}{head}</head>\
         <body><nav><a href=\"/\">Trang chủ</a></nav>{body}\
         <footer>Cổng tin mẫu</footer></body></html>"
    )
}

/// Times that some systems state in the page's head.
fn times(shape: Shape, post: &Post) -> String {
    match shape {
        Shape::SharePoint | Shape::Liferay | Shape::Joomla | Shape::Static => String::new(),
        _ => format!(
            "<meta property=\"article:published_time\" content=\"{}\">\
             <meta property=\"article:modified_time\" content=\"{}\">",
            post.published.to_rfc3339(),
            post.modified.to_rfc3339()
        ),
    }
}

/// Headline, date and text.
fn body(shape: Shape, post: &Post) -> String {
    let (title, number) = (&post.title, post.number);
    let text = format!("<p>{}</p>", post.paragraphs().join("</p><p>"));
    let (iso, printed) = (
        post.published.to_rfc3339(),
        post.published.format("%d/%m/%Y %H:%M"),
    );
    match shape {
        Shape::SharePoint => format!(
            "<div id=\"s4-workspace\"><h1 class=\"tieu-de\">{title}</h1>\
             <span class=\"ngay-dang\">Ngày đăng: {printed}</span>\
             <div class=\"ms-rtestate-field\">{text}</div></div>"
        ),
        Shape::Liferay => format!(
            "<div class=\"portlet-body\"><h1 class=\"header-title\">{title}</h1>\
             <div class=\"date\">Thời gian đăng: {printed}</div>\
             <div class=\"journal-content-article\">{text}</div></div>"
        ),
        Shape::Joomla => format!(
            "<div class=\"item-page\" itemscope itemtype=\"https://schema.org/Article\">\
             <h1 itemprop=\"headline\">{title}</h1><dl class=\"article-info\"><dd>\
             <time datetime=\"{iso}\" itemprop=\"datePublished\">{printed}</time></dd></dl>\
             <div itemprop=\"articleBody\">{text}</div></div>"
        ),
        Shape::Drupal => format!(
            "<article class=\"node node--type-article\"><h1 class=\"page-title\">{title}</h1>\
             <div class=\"field field--name-body\">{text}</div></article>"
        ),
        Shape::Static => {
            format!("<main><h1>{title}</h1><time datetime=\"{iso}\">{printed}</time>{text}</main>")
        }
        Shape::Newspaper | Shape::HalfBroken | Shape::TakenOver => format!(
            "<div class=\"detail\"><h1 class=\"title\">{title}</h1>\
             <div class=\"detail-content\">{text}</div></div>"
        ),
        Shape::PlainLinks | Shape::WwwRedirect | Shape::RestClosed | Shape::Moves => format!(
            "<article class=\"post-{number} post type-post\"><h1 class=\"entry-title\">{title}</h1>\
             <time class=\"entry-date published\" datetime=\"{iso}\">{printed}</time>\
             <div class=\"entry-content\">{text}</div></article>"
        ),
    }
}
