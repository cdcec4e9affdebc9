//! Addresses of pictures and files.
//!
//! Never fetches one; a file's media type is told from its ending alone.

use scraper::ElementRef;
use url::Url;

use super::gather::attr;
use crate::record::Image;
use crate::text;

/// The picture an `<img>` shows, if it is one of the article: not an emoji, not a counter.
pub(super) fn read(element: ElementRef<'_>, base: &Url) -> Option<Image> {
    // Lazy loaders keep the real address beside a placeholder.
    let lazy = ["data-src", "data-lazy-src", "data-original", "src"];
    let href = lazy
        .into_iter()
        .filter_map(|name| attr(element, name))
        .map(str::trim);
    let mut href = href.filter(|it| !it.is_empty() && !it.starts_with("data:"));
    let set = || attr(element, "srcset")?.split_ascii_whitespace().next();
    let url = base.join(href.next().or_else(set)?).ok()?;
    let class = attr(element, "class").unwrap_or_default();
    let emoji = class
        .split_ascii_whitespace()
        .any(|it| it == "emoji" || it == "wp-smiley");
    let counter = ["width", "height"]
        .iter()
        .any(|it| attr(element, it) == Some("1"));
    if emoji || counter || !matches!(url.scheme(), "http" | "https") {
        return None;
    }
    let alt = attr(element, "alt")
        .map(text::clean)
        .filter(|alt| !alt.is_empty());
    Some(Image {
        url: origin(url).into(),
        caption: None,
        credit: None,
        alt,
    })
}

/// Maps an address of the Photon image cache (`i0.wp.com/<host>/<path>?fit=…&ssl=1`) back
/// to the portal's own.
fn origin(url: Url) -> Url {
    let photon = matches!(
        url.host_str(),
        Some("i0.wp.com" | "i1.wp.com" | "i2.wp.com" | "i3.wp.com")
    );
    if !photon {
        return url;
    }
    let secure = url
        .query_pairs()
        .any(|(key, value)| key == "ssl" && value == "1");
    let scheme = if secure { "https" } else { "http" };
    Url::parse(&format!("{scheme}:/{}", url.path())).unwrap_or(url)
}

/// The media type of a document by the ending of its path; `None` for what is no document.
pub(super) fn media_type(href: &str) -> Option<&'static str> {
    let path = href.split(['?', '#']).next().unwrap_or_default();
    let (_, ending) = path.rsplit_once('.')?;
    if ending.len() > 4 {
        return None;
    }
    Some(match ending.to_ascii_lowercase().as_str() {
        "pdf" => "application/pdf",
        "doc" => "application/msword",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xls" => "application/vnd.ms-excel",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "ppt" => "application/vnd.ms-powerpoint",
        "pptx" => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "odt" => "application/vnd.oasis.opendocument.text",
        "ods" => "application/vnd.oasis.opendocument.spreadsheet",
        "rtf" => "application/rtf",
        "zip" => "application/zip",
        "rar" => "application/vnd.rar",
        "7z" => "application/x-7z-compressed",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn photon_addresses_lead_back_to_the_portal() {
        for (from, to) in [
            (
                "https://i1.wp.com/thanhphohaiphong.gov.vn/wp-content/uploads/a.jpg?fit=665%2C443&ssl=1",
                "https://thanhphohaiphong.gov.vn/wp-content/uploads/a.jpg",
            ),
            ("http://i0.wp.com/a.vn/b%20c.png", "http://a.vn/b%20c.png"),
            ("https://wp.com/a.vn/b.png", "https://wp.com/a.vn/b.png"),
        ] {
            assert_eq!(origin(Url::parse(from).expect(from)).as_str(), to);
        }
    }

    #[test]
    fn documents_are_told_by_the_ending_of_the_path() {
        for (href, is) in [
            ("/a/TB-01.PDF", true),
            ("/a/b.pdf?ver=2#page=3", true),
            ("/a/b.docx", true),
            ("/tin.html", false),
            ("/xem?file=a.pdf", false),
            ("/pdf", false),
            ("/a.b/c", false),
        ] {
            assert_eq!(media_type(href).is_some(), is, "{href}");
        }
    }
}
