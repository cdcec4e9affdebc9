//! Addresses of pictures and files.
//!
//! Never fetches one; a file's media type is told from its ending alone.

use scraper::{ElementRef, Html};
use url::Url;

use super::gather::{attr, raw_text};
use crate::record::Image;
use crate::text;

/// What tells a picture that belongs to the page and to no article, as a word of its class, a
/// folder of its address, or all of its file's name.
const EMBLEMS: [&str; 11] = [
    "emoji", "smiley", "qr", "qrcode", "avatar", "avatars", "gravatar", "logo", "logos", "icon",
    "icons",
];

/// The picture an `<img>` shows, if it is one of the article: not an emblem of the page, not a
/// counter, not what stands in its place until a script has loaded it.
pub(super) fn read(element: ElementRef<'_>, base: &Url) -> Option<Image> {
    let class = attr(element, "class").unwrap_or_default();
    let mut words = class.split(|it: char| !it.is_ascii_alphanumeric());
    let emblem = words.any(is_emblem);
    let counter = ["width", "height"]
        .iter()
        .any(|it| attr(element, it) == Some("1"));
    if emblem || counter {
        return None;
    }
    let url = address(element, base).or_else(|| {
        let picture = element.parent().and_then(ElementRef::wrap)?;
        let sources = picture.children().filter_map(ElementRef::wrap);
        let mut sources = sources.filter(|it| it.value().name() == "source");
        (picture.value().name() == "picture").then_some(())?;
        sources.find_map(|it| address(it, base))
    })?;
    if shows_emblem(&url) {
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

fn is_emblem(word: &str) -> bool {
    EMBLEMS.contains(&word.to_ascii_lowercase().as_str())
}

/// Whether an address says that its picture is an emblem: by a folder, or by the file's name.
fn shows_emblem(url: &Url) -> bool {
    let (folders, file) = url.path().rsplit_once('/').unwrap_or_default();
    let name = file.split('.').next().unwrap_or_default();
    folders.split('/').any(is_emblem) || is_emblem(&name.replace(['-', '_'], ""))
}

/// Whether a `<noscript>` shows a picture that nothing before it shows.
pub(super) fn is_shown_in(noscript: ElementRef<'_>) -> bool {
    let before = noscript.prev_siblings().find_map(ElementRef::wrap);
    let picture = before.is_some_and(|it| matches!(it.value().name(), "img" | "picture"));
    !picture && raw_text(noscript).contains("<img")
}

/// The pictures a `<noscript>` shows where the one before it is only loaded by script.
pub(super) fn without_script(noscript: ElementRef<'_>, base: &Url) -> Vec<Image> {
    let raw = raw_text(noscript);
    let before = noscript.prev_siblings().find_map(ElementRef::wrap);
    let shown = before.is_some_and(|it| {
        let mut images = it.descendants().filter_map(ElementRef::wrap);
        images.any(|it| it.value().name() == "img" && read(it, base).is_some())
    });
    if shown || !raw.contains("<img") {
        return Vec::new();
    }
    let html = Html::parse_fragment(&raw);
    let images = html.tree.root().descendants().filter_map(ElementRef::wrap);
    let images = images.filter(|it| it.value().name() == "img");
    images.filter_map(|it| read(it, base)).collect()
}

/// Where an `<img>` or `<source>` leads. Lazy loaders keep the real address in an attribute
/// of their own, beside a placeholder.
fn address(element: ElementRef<'_>, base: &Url) -> Option<Url> {
    let lazy = element.value().attrs().filter(|(name, _)| is_lazy(name));
    let own = ["src", "srcset"];
    let own = own.iter().filter_map(|it| Some((*it, attr(element, it)?)));
    let lazy = lazy.filter(|(_, value)| value.contains(['/', '.']));
    let mut said = lazy.chain(own).filter_map(|(name, value)| {
        if name.contains("set") {
            best_of_set(value)
        } else {
            Some(value.trim())
        }
    });
    let url = said.find(|it| is_address(it))?;
    let url = base.join(url).ok()?;
    matches!(url.scheme(), "http" | "https").then_some(url)
}

/// Whether a lazy loader keeps an address under this name (`data-src`, `data-lazy-srcset`,
/// `data-original`).
fn is_lazy(name: &str) -> bool {
    let Some(rest) = name.strip_prefix("data-") else {
        return false;
    };
    ["src", "lazy", "original"]
        .iter()
        .any(|it| rest.contains(it))
        && !rest.contains("sizes")
}

/// Whether a value is the address of a picture, and not a setting or a placeholder.
fn is_address(value: &str) -> bool {
    const PLACEHOLDERS: [&str; 12] = [
        "blank",
        "lazy",
        "lazyload",
        "placeholder",
        "pixel",
        "spacer",
        "transparent",
        "loading",
        "loader",
        "1x1",
        "grey",
        "gray",
    ];
    let inline = value
        .get(..5)
        .is_some_and(|it| it.eq_ignore_ascii_case("data:"));
    if inline || value.contains(char::is_whitespace) {
        return false;
    }
    let path = value.split(['?', '#']).next().unwrap_or_default();
    let file = path.rsplit('/').next().unwrap_or_default();
    let stem = file.split('.').next().unwrap_or_default();
    let absolute = value.contains("://");
    (absolute || !stem.is_empty()) && !PLACEHOLDERS.contains(&stem.to_ascii_lowercase().as_str())
}

/// The largest picture of a `srcset`: by width, else by density, else the first.
fn best_of_set(set: &str) -> Option<&str> {
    let mut words = set.split_ascii_whitespace().peekable();
    let mut best: Option<(f32, &str)> = None;
    while let Some(url) = words.next() {
        let (url, alone) = match url.strip_suffix(',') {
            Some(url) => (url, true),
            None => (url, false),
        };
        let size = words
            .peek()
            .copied()
            .unwrap_or_default()
            .trim_end_matches(',');
        let size = size
            .strip_suffix(['w', 'x', 'h'])
            .and_then(|it| it.parse().ok());
        if !alone && size.is_some() {
            words.next();
        }
        let size: f32 = size.filter(|_| !alone).unwrap_or(0.0);
        if best.is_none_or(|(most, _)| size > most) && is_address(url) {
            best = Some((size, url));
        }
    }
    best.map(|(_, url)| url)
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
    fn the_real_address_is_found_beside_a_placeholder() {
        for (html, expected) in [
            ("<img src=/a.jpg>", Some("/a.jpg")),
            (
                "<img src=/blank.gif data-srcset='/s.jpg 300w, /l.jpg 900w'>",
                Some("/l.jpg"),
            ),
            ("<img src=/lazy.svg data-lazy=/b.jpg>", Some("/b.jpg")),
            (
                "<img src='data:image/gif;base64,R0' data-src=/c.png>",
                Some("/c.png"),
            ),
            (
                "<img data-src-retina=/d2.jpg src=/loading.gif>",
                Some("/d2.jpg"),
            ),
            (
                "<img src=/e.jpg data-lazy=true data-lazy-sizes=auto data-original-width=600>",
                Some("/e.jpg"),
            ),
            ("<img srcset='/f.jpg, /f2.jpg 2x'>", Some("/f2.jpg")),
            (
                "<img srcset='/w_300,h_200/g.jpg 300w'>",
                Some("/w_300,h_200/g.jpg"),
            ),
            (
                "<picture><source srcset='/h.webp 1x'><img src=/spacer.gif></picture>",
                Some("/h.webp"),
            ),
            (
                "<picture><source srcset=/i.webp><img src=/i.jpg></picture>",
                Some("/i.jpg"),
            ),
            ("<img src=/blank.gif>", None),
            ("<img src='' alt=x>", None),
            ("<img src=/>", None),
            ("<img src='http://a.vn/?anh=7'>", Some("/?anh=7")),
            ("<img src=/j.jpg width=1 height=1>", None),
            ("<img class='qr lazy' src=/k.png>", None),
            ("<img class=author-avatar src=/l.jpg>", None),
            ("<img src=/tai-len/qrcode/1204.png>", None),
            ("<img src=/anh/Logo.svg>", None),
            (
                "<img src=/anh/logo-moi-cua-thanh-pho.jpg>",
                Some("/anh/logo-moi-cua-thanh-pho.jpg"),
            ),
            (
                "<img class=iconic src=/avatar-2.jpg>",
                Some("/avatar-2.jpg"),
            ),
        ] {
            let page = Html::parse_fragment(html);
            let mut all = page.tree.root().descendants().filter_map(ElementRef::wrap);
            let image = all.find(|it| it.value().name() == "img").expect(html);
            let base = Url::parse("http://a.vn/").expect("a URL");
            let found = read(image, &base).map(|it| it.url);
            let expected = expected.map(|it| format!("http://a.vn{it}"));
            assert_eq!(found, expected, "{html}");
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
