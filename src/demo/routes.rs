//! Which page answers an address: WordPress's habits, good and bad.
//!
//! Pure.

use url::Url;

use super::category::Category;
use super::charset;
use super::reply::Reply;
use super::site::DemoSite;
use super::story::{Face, Quirk, Story};
use super::{feeds, frame, lists, media, page, rest};

/// The answer to a request target.
pub(super) fn answer(site: &mut DemoSite, target: &str) -> Reply {
    let path = target.split('?').next().unwrap_or(target);
    // Joined by hand: `Url::join` would read `//x` as a host.
    let Ok(url) = Url::parse(&site.absolute(target)) else {
        return Reply::error(400);
    };
    let reply = match path {
        "/robots.txt" => feeds::robots(site),
        "/sitemap_index.xml" => feeds::sitemap_index(site),
        "/sitemap-bai-viet.xml.gz" => feeds::sitemap_posts(site),
        "/sitemap-chuyen-muc.xml" => feeds::sitemap_sections(site),
        "/feed" | "/feed/" => feeds::rss(site),
        "/wp-json" | "/wp-json/" => rest::index(site),
        "/wp-json/wp/v2/posts" => rest::posts(site, &url),
        "/" => home(site, &url),
        "/lap-lai.html" => Reply::redirect(301, site.absolute(path)),
        "/tim-kiem" => frame::notice(site, "Kết quả tìm kiếm", "Không nên thấy trang này."),
        _ if path.starts_with("/ban-nhap/") => {
            frame::notice(site, "Bản nháp", "Trang này bị robots.txt cấm.")
        }
        _ if path.starts_with("/wp-json/wp/v2/posts/") => {
            rest::post(site, path.trim_start_matches("/wp-json/wp/v2/posts/"))
        }
        _ if path.starts_with("/wp-admin") => Reply::error(403),
        _ if path.starts_with("/wp-content/uploads/") => upload(site, path),
        _ if path.starts_with("/wp-content/themes/demo/") => look(site, path),
        _ => listed_page(site, path).unwrap_or_else(|| story_page(site, path, &url)),
    };
    let html = reply.media_type.starts_with("text/html") && reply.status == 200;
    if html {
        let mut reply = reply;
        reply.body = themed(&reply.body, site.options.theme);
        let link = format!(
            "<{}>; rel=\"https://api.w.org/\"",
            site.absolute("/wp-json/")
        );
        return reply.with("Link", link);
    }
    reply
}

/// `/`, `/?p=ID`, `/?paged=N`.
fn home(site: &DemoSite, url: &Url) -> Reply {
    let query = |name: &str| {
        let mut pairs = url.query_pairs();
        pairs.find(|(key, _)| key == name).map(|(_, value)| value)
    };
    if let Some(id) = query("p") {
        let story = site.stories.iter().find(|s| s.id.to_string() == id);
        return story.map_or_else(
            || frame::missing(site),
            |s| Reply::redirect(301, site.address(s)),
        );
    }
    let number = query("paged").map_or(Some(1), |n| n.parse().ok());
    let listed = number.and_then(|n| lists::list(site, None, n));
    listed.unwrap_or_else(|| frame::missing(site))
}

/// `/page/N`, `/category/X`, `/category/X/page/N`; with a final slash where WordPress
/// takes one. `None` when the path is no list's.
fn listed_page(site: &DemoSite, path: &str) -> Option<Reply> {
    let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
    let (category, number) = match parts[..] {
        ["page", n] => (None, n),
        ["category", slug] if path.ends_with('/') && Category::of(slug).is_some() => {
            return Some(Reply::redirect(
                301,
                site.absolute(path.trim_end_matches('/')),
            ));
        }
        ["category", slug] => (Some(Category::of(slug)?), "1"),
        ["category", slug, "page", n] => (Some(Category::of(slug)?), n),
        _ => return None,
    };
    let listed = number
        .parse()
        .ok()
        .and_then(|n| lists::list(site, category, n));
    Some(listed.unwrap_or_else(|| frame::missing(site)))
}

/// Pictures and files. WordPress's QR pictures exist for any number.
fn upload(site: &DemoSite, path: &str) -> Reply {
    let name = path.rsplit('/').next().unwrap_or(path);
    let known = |s: &Story| {
        let files = s.attachments.iter().map(|a| &a.0);
        let pictures = s.pieces().filter_map(|piece| match piece {
            super::StoryPiece::Picture { file, .. } => Some(file),
            super::StoryPiece::Block(_) => None,
        });
        files.chain(pictures).any(|file| s.upload(file) == path)
    };
    if !path.starts_with("/wp-content/uploads/qrcode/") && !site.stories.iter().any(known) {
        return frame::missing(site);
    }
    let (media_type, body) = if name.to_ascii_lowercase().ends_with(".pdf") {
        let line = format!("{name} {}", site.options.uploads.mark);
        ("application/pdf", media::pdf(line.trim_end()))
    } else {
        ("image/png", media::png(name))
    };
    let etag = format!("\"{:x}-{}\"", body.len(), name.len());
    Reply {
        etag: Some(etag).filter(|_| site.options.uploads.etags),
        ..Reply::new(media_type, body)
    }
}

/// What the pages look like: a style sheet, one it imports, a picture and a font.
fn look(site: &DemoSite, path: &str) -> Reply {
    let name = path.rsplit('/').next().unwrap_or(path);
    let (media_type, body) = match name {
        _ if !site.options.uploads.stylesheet => return frame::missing(site),
        "style.css" => ("text/css", STYLE.as_bytes().to_vec()),
        "mau.css" => (
            "text/css; charset=utf-8",
            b".site-head{color:#036}".to_vec(),
        ),
        "nen.png" => ("image/png", media::png(name)),
        "chu.woff2" => ("font/woff2", b"wOF2".to_vec()),
        _ => return frame::missing(site),
    };
    Reply {
        etag: Some(format!("\"{name}\"")),
        ..Reply::new(media_type, body)
    }
}

const STYLE: &str = "@import 'mau.css';body{background:url(\"nen.png\")}\n\
    @font-face{font-family:A;src:url(chu.eot?#iefix),url(chu.woff2) format('woff2')}\n\
    .far{background:url(https://cdn.example/xa.png)}";

/// `/slug.html` and its many copies, `/video/slug`, and redirects to them.
fn story_page(site: &mut DemoSite, path: &str, url: &Url) -> Reply {
    let lower = path.to_ascii_lowercase();
    let find = |face_is_video: bool, slug: &str| {
        let story = site.story(slug).cloned();
        story.filter(|s| (s.face == Face::Video) == face_is_video)
    };
    if let Some(story) = lower
        .strip_prefix("/video/")
        .and_then(|slug| find(true, slug))
    {
        return send(site, &story, &page::video);
    }
    let Some((slug, rest)) = lower[1..].split_once(".html") else {
        return frame::missing(site);
    };
    let Some(story) = find(false, slug) else {
        return moved(site, slug);
    };
    let print = url.query_pairs().any(|(key, _)| key == "print");
    match (rest, story.face) {
        ("", _) if print => send(site, &story, &page::print),
        ("", _) => send(site, &story, &|site, story| page::article(site, story, 0)),
        ("/amp" | "/amp/", Face::New) => send(site, &story, &page::amp),
        ("/2", _) if story.parts.len() > 1 => {
            send(site, &story, &|site, story| page::article(site, story, 1))
        }
        ("/" | "/1" | "/2", _) => Reply::redirect(301, site.address(&story)),
        _ => frame::missing(site),
    }
}

/// An address that names no story: its old name, or WordPress's guess at one whose slug
/// begins alike (seen to lead to another article), or nothing.
fn moved(site: &DemoSite, slug: &str) -> Reply {
    let renamed = |s: &&Story| s.formerly.as_deref() == Some(slug);
    let alike = |s: &&Story| s.face != Face::Video && s.slug.starts_with(slug);
    let stories = || site.stories.iter();
    match stories().find(renamed).or_else(|| stories().find(alike)) {
        Some(story) if !slug.is_empty() => Reply::redirect(301, site.address(story)),
        _ => frame::missing(site),
    }
}

/// A story's page with its headers, in its charset, at its pace.
fn send(site: &mut DemoSite, story: &Story, show: &dyn Fn(&DemoSite, &Story) -> String) -> Reply {
    site.count_view(story.id);
    let html = show(site, story);
    let mut reply = if story.is(Quirk::Windows1258) {
        Reply::new(
            "text/html; charset=windows-1258",
            charset::windows_1258(&html),
        )
    } else if story.is(Quirk::Nfd) {
        Reply::html(charset::decomposed(&html))
    } else {
        Reply::html(html)
    };
    reply.slow = story.is(Quirk::Slow);
    reply.etag = Some(site.options.etag.to_owned()).filter(|tag| !tag.is_empty());
    let json = site.absolute(&format!("/wp-json/wp/v2/posts/{}", story.id));
    let short = site.absolute(&format!("/?p={}", story.id));
    let alternate = format!("<{json}>; rel=\"alternate\"; type=\"application/json\"");
    reply
        .with("Link", alternate)
        .with("Link", format!("<{short}>; rel=shortlink"))
}

/// The page with every class name and id renamed. Bytes, because not every page is in UTF-8.
fn themed(html: &[u8], prefix: &str) -> Vec<u8> {
    if prefix.is_empty() {
        return html.to_vec();
    }
    let mut out = Vec::with_capacity(html.len() * 5 / 4);
    let mut rest = html;
    while let Some(at) = rest.iter().position(|byte| *byte == b'"') {
        let (before, after) = rest.split_at(at + 1);
        out.extend_from_slice(before);
        rest = after;
        let end = rest.iter().position(|byte| *byte == b'"');
        let (value, tail) = rest.split_at(end.unwrap_or(rest.len()));
        let named = before.ends_with(b" class=\"") || before.ends_with(b" id=\"");
        if named {
            for (number, name) in value.split(|byte| *byte == b' ').enumerate() {
                if number > 0 {
                    out.push(b' ');
                }
                out.extend_from_slice(prefix.as_bytes());
                out.extend_from_slice(name);
            }
        } else {
            out.extend_from_slice(value);
        }
        // The closing quotation mark.
        let (mark, tail) = tail.split_at(tail.len().min(1));
        out.extend_from_slice(mark);
        rest = tail;
    }
    out.extend_from_slice(rest);
    out
}
