//! What a page shows of another place: players, maps, posts, and files shown in a frame.
//!
//! Told by the element and the address alone. Never keeps what counts visitors or offers to
//! share the page.

use scraper::ElementRef;
use url::Url;

use super::gather::attr;
use super::picture;
use crate::record::{Embed, EmbedKind};
use crate::text;

/// What an `<iframe>`, `<video>`, `<audio>`, `<object>` or `<embed>` shows.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum EmbeddedContent {
    /// A PDF or office file.
    File(Url, Option<String>),
    /// Anything else.
    Embed(Embed),
}

impl EmbeddedContent {
    /// Whether it is a frame of which nothing else is known.
    pub(super) fn is_plain_frame(&self) -> bool {
        matches!(self, Self::Embed(it) if it.kind == EmbedKind::Frame)
    }
}

/// Hosts and paths by what they play.
const KINDS: [(&str, EmbedKind); 22] = [
    ("youtube.com/", EmbedKind::Video),
    ("youtube-nocookie.com/", EmbedKind::Video),
    ("youtu.be/", EmbedKind::Video),
    ("vimeo.com/", EmbedKind::Video),
    ("dailymotion.com/", EmbedKind::Video),
    ("facebook.com/plugins/video", EmbedKind::Video),
    ("tiktok.com/", EmbedKind::Video),
    ("player.twitch.tv/", EmbedKind::Video),
    ("bilibili.com/", EmbedKind::Video),
    ("archive.org/embed", EmbedKind::Video),
    ("upload.wikimedia.org/", EmbedKind::Video),
    ("soundcloud.com/", EmbedKind::Audio),
    ("open.spotify.com/", EmbedKind::Audio),
    ("google.com/maps", EmbedKind::Map),
    ("maps.google.", EmbedKind::Map),
    ("google.com.vn/maps", EmbedKind::Map),
    ("openstreetmap.org/", EmbedKind::Map),
    ("facebook.com/plugins/post", EmbedKind::Post),
    ("platform.twitter.com/embed", EmbedKind::Post),
    ("instagram.com/", EmbedKind::Post),
    ("t.me/", EmbedKind::Post),
    ("zalo.me/", EmbedKind::Post),
];
/// What frames show that is no part of an article.
const FURNITURE: [&str; 9] = [
    "/plugins/like",
    "/plugins/share",
    "/plugins/page",
    "/plugins/comments",
    "/plugins/follow",
    "googletagmanager.com/",
    "doubleclick.net/",
    "googlesyndication.com/",
    "recaptcha",
];

/// Reads one such element.
pub(super) fn read(element: ElementRef<'_>, base: &Url) -> Option<EmbeddedContent> {
    let name = element.value().name();
    let own = match name {
        "object" => ["data", "data-src"].as_slice(),
        _ => &["src", "data-src", "data-lazy-src", "data-original"],
    };
    let of = |element, names: &[&str]| {
        let said = names
            .iter()
            .filter_map(|it| attr(element, it))
            .map(str::trim);
        let mut said = said.filter(|it| !it.is_empty() && !it.starts_with("about:"));
        said.find_map(|it| base.join(it).ok())
    };
    let inside = || {
        let mut below = element.descendants().skip(1).filter_map(ElementRef::wrap);
        below.find_map(|it| match it.value().name() {
            "source" | "embed" => of(it, &["src", "data-src"]),
            _ => None,
        })
    };
    let url = of(element, own).or_else(inside)?;
    let counter = ["width", "height"].iter().any(|it| {
        let size = attr(element, it).unwrap_or_default();
        matches!(size, "0" | "1" | "0px" | "1px")
    });
    let place = format!("{}{}", url.host_str().unwrap_or_default(), url.path());
    let web = matches!(url.scheme(), "http" | "https");
    if counter || !web || FURNITURE.iter().any(|it| place.contains(it)) {
        return None;
    }
    let title = attr(element, "title")
        .map(text::clean)
        .filter(|it| !it.is_empty());
    if let Some(file) = file(&url, base) {
        return Some(EmbeddedContent::File(file, title));
    }
    let known = KINDS.iter().find(|(it, _)| place.contains(it));
    let kind = match (name, known) {
        (_, Some((_, kind))) => *kind,
        ("video", None) => EmbedKind::Video,
        ("audio", None) => EmbedKind::Audio,
        _ => by_ending(url.path()).unwrap_or(EmbedKind::Frame),
    };
    let url = url.into();
    Some(EmbeddedContent::Embed(Embed { url, kind, title }))
}

fn by_ending(path: &str) -> Option<EmbedKind> {
    let (_, ending) = path.rsplit_once('.')?;
    match ending.to_ascii_lowercase().as_str() {
        "mp4" | "m4v" | "webm" | "mov" | "flv" | "m3u8" => Some(EmbedKind::Video),
        "mp3" | "m4a" | "ogg" | "oga" | "wav" | "aac" => Some(EmbedKind::Audio),
        _ => None,
    }
}

/// The file that a frame shows, by itself or in a viewer that is told its address.
fn file(url: &Url, base: &Url) -> Option<Url> {
    if picture::media_type(url.path()).is_some() {
        return Some(url.clone());
    }
    let said = url.query_pairs().find(|(key, value)| {
        matches!(&**key, "url" | "file" | "src" | "embed") && picture::media_type(value).is_some()
    });
    said.and_then(|(_, value)| base.join(&value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use scraper::{Html, Selector};

    #[test]
    fn frames_are_told_by_element_and_address() {
        let file = |url: &str| Some((url.to_owned(), None));
        let embed = |url: &str, kind| Some((url.to_owned(), Some(kind)));
        for (html, expected) in [
            (
                "<iframe src='/f/qd.pdf#page=2'></iframe>",
                file("http://a.vn/f/qd.pdf#page=2"),
            ),
            (
                "<object data=qd.DOCX type=x></object>",
                file("http://a.vn/tin/qd.DOCX"),
            ),
            (
                "<object><embed src=/f/a.pdf></object>",
                file("http://a.vn/f/a.pdf"),
            ),
            ("<embed src=/f/b.xlsx>", file("http://a.vn/f/b.xlsx")),
            (
                "<iframe src='https://docs.google.com/viewer?url=http%3A%2F%2Fa.vn%2Fkh.pdf&embedded=true'></iframe>",
                file("http://a.vn/kh.pdf"),
            ),
            (
                "<iframe src='/pdfjs/web/viewer.html?file=/f/tb.pdf'></iframe>",
                file("http://a.vn/f/tb.pdf"),
            ),
            (
                "<iframe src=about:blank data-src='//www.youtube.com/embed/x'></iframe>",
                embed("http://www.youtube.com/embed/x", EmbedKind::Video),
            ),
            (
                "<video><source src=/v/a.mp4></video>",
                embed("http://a.vn/v/a.mp4", EmbedKind::Video),
            ),
            (
                "<audio src=/v/a.mp3></audio>",
                embed("http://a.vn/v/a.mp3", EmbedKind::Audio),
            ),
            (
                "<iframe src='https://www.google.com/maps/embed?pb=1'></iframe>",
                embed("https://www.google.com/maps/embed?pb=1", EmbedKind::Map),
            ),
            (
                "<iframe src=/bieu-do.html></iframe>",
                embed("http://a.vn/bieu-do.html", EmbedKind::Frame),
            ),
            (
                "<iframe src='https://www.facebook.com/plugins/like.php?x'></iframe>",
                None,
            ),
            ("<iframe src=/dem.html width=1 height=1></iframe>", None),
            ("<iframe src='javascript:void(0)'></iframe>", None),
            ("<video></video>", None),
        ] {
            let page = Html::parse_fragment(html);
            let any = Selector::parse("iframe, object, embed, video, audio").expect("a selector");
            let element = page.select(&any).next().expect(html);
            let base = Url::parse("http://a.vn/tin/bai.html").expect("a URL");
            let found = read(element, &base).map(|it| match it {
                EmbeddedContent::File(url, _) => (url.into(), None),
                EmbeddedContent::Embed(embed) => (embed.url, Some(embed.kind)),
            });
            assert_eq!(found, expected, "{html}");
        }
    }
}
